/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A vertex of the graph, and its edges. The rules (I1, I2, ...) are in README.md. */

typedef struct _RgGraph RgGraph;
typedef struct _RgNode RgNode;
typedef struct _RgOwner RgOwner;

/* One end of a link; the other end names this one by its index (I1). */
typedef struct
{
  RgNode *node;    /* (unowned) the node at the other end; NULL in `deps` when that node has gone */
  guint32 back;    /* the index of the other end, in the array of that node */
  guint32 version; /* in `deps`: the version that was read, 0 for none; unused in `subs` */
} RgLink;

/* Links that a node holds without an array from the pool, on each side. */
#define RG_INLINE_LINKS 2

typedef enum
{
  /* What the node is. Without RG_EFFECT and RG_LAZY it is a plain source. */
  RG_EFFECT = 1 << 0, /* runs in a flush when it is due */
  RG_LAZY = 1 << 1,   /* a derived: runs when it is read */
  RG_SCOPE = 1 << 20, /* only owns */
  RG_MEMO = 1 << 2,   /* a derived that is not compared: a change makes it EMPTY, unrun */

  /* What is known of its value. */
  RG_DIRTY = 1 << 3,   /* surely stale */
  RG_PENDING = 1 << 4, /* maybe stale: its dependencies tell (I3) */
  RG_SPREAD = 1 << 5,  /* stale, and its subscribers have been told (I4) */
  RG_EMPTY = 1 << 6,   /* a memo without a value: runs before the next read */
  RG_FAILED = 1 << 7,  /* the last run failed; for the floor above */

  /* What is being done with it. */
  RG_RUNNING = 1 << 8,   /* its function is on the stack */
  RG_CHECKING = 1 << 9,  /* its dependencies are being checked; cleared to start over (I6) */
  RG_SELF = 1 << 10,     /* it wrote what it reads, in this run (I5) */
  RG_QUEUED = 1 << 11,   /* has a place in the queue (I7) */
  RG_DEFERRED = 1 << 12, /* when due it is handed to the floor above instead of the queue */
  RG_ENDING = 1 << 13,   /* what it owns is being ended */
  RG_DISPOSED = 1 << 14, /* ended: never runs by itself (G9) */
  RG_WATCHED = 1 << 15,  /* a source whose changes are announced in a flush */

  /* How it ends, for the floor above. */
  RG_KEPT = 1 << 16,    /* one reference is ours until the node is idle again */
  RG_HELD = 1 << 17,    /* one reference belongs to its owner */
  RG_ADOPTED = 1 << 18, /* has an owner */
  RG_STEPPED = 1 << 19, /* has been on the stack of a check */
  RG_WAKER = 1 << 22,   /* has an entry in `graph->wakes` */
  RG_AGAIN = 1 << 23, /* it met a node that could not be refreshed: to be run before a next read */
  RG_ASK = 1 << 21,   /* the floor above wants to settle the run that ends */

  /* Bits from here on are free for the floor above. */
  RG_USER = 1 << 24,
} RgFlags;

/* Whether the floor above wants to hear that nobody reads a node any more. */
typedef enum
{
  RG_UNREAD_IGNORED,
  RG_UNREAD_TOLD,  /* yes */
  RG_UNREAD_NOTED, /* yes, and it is in `graph->unread` */
} RgUnread;

#define RG_STALE (RG_DIRTY | RG_PENDING)

/* Not to be read as it is. */
#define RG_UNREADY (RG_STALE | RG_EMPTY | RG_AGAIN)

/* What a run tells the core. */
typedef enum
{
  RG_UNCHANGED = 0,
  RG_CHANGED = 1 << 0,   /* there is a new value */
  RG_KEEP_DEPS = 1 << 1, /* keep the dependencies of the run before, too (E3) */
  RG_SAME_DEPS = 1 << 2, /* it read what the run before it read, in that order, and did not track */
} RgUpdate;

/* Calls the node's function; the node is active. */
typedef RgUpdate (*RgRunFunc) (RgNode *node);

/* The fields that a push touches come last, those of a run before them. */
struct _RgNode
{
  RgLink inline_deps[RG_INLINE_LINKS];
  RgLink inline_subs[RG_INLINE_LINKS];

  RgOwner *own;           /* (owned) (nullable) made when it owns or is owned */
  gconstpointer language; /* (unowned) (nullable) the language that the node is of; NULL for C */
  gpointer data;          /* (unowned) (nullable) what that keeps for the node */
  guint32 place;          /* its index in `graph->nodes` */

  guint8 subs_order;     /* there is room for 1 << order subscribers; 0 for none */
  guint8 deps_order;     /* and dependencies */
  guint8 unread;         /* RgUnread */
  guint8 collecting : 1; /* it is in `graph->collected` */
  guint8 reading : 1;    /* who reads it goes on to use it: it is kept, as while it is RG_RUNNING */

  RgRunFunc run;  /* (nullable) NULL for what never runs */
  RgGraph *graph; /* (unowned) outlives its nodes */
  RgLink *deps;   /* (owned) what this node read, in that order; `inline_deps` or from the pool */
  guint32 n_deps; /* used */
  guint32 cursor; /* in a run: how many of `deps` have been read again */

  guint32 round;   /* effects: the round it last ran in; sources: the version last announced */
  guint32 newest;  /* the last version given out; above `version` after a restore */
  guint32 version; /* names the current value; never 0 */
  guint32 hint;    /* the index at which the last tracking put this node, to be verified */

  RgLink *subs;      /* (owned) who reads this node; as `deps` */
  guint32 n_subs;    /* used */
  guint32 flags;     /* RgFlags */
  guint32 seq;       /* order of creation */
  guint32 queue_pos; /* its index in the queue while QUEUED */
};

void rg_node_init (RgNode *node, RgGraph *graph, guint32 flags, RgRunFunc run);
void rg_node_move (RgNode *node, RgGraph *graph);
void rg_node_clear (RgNode *node);

void rg_node_wrap_version (RgNode *node);

/* All that read an older version find theirs different from the new one. */
static inline void
rg_node_bump (RgNode *node)
{
  if (G_UNLIKELY (++node->newest == 0))
    rg_node_wrap_version (node);
  node->version = node->newest;
}

void rg_node_dispose (RgNode *node);
void rg_node_changed (RgNode *node);
void rg_node_restore (RgNode *node, guint32 version);
void rg_node_restored (RgNode *node);
void rg_node_invalidate (RgNode *node);
void rg_node_collect (RgNode *node);

G_END_DECLS
