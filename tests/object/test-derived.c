/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ReactivityDerived: lazy, cached, compared. */

#include "support.h"

static void
test_lazy (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "derived", { SOURCE (number) } };
  ReactivityDerived *derived = probe_derived_new (NULL, &probe);

  g_test_summary ("A derived runs when it is read, and keeps what it found");

  assert_log ("");
  g_assert_cmpint (get_int (derived), ==, 1);
  g_assert_cmpint (get_int (derived), ==, 1);
  assert_log ("derived");

  reactivity_signal_set_int (number, 2);
  reactivity_signal_set_int (number, 3);
  assert_log ("");
  g_assert_cmpint (get_int (derived), ==, 3);
  assert_log ("derived");

  g_assert_finalize_object (derived);
  g_assert_cmpint (probe.freed, ==, 1);
  g_assert_finalize_object (number);
}

static void
test_never_read (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "derived", { SOURCE (number) } };
  ReactivityDerived *derived = probe_derived_new (NULL, &probe);

  g_test_summary ("A derived that nobody reads never runs");

  reactivity_signal_set_int (number, 2);
  g_assert_finalize_object (derived);
  assert_log ("");
  g_assert_cmpint (probe.freed, ==, 1);
  g_assert_finalize_object (number);
}

static int
parity (gpointer source, GError **error)
{
  return reactivity_source_get_int (source) % 2;
}

static void
test_equality_stops (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  ReactivityDerived *odd = reactivity_derived_new_int (NULL, parity, number, NULL);
  Probe far = { "far", { SOURCE (odd) } };
  ReactivityDerived *derived = probe_derived_new (NULL, &far);

  g_test_summary ("A value that equals the one before is no change for the readers");

  g_assert_cmpint (get_int (derived), ==, 1);
  reactivity_signal_set_int (number, 3);
  g_assert_cmpint (get_int (derived), ==, 1);
  assert_log ("far");
  reactivity_signal_set_int (number, 4);
  g_assert_cmpint (get_int (derived), ==, 0);
  assert_log ("far");

  g_assert_finalize_object (derived);
  g_assert_finalize_object (odd);
  g_assert_finalize_object (number);
}

static void
test_no_equality (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  ReactivityDerived *odd = reactivity_derived_new_int (NULL, parity, number, NULL);
  Probe far = { "far", { SOURCE (odd) } };
  ReactivityEffect *effect;

  g_test_summary ("Without equality every run of a derived is a change");

  reactivity_source_set_check_equality (SOURCE (odd), FALSE);
  effect = probe_effect_new (NULL, &far);
  reactivity_signal_set_int (number, 3);
  assert_log ("far far");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (odd);
  g_assert_finalize_object (number);
}

static gboolean
near (const GValue *a, const GValue *b, gpointer user_data)
{
  return ABS (g_value_get_int (a) - g_value_get_int (b)) < 10;
}

static void
test_equal_func (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { NULL, { SOURCE (number) } };
  ReactivityDerived *derived = probe_derived_new (NULL, &probe);

  g_test_summary ("A derived keeps its value when the equality function says so");

  reactivity_source_set_equal_func (SOURCE (derived), near, NULL, NULL);
  g_assert_cmpint (get_int (derived), ==, 1);
  reactivity_signal_set_int (number, 5);
  g_assert_cmpint (get_int (derived), ==, 1);
  reactivity_signal_set_int (number, 11);
  g_assert_cmpint (get_int (derived), ==, 11);
  g_assert_cmpint (probe.runs, ==, 3);

  g_assert_finalize_object (derived);
  g_assert_finalize_object (number);
}

static gboolean
any_bit (gpointer source, GError **error)
{
  return reactivity_source_get_int (source) & 6;
}

static void
test_boolean_is_normal (void)
{
  ReactivitySignal *bits = reactivity_signal_new_int (NULL, 2);
  ReactivityDerived *any = reactivity_derived_new_boolean (NULL, any_bit, bits, NULL);

  g_test_summary ("Any number but 0 is TRUE for a boolean derived");

  g_assert_cmpint (reactivity_source_get_boolean (SOURCE (any)), ==, TRUE);
  reactivity_signal_set_int (bits, 4);
  g_assert_cmpint (reactivity_source_get_boolean (SOURCE (any)), ==, TRUE);

  g_assert_finalize_object (any);
  g_assert_finalize_object (bits);
}

static gboolean
effect_boolean (gpointer source, GError **error)
{
  log_note (reactivity_source_get_boolean (source) ? "yes" : "no");
  return TRUE;
}

static void
test_boolean_wakes_nobody (void)
{
  ReactivitySignal *bits = reactivity_signal_new_int (NULL, 2);
  ReactivityDerived *any = reactivity_derived_new_boolean (NULL, any_bit, bits, NULL);
  ReactivityEffect *effect = reactivity_effect_new (NULL, effect_boolean, any, NULL);

  g_test_summary ("A boolean that stays TRUE by another number wakes nobody");

  reactivity_signal_set_int (bits, 4);
  assert_log ("yes");
  reactivity_signal_set_int (bits, 8);
  assert_log ("no");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (any);
  g_assert_finalize_object (bits);
}

static gboolean
take_strv (GValue *value, gpointer source, GError **error)
{
  g_value_take_boxed (value, g_strsplit (reactivity_source_get_string (source), ",", -1));
  return TRUE;
}

static void
test_any_type (void)
{
  ReactivitySignal *text = reactivity_signal_new_string (NULL, "a,b");
  ReactivityDerived *parts = reactivity_derived_new (NULL, G_TYPE_STRV, take_strv, text, NULL);
  const GValue *value;

  g_test_summary ("A derived may be of any type that a GValue can have");

  g_assert_true (reactivity_source_get_value_type (SOURCE (parts)) == G_TYPE_STRV);
  value = reactivity_source_peek_value (SOURCE (parts));
  g_assert_cmpstr (((char **) g_value_get_boxed (value))[1], ==, "b");
  reactivity_signal_set_string (text, "c");
  value = reactivity_source_peek_value (SOURCE (parts));
  g_assert_cmpstr (((char **) g_value_get_boxed (value))[0], ==, "c");

  g_assert_finalize_object (parts);
  g_assert_finalize_object (text);
}

static void
test_diamond (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe left = { "left", { SOURCE (number) } };
  Probe right = { "right", { SOURCE (number) } };
  ReactivityDerived *l = probe_derived_new (NULL, &left);
  ReactivityDerived *r = probe_derived_new (NULL, &right);
  Probe bottom = { "bottom", { SOURCE (l), SOURCE (r) } };
  ReactivityDerived *b = probe_derived_new (NULL, &bottom);

  g_test_summary ("In a diamond each runs once");

  g_assert_cmpint (get_int (b), ==, 2);
  assert_log ("bottom left right");
  reactivity_signal_set_int (number, 2);
  g_assert_cmpint (get_int (b), ==, 4);
  assert_log ("left bottom right");

  g_assert_finalize_object (b);
  g_assert_finalize_object (l);
  g_assert_finalize_object (r);
  g_assert_finalize_object (number);
}

static void
test_invalidate (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "derived", { SOURCE (number) } };
  ReactivityDerived *derived = probe_derived_new (NULL, &probe);
  Probe user = { "effect", { SOURCE (derived) } };
  ReactivityEffect *effect = probe_effect_new (NULL, &user);

  g_test_summary ("invalidate() makes the function run again, though nothing changed");

  assert_log ("effect derived");
  reactivity_derived_invalidate (derived);
  assert_log ("derived");
  g_assert_finalize_object (effect);

  reactivity_derived_invalidate (derived);
  reactivity_derived_invalidate (derived);
  assert_log ("");
  g_assert_cmpint (get_int (derived), ==, 1);
  assert_log ("derived");

  g_assert_finalize_object (derived);
  g_assert_finalize_object (number);
}

static void
invalidate_hook (Probe *self)
{
  reactivity_derived_invalidate (*(ReactivityDerived **) self->data);
}

static void
test_invalidate_own_run (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  ReactivityDerived *derived = NULL;
  Probe probe = { "derived", { SOURCE (number) }, invalidate_hook, &derived };

  g_test_summary ("invalidate() in the derived's own run does not make it run for ever");

  derived = probe_derived_new (NULL, &probe);
  g_assert_cmpint (get_int (derived), ==, 1);
  assert_log ("derived");
  reactivity_signal_set_int (number, 2);
  g_assert_cmpint (get_int (derived), ==, 2);
  assert_log ("derived");

  g_assert_finalize_object (derived);
  g_assert_finalize_object (number);
}

static void
test_keeps_last_value (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { NULL, { SOURCE (number) } };
  ReactivityDerived *derived = probe_derived_new (NULL, &probe);

  g_test_summary ("A disposed derived keeps its last value");

  g_assert_cmpint (get_int (derived), ==, 1);
  reactivity_computation_dispose (COMPUTATION (derived));
  g_assert_cmpint (probe.freed, ==, 1);
  reactivity_signal_set_int (number, 2);
  g_assert_cmpint (get_int (derived), ==, 1);
  g_assert_cmpint (probe.runs, ==, 1);

  g_assert_finalize_object (derived);
  g_assert_finalize_object (number);
}

static void
test_keeps_last_value_stale (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { NULL, { SOURCE (number) } };
  ReactivityDerived *derived = probe_derived_new (NULL, &probe);

  g_test_summary ("A derived that was stale when it was disposed keeps its last value, too");

  g_assert_cmpint (get_int (derived), ==, 1);
  reactivity_signal_set_int (number, 2);
  reactivity_computation_dispose (COMPUTATION (derived));
  g_assert_cmpint (get_int (derived), ==, 1);

  g_assert_finalize_object (derived);
  g_assert_finalize_object (number);
}

static void
test_disposed_without_value (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { NULL, { SOURCE (number) } };
  ReactivityDerived *derived = probe_derived_new (NULL, &probe);
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_test_summary ("A derived that was disposed before its first run has no value to give");

  reactivity_node_set_name (NODE (derived), "early");
  reactivity_computation_dispose (COMPUTATION (derived));
  g_assert_false (reactivity_source_read_value (SOURCE (derived), &value, &error));
  g_assert_error (error, REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED);
  g_assert_nonnull (strstr (error->message, "early"));
  g_assert_cmpint (probe.runs, ==, 0);

  g_assert_finalize_object (derived);
  g_assert_finalize_object (number);
}

static void
set_hook (Probe *self)
{
  reactivity_signal_set_int (self->data, self->sum);
}

static void
test_writes (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  ReactivitySignal *copy = reactivity_signal_new_int (NULL, 0);
  Probe probe = { "derived", { SOURCE (number) }, set_hook, copy };
  ReactivityDerived *derived = probe_derived_new (NULL, &probe);
  Probe user = { "effect", { SOURCE (copy) } };
  ReactivityEffect *effect = probe_effect_new (NULL, &user);

  g_test_summary ("A derived may write; effects of that run when the outermost run has ended");

  assert_log ("effect");
  g_assert_cmpint (get_int (derived), ==, 1);
  assert_log ("derived effect");
  g_assert_cmpint (user.sum, ==, 1);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (derived);
  g_assert_finalize_object (copy);
  g_assert_finalize_object (number);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/derived/lazy", test_lazy);
  g_test_add_func ("/reactivity/derived/never-read", test_never_read);
  g_test_add_func ("/reactivity/derived/equality-stops-the-wave", test_equality_stops);
  g_test_add_func ("/reactivity/derived/no-equality", test_no_equality);
  g_test_add_func ("/reactivity/derived/equal-func", test_equal_func);
  g_test_add_func ("/reactivity/derived/boolean-is-normal", test_boolean_is_normal);
  g_test_add_func ("/reactivity/derived/boolean-wakes-nobody", test_boolean_wakes_nobody);
  g_test_add_func ("/reactivity/derived/any-type", test_any_type);
  g_test_add_func ("/reactivity/derived/diamond-runs-once", test_diamond);
  g_test_add_func ("/reactivity/derived/invalidate", test_invalidate);
  g_test_add_func ("/reactivity/derived/invalidate-in-own-run", test_invalidate_own_run);
  g_test_add_func ("/reactivity/derived/disposed-keeps-value", test_keeps_last_value);
  g_test_add_func ("/reactivity/derived/disposed-stale-keeps-value", test_keeps_last_value_stale);
  g_test_add_func ("/reactivity/derived/disposed-without-value", test_disposed_without_value);
  g_test_add_func ("/reactivity/derived/writes", test_writes);

  return g_test_run ();
}
