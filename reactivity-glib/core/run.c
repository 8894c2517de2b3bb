/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "run.h"

#include "flush.h"
#include "link.h"
#include "owner.h"
#include "propagate.h"

/* What a run starts without. */
#define OF_THE_LAST_RUN                                                                            \
  (RG_DISPOSED | RG_STALE | RG_SPREAD | RG_CHECKING | RG_SELF | RG_EMPTY | RG_AGAIN)

/* E3: what the run did not come to read stays a dependency. */
static void
keep_tail (RgNode *node)
{
  guint32 read = node->cursor;

  node->cursor = node->n_deps;
  rg_unspread (node, read);
}

/* All of them count as read now, also those that the run itself has made stale since. One that has
 * changed during the run may have been read before that: where somebody else's change has come to this
 * node, only another run is sure to have seen it. */
static void
read_same (RgNode *node)
{
  for (guint32 i = 0; i < node->n_deps; i++)
    {
      if (node->deps[i].node != NULL)
        node->deps[i].version = node->deps[i].node->version;
    }

  if (node->flags & RG_PENDING)
    node->flags |= RG_DIRTY;
  keep_tail (node);
}

/* I5: the next write by somebody else has to come through. */
static void
forget_self (RgNode *node)
{
  node->flags &= ~RG_SELF;
  rg_unspread (node, 0);
}

/* Opens a run: the node counts as up to date from here on, so that what changes in the meantime
 * marks it again. Calls the cleanup functions of the run before. */
G_ALWAYS_INLINE static inline void
run_begin (RgNode *node, guint32 running)
{
  guint32 flags = node->flags;

  node->flags = (flags & ~OF_THE_LAST_RUN) | running;
  node->cursor = 0;

  /* Only a run counts, not a check that finds nothing new. */
  if (flags & RG_EFFECT)
    node->round = node->graph->round;

  if (G_UNLIKELY (node->own != NULL))
    rg_end_owned (node);
}

/* Closes it: only what was read counts from now on (G1). */
static void
run_end (RgNode *node, RgUpdate update)
{
  if (update & RG_SAME_DEPS)
    read_same (node);
  else if (update & RG_KEEP_DEPS)
    keep_tail (node);
  else if (node->cursor == 0 && !(node->flags & RG_DISPOSED) && node->graph->ops->lost (node))
    keep_tail (node);
  else if (node->cursor < node->n_deps)
    rg_links_trim (node, node->cursor);

  if (node->flags & RG_SELF)
    forget_self (node);

  if ((update & RG_CHANGED) && !(node->flags & RG_MEMO))
    rg_node_bump (node);
}

/* What happened to the node while it was running, and had to wait. */
static void
catch_up (RgNode *node)
{
  RgGraph *graph = node->graph;

  if (node->flags & RG_DISPOSED)
    rg_end (node);
  else if ((node->flags & RG_EFFECT) || rg_node_is_watched (node, graph->watch_at, graph->watch))
    rg_make_due (node);
}

void
rg_run_begin (RgNode *node)
{
  run_begin (node, 0);
}

void
rg_run_end (RgNode *node, RgUpdate update)
{
  run_end (node, update);
}

/* User code runs from here: RG_RUNNING keeps the node alive (rg_let_go), and the depth keeps
 * effects waiting until the outermost step has ended. */
void
rg_step_begin (RgNode *node, RgFrame *frame)
{
  rg_assert (!(node->flags & RG_RUNNING));

  rg_graph_touch (node->graph);
  node->flags |= RG_RUNNING;
  node->graph->depth++;
  rg_graph_enter (node->graph, frame, node, node, node);
}

/* The node may go, and a flush may run. */
void
rg_step_end (RgNode *node, RgFrame *frame)
{
  RgGraph *graph = node->graph;

  rg_graph_leave (graph, frame);
  node->flags &= ~RG_RUNNING;
  if (node->flags & RG_SELF)
    forget_self (node);
  if (node->flags & (RG_DISPOSED | RG_STALE))
    catch_up (node);
  rg_let_go (node);
  rg_unhold (graph);
}

G_ALWAYS_INLINE static inline void
call_open (RgNode *node, RgCall *call)
{
  RgGraph *graph = node->graph;

  rg_assert (!(node->flags & RG_RUNNING));
  rg_assert (graph->depth > 0);

  call->batches = graph->batches;

  /* As in rg_step_begin(). */
  rg_graph_enter (graph, &call->frame, node, node, node);

  run_begin (node, RG_RUNNING);
}

G_ALWAYS_INLINE static inline void
call_close (RgNode *node, RgCall *call, RgUpdate update)
{
  RgGraph *graph = node->graph;
  guint32 flags;

  rg_graph_balance (graph, &call->frame, node, call->batches);
  if (G_UNLIKELY (node->flags & (RG_FAILED | RG_ASK)))
    update = graph->ops->settle (node, update);

  rg_graph_leave (graph, &call->frame);
  flags = node->flags & ~RG_RUNNING;
  node->flags = flags;

  /* The common end of run_end(), in which nothing is to be done but to tell the readers. */
  if (G_LIKELY (update < RG_KEEP_DEPS && node->cursor == node->n_deps && node->cursor > 0 &&
                !(flags & (RG_SELF | RG_MEMO | RG_DISPOSED | RG_STALE))))
    {
      if (update == RG_CHANGED)
        rg_node_bump (node);
      return;
    }

  run_end (node, update);
  if (node->flags & (RG_DISPOSED | RG_STALE))
    catch_up (node);
}

/* The two halves of rg_run(), for a function that somebody else calls (drive.c). The function is not
 * to be called if the node is RG_DISPOSED after the first. */
void
rg_call_open (RgNode *node, RgCall *call)
{
  call_open (node, call);
}

void
rg_call_close (RgNode *node, RgCall *call, RgUpdate update)
{
  call_close (node, call, update);
}

/* Runs @node once, while something is under way. The node is alive after it, but see rg_let_go().
 */
void
rg_run (RgNode *node)
{
  RgUpdate update = RG_UNCHANGED;
  RgCall call;

  call_open (node, &call);
  if (G_LIKELY (!(node->flags & RG_DISPOSED)))
    update = node->run (node);
  call_close (node, &call, update);
}

/* Runs @node because the program says so, and what that makes due. */
RgResult
rg_run_now (RgNode *node)
{
  RgGraph *graph = node->graph;

  if (node->flags & RG_RUNNING)
    return RG_CYCLE;
  if (node->flags & RG_ENDING)
    return RG_ENDED;
  if (rg_stack_is_low (graph))
    return RG_TOO_DEEP;

  rg_graph_touch (graph);
  graph->depth++;
  rg_dequeue (node);
  rg_run (node);
  rg_let_go (node);
  rg_unhold (graph);
  return RG_OK;
}
