/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Every public function, called on a wrong thread. check-off-thread.py compares this file with the
 * headers. */

#include "support.h"

#include "async/reactivity-async-language-private.h"

typedef struct
{
  ReactivityContext *context;
  ReactivitySignal *a;
  Job job;
  ReactivityAsyncDerived *derived;
  ReactivityAsyncEffect *effect;
  ReactivityRun *run;
  Wait wait;
  int freed;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = reactivity_context_new ();
  self->a = reactivity_signal_new_int (self->context, 1);
  self->job.reads[0] = SOURCE (self->a);
  self->derived = job_derived_new (self->context, &self->job);
  get_int (self->derived);
  self->run = g_object_ref (self->job.runs->pdata[0]);
  self->effect = job_effect_new (self->context, &self->job);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  iterate ();
  assert_waits (&self->wait);
  reactivity_run_return_int (self->run, 10);
  g_assert_cmpint (get_int (self->derived), ==, 10);
  job_done (&self->job, 1);
  g_clear_object (&self->run);
  job_clear (&self->job);
  g_assert_finalize_object (self->derived);
  g_assert_finalize_object (self->effect);
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->context);
}

/* Calls @func, which must be refused with its own name. */
#define REFUSED(func, ...)                                                                         \
  G_STMT_START                                                                                     \
  {                                                                                                \
    expect_critical (#func ":*thread*");                                                           \
    (void) func (__VA_ARGS__);                                                                     \
    g_test_assert_expected_messages ();                                                            \
  }                                                                                                \
  G_STMT_END

static void
not_called (ReactivityRun *run, gpointer data)
{
  g_assert_not_reached ();
}

static gboolean
no_work (GValue *value, gpointer data, GCancellable *cancellable, GError **error)
{
  g_assert_not_reached ();
}

static void
count_freed (gpointer freed)
{
  (*(int *) freed)++;
}

static gpointer
runs_thread (gpointer data)
{
  Fixture *self = data;
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT);
  REFUSED (reactivity_run_get_cancellable, self->run);
  REFUSED (reactivity_run_get_computation, self->run);
  REFUSED (reactivity_run_enter, self->run);
  REFUSED (reactivity_run_leave, self->run);
  REFUSED (reactivity_run_done, self->run);
  REFUSED (reactivity_run_return_error, self->run, g_error_new_literal (G_IO_ERROR, 0, "error"));
  REFUSED (reactivity_run_return_kept, self->run, TRUE);
  REFUSED (reactivity_run_return_value, self->run, &value);
  REFUSED (reactivity_run_return_boolean, self->run, TRUE);
  REFUSED (reactivity_run_return_int, self->run, 1);
  REFUSED (reactivity_run_return_int64, self->run, 1);
  REFUSED (reactivity_run_return_double, self->run, 1.0);
  REFUSED (reactivity_run_return_string, self->run, "text");
  REFUSED (reactivity_run_return_object, self->run, NULL);
  REFUSED (reactivity_run_work, self->run, no_work, &self->freed, count_freed);
  g_assert_cmpint (self->freed, ==, 1);

  /* This one is for any thread. */
  g_assert_cmpuint (reactivity_run_get_serial (self->run), ==, 1);
  return NULL;
}

static gpointer
computations_thread (gpointer data)
{
  Fixture *self = data;

  REFUSED (reactivity_async_derived_new, self->context, G_TYPE_INT, not_called, &self->freed,
           count_freed);
  REFUSED (reactivity_async_effect_new, self->context, not_called, &self->freed, count_freed);
  REFUSED (reactivity_async_effect_new_unstarted, self->context, not_called, &self->freed,
           count_freed);
  REFUSED (reactivity_async_effect_new_for, self->a, self->context, not_called, &self->freed,
           count_freed);
  g_assert_cmpint (self->freed, ==, 4);

  REFUSED (reactivity_async_derived_get_value_async, self->derived, NULL, NULL, NULL);
  REFUSED (reactivity_async_derived_fresh_async, self->derived, NULL, NULL, NULL);
  REFUSED (reactivity_async_derived_request, self->derived, FALSE, NULL);
  REFUSED (reactivity_async_derived_get_running, self->derived);
  REFUSED (reactivity_async_derived_get_error, self->derived);
  REFUSED (reactivity_async_derived_is_stale, self->derived);
  REFUSED (reactivity_async_effect_run_async, self->effect, NULL, NULL, NULL);
  REFUSED (reactivity_async_effect_get_rerun, self->effect);
  REFUSED (reactivity_async_effect_set_rerun, self->effect, REACTIVITY_RERUN_QUEUE);
  REFUSED (reactivity_async_effect_get_running, self->effect);
  return NULL;
}

static void
finish_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;
  g_autoptr (GTask) other = g_task_new (object, NULL, NULL, NULL);

  /* A result of something else. */
  g_test_expect_message ("Reactivity", G_LOG_LEVEL_CRITICAL, "*get_value_finish: assertion*");
  g_assert_null (
      reactivity_async_derived_get_value_finish (self->derived, (GAsyncResult *) other, NULL));
  g_test_expect_message ("Reactivity", G_LOG_LEVEL_CRITICAL, "*fresh_finish: assertion*");
  g_assert_null (reactivity_async_derived_fresh_finish (self->derived, result, NULL));
  g_test_expect_message ("Reactivity", G_LOG_LEVEL_CRITICAL, "*run_finish: assertion*");
  g_assert_false (reactivity_async_effect_run_finish (self->effect, result, NULL));
  g_test_expect_message ("Reactivity", G_LOG_LEVEL_CRITICAL, "*get_result_serial: assertion*");
  g_assert_cmpuint (reactivity_async_derived_get_result_serial (self->derived,
                                                                (GAsyncResult *) other),
                    ==, 0);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (reactivity_async_derived_get_serial_finish (self->derived, result, NULL), ==,
                    1);
}

static void
test_runs (Fixture *self, gconstpointer data)
{
  g_test_summary ("Runs refuse everything on another thread, and go on");

  g_thread_join (g_thread_new ("other", runs_thread, self));
}

static void
test_computations (Fixture *self, gconstpointer data)
{
  g_test_summary ("Asynchronous computations refuse everything on another thread");

  g_thread_join (g_thread_new ("other", computations_thread, self));
}

static void
test_finish (Fixture *self, gconstpointer data)
{
  ReactivityAsyncDerived *derived = self->derived;
  Wait wait = { NULL };

  g_test_summary ("A finish function refuses a result of another one");

  reactivity_async_derived_get_value_async (derived, NULL, finish_cb, self);
  wait_value (&wait, derived);
  reactivity_run_return_int (self->run, 5);
  iterate ();
  assert_got (&wait, 5);

  reactivity_signal_set_int (self->a, 2);
  get_int (derived);
  g_object_unref (self->run);
  self->run = job_take (&self->job, 2);
  iterate ();
  job_done (&self->job, 2);
}

#define add(path, func)                                                                            \
  g_test_add ("/reactivity/async-off-thread/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("runs", test_runs);
  add ("computations", test_computations);
  add ("finish", test_finish);

  return g_test_run ();
}
