/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-runs-private.h"

#include "reactivity-deps-private.h"
#include "reactivity-state-private.h"
#include "reactivity-waiter-private.h"

#include "object/reactivity-frames-private.h"
#include "object/reactivity-language-private.h"
#include "object/reactivity-post-private.h"

#include "core/flush.h"
#include "core/link.h"
#include "core/owner.h"
#include "core/propagate.h"

/* A run that goes on later has a node of its own, which collects what it reads, so that no two mix:
 *
 *     under way:  sources ──▶ run ──▶ computation        run before ──▶ holder
 *     ended:      sources ───────────▶ computation
 *
 * The node is a memo, which is told of changes and never runs, and the computation depends on
 * it. So a change of something that the youngest run has read makes the computation stale, and
 * older ones do not count (G1). When the run has ended, what it has read goes over to the
 * computation, with the versions that it has seen; after a failure, so does what the run before
 * had read (E3). */

void
reactivity_runs_init (ReactivityRuns *self, RgNode *core, const ReactivityRunsOps *ops)
{
  self->core = core;
  self->ops = ops;
}

/* Memory only: it was disposed. */
void
reactivity_runs_clear (ReactivityRuns *self)
{
  g_assert (self->list.length == 0 && self->parked.length == 0);

  g_clear_pointer (&self->readers, g_hash_table_unref);
  g_clear_object (&self->busy);
}

static void
unset_busy_cb (gpointer busy)
{
  reactivity_state_set_boolean (busy, FALSE);
}

/* What hears of it must not run while the collector does. */
static void
set_busy (ReactivityRuns *self, gboolean busy)
{
  if (self->busy == NULL)
    return;

  if (!busy && reactivity_language_is_blocked (self->core))
    reactivity_post (reactivity_runs_context (self), unset_busy_cb, g_object_ref (self->busy),
                     g_object_unref);
  else
    reactivity_state_set_boolean (self->busy, busy);
}

/* (transfer none): a source that tells whether a run is under way */
ReactivitySource *
reactivity_runs_get_busy (ReactivityRuns *self)
{
  if (self->busy == NULL)
    {
      self->busy = reactivity_state_new (self->core->graph, G_TYPE_BOOLEAN);
      set_busy (self, self->newest != NULL);
    }

  return self->busy;
}

/* @core, which may be any node, may be stale: that has to be looked at, and all that read it are
 * told (I4). */
void
reactivity_runs_doubt (RgNode *core)
{
  core->flags |= RG_PENDING;
  if (core->flags & RG_SPREAD)
    return;

  core->flags |= RG_SPREAD;
  if ((core->flags & RG_EFFECT) ||
      rg_node_is_watched (core, core->graph->watch_at, core->graph->watch))
    rg_make_due (core);
  rg_propagate (core, RG_PENDING);
}

static gboolean
is_outdated (const RgNode *part)
{
  return (part->flags & (RG_STALE | RG_EMPTY)) != 0;
}

/* G10: what the last run has made ends before the next. */
static void
drop_kept (ReactivityRuns *self)
{
  g_autoptr (ReactivityRun) kept = g_steal_pointer (&self->kept);

  if (kept != NULL)
    rg_node_dispose (reactivity_run_core (kept));
}

static ReactivityRun *
make (ReactivityRuns *self, gboolean wanted)
{
  gpointer computation = reactivity_node_from_core (self->core);
  const char *name = reactivity_node_get_name (computation);
  ReactivityRun *run = reactivity_node_new (REACTIVITY_TYPE_RUN, self->core->graph);

  if (name != NULL)
    reactivity_node_set_name (REACTIVITY_NODE (run), name);
  run->runs = run->owner = self;
  run->serial = ++self->last;
  run->wanted = wanted;
  run->before = reactivity_deps_hold (self->core);
  g_queue_push_tail (&self->list, run);
  if (self->core->flags & RG_LAZY)
    reactivity_async_of (reactivity_runs_context (self))->under_way++;

  return run;
}

/* The first step. */
static void
call (ReactivityRuns *self, ReactivityRun *run)
{
  ReactivityContext *context = reactivity_runs_context (self);
  RgGraph *graph = self->core->graph;
  guint batches = graph->batches;
  RgFrame *frame;

  reactivity_frames_push (context, REACTIVITY_FRAME_STEP, reactivity_run_core (run),
                          G_OBJECT (run));
  frame = graph->frame;
  self->ops->start (self, run);

  if (G_UNLIKELY (graph->frame != frame || graph->batches != batches))
    {
      g_autofree char *name = reactivity_node_describe (self->core);

      reactivity_frames_balance (context, frame, batches, name);
    }
  run->entered = 0;
  reactivity_frames_pop (context, REACTIVITY_FRAME_STEP, reactivity_run_core (run));
}

/* Takes the reference that keeps the run from the collector of its language. */
static void
hold (ReactivityRuns *self, ReactivityRun *run)
{
  const ReactivityLanguage *language = self->core->language;

  if (run->runs == NULL || language == NULL || language->started == NULL)
    return;

  if (language->started (self->core, G_OBJECT (run)))
    {
      run->held = TRUE;
      g_object_ref (run);
    }
  else
    {
      run->blocked = TRUE;
    }
}

/* In the update of the computation: begins a run. */
RgUpdate
reactivity_runs_start (ReactivityRuns *self, gboolean wanted)
{
  g_autoptr (ReactivityRun) run = NULL;
  RgNode *part;
  GList *link;

  drop_kept (self);
  run = make (self, wanted);
  part = reactivity_run_core (run);
  self->newest = run;
  while ((link = g_queue_pop_head_link (&self->parked)) != NULL)
    {
      ReactivityWaiter *waiter = link->data;

      waiter->run = run;
      reactivity_waiter_push (waiter, &run->waiters);
    }

  self->keeps = FALSE;
  self->ops->supersede (self, run);
  call (self, run);

  if (run->runs != NULL && run->returned)
    reactivity_runs_end (run, run->result);
  if (run->runs != NULL)
    {
      rg_track (part);
      if (is_outdated (part))
        reactivity_runs_doubt (self->core);
      set_busy (self, TRUE);
    }

  hold (self, run);
  /* Nobody else has taken a reference, and so nobody can end it: it does so by itself. */
  g_clear_object (&run);
  return self->keeps ? RG_KEEP_DEPS : RG_UNCHANGED;
}

/* What the youngest run has read is what the computation depends on now. In an update the core does
 * the rest, from the cursor on. */
static void
relink (ReactivityRuns *self, ReactivityRun *run, gboolean failed)
{
  RgNode *core = self->core;
  RgNode *part = reactivity_run_core (run);
  gboolean outdated = is_outdated (part);

  core->cursor = 0;
  reactivity_deps_add (core, part, REACTIVITY_DEPS_AS_READ);

  if (core->flags & RG_RUNNING)
    {
      self->keeps = failed;
      if (outdated)
        reactivity_runs_doubt (core);
      return;
    }

  if (!failed && core->cursor == 0)
    failed = core->graph->ops->lost (core);
  if (failed && run->before != NULL)
    reactivity_deps_add (core, reactivity_node_core (run->before), REACTIVITY_DEPS_AS_NOW);
  rg_links_trim (core, core->cursor);

  if (outdated)
    reactivity_runs_doubt (core);
}

/* A run goes that another one may have to fall back on (E3). */
static void
hand_down (ReactivityRuns *self, ReactivityRun *run, gboolean failed)
{
  RgNode *part = reactivity_run_core (run);

  for (guint32 i = 0; i < part->n_subs; i++)
    {
      RgNode *sub = part->subs[i].node;

      if (sub->flags & RG_RUNNING)
        continue;

      reactivity_deps_add (sub, part, REACTIVITY_DEPS_AS_READ);
      if (failed && run->before != NULL)
        reactivity_deps_add (sub, reactivity_node_core (run->before), REACTIVITY_DEPS_AS_NOW);
      if (sub == self->core && is_outdated (part))
        reactivity_runs_doubt (sub);
    }
}

/* A read of something that has failed fails the run, unless it has an error of its own. */
static void
take_inherited (ReactivityRun *run)
{
  RgNode *part = reactivity_run_core (run);
  GError *error = NULL;

  if (part->flags & RG_ASK)
    reactivity_node_settle_error (part);
  if (part->flags & RG_FAILED)
    error = reactivity_node_steal_error (part);

  if (error != NULL && run->result != REACTIVITY_RESULT_ERROR &&
      run->result != REACTIVITY_RESULT_CANCELLED)
    {
      run->result = REACTIVITY_RESULT_ERROR;
      run->error = error;
      return;
    }
  g_clear_error (&error);
}

static void
tell (ReactivityRuns *self, ReactivityWrite write)
{
  if (write == REACTIVITY_WRITE_SAME)
    return;

  /* Who has asked for the update looks at the version. */
  if (self->core->flags & RG_RUNNING)
    {
      if (write == REACTIVITY_WRITE_CHANGED)
        rg_node_bump (self->core);
    }
  else if (write == REACTIVITY_WRITE_CHANGED)
    {
      rg_node_changed (self->core);
    }
  else
    {
      rg_node_restored (self->core);
    }
}

static void
wake_waiters (ReactivityRun *run)
{
  GQueue waiters = run->waiters;
  GList *link;

  g_queue_init (&run->waiters);
  for (link = waiters.head; link != NULL; link = waiters.head)
    {
      ReactivityWaiter *waiter = link->data;

      g_queue_unlink (&waiters, link);
      waiter->queue = NULL;
      reactivity_waiter_run_ended (waiter, run);
    }
}

/* What it waits for itself, others may still get; but it is not part of it any more. */
static void
forget_waits (ReactivityRun *run)
{
  GList *link;

  while ((link = g_queue_pop_head_link (&run->waits)) != NULL)
    ((ReactivityWaiter *) link->data)->reader = NULL;
}

/* Its node goes, unless it owns something that has to stay until the next run. */
static void
retire (ReactivityRuns *self, ReactivityRun *run, gboolean was_newest)
{
  RgNode *part = reactivity_run_core (run);

  rg_links_clear (part);
  g_clear_object (&run->before);

  if (was_newest && !self->disposed && !run->cancelled && part->own != NULL &&
      part->own->last != NULL)
    self->kept = g_object_ref (run);
  else
    rg_node_dispose (part);
}

/* The run has come to its end, outside its steps. All that follows from that is one batch. */
void
reactivity_runs_end (ReactivityRun *run, ReactivityResult result)
{
  ReactivityRuns *self = run->runs;
  ReactivityContext *context = reactivity_runs_context (self);
  g_autoptr (GObject) computation G_GNUC_UNUSED =
      g_object_ref (reactivity_node_from_core (self->core));
  g_autoptr (ReactivityRun) held G_GNUC_UNUSED = g_object_ref (run);
  g_autoptr (ReactivityContext) held_context G_GNUC_UNUSED = g_object_ref (context);
  gboolean was_newest = run == self->newest;
  gboolean failed;

  reactivity_context_batch_begin (context);

  run->runs = NULL;
  run->result = result;
  g_queue_remove (&self->list, run);
  if (self->core->flags & RG_LAZY)
    reactivity_async_of (context)->under_way--;
  if (was_newest)
    self->newest = NULL;

  take_inherited (run);
  failed = run->result == REACTIVITY_RESULT_ERROR || run->result == REACTIVITY_RESULT_CANCELLED;
  if (!self->disposed)
    {
      if (was_newest)
        relink (self, run, failed);
      hand_down (self, run, failed);

      if (run->result != REACTIVITY_RESULT_CANCELLED)
        tell (self, self->ops->ended (self, run));
      else if (was_newest)
        self->ops->lost (self);
      reactivity_readers_told (self);
    }

  forget_waits (run);
  retire (self, run, was_newest);
  if (was_newest)
    set_busy (self, self->newest != NULL);
  wake_waiters (run);
  if (run->held)
    g_object_unref (run);

  reactivity_context_batch_end (context);
}

static void
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* What listens to the cancellable is part of no run, and waits until a collector is done. */
static void
tell_cancelled (ReactivityRun *run, RgNode *core)
{
  ReactivityContext *context = reactivity_context_of (core->graph);
  const ReactivityLanguage *language = core->language;
  guint batches = core->graph->batches;
  RgFrame frame;

  if (reactivity_language_is_blocked (core))
    {
      if (run->cancellable != NULL)
        reactivity_post (context, cancel_cb, g_object_ref (run->cancellable), g_object_unref);
      return;
    }

  rg_graph_enter_outside (core->graph, &frame);
  if (language != NULL && language->cancelled != NULL)
    language->cancelled (core, run->serial);
  if (run->cancellable != NULL)
    g_cancellable_cancel (run->cancellable);
  reactivity_frames_balance (context, &frame, batches, "A handler of a GCancellable");
  rg_graph_leave (core->graph, &frame);
}

/* Nobody wants the result any more. */
void
reactivity_runs_cancel (ReactivityRun *run)
{
  g_autoptr (ReactivityRun) held G_GNUC_UNUSED = g_object_ref (run);
  g_autoptr (GObject) computation G_GNUC_UNUSED = NULL;
  RgNode *core;

  if (run->runs == NULL)
    return;

  core = run->runs->core;
  computation = g_object_ref (reactivity_node_from_core (core));
  run->cancelled = TRUE;
  reactivity_runs_end (run, REACTIVITY_RESULT_CANCELLED);
  if (run->cancellable != NULL || core->language != NULL)
    tell_cancelled (run, core);
}

/* The computation has ended. */
void
reactivity_runs_dispose (ReactivityRuns *self)
{
  GList *link;

  self->disposed = TRUE;
  while (self->list.head != NULL)
    reactivity_runs_cancel (self->list.head->data);

  while ((link = g_queue_pop_head_link (&self->parked)) != NULL)
    {
      ReactivityWaiter *waiter = link->data;

      waiter->queue = NULL;
      reactivity_waiter_run_ended (waiter, NULL);
    }

  drop_kept (self);
  reactivity_function_drop (&self->function, reactivity_runs_context (self));
}
