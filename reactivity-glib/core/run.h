/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "graph.h"

G_BEGIN_DECLS

/* One call of a node's function, and what comes before and after it. */

/* What is remembered from the opening of a run to its closing. */
typedef struct
{
  RgFrame frame;
  guint batches; /* that were open before */
} RgCall;

void rg_call_open (RgNode *node, RgCall *call);
void rg_call_close (RgNode *node, RgCall *call, RgUpdate update);

void rg_run (RgNode *node);
RgResult rg_run_now (RgNode *node);

/* The same in pieces, for a function that goes on later: begin, steps, end. */
void rg_run_begin (RgNode *node);
void rg_run_end (RgNode *node, RgUpdate update);
void rg_step_begin (RgNode *node, RgFrame *frame);
void rg_step_end (RgNode *node, RgFrame *frame);

/* Gives up the reference that was taken when the node lost its last one while it was busy. Whoever
 * made a node busy calls this as the last thing it does with it. */
static inline void
rg_let_go (RgNode *node)
{
  if (G_UNLIKELY ((node->flags & (RG_KEPT | RG_RUNNING | RG_ENDING)) == RG_KEPT && !node->reading))
    {
      node->flags &= ~RG_KEPT;
      node->graph->ops->release (node);
    }
}

static inline gboolean
rg_stack_is_low (const RgGraph *graph)
{
  guintptr here = (guintptr) __builtin_frame_address (0);

  return here - graph->stack_low < graph->stack_reserve;
}

G_END_DECLS
