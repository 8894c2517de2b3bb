/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "check.h"

#ifdef RG_CHECKED

#include "owner.h"

/* A walk costs as much as the graph is large, so a large graph is walked less often. */
#define NODES_PER_CALL 64

static void
check_links (RgNode *node)
{
  /* I1: both ends of a link name each other. */
  for (guint32 i = 0; i < node->n_deps; i++)
    {
      RgNode *dep = node->deps[i].node;

      if (dep == NULL)
        continue;
      g_assert (dep->graph == node->graph);
      g_assert (node->deps[i].back < dep->n_subs);
      g_assert (dep->subs[node->deps[i].back].node == node);
      g_assert (dep->subs[node->deps[i].back].back == i);
    }

  for (guint32 i = 0; i < node->n_subs; i++)
    {
      RgNode *sub = node->subs[i].node;

      g_assert (node->subs[i].back < sub->n_deps);
      g_assert (sub->deps[node->subs[i].back].node == node);
      g_assert (sub->deps[node->subs[i].back].back == i);
    }

  /* I2: the cursor is within the dependencies. */
  g_assert (node->cursor <= node->n_deps);
  g_assert (node->n_deps <= rg_pool_room (node->deps_order));
  g_assert (node->n_subs <= rg_pool_room (node->subs_order));
}

static void
check_state (RgNode *node)
{
  RgGraph *graph = node->graph;

  /* I3: an idle computation that is up to date reads nothing that is stale and has SPREAD. */
  if (!(node->flags & (RG_STALE | RG_RUNNING)))
    {
      for (guint32 i = 0; i < node->n_deps; i++)
        g_assert (node->deps[i].node == NULL || !(node->deps[i].node->flags & RG_SPREAD));
    }

  /* I4: only what is stale has SPREAD, and then all that read it know. */
  if (node->flags & RG_SPREAD)
    {
      g_assert (node->flags & RG_STALE);
      for (guint32 i = 0; i < node->n_subs; i++)
        g_assert (node->subs[i].node->flags & (RG_SPREAD | RG_RUNNING));
    }

  /* I5: only a run knows that it wrote what it reads. */
  g_assert (!(node->flags & RG_SELF) || (node->flags & RG_RUNNING) || graph->depth > 0);

  /* I7: the queue and the flag agree, and an effect that has been told is in it. */
  if (node->flags & RG_QUEUED)
    g_assert (graph->queue[node->queue_pos] == node && !(node->flags & RG_DISPOSED));
  if ((node->flags & RG_SPREAD) && (node->flags & RG_EFFECT))
    g_assert (node->flags & (RG_QUEUED | RG_RUNNING | RG_DEFERRED | RG_DISPOSED) ||
              graph->flushing > 0);

  /* I8: between calls nothing is due, runs, is checked or ends. */
  if (graph->depth == 0)
    {
      g_assert (!(node->flags & (RG_QUEUED | RG_RUNNING | RG_CHECKING | RG_ENDING)));
      g_assert (!(node->flags & RG_KEPT) || node->reading);
    }

  /* I9: an owned node is in the list of its owner, and nobody else is. */
  if (node->flags & RG_ADOPTED)
    {
      RgItem *item = rg_owner_of (node)->own->last;

      while (item != NULL && item->node != node)
        item = item->prev;
      g_assert (item == &node->own->place);
    }
}

void
rg_check (RgGraph *graph)
{
  if (graph->depth == 0)
    g_assert (graph->n_steps == 0 && graph->queue_len == 0);

  graph->calls += NODES_PER_CALL;
  if (graph->calls < graph->n_nodes)
    return;
  graph->calls = 0;

  for (guint i = 0; i < graph->n_nodes; i++)
    {
      g_assert (graph->nodes[i]->place == i);
      check_links (graph->nodes[i]);
      check_state (graph->nodes[i]);
    }
}

#endif
