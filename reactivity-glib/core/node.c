/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "node.h"

#include "check.h"
#include "flush.h"
#include "link.h"
#include "owner.h"
#include "propagate.h"
#include "wakes.h"

static void
join (RgNode *node, RgGraph *graph)
{
  if (G_UNLIKELY (graph->n_nodes == graph->cap_nodes))
    {
      graph->cap_nodes = MAX (16, graph->cap_nodes * 2);
      graph->nodes = g_renew (RgNode *, graph->nodes, graph->cap_nodes);
    }

  node->graph = graph;
  node->seq = ++graph->next_seq;
  node->place = graph->n_nodes;
  graph->nodes[graph->n_nodes++] = node;

  if (!graph->in_use)
    {
      graph->in_use = TRUE;
      graph->ops->in_use (graph, TRUE);
    }
}

static void
part (RgNode *node)
{
  RgGraph *graph = node->graph;
  RgNode *last = graph->nodes[--graph->n_nodes];

  graph->nodes[node->place] = last;
  last->place = node->place;

  if (graph->n_nodes == 0 && graph->depth == 0)
    rg_graph_unused (graph);
}

/* Expects zeroed memory. The arrays of links come with the first link. */
void
rg_node_init (RgNode *node, RgGraph *graph, guint32 flags, RgRunFunc run)
{
  node->flags = flags;
  node->run = run;
  node->version = node->newest = 1;
  join (node, graph);
}

/* Gives a node that has no links and no owner to another graph. */
void
rg_node_move (RgNode *node, RgGraph *graph)
{
  RgGraph *old = node->graph;

  g_assert (node->n_deps == 0 && node->n_subs == 0 && node->own == NULL);

  if (old == graph)
    return;
  part (node);
  join (node, graph);
}

/* The stack of a check may still know the node, if user code let it go. */
static void
forget_steps (RgNode *node)
{
  RgGraph *graph = node->graph;

  for (guint i = graph->n_steps; (node->flags & RG_STEPPED) && i > 0; i--)
    {
      if (graph->steps[i - 1].node == node)
        graph->steps[i - 1].node = NULL;
    }
}

static void
forget (GPtrArray *nodes, RgNode *node)
{
  guint i = nodes->len;

  /* What was added last goes first, as a rule. */
  while (i > 0 && nodes->pdata[i - 1] != node)
    i--;
  g_assert (i > 0);
  g_ptr_array_remove_index_fast (nodes, i - 1);
}

/* The node goes, and its links with it (O1). It has been disposed, if it is a computation. */
void
rg_node_clear (RgNode *node)
{
  RgGraph *graph = node->graph;

  g_assert (!(node->flags & (RG_RUNNING | RG_ENDING)));

  rg_dequeue (node);
  rg_owner_free (node);
  rg_links_clear (node);
  forget_steps (node);
  if (G_UNLIKELY (node->flags & RG_WAKER))
    rg_wakes_forget (node);
  if (G_UNLIKELY (node->unread == RG_UNREAD_NOTED))
    forget (graph->unread, node);
  rg_assert (!node->collecting);
  part (node);
}

/* There have been 2^32 versions: a reader that remembers an old one must not find it again. */
void
rg_node_wrap_version (RgNode *node)
{
  node->newest = 1;
  for (guint32 i = 0; i < node->n_subs; i++)
    node->subs[i].node->deps[node->subs[i].back].version = 0;
}

/* The source says that its value changed: the push, and a flush if nothing is under way. */
void
rg_node_changed (RgNode *node)
{
  RgGraph *graph = node->graph;

  rg_graph_touch (graph);

  if (graph->frame->runner != NULL)
    graph->last_writer = graph->frame->runner->seq;

  if (G_UNLIKELY (rg_node_is_watched (node, graph->watch_at, graph->watch)))
    rg_make_due (node);

  rg_node_bump (node);

  /* In a batch the value may be put back (G6), so there the versions decide. */
  if (node->n_subs > 0)
    rg_propagate (node, graph->batches > 0 ? RG_PENDING : RG_DIRTY);

  if (!rg_flush_if_free (graph))
    rg_check (graph);
}

/* The value is about to be the one that @version named. */
void
rg_node_restore (RgNode *node, guint32 version)
{
  RgGraph *graph = node->graph;

  if (graph->frame->runner != NULL)
    graph->last_writer = graph->frame->runner->seq;
  if (rg_node_is_watched (node, graph->watch_at, graph->watch))
    rg_make_due (node);
  node->version = version;
}

/* A source has its old value and version back: whoever read it then is up to date (G6), whoever read
 * it since is not. */
void
rg_node_restored (RgNode *node)
{
  rg_graph_touch (node->graph);
  rg_propagate (node, RG_PENDING);

  if (!rg_flush_if_free (node->graph))
    rg_check (node->graph);
}

/* The value of a derived is not to be trusted, whatever its dependencies say. */
void
rg_node_invalidate (RgNode *node)
{
  RgGraph *graph = node->graph;

  if (node == graph->frame->runner)
    return;

  rg_graph_touch (graph);
  node->flags |= RG_DIRTY;
  if (!(node->flags & RG_SPREAD))
    {
      node->flags |= RG_SPREAD;
      if (rg_node_is_watched (node, graph->watch_at, graph->watch))
        rg_make_due (node);
      rg_propagate (node, RG_PENDING);
    }

  if (!rg_flush_if_free (graph))
    rg_check (graph);
}

/* Has @node marked as surely stale when the push under way is done. Called by `defer`, for a node that
 * answers for many computations without having each of them as a dependency. It is not running. */
void
rg_node_collect (RgNode *node)
{
  RgGraph *graph = node->graph;

  if (node->collecting)
    return;

  node->collecting = TRUE;
  if (graph->collected == NULL)
    graph->collected = g_ptr_array_new ();
  g_ptr_array_add (graph->collected, node);
}
