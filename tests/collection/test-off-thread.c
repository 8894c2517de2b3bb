/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Every public function of the collections, called on a wrong thread. check-off-thread.py compares
 * this file with the headers. */

#include "support.h"

typedef struct
{
  ReactivityContext *context;
  ReactivityList *list;
  ReactivitySequence *sequence;
  ReactivityDerived *sum;
  ReactivitySequence *groups;
  ReactivityGroup *group;
  ReactivitySet *set;
  ReactivityMap *map;
  ReactivityKeys *keys;
  ReactivityObject *object;
  GObject *target;
  ReactivityBox *box;
  guint freed;
} Fixture;

static gpointer
map_cb (gpointer item, gpointer data, GError **error)
{
  return g_object_ref (item);
}

static gboolean
filter_cb (gpointer item, gpointer data, GError **error)
{
  return TRUE;
}

static int
compare_cb (gpointer a, gpointer b, gpointer data)
{
  return 0;
}

static char *
text_cb (gpointer item, gpointer data, GError **error)
{
  return g_strdup ("key");
}

static void
freed_cb (gpointer data)
{
  ((Fixture *) data)->freed++;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = reactivity_context_new ();
  self->list = reactivity_list_new (self->context, G_TYPE_INT);
  reactivity_list_append_value (self->list, REACTIVITY_INT (1));
  self->sequence = (ReactivitySequence *) self->list;
  self->sum = reactivity_sequence_sum (self->sequence, NULL, NULL, NULL);
  self->groups = reactivity_sequence_group (self->sequence, text_cb, NULL, NULL);
  self->group = g_object_ref (reactivity_sequence_get (self->groups, 0));
  self->set = reactivity_set_new (self->context, G_TYPE_INT64);
  self->map = reactivity_map_new (self->context, G_TYPE_INT64, G_TYPE_INT);
  self->keys = reactivity_keys_new (self->context);
  self->target = g_object_new (G_TYPE_OBJECT, NULL);
  self->object = reactivity_object_new (self->context, self->target);
  self->box = reactivity_box_new (REACTIVITY_INT (1));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->sum);
  g_assert_finalize_object (self->groups);
  g_assert_finalize_object (self->group);
  g_assert_finalize_object (self->list);
  g_assert_finalize_object (self->set);
  g_assert_finalize_object (self->map);
  g_assert_finalize_object (self->keys);
  g_assert_finalize_object (self->object);
  g_assert_finalize_object (self->target);
  g_assert_finalize_object (self->box);
  g_assert_finalize_object (self->context);
}

#define REFUSED(func, ...)                                                                         \
  G_STMT_START                                                                                     \
  {                                                                                                \
    expect_critical (#func ":*thread*");                                                           \
    (void) func (__VA_ARGS__);                                                                     \
    g_test_assert_expected_messages ();                                                            \
  }                                                                                                \
  G_STMT_END

#define RETURNS(value, func, ...)                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    expect_critical (#func ":*thread*");                                                           \
    g_assert_true (func (__VA_ARGS__) == (value));                                                 \
    g_test_assert_expected_messages ();                                                            \
  }                                                                                                \
  G_STMT_END

static gpointer
call_list (gpointer data)
{
  Fixture *self = data;
  const GValue *one = REACTIVITY_INT (1);

  RETURNS (NULL, reactivity_list_new, self->context, G_TYPE_INT);
  RETURNS (G_TYPE_INVALID, reactivity_list_get_value_type, self->list);
  RETURNS (FALSE, reactivity_list_get_check_equality, self->list);
  REFUSED (reactivity_list_set_check_equality, self->list, FALSE);
  REFUSED (reactivity_list_append, self->list, self->box);
  REFUSED (reactivity_list_append_value, self->list, one);
  REFUSED (reactivity_list_insert, self->list, 0, self->box);
  REFUSED (reactivity_list_insert_value, self->list, 0, one);
  REFUSED (reactivity_list_set, self->list, 0, self->box);
  RETURNS (FALSE, reactivity_list_set_value, self->list, 0, one);
  REFUSED (reactivity_list_remove, self->list, 0);
  REFUSED (reactivity_list_clear, self->list);
  REFUSED (reactivity_list_splice, self->list, 0, 1, NULL, 0);
  REFUSED (reactivity_list_move, self->list, 0, 0);
  REFUSED (reactivity_list_swap, self->list, 0, 0);
  REFUSED (reactivity_list_reverse, self->list);
  REFUSED (reactivity_list_sort, self->list, compare_cb, NULL);
  return NULL;
}

static gpointer
call_sequence (gpointer data)
{
  Fixture *self = data;
  ReactivitySequence *sequence = self->sequence;
  GValue value = G_VALUE_INIT;

  RETURNS (G_TYPE_INVALID, reactivity_sequence_get_item_type, sequence);
  RETURNS (0, reactivity_sequence_get_size, sequence);
  RETURNS (NULL, reactivity_sequence_get, sequence, 0);
  RETURNS (FALSE, reactivity_sequence_get_value, sequence, 0, &value);
  RETURNS (NULL, reactivity_sequence_list_items, sequence);
  RETURNS (NULL, reactivity_sequence_list_range, sequence, 0, 1);
  RETURNS (-1, reactivity_sequence_find, sequence, self->box);
  RETURNS (-1, reactivity_sequence_find_value, sequence, REACTIVITY_INT (1));
  RETURNS (NULL, reactivity_sequence_slice, sequence, 0, 1);
  RETURNS (NULL, reactivity_sequence_concat, &sequence, 1);
  RETURNS (NULL, reactivity_group_get_key, self->group);

  RETURNS (NULL, reactivity_sequence_map, sequence, G_TYPE_OBJECT, map_cb, self, freed_cb);
  RETURNS (NULL, reactivity_sequence_filter, sequence, filter_cb, self, freed_cb);
  RETURNS (NULL, reactivity_sequence_sorted, sequence, compare_cb, self, freed_cb);
  RETURNS (NULL, reactivity_sequence_group, sequence, text_cb, self, freed_cb);
  RETURNS (NULL, reactivity_sequence_count, sequence, filter_cb, self, freed_cb);
  RETURNS (NULL, reactivity_sequence_sum, sequence, NULL, self, freed_cb);
  RETURNS (NULL, reactivity_sequence_min, sequence, NULL, self, freed_cb);
  RETURNS (NULL, reactivity_sequence_max, sequence, NULL, self, freed_cb);
  RETURNS (NULL, reactivity_sequence_join, sequence, "", NULL, self, freed_cb);
  g_assert_cmpuint (self->freed, ==, 9);
  return NULL;
}

static gpointer
call_keyed (gpointer data)
{
  Fixture *self = data;
  const GValue *one = REACTIVITY_INT64 (1);
  GError *error = NULL;

  RETURNS (NULL, reactivity_set_new, self->context, G_TYPE_INT64);
  RETURNS (G_TYPE_INVALID, reactivity_set_get_value_type, self->set);
  RETURNS (FALSE, reactivity_set_contains, self->set, one);
  RETURNS (FALSE, reactivity_set_add, self->set, one);
  RETURNS (FALSE, reactivity_set_remove, self->set, one);
  REFUSED (reactivity_set_clear, self->set);

  RETURNS (NULL, reactivity_map_new, self->context, G_TYPE_INT64, G_TYPE_INT);
  RETURNS (G_TYPE_INVALID, reactivity_map_get_key_type, self->map);
  RETURNS (G_TYPE_INVALID, reactivity_map_get_value_type, self->map);
  RETURNS (0, reactivity_map_get_size, self->map);
  RETURNS (FALSE, reactivity_map_contains, self->map, one);
  RETURNS (NULL, reactivity_map_get, self->map, one);
  REFUSED (reactivity_map_set, self->map, one, one);
  RETURNS (FALSE, reactivity_map_remove, self->map, one);
  REFUSED (reactivity_map_clear, self->map);
  RETURNS (NULL, reactivity_map_get_keys, self->map);
  RETURNS (FALSE, reactivity_map_get_check_equality, self->map);
  REFUSED (reactivity_map_set_check_equality, self->map, FALSE);

  RETURNS (NULL, reactivity_keys_new, self->context);
  REFUSED (reactivity_keys_track_string, self->keys, "");
  REFUSED (reactivity_keys_track_int64, self->keys, 1);
  REFUSED (reactivity_keys_track_object, self->keys, self->box);
  REFUSED (reactivity_keys_changed_string, self->keys, "");
  REFUSED (reactivity_keys_changed_int64, self->keys, 1);
  REFUSED (reactivity_keys_changed_object, self->keys, self->box);
  REFUSED (reactivity_keys_all_changed, self->keys);
  RETURNS (0, reactivity_keys_get_n_tracked, self->keys);

  RETURNS (NULL, reactivity_object_new, self->context, self->target);
  RETURNS (NULL, reactivity_object_get_target, self->object);
  RETURNS (NULL, reactivity_object_get, self->object, "x", &error);
  RETURNS (FALSE, reactivity_object_set, self->object, "x", one, &error);
  g_assert_no_error (error);
  return NULL;
}

static gpointer
call_box (gpointer data)
{
  g_autoptr (ReactivityBox) number = reactivity_box_new (REACTIVITY_INT (1));
  g_autoptr (ReactivityBox) real = reactivity_box_new (REACTIVITY_DOUBLE (1.5));
  g_autoptr (ReactivityBox) text = reactivity_box_new (REACTIVITY_STRING ("x"));

  g_assert_cmpint (reactivity_box_get_int (number), ==, 1);
  g_assert_cmpfloat (reactivity_box_get_double (real), ==, 1.5);
  g_assert_cmpstr (reactivity_box_get_string (text), ==, "x");
  g_assert_true (G_VALUE_HOLDS_STRING (reactivity_box_get_value (text)));
  return NULL;
}

static void
run_elsewhere (Fixture *self, gconstpointer func)
{
  g_test_summary ("A function that is called on a wrong thread says so and does nothing");

  g_thread_join (g_thread_new ("other", (GThreadFunc) func, self));
  g_assert_cmpuint (reactivity_sequence_get_size (self->sequence), ==, 1);
}

static gpointer
drop (gpointer data)
{
  g_object_unref (data);
  return NULL;
}

static void
test_last_reference (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivityList *list = reactivity_list_new (context, G_TYPE_INT);
  ReactivitySequence *derived =
      reactivity_sequence_filter ((ReactivitySequence *) list, filter_cb, NULL, NULL);
  gpointer gone = derived;

  g_test_summary ("The last reference may be dropped on another thread");

  reactivity_list_append_value (list, REACTIVITY_INT (1));
  g_assert_cmpuint (reactivity_sequence_get_size (derived), ==, 1);
  g_object_add_weak_pointer (gone, &gone);
  g_thread_join (g_thread_new ("other", drop, derived));
  while (gone != NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_finalize_object (list);
  g_assert_finalize_object (context);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/reactivity/collection/off-thread/" name, Fixture, func, set_up, run_elsewhere,     \
              tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("list", call_list);
  ADD ("sequence", call_sequence);
  ADD ("keyed", call_keyed);
  ADD ("box", call_box);
  g_test_add_func ("/reactivity/collection/off-thread/last-reference", test_last_reference);

  return g_test_run ();
}
