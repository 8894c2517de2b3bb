/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Wrong types, NULL, and values that do not fit: refused with a critical message, nothing lost. */

#include "support.h"

#define ASSERT_CRITICAL(pattern, call)                                                             \
  G_STMT_START                                                                                     \
  {                                                                                                \
    expect_critical (pattern);                                                                     \
    G_GNUC_UNUSED const gboolean ignored = (call) != 0;                                            \
    g_test_assert_expected_messages ();                                                            \
  }                                                                                                \
  G_STMT_END

static void
test_wrong_type_of_write (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { NULL, { SOURCE (number) } };
  ReactivityEffect *effect = probe_effect_new (NULL, &probe);
  g_auto (GValue) value = G_VALUE_INIT;

  g_test_summary ("A value of another type is refused, with the name of the signal");

  reactivity_node_set_name (NODE (number), "counter");
  g_value_init (&value, G_TYPE_DOUBLE);
  ASSERT_CRITICAL ("*set_value*counter*gint*gdouble*",
                   reactivity_signal_set_value (number, &value));
  ASSERT_CRITICAL ("*set_boolean*counter*", reactivity_signal_set_boolean (number, TRUE));
  ASSERT_CRITICAL ("*set_int64*counter*", reactivity_signal_set_int64 (number, 2));
  ASSERT_CRITICAL ("*set_double*counter*", reactivity_signal_set_double (number, 2));
  ASSERT_CRITICAL ("*set_string*counter*", reactivity_signal_set_string (number, "2"));
  ASSERT_CRITICAL ("*set_object*counter*", reactivity_signal_set_object (number, number));
  ASSERT_CRITICAL ("*set_object*counter*", reactivity_signal_set_object (number, NULL));
  g_assert_cmpint (get_int (number), ==, 1);
  g_assert_cmpint (probe.runs, ==, 1);
  g_assert_true (reactivity_signal_set_int (number, 2));

  g_assert_finalize_object (effect);
  g_assert_finalize_object (number);
}

static void
test_wrong_object (void)
{
  GObject *object = g_object_new (G_TYPE_OBJECT, NULL);
  ReactivitySignal *list = reactivity_signal_new_object (NULL, G_TYPE_LIST_STORE, NULL);

  g_test_summary ("An object of another class is refused, and not held");

  ASSERT_CRITICAL ("*set_object*GListStore*GObject*", reactivity_signal_set_object (list, object));
  ASSERT_CRITICAL ("*new_object*", reactivity_signal_new_object (NULL, G_TYPE_LIST_STORE, object));
  ASSERT_CRITICAL ("*new_object*", reactivity_signal_new_object (NULL, G_TYPE_INT, NULL));
  g_assert_finalize_object (object);

  g_assert_finalize_object (list);
}

static void
test_wrong_type_of_read (void)
{
  ReactivitySignal *text = reactivity_signal_new_string (NULL, "1");

  g_test_summary ("A typed read of another type is refused and gives zero");

  reactivity_node_set_name (NODE (text), "title");
  ASSERT_CRITICAL ("*get_boolean*title*gchararray*", reactivity_source_get_boolean (SOURCE (text)));
  ASSERT_CRITICAL ("*get_int*title*", reactivity_source_get_int (SOURCE (text)));
  ASSERT_CRITICAL ("*get_int64*title*", reactivity_source_get_int64 (SOURCE (text)));
  ASSERT_CRITICAL ("*get_double*title*", reactivity_source_get_double (SOURCE (text)));
  ASSERT_CRITICAL ("*get_object*title*", reactivity_source_get_object (SOURCE (text)));
  g_assert_cmpstr (reactivity_source_get_string (SOURCE (text)), ==, "1");

  g_assert_finalize_object (text);
}

static void
test_null_source (void)
{
  g_auto (GValue) value = G_VALUE_INIT;
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);

  g_test_summary ("NULL in place of a node is refused");

  ASSERT_CRITICAL ("*get_value_type*", reactivity_source_get_value_type (NULL));
  ASSERT_CRITICAL ("*get_int*", reactivity_source_get_int (NULL));
  ASSERT_CRITICAL ("*get_string*", reactivity_source_get_string (NULL));
  ASSERT_CRITICAL ("*peek_value*", reactivity_source_peek_value (NULL));
  ASSERT_CRITICAL ("*read_value*", reactivity_source_read_value (NULL, &value, NULL));
  ASSERT_CRITICAL ("*set_int*", reactivity_signal_set_int (NULL, 1));
  ASSERT_CRITICAL ("*set_value*", reactivity_signal_set_value (NULL, &value));
  ASSERT_CRITICAL ("*set_value*", reactivity_signal_set_value (number, NULL));
  ASSERT_CRITICAL ("*set_value*", reactivity_signal_set_value (number, &value));
  ASSERT_CRITICAL ("*update*", reactivity_signal_update (number, NULL, NULL));
  ASSERT_CRITICAL ("*signal_new*", reactivity_signal_new (NULL, NULL));
  ASSERT_CRITICAL ("*signal_new*", reactivity_signal_new (NULL, &value));
  expect_critical ("*get_value*");
  reactivity_source_get_value (SOURCE (number), NULL);
  expect_critical ("*post_value*");
  reactivity_signal_post_value (number, NULL);
  expect_critical ("*dispose*");
  reactivity_computation_dispose (NULL);
  expect_critical ("*invalidate*");
  reactivity_derived_invalidate (NULL);
  expect_critical ("*take_error*");
  reactivity_node_take_error (NODE (number), NULL);
  g_test_assert_expected_messages ();

  g_assert_finalize_object (number);
}

static void
test_null_function (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivityScope *scope = reactivity_scope_new (context);

  g_test_summary ("NULL in place of a function, a context or an owner is refused");

  ASSERT_CRITICAL ("*derived_new*func*",
                   reactivity_derived_new (context, G_TYPE_INT, NULL, NULL, NULL));
  ASSERT_CRITICAL ("*derived_new_int*func*",
                   reactivity_derived_new_int (context, NULL, NULL, NULL));
  ASSERT_CRITICAL ("*derived_new_object*",
                   reactivity_derived_new_object (context, G_TYPE_INT, NULL, NULL, NULL));
  ASSERT_CRITICAL ("*memoized_new*func*",
                   reactivity_memoized_new (context, G_TYPE_INT, NULL, NULL, NULL));
  ASSERT_CRITICAL ("*derived_new*",
                   reactivity_derived_new (context, G_TYPE_INVALID, probe_value, NULL, NULL));
  ASSERT_CRITICAL ("*effect_new*func*", reactivity_effect_new (context, NULL, NULL, NULL));
  ASSERT_CRITICAL ("*effect_new_for*owner*",
                   reactivity_effect_new_for (NULL, context, probe_effect, NULL, NULL));
  ASSERT_CRITICAL ("*scope_new_for*owner*", reactivity_scope_new_for (NULL, context));
  ASSERT_CRITICAL ("*on_cleanup*func*", reactivity_context_on_cleanup (context, NULL, NULL, NULL));
  ASSERT_CRITICAL ("*get_active*", reactivity_context_get_active (NULL));
  ASSERT_CRITICAL ("*dump*", reactivity_context_dump (NULL));
  ASSERT_CRITICAL ("*get_main_context*", reactivity_context_get_main_context (NULL));
  expect_critical ("*batch_begin*");
  reactivity_context_batch_begin (NULL);
  expect_critical ("*batch*func*");
  reactivity_context_batch (context, NULL, NULL);
  expect_critical ("*flush*");
  reactivity_context_flush (NULL);
  expect_critical ("*invoke*func*");
  reactivity_context_invoke (context, NULL, NULL, NULL);
  expect_critical ("*invoke*");
  reactivity_context_invoke (NULL, log_note_cb, NULL, NULL);
  expect_critical ("*scope_enter*");
  reactivity_scope_enter (NULL);
  expect_critical ("*scope_run*func*");
  reactivity_scope_run (scope, NULL, NULL);
  expect_critical ("*scope_on_cleanup*func*");
  reactivity_scope_on_cleanup (scope, NULL, NULL, NULL);
  g_test_assert_expected_messages ();

  g_assert_finalize_object (scope);
  g_assert_finalize_object (context);
}

static void
test_other_objects (void)
{
  GObject *object = g_object_new (G_TYPE_OBJECT, NULL);
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);

  g_test_summary ("An object that is no node, or not the right one, is refused");

  ASSERT_CRITICAL ("*get_int*", reactivity_source_get_int ((gpointer) object));
  ASSERT_CRITICAL ("*set_int*", reactivity_signal_set_int ((gpointer) object, 1));
  ASSERT_CRITICAL ("*track*", reactivity_node_track ((gpointer) object));
  ASSERT_CRITICAL ("*effect_run*", reactivity_effect_run ((gpointer) number, NULL));
  ASSERT_CRITICAL ("*is_disposed*", reactivity_computation_is_disposed ((gpointer) number));
  ASSERT_CRITICAL ("*signal_new_int*", reactivity_signal_new_int ((gpointer) object, 1));

  g_assert_finalize_object (object);
  g_assert_finalize_object (number);
}

static void
test_error_set_already (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  GError *error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "old");
  g_auto (GValue) value = G_VALUE_INIT;

  g_test_summary ("An error location that is in use already is refused");

  ASSERT_CRITICAL ("*read_value*error*",
                   reactivity_source_read_value (SOURCE (number), &value, &error));
  ASSERT_CRITICAL ("*refresh*error*", reactivity_node_refresh (NODE (number), &error));
  g_error_free (error);

  g_assert_finalize_object (number);
}

static gboolean
changes_type (GValue *value, gpointer source, GError **error)
{
  int number = reactivity_source_get_int (source);

  if (number > 1)
    {
      g_value_unset (value);
      if (number > 2)
        g_value_init (value, G_TYPE_STRING);
    }
  else
    {
      g_value_set_int (value, number);
    }
  return TRUE;
}

static void
test_function_changes_type (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  ReactivityDerived *derived =
      reactivity_derived_new (NULL, G_TYPE_INT, changes_type, number, NULL);

  g_test_summary ("A function that changes the type of its value is refused; the old value stays");

  g_assert_cmpint (get_int (derived), ==, 1);
  reactivity_signal_set_int (number, 2);
  ASSERT_CRITICAL ("*changed the type*gint*none*", get_int (derived));
  g_assert_cmpint (get_int (derived), ==, 1);
  reactivity_signal_set_int (number, 3);
  ASSERT_CRITICAL ("*changed the type*gint*gchararray*", get_int (derived));
  reactivity_signal_set_int (number, 1);
  g_assert_cmpint (get_int (derived), ==, 1);

  g_assert_finalize_object (derived);
  g_assert_finalize_object (number);
}

static gpointer
wrong_object (gpointer source, GError **error)
{
  reactivity_source_get_int (source);
  return g_object_new (G_TYPE_OBJECT, NULL);
}

static void
test_function_returns_wrong_object (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  ReactivityDerived *derived =
      reactivity_derived_new_object (NULL, G_TYPE_LIST_STORE, wrong_object, number, NULL);

  g_test_summary ("A function that returns an object of another class is refused");

  ASSERT_CRITICAL ("*GObject*GListStore*", reactivity_source_get_object (SOURCE (derived)));
  g_assert_null (reactivity_source_get_object (SOURCE (derived)));

  g_assert_finalize_object (derived);
  g_assert_finalize_object (number);
}

static void
unset_cb (GValue *value, gpointer user_data)
{
  g_value_unset (value);
}

static void
retype_cb (GValue *value, gpointer user_data)
{
  g_value_unset (value);
  g_value_init (value, G_TYPE_STRING);
}

static void
test_update_changes_type (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);

  g_test_summary ("An update that changes the type is refused");

  ASSERT_CRITICAL ("*set_value*", reactivity_signal_update (number, unset_cb, NULL));
  ASSERT_CRITICAL ("*gint*gchararray*", reactivity_signal_update (number, retype_cb, NULL));
  g_assert_cmpint (get_int (number), ==, 1);

  g_assert_finalize_object (number);
}

static void
test_other_schedule (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { NULL, { SOURCE (number) } };
  ReactivityEffect *effect = probe_effect_new (NULL, &probe);

  g_test_summary ("Numbers that are no schedule or no strategy are refused");

  expect_critical ("*set_schedule*");
  reactivity_effect_set_schedule (effect, 99, 0);
  g_test_assert_expected_messages ();
  expect_critical ("*set_loss_strategy*");
  reactivity_computation_set_loss_strategy (COMPUTATION (effect), 99);
  g_test_assert_expected_messages ();

  g_assert_finalize_object (effect);
  g_assert_finalize_object (number);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/bad-input/wrong-type-of-write", test_wrong_type_of_write);
  g_test_add_func ("/reactivity/bad-input/wrong-object", test_wrong_object);
  g_test_add_func ("/reactivity/bad-input/wrong-type-of-read", test_wrong_type_of_read);
  g_test_add_func ("/reactivity/bad-input/null-source", test_null_source);
  g_test_add_func ("/reactivity/bad-input/null-function", test_null_function);
  g_test_add_func ("/reactivity/bad-input/other-objects", test_other_objects);
  g_test_add_func ("/reactivity/bad-input/error-set-already", test_error_set_already);
  g_test_add_func ("/reactivity/bad-input/function-changes-type", test_function_changes_type);
  g_test_add_func ("/reactivity/bad-input/function-returns-wrong-object",
                   test_function_returns_wrong_object);
  g_test_add_func ("/reactivity/bad-input/update-changes-type", test_update_changes_type);
  g_test_add_func ("/reactivity/bad-input/other-numbers", test_other_schedule);

  return g_test_run ();
}
