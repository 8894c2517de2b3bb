/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ReactivityKeys: sources for the keys of what is kept elsewhere. */

#include "support.h"

typedef struct
{
  ReactivityKeys *keys;
  GObject *object; /* (unowned) */
  guint runs;
  gboolean all;
} Reader;

static gboolean
read_keys (gpointer data, GError **error)
{
  Reader *self = data;

  self->runs++;
  reactivity_keys_track_string (self->keys, "a");
  reactivity_keys_track_int64 (self->keys, 7);
  reactivity_keys_track_object (self->keys, self->object);
  if (self->all)
    reactivity_node_track (NODE (self->keys));
  return TRUE;
}

static void
test_each (void)
{
  ReactivityKeys *keys = reactivity_keys_new (NULL);
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  Reader reader = { keys, object };
  ReactivityEffect *effect = reactivity_effect_new (NULL, read_keys, &reader, NULL);

  g_test_summary ("A change of a key reaches those who track that key");

  g_assert_cmpuint (reactivity_keys_get_n_tracked (keys), ==, 3);
  reactivity_keys_changed_string (keys, "a");
  reactivity_keys_changed_int64 (keys, 7);
  reactivity_keys_changed_object (keys, object);
  g_assert_cmpuint (reader.runs, ==, 4);

  reactivity_keys_changed_string (keys, "b");
  reactivity_keys_changed_int64 (keys, (gint64) GPOINTER_TO_SIZE (object));
  reactivity_keys_changed_object (keys, keys);
  reactivity_node_changed (NODE (keys));
  g_assert_cmpuint (reader.runs, ==, 4);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (keys);
}

static void
test_all (void)
{
  ReactivityKeys *keys = reactivity_keys_new (NULL);
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  Reader reader = { keys, object, .all = TRUE };
  ReactivityEffect *effect = reactivity_effect_new (NULL, read_keys, &reader, NULL);

  g_test_summary ("When all have changed, who reads several runs once");

  reactivity_keys_all_changed (keys);
  g_assert_cmpuint (reader.runs, ==, 2);
  reactivity_node_changed (NODE (keys));
  g_assert_cmpuint (reader.runs, ==, 3);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (keys);
}

static void
test_freed (void)
{
  ReactivityKeys *keys = reactivity_keys_new (NULL);
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  Reader reader = { keys, object };
  ReactivityEffect *effect;

  g_test_summary ("A key is there while somebody tracks it");

  read_keys (&reader, NULL);
  g_assert_cmpuint (reactivity_keys_get_n_tracked (keys), ==, 0);

  effect = reactivity_effect_new (NULL, read_keys, &reader, NULL);
  g_assert_cmpuint (reactivity_keys_get_n_tracked (keys), ==, 3);
  reader.object = G_OBJECT (keys);
  reactivity_keys_changed_int64 (keys, 7);
  g_assert_cmpuint (reactivity_keys_get_n_tracked (keys), ==, 3);
  g_assert_finalize_object (effect);
  g_assert_cmpuint (reactivity_keys_get_n_tracked (keys), ==, 0);

  effect = reactivity_effect_new (NULL, read_keys, &reader, NULL);
  g_assert_finalize_object (keys);
  g_assert_finalize_object (effect);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/keys/each", test_each);
  g_test_add_func ("/reactivity/keys/all", test_all);
  g_test_add_func ("/reactivity/keys/freed", test_freed);

  return g_test_run ();
}
