/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-box.h"
#include "reactivity-derive-private.h"

/* For each item what a function makes of it, at the same position. */

struct _ReactivityMapped
{
  ReactivityPerItem parent_instance;
};

G_DEFINE_FINAL_TYPE (ReactivityMapped, reactivity_mapped, REACTIVITY_TYPE_PER_ITEM)

static gboolean
compute (ReactivityPerItem *self, ReactivitySlot *slot, GError **error)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);
  const ReactivityFunction *function = &priv->function;
  GType type = reactivity_sequence_private (self)->item_type;
  gpointer object = ((ReactivityMapFunc) function->func) (slot->item, function->user_data, error);

  if (*error == NULL && object != NULL && g_type_is_a (G_OBJECT_TYPE (object), type))
    {
      priv->fresh.object = object;
      return TRUE;
    }

  if (*error == NULL)
    g_critical ("a ReactivityMapFunc returned %s instead of a %s",
                object != NULL ? G_OBJECT_TYPE_NAME (object) : "nothing", g_type_name (type));
  g_clear_object (&object);
  return FALSE;
}

static ReactivityResult
failed (ReactivityPerItem *self)
{
  return (ReactivityResult){ .object = g_object_new (REACTIVITY_TYPE_BOX, NULL) };
}

static void
insert (ReactivityPerItem *self, ReactivitySlot *slot, guint position)
{
  reactivity_sequence_will_edit (self, position, 0);
  reactivity_rope_insert (&reactivity_per_item_private (self)->slots, position, slot, FALSE);
  reactivity_sequence_did_edit (self, position, 0, 1);
}

static void
take_out (ReactivityPerItem *self, ReactivitySlot *slot, guint position)
{
  reactivity_sequence_will_edit (self, position, 1);
  reactivity_rope_remove (&reactivity_per_item_private (self)->slots, position);
  reactivity_sequence_did_edit (self, position, 1, 0);
}

static void
change (ReactivityPerItem *self, ReactivitySlot *slot)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);
  g_autoptr (GObject) fresh = priv->fresh.object;
  GObject *old = slot->result.object;
  guint position;

  if (reactivity_item_equal (old, fresh))
    return;

  position = reactivity_rope_find (&priv->slots, slot);
  reactivity_sequence_will_edit (self, position, 1);
  slot->result.object = fresh;
  fresh = old;
  reactivity_sequence_did_edit (self, position, 1, 1);
}

static void
free_result (ReactivityResult *result)
{
  g_object_unref (result->object);
}

static const ReactivityPerItemKind kind = {
  .compute = compute,
  .failed = failed,
  .insert = insert,
  .remove = take_out,
  .change = change,
  .free_result = free_result,
};

static guint
get_n (gpointer self)
{
  return reactivity_rope_size (&reactivity_per_item_private (self)->slots);
}

static gpointer
get_nth (gpointer self, guint position)
{
  ReactivitySlot *slot = reactivity_rope_get (&reactivity_per_item_private (self)->slots, position);

  return slot->result.object;
}

static const ReactivitySequenceShape shape = { get_n, get_nth };

/* Of what the function made, not of the items of the source. */
static void
reactivity_mapped_visit_parts (ReactivityNode *node, ReactivityPartFunc func, gpointer data)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (node);

  reactivity_per_item_visit_parts (node, func, data);
  for (ReactivityRopeIter iter = reactivity_rope_seek (&priv->slots, 0); iter.leaf != NULL;
       reactivity_rope_iter_next (&iter))
    {
      ReactivitySlot *slot = reactivity_rope_iter_get (&iter);

      if (slot->result.object != NULL)
        func (slot->result.object, data);
    }
}

static const ReactivityNodeHooks hooks = {
  .announce = reactivity_sequence_announce,
  .ended = reactivity_per_item_ended,
  .visit_parts = reactivity_mapped_visit_parts,
};

static void
reactivity_mapped_class_init (ReactivityMappedClass *klass)
{
  REACTIVITY_NODE_CLASS (klass)->hooks = &hooks;
  REACTIVITY_PER_ITEM_CLASS (klass)->kind = &kind;
  REACTIVITY_SEQUENCE_CLASS (klass)->shape = &shape;
}

static void
reactivity_mapped_init (ReactivityMapped *self G_GNUC_UNUSED)
{
}
