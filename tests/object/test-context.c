/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ReactivityContext: batches, flushes, untracked reads, cleanup functions. */

#include "support.h"

static void
test_default (void)
{
  ReactivityContext *context = reactivity_context_get_default ();
  ReactivitySignal *signal = reactivity_signal_new_int (NULL, 1);

  g_test_summary ("NULL means the context of the thread");

  g_assert_true (reactivity_context_get_default () == context);
  g_assert_true (reactivity_node_get_context (NODE (signal)) == context);
  g_assert_true (reactivity_context_get_main_context (context) == g_main_context_default ());

  g_assert_finalize_object (signal);
}

static gpointer
default_in_thread (gpointer weak)
{
  ReactivityContext *context = reactivity_context_get_default ();
  ReactivitySignal *signal = reactivity_signal_new_int (NULL, 1);

  g_assert_true (reactivity_node_get_context (NODE (signal)) == context);
  g_assert_finalize_object (signal);

  g_weak_ref_set (weak, context);
  return context;
}

static void
test_default_of_thread (void)
{
  ReactivityContext *mine = reactivity_context_get_default ();
  GWeakRef weak;
  gpointer theirs;

  g_test_summary ("Each thread has its own default context, which ends with the thread");

  g_weak_ref_init (&weak, NULL);
  theirs = g_thread_join (g_thread_new ("other", default_in_thread, &weak));
  g_assert_true (theirs != mine);
  g_assert_null (g_weak_ref_get (&weak));
  g_weak_ref_clear (&weak);
}

static void
test_lifetime (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *signal = reactivity_signal_new_int (context, 1);
  gpointer weak = context;

  g_test_summary ("A context lives as long as its nodes");

  g_object_add_weak_pointer (G_OBJECT (context), &weak);
  g_object_unref (context);
  g_assert_nonnull (weak);
  g_assert_true (reactivity_node_get_context (NODE (signal)) == weak);
  g_assert_finalize_object (signal);
  g_assert_null (weak);
}

static void
test_empty (void)
{
  ReactivityContext *context = reactivity_context_new ();

  g_test_summary ("A context without nodes can be flushed, batched and dropped");

  reactivity_context_flush (context);
  reactivity_context_batch_begin (context);
  reactivity_context_flush (context);
  reactivity_context_batch_end (context);
  g_assert_null (reactivity_context_get_active (context));
  g_assert_finalize_object (context);
}

static void
test_batch (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  ReactivitySignal *b = reactivity_signal_new_int (context, 1);
  Probe probe = { "effect", { SOURCE (a), SOURCE (b) } };
  ReactivityEffect *effect = probe_effect_new (context, &probe);

  g_test_summary ("In a batch an effect waits for the outermost end and runs once");

  assert_log ("effect");
  reactivity_context_batch_begin (context);
  reactivity_signal_set_int (a, 2);
  reactivity_context_batch_begin (context);
  reactivity_signal_set_int (b, 2);
  reactivity_context_batch_end (context);
  reactivity_signal_set_int (a, 3);
  assert_log ("");
  reactivity_context_batch_end (context);
  assert_log ("effect");
  g_assert_cmpint (probe.sum, ==, 5);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
  g_assert_finalize_object (context);
}

static void
write_cb (gpointer probe)
{
  Probe *self = probe;

  reactivity_signal_set_int (self->data, 7);
  assert_log ("");
}

static void
test_batch_func (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe probe = { "effect", { SOURCE (a) }, .data = a };
  ReactivityEffect *effect = probe_effect_new (context, &probe);

  g_test_summary ("batch() calls a function in a batch");

  assert_log ("effect");
  reactivity_context_batch (context, write_cb, &probe);
  assert_log ("effect");
  g_assert_cmpint (probe.sum, ==, 7);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static gboolean
leave_early (ReactivityContext *context, ReactivitySignal *signal)
{
  REACTIVITY_AUTO_BATCH (context, batch);

  reactivity_signal_set_int (signal, 2);
  assert_log ("");
  return TRUE;
}

static void
test_auto_batch (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe probe = { "effect", { SOURCE (a) } };
  ReactivityEffect *effect = probe_effect_new (context, &probe);

  g_test_summary ("REACTIVITY_AUTO_BATCH ends the batch with its block, also by return");

  assert_log ("effect");
  g_assert_true (leave_early (context, a));
  assert_log ("effect");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
test_flush_in_batch (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe probe = { "effect", { SOURCE (a) } };
  ReactivityEffect *effect = probe_effect_new (context, &probe);

  g_test_summary ("flush() in a batch runs what is due; the batch goes on");

  assert_log ("effect");
  reactivity_context_batch_begin (context);
  reactivity_signal_set_int (a, 2);
  reactivity_context_flush (context);
  assert_log ("effect");
  reactivity_context_flush (context);
  assert_log ("");
  reactivity_signal_set_int (a, 3);
  assert_log ("");
  reactivity_context_batch_end (context);
  assert_log ("effect");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
get_cb (gpointer probe)
{
  Probe *self = probe;

  self->sum += get_int (self->reads[3]);
}

static void
untrack_hook (Probe *self)
{
  ReactivityContext *context = self->data;

  reactivity_context_untrack (context, get_cb, self);

  reactivity_context_untrack_begin (context);
  g_assert_null (reactivity_context_get_active (context));
  get_cb (self);
  reactivity_context_untrack_end (context);

  {
    REACTIVITY_AUTO_UNTRACK (context, untracked);
    get_cb (self);
  }

  g_assert_nonnull (reactivity_context_get_active (context));
}

static void
test_untrack (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  ReactivitySignal *b = reactivity_signal_new_int (context, 10);
  Probe probe = { "effect", { SOURCE (a), NULL, NULL, SOURCE (b) }, untrack_hook, context };
  ReactivityEffect *effect = probe_effect_new (context, &probe);

  g_test_summary ("Three ways of not tracking: none of them links");

  assert_log ("effect");
  g_assert_cmpint (probe.sum, ==, 31);
  reactivity_signal_set_int (b, 20);
  assert_log ("");
  reactivity_signal_set_int (a, 2);
  assert_log ("effect");
  g_assert_cmpint (probe.sum, ==, 62);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
  g_assert_finalize_object (context);
}

static void
test_untrack_outside (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe probe = { "effect", { SOURCE (a) } };
  ReactivityEffect *effect;

  g_test_summary ("Outside a computation an untracked stretch changes nothing");

  reactivity_context_untrack_begin (context);
  effect = probe_effect_new (context, &probe);
  reactivity_signal_set_int (a, 2);
  reactivity_context_flush (context);
  reactivity_context_untrack_end (context);
  assert_log ("effect effect");
  reactivity_signal_set_int (a, 3);
  assert_log ("effect");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
active_hook (Probe *self)
{
  self->sum = reactivity_context_get_active (self->data) == (gpointer) self->reads[3];
}

static void
test_active (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe probe = { NULL, { SOURCE (a) }, active_hook, context };
  ReactivityEffect *effect = probe_effect_new (context, &probe);

  g_test_summary ("get_active() gives the computation that a read would be linked to");

  probe.reads[3] = (gpointer) effect;
  reactivity_signal_set_int (a, 2);
  g_assert_true (probe.sum);
  g_assert_null (reactivity_context_get_active (context));

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
cleanup_hook (Probe *self)
{
  g_assert_true (reactivity_context_on_cleanup (self->data, log_note_cb, "first", NULL));
  g_assert_true (reactivity_context_on_cleanup (self->data, log_note_cb, "second", NULL));
}

static void
test_cleanup (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe probe = { "effect", { SOURCE (a) }, cleanup_hook, context };
  ReactivityEffect *effect = probe_effect_new (context, &probe);

  g_test_summary ("Cleanup functions run before the next run and at dispose, last made first");

  assert_log ("effect");
  reactivity_signal_set_int (a, 2);
  assert_log ("second first effect");
  reactivity_computation_dispose (COMPUTATION (effect));
  assert_log ("second first");
  g_assert_finalize_object (effect);
  assert_log ("");

  effect = probe_effect_new (context, &probe);
  g_assert_finalize_object (effect);
  assert_log ("effect second first");

  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
cleanup_with_data (Probe *self)
{
  Probe *data = self->data;

  reactivity_context_on_cleanup (reactivity_context_get_default (), log_note_cb, "cleanup", NULL);
  reactivity_context_on_cleanup (reactivity_context_get_default (), log_note_cb, "cleanup", NULL);
  data->runs++;
}

static void
test_cleanup_in_derived (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  Probe data = { NULL };
  Probe probe = { "derived", { SOURCE (a) }, cleanup_with_data, &data };
  ReactivityDerived *derived = probe_derived_new (NULL, &probe);

  g_test_summary ("A derived has cleanup functions, too");

  get_int (derived);
  reactivity_signal_set_int (a, 2);
  assert_log ("derived");
  get_int (derived);
  assert_log ("cleanup cleanup derived");

  g_assert_finalize_object (derived);
  assert_log ("cleanup cleanup");
  g_assert_finalize_object (a);
}

static void
test_cleanup_outside (void)
{
  Probe data = { NULL };

  g_test_summary ("A cleanup function outside a computation is refused, and its data freed");

  g_assert_false (reactivity_context_on_cleanup (reactivity_context_get_default (), log_note_cb,
                                                 &data, probe_freed));
  g_assert_cmpint (data.freed, ==, 1);
  assert_log ("");
}

static void
free_order_cb (gpointer name)
{
  log_note ("free");
}

static void
cleanup_destroy_hook (Probe *self)
{
  reactivity_context_on_cleanup (self->data, log_note_cb, "a", free_order_cb);
  reactivity_context_on_cleanup (self->data, log_note_cb, "b", free_order_cb);
}

static void
test_cleanup_destroy (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe probe = { "effect", { SOURCE (a) }, cleanup_destroy_hook, context };
  ReactivityEffect *effect = probe_effect_new (context, &probe);

  g_test_summary ("The data of a cleanup function is freed after it was called, once");

  assert_log ("effect");
  reactivity_computation_dispose (COMPUTATION (effect));
  assert_log ("b free a free");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
read_cleanup (gpointer probe)
{
  Probe *self = probe;

  log_note ("cleanup");
  get_int (self->reads[3]);
}

static void
read_cleanup_hook (Probe *self)
{
  reactivity_context_on_cleanup (self->data, read_cleanup, self, NULL);
}

static void
test_cleanup_untracked (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  ReactivitySignal *b = reactivity_signal_new_int (context, 1);
  Probe probe = { "effect", { SOURCE (a), NULL, NULL, SOURCE (b) }, read_cleanup_hook, context };
  ReactivityEffect *effect = probe_effect_new (context, &probe);

  g_test_summary ("What a cleanup function reads is not tracked");

  reactivity_signal_set_int (a, 2);
  assert_log ("effect cleanup effect");
  reactivity_signal_set_int (b, 2);
  assert_log ("");

  g_assert_finalize_object (effect);
  assert_log ("cleanup");
  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
  g_assert_finalize_object (context);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/context/default", test_default);
  g_test_add_func ("/reactivity/context/default-of-thread", test_default_of_thread);
  g_test_add_func ("/reactivity/context/lifetime", test_lifetime);
  g_test_add_func ("/reactivity/context/empty", test_empty);
  g_test_add_func ("/reactivity/context/batch", test_batch);
  g_test_add_func ("/reactivity/context/batch-func", test_batch_func);
  g_test_add_func ("/reactivity/context/auto-batch", test_auto_batch);
  g_test_add_func ("/reactivity/context/flush-in-batch", test_flush_in_batch);
  g_test_add_func ("/reactivity/context/untrack", test_untrack);
  g_test_add_func ("/reactivity/context/untrack-outside", test_untrack_outside);
  g_test_add_func ("/reactivity/context/active", test_active);
  g_test_add_func ("/reactivity/context/cleanup", test_cleanup);
  g_test_add_func ("/reactivity/context/cleanup-in-derived", test_cleanup_in_derived);
  g_test_add_func ("/reactivity/context/cleanup-outside", test_cleanup_outside);
  g_test_add_func ("/reactivity/context/cleanup-destroy", test_cleanup_destroy);
  g_test_add_func ("/reactivity/context/cleanup-untracked", test_cleanup_untracked);

  return g_test_run ();
}
