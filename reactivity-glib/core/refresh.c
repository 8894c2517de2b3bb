/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "refresh.h"

#include "check.h"
#include "flush.h"
#include "propagate.h"
#include "run.h"

/* A memo that is stale gets empty, it is not run. */
static inline gboolean
will_run (const RgNode *node)
{
  return !(node->flags & RG_MEMO) || !(node->flags & (RG_STALE | RG_AGAIN));
}

/* A dependency of this node has really changed, or it has no value. */
static inline void
settle (RgNode *node)
{
  if (!will_run (node))
    {
      /* G7: that alone is a change; the function waits for a reader. */
      node->flags = (node->flags & ~(RG_STALE | RG_AGAIN | RG_SPREAD | RG_CHECKING)) | RG_EMPTY;
      rg_unspread (node, 0);
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
step_push (RgGraph *graph, RgNode *node, guint32 dep, gboolean run)
{
  if (G_UNLIKELY (graph->n_steps == graph->cap_steps))
    grow_steps (graph);

  graph->steps[graph->n_steps++] = (RgStep){ node, dep, run };
}

/* It never comes to rest: leave it as it is, to be woken by the next change. */
static void
give_up (RgNode *node)
{
  node->flags &= ~(RG_STALE | RG_SPREAD | RG_CHECKING);
  rg_unspread (node, 0);
}

/* From this many things under way on, functions are kept from calling each other. */
#define DEEP 64

/* (nullable): what the function of @node will read first, whatever else it does, if that is not ready.
 * Where functions are nested deeply it is brought up to date before, and not by the function: so a
 * long chain in which each node is surely stale comes to an end (G13). */
static inline RgNode *
unready_first (const RgNode *node)
{
  RgNode *dep;

  if (G_LIKELY (node->graph->depth <= DEEP) || node->n_deps == 0)
    return NULL;

  dep = node->deps[0].node;
  if (dep == NULL || !(dep->flags & RG_UNREADY) || (dep->flags & (RG_RUNNING | RG_CHECKING)) ||
      dep->run == NULL)
    return NULL;
  return dep;
}

/* Nothing that its dependencies tell would make a difference. */
static inline gboolean
is_sure (const RgNode *node)
{
  return (node->flags & RG_DIRTY) || (node->flags & (RG_EMPTY | RG_STALE)) == RG_EMPTY;
}

/* Looks at the dependencies of *@where from @at on, in the order in which they were read (G3), and
 * goes down to each that may be stale, with the way back on the stack. Ends at the first node about
 * which something is known, in *@where: TRUE if it has to be settled, FALSE if it is clean. @prepared
 * is whether what *@where reads first has been seen to. */
G_ALWAYS_INLINE static inline gboolean
descend (RgGraph *graph, RgNode **where, guint32 at, gboolean prepared)
{
  RgNode *node = *where;
  gboolean settles = is_sure (node);

  while (settles || at < node->n_deps)
    {
      const RgLink *link;
      RgNode *dep;

      if (settles)
        {
          dep = prepared || !will_run (node) ? NULL : unready_first (node);
          if (G_LIKELY (dep == NULL))
            break;

          step_push (graph, node, 0, TRUE);
          node = dep;
          settles = is_sure (dep) || (dep->flags & RG_AGAIN);
          dep->flags |= RG_CHECKING | RG_STEPPED;
          at = 0;
          continue;
        }

      link = &node->deps[at];
      dep = link->node;

      if (G_UNLIKELY (dep == NULL))
        {
          at++;
        }
      else if (!(dep->flags & (RG_STALE | RG_AGAIN | RG_RUNNING)))
        {
          settles = dep->version != link->version;
          at++;
        }
      else if (G_UNLIKELY (dep->flags & (RG_RUNNING | RG_CHECKING)))
        {
          /* What is busy needs @node itself: its function has to meet that. */
          settles = TRUE;
        }
      else
        {
          step_push (graph, node, at, FALSE);
          node = dep;
          settles = (dep->flags & (RG_DIRTY | RG_AGAIN)) != 0;
          dep->flags |= RG_CHECKING | RG_STEPPED;
          prepared = FALSE;
          at = 0;
        }
    }

  *where = node;
  return settles;
}

/* Takes the next node off the stack, down to @base, that has still to be checked. */
static inline RgNode *
next_on_stack (RgGraph *graph, guint base, guint32 *at, gboolean *prepared, gboolean *gone)
{
  while (graph->n_steps > base)
    {
      RgStep *step = &graph->steps[--graph->n_steps];

      *at = step->dep;
      *prepared = step->run;
      *gone = step->node == NULL;
      if (step->node != NULL && (step->node->flags & (step->run ? RG_STALE | RG_EMPTY : RG_STALE)))
        return step->node;
    }

  return NULL;
}

/* Checks the pending @root: an explicit stack takes the place of recursion (G13). Any node may
 * change or go whenever a function runs; I6 says how that is seen. Sets @gone when @root has. */
static RgResult
check_deps (RgGraph *graph, RgNode *root, gboolean *gone)
{
  const guint base = graph->n_steps;
  RgResult result = RG_OK;
  guint restarts = 0;
  RgNode *node = root;
  gboolean prepared = FALSE;
  guint32 at = 0;

  node->flags |= RG_CHECKING | RG_STEPPED;

  while (node != NULL)
    {
      /* I6: what was checked already may be stale again. */
      if (G_UNLIKELY (!(node->flags & RG_CHECKING)))
        {
          node->flags |= RG_CHECKING;
          at = 0;
          restarts++;
        }

      if (G_UNLIKELY (restarts > RG_LIMIT))
        {
          give_up (node);
          result = RG_CYCLE;
        }
      else if (descend (graph, &node, at, prepared))
        {
          settle (node);
          if (node != root)
            rg_let_go (node);
        }
      else
        {
          node->flags &= ~(RG_STALE | RG_SPREAD | RG_CHECKING);
        }

      node = next_on_stack (graph, base, &at, &prepared, gone);
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
  if (G_UNLIKELY (node->run == NULL))
    return RG_OK;

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
      if (G_UNLIKELY (will_run (node) && unready_first (node) != NULL))
        result = check_deps (graph, node, &gone);
      else if (node->flags & RG_DIRTY)
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
