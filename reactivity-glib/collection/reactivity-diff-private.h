/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What has happened to a list since somebody looked: which stretches were replaced, each once, in
 * order. The items themselves are read from the list as it is now. */

typedef struct
{
  guint position; /* in the list as it is now */
  guint removed;  /* so many items were there before */
  guint added;    /* so many are there now */
} ReactivityHunk;

typedef struct
{
  GArray *hunks; /* (owned) (nullable) (element-type ReactivityHunk) ascending; they do not touch */
} ReactivityDiff;

/* With more than that, neighbours are taken together: a diff costs a bounded time for each edit. */
#define REACTIVITY_DIFF_MAX 4096

void reactivity_diff_add (ReactivityDiff *self, guint position, guint removed, guint added);
GArray *reactivity_diff_steal (ReactivityDiff *self);

static inline void
reactivity_diff_clear (ReactivityDiff *self)
{
  g_clear_pointer (&self->hunks, g_array_unref);
}

/* The stretch in which a list differs from an earlier state. */
typedef struct
{
  guint n_old;  /* the length of the list before */
  guint prefix; /* so many items at the beginning are the same */
  guint suffix; /* and so many at the end */
} ReactivitySpan;

void reactivity_span_add (ReactivitySpan *self, gboolean first, guint n_items, guint position,
                          guint removed);

G_END_DECLS
