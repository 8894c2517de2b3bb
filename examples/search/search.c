/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "search.h"

#include "words.h"

/* What a search takes with it to its thread, where nothing can be read of the graph. */
typedef struct
{
  char *path; /* (owned) */
  char *text; /* (owned) */
  guint delay;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->path);
  g_free (question->text);
  g_free (question);
}

/* On another thread. */
static gboolean
look_up (GValue *value, gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;
  const WordsQuery query = { question->path, question->text, question->delay };
  GStrv words = words_find (&query, cancellable, error);

  g_value_take_boxed (value, words);
  return words != NULL;
}

/* Runs again when the query has changed. The search that was under way is cancelled then. */
static void
find (ReactivityRun *run, gpointer user_data)
{
  Search *self = user_data;
  g_autofree char *text = g_strdup (reactivity_source_get_string (REACTIVITY_SOURCE (self->query)));
  Question *question;

  if (*g_strstrip (text) == '\0')
    {
      g_auto (GValue) nothing = G_VALUE_INIT;

      g_value_init (&nothing, G_TYPE_STRV);
      reactivity_run_return_value (run, &nothing);
      return;
    }

  question = g_new (Question, 1);
  question->path = g_strdup (self->path);
  question->text = g_steal_pointer (&text);
  question->delay = self->delay;
  reactivity_run_work (run, look_up, question, question_free);
}

static gboolean
same_words (const GValue *a, const GValue *b, gpointer user_data)
{
  const char *const *first = g_value_get_boxed (a);
  const char *const *second = g_value_get_boxed (b);

  return first == second || (first != NULL && second != NULL && g_strv_equal (first, second));
}

static GError *
dup_error (Search *self)
{
  g_auto (GValue) value = G_VALUE_INIT;

  reactivity_source_get_value (reactivity_async_derived_get_error (self->found), &value);
  return g_value_dup_boxed (&value);
}

static char *
compute_problem (gpointer self, GError **error)
{
  g_autoptr (GError) failure = dup_error (self);

  return failure != NULL ? g_strdup (failure->message) : NULL;
}

/* A file may be there the next time. A pattern that is wrong stays wrong. */
static gboolean
compute_can_retry (gpointer self, GError **error)
{
  g_autoptr (GError) failure = dup_error (self);

  return failure != NULL && failure->domain != G_REGEX_ERROR;
}

/* Those of the last search that went well. Who reads them keeps them up to date. */
static GStrv
dup_words (Search *self)
{
  g_auto (GValue) value = G_VALUE_INIT;

  reactivity_source_get_value (REACTIVITY_SOURCE (self->found), &value);
  return g_value_dup_boxed (&value);
}

static int
compute_page (gpointer user_data, GError **error)
{
  Search *self = user_data;
  g_auto (GStrv) words = dup_words (self);

  /* Asked second: the page depends on the words even while it shows a problem, or it would not
   * hear of the end of that. */
  if (reactivity_source_get_string (REACTIVITY_SOURCE (self->problem)) != NULL)
    return SEARCH_PAGE_PROBLEM;
  if (words == NULL)
    return SEARCH_PAGE_START;
  return words[0] != NULL ? SEARCH_PAGE_WORDS : SEARCH_PAGE_NOTHING;
}

static char *
compute_summary (gpointer user_data, GError **error)
{
  Search *self = user_data;
  g_auto (GStrv) words = dup_words (self);
  guint n_words = words != NULL ? g_strv_length (words) : 0;

  if (n_words == 0 || reactivity_source_get_string (REACTIVITY_SOURCE (self->problem)) != NULL)
    return g_strdup ("");
  return n_words == 1 ? g_strdup ("1 word") : g_strdup_printf ("%u words", n_words);
}

Search *
search_new (const char *path, guint delay)
{
  Search *self = g_new0 (Search, 1);

  self->path = g_strdup (path);
  self->delay = delay;
  self->query = reactivity_signal_new_string (NULL, "");
  self->found = reactivity_async_derived_new (NULL, G_TYPE_STRV, find, self, NULL);
  reactivity_source_set_equal_func (REACTIVITY_SOURCE (self->found), same_words, NULL, NULL);

  self->problem = reactivity_derived_new_string (NULL, compute_problem, self, NULL);
  self->can_retry = reactivity_derived_new_boolean (NULL, compute_can_retry, self, NULL);
  self->page = reactivity_derived_new_int (NULL, compute_page, self, NULL);
  self->summary = reactivity_derived_new_string (NULL, compute_summary, self, NULL);

  return self;
}

void
search_free (Search *self)
{
  g_clear_object (&self->summary);
  g_clear_object (&self->page);
  g_clear_object (&self->can_retry);
  g_clear_object (&self->problem);
  g_clear_object (&self->found);
  g_clear_object (&self->query);
  g_free (self->path);
  g_free (self);
}

void
search_retry (Search *self)
{
  reactivity_derived_invalidate (REACTIVITY_DERIVED (self->found));
}
