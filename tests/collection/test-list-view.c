/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A GtkListView on a long derived list, under edits: each row shows what the model has there. */

#include "mirror.h"

#include <gtk/gtk.h>

#define N_ROWS 100000

typedef struct
{
  ReactivityList *list;
  ReactivitySequence *shown;
  GtkSelectionModel *selection;
  GtkWidget *window;
  GtkWidget *view;
  GHashTable *rows; /* (owned) (element-type GtkListItem) those that are bound */
  Mirror mirror;
} Fixture;

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *row)
{
  gtk_list_item_set_child (row, gtk_label_new (NULL));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *row, Fixture *self)
{
  g_autofree char *text = g_strdup_printf ("%d", box_int (gtk_list_item_get_item (row)));

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (row)), text);
  g_hash_table_add (self->rows, row);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *row, Fixture *self)
{
  g_hash_table_remove (self->rows, row);
}

static gboolean
is_not_seventh (gpointer box, gpointer data, GError **error)
{
  return box_int (box) % 7 != 0;
}

static GtkWidget *
view_new (Fixture *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);

  self->selection =
      GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->shown))));
  self->view = gtk_list_view_new (g_object_ref (self->selection), factory);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->view);
  return scrolled;
}

static void
run_loop (void)
{
  gint64 end = g_get_monotonic_time () + 30 * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->rows = g_hash_table_new (NULL, NULL);
  self->list = reactivity_list_new (NULL, G_TYPE_INT);
  for (int i = 0; i < N_ROWS; i++)
    reactivity_list_append_value (self->list, REACTIVITY_INT ((i * 7919) % N_ROWS));

  {
    g_autoptr (ReactivitySequence) kept =
        reactivity_sequence_filter (SEQUENCE (self->list), is_not_seventh, NULL, NULL);

    self->shown = reactivity_sequence_sorted (kept, compare_ints, NULL, NULL);
  }

  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 200, 400);
  gtk_window_set_child (GTK_WINDOW (self->window), view_new (self));
  gtk_window_present (GTK_WINDOW (self->window));
  mirror_init (&self->mirror, self->shown);
  for (guint i = 0; i < 100 && g_hash_table_size (self->rows) == 0; i++)
    run_loop ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  mirror_clear (&self->mirror);
  gtk_window_destroy (GTK_WINDOW (self->window));
  run_loop ();
  g_clear_object (&self->selection);
  g_hash_table_unref (self->rows);
  g_assert_finalize_object (self->shown);
  g_assert_finalize_object (self->list);
}

static void
check_rows (Fixture *self)
{
  GHashTableIter iter;
  gpointer row;

  g_assert_cmpuint (g_hash_table_size (self->rows), >, 5);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->selection)), ==,
                    reactivity_sequence_get_size (self->shown));

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    {
      ReactivityBox *box = reactivity_sequence_get (self->shown, gtk_list_item_get_position (row));
      const char *label = gtk_label_get_label (GTK_LABEL (gtk_list_item_get_child (row)));
      g_autofree char *text = g_strdup_printf ("%d", box_int (box));

      g_assert_true (gtk_list_item_get_item (row) == box);
      g_assert_cmpstr (label, ==, text);
    }
}

static void
scroll_to (Fixture *self, double where)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));

  gtk_adjustment_set_value (adjustment, where * gtk_adjustment_get_upper (adjustment));
}

static void
edit (Fixture *self)
{
  guint n = reactivity_sequence_get_size (SEQUENCE (self->list));
  const GValue *value = REACTIVITY_INT (g_test_rand_int_range (0, N_ROWS));
  gint64 at = g_test_rand_int_range (0, (gint) n);

  switch (g_test_rand_int_range (0, 4))
    {
    case 0:
      reactivity_list_insert_value (self->list, at, value);
      break;
    case 1:
      reactivity_list_remove (self->list, at);
      break;
    case 2:
      reactivity_list_move (self->list, at, n / 2);
      break;
    default:
      reactivity_list_set_value (self->list, at, value);
      break;
    }
}

static void
test_edits (Fixture *self, gconstpointer data)
{
  g_test_summary ("A list view with 100,000 rows shows what the model has, after any edits");

  check_rows (self);
  for (guint round = 0; round < 40; round++)
    {
      scroll_to (self, g_test_rand_double ());
      for (guint i = 0; i < 10; i++)
        edit (self);
      reactivity_context_batch_begin (reactivity_context_get_default ());
      for (guint i = 0; i < 10; i++)
        edit (self);
      run_loop ();
      reactivity_context_batch_end (reactivity_context_get_default ());
      run_loop ();
      check_rows (self);
    }

  mirror_check (&self->mirror);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();

  g_test_add ("/reactivity/list-view/edits", Fixture, NULL, set_up, test_edits, tear_down);

  return g_test_run ();
}
