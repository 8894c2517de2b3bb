/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Values that need themselves, and effects that wake each other. */

#include "support.h"

typedef struct
{
  ReactivityContext *context;
  ReactivitySignal *a;
  ReactivitySignal *b;
  GPtrArray *errors;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = reactivity_context_new ();
  self->a = reactivity_signal_new_int (self->context, 0);
  self->b = reactivity_signal_new_int (self->context, 0);
  self->errors = errors_collect (self->context);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  assert_none_reported (self->errors);
  g_ptr_array_unref (self->errors);
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->b);
  g_assert_finalize_object (self->context);
}

static void
read_self (Probe *self)
{
  ReactivityDerived **derived = self->data;

  if (self->sum > 0)
    self->sum += get_int (*derived);
}

static void
test_own_value (Fixture *self, gconstpointer data)
{
  ReactivityDerived *derived = NULL;
  Probe d = { NULL, { SOURCE (self->a) }, read_self, &derived };
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_test_summary ("A derived that reads itself fails, and recovers when it does not any more");

  derived = probe_derived_new (self->context, &d);
  reactivity_node_set_name (NODE (derived), "ouroboros");
  reactivity_signal_set_int (self->a, 1);
  g_assert_false (reactivity_source_read_value (SOURCE (derived), &value, &error));
  g_assert_error (error, REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE);
  g_assert_nonnull (strstr (error->message, "(ouroboros -> ouroboros)"));
  g_assert_cmpint (d.runs, ==, 1);

  reactivity_signal_set_int (self->a, 0);
  g_assert_cmpint (get_int (derived), ==, 0);
  g_clear_error (&error);
  reactivity_signal_set_int (self->a, 2);
  g_assert_false (reactivity_source_read_value (SOURCE (derived), &value, &error));
  reactivity_signal_set_int (self->a, 0);
  g_assert_true (reactivity_source_read_value (SOURCE (derived), &value, NULL));

  g_assert_finalize_object (derived);
}

static void
test_appears_and_disappears (Fixture *self, gconstpointer data)
{
  ReactivityDerived *second = NULL;
  Probe one = { NULL, { SOURCE (self->a) }, read_self, &second };
  ReactivityDerived *first = probe_derived_new (self->context, &one);
  Probe two = { NULL, { SOURCE (first) } };
  Probe e = { NULL };
  ReactivityEffect *effect;

  g_test_summary ("A cycle of two that comes and goes: an effect on it sees each change");

  second = probe_derived_new (self->context, &two);
  reactivity_node_set_name (NODE (first), "hen");
  reactivity_node_set_name (NODE (second), "egg");
  e.reads[0] = SOURCE (second);
  effect = probe_effect_new (self->context, &e);

  for (int i = 1; i < 4; i++)
    {
      reactivity_signal_set_int (self->a, i);
      assert_reported (self->errors, REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE, "*hen*egg*");
      assert_none_reported (self->errors);
      reactivity_signal_set_int (self->a, -i);
      g_assert_cmpint (e.sum, ==, -i);
      g_assert_cmpint (get_int (first), ==, -i);
    }

  g_assert_finalize_object (effect);
  g_assert_finalize_object (second);
  g_assert_finalize_object (first);
}

static void
test_from_either_end (Fixture *self, gconstpointer data)
{
  ReactivityDerived *second = NULL;
  Probe one = { NULL, { SOURCE (self->a) }, read_self, &second };
  ReactivityDerived *first = probe_derived_new (self->context, &one);
  Probe two = { NULL, { SOURCE (first) } };
  g_auto (GValue) value = G_VALUE_INIT;

  g_test_summary ("All members of a cycle fail, wherever it is entered, and all recover");

  second = probe_derived_new (self->context, &two);
  for (int i = 1; i < 4; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) other = NULL;
      ReactivityDerived *entry = i % 2 ? first : second;
      ReactivityDerived *exit = i % 2 ? second : first;

      reactivity_signal_set_int (self->a, i);
      g_assert_false (reactivity_source_read_value (SOURCE (entry), &value, &error));
      g_assert_error (error, REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE);
      g_assert_false (reactivity_source_read_value (SOURCE (exit), &value, &other));
      g_assert_error (other, REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE);
      reactivity_signal_set_int (self->a, -i);
      g_assert_cmpint (get_int (exit), ==, -i);
      g_assert_cmpint (get_int (entry), ==, -i);
    }

  g_assert_finalize_object (second);
  g_assert_finalize_object (first);
}

static void
test_memoized (Fixture *self, gconstpointer data)
{
  ReactivityDerived *second = NULL;
  Probe one = { NULL, { SOURCE (self->a) }, read_self, &second };
  ReactivityMemoized *first = probe_memoized_new (self->context, &one);
  Probe two = { NULL, { SOURCE (first) } };
  g_auto (GValue) value = G_VALUE_INIT;

  g_test_summary ("A cycle through a memoized");

  second = (gpointer) probe_memoized_new (self->context, &two);
  for (int i = 1; i < 4; i++)
    {
      reactivity_signal_set_int (self->a, i);
      g_assert_false (reactivity_source_read_value (SOURCE (second), &value, NULL));
      g_assert_false (reactivity_source_read_value (SOURCE (first), &value, NULL));
      reactivity_signal_set_int (self->a, -i);
      g_assert_cmpint (get_int (second), ==, -i);
    }

  g_assert_finalize_object (second);
  g_assert_finalize_object (first);
}

static void
increment (Probe *self)
{
  reactivity_signal_set_int (self->data, self->sum + 1);
}

static void
test_effects (Fixture *self, gconstpointer data)
{
  Probe one = { NULL, { SOURCE (self->a) }, increment, self->b };
  Probe two = { NULL, { SOURCE (self->b) }, increment, self->a };
  Probe bystander = { NULL, { SOURCE (self->a), SOURCE (self->b) } };
  ReactivityEffect *first =
      reactivity_effect_new_unstarted (self->context, probe_effect, &one, NULL);
  ReactivityEffect *second =
      reactivity_effect_new_unstarted (self->context, probe_effect, &two, NULL);
  ReactivityEffect *third = probe_effect_new (self->context, &bystander);

  g_test_summary ("Effects that wake each other are stopped after 100 rounds, and named; others "
                  "see the end of it");

  reactivity_node_set_name (NODE (first), "ping");
  reactivity_node_set_name (NODE (second), "pong");
  reactivity_node_set_name (NODE (third), "witness");
  reactivity_effect_run (first, NULL);
  reactivity_effect_run (second, NULL);
  g_assert_cmpuint (self->errors->len, ==, 1);
  g_assert_null (strstr (((GError *) g_ptr_array_index (self->errors, 0))->message, "witness"));
  assert_reported (self->errors, REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE, "*ping*pong*");
  g_assert_cmpint (one.runs, <=, 110);
  g_assert_cmpint (one.runs, >=, 90);
  g_assert_cmpint (bystander.sum, ==, get_int (self->a) + get_int (self->b));

  /* Everything works as before. */
  one.hook = two.hook = NULL;
  one.runs = two.runs = bystander.runs = 0;
  reactivity_signal_set_int (self->a, -5);
  reactivity_signal_set_int (self->b, -6);
  g_assert_cmpint (one.runs, ==, 1);
  g_assert_cmpint (two.runs, ==, 1);
  g_assert_cmpint (bystander.runs, ==, 2);
  g_assert_cmpint (bystander.sum, ==, -11);

  g_assert_finalize_object (first);
  g_assert_finalize_object (second);
  g_assert_finalize_object (third);
}

static void
count_down (Probe *self)
{
  if (self->sum > 0)
    reactivity_signal_set_int (self->data, self->sum - 1);
}

static void
test_long_but_finite (Fixture *self, gconstpointer data)
{
  Probe one = { NULL, { SOURCE (self->a) }, count_down, self->b };
  Probe two = { NULL, { SOURCE (self->b) }, count_down, self->a };
  ReactivityEffect *first = probe_effect_new (self->context, &one);
  ReactivityEffect *second = probe_effect_new (self->context, &two);

  g_test_summary ("Effects that wake each other often, but come to rest, are no cycle");

  reactivity_signal_set_int (self->a, 100);
  assert_none_reported (self->errors);
  g_assert_cmpint (MIN (get_int (self->a), get_int (self->b)), ==, 0);

  g_assert_finalize_object (first);
  g_assert_finalize_object (second);
}

static void
test_own_write (Fixture *self, gconstpointer data)
{
  Probe one = { NULL, { SOURCE (self->a) }, increment, self->a };
  ReactivityEffect *effect = probe_effect_new (self->context, &one);

  g_test_summary ("An effect that writes what it reads runs once for each change of others");

  g_assert_cmpint (one.runs, ==, 1);
  g_assert_cmpint (get_int (self->a), ==, 1);
  reactivity_signal_set_int (self->a, 5);
  g_assert_cmpint (one.runs, ==, 2);
  g_assert_cmpint (get_int (self->a), ==, 6);

  g_assert_finalize_object (effect);
}

static void
test_own_write_through_derived (Fixture *self, gconstpointer data)
{
  Probe d = { NULL, { SOURCE (self->a) } };
  ReactivityDerived *derived = probe_derived_new (self->context, &d);
  Probe one = { NULL, { SOURCE (derived) }, increment, self->a };
  ReactivityEffect *effect = probe_effect_new (self->context, &one);

  g_test_summary ("The same when it reads it through a derived");

  g_assert_cmpint (one.runs, ==, 1);
  reactivity_signal_set_int (self->a, 5);
  g_assert_cmpint (one.runs, ==, 2);
  g_assert_cmpint (get_int (derived), ==, 6);
  reactivity_signal_set_int (self->a, 10);
  g_assert_cmpint (one.runs, ==, 3);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (derived);
}

static void
test_derived_never_settles (Fixture *self, gconstpointer data)
{
  Probe one = { NULL, { SOURCE (self->a) }, increment, self->b };
  ReactivityDerived *first = probe_derived_new (self->context, &one);
  Probe two = { NULL, { SOURCE (self->b) }, increment, self->a };
  ReactivityDerived *second = probe_derived_new (self->context, &two);
  Probe both = { NULL, { SOURCE (first), SOURCE (second) } };
  ReactivityDerived *sum = probe_derived_new (self->context, &both);
  g_auto (GValue) value = G_VALUE_INIT;

  g_test_summary ("Derived values that make each other stale are given up, and work again later");

  /* The first run reads them in order; from then on a check never comes to rest. */
  reactivity_source_read_value (SOURCE (sum), &value, NULL);
  reactivity_signal_set_int (self->a, 50);
  reactivity_source_read_value (SOURCE (sum), &value, NULL);
  g_assert_cmpint (one.runs + two.runs, <, 1000);
  while (self->errors->len > 0)
    assert_reported (self->errors, REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE, "*");

  one.hook = two.hook = NULL;
  reactivity_signal_set_int (self->a, 7);
  reactivity_signal_set_int (self->b, 8);
  g_assert_cmpint (get_int (sum), ==, 15);

  g_assert_finalize_object (sum);
  g_assert_finalize_object (second);
  g_assert_finalize_object (first);
}

static void
write_back_cb (gpointer signal, GParamSpec *pspec, gpointer user_data)
{
  int *count = user_data;

  if (++*count < 10000)
    reactivity_signal_set_int (signal, get_int (signal) + 1);
}

static void
test_listeners (Fixture *self, gconstpointer data)
{
  int count = 0;

  g_test_summary ("A listener that changes its source each time is stopped like an effect");

  reactivity_node_set_name (NODE (self->a), "runaway");
  g_signal_connect (self->a, "notify::value", G_CALLBACK (write_back_cb), &count);
  reactivity_signal_set_int (self->a, 1);
  g_assert_cmpint (count, <, 1000);
  assert_reported (self->errors, REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE, "*runaway*");
}

#define add(path, func)                                                                            \
  g_test_add ("/reactivity/cycle/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("own-value", test_own_value);
  add ("appears-and-disappears", test_appears_and_disappears);
  add ("from-either-end", test_from_either_end);
  add ("memoized", test_memoized);
  add ("effects", test_effects);
  add ("long-but-finite", test_long_but_finite);
  add ("own-write", test_own_write);
  add ("own-write-through-derived", test_own_write_through_derived);
  add ("derived-never-settles", test_derived_never_settles);
  add ("listeners", test_listeners);

  return g_test_run ();
}
