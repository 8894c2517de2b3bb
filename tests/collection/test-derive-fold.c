/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Groups of items, and what all items together come to. */

#include "signals.h"

#include <math.h>

static void
test_group (void)
{
  ReactivityList *list = SIGNALS (12, 21, 32);
  Counter counter = { 0 };
  ReactivitySequence *groups =
      reactivity_sequence_group (SEQUENCE (list), get_last_digit, &counter, NULL);
  ReactivityGroup *twos;
  ReactivityGroup *ones;
  Mirror mirror;
  Mirror inner;

  g_test_summary ("Groups come with their first item and go with their last one");

  mirror_init (&mirror, groups);
  assert_runs (&counter, 3);
  g_assert_cmpuint (mirror.items->len, ==, 2);
  twos = g_object_ref (mirror.items->pdata[0]);
  ones = g_object_ref (mirror.items->pdata[1]);
  g_assert_cmpstr (reactivity_group_get_key (twos), ==, "2");
  mirror_init (&inner, twos);
  assert_signals (twos, "12 32");

  poke (list, 1, 22);
  assert_runs (&counter, 1);
  assert_change (&mirror, 1, 1, 0);
  assert_change (&inner, 1, 0, 1);
  assert_signals (twos, "12 22 32");
  assert_signals (ones, "");

  poke (list, 0, 13);
  assert_change (&mirror, 1, 0, 1);
  assert_change (&inner, 0, 1, 0);
  reactivity_list_reverse (list);
  assert_signals (twos, "32 22");
  mirror_check (&inner);

  mirror_clear (&mirror);
  g_assert_finalize_object (groups);
  assert_signals (twos, "");
  g_assert_cmpuint (inner.items->len, ==, 0);
  mirror_clear (&inner);
  g_assert_finalize_object (twos);
  g_assert_finalize_object (ones);
  g_assert_finalize_object (list);
}

static void
test_folds (void)
{
  ReactivityList *list = SIGNALS (3, 4, 5);
  Counter counter = { 0 };
  ReactivityDerived *sum = reactivity_sequence_sum (SEQUENCE (list), get_number, &counter, NULL);
  ReactivityDerived *min = reactivity_sequence_min (SEQUENCE (list), get_number, &counter, NULL);
  ReactivityDerived *max = reactivity_sequence_max (SEQUENCE (list), get_number, &counter, NULL);
  ReactivityDerived *count = reactivity_sequence_count (SEQUENCE (list), is_even, &counter, NULL);
  ReactivityDerived *join =
      reactivity_sequence_join (SEQUENCE (list), ", ", get_text, &counter, NULL);

#define check(s, lo, hi, c, t)                                                                     \
  g_assert_cmpfloat (reactivity_source_get_double (SOURCE (sum)), ==, s);                          \
  g_assert_cmpfloat (reactivity_source_get_double (SOURCE (min)), ==, lo);                         \
  g_assert_cmpfloat (reactivity_source_get_double (SOURCE (max)), ==, hi);                         \
  g_assert_cmpint (reactivity_source_get_int64 (SOURCE (count)), ==, c);                           \
  g_assert_cmpstr (reactivity_source_get_string (SOURCE (join)), ==, t)

  g_test_summary ("Totals follow one item that changes by running its function alone");

  check (12, 3, 5, 1, "3, 4, 5");
  assert_runs (&counter, 15);
  poke (list, 2, 1);
  check (8, 1, 4, 1, "3, 4, 1");
  assert_runs (&counter, 5);
  append (list, 10);
  check (18, 1, 10, 2, "3, 4, 1, 10");
  assert_runs (&counter, 5);
  reactivity_list_clear (list);
  check (0, INFINITY, -INFINITY, 0, "");
  assert_runs (&counter, 0);

  g_assert_finalize_object (sum);
  g_assert_finalize_object (min);
  g_assert_finalize_object (max);
  g_assert_finalize_object (count);
  g_assert_finalize_object (join);
  g_assert_finalize_object (list);
}

static void
test_folds_of_boxes (void)
{
  ReactivityList *list = INTS (3, 4, 5);
  ReactivityDerived *sum = reactivity_sequence_sum (SEQUENCE (list), NULL, NULL, NULL);
  ReactivityDerived *join = reactivity_sequence_join (SEQUENCE (list), "-", NULL, NULL, NULL);

  g_test_summary ("Boxes are numbers and texts by themselves");

  g_assert_cmpfloat (reactivity_source_get_double (SOURCE (sum)), ==, 12);
  reactivity_list_set_value (list, 0, REACTIVITY_INT (-3));
  g_assert_cmpfloat (reactivity_source_get_double (SOURCE (sum)), ==, 6);
  g_assert_cmpstr (reactivity_source_get_string (SOURCE (join)), ==, "-3-4-5");

  g_assert_finalize_object (sum);
  g_assert_finalize_object (join);
  g_assert_finalize_object (list);
}

#define ADD(name, func) g_test_add_func ("/reactivity/derive/" name, func)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("group", test_group);
  ADD ("folds", test_folds);
  ADD ("folds-of-boxes", test_folds_of_boxes);

  return g_test_run ();
}
