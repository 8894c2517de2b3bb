/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One edit of a long list, and what is derived from it. A program defines, before it includes this:
 *
 *   Lists *lists_new (guint what, guint n, const int *numbers);   items with these numbers
 *   void lists_remove (Lists *lists, guint position);
 *   void lists_insert (Lists *lists, guint position, int number);
 *   guint lists_size (Lists *lists);                              of what is derived
 *   int lists_get (Lists *lists, guint position);
 *   void lists_free (Lists *lists);
 */

#pragma once

#include "list-item.h"

static guint32 l_state;

static guint
l_random (guint below)
{
  l_state = l_state * 1664525 + 1013904223;
  return (guint) (((guint64) (l_state >> 8) * below) >> 24);
}

/* An item goes and another one comes, each at any position. */
static void
l_edit (Lists *lists, guint n)
{
  lists_remove (lists, l_random (n));
  lists_insert (lists, l_random (n), (int) l_random (L_RANGE));
}

static void
l_edits (Lists *lists, guint n, guint count)
{
  for (guint i = 0; i < count; i++)
    l_edit (lists, n);
}

static gint64
l_sum (Lists *lists)
{
  guint n = lists_size (lists);
  guint32 sum = n;

  for (guint i = 0; i < n; i++)
    sum = sum * 31 + (guint32) lists_get (lists, i);
  return B_WRAP (sum);
}

static void
l_run (guint what, guint n, guint count, BResult *result)
{
  int *numbers = g_new (int, n);
  Lists *lists;

  l_state = 42;
  for (guint i = 0; i < n; i++)
    numbers[i] = (int) l_random (L_RANGE);

  lists = lists_new (what, n, numbers);
  B_MEASURE (result, count, c, l_edits (lists, n, c));
  result->ns /= 2;
  result->sum = l_sum (lists);
  lists_free (lists);
  g_free (numbers);
}

#define L_WORKLOAD(kind, what, n)                                                                  \
  static void run_##kind##_##n (guint count, BResult *result)                                      \
  {                                                                                                \
    l_run (what, n, count, result);                                                                \
  }

#define L_WORKLOADS(kind, what)                                                                    \
  L_WORKLOAD (kind, what, 1000)                                                                    \
  L_WORKLOAD (kind, what, 10000)                                                                   \
  L_WORKLOAD (kind, what, 100000)                                                                  \
  L_WORKLOAD (kind, what, 1000000)

L_WORKLOADS (map, L_MAP)
L_WORKLOADS (filter, L_FILTER)
L_WORKLOADS (sort, L_SORT)
L_WORKLOADS (all, L_MAP | L_FILTER | L_SORT)

#define L_ENTRIES(kind, name)                                                                      \
  { name " 1000", run_##kind##_1000, 0 }, { name " 10000", run_##kind##_10000, 0 },                \
      { name " 100000", run_##kind##_100000, 0 },                                                  \
  {                                                                                                \
    name " 1000000", run_##kind##_1000000, 0                                                       \
  }

static const BWorkload l_workloads[] = {
  L_ENTRIES (map, "map"),   L_ENTRIES (filter, "filter"),
  L_ENTRIES (sort, "sort"), L_ENTRIES (all, "map, filter, sort"),
  { NULL, NULL, 0 },
};

int
main (int argc, char **argv)
{
  const BWorkload *families[] = { l_workloads, NULL };

  return b_main (argc, argv, families, 0);
}
