/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* GBinding between sources and the properties of other objects. */

#include "support.h"

/* An object with a property of each of some types. */
#define TEST_TYPE_WIDGET (test_widget_get_type ())
G_DECLARE_FINAL_TYPE (TestWidget, test_widget, TEST, WIDGET, GObject)

struct _TestWidget
{
  GObject parent_instance;
  char *label;
  int number;
  double level;
  gboolean visible;
  GObject *child;
};

G_DEFINE_FINAL_TYPE (TestWidget, test_widget, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_LABEL,
  PROP_NUMBER,
  PROP_LEVEL,
  PROP_VISIBLE,
  PROP_CHILD,
};

static void
test_widget_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TestWidget *self = TEST_WIDGET (object);

  switch (prop_id)
    {
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_NUMBER:
      g_value_set_int (value, self->number);
      break;
    case PROP_LEVEL:
      g_value_set_double (value, self->level);
      break;
    case PROP_VISIBLE:
      g_value_set_boolean (value, self->visible);
      break;
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
test_widget_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  TestWidget *self = TEST_WIDGET (object);

  switch (prop_id)
    {
    case PROP_LABEL:
      g_free (self->label);
      self->label = g_value_dup_string (value);
      break;
    case PROP_NUMBER:
      self->number = g_value_get_int (value);
      break;
    case PROP_LEVEL:
      self->level = g_value_get_double (value);
      break;
    case PROP_VISIBLE:
      self->visible = g_value_get_boolean (value);
      break;
    case PROP_CHILD:
      g_set_object (&self->child, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
test_widget_finalize (GObject *object)
{
  TestWidget *self = TEST_WIDGET (object);

  g_clear_object (&self->child);
  g_free (self->label);
  G_OBJECT_CLASS (test_widget_parent_class)->finalize (object);
}

static void
test_widget_class_init (TestWidgetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = test_widget_get_property;
  object_class->set_property = test_widget_set_property;
  object_class->finalize = test_widget_finalize;

  g_object_class_install_property (object_class, PROP_LABEL,
                                   g_param_spec_string ("label", NULL, NULL, NULL, flags));
  g_object_class_install_property (object_class, PROP_NUMBER,
                                   g_param_spec_int ("number", NULL, NULL, G_MININT, G_MAXINT, 0,
                                                     flags));
  g_object_class_install_property (object_class, PROP_LEVEL,
                                   g_param_spec_double ("level", NULL, NULL, -G_MAXDOUBLE,
                                                        G_MAXDOUBLE, 0, flags));
  g_object_class_install_property (object_class, PROP_VISIBLE,
                                   g_param_spec_boolean ("visible", NULL, NULL, FALSE, flags));
  g_object_class_install_property (object_class, PROP_CHILD,
                                   g_param_spec_object ("child", NULL, NULL, G_TYPE_OBJECT, flags));
}

static void
test_widget_init (TestWidget *self)
{
}

static TestWidget *
widget_new (void)
{
  return g_object_new (TEST_TYPE_WIDGET, NULL);
}

static void
test_same_type (void)
{
  ReactivitySignal *text = reactivity_signal_new_string (NULL, "one");
  TestWidget *widget = widget_new ();

  g_test_summary ("A signal is bound to a property of the same type");

  g_object_bind_property (text, "value", widget, "label", G_BINDING_SYNC_CREATE);
  g_assert_cmpstr (widget->label, ==, "one");
  reactivity_signal_set_string (text, "two");
  g_assert_cmpstr (widget->label, ==, "two");
  reactivity_signal_set_string (text, NULL);
  g_assert_null (widget->label);

  g_assert_finalize_object (widget);
  reactivity_signal_set_string (text, "three");
  g_assert_finalize_object (text);
}

static void
test_converts (void)
{
  ReactivitySignal *number = reactivity_signal_new_int64 (NULL, 42);
  TestWidget *widget = widget_new ();

  g_test_summary ("A value is converted to the type of the property");

  g_object_bind_property (number, "value", widget, "label", G_BINDING_SYNC_CREATE);
  g_object_bind_property (number, "value", widget, "number", G_BINDING_SYNC_CREATE);
  g_object_bind_property (number, "value", widget, "level", G_BINDING_SYNC_CREATE);
  g_object_bind_property (number, "value", widget, "visible", G_BINDING_SYNC_CREATE);
  g_assert_cmpstr (widget->label, ==, "42");
  g_assert_cmpint (widget->number, ==, 42);
  g_assert_cmpfloat (widget->level, ==, 42.0);
  g_assert_true (widget->visible);
  reactivity_signal_set_int64 (number, 0);
  g_assert_cmpstr (widget->label, ==, "0");
  g_assert_false (widget->visible);

  g_assert_finalize_object (widget);
  g_assert_finalize_object (number);
}

static void
test_object (void)
{
  GObject *object = g_object_new (G_TYPE_OBJECT, NULL);
  ReactivitySignal *held = reactivity_signal_new_object (NULL, G_TYPE_OBJECT, object);
  TestWidget *widget = widget_new ();

  g_test_summary ("An object goes through a binding both ways");

  g_object_bind_property (held, "value", widget, "child",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_assert_true (widget->child == object);
  g_object_set (widget, "child", NULL, NULL);
  g_assert_null (reactivity_source_get_object (SOURCE (held)));
  g_assert_finalize_object (object);

  g_assert_finalize_object (widget);
  g_assert_finalize_object (held);
}

static void
test_bidirectional (void)
{
  ReactivitySignal *level = reactivity_signal_new_double (NULL, 0.5);
  TestWidget *widget = widget_new ();

  g_test_summary ("A binding in both directions writes the signal, with conversion");

  g_object_bind_property (level, "value", widget, "number",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_assert_cmpint (widget->number, ==, 0);
  g_object_set (widget, "number", 7, NULL);
  g_assert_cmpfloat (reactivity_source_get_double (SOURCE (level)), ==, 7.0);
  reactivity_signal_set_double (level, 8.75);
  g_assert_cmpint (widget->number, ==, 8);
  g_assert_cmpfloat (reactivity_source_get_double (SOURCE (level)), ==, 8.75);

  g_assert_finalize_object (widget);
  g_assert_finalize_object (level);
}

static void
test_into_signal (void)
{
  TestWidget *widget = widget_new ();
  ReactivitySignal *level = reactivity_signal_new_double (NULL, 0);
  ReactivitySignal *text = reactivity_signal_new_string (NULL, NULL);

  g_test_summary ("A property is bound to a signal, and is made into its type");

  g_object_bind_property (widget, "number", level, "value", G_BINDING_SYNC_CREATE);
  g_object_bind_property (widget, "number", text, "value", G_BINDING_DEFAULT);
  g_object_set (widget, "number", 3, NULL);
  g_assert_cmpfloat (reactivity_source_get_double (SOURCE (level)), ==, 3.0);
  g_assert_cmpstr (reactivity_source_get_string (SOURCE (text)), ==, "3");

  g_assert_finalize_object (widget);
  g_assert_finalize_object (level);
  g_assert_finalize_object (text);
}

static void
test_impossible (void)
{
  TestWidget *widget = widget_new ();
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);

  g_test_summary ("A value that cannot be made into the signal's type is refused");

  g_object_bind_property (widget, "label", number, "value", G_BINDING_DEFAULT);
  expect_critical ("*gint*gchararray*");
  g_object_set (widget, "label", "x", NULL);
  g_test_assert_expected_messages ();
  g_assert_cmpint (get_int (number), ==, 1);

  g_assert_finalize_object (widget);
  g_assert_finalize_object (number);
}

static void
test_derived (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  Probe probe = { NULL, { SOURCE (a), SOURCE (a) } };
  ReactivityDerived *derived = probe_derived_new (NULL, &probe);
  TestWidget *widget = widget_new ();

  g_test_summary ("A derived that is bound follows what it reads");

  g_object_bind_property (derived, "value", widget, "label", G_BINDING_SYNC_CREATE);
  g_assert_cmpstr (widget->label, ==, "2");
  reactivity_signal_set_int (a, 4);
  g_assert_cmpstr (widget->label, ==, "8");
  g_assert_cmpint (probe.runs, ==, 2);

  g_assert_finalize_object (widget);
  reactivity_signal_set_int (a, 5);
  g_assert_cmpint (probe.runs, ==, 2);
  g_assert_finalize_object (derived);
  g_assert_finalize_object (a);
}

static void
test_signal_to_signal (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  ReactivitySignal *b = reactivity_signal_new_double (context, 0);

  g_test_summary ("Signals of two contexts are bound both ways");

  g_object_bind_property (a, "value", b, "value", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_assert_cmpfloat (reactivity_source_get_double (SOURCE (b)), ==, 1.0);
  reactivity_signal_set_double (b, 5.0);
  g_assert_cmpint (get_int (a), ==, 5);
  reactivity_signal_set_int (a, 6);
  g_assert_cmpfloat (reactivity_source_get_double (SOURCE (b)), ==, 6.0);

  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
  g_assert_finalize_object (context);
}

static gboolean
to_text (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const GValue *inner = g_value_get_boxed (from);

  g_value_take_string (to, g_strdup_printf ("<%d>", g_value_get_int (inner)));
  return TRUE;
}

static void
test_transform_func (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  TestWidget *widget = widget_new ();

  g_test_summary ("A binding with a function of its own gets the boxed value");

  g_object_bind_property_full (a, "value", widget, "label", G_BINDING_SYNC_CREATE, to_text, NULL,
                               NULL, NULL);
  reactivity_signal_set_int (a, 2);
  g_assert_cmpstr (widget->label, ==, "<2>");

  g_assert_finalize_object (widget);
  g_assert_finalize_object (a);
}

static void
test_in_batch (void)
{
  ReactivityContext *context = reactivity_context_get_default ();
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  TestWidget *widget = widget_new ();

  g_test_summary ("A bound property follows at the end of the batch");

  g_object_bind_property (a, "value", widget, "number", G_BINDING_SYNC_CREATE);
  reactivity_context_batch_begin (context);
  reactivity_signal_set_int (a, 2);
  reactivity_signal_set_int (a, 3);
  g_assert_cmpint (widget->number, ==, 1);
  reactivity_context_batch_end (context);
  g_assert_cmpint (widget->number, ==, 3);

  g_assert_finalize_object (widget);
  g_assert_finalize_object (a);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/binding/same-type", test_same_type);
  g_test_add_func ("/reactivity/binding/converts", test_converts);
  g_test_add_func ("/reactivity/binding/object", test_object);
  g_test_add_func ("/reactivity/binding/bidirectional", test_bidirectional);
  g_test_add_func ("/reactivity/binding/into-signal", test_into_signal);
  g_test_add_func ("/reactivity/binding/impossible", test_impossible);
  g_test_add_func ("/reactivity/binding/derived", test_derived);
  g_test_add_func ("/reactivity/binding/signal-to-signal", test_signal_to_signal);
  g_test_add_func ("/reactivity/binding/transform-func", test_transform_func);
  g_test_add_func ("/reactivity/binding/in-batch", test_in_batch);

  return g_test_run ();
}
