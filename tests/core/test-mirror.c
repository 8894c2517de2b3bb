/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "harness.h"

/* The floor above can keep an account of the links of a node that has a language: it is told of each that
 * comes or goes, so that what it notes stands where the link stands in `subs`. */

#define N_SOURCES 6
#define N_READERS 40

typedef struct
{
  World *world;
  Cell *sources[N_SOURCES];
  Cell *readers[N_READERS];
} Fixture;

static Fixture *fixture; /* for read_some() */

/* What a reader reads is in its note: a bit for each source. */
static gint64
read_some (Cell *cell)
{
  for (guint i = 0; i < N_SOURCES; i++)
    {
      if (cell->note & (1 << i))
        cell_get (fixture->sources[i]);
    }
  return 0;
}

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  fixture = self;
  self->world = world_new ();

  for (guint i = 0; i < N_SOURCES; i++)
    {
      self->sources[i] = signal_new (self->world, 0);
      if (i % 2 == 0)
        {
          self->sources[i]->node.language = "a language";
          self->sources[i]->node.data = g_ptr_array_new ();
        }
    }
  for (guint i = 0; i < N_READERS; i++)
    self->readers[i] = effect_new (self->world, read_some, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GPtrArray *mirrors[N_SOURCES];

  for (guint i = 0; i < N_SOURCES; i++)
    mirrors[i] = self->sources[i]->node.data;
  world_free (self->world);
  for (guint i = 0; i < N_SOURCES; i += 2)
    g_ptr_array_unref (mirrors[i]);
}

static void
assert_mirrors (Fixture *self)
{
  for (guint i = 0; i < N_SOURCES; i += 2)
    {
      const RgNode *node = &self->sources[i]->node;
      const GPtrArray *mirror = node->data;

      g_assert_cmpuint (mirror->len, ==, node->n_subs);
      for (guint j = 0; j < mirror->len; j++)
        g_assert_true (mirror->pdata[j] == node->subs[j].node);
    }
}

static void
test_random (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_test_summary ("Whatever is read, or not any more, the account stands as the links do");

  for (guint i = 0; i < 20000; i++)
    {
      Cell *reader = self->readers[g_test_rand_int_range (0, N_READERS)];

      reader->note = g_test_rand_int_range (0, 1 << N_SOURCES);
      if (g_test_rand_int_range (0, 8) == 0)
        rg_node_dispose (&reader->node);
      else
        g_assert_cmpint (cell_run (reader), ==, RG_OK);
      assert_mirrors (self);
    }
}

static void
test_readers_go (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_test_summary ("A reader that is freed takes its links out of the account");

  for (guint i = 0; i < N_READERS; i++)
    {
      self->readers[i]->note = (1 << N_SOURCES) - 1;
      rg_run_now (&self->readers[i]->node);
    }
  for (guint i = 0; i < N_READERS; i++)
    {
      cell_free (self->world, self->readers[(7 * i) % N_READERS]);
      assert_mirrors (self);
    }
  g_assert_cmpuint (((GPtrArray *) self->sources[0]->node.data)->len, ==, 0);
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/core/mirror/random-reads", test_random);
  ADD ("/core/mirror/readers-go", test_readers_go);

  return g_test_run ();
}
