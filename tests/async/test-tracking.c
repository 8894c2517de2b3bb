/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What belongs to which run: reads, effects, cleanup functions. */

#include "support.h"

typedef struct
{
  ReactivityContext *context;
  GPtrArray *errors;
  ReactivitySignal *a;
  ReactivitySignal *b;
  ReactivitySignal *c;
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
  self->c = reactivity_signal_new_int (self->context, 1);
  self->job.name = "run";
  self->job.reads[0] = SOURCE (self->a);
  self->effect = job_effect_new (self->context, &self->job);
  assert_log ("run");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  assert_log ("");
  iterate ();
  g_assert_finalize_object (self->effect);
  job_clear (&self->job);
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->b);
  g_assert_finalize_object (self->c);
  g_assert_finalize_object (self->context);
  g_ptr_array_unref (self->errors);
}

static void
set (ReactivitySignal *signal, int value)
{
  reactivity_signal_set_int (signal, value);
  iterate ();
}

static gboolean
reads (gpointer computation, gpointer source)
{
  g_autoptr (GPtrArray) list = reactivity_computation_list_dependencies (computation);

  return g_ptr_array_find (list, source, NULL);
}

static void
test_after_wait (Fixture *self, gconstpointer data)
{
  g_test_summary ("G1: what a later step reads is tracked, while the run is under way and after");

  iterate ();
  job_read (&self->job, 0, self->b);
  set (self->b, 2);
  assert_log ("run");
  job_read (&self->job, 1, self->b);
  job_done (&self->job, 1);
  g_assert_true (reads (self->effect, self->a));
  g_assert_true (reads (self->effect, self->b));
  set (self->b, 3);
  assert_log ("run");
  job_done (&self->job, 1);
  job_done (&self->job, 0);
}

static void
test_not_between_steps (Fixture *self, gconstpointer data)
{
  g_test_summary ("What is read between the steps is nobody's");

  get_int (self->b);
  g_assert_null (reactivity_context_get_active (self->context));
  job_done (&self->job, 0);
  g_assert_false (reads (self->effect, self->b));
  set (self->b, 2);
}

static void
test_last_run_counts (Fixture *self, gconstpointer data)
{
  g_test_summary ("G1: only what the last run has read counts, from its begin on");

  job_read (&self->job, 0, self->b);
  job_done (&self->job, 0);
  set (self->a, 2);
  assert_log ("run");
  set (self->b, 2);
  assert_log ("");
  job_done (&self->job, 0);
  set (self->b, 3);
  assert_log ("");
  g_assert_false (reads (self->effect, self->b));
}

static void
test_concurrent_do_not_mix (Fixture *self, gconstpointer data)
{
  ReactivityRun *first, *second;

  g_test_summary (
      "Steps of two runs may be nested as they like: each read belongs to the inner one");

  set (self->a, 2);
  assert_log ("run");
  first = self->job.runs->pdata[0];
  second = self->job.runs->pdata[1];

  reactivity_run_enter (first);
  get_int (self->b);
  reactivity_run_enter (second);
  get_int (self->c);
  reactivity_run_leave (second);
  get_int (self->b);
  reactivity_run_leave (first);

  job_done (&self->job, 1);
  g_assert_true (reads (self->effect, self->c));
  g_assert_false (reads (self->effect, self->b));
  job_done (&self->job, 0);
  g_assert_false (reads (self->effect, self->b));
  set (self->b, 2);
  assert_log ("");
  set (self->c, 2);
  assert_log ("run");
  job_done (&self->job, 0);
}

static void
test_step_inside_step (Fixture *self, gconstpointer data)
{
  ReactivityRun *run = self->job.runs->pdata[0];

  g_test_summary ("A step may begin inside a step of the same run, as a callback at once does");

  {
    REACTIVITY_AUTO_STEP (run, outer);

    {
      REACTIVITY_AUTO_UNTRACK (self->context, untracked);
      REACTIVITY_AUTO_STEP (run, inner);

      get_int (self->b);
    }
    get_int (self->c);
  }
  job_done (&self->job, 0);
  g_assert_true (reads (self->effect, self->b));
  g_assert_true (reads (self->effect, self->c));
}

static void
test_changed_before_read (Fixture *self, gconstpointer data)
{
  g_test_summary ("What changes before the run reads it does not make it run again");

  set (self->b, 2);
  g_assert_cmpint (job_read (&self->job, 0, self->b), ==, 2);
  job_done (&self->job, 0);
  iterate ();
  assert_log ("");
}

static void
test_changed_after_end (Fixture *self, gconstpointer data)
{
  g_test_summary ("What has changed when the run ends makes it run again");

  job_read (&self->job, 0, self->b);
  reactivity_signal_set_int (self->b, 2);
  job_done (&self->job, 0);
  iterate ();
  assert_log ("run");
  job_done (&self->job, 0);
}

static void
test_put_back_during_run (Fixture *self, gconstpointer data)
{
  g_test_summary ("What is put back in a batch while the run is under way is no change");

  reactivity_context_batch_begin (self->context);
  reactivity_signal_set_int (self->a, 2);
  job_done (&self->job, 0);
  reactivity_signal_set_int (self->a, 1);
  reactivity_context_batch_end (self->context);
  iterate ();
  assert_log ("");
  set (self->a, 3);
  assert_log ("run");
  job_done (&self->job, 0);
}

static void
test_failure_keeps (Fixture *self, gconstpointer data)
{
  g_test_summary ("E3: a run that fails keeps what the run before had read, beside its own");

  job_read (&self->job, 0, self->b);
  job_done (&self->job, 0);
  set (self->a, 2);
  job_read (&self->job, 0, self->c);
  job_fail (&self->job, 0);
  assert_log ("run");
  g_assert_true (reads (self->effect, self->a));
  g_assert_true (reads (self->effect, self->b));
  g_assert_true (reads (self->effect, self->c));

  set (self->b, 2);
  assert_log ("run");
  job_done (&self->job, 0);
  g_assert_true (reads (self->effect, self->a));
  g_assert_false (reads (self->effect, self->b));
  g_assert_false (reads (self->effect, self->c));
}

static void
test_failures_do_not_pile_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) list = NULL;

  g_test_summary ("However many runs fail, each source is read once");

  job_read (&self->job, 0, self->b);
  job_done (&self->job, 0);
  for (int i = 0; i < 20; i++)
    {
      set (self->a, i + 2);
      job_fail (&self->job, 0);
      log_assert (__FILE__, __LINE__, "run");
    }
  list = reactivity_computation_list_dependencies (COMPUTATION (self->effect));
  g_assert_cmpuint (list->len, ==, 2);
}

static void
test_falls_back_on_older (Fixture *self, gconstpointer data)
{
  g_test_summary ("E3: after a failure an older run that goes on counts, and what it reads later");

  set (self->a, 2);
  assert_log ("run");
  job_fail (&self->job, 1);
  job_read (&self->job, 0, self->b);
  set (self->b, 2);
  assert_log ("run");
  job_fail (&self->job, 1);
  job_read (&self->job, 0, self->c);
  job_done (&self->job, 0);
  g_assert_true (reads (self->effect, self->b));
  g_assert_true (reads (self->effect, self->c));
  set (self->c, 2);
  assert_log ("run");
  job_done (&self->job, 0);
}

static void
test_cancelled_keeps (Fixture *self, gconstpointer data)
{
  g_test_summary ("E3: a run that is cancelled hands down what it and the one before have read");

  reactivity_async_effect_set_rerun (self->effect, REACTIVITY_RERUN_RESTART);
  job_read (&self->job, 0, self->b);
  job_done (&self->job, 0);
  set (self->a, 2);
  job_read (&self->job, 0, self->c);
  set (self->a, 3);
  job_done (&self->job, 0);
  job_fail (&self->job, 0);
  assert_log ("run run");
  g_assert_true (reads (self->effect, self->b));
  g_assert_true (reads (self->effect, self->c));
}

static gboolean
inner_effect (gpointer fixture, GError **error)
{
  log_note ("inner");
  get_int (((Fixture *) fixture)->b);
  return TRUE;
}

static void
own_hook (Job *job, ReactivityRun *run)
{
  Fixture *self = job->data;

  reactivity_context_on_cleanup (self->context, log_note_cb, (gpointer) "cleanup", NULL);
  g_object_unref (reactivity_effect_new (self->context, inner_effect, self, NULL));
}

static void
test_owns (Fixture *self, gconstpointer data)
{
  g_test_summary ("G10: what a run has made ends before the next run begins");

  job_done (&self->job, 0);
  self->job.hook = own_hook;
  self->job.data = self;
  set (self->a, 2);
  assert_log ("run inner");
  job_done (&self->job, 0);
  set (self->b, 2);
  assert_log ("inner");
  self->job.hook = NULL;
  set (self->a, 3);
  assert_log ("cleanup run");
  set (self->b, 3);
  assert_log ("");
  job_done (&self->job, 0);
}

static void
test_concurrent_own (Fixture *self, gconstpointer data)
{
  g_test_summary ("G10: what an older run has made ends when that ends");

  job_done (&self->job, 0);
  self->job.hook = own_hook;
  self->job.data = self;
  set (self->a, 2);
  set (self->a, 3);
  assert_log ("run inner run inner");
  job_done (&self->job, 0);
  assert_log ("cleanup");
  job_done (&self->job, 0);
  assert_log ("");
  reactivity_computation_dispose (COMPUTATION (self->effect));
  assert_log ("cleanup");
}

static void
test_cancelled_own (Fixture *self, gconstpointer data)
{
  g_test_summary ("G10: what a cancelled run has made ends before the next begins");

  job_done (&self->job, 0);
  self->job.hook = own_hook;
  self->job.data = self;
  reactivity_async_effect_set_rerun (self->effect, REACTIVITY_RERUN_RESTART);
  set (self->a, 2);
  set (self->a, 3);
  assert_log ("run inner cleanup run inner");
  job_done (&self->job, 0);
  job_done (&self->job, 0);
  reactivity_computation_dispose (COMPUTATION (self->effect));
  assert_log ("cleanup");
}

static void
test_writes_what_it_reads (Fixture *self, gconstpointer data)
{
  g_test_summary ("G8: a step that writes what the run has read does not make it run again");

  reactivity_run_enter (self->job.runs->pdata[0]);
  reactivity_signal_set_int (self->a, 2);
  reactivity_run_leave (self->job.runs->pdata[0]);
  job_done (&self->job, 0);
  iterate ();
  assert_log ("");
  set (self->a, 3);
  assert_log ("run");
  job_done (&self->job, 0);
}

static void
test_many_steps (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) subscribers = NULL;

  g_test_summary ("However often a run reads a source, it is one dependency of the effect");

  for (int i = 0; i < 100; i++)
    job_read (&self->job, 0, i % 2 ? self->a : self->b);
  subscribers = reactivity_node_list_subscribers (NODE (self->b));
  g_assert_cmpuint (subscribers->len, ==, 1);
  g_assert_true (subscribers->pdata[0] == (gpointer) self->effect);
  job_done (&self->job, 0);
}

/* An effect that waits for a derived, in the first step of each run. */
typedef struct
{
  Job below;
  Job job;
  ReactivityAsyncDerived *derived;
  ReactivityAsyncEffect *effect;
  Wait waits[3];
} Waiter;

static void
wait_hook (Job *job, ReactivityRun *run)
{
  Waiter *self = job->data;

  wait_value (&self->waits[job->begun - 1], self->derived);
}

static void
waiter_init (Waiter *self, Fixture *fixture)
{
  *self = (Waiter){ { NULL, { SOURCE (fixture->a) } }, { "wait", { NULL }, wait_hook, self } };
  job_done (&fixture->job, 0);
  reactivity_computation_dispose (COMPUTATION (fixture->effect));
  self->derived = job_derived_new (fixture->context, &self->below);
  self->effect = job_effect_new (fixture->context, &self->job);
}

static void
waiter_clear (Waiter *self)
{
  iterate ();
  g_assert_finalize_object (self->effect);
  iterate ();
  job_clear (&self->job);
  job_clear (&self->below);
  g_assert_finalize_object (self->derived);
}

static void
test_first_result_is_silent (Fixture *self, gconstpointer data)
{
  Waiter waiter;

  g_test_summary ("G3: the result that a run waits for is no change for it; the next one is");

  waiter_init (&waiter, self);
  job_return (&waiter.below, 0, 10);
  iterate ();
  assert_got (&waiter.waits[0], 10);
  job_done (&waiter.job, 0);
  iterate ();
  assert_log ("wait");

  reactivity_signal_set_int (self->a, 2);
  iterate ();
  assert_log ("");
  job_return (&waiter.below, 0, 20);
  iterate ();
  assert_log ("wait");
  assert_got (&waiter.waits[1], 20);
  job_done (&waiter.job, 0);
  waiter_clear (&waiter);
}

static void
test_older_result_is_stale (Fixture *self, gconstpointer data)
{
  Waiter waiter;
  Wait wait = { NULL };

  g_test_summary (
      "Who gets an older result than the one that counts is stale, even if nothing changed");

  waiter_init (&waiter, self);
  job_return (&waiter.below, 0, 10);
  iterate ();
  assert_got (&waiter.waits[0], 10);
  job_done (&waiter.job, 0);
  assert_log ("wait");

  /* The second run of the effect waits for the second run of the derived. */
  reactivity_derived_invalidate (DERIVED (waiter.derived));
  g_assert_true (reactivity_effect_run (EFFECT (waiter.effect), NULL));
  assert_log ("wait");
  reactivity_signal_set_int (self->a, 2);
  wait_value (&wait, waiter.derived);
  g_assert_cmpint (waiter.below.begun, ==, 3);
  job_return (&waiter.below, 1, 10);
  iterate ();
  assert_got (&wait, 10);
  assert_log ("wait");
  assert_got (&waiter.waits[2], 10);
  job_return (&waiter.below, 0, 20);
  iterate ();
  assert_got (&waiter.waits[1], 20);
  job_done (&waiter.job, 1);
  job_done (&waiter.job, 0);
  waiter_clear (&waiter);
}

static gboolean
read_below (gpointer derived, GError **error)
{
  get_int (derived);
  log_note ("read");
  return TRUE;
}

static void
test_cancelled_is_news (Fixture *self, gconstpointer data)
{
  Job below = { NULL, { SOURCE (self->a) } };
  ReactivityAsyncDerived *derived = job_derived_new (self->context, &below);
  Wait wait = { .cancellable = g_cancellable_new () };
  ReactivityEffect *effect;

  g_test_summary (
      "A4: a run that an effect has come to depend on begins anew when it is cancelled");

  wait_value (&wait, derived);
  effect = reactivity_effect_new (self->context, read_below, derived, NULL);
  g_cancellable_cancel (wait.cancellable);
  iterate ();
  g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (job_is_cancelled (&below, 0));
  g_assert_cmpint (below.begun, ==, 2);
  job_return (&below, 1, 10);
  assert_log ("read read");
  g_assert_cmpint (get_int (derived), ==, 10);

  wait_clear (&wait);
  job_clear (&below);
  g_assert_finalize_object (effect);
  g_assert_finalize_object (derived);
  job_done (&self->job, 0);
}

static void
test_dump (Fixture *self, gconstpointer data)
{
  g_autofree char *dot = reactivity_context_dump (self->context);

  g_test_summary ("A dump shows runs that are under way");

  g_assert_nonnull (strstr (dot, "part"));
  job_done (&self->job, 0);
}

#define add(path, func)                                                                            \
  g_test_add ("/reactivity/async-tracking/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("after-wait", test_after_wait);
  add ("not-between-steps", test_not_between_steps);
  add ("last-run-counts", test_last_run_counts);
  add ("concurrent-do-not-mix", test_concurrent_do_not_mix);
  add ("step-inside-step", test_step_inside_step);
  add ("changed-before-read", test_changed_before_read);
  add ("changed-after-end", test_changed_after_end);
  add ("put-back-during-run", test_put_back_during_run);
  add ("failure-keeps", test_failure_keeps);
  add ("failures-do-not-pile-up", test_failures_do_not_pile_up);
  add ("falls-back-on-older", test_falls_back_on_older);
  add ("cancelled-keeps", test_cancelled_keeps);
  add ("owns", test_owns);
  add ("concurrent-own", test_concurrent_own);
  add ("cancelled-own", test_cancelled_own);
  add ("writes-what-it-reads", test_writes_what_it_reads);
  add ("many-steps", test_many_steps);
  add ("first-result-is-silent", test_first_result_is_silent);
  add ("older-result-is-stale", test_older_result_is_stale);
  add ("cancelled-is-news", test_cancelled_is_news);
  add ("dump", test_dump);

  return g_test_run ();
}
