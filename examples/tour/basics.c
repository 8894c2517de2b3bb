/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Derived values, effects, equality and memoized values. */

#include <math.h>

#include <reactivity-glib/reactivity.h>

#include "lessons.h"
#include "report.h"

static int
square (gpointer number, GError **error)
{
  int n = reactivity_source_get_int (number);

  report_ran ("square");
  return n * n;
}

void
lesson_derived (void)
{
  g_autoptr (ReactivitySignal) number = reactivity_signal_new_int (NULL, 3);
  g_autoptr (ReactivityDerived) squared = reactivity_derived_new_int (NULL, square, number, NULL);
  ReactivitySource *source = REACTIVITY_SOURCE (squared);

  report_step ("a derived is made of a signal, 3");
  report_step ("it is read: %d", reactivity_source_get_int (source));
  report_step ("it is read again: %d", reactivity_source_get_int (source));

  reactivity_signal_set_int (number, 4);
  report_step ("the signal is set to 4");
  reactivity_signal_set_int (number, 5);
  report_step ("the signal is set to 5");
  report_step ("the derived is read: %d", reactivity_source_get_int (source));
}

static gboolean
print_int (gpointer source, GError **error)
{
  int value = reactivity_source_get_int (source);

  report_ran ("print");
  report_say ("the value is %d", value);
  return TRUE;
}

void
lesson_effect (void)
{
  g_autoptr (ReactivitySignal) number = reactivity_signal_new_int (NULL, 3);
  g_autoptr (ReactivityDerived) squared = reactivity_derived_new_int (NULL, square, number, NULL);
  g_autoptr (ReactivityEffect) print = reactivity_effect_new (NULL, print_int, squared, NULL);

  report_step ("an effect is made: it prints the square");

  reactivity_signal_set_int (number, 4);
  report_step ("the signal is set to 4");
  reactivity_signal_set_int (number, 5);
  report_step ("the signal is set to 5");

  reactivity_computation_dispose (REACTIVITY_COMPUTATION (print));
  reactivity_signal_set_int (number, 6);
  report_step ("the effect is disposed, 6 is set");
}

static gboolean
is_even (gpointer number, GError **error)
{
  report_ran ("parity");
  return reactivity_source_get_int (number) % 2 == 0;
}

static gboolean
print_parity (gpointer even, GError **error)
{
  report_ran ("print");
  report_say ("the number is %s", reactivity_source_get_boolean (even) ? "even" : "odd");
  return TRUE;
}

void
lesson_equality (void)
{
  g_autoptr (ReactivitySignal) number = reactivity_signal_new_int (NULL, 4);
  g_autoptr (ReactivityDerived) even = reactivity_derived_new_boolean (NULL, is_even, number, NULL);
  g_autoptr (ReactivityEffect) print = reactivity_effect_new (NULL, print_parity, even, NULL);
  gboolean changed;

  report_step ("an effect prints if a number, 4, is even");

  changed = reactivity_signal_set_int (number, 4);
  report_step ("4 is set: that returns %s", changed ? "TRUE" : "FALSE");
  changed = reactivity_signal_set_int (number, 6);
  report_step ("6 is set: that returns %s", changed ? "TRUE" : "FALSE");
  reactivity_signal_set_int (number, 7);
  report_step ("7 is set");

  reactivity_source_set_check_equality (REACTIVITY_SOURCE (number), FALSE);
  changed = reactivity_signal_set_int (number, 7);
  report_step ("7 is set, equality off: returns %s", changed ? "TRUE" : "FALSE");
}

static gboolean
within_half_a_degree (const GValue *a, const GValue *b, gpointer user_data)
{
  return fabs (g_value_get_double (a) - g_value_get_double (b)) < 0.5;
}

static gboolean
print_temperature (gpointer temperature, GError **error)
{
  report_ran ("print");
  report_say ("it is %.1f degrees", reactivity_source_get_double (temperature));
  return TRUE;
}

void
lesson_equal_func (void)
{
  g_autoptr (ReactivitySignal) temperature = reactivity_signal_new_double (NULL, 20.0);
  g_autoptr (ReactivityEffect) print = NULL;

  reactivity_source_set_equal_func (REACTIVITY_SOURCE (temperature), within_half_a_degree, NULL,
                                    NULL);
  print = reactivity_effect_new (NULL, print_temperature, temperature, NULL);
  report_step ("an effect prints the temperature");

  reactivity_signal_set_double (temperature, 20.3);
  report_step ("the thermometer says 20.3");
  reactivity_signal_set_double (temperature, 20.8);
  report_step ("the thermometer says 20.8");
}

/* Stands for a search that takes long and whose result is large. */
static gboolean
search (GValue *value, gpointer query, GError **error)
{
  report_ran ("search");
  g_value_take_string (value, g_ascii_strdown (reactivity_source_get_string (query), -1));
  return TRUE;
}

static gboolean
print_result (gpointer result, GError **error)
{
  report_ran ("print");
  report_say ("found: %s", reactivity_source_get_string (result));
  return TRUE;
}

void
lesson_memoized (void)
{
  g_autoptr (ReactivitySignal) query = reactivity_signal_new_string (NULL, "Glib");
  g_autoptr (ReactivityMemoized) result =
      reactivity_memoized_new (NULL, G_TYPE_STRING, search, query, NULL);
  g_autoptr (ReactivityEffect) print = NULL;
  ReactivitySource *source = REACTIVITY_SOURCE (result);

  report_step ("a memoized search is made");
  report_step ("its result is read: %s", reactivity_source_get_string (source));
  report_step ("its result is read again: %s", reactivity_source_get_string (source));

  print = reactivity_effect_new (NULL, print_result, result, NULL);
  report_step ("an effect prints the result");
  reactivity_signal_set_string (query, "GLib");
  report_step ("another query with an equal result");
  reactivity_derived_invalidate (REACTIVITY_DERIVED (result));
  report_step ("the result is invalidated");
}
