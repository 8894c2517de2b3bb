/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* molBench, where two functions are expensive, and cellx, a deep and narrow spreadsheet. */

#pragma once

#include "harness.h"

/* molBench: one iteration is two batches of two writes. */

typedef struct
{
  BNode *a;
  BNode *b;
  BNode *c;
  BNode *d;
  BNode *e;
  BNode *f;
  BNode *g;
  gint64 d_values[5]; /* held beside `d`, whose value is the number of its run */
  gint64 results[3];
  BEffect *effects[3];
  gint64 runs;
  guint i;
} Mol;

static volatile guint mol_sixteen = 16;

__attribute__ ((noinline)) static gint64
mol_fib (guint n)
{
  return n < 2 ? 1 : mol_fib (n - 1) + mol_fib (n - 2);
}

static gint64
mol_hard (gint64 n)
{
  return n + mol_fib (mol_sixteen);
}

B_DERIVED (mol_c, Mol, mol)
{
  mol->runs++;
  return b_get (mol->a) % 2 + b_get (mol->b) % 2;
}

B_DERIVED (mol_d, Mol, mol)
{
  mol->runs++;
  for (guint i = 0; i < 5; i++)
    mol->d_values[i] = i + b_get (mol->a) % 2 - b_get (mol->b) % 2;
  return mol->runs;
}

B_DERIVED (mol_e, Mol, mol)
{
  gint64 sum;

  mol->runs++;
  sum = b_get (mol->c) + b_get (mol->a);
  b_get (mol->d);
  return mol_hard (sum + mol->d_values[0]);
}

B_DERIVED (mol_f, Mol, mol)
{
  mol->runs++;
  b_get (mol->d);
  return mol_hard (mol->d_values[2] != 0 ? mol->d_values[2] : b_get (mol->b));
}

B_DERIVED (mol_g, Mol, mol)
{
  gint64 sum;
  gint64 c;

  mol->runs++;
  sum = b_get (mol->c);
  c = b_get (mol->c);
  sum += c != 0 ? c : b_get (mol->e) % 2;
  b_get (mol->d);
  return sum + mol->d_values[4] + b_get (mol->f);
}

B_EFFECT (mol_effect_0, Mol, mol)
{
  mol->runs++;
  mol->results[0] = mol_hard (b_get (mol->g));
}

B_EFFECT (mol_effect_1, Mol, mol)
{
  mol->runs++;
  mol->results[1] = b_get (mol->g);
}

B_EFFECT (mol_effect_2, Mol, mol)
{
  mol->runs++;
  mol->results[2] = mol_hard (b_get (mol->f));
}

static void
mol_check (const Mol *mol, gint64 a, gint64 b)
{
  gint64 fib = mol_fib (mol_sixteen);
  gint64 c = a % 2 + b % 2;
  gint64 d = a % 2 - b % 2;
  gint64 f = (2 + d != 0 ? 2 + d : b) + fib;
  gint64 g = c + (c != 0 ? c : (c + a + d + fib) % 2) + 4 + d + f;

  B_CHECK (mol->results[0] == g + fib);
  B_CHECK (mol->results[1] == g);
  B_CHECK (mol->results[2] == f + fib);
}

static void
mol_loop (Mol *mol, guint n)
{
  for (guint k = 0; k < n; k++)
    {
      guint i = ++mol->i;

      b_batch_begin ();
      b_set (mol->b, 1);
      b_set (mol->a, 1 + 2 * (gint64) i);
      b_batch_end ();

      b_batch_begin ();
      b_set (mol->a, 2 + 2 * (gint64) i);
      b_set (mol->b, 2);
      b_batch_end ();
    }
}

static void
b_mol (guint count, BResult *result)
{
  Mol *mol = g_new0 (Mol, 1);
  gint64 before;

  mol->a = b_signal (0);
  mol->b = b_signal (0);
  mol->c = B_NEW_DERIVED (mol_c, mol);
  mol->d = B_NEW_DERIVED (mol_d, mol);
  mol->e = B_NEW_DERIVED (mol_e, mol);
  mol->f = B_NEW_DERIVED (mol_f, mol);
  mol->g = B_NEW_DERIVED (mol_g, mol);
  mol->effects[0] = B_NEW_EFFECT (mol_effect_0, mol);
  mol->effects[1] = B_NEW_EFFECT (mol_effect_1, mol);
  mol->effects[2] = B_NEW_EFFECT (mol_effect_2, mol);
  before = mol->runs;
  mol_check (mol, 0, 0);

  B_MEASURE (result, count, n, mol_loop (mol, n));

  mol_check (mol, 2 + 2 * (gint64) mol->i, 2);
  b_batch_begin ();
  b_set (mol->b, 1);
  b_set (mol->a, 7);
  b_batch_end ();
  mol_check (mol, 7, 1);
  B_CHECK (mol->runs > before);
  result->runs = mol->runs;
  result->sum = mol->results[0];

  for (guint i = 3; i > 0; i--)
    b_free_effect (mol->effects[i - 1]);
  b_free (mol->g);
  b_free (mol->f);
  b_free (mol->e);
  b_free (mol->d);
  b_free (mol->c);
  b_free (mol->b);
  b_free (mol->a);
  g_free (mol);
}

/* cellx: layers of four derived, each of one or two of the layer before, and an effect on each.
 * One iteration is a batch of four writes and a read of the last layer. */

typedef struct
{
  struct _Cellx *cellx;
  BNode **before; /* the four of the layer before */
  BNode *self;
} CellxPlace;

typedef struct _Cellx
{
  guint layers;
  BNode **nodes;      /* 4 signals, then 4 derived for each layer */
  CellxPlace *places; /* one for each derived */
  BEffect **effects;
  gint64 expected[2][4];
  gint64 runs;
  guint i;
} Cellx;

B_DERIVED (cellx_1, CellxPlace, place)
{
  place->cellx->runs++;
  return b_get (place->before[1]);
}

B_DERIVED (cellx_2, CellxPlace, place)
{
  place->cellx->runs++;
  return b_get (place->before[0]) - b_get (place->before[2]);
}

B_DERIVED (cellx_3, CellxPlace, place)
{
  place->cellx->runs++;
  return b_get (place->before[1]) + b_get (place->before[3]);
}

B_DERIVED (cellx_4, CellxPlace, place)
{
  place->cellx->runs++;
  return b_get (place->before[2]);
}

B_EFFECT (cellx_watch, CellxPlace, place)
{
  place->cellx->runs++;
  b_get (place->self);
}

/* The same in plain arithmetic. */
static void
cellx_expect (gint64 *values, guint layers)
{
  for (guint i = 0; i < layers; i++)
    {
      gint64 first = values[0];
      gint64 second = values[1];

      values[0] = second;
      values[1] = first - values[2];
      first = values[2];
      values[2] = second + values[3];
      values[3] = first;
    }
}

static void
cellx_build (Cellx *cellx)
{
  guint n = 4 * cellx->layers;

  cellx->nodes = g_new (BNode *, n + 4);
  cellx->places = g_new0 (CellxPlace, n);
  cellx->effects = g_new (BEffect *, n);

  for (guint i = 0; i < 4; i++)
    {
      cellx->expected[0][i] = i + 1;
      cellx->expected[1][i] = 4 - i;
      cellx->nodes[i] = b_signal (i + 1);
    }

  for (guint i = 0; i < n; i++)
    {
      cellx->places[i].cellx = cellx;
      cellx->places[i].before = cellx->nodes + i / 4 * 4;
    }

  for (guint i = 0; i < n; i += 4)
    {
      BNode **layer = cellx->nodes + i + 4;

      layer[0] = B_NEW_DERIVED (cellx_1, &cellx->places[i]);
      layer[1] = B_NEW_DERIVED (cellx_2, &cellx->places[i + 1]);
      layer[2] = B_NEW_DERIVED (cellx_3, &cellx->places[i + 2]);
      layer[3] = B_NEW_DERIVED (cellx_4, &cellx->places[i + 3]);
      for (guint k = 0; k < 4; k++)
        {
          cellx->places[i + k].self = layer[k];
          cellx->effects[i + k] = B_NEW_EFFECT (cellx_watch, &cellx->places[i + k]);
        }
    }

  cellx_expect (cellx->expected[0], cellx->layers);
  cellx_expect (cellx->expected[1], cellx->layers);
}

static void
cellx_loop (Cellx *cellx, guint n)
{
  BNode **end = cellx->nodes + 4 * cellx->layers;

  for (guint k = 0; k < n; k++)
    {
      guint odd = ++cellx->i % 2;

      b_batch_begin ();
      for (guint i = 0; i < 4; i++)
        b_set (cellx->nodes[i], odd != 0 ? 4 - (gint64) i : 1 + (gint64) i);
      b_batch_end ();

      for (guint i = 0; i < 4; i++)
        B_CHECK (b_get (end[i]) == cellx->expected[odd][i]);
    }
}

static void
cellx_any (guint layers, guint count, BResult *result)
{
  Cellx cellx = { layers, NULL, NULL, NULL, { { 0 } }, 0, 0 };
  guint n = 4 * layers;

  cellx_build (&cellx);
  B_MEASURE (result, count, k, cellx_loop (&cellx, k));
  result->runs = cellx.runs;
  result->sum = cellx.expected[0][0] + cellx.expected[1][1];

  for (guint i = n; i > 0; i--)
    b_free_effect (cellx.effects[i - 1]);
  for (guint i = n + 4; i > 0; i--)
    b_free (cellx.nodes[i - 1]);
  g_free (cellx.nodes);
  g_free (cellx.places);
  g_free (cellx.effects);
}

static void
b_cellx_1000 (guint count, BResult *result)
{
  cellx_any (1000, count, result);
}

static void
b_cellx_2500 (guint count, BResult *result)
{
  cellx_any (2500, count, result);
}

static const BWorkload b_cell_workloads[] = {
  { "molBench", b_mol, B_JOIN | B_DYNAMIC },
  { "cellx1000", b_cellx_1000, B_JOIN | B_LATTICE },
  { "cellx2500", b_cellx_2500, B_JOIN | B_LATTICE },
  { NULL, NULL, 0 },
};
