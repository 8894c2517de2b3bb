/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The rope beside a plain array, under random edits. */

#include "collection/reactivity-rope-private.h"

#include <math.h>

typedef struct
{
  ReactivityRopeLeaf *leaf;
  double number;
  gboolean marked;
} Entry;

static double
entry_number (gconstpointer entry)
{
  return ((const Entry *) entry)->number;
}

typedef struct
{
  ReactivityRope rope;
  GPtrArray *plain; /* (owned) (element-type Entry) the same entries */
} Pair;

static void
pair_init (Pair *self)
{
  reactivity_rope_init (&self->rope, G_STRUCT_OFFSET (Entry, leaf), entry_number);
  self->plain = g_ptr_array_new_with_free_func (g_free);
}

static void
pair_clear (Pair *self)
{
  reactivity_rope_clear (&self->rope);
  g_ptr_array_unref (self->plain);
}

static void
insert (Pair *self, guint position)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->number = g_test_rand_int_range (-1000, 1000);
  entry->marked = g_test_rand_bit ();
  g_ptr_array_insert (self->plain, (gint) position, entry);
  reactivity_rope_insert (&self->rope, position, entry, entry->marked);
}

static void
remove_at (Pair *self, guint position)
{
  Entry *entry = self->plain->pdata[position];

  g_assert_true (reactivity_rope_remove (&self->rope, position) == entry);
  g_ptr_array_remove_index (self->plain, position);
}

static void
change (Pair *self, guint position)
{
  Entry *entry = self->plain->pdata[position];

  switch (g_test_rand_int_range (0, 3))
    {
    case 0:
      entry->marked = !entry->marked;
      reactivity_rope_set_marked (&self->rope, position, entry->marked);
      break;
    case 1:
      entry->number += 1;
      reactivity_rope_touch (&self->rope, entry);
      break;
    default:
      self->plain->pdata[position] = g_memdup2 (entry, sizeof *entry);
      g_assert_true (reactivity_rope_set (&self->rope, position, self->plain->pdata[position]) ==
                     entry);
      g_free (entry);
      break;
    }
}

static void
check_totals (Pair *self)
{
  const ReactivityRopeTotals *totals = &self->rope.root->totals;
  double sum = 0, min = INFINITY, max = -INFINITY;
  guint marked = 0;

  for (guint i = 0; i < self->plain->len; i++)
    {
      const Entry *entry = self->plain->pdata[i];

      sum += entry->number;
      min = MIN (min, entry->number);
      max = MAX (max, entry->number);
      marked += entry->marked;
    }

  g_assert_cmpuint (totals->n, ==, self->plain->len);
  g_assert_cmpuint (totals->n_marked, ==, marked);
  g_assert_cmpfloat (totals->sum, ==, sum);
  g_assert_cmpfloat (totals->min, ==, min);
  g_assert_cmpfloat (totals->max, ==, max);
}

static void
check (Pair *self)
{
  ReactivityRopeIter iter = reactivity_rope_seek (&self->rope, 0);
  guint marked = 0;

  for (guint i = 0; i < self->plain->len; i++)
    {
      Entry *entry = self->plain->pdata[i];

      g_assert_true (reactivity_rope_iter_get (&iter) == entry);
      g_assert_true (reactivity_rope_get (&self->rope, i) == entry);
      g_assert_cmpint (reactivity_rope_iter_is_marked (&iter), ==, entry->marked);
      g_assert_cmpuint (reactivity_rope_find (&self->rope, entry), ==, i);
      g_assert_cmpuint (reactivity_rope_count_marked (&self->rope, i), ==, marked);
      if (entry->marked)
        g_assert_cmpuint (reactivity_rope_find_marked (&self->rope, marked), ==, i);
      marked += entry->marked;
      reactivity_rope_iter_next (&iter);
    }

  g_assert_null (iter.leaf);
  g_assert_null (reactivity_rope_get (&self->rope, self->plain->len));
  g_assert_cmpuint (reactivity_rope_count_marked (&self->rope, self->plain->len), ==, marked);
  check_totals (self);
}

/* Grows and shrinks, so that the tree does, too. */
static void
test_random (void)
{
  Pair pair;

  g_test_summary ("A rope and an array hold the same after any edits");

  pair_init (&pair);
  for (guint round = 0; round < 12; round++)
    {
      const gint growth = round % 2 == 0 ? 80 : 20;

      for (guint i = 0; i < 3000; i++)
        {
          guint n = pair.plain->len;
          gint dice = g_test_rand_int_range (0, 100);

          if (n == 0 || dice < growth)
            insert (&pair, (guint) g_test_rand_int_range (0, (gint) n + 1));
          else
            remove_at (&pair, (guint) g_test_rand_int_range (0, (gint) n));
          if (pair.plain->len > 0)
            change (&pair, (guint) g_test_rand_int_range (0, (gint) pair.plain->len));
        }
      check (&pair);
    }

  while (pair.plain->len > 0)
    remove_at (&pair, (guint) g_test_rand_int_range (0, (gint) pair.plain->len));
  check (&pair);
  insert (&pair, 0);
  check (&pair);
  pair_clear (&pair);
}

static void
test_ends (gconstpointer at_front)
{
  Pair pair;

  g_test_summary ("Filling and emptying from one end");

  pair_init (&pair);
  for (guint i = 0; i < 5000; i++)
    insert (&pair, at_front ? 0 : i);
  check (&pair);
  for (guint i = 5000; i > 0; i--)
    remove_at (&pair, at_front ? 0 : i - 1);
  check (&pair);
  pair_clear (&pair);
}

static gboolean
is_below (gpointer entry, gpointer number)
{
  return ((Entry *) entry)->number < *(double *) number;
}

static void
test_search (void)
{
  Pair pair;

  g_test_summary ("A sorted rope is searched, also for what is there several times or not at all");

  pair_init (&pair);
  for (guint i = 0; i < 3000; i++)
    {
      Entry *entry = g_new0 (Entry, 1);
      guint expected = 0;
      guint position;

      entry->number = g_test_rand_int_range (0, 500);
      while (expected < pair.plain->len && is_below (pair.plain->pdata[expected], &entry->number))
        expected++;
      position = reactivity_rope_search (&pair.rope, is_below, &entry->number);
      g_assert_cmpuint (position, ==, expected);
      g_ptr_array_insert (pair.plain, (gint) position, entry);
      reactivity_rope_insert (&pair.rope, position, entry, FALSE);
    }
  check (&pair);
  pair_clear (&pair);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/rope/random", test_random);
  g_test_add_func ("/reactivity/rope/search", test_search);
  g_test_add_data_func ("/reactivity/rope/front", GINT_TO_POINTER (1), test_ends);
  g_test_add_data_func ("/reactivity/rope/back", NULL, test_ends);

  return g_test_run ();
}
