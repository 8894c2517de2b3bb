/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "oracle-private.h"

/* Who is due, and when that is (R4, R7, R8, R13, R14). */

/* Waking (R4, R7, R9, R13). */

Dep *
oracle_find_dep (const GArray *deps, guint id)
{
  for (guint i = 0; i < deps->len; i++)
    {
      if (g_array_index (deps, Dep, i).id == id)
        return &g_array_index (deps, Dep, i);
    }

  return NULL;
}

/* While a computation runs, what the run before read counts, too. */
static gboolean
depends_on (const Node *node, guint id)
{
  return oracle_find_dep (node->deps, id) != NULL || oracle_find_dep (node->reading, id) != NULL;
}

static gboolean
depends_on_reached (Oracle *oracle, const Node *node)
{
  for (guint i = 0; i < oracle->living->len; i++)
    {
      Node *source = oracle_nth_living (oracle, i);

      if (source->reached && depends_on (node, source->id))
        return TRUE;
    }

  return FALSE;
}

static void
find_reached (Oracle *oracle, Node *source)
{
  guint runner = oracle_frame (oracle, source->spec->context).runner;
  gboolean more = TRUE;

  for (guint i = 0; i < oracle->living->len; i++)
    oracle_nth_living (oracle, i)->reached = FALSE;
  source->reached = TRUE;

  while (more)
    {
      more = FALSE;
      for (guint i = 0; i < oracle->living->len; i++)
        {
          Node *node = oracle_nth_living (oracle, i);

          if (!node->reached && node->id != runner && depends_on_reached (oracle, node))
            node->reached = more = TRUE;
        }
    }

  if (runner != 0 && depends_on_reached (oracle, oracle_node (oracle, runner)))
    oracle_node (oracle, runner)->wrote_own = TRUE;
}

void
oracle_wake (Oracle *oracle, Node *source, gboolean sure)
{
  find_reached (oracle, source);

  for (guint i = 0; i < oracle->living->len; i++)
    {
      Node *node = oracle_nth_living (oracle, i);

      if (!node->reached || node == source)
        continue;

      node->woken = TRUE;
      if (sure && oracle_find_dep (node->running ? node->reading : node->deps, source->id) != NULL)
        node->sure = TRUE;
      oracle_make_due (oracle, node);
    }
}

static void
wait_for_main_context (Oracle *oracle, Node *node)
{
  Idle idle = { node->spec->context, node->priority, NULL };

  if (node->waiting != NULL)
    return;

  for (guint i = 0; i < oracle->idles->len && node->waiting == NULL; i++)
    {
      Idle *other = &g_array_index (oracle->idles, Idle, i);

      if (other->context == idle.context && other->priority == idle.priority)
        node->waiting = other->waiting;
    }

  if (node->waiting == NULL)
    {
      node->waiting = idle.waiting = g_array_new (FALSE, FALSE, sizeof (guint));
      g_array_append_val (oracle->idles, idle);
    }
  g_array_append_val (node->waiting, node->id);
}

void
oracle_make_due (Oracle *oracle, Node *node)
{
  if (node->spec->kind != KIND_EFFECT && !node->watched)
    return;
  if (node->queued || node->running || node->disposed)
    return;

  if (node->idle)
    {
      wait_for_main_context (oracle, node);
      return;
    }

  node->queued = TRUE;
  node->announced = node->stamp;
  g_array_append_val (oracle->contexts[node->spec->context].queue, node->id);
}

static void
forget_in (GArray *ids, guint id)
{
  for (guint i = 0; i < ids->len; i++)
    {
      if (g_array_index (ids, guint, i) == id)
        g_array_index (ids, guint, i) = 0;
    }
}

void
oracle_leave_queue (Oracle *oracle, Node *node)
{
  if (node->queued)
    forget_in (oracle->contexts[node->spec->context].queue, node->id);
  node->queued = FALSE;
}

void
oracle_stop_waiting (Node *node)
{
  if (node->waiting != NULL)
    forget_in (node->waiting, node->id);
  node->waiting = NULL;
}
/* Flushing (R8, R13). */

static void
announce (Oracle *oracle, Node *node)
{
  if (!node->listened)
    return;

  node->refs++;
  oracle_refresh (oracle, node);
  if (node->stamp != node->announced)
    {
      world_log (&oracle->world, " notify(");
      oracle_read (&oracle->world, node->id, READ_PEEK);
      world_log (&oracle->world, ")");
    }
  oracle_unref (oracle, node->id);
}

static Node *
outermost_due (Oracle *oracle, Node *node)
{
  Node *due = node;

  for (guint id = node->owner; id != 0; id = oracle_node (oracle, id)->owner)
    {
      if (oracle_node (oracle, id)->queued)
        due = oracle_node (oracle, id);
    }

  return due;
}

void
oracle_run_queue (Oracle *oracle, guint context)
{
  GArray *queue = oracle->contexts[context].queue;

  oracle_hold (oracle, context);
  oracle->contexts[context].flushing++;
  while (queue->len > 0)
    {
      guint id = g_array_index (queue, guint, 0);
      Node *node;

      if (id == 0)
        {
          g_array_remove_index (queue, 0);
          continue;
        }

      node = outermost_due (oracle, oracle_node (oracle, id));
      node->queued = FALSE;
      forget_in (queue, node->id);
      if (node->spec->kind == KIND_EFFECT)
        oracle_check (oracle, node);
      else
        announce (oracle, node);
    }

  /* R2 */
  if (--oracle->contexts[context].flushing == 0)
    oracle_forget_saved (oracle, context);
  oracle->contexts[context].depth--;
}
/* Idle effects (R14). */

static void
run_waiting (Oracle *oracle, GArray *waiting, guint context)
{
  for (guint i = 0; i < waiting->len; i++)
    {
      guint id = g_array_index (waiting, guint, i);

      if (id == 0)
        continue;

      oracle_node (oracle, id)->waiting = NULL;
      oracle_hold (oracle, context);
      oracle_check (oracle, oracle_node (oracle, id));
      oracle_unhold (oracle, context);
    }
}

/* Until nobody waits: of the GSources with the best priority those that are there now, in turn. */
void
oracle_iterate (World *world)
{
  Oracle *oracle = (Oracle *) world;

  while (oracle->idles->len > 0)
    {
      int best = G_MAXINT;
      guint n_idles = oracle->idles->len;

      for (guint i = 0; i < n_idles; i++)
        best = MIN (best, g_array_index (oracle->idles, Idle, i).priority);

      for (guint i = 0; i < n_idles;)
        {
          Idle idle = g_array_index (oracle->idles, Idle, i);

          if (idle.priority != best)
            {
              i++;
              continue;
            }

          /* An effect that loses its place in `waiting` meanwhile is found there. */
          g_array_remove_index (oracle->idles, i);
          n_idles--;
          run_waiting (oracle, idle.waiting, idle.context);
          g_array_unref (idle.waiting);
        }
    }
}

void
oracle_set_schedule (World *world, guint id, gboolean idle, int priority)
{
  Oracle *oracle = (Oracle *) world;
  Node *node = oracle_node (oracle, id);

  oracle_hold (oracle, node->spec->context);
  oracle_stop_waiting (node);
  if (idle)
    oracle_leave_queue (oracle, node);
  node->idle = idle;
  node->priority = priority;
  if (node->woken)
    oracle_make_due (oracle, node);
  oracle_unhold (oracle, node->spec->context);
}
