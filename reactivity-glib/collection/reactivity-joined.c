/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-box.h"
#include "reactivity-derive-private.h"

/* A text of each item. It is no list to anybody: a derived value puts them together. */

struct _ReactivityJoined
{
  ReactivityPerItem parent_instance;
};

G_DEFINE_FINAL_TYPE (ReactivityJoined, reactivity_joined, REACTIVITY_TYPE_PER_ITEM)

static char *
text_of_box (GObject *item)
{
  const GValue *value =
      REACTIVITY_IS_BOX (item) ? reactivity_box_get_value ((gpointer) item) : NULL;
  g_auto (GValue) text = G_VALUE_INIT;

  g_value_init (&text, G_TYPE_STRING);
  if (value != NULL && G_IS_VALUE (value) && g_value_transform (value, &text))
    return g_value_dup_string (&text);

  g_critical ("an item of type %s is no text, and there is no function that makes one of it",
              value != NULL && G_IS_VALUE (value) ? G_VALUE_TYPE_NAME (value)
                                                  : G_OBJECT_TYPE_NAME (item));
  return NULL;
}

static gboolean
compute (ReactivityPerItem *self, ReactivitySlot *slot, GError **error)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);
  const ReactivityFunction *function = &priv->function;

  if (function->func == NULL)
    priv->fresh.text = text_of_box (slot->item);
  else
    priv->fresh.text =
        ((ReactivityTextFunc) function->func) (slot->item, function->user_data, error);
  if (*error == NULL)
    return TRUE;

  g_free (priv->fresh.text);
  return FALSE;
}

static ReactivityResult
failed (ReactivityPerItem *self G_GNUC_UNUSED)
{
  return (ReactivityResult){ .text = NULL };
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

  g_free (slot->result.text);
  slot->result.text = priv->fresh.text;
  priv->changed = TRUE;
}

static void
free_result (ReactivityResult *result)
{
  g_free (result->text);
}

static const ReactivityPerItemKind kind = {
  .compute = compute,
  .failed = failed,
  .insert = insert,
  .remove = take_out,
  .change = change,
  .free_result = free_result,
};

static void
reactivity_joined_class_init (ReactivityJoinedClass *klass)
{
  REACTIVITY_PER_ITEM_CLASS (klass)->kind = &kind;
}

static void
reactivity_joined_init (ReactivityJoined *self G_GNUC_UNUSED)
{
}

/* (transfer full): a read */
char *
reactivity_joined_read (gpointer self, const char *separator)
{
  GString *text = g_string_new (NULL);
  gboolean first = TRUE;

  reactivity_sequence_track (self);
  for (ReactivityRopeIter iter =
           reactivity_rope_seek (&reactivity_per_item_private (self)->slots, 0);
       iter.leaf != NULL; reactivity_rope_iter_next (&iter))
    {
      const ReactivitySlot *slot = reactivity_rope_iter_get (&iter);

      if (slot->result.text == NULL)
        continue;
      if (!first)
        g_string_append (text, separator);
      g_string_append (text, slot->result.text);
      first = FALSE;
    }

  return g_string_free (text, FALSE);
}
