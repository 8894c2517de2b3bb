/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-run.h"

#include "object/reactivity-source-private.h"

G_BEGIN_DECLS

typedef struct _ReactivityRuns ReactivityRuns;

/* How a run came to its end. */
typedef enum
{
  REACTIVITY_RESULT_NONE, /* not yet */
  REACTIVITY_RESULT_DONE,
  REACTIVITY_RESULT_VALUE,
  REACTIVITY_RESULT_KEPT, /* the value is kept elsewhere, and is the one of before */
  REACTIVITY_RESULT_KEPT_CHANGED,
  REACTIVITY_RESULT_ERROR,
  REACTIVITY_RESULT_CANCELLED, /* nobody wanted it any more */
} ReactivityResult;

/* What derived and effect do differently. All may call user code. */
typedef struct
{
  void (*start) (ReactivityRuns *self, ReactivityRun *run);
  /* @run is about to begin, and is the youngest. */
  void (*supersede) (ReactivityRuns *self, ReactivityRun *run);
  /* @run has ended by itself. What has become of the value of the computation? */
  ReactivityWrite (*ended) (ReactivityRuns *self, ReactivityRun *run);
  /* The youngest run was cancelled. */
  void (*lost) (ReactivityRuns *self);
} ReactivityRunsOps;

/* All runs of one asynchronous computation: a field of its private data. */
struct _ReactivityRuns
{
  const ReactivityRunsOps *ops; /* (unowned) */
  RgNode *core;                 /* (unowned) the computation */
  ReactivityFunction function;  /* a ReactivityStartFunc */

  GQueue list;           /* (unowned) those under way, oldest first */
  ReactivityRun *newest; /* (unowned) (nullable) the youngest, while it is under way */
  ReactivityRun *kept; /* (owned) (nullable) the last one, for what it owns until the next (G10) */
  guint64 last;        /* the serial that was given out last */
  GQueue parked;       /* (owned) ReactivityWaiters for the next run to begin */
  GHashTable *readers; /* (owned) (nullable) who waits for the value; waiter.c */
  ReactivitySource *busy; /* (owned) (nullable) whether `newest` is there, once somebody asked */

  guint keeps : 1;    /* a run has failed in the update: the dependencies of before remain (E3) */
  guint disposed : 1; /* never runs again */
};

struct _ReactivityRun
{
  ReactivityNode parent_instance;

  ReactivityRuns *runs;      /* (unowned) (nullable) NULL when it has ended */
  gpointer owner;            /* a key: the `runs` that it was one of */
  guint64 serial;            /* counts the runs of the computation, from 1 */
  GCancellable *cancellable; /* (owned) (nullable) made when somebody asks for it */
  ReactivityNode *before;    /* (owned) (nullable) has the dependencies of the run before (E3) */
  guint entered;             /* steps that the program has open */

  ReactivityResult result;
  GValue value;  /* unset without one */
  GError *error; /* (owned) (nullable) */

  GQueue waiters; /* (owned) ReactivityWaiters for its end */
  GQueue waits;   /* (unowned) ReactivityWaiters of its own reads, that have no result yet */

  guint wanted : 1;    /* the graph wants its result, whether or not somebody waits */
  guint returned : 1;  /* the program has given a result */
  guint cancelled : 1; /* nobody wants one any more */
  guint told : 1;      /* its failure has been dealt with elsewhere */
  guint blocked : 1;   /* its function was not reached */
  guint held : 1;      /* it holds itself while it is under way, for its language */
};

void reactivity_runs_init (ReactivityRuns *self, RgNode *core, const ReactivityRunsOps *ops);
void reactivity_runs_clear (ReactivityRuns *self);
void reactivity_runs_dispose (ReactivityRuns *self);

RgUpdate reactivity_runs_start (ReactivityRuns *self, gboolean wanted);
void reactivity_runs_end (ReactivityRun *run, ReactivityResult result);
void reactivity_runs_cancel (ReactivityRun *run);
void reactivity_runs_doubt (RgNode *core);
ReactivitySource *reactivity_runs_get_busy (ReactivityRuns *self);

static inline RgNode *
reactivity_run_core (ReactivityRun *run)
{
  return reactivity_node_core (run);
}

static inline ReactivityContext *
reactivity_runs_context (const ReactivityRuns *self)
{
  return reactivity_context_of (self->core->graph);
}

G_END_DECLS
