/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "refresh.h"

#include "check.h"
#include "flush.h"
#include "propagate.h"
#include "run.h"

/* A dependency of this node has really changed. */
static void
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
push (RgGraph *graph, RgNode *node)
{
  if (G_UNLIKELY (graph->n_steps == graph->cap_steps))
    {
      graph->cap_steps = MAX (64, graph->cap_steps * 2);
      graph->steps = g_renew (RgStep, graph->steps, graph->cap_steps);
    }

  graph->steps[graph->n_steps++] = (RgStep){ node, 0, !(node->flags & RG_STEPPED) };
  node->flags |= RG_STEPPED;
}

/* The node that was on top; NULL when it has gone. */
static RgNode *
pop (RgGraph *graph)
{
  RgStep *step = &graph->steps[--graph->n_steps];

  if (step->node != NULL && step->first)
    step->node->flags &= ~RG_STEPPED;
  return step->node;
}

/* Runs user code for @node while the nodes on the stack, this one too, may go. */
static void
settle_on_stack (RgGraph *graph, RgNode *node)
{
  push (graph, node);
  settle (node);
  if (pop (graph) != NULL)
    rg_let_go (node);
}

/* It never comes to rest: leave it as it is, to be woken by the next change. */
static void
give_up (RgNode *node)
{
  node->flags &= ~(RG_STALE | RG_SPREAD | RG_CHECKING);
  rg_unspread (node);
}

/* The first dependency from @i on that is stale or not the one that was read (G3). */
static inline guint32
first_suspect (const RgNode *node, guint32 i)
{
  for (; i < node->n_deps; i++)
    {
      const RgNode *dep = node->deps[i].node;

      if (dep != NULL && ((dep->flags & RG_STALE) || dep->version != node->deps[i].version))
        break;
    }

  return i;
}

/* One look at the node on top of the stack. */
static RgResult
step_on (RgGraph *graph, guint *tries, guint *restarts)
{
  RgStep *step = &graph->steps[graph->n_steps - 1];
  RgNode *node = step->node;
  RgNode *dep = NULL;

  if (!(node->flags & RG_CHECKING))
    {
      /* I6: what was checked already may be stale again. */
      if ((*restarts)++ == RG_LIMIT)
        {
          give_up (node);
          return RG_CYCLE;
        }
      node->flags |= RG_CHECKING;
      step->dep = 0;
    }

  if (!(node->flags & RG_DIRTY))
    {
      guint32 i = first_suspect (node, step->dep);

      if (i == node->n_deps)
        {
          node->flags &= ~(RG_STALE | RG_SPREAD | RG_CHECKING);
          return RG_OK;
        }

      if (step->dep != i)
        *tries = 0;
      step->dep = i;
      dep = node->deps[i].node;
    }

  if (dep == NULL || !(dep->flags & RG_STALE) || (dep->flags & (RG_RUNNING | RG_CHECKING)))
    {
      /* A stale dependency that is busy needs this node: let the function meet that. */
      settle (node);
    }
  else if (!(dep->flags & RG_DIRTY))
    {
      dep->flags |= RG_CHECKING;
      push (graph, dep);
    }
  else if ((*tries)++ < RG_LIMIT)
    {
      settle_on_stack (graph, dep);
    }
  else
    {
      give_up (dep);
      return RG_CYCLE;
    }

  return RG_OK;
}

/* Checks the dependencies of the pending @root, in the order in which they were read, and theirs
 * before them. Any node may change or go whenever a function runs; I6 says how that is seen.
 * Sets @gone when @root itself has gone. */
static RgResult
check (RgGraph *graph, RgNode *root, gboolean *gone)
{
  guint base = graph->n_steps;
  guint tries = 0;
  guint restarts = 0;
  RgResult result = RG_OK;

  push (graph, root);
  root->flags |= RG_CHECKING;

  while (graph->n_steps > base)
    {
      RgNode *node = graph->steps[graph->n_steps - 1].node;

      if (node != NULL && (node->flags & RG_STALE))
        {
          RgResult step = step_on (graph, &tries, &restarts);

          result = MAX (result, step);
          continue;
        }

      node = pop (graph);
      if (graph->n_steps == base)
        *gone = node == NULL;
      else if (node != NULL)
        rg_let_go (node);
    }

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
        result = check (graph, node, &gone);
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
