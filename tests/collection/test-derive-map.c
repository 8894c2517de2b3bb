/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Mapped sequences, item by item. */

#include "signals.h"

static void
test_map (void)
{
  ReactivityList *list = SIGNALS (1, 2, 3);
  Counter counter = { 0 };
  ReactivitySequence *mapped = reactivity_sequence_map (SEQUENCE (list), REACTIVITY_TYPE_BOX,
                                                        make_double, &counter, counter_freed);
  Mirror mirror;

  g_test_summary ("The function runs once for an item, and again when that item changes");

  assert_runs (&counter, 0);
  mirror_init (&mirror, mapped);
  assert_runs (&counter, 3);
  g_assert_true (reactivity_sequence_get_item_type (mapped) == REACTIVITY_TYPE_BOX);

  append (list, 4);
  assert_runs (&counter, 1);
  assert_change (&mirror, 3, 0, 1);
  poke (list, 1, 20);
  assert_runs (&counter, 1);
  assert_change (&mirror, 1, 1, 1);
  assert_shows (mapped, "2 40 6 8");

  reactivity_list_remove (list, 0);
  assert_change (&mirror, 0, 1, 0);
  poke (list, 0, 21);
  assert_change (&mirror, 0, 1, 1);
  assert_runs (&counter, 1);
  reactivity_list_reverse (list);
  reactivity_list_move (list, 0, 1);
  assert_runs (&counter, 0);
  assert_shows (mapped, "6 8 42");

  mirror_clear (&mirror);
  g_assert_finalize_object (mapped);
  g_assert_cmpuint (counter.freed, ==, 1);
  poke (list, 0, 22);
  assert_runs (&counter, 0);
  g_assert_finalize_object (list);
}

static void
test_map_lazy (void)
{
  ReactivityList *list = SIGNALS (1, 2, 3);
  Counter counter = { 0 };
  ReactivitySequence *mapped =
      reactivity_sequence_map (SEQUENCE (list), REACTIVITY_TYPE_BOX, make_double, &counter, NULL);

  g_test_summary ("Without a listener or a reader nothing runs");

  g_assert_cmpuint (reactivity_sequence_get_size (mapped), ==, 3);
  assert_runs (&counter, 3);
  append (list, 4);
  poke (list, 0, 9);
  poke (list, 0, 10);
  assert_runs (&counter, 0);
  assert_shows (mapped, "20 4 6 8");
  assert_runs (&counter, 2);

  g_assert_finalize_object (mapped);
  g_assert_finalize_object (list);
}

static void
test_map_failure (void)
{
  ReactivityContext *context = reactivity_context_new ();
  g_autoptr (GPtrArray) errors = errors_collect (context);
  ReactivityList *list = reactivity_list_new (context, REACTIVITY_TYPE_SIGNAL);
  ReactivitySignal *item = reactivity_signal_new_int (context, 5);
  Counter counter = { .fails_at = 5 };
  ReactivitySequence *mapped =
      reactivity_sequence_map (SEQUENCE (list), REACTIVITY_TYPE_BOX, make_double, &counter, NULL);
  ReactivityBox *box;

  g_test_summary ("A function that fails is reported, and runs again when the item changes");

  reactivity_list_append (list, item);
  box = reactivity_sequence_get (mapped, 0);
  assert_reported (errors, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  g_assert_false (G_IS_VALUE (reactivity_box_get_value (box)));

  reactivity_signal_set_int (item, 6);
  g_assert_cmpint (box_int (reactivity_sequence_get (mapped, 0)), ==, 12);
  reactivity_signal_set_int (item, 5);
  g_assert_cmpint (box_int (reactivity_sequence_get (mapped, 0)), ==, 12);
  assert_reported (errors, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  reactivity_signal_set_int (item, 7);
  g_assert_cmpint (box_int (reactivity_sequence_get (mapped, 0)), ==, 14);
  assert_none_reported (errors);

  g_assert_finalize_object (mapped);
  g_assert_finalize_object (list);
  g_assert_finalize_object (item);
  g_assert_finalize_object (context);
}

static gpointer
make_wrong (gpointer item, gpointer user_data, GError **error)
{
  return user_data != NULL ? g_object_new (G_TYPE_OBJECT, NULL) : NULL;
}

static void
test_map_wrong (gconstpointer data)
{
  ReactivityList *list = SIGNALS (1);
  ReactivitySequence *mapped = reactivity_sequence_map (SEQUENCE (list), REACTIVITY_TYPE_SIGNAL,
                                                        make_wrong, (gpointer) data, NULL);

  g_test_summary ("A function that returns something else is told so");

  expect_critical (data != NULL ? "*returned GObject instead of a ReactivitySignal"
                                : "*returned nothing instead of a ReactivitySignal");
  g_assert_true (REACTIVITY_IS_BOX (reactivity_sequence_get (mapped, 0)));
  g_test_assert_expected_messages ();

  g_assert_finalize_object (mapped);
  g_assert_finalize_object (list);
}

typedef struct
{
  gpointer sequence;
  guint runs;
  int seen;
} Reader;

static gboolean
read_second (gpointer data, GError **error)
{
  Reader *self = data;
  gpointer item = reactivity_sequence_get (self->sequence, 1);

  self->runs++;
  self->seen = item != NULL ? box_int (item) : -1;
  return TRUE;
}

static gboolean
read_stretch (gpointer data, GError **error)
{
  Reader *self = data;
  g_autoptr (GPtrArray) items = reactivity_sequence_list_range (self->sequence, 1, 2);

  self->runs++;
  self->seen = (int) items->len;
  return TRUE;
}

static void
test_position_of_derived (void)
{
  ReactivityList *list = SIGNALS (1, 2, 3, 4);
  Counter counter = { 0 };
  ReactivitySequence *mapped =
      reactivity_sequence_map (SEQUENCE (list), REACTIVITY_TYPE_BOX, make_double, &counter, NULL);
  Reader second = { mapped };
  Reader stretch = { mapped };
  ReactivityEffect *effect = reactivity_effect_new (NULL, read_second, &second, NULL);
  ReactivityEffect *other = reactivity_effect_new (NULL, read_stretch, &stretch, NULL);

  g_test_summary ("Who reads one position or a stretch of a derived sequence hears of that");

  poke (list, 0, 9);
  poke (list, 3, 9);
  append (list, 5);
  g_assert_cmpuint (second.runs, ==, 1);
  g_assert_cmpuint (stretch.runs, ==, 1);
  poke (list, 1, 9);
  g_assert_cmpuint (second.runs, ==, 2);
  g_assert_cmpuint (stretch.runs, ==, 2);
  g_assert_cmpint (second.seen, ==, 18);
  reactivity_list_remove (list, 0);
  g_assert_cmpuint (second.runs, ==, 3);
  g_assert_cmpuint (stretch.runs, ==, 3);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (other);
  g_assert_finalize_object (mapped);
  g_assert_finalize_object (list);
}

#define ADD(name, func) g_test_add_func ("/reactivity/derive/" name, func)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("map", test_map);
  ADD ("map-lazy", test_map_lazy);
  ADD ("map-failure", test_map_failure);
  g_test_add_data_func ("/reactivity/derive/map-nothing", NULL, test_map_wrong);
  g_test_add_data_func ("/reactivity/derive/map-wrong-type", "x", test_map_wrong);
  ADD ("position-of-derived", test_position_of_derived);

  return g_test_run ();
}
