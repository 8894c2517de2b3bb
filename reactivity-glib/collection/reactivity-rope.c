/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-rope-private.h"

#include <math.h>
#include <string.h>

/* Leaves and inner nodes are split when they are full and joined with a neighbour when both fit into
 * one with room to spare. No leaf but a root is empty. */

static inline ReactivityRopeLeaf *
as_leaf (ReactivityRopeNode *node)
{
  return (ReactivityRopeLeaf *) node;
}

static inline ReactivityRopeInner *
as_inner (ReactivityRopeNode *node)
{
  return (ReactivityRopeInner *) node;
}

static ReactivityRopeLeaf *
leaf_new (void)
{
  ReactivityRopeLeaf *leaf = g_new0 (ReactivityRopeLeaf, 1);

  leaf->node.is_leaf = TRUE;
  leaf->node.totals.min = INFINITY;
  leaf->node.totals.max = -INFINITY;
  return leaf;
}

static inline guint64
bits_below (guint i)
{
  return i >= 64 ? ~G_GUINT64_CONSTANT (0) : (G_GUINT64_CONSTANT (1) << i) - 1;
}

static inline void
remember (ReactivityRope *self, ReactivityRopeLeaf *leaf, gpointer entry)
{
  if (self->leaf_offset >= 0)
    G_STRUCT_MEMBER (ReactivityRopeLeaf *, entry, self->leaf_offset) = leaf;
}

static void
total_leaf (ReactivityRope *self, ReactivityRopeLeaf *leaf)
{
  ReactivityRopeTotals *totals = &leaf->node.totals;

  totals->n = leaf->node.used;
  totals->n_marked = (guint) __builtin_popcountll (leaf->marks);
  if (self->number == NULL)
    return;

  totals->sum = 0;
  totals->min = INFINITY;
  totals->max = -INFINITY;
  for (guint i = 0; i < leaf->node.used; i++)
    {
      double number = self->number (leaf->entries[i]);

      totals->sum += number;
      totals->min = MIN (totals->min, number);
      totals->max = MAX (totals->max, number);
    }
}

static void
total_inner (ReactivityRope *self, ReactivityRopeInner *inner)
{
  ReactivityRopeTotals totals = { 0, 0, 0, INFINITY, -INFINITY };

  for (guint i = 0; i < inner->node.used; i++)
    {
      const ReactivityRopeTotals *child = &inner->children[i]->totals;

      totals.n += child->n;
      totals.n_marked += child->n_marked;
      if (self->number != NULL)
        {
          totals.sum += child->sum;
          totals.min = MIN (totals.min, child->min);
          totals.max = MAX (totals.max, child->max);
        }
    }

  inner->node.totals = totals;
}

/* Where nothing but counts are kept, those above change by as much as the one below. */
static void
count_up (ReactivityRopeNode *node, gint n, gint n_marked)
{
  for (ReactivityRopeInner *up = node->parent; up != NULL; up = up->node.parent)
    {
      up->node.totals.n += (guint) n;
      up->node.totals.n_marked += (guint) n_marked;
    }
}

/* @leaf has changed, and nothing else. */
static void
retotal (ReactivityRope *self, ReactivityRopeLeaf *leaf)
{
  ReactivityRopeTotals old = leaf->node.totals;

  total_leaf (self, leaf);

  if (self->number == NULL)
    {
      count_up (&leaf->node, (gint) (leaf->node.totals.n - old.n),
                (gint) (leaf->node.totals.n_marked - old.n_marked));
      return;
    }

  for (ReactivityRopeInner *up = leaf->node.parent; up != NULL; up = up->node.parent)
    total_inner (self, up);
}

static guint
index_in_parent (ReactivityRopeNode *node)
{
  guint i = 0;

  while (node->parent->children[i] != node)
    i++;
  return i;
}

static void
put_child (ReactivityRopeInner *parent, guint i, ReactivityRopeNode *child)
{
  memmove (parent->children + i + 1, parent->children + i,
           (parent->node.used - i) * sizeof *parent->children);
  parent->children[i] = child;
  child->parent = parent;
  parent->node.used++;
}

/* Moves children of @from, from the @at-th on, to the end of @to. */
static void
move_children (ReactivityRopeInner *from, guint at, ReactivityRopeInner *to)
{
  guint n = from->node.used - at;

  memcpy (to->children + to->node.used, from->children + at, n * sizeof *to->children);
  for (guint i = 0; i < n; i++)
    to->children[to->node.used + i]->parent = to;
  to->node.used += n;
  from->node.used -= n;
}

static void
move_entries (ReactivityRope *self, ReactivityRopeLeaf *from, guint at, ReactivityRopeLeaf *to)
{
  guint n = from->node.used - at;
  guint64 moved = at < REACTIVITY_ROPE_LEAF ? from->marks >> at : 0;

  memcpy (to->entries + to->node.used, from->entries + at, n * sizeof *to->entries);
  for (guint i = 0; i < n; i++)
    remember (self, to, to->entries[to->node.used + i]);
  if (n > 0)
    to->marks |= moved << to->node.used;
  from->marks &= bits_below (at);
  to->node.used += n;
  from->node.used -= n;
}

static ReactivityRopeInner *
new_root (ReactivityRope *self)
{
  ReactivityRopeInner *root = g_new0 (ReactivityRopeInner, 1);

  root->children[0] = self->root;
  root->node.used = 1;
  root->node.totals = self->root->totals;
  self->root->parent = root;
  self->root = &root->node;
  return root;
}

/* There is room for one more child in the parent of @node afterwards. */
static void
make_room_above (ReactivityRope *self, ReactivityRopeNode *node)
{
  ReactivityRopeInner *full;
  ReactivityRopeInner *right;

  if (node->parent == NULL)
    new_root (self);
  if (node->parent->node.used < REACTIVITY_ROPE_FANOUT)
    return;

  full = node->parent;
  make_room_above (self, &full->node);

  right = g_new0 (ReactivityRopeInner, 1);
  move_children (full, REACTIVITY_ROPE_FANOUT / 2, right);
  put_child (full->node.parent, index_in_parent (&full->node) + 1, &right->node);
  total_inner (self, full);
  total_inner (self, right);
}

/* Splits @leaf at @at: what comes later goes to a new one. */
static ReactivityRopeLeaf *
split_leaf (ReactivityRope *self, ReactivityRopeLeaf *leaf, guint at)
{
  ReactivityRopeLeaf *right = leaf_new ();

  make_room_above (self, &leaf->node);
  move_entries (self, leaf, at, right);

  right->prev = leaf;
  right->next = leaf->next;
  if (right->next != NULL)
    right->next->prev = right;
  leaf->next = right;

  put_child (leaf->node.parent, index_in_parent (&leaf->node) + 1, &right->node);
  total_leaf (self, leaf);
  total_leaf (self, right);
  return right;
}

static void
drop_child (ReactivityRope *self, ReactivityRopeNode *node)
{
  ReactivityRopeInner *parent = node->parent;
  guint i = index_in_parent (node);

  parent->node.used--;
  memmove (parent->children + i, parent->children + i + 1,
           (parent->node.used - i) * sizeof *parent->children);

  if (node->is_leaf)
    {
      ReactivityRopeLeaf *leaf = as_leaf (node);

      if (leaf->prev != NULL)
        leaf->prev->next = leaf->next;
      if (leaf->next != NULL)
        leaf->next->prev = leaf->prev;
    }

  g_free (node);
}

static gboolean
fits (const ReactivityRopeNode *a, const ReactivityRopeNode *b)
{
  guint room = a->is_leaf ? REACTIVITY_ROPE_LEAF : REACTIVITY_ROPE_FANOUT;

  return (guint) a->used + b->used <= room - room / 4;
}

static void
join (ReactivityRope *self, ReactivityRopeNode *left, ReactivityRopeNode *right)
{
  if (left->is_leaf)
    {
      move_entries (self, as_leaf (right), 0, as_leaf (left));
      total_leaf (self, as_leaf (left));
    }
  else
    {
      move_children (as_inner (right), 0, as_inner (left));
      total_inner (self, as_inner (left));
    }

  drop_child (self, right);
}

/* @node has become smaller. The totals above are right already. */
static void
shrink (ReactivityRope *self, ReactivityRopeNode *node)
{
  while (node->parent != NULL)
    {
      ReactivityRopeInner *parent = node->parent;
      guint i = index_in_parent (node);

      if (node->used == 0)
        drop_child (self, node);
      else if (i > 0 && fits (parent->children[i - 1], node))
        join (self, parent->children[i - 1], node);
      else if (i + 1 < parent->node.used && fits (node, parent->children[i + 1]))
        join (self, node, parent->children[i + 1]);
      else
        return;

      node = &parent->node;
    }

  while (!self->root->is_leaf && self->root->used == 1)
    {
      ReactivityRopeNode *root = self->root;

      self->root = as_inner (root)->children[0];
      self->root->parent = NULL;
      g_free (root);
    }

  if (!self->root->is_leaf && self->root->used == 0)
    {
      g_free (self->root);
      self->root = &leaf_new ()->node;
    }
}

/* The leaf that holds the entry at @position, or where it would be appended; what remains of the
 * position is the index in it. */
static ReactivityRopeLeaf *
descend (ReactivityRope *self, guint *position)
{
  ReactivityRopeNode *node = self->root;

  while (!node->is_leaf)
    {
      ReactivityRopeInner *inner = as_inner (node);
      guint i = 0;

      while (i + 1 < inner->node.used && *position >= inner->children[i]->totals.n)
        *position -= inner->children[i++]->totals.n;
      node = inner->children[i];
    }

  return as_leaf (node);
}

/* @leaf_offset is where an entry has a pointer to its leaf, or -1; @number may be %NULL. */
void
reactivity_rope_init (ReactivityRope *self, gssize leaf_offset, ReactivityRopeFunc number)
{
  self->root = &leaf_new ()->node;
  self->leaf_offset = leaf_offset;
  self->number = number;
}

static void
free_below (ReactivityRopeNode *node)
{
  if (!node->is_leaf)
    {
      for (guint i = 0; i < node->used; i++)
        free_below (as_inner (node)->children[i]); /* as deep as the tree is high: 6 at most */
    }

  g_free (node);
}

void
reactivity_rope_clear (ReactivityRope *self)
{
  if (self->root != NULL)
    free_below (self->root);
  self->root = NULL;
}

void
reactivity_rope_insert (ReactivityRope *self, guint position, gpointer entry, gboolean marked)
{
  gboolean at_end = position == reactivity_rope_size (self);
  ReactivityRopeLeaf *leaf;
  guint64 low;

  g_assert (position <= reactivity_rope_size (self));

  leaf = descend (self, &position);
  if (leaf->node.used == REACTIVITY_ROPE_LEAF)
    {
      /* What is filled from one end is filled to the brim. */
      guint at = at_end ? REACTIVITY_ROPE_LEAF : REACTIVITY_ROPE_LEAF / 2;
      ReactivityRopeLeaf *right = split_leaf (self, leaf, at);

      if (position >= at)
        {
          position -= at;
          leaf = right;
        }
    }

  memmove (leaf->entries + position + 1, leaf->entries + position,
           (leaf->node.used - position) * sizeof *leaf->entries);
  leaf->entries[position] = entry;
  low = leaf->marks & bits_below (position);
  leaf->marks = low | ((leaf->marks & ~bits_below (position)) << 1) |
                ((guint64) (marked != FALSE) << position);
  leaf->node.used++;
  remember (self, leaf, entry);
  retotal (self, leaf);
}

/* Returns what was there. */
gpointer
reactivity_rope_remove (ReactivityRope *self, guint position)
{
  ReactivityRopeLeaf *leaf;
  gpointer entry;

  g_assert (position < reactivity_rope_size (self));

  leaf = descend (self, &position);
  entry = leaf->entries[position];
  leaf->node.used--;
  memmove (leaf->entries + position, leaf->entries + position + 1,
           (leaf->node.used - position) * sizeof *leaf->entries);
  leaf->marks =
      (leaf->marks & bits_below (position)) | ((leaf->marks & ~bits_below (position + 1)) >> 1);
  retotal (self, leaf);

  if (leaf->node.used < REACTIVITY_ROPE_LEAF / 2)
    shrink (self, &leaf->node);
  return entry;
}

/* Returns what was there; a mark stays. */
gpointer
reactivity_rope_set (ReactivityRope *self, guint position, gpointer entry)
{
  ReactivityRopeLeaf *leaf = descend (self, &position);
  gpointer old = leaf->entries[position];

  leaf->entries[position] = entry;
  remember (self, leaf, entry);
  if (self->number != NULL)
    retotal (self, leaf);
  return old;
}

void
reactivity_rope_set_marked (ReactivityRope *self, guint position, gboolean marked)
{
  ReactivityRopeLeaf *leaf = descend (self, &position);
  guint64 bit = G_GUINT64_CONSTANT (1) << position;

  leaf->marks = marked ? leaf->marks | bit : leaf->marks & ~bit;
  retotal (self, leaf);
}

/* The number of @entry has changed. */
void
reactivity_rope_touch (ReactivityRope *self, gconstpointer entry)
{
  retotal (self, G_STRUCT_MEMBER (ReactivityRopeLeaf *, entry, self->leaf_offset));
}

/* The position of an entry that remembers its leaf. */
guint
reactivity_rope_find (ReactivityRope *self, gconstpointer entry)
{
  ReactivityRopeLeaf *leaf = G_STRUCT_MEMBER (ReactivityRopeLeaf *, entry, self->leaf_offset);
  ReactivityRopeNode *node = &leaf->node;
  guint position = 0;

  while (leaf->entries[position] != entry)
    position++;

  for (; node->parent != NULL; node = &node->parent->node)
    {
      for (guint i = 0; node->parent->children[i] != node; i++)
        position += node->parent->children[i]->totals.n;
    }

  return position;
}

/* How many marked entries there are before @position. */
guint
reactivity_rope_count_marked (ReactivityRope *self, guint position)
{
  ReactivityRopeNode *node = self->root;
  guint count = 0;

  while (!node->is_leaf)
    {
      ReactivityRopeInner *inner = as_inner (node);
      guint i = 0;

      for (; i + 1 < inner->node.used && position >= inner->children[i]->totals.n; i++)
        {
          position -= inner->children[i]->totals.n;
          count += inner->children[i]->totals.n_marked;
        }
      node = inner->children[i];
    }

  return count + (guint) __builtin_popcountll (as_leaf (node)->marks & bits_below (position));
}

/* The position of the @nth marked entry, counted from 0; there are more than that. */
guint
reactivity_rope_find_marked (ReactivityRope *self, guint nth)
{
  ReactivityRopeNode *node = self->root;
  guint position = 0;
  guint64 marks;

  g_assert (nth < self->root->totals.n_marked);

  while (!node->is_leaf)
    {
      ReactivityRopeInner *inner = as_inner (node);
      guint i = 0;

      for (; nth >= inner->children[i]->totals.n_marked; i++)
        {
          nth -= inner->children[i]->totals.n_marked;
          position += inner->children[i]->totals.n;
        }
      node = inner->children[i];
    }

  marks = as_leaf (node)->marks;
  for (; nth > 0; nth--)
    marks &= marks - 1;
  return position + (guint) __builtin_ctzll (marks);
}

static gpointer
first_below (ReactivityRopeNode *node)
{
  while (!node->is_leaf)
    node = as_inner (node)->children[0];
  return as_leaf (node)->entries[0];
}

/* The last child whose first entry comes before the place; what is before that child is counted. */
static ReactivityRopeNode *
search_child (ReactivityRopeInner *inner, ReactivityRopeBeforeFunc before, gpointer data,
              guint *position)
{
  guint low = 0;
  guint high = inner->node.used - 1u;

  while (low < high)
    {
      guint middle = (low + high + 1) / 2;

      if (before (first_below (inner->children[middle]), data))
        low = middle;
      else
        high = middle - 1;
    }

  for (guint i = 0; i < low; i++)
    *position += inner->children[i]->totals.n;
  return inner->children[low];
}

/* How many entries come before a place. Those that do stand in front of those that do not. */
guint
reactivity_rope_search (ReactivityRope *self, ReactivityRopeBeforeFunc before, gpointer data)
{
  ReactivityRopeNode *node = self->root;
  guint position = 0;
  guint low = 0;
  guint high;

  while (!node->is_leaf)
    node = search_child (as_inner (node), before, data, &position);

  high = node->used;
  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (before (as_leaf (node)->entries[middle], data))
        low = middle + 1;
      else
        high = middle;
    }

  return position + low;
}

/* A place past the end is one without a leaf. */
ReactivityRopeIter
reactivity_rope_seek (ReactivityRope *self, guint position)
{
  ReactivityRopeIter iter = { NULL, 0 };

  if (position < reactivity_rope_size (self))
    {
      iter.leaf = descend (self, &position);
      iter.i = position;
    }

  return iter;
}
