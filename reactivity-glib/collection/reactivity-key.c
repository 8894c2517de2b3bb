/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-key-private.h"

typedef struct
{
  GHashTable *table; /* (unowned) (nullable) what holds it; NULL when it is let go */
  gpointer key;      /* (unowned) the table's */
} ReactivityKeyPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (ReactivityKey, reactivity_key, REACTIVITY_TYPE_NODE)

static void
reactivity_key_unread (ReactivityNode *node)
{
  reactivity_key_drop (node);
}

static void
reactivity_key_class_init (ReactivityKeyClass *klass)
{
  REACTIVITY_NODE_CLASS (klass)->unread = reactivity_key_unread;
}

static void
reactivity_key_init (ReactivityKey *self)
{
  reactivity_node_core (self)->unread = RG_UNREAD_TOLD;
}

static void
release (gpointer data)
{
  ReactivityKeyPrivate *priv = reactivity_key_get_instance_private (data);

  priv->table = NULL;
  priv->key = NULL;
  if (REACTIVITY_KEY_GET_CLASS (data)->released != NULL)
    REACTIVITY_KEY_GET_CLASS (data)->released (data);
  g_object_unref (data);
}

/* (transfer full): a table of keys; @destroy frees what names a key */
GHashTable *
reactivity_key_table_new (GHashFunc hash, GEqualFunc equal, GDestroyNotify destroy)
{
  return g_hash_table_new_full (hash, equal, destroy, release);
}

/* (transfer none): a new key of @type; the table takes @key */
gpointer
reactivity_key_table_add (GHashTable *table, GType type, RgGraph *graph, gpointer key)
{
  gpointer self = reactivity_node_new (type, graph);
  ReactivityKeyPrivate *priv = reactivity_key_get_instance_private (self);

  priv->table = table;
  priv->key = key;
  g_hash_table_insert (table, key, self);
  return self;
}

/* As ReactivityNodeHooks.visit_parts. @table may be NULL. */
void
reactivity_key_table_visit (GHashTable *table, ReactivityPartFunc func, gpointer data)
{
  GHashTableIter iter;
  gpointer key;

  if (table == NULL)
    return;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &key))
    func (key, data);
}

/* (nullable): what the key is called, %NULL when its table has let it go */
gpointer
reactivity_key_get_key (gpointer self)
{
  ReactivityKeyPrivate *priv = reactivity_key_get_instance_private (self);

  return priv->key;
}

/* (transfer full): all that its table holds, itself among them */
GPtrArray *
reactivity_key_list_others (gpointer self)
{
  ReactivityKeyPrivate *priv = reactivity_key_get_instance_private (self);
  GPtrArray *others = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer other;

  if (priv->table == NULL)
    return others;

  g_hash_table_iter_init (&iter, priv->table);
  while (g_hash_table_iter_next (&iter, NULL, &other))
    g_ptr_array_add (others, g_object_ref (other));
  return others;
}

/* Has the table let it go. */
void
reactivity_key_drop (gpointer self)
{
  ReactivityKeyPrivate *priv = reactivity_key_get_instance_private (self);

  if (priv->table != NULL)
    g_hash_table_remove (priv->table, priv->key);
}
