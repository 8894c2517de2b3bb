/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-gjs-private.h"

#include "object/reactivity-scope-private.h"

#include "async/reactivity-async-language-private.h"

#include "core/drive.h"
#include "core/flush.h"

/* What JavaScript asks of C. A call that may let functions run is a drive (core/drive.h): it returns
 * the next one to JavaScript, which calls it. So one write that runs one effect is two calls, and no
 * call back.
 *
 * JavaScript keeps a copy of what is active and of which values are current: it is right while
 * `mirrored` is set, which these calls clear for their own time. */

#define STATE_SHIFT 5
#define ACTIVE_SHIFT 2
#define UPDATE_SHIFT 4

G_STATIC_ASSERT (REACTIVITY_GJS_STATE_BITS == (1 << STATE_SHIFT) - 1);

/* Between these two C may do what it likes without telling JavaScript, which says nothing of its copy
 * meanwhile. */
static inline guint32
begin_call (RgGraph *graph)
{
  graph->mirrored = FALSE;
  return graph->pushes;
}

static inline guint
end_call (RgGraph *graph, guint32 pushes, guint state)
{
  graph->mirrored = TRUE;
  return graph->pushes != pushes ? state | REACTIVITY_GJS_STATE_MOVED : state;
}

static inline guint
state_of_next (const RgNode *next)
{
  return next != NULL ? reactivity_gjs_handle_of (next) << STATE_SHIFT : 0;
}

/* What has become of @core, which was to be brought up to date or run. */
static guint
state_of_result (RgNode *core, RgResult result)
{
  if (result == RG_OK)
    return core->flags & RG_FAILED ? REACTIVITY_GJS_STATE_FAILED : 0;

  /* The reader wants to hear of the next change. */
  if (core->graph->active != NULL)
    core->graph->active->flags |= RG_SELF;
  if (result == RG_TOO_DEEP)
    reactivity_source_run_again (core->graph);
  return REACTIVITY_GJS_STATE_FAILED;
}

/* TRUE if nothing will be active when something ends that C has begun. */
static gboolean
is_inactive (const RgGraph *graph)
{
  for (const RgFrame *frame = graph->frame; frame != NULL; frame = frame->prev)
    {
      if (frame->active != NULL)
        return FALSE;
    }

  return TRUE;
}

static guint
get_active (RgGraph *graph)
{
  RgNode *active = graph->active;

  if (active == NULL && graph->depth == graph->batches && is_inactive (graph))
    {
      graph->mirrored = TRUE;
      return REACTIVITY_GJS_ACTIVE_NONE;
    }

  if (active == NULL)
    return REACTIVITY_GJS_ACTIVE_OTHER;

  if (active->run == reactivity_gjs_run_node)
    {
      graph->mirrored = TRUE;
      return reactivity_gjs_handle_of (active) << ACTIVE_SHIFT;
    }

  return REACTIVITY_IS_RUN (reactivity_node_from_core (active)) ? REACTIVITY_GJS_ACTIVE_STEP
                                                                : REACTIVITY_GJS_ACTIVE_OTHER;
}

/**
 * reactivity_gjs_get_active:
 * @context: the handle of a context
 *
 * Tells what is active. JavaScript hears of it when that changes, unless the answer is
 * %REACTIVITY_GJS_ACTIVE_OTHER or %REACTIVITY_GJS_ACTIVE_STEP.
 *
 * Returns: a #ReactivityGjsActive, or the handle of a node multiplied by 4
 */
guint
reactivity_gjs_get_active (guint context)
{
  ReactivityContext *self = reactivity_gjs_find_context (context, G_STRFUNC);

  return self != NULL ? get_active (self->graph) : REACTIVITY_GJS_ACTIVE_NONE;
}

/**
 * reactivity_gjs_track:
 * @handle: the handle of a node
 *
 * Links a node to what is active.
 *
 * Returns: as [func@get_active]
 */
guint
reactivity_gjs_track (guint handle)
{
  const ReactivityGjsEntry *entry = reactivity_gjs_find (handle, G_STRFUNC);

  if (entry == NULL)
    return REACTIVITY_GJS_ACTIVE_NONE;

  reactivity_node_track (reactivity_node_from_core (entry->core));
  return get_active (entry->core->graph);
}

/**
 * reactivity_gjs_refresh:
 * @handle: the handle of a node
 *
 * Brings a node up to date.
 *
 * Returns: a #ReactivityGjsState
 */
guint
reactivity_gjs_refresh (guint handle)
{
  const ReactivityGjsEntry *entry = reactivity_gjs_find (handle, G_STRFUNC);
  RgResult result;
  RgGraph *graph;
  guint32 pushes;
  RgNode *core;
  RgNode *next;

  if (entry == NULL)
    return REACTIVITY_GJS_STATE_FAILED;

  core = entry->core;
  graph = core->graph;
  pushes = begin_call (graph);
  next = rg_drive_refresh (core, reactivity_gjs_run_node, &result);
  return end_call (graph, pushes,
                   next != NULL ? state_of_next (next) : state_of_result (core, result));
}

/* Whether somebody hears of a change of @core: who is linked to it or listens, or has a copy of its
 * value in C. */
static gboolean
is_heard (const RgNode *core)
{
  const RgGraph *graph = core->graph;

  return core->n_subs > 0 || (core->flags & REACTIVITY_FLAG_PUBLISHED) ||
         rg_node_is_watched (core, graph->watch_at, graph->watch);
}

static guint
note_batch (ReactivityGjsEntry *entry)
{
  const RgGraph *graph = entry->core->graph;

  if (graph->batches == 0)
    return 0;
  if (entry->batch == graph->n_batches && entry->round == graph->round)
    return REACTIVITY_GJS_STATE_BATCH;

  entry->batch = graph->n_batches;
  entry->round = graph->round;
  entry->version = entry->core->version;
  return REACTIVITY_GJS_STATE_BATCH | REACTIVITY_GJS_STATE_FIRST;
}

static void
forget_published (RgNode *core)
{
  if (core->flags & REACTIVITY_FLAG_PUBLISHED)
    reactivity_source_forget_published (reactivity_node_from_core (core));
}

/* The node is alive: its wrapper is on the stack of JavaScript. */
static guint
end_change (RgNode *core, guint32 pushes, guint state)
{
  RgGraph *graph = core->graph;
  RgNode *next = rg_drive_rest (graph, reactivity_gjs_run_node);

  if (next != NULL)
    state |= state_of_next (next);
  else if (!is_heard (core))
    state |= REACTIVITY_GJS_STATE_QUIET;
  return end_call (graph, pushes, state);
}

/**
 * reactivity_gjs_changed:
 * @handle: the handle of a source
 *
 * Says that a source has a new value.
 *
 * Returns: a #ReactivityGjsState
 */
guint
reactivity_gjs_changed (guint handle)
{
  ReactivityGjsEntry *entry = reactivity_gjs_find (handle, G_STRFUNC);
  RgGraph *graph;
  RgNode *core;
  guint state;

  if (entry == NULL)
    return 0;

  core = entry->core;
  graph = core->graph;
  begin_call (graph);
  state = note_batch (entry);
  forget_published (core);
  graph->depth++;
  rg_node_changed (core);
  graph->depth--;
  return end_change (core, graph->pushes, state);
}

/**
 * reactivity_gjs_restored:
 * @handle: the handle of a source
 *
 * Says that a source has a value again that it had before the batch under way.
 *
 * Returns: a #ReactivityGjsState; without %REACTIVITY_GJS_STATE_BATCH that batch was over, and the
 *   value counts as a new one
 */
guint
reactivity_gjs_restored (guint handle)
{
  ReactivityGjsEntry *entry = reactivity_gjs_find (handle, G_STRFUNC);
  RgGraph *graph;
  RgNode *core;

  if (entry == NULL)
    return 0;

  core = entry->core;
  graph = core->graph;
  if (graph->batches == 0 || entry->batch != graph->n_batches || entry->round != graph->round)
    return reactivity_gjs_changed (handle);

  begin_call (graph);
  forget_published (core);
  rg_node_restore (core, entry->version);
  graph->depth++;
  rg_node_restored (core);
  graph->depth--;
  return end_change (core, graph->pushes, REACTIVITY_GJS_STATE_BATCH);
}

/**
 * reactivity_gjs_run:
 * @handle: the handle of an effect
 *
 * Runs an effect because the program says so.
 *
 * Returns: a #ReactivityGjsState
 */
guint
reactivity_gjs_run (guint handle)
{
  const ReactivityGjsEntry *entry = reactivity_gjs_find (handle, G_STRFUNC);
  RgResult result;
  RgGraph *graph;
  guint32 pushes;
  RgNode *core;
  RgNode *next;

  if (entry == NULL)
    return REACTIVITY_GJS_STATE_FAILED;

  core = entry->core;
  graph = core->graph;
  pushes = begin_call (graph);
  next = rg_drive_run (core, reactivity_gjs_run_node, &result);
  return end_call (graph, pushes,
                   next != NULL ? state_of_next (next)
                                : (result != RG_OK ? REACTIVITY_GJS_STATE_FAILED : 0));
}

/**
 * reactivity_gjs_ran:
 * @answer: the handle of a node, multiplied by 16, and [flags@Reactivity.UpdateFlags]
 *
 * Says that the function has been called that was the next one, and goes on.
 *
 * Returns: a #ReactivityGjsState
 */
guint
reactivity_gjs_ran (guint answer)
{
  const ReactivityGjsEntry *entry = reactivity_gjs_find (answer >> UPDATE_SHIFT, G_STRFUNC);
  RgDriveEnd end;
  RgGraph *graph;
  guint32 pushes;
  RgNode *next;

  if (entry == NULL)
    return 0;

  graph = entry->core->graph;
  pushes = begin_call (graph);
  next = rg_drive_ran (entry->core, (RgUpdate) (answer & ((1 << UPDATE_SHIFT) - 1)), &end);
  if (next != NULL)
    return end_call (graph, pushes, state_of_next (next));
  return end_call (graph, pushes, end.root != NULL ? state_of_result (end.root, end.result) : 0);
}

/**
 * reactivity_gjs_run_again:
 * @handle: the handle of any node of the context
 *
 * Says that the stack was too small for the functions that are running. What comes of that is not
 * kept: they run again when they are read.
 */
void
reactivity_gjs_run_again (guint handle)
{
  const ReactivityGjsEntry *entry = reactivity_gjs_find (handle, G_STRFUNC);

  if (entry != NULL)
    reactivity_source_run_again (entry->core->graph);
}

/**
 * reactivity_gjs_count_changes:
 * @context: the handle of a context
 *
 * How many changes there have been in a context.
 *
 * Returns: a number that may wrap
 */
guint
reactivity_gjs_count_changes (guint context)
{
  ReactivityContext *self = reactivity_gjs_find_context (context, G_STRFUNC);

  return self != NULL ? self->graph->pushes : 0;
}

static guint
rest (RgGraph *graph)
{
  guint32 pushes = begin_call (graph);

  return end_call (graph, pushes, state_of_next (rg_drive_rest (graph, reactivity_gjs_run_node)));
}

/**
 * reactivity_gjs_flush:
 * @context: the handle of a context
 *
 * Runs the effects that are due, also in a batch.
 *
 * Returns: a #ReactivityGjsState
 */
guint
reactivity_gjs_flush (guint context)
{
  ReactivityContext *self = reactivity_gjs_find_context (context, G_STRFUNC);
  guint32 pushes;

  if (self == NULL)
    return 0;

  pushes = begin_call (self->graph);
  return end_call (self->graph, pushes,
                   state_of_next (rg_drive_flush (self->graph, reactivity_gjs_run_node)));
}

/**
 * reactivity_gjs_begin_batch:
 * @context: the handle of a context
 *
 * As [method@Reactivity.Context.batch_begin].
 */
void
reactivity_gjs_begin_batch (guint context)
{
  ReactivityContext *self = reactivity_gjs_find_context (context, G_STRFUNC);

  if (self != NULL)
    rg_batch_begin (self->graph);
}

/**
 * reactivity_gjs_end_batch:
 * @context: the handle of a context
 *
 * Ends what [func@begin_batch] began.
 *
 * Returns: a #ReactivityGjsState; with %REACTIVITY_GJS_STATE_BATCH if another one is open
 */
guint
reactivity_gjs_end_batch (guint context)
{
  ReactivityContext *self = reactivity_gjs_find_context (context, G_STRFUNC);
  guint state;

  if (self == NULL)
    return 0;
  g_return_val_if_fail (self->graph->batches > 0, 0);

  self->graph->batches--;
  self->graph->depth--;
  state = rest (self->graph);
  return self->graph->batches > 0 ? state | REACTIVITY_GJS_STATE_BATCH : state;
}

/**
 * reactivity_gjs_begin_untracked:
 * @context: the handle of a context
 *
 * As [method@Reactivity.Context.untrack_begin], which JavaScript knows of.
 */
void
reactivity_gjs_begin_untracked (guint context)
{
  ReactivityContext *self = reactivity_gjs_find_context (context, G_STRFUNC);
  gboolean mirrored;

  if (self == NULL)
    return;

  mirrored = self->graph->mirrored;
  self->graph->mirrored = FALSE;
  reactivity_context_untrack_begin (self);
  self->graph->mirrored = mirrored;
}

/**
 * reactivity_gjs_end_untracked:
 * @context: the handle of a context
 *
 * As [method@Reactivity.Context.untrack_end].
 */
void
reactivity_gjs_end_untracked (guint context)
{
  ReactivityContext *self = reactivity_gjs_find_context (context, G_STRFUNC);

  if (self != NULL)
    reactivity_context_untrack_end (self);
}

/**
 * reactivity_gjs_begin_work:
 * @context: the handle of a context
 *
 * From here to [func@end_work] effects wait, and JavaScript does not hear of what changes.
 */
void
reactivity_gjs_begin_work (guint context)
{
  ReactivityContext *self = reactivity_gjs_find_context (context, G_STRFUNC);

  if (self == NULL)
    return;

  self->graph->mirrored = FALSE;
  self->graph->depth++;
}

/**
 * reactivity_gjs_end_work:
 * @context: the handle of a context
 *
 * Ends what [func@begin_work] began.
 *
 * Returns: a #ReactivityGjsState
 */
guint
reactivity_gjs_end_work (guint context)
{
  ReactivityContext *self = reactivity_gjs_find_context (context, G_STRFUNC);

  if (self == NULL)
    return 0;
  g_return_val_if_fail (self->graph->depth > 0, 0);

  self->graph->depth--;
  return rest (self->graph) | REACTIVITY_GJS_STATE_MOVED;
}

static GObject *
object_of_owner (RgNode *owner)
{
  return owner->flags & RG_SCOPE ? G_OBJECT (reactivity_scope_from_core (owner))
                                 : reactivity_node_from_core (owner);
}

/**
 * reactivity_gjs_get_owner:
 * @context: the handle of a context
 *
 * What is made now belongs to this.
 *
 * Returns: (transfer none) (nullable): a scope or a node
 */
GObject *
reactivity_gjs_get_owner (guint context)
{
  ReactivityContext *self = reactivity_gjs_find_context (context, G_STRFUNC);

  if (self == NULL || self->graph->frame->owner == NULL)
    return NULL;
  return object_of_owner (self->graph->frame->owner);
}

/**
 * reactivity_gjs_adopt:
 * @handle: the handle of a new computation
 *
 * Gives a computation to the scope or the run in which it is made, as the constructors of C do, but
 * without the references: JavaScript has to keep both alive as long as one is. A run does not own a
 * derived: nothing happens then.
 *
 * Returns: 1 if it has an owner now, 0 if not
 */
guint
reactivity_gjs_adopt (guint handle)
{
  const ReactivityGjsEntry *entry = reactivity_gjs_find (handle, G_STRFUNC);
  RgNode *owner;
  RgNode *core;

  if (entry == NULL)
    return 0;

  core = entry->core;
  g_return_val_if_fail (!(core->flags & RG_ADOPTED), 0);
  owner = core->graph->frame->owner;
  if (owner == NULL || ((core->flags & RG_LAZY) && !(owner->flags & RG_SCOPE)))
    return 0;

  rg_own (owner, core);
  return 1;
}

/**
 * reactivity_gjs_hold:
 * @handle: the handle of a computation that was adopted
 *
 * Makes the owner hold the computation, because it is one of C.
 */
void
reactivity_gjs_hold (guint handle)
{
  const ReactivityGjsEntry *entry = reactivity_gjs_find (handle, G_STRFUNC);

  if (entry == NULL)
    return;
  g_return_if_fail ((entry->core->flags & (RG_ADOPTED | RG_HELD)) == RG_ADOPTED);

  g_object_ref (reactivity_node_from_core (entry->core));
  entry->core->flags |= RG_HELD;
}

static void
clean_up_cb (gpointer core)
{
  guint answer;

  if (!reactivity_language_is_blocked (core))
    reactivity_gjs_call (core, REACTIVITY_GJS_CALL_CLEAN_UP, 0, &answer);
}

/**
 * reactivity_gjs_add_cleanup:
 * @context: the handle of a context
 *
 * Has %REACTIVITY_GJS_CALL_CLEAN_UP called when the run under way is over, in its turn with what the
 * run makes.
 *
 * Returns: the handle of the computation that runs; 0 if what is made now belongs to none of
 *   JavaScript
 */
guint
reactivity_gjs_add_cleanup (guint context)
{
  ReactivityContext *self = reactivity_gjs_find_context (context, G_STRFUNC);
  RgNode *owner;

  if (self == NULL)
    return 0;

  owner = self->graph->frame->owner;
  if (owner == NULL || owner->language != &reactivity_gjs_language)
    return 0;

  rg_on_cleanup (owner, clean_up_cb, owner, NULL);
  return reactivity_gjs_handle_of (owner);
}

static void
woken_cb (gpointer core)
{
  guint answer;

  if (!reactivity_gjs_call (core, REACTIVITY_GJS_CALL_WOKEN, 0, &answer))
    reactivity_gjs_call_later (core, woken_cb, core, NULL);
}

static gboolean
wake_cb (gpointer self)
{
  woken_cb (reactivity_node_core (self));
  return G_SOURCE_REMOVE;
}

/**
 * reactivity_gjs_wake:
 * @handle: the handle of a node
 * @priority: when; a priority of a [struct@GLib.Source]
 *
 * Has %REACTIVITY_GJS_CALL_WOKEN called by the main context. The node lives until then. A source of
 * GJS may be lost when its collector is at work, this is not.
 */
void
reactivity_gjs_wake (guint handle, int priority)
{
  const ReactivityGjsEntry *entry = reactivity_gjs_find (handle, G_STRFUNC);
  g_autoptr (GSource) source = NULL;

  if (entry == NULL)
    return;

  source = g_idle_source_new ();
  g_source_set_priority (source, priority);
  g_source_set_static_name (source, "[reactivity] gjs wake");
  g_source_set_callback (source, wake_cb, g_object_ref (reactivity_node_from_core (entry->core)),
                         g_object_unref);
  g_source_attach (source, reactivity_context_of (entry->core->graph)->main_context);
}

/**
 * reactivity_gjs_request:
 * @handle: the handle of an asynchronous derived of JavaScript
 * @fresh: whether to wait until the derived is not stale
 * @cancellable: (nullable): cancels the wait
 *
 * Waits for the value of a derived. %REACTIVITY_GJS_CALL_ARRIVED tells of the result.
 *
 * Returns: the number of the request
 */
guint
reactivity_gjs_request (guint handle, gboolean fresh, GCancellable *cancellable)
{
  const ReactivityGjsEntry *entry = reactivity_gjs_find (handle, G_STRFUNC);

  return entry != NULL ? reactivity_async_derived_request (reactivity_node_from_core (entry->core),
                                                           fresh, cancellable)
                       : 0;
}

/**
 * reactivity_gjs_get_serial_of_result:
 * @derived: an asynchronous derived
 * @result: the result of a read of it
 *
 * Tells which run gave a result, be it a value or an error.
 *
 * Returns: the number of the run; 0 if it is not the result of a run
 */
guint64
reactivity_gjs_get_serial_of_result (ReactivityAsyncDerived *derived, GAsyncResult *result)
{
  return reactivity_async_derived_get_result_serial (derived, result);
}
