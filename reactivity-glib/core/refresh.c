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

/* Makes a stale memo empty: that alone is a change (G7), and the function waits for a reader. */
static void
empty_memo (RgNode *node)
{
  node->flags = (node->flags & ~(RG_STALE | RG_AGAIN | RG_SPREAD | RG_CHECKING)) | RG_EMPTY;
  rg_unspread (node, 0);
  rg_node_bump (node);
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

/* User code has made what was brought up to date stale again. TRUE if it will never come to rest: one
 * node has done that more than RG_LIMIT times. Many nodes that each do it once do come to an end, so
 * the number of nodes has no limit. Where something inside has been given up that goes for what is
 * around it, too: each of them would begin anew otherwise, and that many times in each other. */
static G_GNUC_NO_INLINE gboolean
note_unrest (RgGraph *graph, RgUnrest *unrest)
{
  gpointer writer = GUINT_TO_POINTER (graph->last_writer);
  guint times;

  if (graph->n_cycles != unrest->n_cycles)
    return TRUE;
  if (++unrest->times <= RG_LIMIT)
    return FALSE;

  if (unrest->writers == NULL)
    unrest->writers = g_hash_table_new (NULL, NULL);
  times = GPOINTER_TO_UINT (g_hash_table_lookup (unrest->writers, writer)) + 1;
  g_hash_table_insert (unrest->writers, writer, GUINT_TO_POINTER (times));
  return times > RG_LIMIT;
}

static G_GNUC_NO_INLINE void
note_cycle (RgGraph *graph, RgUnrest *unrest)
{
  if (graph->n_cycles != unrest->n_cycles)
    return;

  unrest->n_cycles = ++graph->n_cycles;
  g_clear_pointer (&graph->cycle, g_hash_table_unref);
  graph->cycle = g_steal_pointer (&unrest->writers);
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
 * which something is known, in *@where: TRUE if it is stale, FALSE if it is clean. @prepared
 * is whether what *@where reads first has been seen to. */
G_ALWAYS_INLINE static inline gboolean
descend (RgGraph *graph, RgNode **where, guint32 at, gboolean prepared)
{
  RgNode *node = *where;
  gboolean stale = is_sure (node);

  while (stale || at < node->n_deps)
    {
      const RgLink *link;
      RgNode *dep;

      if (stale)
        {
          dep = prepared || !will_run (node) ? NULL : unready_first (node);
          if (G_LIKELY (dep == NULL))
            break;

          step_push (graph, node, 0, TRUE);
          node = dep;
          stale = is_sure (dep) || (dep->flags & RG_AGAIN);
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
          stale = dep->version != link->version;
          at++;
        }
      else if (G_UNLIKELY (dep->flags & (RG_RUNNING | RG_CHECKING)))
        {
          /* What is busy needs @node itself: its function has to meet that. */
          stale = TRUE;
        }
      else
        {
          step_push (graph, node, at, FALSE);
          node = dep;
          stale = (dep->flags & (RG_DIRTY | RG_AGAIN)) != 0;
          dep->flags |= RG_CHECKING | RG_STEPPED;
          prepared = FALSE;
          at = 0;
        }
    }

  *where = node;
  return stale;
}

/* Takes the next node off the stack that has still to be checked. */
G_ALWAYS_INLINE static inline void
check_pop (RgGraph *graph, RgCheck *check)
{
  while (graph->n_steps > check->base)
    {
      RgStep *step = &graph->steps[--graph->n_steps];

      check->at = step->dep;
      check->prepared = step->run;
      check->gone = step->node == NULL;
      check->node = step->node;
      if (step->node != NULL && (step->node->flags & (step->run ? RG_STALE | RG_EMPTY : RG_STALE)))
        return;
    }

  check->node = NULL;
}

G_ALWAYS_INLINE static inline void
check_begin (RgGraph *graph, RgCheck *check, RgNode *root)
{
  *check = (RgCheck){ .root = root,
                      .node = root,
                      .base = graph->n_steps,
                      .unrest = { .n_cycles = graph->n_cycles },
                      .result = RG_OK };
  root->flags |= RG_CHECKING | RG_STEPPED;
}

/* Goes on with the check of a pending root: an explicit stack takes the place of recursion (G13). Any
 * node may change or go whenever a function runs; I6 says how that is seen. Returns the node that has
 * to run before the check can go on. */
G_ALWAYS_INLINE static inline RgNode *
check_next (RgGraph *graph, RgCheck *check)
{
  while (check->node != NULL)
    {
      RgNode *node = check->node;

      /* I6: what was checked already may be stale again. */
      if (G_UNLIKELY (!(node->flags & RG_CHECKING)))
        {
          node->flags |= RG_CHECKING;
          check->at = 0;
          if (note_unrest (graph, &check->unrest))
            {
              note_cycle (graph, &check->unrest);
              check->result = RG_CYCLE;
            }
        }

      if (G_UNLIKELY (check->result == RG_CYCLE))
        {
          give_up (node);
        }
      else if (descend (graph, &node, check->at, check->prepared))
        {
          if (will_run (node))
            {
              check->node = node;
              return node;
            }
          empty_memo (node);
          if (node != check->root)
            rg_let_go (node);
        }
      else
        {
          node->flags &= ~(RG_STALE | RG_SPREAD | RG_CHECKING);
        }

      check_pop (graph, check);
    }

  if (G_UNLIKELY (check->unrest.writers != NULL))
    g_clear_pointer (&check->unrest.writers, g_hash_table_unref);
  return NULL;
}

/* The node that was the next one has run. */
G_ALWAYS_INLINE static inline void
check_ran (RgGraph *graph, RgCheck *check, RgNode *node)
{
  if (node != check->root)
    rg_let_go (node);
  check_pop (graph, check);
}

/* The whole check. Sets @gone when @root has gone. */
static G_GNUC_NO_INLINE RgResult
check_deps (RgGraph *graph, RgNode *root, gboolean *gone)
{
  RgCheck check;
  RgNode *node;

  check_begin (graph, &check, root);
  while ((node = check_next (graph, &check)) != NULL)
    {
      rg_run (node);
      check_ran (graph, &check, node);
    }

  *gone = check.gone;
  return check.result;
}

G_ALWAYS_INLINE static inline gboolean
pull_begin (RgPull *pull, RgNode *node)
{
  pull->root = node;
  pull->tries = 0;
  pull->unrest = (RgUnrest){ .n_cycles = node->graph->n_cycles };
  pull->is_effect = (node->flags & RG_EFFECT) != 0;
  pull->gone = FALSE;
  pull->result = RG_OK;

  if (G_UNLIKELY (node->flags & RG_RUNNING))
    {
      pull->result = RG_CYCLE;
      return FALSE;
    }
  if (G_UNLIKELY (node->run == NULL))
    return FALSE;
  if (G_UNLIKELY ((node->flags & RG_ENDING) && (node->flags & RG_UNREADY)))
    {
      pull->result = RG_ENDED;
      return FALSE;
    }

  if (G_UNLIKELY (node->flags & RG_AGAIN))
    node->flags = (node->flags & ~RG_AGAIN) | RG_DIRTY;
  return TRUE;
}

/* FALSE if the node is up to date, or cannot be brought there. Otherwise `depth` is one more until
 * the caller undoes that, after pull_end_try(). */
G_ALWAYS_INLINE static inline gboolean
pull_try (RgPull *pull)
{
  RgNode *node = pull->root;
  RgGraph *graph;

  if (pull->tries > 0 && (pull->is_effect || pull->gone || pull->result != RG_OK))
    return FALSE;
  if (!(node->flags & (RG_STALE | RG_EMPTY)))
    return FALSE;

  graph = node->graph;
  if (G_UNLIKELY (rg_stack_is_low (graph)))
    {
      pull->result = RG_TOO_DEEP;
      return FALSE;
    }

  if (G_UNLIKELY (pull->tries++ > 0) && (node->flags & RG_STALE) &&
      note_unrest (graph, &pull->unrest))
    {
      give_up (node);
      note_cycle (graph, &pull->unrest);
      pull->result = RG_CYCLE;
      return FALSE;
    }

  graph->depth++;
  pull->checks = (node->flags & RG_STALE) == RG_PENDING ||
                 G_UNLIKELY (will_run (node) && unready_first (node) != NULL);
  pull->runs = !pull->checks;
  return TRUE;
}

G_ALWAYS_INLINE static inline void
pull_end_try (RgPull *pull)
{
  if (pull->is_effect && !pull->gone)
    rg_let_go (pull->root);
}

static void
add_writer (GPtrArray *nodes, RgNode *node)
{
  gpointer times = g_hash_table_lookup (node->graph->cycle, GUINT_TO_POINTER (node->seq));

  if (GPOINTER_TO_UINT (times) > RG_LIMIT / 4)
    g_ptr_array_add (nodes, node);
}

/* (transfer full): the nodes that kept the refresh which was given up last from coming to an end, those
 * that are still there; it may be none that is known */
GPtrArray *
rg_list_writers (RgGraph *graph)
{
  GPtrArray *nodes = g_ptr_array_new ();

  for (guint i = 0; graph->cycle != NULL && i < graph->n_nodes; i++)
    add_writer (nodes, graph->nodes[i]);
  return nodes;
}

gboolean
rg_pull_begin (RgPull *pull, RgNode *node)
{
  return pull_begin (pull, node);
}

gboolean
rg_pull_try (RgPull *pull)
{
  if (!pull_try (pull))
    return FALSE;

  if (pull->checks)
    check_begin (pull->root->graph, &pull->check, pull->root);
  return TRUE;
}

/* The node that has to run next in this try; NULL when it is over. */
RgNode *
rg_pull_next (RgGraph *graph, RgPull *pull)
{
  RgNode *node;

  if (pull->checks)
    {
      node = check_next (graph, &pull->check);
      pull->gone = pull->check.gone;
      pull->result = pull->check.result;
      return node;
    }

  if (!pull->runs)
    return NULL;

  pull->runs = FALSE;
  if (will_run (pull->root))
    return pull->root;
  empty_memo (pull->root);
  return NULL;
}

/* @node has run. */
void
rg_pull_ran (RgGraph *graph, RgPull *pull, RgNode *node)
{
  if (pull->checks)
    check_ran (graph, &pull->check, node);
}

void
rg_pull_end_try (RgPull *pull)
{
  pull_end_try (pull);
}

/* Brings @node up to date: afterwards its value is the one that its function would give now. May
 * run any function, and a flush if nothing else is under way. The caller keeps the node alive,
 * unless it is an effect that it does not touch again. */
RgResult
rg_refresh (RgNode *node)
{
  RgGraph *graph = node->graph;
  RgPull pull;

  if (!pull_begin (&pull, node))
    return pull.result;

  while (pull_try (&pull))
    {
      rg_graph_touch (graph);
      if (pull.checks)
        {
          gboolean gone;

          pull.result = check_deps (graph, node, &gone);
          pull.gone = gone;
        }
      else if (G_LIKELY (will_run (node)))
        {
          rg_run (node);
        }
      else
        {
          empty_memo (node);
        }

      pull_end_try (&pull);
      rg_unhold (graph);
    }

  rg_pull_end (&pull);
  if (pull.is_effect || pull.gone || pull.result != RG_OK)
    return pull.result;

  rg_check (graph);
  rg_let_go (node);
  return RG_OK;
}
