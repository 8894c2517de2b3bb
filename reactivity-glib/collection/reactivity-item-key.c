/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-item-key-private.h"

#include "reactivity-key-private.h"

guint
reactivity_item_key_hash (gconstpointer key)
{
  const ReactivityItemKey *self = key;

  if (self->string != NULL)
    return g_str_hash (self->string);
  return g_int64_hash (&self->number);
}

gboolean
reactivity_item_key_equal (gconstpointer a, gconstpointer b)
{
  const ReactivityItemKey *x = a;
  const ReactivityItemKey *y = b;

  if (x->string == NULL || y->string == NULL)
    return x->string == y->string && x->number == y->number && x->is_object == y->is_object;
  return g_str_equal (x->string, y->string);
}

/* (transfer full) */
ReactivityItemKey *
reactivity_item_key_copy (const ReactivityItemKey *key)
{
  ReactivityItemKey *self = g_memdup2 (key, sizeof *key);

  self->string = g_strdup (key->string);
  return self;
}

void
reactivity_item_key_free (gpointer key)
{
  ReactivityItemKey *self = key;

  g_free ((char *) self->string);
  g_free (self);
}

/* Makes the source of @key, unless nobody reads. */
void
reactivity_item_key_track (GHashTable **table, RgGraph *graph, const ReactivityItemKey *key)
{
  gpointer source;

  if (graph->active == NULL)
    return;

  if (*table == NULL)
    *table = reactivity_key_table_new (reactivity_item_key_hash, reactivity_item_key_equal,
                                       reactivity_item_key_free);

  source = g_hash_table_lookup (*table, key);
  if (source == NULL)
    source = reactivity_key_table_add (*table, REACTIVITY_TYPE_KEY, graph,
                                       reactivity_item_key_copy (key));
  rg_track (reactivity_node_core (source));
}

void
reactivity_item_key_changed (GHashTable *table, const ReactivityItemKey *key)
{
  gpointer source = table != NULL ? g_hash_table_lookup (table, key) : NULL;

  if (source == NULL)
    return;

  g_object_ref (source);
  rg_node_changed (reactivity_node_core (source));
  g_object_unref (source);
}

/* Something is under way, so that no effect runs before the last of them. */
void
reactivity_item_key_all_changed (GHashTable *table)
{
  GHashTableIter iter;
  gpointer source;

  if (table == NULL)
    return;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &source))
    rg_node_changed (reactivity_node_core (source));
}
