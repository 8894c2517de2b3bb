/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Grids: @width signals, and layers of as many derived, each of which sums some neighbours in the
 * layer before. A dynamic one leaves out one of them while the first is odd. One iteration is a
 * write to one signal and a read of those of the last layer that are read at all. "6-10x10 dyn25%
 * lazy80%" is: 6 sources each, 10 wide, 10 layers with the signals, 25% dynamic, 20% of the last
 * layer read. */

#pragma once

#include "harness.h"

#define GRID_CHECKED 40 /* iterations that are compared with the oracle */

typedef struct _Grid Grid;

typedef struct
{
  Grid *grid;
  BNode **sources;
  guint n;
} GridCell;

struct _Grid
{
  guint width;
  guint layers; /* of derived */
  guint n_sources;
  guint n_read;
  BNode **nodes; /* (layers + 1) * width */
  GridCell *cells;
  guint *indices; /* for each derived `n_sources` places in `nodes` */
  gboolean *dynamic;
  guint *read; /* places in `nodes` */
  guint i;
  gint64 runs;
};

static guint32
grid_random (guint32 *seed)
{
  *seed = *seed * 1664525u + 1013904223u;
  return *seed >> 8;
}

B_DERIVED (grid_static, GridCell, cell)
{
  gint32 sum = 0;

  cell->grid->runs++;
  for (guint i = 0; i < cell->n; i++)
    sum = B_WRAP (sum + b_get (cell->sources[i]));
  return sum;
}

B_DERIVED (grid_dynamic, GridCell, cell)
{
  gint32 sum;
  guint drop;

  cell->grid->runs++;
  sum = (gint32) b_get (cell->sources[0]);
  drop = (sum & 1) != 0 ? (guint32) sum % (cell->n - 1) + 1 : 0;
  for (guint i = 1; i < cell->n; i++)
    {
      if (i != drop)
        sum = B_WRAP (sum + b_get (cell->sources[i]));
    }
  return sum;
}

/* The oracle: the same grid by the plainest means, with the number of runs that are needed. */

typedef struct
{
  gint32 value;
  guint changed; /* the clock when the value changed last */
  guint checked; /* the clock when it was brought up to date last */
  guint n_used;  /* what the last run read, and when that had changed */
  guint *used;
  guint *used_changed;
} GridPlain;

typedef struct
{
  const Grid *grid;
  GridPlain *plain;
  guint clock;
  gint64 runs;
} GridOracle;

static GridOracle *
grid_oracle_new (const Grid *grid)
{
  GridOracle *oracle = g_new0 (GridOracle, 1);
  guint n = (grid->layers + 1) * grid->width;

  oracle->grid = grid;
  oracle->plain = g_new0 (GridPlain, n);
  oracle->clock = 1;
  for (guint i = 0; i < n; i++)
    {
      oracle->plain[i].used = g_new (guint, grid->n_sources);
      oracle->plain[i].used_changed = g_new (guint, grid->n_sources);
      if (i < grid->width)
        oracle->plain[i].value = (gint32) i;
    }
  return oracle;
}

static void
grid_oracle_free (GridOracle *oracle)
{
  for (guint i = 0; i < (oracle->grid->layers + 1) * oracle->grid->width; i++)
    {
      g_free (oracle->plain[i].used);
      g_free (oracle->plain[i].used_changed);
    }
  g_free (oracle->plain);
  g_free (oracle);
}

static gint32 grid_oracle_pull (GridOracle *oracle, guint at);

static gint32
grid_oracle_use (GridOracle *oracle, GridPlain *user, guint at)
{
  gint32 value = grid_oracle_pull (oracle, at);

  user->used[user->n_used] = at;
  user->used_changed[user->n_used++] = oracle->plain[at].changed;
  return value;
}

static gint32
grid_oracle_run (GridOracle *oracle, guint at)
{
  const Grid *grid = oracle->grid;
  const guint *indices = grid->indices + (at - grid->width) * grid->n_sources;
  GridPlain *plain = &oracle->plain[at];
  gint32 sum;
  guint drop = 0;

  oracle->runs++;
  plain->n_used = 0;
  sum = grid_oracle_use (oracle, plain, indices[0]);
  if (grid->dynamic[at - grid->width] && (sum & 1) != 0)
    drop = (guint32) sum % (grid->n_sources - 1) + 1;
  for (guint i = 1; i < grid->n_sources; i++)
    {
      if (i != drop)
        sum = B_WRAP (sum + (gint64) grid_oracle_use (oracle, plain, indices[i]));
    }
  return sum;
}

static gint32
grid_oracle_pull (GridOracle *oracle, guint at)
{
  GridPlain *plain = &oracle->plain[at];
  gboolean stale = plain->checked == 0;

  if (at < oracle->grid->width || plain->checked == oracle->clock)
    return plain->value;

  for (guint i = 0; i < plain->n_used && !stale; i++)
    {
      grid_oracle_pull (oracle, plain->used[i]);
      stale = oracle->plain[plain->used[i]].changed != plain->used_changed[i];
    }

  if (stale)
    {
      gint32 value = grid_oracle_run (oracle, at);

      if (plain->checked == 0 || value != plain->value)
        plain->changed = oracle->clock;
      plain->value = value;
    }
  plain->checked = oracle->clock;
  return plain->value;
}

static gint32
grid_sum (Grid *grid)
{
  gint32 sum = 0;

  for (guint i = 0; i < grid->n_read; i++)
    sum = B_WRAP (sum + b_get (grid->nodes[grid->read[i]]));
  return sum;
}

static void
grid_loop (Grid *grid, guint n)
{
  for (guint k = 0; k < n; k++)
    {
      guint i = ++grid->i;
      guint at = i % grid->width;

      b_set (grid->nodes[at], i + at);
      for (guint r = 0; r < grid->n_read; r++)
        b_get (grid->nodes[grid->read[r]]);
    }
}

static void
grid_check (Grid *grid)
{
  GridOracle *oracle = grid_oracle_new (grid);

  for (guint k = 0; k < GRID_CHECKED; k++)
    {
      GridPlain *source = &oracle->plain[(grid->i + 1) % grid->width];
      gint32 sum = 0;

      grid_loop (grid, 1);
      oracle->clock++;
      source->value = (gint32) (grid->i + grid->i % grid->width);
      source->changed = oracle->clock;
      for (guint r = 0; r < grid->n_read; r++)
        sum = B_WRAP ((gint64) sum + grid_oracle_pull (oracle, grid->read[r]));
      B_CHECK (grid_sum (grid) == sum);
      if (B_CAN & B_EXACT)
        B_CHECK (grid->runs == oracle->runs);
    }

  grid_oracle_free (oracle);
}

/* Which of the last layer are read: all but some that are picked at random. */
static void
grid_choose (Grid *grid, guint percent_read, guint32 *seed)
{
  guint n = grid->width;

  for (guint i = 0; i < n; i++)
    grid->read[i] = grid->layers * grid->width + i;

  grid->n_read = grid->width * percent_read / 100;
  while (n > grid->n_read)
    {
      guint out = grid_random (seed) % n--;

      for (guint i = out; i < n; i++)
        grid->read[i] = grid->read[i + 1];
    }
}

static void
grid_build (Grid *grid, guint percent_dynamic, guint32 *seed)
{
  guint n = grid->layers * grid->width;

  grid->nodes = g_new (BNode *, n + grid->width);
  grid->cells = g_new0 (GridCell, n);
  grid->indices = g_new (guint, n * grid->n_sources);
  grid->dynamic = g_new (gboolean, n);
  grid->read = g_new (guint, grid->width);

  for (guint i = 0; i < grid->width; i++)
    grid->nodes[i] = b_signal (i);

  for (guint i = 0; i < n; i++)
    {
      GridCell *cell = &grid->cells[i];
      guint layer = i / grid->width;

      cell->grid = grid;
      cell->n = grid->n_sources;
      cell->sources = g_new (BNode *, cell->n);
      for (guint k = 0; k < cell->n; k++)
        {
          guint at = layer * grid->width + (i + k) % grid->width;

          grid->indices[i * cell->n + k] = at;
          cell->sources[k] = grid->nodes[at];
        }

      grid->dynamic[i] = grid_random (seed) % 100 < percent_dynamic;
      if (grid->dynamic[i])
        grid->nodes[i + grid->width] = B_NEW_DERIVED (grid_dynamic, cell);
      else
        grid->nodes[i + grid->width] = B_NEW_DERIVED (grid_static, cell);
    }
}

static void
grid_any (guint width, guint layers, guint n_sources, guint percent_dynamic, guint percent_read,
          guint count, BResult *result)
{
  Grid *grid = g_new0 (Grid, 1);
  guint32 seed = 1;

  grid->width = width;
  grid->layers = layers - 1;
  grid->n_sources = n_sources;
  grid_build (grid, percent_dynamic, &seed);
  grid_choose (grid, percent_read, &seed);
  grid_check (grid);

  B_MEASURE (result, count, n, grid_loop (grid, n));

  result->sum = grid_sum (grid);
  result->runs = grid->runs;
  for (guint i = layers * width; i > 0; i--)
    b_free (grid->nodes[i - 1]);
  for (guint i = 0; i < grid->layers * width; i++)
    g_free (grid->cells[i].sources);
  g_free (grid->nodes);
  g_free (grid->cells);
  g_free (grid->indices);
  g_free (grid->dynamic);
  g_free (grid->read);
  g_free (grid);
}

#define GRID(suffix, width, layers, n_sources, percent_dynamic, percent_read)                      \
  static void b_grid_##suffix (guint count, BResult *result)                                       \
  {                                                                                                \
    grid_any (width, layers, n_sources, percent_dynamic, percent_read, count, result);             \
  }

GRID (2_10x5, 10, 5, 2, 0, 20)
GRID (6_10x10, 10, 10, 6, 25, 20)
GRID (4_1000x12, 1000, 12, 4, 5, 100)
GRID (25_1000x5, 1000, 5, 25, 0, 100)
GRID (3_5x500, 5, 500, 3, 0, 100)
GRID (6_100x15, 100, 15, 6, 50, 100)

static const BWorkload b_grid_workloads[] = {
  { "2-10x5 lazy80%", b_grid_2_10x5, B_JOIN },
  { "6-10x10 dyn25% lazy80%", b_grid_6_10x10, B_JOIN | B_DYNAMIC | B_LATTICE },
  { "4-1000x12 dyn5%", b_grid_4_1000x12, B_JOIN | B_DYNAMIC | B_LATTICE },
  { "25-1000x5", b_grid_25_1000x5, B_JOIN | B_LATTICE },
  { "3-5x500", b_grid_3_5x500, B_JOIN | B_LATTICE },
  { "6-100x15 dyn50%", b_grid_6_100x15, B_JOIN | B_DYNAMIC | B_LATTICE },
  { NULL, NULL, 0 },
};
