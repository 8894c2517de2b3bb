/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-idle-private.h"
#include "reactivity-post-private.h"
#include "reactivity-thread-private.h"

#include "core/flush.h"

/* One queue and one GSource for each priority in use, made when the first effect waits. */
typedef struct
{
  ReactivityContext *context; /* (unowned) owns the queue */
  int priority;
  GPtrArray *waiting; /* (owned) (element-type ReactivityEffect) unowned; NULL where one has gone */
  GSource *source;    /* (owned) (nullable) attached while somebody waits */
} Queue;

static void
queue_free (gpointer data)
{
  Queue *queue = data;

  if (queue->source != NULL)
    g_source_destroy (queue->source);
  g_clear_pointer (&queue->source, g_source_unref);
  g_ptr_array_unref (queue->waiting);
  g_free (queue);
}

static Queue *
get_queue (ReactivityContext *context, int priority)
{
  Queue *queue;

  for (guint i = 0; i < context->idle_queues->len; i++)
    {
      queue = g_ptr_array_index (context->idle_queues, i);
      if (queue->priority == priority)
        return queue;
    }

  queue = g_new0 (Queue, 1);
  queue->context = context;
  queue->priority = priority;
  queue->waiting = g_ptr_array_new ();
  g_ptr_array_add (context->idle_queues, queue);
  return queue;
}

static int
compare_due (gconstpointer a, gconstpointer b)
{
  ReactivityEffect *x = *(ReactivityEffect *const *) a;
  ReactivityEffect *y = *(ReactivityEffect *const *) b;
  guint32 x_push, y_push, x_seq, y_seq;

  /* Those that have gone have no place in the order. */
  if (x == NULL || y == NULL)
    return (x == NULL) - (y == NULL);

  x_push = (*reactivity_effect_idle (x))->push;
  y_push = (*reactivity_effect_idle (y))->push;
  if (x_push != y_push)
    return (gint32) (x_push - y_push) > 0 ? 1 : -1;

  x_seq = reactivity_node_core (x)->seq;
  y_seq = reactivity_node_core (y)->seq;
  return (x_seq > y_seq) - (x_seq < y_seq);
}

/* What one change made due runs in the order of creation (G5). */
static void
sort_waiting (GPtrArray *waiting)
{
  g_ptr_array_sort (waiting, compare_due);

  for (guint i = 0; i < waiting->len; i++)
    {
      ReactivityEffect *effect = g_ptr_array_index (waiting, i);

      if (effect != NULL)
        (*reactivity_effect_idle (effect))->place = i;
    }
}

static void
run_waiting (GPtrArray *waiting)
{
  sort_waiting (waiting);

  for (guint i = 0; i < waiting->len; i++)
    {
      ReactivityEffect *effect = g_ptr_array_index (waiting, i);

      if (effect == NULL)
        continue;

      (*reactivity_effect_idle (effect))->list = NULL;
      rg_run_due (reactivity_node_core (effect));
    }
}

/* What becomes due meanwhile waits for the next iteration, so that others get their turn. */
static void
run_queue (Queue *queue)
{
  GPtrArray *waiting = queue->waiting;
  g_autoptr (ReactivityContext) held G_GNUC_UNUSED = g_object_ref (queue->context);

  queue->waiting = g_ptr_array_new ();
  g_clear_pointer (&queue->source, g_source_unref);

  run_waiting (waiting);
  g_ptr_array_unref (waiting);
}

static gboolean
dispatch_cb (gpointer data)
{
  Queue *queue = data;

  if (rg_graph_is_mine (queue->context->graph) || reactivity_thread_claim (queue->context))
    run_queue (queue);
  else
    reactivity_post_strand (queue->context);

  return G_SOURCE_REMOVE;
}

/* On the owning thread: runs what another thread was to run. */
void
reactivity_idle_collect (ReactivityContext *context)
{
  for (guint i = 0; i < context->idle_queues->len; i++)
    {
      Queue *queue = g_ptr_array_index (context->idle_queues, i);

      if (queue->source != NULL && g_source_is_destroyed (queue->source))
        run_queue (queue);
    }
}

static int
compare_urgent (gconstpointer a, gconstpointer b)
{
  const Queue *x = *(Queue *const *) a;
  const Queue *y = *(Queue *const *) b;

  return (x->priority > y->priority) - (x->priority < y->priority);
}

/* On the owning thread: runs what waits before the main context comes to it, the most urgent first. */
void
reactivity_idle_turn (ReactivityContext *context)
{
  g_autoptr (GPtrArray) due = g_ptr_array_new ();

  for (guint i = 0; i < context->idle_queues->len; i++)
    {
      Queue *queue = g_ptr_array_index (context->idle_queues, i);

      if (queue->source != NULL)
        g_ptr_array_add (due, queue);
    }
  g_ptr_array_sort (due, compare_urgent);

  for (guint i = 0; i < due->len; i++)
    {
      Queue *queue = g_ptr_array_index (due, i);

      if (queue->source == NULL)
        continue;
      g_source_destroy (queue->source);
      run_queue (queue);
    }
}

static void
attach (Queue *queue)
{
  queue->source = g_idle_source_new ();
  g_source_set_priority (queue->source, queue->priority);
  g_source_set_static_name (queue->source, "[reactivity] idle effects");
  g_source_set_callback (queue->source, dispatch_cb, queue, NULL);
  g_source_attach (queue->source, queue->context->main_context);
  reactivity_thread_wake (queue->context);
}

void
reactivity_idle_add (ReactivityEffect *effect)
{
  RgGraph *graph = reactivity_node_core (effect)->graph;
  ReactivityIdle *idle = *reactivity_effect_idle (effect);
  Queue *queue;

  if (idle->list != NULL)
    return;

  queue = get_queue (reactivity_context_of (graph), idle->priority);
  idle->list = queue->waiting;
  idle->place = queue->waiting->len;
  idle->push = graph->pushes;
  g_ptr_array_add (queue->waiting, effect);

  if (queue->source == NULL)
    attach (queue);
}

void
reactivity_idle_remove (ReactivityEffect *effect)
{
  ReactivityIdle *idle = *reactivity_effect_idle (effect);

  if (idle != NULL && idle->list != NULL)
    {
      g_ptr_array_index (idle->list, idle->place) = NULL;
      idle->list = NULL;
    }
}

/* (transfer full): the queues of a context, none yet */
GPtrArray *
reactivity_idle_queues_new (void)
{
  return g_ptr_array_new_with_free_func (queue_free);
}
