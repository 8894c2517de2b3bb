/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-foreign-private.h"
#include "reactivity-post-private.h"

/* The collector of GJS works in steps, between which the program goes on, and until it is done no
 * function of the program can be called from C. What is wanted at once ends the collection; what could
 * not be said otherwise is said later. */

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

  if (reactivity_foreign_take_blocked () && gjs != NULL && gjs_context_gc != NULL)
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
gboolean
reactivity_blocked_end (void)
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
void
reactivity_blocked_retry (RgNode *core, ReactivityFunc func, gpointer data, GDestroyNotify destroy)
{
  Blocked *self = g_new (Blocked, 1);

  self->object = g_object_ref (reactivity_node_from_core (core));
  self->func = func;
  self->data = data;
  self->destroy = destroy;
  reactivity_foreign_set_blocked ();
  reactivity_post (reactivity_context_of (core->graph), retry_cb, self, blocked_free);
}
