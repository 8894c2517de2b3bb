/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-group-private.h"

#include "core/link.h"

/**
 * ReactivityGroup:
 *
 * The items for which a function gave the same key: see [method@Sequence.group].
 *
 * ## Memory
 *
 * A group lives in the sequence of groups that has it. It is empty when that has gone, or when the
 * last item has left it; then it is not used again.
 *
 * Since: 0.1
 */

G_DEFINE_FINAL_TYPE (ReactivityGroup, reactivity_group, REACTIVITY_TYPE_SEQUENCE)

enum
{
  PROP_0,
  PROP_KEY,
};

/* The sequence of groups, when it is refreshed, writes its groups. */
static ReactivityUpdateFlags
reactivity_group_update (ReactivityNode *node)
{
  ReactivityGroup *self = REACTIVITY_GROUP (node);
  ReactivitySequencePrivate *priv = reactivity_sequence_private (self);
  gboolean changed;

  if (self->owner != NULL)
    reactivity_sequence_track (self->owner);

  changed = priv->edited;
  priv->edited = FALSE;
  return changed ? REACTIVITY_UPDATE_CHANGED : REACTIVITY_UPDATE_NONE;
}

static guint
get_n (gpointer self)
{
  return reactivity_rope_size (&((ReactivityGroup *) self)->items);
}

static gpointer
get_nth (gpointer self, guint position)
{
  ReactivitySlot *slot = reactivity_rope_get (&((ReactivityGroup *) self)->items, position);

  return slot->item;
}

static const ReactivitySequenceShape shape = { get_n, get_nth };

static void
reactivity_group_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_KEY:
      g_value_set_string (value, REACTIVITY_GROUP (object)->key);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reactivity_group_finalize (GObject *object)
{
  ReactivityGroup *self = REACTIVITY_GROUP (object);

  reactivity_rope_clear (&self->items);
  g_free (self->key);

  G_OBJECT_CLASS (reactivity_group_parent_class)->finalize (object);
}

static void
reactivity_group_class_init (ReactivityGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = reactivity_group_get_property;
  object_class->finalize = reactivity_group_finalize;
  REACTIVITY_NODE_CLASS (klass)->update = reactivity_group_update;
  REACTIVITY_SEQUENCE_CLASS (klass)->shape = &shape;

  /**
   * ReactivityGroup:key:
   *
   * The key of all items in the group.
   *
   * Since: 0.1
   */
  g_object_class_install_property (object_class, PROP_KEY,
                                   g_param_spec_string ("key", NULL, NULL, NULL,
                                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
reactivity_group_init (ReactivityGroup *self)
{
  reactivity_node_core (self)->flags |= RG_LAZY | RG_DIRTY | REACTIVITY_FLAG_LOSS_IGNORE;
  reactivity_rope_init (&self->items, G_STRUCT_OFFSET (ReactivitySlot, out_leaf), NULL);
}

/* (transfer full) */
ReactivityGroup *
reactivity_group_new (ReactivityGrouped *owner, const char *key)
{
  ReactivityGroup *self =
      reactivity_node_new (REACTIVITY_TYPE_GROUP, reactivity_node_core (owner)->graph);

  self->owner = owner;
  self->key = g_strdup (key);
  reactivity_sequence_private (self)->item_type =
      reactivity_sequence_get_item_type (reactivity_per_item_private (owner)->source);
  return self;
}

void
reactivity_group_insert (ReactivityGroup *self, guint position, ReactivitySlot *slot)
{
  reactivity_sequence_will_edit (self, position, 0);
  reactivity_rope_insert (&self->items, position, slot, FALSE);
  reactivity_sequence_did_edit (self, position, 0, 1);
}

void
reactivity_group_take_out (ReactivityGroup *self, ReactivitySlot *slot)
{
  guint position = reactivity_rope_find (&self->items, slot);

  reactivity_sequence_will_edit (self, position, 1);
  reactivity_rope_remove (&self->items, position);
  reactivity_sequence_did_edit (self, position, 1, 0);
}

/* Its slots are about to go. */
void
reactivity_group_orphan (ReactivityGroup *self)
{
  self->owner = NULL;
  while (get_n (self) > 0)
    reactivity_group_take_out (self, reactivity_rope_get (&self->items, get_n (self) - 1));
  reactivity_sequence_tell (self);
}

/**
 * reactivity_group_get_key:
 * @self: a group
 *
 * The key of all items in the group. It never changes.
 *
 * Returns: (transfer none): the key
 * Since: 0.1
 */
const char *
reactivity_group_get_key (ReactivityGroup *self)
{
  g_return_val_if_fail (REACTIVITY_IS_GROUP (self), NULL);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, NULL);

  return self->key;
}
