/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The property `value` and notify::value. */

#include "support.h"

static void
note_cb (GObject *object, GParamSpec *pspec, gpointer probe)
{
  Probe *self = probe;

  self->runs++;
  self->sum = get_int (object);
  if (self->name != NULL)
    log_note (self->name);
  if (self->hook != NULL)
    self->hook (self);
}

static void
listen (gpointer source, Probe *probe)
{
  g_signal_connect (source, "notify::value", G_CALLBACK (note_cb), probe);
}

static void
test_property (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  Probe probe = { NULL, { SOURCE (a) } };
  ReactivityDerived *derived = probe_derived_new (NULL, &probe);
  GValue *boxed = NULL;
  g_auto (GValue) next = G_VALUE_INIT;

  g_test_summary ("The value is a boxed GValue, and that of a signal can be set");

  g_object_get (derived, "value", &boxed, NULL);
  g_assert_cmpint (g_value_get_int (boxed), ==, 1);
  g_boxed_free (G_TYPE_VALUE, boxed);

  g_value_init (&next, G_TYPE_INT);
  g_value_set_int (&next, 5);
  g_object_set (a, "value", &next, NULL);
  g_assert_cmpint (get_int (a), ==, 5);
  g_assert_cmpint (get_int (derived), ==, 5);
  g_assert_cmpuint (g_object_class_find_property (G_OBJECT_GET_CLASS (derived), "value")->flags &
                        G_PARAM_WRITABLE,
                    ==, 0);

  g_assert_finalize_object (derived);
  g_assert_finalize_object (a);
}

static void
test_property_transforms (void)
{
  ReactivitySignal *a = reactivity_signal_new_string (NULL, "1");
  g_auto (GValue) number = G_VALUE_INIT;
  g_auto (GValue) object = G_VALUE_INIT;

  g_test_summary ("What is set is made into the signal's type, or refused");

  g_value_init (&number, G_TYPE_INT);
  g_value_set_int (&number, 42);
  g_object_set (a, "value", &number, NULL);
  g_assert_cmpstr (reactivity_source_get_string (SOURCE (a)), ==, "42");

  g_value_init (&object, G_TYPE_OBJECT);
  expect_critical ("*value*gchararray*GObject*");
  g_object_set (a, "value", &object, NULL);
  expect_critical ("*value*GValue*");
  g_object_set (a, "value", NULL, NULL);
  g_test_assert_expected_messages ();
  g_assert_cmpstr (reactivity_source_get_string (SOURCE (a)), ==, "42");

  g_assert_finalize_object (a);
}

static void
property_hook (Probe *self)
{
  GValue *boxed = NULL;

  g_object_get (self->data, "value", &boxed, NULL);
  g_boxed_free (G_TYPE_VALUE, boxed);
}

static void
test_property_tracks (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "effect", { NULL }, property_hook, a };
  ReactivityEffect *effect = probe_effect_new (NULL, &probe);

  g_test_summary ("Reading the property is a read like any other");

  reactivity_signal_set_int (a, 2);
  assert_log ("effect effect");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
}

static void
test_notify_signal (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe listener = { "notify" };

  g_test_summary ("notify::value of a signal: once per change, and once per batch");

  listen (a, &listener);
  reactivity_signal_set_int (a, 2);
  g_assert_cmpint (listener.sum, ==, 2);
  reactivity_signal_set_int (a, 2);
  assert_log ("notify");

  reactivity_context_batch_begin (context);
  reactivity_signal_set_int (a, 3);
  reactivity_signal_set_int (a, 4);
  assert_log ("");
  reactivity_context_batch_end (context);
  assert_log ("notify");
  g_assert_cmpint (listener.sum, ==, 4);

  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
test_notify_put_back (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe probe = { NULL, { SOURCE (a) } };
  ReactivityDerived *derived = probe_derived_new (context, &probe);
  Probe listener = { "signal" };
  Probe second = { "derived" };

  g_test_summary ("A value that is put back in the batch is not notified");

  get_int (derived);
  listen (a, &listener);
  listen (derived, &second);
  reactivity_context_batch_begin (context);
  reactivity_signal_set_int (a, 2);
  get_int (derived);
  reactivity_signal_set_int (a, 1);
  reactivity_context_batch_end (context);
  assert_log ("");

  reactivity_context_batch_begin (context);
  reactivity_signal_set_int (a, 2);
  reactivity_context_flush (context);
  assert_log ("signal derived");
  reactivity_signal_set_int (a, 1);
  reactivity_context_batch_end (context);
  assert_log ("signal derived");

  g_assert_finalize_object (derived);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static int
tens (gpointer source, GError **error)
{
  return reactivity_source_get_int (source) / 10;
}

static void
test_notify_derived (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 10);
  ReactivityDerived *derived = reactivity_derived_new_int (context, tens, a, NULL);
  Probe listener = { "notify" };

  g_test_summary ("notify::value of a derived, once it was read, and only for a new value");

  listen (derived, &listener);
  reactivity_signal_set_int (a, 20);
  assert_log ("");
  g_assert_cmpint (get_int (derived), ==, 2);
  assert_log ("");
  reactivity_signal_set_int (a, 25);
  assert_log ("");
  reactivity_signal_set_int (a, 30);
  assert_log ("notify");
  g_assert_cmpint (listener.sum, ==, 3);

  g_assert_finalize_object (derived);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
test_notify_memoized (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 10);
  Probe probe = { NULL, { SOURCE (a) } };
  ReactivityMemoized *memoized = probe_memoized_new (context, &probe);
  Probe listener = { "notify" };

  g_test_summary ("notify::value of a memoized says that its value has gone");

  get_int (memoized);
  listen (memoized, &listener);
  reactivity_signal_set_int (a, 20);
  assert_log ("notify");
  g_assert_cmpint (listener.sum, ==, 20);

  g_assert_finalize_object (memoized);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
test_notify_and_effects (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe probe = { NULL, { SOURCE (a) } };
  ReactivityDerived *derived = probe_derived_new (context, &probe);
  Probe e = { "effect", { SOURCE (derived) } };
  ReactivityEffect *effect = probe_effect_new (context, &e);
  Probe listener = { "notify" };

  g_test_summary ("Listeners and effects of one derived share its run");

  listen (derived, &listener);
  assert_log ("effect");
  reactivity_signal_set_int (a, 2);
  g_assert_cmpint (probe.runs, ==, 2);
  g_assert_cmpint (listener.runs, ==, 1);
  g_assert_cmpint (e.runs, ==, 2);
  assert_log ("notify effect");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (derived);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
test_disconnected (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe probe = { NULL, { SOURCE (a) } };
  ReactivityDerived *derived = probe_derived_new (context, &probe);
  Probe listener = { "notify" };

  g_test_summary ("Without a listener a derived is lazy again");

  get_int (derived);
  listen (derived, &listener);
  reactivity_signal_set_int (a, 2);
  assert_log ("notify");
  g_signal_handlers_disconnect_by_data (derived, &listener);
  reactivity_signal_set_int (a, 3);
  reactivity_signal_set_int (a, 4);
  assert_log ("");
  g_assert_cmpint (probe.runs, ==, 2);

  g_assert_finalize_object (derived);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
test_other_property (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe probe = { NULL, { SOURCE (a) } };
  ReactivityDerived *derived = probe_derived_new (context, &probe);
  Probe listener = { "notify" };

  g_test_summary ("A listener to another property does not make a derived run");

  get_int (derived);
  g_signal_connect (derived, "notify::name", G_CALLBACK (note_cb), &listener);
  reactivity_signal_set_int (a, 2);
  g_assert_cmpint (probe.runs, ==, 1);

  g_signal_connect (derived, "notify", G_CALLBACK (note_cb), &listener);
  get_int (derived);
  reactivity_signal_set_int (a, 3);
  g_assert_cmpint (probe.runs, ==, 3);
  assert_log ("notify");

  g_assert_finalize_object (derived);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
flush_hook (Probe *self)
{
  reactivity_signal_set_int (self->data, self->sum * 10);
  reactivity_context_flush (reactivity_node_get_context (self->data));
}

static void
read_more (Probe *self)
{
  get_int (self->data);
}

static void
test_not_part_of_a_run (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  ReactivitySignal *b = reactivity_signal_new_int (context, 1);
  ReactivitySignal *c = reactivity_signal_new_int (context, 1);
  Probe listener = { "notify", { NULL }, read_more, c };
  Probe e = { "effect", { SOURCE (a) }, flush_hook, b };
  ReactivityEffect *effect;
  g_autoptr (GPtrArray) deps = NULL;

  g_test_summary ("What a listener reads is not linked to the effect that lets the flush happen");

  listen (b, &listener);
  effect = probe_effect_new (context, &e);
  assert_log ("effect notify");
  deps = reactivity_computation_list_dependencies (COMPUTATION (effect));
  g_assert_cmpuint (deps->len, ==, 1);
  g_clear_pointer (&deps, g_ptr_array_unref);
  reactivity_signal_set_int (c, 2);
  reactivity_signal_set_int (b, 7);
  assert_log ("notify");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
  g_assert_finalize_object (c);
  g_assert_finalize_object (context);
}

static void
write_other (Probe *self)
{
  reactivity_signal_set_int (self->data, self->sum);
}

static void
test_listener_writes (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  ReactivitySignal *b = reactivity_signal_new_int (context, 1);
  Probe e = { "effect", { SOURCE (a), SOURCE (b) } };
  ReactivityEffect *effect = probe_effect_new (context, &e);
  Probe listener = { "notify", { NULL }, write_other, b };

  g_test_summary ("A listener may write; no effect is left with an old value");

  listen (a, &listener);
  assert_log ("effect");
  reactivity_signal_set_int (a, 5);
  g_assert_cmpint (e.sum, ==, 10);

  assert_log ("notify effect");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
  g_assert_finalize_object (context);
}

static void
clamp_self (Probe *self)
{
  reactivity_signal_set_int (self->data, MIN (self->sum, 10));
}

static void
test_listener_writes_same (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe listener = { "notify", { NULL }, clamp_self, a };

  g_test_summary ("A listener may correct the value that it is told of, and is told of that");

  listen (a, &listener);
  reactivity_signal_set_int (a, 50);
  g_assert_cmpint (get_int (a), ==, 10);
  g_assert_cmpint (listener.sum, ==, 10);
  assert_log ("notify notify");

  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
drop_source (Probe *self)
{
  ReactivitySource **source = self->data;

  g_clear_object (source);
}

static void
test_listener_drops_source (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe probe = { NULL, { SOURCE (a) } };
  ReactivityDerived *derived = probe_derived_new (context, &probe);
  Probe listener = { "notify", { NULL }, drop_source, &derived };

  g_test_summary ("A listener may drop the source that it is told of");

  get_int (derived);
  listen (derived, &listener);
  reactivity_signal_set_int (a, 2);
  assert_log ("notify");
  g_assert_null (derived);
  g_assert_cmpint (probe.freed, ==, 1);

  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
test_listener_of_failing (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe probe = { NULL, { SOURCE (a) } };
  ReactivityDerived *derived = probe_derived_new (context, &probe);
  Probe listener = { "notify" };
  g_autoptr (GPtrArray) errors = errors_collect (context);

  g_test_summary ("A derived that fails is notified, too; a read in the listener reports it");

  get_int (derived);
  listen (derived, &listener);
  probe.fails = TRUE;
  reactivity_signal_set_int (a, 2);
  assert_log ("notify");
  assert_reported (errors, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  assert_none_reported (errors);
  probe.fails = FALSE;
  reactivity_signal_set_int (a, 3);
  g_assert_cmpint (listener.sum, ==, 3);
  assert_log ("notify");

  g_assert_finalize_object (derived);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/value-property/get-and-set", test_property);
  g_test_add_func ("/reactivity/value-property/transforms", test_property_transforms);
  g_test_add_func ("/reactivity/value-property/tracks", test_property_tracks);
  g_test_add_func ("/reactivity/value-property/notify-signal", test_notify_signal);
  g_test_add_func ("/reactivity/value-property/notify-put-back", test_notify_put_back);
  g_test_add_func ("/reactivity/value-property/notify-derived", test_notify_derived);
  g_test_add_func ("/reactivity/value-property/notify-memoized", test_notify_memoized);
  g_test_add_func ("/reactivity/value-property/notify-and-effects", test_notify_and_effects);
  g_test_add_func ("/reactivity/value-property/disconnected", test_disconnected);
  g_test_add_func ("/reactivity/value-property/other-property", test_other_property);
  g_test_add_func ("/reactivity/value-property/not-part-of-a-run", test_not_part_of_a_run);
  g_test_add_func ("/reactivity/value-property/listener-writes", test_listener_writes);
  g_test_add_func ("/reactivity/value-property/listener-corrects", test_listener_writes_same);
  g_test_add_func ("/reactivity/value-property/listener-drops-source", test_listener_drops_source);
  g_test_add_func ("/reactivity/value-property/listener-of-failing", test_listener_of_failing);

  return g_test_run ();
}
