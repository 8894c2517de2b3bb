/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Asynchronous computations of two languages, one of which has a collector that may drop them. */

#include "support.h"

#include "async/reactivity-async-language-private.h"
#include "object/reactivity-language-private.h"

static void
note (const char *language, const char *what, const RgNode *core, guint64 number)
{
  const char *name = core->data;
  g_autofree char *text = g_strdup_printf ("%s-%s-%s-%d", language, what, name, (int) number);

  log_note (text);
}

static gboolean refuses; /* whether no language comes to the run that begins */

static void
note_arrival (const char *language, RgNode *core, guint request, GAsyncResult *result)
{
  ReactivityAsyncDerived *self = reactivity_node_from_core (core);
  g_autoptr (GError) error = NULL;

  note (language, "arrived", core, request);
  note (language, "of", core, reactivity_async_derived_get_serial_finish (self, result, &error));
  if (g_error_matches (error, REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED))
    log_note ("too-late");
}

/* As in object/test-language.c. */
#define DEFINE_LANGUAGE(x, blocks)                                                                 \
  static const ReactivityLanguage x;                                                               \
                                                                                                   \
  static void x##_disposed (RgNode *core)                                                          \
  {                                                                                                \
    g_assert_true (core->language == &x);                                                          \
    note (#x, "disposed", core, 0);                                                                \
  }                                                                                                \
                                                                                                   \
  static gboolean x##_started (RgNode *core, GObject *run)                                         \
  {                                                                                                \
    g_assert_true (core->language == &x);                                                          \
    note (#x, "started", core, reactivity_run_get_serial (REACTIVITY_RUN (run)));                  \
    return !refuses;                                                                               \
  }                                                                                                \
                                                                                                   \
  static void x##_cancelled (RgNode *core, guint64 serial)                                         \
  {                                                                                                \
    g_assert_true (core->language == &x);                                                          \
    note (#x, "cancelled", core, serial);                                                          \
  }                                                                                                \
                                                                                                   \
  static void x##_arrived (RgNode *core, guint request, GAsyncResult *result)                      \
  {                                                                                                \
    g_assert_true (core->language == &x);                                                          \
    note_arrival (#x, core, request, result);                                                      \
  }                                                                                                \
                                                                                                   \
  static const ReactivityLanguage x = {                                                            \
    .disposed = x##_disposed,                                                                      \
    .started = x##_started,                                                                        \
    .cancelled = x##_cancelled,                                                                    \
    .arrived = x##_arrived,                                                                        \
    .collector_blocks = blocks,                                                                    \
  };

DEFINE_LANGUAGE (a, FALSE)
DEFINE_LANGUAGE (b, TRUE)

/* What the function of a derived has of its run. */
typedef struct
{
  ReactivitySource *reads;   /* (unowned) */
  ReactivityRun *run;        /* (unowned) the last one */
  GCancellable *cancellable; /* (owned) (nullable) that of the last one */
} Function;

static void
start (ReactivityRun *run, gpointer data)
{
  Function *self = data;

  if (refuses)
    return;

  get_int (self->reads);
  self->run = run;
  g_set_object (&self->cancellable, reactivity_run_get_cancellable (run));
}

/* One derived of each language. */
typedef struct
{
  ReactivityContext *context;
  GPtrArray *errors;
  ReactivitySignal *signal;
  Function function_a;
  Function function_b;
  ReactivityAsyncDerived *derived_a; /* (nullable) */
  ReactivityAsyncDerived *derived_b; /* (nullable) */
} Fixture;

static ReactivityAsyncDerived *
derived_new (Fixture *self, const ReactivityLanguage *language, const char *name,
             Function *function)
{
  ReactivityAsyncDerived *derived =
      reactivity_async_derived_new (self->context, G_TYPE_INT, start, function, NULL);
  RgNode *core = reactivity_node_core (derived);

  core->language = language;
  core->data = (gpointer) name;
  function->reads = SOURCE (self->signal);
  return derived;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = reactivity_context_new ();
  self->errors = errors_collect (self->context);
  self->signal = reactivity_signal_new_int (self->context, 1);
  self->derived_a = derived_new (self, &a, "da", &self->function_a);
  self->derived_b = derived_new (self, &b, "db", &self->function_b);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  iterate ();
  assert_log ("");
  if (self->derived_a != NULL)
    {
      g_assert_finalize_object (self->derived_a);
      assert_log ("a-disposed-da-0");
    }
  if (self->derived_b != NULL)
    g_assert_finalize_object (self->derived_b);
  assert_none_reported (self->errors);
  g_assert_finalize_object (self->signal);
  g_assert_finalize_object (self->context);
  g_ptr_array_unref (self->errors);
  g_clear_object (&self->function_a.cancellable);
  g_clear_object (&self->function_b.cancellable);
  iterate ();
  assert_log ("");
}

static void
refresh (gpointer derived)
{
  reactivity_node_refresh (NODE (derived), NULL);
}

static void
test_held (Fixture *self, gconstpointer data)
{
  ReactivityRun *run;

  g_test_summary ("A run that has started holds itself while it is under way, and not after that");

  refresh (self->derived_a);
  refresh (self->derived_b);
  assert_log ("a-started-da-1 b-started-db-1");

  run = self->function_a.run;
  g_object_add_weak_pointer (G_OBJECT (run), (gpointer *) &run);
  reactivity_run_return_int (run, 5);
  g_assert_null (run);
  run = self->function_b.run;
  g_object_add_weak_pointer (G_OBJECT (run), (gpointer *) &run);
  reactivity_run_return_int (run, 5);
  g_assert_null (run);
}

static void
test_not_reached (Fixture *self, gconstpointer data)
{
  Wait wait = { 0 };

  g_test_summary ("A run whose function was not reached is none");

  reactivity_computation_set_loss_strategy (COMPUTATION (self->derived_b), REACTIVITY_LOSS_IGNORE);
  refuses = TRUE;
  wait_value (&wait, self->derived_b);
  refuses = FALSE;
  iterate ();
  g_assert_error (wait.error, REACTIVITY_ERROR, REACTIVITY_ERROR_ABANDONED);
  wait_clear (&wait);

  reactivity_derived_invalidate (DERIVED (self->derived_b));
  wait = (Wait){ 0 };
  wait_value (&wait, self->derived_b);
  reactivity_run_return_int (self->function_b.run, 7);
  iterate ();
  assert_got (&wait, 7);
  wait_clear (&wait);
  assert_log ("b-started-db-1 b-started-db-2");
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_test_summary ("A language is told of each run of its own that is cancelled");

  refresh (self->derived_a);
  refresh (self->derived_b);
  reactivity_signal_set_int (self->signal, 2);
  refresh (self->derived_b);
  assert_log ("a-started-da-1 b-started-db-1 b-cancelled-db-1 b-started-db-2");

  reactivity_computation_dispose (COMPUTATION (self->derived_b));
  assert_log ("b-cancelled-db-2 b-disposed-db-0");
  reactivity_run_return_int (self->function_a.run, 5);
}

static void
test_arrived (Fixture *self, gconstpointer data)
{
  g_test_summary ("A request is answered by the language of the derived");

  g_assert_cmpuint (reactivity_async_derived_request (self->derived_a, FALSE, NULL), ==, 1);
  g_assert_cmpuint (reactivity_async_derived_request (self->derived_b, FALSE, NULL), ==, 1);
  g_assert_cmpuint (reactivity_async_derived_request (self->derived_b, TRUE, NULL), ==, 2);
  assert_log ("a-started-da-1 b-started-db-1");

  reactivity_run_return_int (self->function_b.run, 5);
  iterate ();
  assert_log ("b-arrived-db-1 b-of-db-1 b-arrived-db-2 b-of-db-1");
  reactivity_computation_dispose (COMPUTATION (self->derived_a));
  iterate ();
  assert_log ("a-cancelled-da-1 a-disposed-da-0 a-arrived-da-1 a-of-da-0 too-late");
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

static ReactivityEffect *
watch (ReactivityAsyncDerived *derived, GCancellable *cancellable)
{
  ReactivitySource *busy = reactivity_async_derived_get_running (derived);

  g_signal_connect (cancellable, "cancelled", G_CALLBACK (note_cb), (gpointer) "told");
  return reactivity_effect_new (reactivity_node_get_context (NODE (derived)), show,
                                g_object_ref (busy), g_object_unref);
}

static void
test_collected (Fixture *self, gconstpointer data)
{
  g_autoptr (ReactivityEffect) effect_a = NULL;
  g_autoptr (ReactivityEffect) effect_b = NULL;

  g_test_summary (
      "User code waits for the main context if it may be a collector that drops a node");

  refresh (self->derived_a);
  refresh (self->derived_b);
  effect_a = watch (self->derived_a, self->function_a.cancellable);
  effect_b = watch (self->derived_b, self->function_b.cancellable);
  assert_log ("a-started-da-1 b-started-db-1 busy busy");

  g_assert_finalize_object (g_steal_pointer (&self->derived_b));
  assert_log ("");
  iterate ();
  assert_log ("told idle");

  g_assert_finalize_object (g_steal_pointer (&self->derived_a));
  assert_log ("a-cancelled-da-1 told a-disposed-da-0 idle");
  reactivity_computation_dispose (COMPUTATION (effect_a));
  reactivity_computation_dispose (COMPUTATION (effect_b));
}

#define add(path, func)                                                                            \
  g_test_add ("/reactivity/async-language/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("held-while-under-way", test_held);
  add ("not-reached", test_not_reached);
  add ("told-of-cancelled-runs", test_cancelled);
  add ("arrived", test_arrived);
  add ("collected", test_collected);

  return g_test_run ();
}
