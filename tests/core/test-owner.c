/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "harness.h"

/* Who ends with whom, in which order. */

typedef struct
{
  World *world;
  GString *log;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  self->world = world_new ();
  self->log = g_string_new (NULL);
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  world_free (self->world);
  g_string_free (self->log, TRUE);
}

typedef struct
{
  GString *log; /* (unowned) */
  char name;
} Entry;

static void
log_cb (gpointer data)
{
  Entry *entry = data;

  g_string_append_c (entry->log, entry->name);
}

static void
add_entry (Fixture *self, Cell *owner, char name)
{
  Entry *entry = g_new (Entry, 1);

  *entry = (Entry){ self->log, name };
  rg_on_cleanup (&owner->node, log_cb, entry, g_free);
}

static void
test_order (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *source = signal_new (self->world, 0);
  Cell *root = effect_new (self->world, cell_copy, source);
  Cell *child = effect_new (self->world, cell_copy, source);
  Cell *grandchild = effect_new (self->world, cell_copy, source);

  g_test_summary ("What a node owns ends first, the deepest first; then its cleanup functions, the "
                  "last added first");

  add_entry (self, root, '1');
  rg_own (&root->node, &child->node);
  add_entry (self, child, '2');
  rg_own (&child->node, &grandchild->node);
  add_entry (self, grandchild, '3');
  add_entry (self, child, '4');
  add_entry (self, root, '5');

  rg_node_dispose (&root->node);
  g_assert_cmpstr (self->log->str, ==, "34251");
  g_assert_cmpuint (child->ended, ==, 1);
  g_assert_cmpuint (grandchild->ended, ==, 1);
  g_assert_cmpuint (source->node.n_subs, ==, 0);
}

static void
test_depth (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const guint depth = 50000;
  Cell *root = cell_new (self->world, RG_SCOPE, NULL);
  Cell *owner = root;

  g_test_summary ("Ownership may be as deep as it likes");

  for (guint i = 0; i < depth; i++)
    {
      Cell *owned = cell_new (self->world, RG_EFFECT, cell_copy);

      rg_own (&owner->node, &owned->node);
      owner = owned;
    }

  self->world->graph->depth++;
  rg_end_owned (&root->node);
  rg_unhold (self->world->graph);
  g_assert_cmpuint (owner->ended, ==, 1);
}

static gint64
dispose_self (Cell *cell)
{
  gint64 value = cell_get (cell->reads[0]);

  if (value > 0)
    rg_node_dispose (&cell->node);
  return value;
}

static void
test_dispose_in_run (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *source = signal_new (self->world, 0);
  Cell *effect = effect_new (self->world, dispose_self, source);

  g_test_summary ("A node that is disposed in its own run ends when the run has");

  cell_set (source, 1);
  g_assert_cmpuint (effect->ended, ==, 1);
  g_assert_cmpuint (effect->node.n_deps, ==, 0);
  cell_set (source, 2);
  g_assert_cmpuint (effect->runs, ==, 2);
}

static void
test_owner_runs_first (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *a = signal_new (self->world, 0);
  Cell *b = signal_new (self->world, 0);
  Cell *outer = effect_new (self->world, cell_copy, a);
  Cell *inner = effect_new (self->world, cell_copy, b);

  g_test_summary ("An owner that is due runs before what it owns, which ends by that");

  rg_own (&outer->node, &inner->node);
  rg_batch_begin (self->world->graph);
  cell_set (b, 1);
  cell_set (a, 1);
  rg_batch_end (self->world->graph);

  g_assert_cmpuint (outer->runs, ==, 2);
  g_assert_cmpuint (inner->runs, ==, 1);
  g_assert_cmpuint (inner->ended, ==, 1);
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/core/owner/last-made-ends-first", test_order);
  ADD ("/core/owner/any-depth", test_depth);
  ADD ("/core/owner/dispose-in-own-run", test_dispose_in_run);
  ADD ("/core/owner/due-owner-runs-first", test_owner_runs_first);

  return g_test_run ();
}
