/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/drive.h"
#include "core/flush.h"
#include "core/graph.h"
#include "core/link.h"
#include "core/owner.h"
#include "core/refresh.h"
#include "core/run.h"

G_BEGIN_DECLS

/* The smallest floor above the core: nodes with an integer, functions of C, and a record of what
 * the core asked for. It is built twice: with DRIVEN it calls the functions itself, as a language does
 * that the core cannot call (core/drive.h). */

typedef struct _Cell Cell;

typedef gint64 (*CellFunc) (Cell *cell);

struct _Cell
{
  RgNode node; /* must be first */
  gint64 value;
  CellFunc func;  /* (nullable) */
  Cell *reads[8]; /* (unowned) for the function */
  gint64 note;    /* for the function */
  guint runs;
  guint announced;
  guint ended;
  guint unread;
  Cell *collector; /* (unowned) (nullable) what is collected when the cell is deferred */
  gboolean fails;  /* the function reports failure */
  gboolean gone;   /* release was asked for */
};

typedef struct
{
  RgGraph *graph;
  GString *log;     /* names of effects that ran, in order */
  guint runaways;   /* how often, and */
  guint n_suspects; /* how many nodes were named the last time */
  guint refused;
  guint lost;
  guint deferred;
  guint unmirrored;
  gboolean keep_lost; /* what `lost` answers */
  GPtrArray *cells;   /* (owned) all cells that were not freed by the test */
} World;

World *world_new (void);
void world_free (World *world);

Cell *cell_new (World *world, guint32 flags, CellFunc func);
Cell *signal_new (World *world, gint64 value);
Cell *derived_new (World *world, CellFunc func, Cell *first);
Cell *memo_new (World *world, CellFunc func, Cell *first);
Cell *effect_new (World *world, CellFunc func, Cell *first);
void cell_free (World *world, Cell *cell);

RgResult cell_run (Cell *cell);
gint64 cell_get (Cell *cell);
gint64 cell_peek (Cell *cell);
gboolean cell_set (Cell *cell, gint64 value);

/* Functions for cells: of `reads[0]`, `reads[1]`, ... */
gint64 cell_copy (Cell *cell);
gint64 cell_sum (Cell *cell);
gint64 cell_parity (Cell *cell);
gint64 cell_guarded (Cell *cell); /* reads[1] only if reads[0] */

/* The dependencies of a cell, as a string of their `note`s. */
char *cell_deps (Cell *cell);

G_END_DECLS
