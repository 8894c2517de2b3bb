/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "harness.h"

/* What a run reads becomes its dependencies: order, reuse, removal. */

typedef struct
{
  World *world;
  Cell *sources[26]; /* named a to z */
  Cell *reader;
  const char *program; /* what the reader reads, by name */
} Fixture;

static Fixture *fixture; /* for read_program() */

static gint64
read_program (Cell *cell G_GNUC_UNUSED)
{
  for (const char *name = fixture->program; *name != 0; name++)
    cell_get (fixture->sources[*name - 'a']);
  return 0;
}

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  fixture = self;
  self->world = world_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (self->sources); i++)
    {
      self->sources[i] = signal_new (self->world, 0);
      self->sources[i]->note = 'a' + (gint64) i;
    }
  self->reader = effect_new (self->world, read_program, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  world_free (self->world);
}

static void
run_program (Fixture *self, const char *program)
{
  self->program = program;
  g_assert_cmpint (rg_run_now (&self->reader->node), ==, RG_OK);
}

static void
assert_deps (Fixture *self, const char *program, const char *expected)
{
  g_autofree char *deps = NULL;

  run_program (self, program);
  deps = cell_deps (self->reader);
  g_assert_cmpstr (deps, ==, expected);
}

static void
test_order (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_test_summary (
      "Dependencies are what the last run read, once each, in the order of first reads");

  assert_deps (self, "abc", "abc");
  assert_deps (self, "cba", "cba");
  assert_deps (self, "aabbaac", "abc");
  assert_deps (self, "c", "c");
  assert_deps (self, "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz");
  assert_deps (self, "zyxwvutsrqponmlkjihgfedcba", "zyxwvutsrqponmlkjihgfedcba");
  assert_deps (self, "axbycz", "axbycz");
  assert_deps (self, "abcxyz", "abcxyz");
}

static void
test_reuse (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const RgLink *deps;

  g_test_summary ("A run that reads the same things makes no link, and needs no memory");

  run_program (self, "abcdefgh");
  deps = self->reader->node.deps;

  for (guint i = 0; i < 10; i++)
    run_program (self, "abcdefgh");
  g_assert_true (self->reader->node.deps == deps);
  for (gsize i = 0; i < 8; i++)
    g_assert_cmpuint (self->sources[i]->node.n_subs, ==, 1);
}

/* A link's place in its source tells whether it was made anew: new ones go to the end. */
static void
test_insertion (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *other;

  g_test_summary ("One read more, or less, or swapped leaves the links of the others alone");

  run_program (self, "bcdefgh");
  other = cell_new (self->world, RG_EFFECT, cell_sum);
  for (gsize i = 1; i < 8; i++)
    other->reads[i - 1] = self->sources[i];
  cell_run (other);

  assert_deps (self, "abcdefgh", "abcdefgh");
  assert_deps (self, "acdefgh", "acdefgh");
  assert_deps (self, "acedfgh", "acedfgh");

  for (gsize i = 2; i < 8; i++)
    g_assert_true (self->sources[i]->node.subs[0].node == &self->reader->node);
}

static void
test_gone (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *deps = NULL;

  g_test_summary ("A source that goes leaves a gap, so that the order of the others stays");

  run_program (self, "abcd");
  cell_free (self->world, self->sources[1]);
  self->sources[1] = NULL;
  deps = cell_deps (self->reader);
  g_assert_cmpstr (deps, ==, "a-cd");

  self->program = "acd";
  cell_set (self->sources[3], 1);
  g_assert_cmpuint (self->reader->runs, ==, 2);
  assert_deps (self, "acd", "acd");
}

static void
test_shrink (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *readers[1000];
  Cell *source = self->sources[0];

  g_test_summary ("A source that many have read gives their room back when they go");

  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    readers[i] = effect_new (self->world, cell_copy, source);
  g_assert_cmpuint (rg_pool_room (source->node.subs_order), ==, 1024);

  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    cell_free (self->world, readers[(i * 7) % G_N_ELEMENTS (readers)]);
  g_assert_cmpuint (source->node.n_subs, ==, 0);
  g_assert_cmpuint (rg_pool_room (source->node.subs_order), <=, 16);
}

static void
test_nested_reread (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *inner;
  Cell *outer;
  Cell *source = self->sources[0];

  g_test_summary ("What a nested run reads does not hide it from the outer one");

  inner = derived_new (self->world, cell_copy, source);
  outer = cell_new (self->world, RG_EFFECT, cell_sum);
  outer->reads[0] = source;
  outer->reads[1] = inner;
  outer->reads[2] = source;
  cell_run (outer);

  cell_set (source, 1);
  g_assert_cmpuint (outer->runs, ==, 2);
  g_assert_cmpuint (inner->runs, ==, 2);
  g_assert_cmpint (outer->value, ==, 3);
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/core/links/order-of-first-reads", test_order);
  ADD ("/core/links/same-reads-reuse-links", test_reuse);
  ADD ("/core/links/one-read-more-or-less", test_insertion);
  ADD ("/core/links/source-gone-leaves-a-gap", test_gone);
  ADD ("/core/links/room-is-given-back", test_shrink);
  ADD ("/core/links/nested-reread", test_nested_reread);

  return g_test_run ();
}
