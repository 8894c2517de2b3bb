/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Every public function, called on a wrong thread. check-off-thread.py compares this file with the
 * headers. */

#include "support.h"

/* As a binding has them. */
typedef struct
{
  ReactivityContext *context;
  ReactivitySignal *boolean;
  ReactivitySignal *number;
  ReactivitySignal *large;
  ReactivitySignal *real;
  ReactivitySignal *text;
  ReactivitySignal *held;
  ReactivityDerived *derived;
  ReactivityEffect *effect;
  ReactivityScope *scope;
  GObject *owner;
  Probe probe;
} Fixture;

static void
not_called (gpointer data)
{
  g_assert_not_reached ();
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = reactivity_context_new ();
  self->boolean = reactivity_signal_new_boolean (self->context, TRUE);
  self->number = reactivity_signal_new_int (self->context, 1);
  self->large = reactivity_signal_new_int64 (self->context, 1);
  self->real = reactivity_signal_new_double (self->context, 1.0);
  self->text = reactivity_signal_new_string (self->context, "text");
  self->owner = g_object_new (G_TYPE_OBJECT, NULL);
  self->held = reactivity_signal_new_object (self->context, G_TYPE_OBJECT, self->owner);
  self->probe.reads[0] = SOURCE (self->number);
  self->derived = probe_derived_new (self->context, &self->probe);
  self->effect = probe_effect_new (self->context, &self->probe);
  self->scope = reactivity_scope_new (self->context);
  reactivity_node_set_name (NODE (self->number), "number");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->boolean);
  g_assert_finalize_object (self->large);
  g_assert_finalize_object (self->real);
  g_assert_finalize_object (self->text);
  g_assert_finalize_object (self->held);
  g_assert_finalize_object (self->owner);
  g_assert_finalize_object (self->derived);
  g_assert_finalize_object (self->effect);
  g_assert_finalize_object (self->scope);
  g_assert_finalize_object (self->number);
  g_assert_finalize_object (self->context);
}

static void
in_other_thread (GThreadFunc func, Fixture *self)
{
  g_thread_join (g_thread_new ("other", func, self));
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

/* The same, for what returns something. */
#define REFUSED_WITH(result, func, ...)                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    expect_critical (#func ":*thread*");                                                           \
    g_assert_true (func (__VA_ARGS__) == (result));                                                \
    g_test_assert_expected_messages ();                                                            \
  }                                                                                                \
  G_STMT_END

static gpointer
sources_thread (gpointer data)
{
  Fixture *self = data;
  ReactivitySource *number = SOURCE (self->number);
  g_auto (GValue) value = G_VALUE_INIT;

  REFUSED_WITH (G_TYPE_INVALID, reactivity_source_get_value_type, number);
  REFUSED_WITH (NULL, reactivity_source_peek_value, number);
  REFUSED (reactivity_source_get_value, number, &value);
  g_assert_false (G_IS_VALUE (&value));
  REFUSED_WITH (FALSE, reactivity_source_read_value, number, &value, NULL);
  REFUSED_WITH (FALSE, reactivity_source_get_boolean, SOURCE (self->boolean));
  REFUSED_WITH (0, reactivity_source_get_int, number);
  REFUSED_WITH (0, reactivity_source_get_int64, SOURCE (self->large));
  REFUSED_WITH (0.0, reactivity_source_get_double, SOURCE (self->real));
  REFUSED_WITH (NULL, reactivity_source_get_string, SOURCE (self->text));
  REFUSED_WITH (NULL, reactivity_source_get_object, SOURCE (self->held));
  REFUSED_WITH (FALSE, reactivity_source_get_check_equality, number);
  REFUSED (reactivity_source_set_check_equality, number, FALSE);
  REFUSED (reactivity_derived_invalidate, self->derived);

  return NULL;
}

static void
test_sources (Fixture *self, gconstpointer data)
{
  g_test_summary ("Sources refuse to be read or set up on another thread");

  in_other_thread (sources_thread, self);
  g_assert_true (reactivity_source_get_check_equality (SOURCE (self->number)));
}

static gpointer
equality_thread (gpointer data)
{
  Fixture *self = data;
  Probe probe = { NULL };

  REFUSED (reactivity_source_set_equal_func, SOURCE (self->number),
           (ReactivityEqualFunc) (GCallback) probe_freed, &probe, probe_freed);
  g_assert_cmpint (probe.freed, ==, 1);

  return NULL;
}

static void
test_equality (Fixture *self, gconstpointer data)
{
  g_test_summary ("An equality function that is refused has its data freed");

  in_other_thread (equality_thread, self);
  g_assert_false (reactivity_signal_set_int (self->number, 1));
}

static gpointer
signals_thread (gpointer data)
{
  Fixture *self = data;
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT);
  REFUSED_WITH (FALSE, reactivity_signal_set_value, self->number, &value);
  REFUSED_WITH (FALSE, reactivity_signal_set_boolean, self->boolean, FALSE);
  REFUSED_WITH (FALSE, reactivity_signal_set_int, self->number, 2);
  REFUSED_WITH (FALSE, reactivity_signal_set_int64, self->large, 2);
  REFUSED_WITH (FALSE, reactivity_signal_set_double, self->real, 2);
  REFUSED_WITH (FALSE, reactivity_signal_set_string, self->text, "other");
  REFUSED_WITH (FALSE, reactivity_signal_set_object, self->held, NULL);
  REFUSED_WITH (FALSE, reactivity_signal_update, self->number,
                (ReactivitySignalUpdateFunc) (GCallback) not_called, NULL);
  return NULL;
}

static void
test_signals (Fixture *self, gconstpointer data)
{
  g_test_summary ("Signals refuse to be set on another thread, and keep what they have");

  in_other_thread (signals_thread, self);
  g_assert_true (reactivity_source_get_boolean (SOURCE (self->boolean)));
  g_assert_cmpint (get_int (self->number), ==, 1);
  g_assert_cmpstr (reactivity_source_get_string (SOURCE (self->text)), ==, "text");
  g_assert_cmpint (self->probe.runs, ==, 1);
}

static gpointer
nodes_thread (gpointer data)
{
  Fixture *self = data;
  ReactivityNode *node = NODE (self->derived);
  g_autoptr (GError) error = NULL;

  REFUSED_WITH (NULL, reactivity_node_get_name, NODE (self->number));
  REFUSED (reactivity_node_set_name, node, "name");
  REFUSED_WITH (FALSE, reactivity_node_track, node);
  REFUSED_WITH (FALSE, reactivity_node_refresh, node, &error);
  REFUSED (reactivity_node_changed, node);
  REFUSED (reactivity_node_take_error, node, g_error_new_literal (G_IO_ERROR, 0, "error"));
  REFUSED (reactivity_node_enter, node);
  REFUSED (reactivity_node_resume, node);
  REFUSED (reactivity_node_leave, node);
  REFUSED (reactivity_node_end_run, node);
  REFUSED_WITH (NULL, reactivity_node_list_subscribers, node);
  return NULL;
}

static void
test_nodes (Fixture *self, gconstpointer data)
{
  g_test_summary ("Nodes refuse everything on another thread");

  in_other_thread (nodes_thread, self);
  g_assert_null (reactivity_node_get_name (NODE (self->derived)));
}

static gpointer
computations_thread (gpointer data)
{
  Fixture *self = data;
  ReactivityComputation *effect = COMPUTATION (self->effect);
  g_autoptr (GError) error = NULL;

  REFUSED (reactivity_computation_dispose, effect);
  REFUSED (reactivity_computation_is_disposed, effect);
  REFUSED (reactivity_computation_get_loss_strategy, effect);
  REFUSED (reactivity_computation_set_loss_strategy, effect, REACTIVITY_LOSS_IGNORE);
  REFUSED_WITH (NULL, reactivity_computation_list_dependencies, effect);
  REFUSED_WITH (FALSE, reactivity_effect_run, self->effect, &error);
  REFUSED (reactivity_effect_get_schedule, self->effect);
  REFUSED (reactivity_effect_get_priority, self->effect);
  REFUSED (reactivity_effect_set_schedule, self->effect, REACTIVITY_SCHEDULE_IDLE, 0);
  return NULL;
}

static void
test_computations (Fixture *self, gconstpointer data)
{
  g_test_summary ("Computations refuse everything on another thread, and go on");

  in_other_thread (computations_thread, self);
  g_assert_false (reactivity_computation_is_disposed (COMPUTATION (self->effect)));
  reactivity_signal_set_int (self->number, 2);
  g_assert_cmpint (self->probe.runs, ==, 2);
}

static gpointer
contexts_thread (gpointer data)
{
  Fixture *self = data;
  Probe probe = { NULL };

  REFUSED (reactivity_context_batch_begin, self->context);
  REFUSED (reactivity_context_batch_end, self->context);
  REFUSED (reactivity_context_batch, self->context, not_called, NULL);
  REFUSED (reactivity_context_flush, self->context);
  REFUSED (reactivity_context_untrack_begin, self->context);
  REFUSED (reactivity_context_untrack_end, self->context);
  REFUSED (reactivity_context_untrack, self->context, not_called, NULL);
  REFUSED_WITH (FALSE, reactivity_context_on_cleanup, self->context, not_called, &probe,
                probe_freed);
  g_assert_cmpint (probe.freed, ==, 1);
  REFUSED_WITH (NULL, reactivity_context_get_active, self->context);
  REFUSED_WITH (NULL, reactivity_context_dump, self->context);

  REFUSED (reactivity_scope_enter, self->scope);
  REFUSED (reactivity_scope_leave, self->scope);
  REFUSED (reactivity_scope_run, self->scope, not_called, NULL);
  REFUSED (reactivity_scope_on_cleanup, self->scope, not_called, &probe, probe_freed);
  g_assert_cmpint (probe.freed, ==, 2);
  REFUSED (reactivity_scope_dispose, self->scope);
  return NULL;
}

static void
test_contexts (Fixture *self, gconstpointer data)
{
  g_test_summary (
      "Contexts and scopes refuse everything on another thread, and free what they got");

  in_other_thread (contexts_thread, self);
  reactivity_signal_set_int (self->number, 2);
  g_assert_cmpint (self->probe.runs, ==, 2);
}

static gpointer
makers_thread (gpointer data)
{
  Fixture *self = data;
  ReactivityContext *context = self->context;
  Probe probe = { NULL };
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, "text");
  REFUSED_WITH (NULL, reactivity_signal_new, context, &value);
  REFUSED_WITH (NULL, reactivity_signal_new_boolean, context, TRUE);
  REFUSED_WITH (NULL, reactivity_signal_new_int, context, 1);
  REFUSED_WITH (NULL, reactivity_signal_new_int64, context, 1);
  REFUSED_WITH (NULL, reactivity_signal_new_double, context, 1.0);
  REFUSED_WITH (NULL, reactivity_signal_new_string, context, "text");
  REFUSED_WITH (NULL, reactivity_signal_new_object, context, G_TYPE_OBJECT, self->owner);

  REFUSED_WITH (NULL, reactivity_derived_new, context, G_TYPE_INT, probe_value, &probe,
                probe_freed);
  REFUSED_WITH (NULL, reactivity_derived_new_boolean, context, probe_int, &probe, probe_freed);
  REFUSED_WITH (NULL, reactivity_derived_new_int, context, probe_int, &probe, probe_freed);
  REFUSED_WITH (NULL, reactivity_derived_new_int64, context,
                (ReactivityInt64Func) (GCallback) probe_int, &probe, probe_freed);
  REFUSED_WITH (NULL, reactivity_derived_new_double, context,
                (ReactivityDoubleFunc) (GCallback) probe_int, &probe, probe_freed);
  REFUSED_WITH (NULL, reactivity_derived_new_string, context,
                (ReactivityStringFunc) (GCallback) probe_int, &probe, probe_freed);
  REFUSED_WITH (NULL, reactivity_derived_new_object, context, G_TYPE_OBJECT,
                (ReactivityObjectFunc) (GCallback) probe_int, &probe, probe_freed);
  REFUSED_WITH (NULL, reactivity_memoized_new, context, G_TYPE_INT, probe_value, &probe,
                probe_freed);
  REFUSED_WITH (NULL, reactivity_effect_new, context, probe_effect, &probe, probe_freed);
  REFUSED_WITH (NULL, reactivity_effect_new_unstarted, context, probe_effect, &probe, probe_freed);
  REFUSED_WITH (NULL, reactivity_effect_new_for, self->owner, context, probe_effect, &probe,
                probe_freed);
  g_assert_cmpint (probe.freed, ==, 11);
  g_assert_cmpint (probe.runs, ==, 0);

  REFUSED_WITH (NULL, reactivity_scope_new, context);
  REFUSED_WITH (NULL, reactivity_scope_new_for, self->owner, context);
  return NULL;
}

static void
test_makers (Fixture *self, gconstpointer data)
{
  g_test_summary ("Nothing is made in a context of another thread, and the data is freed");

  in_other_thread (makers_thread, self);
}

static gpointer
publish_thread (gpointer data)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT);
  REFUSED (reactivity_source_publish_value, data, &value);
  return NULL;
}

static void
no_publish (ReactivitySource *source)
{
}

static void
test_publish (void)
{
  ReactivitySignal *signal;
  ReactivitySourceClass *klass = g_type_class_ref (REACTIVITY_TYPE_SIGNAL);

  g_test_summary ("A value is not published on another thread");

  /* As a subclass would. */
  signal = g_object_new (REACTIVITY_TYPE_SIGNAL, NULL);
  klass->publish = no_publish;
  g_thread_join (g_thread_new ("other", publish_thread, signal));
  klass->publish = NULL;

  g_assert_finalize_object (signal);
  g_type_class_unref (klass);
}

static gpointer
allowed_thread (gpointer data)
{
  Fixture *self = data;
  ReactivityContext *own = reactivity_context_get_default ();
  ReactivityContext *new = reactivity_context_new ();
  g_auto (GValue) value = G_VALUE_INIT;

  g_assert_true (own != self->context);
  g_assert_finalize_object (new);
  g_assert_true (reactivity_node_get_context (NODE (self->number)) == self->context);
  g_assert_true (reactivity_scope_get_context (self->scope) == self->context);
  g_assert_true (reactivity_context_get_main_context (self->context) == g_main_context_default ());
  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, 5);
  reactivity_signal_post_value (self->number, &value);
  reactivity_context_invoke (self->context, log_note_cb, "invoked", NULL);
  g_assert_cmpstr (g_quark_to_string (reactivity_error_quark ()), ==, "reactivity-error-quark");
  return NULL;
}

static void
test_allowed (Fixture *self, gconstpointer data)
{
  g_test_summary ("Handing over, and asking for a context, is allowed on any thread");

  in_other_thread (allowed_thread, self);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (get_int (self->number), ==, 5);
  assert_log ("invoked");
}

#define add(path, func)                                                                            \
  g_test_add ("/reactivity/off-thread/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("sources", test_sources);
  add ("equality", test_equality);
  add ("signals", test_signals);
  add ("nodes", test_nodes);
  add ("computations", test_computations);
  add ("contexts-and-scopes", test_contexts);
  add ("makers", test_makers);
  g_test_add_func ("/reactivity/off-thread/publish", test_publish);
  add ("allowed", test_allowed);

  return g_test_run ();
}
