/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* G1 to G4 and G7: what is read, compared, cached and seen. */

#include "support.h"

typedef struct
{
  ReactivityContext *context;
  ReactivitySignal *a;
  ReactivitySignal *b;
  ReactivitySignal *c;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = reactivity_context_new ();
  self->a = reactivity_signal_new_int (self->context, 1);
  self->b = reactivity_signal_new_int (self->context, 10);
  self->c = reactivity_signal_new_int (self->context, 100);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  assert_log ("");
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->b);
  g_assert_finalize_object (self->c);
  g_assert_finalize_object (self->context);
}

static void
read_third (Probe *self)
{
  ReactivityContext *context = reactivity_node_get_context (self->data);

  self->sum += g_value_get_int (reactivity_source_peek_value (self->data));
  reactivity_context_untrack_begin (context);
  self->sum += get_int (self->data);
  reactivity_context_untrack_end (context);
}

static void
test_g01_links (Fixture *self, gconstpointer data)
{
  Probe probe = { "effect", { SOURCE (self->a), SOURCE (self->b) }, read_third, self->c };
  ReactivityEffect *effect = probe_effect_new (self->context, &probe);

  g_test_summary ("G1: reads link, peek and what is inside untrack do not");

  reactivity_signal_set_int (self->a, 2);
  reactivity_signal_set_int (self->b, 20);
  assert_log ("effect effect effect");
  reactivity_signal_set_int (self->c, 200);
  assert_log ("");
  reactivity_signal_set_int (self->a, 3);
  assert_log ("effect");
  g_assert_cmpint (probe.sum, ==, 423);

  g_assert_finalize_object (effect);
}

static void
read_b_or_c (Probe *self)
{
  self->sum = get_int (self->sum % 2 ? self->reads[2] : self->reads[3]);
}

static void
test_g01_dynamic (Fixture *self, gconstpointer data)
{
  Probe probe = { "effect",
                  { SOURCE (self->a), NULL, SOURCE (self->b), SOURCE (self->c) },
                  read_b_or_c };
  ReactivityEffect *effect = probe_effect_new (self->context, &probe);

  g_test_summary ("G1: only the dependencies of the last run count");

  for (int i = 1; i < 9; i++)
    {
      ReactivitySignal *read = i % 2 ? self->b : self->c;
      ReactivitySignal *unread = i % 2 ? self->c : self->b;

      assert_log ("effect");
      reactivity_signal_set_int (unread, -i);
      assert_log ("");
      reactivity_signal_set_int (read, 1000 + i);
      assert_log ("effect");
      g_assert_cmpint (probe.sum, ==, 1000 + i);
      reactivity_signal_set_int (self->a, i + 1);
    }
  assert_log ("effect");

  g_assert_finalize_object (effect);
}

static gboolean
never_equal (const GValue *a, const GValue *b, gpointer user_data)
{
  return FALSE;
}

static void
test_g02_compares (Fixture *self, gconstpointer data)
{
  Probe probe = { "effect", { SOURCE (self->a) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &probe);

  g_test_summary (
      "G2: an equal value changes nothing, by default; the source may see it otherwise");

  g_assert_false (reactivity_signal_set_int (self->a, 1));
  assert_log ("effect");
  g_assert_true (reactivity_signal_set_int (self->a, 2));
  assert_log ("effect");

  reactivity_source_set_check_equality (SOURCE (self->a), FALSE);
  g_assert_true (reactivity_signal_set_int (self->a, 2));
  assert_log ("effect");

  reactivity_source_set_check_equality (SOURCE (self->a), TRUE);
  reactivity_source_set_equal_func (SOURCE (self->a), never_equal, NULL, NULL);
  g_assert_true (reactivity_signal_set_int (self->a, 2));
  assert_log ("effect");

  g_assert_finalize_object (effect);
}

static void
double_cb (GValue *value, gpointer user_data)
{
  g_value_set_int (value, 2 * g_value_get_int (value));
}

static void
update_hook (Probe *self)
{
  reactivity_signal_update (self->data, double_cb, NULL);
}

static void
test_g02_update (Fixture *self, gconstpointer data)
{
  Probe probe = { "effect", { SOURCE (self->a) }, update_hook, self->b };
  ReactivityEffect *effect = probe_effect_new (self->context, &probe);

  g_test_summary ("G2: update sets what the function makes of the value, and never tracks");

  g_assert_cmpint (get_int (self->b), ==, 20);
  reactivity_signal_set_int (self->b, 1);
  assert_log ("effect");
  reactivity_signal_set_int (self->a, 2);
  assert_log ("effect");
  g_assert_cmpint (get_int (self->b), ==, 2);

  g_assert_finalize_object (effect);
}

static int
sign (gpointer source, GError **error)
{
  int n = reactivity_source_get_int (source);

  return (n > 0) - (n < 0);
}

static void
test_g03_lazy (Fixture *self, gconstpointer data)
{
  Probe d = { "derived", { SOURCE (self->a), SOURCE (self->b) } };
  ReactivityDerived *derived = probe_derived_new (self->context, &d);

  g_test_summary ("G3: runs on first read, then at most once per change, and never without one");

  reactivity_signal_set_int (self->a, 2);
  assert_log ("");
  get_int (derived);
  get_int (derived);
  assert_log ("derived");
  reactivity_signal_set_int (self->a, 3);
  reactivity_signal_set_int (self->b, 11);
  assert_log ("");
  get_int (derived);
  get_int (derived);
  assert_log ("derived");
  reactivity_signal_set_int (self->c, 4);
  reactivity_signal_set_int (self->a, 3);
  get_int (derived);
  assert_log ("");

  g_assert_finalize_object (derived);
}

static void
test_g03_equality (Fixture *self, gconstpointer data)
{
  ReactivityDerived *s = reactivity_derived_new_int (self->context, sign, self->a, NULL);
  Probe m = { "middle", { SOURCE (s) } };
  ReactivityDerived *middle = probe_derived_new (self->context, &m);
  Probe e = { "effect", { SOURCE (middle) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &e);

  g_test_summary ("G3: a derived's own equality stops the wave");

  assert_log ("effect middle");
  reactivity_signal_set_int (self->a, 5);
  assert_log ("");
  reactivity_signal_set_int (self->a, -5);
  assert_log ("middle effect");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (middle);
  g_assert_finalize_object (s);
}

static void
read_if_true (Probe *self)
{
  if (self->sum > 0)
    self->sum += get_int (self->data);
}

static void
test_g03_first_run (Fixture *self, gconstpointer data)
{
  Probe d = { "derived", { SOURCE (self->b) } };
  ReactivityDerived *derived = probe_derived_new (self->context, &d);
  Probe one = { "one", { SOURCE (self->a) }, read_if_true, derived };
  ReactivityEffect *first = probe_effect_new (self->context, &one);
  Probe two = { "two", { SOURCE (derived) } };
  ReactivityEffect *second = probe_effect_new (self->context, &two);

  g_test_summary ("G3: the first run of a derived announces no change");

  assert_log ("one derived two");

  g_assert_finalize_object (first);
  g_assert_finalize_object (second);
  g_assert_finalize_object (derived);
}

static void
test_g03_guard (Fixture *self, gconstpointer data)
{
  ReactivityDerived *has = reactivity_derived_new_int (self->context, sign, self->a, NULL);
  Probe n = { "name", { SOURCE (self->a) } };
  ReactivityDerived *name = probe_derived_new (self->context, &n);
  Probe e = { "effect", { SOURCE (has) }, read_if_true, name };
  ReactivityEffect *effect = probe_effect_new (self->context, &e);

  g_test_summary ("G3: a guard read first protects what comes after it");

  assert_log ("effect name");
  reactivity_signal_set_int (self->a, 0);
  assert_log ("effect");
  reactivity_signal_set_int (self->a, -1);
  assert_log ("effect");
  reactivity_signal_set_int (self->a, 7);
  assert_log ("effect name");
  reactivity_signal_set_int (self->a, 8);
  assert_log ("name effect");
  g_assert_cmpint (e.sum, ==, 9);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (name);
  g_assert_finalize_object (has);
}

static void
check_agrees (Probe *self)
{
  /* Each of them is the signal itself. */
  int first = get_int (self->reads[0]);

  for (guint i = 1; i < G_N_ELEMENTS (self->reads) && self->reads[i] != NULL; i++)
    g_assert_cmpint (get_int (self->reads[i]), ==, first);
}

static void
test_g04_shapes (Fixture *self, gconstpointer data)
{
  Probe p[4] = { { NULL, { SOURCE (self->a) } } };
  ReactivityDerived *d[4];
  Probe e = { "effect", { NULL }, check_agrees };
  Probe last = { "last" };
  ReactivityEffect *effect;
  ReactivityEffect *second;

  g_test_summary ("G4: paths of any length to one signal agree in every run, each of which is one");

  /* Deriveds at distance 1 to 4, all of which an effect reads, nearest last. */
  d[0] = probe_derived_new (self->context, &p[0]);
  for (int i = 1; i < 4; i++)
    {
      p[i] = (Probe){ NULL, { SOURCE (d[i - 1]) } };
      d[i] = probe_derived_new (self->context, &p[i]);
    }
  e.reads[0] = SOURCE (d[3]);
  e.reads[1] = SOURCE (self->a);
  e.reads[2] = SOURCE (d[1]);
  e.reads[3] = SOURCE (d[2]);
  effect = probe_effect_new (self->context, &e);
  last.reads[0] = SOURCE (self->a);
  last.reads[1] = SOURCE (d[3]);
  last.hook = check_agrees;
  second = probe_effect_new (self->context, &last);
  assert_log ("effect last");

  for (int i = 2; i < 10; i++)
    {
      reactivity_signal_set_int (self->a, i);
      assert_log ("effect last");
      for (int j = 0; j < 4; j++)
        g_assert_cmpint (p[j].runs, ==, i);
    }

  g_assert_finalize_object (second);
  g_assert_finalize_object (effect);
  for (int i = 3; i >= 0; i--)
    g_assert_finalize_object (d[i]);
}

static void
test_g04_fresh_in_batch (Fixture *self, gconstpointer data)
{
  Probe one = { "one", { SOURCE (self->a), SOURCE (self->b) } };
  ReactivityDerived *sum = probe_derived_new (self->context, &one);
  Probe two = { "two", { SOURCE (sum), SOURCE (self->a) } };
  ReactivityDerived *more = probe_derived_new (self->context, &two);

  g_test_summary ("G4: reads in a batch are fresh");

  g_assert_cmpint (get_int (more), ==, 12);
  reactivity_context_batch_begin (self->context);
  for (int i = 2; i < 6; i++)
    {
      reactivity_signal_set_int (self->a, i);
      g_assert_cmpint (get_int (more), ==, 2 * i + 10);
      g_assert_cmpint (get_int (sum), ==, i + 10);
    }
  reactivity_context_batch_end (self->context);
  assert_log ("two one one two one two one two one two");

  g_assert_finalize_object (more);
  g_assert_finalize_object (sum);
}

static gboolean
zero (GValue *value, gpointer source, GError **error)
{
  g_value_set_int (value, 0 * reactivity_source_get_int (source));
  log_note ("memoized");
  return TRUE;
}

static void
test_g07_memoized (Fixture *self, gconstpointer data)
{
  ReactivityMemoized *memoized =
      reactivity_memoized_new (self->context, G_TYPE_INT, zero, self->a, NULL);
  Probe e = { "effect", { SOURCE (memoized) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &e);

  g_test_summary ("G7: a memoized does not compare: its readers are due though its value is the "
                  "same");

  assert_log ("effect memoized");
  reactivity_signal_set_int (self->a, 2);
  assert_log ("effect memoized");
  g_assert_finalize_object (effect);

  reactivity_signal_set_int (self->a, 3);
  reactivity_signal_set_int (self->a, 4);
  assert_log ("");
  get_int (memoized);
  get_int (memoized);
  assert_log ("memoized");

  g_assert_finalize_object (memoized);
}

#define add(path, func) g_test_add ("/reactivity/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("g01/reads-link", test_g01_links);
  add ("g01/dynamic-dependencies", test_g01_dynamic);
  add ("g02/compares", test_g02_compares);
  add ("g02/update", test_g02_update);
  add ("g03/lazy-and-cached", test_g03_lazy);
  add ("g03/equality-stops-the-wave", test_g03_equality);
  add ("g03/first-run-is-no-change", test_g03_first_run);
  add ("g03/guard", test_g03_guard);
  add ("g04/no-glitch", test_g04_shapes);
  add ("g04/fresh-in-batch", test_g04_fresh_in_batch);
  add ("g07/not-compared", test_g07_memoized);

  return g_test_run ();
}
