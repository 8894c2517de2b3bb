/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Making nodes and letting them go again. One iteration is one node; the time holds its creation,
 * its first read, which links it, and its end. All nodes of a pass are alive at once. There are
 * several passes, because a garbage collector ends the nodes of one pass during the next. */

#pragma once

#include "harness.h"

typedef struct
{
  BNode **sources;
  guint n;
} CreateReads;

typedef struct
{
  BNode **sources;
  guint n_sources;
  BNode **made;
  CreateReads *reads;
  gint64 sum;
} Create;

#define CREATE_PASSES 3

static void
create_passes (Create *create, guint n, void (*loop) (Create *create, guint n))
{
  for (guint pass = 0; pass < CREATE_PASSES; pass++)
    loop (create, n);
}

static void
create_signals (Create *create, guint n)
{
  for (guint i = 0; i < n; i++)
    create->made[i] = b_signal (i);
  create->sum = 0;
  for (guint i = 0; i < n; i++)
    create->sum = B_WRAP (create->sum + b_get (create->made[i]));
  for (guint i = 0; i < n; i++)
    b_free (create->made[i]);
}

static void
b_create_signals (guint count, BResult *result)
{
  Create create = { NULL, 0, g_new (BNode *, count), NULL, 0 };

  B_MEASURE_IN (result, count, 1, n, create_passes (&create, n, create_signals));
  result->ns /= CREATE_PASSES;
  B_CHECK (create.sum == B_WRAP ((gint64) count * (count - 1) / 2));
  result->sum = create.sum;
  g_free (create.made);
}

B_DERIVED (create_read_0, CreateReads, reads)
{
  return reads->n;
}

B_DERIVED (create_read_1, CreateReads, reads)
{
  return b_get (reads->sources[0]);
}

B_DERIVED (create_read_2, CreateReads, reads)
{
  return b_get (reads->sources[0]) + b_get (reads->sources[1]);
}

B_DERIVED (create_read_4, CreateReads, reads)
{
  return b_get (reads->sources[0]) + b_get (reads->sources[1]) + b_get (reads->sources[2]) +
         b_get (reads->sources[3]);
}

B_DERIVED (create_read_n, CreateReads, reads)
{
  gint64 sum = 0;

  for (guint i = 0; i < reads->n; i++)
    sum += b_get (reads->sources[i]);
  return sum;
}

static void
create_finish (Create *create, guint n)
{
  create->sum = 0;
  for (guint i = 0; i < n; i++)
    create->sum = B_WRAP (create->sum + b_get (create->made[i]));
  for (guint i = 0; i < n; i++)
    b_free (create->made[i]);
}

/* Each derived is read when it is made. */
#define CREATE_LOOP(suffix, prepare)                                                               \
  static void create_##suffix (Create *create, guint n)                                            \
  {                                                                                                \
    for (guint i = 0; i < n; i++)                                                                  \
      {                                                                                            \
        create->made[i] = B_NEW_DERIVED (create_read_##suffix, &create->reads[i]);                 \
        prepare (create->made[i]);                                                                 \
        b_get (create->made[i]);                                                                   \
      }                                                                                            \
    create_finish (create, n);                                                                     \
  }

#define CREATE_AS_IT_IS(node) ((void) (node))

CREATE_LOOP (0, b_may_lose)
CREATE_LOOP (1, CREATE_AS_IT_IS)
CREATE_LOOP (2, CREATE_AS_IT_IS)
CREATE_LOOP (4, CREATE_AS_IT_IS)
CREATE_LOOP (n, CREATE_AS_IT_IS)

/* @count derived, each of which reads @n_reads of @n_sources signals. */
static void
create_any (guint count, BResult *result, guint n_reads, guint n_sources,
            void (*loop) (Create *create, guint n))
{
  Create create = { g_new (BNode *, n_sources), n_sources, g_new (BNode *, count),
                    g_new (CreateReads, count), 0 };
  gint64 expected = 0;

  for (guint i = 0; i < n_sources; i++)
    create.sources[i] = b_signal (i);

  for (guint i = 0; i < count; i++)
    {
      guint first = n_reads == 0 ? 0 : (guint) ((guint64) i * n_reads % n_sources);

      if (n_reads == 1)
        first = (guint) ((guint64) i * n_sources / count);
      create.reads[i].sources = create.sources + first;
      create.reads[i].n = n_reads;
      for (guint k = 0; k < n_reads; k++)
        expected = B_WRAP (expected + first + k);
    }

  B_MEASURE_IN (result, count, 1, k, create_passes (&create, k, loop));
  result->ns /= CREATE_PASSES;
  B_CHECK (create.sum == expected);
  result->sum = create.sum;

  for (guint i = 0; i < n_sources; i++)
    b_free (create.sources[i]);
  g_free (create.sources);
  g_free (create.made);
  g_free (create.reads);
}

#define CREATE(suffix, n_reads, n_sources, loop)                                                   \
  static void b_create_##suffix (guint count, BResult *result)                                     \
  {                                                                                                \
    create_any (count, result, n_reads, n_sources, loop);                                          \
  }

CREATE (0to1, 0, 1, create_0)
CREATE (1to1, 1, count, create_1)
CREATE (2to1, 2, 2 * count, create_2)
CREATE (4to1, 4, 4 * count, create_4)
CREATE (1000to1, 1000, 1000 * count, create_n)
CREATE (1to2, 1, count / 2, create_1)
CREATE (1to4, 1, count / 4, create_1)
CREATE (1to8, 1, count / 8, create_1)
CREATE (1to1000, 1, count / 1000, create_1)

static const BWorkload b_create_workloads[] = {
  { "createSignals", b_create_signals, 0 },
  { "createComputations0to1", b_create_0to1, 0 },
  { "createComputations1to1", b_create_1to1, 0 },
  { "createComputations2to1", b_create_2to1, B_JOIN },
  { "createComputations4to1", b_create_4to1, B_JOIN },
  { "createComputations1000to1", b_create_1000to1, B_JOIN },
  { "createComputations1to2", b_create_1to2, 0 },
  { "createComputations1to4", b_create_1to4, 0 },
  { "createComputations1to8", b_create_1to8, 0 },
  { "createComputations1to1000", b_create_1to1000, 0 },
  { NULL, NULL, 0 },
};
