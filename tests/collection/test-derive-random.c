/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Random edits, and everything derived beside what it should be. */

#include "signals.h"

#include <math.h>

/* How often functions run is of no interest here. */
static Counter nobody;

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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/reactivity/derive/mirror", "x", test_random);
  g_test_add_data_func ("/reactivity/derive/lazy", NULL, test_random);

  return g_test_run ();
}
