/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "refresh.h"

#include "check.h"
#include "flush.h"
#include "propagate.h"
#include "run.h"

/* A dependency of this node has really changed. */
static inline void
settle (RgNode *node)
{
  if (node->flags & RG_MEMO)
    {
      /* G7: that alone is a change; the function waits for a reader. */
      node->flags = (node->flags & ~(RG_STALE | RG_SPREAD | RG_CHECKING)) | RG_EMPTY;
      rg_node_bump (node);
    }
  else
    {
      rg_run (node);
    }
}

static void
grow_steps (RgGraph *graph)
{
  graph->cap_steps = MAX (64, graph->cap_steps * 2);
  graph->steps = g_renew (RgStep, graph->steps, graph->cap_steps);
}

/* While it is on the stack the node may go: its step is empty then. It has RG_STEPPED. */
static inline void
step_push (RgGraph *graph, RgNode *node, guint32 dep)
{
  if (G_UNLIKELY (graph->n_steps == graph->cap_steps))
    grow_steps (graph);

  graph->steps[graph->n_steps++] = (RgStep){ node, dep };
}

/* It never comes to rest: leave it as it is, to be woken by the next change. */
static void
give_up (RgNode *node)
{
  node->flags &= ~(RG_STALE | RG_SPREAD | RG_CHECKING);
  rg_unspread (node);
}

/* Takes the next node off the stack, down to @base, that has still to be checked. */
static RgNode *
next_on_stack (RgGraph *graph, guint base, guint32 *at, gboolean *gone)
{
  while (graph->n_steps > base)
    {
      RgStep *step = &graph->steps[--graph->n_steps];

      *at = step->dep;
      *gone = step->node == NULL;
      if (step->node != NULL && (step->node->flags & RG_STALE))
        return step->node;
    }

  return NULL;
}

/* Checks the dependencies of the pending @root in the order in which they were read (G3), and
 * theirs before them, with an explicit stack instead of recursion (G13). Any node may change or go
 * whenever a function runs; I6 says how that is seen. Sets @gone when @root has gone. */
static RgResult
check_deps (RgGraph *graph, RgNode *root, gboolean *gone)
{
  const guint base = graph->n_steps;
  RgResult result = RG_OK;
  guint restarts = 0;
  RgNode *node = root;
  guint32 at = 0;

  node->flags |= RG_CHECKING | RG_STEPPED;

  do
    {
      const RgLink *deps = node->deps;
      guint32 i = at;

      /* The first one that is stale, or not the one that was read. */
      for (; i < node->n_deps; i++)
        {
          RgNode *dep = deps[i].node;

          if (G_UNLIKELY (dep == NULL))
            continue;

          if (dep->flags & (RG_STALE | RG_AGAIN))
            {
              /* What is busy needs @node itself: its function has to meet that. */
              if (G_UNLIKELY ((dep->flags & (RG_RUNNING | RG_CHECKING))))
                break;

              step_push (graph, node, i);
              if (dep->flags & (RG_DIRTY | RG_AGAIN))
                {
                  settle (dep);
                  rg_let_go (dep);
                  goto next;
                }

              dep->flags |= RG_CHECKING | RG_STEPPED;
              node = dep;
              deps = node->deps;
              i = -1;
              continue;
            }

          if (dep->version != deps[i].version)
            break;
        }

      if (i < node->n_deps || G_UNLIKELY (node->flags & RG_DIRTY))
        {
          settle (node);
          if (node != root)
            rg_let_go (node);
        }
      else
        {
          node->flags &= ~(RG_STALE | RG_SPREAD | RG_CHECKING);
        }

    next:
      node = next_on_stack (graph, base, &at, gone);

      /* I6: what was checked already may be stale again. */
      while (G_UNLIKELY (node != NULL && !(node->flags & RG_CHECKING)))
        {
          if (restarts++ < RG_LIMIT)
            {
              node->flags |= RG_CHECKING;
              at = 0;
              continue;
            }

          give_up (node);
          result = RG_CYCLE;
          node = next_on_stack (graph, base, &at, gone);
        }
    }
  while (node != NULL);

  return result;
}

/* Brings @node up to date: afterwards its value is the one that its function would give now. May
 * run any function, and a flush if nothing else is under way. The caller keeps the node alive,
 * unless it is an effect that it does not touch again. */
RgResult
rg_refresh (RgNode *node)
{
  RgGraph *graph = node->graph;
  gboolean is_effect = (node->flags & RG_EFFECT) != 0;

  if (G_UNLIKELY (node->flags & RG_RUNNING))
    return RG_CYCLE;

  if (G_UNLIKELY (node->flags & RG_AGAIN))
    node->flags = (node->flags & ~RG_AGAIN) | RG_DIRTY;

  for (guint tries = 0; node->flags & (RG_STALE | RG_EMPTY); tries++)
    {
      RgResult result = RG_OK;
      gboolean gone = FALSE;

      if (G_UNLIKELY (rg_stack_is_low (graph)))
        return RG_TOO_DEEP;

      if (G_UNLIKELY (tries == RG_LIMIT))
        {
          give_up (node);
          return RG_CYCLE;
        }

      graph->depth++;
      if (node->flags & RG_DIRTY)
        settle (node);
      else if (node->flags & RG_PENDING)
        result = check_deps (graph, node, &gone);
      else
        rg_run (node);

      if (is_effect && !gone)
        rg_let_go (node);
      rg_unhold (graph);

      if (is_effect || gone || result != RG_OK)
        return result;
    }

  rg_check (graph);
  rg_let_go (node);
  return RG_OK;
}
