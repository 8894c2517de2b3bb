/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ReactivityList: what the writes do, and what the model's listeners hear. */

#include "mirror.h"

typedef struct
{
  ReactivityList *list;
  Mirror mirror;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->list = INTS (1, 2, 3, 4, 5);
  mirror_init (&self->mirror, self->list);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  mirror_clear (&self->mirror);
  g_assert_finalize_object (self->list);
}

static void
test_writes (Fixture *self, gconstpointer data)
{
  ReactivityList *list = self->list;

  g_test_summary ("Each write does what it says, and is announced as exactly that");

  reactivity_list_append_value (list, REACTIVITY_INT (6));
  assert_change (&self->mirror, 5, 0, 1);
  reactivity_list_insert_value (list, 0, REACTIVITY_INT (0));
  assert_change (&self->mirror, 0, 0, 1);
  reactivity_list_set_value (list, 3, REACTIVITY_INT (33));
  assert_change (&self->mirror, 3, 1, 1);
  reactivity_list_remove (list, 2);
  assert_change (&self->mirror, 2, 1, 0);
  assert_shows (list, "0 1 33 4 5 6");

  reactivity_list_move (list, 1, 4);
  assert_change (&self->mirror, 1, 4, 4);
  assert_shows (list, "0 33 4 5 1 6");
  reactivity_list_move (list, 4, 1);
  assert_change (&self->mirror, 1, 4, 4);
  reactivity_list_swap (list, 0, 2);
  assert_change (&self->mirror, 0, 3, 3);
  assert_shows (list, "33 1 0 4 5 6");
  reactivity_list_reverse (list);
  assert_change (&self->mirror, 0, 6, 6);
  assert_shows (list, "6 5 4 0 1 33");
  reactivity_list_clear (list);
  assert_change (&self->mirror, 0, 6, 0);
  assert_shows (list, "");
}

static void
test_negative (Fixture *self, gconstpointer data)
{
  g_test_summary ("Negative positions count from the end");

  reactivity_list_set_value (self->list, -1, REACTIVITY_INT (50));
  reactivity_list_remove (self->list, -2);
  reactivity_list_insert_value (self->list, -1, REACTIVITY_INT (40));
  assert_shows (self->list, "1 2 3 40 50");
  g_assert_cmpint (box_int (reactivity_sequence_get (SEQUENCE (self->list), -5)), ==, 1);
  g_assert_null (reactivity_sequence_get (SEQUENCE (self->list), -6));
}

static void
test_splice (Fixture *self, gconstpointer data)
{
  g_autoptr (ReactivityBox) a = reactivity_box_new (REACTIVITY_INT (10));
  g_autoptr (ReactivityBox) b = reactivity_box_new (REACTIVITY_INT (20));
  gpointer items[] = { a, b, a };

  g_test_summary ("A splice is one change; an item may be there twice");

  reactivity_list_splice (self->list, 1, 2, items, 3);
  assert_change (&self->mirror, 1, 2, 3);
  assert_shows (self->list, "1 10 20 10 4 5");
  reactivity_list_splice (self->list, 6, 0, NULL, 0);
  assert_no_change (&self->mirror);
}

static void
test_equal (Fixture *self, gconstpointer data)
{
  g_test_summary ("An equal value is no change, unless that is turned off");

  g_assert_false (reactivity_list_set_value (self->list, 0, REACTIVITY_INT (1)));
  reactivity_list_swap (self->list, 2, 2);
  reactivity_list_move (self->list, 2, 2);
  assert_no_change (&self->mirror);

  reactivity_list_set_check_equality (self->list, FALSE);
  g_assert_false (reactivity_list_get_check_equality (self->list));
  g_assert_true (reactivity_list_set_value (self->list, 0, REACTIVITY_INT (1)));
  assert_change (&self->mirror, 0, 1, 1);
}

static int
compare_tens (gpointer a, gpointer b, gpointer runs)
{
  ++*(int *) runs;
  return box_int (a) / 10 - box_int (b) / 10;
}

static void
test_sort (Fixture *self, gconstpointer data)
{
  g_autoptr (ReactivityList) list = INTS (5, 31, 12, 11, 32, 13, 40);
  Mirror mirror;
  int runs = 0;

  g_test_summary ("Sorting is stable, and announces only the stretch that differs");

  mirror_init (&mirror, list);
  reactivity_list_sort (list, compare_tens, &runs);
  assert_shows (list, "5 12 11 13 31 32 40");
  assert_change (&mirror, 1, 5, 5);
  g_assert_cmpint (runs, >, 0);

  reactivity_list_sort (list, compare_tens, &runs);
  assert_no_change (&mirror);
  mirror_clear (&mirror);
}

static void
test_batch (Fixture *self, gconstpointer data)
{
  ReactivityContext *context = reactivity_context_get_default ();

  g_test_summary ("A batch is announced once; until then the model shows what was announced");

  reactivity_context_batch_begin (context);
  reactivity_list_remove (self->list, 3);
  reactivity_list_insert_value (self->list, 1, REACTIVITY_INT (9));
  reactivity_list_append_value (self->list, REACTIVITY_INT (6));
  reactivity_list_remove (self->list, -1);
  g_assert_cmpuint (reactivity_sequence_get_size (SEQUENCE (self->list)), ==, 5);
  assert_shows (self->list, "1 9 2 3 5");
  assert_no_change (&self->mirror);
  reactivity_context_batch_end (context);
  assert_change (&self->mirror, 1, 3, 3);
}

static void
test_batch_put_back (Fixture *self, gconstpointer data)
{
  ReactivityContext *context = reactivity_context_get_default ();
  g_autoptr (ReactivityBox) box = g_object_ref (reactivity_sequence_get (SEQUENCE (self->list), 2));

  g_test_summary ("A batch that puts everything back is not announced");

  reactivity_context_batch_begin (context);
  reactivity_list_remove (self->list, 2);
  reactivity_list_append_value (self->list, REACTIVITY_INT (6));
  reactivity_list_insert (self->list, 2, box);
  reactivity_list_remove (self->list, 5);
  reactivity_list_reverse (self->list);
  reactivity_list_reverse (self->list);
  reactivity_context_batch_end (context);
  assert_no_change (&self->mirror);
}

static void
test_late_listener (Fixture *self, gconstpointer data)
{
  ReactivityContext *context = reactivity_context_get_default ();
  Mirror late;

  g_test_summary ("Who begins to listen in a batch hears the rest of it, and that fits");

  reactivity_context_batch_begin (context);
  reactivity_list_remove (self->list, 0);
  mirror_init (&late, self->list);
  reactivity_list_append_value (self->list, REACTIVITY_INT (6));
  reactivity_context_batch_end (context);

  assert_change (&late, 0, 5, 5);
  mirror_clear (&late);
}

static void
size_cb (Fixture *self)
{
  self->mirror.changes += 100;
}

static void
test_size_property (Fixture *self, gconstpointer data)
{
  guint size = 0;

  g_test_summary ("The size is a property, with notify after items-changed");

  g_signal_connect_swapped (self->list, "notify::size", G_CALLBACK (size_cb), self);
  reactivity_list_set_value (self->list, 0, REACTIVITY_INT (7));
  g_assert_cmpuint (self->mirror.changes, ==, 1);
  reactivity_list_remove (self->list, 0);
  g_assert_cmpuint (self->mirror.changes, ==, 102);
  g_object_get (self->list, "size", &size, NULL);
  g_assert_cmpuint (size, ==, 4);
  g_signal_handlers_disconnect_by_data (self->list, self);
}

static void
write_cb (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  if (g_list_model_get_n_items (model) < 8)
    reactivity_list_append_value (REACTIVITY_LIST (model), REACTIVITY_INT (99));
}

static void
test_handler_writes (Fixture *self, gconstpointer data)
{
  g_test_summary ("A handler may write: that is announced after it");

  g_signal_connect (self->list, "items-changed", G_CALLBACK (write_cb), NULL);
  reactivity_list_append_value (self->list, REACTIVITY_INT (6));
  assert_shows (self->list, "1 2 3 4 5 6 99 99");
  g_assert_cmpuint (self->mirror.changes, ==, 3);
  mirror_check (&self->mirror);
}

static void
test_find (Fixture *self, gconstpointer data)
{
  ReactivitySequence *sequence = SEQUENCE (self->list);
  g_autoptr (ReactivityBox) box = reactivity_box_new (REACTIVITY_INT (4));
  g_auto (GValue) value = G_VALUE_INIT;

  g_test_summary ("Values are found by what they are, and come out of their boxes");

  g_assert_cmpint (reactivity_sequence_find (sequence, box), ==, 3);
  g_assert_cmpint (reactivity_sequence_find_value (sequence, REACTIVITY_INT (5)), ==, 4);
  g_assert_cmpint (reactivity_sequence_find_value (sequence, REACTIVITY_INT64 (5)), ==, 4);
  g_assert_cmpint (reactivity_sequence_find_value (sequence, REACTIVITY_INT (6)), ==, -1);

  g_assert_true (reactivity_sequence_get_value (sequence, 1, &value));
  g_assert_cmpint (g_value_get_int (&value), ==, 2);
  g_assert_false (reactivity_sequence_get_value (sequence, 9, &value));
}

static void
test_box_binding (void)
{
  ReactivityBox *box = reactivity_box_new (REACTIVITY_INT (42));
  g_autoptr (GSimpleAction) action = g_simple_action_new ("a", NULL);
  g_auto (GValue) value = G_VALUE_INIT;
  g_auto (GValue) text = G_VALUE_INIT;

  g_test_summary ("The value of a box can be bound to a property of its type");

  g_object_bind_property (box, "value", action, "enabled", G_BINDING_SYNC_CREATE);
  g_assert_true (g_action_get_enabled (G_ACTION (action)));
  g_value_init (&value, G_TYPE_VALUE);
  g_value_init (&text, G_TYPE_STRING);
  g_object_get_property (G_OBJECT (box), "value", &value);
  g_assert_true (g_value_transform (&value, &text));
  g_assert_cmpstr (g_value_get_string (&text), ==, "42");
  g_assert_finalize_object (box);
}

static void
test_objects (void)
{
  ReactivityList *list = reactivity_list_new (NULL, REACTIVITY_TYPE_SIGNAL);
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  g_auto (GValue) value = G_VALUE_INIT;
  Mirror mirror;

  g_test_summary ("Objects are items themselves, and equal when they are the same");

  reactivity_list_append (list, a);
  reactivity_list_append_value (list, REACTIVITY_INSTANCE (a));
  g_assert_true (reactivity_sequence_get_item_type (SEQUENCE (list)) == REACTIVITY_TYPE_SIGNAL);
  g_assert_true (reactivity_list_get_value_type (list) == REACTIVITY_TYPE_SIGNAL);
  g_assert_true (reactivity_sequence_get (SEQUENCE (list), 1) == a);
  mirror_init (&mirror, list);
  reactivity_list_set (list, 0, a);
  assert_no_change (&mirror);
  mirror_clear (&mirror);
  g_assert_true (reactivity_sequence_get_value (SEQUENCE (list), 0, &value));
  g_assert_true (g_value_get_object (&value) == a);
  g_value_unset (&value);

  reactivity_list_remove (list, 0);
  g_assert_finalize_object (list);
  g_assert_finalize_object (a);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  g_autoptr (ReactivitySignal) a = reactivity_signal_new_int (NULL, 1);
  gpointer items[] = { a };

  g_test_summary ("What does not fit is refused with a word about it; nothing is lost");

  expect_critical ("*append_value: a list of gint does not take a GObject");
  reactivity_list_append_value (self->list, REACTIVITY_INSTANCE (a));
  expect_critical ("*append: a list of gint does not take ReactivitySignal");
  reactivity_list_append (self->list, a);
  expect_critical ("*append: a list of gint does not take what is no object");
  reactivity_list_append (self->list, NULL);
  expect_critical ("*splice: a list of gint does not take ReactivitySignal");
  reactivity_list_splice (self->list, 0, 1, items, 1);
  expect_critical ("*remove: there is no position 5 in a list of 5 items");
  reactivity_list_remove (self->list, 5);
  expect_critical ("*set_value: there is no position -6 in a list of 5 items");
  reactivity_list_set_value (self->list, -6, REACTIVITY_INT (1));
  expect_critical ("*insert_value: there is no position 6 in a list of 5 items");
  reactivity_list_insert_value (self->list, 6, REACTIVITY_INT (1));
  expect_critical ("*move: there is no position 7 in a list of 5 items");
  reactivity_list_move (self->list, 1, 7);
  expect_critical ("*swap: there is no position 8 in a list of 5 items");
  reactivity_list_swap (self->list, 8, 1);
  expect_critical ("*splice*n_removals*failed*");
  reactivity_list_splice (self->list, 3, 3, NULL, 0);
  g_test_assert_expected_messages ();
  assert_no_change (&self->mirror);
  assert_shows (self->list, "1 2 3 4 5");
}

static void
random_edit (ReactivityList *list)
{
  gint n = (gint) reactivity_sequence_get_size (SEQUENCE (list));
  gint at = n > 0 ? g_test_rand_int_range (0, n) : 0;
  gint to = n > 0 ? g_test_rand_int_range (0, n) : 0;
  const GValue *value = REACTIVITY_INT (g_test_rand_int_range (0, 50));

  switch (g_test_rand_int_range (0, n > 0 ? 20 : 4))
    {
    case 0 ... 3:
      reactivity_list_append_value (list, value);
      break;
    case 4 ... 8:
      reactivity_list_insert_value (list, at, value);
      break;
    case 9 ... 11:
      reactivity_list_remove (list, at);
      break;
    case 12 ... 14:
      reactivity_list_set_value (list, at, value);
      break;
    case 15:
      reactivity_list_swap (list, at, to);
      break;
    case 16:
      reactivity_list_move (list, at, to);
      break;
    case 17:
      reactivity_list_reverse (list);
      break;
    case 18:
      reactivity_list_splice (list, at, (guint) MIN (n - at, 5), NULL, 0);
      break;
    default:
      if (g_test_rand_int_range (0, 10) == 0)
        reactivity_list_sort (list, compare_ints, NULL);
      break;
    }
}

static void
test_random (Fixture *self, gconstpointer data)
{
  ReactivityContext *context = reactivity_context_get_default ();

  g_test_summary ("A copy kept by items-changed alone equals the list after any edits and batches");

  for (guint round = 0; round < 2000; round++)
    {
      gboolean batch = g_test_rand_int_range (0, 3) == 0;

      if (batch)
        reactivity_context_batch_begin (context);
      for (gint i = g_test_rand_int_range (0, batch ? 20 : 2); i >= 0; i--)
        {
          random_edit (self->list);
          mirror_check (&self->mirror);
        }
      if (batch)
        reactivity_context_batch_end (context);
      mirror_check (&self->mirror);
      g_assert_cmpuint (self->mirror.items->len, ==,
                        reactivity_sequence_get_size (SEQUENCE (self->list)));
    }
}

#define ADD(name, func)                                                                            \
  g_test_add ("/reactivity/list/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("writes", test_writes);
  ADD ("negative-positions", test_negative);
  ADD ("splice", test_splice);
  ADD ("equal", test_equal);
  ADD ("sort", test_sort);
  ADD ("batch", test_batch);
  ADD ("batch-put-back", test_batch_put_back);
  ADD ("late-listener", test_late_listener);
  ADD ("size-property", test_size_property);
  ADD ("handler-writes", test_handler_writes);
  ADD ("find", test_find);
  ADD ("refused", test_refused);
  ADD ("mirror", test_random);
  g_test_add_func ("/reactivity/list/box-binding", test_box_binding);
  g_test_add_func ("/reactivity/list/objects", test_objects);

  return g_test_run ();
}
