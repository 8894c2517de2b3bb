/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-box.h"
#include "reactivity-derive-private.h"

/* A number of each item, added up. It is no list to anybody: derived values read the totals. */

struct _ReactivityFolded
{
  ReactivityPerItem parent_instance;
};

G_DEFINE_FINAL_TYPE (ReactivityFolded, reactivity_folded, REACTIVITY_TYPE_PER_ITEM)

static double
number_of_box (GObject *item)
{
  const GValue *value =
      REACTIVITY_IS_BOX (item) ? reactivity_box_get_value ((gpointer) item) : NULL;
  GValue number = G_VALUE_INIT;

  g_value_init (&number, G_TYPE_DOUBLE);
  if (value != NULL && G_IS_VALUE (value) && !G_VALUE_HOLDS_STRING (value) &&
      g_value_transform (value, &number))
    return g_value_get_double (&number);

  g_critical ("an item of type %s is no number, and there is no function that makes one of it",
              value != NULL && G_IS_VALUE (value) ? G_VALUE_TYPE_NAME (value)
                                                  : G_OBJECT_TYPE_NAME (item));
  return 0;
}

static gboolean
compute (ReactivityPerItem *self, ReactivitySlot *slot, GError **error)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);
  const ReactivityFunction *function = &priv->function;

  if (function->func == NULL)
    priv->fresh.number = number_of_box (slot->item);
  else
    priv->fresh.number =
        ((ReactivityNumberFunc) function->func) (slot->item, function->user_data, error);
  return *error == NULL;
}

static ReactivityResult
failed (ReactivityPerItem *self G_GNUC_UNUSED)
{
  return (ReactivityResult){ .number = 0 };
}

static double
get_number (gconstpointer slot)
{
  return ((const ReactivitySlot *) slot)->result.number;
}

static void
insert (ReactivityPerItem *self, ReactivitySlot *slot, guint position)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);

  reactivity_rope_insert (&priv->slots, position, slot, FALSE);
  priv->changed = TRUE;
}

static void
take_out (ReactivityPerItem *self, ReactivitySlot *slot, guint position)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);

  reactivity_rope_remove (&priv->slots, position);
  priv->changed = TRUE;
}

static void
change (ReactivityPerItem *self, ReactivitySlot *slot)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);

  slot->result.number = priv->fresh.number;
  reactivity_rope_touch (&priv->slots, slot);
  priv->changed = TRUE;
}

static const ReactivityPerItemKind kind = {
  .compute = compute,
  .failed = failed,
  .insert = insert,
  .remove = take_out,
  .change = change,
};

static void
reactivity_folded_class_init (ReactivityFoldedClass *klass)
{
  REACTIVITY_PER_ITEM_CLASS (klass)->kind = &kind;
}

static void
reactivity_folded_init (ReactivityFolded *self)
{
  reactivity_per_item_private (self)->slots.number = get_number;
}

/* A read. */
const ReactivityRopeTotals *
reactivity_folded_read (gpointer self)
{
  reactivity_sequence_track (self);
  return &reactivity_per_item_private (self)->slots.root->totals;
}
