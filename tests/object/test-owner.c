/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Effects and scopes that live as long as another object. */

#include "support.h"

typedef struct
{
  ReactivityContext *context;
  ReactivitySignal *a;
  GObject *owner;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = reactivity_context_new ();
  self->a = reactivity_signal_new_int (self->context, 1);
  self->owner = g_object_new (G_TYPE_OBJECT, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->owner);
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->context);
}

static void
test_effect (Fixture *self, gconstpointer data)
{
  Probe e = { "effect", { SOURCE (self->a) } };
  gpointer effect =
      reactivity_effect_new_for (self->owner, self->context, probe_effect, &e, probe_freed);

  g_test_summary ("An effect for an object is held by it, and ends with it");

  g_object_add_weak_pointer (effect, &effect);
  reactivity_signal_set_int (self->a, 2);
  assert_log ("effect effect");
  g_assert_finalize_object (g_steal_pointer (&self->owner));
  g_assert_null (effect);
  g_assert_cmpint (e.freed, ==, 1);
  reactivity_signal_set_int (self->a, 3);
  assert_log ("");
}

static void
test_effect_held_elsewhere (Fixture *self, gconstpointer data)
{
  Probe e = { "effect", { SOURCE (self->a) } };
  ReactivityEffect *effect = g_object_ref (
      reactivity_effect_new_for (self->owner, self->context, probe_effect, &e, probe_freed));

  g_test_summary ("It ends with the object though others hold it");

  g_assert_finalize_object (g_steal_pointer (&self->owner));
  g_assert_true (reactivity_computation_is_disposed (COMPUTATION (effect)));
  reactivity_signal_set_int (self->a, 2);
  assert_log ("effect");
  g_assert_finalize_object (effect);
}

static void
test_effect_goes_first (Fixture *self, gconstpointer data)
{
  Probe e = { "effect", { SOURCE (self->a) } };
  gpointer effect =
      reactivity_effect_new_for (self->owner, self->context, probe_effect, &e, probe_freed);

  g_test_summary ("An effect that is disposed first is let go by its object");

  g_object_add_weak_pointer (effect, &effect);
  reactivity_computation_dispose (effect);
  g_assert_null (effect);
  g_assert_cmpint (e.freed, ==, 1);
  g_assert_finalize_object (g_steal_pointer (&self->owner));
  assert_log ("effect");
}

static void
test_owner_run_dispose (Fixture *self, gconstpointer data)
{
  Probe e = { "effect", { SOURCE (self->a) } };

  g_test_summary ("It ends when the object is disposed, before it is finalized");

  reactivity_effect_new_for (self->owner, self->context, probe_effect, &e, probe_freed);
  g_object_run_dispose (self->owner);
  g_assert_cmpint (e.freed, ==, 1);
  assert_log ("effect");
}

static void
drop_owner_hook (Probe *self)
{
  if (self->runs == 2)
    g_clear_object ((GObject **) self->data);
}

static void
test_drops_owner (Fixture *self, gconstpointer data)
{
  Probe e = { "effect", { SOURCE (self->a) }, drop_owner_hook, &self->owner };

  g_test_summary ("The effect may drop its owner in its run: it ends when that is over");

  reactivity_effect_new_for (self->owner, self->context, probe_effect, &e, probe_freed);
  reactivity_signal_set_int (self->a, 2);
  g_assert_null (self->owner);
  g_assert_cmpint (e.freed, ==, 1);
  reactivity_signal_set_int (self->a, 3);
  assert_log ("effect effect");
}

static void
end_other_cb (gpointer probe)
{
  reactivity_computation_dispose (((Probe *) probe)->data);
}

static void
test_ends_another (Fixture *self, gconstpointer data)
{
  Probe one = { "one", { SOURCE (self->a) } };
  Probe two = { "two", { SOURCE (self->a) } };

  g_test_summary ("An effect may end another one of the same object when that goes");

  reactivity_effect_new_for (self->owner, self->context, probe_effect, &one, end_other_cb);
  one.data =
      reactivity_effect_new_for (self->owner, self->context, probe_effect, &two, probe_freed);
  g_assert_finalize_object (g_steal_pointer (&self->owner));
  g_assert_cmpint (two.freed, ==, 1);
  reactivity_signal_set_int (self->a, 2);
  assert_log ("one two");
}

static void
test_in_batch (Fixture *self, gconstpointer data)
{
  Probe e = { "effect", { SOURCE (self->a) } };

  g_test_summary ("An object that goes in a batch takes its due effect along");

  reactivity_effect_new_for (self->owner, self->context, probe_effect, &e, probe_freed);
  reactivity_context_batch_begin (self->context);
  reactivity_signal_set_int (self->a, 2);
  g_clear_object (&self->owner);
  reactivity_context_batch_end (self->context);
  assert_log ("effect");
}

static void
new_for_hook (Probe *self)
{
  if (self->runs == 1)
    reactivity_effect_new_for (((Fixture *) self->data)->owner, ((Fixture *) self->data)->context,
                               probe_effect, (Probe *) self->reads[3], probe_freed);
}

static void
test_not_owned_by_run (Fixture *self, gconstpointer data)
{
  Probe inner = { "inner", { SOURCE (self->a) } };
  Probe outer = {
    "outer", { SOURCE (self->a), NULL, NULL, (gpointer) &inner }, new_for_hook, self
  };
  ReactivityEffect *effect = probe_effect_new (self->context, &outer);

  g_test_summary ("An effect for an object does not end with the run in which it was made");

  assert_log ("outer inner");
  reactivity_signal_set_int (self->a, 2);
  assert_log ("outer inner");
  g_assert_finalize_object (effect);
  reactivity_signal_set_int (self->a, 3);
  assert_log ("inner");
  g_clear_object (&self->owner);
  g_assert_cmpint (inner.freed, ==, 1);
}

static void
test_many (Fixture *self, gconstpointer data)
{
  Probe e = { NULL, { SOURCE (self->a) } };

  g_test_summary ("An object may have many effects and scopes");

  for (int i = 0; i < 100; i++)
    reactivity_effect_new_for (self->owner, self->context, probe_effect, &e, probe_freed);
  reactivity_signal_set_int (self->a, 2);
  g_assert_cmpint (e.runs, ==, 200);
  g_assert_finalize_object (g_steal_pointer (&self->owner));
  g_assert_cmpint (e.freed, ==, 100);
}

static void
test_node_as_owner (Fixture *self, gconstpointer data)
{
  Probe e = { "effect", { SOURCE (self->a) } };
  ReactivitySignal *owner = reactivity_signal_new_int (self->context, 1);

  g_test_summary ("A node may be the owner");

  reactivity_effect_new_for (owner, self->context, probe_effect, &e, probe_freed);
  g_assert_finalize_object (owner);
  g_assert_cmpint (e.freed, ==, 1);
  assert_log ("effect");
}

static void
test_scope (Fixture *self, gconstpointer data)
{
  Probe e = { "effect", { SOURCE (self->a) } };
  ReactivityScope *scope = reactivity_scope_new_for (self->owner, self->context);
  gpointer weak = scope;

  g_test_summary ("A scope for an object is held by it, and ends with it");

  g_object_add_weak_pointer (G_OBJECT (scope), &weak);
  reactivity_scope_enter (scope);
  g_object_unref (probe_effect_new (self->context, &e));
  reactivity_scope_leave (scope);
  reactivity_scope_on_cleanup (scope, log_note_cb, "cleanup", NULL);
  g_assert_finalize_object (g_steal_pointer (&self->owner));
  assert_log ("effect cleanup");
  g_assert_cmpint (e.freed, ==, 1);
  g_assert_null (weak);
}

static void
test_scope_held_elsewhere (Fixture *self, gconstpointer data)
{
  Probe e = { "effect", { SOURCE (self->a) } };
  ReactivityScope *scope = g_object_ref (reactivity_scope_new_for (self->owner, self->context));

  g_test_summary ("A scope that others hold is empty when its object has gone, and usable");

  reactivity_scope_enter (scope);
  g_object_unref (probe_effect_new (self->context, &e));
  g_assert_finalize_object (g_steal_pointer (&self->owner));
  g_assert_cmpint (e.freed, ==, 1);
  g_object_unref (probe_effect_new (self->context, &e));
  reactivity_scope_leave (scope);
  assert_log ("effect effect");
  g_assert_finalize_object (scope);
  g_assert_cmpint (e.freed, ==, 2);
}

static void
test_fails_at_once (Fixture *self, gconstpointer data)
{
  Probe e = { "effect", { SOURCE (self->a) }, .fails = TRUE };
  g_autoptr (GPtrArray) errors = errors_collect (self->context);

  g_test_summary ("An effect for an object may fail in its first run, and run again");

  reactivity_effect_new_for (self->owner, self->context, probe_effect, &e, probe_freed);
  assert_reported (errors, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  e.fails = FALSE;
  reactivity_signal_set_int (self->a, 2);
  assert_log ("effect effect");
  g_assert_finalize_object (g_steal_pointer (&self->owner));
}

#define add(path, func)                                                                            \
  g_test_add ("/reactivity/owner/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("effect", test_effect);
  add ("effect-held-elsewhere", test_effect_held_elsewhere);
  add ("effect-goes-first", test_effect_goes_first);
  add ("owner-run-dispose", test_owner_run_dispose);
  add ("drops-owner", test_drops_owner);
  add ("ends-another", test_ends_another);
  add ("in-batch", test_in_batch);
  add ("not-owned-by-run", test_not_owned_by_run);
  add ("many", test_many);
  add ("node-as-owner", test_node_as_owner);
  add ("scope", test_scope);
  add ("scope-held-elsewhere", test_scope_held_elsewhere);
  add ("fails-at-once", test_fails_at_once);

  return g_test_run ();
}
