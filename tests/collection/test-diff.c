/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A diff, taken to an old copy, makes the new one of it. */

#include "collection/reactivity-diff-private.h"

#include <glib.h>

static GArray *
copy_of (const GArray *list)
{
  return g_array_append_vals (g_array_new (FALSE, FALSE, sizeof (int)), list->data, list->len);
}

static void
splice (GArray *list, guint position, guint removed, const int *items, guint added)
{
  if (removed > 0)
    g_array_remove_range (list, position, removed);
  if (added > 0)
    g_array_insert_vals (list, position, items, added);
}

static void
edit (GArray *list, ReactivityDiff *diff, guint most)
{
  static int next = 0;
  guint position = (guint) g_test_rand_int_range (0, (gint) list->len + 1);
  guint wanted = (guint) g_test_rand_int_range (0, (gint) most + 1);
  guint removed = MIN (wanted, list->len - position);
  guint added = (guint) g_test_rand_int_range (0, (gint) most + 1);
  g_autofree int *items = g_new (int, most + 1);

  for (guint i = 0; i < added; i++)
    items[i] = next++;
  splice (list, position, removed, items, added);
  reactivity_diff_add (diff, position, removed, added);
}

static void
apply (GArray *old, const GArray *list, const GArray *hunks)
{
  guint end = 0;

  for (guint i = 0; hunks != NULL && i < hunks->len; i++)
    {
      const ReactivityHunk *hunk = &g_array_index (hunks, ReactivityHunk, i);

      g_assert_true (i == 0 || hunk->position > end);
      g_assert_true (hunk->removed > 0 || hunk->added > 0);
      splice (old, hunk->position, hunk->removed, &g_array_index (list, int, hunk->position),
              hunk->added);
      end = hunk->position + hunk->added;
    }
}

static void
check_round (GArray *list, guint n_edits, guint most)
{
  g_autoptr (GArray) old = copy_of (list);
  g_autoptr (GArray) hunks = NULL;
  ReactivityDiff diff = { NULL };

  for (guint i = 0; i < n_edits; i++)
    edit (list, &diff, most);

  hunks = reactivity_diff_steal (&diff);
  g_assert_true (hunks == NULL || hunks->len <= REACTIVITY_DIFF_MAX);
  apply (old, list, hunks);
  g_assert_cmpmem (old->data, old->len * sizeof (int), list->data, list->len * sizeof (int));
}

static void
test_random (void)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (int));

  g_test_summary ("Any edits come to hunks that do not touch, in order, with the same result");

  for (guint round = 0; round < 2000; round++)
    check_round (list, (guint) g_test_rand_int_range (0, 30), round % 3 == 0 ? 9 : 2);
}

static void
test_many (void)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (int));

  g_test_summary ("Very many hunks are taken together");

  g_array_set_size (list, 100000);
  memset (list->data, 0, 100000 * sizeof (int));
  check_round (list, 20000, 1);
}

static void
test_nothing (void)
{
  ReactivityDiff diff = { NULL };

  g_test_summary ("What is inserted and removed again leaves nothing");

  reactivity_diff_add (&diff, 3, 0, 2);
  reactivity_diff_add (&diff, 9, 1, 1);
  reactivity_diff_add (&diff, 3, 2, 0);
  g_assert_cmpuint (diff.hunks->len, ==, 1);
  g_assert_cmpuint (g_array_index (diff.hunks, ReactivityHunk, 0).position, ==, 7);
  reactivity_diff_clear (&diff);
  g_assert_null (reactivity_diff_steal (&diff));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/diff/random", test_random);
  g_test_add_func ("/reactivity/diff/many", test_many);
  g_test_add_func ("/reactivity/diff/nothing", test_nothing);

  return g_test_run ();
}
