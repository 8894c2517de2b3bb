/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "../log.h"

G_BEGIN_DECLS

/* An asynchronous function that a test steps by hand: it collects the runs that begin, and the test
 * ends them when and as it likes. Made on the stack of the test. */

typedef struct _Job Job;

struct _Job
{
  const char *name;           /* (nullable) noted in the log when a run begins */
  ReactivitySource *reads[4]; /* (unowned) integers, read when a run begins, up to the first NULL */
  void (*hook) (Job *self, ReactivityRun *run); /* (nullable) called after that */
  gpointer data;                                /* for the hook */
  gboolean at_once; /* the run returns the sum before the function does */

  int begun;       /* runs so far */
  int sum;         /* of what the last one read */
  GPtrArray *runs; /* (owned) those that have not been ended by the test, oldest first */
  int freed;       /* how often job_freed() was called */
};

#define SOURCE(node) ((ReactivitySource *) (node))
#define NODE(node) ((ReactivityNode *) (node))
#define COMPUTATION(node) ((ReactivityComputation *) (node))
#define EFFECT(node) ((ReactivityEffect *) (node))
#define DERIVED(node) ((ReactivityDerived *) (node))

void job_start (ReactivityRun *run, gpointer job);
void job_freed (gpointer job);
void job_clear (Job *self);
ReactivityAsyncDerived *job_derived_new (ReactivityContext *context, Job *job);
ReactivityAsyncEffect *job_effect_new (ReactivityContext *context, Job *job);

/* Takes the oldest, or the @nth of those under way, which the caller owns. */
ReactivityRun *job_take (Job *self, guint nth);
int job_read (Job *self, guint nth, gpointer source);
void job_return (Job *self, guint nth, int value);
void job_fail (Job *self, guint nth);
void job_done (Job *self, guint nth);
gboolean job_is_cancelled (Job *self, guint nth);

/* Somebody who waits, and what came of it. */
typedef struct
{
  GCancellable *cancellable; /* (owned) (nullable) */
  int calls;                 /* how often the callback was called */
  int value;                 /* what it was given */
  GError *error;             /* (owned) (nullable) */
} Wait;

void wait_value (Wait *self, ReactivityAsyncDerived *derived);
void wait_fresh (Wait *self, ReactivityAsyncDerived *derived);
void wait_run (Wait *self, ReactivityAsyncEffect *effect);
void wait_clear (Wait *self);
void wait_assert (Wait *self, int calls, int value, int line);
#define assert_got(wait, value) wait_assert (wait, 1, value, __LINE__)
#define assert_waits(wait) g_assert_cmpint ((wait)->calls, ==, 0)

/* Lets the main context do all that it can do without waiting. */
void iterate (void);

static inline int
get_int (gpointer source)
{
  return reactivity_source_get_int (source);
}

G_END_DECLS
