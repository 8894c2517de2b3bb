/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "graph.h"

G_BEGIN_DECLS

/* One call of a node's function, and what comes before and after it. */

void rg_run (RgNode *node);
RgResult rg_run_now (RgNode *node);

/* The same in pieces, for a function that goes on later: run_begin, steps, run_end. What runs user
 * code for a node is a step. */
void rg_step_begin (RgNode *node, RgFrame *frame);
void rg_step_end (RgNode *node, RgFrame *frame);
void rg_step_settle (RgNode *node);
void rg_run_begin (RgNode *node);
void rg_run_end (RgNode *node, RgUpdate update);

void rg_let_go (RgNode *node);

gboolean rg_stack_is_low (const RgGraph *graph);

G_END_DECLS
