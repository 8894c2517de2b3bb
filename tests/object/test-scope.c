/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ReactivityScope: effects that end together. */

#include "support.h"

static void
test_ends_together (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  ReactivityScope *scope = reactivity_scope_new (context);
  Probe first = { "first", { SOURCE (a) } };
  Probe second = { "second", { SOURCE (a) } };

  g_test_summary ("Effects made in a scope are held by it and end with it");

  g_assert_true (reactivity_scope_get_context (scope) == context);
  reactivity_scope_enter (scope);
  g_object_unref (probe_effect_new (context, &first));
  g_object_unref (probe_effect_new (context, &second));
  reactivity_scope_leave (scope);

  reactivity_signal_set_int (a, 2);
  assert_log ("first second first second");
  reactivity_scope_dispose (scope);
  g_assert_cmpint (first.freed + second.freed, ==, 2);
  reactivity_signal_set_int (a, 3);
  assert_log ("");

  g_assert_finalize_object (scope);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
test_last_reference (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  ReactivityScope *scope = reactivity_scope_new (NULL);
  Probe probe = { "effect", { SOURCE (a) } };

  g_test_summary ("Dropping a scope ends its effects");

  {
    REACTIVITY_AUTO_SCOPE (scope, entered);
    g_object_unref (probe_effect_new (NULL, &probe));
  }
  g_assert_finalize_object (scope);
  g_assert_cmpint (probe.freed, ==, 1);
  assert_log ("effect");

  g_assert_finalize_object (a);
}

static void
cleanup_run (gpointer context)
{
  reactivity_context_on_cleanup (context, log_note_cb, "a", NULL);
  reactivity_context_on_cleanup (context, log_note_cb, "b", NULL);
}

static void
test_cleanup (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivityScope *scope = reactivity_scope_new (context);
  Probe data = { NULL };

  g_test_summary ("Cleanup functions of a scope run when it is disposed, last made first");

  reactivity_scope_on_cleanup (scope, log_note_cb, "direct", NULL);
  reactivity_scope_run (scope, cleanup_run, context);
  reactivity_scope_on_cleanup (scope, probe_freed, &data, probe_freed);
  assert_log ("");
  reactivity_scope_dispose (scope);
  assert_log ("b a direct");
  g_assert_cmpint (data.freed, ==, 2);

  g_assert_finalize_object (scope);
  assert_log ("");
  g_assert_finalize_object (context);
}

static void
test_order (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  ReactivityScope *scope = reactivity_scope_new (NULL);
  Probe probe = { NULL, { SOURCE (a) } };
  ReactivityEffect *effect;

  g_test_summary ("What a scope holds ends: the effects, and then the functions, the last made first");

  reactivity_scope_enter (scope);
  reactivity_scope_on_cleanup (scope, log_note_cb, "1", NULL);
  effect = reactivity_effect_new (NULL, probe_effect, &probe, NULL);
  g_object_weak_ref (G_OBJECT (effect), (GWeakNotify) (GCallback) log_note_cb, "2");
  g_object_unref (effect);
  reactivity_scope_on_cleanup (scope, log_note_cb, "3", NULL);
  reactivity_scope_leave (scope);
  reactivity_scope_dispose (scope);
  assert_log ("2 3 1");

  g_assert_finalize_object (scope);
  g_assert_finalize_object (a);
}

static void
test_reusable (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  ReactivityScope *scope = reactivity_scope_new (NULL);
  Probe probe = { "effect", { SOURCE (a) } };

  g_test_summary ("A disposed scope is empty, and can be used again");

  for (int i = 0; i < 3; i++)
    {
      reactivity_scope_enter (scope);
      g_object_unref (probe_effect_new (NULL, &probe));
      reactivity_scope_leave (scope);
      reactivity_scope_dispose (scope);
      reactivity_scope_dispose (scope);
      g_assert_cmpint (probe.freed, ==, i + 1);
    }
  assert_log ("effect effect effect");

  g_assert_finalize_object (scope);
  g_assert_finalize_object (a);
}

static void
make_in_scope (Probe *self)
{
  ReactivityScope *scope = self->data;
  Probe *inner = (gpointer) self->reads[3];

  if (self->runs > 1)
    return;

  REACTIVITY_AUTO_SCOPE (scope, entered);
  g_object_unref (probe_effect_new (NULL, inner));
}

static void
test_survives_run (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  ReactivitySignal *b = reactivity_signal_new_int (NULL, 1);
  ReactivityScope *scope = reactivity_scope_new (NULL);
  Probe inner = { "inner", { SOURCE (b) } };
  Probe outer = { "outer", { SOURCE (a), NULL, NULL, (gpointer) &inner }, make_in_scope, scope };
  ReactivityEffect *effect = probe_effect_new (NULL, &outer);

  g_test_summary ("An effect made in a scope outlives the run in which it was made");

  assert_log ("outer inner");
  reactivity_signal_set_int (a, 2);
  assert_log ("outer");
  reactivity_signal_set_int (b, 2);
  assert_log ("inner");
  g_assert_finalize_object (effect);
  reactivity_signal_set_int (b, 3);
  assert_log ("inner");

  g_assert_finalize_object (scope);
  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
}

static void
read_in_scope (Probe *self)
{
  REACTIVITY_AUTO_SCOPE (self->data, entered);

  self->sum += get_int (self->reads[3]);
}

static void
test_tracks (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  ReactivitySignal *b = reactivity_signal_new_int (NULL, 1);
  ReactivityScope *scope = reactivity_scope_new (NULL);
  Probe probe = { "effect", { SOURCE (a), NULL, NULL, SOURCE (b) }, read_in_scope, scope };
  ReactivityEffect *effect = probe_effect_new (NULL, &probe);

  g_test_summary ("Reads in a scope inside a run are reads of that run");

  reactivity_signal_set_int (b, 5);
  assert_log ("effect effect");
  g_assert_cmpint (probe.sum, ==, 6);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (scope);
  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
}

static void
test_nested (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  ReactivityScope *outer = reactivity_scope_new (NULL);
  ReactivityScope *inner = reactivity_scope_new (NULL);
  Probe one = { "one", { SOURCE (a) } };
  Probe two = { "two", { SOURCE (a) } };

  g_test_summary ("Scopes nest like blocks; the inner one is not part of the outer one");

  reactivity_scope_enter (outer);
  reactivity_scope_enter (inner);
  g_object_unref (probe_effect_new (NULL, &one));
  reactivity_scope_leave (inner);
  g_object_unref (probe_effect_new (NULL, &two));
  reactivity_scope_leave (outer);
  assert_log ("one two");

  reactivity_scope_dispose (outer);
  reactivity_signal_set_int (a, 2);
  assert_log ("one");

  g_assert_finalize_object (outer);
  g_assert_finalize_object (inner);
  g_assert_finalize_object (a);
}

static void
test_dropped_inside (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  ReactivityScope *scope = reactivity_scope_new (NULL);
  Probe probe = { "effect", { SOURCE (a) } };

  g_test_summary ("A scope that is dropped while it is entered ends when it is left");

  reactivity_scope_enter (scope);
  g_object_unref (scope);
  g_object_unref (probe_effect_new (NULL, &probe));
  g_assert_cmpint (probe.freed, ==, 0);
  reactivity_scope_leave (scope);
  g_assert_cmpint (probe.freed, ==, 1);
  assert_log ("effect");

  g_assert_finalize_object (a);
}

static void
dispose_again (gpointer scope)
{
  log_note ("dispose");
  reactivity_scope_dispose (scope);
}

static void
test_dispose_in_cleanup (void)
{
  ReactivityScope *scope = reactivity_scope_new (NULL);

  g_test_summary ("A cleanup function may dispose its scope: each function is called once");

  reactivity_scope_on_cleanup (scope, log_note_cb, "a", NULL);
  reactivity_scope_on_cleanup (scope, dispose_again, scope, NULL);
  reactivity_scope_on_cleanup (scope, log_note_cb, "b", NULL);
  reactivity_scope_dispose (scope);
  assert_log ("b dispose a");

  g_assert_finalize_object (scope);
}

static void
add_again (gpointer scope)
{
  reactivity_scope_on_cleanup (scope, log_note_cb, "late", NULL);
}

static void
test_cleanup_in_cleanup (void)
{
  ReactivityScope *scope = reactivity_scope_new (NULL);

  g_test_summary ("A cleanup function that is added by another one is called, too");

  reactivity_scope_on_cleanup (scope, log_note_cb, "first", NULL);
  reactivity_scope_on_cleanup (scope, add_again, scope, NULL);
  reactivity_scope_dispose (scope);
  assert_log ("late first");

  g_assert_finalize_object (scope);
}

static void
dispose_own_scope (Probe *self)
{
  if (self->runs == 2)
    reactivity_scope_dispose (self->data);
}

static void
test_disposed_by_its_effect (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  ReactivityScope *scope = reactivity_scope_new (NULL);
  Probe one = { "one", { SOURCE (a) }, dispose_own_scope, scope };
  Probe two = { "two", { SOURCE (a) } };

  g_test_summary (
      "An effect may dispose the scope that holds it, in the flush that others wait for");

  reactivity_scope_enter (scope);
  g_object_unref (probe_effect_new (NULL, &one));
  g_object_unref (probe_effect_new (NULL, &two));
  reactivity_scope_leave (scope);
  assert_log ("one two");

  reactivity_signal_set_int (a, 2);
  assert_log ("one");
  g_assert_cmpint (one.freed, ==, 1);
  g_assert_cmpint (two.freed, ==, 1);
  reactivity_signal_set_int (a, 3);
  assert_log ("");

  g_assert_finalize_object (scope);
  g_assert_finalize_object (a);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/scope/ends-together", test_ends_together);
  g_test_add_func ("/reactivity/scope/last-reference", test_last_reference);
  g_test_add_func ("/reactivity/scope/cleanup", test_cleanup);
  g_test_add_func ("/reactivity/scope/order", test_order);
  g_test_add_func ("/reactivity/scope/reusable", test_reusable);
  g_test_add_func ("/reactivity/scope/survives-run", test_survives_run);
  g_test_add_func ("/reactivity/scope/tracks", test_tracks);
  g_test_add_func ("/reactivity/scope/nested", test_nested);
  g_test_add_func ("/reactivity/scope/dropped-inside", test_dropped_inside);
  g_test_add_func ("/reactivity/scope/dispose-in-cleanup", test_dispose_in_cleanup);
  g_test_add_func ("/reactivity/scope/cleanup-in-cleanup", test_cleanup_in_cleanup);
  g_test_add_func ("/reactivity/scope/disposed-by-its-effect", test_disposed_by_its_effect);

  return g_test_run ();
}
