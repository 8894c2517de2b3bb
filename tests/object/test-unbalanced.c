/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Functions that begin something and do not end it, or end what they did not begin. */

#include "support.h"

typedef struct
{
  ReactivityContext *context;
  ReactivitySignal *a;
  ReactivityScope *scope;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = reactivity_context_new ();
  self->a = reactivity_signal_new_int (self->context, 1);
  self->scope = reactivity_scope_new (self->context);
}

/* Whatever happened, the graph works as before. */
static void
tear_down (Fixture *self, gconstpointer data)
{
  Probe probe = { NULL, { SOURCE (self->a) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &probe);

  g_assert_null (reactivity_context_get_active (self->context));
  reactivity_signal_set_int (self->a, 100);
  g_assert_cmpint (probe.sum, ==, 100);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (self->scope);
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->context);
}

static void
leave_untrack (Probe *self)
{
  reactivity_context_untrack_begin (self->data);
}

static void
leave_batch (Probe *self)
{
  reactivity_context_batch_begin (self->data);
  reactivity_context_batch_begin (self->data);
}

static void
leave_scope (Probe *self)
{
  reactivity_scope_enter (self->data);
}

static void
test_untrack (Fixture *self, gconstpointer data)
{
  Probe probe = { NULL, { SOURCE (self->a) }, leave_untrack, self->context };
  ReactivityEffect *effect =
      reactivity_effect_new_unstarted (self->context, probe_effect, &probe, NULL);

  g_test_summary ("An untracked stretch that a function leaves open ends with it, and it is named");

  reactivity_node_set_name (NODE (effect), "careless");
  expect_critical ("*careless*did not end*");
  g_assert_true (reactivity_effect_run (effect, NULL));
  g_test_assert_expected_messages ();

  g_assert_finalize_object (effect);
}

static void
test_batch (Fixture *self, gconstpointer data)
{
  Probe probe = { NULL, { SOURCE (self->a) }, leave_batch, self->context };
  ReactivityEffect *effect =
      reactivity_effect_new_unstarted (self->context, probe_effect, &probe, NULL);

  g_test_summary ("A batch that a function leaves open ends with it, and it is named");

  reactivity_node_set_name (NODE (effect), "careless");
  expect_critical ("*careless*batch*did not end*");
  g_assert_true (reactivity_effect_run (effect, NULL));
  g_test_assert_expected_messages ();

  g_assert_finalize_object (effect);
}

static void
test_scope (Fixture *self, gconstpointer data)
{
  Probe probe = { NULL, { SOURCE (self->a) }, leave_scope, self->scope };
  ReactivityDerived *derived = probe_derived_new (self->context, &probe);

  g_test_summary ("A scope that a derived leaves open ends with its run, and it is named");

  reactivity_node_set_name (NODE (derived), "careless");
  expect_critical ("*careless*did not end*");
  g_assert_cmpint (get_int (derived), ==, 1);
  g_test_assert_expected_messages ();

  g_assert_finalize_object (derived);
}

static void
leave_all (Probe *self)
{
  Fixture *fixture = self->data;

  reactivity_context_untrack_begin (fixture->context);
  reactivity_context_batch_begin (fixture->context);
  reactivity_scope_enter (fixture->scope);
  reactivity_context_untrack_begin (fixture->context);
}

static void
test_all_in_batch (Fixture *self, gconstpointer data)
{
  Probe probe = { "effect", { SOURCE (self->a) }, NULL, self };
  ReactivityEffect *effect = probe_effect_new (self->context, &probe);

  g_test_summary ("What a function leaves open inside a batch does not end that batch");

  probe.hook = leave_all;
  reactivity_context_batch_begin (self->context);
  expect_critical ("*did not end*");
  expect_critical ("*batch*did not end*");
  reactivity_effect_run (effect, NULL);
  g_test_assert_expected_messages ();
  probe.hook = NULL;
  assert_log ("effect effect");
  reactivity_signal_set_int (self->a, 2);
  assert_log ("");
  reactivity_context_batch_end (self->context);
  assert_log ("effect");

  g_assert_finalize_object (effect);
}

static void
leave_all_cleanup (gpointer data)
{
  Fixture *self = data;

  reactivity_context_untrack_begin (self->context);
  reactivity_context_batch_begin (self->context);
}

static void
test_cleanup (Fixture *self, gconstpointer data)
{
  g_test_summary ("What a cleanup function leaves open is closed, too");

  reactivity_scope_on_cleanup (self->scope, leave_all_cleanup, self, NULL);
  expect_critical ("*did not end*");
  expect_critical ("*batch*did not end*");
  reactivity_scope_dispose (self->scope);
  g_test_assert_expected_messages ();
}

static void
begin_batch_cb (gpointer context)
{
  reactivity_context_batch_begin (context);
}

static void
test_batch_func (Fixture *self, gconstpointer data)
{
  g_test_summary ("batch (), untrack () and scope_run () close what their function leaves open");

  expect_critical ("*batch*did not end*");
  reactivity_context_batch (self->context, begin_batch_cb, self->context);
  g_test_assert_expected_messages ();
  expect_critical ("*batch*did not end*");
  reactivity_context_untrack (self->context, begin_batch_cb, self->context);
  g_test_assert_expected_messages ();
  expect_critical ("*batch*did not end*");
  reactivity_scope_run (self->scope, begin_batch_cb, self->context);
  g_test_assert_expected_messages ();
}

static void
test_never_begun (Fixture *self, gconstpointer data)
{
  g_test_summary ("What was not begun cannot be ended");

  expect_critical ("*batch_end*");
  reactivity_context_batch_end (self->context);
  expect_critical ("*untrack_end*");
  reactivity_context_untrack_end (self->context);
  expect_critical ("*scope_leave*");
  reactivity_scope_leave (self->scope);
  g_test_assert_expected_messages ();
}

static void
end_of_others (Probe *self)
{
  Fixture *fixture = self->data;

  expect_critical ("*untrack_end*");
  reactivity_context_untrack_end (fixture->context);
  expect_critical ("*scope_leave*");
  reactivity_scope_leave (fixture->scope);
  g_test_assert_expected_messages ();
}

static void
test_of_others (Fixture *self, gconstpointer data)
{
  Probe probe = { NULL, { SOURCE (self->a) }, end_of_others, self };
  ReactivityEffect *effect =
      reactivity_effect_new_unstarted (self->context, probe_effect, &probe, NULL);

  g_test_summary ("A function cannot end what its caller began");

  reactivity_context_untrack_begin (self->context);
  reactivity_scope_enter (self->scope);
  g_assert_true (reactivity_effect_run (effect, NULL));
  reactivity_scope_leave (self->scope);
  reactivity_context_untrack_end (self->context);

  g_assert_finalize_object (effect);
}

static void
test_crossed (Fixture *self, gconstpointer data)
{
  ReactivityScope *other = reactivity_scope_new (self->context);

  g_test_summary ("Stretches end in the reverse order of their beginning");

  reactivity_context_untrack_begin (self->context);
  reactivity_scope_enter (self->scope);
  expect_critical ("*untrack_end*");
  reactivity_context_untrack_end (self->context);
  expect_critical ("*scope_leave*");
  reactivity_scope_leave (other);
  g_test_assert_expected_messages ();
  reactivity_scope_leave (self->scope);
  reactivity_context_untrack_end (self->context);

  g_assert_finalize_object (other);
}

static void
end_batch (Probe *self)
{
  if (self->runs == 2)
    reactivity_context_batch_end (self->data);
}

static void
test_ends_batch_of_others (Fixture *self, gconstpointer data)
{
  Probe probe = { "effect", { SOURCE (self->a) }, end_batch, self->context };
  ReactivityEffect *effect = probe_effect_new (self->context, &probe);

  g_test_summary ("A function that ends a batch of its caller is told; the graph stays usable");

  reactivity_context_batch_begin (self->context);
  reactivity_signal_set_int (self->a, 2);
  expect_critical ("*batch*");
  reactivity_context_flush (self->context);
  reactivity_context_batch_end (self->context);
  g_test_assert_expected_messages ();
  assert_log ("effect effect");

  g_assert_finalize_object (effect);
}

#define add(path, func)                                                                            \
  g_test_add ("/reactivity/unbalanced/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("untrack", test_untrack);
  add ("batch", test_batch);
  add ("scope", test_scope);
  add ("all-in-batch", test_all_in_batch);
  add ("cleanup", test_cleanup);
  add ("batch-func", test_batch_func);
  add ("never-begun", test_never_begun);
  add ("of-others", test_of_others);
  add ("crossed", test_crossed);
  add ("ends-batch-of-others", test_ends_batch_of_others);

  return g_test_run ();
}
