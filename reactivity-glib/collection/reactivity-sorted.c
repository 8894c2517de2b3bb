/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-derive-private.h"

#include "object/reactivity-frames-private.h"

/* The items in the order that a function says; those that it does not tell apart stay in the order of
 * the source.
 *
 * Nothing says what the position of one item depends on, as the function is given two. But an item
 * that is compared with itself is equal to itself, so that the function has to look at all that it
 * may ever look at: that is what the item's computation does. */

struct _ReactivitySorted
{
  ReactivityPerItem parent_instance;
  ReactivityRope order; /* (element-type ReactivitySlot) (unowned) */
};

G_DEFINE_FINAL_TYPE (ReactivitySorted, reactivity_sorted, REACTIVITY_TYPE_PER_ITEM)

static int
call (ReactivityPerItem *self, GObject *a, GObject *b)
{
  const ReactivityFunction *function = &reactivity_per_item_private (self)->function;

  return ((ReactivityCompareFunc) function->func) (a, b, function->user_data);
}

static gboolean
compute (ReactivityPerItem *self, ReactivitySlot *slot, GError **error)
{
  call (self, slot->item, slot->item);
  return TRUE;
}

static ReactivityResult
failed (ReactivityPerItem *self G_GNUC_UNUSED)
{
  return (ReactivityResult){ .object = NULL };
}

/* It finds its place when all have their keys. */
static void
insert (ReactivityPerItem *self, ReactivitySlot *slot, guint position)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);

  reactivity_rope_insert (&priv->slots, position, slot, FALSE);
  g_ptr_array_add (priv->moved, slot);
}

static void
take_out_of_order (ReactivityPerItem *self, ReactivitySlot *slot)
{
  ReactivityRope *order = &REACTIVITY_SORTED (self)->order;
  guint position = reactivity_rope_find (order, slot);

  reactivity_sequence_will_edit (self, position, 1);
  reactivity_rope_remove (order, position);
  slot->out_leaf = NULL;
  reactivity_sequence_did_edit (self, position, 1, 0);
}

static void
take_out (ReactivityPerItem *self, ReactivitySlot *slot, guint position)
{
  take_out_of_order (self, slot);
  reactivity_rope_remove (&reactivity_per_item_private (self)->slots, position);
}

static void
change (ReactivityPerItem *self, ReactivitySlot *slot)
{
  if (slot->out_leaf == NULL)
    return; /* it is waiting already */

  take_out_of_order (self, slot);
  g_ptr_array_add (reactivity_per_item_private (self)->moved, slot);
}

static int
compare_slots (gconstpointer x, gconstpointer y, gpointer self)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);
  const ReactivitySlot *a = *(ReactivitySlot *const *) x;
  const ReactivitySlot *b = *(ReactivitySlot *const *) y;
  int result = call (self, a->item, b->item);
  guint i, j;

  if (result != 0 || a == b)
    return result;

  i = reactivity_rope_find (&priv->slots, a);
  j = reactivity_rope_find (&priv->slots, b);
  return (i > j) - (i < j);
}

typedef struct
{
  ReactivityPerItem *self;
  ReactivitySlot *slot; /* what looks for its place */
} Search;

static gboolean
is_before (gpointer other, gpointer data)
{
  Search *search = data;

  return compare_slots (&other, &search->slot, search->self) < 0;
}

static void
put_in_order (ReactivityPerItem *self, ReactivitySlot *slot)
{
  ReactivityRope *order = &REACTIVITY_SORTED (self)->order;
  guint position = reactivity_rope_search (order, is_before, &(Search){ self, slot });

  reactivity_sequence_will_edit (self, position, 0);
  reactivity_rope_insert (order, position, slot, FALSE);
  reactivity_sequence_did_edit (self, position, 0, 1);
}

/* Where many have moved, sorting anew is quicker. */
static void
sort_anew (ReactivityPerItem *self, GPtrArray *moved)
{
  ReactivityRope *order = &REACTIVITY_SORTED (self)->order;
  guint n = reactivity_rope_size (order);
  g_autoptr (GPtrArray) slots = g_ptr_array_sized_new (n + moved->len);

  for (ReactivityRopeIter iter = reactivity_rope_seek (order, 0); iter.leaf != NULL;
       reactivity_rope_iter_next (&iter))
    g_ptr_array_add (slots, reactivity_rope_iter_get (&iter));
  for (guint i = 0; i < moved->len; i++)
    g_ptr_array_add (slots, moved->pdata[i]);
  g_ptr_array_sort_with_data (slots, compare_slots, self);

  reactivity_sequence_will_edit (self, 0, n);
  reactivity_rope_clear (order);
  reactivity_rope_init (order, G_STRUCT_OFFSET (ReactivitySlot, out_leaf), NULL);
  for (guint i = 0; i < slots->len; i++)
    reactivity_rope_insert (order, i, slots->pdata[i], FALSE);
  reactivity_sequence_did_edit (self, 0, n, slots->len);
}

/* The function is called, but what it reads here was read by the items' own computations. */
static void
finish (ReactivityPerItem *self)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);
  RgNode *core = reactivity_node_core (self);
  RgGraph *graph = core->graph;
  guint batches = graph->batches;
  RgFrame frame;

  if (priv->moved->len == 0)
    return;

  rg_graph_enter (graph, &frame, NULL, NULL, NULL);
  if (priv->moved->len > 16 &&
      priv->moved->len > reactivity_rope_size (&REACTIVITY_SORTED (self)->order) / 8)
    {
      sort_anew (self, priv->moved);
    }
  else
    {
      for (guint i = 0; i < priv->moved->len; i++)
        put_in_order (self, priv->moved->pdata[i]);
    }
  g_ptr_array_set_size (priv->moved, 0);
  rg_graph_balance (graph, &frame, core, batches);
  rg_graph_leave (graph, &frame);
}

static const ReactivityPerItemKind kind = {
  .compute = compute,
  .failed = failed,
  .insert = insert,
  .remove = take_out,
  .change = change,
  .finish = finish,
};

static guint
get_n (gpointer self)
{
  return reactivity_rope_size (&((ReactivitySorted *) self)->order);
}

static gpointer
get_nth (gpointer self, guint position)
{
  ReactivitySlot *slot = reactivity_rope_get (&((ReactivitySorted *) self)->order, position);

  return slot->item;
}

static const ReactivitySequenceShape shape = { get_n, get_nth };

static void
reactivity_sorted_finalize (GObject *object)
{
  reactivity_rope_clear (&REACTIVITY_SORTED (object)->order);

  G_OBJECT_CLASS (reactivity_sorted_parent_class)->finalize (object);
}

static void
reactivity_sorted_class_init (ReactivitySortedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reactivity_sorted_finalize;
  REACTIVITY_PER_ITEM_CLASS (klass)->kind = &kind;
  REACTIVITY_SEQUENCE_CLASS (klass)->shape = &shape;
}

static void
reactivity_sorted_init (ReactivitySorted *self)
{
  reactivity_rope_init (&self->order, G_STRUCT_OFFSET (ReactivitySlot, out_leaf), NULL);
}
