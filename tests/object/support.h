/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "../log.h"

G_BEGIN_DECLS

/* What the functions of the tests read, do and note. Made on the stack of the test. */

typedef struct _Probe Probe;

struct _Probe
{
  const char *name;           /* (nullable) noted in the log at each run */
  ReactivitySource *reads[4]; /* (unowned) integers, read in this order up to the first NULL */
  void (*hook) (Probe *self); /* (nullable) called in the run, after the reads */
  gpointer data;              /* for the hook */
  gboolean fails;             /* whether the run ends with G_IO_ERROR_BROKEN_PIPE, "broken" */

  int runs;  /* how often it ran */
  int sum;   /* of what was read in the last run */
  int freed; /* how often probe_freed() was called */
};

#define SOURCE(node) ((ReactivitySource *) (node))
#define NODE(node) ((ReactivityNode *) (node))
#define COMPUTATION(node) ((ReactivityComputation *) (node))

/* The functions of a derived, which is the sum, and of an effect. */
int probe_int (gpointer probe, GError **error);
gboolean probe_value (GValue *value, gpointer probe, GError **error);
gboolean probe_effect (gpointer probe, GError **error);
void probe_freed (gpointer probe);

ReactivityDerived *probe_derived_new (ReactivityContext *context, Probe *probe);
ReactivityMemoized *probe_memoized_new (ReactivityContext *context, Probe *probe);
ReactivityEffect *probe_effect_new (ReactivityContext *context, Probe *probe);

static inline int
get_int (gpointer source)
{
  return reactivity_source_get_int (source);
}

G_END_DECLS
