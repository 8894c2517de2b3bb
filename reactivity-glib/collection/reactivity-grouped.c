/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-group-private.h"

/* The items by what a function gives for them: a sequence of groups, in the order in which they were
 * first needed. */

struct _ReactivityGrouped
{
  ReactivityPerItem parent_instance;

  GHashTable *by_key;   /* (owned) (element-type ReactivityGroup) owns the groups, by their keys */
  ReactivityRope order; /* (element-type ReactivityGroup) (unowned) */
};

G_DEFINE_FINAL_TYPE (ReactivityGrouped, reactivity_grouped, REACTIVITY_TYPE_PER_ITEM)

static gboolean
compute (ReactivityPerItem *self, ReactivitySlot *slot, GError **error)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);
  const ReactivityFunction *function = &priv->function;
  char *key = ((ReactivityTextFunc) function->func) (slot->item, function->user_data, error);

  if (*error == NULL)
    {
      priv->fresh.text = key != NULL ? key : g_strdup ("");
      return TRUE;
    }

  g_free (key);
  return FALSE;
}

static ReactivityResult
failed (ReactivityPerItem *self G_GNUC_UNUSED)
{
  return (ReactivityResult){ .text = g_strdup ("") };
}

static ReactivityGroup *
ensure_group (ReactivityGrouped *self, const char *key)
{
  ReactivityGroup *group = g_hash_table_lookup (self->by_key, key);
  guint n = reactivity_rope_size (&self->order);

  if (group != NULL)
    return group;

  group = reactivity_group_new (self, key);
  g_hash_table_insert (self->by_key, group->key, group);
  reactivity_sequence_will_edit (self, n, 0);
  reactivity_rope_insert (&self->order, n, group, FALSE);
  reactivity_sequence_did_edit (self, n, 0, 1);
  return group;
}

/* Puts a slot, which is in the order of the source, into its group. */
static void
join (ReactivityGrouped *self, ReactivitySlot *slot)
{
  ReactivityRope *slots = &reactivity_per_item_private (self)->slots;
  ReactivityGroup *group = ensure_group (self, slot->result.text);
  guint position = reactivity_rope_find (slots, slot);
  guint low = 0;
  guint high = reactivity_rope_size (&group->items);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (reactivity_rope_find (slots, reactivity_rope_get (&group->items, middle)) < position)
        low = middle + 1;
      else
        high = middle;
    }

  slot->group = group;
  reactivity_group_insert (group, low, slot);
}

static void
leave (ReactivitySlot *slot)
{
  reactivity_group_take_out (slot->group, slot);
  slot->group = NULL;
}

static void
insert (ReactivityPerItem *self, ReactivitySlot *slot, guint position)
{
  reactivity_rope_insert (&reactivity_per_item_private (self)->slots, position, slot, FALSE);
  join (REACTIVITY_GROUPED (self), slot);
}

/* What is left empty is seen at the end. */
static void
note_left (ReactivityPerItem *self, ReactivityGroup *group)
{
  if (reactivity_rope_size (&group->items) == 0)
    g_ptr_array_add (reactivity_per_item_private (self)->moved, g_object_ref (group));
}

static void
take_out (ReactivityPerItem *self, ReactivitySlot *slot, guint position)
{
  ReactivityGroup *group = slot->group;

  leave (slot);
  reactivity_rope_remove (&reactivity_per_item_private (self)->slots, position);
  note_left (self, group);
}

static void
change (ReactivityPerItem *self, ReactivitySlot *slot)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);
  ReactivityGroup *group = slot->group;
  char *old = slot->result.text;

  if (g_str_equal (old, priv->fresh.text))
    {
      g_free (priv->fresh.text);
      return;
    }

  slot->result.text = priv->fresh.text;
  leave (slot);
  join (REACTIVITY_GROUPED (self), slot);
  note_left (self, group);
  g_free (old);
}

static void
drop_group (ReactivityGrouped *self, ReactivityGroup *group)
{
  guint position = reactivity_rope_find (&self->order, group);

  reactivity_sequence_will_edit (self, position, 1);
  reactivity_rope_remove (&self->order, position);
  reactivity_sequence_did_edit (self, position, 1, 0);
  group->leaf = NULL;
  g_hash_table_remove (self->by_key, group->key);
}

static void
finish (ReactivityPerItem *self)
{
  GPtrArray *left = reactivity_per_item_private (self)->moved;

  for (guint i = 0; i < left->len; i++)
    {
      ReactivityGroup *group = left->pdata[i];

      if (reactivity_rope_size (&group->items) == 0 && group->leaf != NULL)
        drop_group (REACTIVITY_GROUPED (self), group);
      g_object_unref (group);
    }

  g_ptr_array_set_size (left, 0);
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
  .finish = finish,
  .free_result = free_result,
};

static guint
get_n (gpointer self)
{
  return reactivity_rope_size (&((ReactivityGrouped *) self)->order);
}

static gpointer
get_nth (gpointer self, guint position)
{
  return reactivity_rope_get (&((ReactivityGrouped *) self)->order, position);
}

static const ReactivitySequenceShape shape = { get_n, get_nth };

static void
reactivity_grouped_finalize (GObject *object)
{
  ReactivityGrouped *self = REACTIVITY_GROUPED (object);
  GHashTableIter iter;
  gpointer group;

  g_hash_table_iter_init (&iter, self->by_key);
  while (g_hash_table_iter_next (&iter, NULL, &group))
    reactivity_group_orphan (group);
  g_hash_table_unref (self->by_key);
  reactivity_rope_clear (&self->order);

  G_OBJECT_CLASS (reactivity_grouped_parent_class)->finalize (object);
}

static void
reactivity_grouped_visit_parts (ReactivityNode *node, ReactivityPartFunc func, gpointer data)
{
  GHashTableIter iter;
  gpointer group;

  reactivity_per_item_visit_parts (node, func, data);
  g_hash_table_iter_init (&iter, REACTIVITY_GROUPED (node)->by_key);
  while (g_hash_table_iter_next (&iter, NULL, &group))
    func (group, data);
}

static const ReactivityNodeHooks hooks = {
  .announce = reactivity_sequence_announce,
  .ended = reactivity_per_item_ended,
  .visit_parts = reactivity_grouped_visit_parts,
};

static void
reactivity_grouped_class_init (ReactivityGroupedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reactivity_grouped_finalize;
  REACTIVITY_PER_ITEM_CLASS (klass)->kind = &kind;
  REACTIVITY_SEQUENCE_CLASS (klass)->shape = &shape;
  REACTIVITY_NODE_CLASS (klass)->hooks = &hooks;
}

static void
reactivity_grouped_init (ReactivityGrouped *self)
{
  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  reactivity_rope_init (&self->order, G_STRUCT_OFFSET (ReactivityGroup, leaf), NULL);
}
