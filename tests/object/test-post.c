/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What other threads hand over: post_value() and invoke(). */

#include "support.h"

#define N_THREADS 4
#define N_JOBS 500

static void
iterate (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
post_int (ReactivitySignal *signal, int number)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, number);
  reactivity_signal_post_value (signal, &value);
}

static gpointer
post_thread (gpointer signal)
{
  for (int i = 1; i <= N_JOBS; i++)
    post_int (signal, i);
  return NULL;
}

static void
test_post_value (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 0);
  Probe probe = { "effect", { SOURCE (a) } };
  ReactivityEffect *effect = probe_effect_new (context, &probe);
  GThread *threads[N_THREADS];

  g_test_summary ("Values from four threads arrive in one batch: the effect sees the last");

  for (int i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("poster", post_thread, a);
  for (int i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);

  g_assert_cmpint (get_int (a), ==, 0);
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  assert_log ("effect effect");
  g_assert_cmpint (probe.sum, ==, N_JOBS);
  iterate ();
  assert_log ("");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

typedef struct
{
  GThread *thread;
  int id;
  ReactivityContext *context;
  GArray *seen; /* (unowned) */
} Poster;

typedef struct
{
  Poster *poster;
  int number;
} Job;

static void
job_cb (gpointer data)
{
  Job *job = data;
  int entry = job->poster->id * 100000 + job->number;

  g_assert_true (g_thread_self () != job->poster->thread);
  g_array_append_val (job->poster->seen, entry);
}

static gpointer
invoke_thread (gpointer data)
{
  Poster *poster = data;

  for (int i = 0; i < N_JOBS; i++)
    {
      Job *job = g_new (Job, 1);

      job->poster = poster;
      job->number = i;
      reactivity_context_invoke (poster->context, job_cb, job, g_free);
      if (i % 50 == 0)
        g_thread_yield ();
    }
  return NULL;
}

static void
test_invoke_in_order (void)
{
  ReactivityContext *context = reactivity_context_new ();
  g_autoptr (GArray) seen = g_array_new (FALSE, FALSE, sizeof (int));
  Poster posters[N_THREADS];
  int next[N_THREADS] = { 0 };

  g_test_summary ("Functions of four threads are all called, those of each thread in order");

  for (int i = 0; i < N_THREADS; i++)
    {
      posters[i] = (Poster){ NULL, i, context, seen };
      posters[i].thread = g_thread_new ("invoker", invoke_thread, &posters[i]);
      iterate ();
    }
  for (int i = 0; i < N_THREADS; i++)
    g_thread_join (posters[i].thread);
  iterate ();

  g_assert_cmpuint (seen->len, ==, N_THREADS * N_JOBS);
  for (guint i = 0; i < seen->len; i++)
    {
      int entry = g_array_index (seen, int, i);

      g_assert_cmpint (entry % 100000, ==, next[entry / 100000]++);
    }

  g_assert_finalize_object (context);
}

static gpointer
post_both (gpointer signals)
{
  ReactivitySignal **pair = signals;

  for (int i = 1; i <= N_JOBS; i++)
    {
      post_int (pair[0], i);
      post_int (pair[1], i);
    }
  return NULL;
}

static void
test_live_loop (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 0);
  ReactivitySignal *b = reactivity_signal_new_int (context, 0);
  ReactivitySignal *pair[] = { a, b };
  Probe probe = { NULL, { SOURCE (a), SOURCE (b) } };
  ReactivityEffect *effect = probe_effect_new (context, &probe);
  GThread *threads[N_THREADS];

  g_test_summary ("With a running loop the last values arrive, however they are cut into batches");

  for (int i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("poster", post_both, pair);
  while (get_int (a) < N_JOBS || get_int (b) < N_JOBS)
    g_main_context_iteration (NULL, TRUE);
  for (int i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  iterate ();
  g_assert_cmpint (probe.sum, ==, 2 * N_JOBS);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
  g_assert_finalize_object (context);
}

static void
test_own_thread (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 0);

  g_test_summary ("The owning thread may post, too: it happens later, in order");

  post_int (a, 1);
  reactivity_context_invoke (context, log_note_cb, "job", NULL);
  post_int (a, 2);
  g_assert_cmpint (get_int (a), ==, 0);
  assert_log ("");
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpint (get_int (a), ==, 2);
  assert_log ("job");

  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
test_holds_signal (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 0);
  gpointer weak_signal = a;
  gpointer weak_context = context;

  g_test_summary ("A value on its way holds its signal, and a job its context");

  g_object_add_weak_pointer (G_OBJECT (a), &weak_signal);
  g_object_add_weak_pointer (G_OBJECT (context), &weak_context);
  post_int (a, 1);
  g_object_unref (a);
  g_object_unref (context);
  g_assert_nonnull (weak_signal);
  iterate ();
  g_assert_null (weak_signal);
  g_assert_null (weak_context);
}

static void
test_wrong_type (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  g_auto (GValue) value = G_VALUE_INIT;

  g_test_summary ("A posted value of a wrong type is refused when it arrives");

  reactivity_node_set_name (NODE (a), "counter");
  g_value_init (&value, G_TYPE_STRING);
  reactivity_signal_post_value (a, &value);
  expect_critical ("*counter*gint*gchararray*");
  iterate ();
  g_test_assert_expected_messages ();
  g_assert_cmpint (get_int (a), ==, 1);

  g_assert_finalize_object (a);
}

static void
invoke_again (gpointer context)
{
  log_note ("outer");
  reactivity_context_invoke (context, log_note_cb, "inner", NULL);
}

static void
test_job_posts (void)
{
  ReactivityContext *context = reactivity_context_new ();

  g_test_summary ("What a job hands over waits for the next iteration");

  reactivity_context_invoke (context, invoke_again, context, NULL);
  reactivity_context_invoke (context, log_note_cb, "second", NULL);
  g_main_context_iteration (NULL, FALSE);
  assert_log ("outer second");
  iterate ();
  assert_log ("inner");

  g_assert_finalize_object (context);
}

static void
make_effect (gpointer probe)
{
  Probe *self = probe;

  self->data = probe_effect_new (reactivity_node_get_context (NODE (self->reads[0])), self);
}

static void
test_job_makes_nodes (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 0);
  Probe probe = { "effect", { SOURCE (a) } };

  g_test_summary ("A job may do anything that the owning thread may do");

  reactivity_context_invoke (context, make_effect, &probe, NULL);
  post_int (a, 1);
  iterate ();
  assert_log ("effect effect");

  g_assert_finalize_object (probe.data);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
test_held_by_main_context (void)
{
  GMainContext *main_context = g_main_context_new ();
  ReactivityContext *context;
  ReactivitySignal *a;
  Probe data = { NULL };
  gpointer weak_context;
  gpointer weak_signal;

  g_test_summary ("The main context holds what has still to be run, and nothing after that");

  g_main_context_push_thread_default (main_context);
  context = reactivity_context_new ();
  g_main_context_pop_thread_default (main_context);
  a = reactivity_signal_new_int (context, 1);
  weak_context = context;
  weak_signal = a;
  g_object_add_weak_pointer (G_OBJECT (context), &weak_context);
  g_object_add_weak_pointer (G_OBJECT (a), &weak_signal);

  reactivity_context_invoke (context, log_note_cb, "job", NULL);
  reactivity_context_invoke (context, probe_freed, &data, probe_freed);
  post_int (a, 2);
  g_object_unref (a);
  g_object_unref (context);
  g_assert_nonnull (weak_context);
  assert_log ("");

  g_assert_true (g_main_context_iteration (main_context, FALSE));
  assert_log ("job");
  g_assert_cmpint (data.freed, ==, 2);
  g_assert_null (weak_signal);
  g_assert_null (weak_context);
  g_main_context_unref (main_context);
}

static void
bad_batch (gpointer context)
{
  reactivity_context_batch_begin (context);
  reactivity_context_untrack_begin (context);
}

static void
test_unbalanced_job (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 0);
  Probe probe = { "effect", { SOURCE (a) } };
  ReactivityEffect *effect = probe_effect_new (context, &probe);

  g_test_summary ("A job that leaves a batch open is told, and does not stop the graph");

  assert_log ("effect");
  reactivity_context_invoke (context, bad_batch, context, NULL);
  expect_critical ("*began*did not end*");
  expect_critical ("*batch*did not end*");
  iterate ();
  g_test_assert_expected_messages ();
  reactivity_signal_set_int (a, 1);
  assert_log ("effect");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/post/values-from-four-threads", test_post_value);
  g_test_add_func ("/reactivity/post/functions-in-order", test_invoke_in_order);
  g_test_add_func ("/reactivity/post/live-loop", test_live_loop);
  g_test_add_func ("/reactivity/post/own-thread", test_own_thread);
  g_test_add_func ("/reactivity/post/holds-signal", test_holds_signal);
  g_test_add_func ("/reactivity/post/wrong-type", test_wrong_type);
  g_test_add_func ("/reactivity/post/job-posts", test_job_posts);
  g_test_add_func ("/reactivity/post/job-makes-nodes", test_job_makes_nodes);
  g_test_add_func ("/reactivity/post/held-by-main-context", test_held_by_main_context);
  g_test_add_func ("/reactivity/post/unbalanced-job", test_unbalanced_job);

  return g_test_run ();
}
