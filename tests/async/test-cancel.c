/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support.h"

typedef struct
{
  ReactivityContext *context;
  GPtrArray *errors;
  ReactivitySignal *a;
  Job job;
  ReactivityAsyncDerived *derived;
  Wait first;
  Wait second;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = reactivity_context_new ();
  self->errors = errors_collect (self->context);
  self->a = reactivity_signal_new_int (self->context, 1);
  self->job.reads[0] = SOURCE (self->a);
  self->derived = job_derived_new (self->context, &self->job);
  self->first.cancellable = g_cancellable_new ();
  self->second.cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  assert_none_reported (self->errors);
  iterate ();
  wait_clear (&self->first);
  wait_clear (&self->second);
  if (self->derived != NULL)
    g_assert_finalize_object (self->derived);
  g_assert_cmpint (self->job.freed, ==, 1);
  job_clear (&self->job);
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->context);
  g_ptr_array_unref (self->errors);
}

#define assert_failed(wait, domain, code)                                                          \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpint ((wait)->calls, ==, 1);                                                        \
    g_assert_error ((wait)->error, domain, code);                                                  \
  }                                                                                                \
  G_STMT_END

#define assert_cancelled(wait) assert_failed (wait, G_IO_ERROR, G_IO_ERROR_CANCELLED)

static void
test_one_of_two (Fixture *self, gconstpointer data)
{
  g_test_summary ("A4: a reader that cancels stops waiting; the run goes on for the others");

  wait_value (&self->first, self->derived);
  wait_value (&self->second, self->derived);
  g_cancellable_cancel (self->first.cancellable);
  iterate ();
  assert_cancelled (&self->first);
  g_assert_false (job_is_cancelled (&self->job, 0));
  job_return (&self->job, 0, 10);
  iterate ();
  assert_got (&self->second, 10);
  g_assert_cmpint (self->first.calls, ==, 1);
}

static void
test_last (Fixture *self, gconstpointer data)
{
  Wait third = { NULL };

  g_test_summary ("A4: the run is cancelled when its last reader is gone; the next gets a new one");

  wait_value (&self->first, self->derived);
  wait_value (&self->second, self->derived);
  g_cancellable_cancel (self->first.cancellable);
  g_cancellable_cancel (self->second.cancellable);
  iterate ();
  assert_cancelled (&self->first);
  assert_cancelled (&self->second);
  g_assert_true (job_is_cancelled (&self->job, 0));
  g_assert_false (
      reactivity_source_get_boolean (reactivity_async_derived_get_running (self->derived)));

  job_return (&self->job, 0, 10);
  iterate ();
  g_assert_true (reactivity_async_derived_is_stale (self->derived));
  wait_value (&third, self->derived);
  g_assert_cmpint (self->job.begun, ==, 2);
  job_return (&self->job, 0, 20);
  iterate ();
  assert_got (&third, 20);
}

static gboolean
read_it (gpointer source, GError **error)
{
  get_int (source);
  return TRUE;
}

static void
test_wanted_by_graph (Fixture *self, gconstpointer data)
{
  ReactivityEffect *effect = reactivity_effect_new (self->context, read_it, self->derived, NULL);

  g_test_summary ("A4: a run that an effect needs goes on when the last reader cancels");

  wait_value (&self->first, self->derived);
  g_cancellable_cancel (self->first.cancellable);
  iterate ();
  assert_cancelled (&self->first);
  g_assert_false (job_is_cancelled (&self->job, 0));
  job_return (&self->job, 0, 10);
  g_assert_cmpint (get_int (self->derived), ==, 10);

  g_assert_finalize_object (effect);
}

static void
test_before (Fixture *self, gconstpointer data)
{
  g_test_summary ("Who has cancelled before asking gets nothing, and no run begins for him");

  g_cancellable_cancel (self->first.cancellable);
  wait_value (&self->first, self->derived);
  iterate ();
  assert_cancelled (&self->first);
  g_assert_cmpint (self->job.begun, ==, 0);
  wait_fresh (&self->second, self->derived);
  g_assert_cmpint (self->job.begun, ==, 1);
  g_cancellable_cancel (self->second.cancellable);
  iterate ();
  assert_cancelled (&self->second);
}

static void
test_after_result (Fixture *self, gconstpointer data)
{
  g_test_summary ("Who cancels before the delivery gets no value, and the result stays");

  wait_value (&self->first, self->derived);
  job_return (&self->job, 0, 10);
  g_cancellable_cancel (self->first.cancellable);
  iterate ();
  assert_cancelled (&self->first);
  g_assert_cmpint (get_int (self->derived), ==, 10);
  g_assert_cmpint (self->job.begun, ==, 1);
}

static gpointer
cancel_thread (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_other_thread (Fixture *self, gconstpointer data)
{
  g_test_summary ("Any thread may cancel");

  wait_value (&self->first, self->derived);
  g_thread_join (g_thread_new ("other", cancel_thread, self->first.cancellable));
  while (self->first.calls == 0)
    g_main_context_iteration (NULL, TRUE);
  assert_cancelled (&self->first);
  g_assert_true (job_is_cancelled (&self->job, 0));
}

static void
test_goes_down (Fixture *self, gconstpointer data)
{
  Job job = { NULL };
  ReactivityAsyncDerived *top = job_derived_new (self->context, &job);

  g_test_summary (
      "A run that is cancelled stops waiting for others, if it hands its cancellable on");

  wait_value (&self->first, top);
  g_set_object (&self->second.cancellable, reactivity_run_get_cancellable (job.runs->pdata[0]));
  reactivity_run_enter (job.runs->pdata[0]);
  wait_value (&self->second, self->derived);
  reactivity_run_leave (job.runs->pdata[0]);

  g_cancellable_cancel (self->first.cancellable);
  iterate ();
  assert_cancelled (&self->first);
  assert_cancelled (&self->second);
  g_assert_true (job_is_cancelled (&job, 0));
  g_assert_true (job_is_cancelled (&self->job, 0));

  job_clear (&job);
  g_assert_finalize_object (top);
}

static void
test_parked (Fixture *self, gconstpointer data)
{
  Job job = { NULL, { SOURCE (self->derived) } };
  ReactivityAsyncDerived *top = job_derived_new (self->context, &job);

  g_test_summary ("Who waits for what is below may cancel, too");

  self->job.at_once = TRUE;
  wait_value (&self->second, top);
  job_return (&job, 0, 100);
  iterate ();
  assert_got (&self->second, 100);
  self->job.at_once = FALSE;
  reactivity_signal_set_int (self->a, 2);
  wait_value (&self->first, top);
  g_assert_cmpuint (self->job.runs->len, ==, 1);
  g_cancellable_cancel (self->first.cancellable);
  iterate ();
  assert_cancelled (&self->first);
  job_return (&self->job, 0, 2);
  iterate ();
  g_assert_cmpint (job.begun, ==, 1);

  job_clear (&job);
  g_assert_finalize_object (top);
}

static void
test_dispose (Fixture *self, gconstpointer data)
{
  g_test_summary ("A4: dispose cancels the run; who waits is told, and nothing comes late");

  wait_value (&self->first, self->derived);
  wait_fresh (&self->second, self->derived);
  reactivity_computation_dispose (COMPUTATION (self->derived));
  g_assert_cmpint (self->job.freed, ==, 1);
  g_assert_true (job_is_cancelled (&self->job, 0));
  assert_waits (&self->first);
  iterate ();
  assert_failed (&self->first, REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED);
  assert_failed (&self->second, REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED);
  job_return (&self->job, 0, 10);
  iterate ();
  g_assert_cmpint (self->first.calls, ==, 1);
  g_assert_cmpint (get_int (self->derived), ==, 0);
}

static void
test_disposed_keeps_value (Fixture *self, gconstpointer data)
{
  Wait wait = { NULL };

  g_test_summary ("A disposed derived keeps its last value, and never runs again");

  wait_value (&wait, self->derived);
  job_return (&self->job, 0, 10);
  iterate ();
  assert_got (&wait, 10);
  reactivity_signal_set_int (self->a, 2);
  reactivity_computation_dispose (COMPUTATION (self->derived));
  wait_value (&wait, self->derived);
  iterate ();
  assert_got (&wait, 10);
  g_assert_cmpint (get_int (self->derived), ==, 10);
  g_assert_true (reactivity_computation_is_disposed (COMPUTATION (self->derived)));
  g_assert_cmpint (self->job.begun, ==, 1);
}

static void
test_last_reference (Fixture *self, gconstpointer data)
{
  ReactivityEffect *effect = reactivity_effect_new (self->context, read_it, self->derived, NULL);

  g_test_summary ("A derived that goes while its run is under way cancels it");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (self->derived);
  self->derived = NULL;
  g_assert_true (job_is_cancelled (&self->job, 0));
  g_assert_null (reactivity_run_get_computation (self->job.runs->pdata[0]));
  job_read (&self->job, 0, self->a);
  reactivity_signal_set_int (self->a, 2);
  job_return (&self->job, 0, 10);
}

static void
dispose_hook (Job *job, ReactivityRun *run)
{
  reactivity_computation_dispose (job->data);
}

static void
test_in_first_step (Fixture *self, gconstpointer data)
{
  g_test_summary ("The function may dispose its own derived");

  self->job.hook = dispose_hook;
  self->job.data = self->derived;
  wait_value (&self->first, self->derived);
  iterate ();
  assert_failed (&self->first, REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED);
  g_assert_true (job_is_cancelled (&self->job, 0));
}

static void
test_in_later_step (Fixture *self, gconstpointer data)
{
  ReactivityRun *run;

  g_test_summary ("A later step may dispose its own derived, and return after that");

  wait_value (&self->first, self->derived);
  run = self->job.runs->pdata[0];
  reactivity_run_enter (run);
  reactivity_computation_dispose (COMPUTATION (self->derived));
  get_int (self->a);
  reactivity_run_return_int (run, 10);
  reactivity_run_leave (run);
  iterate ();
  assert_failed (&self->first, REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED);
}

static void
dispose_cb (GCancellable *cancellable, gpointer fixture)
{
  g_clear_object (&((Fixture *) fixture)->derived);
}

static void
test_handler_drops (Fixture *self, gconstpointer data)
{
  ReactivityAsyncDerived *derived = self->derived;

  g_test_summary ("Who listens to the cancellable of a run may drop its derived");

  get_int (self->derived);
  g_cancellable_connect (reactivity_run_get_cancellable (self->job.runs->pdata[0]),
                         G_CALLBACK (dispose_cb), self, NULL);
  reactivity_signal_set_int (self->a, 2);
  g_object_ref (derived);
  get_int (derived);
  g_assert_null (self->derived);
  g_assert_finalize_object (derived);
}

static void
effect_done (Wait *wait)
{
  iterate ();
  g_assert_cmpint (wait->calls, ==, 1);
}

static void
test_effect (Fixture *self, gconstpointer data)
{
  Job job = { NULL, { SOURCE (self->a) } };
  ReactivityAsyncEffect *effect =
      reactivity_async_effect_new_unstarted (self->context, job_start, &job, NULL);

  g_test_summary ("Who cancels the wait for an effect leaves its run alone; dispose cancels it");

  get_int (self->derived);
  wait_run (&self->first, effect);
  wait_run (&self->second, effect);
  g_cancellable_cancel (self->first.cancellable);
  effect_done (&self->first);
  assert_cancelled (&self->first);
  g_assert_false (job_is_cancelled (&job, 0));
  reactivity_computation_dispose (COMPUTATION (effect));
  effect_done (&self->second);
  assert_failed (&self->second, REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED);
  g_assert_true (job_is_cancelled (&job, 0));
  g_assert_true (job_is_cancelled (&job, 1));

  job_clear (&job);
  g_assert_finalize_object (effect);
}

static void
test_main_context_holds (void)
{
  GMainContext *main_context = g_main_context_new ();
  ReactivityContext *context;
  ReactivityAsyncDerived *derived;
  Job job = { .at_once = TRUE };
  Wait wait = { .cancellable = g_cancellable_new () };
  gpointer weak;

  g_test_summary (
      "A result is delivered by the main context of the reader, which holds all until then");

  g_main_context_push_thread_default (main_context);
  context = reactivity_context_new ();
  derived = job_derived_new (context, &job);
  reactivity_computation_set_loss_strategy (COMPUTATION (derived), REACTIVITY_LOSS_IGNORE);
  wait_value (&wait, derived);
  g_main_context_pop_thread_default (main_context);

  weak = context;
  g_object_add_weak_pointer (G_OBJECT (context), &weak);
  g_object_unref (derived);
  g_object_unref (context);
  iterate ();
  assert_waits (&wait);
  g_assert_nonnull (weak);
  while (g_main_context_iteration (main_context, FALSE))
    ;
  assert_got (&wait, 0);
  g_assert_null (weak);
  g_main_context_unref (main_context);
  wait_clear (&wait);
}

#define add(path, func)                                                                            \
  g_test_add ("/reactivity/async-cancel/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("a4/one-of-two", test_one_of_two);
  add ("a4/last", test_last);
  add ("a4/wanted-by-graph", test_wanted_by_graph);
  add ("a4/before", test_before);
  add ("a4/after-result", test_after_result);
  add ("a4/other-thread", test_other_thread);
  add ("a4/goes-down", test_goes_down);
  add ("a4/parked", test_parked);
  add ("a4/dispose", test_dispose);
  add ("disposed-keeps-value", test_disposed_keeps_value);
  add ("last-reference", test_last_reference);
  add ("in-first-step", test_in_first_step);
  add ("in-later-step", test_in_later_step);
  add ("handler-drops", test_handler_drops);
  add ("effect", test_effect);
  g_test_add_func ("/reactivity/async-cancel/main-context-holds", test_main_context_holds);

  return g_test_run ();
}
