/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A sequence of pointers in which everything that names a position takes logarithmic time: a B+ tree
 * that counts. An entry can be marked, and the marked ones have positions among themselves. A rope can
 * also add up a number of each entry. Of an entry that remembers its leaf the position can be asked.
 *
 * The rope owns nothing that its entries point to. */

/* One bit of a word for each entry of a leaf. */
#define REACTIVITY_ROPE_LEAF 64
#define REACTIVITY_ROPE_FANOUT 32

typedef struct _ReactivityRope ReactivityRope;
typedef struct _ReactivityRopeNode ReactivityRopeNode;
typedef struct _ReactivityRopeInner ReactivityRopeInner;
typedef struct _ReactivityRopeLeaf ReactivityRopeLeaf;

/* What is known of a leaf, or of all below an inner node. */
typedef struct
{
  guint n;        /* entries */
  guint n_marked; /* of these, marked ones */
  double sum;     /* of their numbers, */
  double min;     /* and the lowest, +infinity for none, */
  double max;     /* and the highest, -infinity for none */
} ReactivityRopeTotals;

struct _ReactivityRopeNode
{
  ReactivityRopeInner *parent; /* (unowned) (nullable) */
  ReactivityRopeTotals totals;
  guint8 used; /* entries or children */
  guint8 is_leaf : 1;
};

struct _ReactivityRopeInner
{
  ReactivityRopeNode node;
  ReactivityRopeNode *children[REACTIVITY_ROPE_FANOUT]; /* (owned) */
};

struct _ReactivityRopeLeaf
{
  ReactivityRopeNode node;
  ReactivityRopeLeaf *prev; /* (unowned) (nullable) */
  ReactivityRopeLeaf *next; /* (unowned) (nullable) */
  guint64 marks;            /* one bit for each entry */
  gpointer entries[REACTIVITY_ROPE_LEAF];
};

/* The number of an entry. */
typedef double (*ReactivityRopeFunc) (gconstpointer entry);

struct _ReactivityRope
{
  ReactivityRopeNode *root;  /* (owned) */
  gssize leaf_offset;        /* where an entry remembers its leaf; -1 where it does not */
  ReactivityRopeFunc number; /* (nullable) */
};

/* A place in a rope; any change of the rope ends it. */
typedef struct
{
  ReactivityRopeLeaf *leaf; /* (unowned) (nullable) NULL past the end */
  guint i;                  /* which of its entries */
} ReactivityRopeIter;

void reactivity_rope_init (ReactivityRope *self, gssize leaf_offset, ReactivityRopeFunc number);
void reactivity_rope_clear (ReactivityRope *self);

void reactivity_rope_insert (ReactivityRope *self, guint position, gpointer entry, gboolean marked);
gpointer reactivity_rope_remove (ReactivityRope *self, guint position);
gpointer reactivity_rope_set (ReactivityRope *self, guint position, gpointer entry);
void reactivity_rope_set_marked (ReactivityRope *self, guint position, gboolean marked);
void reactivity_rope_touch (ReactivityRope *self, gconstpointer entry);

guint reactivity_rope_find (ReactivityRope *self, gconstpointer entry);
guint reactivity_rope_count_marked (ReactivityRope *self, guint position);
guint reactivity_rope_find_marked (ReactivityRope *self, guint nth);

/* Whether an entry comes before the place that is looked for. */
typedef gboolean (*ReactivityRopeBeforeFunc) (gpointer entry, gpointer data);

guint reactivity_rope_search (ReactivityRope *self, ReactivityRopeBeforeFunc before, gpointer data);

ReactivityRopeIter reactivity_rope_seek (ReactivityRope *self, guint position);

static inline guint
reactivity_rope_size (const ReactivityRope *self)
{
  return self->root->totals.n;
}

static inline gpointer
reactivity_rope_iter_get (const ReactivityRopeIter *iter)
{
  return iter->leaf != NULL ? iter->leaf->entries[iter->i] : NULL;
}

static inline gboolean
reactivity_rope_iter_is_marked (const ReactivityRopeIter *iter)
{
  return (iter->leaf->marks >> iter->i) & 1;
}

static inline void
reactivity_rope_iter_next (ReactivityRopeIter *iter)
{
  if (++iter->i == iter->leaf->node.used)
    {
      iter->leaf = iter->leaf->next;
      iter->i = 0;
    }
}

static inline gpointer
reactivity_rope_get (ReactivityRope *self, guint position)
{
  ReactivityRopeIter iter = reactivity_rope_seek (self, position);

  return reactivity_rope_iter_get (&iter);
}

G_END_DECLS
