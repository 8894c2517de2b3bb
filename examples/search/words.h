/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where the words are looked up: a file, one word to a line. Knows nothing of signals, and may be
 * called on any thread. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  const char *path; /* (unowned) of the file */
  const char *text; /* (unowned) a part of a word, or a regular expression */
  guint delay;      /* milliseconds that it takes longer than it needs */
} WordsQuery;

/* Returns: (transfer full): the words that match, in the order of the file */
GStrv words_find (const WordsQuery *query, GCancellable *cancellable, GError **error);

G_END_DECLS
