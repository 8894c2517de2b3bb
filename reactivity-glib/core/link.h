/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "graph.h"

G_BEGIN_DECLS

/* Edges: made while a computation reads, dropped when its run ends. */

gboolean rg_track_slow (RgNode *sub, RgNode *dep);

void rg_links_trim (RgNode *sub, guint32 n_deps);
void rg_links_clear (RgNode *node);

/* A read of @dep: links it to the active computation. TRUE when the link is new. */
static inline gboolean
rg_track (RgNode *dep)
{
  RgNode *sub = dep->graph->active;
  guint32 i;

  if (sub == NULL)
    return FALSE;

  /* The common case: the run reads what the run before it read. */
  i = sub->cursor;
  if (G_LIKELY (i < sub->n_deps && sub->deps[i].node == dep))
    {
      sub->deps[i].version = dep->version;
      dep->hint = i;
      sub->cursor = i + 1;
      return FALSE;
    }

  /* Or what it read before, in this run. I2: a hint is true only if the link it names says so. A run
   * that has seen two values of one source is right about none: 0 is no version. */
  if (dep->hint < i && sub->deps[dep->hint].node == dep)
    {
      if (G_UNLIKELY (sub->deps[dep->hint].version != dep->version))
        sub->deps[dep->hint].version = 0;
      return FALSE;
    }

  return rg_track_slow (sub, dep);
}

G_END_DECLS
