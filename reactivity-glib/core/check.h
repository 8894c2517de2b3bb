/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "graph.h"

G_BEGIN_DECLS

/* The invariants of README.md, walked after public calls in the checking build, free otherwise. */

#ifdef RG_CHECKED
void rg_check (RgGraph *graph);
#else
#define rg_check(graph) ((void) (graph))
#endif

G_END_DECLS
