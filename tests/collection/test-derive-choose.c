/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Sequences of items of others: which of them, and in which order. */

#include "signals.h"

static void
test_filter (void)
{
  ReactivityList *list = SIGNALS (1, 2, 3, 4);
  Counter counter = { 0 };
  ReactivitySequence *filtered =
      reactivity_sequence_filter (SEQUENCE (list), is_even, &counter, NULL);
  Mirror mirror;

  g_test_summary ("An item comes and goes with what its own signal says");

  mirror_init (&mirror, filtered);
  assert_runs (&counter, 4);
  assert_signals (filtered, "2 4");
  poke (list, 2, 6);
  assert_change (&mirror, 1, 0, 1);
  poke (list, 1, 7);
  assert_change (&mirror, 0, 1, 0);
  poke (list, 3, 8);
  assert_no_change (&mirror);
  assert_runs (&counter, 3);
  reactivity_list_remove (list, 0);
  assert_no_change (&mirror);
  reactivity_list_remove (list, 1);
  assert_change (&mirror, 0, 1, 0);
  assert_runs (&counter, 0);
  assert_signals (filtered, "8");

  mirror_clear (&mirror);
  g_assert_finalize_object (filtered);
  g_assert_finalize_object (list);
}

static void
test_filter_global (void)
{
  ReactivityList *list = SIGNALS (1, 2, 3, 4);
  ReactivitySignal *global = reactivity_signal_new_int (NULL, 0);
  Counter counter = { .global = global };
  ReactivitySequence *filtered =
      reactivity_sequence_filter (SEQUENCE (list), is_even, &counter, NULL);
  Mirror mirror;

  g_test_summary ("What all items read runs all of them again, and is announced once");

  mirror_init (&mirror, filtered);
  counter.runs = 0;
  reactivity_signal_set_int (global, 1);
  assert_runs (&counter, 4);
  assert_change (&mirror, 0, 2, 2);
  assert_signals (filtered, "1 3");

  mirror_clear (&mirror);
  g_assert_finalize_object (filtered);
  g_assert_finalize_object (list);
  g_assert_finalize_object (global);
}

static void
test_sorted (void)
{
  ReactivityList *list = SIGNALS (31, 12, 32, 11, 5);
  Counter counter = { 0 };
  ReactivitySequence *sorted =
      reactivity_sequence_sorted (SEQUENCE (list), compare_tens, &counter, NULL);
  Mirror mirror;

  g_test_summary ("Items stand in order, equal ones in that of the source, and move by themselves");

  mirror_init (&mirror, sorted);
  assert_signals (sorted, "5 12 11 31 32");
  append (list, 13);
  assert_change (&mirror, 3, 0, 1);
  poke (list, 0, 1);
  assert_signals (sorted, "1 5 12 11 13 32");
  assert_change (&mirror, 0, 5, 5);
  poke (list, 1, 19);
  assert_no_change (&mirror);
  reactivity_list_move (list, 5, 0);
  assert_signals (sorted, "1 5 13 19 11 32");
  reactivity_list_remove (list, 1);
  assert_signals (sorted, "5 13 19 11 32");

  mirror_clear (&mirror);
  g_assert_finalize_object (sorted);
  g_assert_finalize_object (list);
}

static void
test_sorted_global (void)
{
  ReactivityList *list = SIGNALS (31, 12, 32, 11, 5);
  ReactivitySignal *sign = reactivity_signal_new_int (NULL, 1);
  Counter counter = { .global = sign };
  ReactivitySequence *sorted =
      reactivity_sequence_sorted (SEQUENCE (list), compare_tens, &counter, NULL);
  Mirror mirror;

  g_test_summary ("What the comparison itself reads sorts everything anew");

  mirror_init (&mirror, sorted);
  reactivity_signal_set_int (sign, -1);
  assert_signals (sorted, "31 32 12 11 5");
  g_assert_cmpuint (mirror.changes, ==, 1);
  mirror_check (&mirror);

  mirror_clear (&mirror);
  g_assert_finalize_object (sorted);
  g_assert_finalize_object (list);
  g_assert_finalize_object (sign);
}

static void
test_sorted_few_compares (void)
{
  ReactivityList *list = reactivity_list_new (NULL, REACTIVITY_TYPE_SIGNAL);
  Counter counter = { 0 };
  ReactivitySequence *sorted =
      reactivity_sequence_sorted (SEQUENCE (list), compare_tens, &counter, NULL);

  g_test_summary ("One change in a long list takes few comparisons");

  for (int i = 0; i < 4096; i++)
    append (list, (i * 7919) % 40960);
  g_assert_cmpuint (reactivity_sequence_get_size (sorted), ==, 4096);
  counter.runs = 0;
  poke (list, 17, 3);
  reactivity_sequence_get (sorted, 0);
  g_assert_cmpuint (counter.runs, <=, 14);

  g_assert_finalize_object (sorted);
  g_assert_finalize_object (list);
}

static void
test_slice (void)
{
  ReactivityList *list = INTS (0, 1, 2, 3, 4, 5);
  ReactivitySequence *slice = reactivity_sequence_slice (SEQUENCE (list), 2, 3);
  Mirror mirror;

  g_test_summary ("A stretch follows what is at its positions");

  mirror_init (&mirror, slice);
  assert_shows (slice, "2 3 4");
  reactivity_list_set_value (list, 1, REACTIVITY_INT (10));
  reactivity_list_set_value (list, 5, REACTIVITY_INT (50));
  assert_no_change (&mirror);
  reactivity_list_insert_value (list, 0, REACTIVITY_INT (-1));
  assert_shows (slice, "10 2 3");
  mirror.changes = 0;
  reactivity_list_set_value (list, 3, REACTIVITY_INT (20));
  assert_change (&mirror, 1, 1, 1);
  reactivity_list_splice (list, 1, 5, NULL, 0);
  assert_shows (slice, "");
  mirror_check (&mirror);
  reactivity_list_append_value (list, REACTIVITY_INT (7));
  assert_shows (slice, "7");

  mirror_clear (&mirror);
  g_assert_finalize_object (slice);
  g_assert_finalize_object (list);
}

static void
test_concat (void)
{
  ReactivityList *a = INTS (1, 2);
  ReactivityList *b = INTS (3);
  ReactivitySequence *parts[] = { SEQUENCE (a), SEQUENCE (b), SEQUENCE (a) };
  ReactivitySequence *all = reactivity_sequence_concat (parts, 3);
  Mirror mirror;

  g_test_summary ("Several sequences one after another, also the same one twice");

  mirror_init (&mirror, all);
  assert_shows (all, "1 2 3 1 2");
  reactivity_list_append_value (b, REACTIVITY_INT (4));
  assert_change (&mirror, 3, 0, 1);
  reactivity_list_remove (a, 0);
  assert_shows (all, "2 3 4 2");
  g_assert_cmpuint (mirror.changes, ==, 1);
  mirror_check (&mirror);

  mirror_clear (&mirror);
  g_assert_finalize_object (all);
  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
}

#define ADD(name, func) g_test_add_func ("/reactivity/derive/" name, func)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("filter", test_filter);
  ADD ("filter-global", test_filter_global);
  ADD ("sorted", test_sorted);
  ADD ("sorted-global", test_sorted_global);
  ADD ("sorted-few-compares", test_sorted_few_compares);
  ADD ("slice", test_slice);
  ADD ("concat", test_concat);

  return g_test_run ();
}
