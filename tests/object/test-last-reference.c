/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The last reference to a node goes at an odd moment, or on another thread. */

#include "support.h"

static gpointer
unref_thread (gpointer object)
{
  g_object_unref (object);
  return NULL;
}

static void
drop_elsewhere (gpointer object)
{
  g_thread_join (g_thread_new ("dropper", unref_thread, object));
}

static void
test_other_thread (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe d = { "derived", { SOURCE (a) } };
  ReactivityDerived *derived = probe_derived_new (context, &d);
  Probe e = { "effect", { SOURCE (derived) } };
  ReactivityEffect *effect = probe_effect_new (context, &e);
  ReactivityScope *scope = reactivity_scope_new (context);
  gpointer nodes[] = { effect, derived, a, scope };

  g_test_summary ("A last reference dropped on another thread ends the node on its own");

  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    g_object_add_weak_pointer (nodes[i], &nodes[i]);
  reactivity_scope_on_cleanup (scope, log_note_cb, "cleanup", NULL);
  assert_log ("effect derived");

  drop_elsewhere (effect);
  drop_elsewhere (derived);
  drop_elsewhere (scope);
  g_assert_cmpint (e.freed + d.freed, ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (e.freed, ==, 1);
  g_assert_cmpint (d.freed, ==, 1);
  g_assert_null (nodes[0]);
  g_assert_null (nodes[1]);
  g_assert_null (nodes[3]);
  assert_log ("cleanup");

  drop_elsewhere (a);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (nodes[2]);

  g_assert_finalize_object (context);
}

static gint dropped; /* by other threads; atomic */

static gpointer
unref_and_count_thread (gpointer data)
{
  GAsyncQueue *queue = data;
  gpointer object;

  while ((object = g_async_queue_pop (queue)) != queue)
    {
      g_object_unref (object);
      g_atomic_int_inc (&dropped);
    }
  return NULL;
}

typedef struct
{
  GThread *owner;
  guint here;
  guint elsewhere;
} Freed;

static void
count_freed (gpointer data)
{
  Freed *freed = data;

  if (g_thread_self () == freed->owner)
    freed->here++;
  else
    freed->elsewhere++;
}

static int
read_nothing (gpointer data G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  return 1;
}

static void
test_other_thread_meanwhile (void)
{
  enum
  {
    N = 20000
  };
  g_autoptr (GAsyncQueue) queue = g_async_queue_new ();
  GThread *threads[2];
  Freed freed = { g_thread_self (), 0, 0 };

  g_test_summary ("The same while the main context runs all the time, from several threads");

  dropped = 0;
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("dropper", unref_and_count_thread, queue);
  for (guint i = 0; i < N; i++)
    {
      if (i % 2 == 0)
        g_async_queue_push (queue,
                            reactivity_derived_new_int (NULL, read_nothing, &freed, count_freed));
      else
        {
          ReactivityScope *scope = reactivity_scope_new (NULL);

          reactivity_scope_on_cleanup (scope, count_freed, &freed, NULL);
          g_async_queue_push (queue, scope);
        }
      g_main_context_iteration (NULL, FALSE);
    }
  while (g_atomic_int_get (&dropped) < N || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
  for (gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
       freed.here < N && g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE);

  g_assert_cmpuint (freed.here, ==, N);
  g_assert_cmpuint (freed.elsewhere, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_async_queue_push (queue, queue);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_frozen (void)
{
  GObject *object = g_object_new (G_TYPE_OBJECT, NULL);

  g_test_summary ("GLib marks an object that is frozen, and so one that loses its last reference");

  g_object_freeze_notify (object);
  g_assert_nonnull (g_object_get_qdata (object, g_quark_from_string ("GObject-notify-queue")));
  g_object_thaw_notify (object);
  g_assert_null (g_object_get_qdata (object, g_quark_from_string ("GObject-notify-queue")));
  g_object_unref (object);
}

static void
test_other_thread_due (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe e = { "effect", { SOURCE (a) } };
  ReactivityEffect *effect = probe_effect_new (context, &e);

  g_test_summary ("Until its own thread comes to it, such an effect still runs");

  drop_elsewhere (effect);
  reactivity_signal_set_int (a, 2);
  assert_log ("effect effect");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  reactivity_signal_set_int (a, 3);
  assert_log ("");
  g_assert_cmpint (e.freed, ==, 1);

  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
clear_hook (Probe *self)
{
  if (self->runs > 1 || self->sum > 1)
    g_clear_object ((GObject **) self->data);
  g_assert_cmpint (self->freed, ==, 0);
}

static void
test_effect_in_own_run (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  ReactivityEffect *effect = NULL;
  Probe e = { "effect", { SOURCE (a) }, clear_hook, &effect };

  g_test_summary ("An effect may drop its own last reference in its run: it ends after that");

  effect = probe_effect_new (context, &e);
  reactivity_signal_set_int (a, 2);
  g_assert_null (effect);
  g_assert_cmpint (e.freed, ==, 1);
  reactivity_signal_set_int (a, 3);
  assert_log ("effect effect");

  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
test_effect_in_explicit_run (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 2);
  ReactivityEffect *effect = NULL;
  Probe e = { "effect", { SOURCE (a) }, clear_hook, &effect };
  g_autoptr (GError) error = NULL;

  g_test_summary ("The same in a run that the program asked for, with and without an error");

  effect = reactivity_effect_new_unstarted (context, probe_effect, &e, probe_freed);
  g_assert_true (reactivity_effect_run (effect, &error));
  g_assert_no_error (error);
  g_assert_cmpint (e.freed, ==, 1);

  e.freed = 0;
  e.fails = TRUE;
  effect = reactivity_effect_new_unstarted (context, probe_effect, &e, probe_freed);
  g_assert_false (reactivity_effect_run (effect, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  g_assert_cmpint (e.freed, ==, 1);
  assert_log ("effect effect");

  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
clear_cb (gpointer object)
{
  log_note ("cleanup");
  g_clear_object ((GObject **) object);
}

static void
cleanup_hook (Probe *self)
{
  reactivity_context_on_cleanup (reactivity_node_get_context (NODE (self->reads[0])), clear_cb,
                                 self->data, NULL);
}

static void
test_effect_in_cleanup (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  ReactivityEffect *effect = NULL;
  Probe e = { "effect", { SOURCE (a) }, cleanup_hook, &effect };

  g_test_summary (
      "An effect may drop its own last reference in a cleanup function: no run follows");

  effect = probe_effect_new (context, &e);
  reactivity_signal_set_int (a, 2);
  assert_log ("effect cleanup");
  g_assert_null (effect);
  g_assert_cmpint (e.freed, ==, 1);

  effect = probe_effect_new (context, &e);
  reactivity_computation_dispose (COMPUTATION (effect));
  assert_log ("effect cleanup");
  g_assert_null (effect);
  g_assert_cmpint (e.freed, ==, 2);

  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
test_derived_in_own_run (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  ReactivityDerived *derived = NULL;
  Probe d = { NULL, { SOURCE (a) }, clear_hook, &derived };

  g_test_summary ("A derived may drop the program's reference in its run, if its reader holds one");

  derived = probe_derived_new (context, &d);
  {
    g_autoptr (ReactivityDerived) held = g_object_ref (derived);

    g_assert_cmpint (get_int (held), ==, 1);
    reactivity_signal_set_int (a, 2);
    g_assert_cmpint (get_int (held), ==, 2);
    g_assert_null (derived);
  }
  g_assert_cmpint (d.freed, ==, 1);

  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

typedef struct
{
  ReactivityContext *context;
  ReactivitySignal *signal;
  ReactivityDerived *derived;
  ReactivityEffect *effect;
} All;

static void
drop_all_hook (Probe *self)
{
  All *all = self->data;

  if (self->runs == 1)
    return;

  g_clear_object (&all->effect);
  g_clear_object (&all->derived);
  g_clear_object (&all->signal);
  g_clear_object (&all->context);
}

static void
make_all (All *all, Probe *probe)
{
  all->context = reactivity_context_new ();
  all->signal = reactivity_signal_new_int (all->context, 1);
  probe->name = "effect";
  probe->reads[0] = SOURCE (all->signal);
  probe->hook = drop_all_hook;
  probe->data = all;
  all->effect = probe_effect_new (all->context, probe);
}

static void
test_everything_in_set (void)
{
  All all = { NULL };
  Probe probe = { NULL };
  gpointer weak;

  g_test_summary ("An effect may drop every node and the context, in the write that woke it");

  make_all (&all, &probe);
  weak = all.context;
  g_object_add_weak_pointer (weak, &weak);
  reactivity_signal_set_int (all.signal, 2);
  assert_log ("effect effect");
  g_assert_cmpint (probe.freed, ==, 1);
  g_assert_null (weak);
}

static void
test_everything_in_batch (void)
{
  All all = { NULL };
  Probe probe = { NULL };
  ReactivityContext *context;

  g_test_summary ("The same at the end of a batch");

  make_all (&all, &probe);
  context = g_object_ref (all.context);
  reactivity_context_batch_begin (context);
  reactivity_signal_set_int (all.signal, 2);
  reactivity_context_batch_end (context);
  assert_log ("effect effect");
  g_assert_cmpint (probe.freed, ==, 1);
  g_assert_finalize_object (context);
}

static void
test_everything_with_an_old_value (void)
{
  ReactivityContext *context = reactivity_context_new ();
  GObject *value = g_object_new (G_TYPE_OBJECT, NULL);
  ReactivitySignal *signal = reactivity_signal_new_object (context, G_TYPE_OBJECT, value);
  gpointer gone[] = { signal, context, value };

  g_test_summary ("The value from before a batch may hold the last node, and that the context");

  for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
    g_object_add_weak_pointer (gone[i], &gone[i]);
  g_object_set_data_full (value, "signal", signal, g_object_unref);
  g_object_unref (value);
  g_object_unref (context);

  reactivity_context_batch_begin (context);
  reactivity_signal_set_object (signal, NULL);
  g_assert_nonnull (gone[0]);
  reactivity_context_batch_end (context);

  for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
    g_assert_null (gone[i]);
}

static void
test_everything_in_flush (void)
{
  All all = { NULL };
  Probe probe = { NULL };
  ReactivityContext *context;

  g_test_summary ("The same in a flush that the program asked for");

  make_all (&all, &probe);
  context = g_object_ref (all.context);
  reactivity_context_batch_begin (context);
  reactivity_signal_set_int (all.signal, 2);
  reactivity_context_flush (context);
  reactivity_context_batch_end (context);
  assert_log ("effect effect");
  g_assert_cmpint (probe.freed, ==, 1);
  g_assert_finalize_object (context);
}

static void
test_everything_in_invalidate (void)
{
  All all = { NULL };
  Probe probe = { NULL };
  Probe d = { NULL };
  gpointer weak;

  g_test_summary ("The same in invalidate() and changed()");

  all.context = reactivity_context_new ();
  all.signal = reactivity_signal_new_int (all.context, 1);
  d.reads[0] = SOURCE (all.signal);
  all.derived = (gpointer) probe_memoized_new (all.context, &d);
  probe.reads[0] = SOURCE (all.derived);
  probe.hook = drop_all_hook;
  probe.data = &all;
  all.effect = probe_effect_new (all.context, &probe);
  weak = all.context;
  g_object_add_weak_pointer (weak, &weak);
  reactivity_derived_invalidate (all.derived);
  g_assert_null (weak);
  g_assert_cmpint (probe.freed + d.freed, ==, 2);

  memset (&probe, 0, sizeof probe);
  make_all (&all, &probe);
  weak = all.context;
  g_object_add_weak_pointer (weak, &weak);
  reactivity_node_changed (NODE (all.signal));
  assert_log ("effect effect");
  g_assert_null (weak);
}

static void
test_run_dispose (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe e = { "effect", { SOURCE (a) } };
  ReactivityEffect *effect = probe_effect_new (context, &e);

  g_test_summary ("g_object_run_dispose() is a dispose like any other, and may come twice");

  g_object_run_dispose (G_OBJECT (effect));
  g_object_run_dispose (G_OBJECT (effect));
  g_assert_true (reactivity_computation_is_disposed (COMPUTATION (effect)));
  g_object_run_dispose (G_OBJECT (a));
  reactivity_signal_set_int (a, 2);
  g_assert_cmpint (get_int (a), ==, 2);
  assert_log ("effect");
  g_object_run_dispose (G_OBJECT (context));
  reactivity_signal_set_int (a, 3);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
write_freed (gpointer signal)
{
  log_note ("destroy");
  reactivity_signal_set_int (signal, get_int (signal) + 1);
}

static void
test_destroy_writes (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe e = { "effect", { SOURCE (a) } };
  ReactivityEffect *effect = probe_effect_new (context, &e);
  ReactivityEffect *other =
      reactivity_effect_new_unstarted (context, (ReactivityEffectFunc) (GCallback) probe_effect, a,
                                       write_freed);
  ReactivityDerived *derived =
      reactivity_derived_new_int (context, (ReactivityIntFunc) (GCallback) probe_int, a,
                                  write_freed);

  g_test_summary ("What a destroy function writes reaches the effects");

  assert_log ("effect");
  reactivity_computation_dispose (COMPUTATION (other));
  assert_log ("destroy effect");
  g_assert_finalize_object (derived);
  assert_log ("destroy effect");
  g_assert_cmpint (e.sum, ==, 3);

  g_assert_finalize_object (other);
  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/last-reference/other-thread", test_other_thread);
  g_test_add_func ("/reactivity/last-reference/other-thread-due", test_other_thread_due);
  g_test_add_func ("/reactivity/last-reference/effect-in-own-run", test_effect_in_own_run);
  g_test_add_func ("/reactivity/last-reference/effect-in-explicit-run",
                   test_effect_in_explicit_run);
  g_test_add_func ("/reactivity/last-reference/other-thread-meanwhile",
                   test_other_thread_meanwhile);
  g_test_add_func ("/reactivity/last-reference/frozen", test_frozen);
  g_test_add_func ("/reactivity/last-reference/effect-in-cleanup", test_effect_in_cleanup);
  g_test_add_func ("/reactivity/last-reference/derived-in-own-run", test_derived_in_own_run);
  g_test_add_func ("/reactivity/last-reference/everything-in-set", test_everything_in_set);
  g_test_add_func ("/reactivity/last-reference/everything-in-batch", test_everything_in_batch);
  g_test_add_func ("/reactivity/last-reference/everything-with-an-old-value",
                   test_everything_with_an_old_value);
  g_test_add_func ("/reactivity/last-reference/everything-in-flush", test_everything_in_flush);
  g_test_add_func ("/reactivity/last-reference/everything-in-invalidate",
                   test_everything_in_invalidate);
  g_test_add_func ("/reactivity/last-reference/run-dispose", test_run_dispose);
  g_test_add_func ("/reactivity/last-reference/destroy-writes", test_destroy_writes);

  return g_test_run ();
}
