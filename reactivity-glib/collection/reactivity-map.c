/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-map.h"

#include "reactivity-key-private.h"
#include "reactivity-set-private.h"

#include "object/reactivity-value-private.h"

#include "core/flush.h"

/**
 * ReactivityMap:
 *
 * Values by key: a string, an integer or an object. The keys keep the order in which they came.
 *
 * ```c
 * static gboolean
 * print_age (gpointer ages, GError **error)
 * {
 *   const GValue *age = reactivity_map_get (ages, REACTIVITY_STRING ("Ada"));
 *
 *   g_print ("%d\n", age != NULL ? g_value_get_int (age) : -1);
 *   return TRUE;
 * }
 *
 * // later:
 * g_autoptr (ReactivityMap) ages = reactivity_map_new (NULL, G_TYPE_STRING, G_TYPE_INT);
 * g_autoptr (ReactivityEffect) effect = reactivity_effect_new (NULL, print_age, ages, NULL);
 *
 * reactivity_map_set (ages, REACTIVITY_STRING ("Bob"), REACTIVITY_INT (41));
 * reactivity_map_set (ages, REACTIVITY_STRING ("Ada"), REACTIVITY_INT (36));
 * ```
 *
 * ```text
 * -1
 * 36
 * ```
 *
 * [method@Map.get_keys] gives the keys as a live sequence, which is also a list model. The map itself
 * is a node that stands for everything in it: to track all values, call [method@Node.track].
 *
 * ## When it runs
 *
 * A write makes due what has read that key. Only keys that come or go make due what reads the size or
 * the keys, or has asked whether that key is there.
 *
 * ## Memory
 *
 * A map holds its keys and values. A key that is asked for costs something while somebody reads it.
 *
 * ## Errors
 *
 * A key or a value of another type is refused with a critical message; the map keeps what it has.
 *
 * ## Threads
 *
 * A map is used on the thread of its context only.
 *
 * ## In Python and JavaScript
 *
 * `reactive ({})` and `reactive (new Map ())`.
 *
 * Since: 0.1
 */
struct _ReactivityMap
{
  ReactivityNode parent_instance;

  ReactivitySet *keys; /* (owned) with the values in its entries */
  GHashTable *tracked; /* (owned) (nullable) the values that somebody reads */
  GType value_type;
  guint8 kind;          /* ReactivityKind of the values */
  guint8 unchecked : 1; /* every write is a change */
};

G_DEFINE_FINAL_TYPE (ReactivityMap, reactivity_map, REACTIVITY_TYPE_NODE)

static void
reactivity_map_finalize (GObject *object)
{
  ReactivityMap *self = REACTIVITY_MAP (object);

  g_clear_pointer (&self->tracked, g_hash_table_unref);
  g_clear_object (&self->keys);

  G_OBJECT_CLASS (reactivity_map_parent_class)->finalize (object);
}

static void
reactivity_map_visit_parts (ReactivityNode *node, ReactivityPartFunc func, gpointer data)
{
  ReactivityMap *self = REACTIVITY_MAP (node);
  GHashTableIter iter;
  gpointer entry;

  reactivity_key_table_visit (self->tracked, func, data);
  func (G_OBJECT (self->keys), data);
  g_hash_table_iter_init (&iter, self->keys->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    {
      const GValue *value = &((ReactivityEntry *) entry)->value;

      if (G_VALUE_HOLDS_OBJECT (value) && g_value_get_object (value) != NULL)
        func (g_value_get_object (value), data);
    }
}

static const ReactivityNodeHooks hooks = {
  .visit_parts = reactivity_map_visit_parts,
};

static void
reactivity_map_class_init (ReactivityMapClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reactivity_map_finalize;
  REACTIVITY_NODE_CLASS (klass)->hooks = &hooks;
}

static void
reactivity_map_init (ReactivityMap *self G_GNUC_UNUSED)
{
}

static void
hold (ReactivityMap *self)
{
  g_object_ref (self);
  reactivity_node_core (self)->graph->depth++;
}

/* Tells those who read the value of @key, and those who track everything; lets effects run. */
static void
tell (ReactivityMap *self, const ReactivityItemKey *key)
{
  RgNode *core = reactivity_node_core (self);
  RgGraph *graph = core->graph;

  if (key != NULL)
    reactivity_item_key_changed (self->tracked, key);
  rg_node_changed (core);
  rg_unhold (graph);
  g_object_unref (self);
}

/* (nullable): @value, or what it is as a value of the map's type, in @converted */
static const GValue *
as_value (ReactivityMap *self, const GValue *value, GValue *converted, const char *func)
{
  if (g_value_type_compatible (G_VALUE_TYPE (value), self->value_type) &&
      (!G_VALUE_HOLDS_OBJECT (value) || G_VALUE_TYPE (value) == self->value_type))
    return value;

  g_value_init (converted, self->value_type);
  if (G_VALUE_HOLDS_OBJECT (value) && g_value_get_object (value) != NULL &&
      !g_type_is_a (G_OBJECT_TYPE (g_value_get_object (value)), self->value_type))
    g_critical ("%s: a map of %s does not take a %s", func, g_type_name (self->value_type),
                G_OBJECT_TYPE_NAME (g_value_get_object (value)));
  else if (!reactivity_value_convert (value, converted))
    g_critical ("%s: a map of %s does not take a %s", func, g_type_name (self->value_type),
                G_VALUE_TYPE_NAME (value));
  else
    return converted;
  return NULL;
}

static void
replace (ReactivityMap *self, ReactivityEntry *entry, const ReactivityItemKey *key,
         const GValue *value)
{
  GValue old = entry->value;

  if (!self->unchecked && reactivity_kind_equal (self->kind, &entry->value, value))
    return;

  entry->value = (GValue) G_VALUE_INIT;
  g_value_init (&entry->value, self->value_type);
  g_value_copy (value, &entry->value);
  hold (self);
  tell (self, key);
  g_value_unset (&old); /* may call user code */
}

/**
 * reactivity_map_new:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @key_type: %G_TYPE_STRING, %G_TYPE_INT64 or a type of objects
 * @value_type: the type of the values
 *
 * Makes an empty map.
 *
 * Returns: (transfer full): a new map
 * Since: 0.1
 */
ReactivityMap *
reactivity_map_new (ReactivityContext *context, GType key_type, GType value_type)
{
  RgGraph *graph;
  ReactivityMap *self;

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (G_TYPE_IS_VALUE (value_type), NULL);
  if (!reactivity_set_check_type (key_type, G_STRFUNC))
    return NULL;

  graph = reactivity_graph_for (context, G_STRFUNC);
  if (graph == NULL)
    return NULL;

  self = reactivity_node_new (REACTIVITY_TYPE_MAP, graph);
  self->keys = reactivity_set_new (reactivity_context_of (graph), key_type);
  self->keys->is_map = TRUE;
  self->value_type = value_type;
  self->kind = reactivity_kind_of (value_type);
  return self;
}

/**
 * reactivity_map_get_key_type:
 * @self: a map
 *
 * The type of the keys.
 *
 * Returns: the type
 * Since: 0.1
 */
GType
reactivity_map_get_key_type (ReactivityMap *self)
{
  g_return_val_if_fail (REACTIVITY_IS_MAP (self), G_TYPE_INVALID);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, G_TYPE_INVALID);

  return self->keys->value_type;
}

/**
 * reactivity_map_get_value_type:
 * @self: a map
 *
 * The type of the values.
 *
 * Returns: the type
 * Since: 0.1
 */
GType
reactivity_map_get_value_type (ReactivityMap *self)
{
  g_return_val_if_fail (REACTIVITY_IS_MAP (self), G_TYPE_INVALID);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, G_TYPE_INVALID);

  return self->value_type;
}

/**
 * reactivity_map_get_size:
 * @self: a map
 *
 * How many keys there are. Tracks that number.
 *
 * Returns: their number
 * Since: 0.1
 */
guint
reactivity_map_get_size (ReactivityMap *self)
{
  g_return_val_if_fail (REACTIVITY_IS_MAP (self), 0);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, 0);

  return reactivity_sequence_get_size (REACTIVITY_SEQUENCE (self->keys));
}

/**
 * reactivity_map_contains:
 * @self: a map
 * @key: a key
 *
 * Whether there is a value for a key. Tracks whether there is, and not the value.
 *
 * Returns: %TRUE if there is
 * Since: 0.1
 */
gboolean
reactivity_map_contains (ReactivityMap *self, const GValue *key)
{
  g_return_val_if_fail (REACTIVITY_IS_MAP (self), FALSE);
  g_return_val_if_fail (G_IS_VALUE (key), FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  return reactivity_set_contains (self->keys, key);
}

/**
 * reactivity_map_get:
 * @self: a map
 * @key: a key
 *
 * The value for a key. Tracks it, also when there is none.
 *
 * Returns: (transfer none) (nullable): the value, valid until the map changes; %NULL if there is none
 * Since: 0.1
 */
const GValue *
reactivity_map_get (ReactivityMap *self, const GValue *key)
{
  g_auto (GValue) converted = G_VALUE_INIT;
  ReactivityItemKey item;
  ReactivityEntry *entry;

  g_return_val_if_fail (REACTIVITY_IS_MAP (self), NULL);
  g_return_val_if_fail (G_IS_VALUE (key), NULL);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, NULL);

  if (!reactivity_set_make_key (self->keys, key, &converted, &item, G_STRFUNC))
    return NULL;

  reactivity_item_key_track (&self->tracked, reactivity_node_core (self)->graph, &item);
  entry = reactivity_set_lookup (self->keys, &item);
  return entry != NULL ? &entry->value : NULL;
}

/**
 * reactivity_map_set:
 * @self: a map
 * @key: a key
 * @value: a value that can be transformed into one of the map's type
 *
 * Sets the value for a key, unless it equals the one that is there.
 *
 * Since: 0.1
 */
void
reactivity_map_set (ReactivityMap *self, const GValue *key, const GValue *value)
{
  g_auto (GValue) key_converted = G_VALUE_INIT;
  g_auto (GValue) converted = G_VALUE_INIT;
  ReactivityItemKey item;
  ReactivityEntry *entry;

  g_return_if_fail (REACTIVITY_IS_MAP (self));
  g_return_if_fail (G_IS_VALUE (key));
  g_return_if_fail (G_IS_VALUE (value));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  if (!reactivity_set_make_key (self->keys, key, &key_converted, &item, G_STRFUNC))
    return;
  value = as_value (self, value, &converted, G_STRFUNC);
  if (value == NULL)
    return;

  entry = reactivity_set_lookup (self->keys, &item);
  if (entry != NULL)
    {
      replace (self, entry, &item, value);
      return;
    }

  hold (self);
  reactivity_set_insert (self->keys, &item, value);
  tell (self, &item);
}

/**
 * reactivity_map_remove:
 * @self: a map
 * @key: a key
 *
 * Removes a key and its value, if it is there.
 *
 * Returns: %TRUE if it was
 * Since: 0.1
 */
gboolean
reactivity_map_remove (ReactivityMap *self, const GValue *key)
{
  g_auto (GValue) converted = G_VALUE_INIT;
  ReactivityItemKey item;
  ReactivityEntry *entry;

  g_return_val_if_fail (REACTIVITY_IS_MAP (self), FALSE);
  g_return_val_if_fail (G_IS_VALUE (key), FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  if (!reactivity_set_make_key (self->keys, key, &converted, &item, G_STRFUNC))
    return FALSE;
  entry = reactivity_set_lookup (self->keys, &item);
  if (entry == NULL)
    return FALSE;

  hold (self);
  reactivity_set_take_out (self->keys, entry);
  tell (self, &item);
  reactivity_entry_free (entry);
  return TRUE;
}

/**
 * reactivity_map_clear:
 * @self: a map
 *
 * Removes all keys and values.
 *
 * Since: 0.1
 */
void
reactivity_map_clear (ReactivityMap *self)
{
  g_autoptr (GPtrArray) entries = NULL;

  g_return_if_fail (REACTIVITY_IS_MAP (self));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  if (g_hash_table_size (self->keys->entries) == 0)
    return;

  entries = g_ptr_array_new_with_free_func (reactivity_entry_free);
  hold (self);
  reactivity_set_empty (self->keys, entries);
  for (guint i = 0; i < entries->len; i++)
    reactivity_item_key_changed (self->tracked, &((ReactivityEntry *) entries->pdata[i])->key);
  tell (self, NULL);
}

/**
 * reactivity_map_get_keys:
 * @self: a map
 *
 * The keys, as a sequence that changes with the map. It is read only.
 *
 * Returns: (transfer none): the keys
 * Since: 0.1
 */
ReactivitySequence *
reactivity_map_get_keys (ReactivityMap *self)
{
  g_return_val_if_fail (REACTIVITY_IS_MAP (self), NULL);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, NULL);

  return REACTIVITY_SEQUENCE (self->keys);
}

/**
 * reactivity_map_get_check_equality:
 * @self: a map
 *
 * Whether what is set is compared with what is there.
 *
 * Returns: %TRUE if an equal value is no change
 * Since: 0.1
 */
gboolean
reactivity_map_get_check_equality (ReactivityMap *self)
{
  g_return_val_if_fail (REACTIVITY_IS_MAP (self), FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  return !self->unchecked;
}

/**
 * reactivity_map_set_check_equality:
 * @self: a map
 * @check_equality: whether to compare
 *
 * Turns the comparison of values off or on, as in [method@Source.set_check_equality].
 *
 * Since: 0.1
 */
void
reactivity_map_set_check_equality (ReactivityMap *self, gboolean check_equality)
{
  g_return_if_fail (REACTIVITY_IS_MAP (self));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  self->unchecked = !check_equality;
}
