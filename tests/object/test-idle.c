/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Effects that run from the main context. */

#include "support.h"

typedef struct
{
  ReactivityContext *context;
  ReactivitySignal *a;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = reactivity_context_new ();
  self->a = reactivity_signal_new_int (self->context, 1);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  assert_log ("");
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->context);
}

static ReactivityEffect *
idle_effect (Fixture *self, Probe *probe, int priority)
{
  ReactivityEffect *effect =
      reactivity_effect_new_unstarted (self->context, probe_effect, probe, probe_freed);

  reactivity_effect_set_schedule (effect, REACTIVITY_SCHEDULE_IDLE, priority);
  reactivity_effect_run (effect, NULL);
  return effect;
}

static void
iterate (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_coalesced (Fixture *self, gconstpointer data)
{
  Probe probe = { "effect", { SOURCE (self->a) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &probe);

  g_test_summary (
      "An idle effect runs once for all the changes until the main context comes to it");

  g_assert_cmpint (reactivity_effect_get_schedule (effect), ==, REACTIVITY_SCHEDULE_SYNC);
  g_assert_cmpint (reactivity_effect_get_priority (effect), ==, G_PRIORITY_DEFAULT);
  reactivity_effect_set_schedule (effect, REACTIVITY_SCHEDULE_IDLE, G_PRIORITY_LOW);
  g_assert_cmpint (reactivity_effect_get_schedule (effect), ==, REACTIVITY_SCHEDULE_IDLE);
  g_assert_cmpint (reactivity_effect_get_priority (effect), ==, G_PRIORITY_LOW);
  assert_log ("effect");

  reactivity_signal_set_int (self->a, 2);
  reactivity_signal_set_int (self->a, 3);
  reactivity_context_flush (self->context);
  assert_log ("");
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  assert_log ("effect");
  g_assert_cmpint (probe.sum, ==, 3);
  g_assert_false (g_main_context_iteration (NULL, FALSE));

  g_assert_finalize_object (effect);
}

static void
test_back_to_same (Fixture *self, gconstpointer data)
{
  Probe d = { NULL, { SOURCE (self->a) } };
  ReactivityDerived *derived = probe_derived_new (self->context, &d);
  Probe probe = { "effect", { SOURCE (derived) } };
  ReactivityEffect *effect = idle_effect (self, &probe, G_PRIORITY_DEFAULT_IDLE);

  g_test_summary ("An idle effect does not run when what it reads is the same again by then");

  assert_log ("effect");
  reactivity_signal_set_int (self->a, 2);
  reactivity_signal_set_int (self->a, 1);
  iterate ();
  assert_log ("");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (derived);
}

static void
test_priorities (Fixture *self, gconstpointer data)
{
  Probe probes[] = {
    { "low", { SOURCE (self->a) } },
    { "high", { SOURCE (self->a) } },
    { "low-too", { SOURCE (self->a) } },
    { "sync", { SOURCE (self->a) } },
  };
  ReactivityEffect *low = idle_effect (self, &probes[0], G_PRIORITY_LOW);
  ReactivityEffect *high = idle_effect (self, &probes[1], G_PRIORITY_HIGH);
  ReactivityEffect *low_too = idle_effect (self, &probes[2], G_PRIORITY_LOW);
  ReactivityEffect *sync = probe_effect_new (self->context, &probes[3]);

  g_test_summary ("Idle effects run by priority, and at one priority in the order they became due");

  assert_log ("low high low-too sync");
  reactivity_signal_set_int (self->a, 2);
  assert_log ("sync");
  iterate ();
  assert_log ("high low low-too");

  g_assert_finalize_object (low);
  g_assert_finalize_object (high);
  g_assert_finalize_object (low_too);
  g_assert_finalize_object (sync);
}

static void
test_between_sources (Fixture *self, gconstpointer data)
{
  Probe probe = { "effect", { SOURCE (self->a) } };
  ReactivityEffect *effect = idle_effect (self, &probe, G_PRIORITY_HIGH_IDLE);

  g_test_summary ("The priority is that of the main context: others run before and after");

  assert_log ("effect");
  g_idle_add_full (G_PRIORITY_HIGH_IDLE + 20, G_SOURCE_FUNC ((GCallback) log_note_cb), "redraw",
                   NULL);
  g_idle_add_full (G_PRIORITY_DEFAULT, G_SOURCE_FUNC ((GCallback) log_note_cb), "input", NULL);
  reactivity_signal_set_int (self->a, 2);
  g_main_context_iteration (NULL, FALSE);
  assert_log ("input");
  g_source_remove_by_user_data ("input");
  g_main_context_iteration (NULL, FALSE);
  assert_log ("effect");
  g_main_context_iteration (NULL, FALSE);
  assert_log ("redraw");
  g_source_remove_by_user_data ("redraw");

  g_assert_finalize_object (effect);
}

static void
test_disposed_while_waiting (Fixture *self, gconstpointer data)
{
  Probe one = { "one", { SOURCE (self->a) } };
  Probe two = { "two", { SOURCE (self->a) } };
  ReactivityEffect *first = idle_effect (self, &one, G_PRIORITY_DEFAULT_IDLE);
  ReactivityEffect *second = idle_effect (self, &two, G_PRIORITY_DEFAULT_IDLE);

  g_test_summary ("An effect that ends while it waits does not run");

  assert_log ("one two");
  reactivity_signal_set_int (self->a, 2);
  reactivity_computation_dispose (COMPUTATION (first));
  g_assert_finalize_object (second);
  iterate ();
  assert_log ("");

  g_assert_finalize_object (first);
}

static void
drop_other (Probe *self)
{
  if (self->runs == 2)
    g_clear_object ((ReactivityEffect **) self->data);
}

static void
test_dropped_by_another (Fixture *self, gconstpointer data)
{
  ReactivityEffect *second = NULL;
  Probe one = { "one", { SOURCE (self->a) }, drop_other, &second };
  Probe two = { "two", { SOURCE (self->a) } };
  ReactivityEffect *first = idle_effect (self, &one, G_PRIORITY_DEFAULT_IDLE);

  g_test_summary ("An idle effect may end the one that is to run after it, or itself");

  second = idle_effect (self, &two, G_PRIORITY_DEFAULT_IDLE);
  assert_log ("one two");
  reactivity_signal_set_int (self->a, 2);
  iterate ();
  assert_log ("one");
  g_assert_cmpint (two.freed, ==, 1);

  one.runs = 1;
  one.data = &first;
  reactivity_signal_set_int (self->a, 3);
  iterate ();
  assert_log ("one");
  g_assert_cmpint (one.freed, ==, 1);
}

static void
test_run_while_waiting (Fixture *self, gconstpointer data)
{
  Probe probe = { "effect", { SOURCE (self->a) } };
  ReactivityEffect *effect = idle_effect (self, &probe, G_PRIORITY_DEFAULT_IDLE);

  g_test_summary ("An effect that the program runs while it waits does not run again");

  reactivity_signal_set_int (self->a, 2);
  reactivity_effect_run (effect, NULL);
  assert_log ("effect effect");
  iterate ();
  assert_log ("");

  g_assert_finalize_object (effect);
}

static void
test_change_of_schedule (Fixture *self, gconstpointer data)
{
  Probe probe = { "effect", { SOURCE (self->a) } };
  ReactivityEffect *effect = idle_effect (self, &probe, G_PRIORITY_DEFAULT_IDLE);

  g_test_summary ("An effect that waits, and is made synchronous, runs at once");

  assert_log ("effect");
  reactivity_signal_set_int (self->a, 2);
  assert_log ("");
  reactivity_effect_set_schedule (effect, REACTIVITY_SCHEDULE_SYNC, 0);
  assert_log ("effect");
  iterate ();
  assert_log ("");

  reactivity_context_batch_begin (self->context);
  reactivity_signal_set_int (self->a, 3);
  reactivity_effect_set_schedule (effect, REACTIVITY_SCHEDULE_IDLE, G_PRIORITY_LOW);
  reactivity_context_batch_end (self->context);
  assert_log ("");
  reactivity_effect_set_schedule (effect, REACTIVITY_SCHEDULE_IDLE, G_PRIORITY_HIGH);
  iterate ();
  assert_log ("effect");

  g_assert_finalize_object (effect);
}

static void
set_own_schedule (Probe *self)
{
  ReactivityEffect *effect = *(ReactivityEffect **) self->data;

  if (effect != NULL)
    reactivity_effect_set_schedule (effect,
                                    reactivity_effect_get_schedule (effect) ==
                                            REACTIVITY_SCHEDULE_IDLE
                                        ? REACTIVITY_SCHEDULE_SYNC
                                        : REACTIVITY_SCHEDULE_IDLE,
                                    G_PRIORITY_DEFAULT_IDLE);
}

static void
test_change_in_own_run (Fixture *self, gconstpointer data)
{
  ReactivityEffect *effect = NULL;
  Probe probe = { "effect", { SOURCE (self->a) }, set_own_schedule, &effect };

  g_test_summary ("An effect may change its schedule in its own run");

  effect = probe_effect_new (self->context, &probe);
  reactivity_signal_set_int (self->a, 2);
  assert_log ("effect effect");
  reactivity_signal_set_int (self->a, 3);
  assert_log ("");
  iterate ();
  assert_log ("effect");
  reactivity_signal_set_int (self->a, 4);
  assert_log ("effect");

  g_assert_finalize_object (effect);
}

static void
write_other (Probe *self)
{
  reactivity_signal_set_int (self->data, self->sum);
}

static void
test_writes (Fixture *self, gconstpointer data)
{
  ReactivitySignal *b = reactivity_signal_new_int (self->context, 0);
  Probe probe = { "idle", { SOURCE (self->a) }, write_other, b };
  ReactivityEffect *effect = idle_effect (self, &probe, G_PRIORITY_DEFAULT_IDLE);
  Probe user = { "sync", { SOURCE (b) } };
  ReactivityEffect *sync = probe_effect_new (self->context, &user);

  g_test_summary ("What an idle effect writes reaches synchronous effects before it is over");

  assert_log ("idle sync");
  reactivity_signal_set_int (self->a, 2);
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  assert_log ("idle sync");
  g_assert_cmpint (user.sum, ==, 2);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (sync);
  g_assert_finalize_object (b);
}

static void
iterate_hook (Probe *self)
{
  if (self->runs == 2)
    {
      reactivity_signal_set_int (self->data, 10);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

static void
test_nested_loop (Fixture *self, gconstpointer data)
{
  ReactivitySignal *b = reactivity_signal_new_int (self->context, 0);
  Probe one = { "one", { SOURCE (self->a), SOURCE (b) }, iterate_hook, b };
  Probe two = { "two", { SOURCE (b) } };
  ReactivityEffect *first = idle_effect (self, &one, G_PRIORITY_DEFAULT_IDLE);
  ReactivityEffect *second = idle_effect (self, &two, G_PRIORITY_DEFAULT_IDLE);

  g_test_summary ("An idle effect may iterate the main context; others run inside it");

  assert_log ("one two");
  reactivity_signal_set_int (self->a, 2);
  iterate ();
  assert_log ("one two");
  g_assert_cmpint (two.sum, ==, 10);

  g_assert_finalize_object (first);
  g_assert_finalize_object (second);
  g_assert_finalize_object (b);
}

static void
test_next_iteration (Fixture *self, gconstpointer data)
{
  ReactivitySignal *b = reactivity_signal_new_int (self->context, 0);
  Probe one = { "one", { SOURCE (b) } };
  Probe two = { "two", { SOURCE (self->a) }, write_other, b };
  ReactivityEffect *first = idle_effect (self, &one, G_PRIORITY_DEFAULT_IDLE);
  ReactivityEffect *second = idle_effect (self, &two, G_PRIORITY_DEFAULT_IDLE);

  g_test_summary ("What becomes due by an idle effect waits for the next iteration");

  iterate ();
  assert_log ("one two one");
  reactivity_signal_set_int (self->a, 5);
  g_main_context_iteration (NULL, FALSE);
  assert_log ("two");
  g_main_context_iteration (NULL, FALSE);
  assert_log ("one");

  g_assert_finalize_object (first);
  g_assert_finalize_object (second);
  g_assert_finalize_object (b);
}

static void
test_own_main_context (void)
{
  GMainContext *main_context = g_main_context_new ();
  ReactivityContext *context;
  ReactivitySignal *a;
  Probe probe = { "effect" };
  ReactivityEffect *effect;

  g_test_summary ("Idle effects run from the main context that was the thread's default one");

  g_main_context_push_thread_default (main_context);
  context = reactivity_context_new ();
  g_main_context_pop_thread_default (main_context);
  g_assert_true (reactivity_context_get_main_context (context) == main_context);

  a = reactivity_signal_new_int (context, 1);
  probe.reads[0] = SOURCE (a);
  effect = probe_effect_new (context, &probe);
  reactivity_effect_set_schedule (effect, REACTIVITY_SCHEDULE_IDLE, G_PRIORITY_DEFAULT);
  assert_log ("effect");
  reactivity_signal_set_int (a, 2);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  g_assert_true (g_main_context_iteration (main_context, FALSE));
  assert_log ("effect");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
  g_main_context_unref (main_context);
}

static void
test_context_goes (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe probe = { "effect", { SOURCE (a) } };
  ReactivityEffect *effect = probe_effect_new (context, &probe);

  g_test_summary ("A context may go while an idle effect waits");

  reactivity_effect_set_schedule (effect, REACTIVITY_SCHEDULE_IDLE, G_PRIORITY_DEFAULT);
  reactivity_signal_set_int (a, 2);
  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
  g_assert_false (g_main_context_pending (NULL));
  iterate ();
  assert_log ("effect");
}

static void
drop_all (Probe *self)
{
  gpointer *all = self->data;

  if (self->runs == 2)
    for (int i = 0; i < 3; i++)
      g_clear_object ((GObject **) &all[i]);
}

static void
test_context_goes_in_dispatch (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  gpointer all[3] = { context, a, NULL };
  Probe probe = { "effect", { SOURCE (a) }, drop_all, all };
  gpointer weak = context;

  g_test_summary ("An idle effect may drop everything, its context too");

  all[2] = probe_effect_new (context, &probe);
  g_object_add_weak_pointer (G_OBJECT (context), &weak);
  reactivity_effect_set_schedule (all[2], REACTIVITY_SCHEDULE_IDLE, G_PRIORITY_DEFAULT);
  reactivity_signal_set_int (a, 2);
  iterate ();
  assert_log ("effect effect");
  g_assert_cmpint (probe.freed, ==, 1);
  g_assert_null (weak);
}

static void
test_fails (Fixture *self, gconstpointer data)
{
  Probe probe = { "effect", { SOURCE (self->a) } };
  ReactivityEffect *effect = idle_effect (self, &probe, G_PRIORITY_DEFAULT_IDLE);
  g_autoptr (GPtrArray) errors = errors_collect (self->context);

  g_test_summary ("The error of an idle effect goes to the error signal");

  probe.fails = TRUE;
  reactivity_signal_set_int (self->a, 2);
  assert_none_reported (errors);
  iterate ();
  assert_reported (errors, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  assert_log ("effect effect");

  g_assert_finalize_object (effect);
}

#define add(path, func)                                                                            \
  g_test_add ("/reactivity/idle/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("coalesced", test_coalesced);
  add ("back-to-same", test_back_to_same);
  add ("priorities", test_priorities);
  add ("between-sources", test_between_sources);
  add ("disposed-while-waiting", test_disposed_while_waiting);
  add ("dropped-by-another", test_dropped_by_another);
  add ("run-while-waiting", test_run_while_waiting);
  add ("change-of-schedule", test_change_of_schedule);
  add ("change-in-own-run", test_change_in_own_run);
  add ("writes", test_writes);
  add ("nested-loop", test_nested_loop);
  add ("next-iteration", test_next_iteration);
  g_test_add_func ("/reactivity/idle/own-main-context", test_own_main_context);
  g_test_add_func ("/reactivity/idle/context-goes", test_context_goes);
  g_test_add_func ("/reactivity/idle/context-goes-in-dispatch", test_context_goes_in_dispatch);
  add ("fails", test_fails);

  return g_test_run ();
}
