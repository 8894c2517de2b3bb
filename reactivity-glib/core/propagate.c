/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "propagate.h"

#include "flush.h"
#include "wakes.h"

static RgNode **
grow_walk (RgGraph *graph)
{
  graph->cap_walk = MAX (64, graph->cap_walk * 2);
  graph->walk = g_renew (RgNode *, graph->walk, graph->cap_walk);
  return graph->walk;
}

/* What a run has not read yet it may still read, or not: its version will tell. */
static inline guint32
sure_of (const RgLink *link, guint32 how)
{
  if (G_UNLIKELY ((link->node->flags & RG_RUNNING) && link->back >= link->node->cursor))
    return RG_PENDING;
  return how;
}

/* Nearest first, so that effects come to the queue in about the order in which they were made. */
G_ALWAYS_INLINE static inline void
push (RgGraph *graph, RgNode *source, guint32 how)
{
  const RgNode *runner = graph->frame->runner;
  const gint watch_at = graph->watch_at;
  const guint32 watch = graph->watch;
  const guint start = graph->queue_len;
  RgNode **walk = graph->walk;
  RgNode *node = source;
  guint head = 0;
  guint len = 0;

  if (node->n_subs == 0)
    return;

  graph->pushes++;
  graph->queue_last = 0;
  graph->unsorted = FALSE;

  for (;;)
    {
      const RgLink *end = node->subs + node->n_subs;

      for (const RgLink *link = node->subs; link < end; link++)
        {
          RgNode *sub = link->node;
          guint32 flags = sub->flags;

          /* I5: a computation that writes what it reads is not made due by that. */
          if (G_UNLIKELY (sub == runner))
            {
              sub->flags |= RG_SELF;
              continue;
            }

          /* I6: whoever checks this node has looked at some of its dependencies already. */
          sub->flags = (flags | sure_of (link, how) | RG_SPREAD) & ~RG_CHECKING;

          /* I4: the subscribers of a node that has SPREAD know. */
          if (flags & RG_SPREAD)
            continue;

          if ((flags & (RG_EFFECT | RG_WATCHED)) || rg_node_is_watched (sub, watch_at, watch))
            rg_enqueue (sub);

          if (sub->n_subs > 0)
            {
              if (G_UNLIKELY (len == graph->cap_walk))
                walk = grow_walk (graph);
              walk[len++] = sub;
            }
        }

      if (head == len)
        break;

      node = walk[head++];
      how = RG_PENDING;

      /* A walk along a chain stays at the beginning. */
      if (head == len)
        head = len = 0;
    }

  if (G_UNLIKELY (graph->unsorted))
    rg_sort_queue (graph, start);
  if (G_UNLIKELY (graph->wakes != NULL))
    rg_wakes_note (graph, start);
}

static G_GNUC_NO_INLINE void
push_slow (RgGraph *graph, RgNode *source)
{
  push (graph, source, RG_PENDING);
}

/* Goes on with what rg_node_collect() was called for, and with what that calls for, in one list, so
 * that nothing recurses. */
static void
mark_collected (RgGraph *graph)
{
  GPtrArray *nodes = g_steal_pointer (&graph->collected);

  for (guint i = 0; i < nodes->len; i++)
    {
      RgNode *node = nodes->pdata[i];

      rg_assert (!(node->flags & RG_RUNNING));
      node->collecting = FALSE;
      node->flags = (node->flags | RG_DIRTY) & ~RG_CHECKING;
      if (node->flags & RG_SPREAD)
        continue;

      node->flags |= RG_SPREAD;
      if (rg_node_is_watched (node, graph->watch_at, graph->watch))
        rg_make_due (node);
      push_slow (graph, node);
      if (graph->collected != NULL)
        g_ptr_array_extend_and_steal (nodes, g_steal_pointer (&graph->collected));
    }

  g_ptr_array_unref (nodes);
}

/* Tells everything that reads @source, at any distance: its own subscribers are RG_DIRTY or
 * RG_PENDING as @how says, those further off RG_PENDING. */
void
rg_propagate (RgNode *source, guint32 how)
{
  RgGraph *graph = source->graph;

  push (graph, source, how);
  if (G_UNLIKELY (graph->collected != NULL))
    mark_collected (graph);
}

static void
read_now (RgNode *node, guint32 from)
{
  for (guint32 i = from; i < node->n_deps; i++)
    {
      RgNode *dep = node->deps[i].node;

      if (dep != NULL && !(dep->flags & RG_STALE))
        node->deps[i].version = dep->version;
    }
}

static void
unspread_push (RgGraph *graph, guint *len, RgNode *node)
{
  if (*len == graph->cap_walk)
    grow_walk (graph);
  graph->walk[(*len)++] = node;
}

/* Keeps I4 for a node that is up to date though something it read is stale: what is above it
 * forgets that its subscribers have been told, so that the next change comes through. The clean
 * dependencies from the @from-th on count as read now. */
void
rg_unspread (RgNode *node, guint32 from)
{
  RgGraph *graph = node->graph;
  guint len = 0;

  read_now (node, from);

  unspread_push (graph, &len, node);
  while (len > 0)
    {
      node = graph->walk[--len];

      for (guint32 i = 0; i < node->n_deps; i++)
        {
          RgNode *dep = node->deps[i].node;

          if (dep != NULL && (dep->flags & RG_SPREAD))
            {
              dep->flags &= ~RG_SPREAD;
              unspread_push (graph, &len, dep);
            }
        }
    }
}
