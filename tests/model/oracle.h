/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "program.h"

G_BEGIN_DECLS

/* What a computation read in its last run. */
typedef struct
{
  guint id;
  guint64 seen; /* the stamp that the value had when it was first read */
} Dep;

/* Something that an effect or a scope owns. */
typedef struct
{
  guint id;         /* an effect; with `cleanup` the node that asked for it */
  gboolean cleanup; /* a cleanup function, called `tag` */
  int tag;
} Item;

typedef struct
{
  guint id;
  const Spec *spec;
  gboolean alive; /* somebody holds it */
  gboolean held;  /* the program does */
  int refs;

  /* Sources. */
  gint64 value;
  int error;
  gboolean computed; /* `value` means something */
  guint64 stamp;     /* names the value, or the error: it differs when they do */
  Equality equality;
  gboolean halved;    /* it had EQUAL_HALF, so that it may have kept another value than its last */
  gboolean watched;   /* there was a handler of notify::value */
  gboolean listened;  /* there is one */
  guint64 announced;  /* the stamp when it was queued for that */
  gboolean has_saved; /* in a batch: what was there before it */
  gint64 saved;
  guint64 saved_stamp;
  guint saved_batch;

  /* Computations. */
  GArray *deps;    /* (owned) (element-type Dep) of the last run, in the order of the first read */
  GArray *reading; /* (owned) (element-type Dep) of the run under way */
  gboolean woken;  /* something that it may depend on changed since it was last looked at */
  gboolean sure;   /* and that was a signal that it reads itself, outside a batch */
  gboolean empty;  /* a memoized without a value */
  gboolean running;
  gboolean disposed;
  gboolean has_function; /* and what its data holds */
  gboolean wrote_own;    /* it depends on what the run under way wrote */
  gboolean reached;      /* by the change that is looked at */
  int inherited;         /* the error that it met in this run */

  /* Effects. */
  gboolean queued;
  gboolean idle;
  int priority;
  GArray *waiting; /* (nullable) (unowned) (element-type guint) those that it waits with */

  guint owner;        /* 0 for nobody */
  guint maker;        /* who owned it first */
  gboolean owner_ref; /* one of `refs` is that of the owner, now or until the run ends */
  GArray *owned;      /* (owned) (element-type Item) */
} Node;

typedef struct
{
  World world;      /* must be first */
  GPtrArray *nodes; /* (owned) (element-type Node) by id; the first two are empty */
  GArray *living;   /* (owned) (element-type guint) ids of nodes that are alive, ascending */
  guint64 stamps;   /* given out */
  guint runs;
  guint caller; /* the effect that the program runs by itself */

  struct
  {
    guint depth; /* of batches, runs, checks and flushes: effects wait for 0 */
    guint batches;
    guint batch;        /* the number of the outermost one */
    guint flushing;     /* flushes under way, one inside the other */
    gboolean dropping;  /* the data of a function */
    GPtrArray *dropped; /* (owned) (element-type Spec) functions whose data waits to be dropped */
    GArray *queue;  /* (owned) (element-type guint) effects and listened sources; 0 for nobody */
    GArray *frames; /* (owned) (element-type Frame) */
  } contexts[N_CONTEXTS];

  GArray *idles; /* (owned) (element-type Idle) that the main context knows of, in its order */
} Oracle;

Oracle *oracle_new (void);
void oracle_free (Oracle *oracle);
Node *oracle_node (Oracle *oracle, guint id);

gint64 oracle_recompute (Oracle *oracle, guint id, gboolean *known);
gboolean oracle_recompute_effect (Oracle *oracle, guint id, GString *seen);

G_END_DECLS
