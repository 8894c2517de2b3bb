/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ReactivityMemoized: cached, not compared. */

#include "support.h"

static void
test_cached (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "memoized", { SOURCE (number) } };
  ReactivityMemoized *memoized = probe_memoized_new (NULL, &probe);

  g_test_summary ("A memoized runs when it is read and has no value");

  assert_log ("");
  g_assert_cmpint (get_int (memoized), ==, 1);
  g_assert_cmpint (get_int (memoized), ==, 1);
  assert_log ("memoized");
  reactivity_signal_set_int (number, 2);
  assert_log ("");
  g_assert_cmpint (get_int (memoized), ==, 2);
  assert_log ("memoized");

  g_assert_finalize_object (memoized);
  g_assert_cmpint (probe.freed, ==, 1);
  g_assert_finalize_object (number);
}

static int
nothing_of (gpointer source, GError **error)
{
  return reactivity_source_get_int (source) * 0;
}

static void
test_guarded_by_derived (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  ReactivityDerived *zero = reactivity_derived_new_int (NULL, nothing_of, number, NULL);
  Probe probe = { "memoized", { SOURCE (zero) } };
  ReactivityMemoized *memoized = probe_memoized_new (NULL, &probe);

  g_test_summary ("A memoized keeps its value when what it reads has not really changed");

  get_int (memoized);
  reactivity_signal_set_int (number, 2);
  get_int (memoized);
  assert_log ("memoized");

  g_assert_finalize_object (memoized);
  g_assert_finalize_object (zero);
  g_assert_finalize_object (number);
}

static void
read_if (Probe *self)
{
  if (*(gboolean *) self->data)
    self->sum += get_int (self->reads[1]);
}

static void
test_runs_only_if_read (void)
{
  gboolean wanted = TRUE;
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "memoized", { SOURCE (number) } };
  ReactivityMemoized *memoized = probe_memoized_new (NULL, &probe);
  Probe user = { "effect", { NULL, SOURCE (memoized) }, read_if, &wanted };
  ReactivityEffect *effect;

  g_test_summary ("A change makes the readers due; the function runs only if they still read it");

  effect = probe_effect_new (NULL, &user);
  assert_log ("effect memoized");
  reactivity_computation_set_loss_strategy (COMPUTATION (effect), REACTIVITY_LOSS_IGNORE);

  wanted = FALSE;
  reactivity_signal_set_int (number, 2);
  assert_log ("effect");
  g_assert_cmpint (get_int (memoized), ==, 2);
  assert_log ("memoized");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (memoized);
  g_assert_finalize_object (number);
}

static void
test_chain (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe first = { "first", { SOURCE (number) } };
  ReactivityMemoized *a = probe_memoized_new (NULL, &first);
  Probe second = { "second", { SOURCE (a) } };
  ReactivityMemoized *b = probe_memoized_new (NULL, &second);
  Probe user = { "effect", { SOURCE (b) } };
  ReactivityEffect *effect = probe_effect_new (NULL, &user);

  g_test_summary ("Memoized of memoized: a change goes through to the effect");

  assert_log ("effect second first");
  reactivity_signal_set_int (number, 2);
  assert_log ("effect second first");
  g_assert_cmpint (user.sum, ==, 2);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (b);
  g_assert_finalize_object (a);
  g_assert_finalize_object (number);
}

static void
test_invalidate (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "memoized", { SOURCE (number) } };
  ReactivityMemoized *memoized = probe_memoized_new (NULL, &probe);
  Probe user = { "effect", { SOURCE (memoized) } };
  ReactivityEffect *effect = probe_effect_new (NULL, &user);

  g_test_summary ("invalidate() drops the value: the readers are due, and it runs when they read");

  assert_log ("effect memoized");
  reactivity_derived_invalidate (REACTIVITY_DERIVED (memoized));
  assert_log ("effect memoized");

  g_assert_finalize_object (effect);
  reactivity_derived_invalidate (REACTIVITY_DERIVED (memoized));
  assert_log ("");
  get_int (memoized);
  assert_log ("memoized");

  g_assert_finalize_object (memoized);
  g_assert_finalize_object (number);
}

static void
test_invalidate_before_first_read (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "memoized", { SOURCE (number) } };
  ReactivityMemoized *memoized = probe_memoized_new (NULL, &probe);

  g_test_summary ("A memoized that never ran can be invalidated");

  reactivity_derived_invalidate (REACTIVITY_DERIVED (memoized));
  g_assert_cmpint (get_int (memoized), ==, 1);
  assert_log ("memoized");

  g_assert_finalize_object (memoized);
  g_assert_finalize_object (number);
}

static void
test_fails (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "memoized", { SOURCE (number) }, .fails = TRUE };
  ReactivityMemoized *memoized = probe_memoized_new (NULL, &probe);
  g_auto (GValue) value = G_VALUE_INIT;

  g_test_summary ("A memoized keeps an error as it keeps a value");

  g_assert_false (reactivity_source_read_value (SOURCE (memoized), &value, NULL));
  g_assert_false (reactivity_source_read_value (SOURCE (memoized), &value, NULL));
  assert_log ("memoized");
  probe.fails = FALSE;
  reactivity_signal_set_int (number, 2);
  g_assert_true (reactivity_source_read_value (SOURCE (memoized), &value, NULL));
  g_assert_cmpint (g_value_get_int (&value), ==, 2);
  assert_log ("memoized");

  g_assert_finalize_object (memoized);
  g_assert_finalize_object (number);
}

static void
test_disposed (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "memoized", { SOURCE (number) } };
  ReactivityMemoized *memoized = probe_memoized_new (NULL, &probe);

  g_test_summary ("A disposed memoized keeps its last value");

  get_int (memoized);
  reactivity_computation_dispose (COMPUTATION (memoized));
  reactivity_signal_set_int (number, 2);
  g_assert_cmpint (get_int (memoized), ==, 1);
  assert_log ("memoized");

  g_assert_finalize_object (memoized);
  g_assert_finalize_object (number);
}

static void
test_first_read_in_effect (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  ReactivitySignal *other = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "memoized", { SOURCE (number) } };
  ReactivityMemoized *memoized = probe_memoized_new (NULL, &probe);
  Probe user = { "effect", { SOURCE (other), SOURCE (memoized) } };
  ReactivityEffect *effect = probe_effect_new (NULL, &user);

  g_test_summary ("The first run, and a run for another reason, announce no change");

  assert_log ("effect memoized");
  reactivity_signal_set_int (other, 2);
  assert_log ("effect");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (memoized);
  g_assert_finalize_object (other);
  g_assert_finalize_object (number);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/memoized/cached", test_cached);
  g_test_add_func ("/reactivity/memoized/guarded-by-derived", test_guarded_by_derived);
  g_test_add_func ("/reactivity/memoized/runs-only-if-read", test_runs_only_if_read);
  g_test_add_func ("/reactivity/memoized/chain", test_chain);
  g_test_add_func ("/reactivity/memoized/invalidate", test_invalidate);
  g_test_add_func ("/reactivity/memoized/invalidate-before-first-read",
                   test_invalidate_before_first_read);
  g_test_add_func ("/reactivity/memoized/fails", test_fails);
  g_test_add_func ("/reactivity/memoized/disposed", test_disposed);
  g_test_add_func ("/reactivity/memoized/first-run-is-no-change", test_first_read_in_effect);

  return g_test_run ();
}
