/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ReactivityMap and ReactivitySet: what is tracked, and the order. */

#include "mirror.h"

typedef struct _Reader Reader;

struct _Reader
{
  gpointer node;
  void (*read) (Reader *self);
  const char *key;
  guint runs;
  int seen;
  ReactivityEffect *effect;
};

static gboolean
reader_run (gpointer data, GError **error)
{
  Reader *self = data;

  self->runs++;
  self->read (self);
  return TRUE;
}

static void
reader_start (Reader *self)
{
  self->effect = reactivity_effect_new (NULL, reader_run, self, NULL);
  self->runs = 0;
}

static void
reader_end (Reader *self)
{
  g_assert_finalize_object (g_steal_pointer (&self->effect));
}

#define assert_runs(reader, n)                                                                     \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpuint ((reader)->runs, ==, n);                                                      \
    (reader)->runs = 0;                                                                            \
  }                                                                                                \
  G_STMT_END

static void
read_value (Reader *self)
{
  const GValue *value = reactivity_map_get (self->node, REACTIVITY_STRING (self->key));

  self->seen = value != NULL ? g_value_get_int (value) : -1;
}

static void
read_contains (Reader *self)
{
  self->seen = reactivity_map_contains (self->node, REACTIVITY_STRING (self->key));
}

static void
read_size (Reader *self)
{
  self->seen = (int) reactivity_map_get_size (self->node);
}

static void
read_keys (Reader *self)
{
  g_autoptr (GPtrArray) keys =
      reactivity_sequence_list_items (reactivity_map_get_keys (self->node));

  self->seen = (int) keys->len;
}

static void
read_everything (Reader *self)
{
  reactivity_node_track (self->node);
}

static void
put (ReactivityMap *map, const char *key, int value)
{
  reactivity_map_set (map, REACTIVITY_STRING (key), REACTIVITY_INT (value));
}

static void
test_tracking (void)
{
  ReactivityMap *map = reactivity_map_new (NULL, G_TYPE_STRING, G_TYPE_INT);
  Reader value = { map, read_value, "a" };
  Reader contains = { map, read_contains, "a" };
  Reader size = { map, read_size };
  Reader keys = { map, read_keys };
  Reader all = { map, read_everything };
  Reader *readers[] = { &value, &contains, &size, &keys, &all };

  g_test_summary ("A value, its presence, the size and the keys are tracked by themselves");

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    reader_start (readers[i]);

#define check(v, c, s, k, a)                                                                       \
  assert_runs (&value, v);                                                                         \
  assert_runs (&contains, c);                                                                      \
  assert_runs (&size, s);                                                                          \
  assert_runs (&keys, k);                                                                          \
  assert_runs (&all, a)

  put (map, "b", 1);
  check (0, 0, 1, 1, 1);
  put (map, "a", 1);
  check (1, 1, 1, 1, 1);
  g_assert_cmpint (contains.seen, ==, TRUE);
  put (map, "a", 2);
  check (1, 0, 0, 0, 1);
  g_assert_cmpint (value.seen, ==, 2);
  put (map, "a", 2);
  check (0, 0, 0, 0, 0);
  reactivity_map_set_check_equality (map, FALSE);
  g_assert_false (reactivity_map_get_check_equality (map));
  put (map, "a", 2);
  check (1, 0, 0, 0, 1);
  g_assert_true (reactivity_map_remove (map, REACTIVITY_STRING ("b")));
  g_assert_false (reactivity_map_remove (map, REACTIVITY_STRING ("b")));
  check (0, 0, 1, 1, 1);
  reactivity_map_clear (map);
  check (1, 1, 1, 1, 1);
  g_assert_cmpint (value.seen, ==, -1);
  reactivity_map_clear (map);
  check (0, 0, 0, 0, 0);

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    reader_end (readers[i]);
  g_assert_finalize_object (map);
}

static void
test_order (void)
{
  ReactivityMap *map = reactivity_map_new (NULL, G_TYPE_STRING, G_TYPE_INT);
  ReactivitySequence *keys = reactivity_map_get_keys (map);
  Mirror mirror;

  g_test_summary ("The keys keep the order in which they came, and are a list model");

  mirror_init (&mirror, keys);
  put (map, "c", 1);
  put (map, "a", 2);
  put (map, "b", 3);
  put (map, "c", 4);
  assert_shows (keys, "c a b");
  mirror.changes = 0;
  reactivity_map_remove (map, REACTIVITY_STRING ("a"));
  assert_change (&mirror, 1, 1, 0);
  put (map, "a", 5);
  assert_change (&mirror, 2, 0, 1);
  assert_shows (keys, "c b a");
  mirror_clear (&mirror);

  expect_critical ("*the keys of a map are written by way of the map");
  reactivity_set_add (REACTIVITY_SET (keys), REACTIVITY_STRING ("x"));
  expect_critical ("*the keys of a map are written by way of the map");
  reactivity_set_clear (REACTIVITY_SET (keys));
  g_test_assert_expected_messages ();
  g_assert_finalize_object (map);
}

static void
test_key_kinds (void)
{
  ReactivityMap *numbers = reactivity_map_new (NULL, G_TYPE_INT64, G_TYPE_STRING);
  ReactivityMap *objects =
      reactivity_map_new (NULL, REACTIVITY_TYPE_SIGNAL, REACTIVITY_TYPE_SIGNAL);
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  ReactivitySignal *b = reactivity_signal_new_int (NULL, 1);
  const GValue *value;

  g_test_summary ("Keys are integers of any width, or objects by identity");

  reactivity_map_set (numbers, REACTIVITY_INT (-3), REACTIVITY_STRING ("x"));
  value = reactivity_map_get (numbers, REACTIVITY_INT64 (-3));
  g_assert_cmpstr (g_value_get_string (value), ==, "x");
  g_assert_true (reactivity_map_get_key_type (numbers) == G_TYPE_INT64);
  g_assert_true (reactivity_map_get_value_type (numbers) == G_TYPE_STRING);

  reactivity_map_set (objects, REACTIVITY_INSTANCE (a), REACTIVITY_INSTANCE (b));
  value = reactivity_map_get (objects, REACTIVITY_INSTANCE (a));
  g_assert_true (g_value_get_object (value) == b);
  g_assert_null (reactivity_map_get (objects, REACTIVITY_INSTANCE (b)));
  g_assert_true (reactivity_sequence_get (reactivity_map_get_keys (objects), 0) == a);

  g_assert_finalize_object (numbers);
  g_assert_finalize_object (objects);
  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
}

static void
test_refused (void)
{
  g_autoptr (ReactivityMap) map = reactivity_map_new (NULL, G_TYPE_STRING, REACTIVITY_TYPE_SIGNAL);
  g_autoptr (ReactivitySet) set = reactivity_set_new (NULL, G_TYPE_INT64);
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);

  g_test_summary ("Keys and values of other types are refused");

  expect_critical ("*a key is a string, a gint64 or an object, not a gdouble");
  g_assert_null (reactivity_map_new (NULL, G_TYPE_DOUBLE, G_TYPE_INT));
  expect_critical ("*a key of type gchararray cannot be made of gint");
  reactivity_map_get (map, REACTIVITY_INT (1));
  expect_critical ("*a key of type gchararray cannot be made of no string");
  reactivity_map_get (map, REACTIVITY_STRING (NULL));
  expect_critical ("*a map of ReactivitySignal does not take a gint");
  reactivity_map_set (map, REACTIVITY_STRING ("a"), REACTIVITY_INT (1));
  expect_critical ("*a map of ReactivitySignal does not take a GObject");
  reactivity_map_set (map, REACTIVITY_STRING ("a"), REACTIVITY_INSTANCE (object));
  expect_critical ("*a key of type gint64 cannot be made of gchararray");
  reactivity_set_add (set, REACTIVITY_STRING ("1"));
  g_test_assert_expected_messages ();
  g_assert_cmpuint (reactivity_map_get_size (map), ==, 0);
}

static void
read_member (Reader *self)
{
  self->seen = reactivity_set_contains (self->node, REACTIVITY_STRING (self->key));
}

static void
test_set (void)
{
  ReactivitySet *set = reactivity_set_new (NULL, G_TYPE_STRING);
  Reader reader = { set, read_member, "a" };
  Mirror mirror;

  g_test_summary ("Who asks for an item of a set hears of that one");

  mirror_init (&mirror, set);
  reader_start (&reader);
  g_assert_true (reactivity_set_add (set, REACTIVITY_STRING ("b")));
  g_assert_false (reactivity_set_add (set, REACTIVITY_STRING ("b")));
  assert_change (&mirror, 0, 0, 1);
  assert_runs (&reader, 0);
  reactivity_set_add (set, REACTIVITY_STRING ("a"));
  reactivity_set_add (set, REACTIVITY_STRING ("c"));
  assert_runs (&reader, 1);
  g_assert_cmpint (reader.seen, ==, TRUE);
  g_assert_true (reactivity_set_get_value_type (set) == G_TYPE_STRING);

  mirror.changes = 0;
  g_assert_true (reactivity_set_remove (set, REACTIVITY_STRING ("a")));
  g_assert_false (reactivity_set_remove (set, REACTIVITY_STRING ("a")));
  assert_change (&mirror, 1, 1, 0);
  assert_runs (&reader, 1);
  reactivity_set_clear (set);
  assert_runs (&reader, 0);
  assert_change (&mirror, 0, 2, 0);

  mirror_clear (&mirror);
  reader_end (&reader);
  g_assert_finalize_object (set);
}

static void
check_against_plain (ReactivityMap *map, GHashTable *plain)
{
  ReactivitySequence *keys = reactivity_map_get_keys (map);

  g_assert_cmpuint (reactivity_map_get_size (map), ==, g_hash_table_size (plain));
  for (int i = 0; i < 40; i++)
    {
      const GValue *value = reactivity_map_get (map, REACTIVITY_INT64 (i));
      gpointer expected;

      g_assert_cmpint (value != NULL, ==,
                       g_hash_table_lookup_extended (plain, GINT_TO_POINTER (i), NULL, &expected));
      if (value != NULL)
        g_assert_cmpint (g_value_get_int (value), ==, GPOINTER_TO_INT (expected));
    }
  g_assert_cmpuint (reactivity_sequence_get_size (keys), ==, g_hash_table_size (plain));
}

static void
test_random (void)
{
  ReactivityContext *context = reactivity_context_get_default ();
  ReactivityMap *map = reactivity_map_new (NULL, G_TYPE_INT64, G_TYPE_INT);
  g_autoptr (GHashTable) plain = g_hash_table_new (NULL, NULL);
  Mirror mirror;

  g_test_summary ("A map and a hash table hold the same after any edits");

  mirror_init (&mirror, reactivity_map_get_keys (map));
  for (guint round = 0; round < 3000; round++)
    {
      int key = g_test_rand_int_range (0, 40);
      int value = g_test_rand_int_range (0, 3);

      reactivity_context_batch_begin (context);
      if (g_test_rand_int_range (0, 3) > 0)
        {
          reactivity_map_set (map, REACTIVITY_INT64 (key), REACTIVITY_INT (value));
          g_hash_table_insert (plain, GINT_TO_POINTER (key), GINT_TO_POINTER (value));
        }
      else
        {
          g_assert_cmpint (reactivity_map_remove (map, REACTIVITY_INT64 (key)), ==,
                           g_hash_table_remove (plain, GINT_TO_POINTER (key)));
        }
      mirror_check (&mirror);
      if (round % 7 > 0)
        reactivity_context_batch_end (context);
      else
        {
          reactivity_map_set (map, REACTIVITY_INT64 (50), REACTIVITY_INT (value));
          reactivity_map_remove (map, REACTIVITY_INT64 (50));
          reactivity_context_batch_end (context);
        }
      mirror_check (&mirror);
      if (round % 50 == 0)
        check_against_plain (map, plain);
    }

  mirror_clear (&mirror);
  g_assert_finalize_object (map);
}

#define ADD(name, func) g_test_add_func ("/reactivity/map/" name, func)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("tracking", test_tracking);
  ADD ("order", test_order);
  ADD ("key-kinds", test_key_kinds);
  ADD ("refused", test_refused);
  ADD ("random", test_random);
  g_test_add_func ("/reactivity/set/tracking", test_set);

  return g_test_run ();
}
