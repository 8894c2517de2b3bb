/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support.h"

typedef struct
{
  ReactivityContext *context;
  GPtrArray *errors;
  ReactivitySignal *a;
  Job job;
  ReactivityAsyncDerived *derived;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = reactivity_context_new ();
  self->errors = errors_collect (self->context);
  self->a = reactivity_signal_new_int (self->context, 1);
  self->job.reads[0] = SOURCE (self->a);
  self->derived = job_derived_new (self->context, &self->job);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  assert_none_reported (self->errors);
  iterate ();
  job_clear (&self->job);
  g_assert_finalize_object (self->derived);
  g_assert_cmpint (self->job.freed, ==, 1);
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->context);
  g_ptr_array_unref (self->errors);
}

static void
test_lazy_and_cached (Fixture *self, gconstpointer data)
{
  Wait first = { NULL }, second = { NULL };

  g_test_summary ("A1: it runs when it is read for the first time, and keeps the result");

  iterate ();
  g_assert_cmpint (self->job.begun, ==, 0);
  wait_value (&first, self->derived);
  g_assert_cmpint (self->job.begun, ==, 1);
  iterate ();
  assert_waits (&first);

  job_return (&self->job, 0, 10);
  assert_waits (&first);
  iterate ();
  assert_got (&first, 10);

  wait_value (&second, self->derived);
  assert_waits (&second);
  iterate ();
  assert_got (&second, 10);
  g_assert_cmpint (self->job.begun, ==, 1);
}

static void
test_shared (Fixture *self, gconstpointer data)
{
  Wait first = { NULL }, second = { NULL };

  g_test_summary ("A1: who waits at the same time shares one run");

  wait_value (&first, self->derived);
  wait_value (&second, self->derived);
  g_assert_cmpint (self->job.begun, ==, 1);
  job_return (&self->job, 0, 10);
  iterate ();
  assert_got (&first, 10);
  assert_got (&second, 10);
}

static void
test_change_during_run (Fixture *self, gconstpointer data)
{
  Wait before = { NULL }, after = { NULL };

  g_test_summary ("A1: who waits gets the run that has begun, the next reader gets a new one");

  wait_value (&before, self->derived);
  reactivity_signal_set_int (self->a, 2);
  g_assert_cmpint (self->job.begun, ==, 1);
  wait_value (&after, self->derived);
  g_assert_cmpint (self->job.begun, ==, 2);
  g_assert_cmpint (self->job.sum, ==, 2);

  job_return (&self->job, 0, 10);
  iterate ();
  assert_got (&before, 10);
  assert_waits (&after);
  job_return (&self->job, 0, 20);
  iterate ();
  assert_got (&after, 20);
  g_assert_cmpint (get_int (self->derived), ==, 20);
}

static void
test_younger_result_stands (Fixture *self, gconstpointer data)
{
  Wait before = { NULL }, after = { NULL };

  g_test_summary ("A result that comes after one of a younger run is for those who waited, only");

  wait_value (&before, self->derived);
  reactivity_signal_set_int (self->a, 2);
  wait_value (&after, self->derived);

  job_return (&self->job, 1, 20);
  iterate ();
  assert_got (&after, 20);
  assert_waits (&before);
  job_return (&self->job, 0, 10);
  iterate ();
  assert_got (&before, 10);
  g_assert_cmpint (get_int (self->derived), ==, 20);
  g_assert_false (reactivity_async_derived_is_stale (self->derived));
}

static void
test_change_after_run (Fixture *self, gconstpointer data)
{
  Wait wait = { NULL };

  g_test_summary ("After a change it is stale, and runs when it is read and not before");

  wait_value (&wait, self->derived);
  job_return (&self->job, 0, 10);
  iterate ();
  assert_got (&wait, 10);
  g_assert_false (reactivity_async_derived_is_stale (self->derived));

  reactivity_signal_set_int (self->a, 2);
  iterate ();
  g_assert_true (reactivity_async_derived_is_stale (self->derived));
  g_assert_cmpint (self->job.begun, ==, 1);
  wait_value (&wait, self->derived);
  g_assert_cmpint (self->job.begun, ==, 2);
  job_return (&self->job, 0, 20);
  iterate ();
  assert_got (&wait, 20);
}

static void
test_at_once (Fixture *self, gconstpointer data)
{
  Wait wait = { NULL };

  g_test_summary ("A function may return at once; the callback is called later all the same");

  self->job.at_once = TRUE;
  wait_value (&wait, self->derived);
  assert_waits (&wait);
  iterate ();
  assert_got (&wait, 1);

  reactivity_signal_set_int (self->a, 2);
  g_assert_cmpint (get_int (self->derived), ==, 2);
  wait_value (&wait, self->derived);
  iterate ();
  assert_got (&wait, 2);
  g_assert_cmpint (self->job.begun, ==, 2);
}

static void
test_fresh (Fixture *self, gconstpointer data)
{
  Wait wait = { NULL };

  g_test_summary ("A1: fresh waits until the result is not stale");

  wait_fresh (&wait, self->derived);
  reactivity_signal_set_int (self->a, 2);
  job_return (&self->job, 0, 10);
  iterate ();
  assert_waits (&wait);
  g_assert_cmpint (self->job.begun, ==, 2);
  job_return (&self->job, 0, 20);
  iterate ();
  assert_got (&wait, 20);
}

static void
test_fresh_to_the_last (Fixture *self, gconstpointer data)
{
  Wait wait = { NULL };

  g_test_summary ("A1: a change between the result and its delivery makes fresh wait on");

  wait_fresh (&wait, self->derived);
  job_return (&self->job, 0, 10);
  reactivity_signal_set_int (self->a, 2);
  iterate ();
  assert_waits (&wait);
  job_return (&self->job, 0, 20);
  iterate ();
  assert_got (&wait, 20);

  /* Also if there is a value when it is asked for. */
  wait_fresh (&wait, self->derived);
  reactivity_signal_set_int (self->a, 3);
  iterate ();
  assert_waits (&wait);
  job_return (&self->job, 0, 30);
  iterate ();
  assert_got (&wait, 30);
}

static gboolean
note_value (gpointer source, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%d", get_int (source));

  log_note (text);
  return TRUE;
}

static void
test_value_is_source (Fixture *self, gconstpointer data)
{
  ReactivityEffect *effect = reactivity_effect_new (self->context, note_value, self->derived, NULL);

  g_test_summary ("A2: the last value is a source; an effect that reads it keeps it up to date");

  g_assert_cmpint (self->job.begun, ==, 1);
  assert_log ("0");
  job_return (&self->job, 0, 10);
  assert_log ("10");
  reactivity_signal_set_int (self->a, 2);
  g_assert_cmpint (self->job.begun, ==, 2);
  assert_log ("");
  job_return (&self->job, 0, 20);
  assert_log ("20");

  g_assert_finalize_object (effect);
  reactivity_signal_set_int (self->a, 3);
  g_assert_cmpint (self->job.begun, ==, 2);
}

static void
test_superseded (Fixture *self, gconstpointer data)
{
  ReactivityEffect *effect = reactivity_effect_new (self->context, note_value, self->derived, NULL);

  g_test_summary ("A4: a run for which nobody waits is cancelled when a younger one begins");

  reactivity_signal_set_int (self->a, 2);
  g_assert_cmpint (self->job.begun, ==, 2);
  g_assert_true (job_is_cancelled (&self->job, 0));
  g_assert_false (job_is_cancelled (&self->job, 1));
  job_return (&self->job, 0, 10);
  assert_log ("0");
  job_return (&self->job, 0, 20);
  assert_log ("20");

  g_assert_finalize_object (effect);
}

static void
test_same_value (Fixture *self, gconstpointer data)
{
  ReactivityEffect *effect = reactivity_effect_new (self->context, note_value, self->derived, NULL);

  g_test_summary ("G3: a result that equals the one before is no change");

  job_return (&self->job, 0, 10);
  reactivity_signal_set_int (self->a, 2);
  job_return (&self->job, 0, 10);
  assert_log ("0 10");

  reactivity_source_set_check_equality (SOURCE (self->derived), FALSE);
  reactivity_signal_set_int (self->a, 3);
  job_return (&self->job, 0, 10);
  assert_log ("10");

  g_assert_finalize_object (effect);
}

static void
test_same_input (Fixture *self, gconstpointer data)
{
  Wait wait = { NULL };

  g_test_summary ("G3: a change that is taken back in a batch is none");

  wait_value (&wait, self->derived);
  job_return (&self->job, 0, 10);
  iterate ();
  assert_got (&wait, 10);

  reactivity_context_batch_begin (self->context);
  reactivity_signal_set_int (self->a, 2);
  reactivity_signal_set_int (self->a, 1);
  reactivity_context_batch_end (self->context);
  wait_value (&wait, self->derived);
  iterate ();
  assert_got (&wait, 10);
  g_assert_cmpint (self->job.begun, ==, 1);
}

static void
test_running (Fixture *self, gconstpointer data)
{
  ReactivitySource *running = reactivity_async_derived_get_running (self->derived);
  ReactivityEffect *effect;
  Wait wait = { NULL };

  g_test_summary ("A2: whether a run is under way is a source, and reading that begins none");

  g_assert_false (reactivity_source_get_boolean (running));
  g_assert_cmpint (self->job.begun, ==, 0);
  wait_value (&wait, self->derived);
  g_assert_true (reactivity_source_get_boolean (running));
  reactivity_signal_set_int (self->a, 2);
  effect = reactivity_effect_new (self->context, note_value, self->derived, NULL);
  job_return (&self->job, 0, 10);
  g_assert_true (reactivity_source_get_boolean (running));
  job_return (&self->job, 0, 20);
  g_assert_false (reactivity_source_get_boolean (running));
  assert_log ("0 10 20");
  iterate ();

  g_assert_true (reactivity_async_derived_get_running (self->derived) == running);
  g_assert_finalize_object (effect);
}

static gboolean
note_all (gpointer fixture, GError **error)
{
  Fixture *self = fixture;
  g_auto (GValue) failure = G_VALUE_INIT;
  int value = get_int (self->derived);
  gboolean running =
      reactivity_source_get_boolean (reactivity_async_derived_get_running (self->derived));
  g_autofree char *text = NULL;

  reactivity_source_get_value (reactivity_async_derived_get_error (self->derived), &failure);
  text = g_strdup_printf ("%d%s%s", value, running ? "+" : "",
                          g_value_get_boxed (&failure) != NULL ? "!" : "");
  log_note (text);
  return TRUE;
}

static void
test_one_batch (Fixture *self, gconstpointer data)
{
  ReactivityEffect *effect = reactivity_effect_new (self->context, note_all, self, NULL);

  g_test_summary ("A2: value, running and error change together");

  assert_log ("0+");
  job_return (&self->job, 0, 10);
  assert_log ("10");
  reactivity_signal_set_int (self->a, 2);
  assert_log ("10+");
  job_fail (&self->job, 0);
  assert_log ("10!");
  reactivity_signal_set_int (self->a, 3);
  assert_log ("10+!");
  job_return (&self->job, 0, 30);
  assert_log ("30");

  g_assert_finalize_object (effect);
}

static void
test_error_is_kept (Fixture *self, gconstpointer data)
{
  Wait first = { NULL }, second = { NULL };

  g_test_summary ("E1: an error is kept and given to everybody until something changes");

  wait_value (&first, self->derived);
  job_fail (&self->job, 0);
  iterate ();
  g_assert_cmpint (first.calls, ==, 1);
  g_assert_error (first.error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  wait_value (&second, self->derived);
  iterate ();
  g_assert_error (second.error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  g_assert_cmpint (self->job.begun, ==, 1);

  reactivity_signal_set_int (self->a, 2);
  wait_clear (&second);
  wait_value (&second, self->derived);
  job_return (&self->job, 0, 20);
  iterate ();
  assert_got (&second, 20);
  wait_clear (&first);
}

static void
test_failure_is_news (Fixture *self, gconstpointer data)
{
  ReactivityEffect *effect = reactivity_effect_new (self->context, note_value, self->derived, NULL);

  g_test_summary ("A failure is a change, and its end is one, even with the value of before");

  job_return (&self->job, 0, 10);
  assert_log ("0 10");
  reactivity_signal_set_int (self->a, 2);
  job_fail (&self->job, 0);
  assert_log ("10");
  reactivity_signal_set_int (self->a, 3);
  job_return (&self->job, 0, 10);
  assert_log ("10");

  g_assert_finalize_object (effect);
}

static int
fail (gpointer source, GError **error)
{
  get_int (source);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  return 0;
}

static void
test_inherited_error (Fixture *self, gconstpointer data)
{
  ReactivityDerived *failing = reactivity_derived_new_int (self->context, fail, self->a, NULL);
  Wait wait = { NULL };

  g_test_summary ("A run that has read a source that failed fails with the same error");

  self->job.reads[1] = SOURCE (failing);
  wait_value (&wait, self->derived);
  job_return (&self->job, 0, 10);
  iterate ();
  g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_BUSY);

  wait_clear (&wait);
  self->job.reads[1] = NULL;
  g_assert_finalize_object (failing);
}

static void
test_invalidate (Fixture *self, gconstpointer data)
{
  Wait wait = { NULL };

  g_test_summary ("An invalidated derived runs again though nothing has changed");

  wait_value (&wait, self->derived);
  job_return (&self->job, 0, 10);
  iterate ();
  assert_got (&wait, 10);
  reactivity_derived_invalidate (DERIVED (self->derived));
  g_assert_true (reactivity_async_derived_is_stale (self->derived));
  wait_value (&wait, self->derived);
  job_return (&self->job, 0, 20);
  iterate ();
  assert_got (&wait, 20);
}

static void
notify_cb (GObject *object, GParamSpec *pspec, gpointer data)
{
  note_value (object, NULL);
}

static void
test_notify (Fixture *self, gconstpointer data)
{
  g_test_summary ("notify::value tells of each result that is a change");

  g_signal_connect (self->derived, "notify::value", G_CALLBACK (notify_cb), NULL);
  g_assert_cmpint (get_int (self->derived), ==, 0);
  job_return (&self->job, 0, 10);
  assert_log ("10");
  reactivity_signal_set_int (self->a, 2);
  job_return (&self->job, 0, 10);
  assert_log ("");
  reactivity_signal_set_int (self->a, 3);
  job_return (&self->job, 0, 30);
  assert_log ("30");
}

static void
test_chain (Fixture *self, gconstpointer data)
{
  Job job = { NULL, { SOURCE (self->derived) } };
  ReactivityAsyncDerived *top = job_derived_new (self->context, &job);
  Wait wait = { NULL };

  g_test_summary ("A reader waits for what is below, and the one above runs only if that changed");

  self->job.at_once = TRUE;
  wait_value (&wait, top);
  g_assert_cmpint (job.sum, ==, 1);
  job_return (&job, 0, 100);
  iterate ();
  assert_got (&wait, 100);
  self->job.at_once = FALSE;

  /* The same value. */
  reactivity_signal_set_int (self->a, 2);
  wait_value (&wait, top);
  iterate ();
  assert_waits (&wait);
  g_assert_cmpint (self->job.begun, ==, 2);
  g_assert_cmpint (job.begun, ==, 1);
  g_assert_true (reactivity_async_derived_is_stale (top));
  job_return (&self->job, 0, 1);
  iterate ();
  assert_got (&wait, 100);
  g_assert_cmpint (job.begun, ==, 1);

  /* Another one. */
  reactivity_signal_set_int (self->a, 3);
  wait_value (&wait, top);
  job_return (&self->job, 0, 3);
  iterate ();
  assert_waits (&wait);
  g_assert_cmpint (job.begun, ==, 2);
  g_assert_cmpint (job.sum, ==, 3);
  job_return (&job, 0, 300);
  iterate ();
  assert_got (&wait, 300);

  job_clear (&job);
  g_assert_finalize_object (top);
}

static int
plus_one (gpointer source, GError **error)
{
  return get_int (source) + 1;
}

static void
test_behind_sync (Fixture *self, gconstpointer data)
{
  ReactivityDerived *middle =
      reactivity_derived_new_int (self->context, plus_one, self->derived, NULL);
  Job job = { NULL, { SOURCE (middle) } };
  ReactivityAsyncDerived *top = job_derived_new (self->context, &job);
  Wait wait = { NULL };

  g_test_summary ("A reader waits for what is below a synchronous derived, too");

  self->job.at_once = TRUE;
  wait_value (&wait, top);
  job_return (&job, 0, 100);
  iterate ();
  assert_got (&wait, 100);
  self->job.at_once = FALSE;

  reactivity_signal_set_int (self->a, 2);
  wait_fresh (&wait, top);
  iterate ();
  assert_waits (&wait);
  job_return (&self->job, 0, 2);
  iterate ();
  g_assert_cmpint (job.sum, ==, 3);
  job_return (&job, 0, 200);
  iterate ();
  assert_got (&wait, 200);

  job_clear (&job);
  g_assert_finalize_object (top);
  g_assert_finalize_object (middle);
}

static void
test_callback_iterates_cb (GObject *derived, GAsyncResult *result, gpointer wait)
{
  reactivity_async_derived_get_value_finish ((ReactivityAsyncDerived *) derived, result, NULL);
  while (((Wait *) wait)->calls == 0)
    g_main_context_iteration (NULL, TRUE);
  log_note ("outer");
}

static void
test_callback_iterates (Fixture *self, gconstpointer data)
{
  Wait wait = { NULL };

  g_test_summary ("A callback may iterate the main context until another result is there");

  reactivity_async_derived_get_value_async (self->derived, NULL, test_callback_iterates_cb, &wait);
  wait_value (&wait, self->derived);
  job_return (&self->job, 0, 10);
  iterate ();
  assert_got (&wait, 10);
  assert_log ("outer");
}

static void
test_string (void)
{
  ReactivityContext *context = reactivity_context_new ();
  Job job = { NULL };
  ReactivityAsyncDerived *derived =
      reactivity_async_derived_new (context, G_TYPE_STRING, job_start, &job, job_freed);
  g_autoptr (ReactivityRun) run = NULL;

  g_test_summary ("Values of types that own something are kept");

  reactivity_computation_set_loss_strategy (COMPUTATION (derived), REACTIVITY_LOSS_IGNORE);
  g_assert_null (reactivity_source_get_string (SOURCE (derived)));
  run = job_take (&job, 0);
  reactivity_run_return_string (run, "text");
  g_assert_cmpstr (reactivity_source_get_string (SOURCE (derived)), ==, "text");

  job_clear (&job);
  g_assert_finalize_object (derived);
  g_clear_object (&run);
  g_assert_finalize_object (context);
}

static void
test_outdated_run_far_down (Fixture *self, gconstpointer data)
{
  Wait first = { NULL }, second = { NULL };

  g_test_summary ("A run that is outdated stays as it is, however many things are under way (E3)");

  for (int i = 0; i < 100; i++)
    reactivity_context_batch_begin (self->context);

  wait_value (&first, self->derived);
  reactivity_signal_set_int (self->a, 2);
  self->job.reads[0] = NULL;
  wait_value (&second, self->derived);
  g_assert_cmpint (self->job.begun, ==, 2);

  for (int i = 0; i < 100; i++)
    reactivity_context_batch_end (self->context);

  job_return (&self->job, 0, 10);
  job_fail (&self->job, 0);
  iterate ();
  assert_got (&first, 10);
  g_assert_error (second.error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  wait_clear (&second);

  g_assert_false (reactivity_async_derived_is_stale (self->derived));
  reactivity_signal_set_int (self->a, 3);
  g_assert_true (reactivity_async_derived_is_stale (self->derived));
}

#define add(path, func)                                                                            \
  g_test_add ("/reactivity/async-derived/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("a1/lazy-and-cached", test_lazy_and_cached);
  add ("a1/shared", test_shared);
  add ("a1/change-during-run", test_change_during_run);
  add ("a1/younger-result-stands", test_younger_result_stands);
  add ("a1/change-after-run", test_change_after_run);
  add ("a1/at-once", test_at_once);
  add ("a1/fresh", test_fresh);
  add ("a1/fresh-to-the-last", test_fresh_to_the_last);
  add ("a1/chain", test_chain);
  add ("a1/behind-sync", test_behind_sync);
  add ("a2/value-is-source", test_value_is_source);
  add ("a2/running", test_running);
  add ("a2/one-batch", test_one_batch);
  add ("a2/notify", test_notify);
  add ("a4/superseded", test_superseded);
  add ("same-value", test_same_value);
  add ("same-input", test_same_input);
  add ("error-is-kept", test_error_is_kept);
  add ("failure-is-news", test_failure_is_news);
  add ("inherited-error", test_inherited_error);
  add ("invalidate", test_invalidate);
  add ("callback-iterates", test_callback_iterates);
  add ("outdated-run-far-down", test_outdated_run_far_down);
  g_test_add_func ("/reactivity/async-derived/string", test_string);

  return g_test_run ();
}
