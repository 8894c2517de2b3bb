/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-diff-private.h"

static inline ReactivityHunk *
hunk_at (ReactivityDiff *self, guint i)
{
  return &g_array_index (self->hunks, ReactivityHunk, i);
}

/* The first hunk that ends at @position or later. */
static guint
find_first (ReactivityDiff *self, guint position)
{
  guint low = 0;
  guint high = self->hunks->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const ReactivityHunk *hunk = hunk_at (self, middle);

      if (hunk->position + hunk->added < position)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* Takes each hunk together with the next one, and what lies between them. */
static void
coarsen (ReactivityDiff *self)
{
  guint n = self->hunks->len / 2;

  for (guint i = 0; i < n; i++)
    {
      ReactivityHunk a = *hunk_at (self, 2 * i);
      ReactivityHunk b = *hunk_at (self, 2 * i + 1);
      guint gap = b.position - (a.position + a.added);

      *hunk_at (self, i) =
          (ReactivityHunk){ a.position, a.removed + gap + b.removed, a.added + gap + b.added };
    }

  if (self->hunks->len % 2 == 1)
    *hunk_at (self, n) = *hunk_at (self, 2 * n);
  g_array_set_size (self->hunks, (self->hunks->len + 1) / 2);
}

/* The list has changed: @removed items at @position gave way to @added others. */
void
reactivity_diff_add (ReactivityDiff *self, guint position, guint removed, guint added)
{
  ReactivityHunk merged = { position, removed, added };
  guint end = position + removed;
  guint first;
  guint last;

  if (self->hunks == NULL)
    self->hunks = g_array_new (FALSE, FALSE, sizeof (ReactivityHunk));

  first = last = find_first (self, position);
  for (; last < self->hunks->len && hunk_at (self, last)->position <= end; last++)
    {
      const ReactivityHunk *hunk = hunk_at (self, last);

      merged.position = MIN (merged.position, hunk->position);
      end = MAX (end, hunk->position + hunk->added);
    }

  /* What lay between the hunks was there before and is there now. */
  merged.removed = end - merged.position;
  merged.added = end - merged.position - removed + added;
  for (guint i = first; i < last; i++)
    merged.removed = merged.removed - hunk_at (self, i)->added + hunk_at (self, i)->removed;

  if (added != removed)
    {
      for (guint i = last; i < self->hunks->len; i++)
        hunk_at (self, i)->position += added - removed;
    }

  if (last > first)
    {
      *hunk_at (self, first) = merged;
      g_array_remove_range (self->hunks, first + 1, last - first - 1);
    }
  else
    {
      g_array_insert_val (self->hunks, first, merged);
    }

  if (merged.removed == 0 && merged.added == 0)
    g_array_remove_index (self->hunks, first);
  if (self->hunks->len > REACTIVITY_DIFF_MAX)
    coarsen (self);
}

/* (transfer full) (nullable): the hunks, if there are any; the diff is empty afterwards */
GArray *
reactivity_diff_steal (ReactivityDiff *self)
{
  GArray *hunks = g_steal_pointer (&self->hunks);

  if (hunks != NULL && hunks->len == 0)
    g_clear_pointer (&hunks, g_array_unref);
  return hunks;
}

/* In a list of @n_items, @removed items at @position are about to give way to others. */
void
reactivity_span_add (ReactivitySpan *self, gboolean first, guint n_items, guint position,
                     guint removed)
{
  guint suffix = n_items - position - removed;

  if (first)
    *self = (ReactivitySpan){ n_items, position, suffix };

  self->prefix = MIN (self->prefix, position);
  self->suffix = MIN (self->suffix, suffix);
}
