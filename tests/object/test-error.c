/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Who gets which error, and what handlers of the error signal may do. */

#include "support.h"

typedef struct
{
  ReactivityContext *context;
  ReactivitySignal *a;
  GPtrArray *errors;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = reactivity_context_new ();
  self->a = reactivity_signal_new_int (self->context, 1);
  self->errors = errors_collect (self->context);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  assert_none_reported (self->errors);
  g_ptr_array_unref (self->errors);
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->context);
}

static void
test_default_handler (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe probe = { NULL, { SOURCE (a) } };
  ReactivityEffect *effect = probe_effect_new (context, &probe);

  g_test_summary ("Without a handler an error is logged as a warning with the name of the node");

  reactivity_node_set_name (NODE (effect), "printer");
  probe.fails = TRUE;
  expect_warning ("printer: broken");
  reactivity_signal_set_int (a, 2);
  g_test_assert_expected_messages ();

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static gboolean
decline_cb (ReactivityContext *context, ReactivityNode *node, GError *error, gpointer name)
{
  log_note (name);
  return FALSE;
}

static gboolean
accept_cb (ReactivityContext *context, ReactivityNode *node, GError *error, gpointer name)
{
  log_note (name);
  return TRUE;
}

static void
test_handlers (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe probe = { NULL, { SOURCE (a) } };
  ReactivityEffect *effect = probe_effect_new (context, &probe);

  g_test_summary ("The first handler that returns TRUE has dealt with the error");

  g_signal_connect (context, "error", G_CALLBACK (decline_cb), "declines");
  g_signal_connect (context, "error", G_CALLBACK (accept_cb), "accepts");
  g_signal_connect (context, "error", G_CALLBACK (accept_cb), "late");
  probe.fails = TRUE;
  reactivity_signal_set_int (a, 2);
  assert_log ("declines accepts");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
test_read_outside (Fixture *self, gconstpointer data)
{
  Probe probe = { NULL, { SOURCE (self->a) }, .fails = TRUE };
  ReactivityDerived *derived = probe_derived_new (self->context, &probe);

  g_test_summary ("Outside a computation a plain read reports the error");

  g_assert_cmpint (get_int (derived), ==, 0);
  assert_reported (self->errors, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  g_assert_cmpint (get_int (derived), ==, 0);
  assert_reported (self->errors, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  g_assert_cmpint (probe.runs, ==, 1);

  g_assert_finalize_object (derived);
}

static void
test_travels (Fixture *self, gconstpointer data)
{
  Probe bottom = { NULL, { SOURCE (self->a) }, .fails = TRUE };
  ReactivityDerived *failing = probe_derived_new (self->context, &bottom);
  Probe middle = { NULL, { SOURCE (failing) } };
  ReactivityDerived *between = probe_derived_new (self->context, &middle);
  Probe top = { NULL, { SOURCE (between) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &top);

  g_test_summary ("An error travels through the readers to the effect, and goes when it is over");

  assert_reported (self->errors, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  bottom.fails = FALSE;
  reactivity_signal_set_int (self->a, 2);
  g_assert_cmpint (top.sum, ==, 2);
  g_assert_cmpint (top.runs, ==, 2);
  assert_none_reported (self->errors);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (between);
  g_assert_finalize_object (failing);
}

static void
test_own_error_first (Fixture *self, gconstpointer data)
{
  Probe bottom = { NULL, { SOURCE (self->a) }, .fails = TRUE };
  ReactivityDerived *failing = probe_derived_new (self->context, &bottom);
  Probe top = { NULL, { SOURCE (failing), SOURCE (failing) }, .fails = TRUE };
  ReactivityEffect *effect = probe_effect_new (self->context, &top);

  g_test_summary ("The error that a function gives comes before one that it met, once");

  assert_reported (self->errors, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  assert_none_reported (self->errors);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (failing);
}

static void
test_error_of_derived_is_kept (Fixture *self, gconstpointer data)
{
  Probe bottom = { NULL, { SOURCE (self->a) } };
  ReactivityDerived *derived = probe_derived_new (self->context, &bottom);
  g_auto (GValue) value = G_VALUE_INIT;

  g_test_summary ("A derived that failed after it had a value has the error, not the value");

  g_assert_cmpint (get_int (derived), ==, 1);
  bottom.fails = TRUE;
  reactivity_signal_set_int (self->a, 2);
  g_assert_false (reactivity_source_read_value (SOURCE (derived), &value, NULL));
  bottom.fails = FALSE;
  g_assert_false (reactivity_source_read_value (SOURCE (derived), &value, NULL));
  reactivity_signal_set_int (self->a, 1);
  g_assert_true (reactivity_source_read_value (SOURCE (derived), &value, NULL));
  g_assert_cmpint (g_value_get_int (&value), ==, 1);

  g_assert_finalize_object (derived);
}

static void
test_back_to_same_value (Fixture *self, gconstpointer data)
{
  Probe bottom = { NULL, { SOURCE (self->a) } };
  ReactivityDerived *derived = probe_derived_new (self->context, &bottom);
  Probe top = { "effect", { SOURCE (derived) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &top);

  g_test_summary ("A derived that recovers with the value of before wakes who met its error");

  bottom.fails = TRUE;
  reactivity_signal_set_int (self->a, 2);
  assert_reported (self->errors, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  bottom.fails = FALSE;
  reactivity_signal_set_int (self->a, 1);
  assert_log ("effect effect effect");
  g_assert_cmpint (top.sum, ==, 1);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (derived);
}

static gboolean
write_cb (ReactivityContext *context, ReactivityNode *node, GError *error, gpointer signal)
{
  log_note ("handler");
  if (get_int (signal) < 3)
    reactivity_signal_set_int (signal, get_int (signal) + 1);
  return TRUE;
}

static void
test_handler_writes (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *retries = reactivity_signal_new_int (context, 0);
  Probe probe = { "effect", { SOURCE (retries) } };
  ReactivityEffect *effect = probe_effect_new (context, &probe);

  g_test_summary ("What a handler writes wakes the effect that failed: it is not part of its run");

  g_signal_connect (context, "error", G_CALLBACK (write_cb), retries);
  probe.fails = TRUE;
  reactivity_signal_set_int (retries, 1);
  assert_log ("effect effect handler effect handler effect handler");
  g_assert_cmpint (probe.sum, ==, 3);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (retries);
  g_assert_finalize_object (context);
}

static gboolean
read_cb (ReactivityContext *context, ReactivityNode *node, GError *error, gpointer probe)
{
  Probe *self = probe;

  self->runs++;
  g_assert_null (reactivity_context_get_active (context));
  if (self->runs == 1)
    get_int (self->reads[0]);
  return TRUE;
}

static void
test_handler_reads (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  ReactivitySignal *b = reactivity_signal_new_int (context, 1);
  Probe other = { NULL, { SOURCE (b) }, .fails = TRUE };
  ReactivityDerived *failing = probe_derived_new (context, &other);
  Probe probe = { "effect", { SOURCE (a) } };
  ReactivityEffect *effect = probe_effect_new (context, &probe);
  Probe handler = { NULL, { SOURCE (failing) } };

  g_test_summary ("What a handler reads does not link or fail the effect whose error it gets");

  g_signal_connect (context, "error", G_CALLBACK (read_cb), &handler);
  probe.fails = TRUE;
  reactivity_signal_set_int (a, 2);
  g_assert_cmpint (handler.runs, ==, 2);

  probe.fails = FALSE;
  reactivity_signal_set_int (a, 3);
  g_assert_cmpint (handler.runs, ==, 2);
  reactivity_signal_set_int (b, 2);
  assert_log ("effect effect effect");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (failing);
  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
  g_assert_finalize_object (context);
}

static gboolean
end_cb (ReactivityContext *context, ReactivityNode *node, GError *error, gpointer effect)
{
  log_note ("handler");
  g_clear_object ((ReactivityEffect **) effect);
  return TRUE;
}

static void
test_handler_drops_effect (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe probe = { "effect", { SOURCE (a) } };
  ReactivityEffect *effect = probe_effect_new (context, &probe);

  g_test_summary ("A handler may drop the effect whose error it gets");

  g_signal_connect (context, "error", G_CALLBACK (end_cb), &effect);
  probe.fails = TRUE;
  reactivity_signal_set_int (a, 2);
  g_assert_cmpint (probe.freed, ==, 1);
  reactivity_signal_set_int (a, 3);
  assert_log ("effect effect handler");

  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
take_error_hook (Probe *self)
{
  reactivity_node_take_error (NODE (self->reads[3]),
                              g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "first"));
  reactivity_node_take_error (NODE (self->reads[3]),
                              g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "second"));
}

static void
test_take_error (Fixture *self, gconstpointer data)
{
  Probe probe = { NULL, { SOURCE (self->a) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &probe);

  g_test_summary ("take_error() makes the run fail with the last error that was given");

  probe.hook = take_error_hook;
  probe.reads[3] = (gpointer) effect;
  reactivity_signal_set_int (self->a, 2);
  assert_reported (self->errors, G_IO_ERROR, G_IO_ERROR_BUSY, "second");
  probe.hook = NULL;
  reactivity_signal_set_int (self->a, 3);
  assert_none_reported (self->errors);

  g_assert_finalize_object (effect);
}

static void
test_cleared_error (Fixture *self, gconstpointer data)
{
  Probe bottom = { NULL, { SOURCE (self->a) }, .fails = TRUE };
  ReactivityDerived *failing = probe_derived_new (self->context, &bottom);
  gpointer weak = failing;

  g_test_summary ("A failed derived goes with its error");

  g_assert_false (reactivity_node_refresh (NODE (failing), NULL));
  g_object_add_weak_pointer (G_OBJECT (failing), &weak);
  g_object_unref (failing);
  g_assert_null (weak);
}

static void
run_other_hook (Probe *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (reactivity_effect_run (self->data, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
}

static void
test_run_inside_run (Fixture *self, gconstpointer data)
{
  Probe inner = { NULL, { SOURCE (self->a) }, .fails = TRUE };
  ReactivityEffect *failing =
      reactivity_effect_new_unstarted (self->context, probe_effect, &inner, NULL);
  Probe outer = { NULL, { SOURCE (self->a) }, run_other_hook, failing };
  ReactivityEffect *effect =
      reactivity_effect_new_unstarted (self->context, probe_effect, &outer, NULL);

  g_test_summary ("An effect that another one runs gives its error to that call only");

  g_assert_true (reactivity_effect_run (effect, NULL));
  assert_none_reported (self->errors);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (failing);
}

#define add(path, func)                                                                            \
  g_test_add ("/reactivity/error/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/error/default-handler", test_default_handler);
  g_test_add_func ("/reactivity/error/handlers", test_handlers);
  add ("read-outside", test_read_outside);
  add ("travels", test_travels);
  add ("own-error-first", test_own_error_first);
  add ("error-in-place-of-value", test_error_of_derived_is_kept);
  add ("back-to-same-value", test_back_to_same_value);
  g_test_add_func ("/reactivity/error/handler-writes", test_handler_writes);
  g_test_add_func ("/reactivity/error/handler-reads", test_handler_reads);
  g_test_add_func ("/reactivity/error/handler-drops-effect", test_handler_drops_effect);
  add ("take-error", test_take_error);
  add ("goes-with-its-error", test_cleared_error);
  add ("run-inside-run", test_run_inside_run);

  return g_test_run ();
}
