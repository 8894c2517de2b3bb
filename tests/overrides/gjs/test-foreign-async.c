/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Asynchronous computations of a language: ReactivityForeign, and a collector that may drop them. */

#include "../../async/support.h"

static void
note_serial (const char *name, guint64 serial)
{
  g_autofree char *text = g_strdup_printf ("%s-%d", name, (int) serial);

  log_note (text);
}

/* Its runs are held by nobody when they have begun, as if the collector had come. */
#define TEST_TYPE_DERIVED (test_derived_get_type ())
G_DECLARE_FINAL_TYPE (TestDerived, test_derived, TEST, DERIVED, ReactivityAsyncDerived)

struct _TestDerived
{
  ReactivityAsyncDerived parent_instance;
  ReactivitySource *reads;   /* (unowned) */
  gboolean blocked;          /* the language does not come to it */
  ReactivityRun *fresh;      /* (owned) (nullable) the one that begins */
  ReactivityRun *run;        /* (unowned) the last one */
  GCancellable *cancellable; /* (owned) (nullable) that of the last one */
};

static guint32 *box; /* (unowned) the words of the runner, once there is one */

/* The first of the functions that are called cannot be, if that is so. */
static gboolean
come (TestDerived *self)
{
  gboolean blocked = self->blocked;

  self->blocked = FALSE;
  if (box != NULL && !blocked)
    box[3] = TRUE;
  return !blocked;
}

static void
test_derived_cancelled (ReactivityForeign *foreign, guint64 serial)
{
  if (!come (TEST_DERIVED (foreign)))
    return;
  note_serial ("cancelled", serial);
}

static void
test_derived_arrived (ReactivityForeign *foreign, guint request, GAsyncResult *result)
{
  ReactivityAsyncDerived *self = REACTIVITY_ASYNC_DERIVED (foreign);
  g_autoptr (GError) error = NULL;

  if (!come (TEST_DERIVED (foreign)))
    return;

  note_serial ("arrived", request);
  note_serial ("of", reactivity_async_derived_get_serial_finish (self, result, &error));
  if (error != NULL)
    log_note (error->message);
}

static void
test_derived_woken (ReactivityForeign *foreign)
{
  if (come (TEST_DERIVED (foreign)))
    log_note ("woken");
}

static void
test_derived_ended (ReactivityForeign *foreign)
{
  log_note ("ended");
}

static void
derived_iface_init (ReactivityForeignInterface *iface)
{
  iface->cancelled = test_derived_cancelled;
  iface->arrived = test_derived_arrived;
  iface->woken = test_derived_woken;
  iface->ended = test_derived_ended;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestDerived, test_derived, REACTIVITY_TYPE_ASYNC_DERIVED,
                               G_IMPLEMENT_INTERFACE (REACTIVITY_TYPE_FOREIGN, derived_iface_init))

static void
test_derived_start (ReactivityAsyncDerived *derived, ReactivityRun *run)
{
  TestDerived *self = TEST_DERIVED (derived);

  if (!come (self))
    return;

  note_serial ("start", reactivity_run_get_serial (run));
  get_int (self->reads);
  self->run = run;
  g_set_object (&self->fresh, run);
  g_set_object (&self->cancellable, reactivity_run_get_cancellable (run));
}

static void
test_derived_finalize (GObject *object)
{
  g_clear_object (&TEST_DERIVED (object)->fresh);
  g_clear_object (&TEST_DERIVED (object)->cancellable);
  G_OBJECT_CLASS (test_derived_parent_class)->finalize (object);
}

static void
test_derived_class_init (TestDerivedClass *klass)
{
  REACTIVITY_ASYNC_DERIVED_CLASS (klass)->start = test_derived_start;
  G_OBJECT_CLASS (klass)->finalize = test_derived_finalize;
}

static void
test_derived_init (TestDerived *self)
{
}

typedef struct
{
  ReactivityContext *context;
  GPtrArray *errors;
  ReactivitySignal *a;
  TestDerived *derived;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = reactivity_context_new ();
  self->errors = errors_collect (self->context);
  self->a = reactivity_signal_new_int (self->context, 1);
  self->derived = g_object_new (TEST_TYPE_DERIVED, "context", self->context, NULL);
  self->derived->reads = SOURCE (self->a);
  reactivity_foreign_register (NODE (self->derived));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  iterate ();
  if (self->derived != NULL)
    g_assert_finalize_object (self->derived);
  assert_none_reported (self->errors);
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->context);
  g_ptr_array_unref (self->errors);
  assert_log ("");
}

typedef struct
{
  guint64 serial;
  guint64 finished;
  GError *error;
} Result;

static void
result_cb (GObject *object, GAsyncResult *task, gpointer data)
{
  ReactivityAsyncDerived *derived = REACTIVITY_ASYNC_DERIVED (object);
  Result *result = data;

  result->serial = reactivity_async_derived_get_result_serial (derived, task);
  g_clear_error (&result->error);
  result->finished = reactivity_async_derived_get_serial_finish (derived, task, &result->error);
}

static void
begin (Fixture *self, Result *result)
{
  reactivity_async_derived_get_value_async (REACTIVITY_ASYNC_DERIVED (self->derived), NULL,
                                            result_cb, result);
}

static void
test_held (Fixture *self, gconstpointer data)
{
  Result result = { 0 };
  ReactivityRun *run;

  g_test_summary ("A run is held while it is under way, and not after that");

  begin (self, &result);
  assert_log ("start-1");
  g_clear_object (&self->derived->fresh);
  run = self->derived->run;
  g_assert_true (reactivity_run_get_computation (run) == NODE (self->derived));

  g_object_add_weak_pointer (G_OBJECT (run), (gpointer *) &run);
  reactivity_run_return_kept (run, TRUE);
  g_assert_null (run);
  iterate ();
  g_assert_cmpuint (result.serial, ==, 1);
  g_assert_cmpuint (result.finished, ==, 1);
}

static void
test_blocked (Fixture *self, gconstpointer data)
{
  Result result = { 0 };

  g_test_summary ("A run that the language does not come to is no run");

  reactivity_computation_set_loss_strategy (COMPUTATION (self->derived), REACTIVITY_LOSS_IGNORE);
  self->derived->blocked = TRUE;
  begin (self, &result);
  iterate ();
  g_assert_error (result.error, REACTIVITY_ERROR, REACTIVITY_ERROR_ABANDONED);

  /* Later there is another one. */
  begin (self, &result);
  reactivity_run_return_kept (self->derived->run, TRUE);
  iterate ();
  g_assert_no_error (result.error);
  g_assert_cmpuint (result.serial, ==, 2);
  assert_log ("start-2");
}

static void
test_failure (Fixture *self, gconstpointer data)
{
  Result result = { 0 };

  g_test_summary ("The number of the run belongs to its error, too");

  begin (self, &result);
  reactivity_run_return_error (self->derived->run,
                               g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "one"));
  iterate ();
  g_assert_error (result.error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpuint (result.serial, ==, 1);
  g_assert_cmpuint (result.finished, ==, 0);

  /* The error is kept (E1). */
  begin (self, &result);
  iterate ();
  g_assert_error (result.error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpuint (result.serial, ==, 1);

  reactivity_signal_set_int (self->a, 2);
  begin (self, &result);
  reactivity_computation_dispose (COMPUTATION (self->derived));
  iterate ();
  g_assert_error (result.error, REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED);
  g_assert_cmpuint (result.serial, ==, 0);
  g_clear_error (&result.error);
  assert_log ("start-1 start-2 cancelled-2 ended");
}

static void
test_request (Fixture *self, gconstpointer data)
{
  ReactivityAsyncDerived *derived = REACTIVITY_ASYNC_DERIVED (self->derived);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_test_summary ("A request is answered by the interface");

  g_assert_cmpuint (reactivity_async_derived_request (derived, FALSE, NULL), ==, 1);
  g_assert_cmpuint (reactivity_async_derived_request (derived, TRUE, NULL), ==, 2);
  g_assert_cmpuint (reactivity_async_derived_request (derived, FALSE, cancellable), ==, 3);
  assert_log ("start-1");

  reactivity_signal_set_int (self->a, 2);
  g_cancellable_cancel (cancellable);
  iterate ();
  assert_log ("arrived-3 of-0 Operation was cancelled");

  reactivity_run_return_kept (self->derived->run, TRUE);
  iterate ();
  assert_log ("arrived-1 of-1 start-2");
  reactivity_run_return_kept (self->derived->run, TRUE);
  iterate ();
  assert_log ("arrived-2 of-2");
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_test_summary ("The language is told of each run that is cancelled, before the next begins");

  reactivity_node_refresh (NODE (self->derived), NULL);
  reactivity_signal_set_int (self->a, 2);
  reactivity_node_refresh (NODE (self->derived), NULL);
  assert_log ("start-1 cancelled-1 start-2");
  reactivity_computation_dispose (COMPUTATION (self->derived));
  assert_log ("cancelled-2 ended");
}

static void
note_cb (GObject *object, gpointer name)
{
  log_note (name);
}

static gboolean
show (gpointer busy, GError **error)
{
  log_note (reactivity_source_get_boolean (busy) ? "busy" : "idle");
  return TRUE;
}

static void
test_collected (Fixture *self, gconstpointer data)
{
  g_autoptr (ReactivitySource) busy = NULL;
  g_autoptr (ReactivityEffect) effect = NULL;
  g_autoptr (GCancellable) cancellable = NULL;
  ReactivityRun *run;

  g_test_summary ("A collector that drops it meets no code of the program: that waits for the "
                  "main context");

  reactivity_node_refresh (NODE (self->derived), NULL);
  busy = g_object_ref (
      reactivity_async_derived_get_running (REACTIVITY_ASYNC_DERIVED (self->derived)));
  effect = reactivity_effect_new (self->context, show, busy, NULL);
  cancellable = g_object_ref (self->derived->cancellable);
  g_signal_connect (cancellable, "cancelled", G_CALLBACK (note_cb), (gpointer) "told");
  assert_log ("start-1 busy");

  g_clear_object (&self->derived->fresh);
  run = self->derived->run;
  g_object_add_weak_pointer (G_OBJECT (run), (gpointer *) &run);
  g_assert_finalize_object (g_steal_pointer (&self->derived));
  g_assert_null (run);
  assert_log ("");
  g_assert_false (g_cancellable_is_cancelled (cancellable));

  iterate ();
  assert_log ("told idle");
  reactivity_computation_dispose (COMPUTATION (effect));
}

static void
runner (void)
{
  log_note ("runner");
}

static void
test_runner (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) bytes = reactivity_foreign_set_runner (runner);
  g_autoptr (TestDerived) derived = NULL;
  guint handle;

  g_test_summary ("The runner of the language has nothing to do with it");

  box = (guint32 *) g_bytes_get_data (bytes, NULL);
  box[0] = TRUE;
  derived = g_object_new (TEST_TYPE_DERIVED, "context", self->context, NULL);
  derived->reads = SOURCE (self->a);
  handle = reactivity_foreign_register (NODE (derived));
  g_assert_true (reactivity_foreign_refresh (handle));
  assert_log ("start-1");
  reactivity_run_return_kept (derived->run, TRUE);
  box[0] = FALSE;
}

static void
test_told_again (Fixture *self, gconstpointer data)
{
  ReactivityAsyncDerived *derived = REACTIVITY_ASYNC_DERIVED (self->derived);
  g_autoptr (GBytes) bytes = reactivity_foreign_set_runner (runner);

  g_test_summary ("What the language could not be told it is told by the main context");

  box = (guint32 *) g_bytes_get_data (bytes, NULL);
  reactivity_async_derived_request (derived, FALSE, NULL);
  reactivity_run_return_kept (self->derived->run, TRUE);
  self->derived->blocked = TRUE;
  iterate ();
  assert_log ("start-1 arrived-1 of-1");

  reactivity_signal_set_int (self->a, 2);
  reactivity_node_refresh (NODE (self->derived), NULL);
  self->derived->blocked = TRUE;
  reactivity_computation_dispose (COMPUTATION (self->derived));
  assert_log ("start-2 ended");
  iterate ();
  assert_log ("cancelled-2");

  reactivity_foreign_wake (REACTIVITY_FOREIGN (self->derived), G_PRIORITY_LOW);
  self->derived->blocked = TRUE;
  iterate ();
  assert_log ("woken");
}

#define add(path, func)                                                                            \
  g_test_add ("/reactivity/async-foreign/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("held-while-under-way", test_held);
  add ("not-come-to", test_blocked);
  add ("number-of-a-failure", test_failure);
  add ("request", test_request);
  add ("told-of-cancelled-runs", test_cancelled);
  add ("collected", test_collected);
  add ("no-runner", test_runner);
  add ("told-again", test_told_again);

  return g_test_run ();
}
