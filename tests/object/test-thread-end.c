/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Threads that have no main context of their own, and what they leave when they end. */

#include "support.h"

static void
iterate (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* What a thread made, and its turns with the main thread. */
typedef struct
{
  ReactivitySignal *signal;
  ReactivityDerived *derived;
  ReactivityEffect *effect;
  Probe derived_probe;
  Probe effect_probe;
  GMutex lock;
  GCond turn;
  gboolean is_theirs;
} Worker;

static void
give_turn (Worker *worker, gboolean theirs)
{
  g_mutex_lock (&worker->lock);
  worker->is_theirs = theirs;
  g_cond_signal (&worker->turn);
  while (worker->is_theirs == theirs)
    g_cond_wait (&worker->turn, &worker->lock);
  g_mutex_unlock (&worker->lock);
}

static void
first_turn (Worker *worker)
{
  g_mutex_lock (&worker->lock);
  while (!worker->is_theirs)
    g_cond_wait (&worker->turn, &worker->lock);
  g_mutex_unlock (&worker->lock);
}

static void
last_turn (Worker *worker)
{
  g_mutex_lock (&worker->lock);
  worker->is_theirs = FALSE;
  g_cond_signal (&worker->turn);
  g_mutex_unlock (&worker->lock);
}

static void
make_nodes (Worker *worker)
{
  worker->signal = reactivity_signal_new_int (NULL, 1);
  worker->derived_probe = (Probe){ "derived", { SOURCE (worker->signal) } };
  worker->derived = probe_derived_new (NULL, &worker->derived_probe);
  worker->effect_probe = (Probe){ "effect", { SOURCE (worker->derived) } };
  worker->effect = probe_effect_new (NULL, &worker->effect_probe);
}

static gpointer
make_and_end (gpointer data)
{
  make_nodes (data);
  return NULL;
}

static void
test_left_behind (void)
{
  Worker worker = { 0 };

  g_test_summary ("What a thread has left is finalized by who drops the last reference");

  g_thread_join (g_thread_new ("worker", make_and_end, &worker));
  assert_log ("effect derived");

  g_assert_finalize_object (worker.effect);
  g_assert_finalize_object (worker.derived);
  g_assert_finalize_object (worker.signal);
  iterate ();
}

static void
test_claimed (void)
{
  Worker worker = { 0 };

  g_test_summary ("A thread that drops one of the nodes can use the others from then on");

  g_thread_join (g_thread_new ("worker", make_and_end, &worker));
  assert_log ("effect derived");

  g_assert_finalize_object (worker.effect);
  reactivity_signal_set_int (worker.signal, 5);
  g_assert_cmpint (get_int (worker.derived), ==, 5);
  assert_log ("derived");

  g_assert_finalize_object (worker.derived);
  g_assert_finalize_object (worker.signal);
}

static void
test_posted (void)
{
  Worker worker = { 0 };
  g_auto (GValue) value = G_VALUE_INIT;

  g_test_summary ("What is handed over to a thread that has ended arrives on the one that runs its "
                  "main context");

  g_thread_join (g_thread_new ("worker", make_and_end, &worker));
  assert_log ("effect derived");

  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, 9);
  reactivity_signal_post_value (worker.signal, &value);
  iterate ();
  assert_log ("derived effect");
  g_assert_cmpint (get_int (worker.signal), ==, 9);

  g_assert_finalize_object (worker.effect);
  g_assert_finalize_object (worker.derived);
  g_assert_finalize_object (worker.signal);
}

static gpointer
lose_nodes (gpointer data)
{
  Worker *worker = data;

  first_turn (worker);
  make_nodes (worker);
  give_turn (worker, FALSE);

  /* They are gone for the main thread, but the graph is this thread's. */
  g_object_unref (reactivity_signal_new_int (NULL, 0));
  give_turn (worker, FALSE);

  last_turn (worker);
  return NULL;
}

static void
test_stranded (void)
{
  Worker worker = { 0 };
  GWeakRef effect = { 0 };
  GWeakRef derived = { 0 };
  GThread *thread;

  g_test_summary (
      "A thread that runs no main context finalizes what others dropped when it comes by");

  thread = g_thread_new ("worker", lose_nodes, &worker);
  give_turn (&worker, TRUE);
  assert_log ("effect derived");

  g_weak_ref_init (&effect, worker.effect);
  g_object_unref (worker.effect);
  iterate ();
  give_turn (&worker, TRUE);
  g_assert_null (g_weak_ref_get (&effect));
  g_weak_ref_clear (&effect);

  /* What is dropped now is finalized when the thread ends. */
  g_weak_ref_init (&derived, worker.derived);
  g_object_unref (worker.derived);
  iterate ();
  give_turn (&worker, TRUE);
  g_thread_join (thread);
  g_assert_null (g_weak_ref_get (&derived));
  g_weak_ref_clear (&derived);

  g_assert_finalize_object (worker.signal);
}

static gpointer
wait_idle (gpointer data)
{
  Worker *worker = data;

  first_turn (worker);
  make_nodes (worker);
  reactivity_effect_set_schedule (worker->effect, REACTIVITY_SCHEDULE_IDLE,
                                  G_PRIORITY_DEFAULT_IDLE);
  reactivity_signal_set_int (worker->signal, 2);
  assert_log ("effect derived");
  give_turn (worker, FALSE);

  assert_log ("");
  reactivity_context_flush (reactivity_context_get_default ());
  assert_log ("derived effect");
  g_clear_object (&worker->effect);
  g_clear_object (&worker->derived);
  g_clear_object (&worker->signal);

  last_turn (worker);
  return NULL;
}

static void
test_idle (void)
{
  Worker worker = { 0 };
  GThread *thread;

  g_test_summary ("An idle effect never runs on another thread than its own");

  thread = g_thread_new ("worker", wait_idle, &worker);
  give_turn (&worker, TRUE);
  iterate ();
  give_turn (&worker, TRUE);
  g_thread_join (thread);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/thread-end/left-behind", test_left_behind);
  g_test_add_func ("/reactivity/thread-end/claimed", test_claimed);
  g_test_add_func ("/reactivity/thread-end/posted", test_posted);
  g_test_add_func ("/reactivity/thread-end/stranded", test_stranded);
  g_test_add_func ("/reactivity/thread-end/idle", test_idle);

  return g_test_run ();
}
