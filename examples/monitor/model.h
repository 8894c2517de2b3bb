/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is known of the machine: signals that readings fill, and what is derived from them. */

#pragma once

#include <reactivity-glib/reactivity.h>

#include "parse.h"

G_BEGIN_DECLS

/* What was done, and what there was to do. */
typedef struct
{
  guint64 done;
  guint64 possible;
} Count;

typedef struct _Model Model;

typedef struct
{
  Model *model;      /* (unowned) */
  char *name;        /* (owned) */
  gint64 last_busy;  /* of the reading before */
  gint64 last_total; /* likewise; negative when there was none */

  ReactivitySignal *online;  /* (owned) boolean: whether the last reading had this CPU */
  ReactivitySignal *busy;    /* (owned) int64: ticks between the last two readings */
  ReactivitySignal *total;   /* (owned) int64: likewise */
  ReactivitySignal *samples; /* (owned) int: how often busy and total were measured */

  ReactivityDerived *load;  /* (owned) double: percent */
  ReactivityDerived *trend; /* (owned) double: percent, smoothed */
  ReactivityDerived *alarm; /* (owned) boolean: whether the trend has reached the threshold */

  double smoothed;      /* what trend remembers from run to run */
  int smoothed_samples; /* how many samples are in it */
} Cpu;

struct _Model
{
  GPtrArray *cpus;   /* (owned) (element-type Cpu) all that ever were, in order of appearance */
  GHashTable *by_id; /* (owned) (element-type int Cpu) */

  ReactivitySignal *n_cpus;     /* (owned) int: the length of cpus */
  ReactivitySignal *threshold;  /* (owned) double: percent */
  ReactivitySignal *problem;    /* (owned) string: why the last reading failed, or NULL */
  ReactivitySignal *mem_total;  /* (owned) int64: KiB, as all of these */
  ReactivitySignal *mem_free;   /* (owned) */
  ReactivitySignal *swap_total; /* (owned) */
  ReactivitySignal *swap_free;  /* (owned) */

  ReactivityDerived *mem_use;   /* (owned) double: percent */
  ReactivityDerived *swap_use;  /* (owned) double: percent; 0 when there is no swap */
  ReactivityDerived *mem_alarm; /* (owned) boolean: whether mem_use has reached the threshold */

  guint n_signals; /* that a reading may change */
  guint n_deriveds;
  Count readings; /* that succeeded, of all */
  Count signals;  /* that changed */
  Count deriveds; /* that ran */
};

Model *model_new (double threshold);
void model_free (Model *self);

/* Takes one reading, in one batch. */
void model_update (Model *self, GArray *cpus, const Memory *memory);

/* Says that a reading failed. What was known stays. */
void model_fail (Model *self, const char *problem);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Model, model_free)

G_END_DECLS
