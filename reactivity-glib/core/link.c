/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "link.h"

/* Keeps I1: `sub->deps[i]` is { dep, j } exactly when `dep->subs[j]` is { sub, i }. */

static void
resize_subs (RgNode *node, guint32 wanted)
{
  rg_pool_resize (&node->graph->pool, &node->subs, &node->subs_order, node->inline_subs,
                  node->n_subs, wanted);
}

static void
resize_deps (RgNode *node, guint32 wanted)
{
  rg_pool_resize (&node->graph->pool, &node->deps, &node->deps_order, node->inline_deps,
                  node->n_deps, wanted);
}

/* An array is given back when it is mostly empty, and not as soon as it could be. */
static gboolean
has_shrunk (guint8 order, guint32 used)
{
  return order > 4 && used < rg_pool_room (order) / 4;
}

/* Writes a new link over `sub->deps[i]`, which holds nothing that matters. */
static void
attach (RgNode *sub, guint32 i, RgNode *dep)
{
  if (dep->n_subs == rg_pool_room (dep->subs_order))
    resize_subs (dep, dep->n_subs + 1);

  sub->deps[i] = (RgLink){ dep, dep->n_subs, dep->version };
  dep->subs[dep->n_subs++] = (RgLink){ sub, i, 0 };
  dep->graph->n_links++;

  if (G_UNLIKELY (sub->language != NULL || dep->language != NULL))
    dep->graph->ops->linked (sub, i);
}

/* Nobody reads @node any more. It may be read again before anything comes of that. */
static void
note_unread (RgNode *node)
{
  RgGraph *graph = node->graph;

  if (node->unread == RG_UNREAD_NOTED)
    return;

  node->unread = RG_UNREAD_NOTED;
  if (graph->unread == NULL)
    graph->unread = g_ptr_array_new ();
  g_ptr_array_add (graph->unread, node);
  graph->settles = TRUE;
}

/* Unhooks `sub->deps[i]` from its dependency; the entry itself is left as it is. */
static void
detach (RgNode *sub, guint32 i)
{
  RgNode *dep = sub->deps[i].node;
  guint32 at = sub->deps[i].back;
  RgLink *last;

  if (dep == NULL)
    return;

  last = &dep->subs[--dep->n_subs];
  if (at != dep->n_subs)
    {
      dep->subs[at] = *last;
      last->node->deps[last->back].back = at;
    }

  if (has_shrunk (dep->subs_order, dep->n_subs))
    resize_subs (dep, rg_pool_room (dep->subs_order) / 2);

  if (G_UNLIKELY (dep->language != NULL))
    dep->graph->ops->unlinked (dep, at);

  if (G_UNLIKELY (dep->n_subs == 0 && dep->unread != RG_UNREAD_IGNORED))
    note_unread (dep);
}

/* Moves a dependency within its array and tells the other end. */
static void
put_dep (RgNode *sub, guint32 i, RgLink link)
{
  sub->deps[i] = link;
  if (link.node != NULL)
    link.node->subs[link.back].back = i;
}

static void
swap_deps (RgNode *sub, guint32 i, guint32 j)
{
  RgLink link = sub->deps[i];

  put_dep (sub, i, sub->deps[j]);
  put_dep (sub, j, link);
}

/* The read differs from the run before, and is the first of @dep in this one. An inserted, dropped
 * or swapped read is found again in the entry after the cursor or at the end of the array; there is
 * no search. */
gboolean
rg_track_slow (RgNode *sub, RgNode *dep)
{
  guint32 i = sub->cursor;
  guint32 n = sub->n_deps;
  gboolean new = FALSE;

  if (i + 1 < n && sub->deps[i + 1].node == dep)
    {
      swap_deps (sub, i, i + 1);
    }
  else if (i + 2 < n && sub->deps[n - 1].node == dep)
    {
      swap_deps (sub, i, n - 1);
    }
  else
    {
      new = TRUE;

      if (i == n || sub->deps[i].node != NULL)
        {
          if (n == rg_pool_room (sub->deps_order))
            resize_deps (sub, n + 1);
          if (i < n)
            put_dep (sub, n, sub->deps[i]);
          sub->n_deps++;
        }

      attach (sub, i, dep);
    }

  sub->deps[i].version = dep->version;
  dep->hint = i;
  sub->cursor = i + 1;
  return new;
}

/* Drops the dependencies from @n_deps on. */
void
rg_links_trim (RgNode *sub, guint32 n_deps)
{
  while (sub->n_deps > n_deps)
    detach (sub, --sub->n_deps);

  sub->cursor = MIN (sub->cursor, n_deps);

  if (has_shrunk (sub->deps_order, n_deps))
    resize_deps (sub, MAX (n_deps, 1));
}

/* Drops all links of a node that goes. Its subscribers keep an empty entry until their next run:
 * the order in which they read is not disturbed. */
void
rg_links_clear (RgNode *node)
{
  rg_links_trim (node, 0);
  if (node->deps_order > 0)
    resize_deps (node, 0);

  for (guint32 i = 0; i < node->n_subs; i++)
    {
      RgLink *sub = &node->subs[i];

      sub->node->deps[sub->back].node = NULL;
    }

  node->n_subs = 0;
  if (node->subs_order > 0)
    resize_subs (node, 0);
}
