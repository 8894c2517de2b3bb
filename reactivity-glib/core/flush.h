/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "graph.h"
#include "wakes.h"

G_BEGIN_DECLS

/* Whose turn it was when a flush began inside another one. */
typedef struct
{
  guint32 turn;
  RgFrame *frame;
} RgTurn;

/* The queue of what is due, and its flush. */

void rg_dequeue (RgNode *node);
void rg_sort_queue (RgGraph *graph, guint start);

void rg_batch_begin (RgGraph *graph);
void rg_batch_end (RgGraph *graph);
void rg_flush (RgGraph *graph);
void rg_flush_start (RgGraph *graph, RgTurn *outer);
RgNode *rg_flush_take (RgGraph *graph);
void rg_flush_finish (RgGraph *graph, const RgTurn *outer);
void rg_settled (RgGraph *graph);
void rg_run_due (RgNode *node);

void rg_enqueue_special (RgNode *node);

/* For a push. I7: it is in the queue once, and QUEUED says so. */
static inline void
rg_enqueue (RgNode *node)
{
  RgGraph *graph = node->graph;
  const guint32 unusual = RG_QUEUED | RG_RUNNING | RG_DISPOSED | RG_DEFERRED;

  if (G_UNLIKELY ((node->flags & (unusual | RG_EFFECT)) != RG_EFFECT ||
                  graph->queue_len == graph->queue_cap))
    {
      rg_enqueue_special (node);
      return;
    }

  if (node->seq < graph->queue_last)
    graph->unsorted = TRUE;
  graph->queue_last = node->seq;

  node->flags |= RG_QUEUED;
  node->queue_pos = graph->queue_len;
  graph->queue[graph->queue_len++] = node;
}

/* Makes @node due by itself, outside a push. */
static inline void
rg_make_due (RgNode *node)
{
  RgGraph *graph = node->graph;
  guint start = graph->queue_len;

  graph->pushes++;
  rg_enqueue (node);
  if (G_UNLIKELY (graph->wakes != NULL))
    rg_wakes_note (graph, start);
}

static inline gboolean
rg_graph_has_due (const RgGraph *graph)
{
  return graph->queue_head < graph->queue_len;
}

/* What is to be done once nothing is under way. */
static inline gboolean
rg_graph_has_work (const RgGraph *graph)
{
  return rg_graph_has_due (graph) || G_UNLIKELY (graph->settles);
}

void rg_rest (RgGraph *graph);

/* The counterpart of `graph->depth++`: whoever comes back to 0 lets the effects run (G5). The graph
 * may be gone afterwards, if its last node is. */
static inline void
rg_unhold (RgGraph *graph)
{
  if (--graph->depth > 0)
    return;

  if (rg_graph_has_work (graph) || G_UNLIKELY (graph->n_nodes == 0))
    rg_rest (graph);
}

/* Lets the effects run that a push made due, if nothing else is under way. TRUE if there was anything
 * to do. */
static inline gboolean
rg_flush_if_free (RgGraph *graph)
{
  if (graph->depth > 0 || !rg_graph_has_work (graph))
    return FALSE;

  rg_rest (graph);
  return TRUE;
}

G_END_DECLS
