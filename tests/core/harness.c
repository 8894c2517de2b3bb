/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "harness.h"

static World *
world_of (RgNode *node)
{
  return node->graph->data;
}

static RgUpdate
run (RgNode *node)
{
  Cell *cell = (Cell *) node;
  gint64 value;

  cell->runs++;
  value = cell->func (cell);

  if (cell->fails)
    return RG_CHANGED | RG_KEEP_DEPS;
  if (value == cell->value && cell->runs > 1)
    return RG_UNCHANGED;
  cell->value = value;
  return RG_CHANGED;
}

#ifdef DRIVEN
/* Does what a drive says, as a language would. */
static RgResult
follow (RgNode *next, RgResult result)
{
  RgDriveEnd end = { NULL, result };

  while (next != NULL)
    {
      RgUpdate update = run (next);

      next = rg_drive_ran (next, update, &end);
    }

  return end.result;
}

static RgResult
refresh (RgNode *node)
{
  RgResult result;
  RgNode *next = rg_drive_refresh (node, run, &result);

  return follow (next, result);
}

static void
changed (RgNode *node)
{
  RgGraph *graph = node->graph;

  graph->depth++;
  rg_node_changed (node);
  graph->depth--;
  g_assert_cmpint (follow (rg_drive_rest (graph, run), RG_OK), ==, RG_OK);
}

RgResult
cell_run (Cell *cell)
{
  RgResult result;
  RgNode *next = rg_drive_run (&cell->node, run, &result);

  return follow (next, result);
}
#else
static RgResult
refresh (RgNode *node)
{
  return rg_refresh (node);
}

static void
changed (RgNode *node)
{
  rg_node_changed (node);
}

RgResult
cell_run (Cell *cell)
{
  return rg_run_now (&cell->node);
}
#endif

static RgUpdate
settle (RgNode *node G_GNUC_UNUSED, RgUpdate update)
{
  return update;
}

static void
unbalanced (RgNode *node G_GNUC_UNUSED, RgFrame *frame G_GNUC_UNUSED, guint batches G_GNUC_UNUSED)
{
  g_assert_not_reached ();
}

static void
announce (RgNode *node, guint32 seen)
{
  rg_refresh (node);
  if (node->version != seen)
    ((Cell *) node)->announced++;
}

static void
defer (RgNode *node)
{
  Cell *collector = ((Cell *) node)->collector;

  world_of (node)->deferred++;
  if (collector != NULL)
    rg_node_collect (&collector->node);
}

static void
refused (RgNode *node, RgResult why G_GNUC_UNUSED)
{
  world_of (node)->refused++;
}

static gboolean
lost (RgNode *node)
{
  world_of (node)->lost++;
  return world_of (node)->keep_lost;
}

static void
runaway (RgGraph *graph, RgNode **nodes G_GNUC_UNUSED, guint n_nodes)
{
  World *world = graph->data;

  world->runaways++;
  world->n_suspects = n_nodes;
}

static void
unread (RgNode *node)
{
  ((Cell *) node)->unread++;
}

static void
settled (RgGraph *graph G_GNUC_UNUSED)
{
}

/* In a world a node of a language has a mirror of its `subs` for `data`: a GPtrArray of nodes. */
static void
linked (RgNode *sub, guint32 i)
{
  RgNode *dep = sub->deps[i].node;

  if (dep->language == NULL)
    return;
  g_assert_cmpuint (sub->deps[i].back, ==, ((GPtrArray *) dep->data)->len);
  g_ptr_array_add (dep->data, sub);
}

static void
unlinked (RgNode *dep, guint32 at)
{
  g_ptr_array_remove_index_fast (dep->data, at);
}

static void
ended (RgNode *node)
{
  ((Cell *) node)->ended++;
}

static void
release (RgNode *node)
{
  ((Cell *) node)->gone = TRUE;
}

static void
in_use (RgGraph *graph G_GNUC_UNUSED, gboolean in_use G_GNUC_UNUSED)
{
}

static void
unmirror (RgGraph *graph)
{
  World *world = graph->data;

  world->unmirrored++;
}

static const RgOps ops = {
  .settle = settle,
  .unbalanced = unbalanced,
  .announce = announce,
  .defer = defer,
  .refused = refused,
  .lost = lost,
  .runaway = runaway,
  .settled = settled,
  .unread = unread,
  .linked = linked,
  .unlinked = unlinked,
  .ended = ended,
  .unmirror = unmirror,
  .release = release,
  .in_use = in_use,
};

World *
world_new (void)
{
  World *world = g_new0 (World, 1);

  world->graph = rg_graph_new (&ops, world);
  world->log = g_string_new (NULL);
  world->cells = g_ptr_array_new ();
  return world;
}

static void
destroy (Cell *cell)
{
  if (cell->func != NULL)
    rg_node_dispose (&cell->node);
  rg_node_clear (&cell->node);
  g_free (cell);
}

/* Frees the cells that the test left, in the order in which they were made. */
void
world_free (World *world)
{
  for (guint i = 0; i < world->cells->len; i++)
    destroy (g_ptr_array_index (world->cells, i));

  g_ptr_array_unref (world->cells);
  g_string_free (world->log, TRUE);
  rg_graph_free (world->graph);
  g_free (world);
}

Cell *
cell_new (World *world, guint32 flags, CellFunc func)
{
  Cell *cell = g_new0 (Cell, 1);

  rg_node_init (&cell->node, world->graph, flags, func != NULL ? run : NULL);
  cell->func = func;
  g_ptr_array_add (world->cells, cell);
  return cell;
}

Cell *
signal_new (World *world, gint64 value)
{
  Cell *cell = cell_new (world, 0, NULL);

  cell->value = value;
  return cell;
}

Cell *
derived_new (World *world, CellFunc func, Cell *first)
{
  Cell *cell = cell_new (world, RG_LAZY | RG_DIRTY, func);

  cell->reads[0] = first;
  return cell;
}

Cell *
memo_new (World *world, CellFunc func, Cell *first)
{
  Cell *cell = cell_new (world, RG_LAZY | RG_MEMO | RG_EMPTY, func);

  cell->reads[0] = first;
  return cell;
}

/* With its first run, if there is something to read. */
Cell *
effect_new (World *world, CellFunc func, Cell *first)
{
  Cell *cell = cell_new (world, RG_EFFECT, func);

  cell->reads[0] = first;
  if (first != NULL)
    g_assert_cmpint (cell_run (cell), ==, RG_OK);
  return cell;
}

void
cell_free (World *world, Cell *cell)
{
  g_assert_true (g_ptr_array_remove (world->cells, cell));
  destroy (cell);
}

gint64
cell_peek (Cell *cell)
{
  if (cell->node.flags & (RG_STALE | RG_EMPTY | RG_RUNNING))
    g_assert_cmpint (refresh (&cell->node), ==, RG_OK);
  return cell->value;
}

gint64
cell_get (Cell *cell)
{
  gint64 value = cell_peek (cell);

  rg_track (&cell->node);
  return value;
}

gboolean
cell_set (Cell *cell, gint64 value)
{
  if (cell->value == value)
    return FALSE;

  cell->value = value;
  changed (&cell->node);
  return TRUE;
}

gint64
cell_copy (Cell *cell)
{
  return cell_get (cell->reads[0]);
}

gint64
cell_sum (Cell *cell)
{
  gint64 sum = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (cell->reads) && cell->reads[i] != NULL; i++)
    sum += cell_get (cell->reads[i]);
  return sum;
}

gint64
cell_parity (Cell *cell)
{
  return cell_get (cell->reads[0]) % 2;
}

gint64
cell_guarded (Cell *cell)
{
  return cell_get (cell->reads[0]) ? cell_get (cell->reads[1]) : -1;
}

char *
cell_deps (Cell *cell)
{
  g_autoptr (GString) deps = g_string_new (NULL);

  for (guint32 i = 0; i < cell->node.n_deps; i++)
    {
      Cell *dep = (Cell *) cell->node.deps[i].node;

      g_string_append_c (deps, dep != NULL ? (char) dep->note : '-');
    }

  return g_string_free (g_steal_pointer (&deps), FALSE);
}
