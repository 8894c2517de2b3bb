/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE /* pthread_getattr_np */

#include "drive.h"

#ifdef HAVE_PTHREAD_GETATTR_NP
#include <pthread.h>
#endif

_Thread_local char rg_here;

/* What a function may still need of the stack when the library calls it. */
#define STACK_RESERVE (256 * 1024)

/* Learns the bounds of this thread's stack: functions that read each other nest on it. */
static void
find_stack (RgGraph *graph)
{
#ifdef HAVE_PTHREAD_GETATTR_NP
  pthread_attr_t attr;
  void *low;
  size_t size;

  if (pthread_getattr_np (pthread_self (), &attr) != 0)
    return;

  if (pthread_attr_getstack (&attr, &low, &size) == 0 && size > 2 * STACK_RESERVE)
    {
      graph->stack_low = (guintptr) low;
      graph->stack_reserve = STACK_RESERVE;
    }

  pthread_attr_destroy (&attr);
#else
  (void) graph;
#endif
}

RgGraph *
rg_graph_new (const RgOps *ops, gpointer data)
{
  RgGraph *graph = g_new0 (RgGraph, 1);

  graph->thread = &rg_here;
  graph->frame = &graph->base;
  graph->ops = ops;
  graph->data = data;
  rg_pool_init (&graph->pool);
  rg_graph_set_watch (graph, G_STRUCT_OFFSET (RgNode, flags), RG_WATCHED);
  find_stack (graph);

  return graph;
}

void
rg_graph_free (RgGraph *graph)
{
  g_assert (graph->n_nodes == 0);

  rg_drive_free_spare (graph);
  rg_pool_clear (&graph->pool);
  g_clear_pointer (&graph->cycle, g_hash_table_unref);
  g_clear_pointer (&graph->unread, g_ptr_array_unref);
  g_clear_pointer (&graph->collected, g_ptr_array_unref);
  g_free (graph->nodes);
  g_free (graph->queue);
  g_free (graph->steps);
  g_free (graph->walk);
  g_free (graph);
}

void
rg_graph_set_watch (RgGraph *graph, gint offset, guint32 bits)
{
  graph->watch_at = offset;
  graph->watch = bits;
}

/* The last node has gone; so may the graph. */
void
rg_graph_unused (RgGraph *graph)
{
  graph->in_use = FALSE;
  graph->ops->in_use (graph, FALSE);
}

/* The copy is given up first: what the language does then may touch the graph. */
void
rg_graph_unmirror (RgGraph *graph)
{
  graph->mirrored = FALSE;
  graph->ops->unmirror (graph);
}
