/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-rope-private.h"
#include "reactivity-sequence-private.h"

G_BEGIN_DECLS

/* What is derived from a sequence by a function of each item. The function is called once for an
 * item, and again when something that it read has changed: an item whose function reads nothing
 * reactive costs no node.
 *
 * When it is refreshed, it learns from its tap which stretches of the source were replaced, takes the
 * items out that have gone, puts in those that have come, and runs those again that are due. An item
 * that is taken out and put in elsewhere keeps its result. */

#define REACTIVITY_TYPE_PER_ITEM (reactivity_per_item_get_type ())
G_DECLARE_DERIVABLE_TYPE (ReactivityPerItem, reactivity_per_item, REACTIVITY, PER_ITEM,
                          ReactivitySequence)

typedef struct _ReactivitySlot ReactivitySlot;
typedef struct _ReactivityWork ReactivityWork;

/* What the function gave. */
typedef union
{
  GObject *object; /* (owned) (nullable) map */
  char *text;      /* (owned) (nullable) join, group */
  double number;   /* fold */
  gboolean keep;   /* filter */
} ReactivityResult;

/* An item of the source. */
struct _ReactivitySlot
{
  GObject *item;                /* (owned) */
  ReactivityRopeLeaf *leaf;     /* (unowned) where it is among the slots */
  ReactivityRopeLeaf *out_leaf; /* (unowned) (nullable) where it is in a different order */
  ReactivityWork *work;         /* (owned) (nullable) if its function reads anything reactive */
  ReactivitySlot *next;         /* (unowned) (nullable) of those with the same item, for a while */
  gpointer group;               /* (unowned) (nullable) */
  ReactivityResult result;
};

/* What the kinds differ in. All but `compute` are called when no user code runs. */
typedef struct
{
  /* Calls the function; the result goes to `fresh`. FALSE if it failed. */
  gboolean (*compute) (ReactivityPerItem *self, ReactivitySlot *slot, GError **error);
  /* The function failed for a new item: what stands for a result? */
  ReactivityResult (*failed) (ReactivityPerItem *self);
  /* Puts a slot with its result in, or takes it out. */
  void (*insert) (ReactivityPerItem *self, ReactivitySlot *slot, guint position);
  void (*remove) (ReactivityPerItem *self, ReactivitySlot *slot, guint position);
  /* The function gave another result, perhaps: it is in `fresh`. */
  void (*change) (ReactivityPerItem *self, ReactivitySlot *slot);
  /* (nullable) All that is new or due has its result. */
  void (*finish) (ReactivityPerItem *self);
  /* (nullable) */
  void (*free_result) (ReactivityResult *result);
} ReactivityPerItemKind;

struct _ReactivityPerItemClass
{
  ReactivitySequenceClass parent_class;
  const ReactivityPerItemKind *kind;
};

typedef struct
{
  ReactivitySequence *source;  /* (owned) */
  ReactivityTap tap;           /* open from the first run on */
  ReactivityFunction function; /* by kind */
  ReactivityRope slots;        /* (owned) in the order of the source */
  ReactivityResult fresh;      /* what a function just gave */
  ReactivityWork *spare;       /* (owned) (nullable) for the next item */
  GPtrArray *stale;            /* (element-type ReactivityWork) (unowned) NULL where one has gone */
  GPtrArray *moved;            /* (element-type ReactivitySlot) (unowned) for `finish` */
  guint pass;                  /* how often what is stale was run */
  guint has_fresh : 1;         /* `fresh` is set */
  guint changed : 1;           /* in this run, besides edits */
  guint ended : 1;
} ReactivityPerItemPrivate;

extern int reactivity_per_item_offset;

static inline ReactivityPerItemPrivate *
reactivity_per_item_private (gconstpointer self)
{
  return (ReactivityPerItemPrivate *) ((char *) self + reactivity_per_item_offset);
}

void reactivity_per_item_visit_parts (ReactivityNode *self, ReactivityPartFunc func, gpointer data);
void reactivity_per_item_ended (ReactivityNode *node);
gpointer reactivity_per_item_new (GType type, ReactivitySequence *source, GType item_type,
                                  const ReactivityFunction *function, const char *func);

G_END_DECLS
