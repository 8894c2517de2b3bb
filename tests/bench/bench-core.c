/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The peer "core": the graph without GObject, the limit of what the public API can reach. */

#include "harness.h"

#include "core/flush.h"
#include "core/graph.h"
#include "core/link.h"
#include "core/refresh.h"
#include "core/run.h"

#define B_CAN (B_JOIN | B_DYNAMIC | B_LATTICE | B_DEPTH | B_DEPTH_10K | B_EXACT)

typedef struct _Cell Cell;
typedef Cell BNode;   /* a signal or a derived */
typedef Cell BEffect; /* what reads them */

struct _Cell
{
  RgNode node;
  gint64 value;
  gint64 (*func) (gpointer data);
  gpointer data;
};

static RgGraph *graph;

static RgUpdate
run_derived (RgNode *node)
{
  Cell *cell = (Cell *) node;
  gint64 value = cell->func (cell->data);

  if (value == cell->value && node->version != 1)
    return RG_UNCHANGED;
  cell->value = value;
  return RG_CHANGED;
}

static RgUpdate
run_effect (RgNode *node)
{
  Cell *cell = (Cell *) node;

  cell->func (cell->data);
  return RG_UNCHANGED;
}

static RgUpdate
settle (G_GNUC_UNUSED RgNode *node, RgUpdate update)
{
  return update;
}

static void
unbalanced (G_GNUC_UNUSED RgNode *node, G_GNUC_UNUSED RgFrame *frame, G_GNUC_UNUSED guint batches)
{
  g_assert_not_reached ();
}

static void
announce (G_GNUC_UNUSED RgNode *node, G_GNUC_UNUSED guint32 seen)
{
}

static void
defer (G_GNUC_UNUSED RgNode *node)
{
}

static void
refused (G_GNUC_UNUSED RgNode *node, G_GNUC_UNUSED RgResult why)
{
  g_assert_not_reached ();
}

static gboolean
lost (G_GNUC_UNUSED RgNode *node)
{
  return FALSE;
}

static void
runaway (G_GNUC_UNUSED RgGraph *runaway_graph, G_GNUC_UNUSED RgNode **nodes,
         G_GNUC_UNUSED guint n_nodes)
{
  g_assert_not_reached ();
}

static void
leave_alone (G_GNUC_UNUSED RgNode *node)
{
}

static void
in_use (G_GNUC_UNUSED RgGraph *used_graph, G_GNUC_UNUSED gboolean is_in_use)
{
}

static const RgOps ops = {
  .settle = settle,
  .unbalanced = unbalanced,
  .announce = announce,
  .defer = defer,
  .refused = refused,
  .lost = lost,
  .runaway = runaway,
  .ended = leave_alone,
  .release = leave_alone,
  .in_use = in_use,
};

static void
b_init (void)
{
  graph = rg_graph_new (&ops, NULL);
}

static Cell *
cell_new (guint32 flags, RgRunFunc run, gint64 (*func) (gpointer data), gpointer data)
{
  Cell *cell = g_slice_new0 (Cell);

  cell->func = func;
  cell->data = data;
  rg_node_init (&cell->node, graph, flags, run);
  return cell;
}

static BNode *
b_signal (gint64 value)
{
  Cell *cell = cell_new (0, NULL, NULL, NULL);

  cell->value = value;
  return cell;
}

static BEffect *
effect_new (gint64 (*func) (gpointer data), gpointer data)
{
  Cell *cell = cell_new (RG_EFFECT, run_effect, func, data);

  rg_run_now (&cell->node);
  return cell;
}

static inline gint64
b_get (BNode *cell)
{
  if (cell->node.flags & (RG_STALE | RG_EMPTY))
    rg_refresh (&cell->node);
  rg_track (&cell->node);
  return cell->value;
}

static inline void
b_set (BNode *cell, gint64 value)
{
  if (cell->value == value)
    return;
  cell->value = value;
  rg_node_changed (&cell->node);
}

static inline void
b_batch_begin (void)
{
  rg_batch_begin (graph);
}

static inline void
b_batch_end (void)
{
  rg_batch_end (graph);
}

static void
b_free (BNode *cell)
{
  if (cell->func != NULL)
    rg_node_dispose (&cell->node);
  rg_node_clear (&cell->node);
  g_slice_free (Cell, cell);
}

#define b_free_effect b_free

/* A derived that reads nothing is no mistake here. */
#define b_may_lose(node) ((void) (node))

/* The function of a derived: its body follows the macro, reads *d, and returns the value. */
#define B_DERIVED(name, T, d)                                                                      \
  static inline gint64 name##_body (T *d);                                                         \
  static gint64 name (gpointer data)                                                               \
  {                                                                                                \
    return name##_body ((T *) data);                                                               \
  }                                                                                                \
  static inline gint64 name##_body (T *d)

/* The function of an effect; the body returns nothing. */
#define B_EFFECT(name, T, d)                                                                       \
  static inline void name##_body (T *d);                                                           \
  static gint64 name (gpointer data)                                                               \
  {                                                                                                \
    name##_body ((T *) data);                                                                      \
    return 0;                                                                                      \
  }                                                                                                \
  static inline void name##_body (T *d)

#define B_NEW_DERIVED(name, data) cell_new (RG_LAZY | RG_DIRTY, run_derived, name, data)
#define B_NEW_EFFECT(name, data) effect_new (name, data)

#include "workloads.h"
