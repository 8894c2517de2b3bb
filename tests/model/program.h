/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The programs of the model test: what a node computes is data, so that the library and the oracle
 * can both run it. Everything that a program does to the graph goes through a World; there is one
 * on the library, one that is the oracle, and one that only recomputes values. */

#define N_CONTEXTS 2

/* Values are small numbers, so that they are often equal; their type says how they are stored. */
#define N_VALUES 8

typedef enum
{
  KIND_SIGNAL,
  KIND_DERIVED,
  KIND_MEMO,
  KIND_EFFECT,
  KIND_SCOPE,
} Kind;

typedef enum
{
  TYPE_INT64,
  TYPE_STRING, /* 0 is NULL */
  TYPE_DOUBLE, /* 5 is NaN */
} Type;

typedef enum
{
  EQUAL_DEFAULT,
  EQUAL_NEVER, /* check-equality is off */
  EQUAL_HALF,  /* a function: equal when half of it is */
} Equality;

typedef enum
{
  LOSS_WARN,
  LOSS_IGNORE,
  LOSS_RESTORE,
} Loss;

typedef enum
{
  READ_GET,     /* the typed getter: zero if the source failed, and the reader fails, too */
  READ_VALUE,   /* the same with a GValue */
  READ_CAREFUL, /* read_value: the reader gets the error and does not fail */
  READ_PEEK,    /* not tracked */
} How;

/* What careful readers take for the value of a source that failed. */
#define FAILED_VALUE 3

typedef enum
{
  OP_READ,   /* takes in `node` */
  OP_IF,     /* takes in `node`, then goes on with `then` or `otherwise` */
  OP_SWITCH, /* takes in `node`, then `other[0]` or `other[1]` or nothing */
  OP_ORDER,  /* takes in `node`, then `other[0]` and `other[1]`, in an order that depends on it */
  OP_THROW,  /* takes in `node`, fails if it is divisible by 3 */
  OP_UNTRACKED, /* `then`, not tracked */
  OP_CLEANUP,   /* on_cleanup */
  /* Only in effects: */
  OP_WRITE,   /* writes what was taken in to the signal `node` */
  OP_CLAMP,   /* takes in `node`, and lowers it to `tag` if it is greater: writes what it reads */
  OP_BATCH,   /* `then` in a batch */
  OP_NEST,    /* makes `effect`, which belongs to this run */
  OP_DISPOSE, /* if what was taken in is odd: disposes the effect `node`, or, for 0, itself, or, for
                 1, its owner */
} OpType;

typedef struct _Op Op;
typedef struct _Spec Spec;

struct _Op
{
  OpType type;
  guint node;
  guint other[2];
  How how;
  int tag;
  GPtrArray *then;      /* (nullable) (element-type Op) */
  GPtrArray *otherwise; /* (nullable) (element-type Op) */
  Spec *effect;         /* (nullable) */
};

/* What is needed to make a node. */
struct _Spec
{
  Kind kind;
  Type type;
  guint context;
  gint64 initial; /* signals */
  Equality equality;
  Loss loss;
  gboolean generic; /* by the constructor that takes a GValue or a GType */
  gboolean holds;   /* the function's data holds a reference to each source of `reads` */
  gboolean target;  /* signals: effects may write it, so it always compares */
  gboolean clamped; /* signals: only OP_CLAMP may write it, among effects */
  guint scope;      /* top-level effects: the scope in which it is made, or 0 */
  GPtrArray *body;  /* (element-type Op) */
  GArray *reads;    /* (element-type guint) all sources that `body` names, each once */
};

typedef struct _World World;

/* Ids count nodes from 2, in the order in which they are made. */
typedef struct
{
  guint (*make) (World *world, const Spec *spec);
  void (*drop) (World *world, guint id); /* the program's reference */
  gint64 (*read) (World *world, guint id, How how);
  gboolean (*write) (World *world, guint id, gint64 value, int how);
  void (*batch_begin) (World *world, guint context);
  void (*batch_end) (World *world, guint context);
  void (*flush) (World *world, guint context);
  void (*untrack_begin) (World *world, guint context);
  void (*untrack_end) (World *world, guint context);
  void (*on_cleanup) (World *world, guint context, guint id, int tag);
  void (*dispose) (World *world, guint id);
  void (*dispose_owner) (World *world, guint id);
  void (*run_effect) (World *world, guint id);
  void (*set_equality) (World *world, guint id, Equality equality);
  void (*invalidate) (World *world, guint id);
  void (*listen) (World *world, guint id, gboolean on);
  void (*set_schedule) (World *world, guint id, gboolean idle, int priority);
  void (*iterate) (World *world);
} WorldOps;

struct _World
{
  const WorldOps *ops;
  GString *log; /* (owned) (nullable) what happened, and what functions saw */
};

/* Failures: the id of the node whose function failed, or DISPOSED. */
#define NO_ERROR 0
#define DISPOSED_ERROR -1

void world_log (World *world, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Runs the function of the node @id; returns what it computes. */
gint64 program_call (World *world, guint id, const Spec *spec, int *error);

gboolean program_equal (Equality equality, gint64 a, gint64 b);

G_END_DECLS
