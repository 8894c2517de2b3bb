/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-runs-private.h"

G_BEGIN_DECLS

/* Somebody who waits, and what is known of it. The queue in which it waits holds it: by way of its task,
 * or itself, where a language binding does without one. A GTask completes in its main context only. */

typedef enum
{
  REACTIVITY_WAIT_VALUE, /* of the run that was under way, or of the next */
  REACTIVITY_WAIT_FRESH, /* until nothing is stale */
  REACTIVITY_WAIT_RUN,   /* for the end of the run of an effect */
} ReactivityWait;

typedef struct _ReactivityWaiter ReactivityWaiter;

typedef void (*ReactivityWaiterFunc) (const ReactivityWaiter *self, gpointer user_data);

struct _ReactivityWaiter
{
  GTask *task;               /* (unowned) (nullable) owns this as its data */
  ReactivityWaiterFunc func; /* (nullable) called in place of a task that returns */
  gpointer user_data;        /* (unowned) for `func` */
  gpointer computation;      /* (owned) (nullable) whose `runs` these are, where no task holds it */

  ReactivityWait wait;
  ReactivityRuns *runs; /* (unowned) */

  GQueue *queue;         /* (unowned) (nullable) where it waits */
  GList link;            /* its place there; the data is this */
  ReactivityRun *run;    /* (unowned) (nullable) the run whose end it waits for */
  ReactivityRun *reader; /* (unowned) (nullable) the run that reads, while it is under way */
  GList read;            /* its place among the `waits` of the reader; the data is this */
  RgNode *active;        /* (unowned) (nullable) a key: who has read; may be gone */
  guint32 seq;           /* tells whether it is */
  gboolean silent;       /* the arrival of the value is no change for `active` */
  GSource *cancelled;    /* (owned) (nullable) */

  gboolean deferred; /* the stack was nearly used up: the main context has to try again */
  gboolean ready;    /* there is a result */
  gboolean told;     /* it is a failure that has been dealt with elsewhere */
  guint64 serial;    /* of the run that gave it */
  GValue value;      /* unset without one */
  GError *error;     /* (owned) (nullable) */
};

ReactivityWaiter *reactivity_waiter_new (ReactivityRuns *runs, ReactivityWait wait,
                                         GCancellable *cancellable, GAsyncReadyCallback callback,
                                         gpointer user_data, gpointer source_tag);
ReactivityWaiter *reactivity_waiter_new_bare (ReactivityRuns *runs, ReactivityWait wait,
                                              ReactivityWaiterFunc func, gpointer user_data);
void reactivity_waiter_begin (ReactivityWaiter *self);
void reactivity_waiter_push (ReactivityWaiter *self, GQueue *queue);
void reactivity_waiter_take_out (ReactivityWaiter *self);
void reactivity_waiter_fail (ReactivityWaiter *self, GError *error);
void reactivity_waiter_stop (ReactivityWaiter *self);
void reactivity_waiter_run_ended (ReactivityWaiter *self, ReactivityRun *run);
ReactivityWaiter *reactivity_waiter_of (gpointer task);

void reactivity_readers_told (ReactivityRuns *runs);

/* What one context keeps for its asynchronous computations. */
typedef struct
{
  GQueue due;      /* (owned) those who are to get their result, or to be looked at again */
  GSource *source; /* (owned) (nullable) attached while there are any */
  guint under_way; /* runs of derived values */
} ReactivityAsync;

ReactivityAsync *reactivity_async_of (ReactivityContext *context);
void reactivity_waiters_turn (ReactivityContext *context);

/* doubt.c */
ReactivityRun *reactivity_doubt_find (ReactivityRuns *runs);
GError *reactivity_doubt_check_cycle (ReactivityRun *reader, ReactivityRun *run);

/* What reactivity-async-derived.c knows. */
ReactivityRuns *reactivity_async_derived_runs (gpointer self);
RgResult reactivity_async_derived_join (ReactivityRuns *runs);
void reactivity_async_derived_take_result (ReactivityRuns *runs, ReactivityWaiter *waiter);
guint64 reactivity_async_derived_serial (ReactivityRuns *runs);
const GError *reactivity_async_derived_last_error (ReactivityRuns *runs);

/* What reactivity-async-effect.c knows. */
ReactivityRuns *reactivity_async_effect_runs (gpointer self);
void reactivity_async_effect_run_for (ReactivityRuns *runs, ReactivityWaiter *waiter);

G_END_DECLS
