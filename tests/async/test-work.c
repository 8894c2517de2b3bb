/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support.h"

/* What a worker does. */
typedef struct
{
  GThread *maker;      /* (unowned) the thread of the context */
  ReactivitySource *a; /* (unowned) (nullable) what it must not read */
  GMutex gate;         /* the worker goes on when it gets it */
  gboolean fails;
  gboolean silent; /* fails without an error */
  int number;      /* to be doubled */
  int freed;
  gboolean was_cancelled;
} Work;

typedef struct
{
  ReactivityContext *context;
  ReactivitySignal *a;
  Work work;
  ReactivityAsyncDerived *derived;
  Wait wait;
} Fixture;

static gboolean
work (GValue *value, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *self = data;

  g_assert_true (g_thread_self () != self->maker);
  g_mutex_lock (&self->gate);
  g_mutex_unlock (&self->gate);
  self->was_cancelled = g_cancellable_is_cancelled (cancellable);

  if (self->a != NULL)
    {
      expect_critical ("reactivity_source_get_int: called from another thread than*");
      g_assert_cmpint (get_int (self->a), ==, 0);
      g_test_assert_expected_messages ();
    }

  if (self->fails)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  if (self->fails || self->silent)
    return FALSE;

  if (value != NULL && G_IS_VALUE (value))
    g_value_set_int (value, 2 * self->number);
  return TRUE;
}

static void
work_freed (gpointer data)
{
  Work *self = data;

  g_assert_true (g_thread_self () == self->maker);
  self->freed++;
}

static void
start (ReactivityRun *run, gpointer fixture)
{
  Fixture *self = fixture;

  self->work.number = get_int (self->a);
  reactivity_run_work (run, work, &self->work, work_freed);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = reactivity_context_new ();
  self->a = reactivity_signal_new_int (self->context, 1);
  self->work.maker = g_thread_self ();
  g_mutex_init (&self->work.gate);
  self->derived = reactivity_async_derived_new (self->context, G_TYPE_INT, start, self, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  wait_clear (&self->wait);
  g_assert_finalize_object (self->derived);
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->context);
  g_mutex_clear (&self->work.gate);
}

static void
wait_for (int *count, int wanted)
{
  while (*count < wanted)
    g_main_context_iteration (NULL, TRUE);
  iterate ();
}

static void
test_result (Fixture *self, gconstpointer data)
{
  g_test_summary ("Work is done on a thread of the pool, and its result is that of the run");

  wait_value (&self->wait, self->derived);
  wait_for (&self->wait.calls, 1);
  assert_got (&self->wait, 2);
  g_assert_cmpint (self->work.freed, ==, 1);

  reactivity_signal_set_int (self->a, 21);
  wait_value (&self->wait, self->derived);
  wait_for (&self->wait.calls, 1);
  assert_got (&self->wait, 42);
  g_assert_cmpint (self->work.freed, ==, 2);
}

static void
test_error (Fixture *self, gconstpointer data)
{
  g_test_summary ("So is its error");

  self->work.fails = TRUE;
  wait_value (&self->wait, self->derived);
  wait_for (&self->wait.calls, 1);
  g_assert_error (self->wait.error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);

  wait_clear (&self->wait);
  self->work.fails = FALSE;
  self->work.silent = TRUE;
  reactivity_signal_set_int (self->a, 2);
  wait_value (&self->wait, self->derived);
  wait_for (&self->wait.calls, 1);
  g_assert_error (self->wait.error, REACTIVITY_ERROR, REACTIVITY_ERROR_FAILED);
}

static void
test_no_reads (Fixture *self, gconstpointer data)
{
  g_test_summary ("Work cannot read, and is told so");

  self->work.a = SOURCE (self->a);
  wait_value (&self->wait, self->derived);
  wait_for (&self->wait.calls, 1);
  assert_got (&self->wait, 2);
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_test_summary (
      "Work that nobody wants any more sees that it was cancelled; its result is dropped");

  g_mutex_lock (&self->work.gate);
  wait_value (&self->wait, self->derived);
  reactivity_computation_dispose (COMPUTATION (self->derived));
  g_mutex_unlock (&self->work.gate);
  wait_for (&self->work.freed, 1);
  g_assert_true (self->work.was_cancelled);
  g_assert_cmpint (self->wait.calls, ==, 1);
  g_assert_error (self->wait.error, REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED);
}

static void
test_effect (Fixture *self, gconstpointer data)
{
  ReactivityAsyncEffect *effect =
      reactivity_async_effect_new_unstarted (self->context, start, self, NULL);

  g_test_summary ("The work of an effect has no value");

  wait_run (&self->wait, effect);
  wait_for (&self->wait.calls, 1);
  g_assert_no_error (self->wait.error);
  g_assert_finalize_object (effect);
}

static void
test_after_end (Fixture *self, gconstpointer data)
{
  Job job = { NULL, { SOURCE (self->a) } };
  ReactivityAsyncDerived *derived = job_derived_new (self->context, &job);

  g_test_summary ("A run that has ended does no work, and the data is freed");

  get_int (derived);
  reactivity_computation_dispose (COMPUTATION (derived));
  reactivity_run_work (job.runs->pdata[0], work, &self->work, work_freed);
  g_assert_cmpint (self->work.freed, ==, 1);

  job_clear (&job);
  g_assert_finalize_object (derived);
}

static void
test_goes_meanwhile (Fixture *self, gconstpointer data)
{
  ReactivityAsyncDerived *derived =
      reactivity_async_derived_new (self->context, G_TYPE_INT, start, self, NULL);

  g_test_summary ("A derived may go while its work is under way");

  g_mutex_lock (&self->work.gate);
  get_int (derived);
  g_assert_finalize_object (derived);
  g_mutex_unlock (&self->work.gate);
  wait_for (&self->work.freed, 1);
}

#define add(path, func)                                                                            \
  g_test_add ("/reactivity/run-work/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("result", test_result);
  add ("error", test_error);
  add ("no-reads", test_no_reads);
  add ("cancelled", test_cancelled);
  add ("effect", test_effect);
  add ("after-end", test_after_end);
  add ("goes-meanwhile", test_goes_meanwhile);

  return g_test_run ();
}
