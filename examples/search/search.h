/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is looked for, and what comes of it. Knows nothing of windows. */

#pragma once

#include <reactivity-glib/reactivity.h>

G_BEGIN_DECLS

/* What there is to see. */
typedef enum
{
  SEARCH_PAGE_START, /* nothing is asked */
  SEARCH_PAGE_WORDS,
  SEARCH_PAGE_NOTHING, /* no word matches */
  SEARCH_PAGE_PROBLEM
} SearchPage;

typedef struct
{
  char *path;  /* (owned) where the words are */
  guint delay; /* milliseconds */

  ReactivitySignal *query;       /* (owned) string: what was typed */
  ReactivityAsyncDerived *found; /* (owned) GStrv: the words, or NULL if nothing is asked */

  ReactivityDerived *problem;   /* (owned) string: why the last search failed, or NULL */
  ReactivityDerived *can_retry; /* (owned) boolean: whether the same query may succeed later */
  ReactivityDerived *page;      /* (owned) int: a SearchPage */
  ReactivityDerived *summary;   /* (owned) string: how many words there are */
} Search;

Search *search_new (const char *path, guint delay);
void search_free (Search *self);

/* Searches once more, though the query is the same. */
void search_retry (Search *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Search, search_free)

G_END_DECLS
