/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ReactivityEffect: when it runs, and how it ends. */

#include "support.h"

static void
test_immediate (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "effect", { SOURCE (number) } };
  ReactivityEffect *effect = probe_effect_new (NULL, &probe);

  g_test_summary ("An effect runs at once, and before each write that reaches it returns");

  assert_log ("effect");
  reactivity_signal_set_int (number, 2);
  assert_log ("effect");
  g_assert_cmpint (probe.sum, ==, 2);
  reactivity_signal_set_int (number, 2);
  assert_log ("");

  g_assert_finalize_object (effect);
  g_assert_cmpint (probe.freed, ==, 1);
  reactivity_signal_set_int (number, 3);
  assert_log ("");
  g_assert_finalize_object (number);
}

static void
test_unstarted (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "effect", { SOURCE (number) } };
  ReactivityEffect *effect =
      reactivity_effect_new_unstarted (NULL, probe_effect, &probe, probe_freed);
  g_autoptr (GError) error = NULL;

  g_test_summary ("An effect that was not started waits for run()");

  reactivity_signal_set_int (number, 2);
  assert_log ("");
  g_assert_true (reactivity_effect_run (effect, &error));
  g_assert_no_error (error);
  assert_log ("effect");
  reactivity_signal_set_int (number, 3);
  assert_log ("effect");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (number);
}

static void
test_unstarted_never_run (void)
{
  Probe probe = { "effect" };
  ReactivityEffect *effect =
      reactivity_effect_new_unstarted (NULL, probe_effect, &probe, probe_freed);

  g_test_summary ("An effect that was never started goes like any other");

  g_assert_finalize_object (effect);
  assert_log ("");
  g_assert_cmpint (probe.freed, ==, 1);
}

static void
test_run_not_due (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "effect", { SOURCE (number) } };
  ReactivityEffect *effect = probe_effect_new (NULL, &probe);

  g_test_summary ("run() runs an effect that is not due, and takes it off the list when it is");

  assert_log ("effect");
  g_assert_true (reactivity_effect_run (effect, NULL));
  assert_log ("effect");

  reactivity_context_batch_begin (reactivity_context_get_default ());
  reactivity_signal_set_int (number, 2);
  g_assert_true (reactivity_effect_run (effect, NULL));
  assert_log ("effect");
  reactivity_context_batch_end (reactivity_context_get_default ());
  assert_log ("");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (number);
}

static void
test_run_fails (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "effect", { SOURCE (number) }, .fails = TRUE };
  ReactivityEffect *effect =
      reactivity_effect_new_unstarted (NULL, probe_effect, &probe, probe_freed);
  g_autoptr (GPtrArray) errors = errors_collect (reactivity_context_get_default ());
  g_autoptr (GError) error = NULL;

  g_test_summary ("run() gives the error to its caller, and to nobody else");

  g_assert_false (reactivity_effect_run (effect, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  g_assert_false (reactivity_effect_run (effect, NULL));
  assert_none_reported (errors);

  reactivity_signal_set_int (number, 2);
  assert_reported (errors, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  assert_none_reported (errors);

  probe.fails = FALSE;
  g_assert_true (reactivity_effect_run (effect, NULL));
  assert_log ("effect effect effect effect");

  g_signal_handlers_disconnect_by_data (reactivity_context_get_default (), errors);
  g_assert_finalize_object (effect);
  g_assert_finalize_object (number);
}

static void
test_run_disposed (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "effect", { SOURCE (number) } };
  ReactivityEffect *effect = probe_effect_new (NULL, &probe);
  g_autoptr (GError) error = NULL;

  g_test_summary ("run() of a disposed effect fails, and it stays disposed");

  reactivity_node_set_name (NODE (effect), "ended");
  reactivity_computation_dispose (COMPUTATION (effect));
  g_assert_cmpint (probe.freed, ==, 1);
  g_assert_false (reactivity_effect_run (effect, &error));
  g_assert_error (error, REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED);
  g_assert_nonnull (strstr (error->message, "ended"));
  g_assert_true (reactivity_computation_is_disposed (COMPUTATION (effect)));
  reactivity_signal_set_int (number, 2);
  assert_log ("effect");
  g_assert_cmpint (probe.freed, ==, 1);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (number);
}

static void
run_again_hook (Probe *self)
{
  g_autoptr (GError) error = NULL;

  if (self->runs == 1)
    return;

  g_assert_false (reactivity_effect_run (self->data, &error));
  g_assert_error (error, REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE);
  log_note ("refused");
}

static void
test_run_in_own_run (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "effect", { SOURCE (number) }, run_again_hook };
  ReactivityEffect *effect = probe_effect_new (NULL, &probe);

  g_test_summary ("run() inside the effect's own run is refused as a cycle");

  probe.data = effect;
  reactivity_signal_set_int (number, 2);
  assert_log ("effect effect refused");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (number);
}

static gboolean
fail_silently (gpointer source, GError **error)
{
  reactivity_source_get_int (source);
  return FALSE;
}

static gboolean
fail_with_true (gpointer source, GError **error)
{
  reactivity_source_get_int (source);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  return TRUE;
}

static void
test_odd_failures (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  ReactivityEffect *silent = reactivity_effect_new_unstarted (NULL, fail_silently, number, NULL);
  ReactivityEffect *odd = reactivity_effect_new_unstarted (NULL, fail_with_true, number, NULL);
  g_autoptr (GError) error = NULL;

  g_test_summary ("FALSE without an error, and TRUE with one, are failures");

  g_assert_false (reactivity_effect_run (silent, &error));
  g_assert_error (error, REACTIVITY_ERROR, REACTIVITY_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (reactivity_effect_run (odd, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);

  g_assert_finalize_object (silent);
  g_assert_finalize_object (odd);
  g_assert_finalize_object (number);
}

static void
test_order_of_creation (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probes[] = { { "a", { SOURCE (number) } },
                     { "b", { SOURCE (number) } },
                     { "c", { SOURCE (number) } } };
  ReactivityEffect *a = reactivity_effect_new_unstarted (NULL, probe_effect, &probes[0], NULL);
  ReactivityEffect *b = reactivity_effect_new_unstarted (NULL, probe_effect, &probes[1], NULL);
  ReactivityEffect *c = reactivity_effect_new_unstarted (NULL, probe_effect, &probes[2], NULL);

  g_test_summary ("What one change makes due runs in the order of creation, however it subscribed");

  reactivity_effect_run (c, NULL);
  reactivity_effect_run (a, NULL);
  reactivity_effect_run (b, NULL);
  assert_log ("c a b");
  reactivity_signal_set_int (number, 2);
  assert_log ("a b c");

  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
  g_assert_finalize_object (c);
  g_assert_finalize_object (number);
}

static void
test_same_source_twice (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "effect", { SOURCE (number), SOURCE (number), SOURCE (number) } };
  ReactivityEffect *effect = probe_effect_new (NULL, &probe);
  g_autoptr (GPtrArray) subs = NULL;

  g_test_summary ("An effect that reads a source three times runs once");

  reactivity_signal_set_int (number, 2);
  assert_log ("effect effect");
  subs = reactivity_node_list_subscribers (NODE (number));
  g_assert_cmpuint (subs->len, ==, 1);
  g_clear_pointer (&subs, g_ptr_array_unref);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (number);
}

static void
test_source_goes_first (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  ReactivitySignal *b = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "effect", { SOURCE (a), SOURCE (b) } };
  ReactivityEffect *effect = probe_effect_new (NULL, &probe);
  g_autoptr (GPtrArray) deps = NULL;

  g_test_summary ("A source may go before what reads it; the rest stays linked");

  probe.reads[0] = SOURCE (b);
  probe.reads[1] = NULL;
  g_assert_finalize_object (a);
  deps = reactivity_computation_list_dependencies (COMPUTATION (effect));
  g_assert_cmpuint (deps->len, ==, 1);
  g_assert_true (g_ptr_array_index (deps, 0) == b);
  g_clear_pointer (&deps, g_ptr_array_unref);

  reactivity_signal_set_int (b, 2);
  assert_log ("effect effect");
  g_assert_cmpint (probe.sum, ==, 2);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (b);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/effect/immediate", test_immediate);
  g_test_add_func ("/reactivity/effect/unstarted", test_unstarted);
  g_test_add_func ("/reactivity/effect/unstarted-never-run", test_unstarted_never_run);
  g_test_add_func ("/reactivity/effect/run-not-due", test_run_not_due);
  g_test_add_func ("/reactivity/effect/run-fails", test_run_fails);
  g_test_add_func ("/reactivity/effect/run-disposed", test_run_disposed);
  g_test_add_func ("/reactivity/effect/run-in-own-run", test_run_in_own_run);
  g_test_add_func ("/reactivity/effect/odd-failures", test_odd_failures);
  g_test_add_func ("/reactivity/effect/order-of-creation", test_order_of_creation);
  g_test_add_func ("/reactivity/effect/same-source-twice", test_same_source_twice);
  g_test_add_func ("/reactivity/effect/source-goes-first", test_source_goes_first);

  return g_test_run ();
}
