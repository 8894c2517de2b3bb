/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "harness.h"

/* Nodes that answer for computations which they do not have as dependencies. */

typedef struct
{
  World *world;
  Cell *source;
  Cell *part;      /* a deferred computation that reads `source` */
  Cell *collector; /* a derived that answers for it */
} Fixture;

/* Refreshes the parts, reads nothing. */
static gint64
collect (Cell *cell)
{
  gint64 sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cell->reads) && cell->reads[i] != NULL; i++)
    {
      rg_refresh (&cell->reads[i]->node);
      sum += cell->reads[i]->value;
    }

  return sum;
}

static Cell *
part_new (World *world, Cell *source, Cell *collector)
{
  Cell *part = cell_new (world, RG_EFFECT | RG_DEFERRED, cell_copy);

  part->reads[0] = source;
  part->collector = collector;
  cell_run (part);
  return part;
}

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  self->world = world_new ();
  self->source = signal_new (self->world, 1);
  self->collector = derived_new (self->world, collect, NULL);
  self->part = part_new (self->world, self->source, self->collector);
  self->collector->reads[0] = self->part;
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  world_free (self->world);
}

static void
test_reaches_readers (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *middle = derived_new (self->world, cell_copy, self->collector);
  Cell *effect = effect_new (self->world, cell_copy, middle);

  g_test_summary ("A change of a part reaches the readers of the collector, once");

  g_assert_cmpint (effect->value, ==, 1);
  cell_set (self->source, 5);
  g_assert_cmpint (effect->value, ==, 5);
  g_assert_cmpuint (effect->runs, ==, 2);
  g_assert_cmpuint (self->part->runs, ==, 2);
  g_assert_cmpuint (self->collector->runs, ==, 2);
}

static void
test_lazy (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_test_summary ("Without a reader nothing runs until somebody reads");

  g_assert_cmpint (cell_get (self->collector), ==, 1);
  cell_set (self->source, 5);
  cell_set (self->source, 6);
  g_assert_cmpuint (self->part->runs, ==, 1);
  g_assert_cmpint (cell_get (self->collector), ==, 6);
  g_assert_cmpuint (self->part->runs, ==, 2);
}

static void
test_two_parts (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *other = part_new (self->world, self->source, self->collector);
  Cell *effect;

  g_test_summary ("A collector of several parts runs once for a change of all");

  self->collector->reads[1] = other;
  effect = effect_new (self->world, cell_copy, self->collector);
  cell_set (self->source, 5);
  g_assert_cmpint (effect->value, ==, 10);
  g_assert_cmpuint (self->collector->runs, ==, 2);
}

static void
test_long_chain (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *collector = self->collector;
  Cell *first = collector;
  Cell *last;
  Cell *effect;

  g_test_summary ("Collectors of collectors are marked without recursion");

  for (guint i = 0; i < 1000; i++)
    {
      Cell *next = derived_new (self->world, collect, NULL);

      g_assert_cmpint (cell_get (collector), ==, 1);
      next->reads[0] = part_new (self->world, collector, next);
      collector = next;
    }

  last = collector;
  effect = effect_new (self->world, cell_copy, last);
  cell_set (self->source, 5);
  g_assert_cmpint (effect->value, ==, 5);
  g_assert_cmpuint (last->runs, ==, 2);
  g_assert_cmpuint (first->runs, ==, 2);
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/core/collect/reaches-readers", test_reaches_readers);
  ADD ("/core/collect/lazy", test_lazy);
  ADD ("/core/collect/two-parts", test_two_parts);
  ADD ("/core/collect/chain", test_long_chain);

  return g_test_run ();
}
