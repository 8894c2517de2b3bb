/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-set-private.h"

#include "reactivity-box.h"
#include "reactivity-key-private.h"

#include "object/reactivity-value-private.h"

#include "core/flush.h"

/**
 * ReactivitySet:
 *
 * Strings, integers or objects, each at most once, in the order in which they were added.
 *
 * ```c
 * static gboolean
 * print_has_ada (gpointer names, GError **error)
 * {
 *   g_print ("%s\n", reactivity_set_contains (names, REACTIVITY_STRING ("Ada")) ? "yes" : "no");
 *   return TRUE;
 * }
 *
 * // later:
 * g_autoptr (ReactivitySet) names = reactivity_set_new (NULL, G_TYPE_STRING);
 * g_autoptr (ReactivityEffect) effect = reactivity_effect_new (NULL, print_has_ada, names, NULL);
 *
 * reactivity_set_add (names, REACTIVITY_STRING ("Bob")); // nobody asked for Bob
 * reactivity_set_add (names, REACTIVITY_STRING ("Ada"));
 * ```
 *
 * ```text
 * no
 * yes
 * ```
 *
 * A set is a [class@Sequence] of its items: objects, or boxes where it holds strings or integers.
 *
 * ## When it runs
 *
 * Adding or removing an item makes due what has asked for that item, and what reads the size, a
 * position that has changed, or everything.
 *
 * ## Memory
 *
 * A set holds its items. What is asked for costs something while somebody reads it.
 *
 * ## Errors
 *
 * An item of another type is refused with a critical message.
 *
 * ## Threads
 *
 * A set is used on the thread of its context only.
 *
 * ## In Python and JavaScript
 *
 * `reactive (set ())` and `reactive (new Set ())`.
 *
 * Since: 0.1
 */

G_DEFINE_FINAL_TYPE (ReactivitySet, reactivity_set, REACTIVITY_TYPE_SEQUENCE)

void
reactivity_entry_free (gpointer entry)
{
  ReactivityEntry *self = entry;

  g_free ((char *) self->key.string);
  g_object_unref (self->item);
  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
  g_free (self);
}

static guint
get_n (gpointer self)
{
  return reactivity_rope_size (&((ReactivitySet *) self)->order);
}

static gpointer
get_nth (gpointer self, guint position)
{
  ReactivityEntry *entry = reactivity_rope_get (&((ReactivitySet *) self)->order, position);

  return entry->item;
}

static const ReactivitySequenceShape shape = { get_n, get_nth };

static void
reactivity_set_finalize (GObject *object)
{
  ReactivitySet *self = REACTIVITY_SET (object);

  reactivity_rope_clear (&self->order);
  g_clear_pointer (&self->tracked, g_hash_table_unref);
  g_clear_pointer (&self->entries, g_hash_table_unref);

  G_OBJECT_CLASS (reactivity_set_parent_class)->finalize (object);
}

static void
reactivity_set_visit_parts (ReactivityNode *node, ReactivityPartFunc func, gpointer data)
{
  ReactivitySet *self = REACTIVITY_SET (node);

  reactivity_sequence_visit_parts (node, func, data);
  reactivity_key_table_visit (self->tracked, func, data);
  for (ReactivityRopeIter iter = reactivity_rope_seek (&self->order, 0); iter.leaf != NULL;
       reactivity_rope_iter_next (&iter))
    func (((ReactivityEntry *) reactivity_rope_iter_get (&iter))->item, data);
}

static const ReactivityNodeHooks hooks = {
  .announce = reactivity_sequence_announce,
  .visit_parts = reactivity_set_visit_parts,
};

static void
reactivity_set_class_init (ReactivitySetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reactivity_set_finalize;
  REACTIVITY_SEQUENCE_CLASS (klass)->shape = &shape;
  REACTIVITY_NODE_CLASS (klass)->hooks = &hooks;
}

static void
reactivity_set_init (ReactivitySet *self)
{
  self->value_type = G_TYPE_OBJECT;
  self->entries = g_hash_table_new_full (reactivity_item_key_hash, reactivity_item_key_equal, NULL,
                                         reactivity_entry_free);
  reactivity_rope_init (&self->order, G_STRUCT_OFFSET (ReactivityEntry, leaf), NULL);
}

static gboolean
is_object_type (GType type)
{
  return g_type_is_a (type, G_TYPE_OBJECT) || G_TYPE_IS_INTERFACE (type);
}

/* TRUE when values of @type can be items of a set and keys of a map. */
gboolean
reactivity_set_check_type (GType type, const char *func)
{
  if (type == G_TYPE_STRING || type == G_TYPE_INT64 || is_object_type (type))
    return TRUE;

  g_critical ("%s: a key is a string, a gint64 or an object, not a %s", func, g_type_name (type));
  return FALSE;
}

static gboolean
refuse (ReactivitySet *self, const char *what, const char *func)
{
  g_critical ("%s: a key of type %s cannot be made of %s", func, g_type_name (self->value_type),
              what);
  return FALSE;
}

/* What names @value in the set. It may point into @converted, which the caller unsets. */
gboolean
reactivity_set_make_key (ReactivitySet *self, const GValue *value, GValue *converted,
                         ReactivityItemKey *key, const char *func)
{
  gpointer object;

  if (is_object_type (self->value_type))
    {
      object = G_VALUE_HOLDS_OBJECT (value) ? g_value_get_object (value) : NULL;
      if (object == NULL || !g_type_is_a (G_OBJECT_TYPE (object), self->value_type))
        return refuse (self, object == NULL ? "no object" : G_OBJECT_TYPE_NAME (object), func);
      *key = REACTIVITY_ITEM_KEY_OBJECT (object);
      return TRUE;
    }

  if (!G_VALUE_HOLDS (value, self->value_type))
    {
      g_value_init (converted, self->value_type);
      if (!reactivity_value_convert (value, converted))
        return refuse (self, G_VALUE_TYPE_NAME (value), func);
      value = converted;
    }

  if (self->value_type == G_TYPE_INT64)
    *key = REACTIVITY_ITEM_KEY_INT64 (g_value_get_int64 (value));
  else if (g_value_get_string (value) != NULL)
    *key = REACTIVITY_ITEM_KEY_STRING (g_value_get_string (value));
  else
    return refuse (self, "no string", func);
  return TRUE;
}

static GObject *
make_item (ReactivitySet *self, const ReactivityItemKey *key)
{
  if (key->is_object)
    return g_object_ref (GSIZE_TO_POINTER ((gsize) key->number));
  if (key->string != NULL)
    return G_OBJECT (reactivity_box_new (REACTIVITY_STRING (key->string)));
  return G_OBJECT (reactivity_box_new (REACTIVITY_INT64 (key->number)));
}

/* Tells those who have asked for the key, and those who read the sequence. */
static void
tell (ReactivitySet *self, const ReactivityItemKey *key)
{
  RgGraph *graph = reactivity_node_core (self)->graph;

  graph->depth++;
  reactivity_item_key_changed (self->tracked, key);
  reactivity_sequence_tell (self);
  rg_unhold (graph);
}

/* Adds an entry for @key, which is not there, with a copy of @value, if there is one. Something must
 * be under way. */
ReactivityEntry *
reactivity_set_insert (ReactivitySet *self, const ReactivityItemKey *key, const GValue *value)
{
  ReactivityEntry *entry = g_new0 (ReactivityEntry, 1);
  guint n = reactivity_rope_size (&self->order);

  entry->key = *key;
  entry->key.string = g_strdup (key->string);
  entry->item = make_item (self, key);
  if (value != NULL)
    {
      g_value_init (&entry->value, G_VALUE_TYPE (value));
      g_value_copy (value, &entry->value);
    }

  reactivity_sequence_will_edit (self, n, 0);
  g_hash_table_insert (self->entries, &entry->key, entry);
  reactivity_rope_insert (&self->order, n, entry, FALSE);
  reactivity_sequence_did_edit (self, n, 0, 1);
  tell (self, key);
  return entry;
}

/* The entry is the caller's afterwards. */
void
reactivity_set_take_out (ReactivitySet *self, ReactivityEntry *entry)
{
  guint position = reactivity_rope_find (&self->order, entry);

  reactivity_sequence_will_edit (self, position, 1);
  reactivity_rope_remove (&self->order, position);
  g_hash_table_steal (self->entries, &entry->key);
  reactivity_sequence_did_edit (self, position, 1, 0);
  tell (self, &entry->key);
}

/* All entries come to @entries, which owns them afterwards. */
void
reactivity_set_empty (ReactivitySet *self, GPtrArray *entries)
{
  RgGraph *graph = reactivity_node_core (self)->graph;
  guint n = reactivity_rope_size (&self->order);

  if (n == 0)
    return;

  reactivity_sequence_will_edit (self, 0, n);
  for (guint i = n; i > 0; i--)
    g_ptr_array_add (entries, reactivity_rope_remove (&self->order, i - 1));
  g_hash_table_steal_all (self->entries);
  reactivity_sequence_did_edit (self, 0, n, 0);

  graph->depth++;
  for (guint i = 0; i < entries->len; i++)
    reactivity_item_key_changed (self->tracked, &((ReactivityEntry *) entries->pdata[i])->key);
  reactivity_sequence_tell (self);
  rg_unhold (graph);
}

static gboolean
check_free (ReactivitySet *self, const char *func)
{
  if (self->is_map)
    g_critical ("%s: the keys of a map are written by way of the map", func);
  return !self->is_map;
}

/**
 * reactivity_set_new:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @value_type: %G_TYPE_STRING, %G_TYPE_INT64 or a type of objects
 *
 * Makes an empty set.
 *
 * Returns: (transfer full): a new set
 * Since: 0.1
 */
ReactivitySet *
reactivity_set_new (ReactivityContext *context, GType value_type)
{
  RgGraph *graph;
  ReactivitySet *self;

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);
  if (!reactivity_set_check_type (value_type, G_STRFUNC))
    return NULL;

  graph = reactivity_graph_for (context, G_STRFUNC);
  if (graph == NULL)
    return NULL;

  self = reactivity_node_new (REACTIVITY_TYPE_SET, graph);
  self->value_type = value_type;
  reactivity_sequence_private (self)->item_type =
      is_object_type (value_type) ? value_type : REACTIVITY_TYPE_BOX;
  return self;
}

/**
 * reactivity_set_get_value_type:
 * @self: a set
 *
 * The type that the set was made for.
 *
 * Returns: the type
 * Since: 0.1
 */
GType
reactivity_set_get_value_type (ReactivitySet *self)
{
  g_return_val_if_fail (REACTIVITY_IS_SET (self), G_TYPE_INVALID);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, G_TYPE_INVALID);

  return self->value_type;
}

/**
 * reactivity_set_contains:
 * @self: a set
 * @value: an item
 *
 * Whether an item is in the set. Tracks that item, whether it is or not.
 *
 * Returns: %TRUE if it is
 * Since: 0.1
 */
gboolean
reactivity_set_contains (ReactivitySet *self, const GValue *value)
{
  g_auto (GValue) converted = G_VALUE_INIT;
  ReactivityItemKey key;

  g_return_val_if_fail (REACTIVITY_IS_SET (self), FALSE);
  g_return_val_if_fail (G_IS_VALUE (value), FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  if (!reactivity_set_make_key (self, value, &converted, &key, G_STRFUNC))
    return FALSE;

  reactivity_item_key_track (&self->tracked, reactivity_node_core (self)->graph, &key);
  return reactivity_set_lookup (self, &key) != NULL;
}

/**
 * reactivity_set_add:
 * @self: a set
 * @value: an item
 *
 * Adds an item, unless it is there.
 *
 * Returns: %TRUE if it was not
 * Since: 0.1
 */
gboolean
reactivity_set_add (ReactivitySet *self, const GValue *value)
{
  g_auto (GValue) converted = G_VALUE_INIT;
  ReactivityItemKey key;

  g_return_val_if_fail (REACTIVITY_IS_SET (self), FALSE);
  g_return_val_if_fail (G_IS_VALUE (value), FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  if (!check_free (self, G_STRFUNC) ||
      !reactivity_set_make_key (self, value, &converted, &key, G_STRFUNC) ||
      reactivity_set_lookup (self, &key) != NULL)
    return FALSE;

  reactivity_set_insert (self, &key, NULL);
  return TRUE;
}

/**
 * reactivity_set_remove:
 * @self: a set
 * @value: an item
 *
 * Removes an item, if it is there.
 *
 * Returns: %TRUE if it was
 * Since: 0.1
 */
gboolean
reactivity_set_remove (ReactivitySet *self, const GValue *value)
{
  g_auto (GValue) converted = G_VALUE_INIT;
  ReactivityItemKey key;
  ReactivityEntry *entry;

  g_return_val_if_fail (REACTIVITY_IS_SET (self), FALSE);
  g_return_val_if_fail (G_IS_VALUE (value), FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  if (!check_free (self, G_STRFUNC) ||
      !reactivity_set_make_key (self, value, &converted, &key, G_STRFUNC))
    return FALSE;

  entry = reactivity_set_lookup (self, &key);
  if (entry == NULL)
    return FALSE;

  reactivity_set_take_out (self, entry);
  reactivity_entry_free (entry);
  return TRUE;
}

/**
 * reactivity_set_clear:
 * @self: a set
 *
 * Removes all items.
 *
 * Since: 0.1
 */
void
reactivity_set_clear (ReactivitySet *self)
{
  g_autoptr (GPtrArray) entries = NULL;

  g_return_if_fail (REACTIVITY_IS_SET (self));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  if (!check_free (self, G_STRFUNC))
    return;

  entries = g_ptr_array_new_with_free_func (reactivity_entry_free);
  reactivity_set_empty (self, entries);
}
