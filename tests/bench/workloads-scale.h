/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Very long chains, very wide fans, and memory. One iteration is one node. */

#pragma once

#include "harness.h"

typedef struct
{
  BNode **nodes;
  guint n;
  guint i;
  gint64 runs;
} Scale;

B_DERIVED (scale_add_1, BNode *, before)
{
  return b_get (*before) + 1;
}

static void
chain_loop (Scale *scale, guint n)
{
  for (guint k = 0; k < n; k++)
    {
      b_set (scale->nodes[0], ++scale->i);
      B_CHECK (b_get (scale->nodes[scale->n]) == scale->i + scale->n);
    }
}

static void
chain_any (guint n, guint count, BResult *result)
{
  Scale scale = { g_new (BNode *, n + 1), n, 0, 0 };

  scale.nodes[0] = b_signal (0);
  for (guint i = 1; i <= n; i++)
    {
      scale.nodes[i] = B_NEW_DERIVED (scale_add_1, &scale.nodes[i - 1]);
      B_CHECK (b_get (scale.nodes[i]) == i);
    }

  B_MEASURE (result, count, k, chain_loop (&scale, k));
  result->ns /= n;
  result->sum = scale.i;

  for (guint i = n + 1; i > 0; i--)
    b_free (scale.nodes[i - 1]);
  g_free (scale.nodes);
}

B_EFFECT (scale_watch, Scale, scale)
{
  scale->runs += b_get (scale->nodes[0]) == scale->i;
}

static void
fan_loop (Scale *scale, guint n)
{
  for (guint k = 0; k < n; k++)
    {
      scale->i++;
      b_set (scale->nodes[0], scale->i);
    }
}

static void
fan_any (guint n, guint count, BResult *result)
{
  Scale scale = { g_new (BNode *, 1), n, 0, 0 };
  BEffect **effects = g_new (BEffect *, n);

  scale.nodes[0] = b_signal (0);
  for (guint i = 0; i < n; i++)
    effects[i] = B_NEW_EFFECT (scale_watch, &scale);

  B_MEASURE (result, count, k, fan_loop (&scale, k));
  B_CHECK (scale.runs == (gint64) n * (B_ALL (count) + 1));
  result->ns /= n;
  result->sum = scale.i;

  for (guint i = n; i > 0; i--)
    b_free_effect (effects[i - 1]);
  b_free (scale.nodes[0]);
  g_free (effects);
  g_free (scale.nodes);
}

/* Bytes: of a signal; of a derived that was read once and is linked to one signal; of a link, in
 * @count derived that all read the same signals. Needs G_SLICE=always-malloc. */

B_DERIVED (memory_read_1, BNode *, source)
{
  return b_get (*source);
}

B_DERIVED (memory_read_n, Scale, scale)
{
  gint64 sum = 0;

  for (guint i = 0; i < scale->n; i++)
    sum += b_get (scale->nodes[i]);
  return sum;
}

static void
b_bytes_per_node (guint count, BResult *result, gboolean is_derived)
{
  BNode **signals = g_new (BNode *, count);
  BNode **derived = g_new (BNode *, count);
  double before = b_heap ();

  for (guint i = 0; i < count; i++)
    signals[i] = b_signal (i);
  result->bytes = (b_heap () - before) / count;

  before = b_heap ();
  for (guint i = 0; i < count; i++)
    {
      derived[i] = B_NEW_DERIVED (memory_read_1, &signals[i]);
      B_CHECK (b_get (derived[i]) == i);
    }
  if (is_derived)
    result->bytes = (b_heap () - before) / count;

  for (guint i = 0; i < count; i++)
    {
      b_free (derived[i]);
      b_free (signals[i]);
    }
  g_free (derived);
  g_free (signals);
}

static void
b_bytes_signal (guint count, BResult *result)
{
  b_bytes_per_node (count, result, FALSE);
}

static void
b_bytes_derived (guint count, BResult *result)
{
  b_bytes_per_node (count, result, TRUE);
}

static double
heap_of_derived (Scale *scale, BNode **derived, guint n_sources, guint count)
{
  double before = b_heap ();
  double bytes;

  scale->n = n_sources;
  for (guint i = 0; i < count; i++)
    {
      derived[i] = B_NEW_DERIVED (memory_read_n, scale);
      B_CHECK (b_get (derived[i]) == n_sources);
    }
  bytes = b_heap () - before;

  for (guint i = 0; i < count; i++)
    b_free (derived[i]);
  return bytes;
}

/* What the links add beyond the first one, on both sides. */
static void
b_bytes_per_link (guint n_sources, guint count, BResult *result)
{
  Scale scale = { g_new (BNode *, n_sources), n_sources, 0, 0 };
  BNode **derived = g_new (BNode *, count);
  double one;
  double all;

  for (guint i = 0; i < n_sources; i++)
    scale.nodes[i] = b_signal (1);
  one = heap_of_derived (&scale, derived, 1, count);
  all = heap_of_derived (&scale, derived, n_sources, count);
  result->bytes = (all - one) / ((n_sources - 1.0) * count);

  for (guint i = 0; i < n_sources; i++)
    b_free (scale.nodes[i]);
  g_free (derived);
  g_free (scale.nodes);
}

static void
b_bytes_link_full (guint count, BResult *result)
{
  b_bytes_per_link (128, count, result);
}

static void
b_bytes_link (guint count, BResult *result)
{
  b_bytes_per_link (100, count, result);
}

#define SCALE(name, n)                                                                             \
  static void b_##name##_##n (guint count, BResult *result)                                        \
  {                                                                                                \
    name##_any (n, count, result);                                                                 \
  }

SCALE (chain, 10000)
SCALE (chain, 1000000)
SCALE (fan, 10000)
SCALE (fan, 1000000)

static const BWorkload b_scale_workloads[] = {
  { "chain 10000", b_chain_10000, B_DEPTH_10K },
  { "chain 1000000", b_chain_1000000, B_DEPTH },
  { "fan 10000", b_fan_10000, 0 },
  { "fan 1000000", b_fan_1000000, 0 },
  { "bytes per signal", b_bytes_signal, 0 },
  { "bytes per derived", b_bytes_derived, 0 },
  { "bytes per link, 128 sources", b_bytes_link_full, B_JOIN },
  { "bytes per link, 100 sources", b_bytes_link, B_JOIN },
  { NULL, NULL, 0 },
};
