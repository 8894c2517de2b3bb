/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "harness.h"

/* Nodes that are to be told when nobody reads them any more. */

typedef struct
{
  World *world;
  Cell *choice;
  Cell *told;
  Cell *reader; /* reads `told` only if `choice` is not 0 */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  self->world = world_new ();
  self->choice = signal_new (self->world, 1);
  self->told = signal_new (self->world, 7);
  self->told->node.unread = RG_UNREAD_TOLD;

  self->reader = cell_new (self->world, RG_EFFECT, cell_guarded);
  self->reader->reads[0] = self->choice;
  self->reader->reads[1] = self->told;
  rg_run_now (&self->reader->node);
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  world_free (self->world);
}

static void
test_last_reader (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *other = effect_new (self->world, cell_copy, self->told);

  g_test_summary ("A node is told when its last subscriber has gone, and not before");

  cell_set (self->choice, 0);
  g_assert_cmpuint (self->told->unread, ==, 0);

  cell_free (self->world, other);
  rg_flush (self->world->graph);
  g_assert_cmpuint (self->told->unread, ==, 1);
}

static void
test_again (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_test_summary ("A node that is read again can be told again");

  for (guint i = 1; i <= 3; i++)
    {
      cell_set (self->choice, 0);
      g_assert_cmpuint (self->told->unread, ==, i);
      cell_set (self->choice, 1);
      g_assert_cmpuint (self->told->unread, ==, i);
    }
}

static void
test_read_in_time (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_test_summary ("Nothing is told while anything is under way, nor if the node is read again");

  rg_batch_begin (self->world->graph);
  cell_set (self->choice, 0);
  cell_free (self->world, self->reader);
  g_assert_cmpuint (self->told->unread, ==, 0);
  effect_new (self->world, cell_copy, self->told);
  rg_batch_end (self->world->graph);
  g_assert_cmpuint (self->told->unread, ==, 0);
}

static void
test_ignored (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_test_summary ("Other nodes are not told");

  cell_free (self->world, self->reader);
  g_assert_cmpuint (self->choice->unread, ==, 0);
  g_assert_cmpuint (self->told->unread, ==, 1);
}

static void
test_gone (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *more[3];

  g_test_summary ("A node that goes before it was told is forgotten");

  for (guint i = 0; i < G_N_ELEMENTS (more); i++)
    {
      more[i] = signal_new (self->world, 0);
      more[i]->node.unread = RG_UNREAD_TOLD;
      self->reader->reads[2 + i] = more[i];
    }
  self->reader->func = cell_sum;
  cell_set (self->choice, 2);

  rg_batch_begin (self->world->graph);
  cell_free (self->world, self->reader);
  g_assert_cmpuint (self->world->graph->unread->len, ==, 4);
  cell_free (self->world, more[1]);
  cell_free (self->world, self->told);
  rg_batch_end (self->world->graph);

  g_assert_cmpuint (self->world->graph->unread->len, ==, 0);
  g_assert_cmpuint (more[0]->unread, ==, 1);
  g_assert_cmpuint (more[2]->unread, ==, 1);
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/core/unread/last-reader", test_last_reader);
  ADD ("/core/unread/again", test_again);
  ADD ("/core/unread/read-in-time", test_read_in_time);
  ADD ("/core/unread/others-are-not-told", test_ignored);
  ADD ("/core/unread/gone-before", test_gone);

  return g_test_run ();
}
