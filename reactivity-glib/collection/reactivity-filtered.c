/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-derive-private.h"

/* The items for which a function says yes: these are the marked ones of all. */

struct _ReactivityFiltered
{
  ReactivityPerItem parent_instance;
};

G_DEFINE_FINAL_TYPE (ReactivityFiltered, reactivity_filtered, REACTIVITY_TYPE_PER_ITEM)

static gboolean
compute (ReactivityPerItem *self, ReactivitySlot *slot, GError **error)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);
  const ReactivityFunction *function = &priv->function;
  gboolean keep = ((ReactivityFilterFunc) function->func) (slot->item, function->user_data, error);

  priv->fresh.keep = keep != FALSE;
  return *error == NULL;
}

static ReactivityResult
failed (ReactivityPerItem *self G_GNUC_UNUSED)
{
  return (ReactivityResult){ .keep = FALSE };
}

static void
insert (ReactivityPerItem *self, ReactivitySlot *slot, guint position)
{
  ReactivityRope *slots = &reactivity_per_item_private (self)->slots;
  guint shown = reactivity_rope_count_marked (slots, position);

  if (slot->result.keep)
    reactivity_sequence_will_edit (self, shown, 0);
  reactivity_rope_insert (slots, position, slot, slot->result.keep);
  if (slot->result.keep)
    reactivity_sequence_did_edit (self, shown, 0, 1);
}

static void
take_out (ReactivityPerItem *self, ReactivitySlot *slot, guint position)
{
  ReactivityRope *slots = &reactivity_per_item_private (self)->slots;
  guint shown = reactivity_rope_count_marked (slots, position);

  if (slot->result.keep)
    reactivity_sequence_will_edit (self, shown, 1);
  reactivity_rope_remove (slots, position);
  if (slot->result.keep)
    reactivity_sequence_did_edit (self, shown, 1, 0);
}

static void
change (ReactivityPerItem *self, ReactivitySlot *slot)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);
  gboolean keep = priv->fresh.keep;
  guint position, shown;

  if (slot->result.keep == keep)
    return;

  position = reactivity_rope_find (&priv->slots, slot);
  shown = reactivity_rope_count_marked (&priv->slots, position);
  reactivity_sequence_will_edit (self, shown, !keep);
  slot->result.keep = keep;
  reactivity_rope_set_marked (&priv->slots, position, keep);
  reactivity_sequence_did_edit (self, shown, !keep, keep);
}

static const ReactivityPerItemKind kind = {
  .compute = compute,
  .failed = failed,
  .insert = insert,
  .remove = take_out,
  .change = change,
};

static guint
get_n (gpointer self)
{
  return reactivity_per_item_private (self)->slots.root->totals.n_marked;
}

static gpointer
get_nth (gpointer self, guint position)
{
  ReactivityRope *slots = &reactivity_per_item_private (self)->slots;
  ReactivitySlot *slot = reactivity_rope_get (slots, reactivity_rope_find_marked (slots, position));

  return slot->item;
}

static const ReactivitySequenceShape shape = { get_n, get_nth };

static void
reactivity_filtered_class_init (ReactivityFilteredClass *klass)
{
  REACTIVITY_PER_ITEM_CLASS (klass)->kind = &kind;
  REACTIVITY_SEQUENCE_CLASS (klass)->shape = &shape;
}

static void
reactivity_filtered_init (ReactivityFiltered *self G_GNUC_UNUSED)
{
}
