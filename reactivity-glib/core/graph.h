/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "node.h"
#include "pool.h"

G_BEGIN_DECLS

/* All the state that the nodes of one context share. One thread uses it. */

/* For what is too hot to be checked in a build that is shipped. */
#ifdef RG_CHECKED
#define rg_assert(condition) g_assert (condition)
#else
#define rg_assert(condition) ((void) 0)
#endif

/* How often a node may come to be due, or stale, again by itself before it is taken for a cycle (G8).
 * That alone never makes it one, see wakes.c and refresh.c: the number of nodes has no limit. */
#define RG_LIMIT 100

typedef struct _RgFrame RgFrame;
typedef struct _RgDrive RgDrive;
typedef struct _RgWakes RgWakes;

/* Why a node could not be brought up to date. */
typedef enum
{
  RG_OK,
  RG_CYCLE,    /* it needs its own value, or never settles */
  RG_TOO_DEEP, /* functions are nested so deeply that the stack is nearly used up */
  RG_ENDED,    /* it is being ended */
} RgResult;

/* The seam: what the core asks of the floor above, besides running nodes. Of these only `settle`,
 * `settled`, `announce`, `refused`, `runaway`, `unread`, `ended` and `release` may call user code. */
typedef struct
{
  /* A run ends, and the node has failed, or RG_ASK: what does that make of @update? */
  RgUpdate (*settle) (RgNode *node, RgUpdate update);
  /* A function left batches open, or frames above @frame. */
  void (*unbalanced) (RgNode *node, RgFrame *frame, guint batches);
  /* A watched source may have a new value; @seen is the version announced last. In a flush. */
  void (*announce) (RgNode *node, guint32 seen);
  /* A node with RG_DEFERRED is due: call rg_run_due() for it later. */
  void (*defer) (RgNode *node);
  /* An effect could not be run: @why is not RG_OK. */
  void (*refused) (RgNode *node, RgResult why);
  /* A run ended without dependencies; TRUE to keep those of the run before (G11). */
  gboolean (*lost) (RgNode *node);
  /* Nodes kept waking each other in a flush, and some were given up. @nodes are those on the way
     round, the oldest first; the array goes when this returns. */
  void (*runaway) (RgGraph *graph, RgNode **nodes, guint n_nodes);
  /* The last subscriber of a node with RG_UNREAD_TOLD has gone, and nothing is under way. */
  void (*unread) (RgNode *node);
  /* Nothing is under way any more, and `settles` was set; it is not any more. */
  void (*settled) (RgGraph *graph);
  /* The node was disposed: its function will not be called again by the core. */
  void (*ended) (RgNode *node);
  /* One of the ends of `sub->deps[dep]`, a new link, has a language. */
  void (*linked) (RgNode *sub, guint32 dep);
  /* `dep->subs[sub]` has gone, the last of the array is in its place, and @dep has a language. */
  void (*unlinked) (RgNode *dep, guint32 sub);
  /* `mirrored` was set, and the copy is about to be wrong. */
  void (*unmirror) (RgGraph *graph);
  /* Drops one reference that RG_KEPT or RG_HELD stood for; the node may go. */
  void (*release) (RgNode *node);
  /* The number of nodes left 0, or is 0 again while nothing is under way; the graph may go. */
  void (*in_use) (RgGraph *graph, gboolean in_use);
} RgOps;

/* Who reads, who writes and who owns, while something is under way. */
struct _RgFrame
{
  RgFrame *prev;  /* (unowned) (nullable) */
  RgNode *node;   /* (nullable) the node that runs; NULL for an untracked stretch or a scope */
  RgNode *runner; /* (nullable) the innermost node whose function is on the stack */
  RgNode *active; /* (nullable) reads link to it */
  RgNode *owner;  /* (nullable) what is made now belongs to it */
};

/* A node on its way through a check, and the dependency it waits for. */
typedef struct
{
  RgNode *node; /* (nullable) NULL when it went while user code ran */
  guint32 dep;  /* its index in `deps` */
  gboolean run; /* it is to be run, and waits for what it will read first */
} RgStep;

struct _RgGraph
{
  const void *thread; /* the address of the owning thread's rg_here */
  RgNode *active;     /* (nullable) that of the innermost frame */
  RgFrame *frame;     /* innermost; at last `base` */
  guint depth;        /* batches, runs, checks and flushes under way; due effects wait for 0 */
  guint batches;      /* of these, batches */
  guint32 n_batches;  /* outermost ones, so far */
  guint32 n_links;    /* links that were made, so far */

  RgNode **queue;     /* (owned) what is due, in order; NULL where a node has gone */
  guint queue_head;   /* the next to run */
  guint queue_len;    /* one after the last */
  guint queue_cap;    /* allocated */
  guint32 queue_last; /* the `seq` of the last one that this propagate queued */
  guint32 pushes;     /* so far: what one of them makes due runs in the order of creation */
  gboolean unsorted;  /* this propagate queued an older node after a younger one */
  guint32 round;      /* stamps the effects that ran; see flush.c */
  guint flushing;     /* flushes under way */
  guint first_len;    /* the length of the queue when the outermost of them began */
  guint woken;        /* the turns in it of what was queued later */

  RgWakes *wakes;      /* (owned) (nullable) who woke whom in this flush, if that is recorded */
  RgFrame *turn_frame; /* (unowned) (nullable) the innermost frame when the turn began */
  guint32 turn; /* one more than the entry in `wakes` of the node whose turn it is; 0 for none */
  GPtrArray *unread;    /* (owned) (nullable) (element-type RgNode) those with RG_UNREAD_NOTED */
  GPtrArray *collected; /* (owned) (nullable) (element-type RgNode) still to be marked */
  guint32 last_writer;  /* the `seq` of the last node whose function changed a source; 0 for none */
  guint32 n_cycles;     /* refreshes that were given up, so far, */
  GHashTable *cycle;    /* (owned) (nullable) and the `seq` of who kept the last one from its end */

  RgStep *steps;   /* (owned) the stack of refresh */
  guint n_steps;   /* used */
  guint cap_steps; /* allocated */
  RgNode **walk;   /* (owned) the stack of propagate */
  guint cap_walk;  /* allocated */

  RgDrive *drive;       /* (owned) (nullable) the innermost one that is under way; drive.c */
  RgDrive *spare_drive; /* (owned) (nullable) for the next ones */

  guintptr stack_low;     /* the end of the thread's stack */
  guintptr stack_reserve; /* bytes before it that must stay free; 0 where the end is not known */

  RgNode **nodes;    /* (owned) all, in no order */
  guint n_nodes;     /* used */
  guint cap_nodes;   /* allocated */
  guint32 next_seq;  /* for the next node */
  gboolean settles;  /* the floor above wants to know when nothing is under way */
  gboolean mirrored; /* a language keeps a copy of what is active and of which values are current */
  gboolean in_use;   /* the floor above was told that there are nodes */

  gint watch_at; /* where, relative to a node, a word tells that a source is watched, */
  guint32 watch; /* and the bits of that word that tell, besides RG_WATCHED */

  RgPool pool;      /* memory of the links */
  RgFrame base;     /* nothing is under way */
  const RgOps *ops; /* (unowned) */
  gpointer data;    /* (unowned) whatever the floor above wants to find again */

#ifdef RG_CHECKED
  guint calls; /* public calls since the last walk, weighted */
#endif
};

/* An address in every thread, and so its name. */
#if defined(__GLIBC__)
__attribute__ ((tls_model ("initial-exec"))) extern _Thread_local char rg_here;
#else
extern _Thread_local char rg_here;
#endif

RgGraph *rg_graph_new (const RgOps *ops, gpointer data);
void rg_graph_free (RgGraph *graph);

/* Announce sources for which one of @bits is set in the word at @offset from the node. */
void rg_graph_set_watch (RgGraph *graph, gint offset, guint32 bits);

static inline gboolean
rg_graph_is_mine (const RgGraph *graph)
{
  return graph->thread == &rg_here;
}

void rg_graph_unused (RgGraph *graph);
void rg_graph_unmirror (RgGraph *graph);

/* Called before anything becomes active, or a value changes, by other means than the language that
 * keeps a copy of that knows of. What is touched next is alive: the collector of the language may run. */
static inline void
rg_graph_touch (RgGraph *graph)
{
  if (G_UNLIKELY (graph->mirrored))
    rg_graph_unmirror (graph);
}

/* @frame lives on the stack of whoever calls this, and is left before that ends. @node is NULL when
 * no function is called. */
static inline void
rg_graph_enter (RgGraph *graph, RgFrame *frame, RgNode *node, RgNode *active, RgNode *owner)
{
  frame->prev = graph->frame;
  frame->node = node;
  frame->runner = node != NULL ? node : graph->frame->runner;
  frame->active = active;
  frame->owner = owner;

  graph->frame = frame;
  graph->active = active;
}

/* For user code that is part of no run, whoever let it be called. */
static inline void
rg_graph_enter_outside (RgGraph *graph, RgFrame *frame)
{
  rg_graph_touch (graph);
  rg_graph_enter (graph, frame, NULL, NULL, NULL);
  frame->runner = NULL;
}

/* User code has returned: what it left open is closed. */
static inline void
rg_graph_balance (RgGraph *graph, RgFrame *frame, RgNode *node, guint batches)
{
  if (G_UNLIKELY (graph->frame != frame || graph->batches != batches))
    graph->ops->unbalanced (node, frame, batches);
}

static inline void
rg_graph_leave (RgGraph *graph, RgFrame *frame)
{
  rg_assert (graph->frame == frame);

  graph->frame = frame->prev;
  graph->active = frame->prev->active;
}

static inline gboolean
rg_node_is_watched (const RgNode *node, gint at, guint32 bits)
{
  const char *word = (const char *) node + at;

  return ((node->flags & RG_WATCHED) | (*(const guint32 *) word & bits)) != 0;
}

G_END_DECLS
