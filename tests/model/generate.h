/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "oracle.h"

G_BEGIN_DECLS

typedef enum
{
  STEP_MAKE,
  STEP_DROP,
  STEP_READ,
  STEP_WRITE,
  STEP_BATCH_BEGIN,
  STEP_BATCH_END,
  STEP_FLUSH,
  STEP_DISPOSE,
  STEP_RUN,
  STEP_EQUALITY,
  STEP_INVALIDATE,
  STEP_LISTEN,
  STEP_SCHEDULE,
  STEP_ITERATE,
  N_STEPS,
} StepType;

/* One thing that the program does; which fields count depends on the type. */
typedef struct
{
  StepType type;
  guint node;
  guint context;
  gint64 value;
  int how;
  gboolean on;
  const Spec *spec;
} Step;

/* What a program is made of. */
typedef struct
{
  const char *name;
  const char *summary;
  guint weights[N_STEPS];
  guint n_contexts;
  gboolean equality; /* not only the default one */
  gboolean failing;
  gboolean nesting;
  gboolean writing; /* effects write, and dispose */
  gboolean loose;   /* reads that are not tracked; runs without dependencies; sources that go */
} Profile;

typedef struct _Generator Generator;

Generator *generator_new (guint32 seed, const Profile *profile, Oracle *oracle);
void generator_free (Generator *generator);
Step generator_next (Generator *generator);

void step_apply (const Step *step, World *world);

G_END_DECLS
