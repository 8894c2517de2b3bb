/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Functions that write, flush, batch, make and end things while the graph is at work. */

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
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->b);
  g_assert_finalize_object (self->context);
}

static void
set_b (Probe *self)
{
  reactivity_signal_set_int (self->data, self->sum);
}

static void
set_b_and_flush (Probe *self)
{
  reactivity_signal_set_int (self->data, self->sum);
  reactivity_context_flush (reactivity_node_get_context (self->data));
  log_note ("flushed");
}

static void
test_flush_in_effect (Fixture *self, gconstpointer data)
{
  Probe user = { "user", { SOURCE (self->b) } };
  ReactivityEffect *later = probe_effect_new (self->context, &user);
  Probe probe = { "effect", { SOURCE (self->a) }, set_b_and_flush, self->b };
  ReactivityEffect *effect = probe_effect_new (self->context, &probe);

  g_test_summary ("A flush in an effect runs what is due before it returns");

  assert_log ("user effect flushed");
  reactivity_signal_set_int (self->a, 2);
  assert_log ("effect user flushed");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (later);
}

static void
test_flush_wakes_itself (Fixture *self, gconstpointer data)
{
  Probe probe = { "effect", { SOURCE (self->a) }, set_b_and_flush, self->b };
  Probe user = { "user", { SOURCE (self->b) }, set_b, self->a };
  ReactivityEffect *effect = probe_effect_new (self->context, &probe);
  ReactivityEffect *back = probe_effect_new (self->context, &user);

  g_test_summary ("An effect that is made due by a flush of its own runs again after its run");

  assert_log ("effect flushed user");
  reactivity_signal_set_int (self->a, 2);
  assert_log ("effect user flushed");

  /* Now the other one changes what this one reads. */
  user.hook = NULL;
  g_assert_finalize_object (back);
  g_assert_finalize_object (effect);
}

static void
clamp (Probe *self)
{
  if (self->sum > 10)
    reactivity_signal_set_int (self->data, 10);
}

static void
test_flush_changes_own_dependency (Fixture *self, gconstpointer data)
{
  Probe probe = { "effect", { SOURCE (self->a) }, set_b_and_flush, self->b };
  Probe clamper = { "clamp", { SOURCE (self->b) }, clamp, self->a };
  ReactivityEffect *effect = probe_effect_new (self->context, &probe);
  ReactivityEffect *other = probe_effect_new (self->context, &clamper);

  g_test_summary ("What others change during an effect's flush makes it run again");

  assert_log ("effect flushed clamp");
  reactivity_signal_set_int (self->a, 50);
  g_assert_cmpint (probe.sum, ==, 10);
  g_assert_cmpint (clamper.sum, ==, 10);
  assert_log ("effect clamp flushed effect clamp flushed");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (other);
}

static void
batch_hook (Probe *self)
{
  ReactivityContext *context = reactivity_node_get_context (self->data);

  reactivity_context_batch_begin (context);
  reactivity_signal_set_int (self->data, self->sum);
  reactivity_signal_set_int (self->data, self->sum + 1);
  reactivity_context_batch_end (context);
  log_note ("end");
}

static void
test_batch_in_effect (Fixture *self, gconstpointer data)
{
  Probe probe = { "effect", { SOURCE (self->a) }, batch_hook, self->b };
  Probe user = { "user", { SOURCE (self->b) } };
  ReactivityEffect *later = probe_effect_new (self->context, &user);
  ReactivityEffect *effect = probe_effect_new (self->context, &probe);

  g_test_summary ("The end of a batch in an effect is not the outermost end");

  assert_log ("user effect end user");
  reactivity_signal_set_int (self->a, 5);
  assert_log ("effect end user");
  g_assert_cmpint (user.sum, ==, 6);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (later);
}

static void
test_set_in_derived (Fixture *self, gconstpointer data)
{
  Probe d = { "derived", { SOURCE (self->a) }, set_b, self->b };
  ReactivityDerived *derived = probe_derived_new (self->context, &d);
  Probe e = { "effect", { SOURCE (derived), SOURCE (self->b) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &e);

  g_test_summary ("A derived that writes what its reader reads later: the reader sees it");

  g_assert_cmpint (e.sum, ==, 2);
  assert_log ("effect derived");
  reactivity_signal_set_int (self->a, 5);
  g_assert_cmpint (e.sum, ==, 10);

  /* Read in the other order the write comes after the read: the effect must not stay stale. */
  g_assert_finalize_object (effect);
  e.reads[0] = SOURCE (self->b);
  e.reads[1] = SOURCE (derived);
  effect = probe_effect_new (self->context, &e);
  reactivity_signal_set_int (self->a, 7);
  g_assert_cmpint (e.sum, ==, 14);
  assert_log ("derived effect effect derived effect");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (derived);
}

static gboolean
write_and_compare (const GValue *a, const GValue *b, gpointer signal)
{
  int before = g_value_get_int (a);

  reactivity_signal_set_int (signal, get_int (signal) + 1);
  return before == g_value_get_int (b);
}

static void
test_set_in_equality (Fixture *self, gconstpointer data)
{
  Probe e = { "effect", { SOURCE (self->a), SOURCE (self->b) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &e);

  g_test_summary ("An equality function that writes against the rules does not break the graph");

  reactivity_source_set_equal_func (SOURCE (self->a), write_and_compare, self->b, NULL);
  g_assert_false (reactivity_signal_set_int (self->a, 1));
  g_assert_cmpint (e.sum, ==, 3);
  g_assert_true (reactivity_signal_set_int (self->a, 5));
  g_assert_cmpint (e.sum, ==, 8);

  reactivity_context_batch_begin (self->context);
  g_assert_true (reactivity_signal_set_int (self->a, 6));
  g_assert_true (reactivity_signal_set_int (self->a, 5));
  reactivity_context_batch_end (self->context);
  g_assert_cmpint (e.sum, ==, get_int (self->a) + get_int (self->b));

  g_assert_finalize_object (effect);
  assert_log ("effect effect effect effect effect");
}

static void
make_in_cleanup (gpointer probe)
{
  Probe *self = probe;
  Probe *other = self->data;

  other->data = probe_effect_new (reactivity_node_get_context (NODE (self->reads[0])), other);
}

static void
add_maker (Probe *self)
{
  if (self->runs == 1)
    reactivity_context_on_cleanup (reactivity_node_get_context (NODE (self->reads[0])),
                                   make_in_cleanup, self, NULL);
}

static void
test_effect_made_in_cleanup (Fixture *self, gconstpointer data)
{
  Probe inner = { "inner", { SOURCE (self->b) } };
  Probe outer = { "outer", { SOURCE (self->a) }, add_maker, &inner };
  ReactivityEffect *effect = probe_effect_new (self->context, &outer);

  g_test_summary ("An effect made in a cleanup function belongs to whoever holds it");

  assert_log ("outer");
  reactivity_signal_set_int (self->a, 2);
  assert_log ("inner outer");
  reactivity_signal_set_int (self->a, 3);
  reactivity_signal_set_int (self->b, 3);
  assert_log ("outer inner");
  g_assert_finalize_object (effect);
  reactivity_signal_set_int (self->b, 4);
  assert_log ("inner");

  g_assert_finalize_object (inner.data);
}

static void
write_in_cleanup (gpointer signal)
{
  log_note ("cleanup");
  reactivity_signal_set_int (signal, get_int (signal) + 1);
}

static void
add_writer (Probe *self)
{
  reactivity_context_on_cleanup (reactivity_node_get_context (self->data), write_in_cleanup,
                                 self->data, NULL);
}

static void
test_cleanup_writes (Fixture *self, gconstpointer data)
{
  Probe user = { "user", { SOURCE (self->b) } };
  ReactivityEffect *later = probe_effect_new (self->context, &user);
  Probe probe = { "effect", { SOURCE (self->a) }, add_writer, self->b };
  ReactivityEffect *effect = probe_effect_new (self->context, &probe);

  g_test_summary ("What a cleanup function writes reaches the effects, also at dispose");

  assert_log ("user effect");
  reactivity_signal_set_int (self->a, 2);
  assert_log ("cleanup effect user");
  g_assert_finalize_object (effect);
  assert_log ("cleanup user");
  g_assert_cmpint (user.sum, ==, 3);

  g_assert_finalize_object (later);
}

static void
test_cleanup_writes_own_dependency (Fixture *self, gconstpointer data)
{
  Probe probe = { "effect", { SOURCE (self->a), SOURCE (self->b) }, add_writer, self->b };
  ReactivityEffect *effect = probe_effect_new (self->context, &probe);

  g_test_summary ("A cleanup function may write what its effect reads: the run sees it, once");

  assert_log ("effect");
  reactivity_signal_set_int (self->a, 2);
  g_assert_cmpint (probe.sum, ==, get_int (self->a) + get_int (self->b));
  assert_log ("cleanup effect");

  g_assert_finalize_object (effect);
  assert_log ("cleanup");
}

static void
drop_data (Probe *self)
{
  if (self->sum > 1)
    g_clear_object ((GObject **) self->data);
}

static void
test_dependency_drops_reader (Fixture *self, gconstpointer data)
{
  ReactivityEffect *effect = NULL;
  Probe d = { "derived", { SOURCE (self->a) }, drop_data, &effect };
  ReactivityDerived *derived = probe_derived_new (self->context, &d);
  Probe e = { "effect", { SOURCE (derived) } };

  g_test_summary ("A dependency that ends the effect for which it is checked");

  effect = probe_effect_new (self->context, &e);
  reactivity_signal_set_int (self->a, 2);
  assert_log ("effect derived derived");
  g_assert_null (effect);
  g_assert_cmpint (e.freed, ==, 1);

  g_assert_finalize_object (derived);
}

static void
test_dependency_drops_middle (Fixture *self, gconstpointer data)
{
  ReactivityDerived *middle = NULL;
  Probe d = { "first", { SOURCE (self->a) }, drop_data, &middle };
  ReactivityDerived *first = probe_derived_new (self->context, &d);
  Probe m = { "middle", { SOURCE (first) } };
  Probe e = { "effect", { NULL, SOURCE (self->b) } };
  ReactivityEffect *effect;

  g_test_summary ("A dependency that ends a derived on the way: whoever read that runs");

  middle = probe_derived_new (self->context, &m);
  e.reads[0] = SOURCE (middle);
  effect = probe_effect_new (self->context, &e);
  e.reads[0] = SOURCE (self->b);
  reactivity_signal_set_int (self->a, 2);
  g_assert_null (middle);
  g_assert_cmpint (m.freed, ==, 1);
  reactivity_signal_set_int (self->b, 2);
  g_assert_cmpint (e.sum, ==, 4);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (first);
  log_assert (__FILE__, __LINE__, "effect middle first first effect");
}

static void
dispose_data (Probe *self)
{
  if (self->sum > 1)
    reactivity_computation_dispose (*(ReactivityComputation **) self->data);
}

static void
test_dependency_disposes_reader (Fixture *self, gconstpointer data)
{
  ReactivityEffect *effect = NULL;
  ReactivityDerived *reader = NULL;
  Probe d = { "first", { SOURCE (self->a) }, dispose_data, &reader };
  ReactivityDerived *first = probe_derived_new (self->context, &d);
  Probe r = { "reader", { SOURCE (first) } };
  Probe e = { "effect" };

  g_test_summary ("A dependency that disposes a reader that is being checked");

  reader = probe_derived_new (self->context, &r);
  e.reads[0] = SOURCE (reader);
  effect = probe_effect_new (self->context, &e);
  reactivity_signal_set_int (self->a, 2);
  g_assert_true (reactivity_computation_is_disposed (COMPUTATION (reader)));
  g_assert_cmpint (r.freed, ==, 1);
  reactivity_signal_set_int (self->a, 3);
  g_assert_cmpint (r.runs, ==, 1);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (reader);
  g_assert_finalize_object (first);
  log_assert (__FILE__, __LINE__, "effect reader first first");
}

static void
test_dispose_others_in_flush (Fixture *self, gconstpointer data)
{
  ReactivityEffect *before = NULL;
  ReactivityEffect *after = NULL;
  Probe one = { "before", { SOURCE (self->a) } };
  Probe two = { "middle", { SOURCE (self->a) } };
  Probe three = { "after", { SOURCE (self->a) } };
  ReactivityEffect *middle;

  g_test_summary ("An effect that drops the one before and the one after it in the flush");

  before = probe_effect_new (self->context, &one);
  middle = probe_effect_new (self->context, &two);
  after = probe_effect_new (self->context, &three);
  two.hook = drop_data;
  two.data = &after;
  reactivity_signal_set_int (self->a, 2);
  assert_log ("before middle after before middle");
  two.data = &before;
  reactivity_signal_set_int (self->a, 3);
  assert_log ("before middle");
  reactivity_signal_set_int (self->a, 4);
  assert_log ("middle");

  g_assert_finalize_object (middle);
}

static void
run_data (Probe *self)
{
  if (self->runs == 2)
    reactivity_effect_run (self->data, NULL);
}

static void
make_child (Probe *self)
{
  g_object_unref (
      probe_effect_new (reactivity_node_get_context (NODE (self->reads[0])), self->data));
}

static void
test_child_runs_parent (Fixture *self, gconstpointer data)
{
  Probe child = { "child", { SOURCE (self->b) }, run_data };
  Probe parent = { "parent", { SOURCE (self->a) }, make_child, &child };
  ReactivityEffect *effect = probe_effect_new (self->context, &parent);

  g_test_summary ("A child that runs its parent is ended by that, after its own run");

  child.data = effect;
  reactivity_signal_set_int (self->b, 2);
  assert_log ("parent child child parent child");
  g_assert_cmpint (child.freed, ==, 1);
  reactivity_signal_set_int (self->b, 3);
  assert_log ("child");

  g_assert_finalize_object (effect);
  g_assert_cmpint (child.freed, ==, 2);
}

static void
drop_on_second (Probe *self)
{
  if (self->runs == 2)
    g_clear_object ((GObject **) self->data);
}

static void
test_child_drops_parent (Fixture *self, gconstpointer data)
{
  ReactivityEffect *effect = NULL;
  Probe child = { "child", { SOURCE (self->b) }, drop_on_second, &effect };
  Probe parent = { "parent", { SOURCE (self->a) }, make_child, &child };

  g_test_summary ("A child that drops its parent ends with it, after its run");

  effect = probe_effect_new (self->context, &parent);
  reactivity_signal_set_int (self->b, 2);
  g_assert_cmpint (parent.freed, ==, 1);
  g_assert_cmpint (child.freed, ==, 1);
  reactivity_signal_set_int (self->b, 3);
  assert_log ("parent child child");
}

#define add(path, func)                                                                            \
  g_test_add ("/reactivity/reentrancy/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("flush-in-effect", test_flush_in_effect);
  add ("flush-wakes-itself", test_flush_wakes_itself);
  add ("flush-changes-own-dependency", test_flush_changes_own_dependency);
  add ("batch-in-effect", test_batch_in_effect);
  add ("set-in-derived", test_set_in_derived);
  add ("set-in-equality", test_set_in_equality);
  add ("effect-made-in-cleanup", test_effect_made_in_cleanup);
  add ("cleanup-writes", test_cleanup_writes);
  add ("cleanup-writes-own-dependency", test_cleanup_writes_own_dependency);
  add ("dependency-drops-reader", test_dependency_drops_reader);
  add ("dependency-drops-middle", test_dependency_drops_middle);
  add ("dependency-disposes-reader", test_dependency_disposes_reader);
  add ("drop-others-in-flush", test_dispose_others_in_flush);
  add ("child-runs-parent", test_child_runs_parent);
  add ("child-drops-parent", test_child_drops_parent);

  return g_test_run ();
}
