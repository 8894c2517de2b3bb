/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A window that counts: in C. */

#include <gtk/gtk.h>
#include <reactivity-glib/reactivity.h>

typedef struct
{
  ReactivitySignal *count;    /* (owned) */
  ReactivityDerived *doubled; /* (owned) */
  GtkLabel *count_label;      /* (unowned) of the window */
  GtkLabel *doubled_label;    /* (unowned) of the window */
} Counter;

static int
compute_doubled (gpointer count, GError **error)
{
  return 2 * reactivity_source_get_int (count);
}

/* Runs again whenever one of the two has changed. */
static gboolean
show (gpointer data, GError **error)
{
  Counter *counter = data;
  int count = reactivity_source_get_int (REACTIVITY_SOURCE (counter->count));
  int doubled = reactivity_source_get_int (REACTIVITY_SOURCE (counter->doubled));
  g_autofree char *count_text = g_strdup_printf ("Count: %d", count);
  g_autofree char *doubled_text = g_strdup_printf ("Doubled: %d", doubled);

  gtk_label_set_label (counter->count_label, count_text);
  gtk_label_set_label (counter->doubled_label, doubled_text);
  return TRUE;
}

static void
add_one (ReactivitySignal *count)
{
  reactivity_signal_set_int (count, reactivity_source_get_int (REACTIVITY_SOURCE (count)) + 1);
}

static void
counter_free (gpointer data)
{
  Counter *counter = data;

  g_object_unref (counter->doubled);
  g_object_unref (counter->count);
  g_free (counter);
}

static void
activate (GtkApplication *app)
{
  Counter *counter = g_new0 (Counter, 1);
  GtkWidget *window = gtk_application_window_new (app);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *count_label = gtk_label_new (NULL);
  GtkWidget *doubled_label = gtk_label_new (NULL);
  GtkWidget *button = gtk_button_new_with_label ("Add one");

  counter->count = reactivity_signal_new_int (NULL, 0);
  counter->doubled = reactivity_derived_new_int (NULL, compute_doubled, counter->count, NULL);
  counter->count_label = GTK_LABEL (count_label);
  counter->doubled_label = GTK_LABEL (doubled_label);

  gtk_box_append (GTK_BOX (box), count_label);
  gtk_box_append (GTK_BOX (box), doubled_label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_window_set_title (GTK_WINDOW (window), "Counter");
  gtk_window_set_default_size (GTK_WINDOW (window), 240, 180);
  gtk_window_set_child (GTK_WINDOW (window), box);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (add_one), counter->count);

  /* The effect ends with the window, and frees the counter. */
  reactivity_effect_new_for (window, NULL, show, counter, counter_free);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  g_autoptr (GtkApplication) app =
      gtk_application_new ("org.example.Counter", G_APPLICATION_DEFAULT_FLAGS);

  g_signal_connect (app, "activate", G_CALLBACK (activate), NULL);
  return g_application_run (G_APPLICATION (app), argc, argv);
}
