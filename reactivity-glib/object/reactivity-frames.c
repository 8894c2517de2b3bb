/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-frames-private.h"

#include "core/run.h"

typedef struct
{
  RgFrame frame; /* must be first */
  ReactivityFrameKind kind;
  RgNode *node;  /* (unowned) (nullable) the scope or the node of the step */
  GObject *held; /* (owned) (nullable) what must not go before it is left */
} Frame;

void
reactivity_frames_push (ReactivityContext *context, ReactivityFrameKind kind, RgNode *node,
                        GObject *held)
{
  RgGraph *graph = context->graph;
  Frame *frame = g_new0 (Frame, 1);

  frame->kind = kind;
  frame->node = node;
  g_set_object (&frame->held, held);
  g_ptr_array_add (context->frames, frame);

  switch (kind)
    {
    case REACTIVITY_FRAME_UNTRACK:
      rg_graph_touch (graph);
      rg_graph_enter (graph, &frame->frame, NULL, NULL, NULL);
      break;
    case REACTIVITY_FRAME_SCOPE:
      rg_graph_enter (graph, &frame->frame, NULL, graph->active, node);
      break;
    case REACTIVITY_FRAME_STEP_INSIDE:
      rg_graph_enter (graph, &frame->frame, node, node, node);
      break;
    case REACTIVITY_FRAME_STEP:
    default:
      rg_step_begin (node, &frame->frame);
      break;
    }
}

/* The frame is off the list before anything is run by that. */
static void
leave (RgGraph *graph, Frame *frame)
{
  ReactivityContext *context = reactivity_context_of (graph);

  g_ptr_array_set_size (context->frames, context->frames->len - 1);
  if (frame->kind == REACTIVITY_FRAME_STEP)
    rg_step_end (frame->node, &frame->frame);
  else
    rg_graph_leave (graph, &frame->frame);

  g_clear_object (&frame->held);
  g_free (frame);
}

/* Leaves the innermost frame, if it is the one that is meant. */
gboolean
reactivity_frames_pop (ReactivityContext *context, ReactivityFrameKind kind, RgNode *node)
{
  Frame *frame;

  if (context->frames->len == 0)
    return FALSE;

  frame = g_ptr_array_index (context->frames, context->frames->len - 1);
  if (&frame->frame != context->graph->frame || frame->kind != kind || frame->node != node)
    return FALSE;

  leave (context->graph, frame);
  return TRUE;
}

static void
unwind (ReactivityContext *context, RgFrame *to)
{
  while (context->graph->frame != to && context->frames->len > 0)
    {
      Frame *frame = g_ptr_array_index (context->frames, context->frames->len - 1);

      reactivity_frames_pop (context, frame->kind, frame->node);
    }
}

/* A function of @who has returned. What it left open would change the meaning of all that comes after
 * it, so it is closed: frames above @frame, and more batches than @batches. */
void
reactivity_frames_balance (ReactivityContext *context, RgFrame *frame, guint batches,
                           const char *who)
{
  RgGraph *graph = context->graph;

  if (graph->frame != frame)
    {
      g_critical ("%s began something (untrack, scope, step) that it did not end", who);
      unwind (context, frame);
    }

  if (graph->batches > batches)
    g_critical ("%s began a batch that it did not end", who);
  for (; graph->batches > batches; graph->batches--)
    graph->depth--;
}

/* Calls @func, and closes what it leaves open. */
void
reactivity_frames_call (ReactivityContext *context, ReactivityFunc func, gpointer user_data)
{
  RgFrame *frame = context->graph->frame;
  guint batches = context->graph->batches;

  func (user_data);
  if (context->graph->frame != frame || context->graph->batches != batches)
    reactivity_frames_balance (context, frame, batches, "A function");
}
