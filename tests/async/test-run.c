/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a function may do wrong with its run, and what is right though it looks wrong. */

#include "support.h"

typedef struct
{
  ReactivityContext *context;
  GPtrArray *errors;
  ReactivitySignal *a;
  Job job;
  ReactivityAsyncDerived *derived;
  Job effect_job;
  ReactivityAsyncEffect *effect;
  Wait wait;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = reactivity_context_new ();
  self->errors = errors_collect (self->context);
  self->a = reactivity_signal_new_int (self->context, 1);
  self->job.reads[0] = SOURCE (self->a);
  self->derived = job_derived_new (self->context, &self->job);
  self->effect_job.reads[0] = SOURCE (self->a);
  self->effect = job_effect_new (self->context, &self->effect_job);
  reactivity_node_set_name (NODE (self->derived), "answer");
  reactivity_node_set_name (NODE (self->effect), "saver");
  wait_value (&self->wait, self->derived);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  assert_none_reported (self->errors);
  iterate ();
  g_assert_cmpint (self->wait.calls, ==, 1);
  wait_clear (&self->wait);
  job_clear (&self->job);
  job_clear (&self->effect_job);
  g_assert_finalize_object (self->derived);
  g_assert_finalize_object (self->effect);
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->context);
  g_ptr_array_unref (self->errors);
}

static ReactivityRun *
first_run (Fixture *self)
{
  return self->job.runs->pdata[0];
}

static void
test_twice (Fixture *self, gconstpointer data)
{
  ReactivityRun *run = first_run (self);

  g_test_summary ("A run has one result: a second one is refused, and freed");

  reactivity_run_return_int (run, 10);
  expect_critical ("reactivity_run_return_int: the run of answer has a result already");
  reactivity_run_return_int (run, 20);
  expect_critical ("reactivity_run_return_error: the run of answer has a result already");
  reactivity_run_return_error (run, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "busy"));
  expect_critical ("reactivity_run_return_kept: the run of answer has a result already");
  reactivity_run_return_kept (run, TRUE);
  expect_critical ("reactivity_run_done: the run of answer has a result already");
  reactivity_run_done (run);
  g_test_assert_expected_messages ();
  iterate ();
  g_assert_cmpint (self->wait.value, ==, 10);
}

static void
test_twice_in_step (Fixture *self, gconstpointer data)
{
  ReactivityRun *run = first_run (self);

  g_test_summary ("A result that was given in a step counts when the step is over, and once");

  reactivity_run_enter (run);
  reactivity_run_return_int (run, 10);
  expect_critical ("reactivity_run_return_int: the run of answer has a result already");
  reactivity_run_return_int (run, 20);
  g_test_assert_expected_messages ();
  g_assert_cmpint (get_int (self->derived), ==, 0);
  reactivity_run_leave (run);
  g_assert_cmpint (get_int (self->derived), ==, 10);
}

static void
test_never (Fixture *self, gconstpointer data)
{
  g_test_summary ("A run that is dropped without a result has failed, and says so");

  job_clear (&self->job);
  iterate ();
  g_assert_error (self->wait.error, REACTIVITY_ERROR, REACTIVITY_ERROR_ABANDONED);
  g_assert_cmpstr (self->wait.error->message, ==,
                   "A run of answer was dropped before it had a result");
  reactivity_signal_set_int (self->a, 2);
  g_assert_true (reactivity_async_derived_is_stale (self->derived));
}

static void
drop (ReactivityRun *run, gpointer source)
{
  get_int (source);
}

static void
test_not_even_kept (Fixture *self, gconstpointer data)
{
  ReactivityAsyncDerived *derived =
      reactivity_async_derived_new (self->context, G_TYPE_INT, drop, self->a, NULL);
  Wait wait = { NULL };

  g_test_summary ("So has one that the function neither keeps nor ends");

  wait_value (&wait, derived);
  iterate ();
  g_assert_error (wait.error, REACTIVITY_ERROR, REACTIVITY_ERROR_ABANDONED);
  job_return (&self->job, 0, 10);
  wait_clear (&wait);
  g_assert_finalize_object (derived);
}

static void
test_never_of_effect (Fixture *self, gconstpointer data)
{
  g_test_summary ("The error of an effect whose run is dropped goes to the context");

  job_clear (&self->effect_job);
  g_assert_cmpuint (self->errors->len, ==, 1);
  g_assert_error ((GError *) self->errors->pdata[0], REACTIVITY_ERROR, REACTIVITY_ERROR_ABANDONED);
  g_ptr_array_set_size (self->errors, 0);
  job_return (&self->job, 0, 10);
}

static gpointer
unref_thread (gpointer run)
{
  g_object_unref (run);
  return NULL;
}

static void
test_dropped_elsewhere (Fixture *self, gconstpointer data)
{
  g_test_summary ("The last reference may be dropped on another thread");

  g_thread_join (g_thread_new ("other", unref_thread, job_take (&self->job, 0)));
  while (self->wait.calls == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (self->wait.error, REACTIVITY_ERROR, REACTIVITY_ERROR_ABANDONED);
}

static gpointer
return_thread (gpointer run)
{
  expect_critical ("reactivity_run_return_int: *thread*");
  reactivity_run_return_int (run, 20);
  g_test_assert_expected_messages ();
  return NULL;
}

static void
test_returned_elsewhere (Fixture *self, gconstpointer data)
{
  g_test_summary ("A result from another thread is refused, and the run goes on");

  g_thread_join (g_thread_new ("other", return_thread, first_run (self)));
  job_return (&self->job, 0, 10);
  iterate ();
  g_assert_cmpint (self->wait.value, ==, 10);
}

static void
test_after_end (Fixture *self, gconstpointer data)
{
  ReactivityRun *run = first_run (self);

  g_test_summary ("A step after the end tracks nothing and harms nothing");

  reactivity_run_return_int (run, 10);
  g_assert_null (reactivity_run_get_computation (run));
  reactivity_run_enter (run);
  get_int (self->a);
  reactivity_run_leave (run);
  reactivity_signal_set_int (self->a, 2);
  g_assert_cmpint (get_int (self->derived), ==, 10);
  job_return (&self->job, 1, 20);
}

static void
test_wrong_type (Fixture *self, gconstpointer data)
{
  ReactivityRun *run = first_run (self);

  g_test_summary ("A value of another type is refused, and the run can still return");

  expect_critical ("reactivity_run_return_string: answer has values of type gint, not gchararray");
  reactivity_run_return_string (run, "text");
  expect_critical ("reactivity_run_return_object: answer has values of type gint, not GObject");
  reactivity_run_return_object (run, NULL);
  expect_critical ("reactivity_run_done: answer is a derived and needs a value");
  reactivity_run_done (run);
  g_test_assert_expected_messages ();
  job_return (&self->job, 0, 10);
  iterate ();
  g_assert_cmpint (self->wait.value, ==, 10);
}

static void
test_effect_has_no_value (Fixture *self, gconstpointer data)
{
  ReactivityRun *run = self->effect_job.runs->pdata[0];

  g_test_summary ("The run of an effect has no value");

  expect_critical ("reactivity_run_return_int: saver is an effect and has no value*");
  reactivity_run_return_int (run, 10);
  expect_critical ("reactivity_run_return_kept: saver is an effect and has no value*");
  reactivity_run_return_kept (run, TRUE);
  g_test_assert_expected_messages ();
  job_done (&self->effect_job, 0);
  job_return (&self->job, 0, 10);
}

static void
test_leave_without_enter (Fixture *self, gconstpointer data)
{
  ReactivityRun *run = first_run (self);

  g_test_summary ("Leaving what was not entered here is refused");

  expect_critical ("reactivity_run_leave: this run was not entered here");
  reactivity_run_leave (run);
  reactivity_run_enter (run);
  reactivity_context_untrack_begin (self->context);
  expect_critical ("reactivity_run_leave: this run was not entered here");
  reactivity_run_leave (run);
  reactivity_context_untrack_end (self->context);
  reactivity_run_leave (run);
  g_test_assert_expected_messages ();
  job_return (&self->job, 0, 10);
}

static void
leave_hook (Job *job, ReactivityRun *run)
{
  expect_critical ("reactivity_run_leave: this run was not entered here");
  reactivity_run_leave (run);
  expect_critical ("other began something*");
  reactivity_run_enter (run);
}

static void
test_unbalanced_start (Fixture *self, gconstpointer data)
{
  Job job = { NULL, { SOURCE (self->a) }, leave_hook };
  ReactivityAsyncDerived *derived = job_derived_new (self->context, &job);
  Wait wait = { NULL };

  g_test_summary ("What the function leaves open is closed");

  reactivity_node_set_name (NODE (derived), "other");
  wait_value (&wait, derived);
  g_test_assert_expected_messages ();
  g_assert_null (reactivity_context_get_active (self->context));
  job_return (&job, 0, 10);
  iterate ();
  assert_got (&wait, 10);
  job_return (&self->job, 0, 10);

  job_clear (&job);
  g_assert_finalize_object (derived);
}

static void
test_unreferenced_in_step (Fixture *self, gconstpointer data)
{
  ReactivityRun *run = job_take (&self->job, 0);

  g_test_summary ("A step may drop the last reference to its run");

  {
    REACTIVITY_AUTO_STEP (run, step);

    reactivity_run_return_int (run, 10);
    g_object_unref (run);
  }
  g_assert_cmpint (get_int (self->derived), ==, 10);
}

static void
test_cycle_with_itself (Fixture *self, gconstpointer data)
{
  Wait wait = { NULL };

  g_test_summary ("G8: a run that waits for its own derived gets an error");

  reactivity_run_enter (first_run (self));
  wait_value (&wait, self->derived);
  reactivity_run_leave (first_run (self));
  iterate ();
  g_assert_error (wait.error, REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE);
  g_assert_cmpstr (wait.error->message, ==, "Cycle: answer needs its own value (answer -> answer)");
  job_return (&self->job, 0, 10);
  wait_clear (&wait);
}

static void
test_cycle_of_three (Fixture *self, gconstpointer data)
{
  Job jobs[2] = { { NULL }, { NULL } };
  ReactivityAsyncDerived *others[2];
  Wait waits[3] = { { NULL } };

  g_test_summary ("G8: so do runs that wait for each other; the message names them");

  for (guint i = 0; i < 2; i++)
    {
      others[i] = job_derived_new (self->context, &jobs[i]);
      reactivity_node_set_name (NODE (others[i]), i == 0 ? "first" : "second");
    }

  reactivity_run_enter (first_run (self));
  wait_value (&waits[0], others[0]);
  reactivity_run_leave (first_run (self));
  reactivity_run_enter (jobs[0].runs->pdata[0]);
  wait_value (&waits[1], others[1]);
  reactivity_run_leave (jobs[0].runs->pdata[0]);
  reactivity_run_enter (jobs[1].runs->pdata[0]);
  wait_value (&waits[2], self->derived);
  reactivity_run_leave (jobs[1].runs->pdata[0]);
  iterate ();
  g_assert_error (waits[2].error, REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE);
  g_assert_cmpstr (waits[2].error->message, ==,
                   "Cycle: second needs its own value (second -> answer -> first -> second)");

  job_return (&jobs[1], 0, 3);
  job_return (&jobs[0], 0, 2);
  job_return (&self->job, 0, 1);
  iterate ();
  assert_got (&waits[0], 2);
  assert_got (&waits[1], 3);
  for (guint i = 0; i < 2; i++)
    {
      job_clear (&jobs[i]);
      g_assert_finalize_object (others[i]);
    }
  wait_clear (&waits[2]);
}

static void
read_own_hook (Job *job, ReactivityRun *run)
{
  get_int (job->data);
}

static void
test_cycle_in_first_step (Fixture *self, gconstpointer data)
{
  Job job = { NULL, { NULL }, read_own_hook };
  ReactivityAsyncDerived *derived = job_derived_new (self->context, &job);
  Wait wait = { NULL };

  g_test_summary ("G8: a function that reads its own derived fails with that");

  reactivity_computation_set_loss_strategy (COMPUTATION (derived), REACTIVITY_LOSS_IGNORE);
  job.data = derived;
  wait_value (&wait, derived);
  job_return (&job, 0, 10);
  iterate ();
  g_assert_error (wait.error, REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE);
  job_return (&self->job, 0, 10);

  wait_clear (&wait);
  job_clear (&job);
  g_assert_finalize_object (derived);
}

/* An effect that counts its runs. */
typedef struct
{
  ReactivityAsyncDerived *derived;
  int runs;
} Counted;

/* The function of one of two that wait for each other: it fails with what it gets. */
static void
other_cb (GObject *other, GAsyncResult *result, gpointer data)
{
  g_autoptr (ReactivityRun) run = data;
  GError *error = NULL;
  const GValue *value =
      reactivity_async_derived_get_value_finish ((ReactivityAsyncDerived *) other, result, &error);

  if (value != NULL)
    reactivity_run_return_value (run, value);
  else
    reactivity_run_return_error (run, error);
}

static void
wait_for_other (ReactivityRun *run, gpointer other)
{
  reactivity_async_derived_get_value_async (*(ReactivityAsyncDerived **) other, NULL, other_cb,
                                            g_object_ref (run));
}

static gboolean
read_and_count (gpointer data, GError **error)
{
  Counted *counted = data;

  counted->runs++;
  get_int (counted->derived);
  return TRUE;
}

static void
test_cycle_in_first_steps (Fixture *self, gconstpointer data)
{
  ReactivityAsyncDerived *one, *two;
  Counted counted = { NULL, 0 };
  ReactivityEffect *watcher;
  Wait wait = { NULL };
  int runs;

  g_test_summary ("G8: functions that wait for each other from the start fail, and come to rest");

  one = reactivity_async_derived_new (self->context, G_TYPE_INT, wait_for_other, &two, NULL);
  two = reactivity_async_derived_new (self->context, G_TYPE_INT, wait_for_other, &one, NULL);
  wait_value (&wait, one);
  for (guint i = 0; i < 10; i++)
    iterate ();
  g_assert_cmpint (wait.calls, ==, 1);
  g_assert_error (wait.error, REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE);

  /* Also when the graph itself wants the value. */
  counted.derived = one;
  watcher = reactivity_effect_new (self->context, read_and_count, &counted, NULL);
  for (guint i = 0; i < 20; i++)
    iterate ();
  runs = counted.runs;
  for (guint i = 0; i < 20; i++)
    iterate ();
  g_assert_cmpint (counted.runs, ==, runs);

  job_return (&self->job, 0, 10);
  wait_clear (&wait);
  reactivity_computation_dispose (COMPUTATION (watcher));
  g_assert_finalize_object (watcher);
  reactivity_computation_dispose (COMPUTATION (one));
  g_assert_finalize_object (two);
  g_assert_finalize_object (one);
}

static void
test_serial (Fixture *self, gconstpointer data)
{
  g_test_summary ("Runs are counted, and know their computation while they are under way");

  g_assert_cmpuint (reactivity_run_get_serial (first_run (self)), ==, 1);
  g_assert_true (reactivity_run_get_computation (first_run (self)) == NODE (self->derived));
  reactivity_signal_set_int (self->a, 2);
  get_int (self->derived);
  g_assert_cmpuint (reactivity_run_get_serial (self->job.runs->pdata[1]), ==, 2);
  job_return (&self->job, 0, 10);
  job_return (&self->job, 0, 20);
}

static void
serial_cb (GObject *derived, GAsyncResult *result, gpointer serial)
{
  *(guint64 *) serial =
      reactivity_async_derived_get_serial_finish ((ReactivityAsyncDerived *) derived, result, NULL);
}

/* A class that keeps its values itself, as those of a language do. */
typedef struct
{
  ReactivityAsyncDerived parent_instance;
  ReactivityRun *run; /* (owned) (nullable) */
  char *kept;         /* (owned) (nullable) */
} Keeper;

typedef ReactivityAsyncDerivedClass KeeperClass;

static GType keeper_get_type (void);

G_DEFINE_TYPE (Keeper, keeper, REACTIVITY_TYPE_ASYNC_DERIVED)

static void
keeper_start (ReactivityAsyncDerived *derived, ReactivityRun *run)
{
  Keeper *self = (Keeper *) derived;

  get_int (g_object_get_data (G_OBJECT (self), "source"));
  g_set_object (&self->run, run);
}

static void
keeper_publish (ReactivitySource *source)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, ((Keeper *) source)->kept);
  reactivity_source_publish_value (source, &value);
}

static void
keeper_finalize (GObject *object)
{
  g_clear_object (&((Keeper *) object)->run);
  g_free (((Keeper *) object)->kept);
  G_OBJECT_CLASS (keeper_parent_class)->finalize (object);
}

static void
keeper_class_init (KeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = keeper_finalize;
  REACTIVITY_SOURCE_CLASS (klass)->publish = keeper_publish;
  klass->start = keeper_start;
}

static void
keeper_init (Keeper *self)
{
}

static void
keeper_keep (Keeper *self, const char *text)
{
  g_autoptr (ReactivityRun) run = g_steal_pointer (&self->run);

  g_free (self->kept);
  self->kept = g_strdup (text);
  reactivity_run_return_kept (run, TRUE);
}

static void
test_kept_values (Fixture *self, gconstpointer data)
{
  Keeper *keeper = g_object_new (keeper_get_type (), "context", self->context, NULL);
  ReactivityAsyncDerived *derived = (ReactivityAsyncDerived *) keeper;
  guint64 serial = 0;

  g_test_summary ("A class may keep its values itself, and hand them over when C asks");

  g_object_set_data (G_OBJECT (keeper), "source", self->a);
  reactivity_async_derived_get_value_async (derived, NULL, serial_cb, &serial);
  keeper_keep (keeper, "one");
  iterate ();
  g_assert_cmpuint (serial, ==, 1);
  g_assert_cmpstr (reactivity_source_get_string (SOURCE (keeper)), ==, "one");
  reactivity_signal_set_int (self->a, 2);
  reactivity_async_derived_get_value_async (derived, NULL, serial_cb, &serial);
  keeper_keep (keeper, "two");
  iterate ();
  g_assert_cmpuint (serial, ==, 2);
  g_assert_cmpstr (reactivity_source_get_string (SOURCE (keeper)), ==, "two");

  g_assert_finalize_object (keeper);
  job_return (&self->job, 0, 10);
  job_done (&self->effect_job, 0);
}

#define add(path, func) g_test_add ("/reactivity/run/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("twice", test_twice);
  add ("twice-in-step", test_twice_in_step);
  add ("never", test_never);
  add ("not-even-kept", test_not_even_kept);
  add ("never-of-effect", test_never_of_effect);
  add ("dropped-elsewhere", test_dropped_elsewhere);
  add ("returned-elsewhere", test_returned_elsewhere);
  add ("after-end", test_after_end);
  add ("wrong-type", test_wrong_type);
  add ("effect-has-no-value", test_effect_has_no_value);
  add ("leave-without-enter", test_leave_without_enter);
  add ("unbalanced-start", test_unbalanced_start);
  add ("unreferenced-in-step", test_unreferenced_in_step);
  add ("cycle-with-itself", test_cycle_with_itself);
  add ("cycle-of-three", test_cycle_of_three);
  add ("cycle-in-first-step", test_cycle_in_first_step);
  add ("cycle-in-first-steps", test_cycle_in_first_steps);
  add ("serial", test_serial);
  add ("kept-values", test_kept_values);

  return g_test_run ();
}
