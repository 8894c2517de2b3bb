/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support.h"

typedef struct
{
  ReactivityContext *context;
  GPtrArray *errors;
  ReactivitySignal *a;
  ReactivitySignal *b;
  Job job;
  ReactivityAsyncEffect *effect;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = reactivity_context_new ();
  self->errors = errors_collect (self->context);
  self->a = reactivity_signal_new_int (self->context, 1);
  self->b = reactivity_signal_new_int (self->context, 1);
  self->job.name = "run";
  self->job.reads[0] = SOURCE (self->a);
  self->effect = job_effect_new (self->context, &self->job);
  assert_log ("run");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  assert_none_reported (self->errors);
  assert_log ("");
  iterate ();
  job_clear (&self->job);
  if (self->effect != NULL)
    g_assert_finalize_object (self->effect);
  g_assert_cmpint (self->job.freed, ==, 1);
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->b);
  g_assert_finalize_object (self->context);
  g_ptr_array_unref (self->errors);
}

/* Until the effect has begun another run, if it is due. */
static void
set (ReactivitySignal *signal, int value)
{
  reactivity_signal_set_int (signal, value);
  iterate ();
}

static void
test_from_main_context (Fixture *self, gconstpointer data)
{
  g_test_summary ("A3: a change makes it run from the main context, once for all until then");

  job_done (&self->job, 0);
  reactivity_signal_set_int (self->a, 2);
  reactivity_signal_set_int (self->a, 3);
  assert_log ("");
  iterate ();
  assert_log ("run");
  g_assert_cmpint (self->job.sum, ==, 3);
  job_done (&self->job, 0);
}

static void
test_concurrent (Fixture *self, gconstpointer data)
{
  g_test_summary ("A3: concurrent runs go on beside each other");

  g_assert_cmpint (reactivity_async_effect_get_rerun (self->effect), ==,
                   REACTIVITY_RERUN_CONCURRENT);
  set (self->a, 2);
  set (self->a, 3);
  assert_log ("run run");
  g_assert_cmpuint (self->job.runs->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_false (job_is_cancelled (&self->job, i));

  job_done (&self->job, 1);
  job_done (&self->job, 1);
  job_done (&self->job, 0);
  set (self->a, 4);
  assert_log ("run");
  job_done (&self->job, 0);
}

static void
test_restart (Fixture *self, gconstpointer data)
{
  g_test_summary ("A3: restart cancels the run before, whose result is dropped");

  reactivity_async_effect_set_rerun (self->effect, REACTIVITY_RERUN_RESTART);
  set (self->a, 2);
  assert_log ("run");
  g_assert_true (job_is_cancelled (&self->job, 0));
  g_assert_false (job_is_cancelled (&self->job, 1));
  job_fail (&self->job, 0);
  job_done (&self->job, 0);
}

static void
test_queue (Fixture *self, gconstpointer data)
{
  g_test_summary ("A3: queue waits for the end of the run, and runs once for all the changes");

  reactivity_async_effect_set_rerun (self->effect, REACTIVITY_RERUN_QUEUE);
  set (self->a, 2);
  set (self->a, 3);
  assert_log ("");
  job_done (&self->job, 0);
  iterate ();
  assert_log ("run");
  g_assert_cmpint (self->job.sum, ==, 3);
  job_done (&self->job, 0);
  iterate ();
  assert_log ("");
  set (self->a, 4);
  assert_log ("run");
  job_done (&self->job, 0);
}

static void
test_queue_after_failure (Fixture *self, gconstpointer data)
{
  g_test_summary ("A3: what is queued runs also if the run before fails");

  reactivity_async_effect_set_rerun (self->effect, REACTIVITY_RERUN_QUEUE);
  set (self->a, 2);
  job_fail (&self->job, 0);
  g_assert_cmpuint (self->errors->len, ==, 1);
  g_ptr_array_set_size (self->errors, 0);
  iterate ();
  assert_log ("run");
  job_done (&self->job, 0);
}

static void
test_error_is_reported (Fixture *self, gconstpointer data)
{
  g_test_summary ("E2: an error goes to the context, and the effect stays linked");

  job_fail (&self->job, 0);
  g_assert_cmpuint (self->errors->len, ==, 1);
  g_assert_error ((GError *) self->errors->pdata[0], G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  g_ptr_array_set_size (self->errors, 0);
  set (self->a, 2);
  assert_log ("run");
  job_done (&self->job, 0);
}

static void
test_run_async (Fixture *self, gconstpointer data)
{
  Wait wait = { NULL };

  g_test_summary ("A program can run it and wait for the end; it gets the error then");

  job_done (&self->job, 0);
  wait_run (&wait, self->effect);
  assert_log ("run");
  iterate ();
  assert_waits (&wait);
  job_done (&self->job, 0);
  iterate ();
  g_assert_cmpint (wait.calls, ==, 1);
  g_assert_no_error (wait.error);

  wait_run (&wait, self->effect);
  job_fail (&self->job, 0);
  iterate ();
  g_assert_cmpint (wait.calls, ==, 2);
  g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  assert_log ("run");

  wait_clear (&wait);
}

static void
test_run_async_queued (Fixture *self, gconstpointer data)
{
  Wait wait = { NULL };

  g_test_summary ("With queue the program waits for the next run");

  reactivity_async_effect_set_rerun (self->effect, REACTIVITY_RERUN_QUEUE);
  wait_run (&wait, self->effect);
  assert_log ("");
  job_done (&self->job, 0);
  iterate ();
  assert_waits (&wait);
  assert_log ("run");
  job_done (&self->job, 0);
  iterate ();
  g_assert_cmpint (wait.calls, ==, 1);
  g_assert_no_error (wait.error);
}

static void
test_run_async_restarted (Fixture *self, gconstpointer data)
{
  Wait wait = { NULL };

  g_test_summary ("Who waits for a run that another one replaces is told that it was cancelled");

  reactivity_async_effect_set_rerun (self->effect, REACTIVITY_RERUN_RESTART);
  wait_run (&wait, self->effect);
  set (self->a, 2);
  assert_log ("run run");
  g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  job_done (&self->job, 0);
  job_done (&self->job, 0);
  job_done (&self->job, 0);

  wait_clear (&wait);
}

static void
test_running (Fixture *self, gconstpointer data)
{
  ReactivitySource *running = reactivity_async_effect_get_running (self->effect);

  g_test_summary ("Whether its youngest run is under way is a source");

  g_assert_true (reactivity_source_get_boolean (running));
  set (self->a, 2);
  assert_log ("run");
  job_done (&self->job, 0);
  g_assert_true (reactivity_source_get_boolean (running));
  job_done (&self->job, 0);
  g_assert_false (reactivity_source_get_boolean (running));
}

static void
test_awaits_derived (Fixture *self, gconstpointer data)
{
  Job below = { NULL, { SOURCE (self->a) } };
  ReactivityAsyncDerived *derived = job_derived_new (self->context, &below);
  Wait wait = { NULL };

  g_test_summary ("The seed's example: each result of a derived is seen once");

  g_clear_object (&self->effect);
  job_done (&self->job, 0);
  self->job.reads[0] = NULL;
  self->effect = job_effect_new (self->context, &self->job);
  reactivity_run_enter (self->job.runs->pdata[0]);
  wait_value (&wait, derived);
  reactivity_run_leave (self->job.runs->pdata[0]);
  assert_log ("run");
  self->job.freed = 0;

  job_return (&below, 0, 2);
  iterate ();
  assert_got (&wait, 2);
  job_done (&self->job, 0);
  iterate ();
  assert_log ("");

  set (self->a, 2);
  g_assert_cmpint (below.begun, ==, 2);
  assert_log ("");
  job_return (&below, 0, 4);
  iterate ();
  assert_log ("run");
  reactivity_run_enter (self->job.runs->pdata[0]);
  wait_value (&wait, derived);
  reactivity_run_leave (self->job.runs->pdata[0]);
  iterate ();
  assert_got (&wait, 4);
  job_done (&self->job, 0);
  iterate ();
  g_assert_cmpint (below.begun, ==, 2);

  g_clear_object (&self->effect);
  job_clear (&below);
  g_assert_finalize_object (derived);
}

static void
test_new_for (Fixture *self, gconstpointer data)
{
  GObject *owner = g_object_new (G_TYPE_OBJECT, NULL);
  Job job = { NULL, { SOURCE (self->a) } };
  ReactivityAsyncEffect *effect =
      reactivity_async_effect_new_for (owner, self->context, job_start, &job, job_freed);
  gpointer weak = effect;

  g_test_summary ("O2: it ends with its owner, and its run is cancelled");

  g_object_add_weak_pointer (G_OBJECT (effect), &weak);
  g_object_unref (owner);
  g_assert_null (weak);
  g_assert_cmpint (job.freed, ==, 1);
  g_assert_true (job_is_cancelled (&job, 0));
  job_done (&job, 0);
  job_done (&self->job, 0);
  job_clear (&job);
}

static void
test_unstarted (Fixture *self, gconstpointer data)
{
  Job job = { NULL, { SOURCE (self->a) } };
  ReactivityAsyncEffect *effect =
      reactivity_async_effect_new_unstarted (self->context, job_start, &job, job_freed);
  Wait wait = { NULL };
  g_autoptr (GError) error = NULL;

  g_test_summary ("One that is made unstarted waits for the program");

  set (self->a, 2);
  g_assert_cmpint (job.begun, ==, 0);
  g_assert_true (reactivity_effect_run (EFFECT (effect), &error));
  g_assert_cmpint (job.begun, ==, 1);
  job_done (&job, 0);
  assert_log ("run");
  job_done (&self->job, 0);
  job_done (&self->job, 0);

  reactivity_computation_dispose (COMPUTATION (effect));
  g_assert_cmpint (job.freed, ==, 1);
  g_assert_false (reactivity_effect_run (EFFECT (effect), &error));
  g_assert_error (error, REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED);
  wait_run (&wait, effect);
  iterate ();
  g_assert_error (wait.error, REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED);
  g_assert_cmpint (job.begun, ==, 1);

  wait_clear (&wait);
  job_clear (&job);
  g_assert_finalize_object (effect);
}

static void
test_in_scope (Fixture *self, gconstpointer data)
{
  ReactivityScope *scope = reactivity_scope_new (self->context);
  Job job = { NULL, { SOURCE (self->a) } };

  g_test_summary ("It belongs to the scope in which it is made");

  reactivity_scope_enter (scope);
  g_object_unref (job_effect_new (self->context, &job));
  reactivity_scope_leave (scope);
  g_assert_cmpint (job.begun, ==, 1);
  g_assert_finalize_object (scope);
  g_assert_cmpint (job.freed, ==, 1);
  g_assert_true (job_is_cancelled (&job, 0));
  job_done (&job, 0);
  job_done (&self->job, 0);
  job_clear (&job);
}

static void
test_loss (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Job job = { "run", { SOURCE (a) } };
  ReactivityAsyncEffect *effect = job_effect_new (context, &job);

  g_test_summary ("G11: a run that ends without dependencies warns, or keeps those of before");

  job_done (&job, 0);
  job.reads[0] = NULL;
  reactivity_computation_set_loss_strategy (COMPUTATION (effect), REACTIVITY_LOSS_RESTORE);
  set (a, 2);
  job_done (&job, 0);
  set (a, 3);
  reactivity_computation_set_loss_strategy (COMPUTATION (effect), REACTIVITY_LOSS_WARN);
  reactivity_node_set_name (NODE (effect), "saver");
  assert_log ("run run run");
  expect_warning ("saver read nothing reactive*");
  job_done (&job, 0);
  g_test_assert_expected_messages ();
  set (a, 4);
  assert_log ("");

  job_clear (&job);
  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

#define add(path, func)                                                                            \
  g_test_add ("/reactivity/async-effect/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("a3/from-main-context", test_from_main_context);
  add ("a3/concurrent", test_concurrent);
  add ("a3/restart", test_restart);
  add ("a3/queue", test_queue);
  add ("a3/queue-after-failure", test_queue_after_failure);
  add ("error-is-reported", test_error_is_reported);
  add ("run-async", test_run_async);
  add ("run-async-queued", test_run_async_queued);
  add ("run-async-restarted", test_run_async_restarted);
  add ("running", test_running);
  add ("awaits-derived", test_awaits_derived);
  add ("new-for", test_new_for);
  add ("unstarted", test_unstarted);
  add ("in-scope", test_in_scope);
  g_test_add_func ("/reactivity/async-effect/loss", test_loss);

  return g_test_run ();
}
