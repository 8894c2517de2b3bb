/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "harness.h"

/* Random graphs, and what only drives have: functions of others among theirs, errors between two calls,
 * and what a language is told about its copy of the state. */

#define N_SIGNALS 6
#define N_DERIVED 24
#define N_EFFECTS 8
#define N_STEPS 300

typedef struct
{
  World *world;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  self->world = world_new ();
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  world_free (self->world);
}

/* Of what it reads, what the first of them chooses. */
static gint64
choose (Cell *cell)
{
  gint64 first = cell_get (cell->reads[0]);
  gint64 sum = first;

  for (guint i = 1; i < 4; i++)
    {
      if ((first >> i) & 1)
        sum += cell_get (cell->reads[i]);
    }
  return sum % 16;
}

/* What it would be if all were computed anew. */
static gint64
recompute (Cell *cell)
{
  gint64 first;
  gint64 sum;

  if (cell->func == NULL)
    return cell->value;

  first = recompute (cell->reads[0]);
  sum = first;
  for (guint i = 1; i < 4; i++)
    {
      if ((first >> i) & 1)
        sum += recompute (cell->reads[i]);
    }
  return sum % 16;
}

static void
give_reads (Cell *cell, Cell **from, guint n_from)
{
  for (guint i = 0; i < 4; i++)
    cell->reads[i] = from[g_test_rand_int_range (0, (gint32) n_from)];
}

static void
test_random (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *cells[N_SIGNALS + N_DERIVED];
  Cell *effects[N_EFFECTS];
  guint n = 0;

  g_test_summary ("Random graphs have the values that computing all anew gives");

  while (n < N_SIGNALS)
    cells[n++] = signal_new (self->world, g_test_rand_int_range (0, 16));
  for (; n < G_N_ELEMENTS (cells); n++)
    {
      cells[n] = derived_new (self->world, choose, NULL);
      give_reads (cells[n], cells, n);
    }
  for (guint i = 0; i < N_EFFECTS; i++)
    {
      effects[i] = cell_new (self->world, RG_EFFECT, choose);
      give_reads (effects[i], cells, n);
      g_assert_cmpint (cell_run (effects[i]), ==, RG_OK);
    }

  for (guint i = 0; i < N_STEPS; i++)
    {
      gboolean in_batch = g_test_rand_bit ();
      Cell *read = cells[g_test_rand_int_range (N_SIGNALS, (gint32) n)];

      if (in_batch)
        rg_batch_begin (self->world->graph);
      for (guint j = 0; j < 1 + 2u * (guint) in_batch; j++)
        cell_set (cells[g_test_rand_int_range (0, N_SIGNALS)], g_test_rand_int_range (0, 16));
      g_assert_cmpint (cell_peek (read), ==, recompute (read));
      if (in_batch)
        rg_batch_end (self->world->graph);

      for (guint j = 0; j < N_EFFECTS; j++)
        g_assert_cmpint (effects[j]->value, ==, recompute (effects[j]));
    }
}

/* A node that the core runs, whoever drives. */
static RgUpdate
run_double (RgNode *node)
{
  Cell *cell = (Cell *) node;

  cell->runs++;
  cell->value = 2 * cell_get (cell->reads[0]);
  return RG_CHANGED;
}

static void
test_mixed (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *signal = signal_new (self->world, 1);
  Cell *below = derived_new (self->world, cell_copy, signal);
  Cell *other = derived_new (self->world, cell_copy, below);
  Cell *above = derived_new (self->world, cell_copy, other);
  Cell *effect;

  g_test_summary ("Functions that the core calls are called in their turn among the others");

  other->node.run = run_double;
  effect = effect_new (self->world, cell_copy, above);
  g_assert_cmpint (effect->value, ==, 2);

  cell_set (signal, 5);
  g_assert_cmpint (effect->value, ==, 10);
  g_assert_cmpuint (below->runs, ==, 2);
  g_assert_cmpuint (other->runs, ==, 2);
  g_assert_cmpuint (above->runs, ==, 2);
  g_assert_cmpuint (effect->runs, ==, 2);
}

#ifdef DRIVEN
static void
test_lost_calls (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *signal = signal_new (self->world, 1);
  Cell *inner = derived_new (self->world, cell_copy, signal);
  Cell *outer = derived_new (self->world, cell_copy, inner);
  RgResult result;
  RgDriveEnd end;

  g_test_summary ("A call that was never said to have ended ends with that around it");

  g_assert_true (rg_drive_refresh (&outer->node, outer->node.run, &result) == &outer->node);
  g_assert_true (rg_drive_refresh (&inner->node, inner->node.run, &result) == &inner->node);
  g_assert_cmpuint (self->world->graph->depth, ==, 2);

  g_assert_null (rg_drive_ran (&outer->node, RG_KEEP_DEPS, &end));
  g_assert_true (end.root == &outer->node);
  g_assert_cmpuint (self->world->graph->depth, ==, 0);
  g_assert_null (self->world->graph->drive);

  g_assert_cmpint (cell_get (outer), ==, 1);
  g_assert_cmpuint (inner->runs, ==, 1);
}

static void
test_needs_itself (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *cell = derived_new (self->world, cell_copy, NULL);
  RgResult result;
  RgDriveEnd end;

  g_test_summary ("Who needs its own value gets RG_CYCLE, and the graph goes on");

  g_assert_true (rg_drive_refresh (&cell->node, cell->node.run, &result) == &cell->node);
  g_assert_null (rg_drive_refresh (&cell->node, cell->node.run, &result));
  g_assert_cmpint (result, ==, RG_CYCLE);
  g_assert_null (rg_drive_run (&cell->node, cell->node.run, &result));
  g_assert_cmpint (result, ==, RG_CYCLE);
  g_assert_null (rg_drive_ran (&cell->node, RG_UNCHANGED, &end));
  g_assert_cmpint (end.result, ==, RG_OK);
}
#endif

static void
test_mirror (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  World *world = self->world;
  Cell *signal = signal_new (world, 1);
  Cell *derived = derived_new (world, cell_copy, signal);
  Cell *effect = effect_new (world, cell_copy, derived);
  RgFrame frame;

  g_test_summary ("A copy of the state is given up once, before the state changes");

  world->graph->mirrored = TRUE;
  g_assert_cmpint (rg_refresh (&derived->node), ==, RG_OK);
  g_assert_cmpuint (world->unmirrored, ==, 0); /* nothing was to be done */

  rg_node_changed (&signal->node);
  g_assert_cmpuint (world->unmirrored, ==, 1);
  rg_node_changed (&signal->node);
  g_assert_cmpuint (world->unmirrored, ==, 1);

  world->graph->mirrored = TRUE;
  g_assert_cmpint (rg_run_now (&effect->node), ==, RG_OK);
  g_assert_cmpuint (world->unmirrored, ==, 2);

  world->graph->mirrored = TRUE;
  rg_step_begin (&derived->node, &frame);
  rg_step_end (&derived->node, &frame);
  g_assert_cmpuint (world->unmirrored, ==, 3);

  world->graph->mirrored = TRUE;
  rg_graph_enter_outside (world->graph, &frame);
  rg_graph_leave (world->graph, &frame);
  g_assert_cmpuint (world->unmirrored, ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func)                                                                            \
  g_test_add ("/reactivity/core/drive/" name, Fixture, NULL, set_up, func, tear_down)

  ADD ("random", test_random);
  ADD ("mixed", test_mixed);
  ADD ("mirror", test_mirror);
#ifdef DRIVEN
  ADD ("lost-calls", test_lost_calls);
  ADD ("needs-itself", test_needs_itself);
#endif

  return g_test_run ();
}
