/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "graph.h"

G_BEGIN_DECLS

/* Pull: brings a node up to date by running as little as possible. */

RgResult rg_refresh (RgNode *node);

/* How often user code made stale again what had been seen to. */
typedef struct
{
  guint32 n_cycles;    /* of the graph, when this began */
  guint times;         /* so far */
  GHashTable *writers; /* (owned) (nullable) by whom, by `seq`, if it is often */
} RgUnrest;

/* Where a check is that goes through the dependencies of a pending node. */
typedef struct
{
  RgNode *root;      /* (unowned) whose check it is; the caller keeps it alive */
  RgNode *node;      /* (unowned) (nullable) where it is; NULL when it is done */
  guint32 at;        /* the index of the dependency of `node` to look at next */
  guint base;        /* the part of the graph's stack that belongs to this check begins here */
  RgUnrest unrest;   /* in this check */
  RgResult result;   /* why it could not be done */
  gboolean prepared; /* what `node` will read first has been seen to */
  gboolean gone;     /* the root has gone */
} RgCheck;

/* The same in pieces, for who runs the nodes itself (drive.c): begin; while there is a try, run what
 * is next, and say so, until there is no next; end the try. */
typedef struct
{
  RgNode *root;       /* (unowned) what is brought up to date; the caller keeps it alive */
  guint tries;        /* so far */
  RgResult result;    /* why it could not be done */
  gboolean checks;    /* this try checks dependencies; otherwise the root runs at once */
  gboolean runs;      /* the root has still to do that */
  gboolean is_effect; /* there is one try, and the root may go by that */
  gboolean gone;      /* the root has gone */
  RgUnrest unrest;    /* from try to try */
  RgCheck check;
} RgPull;

gboolean rg_pull_begin (RgPull *pull, RgNode *node);
gboolean rg_pull_try (RgPull *pull);
RgNode *rg_pull_next (RgGraph *graph, RgPull *pull);
void rg_pull_ran (RgGraph *graph, RgPull *pull, RgNode *node);
void rg_pull_end_try (RgPull *pull);

/* Nothing is tried any more. */
static inline void
rg_pull_end (RgPull *pull)
{
  if (G_UNLIKELY (pull->unrest.writers != NULL))
    g_clear_pointer (&pull->unrest.writers, g_hash_table_unref);
}

GPtrArray *rg_list_writers (RgGraph *graph);

G_END_DECLS
