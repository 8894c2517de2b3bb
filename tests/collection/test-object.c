/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ReactivityObject: the properties of any object. */

#include "support.h"

#define TEST_TYPE_THING (test_thing_get_type ())
G_DECLARE_FINAL_TYPE (TestThing, test_thing, TEST, THING, GObject)

struct _TestThing
{
  GObject parent_instance;
  int number;
  char *text;
};

G_DEFINE_FINAL_TYPE (TestThing, test_thing, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_NUMBER,
  PROP_TEXT,
  PROP_READ_ONLY,
  PROP_WRITE_ONLY,
  PROP_CONSTRUCT_ONLY,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
test_thing_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TestThing *self = TEST_THING (object);

  if (id == PROP_TEXT)
    g_value_set_string (value, self->text);
  else
    g_value_set_int (value, self->number);
}

static void
test_thing_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TestThing *self = TEST_THING (object);

  if (id == PROP_TEXT)
    {
      g_free (self->text);
      self->text = g_value_dup_string (value);
    }
  else if (id != PROP_CONSTRUCT_ONLY)
    {
      self->number = g_value_get_int (value);
    }
}

static void
test_thing_finalize (GObject *object)
{
  g_free (TEST_THING (object)->text);
  G_OBJECT_CLASS (test_thing_parent_class)->finalize (object);
}

static GParamSpec *
int_property (const char *name, GParamFlags flags)
{
  return g_param_spec_int (name, NULL, NULL, 0, 100, 0, flags);
}

static void
test_thing_class_init (TestThingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_thing_get_property;
  object_class->set_property = test_thing_set_property;
  object_class->finalize = test_thing_finalize;
  properties[PROP_NUMBER] = int_property ("number", G_PARAM_READWRITE);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, G_PARAM_READWRITE);
  properties[PROP_READ_ONLY] = int_property ("read-only", G_PARAM_READABLE);
  properties[PROP_WRITE_ONLY] = int_property ("write-only", G_PARAM_WRITABLE);
  properties[PROP_CONSTRUCT_ONLY] =
      int_property ("construct-only", G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
test_thing_init (TestThing *self)
{
}

typedef struct
{
  ReactivityObject *object;
  const char *property;
  guint runs;
  int seen;
} Reader;

static gboolean
read_property (gpointer data, GError **error)
{
  Reader *self = data;
  const GValue *value = reactivity_object_get (self->object, self->property, error);

  self->runs++;
  if (value != NULL && G_VALUE_HOLDS_INT (value))
    self->seen = g_value_get_int (value);
  return value != NULL;
}

static gboolean
is_listened_to (TestThing *thing)
{
  return g_signal_has_handler_pending (thing, g_signal_lookup ("notify", G_TYPE_OBJECT),
                                       g_quark_from_static_string ("number"), TRUE);
}

static void
test_tracking (void)
{
  TestThing *thing = g_object_new (TEST_TYPE_THING, NULL);
  ReactivityObject *object = reactivity_object_new (NULL, G_OBJECT (thing));
  Reader number = { object, "number" };
  Reader text = { object, "text" };
  ReactivityEffect *effect = reactivity_effect_new (NULL, read_property, &number, NULL);
  ReactivityEffect *other = reactivity_effect_new (NULL, read_property, &text, NULL);

  g_test_summary ("Who reads a property hears when it is another, whoever sets it");

  g_assert_true (reactivity_object_get_target (object) == G_OBJECT (thing));
  g_object_set (thing, "number", 5, NULL);
  g_assert_cmpint (number.seen, ==, 5);
  g_assert_true (reactivity_object_set (object, "number", REACTIVITY_INT (6), NULL));
  g_assert_cmpint (number.seen, ==, 6);
  g_object_set (thing, "number", 6, NULL);
  g_object_notify (G_OBJECT (thing), "number");
  g_assert_cmpuint (number.runs, ==, 3);
  g_assert_cmpuint (text.runs, ==, 1);
  reactivity_object_set (object, "text", REACTIVITY_STRING ("x"), NULL);
  reactivity_object_set (object, "text", REACTIVITY_STRING ("x"), NULL);
  g_assert_cmpuint (text.runs, ==, 2);
  g_assert_true (reactivity_object_set (object, "text", REACTIVITY_INT (7), NULL));
  g_assert_cmpstr (thing->text, ==, "7");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (other);
  g_assert_false (is_listened_to (thing));
  g_assert_finalize_object (object);
  g_assert_finalize_object (thing);
}

typedef struct
{
  ReactivityObject *object;
  ReactivityDerived *number; /* (nullable) reads by way of it */
  const char *order[2];
  GString *seen;
} Both;

static int
get_number (gpointer object, GError **error)
{
  const GValue *value = reactivity_object_get (object, "number", error);

  return value != NULL ? g_value_get_int (value) : -1;
}

static gboolean
read_both (gpointer data, GError **error)
{
  Both *self = data;

  for (guint i = 0; i < 2 && self->order[i] != NULL; i++)
    {
      if (g_str_equal (self->order[i], "text"))
        g_string_append_printf (self->seen, "%s ",
                                g_value_get_string (
                                    reactivity_object_get (self->object, "text", error)));
      else if (self->number != NULL)
        g_string_append_printf (self->seen, "%d ",
                                reactivity_source_get_int (SOURCE (self->number)));
      else
        g_string_append_printf (self->seen, "%d ", get_number (self->object, error));
    }
  return TRUE;
}

static void
test_set_at_once (void)
{
  TestThing *thing = g_object_new (TEST_TYPE_THING, "text", "a", NULL);
  ReactivityObject *object = reactivity_object_new (NULL, G_OBJECT (thing));
  ReactivityDerived *number = reactivity_derived_new_int (NULL, get_number, object, NULL);
  Both readers[] = {
    { object, NULL, { "number" } },           { object, NULL, { "number", "text" } },
    { object, NULL, { "text", "number" } },   { object, NULL, { "text" } },
    { object, number, { "number", "text" } }, { object, number, { "text", "number" } },
    { object, number, { "number" } },
  };
  const char *expected[] = { "5 ", "5 b ", "b 5 ", "b ", "5 b ", "b 5 ", "5 " };
  ReactivityEffect *effects[G_N_ELEMENTS (readers)];

  g_test_summary ("Who reads what was set at once hears of it once, with all that is new");

  for (guint round = 0; round < 2; round++)
    {
      g_object_set (thing, "number", 0, "text", "a", NULL);
      for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
        {
          readers[i].seen = g_string_new (NULL);
          effects[i] = reactivity_effect_new (NULL, read_both, &readers[i], NULL);
          g_string_truncate (readers[i].seen, 0);
        }

      if (round == 0)
        g_object_set (thing, "number", 5, "text", "b", NULL);
      else
        g_object_set (thing, "text", "b", "number", 5, NULL);

      for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
        {
          g_assert_cmpstr (readers[i].seen->str, ==, expected[i]);
          g_string_free (readers[i].seen, TRUE);
          g_assert_finalize_object (effects[i]);
        }
    }

  g_assert_finalize_object (number);
  g_assert_finalize_object (object);
  g_assert_finalize_object (thing);
}

static void
test_goes_first (void)
{
  TestThing *thing = g_object_new (TEST_TYPE_THING, NULL);
  ReactivityObject *object = reactivity_object_new (NULL, G_OBJECT (thing));
  Reader number = { object, "number" };
  ReactivityEffect *effect = reactivity_effect_new (NULL, read_property, &number, NULL);

  g_test_summary ("It may go before those who read it, and takes its handlers along");

  g_assert_true (is_listened_to (thing));
  g_assert_finalize_object (object);
  g_assert_false (is_listened_to (thing));
  g_object_set (thing, "number", 5, NULL);
  g_assert_cmpuint (number.runs, ==, 1);
  g_assert_finalize_object (effect);
  g_assert_finalize_object (thing);
}

static void
test_errors (void)
{
  TestThing *thing = g_object_new (TEST_TYPE_THING, NULL);
  ReactivityObject *object = reactivity_object_new (NULL, G_OBJECT (thing));
  const GValue *value = REACTIVITY_INT (3);
  g_autoptr (GError) error = NULL;

  g_test_summary ("What cannot be read or written gives an error that says why");

#define fails(call, code, text)                                                                    \
  g_assert_false (call);                                                                           \
  g_assert_error (error, REACTIVITY_ERROR, code);                                                  \
  g_assert_cmpstr (error->message, ==, text);                                                      \
  g_clear_error (&error)

  fails (reactivity_object_get (object, "nothing", &error), REACTIVITY_ERROR_NO_PROPERTY,
         "TestThing has no property “nothing”");
  fails (reactivity_object_set (object, "nothing", value, &error), REACTIVITY_ERROR_NO_PROPERTY,
         "TestThing has no property “nothing”");
  fails (reactivity_object_get (object, "write-only", &error), REACTIVITY_ERROR_NOT_READABLE,
         "The property “write-only” of TestThing can only be written");
  fails (reactivity_object_set (object, "read-only", value, &error), REACTIVITY_ERROR_NOT_WRITABLE,
         "The property “read-only” of TestThing can only be read");
  fails (reactivity_object_set (object, "construct-only", value, &error),
         REACTIVITY_ERROR_NOT_WRITABLE,
         "The property “construct-only” of TestThing can only be set when the object is made");
  fails (reactivity_object_set (object, "number", REACTIVITY_STRING ("x"), &error),
         REACTIVITY_ERROR_WRONG_TYPE,
         "The property “number” of TestThing is a gint, not a gchararray");

  g_assert_true (reactivity_object_set (object, "write-only", value, &error));
  g_assert_cmpint (g_value_get_int (reactivity_object_get (object, "read-only", &error)), ==, 3);
  g_assert_no_error (error);

  g_assert_finalize_object (object);
  g_assert_finalize_object (thing);
}

static gpointer
set_elsewhere (gpointer thing)
{
  g_object_set (thing, "number", 9, NULL);
  return NULL;
}

static void
test_other_thread (void)
{
  TestThing *thing = g_object_new (TEST_TYPE_THING, NULL);
  ReactivityObject *object = reactivity_object_new (NULL, G_OBJECT (thing));
  Reader number = { object, "number" };
  ReactivityEffect *effect = reactivity_effect_new (NULL, read_property, &number, NULL);

  g_test_summary ("What another thread sets is seen by the main context");

  g_thread_join (g_thread_new ("setter", set_elsewhere, thing));
  g_assert_cmpint (number.seen, ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (number.seen, ==, 9);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (object);
  g_assert_finalize_object (thing);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/object/tracking", test_tracking);
  g_test_add_func ("/reactivity/object/set-at-once", test_set_at_once);
  g_test_add_func ("/reactivity/object/goes-first", test_goes_first);
  g_test_add_func ("/reactivity/object/errors", test_errors);
  g_test_add_func ("/reactivity/object/other-thread", test_other_thread);

  return g_test_run ();
}
