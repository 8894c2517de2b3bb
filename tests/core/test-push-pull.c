/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "harness.h"

/* Propagate, refresh and flush. */

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

static void
test_lazy (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *source = signal_new (self->world, 1);
  Cell *derived = derived_new (self->world, cell_copy, source);

  g_test_summary ("A lazy node runs when it is read, and then only after a change");

  g_assert_cmpuint (derived->runs, ==, 0);
  g_assert_cmpint (cell_get (derived), ==, 1);
  g_assert_cmpint (cell_get (derived), ==, 1);
  g_assert_cmpuint (derived->runs, ==, 1);

  cell_set (source, 2);
  cell_set (source, 3);
  g_assert_cmpuint (derived->runs, ==, 1);
  g_assert_cmpint (cell_get (derived), ==, 3);
  g_assert_cmpuint (derived->runs, ==, 2);
}

static void
test_equal_stops (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *source = signal_new (self->world, 1);
  Cell *parity = derived_new (self->world, cell_parity, source);
  Cell *effect = effect_new (self->world, cell_copy, parity);

  g_test_summary ("A run that gives the same value stops the wave");

  cell_set (source, 3);
  g_assert_cmpuint (parity->runs, ==, 2);
  g_assert_cmpuint (effect->runs, ==, 1);
  cell_set (source, 4);
  g_assert_cmpuint (effect->runs, ==, 2);
}

static void
test_guard (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *has = signal_new (self->world, 1);
  Cell *name = signal_new (self->world, 7);
  Cell *has_derived = derived_new (self->world, cell_copy, has);
  Cell *name_derived = derived_new (self->world, cell_copy, name);
  Cell *effect = cell_new (self->world, RG_EFFECT, cell_guarded);

  g_test_summary ("What is read behind a guard does not run once the guard is false");

  effect->reads[0] = has_derived;
  effect->reads[1] = name_derived;
  cell_run (effect);
  g_assert_cmpint (effect->value, ==, 7);

  rg_batch_begin (self->world->graph);
  cell_set (has, 0);
  cell_set (name, 8);
  rg_batch_end (self->world->graph);

  g_assert_cmpint (effect->value, ==, -1);
  g_assert_cmpuint (name_derived->runs, ==, 1);
}

static gint64
write_other (Cell *cell)
{
  gint64 value = cell_get (cell->reads[0]);

  cell_set (cell->reads[1], value * 2);
  return value;
}

static gint64
increment_self (Cell *cell)
{
  gint64 value = cell_get (cell->reads[1]);

  cell_set (cell->reads[0], cell->reads[0]->value + 1);
  return value;
}

static void
test_self_write (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *source = signal_new (self->world, 0);
  Cell *middle = derived_new (self->world, cell_copy, source);
  Cell *last = derived_new (self->world, cell_copy, middle);
  Cell *effect = cell_new (self->world, RG_EFFECT, increment_self);

  g_test_summary (
      "Writing what one reads, at a distance, does not wake; the next write by others does");

  effect->reads[0] = source;
  effect->reads[1] = last;
  cell_run (effect);
  g_assert_cmpint (source->value, ==, 1);
  g_assert_cmpuint (effect->runs, ==, 1);

  cell_set (source, 10);
  g_assert_cmpuint (effect->runs, ==, 2);
  g_assert_cmpint (effect->value, ==, 10);
  g_assert_cmpint (source->value, ==, 11);
  cell_set (source, 20);
  g_assert_cmpuint (effect->runs, ==, 3);
}

static void
test_made_due_again (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *source = signal_new (self->world, 1);
  Cell *other = signal_new (self->world, 0);
  Cell *first = cell_new (self->world, RG_EFFECT, cell_sum);
  Cell *second;

  g_test_summary ("An effect that a later one makes due again runs again");

  first->reads[0] = source;
  first->reads[1] = other;
  cell_run (first);
  second = cell_new (self->world, RG_EFFECT, write_other);
  second->reads[0] = source;
  second->reads[1] = other;
  cell_run (second);
  g_assert_cmpint (first->value, ==, 3);

  cell_set (source, 5);
  g_assert_cmpint (first->value, ==, 15);
}

static void
test_runaway (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *a = signal_new (self->world, 0);
  Cell *b = signal_new (self->world, 0);
  Cell *ping = cell_new (self->world, RG_EFFECT, increment_self);
  Cell *pong = cell_new (self->world, RG_EFFECT, increment_self);
  Cell *innocent;

  g_test_summary ("Effects that keep waking each other are stopped and named; the others run");

  ping->reads[0] = b;
  ping->reads[1] = a;
  pong->reads[0] = a;
  pong->reads[1] = b;
  cell_run (ping);
  cell_run (pong);
  g_assert_cmpuint (self->world->runaways, ==, 1);
  g_assert_cmpuint (self->world->n_suspects, ==, 2);

  innocent = effect_new (self->world, cell_copy, a);
  innocent->runs = 0;
  cell_set (a, 1000);
  g_assert_cmpuint (self->world->runaways, ==, 2);
  g_assert_cmpint (innocent->value, ==, a->value);
  g_assert_cmpuint (innocent->runs, >, 0);
}

/* Writes what it reads: a value of its own each time. */
static gint64
write_note (Cell *cell)
{
  gint64 value = cell_get (cell->reads[0]);

  if (cell->note != 0)
    cell_set (cell->reads[0], cell->note);
  return value - value;
}

static void
test_writing_deriveds (Fixture *self, gconstpointer data)
{
  guint n = GPOINTER_TO_UINT (data);
  Cell *shared = signal_new (self->world, 3);
  Cell *writers[8];
  Cell *effects[8];
  guint runs = 0;

  g_test_summary (
      "Deriveds that write what others of them read are stopped and named, and work later");

  for (guint i = 0; i < n; i++)
    {
      writers[i] = derived_new (self->world, write_note, shared);
      writers[i]->note = i + 1;
    }
  for (guint i = 0; i < n; i++)
    effects[i] = effect_new (self->world, cell_copy, writers[i]);
  for (guint i = 0; i < n; i++)
    runs += writers[i]->runs;
  g_assert_cmpuint (self->world->runaways, >=, 1);
  g_assert_cmpuint (self->world->n_suspects, >=, n);
  g_assert_cmpuint (runs, <, 120 * n * n);

  for (guint i = 0; i < n; i++)
    {
      writers[i]->note = 0;
      writers[i]->func = cell_copy;
    }
  cell_set (shared, 50);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (effects[i]->value, ==, 50);
}

static void
test_watched_deriveds (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *shared = signal_new (self->world, 3);
  Cell *first = derived_new (self->world, write_note, shared);
  Cell *second = derived_new (self->world, write_note, shared);

  g_test_summary ("Deriveds that somebody listens to are stopped likewise");

  first->note = 1;
  second->note = 2;
  first->node.flags |= RG_WATCHED;
  second->node.flags |= RG_WATCHED;
  cell_get (first);
  cell_get (second);
  g_assert_cmpuint (self->world->runaways, >=, 1);
  g_assert_cmpuint (first->runs + second->runs, <, 600);

  first->func = second->func = cell_copy;
  cell_set (shared, 50);
  g_assert_cmpint (cell_get (first), ==, 50);
  g_assert_cmpint (cell_get (second), ==, 50);
}

/* Passes on what it reads, and counts that. */
static gint64
pass_on (Cell *cell)
{
  gint64 value = cell_get (cell->reads[0]);

  if (value > 0)
    {
      cell_set (cell->reads[1], value);
      cell_set (cell->reads[2], cell->reads[2]->value + 1);
    }
  return value;
}

static gint64
double_it (Cell *cell)
{
  gint64 value = cell_get (cell->reads[0]);

  cell_set (cell->reads[1], 2 * value);
  return value;
}

static void
test_long_line (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  enum
  {
    N = 500
  };
  Cell *line[N + 1];
  Cell *count = signal_new (self->world, 0);
  Cell *twice = signal_new (self->world, 0);
  Cell *doubler = cell_new (self->world, RG_EFFECT, double_it);
  Cell *reader = effect_new (self->world, cell_copy, twice);

  g_test_summary ("Any number of effects may wake the next one each, and one that writes, too");

  doubler->reads[0] = count;
  doubler->reads[1] = twice;
  cell_run (doubler);
  for (guint i = 0; i <= N; i++)
    line[i] = signal_new (self->world, 0);
  for (guint i = N; i > 0; i--)
    {
      Cell *effect = cell_new (self->world, RG_EFFECT, pass_on);

      effect->reads[0] = line[i - 1];
      effect->reads[1] = line[i];
      effect->reads[2] = count;
      cell_run (effect);
    }

  cell_set (line[0], 7);
  g_assert_cmpuint (self->world->runaways, ==, 0);
  g_assert_cmpint (line[N]->value, ==, 7);
  g_assert_cmpint (count->value, ==, N);
  g_assert_cmpint (reader->value, ==, 2 * N);
}

/* Only once for each value of what it reads. */
static gint64
count_up (Cell *cell)
{
  gint64 value = cell_get (cell->reads[0]);

  cell_set (cell->reads[1], cell->reads[1]->value + 2);
  return value;
}

static gint64
read_all (Cell *cell)
{
  World *world = cell->node.graph->data;
  gint64 sum = 0;

  cell_get (cell->reads[0]);
  for (guint i = 0; i < world->cells->len; i++)
    {
      Cell *other = world->cells->pdata[i];

      if (other->func == count_up)
        sum += cell_get (other);
    }
  return sum;
}

static void
test_many_writers (Fixture *self, gconstpointer data)
{
  guint flags = GPOINTER_TO_UINT (data);
  Cell *source = signal_new (self->world, 0);
  Cell *count = signal_new (self->world, 0);
  Cell *parity = derived_new (self->world, cell_parity, count);
  Cell *reader;

  g_test_summary ("Any number of deriveds may write what their reader has looked at already");

  for (guint i = 0; i < 300; i++)
    derived_new (self->world, count_up, source)->reads[1] = count;
  reader = cell_new (self->world, flags, read_all);
  reader->reads[0] = parity;
  if (flags & RG_EFFECT)
    cell_run (reader);
  else
    cell_get (reader);
  cell_set (source, 1);
  if (flags & RG_LAZY)
    cell_get (reader);
  g_assert_cmpint (reader->value, ==, 300);
  g_assert_cmpuint (self->world->runaways + self->world->refused, ==, 0);
}

static void
test_memo (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *source = signal_new (self->world, 1);
  Cell *memo = memo_new (self->world, cell_parity, source);
  Cell *effect;

  g_test_summary ("A memo is stale at once and its subscribers are due; it runs when it is read");

  g_assert_cmpint (cell_get (memo), ==, 1);
  cell_set (source, 3);
  g_assert_cmpuint (memo->runs, ==, 1);

  effect = effect_new (self->world, cell_copy, memo);
  g_assert_cmpuint (memo->runs, ==, 2);
  cell_set (source, 5);
  g_assert_cmpuint (effect->runs, ==, 2);
  g_assert_cmpuint (memo->runs, ==, 3);
}

static void
test_restore (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *source = signal_new (self->world, 1);
  Cell *derived = derived_new (self->world, cell_copy, source);
  Cell *effect = effect_new (self->world, cell_copy, source);
  guint32 version = source->node.version;

  g_test_summary ("A version that is put back means the old value to those that read it");

  g_assert_cmpint (cell_get (derived), ==, 1);
  rg_batch_begin (self->world->graph);
  cell_set (source, 2);
  g_assert_cmpint (cell_get (derived), ==, 2);
  source->value = 1;
  rg_node_restore (&source->node, version);
  rg_node_restored (&source->node);
  g_assert_cmpint (cell_get (derived), ==, 1);
  rg_batch_end (self->world->graph);
  g_assert_cmpuint (effect->runs, ==, 1);

  cell_set (source, 3);
  g_assert_cmpuint (effect->runs, ==, 2);
  g_assert_cmpint (cell_get (derived), ==, 3);
}

static void
test_wrap (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *source = signal_new (self->world, 1);
  Cell *derived = derived_new (self->world, cell_copy, source);

  g_test_summary ("After 2^32 versions an old one is not taken for the current one");

  source->node.version = source->node.newest = G_MAXUINT32;
  g_assert_cmpint (cell_get (derived), ==, 1);
  derived->node.deps[0].version = 1; /* read 2^32 - 1 versions ago */
  rg_batch_begin (self->world->graph);
  cell_set (source, 2);
  g_assert_cmpuint (source->node.version, ==, 1);
  g_assert_cmpint (cell_get (derived), ==, 2);
  rg_batch_end (self->world->graph);
}

static void
test_order (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *source = signal_new (self->world, 0);
  Cell *effects[100];
  guint position = 0;

  g_test_summary ("What one change makes due is queued in the order of creation");

  for (gsize i = 0; i < G_N_ELEMENTS (effects); i++)
    effects[i] = effect_new (self->world, cell_copy, source);
  for (gsize i = 0; i < 50; i++)
    cell_free (self->world, effects[(i * 37) % 50]);

  rg_batch_begin (self->world->graph);
  cell_set (source, 1);
  for (gsize i = 50; i < G_N_ELEMENTS (effects); i++)
    g_assert_cmpuint (effects[i]->node.queue_pos, ==, position++);
  rg_batch_end (self->world->graph);
}

static void
test_watched (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *source = signal_new (self->world, 1);
  Cell *parity = derived_new (self->world, cell_parity, source);

  g_test_summary ("A watched source is refreshed by the flush and announced when it changed");

  g_assert_cmpint (cell_get (parity), ==, 1);
  parity->node.flags |= RG_WATCHED;
  source->node.flags |= RG_WATCHED;
  cell_set (source, 3);
  g_assert_cmpuint (source->announced, ==, 1);
  g_assert_cmpuint (parity->announced, ==, 0);
  cell_set (source, 4);
  g_assert_cmpuint (source->announced, ==, 2);
  g_assert_cmpuint (parity->announced, ==, 1);
}

static void
test_kept_deps (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Cell *flag = signal_new (self->world, 1);
  Cell *other = signal_new (self->world, 1);
  Cell *effect = cell_new (self->world, RG_EFFECT, cell_guarded);
  g_autofree char *deps = NULL;

  g_test_summary ("A run that ends early keeps what it did not come to read");

  flag->note = 'f';
  other->note = 'o';
  effect->reads[0] = flag;
  effect->reads[1] = other;
  cell_run (effect);

  effect->fails = TRUE;
  cell_set (flag, 0);
  deps = cell_deps (effect);
  g_assert_cmpstr (deps, ==, "fo");
  cell_set (other, 2);
  g_assert_cmpuint (effect->runs, ==, 3);
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/core/pull/lazy-and-cached", test_lazy);
  ADD ("/core/pull/equal-value-stops-the-wave", test_equal_stops);
  ADD ("/core/pull/guard-protects", test_guard);
  ADD ("/core/pull/memo-waits-for-a-reader", test_memo);
  ADD ("/core/pull/restored-version", test_restore);
  ADD ("/core/pull/version-wraps", test_wrap);
  ADD ("/core/pull/failed-run-keeps-dependencies", test_kept_deps);
  ADD ("/core/push/write-of-what-is-read", test_self_write);
  ADD ("/core/flush/made-due-again", test_made_due_again);
  ADD ("/core/flush/runaway-is-stopped", test_runaway);
  g_test_add ("/core/flush/writing-deriveds-are-stopped/2", Fixture, GUINT_TO_POINTER (2), set_up,
              test_writing_deriveds, tear_down);
  g_test_add ("/core/flush/writing-deriveds-are-stopped/8", Fixture, GUINT_TO_POINTER (8), set_up,
              test_writing_deriveds, tear_down);
  ADD ("/core/flush/watched-deriveds-are-stopped", test_watched_deriveds);
  ADD ("/core/flush/long-line-is-no-cycle", test_long_line);
  g_test_add ("/core/refresh/many-writers-are-no-cycle/effect", Fixture,
              GUINT_TO_POINTER (RG_EFFECT), set_up, test_many_writers, tear_down);
  g_test_add ("/core/refresh/many-writers-are-no-cycle/lazy", Fixture,
              GUINT_TO_POINTER (RG_LAZY | RG_DIRTY), set_up, test_many_writers, tear_down);
  ADD ("/core/flush/order-of-creation", test_order);
  ADD ("/core/flush/watched-source-is-announced", test_watched);

  return g_test_run ();
}
