/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "support.h"

G_BEGIN_DECLS

/* The world of test-schedules.c: its things, the runs of these, and those who wait for them. */

#define N_INPUTS 4
#define N_DERIVED 5
#define N_EFFECTS 4
#define N_THINGS (N_DERIVED + N_EFFECTS)
#define N_READS 2

typedef struct
{
  const char *name;
  const char *summary;
  int modulus;   /* of the values: a small one makes many of them equal */
  int failures;  /* runs of 100 that fail */
  int disposals; /* steps of 1000 that dispose something */
  gboolean cancels;
} Profile;

typedef struct _World World;
typedef struct _Thing Thing;
typedef struct _Rec Rec;

typedef struct
{
  ReactivitySignal *signal;
  int value;
  GArray *changes; /* (element-type guint) when it changed */
} Input;

/* What a run has read: an input, or the result of another run. */
typedef struct
{
  int input;  /* or -1 */
  guint when; /* an input was read */
  Rec *rec;
} Read;

/* A run, and what is known of it. */
struct _Rec
{
  Thing *thing;
  ReactivityRun *run; /* (owned) (nullable) until it ends */
  guint64 serial;
  int stage;        /* reads begun */
  gboolean waiting; /* for a derived */
  gboolean broken;  /* a read has failed: so will it */
  int sum;
  GArray *reads; /* (element-type Read) */
  int result;
  gboolean good; /* ended with `result` */
};

/* A derived or an effect. */
struct _Thing
{
  World *world;
  int number;
  int sources[N_READS + 1]; /* below N_INPUTS: inputs; from there on: things */
  gpointer node;            /* (owned) */
  GPtrArray *recs;          /* (owned) (element-type Rec) by serial */
  gboolean disposed;
  gboolean tainted; /* something below was disposed */
};

/* Somebody outside who waits. */
typedef struct
{
  Thing *thing;
  guint since;
  gboolean fresh;
  GCancellable *cancellable; /* (owned) */
  gboolean cancelled;
  int calls;
} Waiting;

struct _World
{
  const Profile *profile;
  guint32 seed;
  GRand *rand;
  guint now;
  ReactivityContext *context;
  GPtrArray *errors;
  Input inputs[N_INPUTS];
  Thing things[N_THINGS];
  GPtrArray *under_way; /* (element-type Rec) */
  GPtrArray *waits;     /* (owned) (element-type Waiting) */
  gboolean calm;        /* nothing fails any more */
};

#define fail(world, ...)                                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *what = g_strdup_printf (__VA_ARGS__);                                         \
    g_error ("%s, seed %u, time %u: %s", (world)->profile->name, (world)->seed, (world)->now,      \
             what);                                                                                \
  }                                                                                                \
  G_STMT_END

static inline gboolean
chance (World *world, int of_1000)
{
  return g_rand_int_range (world->rand, 0, 1000) < of_1000;
}

static inline gboolean
is_derived (const Thing *thing)
{
  return thing->number < N_DERIVED;
}

/* In schedules-world.c. */
void make_world (World *world, const Profile *profile, guint32 seed);
void end_world (World *world);

/* One more step of a run that can go on; FALSE if there is none. */
gboolean step_some (World *world);

/* Lets everything happen that can happen. */
void settle (World *world);

void wait_some (World *world, gboolean fresh);
void cancel_some (World *world);

/* The oracle, in schedules-oracle.c: the recipes, and what they should give. */
int next_source (const Thing *thing, int stage, int sum);
int mix (World *world, int sum, int value);
void check_reason (World *world, const Thing *thing);
void check_result (World *world, const Waiting *waiting, const Rec *rec);
void check_things (World *world);
void check_waits (World *world);

G_END_DECLS
