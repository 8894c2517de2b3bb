/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "propagate.h"

#include "flush.h"

static void
push (RgGraph *graph, guint *len, RgNode *node)
{
  if (G_UNLIKELY (*len == graph->cap_walk))
    {
      graph->cap_walk = MAX (64, graph->cap_walk * 2);
      graph->walk = g_renew (RgNode *, graph->walk, graph->cap_walk);
    }

  graph->walk[(*len)++] = node;
}

/* Marks @node; TRUE when its own subscribers have still to be told. */
static inline gboolean
mark (RgGraph *graph, RgNode *node, guint32 how)
{
  guint32 flags = node->flags;

  /* I5: a computation that writes what it reads is not made due by that. */
  if (G_UNLIKELY (node == graph->runner))
    {
      node->flags |= RG_SELF;
      return FALSE;
    }

  /* I6: whoever checks this node has looked at some of its dependencies already. */
  node->flags = (flags | how | RG_SPREAD) & ~RG_CHECKING;

  /* I4: the subscribers of a node that has SPREAD know. */
  if (flags & RG_SPREAD)
    return FALSE;

  if ((flags & RG_EFFECT) || rg_node_is_watched (node))
    rg_enqueue (node);

  return node->n_subs > 0;
}

static void
mark_subs (RgGraph *graph, RgNode *node, guint32 how, guint *len)
{
  for (;;)
    {
      RgNode *next = NULL;
      RgLink *subs = node->subs;

      for (guint32 i = 0; i < node->n_subs; i++)
        {
          RgNode *sub = subs[i].node;

          if (!mark (graph, sub, how))
            continue;
          if (next != NULL)
            push (graph, len, next);
          next = sub;
        }

      if (next == NULL)
        return;
      node = next;
      how = RG_PENDING;
    }
}

/* Tells everything that reads @source, at any distance: its own subscribers are RG_DIRTY or
 * RG_PENDING as @how says, those further off RG_PENDING. */
void
rg_propagate (RgNode *source, guint32 how)
{
  RgGraph *graph = source->graph;
  guint start = graph->queue_len;
  guint len = 0;

  if (source->n_subs == 0)
    return;

  graph->queue_last = 0;
  graph->unsorted = FALSE;

  mark_subs (graph, source, how, &len);
  while (len > 0)
    mark_subs (graph, graph->walk[--len], RG_PENDING, &len);

  if (G_UNLIKELY (graph->unsorted))
    rg_sort_queue (graph, start);
}

/* Keeps I4 for a node that is up to date though something it read is stale: what is above it
 * forgets that its subscribers have been told, so that the next change comes through. The clean
 * dependencies count as read now. */
void
rg_unspread (RgNode *node)
{
  RgGraph *graph = node->graph;
  guint len = 0;

  for (guint32 i = 0; i < node->n_deps; i++)
    {
      RgNode *dep = node->deps[i].node;

      if (dep != NULL && !(dep->flags & RG_STALE))
        node->deps[i].version = dep->version;
    }

  push (graph, &len, node);
  while (len > 0)
    {
      node = graph->walk[--len];

      for (guint32 i = 0; i < node->n_deps; i++)
        {
          RgNode *dep = node->deps[i].node;

          if (dep != NULL && (dep->flags & RG_SPREAD))
            {
              dep->flags &= ~RG_SPREAD;
              push (graph, &len, dep);
            }
        }
    }
}
