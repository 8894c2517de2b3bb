/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is derived from a list: how often functions run, and what is announced. The items are signals
 * of integers, so that each can change by itself. */

#include "mirror.h"

#include <math.h>

static ReactivityList *
signals_new (guint n, const int *values)
{
  ReactivityList *list = reactivity_list_new (NULL, REACTIVITY_TYPE_SIGNAL);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReactivitySignal) item = reactivity_signal_new_int (NULL, values[i]);

      reactivity_list_append (list, item);
    }

  return list;
}

#define SIGNALS(...)                                                                               \
  signals_new (sizeof ((int[]){ __VA_ARGS__ }) / sizeof (int), (int[]){ __VA_ARGS__ })

static void
append (ReactivityList *list, int value)
{
  g_autoptr (ReactivitySignal) item = reactivity_signal_new_int (NULL, value);

  reactivity_list_append (list, item);
}

/* Sets the item at @position itself. */
static void
poke (gpointer sequence, guint position, int value)
{
  reactivity_signal_set_int (reactivity_sequence_get (sequence, position), value);
}

typedef struct
{
  guint runs;
  guint freed;
  int fails_at;             /* the value for which the function fails */
  ReactivitySignal *global; /* (nullable) read by all */
} Counter;

static void
counter_freed (gpointer counter)
{
  ((Counter *) counter)->freed++;
}

static int
read_item (gpointer item, Counter *self, GError **error)
{
  int value = get_int (item);

  self->runs++;
  if (self->fails_at != 0 && value == self->fails_at)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  return value + (self->global != NULL ? get_int (self->global) : 0);
}

static gpointer
make_double (gpointer item, gpointer counter, GError **error)
{
  int value = read_item (item, counter, error);

  return *error == NULL ? reactivity_box_new (REACTIVITY_INT (2 * value)) : NULL;
}

static gboolean
is_even (gpointer item, gpointer counter, GError **error)
{
  return read_item (item, counter, error) % 2 == 0;
}

static int
compare_tens (gpointer a, gpointer b, gpointer counter)
{
  Counter *self = counter;
  int sign = self->global != NULL ? get_int (self->global) : 1;

  self->runs++;
  return sign * (get_int (a) / 10 - get_int (b) / 10);
}

static double
get_number (gpointer item, gpointer counter, GError **error)
{
  return read_item (item, counter, error);
}

static char *
get_text (gpointer item, gpointer counter, GError **error)
{
  return g_strdup_printf ("%d", read_item (item, counter, error));
}

static char *
get_last_digit (gpointer item, gpointer counter, GError **error)
{
  return g_strdup_printf ("%d", read_item (item, counter, error) % 10);
}

#define assert_runs(counter, n)                                                                    \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpuint ((counter)->runs, ==, n);                                                     \
    (counter)->runs = 0;                                                                           \
  }                                                                                                \
  G_STMT_END

/* The integers of a sequence of signals. */
static char *
show_signals (gpointer sequence)
{
  g_autoptr (GPtrArray) items = reactivity_sequence_list_items (sequence);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < items->len; i++)
    g_string_append_printf (text, "%s%d", i == 0 ? "" : " ", get_int (items->pdata[i]));
  return g_string_free (text, FALSE);
}

#define assert_signals(sequence, expected)                                                         \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *shown = show_signals (sequence);                                              \
    g_assert_cmpstr (shown, ==, expected);                                                         \
  }                                                                                                \
  G_STMT_END

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

static Counter nobody;

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

  g_assert_finalize_object (mapped);
  g_assert_finalize_object (list);
  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
  g_assert_finalize_object (context);
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
  ReactivitySequence *mapped =
      reactivity_sequence_map (SEQUENCE (list), REACTIVITY_TYPE_BOX, make_double, &nobody, NULL);

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

/* Random edits, and everything derived beside what it should be. */
typedef struct
{
  ReactivityList *list;
  ReactivitySequence *mapped;
  ReactivitySequence *filtered;
  ReactivitySequence *sorted;
  ReactivitySequence *slice;
  ReactivitySequence *concat;
  ReactivitySequence *grouped;
  ReactivitySequence *chain; /* mapped, of a slice, of sorted, of filtered */
  ReactivityDerived *sum;
  ReactivityDerived *max;
  ReactivityDerived *join;
  Mirror mirrors[7];
} World;

static void
world_init (World *self, gboolean listens)
{
  ReactivitySequence *list, *parts[2];
  g_autoptr (ReactivitySequence) chain_sorted = NULL;
  g_autoptr (ReactivitySequence) chain_slice = NULL;

  self->list = SIGNALS (5, 7);
  list = SEQUENCE (self->list);
  self->mapped = reactivity_sequence_map (list, REACTIVITY_TYPE_BOX, make_double, &nobody, NULL);
  self->filtered = reactivity_sequence_filter (list, is_even, &nobody, NULL);
  self->sorted = reactivity_sequence_sorted (list, compare_tens, &nobody, NULL);
  self->slice = reactivity_sequence_slice (list, 3, 6);
  parts[0] = self->filtered;
  parts[1] = list;
  self->concat = reactivity_sequence_concat (parts, 2);
  self->grouped = reactivity_sequence_group (list, get_last_digit, &nobody, NULL);
  chain_sorted = reactivity_sequence_sorted (self->filtered, compare_tens, &nobody, NULL);
  chain_slice = reactivity_sequence_slice (chain_sorted, 1, 5);
  self->chain =
      reactivity_sequence_map (chain_slice, REACTIVITY_TYPE_BOX, make_double, &nobody, NULL);
  self->sum = reactivity_sequence_sum (list, get_number, &nobody, NULL);
  self->max = reactivity_sequence_max (list, get_number, &nobody, NULL);
  self->join = reactivity_sequence_join (list, " ", get_text, &nobody, NULL);

  gpointer models[] = { self->mapped, self->filtered, self->sorted, self->slice,
                        self->concat, self->grouped,  self->chain };
  for (guint i = 0; listens && i < G_N_ELEMENTS (models); i++)
    mirror_init (&self->mirrors[i], models[i]);
}

static void
world_clear (World *self, gboolean listens)
{
  for (guint i = 0; listens && i < G_N_ELEMENTS (self->mirrors); i++)
    mirror_clear (&self->mirrors[i]);

  g_assert_finalize_object (self->chain);
  g_assert_finalize_object (self->mapped);
  g_assert_finalize_object (self->sorted);
  g_assert_finalize_object (self->slice);
  g_assert_finalize_object (self->concat);
  g_assert_finalize_object (self->filtered);
  g_assert_finalize_object (self->grouped);
  g_assert_finalize_object (self->sum);
  g_assert_finalize_object (self->max);
  g_assert_finalize_object (self->join);
  g_assert_finalize_object (self->list);
}

static int
compare_naively (gconstpointer a, gconstpointer b)
{
  return get_int (*(gpointer *) a) / 10 - get_int (*(gpointer *) b) / 10;
}

static void
assert_same (gpointer sequence, GPtrArray *expected)
{
  g_autoptr (GPtrArray) items = reactivity_sequence_list_items (sequence);

  g_assert_cmpmem (items->pdata, items->len * sizeof (gpointer), expected->pdata,
                   expected->len * sizeof (gpointer));
}

static void
assert_doubles (gpointer sequence, GPtrArray *sources, guint start, guint most)
{
  g_autoptr (GPtrArray) items = reactivity_sequence_list_items (sequence);
  guint n = start < sources->len ? MIN (sources->len - start, most) : 0;

  g_assert_cmpuint (items->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (box_int (items->pdata[i]), ==, 2 * get_int (sources->pdata[start + i]));
}

static void
check_groups (World *self, GPtrArray *all)
{
  g_autoptr (GPtrArray) groups = reactivity_sequence_list_items (self->grouped);
  guint total = 0;

  for (guint i = 0; i < groups->len; i++)
    {
      const char *key = reactivity_group_get_key (groups->pdata[i]);
      g_autoptr (GPtrArray) expected = g_ptr_array_new ();

      for (guint j = 0; j < all->len; j++)
        {
          if (get_int (all->pdata[j]) % 10 == atoi (key))
            g_ptr_array_add (expected, all->pdata[j]);
        }
      g_assert_cmpuint (expected->len, >, 0);
      assert_same (groups->pdata[i], expected);
      total += expected->len;
    }

  g_assert_cmpuint (total, ==, all->len);
}

/* Everything anew, by the simplest means. */
static void
check_naively (World *self)
{
  g_autoptr (GPtrArray) all = reactivity_sequence_list_items (SEQUENCE (self->list));
  g_autoptr (GPtrArray) even = g_ptr_array_new ();
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (all, (GCopyFunc) (GCallback) g_object_ref, NULL);
  g_autoptr (GPtrArray) slice = g_ptr_array_new ();
  g_autoptr (GPtrArray) both = g_ptr_array_new ();
  g_autoptr (GPtrArray) chain = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  double sum = 0, max = -INFINITY;

  for (guint i = 0; i < all->len; i++)
    {
      int value = get_int (all->pdata[i]);

      if (value % 2 == 0)
        g_ptr_array_add (even, all->pdata[i]);
      if (i >= 3 && i < 9)
        g_ptr_array_add (slice, all->pdata[i]);
      sum += value;
      max = MAX (max, value);
      g_string_append_printf (text, "%s%d", i == 0 ? "" : " ", value);
    }

  g_ptr_array_extend (both, even, NULL, NULL);
  g_ptr_array_extend (both, all, NULL, NULL);
  g_ptr_array_extend (chain, even, NULL, NULL);
  g_ptr_array_sort (sorted, compare_naively);
  g_ptr_array_sort (chain, compare_naively);

  assert_doubles (self->mapped, all, 0, G_MAXUINT);
  assert_same (self->filtered, even);
  assert_same (self->sorted, sorted);
  assert_same (self->slice, slice);
  assert_same (self->concat, both);
  assert_doubles (self->chain, chain, 1, 5);
  check_groups (self, all);
  g_assert_cmpfloat (reactivity_source_get_double (SOURCE (self->sum)), ==, sum);
  g_assert_cmpfloat (reactivity_source_get_double (SOURCE (self->max)), ==, max);
  g_assert_cmpstr (reactivity_source_get_string (SOURCE (self->join)), ==, text->str);
}

static void
edit_list (ReactivityList *list)
{
  gint n = (gint) reactivity_sequence_get_size (SEQUENCE (list));
  gint at = n > 0 ? g_test_rand_int_range (0, n) : 0;
  gint to = n > 0 ? g_test_rand_int_range (0, n) : 0;
  g_autoptr (ReactivitySignal) item =
      reactivity_signal_new_int (NULL, g_test_rand_int_range (0, 99));
  gpointer items[] = { item, item };

  switch (g_test_rand_int_range (0, n > 0 ? 24 : 2))
    {
    case 0 ... 1:
      reactivity_list_append (list, item);
      break;
    case 2 ... 5:
      reactivity_list_insert (list, at, item);
      break;
    case 6:
      reactivity_list_insert (list, at, reactivity_sequence_get (SEQUENCE (list), to));
      break;
    case 7 ... 9:
      reactivity_list_remove (list, at);
      break;
    case 10 ... 11:
      reactivity_list_set (list, at, item);
      break;
    case 12:
      reactivity_list_swap (list, at, to);
      break;
    case 13:
      reactivity_list_move (list, at, to);
      break;
    case 14:
      reactivity_list_splice (list, at, (guint) MIN (n - at, 4), items, 2);
      break;
    case 15:
      if (to % 4 == 0)
        reactivity_list_reverse (list);
      break;
    case 16:
      if (to % 16 == 0)
        reactivity_list_clear (list);
      break;
    default:
      poke (list, (guint) at, g_test_rand_int_range (0, 99));
      break;
    }
}

static void
test_random (gconstpointer data)
{
  ReactivityContext *context = reactivity_context_get_default ();
  gboolean listens = data != NULL;
  World world = { 0 };

  g_test_summary (
      "All that is derived equals what is computed anew, and so do copies of it that are "
      "kept by items-changed alone");

  world_init (&world, listens);
  for (guint round = 0; round < 1500; round++)
    {
      gboolean batch = g_test_rand_int_range (0, 3) == 0;

      if (batch)
        reactivity_context_batch_begin (context);
      for (gint i = g_test_rand_int_range (0, batch ? 12 : 2); i >= 0; i--)
        {
          edit_list (world.list);
          if (g_test_rand_int_range (0, 8) == 0)
            check_naively (&world);
          for (guint j = 0; listens && j < G_N_ELEMENTS (world.mirrors); j++)
            mirror_check (&world.mirrors[j]);
        }
      if (batch)
        reactivity_context_batch_end (context);

      if (listens || round % 5 == 0)
        check_naively (&world);
      for (guint i = 0; listens && i < G_N_ELEMENTS (world.mirrors); i++)
        {
          g_assert_cmpuint (world.mirrors[i].changes, <=, 2);
          world.mirrors[i].changes = 0;
          mirror_check (&world.mirrors[i]);
        }
    }

  world_clear (&world, listens);
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
  ADD ("filter", test_filter);
  ADD ("filter-global", test_filter_global);
  ADD ("sorted", test_sorted);
  ADD ("sorted-global", test_sorted_global);
  ADD ("sorted-few-compares", test_sorted_few_compares);
  ADD ("slice", test_slice);
  ADD ("concat", test_concat);
  ADD ("group", test_group);
  ADD ("folds", test_folds);
  ADD ("folds-of-boxes", test_folds_of_boxes);
  ADD ("position-of-derived", test_position_of_derived);
  ADD ("scope", test_scope);
  ADD ("function-writes", test_function_writes);
  ADD ("cycle", test_cycle);
  ADD ("endless", test_endless);
  ADD ("failed-source", test_failed_source);
  ADD ("owned-effects", test_owned_effects);
  ADD ("dropped-by-function", test_dropped_by_function);
  ADD ("dropped-by-listener", test_dropped_by_listener);
  g_test_add_data_func ("/reactivity/derive/mirror", "x", test_random);
  g_test_add_data_func ("/reactivity/derive/lazy", NULL, test_random);

  return g_test_run ();
}
