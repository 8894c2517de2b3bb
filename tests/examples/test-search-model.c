/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The model of examples/search, without a window. */

#include <glib/gstdio.h>

#include "../log.h"
#include "search.h"

#define WORDS "happen\nHappy\n\n  perhaps \nzebra\n"

/* So long that a test would fail if it had to wait. */
#define FOR_EVER 600000

typedef struct
{
  char *path;               /* (owned) of the words */
  GAsyncQueue *looked;      /* (owned) (element-type utf8) what the worker says */
  Search *search;           /* (owned) */
  ReactivityEffect *effect; /* (owned) stands for a window */
} Fixture;

/* On the thread of the worker. */
static void
debug_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer looked)
{
  g_async_queue_push (looked, g_strdup (message));
}

/* What a window would show. */
static gboolean
show (gpointer user_data, GError **error)
{
  Search *search = user_data;
  const char *pages[] = { "start", "words", "nothing", "problem" };
  SearchPage page = reactivity_source_get_int (REACTIVITY_SOURCE (search->page));
  const char *summary = reactivity_source_get_string (REACTIVITY_SOURCE (search->summary));
  gboolean can_retry = reactivity_source_get_boolean (REACTIVITY_SOURCE (search->can_retry));
  g_autofree char *text = g_strconcat ("[", pages[page], *summary != '\0' ? ": " : "", summary,
                                       can_retry ? ", retry]" : "]", NULL);

  log_note (text);
  return TRUE;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  int file = g_file_open_tmp ("words-XXXXXX", &self->path, &error);

  g_assert_no_error (error);
  g_close (file, NULL);
  g_assert_true (g_file_set_contents (self->path, WORDS, -1, NULL));

  self->looked = g_async_queue_new_full (g_free);
  g_log_set_handler ("search", G_LOG_LEVEL_DEBUG, debug_cb, self->looked);

  self->search = search_new (self->path, 0);
  self->effect = reactivity_effect_new (NULL, show, self->search, NULL);
  assert_log ("[start]");
}

static gboolean
is_running (Search *search)
{
  return reactivity_source_get_boolean (reactivity_async_derived_get_running (search->found));
}

/* Lets the search that is under way end. */
static void
settle (Fixture *self)
{
  while (is_running (self->search) || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, TRUE);
}

static void
type (Fixture *self, const char *text)
{
  reactivity_signal_set_string (self->search->query, text);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Waits for as many lines as are expected, which are sorted: there may be several threads. */
static void
assert_looked (Fixture *self, const char *expected)
{
  g_auto (GStrv) lines = g_strsplit (expected, "; ", -1);
  guint n_lines = g_strv_length (lines);
  g_autofree char *looked = NULL;

  for (guint i = 0; i < n_lines; i++)
    {
      g_free (lines[i]);
      lines[i] = g_async_queue_pop (self->looked);
    }

  qsort (lines, n_lines, sizeof *lines, compare_lines);
  looked = g_strjoinv ("; ", lines);
  g_assert_cmpstr (looked, ==, expected);
}

static void
assert_problem (Fixture *self, const char *pattern)
{
  const char *problem = reactivity_source_get_string (REACTIVITY_SOURCE (self->search->problem));

  if (problem == NULL || !g_pattern_match_simple (pattern, problem))
    g_error ("the problem is \"%s\", not \"%s\"", problem, pattern);
}

static void
assert_words (Fixture *self, const char *expected)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *words = NULL;

  reactivity_source_get_value (REACTIVITY_SOURCE (self->search->found), &value);
  words = g_strjoinv (" ", g_value_get_boxed (&value));
  g_assert_cmpstr (words, ==, expected);
}

static void
assert_finalized (Search *search)
{
  gpointer nodes[] = {
    search->query,     search->found,   reactivity_async_derived_get_running (search->found),
    search->problem,   search->page,    reactivity_async_derived_get_error (search->found),
    search->can_retry, search->summary,
  };

  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    g_object_add_weak_pointer (nodes[i], &nodes[i]);
  search_free (search);
  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    g_assert_null (nodes[i]);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autofree char *looked = NULL;

  if (self->effect != NULL)
    g_assert_finalize_object (g_steal_pointer (&self->effect));
  if (self->search != NULL)
    assert_finalized (g_steal_pointer (&self->search));

  assert_log ("");
  looked = g_async_queue_try_pop (self->looked);
  g_assert_cmpstr (looked, ==, NULL);

  g_log_set_handler ("search", G_LOG_LEVEL_DEBUG, g_log_default_handler, NULL);
  g_async_queue_unref (self->looked);
  g_remove (self->path);
  g_free (self->path);
}

static void
test_finds (Fixture *self, gconstpointer data)
{
  g_test_summary ("The words that match are found, whatever their case, in their order");

  type (self, "hap");
  g_assert_true (is_running (self->search));
  assert_log ("");
  settle (self);
  assert_log ("[words: 3 words]");
  assert_words (self, "happen Happy perhaps");
  assert_looked (self, "'hap': found 3; looking for 'hap'");

  type (self, "^h.*y$");
  settle (self);
  assert_log ("[words: 1 word]");
  assert_words (self, "Happy");
  assert_looked (self, "'^h.*y$': found 1; looking for '^h.*y$'");

  type (self, "xyz");
  settle (self);
  assert_log ("[nothing]");
  assert_looked (self, "'xyz': found 0; looking for 'xyz'");
}

static void
test_nothing_asked (Fixture *self, gconstpointer data)
{
  g_test_summary ("An empty query is not looked up, and neither are spaces");

  type (self, "  ");
  g_assert_false (is_running (self->search));
  settle (self);

  type (self, " zeb ");
  settle (self);
  assert_log ("[words: 1 word]");
  assert_looked (self, "'zeb': found 1; looking for 'zeb'");

  type (self, "");
  g_assert_false (is_running (self->search));
  settle (self);
  assert_log ("[start]");
}

static void
test_typing_on (Fixture *self, gconstpointer data)
{
  g_test_summary ("Typing on cancels the search that is under way");

  self->search->delay = FOR_EVER;
  type (self, "h");
  assert_looked (self, "looking for 'h'");
  type (self, "ha");
  assert_looked (self, "'h': cancelled; looking for 'ha'");

  self->search->delay = 0;
  type (self, "hap");
  settle (self);
  assert_log ("[words: 3 words]");
  assert_looked (self, "'ha': cancelled; 'hap': found 3; looking for 'hap'");

  self->search->delay = FOR_EVER;
  type (self, "z");
  assert_looked (self, "looking for 'z'");
  assert_words (self, "happen Happy perhaps");
  type (self, "");
  g_assert_false (is_running (self->search));
  assert_looked (self, "'z': cancelled");
  settle (self);
  assert_log ("[start]");
}

static gboolean
note_words (gpointer found, GError **error)
{
  g_auto (GValue) value = G_VALUE_INIT;

  reactivity_source_get_value (found, &value);
  log_note ("words");
  return TRUE;
}

static void
test_same_words (Fixture *self, gconstpointer data)
{
  ReactivityEffect *list = reactivity_effect_new (NULL, note_words, self->search->found, NULL);

  g_test_summary ("Words that are the same as before are no news");

  assert_log ("words");
  type (self, "hap");
  settle (self);
  assert_log ("[words: 3 words] words");
  assert_looked (self, "'hap': found 3; looking for 'hap'");

  type (self, "happ|hap");
  settle (self);
  assert_log ("");
  assert_looked (self, "'happ|hap': found 3; looking for 'happ|hap'");

  g_assert_finalize_object (list);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  g_test_summary ("What is no pattern is refused, until the query is edited");

  type (self, "hap");
  settle (self);
  assert_log ("[words: 3 words]");
  assert_looked (self, "'hap': found 3; looking for 'hap'");

  type (self, "hap(");
  settle (self);
  assert_log ("[problem]");
  assert_problem (self, "* regular expression *hap(* at char 4: *");
  assert_words (self, "happen Happy perhaps");
  assert_looked (self, "'hap(': failed; looking for 'hap('");

  type (self, "hap(p)");
  settle (self);
  assert_log ("[words: 2 words]");
  assert_looked (self, "'hap(p)': found 2; looking for 'hap(p)'");
}

static void
test_missing (Fixture *self, gconstpointer data)
{
  g_test_summary ("A file that cannot be read is a problem until it can, and somebody tries again");

  g_remove (self->path);
  type (self, "hap");
  settle (self);
  assert_log ("[problem, retry]");
  assert_problem (self, "Error opening file *: No such file or directory");
  assert_looked (self, "'hap': failed; looking for 'hap'");

  search_retry (self->search);
  g_assert_true (is_running (self->search));
  settle (self);
  assert_log ("");
  assert_looked (self, "'hap': failed; looking for 'hap'");

  g_assert_true (g_file_set_contents (self->path, WORDS, -1, NULL));
  search_retry (self->search);
  settle (self);
  assert_log ("[words: 3 words]");
  assert_looked (self, "'hap': found 3; looking for 'hap'");
}

static void
test_not_text (Fixture *self, gconstpointer data)
{
  g_test_summary ("What is not text is not searched");

  g_assert_true (g_file_set_contents (self->path, "happy\nh\xe4ppy\n", -1, NULL));
  type (self, "hap");
  settle (self);
  assert_log ("[problem, retry]");
  assert_problem (self, "* is not text in UTF-8");
  assert_looked (self, "'hap': failed; looking for 'hap'");

  g_assert_true (g_file_set_contents (self->path, "happy\0hap\n", 10, NULL));
  search_retry (self->search);
  settle (self);
  assert_problem (self, "* is not text in UTF-8");
  assert_looked (self, "'hap': failed; looking for 'hap'");
}

static void
test_freed_while_searching (Fixture *self, gconstpointer data)
{
  g_test_summary ("The model goes at once while a search is under way, which is cancelled");

  self->search->delay = FOR_EVER;
  type (self, "hap");
  assert_looked (self, "looking for 'hap'");
  g_assert_finalize_object (g_steal_pointer (&self->effect));
  assert_finalized (g_steal_pointer (&self->search));
  assert_looked (self, "'hap': cancelled");

  /* What the worker had of the run is dropped on this thread. */
  g_main_context_iteration (NULL, TRUE);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/reactivity/examples/search/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("finds", test_finds);
  add ("nothing-asked", test_nothing_asked);
  add ("typing-on-cancels", test_typing_on);
  add ("same-words-are-no-news", test_same_words);
  add ("refused-until-edited", test_refused);
  add ("missing-until-retried", test_missing);
  add ("not-text", test_not_text);
  add ("freed-while-searching", test_freed_while_searching);

  return g_test_run ();
}
