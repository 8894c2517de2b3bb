/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One write to one signal, which makes one or many effects run. One iteration is one write. */

#pragma once

#include "harness.h"

typedef struct
{
  BNode **sources;
  guint n_sources;
  BEffect **effects;
  guint n_effects;
  guint i; /* what was written last */
  gint64 runs;
  gint64 sum; /* of what the effect that ran last has read */
} Update;

B_EFFECT (update_read_1, Update, update)
{
  update->runs++;
  update->sum = b_get (update->sources[0]);
}

B_EFFECT (update_read_2, Update, update)
{
  update->runs++;
  update->sum = b_get (update->sources[0]) + b_get (update->sources[1]);
}

B_EFFECT (update_read_4, Update, update)
{
  update->runs++;
  update->sum = b_get (update->sources[0]) + b_get (update->sources[1]) +
                b_get (update->sources[2]) + b_get (update->sources[3]);
}

B_EFFECT (update_read_n, Update, update)
{
  gint64 sum = 0;

  update->runs++;
  for (guint i = 0; i < update->n_sources; i++)
    sum += b_get (update->sources[i]);
  update->sum = sum;
}

static void
update_loop (Update *update, guint n)
{
  for (guint i = 0; i < n; i++)
    b_set (update->sources[0], ++update->i);
}

static void
update_start (Update *update, guint n_sources, guint n_effects)
{
  memset (update, 0, sizeof *update);
  update->n_sources = n_sources;
  update->sources = g_new (BNode *, n_sources);
  for (guint i = 0; i < n_sources; i++)
    update->sources[i] = b_signal (i);
  update->n_effects = n_effects;
  update->effects = g_new (BEffect *, n_effects);
}

static void
update_finish (Update *update, guint count, BResult *result)
{
  gint64 n = update->n_sources;

  B_CHECK (update->i == B_ALL (count));
  B_CHECK (update->sum == n * (n - 1) / 2 + B_ALL (count));
  if (B_CAN & B_EXACT)
    B_CHECK (update->runs == (gint64) update->n_effects * (B_ALL (count) + 1));

  for (guint i = 0; i < update->n_effects; i++)
    b_free_effect (update->effects[i]);
  for (guint i = 0; i < update->n_sources; i++)
    b_free (update->sources[i]);
  g_free (update->effects);
  g_free (update->sources);
  result->sum = update->sum;
  result->runs = update->runs;
}

#define UPDATE(suffix, func, n_sources, n_effects)                                                 \
  static void b_update_##suffix (guint count, BResult *result)                                     \
  {                                                                                                \
    Update update;                                                                                 \
    update_start (&update, n_sources, n_effects);                                                  \
    for (guint i = 0; i < n_effects; i++)                                                          \
      update.effects[i] = B_NEW_EFFECT (func, &update);                                            \
    B_MEASURE (result, count, n, update_loop (&update, n));                                        \
    update_finish (&update, count, result);                                                        \
  }

UPDATE (1to1, update_read_1, 1, 1)
UPDATE (2to1, update_read_2, 2, 1)
UPDATE (4to1, update_read_4, 4, 1)
UPDATE (1000to1, update_read_n, 1000, 1)
UPDATE (1to2, update_read_1, 1, 2)
UPDATE (1to4, update_read_1, 1, 4)
UPDATE (1to1000, update_read_1, 1, 1000)

static const BWorkload b_update_workloads[] = {
  { "updateSignals1to1", b_update_1to1, 0 },
  { "updateSignals2to1", b_update_2to1, B_JOIN },
  { "updateSignals4to1", b_update_4to1, B_JOIN },
  { "updateSignals1000to1", b_update_1000to1, B_JOIN },
  { "updateSignals1to2", b_update_1to2, 0 },
  { "updateSignals1to4", b_update_1to4, 0 },
  { "updateSignals1to1000", b_update_1to1000, 0 },
  { NULL, NULL, 0 },
};
