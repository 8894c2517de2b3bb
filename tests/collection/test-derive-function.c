/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the functions of derived sequences may do, and how they end. */

#include "signals.h"

static void
test_scope (void)
{
  ReactivityScope *scope = reactivity_scope_new (NULL);
  ReactivityList *list = SIGNALS (1, 2);
  Counter counter = { 0 };
  ReactivitySequence *mapped;

  g_test_summary ("What is made in a scope ends with it, and stays as it is");

  {
    REACTIVITY_AUTO_SCOPE (scope, entered);
    mapped = reactivity_sequence_map (SEQUENCE (list), REACTIVITY_TYPE_BOX, make_double, &counter,
                                      counter_freed);
  }

  assert_shows (mapped, "2 4");
  reactivity_scope_dispose (scope);
  g_assert_cmpuint (counter.freed, ==, 1);
  counter.runs = 0;
  poke (list, 0, 7);
  append (list, 3);
  assert_shows (mapped, "2 4");
  assert_runs (&counter, 0);

  g_assert_finalize_object (mapped);
  g_assert_finalize_object (list);
  g_assert_finalize_object (scope);
}

static gpointer
make_and_write (gpointer item, gpointer list, GError **error)
{
  if (reactivity_sequence_get_size (list) < 5)
    append (list, 7);
  return reactivity_box_new (REACTIVITY_INT (get_int (item)));
}

static void
test_function_writes (void)
{
  ReactivityList *list = SIGNALS (1, 2);
  ReactivitySequence *mapped =
      reactivity_sequence_map (SEQUENCE (list), REACTIVITY_TYPE_BOX, make_and_write, list, NULL);

  g_test_summary ("A function that writes to the source is followed in the end");

  for (guint i = 0; i < 5; i++)
    reactivity_sequence_get_size (mapped);
  assert_shows (mapped, "1 2 7 7 7");

  g_assert_finalize_object (mapped);
  g_assert_finalize_object (list);
}

static gpointer
make_of_itself (gpointer item, gpointer sequence, GError **error)
{
  reactivity_sequence_get_size (*(ReactivitySequence **) sequence);
  return g_object_ref (item);
}

static void
test_cycle (void)
{
  ReactivityContext *context = reactivity_context_new ();
  g_autoptr (GPtrArray) errors = errors_collect (context);
  ReactivityList *list = reactivity_list_new (context, G_TYPE_INT);
  ReactivitySequence *mapped =
      reactivity_sequence_map (SEQUENCE (list), REACTIVITY_TYPE_BOX, make_of_itself, &mapped, NULL);

  g_test_summary ("A function that reads the sequence that it is for is told that it is a cycle");

  reactivity_list_append_value (list, REACTIVITY_INT (1));
  g_assert_cmpuint (reactivity_sequence_get_size (mapped), ==, 1);
  assert_reported (errors, REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE, "*ReactivityMapped*");
  assert_none_reported (errors);

  g_assert_finalize_object (mapped);
  g_assert_finalize_object (list);
  g_assert_finalize_object (context);
}

/* Items that write to each other: it never ends. */
static gpointer
make_and_wake (gpointer item, gpointer list, GError **error)
{
  int value = get_int (item);
  guint at = reactivity_sequence_get (list, 0) == item ? 1 : 0;

  if (value > 0)
    reactivity_signal_set_int (reactivity_sequence_get (list, at), value + 1);
  return g_object_ref (item);
}

static void
test_endless (void)
{
  ReactivityContext *context = reactivity_context_new ();
  g_autoptr (GPtrArray) errors = errors_collect (context);
  ReactivityList *list = reactivity_list_new (context, REACTIVITY_TYPE_SIGNAL);
  ReactivitySignal *a = reactivity_signal_new_int (context, 0);
  ReactivitySignal *b = reactivity_signal_new_int (context, 0);
  ReactivitySequence *mapped =
      reactivity_sequence_map (SEQUENCE (list), REACTIVITY_TYPE_SIGNAL, make_and_wake, list, NULL);

  g_test_summary ("Functions that keep waking each other come to an end, and that is reported");

  reactivity_list_append (list, a);
  reactivity_list_append (list, b);
  g_assert_cmpuint (reactivity_sequence_get_size (mapped), ==, 2);
  assert_none_reported (errors);

  reactivity_signal_set_int (a, 1);
  reactivity_sequence_get_size (mapped);
  assert_reported (errors, REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE, "*ReactivityMapped*");
  reactivity_signal_set_int (a, 0);
  reactivity_signal_set_int (b, 0);
  g_assert_cmpuint (reactivity_sequence_get_size (mapped), ==, 2);
  assert_none_reported (errors);

  g_assert_finalize_object (mapped);
  g_assert_finalize_object (list);
  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
  g_assert_finalize_object (context);
}

/* Everything derived of one list: what is derived must be brought up to date by reading it. */
static guint
derive_all (ReactivityList *list, Counter *counter, gpointer derived[7])
{
  ReactivitySequence *sequence = SEQUENCE (list);

  derived[0] = reactivity_sequence_map (sequence, REACTIVITY_TYPE_BOX, make_double, counter, NULL);
  derived[1] = reactivity_sequence_filter (sequence, is_even, counter, NULL);
  derived[2] = reactivity_sequence_sorted (sequence, compare_tens, counter, NULL);
  derived[3] = reactivity_sequence_group (sequence, get_last_digit, counter, NULL);
  derived[4] = reactivity_sequence_sum (sequence, get_number, counter, NULL);
  derived[5] = reactivity_sequence_max (sequence, get_number, counter, NULL);
  derived[6] = reactivity_sequence_join (sequence, " ", get_text, counter, NULL);
  return 7;
}

static void
read_all (gpointer *derived, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      if (REACTIVITY_IS_SEQUENCE (derived[i]))
        reactivity_sequence_get_size (derived[i]);
      else
        reactivity_source_peek_value (derived[i]);
    }
}

static void
test_emptied (gconstpointer data)
{
  guint n_items = GPOINTER_TO_UINT (data);
  ReactivityContext *context = reactivity_context_get_default ();
  g_autoptr (GPtrArray) errors = errors_collect (context);
  Counter counter = { .global = reactivity_signal_new_int (NULL, 0) };
  ReactivityList *list = SIGNALS (1);
  gpointer derived[7];
  guint n = derive_all (list, &counter, derived);

  g_test_summary (
      "Any number of items may change and go in one batch, and so may what they all read");

  for (guint left = 0; left <= 1; left++)
    {
      for (guint i = 0; i < n_items; i++)
        append (list, i);
      read_all (derived, n);

      reactivity_context_batch_begin (context);
      for (guint i = 0; i < n_items; i++)
        poke (list, i, 2 * i);
      while (reactivity_sequence_get_size (SEQUENCE (list)) > left)
        reactivity_list_remove (list, 0);
      reactivity_signal_set_int (counter.global, 2 + 2 * left);
      reactivity_context_batch_end (context);
      read_all (derived, n);
      g_assert_cmpuint (reactivity_sequence_get_size (derived[0]), ==, left);
    }
  assert_none_reported (errors);

  for (guint i = 0; i < n; i++)
    g_assert_finalize_object (derived[i]);
  g_assert_finalize_object (list);
  g_assert_finalize_object (counter.global);
}

static int
fail_at_seven (gpointer signal, GError **error)
{
  int value = get_int (signal);

  if (value == 7)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "seven");
  return value;
}

static void
test_failed_source (void)
{
  ReactivityContext *context = reactivity_context_new ();
  g_autoptr (GPtrArray) errors = errors_collect (context);
  ReactivityList *list = reactivity_list_new (context, REACTIVITY_TYPE_DERIVED);
  ReactivitySignal *signal = reactivity_signal_new_int (context, 5);
  ReactivityDerived *derived = reactivity_derived_new_int (context, fail_at_seven, signal, NULL);
  Counter counter = { 0 };
  ReactivitySequence *mapped =
      reactivity_sequence_map (SEQUENCE (list), REACTIVITY_TYPE_BOX, make_double, &counter, NULL);

  g_test_summary ("A function that reads a source that failed has failed: the item stays");

  reactivity_list_append (list, derived);
  g_assert_cmpint (box_int (reactivity_sequence_get (mapped, 0)), ==, 10);
  reactivity_signal_set_int (signal, 7);
  g_assert_cmpint (box_int (reactivity_sequence_get (mapped, 0)), ==, 10);
  assert_reported (errors, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "seven");
  reactivity_signal_set_int (signal, 8);
  g_assert_cmpint (box_int (reactivity_sequence_get (mapped, 0)), ==, 16);
  assert_none_reported (errors);

  g_assert_finalize_object (mapped);
  g_assert_finalize_object (list);
  g_assert_finalize_object (derived);
  g_assert_finalize_object (signal);
  g_assert_finalize_object (context);
}

static gpointer
make_with_effect (gpointer item, gpointer probe, GError **error)
{
  g_object_unref (reactivity_effect_new (NULL, probe_effect, probe, probe_freed));
  return g_object_ref (item);
}

static void
test_owned_effects (void)
{
  ReactivityList *list = INTS (1, 2, 3);
  ReactivitySignal *signal = reactivity_signal_new_int (NULL, 1);
  Probe probe = { NULL, { SOURCE (signal) } };
  ReactivitySequence *mapped = reactivity_sequence_map (SEQUENCE (list), REACTIVITY_TYPE_BOX,
                                                        make_with_effect, &probe, NULL);

  g_test_summary ("What a function makes for an item ends with the item");

  g_assert_cmpuint (reactivity_sequence_get_size (mapped), ==, 3);
  reactivity_signal_set_int (signal, 2);
  g_assert_cmpint (probe.runs, ==, 6);
  reactivity_list_remove (list, 1);
  g_assert_cmpuint (reactivity_sequence_get_size (mapped), ==, 2);
  g_assert_cmpint (probe.freed, ==, 1);
  reactivity_signal_set_int (signal, 3);
  g_assert_cmpint (probe.runs, ==, 8);

  g_assert_finalize_object (mapped);
  g_assert_cmpint (probe.freed, ==, 3);
  g_assert_finalize_object (list);
  g_assert_finalize_object (signal);
}

/* Whoever reads holds another one. */
static gpointer
make_and_drop (gpointer item, gpointer sequence, GError **error)
{
  g_clear_object ((ReactivitySequence **) sequence);
  return g_object_ref (item);
}

static void
test_dropped_by_function (void)
{
  ReactivityList *list = INTS (1, 2, 3);
  ReactivitySequence *mapped =
      reactivity_sequence_map (SEQUENCE (list), REACTIVITY_TYPE_BOX, make_and_drop, &mapped, NULL);
  ReactivitySequence *held = g_object_ref (mapped);

  g_test_summary ("A function may drop the reference to the sequence that it is for");

  g_assert_cmpuint (reactivity_sequence_get_size (held), ==, 3);
  g_assert_null (mapped);
  g_assert_finalize_object (held);
  g_assert_finalize_object (list);
}

static void
drop_cb (GListModel *model, guint position, guint removed, guint added, gpointer sequence)
{
  g_clear_object ((ReactivitySequence **) sequence);
}

static void
test_dropped_by_listener (void)
{
  ReactivityList *list = INTS (1, 2, 3);
  ReactivitySequence *slice = reactivity_sequence_slice (SEQUENCE (list), 0, 10);
  gpointer gone = slice;

  g_test_summary ("A listener may drop the last reference to the sequence that tells it");

  g_object_add_weak_pointer (gone, &gone);
  g_signal_connect (slice, "items-changed", G_CALLBACK (drop_cb), &slice);
  g_assert_cmpuint (g_list_model_get_n_items (MODEL (slice)), ==, 3);
  reactivity_list_remove (list, 0);
  g_assert_null (gone);
  g_assert_finalize_object (list);
}

#define ADD(name, func) g_test_add_func ("/reactivity/derive/" name, func)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("scope", test_scope);
  ADD ("function-writes", test_function_writes);
  ADD ("cycle", test_cycle);
  ADD ("endless", test_endless);
  g_test_add_data_func ("/reactivity/derive/emptied/2", GUINT_TO_POINTER (2), test_emptied);
  g_test_add_data_func ("/reactivity/derive/emptied/500", GUINT_TO_POINTER (500), test_emptied);
  ADD ("failed-source", test_failed_source);
  ADD ("owned-effects", test_owned_effects);
  ADD ("dropped-by-function", test_dropped_by_function);
  ADD ("dropped-by-listener", test_dropped_by_listener);

  return g_test_run ();
}
