/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What an effect that reads a part of a list hears of. */

#include "mirror.h"

typedef struct _Reader Reader;

struct _Reader
{
  gpointer list;
  void (*read) (Reader *self);
  gint64 position;
  guint n_items;
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
read_item (Reader *self)
{
  gpointer box = reactivity_sequence_get (self->list, self->position);

  self->seen = box != NULL ? box_int (box) : -1;
}

static void
read_size (Reader *self)
{
  self->seen = (int) reactivity_sequence_get_size (self->list);
}

static void
read_all (Reader *self)
{
  g_autoptr (GPtrArray) items = reactivity_sequence_list_items (self->list);

  self->seen = (int) items->len;
}

static void
read_range (Reader *self)
{
  g_autoptr (GPtrArray) items =
      reactivity_sequence_list_range (self->list, self->position, self->n_items);

  self->seen = (int) items->len;
}

static void
read_each (Reader *self)
{
  self->seen = 0;
  for (guint i = 0; i < self->n_items; i++)
    self->seen += reactivity_sequence_get (self->list, i) != NULL;
}

static void
read_model (Reader *self)
{
  g_autoptr (ReactivityBox) box = g_list_model_get_item (self->list, (guint) self->position);

  self->seen = box != NULL ? box_int (box) : -(int) g_list_model_get_n_items (self->list);
}

/* How many nodes there are in the graph of @node. */
static guint
n_nodes (gpointer node)
{
  g_autofree char *dump =
      reactivity_context_dump (reactivity_node_get_context (REACTIVITY_NODE (node)));
  g_auto (GStrv) lines = g_strsplit (dump, "[label=", -1);

  return g_strv_length (lines) - 1;
}

static void
test_position (void)
{
  ReactivityList *list = INTS (1, 2, 2, 4);
  Reader reader = { list, read_item, 2 };

  g_test_summary ("Who reads a position hears when there is another item, and not otherwise");

  reader_start (&reader);
  assert_runs (&reader, 1);

  reactivity_list_set_value (list, 1, REACTIVITY_INT (7));
  reactivity_list_append_value (list, REACTIVITY_INT (5));
  reactivity_list_remove (list, 3);
  assert_runs (&reader, 0);

  reactivity_list_set_value (list, 1, REACTIVITY_INT (2));
  reactivity_list_insert_value (list, 0, REACTIVITY_INT (0));
  assert_runs (&reader, 0); /* a 2 gave way to a 2 */
  reactivity_list_insert_value (list, 0, REACTIVITY_INT (0));
  assert_runs (&reader, 1);
  g_assert_cmpint (reader.seen, ==, 1);

  reactivity_list_clear (list);
  assert_runs (&reader, 1);
  g_assert_cmpint (reader.seen, ==, -1);
  reactivity_list_append_value (list, REACTIVITY_INT (1));
  assert_runs (&reader, 0);

  reader_end (&reader);
  g_assert_finalize_object (list);
}

static void
test_unchecked (void)
{
  g_autoptr (ReactivityList) list = INTS (1, 2, 3);
  Reader second = { list, read_item, 1 };
  Reader last = { list, read_item, -1 };

  g_test_summary ("Without the check for equality whoever reads what is written runs, nobody else");

  reader_start (&second);
  reader_start (&last);
  assert_runs (&second, 1);
  assert_runs (&last, 1);

  g_assert_false (reactivity_list_set_value (list, 1, REACTIVITY_INT (2)));
  assert_runs (&second, 0);

  reactivity_list_set_check_equality (list, FALSE);
  g_assert_true (reactivity_list_set_value (list, 1, REACTIVITY_INT (2)));
  assert_runs (&second, 1);
  assert_runs (&last, 0);
  g_assert_true (reactivity_list_set_value (list, 2, REACTIVITY_INT (3)));
  assert_runs (&second, 0);
  assert_runs (&last, 1);

  reader_end (&second);
  reader_end (&last);
}

static void
test_from_end (void)
{
  ReactivityList *list = INTS (1, 2, 3);
  Reader reader = { list, read_item, -1 };

  g_test_summary ("Who reads the last item hears when that is another one");

  reader_start (&reader);
  reactivity_list_insert_value (list, 0, REACTIVITY_INT (9));
  reactivity_list_remove (list, 1);
  reactivity_list_set_value (list, 1, REACTIVITY_INT (8));
  assert_runs (&reader, 1);
  reactivity_list_append_value (list, REACTIVITY_INT (4));
  assert_runs (&reader, 1);
  g_assert_cmpint (reader.seen, ==, 4);
  reactivity_list_set_value (list, 3, REACTIVITY_INT (5));
  assert_runs (&reader, 1);

  reader_end (&reader);
  g_assert_finalize_object (list);
}

static void
test_moves (void)
{
  ReactivityList *list = INTS (1, 2, 3, 4);
  Reader first = { list, read_item, 0 };
  Reader second = { list, read_item, 1 };
  Reader last = { list, read_item, 3 };

  g_test_summary ("Moving and swapping reaches those places that show something else");

  reader_start (&first);
  reader_start (&second);
  reader_start (&last);
  first.runs = second.runs = last.runs = 0;

  reactivity_list_move (list, 1, 2);
  assert_runs (&first, 0);
  assert_runs (&second, 1);
  assert_runs (&last, 0);
  reactivity_list_swap (list, 0, 3);
  assert_runs (&first, 1);
  assert_runs (&second, 0);
  assert_runs (&last, 1);
  reactivity_list_reverse (list);
  assert_runs (&first, 1);
  assert_runs (&second, 1);
  assert_runs (&last, 1);
  reactivity_list_sort (list, compare_ints, NULL);
  assert_runs (&first, 0);

  reader_end (&first);
  reader_end (&second);
  reader_end (&last);
  g_assert_finalize_object (list);
}

static void
test_size (void)
{
  ReactivityList *list = INTS (1, 2, 3);
  Reader reader = { list, read_size };

  g_test_summary ("Who reads the length hears of that alone");

  reader_start (&reader);
  reactivity_list_set_value (list, 0, REACTIVITY_INT (7));
  reactivity_list_reverse (list);
  assert_runs (&reader, 1);
  reactivity_list_append_value (list, REACTIVITY_INT (4));
  assert_runs (&reader, 1);
  g_assert_cmpint (reader.seen, ==, 4);

  reader_end (&reader);
  g_assert_finalize_object (list);
}

static void
test_all (void)
{
  ReactivityList *list = INTS (1, 2, 3);
  Reader reader = { list, read_all };

  g_test_summary ("Who iterates hears of everything");

  reader_start (&reader);
  reactivity_list_set_value (list, 0, REACTIVITY_INT (7));
  reactivity_list_swap (list, 0, 1);
  reactivity_list_clear (list);
  assert_runs (&reader, 4);
  g_assert_cmpint (reader.seen, ==, 0);

  reader_end (&reader);
  g_assert_finalize_object (list);
}

static void
test_range (void)
{
  ReactivityList *list = INTS (0, 1, 2, 3, 4, 5);
  Reader middle = { list, read_range, 2, 2 };
  Reader last = { list, read_range, -2, 2 };

  g_test_summary ("Who reads a stretch hears of what touches it, for one node");

  reader_start (&middle);
  reader_start (&last);
  g_assert_cmpuint (n_nodes (list), ==, 5);
  middle.runs = last.runs = 0;

  reactivity_list_set_value (list, 1, REACTIVITY_INT (7));
  reactivity_list_set_value (list, 5, REACTIVITY_INT (7));
  assert_runs (&middle, 0);
  assert_runs (&last, 1);
  reactivity_list_set_value (list, 3, REACTIVITY_INT (7));
  assert_runs (&middle, 1);
  reactivity_list_insert_value (list, 4, REACTIVITY_INT (7));
  assert_runs (&middle, 0);
  reactivity_list_remove (list, 0);
  assert_runs (&middle, 1);
  last.runs = 0;
  reactivity_list_append_value (list, REACTIVITY_INT (8));
  assert_runs (&last, 1);
  assert_runs (&middle, 0);

  reader_end (&middle);
  reader_end (&last);
  g_assert_cmpuint (n_nodes (list), ==, 1);
  g_assert_finalize_object (list);
}

static void
test_freed (void)
{
  ReactivityList *list = INTS (0, 1, 2, 3, 4, 5);
  Reader readers[5];

  g_test_summary ("A position costs a node while somebody reads it");

  g_assert_cmpuint (n_nodes (list), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      readers[i] = (Reader){ list, read_item, i / 2 };
      reader_start (&readers[i]);
    }
  g_assert_cmpuint (n_nodes (list), ==, 1 + 5 + 3);

  readers[0].position = readers[1].position = 4;
  reactivity_list_set_value (list, 0, REACTIVITY_INT (9));
  g_assert_cmpuint (n_nodes (list), ==, 1 + 5 + 3);

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    reader_end (&readers[i]);
  g_assert_cmpuint (n_nodes (list), ==, 1);
  g_assert_finalize_object (list);
}

static void
test_list_goes_first (void)
{
  ReactivityList *list = INTS (0, 1, 2);
  Reader reader = { list, read_item, 1 };

  g_test_summary ("A list may go before those who read it");

  reader_start (&reader);
  g_assert_finalize_object (list);
  reader_end (&reader);
}

static void
test_many (void)
{
  ReactivityList *list = reactivity_list_new (NULL, G_TYPE_INT);
  Reader reader = { list, read_each, 0, 10000 };

  g_test_summary ("Who reads very many positions one by one is linked to the whole");

  for (int i = 0; i < 10000; i++)
    reactivity_list_append_value (list, REACTIVITY_INT (i));
  for (guint i = 0; i < 10000; i++)
    g_assert_nonnull (reactivity_sequence_get (SEQUENCE (list), i));
  g_assert_cmpuint (n_nodes (list), ==, 1);

  reader_start (&reader);
  g_assert_cmpuint (n_nodes (list), <, 100);
  reactivity_list_set_value (list, 9000, REACTIVITY_INT (-1));
  reactivity_list_set_value (list, 1, REACTIVITY_INT (-1));
  assert_runs (&reader, 3);

  reader_end (&reader);
  g_assert_finalize_object (list);
}

static void
read_again (Reader *self)
{
  for (guint i = 0; i < 1000; i++)
    read_item (self);
}

static void
test_again (void)
{
  ReactivityList *list = INTS (1, 2);
  Reader reader = { list, read_again, 1 };

  g_test_summary ("Who reads one position very often is linked to that alone");

  reader_start (&reader);
  reactivity_list_set_value (list, 0, REACTIVITY_INT (5));
  assert_runs (&reader, 1);
  reactivity_list_set_value (list, 1, REACTIVITY_INT (5));
  reactivity_list_set_value (list, 0, REACTIVITY_INT (6));
  assert_runs (&reader, 1);

  reader_end (&reader);
  g_assert_finalize_object (list);
}

static void
test_batch (void)
{
  ReactivityContext *context = reactivity_context_get_default ();
  ReactivityList *list = INTS (0, 1, 2);
  Reader item = { list, read_item, 1 };
  Reader size = { list, read_size };

  g_test_summary ("A batch runs readers once, and not at all if it puts back what they read");

  reader_start (&item);
  reader_start (&size);
  item.runs = size.runs = 0;

  reactivity_context_batch_begin (context);
  reactivity_list_set_value (list, 1, REACTIVITY_INT (5));
  reactivity_list_append_value (list, REACTIVITY_INT (6));
  reactivity_list_set_value (list, 1, REACTIVITY_INT (1));
  reactivity_list_remove (list, -1);
  reactivity_context_batch_end (context);
  assert_runs (&item, 0);
  assert_runs (&size, 0);

  reactivity_context_batch_begin (context);
  reactivity_list_set_value (list, 1, REACTIVITY_INT (5));
  reactivity_list_set_value (list, 1, REACTIVITY_INT (6));
  reactivity_list_append_value (list, REACTIVITY_INT (6));
  reactivity_context_batch_end (context);
  assert_runs (&item, 1);
  assert_runs (&size, 1);

  reader_end (&item);
  reader_end (&size);
  g_assert_finalize_object (list);
}

static void
test_model_reads (void)
{
  ReactivityContext *context = reactivity_context_get_default ();
  ReactivityList *list = INTS (0, 1, 2);
  Reader reader = { list, read_model, 1 };
  Mirror mirror;

  g_test_summary ("The functions of GListModel track, too, and show computations what is there");

  mirror_init (&mirror, list);
  reader_start (&reader);
  reactivity_list_set_value (list, 0, REACTIVITY_INT (7));
  assert_runs (&reader, 1);

  reactivity_context_batch_begin (context);
  reactivity_list_set_value (list, 1, REACTIVITY_INT (8));
  reactivity_node_refresh (NODE (reader.effect), NULL);
  g_assert_cmpint (reader.seen, ==, 8);
  mirror_check (&mirror);
  reactivity_context_batch_end (context);
  assert_runs (&reader, 1);

  mirror_clear (&mirror);
  reader_end (&reader);
  g_assert_finalize_object (list);
}

static void
write_own (Reader *self)
{
  read_item (self);
  reactivity_list_set_value (self->list, self->position, REACTIVITY_INT (self->seen + 1));
}

static void
test_self_write (void)
{
  ReactivityList *list = INTS (0, 1, 2);
  Reader reader = { list, write_own, 1 };

  g_test_summary ("An effect that writes the position that it reads does not wake itself");

  reader_start (&reader);
  assert_runs (&reader, 1);
  assert_shows (list, "0 2 2");
  reactivity_list_set_value (list, 1, REACTIVITY_INT (10));
  assert_runs (&reader, 1);
  assert_shows (list, "0 11 2");

  reader_end (&reader);
  g_assert_finalize_object (list);
}

#define ADD(name, func) g_test_add_func ("/reactivity/list-tracking/" name, func)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("position", test_position);
  ADD ("unchecked", test_unchecked);
  ADD ("from-end", test_from_end);
  ADD ("moves", test_moves);
  ADD ("size", test_size);
  ADD ("all", test_all);
  ADD ("stretch", test_range);
  ADD ("freed", test_freed);
  ADD ("list-goes-first", test_list_goes_first);
  ADD ("many", test_many);
  ADD ("again", test_again);
  ADD ("batch", test_batch);
  ADD ("model-reads", test_model_reads);
  ADD ("self-write", test_self_write);

  return g_test_run ();
}
