/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The window of examples/search goes when it is closed, with all that it has. */

#include <glib/gstdio.h>

#include "window.h"

typedef struct
{
  char *path; /* (owned) of the words */
  Search *search;
  SearchWindow *window;
  gpointer nodes[8]; /* (unowned) NULL when they are gone */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  int file = g_file_open_tmp ("words-XXXXXX", &self->path, NULL);

  g_close (file, NULL);
  g_assert_true (g_file_set_contents (self->path, "happen\nhappy\nzebra\n", -1, NULL));

  self->search = search_new (self->path, 0);
  self->nodes[0] = self->search->query;
  self->nodes[1] = self->search->found;
  self->nodes[2] = self->search->problem;
  self->nodes[3] = self->search->can_retry;
  self->nodes[4] = self->search->page;
  self->nodes[5] = self->search->summary;
  self->nodes[6] = reactivity_async_derived_get_running (self->search->found);
  self->nodes[7] = reactivity_async_derived_get_error (self->search->found);
  self->window = search_window_new (NULL, self->search);

  for (guint i = 0; i < G_N_ELEMENTS (self->nodes); i++)
    g_object_add_weak_pointer (self->nodes[i], &self->nodes[i]);
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
iterate (void)
{
  gint64 end = g_get_monotonic_time () + 100 * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_close (GTK_WINDOW (self->window));
  while (self->window != NULL)
    g_main_context_iteration (NULL, TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (self->nodes); i++)
    g_assert_null (self->nodes[i]);

  /* What is still under way in a thread does no harm when it ends. */
  iterate ();
  g_remove (self->path);
  g_free (self->path);
}

static gboolean
is_running (Search *search)
{
  return reactivity_source_get_boolean (reactivity_async_derived_get_running (search->found));
}

static void
search_for (Fixture *self, const char *text)
{
  reactivity_signal_set_string (self->search->query, text);
  while (is_running (self->search))
    g_main_context_iteration (NULL, TRUE);
  iterate ();
}

static void
test_at_start (Fixture *self, gconstpointer data)
{
  g_test_summary ("The window is closed before anything was typed");

  iterate ();
}

static void
test_with_words (Fixture *self, gconstpointer data)
{
  g_test_summary ("The window is closed while it shows words");

  search_for (self, "hap");
  g_assert_cmpint (reactivity_source_get_int (REACTIVITY_SOURCE (self->search->page)), ==,
                   SEARCH_PAGE_WORDS);
}

static void
test_with_problem (Fixture *self, gconstpointer data)
{
  g_test_summary ("The window is closed while it shows an error");

  search_for (self, "hap(");
  g_assert_cmpint (reactivity_source_get_int (REACTIVITY_SOURCE (self->search->page)), ==,
                   SEARCH_PAGE_PROBLEM);
}

static void
test_while_searching (Fixture *self, gconstpointer data)
{
  g_test_summary ("The window is closed while a search is under way");

  self->search->delay = 600000;
  reactivity_signal_set_string (self->search->query, "hap");
  g_assert_true (is_running (self->search));
  iterate ();
  g_assert_true (is_running (self->search));
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/reactivity/examples/search/closed-", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();

  add ("at-start", test_at_start);
  add ("with-words", test_with_words);
  add ("with-problem", test_with_problem);
  add ("while-searching", test_while_searching);

  return g_test_run ();
}
