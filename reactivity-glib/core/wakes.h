/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "graph.h"

G_BEGIN_DECLS

/* Who woke whom in a flush that goes on for long: what tells effects that never come to rest from a
 * long line of effects (G8). */

/* After so many wakes in one flush they are recorded. */
#define RG_WAKES_BEGIN 16

void rg_wakes_begin (RgGraph *graph);
void rg_wakes_end (RgGraph *graph);
void rg_wakes_note (RgGraph *graph, guint start);
gboolean rg_wakes_visit (RgGraph *graph, RgNode *node);
void rg_wakes_forget (RgNode *node);

G_END_DECLS
