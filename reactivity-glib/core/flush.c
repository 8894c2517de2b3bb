/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "flush.h"

#include "check.h"
#include "owner.h"
#include "propagate.h"
#include "refresh.h"
#include "run.h"
#include "wakes.h"

#include <stdlib.h>

/* A queue as long as this is given back to the heap when it has run empty. */
#define LONG_QUEUE (1 << 16)

/* As long as this it is sorted in place: it is nearly sorted already. */
#define SHORT_QUEUE 64

static int
compare_seq (const void *a, const void *b)
{
  guint32 x = (*(RgNode *const *) a)->seq;
  guint32 y = (*(RgNode *const *) b)->seq;

  return (x > y) - (x < y);
}

static void
insertion_sort (RgNode **nodes, guint n_nodes)
{
  for (guint i = 1; i < n_nodes; i++)
    {
      RgNode *node = nodes[i];
      guint j = i;

      for (; j > 0 && nodes[j - 1]->seq > node->seq; j--)
        nodes[j] = nodes[j - 1];
      nodes[j] = node;
    }
}

/* What one change makes due runs in the order of creation (G5). */
void
rg_sort_queue (RgGraph *graph, guint start)
{
  RgNode **nodes = graph->queue + start;
  guint n_nodes = graph->queue_len - start;

  if (n_nodes <= SHORT_QUEUE)
    insertion_sort (nodes, n_nodes);
  else
    qsort (nodes, n_nodes, sizeof *nodes, compare_seq);

  for (guint i = start; i < graph->queue_len; i++)
    graph->queue[i]->queue_pos = i;
}

/* All that rg_enqueue() leaves: a full queue, watched sources, deferred effects. A node that is
 * running is queued when its run has ended. */
void
rg_enqueue_special (RgNode *node)
{
  RgGraph *graph = node->graph;

  if (node->flags & (RG_QUEUED | RG_RUNNING | RG_DISPOSED))
    return;

  if (node->flags & RG_DEFERRED)
    {
      graph->ops->defer (node);
      return;
    }

  /* This is the version that the listeners know. */
  if (!(node->flags & RG_EFFECT))
    node->round = node->version;

  if (graph->queue_len == graph->queue_cap)
    {
      graph->queue_cap = MAX (16, graph->queue_cap * 2);
      graph->queue = g_renew (RgNode *, graph->queue, graph->queue_cap);
    }

  if (node->seq < graph->queue_last)
    graph->unsorted = TRUE;
  graph->queue_last = node->seq;

  node->flags |= RG_QUEUED;
  node->queue_pos = graph->queue_len;
  graph->queue[graph->queue_len++] = node;
}

void
rg_dequeue (RgNode *node)
{
  if (node->flags & RG_QUEUED)
    {
      node->flags &= ~RG_QUEUED;
      node->graph->queue[node->queue_pos] = NULL;
    }
}

/* The outermost owner of @node that is due, too: its run ends @node (G10), so it goes first. */
static RgNode *
outermost_due (RgNode *node)
{
  RgNode *due = node;

  while ((node = rg_owner_of (node)) != NULL)
    {
      if (node->flags & RG_QUEUED)
        due = node;
    }

  return due;
}

/* Another round begins when an effect is due that ran in this one already. */
static void
note_round (RgGraph *graph, const RgNode *node)
{
  if (G_UNLIKELY (node->round == graph->round))
    graph->round++;
}

/* It never comes to rest: left as it is, to be woken by the next change. What is lazy is left stale. */
static void
give_up_turn (RgNode *node)
{
  node->flags &= ~(RG_STALE | RG_SPREAD);
  rg_unspread (node, 0);
  if (node->flags & RG_LAZY)
    node->flags |= RG_DIRTY;
}

/* It is the turn of @node, if that may have one. Those that come to be due in a flush are watched when
 * there are many, and then the rest comes to an end by itself, and nobody else is left stale (E2). */
G_ALWAYS_INLINE static inline gboolean
take_turn (RgGraph *graph, RgNode *node)
{
  graph->turn_frame = graph->frame;
  if (graph->wakes == NULL)
    {
      if (G_LIKELY (node->queue_pos < graph->first_len || ++graph->woken < RG_WAKES_BEGIN))
        return TRUE;
      rg_wakes_begin (graph);
    }

  if (rg_wakes_visit (graph, node))
    return TRUE;
  give_up_turn (node);
  return FALSE;
}

G_ALWAYS_INLINE static inline void
start_flush (RgGraph *graph, RgTurn *outer)
{
  rg_graph_touch (graph);
  graph->depth++;

  *outer = (RgTurn){ graph->turn, graph->turn_frame };
  if (graph->flushing++ == 0)
    {
      graph->round++;
      graph->first_len = graph->queue_len;
    }
}

static void
reset_queue (RgGraph *graph)
{
  graph->queue_head = graph->queue_len = 0;
  if (graph->queue_cap > LONG_QUEUE)
    {
      g_clear_pointer (&graph->queue, g_free);
      graph->queue_cap = 0;
    }
}

G_ALWAYS_INLINE static inline void
end_flush (RgGraph *graph, const RgTurn *outer)
{
  graph->turn = outer->turn;
  graph->turn_frame = outer->frame;

  if (--graph->flushing == 0)
    {
      if (!rg_graph_has_due (graph))
        reset_queue (graph);

      graph->woken = 0;
      if (G_UNLIKELY (graph->wakes != NULL))
        rg_wakes_end (graph);
    }

  graph->depth--;
}

G_ALWAYS_INLINE static inline void
run_effect (RgGraph *graph, RgNode *node)
{
  RgResult result = RG_OK;

  if (node->flags & RG_DIRTY)
    {
      rg_run (node);
      rg_let_go (node);
    }
  else if (node->flags & RG_PENDING)
    {
      result = rg_refresh (node);
    }

  if (G_UNLIKELY (result != RG_OK))
    graph->ops->refused (node, result);
}

/* Takes the next effect off the queue that has to be brought up to date, and announces the sources in
 * front of it. NULL when nothing is due any more. */
G_ALWAYS_INLINE static inline RgNode *
take_due (RgGraph *graph)
{
  while (rg_graph_has_due (graph))
    {
      RgNode *node = graph->queue[graph->queue_head];

      if (node == NULL)
        {
          graph->queue_head++;
          continue;
        }

      if (G_UNLIKELY (node->own != NULL))
        node = outermost_due (node);
      rg_dequeue (node);

      /* What ends never runs again (G9). */
      if (G_UNLIKELY (node->flags & RG_ENDING))
        continue;
      if (G_UNLIKELY (!take_turn (graph, node)))
        continue;
      if (G_UNLIKELY (!(node->flags & RG_EFFECT)))
        {
          graph->ops->announce (node, node->round);
          continue;
        }
      note_round (graph, node);
      return node;
    }

  return NULL;
}

/* In a batch, too, the effects have seen the state of now. */
G_ALWAYS_INLINE static inline void
finish_flush (RgGraph *graph, const RgTurn *outer)
{
  end_flush (graph, outer);
  rg_check (graph);

  if (G_UNLIKELY (graph->settles && graph->flushing == 0))
    rg_settled (graph);
}

/* Runs what is due, and what becomes due by that, until nothing is. */
void
rg_flush (RgGraph *graph)
{
  RgTurn outer;
  RgNode *node;

  start_flush (graph, &outer);
  while ((node = take_due (graph)) != NULL)
    run_effect (graph, node);
  finish_flush (graph, &outer);
}

/* The same in pieces, for who runs the effects itself (drive.c). */
void
rg_flush_start (RgGraph *graph, RgTurn *outer)
{
  start_flush (graph, outer);
}

RgNode *
rg_flush_take (RgGraph *graph)
{
  return take_due (graph);
}

void
rg_flush_finish (RgGraph *graph, const RgTurn *outer)
{
  finish_flush (graph, outer);
}

void
rg_batch_begin (RgGraph *graph)
{
  if (graph->batches++ == 0)
    graph->n_batches++;
  graph->depth++;
}

void
rg_batch_end (RgGraph *graph)
{
  g_assert (graph->batches > 0);

  rg_check (graph);
  graph->batches--;
  rg_unhold (graph);
}

/* Those that were read again in the meantime stay as they are. */
static void
tell_unread (RgGraph *graph)
{
  while (graph->unread->len > 0)
    {
      RgNode *node = g_ptr_array_remove_index_fast (graph->unread, graph->unread->len - 1);

      node->unread = RG_UNREAD_TOLD;
      if (node->n_subs == 0)
        graph->ops->unread (node);
    }
}

/* What the floor above does now may call user code, which may make effects due. */
void
rg_settled (RgGraph *graph)
{
  graph->settles = FALSE;
  graph->depth++;
  graph->ops->settled (graph);
  if (graph->unread != NULL)
    tell_unread (graph);
  rg_unhold (graph);
}

/* Nothing is under way any more. The graph is held until all that user code may be part of is done:
 * that may drop the last node. */
void
rg_rest (RgGraph *graph)
{
  while (rg_graph_has_work (graph))
    {
      graph->depth++;
      if (rg_graph_has_due (graph))
        rg_flush (graph);
      else
        rg_settled (graph);
      graph->depth--;
    }
  rg_check (graph);

  if (G_UNLIKELY (graph->n_nodes == 0 && graph->in_use))
    rg_graph_unused (graph);
}

/* Runs one deferred effect, if it is still due, and what it makes due. */
void
rg_run_due (RgNode *node)
{
  RgGraph *graph = node->graph;
  RgTurn outer;

  graph->depth++;
  start_flush (graph, &outer);
  if (!(node->flags & RG_RUNNING) && take_turn (graph, node))
    {
      note_round (graph, node);
      run_effect (graph, node);
    }
  end_flush (graph, &outer);
  rg_unhold (graph);
}
