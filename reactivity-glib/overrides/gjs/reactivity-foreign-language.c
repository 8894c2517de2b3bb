/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-foreign-private.h"

#include "object/reactivity-error.h"
#include "object/reactivity-post-private.h"

#include "core/flush.h"

/* GJS as a ReactivityLanguage, and all calls of it.
 *
 * Its collector works in steps, between which the program goes on, and until it is done no function
 * of the program can be called from C. What is wanted at once ends the collection; what could not be
 * said otherwise is said later. */

ReactivityForeignBox reactivity_foreign_box;
ReactivityForeignFunc reactivity_foreign_runner;

#define box reactivity_foreign_box

/* Where it is GJS that has loaded the library, these are there. */
extern gpointer gjs_context_get_current (void) __attribute__ ((weak));
extern gpointer gjs_context_get_native_context (gpointer context) __attribute__ ((weak));
extern void gjs_context_gc (gpointer context) __attribute__ ((weak));

/* And these of the engine below, by the names that C++ gives them: JS::RuntimeHeapState (), 0 while no
 * collector is on the stack, and JS::IsIncrementalGCInProgress (). */
extern int heap_state (void) __asm__("_ZN2JS16RuntimeHeapStateEv") __attribute__ ((weak));
extern _Bool
is_collecting (gpointer engine) __asm__("_ZN2JS25IsIncrementalGCInProgressEP9JSContext")
    __attribute__ ((weak));

typedef struct
{
  GObject *object; /* (owned) */
  ReactivityFunc func;
  gpointer data;          /* (owned) by way of `destroy` */
  GDestroyNotify destroy; /* (nullable) */
} Blocked;

static void
blocked_free (gpointer data)
{
  Blocked *self = data;

  if (self->destroy != NULL)
    self->destroy (self->data);
  g_object_unref (self->object);
  g_free (self);
}

/* In the main context, where no collector is on the stack. */
static void
end_collection (void)
{
  gpointer gjs = gjs_context_get_current != NULL ? gjs_context_get_current () : NULL;
  gboolean blocked = box.blocked != 0;

  box.blocked = FALSE;
  if (blocked && gjs != NULL && gjs_context_gc != NULL)
    gjs_context_gc (gjs);
}

static void
retry_cb (gpointer data)
{
  Blocked *self = data;

  end_collection ();
  self->func (self->data);
}

/* A function could not be called. TRUE when the collector was in the way, and is done now: it was
 * between its steps. Where it is on the stack itself it must not be called. */
static gboolean
end_steps (void)
{
  gpointer gjs;

  if (gjs_context_get_current == NULL || gjs_context_get_native_context == NULL ||
      gjs_context_gc == NULL || heap_state == NULL || is_collecting == NULL)
    return FALSE;

  gjs = gjs_context_get_current ();
  if (gjs == NULL || heap_state () != 0 || !is_collecting (gjs_context_get_native_context (gjs)))
    return FALSE;

  gjs_context_gc (gjs);
  return TRUE;
}

/* Has @func called when the collector is done. The computation is held until then. */
static void
call_later (RgNode *core, ReactivityFunc func, gpointer data, GDestroyNotify destroy)
{
  Blocked *self = g_new (Blocked, 1);

  self->object = g_object_ref (reactivity_node_from_core (core));
  self->func = func;
  self->data = data;
  self->destroy = destroy;
  box.blocked = TRUE;
  reactivity_post (reactivity_context_of (core->graph), retry_cb, self, blocked_free);
}

static void
call_begin (void)
{
  box.entered = reactivity_foreign_runner == NULL;
}

/* TRUE when the language has come to what was called. */
static gboolean
call_end (void)
{
  gboolean entered = box.entered != 0;

  box.entered = TRUE; /* for the run around this call */
  return entered;
}

/* In place of the end: TRUE when a call for @self that has not come to the language is to be made
 * again, which is then begun. What the collector lets go of is told nothing. */
static gboolean
call_again (gpointer self)
{
  gboolean again;

  if (G_LIKELY (call_end ()))
    return FALSE;

  g_object_ref (self);
  again = end_steps () && g_atomic_int_get ((int *) &G_OBJECT (self)->ref_count) > 1;
  g_object_unref (self);

  if (again)
    call_begin ();
  return again;
}

/* What the answer is before there is one. */
#define UNKNOWN G_MAXUINT32

static RgUpdate
call_runner (RgNode *core)
{
  if (box.ready)
    {
      box.handle = reactivity_foreign_handle (core);
      box.update = UNKNOWN;
      reactivity_foreign_runner ();
      if (box.update != UNKNOWN)
        return (RgUpdate) box.update;
    }

  return reactivity_node_run (core);
}

/* RgRunFunc for foreign nodes. A script whose stack is used up cannot say so. */
RgUpdate
reactivity_foreign_run (RgNode *core)
{
  RgUpdate update;
  gboolean entered;

  box.entered = FALSE;
  update = call_runner (core);
  if (G_UNLIKELY (!box.entered) && end_steps ())
    {
      box.entered = FALSE;
      update = call_runner (core);
    }
  entered = box.entered;
  box.entered = TRUE; /* for the run around this one */

  if (G_LIKELY (entered))
    return update;

  reactivity_source_run_again (core->graph);
  reactivity_node_take_error (reactivity_node_from_core (core),
                              reactivity_error_for (core, RG_TOO_DEEP));
  return RG_KEEP_DEPS;
}

static ReactivityForeignInterface *
iface_of (RgNode *core)
{
  return REACTIVITY_FOREIGN_GET_IFACE (reactivity_node_from_core (core));
}

/* It cannot choose the type. What it has published stays until the next change. */
static void
publish (RgNode *core, GType preferred G_GNUC_UNUSED)
{
  ReactivitySource *self = reactivity_node_from_core (core);
  ReactivitySourceClass *klass = REACTIVITY_SOURCE_GET_CLASS (self);

  if (klass->publish == NULL || reactivity_source_private (self)->value.g_type != 0)
    return;

  call_begin ();
  do
    klass->publish (self);
  while (call_again (self));
}

static gboolean
store (RgNode *core, const GValue *value)
{
  ReactivityForeign *self = reactivity_node_from_core (core);
  gboolean changed;

  if (iface_of (core)->store == NULL)
    {
      g_critical ("%s takes no values from C", G_OBJECT_TYPE_NAME (self));
      return FALSE;
    }

  call_begin ();
  do
    changed = iface_of (core)->store (self, value);
  while (call_again (self));
  return changed;
}

static void
disposed (RgNode *core)
{
  ReactivityForeign *self = reactivity_node_from_core (core);

  if (iface_of (core)->ended == NULL)
    return;

  call_begin ();
  do
    iface_of (core)->ended (self);
  while (call_again (self));
}

/* Calls the cleanup function that was added last. */
void
reactivity_foreign_call_cleanup (RgNode *core)
{
  ReactivityForeign *self = reactivity_node_from_core (core);

  if (iface_of (core)->cleanup == NULL || reactivity_language_is_blocked (core))
    return;

  call_begin ();
  do
    iface_of (core)->cleanup (self);
  while (call_again (self));
}

static void
woken_cb (gpointer core)
{
  reactivity_foreign_call_woken (core);
}

void
reactivity_foreign_call_woken (RgNode *core)
{
  if (iface_of (core)->woken == NULL)
    return;

  call_begin ();
  iface_of (core)->woken (reactivity_node_from_core (core));
  if (!call_end ())
    call_later (core, woken_cb, core, NULL);
}

static void
run_again_cb (gpointer data)
{
  RgNode *core = data;

  if (core->flags & RG_DISPOSED)
    return;

  if (core->flags & RG_LAZY)
    {
      rg_node_invalidate (core);
      return;
    }

  core->flags |= RG_DIRTY | RG_SPREAD;
  rg_make_due (core);
}

/* A language that has not taken a reference has not come to it, as its stack or its collector was in
 * the way. */
static gboolean
started (RgNode *core, GObject *run)
{
  if (g_atomic_int_get ((int *) &run->ref_count) > 1)
    return TRUE;

  call_later (core, run_again_cb, core, NULL);
  return FALSE;
}

typedef struct
{
  RgNode *core; /* (unowned) held until it is told */
  guint64 serial;
} Cancelled;

static void cancelled (RgNode *core, guint64 serial);

static void
cancelled_cb (gpointer data)
{
  Cancelled *self = data;

  if (!reactivity_language_is_blocked (self->core))
    cancelled (self->core, self->serial);
}

static void
cancelled (RgNode *core, guint64 serial)
{
  const Cancelled again = { core, serial };

  if (iface_of (core)->cancelled == NULL)
    return;

  call_begin ();
  iface_of (core)->cancelled (reactivity_node_from_core (core), serial);
  if (!call_end ())
    call_later (core, cancelled_cb, g_memdup2 (&again, sizeof again), g_free);
}

typedef struct
{
  RgNode *core;         /* (unowned) held by the result */
  GAsyncResult *result; /* (owned) */
  guint request;
} Arrival;

static void
arrival_free (gpointer data)
{
  Arrival *self = data;

  g_object_unref (self->result);
  g_free (self);
}

static void arrived (RgNode *core, guint request, GAsyncResult *result);

static void
arrived_cb (gpointer data)
{
  Arrival *self = data;

  arrived (self->core, self->request, self->result);
}

static void
arrived (RgNode *core, guint request, GAsyncResult *result)
{
  Arrival *again;

  if (iface_of (core)->arrived == NULL)
    return;

  call_begin ();
  iface_of (core)->arrived (reactivity_node_from_core (core), request, result);
  if (call_end ())
    return;

  again = g_new (Arrival, 1);
  again->core = core;
  again->result = g_object_ref (result);
  again->request = request;
  call_later (core, arrived_cb, again, arrival_free);
}

const ReactivityLanguage reactivity_foreign_language = {
  .publish = publish,
  .store = store,
  .disposed = disposed,
  .started = started,
  .cancelled = cancelled,
  .arrived = arrived,
  .collector_blocks = TRUE,
};
