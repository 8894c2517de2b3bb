/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ReactivitySource: how values are read. */

#include "support.h"

static void
test_get_value (void)
{
  ReactivitySignal *signal = reactivity_signal_new_string (NULL, "text");
  g_auto (GValue) zeroed = G_VALUE_INIT;
  g_auto (GValue) typed = G_VALUE_INIT;

  g_test_summary ("get_value() initializes a zeroed GValue, and fills an initialized one");

  reactivity_source_get_value (SOURCE (signal), &zeroed);
  g_assert_cmpstr (g_value_get_string (&zeroed), ==, "text");

  g_value_init (&typed, G_TYPE_STRING);
  g_value_set_string (&typed, "before");
  reactivity_source_get_value (SOURCE (signal), &typed);
  g_assert_cmpstr (g_value_get_string (&typed), ==, "text");

  g_assert_finalize_object (signal);
}

static void
test_get_value_transforms (void)
{
  ReactivitySignal *signal = reactivity_signal_new_int (NULL, 42);
  g_auto (GValue) text = G_VALUE_INIT;
  g_auto (GValue) number = G_VALUE_INIT;

  g_test_summary ("get_value() transforms into the type that the GValue has");

  g_value_init (&text, G_TYPE_STRING);
  reactivity_source_get_value (SOURCE (signal), &text);
  g_assert_cmpstr (g_value_get_string (&text), ==, "42");

  g_value_init (&number, G_TYPE_DOUBLE);
  reactivity_source_get_value (SOURCE (signal), &number);
  g_assert_cmpfloat (g_value_get_double (&number), ==, 42.0);

  g_assert_finalize_object (signal);
}

static void
test_get_value_impossible (void)
{
  ReactivitySignal *signal = reactivity_signal_new_string (NULL, "text");
  g_auto (GValue) value = G_VALUE_INIT;

  g_test_summary ("A value that cannot be transformed is refused");

  g_value_init (&value, G_TYPE_OBJECT);
  expect_critical ("*gchararray*GObject*");
  reactivity_source_get_value (SOURCE (signal), &value);
  g_test_assert_expected_messages ();
  g_assert_null (g_value_get_object (&value));

  g_assert_finalize_object (signal);
}

static void
test_get_failed (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 3);
  Probe probe = { NULL, { SOURCE (number) }, .fails = TRUE };
  ReactivityDerived *derived = probe_derived_new (NULL, &probe);
  g_autoptr (GPtrArray) errors = errors_collect (reactivity_context_get_default ());
  g_auto (GValue) zeroed = G_VALUE_INIT;
  g_auto (GValue) full = G_VALUE_INIT;

  g_test_summary ("A failed source reads as the zero of its type");

  reactivity_source_get_value (SOURCE (derived), &zeroed);
  assert_reported (errors, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  g_assert_true (G_VALUE_HOLDS_INT (&zeroed));
  g_assert_cmpint (g_value_get_int (&zeroed), ==, 0);

  g_value_init (&full, G_TYPE_INT);
  g_value_set_int (&full, 77);
  reactivity_source_get_value (SOURCE (derived), &full);
  assert_reported (errors, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  g_assert_cmpint (g_value_get_int (&full), ==, 0);

  g_assert_null (reactivity_source_peek_value (SOURCE (derived)));
  assert_reported (errors, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  g_assert_cmpint (get_int (derived), ==, 0);
  assert_reported (errors, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  assert_none_reported (errors);

  g_signal_handlers_disconnect_by_data (reactivity_context_get_default (), errors);
  g_assert_finalize_object (derived);
  g_assert_finalize_object (number);
}

static gboolean
yes (gpointer user_data, GError **error)
{
  return TRUE;
}

static gint64
large (gpointer user_data, GError **error)
{
  return G_MAXINT64;
}

static double
half (gpointer user_data, GError **error)
{
  return 0.5;
}

static char *
word (gpointer text, GError **error)
{
  return g_strdup (text);
}

static gpointer
thing (gpointer object, GError **error)
{
  return object != NULL ? g_object_ref (object) : NULL;
}

static void
ignore_loss (gpointer derived)
{
  reactivity_computation_set_loss_strategy (derived, REACTIVITY_LOSS_IGNORE);
}

static void
test_typed_getters (void)
{
  GObject *object = g_object_new (G_TYPE_OBJECT, NULL);
  ReactivityDerived *boolean = reactivity_derived_new_boolean (NULL, yes, NULL, NULL);
  ReactivityDerived *int64 = reactivity_derived_new_int64 (NULL, large, NULL, NULL);
  ReactivityDerived *number = reactivity_derived_new_double (NULL, half, NULL, NULL);
  ReactivityDerived *string = reactivity_derived_new_string (NULL, word, "word", NULL);
  ReactivityDerived *empty = reactivity_derived_new_string (NULL, word, NULL, NULL);
  ReactivityDerived *held =
      reactivity_derived_new_object (NULL, G_TYPE_OBJECT, thing, object, NULL);
  ReactivityDerived *none = reactivity_derived_new_object (NULL, G_TYPE_OBJECT, thing, NULL, NULL);

  g_test_summary ("Each typed getter gives what the typed function returned");

  ignore_loss (boolean);
  ignore_loss (int64);
  ignore_loss (number);
  ignore_loss (string);
  ignore_loss (empty);
  ignore_loss (held);
  ignore_loss (none);

  g_assert_true (reactivity_source_get_boolean (SOURCE (boolean)));
  g_assert_cmpint (reactivity_source_get_int64 (SOURCE (int64)), ==, G_MAXINT64);
  g_assert_cmpfloat (reactivity_source_get_double (SOURCE (number)), ==, 0.5);
  g_assert_cmpstr (reactivity_source_get_string (SOURCE (string)), ==, "word");
  g_assert_null (reactivity_source_get_string (SOURCE (empty)));
  g_assert_true (reactivity_source_get_object (SOURCE (held)) == object);
  g_assert_null (reactivity_source_get_object (SOURCE (none)));

  g_assert_finalize_object (boolean);
  g_assert_finalize_object (int64);
  g_assert_finalize_object (number);
  g_assert_finalize_object (string);
  g_assert_finalize_object (empty);
  g_assert_finalize_object (held);
  g_assert_finalize_object (none);
  g_assert_finalize_object (object);
}

static void
peek_hook (Probe *self)
{
  self->sum += g_value_get_int (reactivity_source_peek_value (self->data));
}

static void
test_peek (void)
{
  ReactivitySignal *tracked = reactivity_signal_new_int (NULL, 1);
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe doubled = { "derived", { SOURCE (number), SOURCE (number) } };
  ReactivityDerived *derived = probe_derived_new (NULL, &doubled);
  Probe probe = { "effect", { SOURCE (tracked) }, peek_hook, derived };
  ReactivityEffect *effect = probe_effect_new (NULL, &probe);

  g_test_summary ("peek_value() brings a derived up to date, and does not link");

  assert_log ("effect derived");
  g_assert_cmpint (probe.sum, ==, 3);
  reactivity_signal_set_int (number, 2);
  assert_log ("");
  reactivity_signal_set_int (tracked, 2);
  assert_log ("effect derived");
  g_assert_cmpint (probe.sum, ==, 6);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (derived);
  g_assert_finalize_object (number);
  g_assert_finalize_object (tracked);
}

static void
read_hook (Probe *self)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  if (reactivity_source_read_value (self->data, &value, &error))
    self->sum = g_value_get_int (&value);
  else
    self->sum = -1;
}

static void
test_read_value (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 3);
  Probe source = { NULL, { SOURCE (number) }, .fails = TRUE };
  ReactivityDerived *derived = probe_derived_new (NULL, &source);
  Probe probe = { "effect", { NULL }, read_hook, derived };
  ReactivityEffect *effect = probe_effect_new (NULL, &probe);

  g_test_summary ("read_value() tracks, and whoever takes the error does not fail");

  g_assert_cmpint (probe.sum, ==, -1);
  source.fails = FALSE;
  reactivity_signal_set_int (number, 4);
  assert_log ("effect effect");
  g_assert_cmpint (probe.sum, ==, 4);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (derived);
  g_assert_finalize_object (number);
}

static void
test_read_value_error (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 3);
  Probe source = { NULL, { SOURCE (number) }, .fails = TRUE };
  ReactivityDerived *derived = probe_derived_new (NULL, &source);
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_test_summary ("read_value() says what went wrong, and takes NULL for the error");

  g_assert_false (reactivity_source_read_value (SOURCE (derived), &value, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  g_assert_cmpstr (error->message, ==, "broken");
  g_assert_false (G_IS_VALUE (&value));
  g_assert_false (reactivity_source_read_value (SOURCE (derived), &value, NULL));
  g_assert_cmpint (source.runs, ==, 1);

  g_assert_finalize_object (derived);
  g_assert_finalize_object (number);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/source/get-value", test_get_value);
  g_test_add_func ("/reactivity/source/get-value-transforms", test_get_value_transforms);
  g_test_add_func ("/reactivity/source/get-value-impossible", test_get_value_impossible);
  g_test_add_func ("/reactivity/source/get-failed", test_get_failed);
  g_test_add_func ("/reactivity/source/typed-getters", test_typed_getters);
  g_test_add_func ("/reactivity/source/peek", test_peek);
  g_test_add_func ("/reactivity/source/read-value", test_read_value);
  g_test_add_func ("/reactivity/source/read-value-error", test_read_value_error);

  return g_test_run ();
}
