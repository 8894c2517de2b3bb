/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-gjs-private.h"

#include "object/reactivity-error.h"
#include "object/reactivity-post-private.h"

#include "core/flush.h"

/* GJS as a ReactivityLanguage: what C asks of JavaScript. Everything goes by one function that takes
 * integers. Where JavaScript does the asking, see calls.c. */

static ReactivityGjsFunc call_js; /* (nullable) NULL until GJS has loaded the overrides */

/* For one call at a time: its JavaScript takes them before it does anything else. */
static const GValue *stored;  /* (unowned) (nullable) */
static GAsyncResult *arrival; /* (unowned) (nullable) */

/**
 * reactivity_gjs_start:
 * @version: of GJS, as `imports.system.version`
 * @func: (scope forever): does what C wants
 *
 * Makes GJS a language of this process.
 */
void
reactivity_gjs_start (guint version, ReactivityGjsFunc func)
{
  g_return_if_fail (func != NULL);

  call_js = func;
  reactivity_gjs_refused_init (version);
  reactivity_language_register (&reactivity_gjs_language);
}

#define ANSWER 15u

/* FALSE if GJS has not come to the function: its collector or a full stack was in the way. What is
 * returned then is no value of anybody, so the ticket is new each time. */
static gboolean
call_once (ReactivityGjsCall call, guint handle, guint argument, guint *answer)
{
  static guint last;
  const guint ticket = (++last & 0xffffff) << 4;
  guint result;

  result = call_js (call, handle, ticket, argument);
  if (G_UNLIKELY ((result & ~ANSWER) != ticket))
    return FALSE;

  *answer = result & ANSWER;
  return TRUE;
}

/* Calls JavaScript for @core, which is held. FALSE if that did not come to it. */
gboolean
reactivity_gjs_call (RgNode *core, ReactivityGjsCall call, guint argument, guint *answer)
{
  const guint handle = reactivity_gjs_handle_of (core);

  return call_once (call, handle, argument, answer) ||
         (reactivity_gjs_end_collection () && call_once (call, handle, argument, answer));
}

/* RgRunFunc for nodes of JavaScript. While the function runs JavaScript knows what is active. A script
 * whose stack is used up cannot say so. */
RgUpdate
reactivity_gjs_run_node (RgNode *core)
{
  RgGraph *graph = core->graph;
  gboolean reached;
  guint update;

  graph->mirrored = TRUE;
  reached = reactivity_gjs_call (core, REACTIVITY_GJS_CALL_RUN, 0, &update);
  graph->mirrored = FALSE;
  if (G_LIKELY (reached))
    return (RgUpdate) update;

  reactivity_source_run_again (graph);
  reactivity_node_take_error (reactivity_node_from_core (core),
                              reactivity_error_for (core, RG_TOO_DEEP));
  return RG_KEEP_DEPS;
}

typedef struct
{
  GObject *object; /* (owned) */
  ReactivityFunc func;
  gpointer data;          /* (owned) by way of `destroy` */
  GDestroyNotify destroy; /* (nullable) */
} Later;

static void
later_free (gpointer data)
{
  Later *self = data;

  if (self->destroy != NULL)
    self->destroy (self->data);
  g_object_unref (self->object);
  g_free (self);
}

static void
later_cb (gpointer data)
{
  Later *self = data;

  self->func (self->data);
}

/* Has @func called by the main context, where no collector is on the stack. The node is held until
 * then. */
void
reactivity_gjs_call_later (RgNode *core, ReactivityFunc func, gpointer data, GDestroyNotify destroy)
{
  Later *self = g_new (Later, 1);

  self->object = g_object_ref (reactivity_node_from_core (core));
  self->func = func;
  self->data = data;
  self->destroy = destroy;
  reactivity_post (reactivity_context_of (core->graph), later_cb, self, later_free);
}

/* What was published stays until the next change: JavaScript cannot choose the type. */
static void
publish (RgNode *core, GType preferred G_GNUC_UNUSED)
{
  guint answer;

  if (reactivity_source_private (reactivity_node_from_core (core))->value.g_type == 0)
    reactivity_gjs_call (core, REACTIVITY_GJS_CALL_PUBLISH, 0, &answer);
}

/**
 * reactivity_gjs_get_stored:
 *
 * The value that C sets, in a call for that.
 *
 * Returns: (transfer none) (nullable): the value
 */
const GValue *
reactivity_gjs_get_stored (void)
{
  return stored;
}

static gboolean
store (RgNode *core, const GValue *value)
{
  const GValue *before = stored;
  guint answer = FALSE;

  stored = value;
  reactivity_gjs_call (core, REACTIVITY_GJS_CALL_STORE, 0, &answer);
  stored = before;
  return answer != FALSE;
}

static void
disposed (RgNode *core)
{
  guint answer;

  reactivity_gjs_call (core, REACTIVITY_GJS_CALL_DISPOSED, 0, &answer);
}

static void
begin_again_cb (gpointer data)
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

/* GJS makes a wrapper for the run as soon as it has come to the function, which takes a reference. */
static gboolean
started (RgNode *core, GObject *run)
{
  if (g_atomic_int_get ((int *) &run->ref_count) > 1)
    return TRUE;

  reactivity_gjs_end_collection ();
  reactivity_gjs_call_later (core, begin_again_cb, core, NULL);
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

/* JavaScript has few runs at a time: the lower half of the number names one of them. */
static void
cancelled (RgNode *core, guint64 serial)
{
  const Cancelled again = { core, serial };
  guint answer;

  if (!reactivity_gjs_call (core, REACTIVITY_GJS_CALL_CANCELLED, (guint) serial, &answer))
    reactivity_gjs_call_later (core, cancelled_cb, g_memdup2 (&again, sizeof again), g_free);
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

/**
 * reactivity_gjs_get_result:
 *
 * The result that has arrived, in a call for that.
 *
 * Returns: (transfer none) (nullable): the result
 */
GAsyncResult *
reactivity_gjs_get_result (void)
{
  return arrival;
}

static void
arrived (RgNode *core, guint request, GAsyncResult *result)
{
  GAsyncResult *before = arrival;
  gboolean reached;
  Arrival *again;
  guint answer;

  arrival = result;
  reached = reactivity_gjs_call (core, REACTIVITY_GJS_CALL_ARRIVED, request, &answer);
  arrival = before;
  if (reached)
    return;

  again = g_new (Arrival, 1);
  again->core = core;
  again->result = g_object_ref (result);
  again->request = request;
  reactivity_gjs_call_later (core, arrived_cb, again, arrival_free);
}

static void unmirror (ReactivityContext *context);

static void
unmirror_cb (gpointer context)
{
  unmirror (context);
}

/* What JavaScript takes for current it must not take for that any longer. If it cannot hear of that, it
 * hears of it from the main loop. While its collector lets objects go it is not running, and what is
 * active meanwhile is so no more when it goes on. */
static void
unmirror (ReactivityContext *context)
{
  const guint handle = reactivity_gjs_context_handle_of (context);
  guint answer;

  if (handle == 0)
    return;

  if (context->finalizing_objects > 0)
    {
      context->graph->mirrored = TRUE;
      return;
    }

  if (!call_once (REACTIVITY_GJS_CALL_LOST, handle, 0, &answer) &&
      !(reactivity_gjs_end_collection () &&
        call_once (REACTIVITY_GJS_CALL_LOST, handle, 0, &answer)))
    reactivity_post (context, unmirror_cb, g_object_ref (context), g_object_unref);
}

const ReactivityLanguage reactivity_gjs_language = {
  .publish = publish,
  .store = store,
  .disposed = disposed,
  .started = started,
  .cancelled = cancelled,
  .arrived = arrived,
  .unmirror = unmirror,
  .collector_blocks = TRUE,
};
