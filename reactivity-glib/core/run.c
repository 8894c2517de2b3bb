/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "run.h"

#include "flush.h"
#include "link.h"
#include "owner.h"
#include "propagate.h"

/* E3: what the run did not come to read stays a dependency. */
static void
keep_tail (RgNode *node)
{
  node->cursor = node->n_deps;
  rg_unspread (node);
}

static gboolean
read_nothing (const RgNode *node)
{
  return node->cursor == 0 && !(node->flags & RG_DISPOSED);
}

/* Opens a run: the node counts as up to date from here on, so that what changes in the meantime
 * marks it again. Calls the cleanup functions of the run before. */
void
rg_run_begin (RgNode *node)
{
  node->flags &= ~(RG_DISPOSED | RG_STALE | RG_SPREAD | RG_CHECKING | RG_SELF | RG_EMPTY);
  node->cursor = 0;

  /* Only a run counts, not a check that finds nothing new. */
  if (node->flags & RG_EFFECT)
    node->round = node->graph->round;

  if (G_UNLIKELY (node->own != NULL))
    rg_end_owned (node);
}

/* Closes it: only what was read counts from now on (G1). */
void
rg_run_end (RgNode *node, RgUpdate update)
{
  RgGraph *graph = node->graph;

  if ((update & RG_KEEP_DEPS) || (read_nothing (node) && graph->ops->lost (node)))
    keep_tail (node);
  else if (node->cursor < node->n_deps)
    rg_links_trim (node, node->cursor);

  if (G_UNLIKELY (node->flags & RG_SELF))
    {
      node->flags &= ~RG_SELF;
      rg_unspread (node);
    }

  if ((update & RG_CHANGED) && !(node->flags & RG_MEMO))
    rg_node_bump (node);
}

/* User code runs from here: RG_RUNNING keeps the node alive (rg_let_go), and the depth keeps
 * effects waiting until the outermost step has ended. */
void
rg_step_begin (RgNode *node, RgFrame *frame)
{
  g_assert (!(node->flags & RG_RUNNING));

  node->flags |= RG_RUNNING;
  node->graph->depth++;
  rg_graph_enter (node->graph, frame, node, NULL, NULL);
}

void
rg_step_end (RgNode *node, RgFrame *frame)
{
  rg_graph_leave (node->graph, frame);
  node->flags &= ~RG_RUNNING;
  node->graph->depth--;
}

/* What happened to the node while it was running, and had to wait. */
void
rg_step_settle (RgNode *node)
{
  if (G_LIKELY (!(node->flags & (RG_DISPOSED | RG_STALE))))
    return;

  if (node->flags & RG_DISPOSED)
    rg_end (node);
  else if ((node->flags & RG_EFFECT) || rg_node_is_watched (node))
    rg_enqueue (node);
}

/* Runs @node once, while something is under way. The node is alive after it, but see rg_let_go().
 */
void
rg_run (RgNode *node)
{
  RgGraph *graph = node->graph;
  RgFrame frame;
  RgUpdate update = RG_UNCHANGED;

  rg_step_begin (node, &frame);
  rg_run_begin (node);
  if (G_LIKELY (!(node->flags & RG_DISPOSED)))
    {
      graph->active = node;
      graph->owner = node;
      update = graph->ops->run (node);
    }
  rg_step_end (node, &frame);

  rg_run_end (node, update);
  rg_step_settle (node);
}

/* Runs @node because the program says so, and what that makes due. */
RgResult
rg_run_now (RgNode *node)
{
  RgGraph *graph = node->graph;

  if (node->flags & RG_RUNNING)
    return RG_CYCLE;
  if (rg_stack_is_low (graph))
    return RG_TOO_DEEP;

  graph->depth++;
  rg_dequeue (node);
  rg_run (node);
  rg_let_go (node);
  rg_unhold (graph);
  return RG_OK;
}

/* Gives up the reference that was taken when the node lost its last one while it was busy. Whoever
 * made a node busy calls this as the last thing it does with it. */
void
rg_let_go (RgNode *node)
{
  if (G_UNLIKELY ((node->flags & (RG_KEPT | RG_RUNNING | RG_ENDING)) == RG_KEPT))
    {
      node->flags &= ~RG_KEPT;
      node->graph->ops->release (node);
    }
}

gboolean
rg_stack_is_low (const RgGraph *graph)
{
  guintptr here = (guintptr) __builtin_frame_address (0);

  return here > graph->stack_low && here < graph->stack_room;
}
