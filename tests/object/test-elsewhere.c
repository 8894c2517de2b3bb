/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Sources that keep their value elsewhere, in an object of a subclass. */

#include "support.h"

#define TEST_TYPE_SIGNAL (test_signal_get_type ())
G_DECLARE_FINAL_TYPE (TestSignal, test_signal, TEST, SIGNAL, ReactivitySignal)

struct _TestSignal
{
  ReactivitySignal parent_instance;
  char *text; /* (owned) (nullable) the value; a number, as text */
  int published;
};

G_DEFINE_FINAL_TYPE (TestSignal, test_signal, REACTIVITY_TYPE_SIGNAL)

static void
publish_text (ReactivitySource *source, const char *text)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, atoi (text));
  reactivity_source_publish_value (source, &value);
}

static void
test_signal_publish (ReactivitySource *source)
{
  TestSignal *self = TEST_SIGNAL (source);

  self->published++;
  if (self->text != NULL)
    publish_text (source, self->text);
}

static void
test_signal_finalize (GObject *object)
{
  g_free (TEST_SIGNAL (object)->text);
  G_OBJECT_CLASS (test_signal_parent_class)->finalize (object);
}

static void
test_signal_class_init (TestSignalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_signal_finalize;
  REACTIVITY_SOURCE_CLASS (klass)->publish = test_signal_publish;
}

static void
test_signal_init (TestSignal *self)
{
}

static const char *
read_text (TestSignal *self)
{
  reactivity_node_track (NODE (self));
  return self->text;
}

static void
write_text (TestSignal *self, const char *text)
{
  g_free (self->text);
  self->text = g_strdup (text);
  reactivity_node_changed (NODE (self));
}

#define TEST_TYPE_DERIVED (test_derived_get_type ())
G_DECLARE_FINAL_TYPE (TestDerived, test_derived, TEST, DERIVED, ReactivityDerived)

struct _TestDerived
{
  ReactivityDerived parent_instance;
  TestSignal *reads; /* (unowned) */
  int number;        /* the value: that of the signal without its last digit */
  int updates;
  int published;
  gboolean fails;
};

G_DEFINE_FINAL_TYPE (TestDerived, test_derived, REACTIVITY_TYPE_DERIVED)

static ReactivityUpdateFlags
test_derived_update (ReactivityNode *node)
{
  TestDerived *self = TEST_DERIVED (node);
  int before = self->number;

  self->updates++;
  self->number = atoi (read_text (self->reads)) / 10;
  if (self->fails)
    {
      reactivity_node_take_error (node, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "busy"));
      return REACTIVITY_UPDATE_KEEP_DEPS;
    }
  return self->number != before ? REACTIVITY_UPDATE_CHANGED : REACTIVITY_UPDATE_NONE;
}

static void
test_derived_publish (ReactivitySource *source)
{
  TestDerived *self = TEST_DERIVED (source);
  g_autofree char *text = g_strdup_printf ("%d", self->number);

  self->published++;
  publish_text (source, text);
}

static void
test_derived_class_init (TestDerivedClass *klass)
{
  REACTIVITY_NODE_CLASS (klass)->update = test_derived_update;
  REACTIVITY_SOURCE_CLASS (klass)->publish = test_derived_publish;
}

static void
test_derived_init (TestDerived *self)
{
  self->number = -1;
}

static TestSignal *
elsewhere_signal (ReactivityContext *context, const char *text)
{
  TestSignal *self = g_object_new (TEST_TYPE_SIGNAL, "context", context, NULL);

  self->text = g_strdup (text);
  return self;
}

static TestDerived *
elsewhere_derived (ReactivityContext *context, TestSignal *reads)
{
  TestDerived *self = g_object_new (TEST_TYPE_DERIVED, "context", context, NULL);

  self->reads = reads;
  return self;
}

static void
test_published_when_asked (void)
{
  ReactivityContext *context = reactivity_context_new ();
  TestSignal *signal = elsewhere_signal (context, "1");
  g_auto (GValue) value = G_VALUE_INIT;

  g_test_summary ("C gets the value when it asks, once for each change");

  g_assert_cmpint (signal->published, ==, 0);
  g_assert_cmpint (get_int (signal), ==, 1);
  g_assert_cmpint (get_int (signal), ==, 1);
  g_assert_cmpint (g_value_get_int (reactivity_source_peek_value (SOURCE (signal))), ==, 1);
  g_assert_cmpint (signal->published, ==, 1);

  write_text (signal, "2");
  write_text (signal, "3");
  g_assert_cmpint (signal->published, ==, 1);
  reactivity_source_get_value (SOURCE (signal), &value);
  g_assert_cmpint (g_value_get_int (&value), ==, 3);
  g_assert_cmpint (signal->published, ==, 2);

  g_assert_finalize_object (signal);
  g_assert_finalize_object (context);
}

static void
test_wakes_c (void)
{
  ReactivityContext *context = reactivity_context_new ();
  TestSignal *signal = elsewhere_signal (context, "1");
  Probe probe = { "effect", { SOURCE (signal) } };
  ReactivityEffect *effect = probe_effect_new (context, &probe);

  g_test_summary ("An effect in C is woken by a value that is kept elsewhere");

  write_text (signal, "2");
  assert_log ("effect effect");
  g_assert_cmpint (probe.sum, ==, 2);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (signal);
  g_assert_finalize_object (context);
}

static void
test_nothing_published (void)
{
  ReactivityContext *context = reactivity_context_new ();
  TestSignal *signal = elsewhere_signal (context, NULL);
  g_auto (GValue) value = G_VALUE_INIT;
  GValue *boxed = NULL;

  g_test_summary ("A source that publishes nothing has no value for C");

  g_assert_null (reactivity_source_peek_value (SOURCE (signal)));
  reactivity_source_get_value (SOURCE (signal), &value);
  g_assert_false (G_IS_VALUE (&value));
  g_object_get (signal, "value", &boxed, NULL);
  g_assert_null (boxed);
  expect_critical ("*nothing*gint*");
  g_assert_cmpint (get_int (signal), ==, 0);
  g_test_assert_expected_messages ();

  g_assert_finalize_object (signal);
  g_assert_finalize_object (context);
}

static void
test_derived_lazy (void)
{
  ReactivityContext *context = reactivity_context_new ();
  TestSignal *signal = elsewhere_signal (context, "10");
  TestDerived *derived = elsewhere_derived (context, signal);

  g_test_summary ("A derived of a subclass is lazy and cached; its update flags stop the wave");

  g_assert_cmpint (derived->updates, ==, 0);
  g_assert_cmpint (get_int (derived), ==, 1);
  g_assert_cmpint (get_int (derived), ==, 1);
  g_assert_cmpint (derived->updates, ==, 1);
  g_assert_cmpint (derived->published, ==, 1);

  write_text (signal, "11");
  g_assert_cmpint (get_int (derived), ==, 1);
  g_assert_cmpint (derived->updates, ==, 2);
  g_assert_cmpint (derived->published, ==, 1);

  write_text (signal, "20");
  g_assert_cmpint (get_int (derived), ==, 2);
  g_assert_cmpint (derived->published, ==, 2);

  g_assert_finalize_object (derived);
  g_assert_finalize_object (signal);
  g_assert_finalize_object (context);
}

static void
test_derived_stops_wave (void)
{
  ReactivityContext *context = reactivity_context_new ();
  TestSignal *signal = elsewhere_signal (context, "10");
  TestDerived *derived = elsewhere_derived (context, signal);
  Probe probe = { "effect", { SOURCE (derived) } };
  ReactivityEffect *effect = probe_effect_new (context, &probe);

  g_test_summary ("An effect runs only when the derived's update says that it changed");

  write_text (signal, "15");
  assert_log ("effect");
  write_text (signal, "25");
  assert_log ("effect");
  g_assert_cmpint (probe.sum, ==, 2);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (derived);
  g_assert_finalize_object (signal);
  g_assert_finalize_object (context);
}

static void
test_derived_fails (void)
{
  ReactivityContext *context = reactivity_context_new ();
  TestSignal *signal = elsewhere_signal (context, "10");
  TestDerived *derived = elsewhere_derived (context, signal);
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_test_summary ("A failed update gives its error, and recovers with the same value");

  g_assert_cmpint (get_int (derived), ==, 1);
  derived->fails = TRUE;
  write_text (signal, "11");
  g_assert_false (reactivity_source_read_value (SOURCE (derived), &value, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  derived->fails = FALSE;
  write_text (signal, "12");
  g_assert_true (reactivity_source_read_value (SOURCE (derived), &value, NULL));
  g_assert_cmpint (g_value_get_int (&value), ==, 1);

  g_assert_finalize_object (derived);
  g_assert_finalize_object (signal);
  g_assert_finalize_object (context);
}

static void
test_changed_in_batch (void)
{
  ReactivityContext *context = reactivity_context_new ();
  TestSignal *signal = elsewhere_signal (context, "10");
  TestDerived *derived = elsewhere_derived (context, signal);
  Probe probe = { "effect", { SOURCE (derived) } };
  ReactivityEffect *effect = probe_effect_new (context, &probe);

  g_test_summary ("In a batch reads of C are fresh");

  reactivity_context_batch_begin (context);
  write_text (signal, "30");
  g_assert_cmpint (get_int (signal), ==, 30);
  g_assert_cmpint (get_int (derived), ==, 3);
  write_text (signal, "40");
  g_assert_cmpint (get_int (signal), ==, 40);
  g_assert_cmpint (get_int (derived), ==, 4);
  reactivity_context_batch_end (context);
  assert_log ("effect effect");
  g_assert_cmpint (probe.sum, ==, 4);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (derived);
  g_assert_finalize_object (signal);
  g_assert_finalize_object (context);
}

static void
note_int (GObject *object, GParamSpec *pspec, gpointer sum)
{
  *(int *) sum = get_int (object);
}

static void
test_notify (void)
{
  ReactivityContext *context = reactivity_context_new ();
  TestSignal *signal = elsewhere_signal (context, "10");
  TestDerived *derived = elsewhere_derived (context, signal);
  int seen = 0;

  g_test_summary ("notify::value and bindings see values that are kept elsewhere");

  g_assert_cmpint (get_int (derived), ==, 1);
  g_signal_connect (derived, "notify::value", G_CALLBACK (note_int), &seen);
  write_text (signal, "50");
  g_assert_cmpint (seen, ==, 5);
  write_text (signal, "51");
  write_text (signal, "60");
  g_assert_cmpint (seen, ==, 6);

  g_assert_finalize_object (derived);
  g_assert_finalize_object (signal);
  g_assert_finalize_object (context);
}

static void
test_publish_refused (void)
{
  ReactivitySignal *signal = reactivity_signal_new_int (NULL, 1);
  g_auto (GValue) value = G_VALUE_INIT;

  g_test_summary ("A source that keeps its own value is not to be published to");

  g_value_init (&value, G_TYPE_INT);
  expect_critical ("*publish*");
  reactivity_source_publish_value (SOURCE (signal), &value);
  g_test_assert_expected_messages ();

  g_assert_finalize_object (signal);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/elsewhere/published-when-asked", test_published_when_asked);
  g_test_add_func ("/reactivity/elsewhere/wakes-c", test_wakes_c);
  g_test_add_func ("/reactivity/elsewhere/nothing-published", test_nothing_published);
  g_test_add_func ("/reactivity/elsewhere/derived-lazy", test_derived_lazy);
  g_test_add_func ("/reactivity/elsewhere/derived-stops-wave", test_derived_stops_wave);
  g_test_add_func ("/reactivity/elsewhere/derived-fails", test_derived_fails);
  g_test_add_func ("/reactivity/elsewhere/changed-in-batch", test_changed_in_batch);
  g_test_add_func ("/reactivity/elsewhere/notify", test_notify);
  g_test_add_func ("/reactivity/elsewhere/publish-refused", test_publish_refused);

  return g_test_run ();
}
