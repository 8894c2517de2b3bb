/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* G5, G6 and G8 to G12: when effects run, how they end, and what keeps apart. */

#include "support.h"

typedef struct
{
  ReactivityContext *context;
  ReactivitySignal *a;
  ReactivitySignal *b;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = reactivity_context_new ();
  self->a = reactivity_signal_new_int (self->context, 1);
  self->b = reactivity_signal_new_int (self->context, 1);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  assert_log ("");
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->b);
  g_assert_finalize_object (self->context);
}

static void
set_hook (Probe *self)
{
  reactivity_signal_set_int (self->data, self->sum);
}

static void
test_g05_at_once (Fixture *self, gconstpointer data)
{
  Probe one = { "one", { SOURCE (self->a) } };
  ReactivityEffect *first = probe_effect_new (self->context, &one);
  Probe two = { "two", { SOURCE (self->a) } };
  ReactivityEffect *second =
      reactivity_effect_new_unstarted (self->context, probe_effect, &two, NULL);

  g_test_summary ("G5: at once unless told not to, then before each set returns");

  assert_log ("one");
  reactivity_signal_set_int (self->a, 2);
  assert_log ("one");
  reactivity_effect_run (second, NULL);
  assert_log ("two");
  reactivity_signal_set_int (self->a, 3);
  assert_log ("one two");

  g_assert_finalize_object (first);
  g_assert_finalize_object (second);
}

static void
test_g05_order (Fixture *self, gconstpointer data)
{
  Probe p[] = { { "1", { SOURCE (self->b) } },
                { "2", { SOURCE (self->a) } },
                { "3", { SOURCE (self->a), SOURCE (self->b) } },
                { "4", { SOURCE (self->b) } } };
  ReactivityEffect *e[4];

  g_test_summary (
      "G5: in the order of creation for one change, and as they became due for several");

  for (int i = 0; i < 4; i++)
    e[i] = probe_effect_new (self->context, &p[i]);
  assert_log ("1 2 3 4");
  reactivity_signal_set_int (self->b, 2);
  assert_log ("1 3 4");

  reactivity_context_batch_begin (self->context);
  reactivity_signal_set_int (self->a, 2);
  reactivity_signal_set_int (self->b, 3);
  reactivity_context_batch_end (self->context);
  assert_log ("2 3 1 4");

  for (int i = 0; i < 4; i++)
    g_assert_finalize_object (e[i]);
}

static void
test_g05_never_stale (Fixture *self, gconstpointer data)
{
  Probe early = { "early", { SOURCE (self->a), SOURCE (self->b) } };
  ReactivityEffect *first = probe_effect_new (self->context, &early);
  Probe late = { "late", { SOURCE (self->a) }, set_hook, self->b };
  ReactivityEffect *second = probe_effect_new (self->context, &late);

  g_test_summary ("G5: an effect that a later one makes due again runs again in the flush");

  assert_log ("early late");
  reactivity_signal_set_int (self->a, 5);
  assert_log ("early late early");
  g_assert_cmpint (early.sum, ==, 10);

  g_assert_finalize_object (first);
  g_assert_finalize_object (second);
}

static void
test_g06_nest (Fixture *self, gconstpointer data)
{
  Probe p = { "effect", { SOURCE (self->a), SOURCE (self->b) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &p);

  g_test_summary ("G6: the outermost end flushes; flush works inside");

  assert_log ("effect");
  reactivity_context_batch_begin (self->context);
  reactivity_context_batch_begin (self->context);
  reactivity_signal_set_int (self->a, 2);
  reactivity_signal_set_int (self->b, 2);
  reactivity_context_batch_end (self->context);
  assert_log ("");
  reactivity_context_flush (self->context);
  assert_log ("effect");
  reactivity_signal_set_int (self->a, 3);
  reactivity_context_batch_end (self->context);
  assert_log ("effect");

  g_assert_finalize_object (effect);
}

static void
test_g06_put_back (Fixture *self, gconstpointer data)
{
  Probe d = { "derived", { SOURCE (self->a) } };
  ReactivityDerived *derived = probe_derived_new (self->context, &d);
  Probe p = { "effect", { SOURCE (derived), SOURCE (self->a) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &p);

  g_test_summary ("G6: a batch that puts a signal back runs nothing");

  assert_log ("effect derived");
  reactivity_context_batch_begin (self->context);
  reactivity_signal_set_int (self->a, 2);
  reactivity_context_batch_begin (self->context);
  reactivity_signal_set_int (self->a, 3);
  reactivity_context_batch_end (self->context);
  reactivity_signal_set_int (self->a, 1);
  reactivity_context_batch_end (self->context);
  assert_log ("");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (derived);
}

static void
test_g08_own_write (Fixture *self, gconstpointer data)
{
  Probe p = { "effect", { SOURCE (self->a), SOURCE (self->b) }, set_hook, self->a };
  ReactivityEffect *effect = probe_effect_new (self->context, &p);

  g_test_summary ("G8: a computation that writes what it reads does not retrigger itself");

  assert_log ("effect");
  reactivity_signal_set_int (self->b, 5);
  assert_log ("effect");
  reactivity_signal_set_int (self->a, 0);
  assert_log ("effect");

  g_assert_finalize_object (effect);
}

static void
read_later (Probe *self)
{
  if (*(ReactivitySource **) self->data != NULL)
    self->sum += get_int (*(ReactivitySource **) self->data);
}

static void
test_g08_cycle (Fixture *self, gconstpointer data)
{
  ReactivityDerived *second = NULL;
  Probe one = { NULL, { SOURCE (self->a) }, read_later, &second };
  ReactivityDerived *first = probe_derived_new (self->context, &one);
  Probe two = { NULL, { SOURCE (first) } };
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_test_summary ("G8: needing its own value is an error that names the nodes");

  second = probe_derived_new (self->context, &two);
  reactivity_node_set_name (NODE (first), "hen");
  reactivity_node_set_name (NODE (second), "egg");
  g_assert_false (reactivity_source_read_value (SOURCE (second), &value, &error));
  g_assert_error (error, REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE);
  g_assert_nonnull (strstr (error->message, "hen"));
  g_assert_nonnull (strstr (error->message, "egg"));

  one.hook = NULL;
  reactivity_signal_set_int (self->a, 3);
  g_assert_cmpint (get_int (second), ==, 3);

  g_assert_finalize_object (second);
  g_assert_finalize_object (first);
}

static void
increment_hook (Probe *self)
{
  reactivity_signal_set_int (self->data, self->sum + 1);
}

static void
test_g08_rounds (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) errors = errors_collect (self->context);
  Probe one = { NULL, { SOURCE (self->a) }, increment_hook, self->b };
  Probe two = { NULL, { SOURCE (self->b) }, increment_hook, self->a };
  ReactivityEffect *first =
      reactivity_effect_new_unstarted (self->context, probe_effect, &one, NULL);
  ReactivityEffect *second =
      reactivity_effect_new_unstarted (self->context, probe_effect, &two, NULL);

  g_test_summary ("G8: effects that keep waking each other are stopped and named");

  reactivity_node_set_name (NODE (first), "ping");
  reactivity_node_set_name (NODE (second), "pong");
  reactivity_effect_run (first, NULL);
  reactivity_effect_run (second, NULL);
  assert_reported (errors, REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE, "*ping*pong*");
  assert_none_reported (errors);

  two.hook = NULL;
  reactivity_signal_set_int (self->a, -10);
  g_assert_cmpint (get_int (self->b), ==, -9);
  g_assert_cmpint (two.sum, ==, -9);

  g_assert_finalize_object (first);
  g_assert_finalize_object (second);
}

static void
dispose_hook (Probe *self)
{
  if (self->runs == 2)
    reactivity_computation_dispose (self->data);
}

static void
test_g09_disposed (Fixture *self, gconstpointer data)
{
  Probe one = { "one", { SOURCE (self->a) }, dispose_hook };
  ReactivityEffect *first = probe_effect_new (self->context, &one);
  Probe two = { "two", { SOURCE (self->a) } };
  ReactivityEffect *second = probe_effect_new (self->context, &two);

  g_test_summary ("G9: a disposed effect never runs again, in the flush or the batch that made it "
                  "due");

  one.data = second;
  assert_log ("one two");
  reactivity_signal_set_int (self->a, 2);
  assert_log ("one");

  reactivity_context_batch_begin (self->context);
  reactivity_signal_set_int (self->a, 3);
  reactivity_computation_dispose (COMPUTATION (first));
  reactivity_context_batch_end (self->context);
  assert_log ("");

  g_assert_finalize_object (first);
  g_assert_finalize_object (second);
}

typedef struct
{
  ReactivityContext *context;
  ReactivitySource *source;
  const char *names; /* a letter for each level */
} Level;

static gboolean
level_cb (gpointer data, GError **error)
{
  Level *level = data;
  static char name[64][2];
  static guint next;
  char *own = name[next++ % 64];

  own[0] = level->names[0];
  get_int (level->source);
  log_note (own);
  reactivity_context_on_cleanup (level->context, log_note_cb, own, NULL);

  if (level->names[1] != '\0')
    {
      for (int i = 0; i < 2; i++)
        {
          Level *inner = g_memdup2 (level, sizeof *level);

          inner->names++;
          g_object_unref (reactivity_effect_new (level->context, level_cb, inner, g_free));
        }
    }

  return TRUE;
}

static void
test_g10_ends (Fixture *self, gconstpointer data)
{
  Level level = { self->context, SOURCE (self->a), "abc" };
  ReactivityEffect *effect = reactivity_effect_new (self->context, level_cb, &level, NULL);

  g_test_summary ("G10: what a run made ends with it, deepest first, last made first; cleanup "
                  "functions take part");

  assert_log ("a b c c b c c");
  reactivity_signal_set_int (self->a, 2);
  assert_log ("c c b c c b a a b c c b c c");
  reactivity_computation_dispose (COMPUTATION (effect));
  assert_log ("c c b c c b a");

  g_assert_finalize_object (effect);
}

static void
make_hook (Probe *self)
{
  Probe *inner = self->data;
  ReactivityContext *context = reactivity_node_get_context (NODE (self->reads[0]));

  if (self->runs == 1)
    {
      REACTIVITY_AUTO_UNTRACK (context, untracked);

      inner->data = probe_effect_new (context, inner);
    }
}

static void
test_g10_untracked (Fixture *self, gconstpointer data)
{
  Probe inner = { "inner", { SOURCE (self->b) } };
  Probe outer = { "outer", { SOURCE (self->a) }, make_hook, &inner };
  ReactivityEffect *effect = probe_effect_new (self->context, &outer);

  g_test_summary ("G10: untrack keeps an effect from ending with the run");

  reactivity_signal_set_int (self->a, 2);
  g_assert_finalize_object (effect);
  reactivity_signal_set_int (self->b, 2);
  assert_log ("outer inner outer inner");

  g_assert_finalize_object (inner.data);
}

static void
maybe_hook (Probe *self)
{
  if (self->runs % 2)
    get_int (self->data);
}

static void
test_g11_loss (Fixture *self, gconstpointer data)
{
  Probe p = { "effect", { NULL }, maybe_hook, self->a };
  ReactivityEffect *effect = probe_effect_new (self->context, &p);

  g_test_summary ("G11: a run without dependencies warns with the name, or is ignored, or keeps "
                  "those of before");

  reactivity_node_set_name (NODE (effect), "loser");
  expect_warning ("loser*");
  reactivity_signal_set_int (self->a, 2);
  g_test_assert_expected_messages ();
  reactivity_effect_run (effect, NULL);

  reactivity_computation_set_loss_strategy (COMPUTATION (effect), REACTIVITY_LOSS_IGNORE);
  reactivity_signal_set_int (self->a, 3);
  reactivity_signal_set_int (self->a, 4);
  reactivity_effect_run (effect, NULL);
  assert_log ("effect effect effect effect effect");

  reactivity_computation_set_loss_strategy (COMPUTATION (effect), REACTIVITY_LOSS_RESTORE);
  reactivity_signal_set_int (self->a, 5);
  reactivity_signal_set_int (self->a, 6);
  reactivity_signal_set_int (self->a, 7);
  assert_log ("effect effect effect");

  g_assert_finalize_object (effect);
}

static void
test_g12_isolated (Fixture *self, gconstpointer data)
{
  ReactivityContext *other = reactivity_context_new ();
  ReactivitySignal *there = reactivity_signal_new_int (other, 1);
  Probe p = { "here", { SOURCE (self->a), SOURCE (there) } };
  ReactivityEffect *here = probe_effect_new (self->context, &p);
  Probe q = { "there", { SOURCE (there) } };
  ReactivityEffect *effect = probe_effect_new (other, &q);

  g_test_summary ("G12: reads, batches and flushes of one context never touch another");

  assert_log ("here there");
  reactivity_signal_set_int (there, 2);
  assert_log ("there");

  reactivity_context_batch_begin (other);
  reactivity_signal_set_int (self->a, 2);
  assert_log ("here");
  reactivity_signal_set_int (there, 3);
  reactivity_context_flush (self->context);
  assert_log ("");
  reactivity_context_batch_end (other);
  assert_log ("there");

  g_assert_finalize_object (here);
  g_assert_finalize_object (effect);
  g_assert_finalize_object (there);
  g_assert_finalize_object (other);
}

#define add(path, func) g_test_add ("/reactivity/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("g05/at-once", test_g05_at_once);
  add ("g05/order", test_g05_order);
  add ("g05/never-left-stale", test_g05_never_stale);
  add ("g06/nest-and-flush", test_g06_nest);
  add ("g06/put-back", test_g06_put_back);
  add ("g08/own-write", test_g08_own_write);
  add ("g08/own-value", test_g08_cycle);
  add ("g08/rounds", test_g08_rounds);
  add ("g09/disposed-never-runs", test_g09_disposed);
  add ("g10/ends-with-the-run", test_g10_ends);
  add ("g10/untracked", test_g10_untracked);
  add ("g11/loss", test_g11_loss);
  add ("g12/isolated", test_g12_isolated);

  return g_test_run ();
}
