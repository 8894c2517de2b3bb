/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "search"

#include "words.h"

/* As a slow disk or a server would. A cancelled wait ends at once. */
static void
take_time (guint delay, GCancellable *cancellable)
{
  GPollFD cancelled;

  if (!g_cancellable_make_pollfd (cancellable, &cancelled))
    return;

  g_poll (&cancelled, 1, (int) delay);
  g_cancellable_release_fd (cancellable);
}

static char *
load (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_load_contents (file, cancellable, &text, &length, NULL, error))
    return NULL;

  if (!g_utf8_validate_len (text, length, NULL))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s is not text in UTF-8", path);
      return NULL;
    }

  return g_steal_pointer (&text);
}

static GStrv
match (GRegex *regex, char **lines, GCancellable *cancellable, GError **error)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *word = g_strstrip (lines[i]);
      GError *failure = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;

      if (*word != '\0' && g_regex_match_full (regex, word, -1, 0, 0, NULL, &failure))
        g_strv_builder_add (words, word);
      if (failure != NULL)
        {
          g_propagate_error (error, failure);
          return NULL;
        }
    }

  return g_strv_builder_end (words);
}

static GStrv
find (const WordsQuery *query, GCancellable *cancellable, GError **error)
{
  g_autoptr (GRegex) regex = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  take_time (query->delay, cancellable);
  regex = g_regex_new (query->text, G_REGEX_CASELESS, 0, error);
  if (regex == NULL)
    return NULL;

  text = load (query->path, cancellable, error);
  if (text == NULL)
    return NULL;

  lines = g_strsplit (text, "\n", -1);
  return match (regex, lines, cancellable, error);
}

GStrv
words_find (const WordsQuery *query, GCancellable *cancellable, GError **error)
{
  GError *failure = NULL;
  GStrv words;

  g_debug ("looking for '%s'", query->text);
  words = find (query, cancellable, &failure);

  /* Seen with G_MESSAGES_DEBUG=search. */
  if (words != NULL)
    g_debug ("'%s': found %u", query->text, g_strv_length (words));
  else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("'%s': cancelled", query->text);
  else
    g_debug ("'%s': failed", query->text);

  if (failure != NULL)
    g_propagate_error (error, failure);
  return words;
}
