/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ReactivityComputation: dispose, loss of dependencies, the list of them. */

#include "support.h"

static void
test_dispose (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  Probe d = { "derived", { SOURCE (a) } };
  ReactivityDerived *derived = probe_derived_new (NULL, &d);
  Probe e = { "effect", { SOURCE (derived) } };
  ReactivityEffect *effect = probe_effect_new (NULL, &e);
  g_autoptr (GPtrArray) none = NULL;

  g_test_summary ("dispose() unlinks, frees the function's data, and may be called twice");

  g_assert_false (reactivity_computation_is_disposed (COMPUTATION (effect)));
  reactivity_computation_dispose (COMPUTATION (effect));
  reactivity_computation_dispose (COMPUTATION (effect));
  g_assert_true (reactivity_computation_is_disposed (COMPUTATION (effect)));
  g_assert_cmpint (e.freed, ==, 1);
  none = reactivity_node_list_subscribers (NODE (derived));
  g_assert_cmpuint (none->len, ==, 0);

  reactivity_computation_dispose (COMPUTATION (derived));
  g_assert_true (reactivity_computation_is_disposed (COMPUTATION (derived)));
  g_assert_cmpint (d.freed, ==, 1);
  assert_log ("effect derived");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (derived);
  g_assert_finalize_object (a);
  g_assert_cmpint (e.freed, ==, 1);
}

static void
dispose_hook (Probe *self)
{
  ReactivityComputation **computation = self->data;

  if (*computation != NULL)
    {
      reactivity_computation_dispose (*computation);
      g_assert_cmpint (self->freed, ==, 0);
      log_note ("goes-on");
    }
}

static void
test_dispose_in_run (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  ReactivityComputation *self = NULL;
  Probe e = { "effect", { SOURCE (a) }, dispose_hook, &self };
  ReactivityEffect *effect = probe_effect_new (NULL, &e);

  g_test_summary ("A computation disposed in its own run ends when the run is over");

  self = COMPUTATION (effect);
  reactivity_signal_set_int (a, 2);
  assert_log ("effect effect goes-on");
  g_assert_cmpint (e.freed, ==, 1);
  reactivity_signal_set_int (a, 3);
  assert_log ("");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
}

static void
test_dispose_derived_in_run (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  ReactivityComputation *self = NULL;
  Probe d = { "derived", { SOURCE (a) }, dispose_hook, &self };
  ReactivityDerived *derived = probe_derived_new (NULL, &d);

  g_test_summary ("A derived disposed in its own run has the value of that run");

  self = COMPUTATION (derived);
  g_assert_cmpint (get_int (derived), ==, 1);
  g_assert_cmpint (d.freed, ==, 1);
  reactivity_signal_set_int (a, 2);
  g_assert_cmpint (get_int (derived), ==, 1);
  assert_log ("derived goes-on");

  g_assert_finalize_object (derived);
  g_assert_finalize_object (a);
}

static void
maybe_read (Probe *self)
{
  if (*(gboolean *) self->data)
    self->sum += get_int (self->reads[3]);
}

static void
test_loss_warns (void)
{
  gboolean reads = TRUE;
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  Probe e = { "effect", { NULL, NULL, NULL, SOURCE (a) }, maybe_read, &reads };
  ReactivityEffect *effect = probe_effect_new (NULL, &e);

  g_test_summary ("A run that ends without dependencies warns by default, with the name");

  g_assert_cmpint (reactivity_computation_get_loss_strategy (COMPUTATION (effect)), ==,
                   REACTIVITY_LOSS_WARN);
  reactivity_node_set_name (NODE (effect), "forgetful");
  reads = FALSE;
  expect_warning ("*forgetful*never run again*");
  reactivity_signal_set_int (a, 2);
  g_test_assert_expected_messages ();
  assert_log ("effect effect");
  reactivity_signal_set_int (a, 3);
  assert_log ("");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
}

static void
test_loss_first_run (void)
{
  Probe e = { "effect" };
  ReactivityEffect *effect;

  g_test_summary ("A first run without dependencies warns, too");

  expect_warning ("*ReactivityEffect*never run again*");
  effect = probe_effect_new (NULL, &e);
  g_test_assert_expected_messages ();

  g_assert_finalize_object (effect);
  assert_log ("effect");
}

static void
test_loss_ignore (void)
{
  gboolean reads = TRUE;
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  Probe e = { "effect", { NULL, NULL, NULL, SOURCE (a) }, maybe_read, &reads };
  ReactivityEffect *effect = probe_effect_new (NULL, &e);

  g_test_summary ("It can be told to say nothing");

  reactivity_computation_set_loss_strategy (COMPUTATION (effect), REACTIVITY_LOSS_IGNORE);
  g_assert_cmpint (reactivity_computation_get_loss_strategy (COMPUTATION (effect)), ==,
                   REACTIVITY_LOSS_IGNORE);
  reads = FALSE;
  reactivity_signal_set_int (a, 2);
  reactivity_signal_set_int (a, 3);
  assert_log ("effect effect");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
}

static void
test_loss_restore (void)
{
  gboolean reads = TRUE;
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  Probe e = { "effect", { NULL, NULL, NULL, SOURCE (a) }, maybe_read, &reads };
  ReactivityEffect *effect = probe_effect_new (NULL, &e);

  g_test_summary ("It can be told to keep the dependencies of the run before");

  reactivity_computation_set_loss_strategy (COMPUTATION (effect), REACTIVITY_LOSS_RESTORE);
  g_assert_cmpint (reactivity_computation_get_loss_strategy (COMPUTATION (effect)), ==,
                   REACTIVITY_LOSS_RESTORE);
  reads = FALSE;
  reactivity_signal_set_int (a, 2);
  reactivity_signal_set_int (a, 3);
  reads = TRUE;
  reactivity_signal_set_int (a, 4);
  assert_log ("effect effect effect effect");
  g_assert_cmpint (e.sum, ==, 4);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
}

static void
test_loss_restore_derived (void)
{
  gboolean reads = TRUE;
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  Probe d = { "derived", { NULL, NULL, NULL, SOURCE (a) }, maybe_read, &reads };
  ReactivityDerived *derived = probe_derived_new (NULL, &d);

  g_test_summary ("A derived that keeps its dependencies is woken by them");

  reactivity_computation_set_loss_strategy (COMPUTATION (derived), REACTIVITY_LOSS_RESTORE);
  g_assert_cmpint (get_int (derived), ==, 1);
  reads = FALSE;
  reactivity_signal_set_int (a, 2);
  g_assert_cmpint (get_int (derived), ==, 0);
  reads = TRUE;
  g_assert_cmpint (get_int (derived), ==, 0);
  reactivity_signal_set_int (a, 3);
  g_assert_cmpint (get_int (derived), ==, 3);
  assert_log ("derived derived derived");

  g_assert_finalize_object (derived);
  g_assert_finalize_object (a);
}

static void
test_list (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  ReactivitySignal *b = reactivity_signal_new_int (NULL, 1);
  Probe e = { NULL, { SOURCE (b), SOURCE (a), SOURCE (b) } };
  ReactivityEffect *effect = probe_effect_new (NULL, &e);
  GPtrArray *list;

  g_test_summary ("The dependencies are listed once each, in the order of their first read");

  list = reactivity_computation_list_dependencies (COMPUTATION (effect));
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_true (g_ptr_array_index (list, 0) == b);
  g_assert_true (g_ptr_array_index (list, 1) == a);
  g_ptr_array_unref (list);

  e.reads[0] = SOURCE (a);
  e.reads[1] = NULL;
  reactivity_effect_run (effect, NULL);
  list = reactivity_computation_list_dependencies (COMPUTATION (effect));
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_true (g_ptr_array_index (list, 0) == a);
  g_ptr_array_unref (list);

  reactivity_computation_dispose (COMPUTATION (effect));
  list = reactivity_computation_list_dependencies (COMPUTATION (effect));
  g_assert_cmpuint (list->len, ==, 0);
  g_ptr_array_unref (list);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
}

static void
test_types (void)
{
  g_test_summary ("Derived, memoized and effect are computations; a signal is none");

  g_assert_true (g_type_is_a (REACTIVITY_TYPE_DERIVED, REACTIVITY_TYPE_COMPUTATION));
  g_assert_true (g_type_is_a (REACTIVITY_TYPE_MEMOIZED, REACTIVITY_TYPE_COMPUTATION));
  g_assert_true (g_type_is_a (REACTIVITY_TYPE_EFFECT, REACTIVITY_TYPE_COMPUTATION));
  g_assert_false (g_type_is_a (REACTIVITY_TYPE_SIGNAL, REACTIVITY_TYPE_COMPUTATION));
  g_assert_true (g_type_is_a (REACTIVITY_TYPE_SIGNAL, REACTIVITY_TYPE_SOURCE));
  g_assert_true (g_type_is_a (REACTIVITY_TYPE_SOURCE, REACTIVITY_TYPE_NODE));
  g_assert_false (g_type_is_a (REACTIVITY_TYPE_EFFECT, REACTIVITY_TYPE_SOURCE));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/computation/dispose", test_dispose);
  g_test_add_func ("/reactivity/computation/dispose-in-run", test_dispose_in_run);
  g_test_add_func ("/reactivity/computation/dispose-derived-in-run", test_dispose_derived_in_run);
  g_test_add_func ("/reactivity/computation/loss-warns", test_loss_warns);
  g_test_add_func ("/reactivity/computation/loss-in-first-run", test_loss_first_run);
  g_test_add_func ("/reactivity/computation/loss-ignored", test_loss_ignore);
  g_test_add_func ("/reactivity/computation/loss-restored", test_loss_restore);
  g_test_add_func ("/reactivity/computation/loss-restored-derived", test_loss_restore_derived);
  g_test_add_func ("/reactivity/computation/list", test_list);
  g_test_add_func ("/reactivity/computation/types", test_types);

  return g_test_run ();
}
