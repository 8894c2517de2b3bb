/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-keys.h"

#include "reactivity-item-key-private.h"
#include "reactivity-key-private.h"

#include "core/flush.h"

/**
 * ReactivityKeys:
 *
 * Sources for the keys of a collection that is kept elsewhere.
 *
 * Made for language bindings and for containers of one's own: the program keeps its values as it
 * likes, says which key it reads, and which has changed.
 *
 * ```c
 * static ReactivityKeys *keys;
 * static int ages[2] = { 36, 41 };
 *
 * static gboolean
 * print_first (gpointer data, GError **error)
 * {
 *   reactivity_keys_track_int64 (keys, 0);
 *   g_print ("%d\n", ages[0]);
 *   return TRUE;
 * }
 *
 * // later:
 * keys = reactivity_keys_new (NULL);
 * g_autoptr (ReactivityEffect) effect = reactivity_effect_new (NULL, print_first, NULL, NULL);
 *
 * ages[0]++;
 * reactivity_keys_changed_int64 (keys, 0);
 * g_clear_object (&effect);
 * g_clear_object (&keys);
 * ```
 *
 * ```text
 * 36
 * 37
 * ```
 *
 * The object is a node itself, which stands for the collection as a whole: who iterates calls
 * [method@Node.track] on it, and who adds or removes a key [method@Node.changed]. Keys of other kinds
 * can be given by their hash: keys that share one are told together.
 *
 * ## When it runs
 *
 * A key that has changed makes due what has tracked that key.
 *
 * ## Memory
 *
 * A key costs nothing until a computation tracks it, and what it costs goes with its last reader. An
 * object that is a key is not held.
 *
 * ## Threads
 *
 * The keys are used on the thread of their context only.
 *
 * ## In Python and JavaScript
 *
 * What `reactive ()` returns is made of it.
 *
 * Since: 0.1
 */
struct _ReactivityKeys
{
  ReactivityNode parent_instance;
  GHashTable *table; /* (owned) (nullable) what is tracked */
};

G_DEFINE_FINAL_TYPE (ReactivityKeys, reactivity_keys, REACTIVITY_TYPE_NODE)

static void
reactivity_keys_finalize (GObject *object)
{
  g_clear_pointer (&REACTIVITY_KEYS (object)->table, g_hash_table_unref);

  G_OBJECT_CLASS (reactivity_keys_parent_class)->finalize (object);
}

static void
reactivity_keys_visit_parts (ReactivityNode *node, ReactivityPartFunc func, gpointer data)
{
  reactivity_key_table_visit (REACTIVITY_KEYS (node)->table, func, data);
}

static const ReactivityNodeHooks hooks = {
  .visit_parts = reactivity_keys_visit_parts,
};

static void
reactivity_keys_class_init (ReactivityKeysClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reactivity_keys_finalize;
  REACTIVITY_NODE_CLASS (klass)->hooks = &hooks;
}

static void
reactivity_keys_init (ReactivityKeys *self G_GNUC_UNUSED)
{
}

static void
track (ReactivityKeys *self, const ReactivityItemKey *key)
{
  reactivity_item_key_track (&self->table, reactivity_node_core (self)->graph, key);
}

static void
changed (ReactivityKeys *self, const ReactivityItemKey *key)
{
  reactivity_item_key_changed (self->table, key);
}

/**
 * reactivity_keys_new:
 * @context: (nullable): a context, or %NULL for that of the thread
 *
 * Makes sources for the keys of a collection.
 *
 * Returns: (transfer full): new keys, of which none is tracked
 * Since: 0.1
 */
ReactivityKeys *
reactivity_keys_new (ReactivityContext *context)
{
  RgGraph *graph;

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);

  graph = reactivity_graph_for (context, G_STRFUNC);
  return graph != NULL ? reactivity_node_new (REACTIVITY_TYPE_KEYS, graph) : NULL;
}

/**
 * reactivity_keys_track_string:
 * @self: keys
 * @key: a key
 *
 * Links the active computation, if there is one, to a key, whether the collection has it or not.
 *
 * Since: 0.1
 */
void
reactivity_keys_track_string (ReactivityKeys *self, const char *key)
{
  g_return_if_fail (REACTIVITY_IS_KEYS (self));
  g_return_if_fail (key != NULL);
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  track (self, &REACTIVITY_ITEM_KEY_STRING (key));
}

/**
 * reactivity_keys_track_int64:
 * @self: keys
 * @key: a key
 *
 * Links the active computation, if there is one, to a key, whether the collection has it or not.
 *
 * Since: 0.1
 */
void
reactivity_keys_track_int64 (ReactivityKeys *self, gint64 key)
{
  g_return_if_fail (REACTIVITY_IS_KEYS (self));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  track (self, &REACTIVITY_ITEM_KEY_INT64 (key));
}

/**
 * reactivity_keys_track_object:
 * @self: keys
 * @key: (type GObject) (transfer none): a key
 *
 * Links the active computation, if there is one, to a key, whether the collection has it or not.
 *
 * Since: 0.1
 */
void
reactivity_keys_track_object (ReactivityKeys *self, gpointer key)
{
  g_return_if_fail (REACTIVITY_IS_KEYS (self));
  g_return_if_fail (G_IS_OBJECT (key));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  track (self, &REACTIVITY_ITEM_KEY_OBJECT (key));
}

/**
 * reactivity_keys_changed_string:
 * @self: keys
 * @key: a key
 *
 * Says that there is another value for a key, or none any more, or one now.
 *
 * Since: 0.1
 */
void
reactivity_keys_changed_string (ReactivityKeys *self, const char *key)
{
  g_return_if_fail (REACTIVITY_IS_KEYS (self));
  g_return_if_fail (key != NULL);
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  changed (self, &REACTIVITY_ITEM_KEY_STRING (key));
}

/**
 * reactivity_keys_changed_int64:
 * @self: keys
 * @key: a key
 *
 * Says that there is another value for a key, or none any more, or one now.
 *
 * Since: 0.1
 */
void
reactivity_keys_changed_int64 (ReactivityKeys *self, gint64 key)
{
  g_return_if_fail (REACTIVITY_IS_KEYS (self));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  changed (self, &REACTIVITY_ITEM_KEY_INT64 (key));
}

/**
 * reactivity_keys_changed_object:
 * @self: keys
 * @key: (type GObject) (transfer none): a key
 *
 * Says that there is another value for a key, or none any more, or one now.
 *
 * Since: 0.1
 */
void
reactivity_keys_changed_object (ReactivityKeys *self, gpointer key)
{
  g_return_if_fail (REACTIVITY_IS_KEYS (self));
  g_return_if_fail (G_IS_OBJECT (key));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  changed (self, &REACTIVITY_ITEM_KEY_OBJECT (key));
}

/**
 * reactivity_keys_all_changed:
 * @self: keys
 *
 * Says that the value of every key may be another, and that there may be other keys.
 *
 * Since: 0.1
 */
void
reactivity_keys_all_changed (ReactivityKeys *self)
{
  RgNode *core;
  RgGraph *graph;

  g_return_if_fail (REACTIVITY_IS_KEYS (self));
  core = reactivity_node_core (self);
  graph = core->graph;
  reactivity_return_if_off_thread (graph);

  g_object_ref (self);
  graph->depth++;
  reactivity_item_key_all_changed (self->table);
  rg_node_changed (core);
  rg_unhold (graph);
  g_object_unref (self);
}

/**
 * reactivity_keys_get_n_tracked:
 * @self: keys
 *
 * How many keys are tracked. For tests and tools.
 *
 * Returns: their number
 * Since: 0.1
 */
guint
reactivity_keys_get_n_tracked (ReactivityKeys *self)
{
  g_return_val_if_fail (REACTIVITY_IS_KEYS (self), 0);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, 0);

  return self->table != NULL ? g_hash_table_size (self->table) : 0;
}
