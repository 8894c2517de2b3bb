/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ReactivitySignal: the types of values, equality, update. */

#include "support.h"

#include <math.h>

static void
test_typed_boolean (void)
{
  ReactivitySignal *signal = reactivity_signal_new_boolean (NULL, TRUE);

  g_test_summary ("A boolean signal keeps TRUE and FALSE, whatever nonzero number it is given");

  g_assert_true (reactivity_source_get_boolean (SOURCE (signal)));
  g_assert_false (reactivity_signal_set_boolean (signal, 42));
  g_assert_cmpint (reactivity_source_get_boolean (SOURCE (signal)), ==, TRUE);
  g_assert_true (reactivity_signal_set_boolean (signal, FALSE));
  g_assert_false (reactivity_source_get_boolean (SOURCE (signal)));

  g_assert_finalize_object (signal);
}

static void
test_typed_int (void)
{
  ReactivitySignal *signal = reactivity_signal_new_int (NULL, G_MININT);

  g_test_summary ("An int signal keeps the extremes");

  g_assert_cmpint (get_int (signal), ==, G_MININT);
  g_assert_true (reactivity_signal_set_int (signal, G_MAXINT));
  g_assert_false (reactivity_signal_set_int (signal, G_MAXINT));
  g_assert_cmpint (get_int (signal), ==, G_MAXINT);

  g_assert_finalize_object (signal);
}

static void
test_typed_int64 (void)
{
  ReactivitySignal *signal = reactivity_signal_new_int64 (NULL, G_MININT64);

  g_test_summary ("An int64 signal compares all its bits");

  g_assert_cmpint (reactivity_source_get_int64 (SOURCE (signal)), ==, G_MININT64);
  g_assert_true (reactivity_signal_set_int64 (signal, 1));
  g_assert_true (reactivity_signal_set_int64 (signal, G_GINT64_CONSTANT (0x100000001)));
  g_assert_cmpint (reactivity_source_get_int64 (SOURCE (signal)), ==,
                   G_GINT64_CONSTANT (0x100000001));

  g_assert_finalize_object (signal);
}

static void
test_typed_double (void)
{
  ReactivitySignal *signal = reactivity_signal_new_double (NULL, 0.5);

  g_test_summary ("Doubles are equal as numbers: -0 is 0, and NaN is itself");

  g_assert_true (reactivity_signal_set_double (signal, 0.0));
  g_assert_false (reactivity_signal_set_double (signal, -0.0));
  g_assert_true (reactivity_signal_set_double (signal, NAN));
  g_assert_false (reactivity_signal_set_double (signal, NAN));
  g_assert_true (isnan (reactivity_source_get_double (SOURCE (signal))));
  g_assert_true (reactivity_signal_set_double (signal, INFINITY));

  g_assert_finalize_object (signal);
}

static void
test_typed_string (void)
{
  ReactivitySignal *signal = reactivity_signal_new_string (NULL, NULL);
  char text[] = "hello";

  g_test_summary ("Strings are copied, and compared by what they contain; NULL is a value");

  g_assert_null (reactivity_source_get_string (SOURCE (signal)));
  g_assert_false (reactivity_signal_set_string (signal, NULL));
  g_assert_true (reactivity_signal_set_string (signal, ""));
  g_assert_true (reactivity_signal_set_string (signal, text));
  text[0] = 'j';
  g_assert_cmpstr (reactivity_source_get_string (SOURCE (signal)), ==, "hello");
  g_assert_false (reactivity_signal_set_string (signal, "hello"));
  g_assert_true (reactivity_signal_set_string (signal, NULL));

  g_assert_finalize_object (signal);
}

static void
test_string_set_to_own_value (void)
{
  ReactivitySignal *signal = reactivity_signal_new_string (NULL, "hello, world");
  const char *own = reactivity_source_get_string (SOURCE (signal));

  g_test_summary ("A part of the signal's own string can be set");

  g_assert_true (reactivity_signal_set_string (signal, own + 7));
  g_assert_cmpstr (reactivity_source_get_string (SOURCE (signal)), ==, "world");

  g_assert_finalize_object (signal);
}

static void
test_typed_object (void)
{
  GObject *object = g_object_new (G_TYPE_OBJECT, NULL);
  ReactivitySignal *signal = reactivity_signal_new_object (NULL, G_TYPE_OBJECT, object);
  GObject *other = g_object_new (G_TYPE_OBJECT, NULL);

  g_test_summary ("A signal holds its object, and only that");

  g_assert_true (reactivity_source_get_object (SOURCE (signal)) == object);
  g_assert_false (reactivity_signal_set_object (signal, object));
  g_assert_true (reactivity_signal_set_object (signal, other));
  g_assert_finalize_object (object);

  g_assert_true (reactivity_signal_set_object (signal, NULL));
  g_assert_false (reactivity_signal_set_object (signal, NULL));
  g_assert_finalize_object (other);

  g_assert_finalize_object (signal);
}

static void
test_object_subclass (void)
{
  GListStore *list = g_list_store_new (G_TYPE_OBJECT);
  ReactivitySignal *base = reactivity_signal_new_object (NULL, G_TYPE_OBJECT, NULL);
  ReactivitySignal *iface = reactivity_signal_new_object (NULL, G_TYPE_LIST_MODEL, list);

  g_test_summary ("An object of a subclass, or with the interface, is a value of that type");

  g_assert_true (reactivity_signal_set_object (base, list));
  g_assert_true (reactivity_source_get_value_type (SOURCE (base)) == G_TYPE_OBJECT);
  g_assert_true (reactivity_source_get_object (SOURCE (iface)) == list);
  g_assert_true (reactivity_signal_set_object (iface, NULL));
  g_assert_true (reactivity_signal_set_object (iface, list));
  g_assert_true (reactivity_source_get_value_type (SOURCE (iface)) == G_TYPE_LIST_MODEL);

  g_assert_finalize_object (base);
  g_assert_finalize_object (iface);
  g_assert_finalize_object (list);
}

static void
test_value_of_subclass (void)
{
  g_auto (GValue) value = G_VALUE_INIT;
  GListStore *list = g_list_store_new (G_TYPE_OBJECT);
  ReactivitySignal *signal = reactivity_signal_new_object (NULL, G_TYPE_OBJECT, NULL);

  g_test_summary ("A GValue of a subclass is set, and the signal keeps its own type");

  g_value_init (&value, G_TYPE_LIST_STORE);
  g_value_take_object (&value, list);
  g_assert_true (reactivity_signal_set_value (signal, &value));
  g_assert_false (reactivity_signal_set_value (signal, &value));
  g_assert_true (G_VALUE_HOLDS (reactivity_source_peek_value (SOURCE (signal)), G_TYPE_OBJECT));
  g_assert_true (reactivity_source_get_value_type (SOURCE (signal)) == G_TYPE_OBJECT);

  g_assert_finalize_object (signal);
}

typedef struct
{
  GType type;
  const char *first;
  const char *second; /* differs from the first */
} Sample;

/* Values of the types that a string cannot be parsed into, by way of GVariant's text format. */
static void
fill (GValue *value, GType type, const char *text)
{
  g_value_init (value, type);

  if (type == G_TYPE_CHAR)
    g_value_set_schar (value, text[0]);
  else if (type == G_TYPE_UCHAR)
    g_value_set_uchar (value, text[0]);
  else if (type == G_TYPE_BOOLEAN)
    g_value_set_boolean (value, text[0] == 't');
  else if (type == G_TYPE_INT)
    g_value_set_int (value, atoi (text));
  else if (type == G_TYPE_UINT)
    g_value_set_uint (value, strtoul (text, NULL, 10));
  else if (type == G_TYPE_LONG)
    g_value_set_long (value, atol (text));
  else if (type == G_TYPE_ULONG)
    g_value_set_ulong (value, strtoul (text, NULL, 10));
  else if (type == G_TYPE_INT64)
    g_value_set_int64 (value, g_ascii_strtoll (text, NULL, 10));
  else if (type == G_TYPE_UINT64)
    g_value_set_uint64 (value, g_ascii_strtoull (text, NULL, 10));
  else if (type == G_TYPE_FLOAT)
    g_value_set_float (value, g_ascii_strtod (text, NULL));
  else if (type == G_TYPE_DOUBLE)
    g_value_set_double (value, g_ascii_strtod (text, NULL));
  else if (type == G_TYPE_STRING)
    g_value_set_string (value, text);
  else if (type == G_TYPE_POINTER)
    g_value_set_pointer (value, GINT_TO_POINTER (atoi (text)));
  else if (type == G_TYPE_GTYPE)
    g_value_set_gtype (value, g_type_from_name (text));
  else if (type == G_TYPE_STRV)
    g_value_take_boxed (value, g_strsplit (text, " ", -1));
  else if (type == G_TYPE_BYTES)
    g_value_take_boxed (value, g_bytes_new (text, strlen (text)));
  else if (type == G_TYPE_VARIANT)
    g_value_set_variant (value, g_variant_new_string (text));
  else if (G_TYPE_IS_ENUM (type))
    g_value_set_enum (value, atoi (text));
  else if (G_TYPE_IS_FLAGS (type))
    g_value_set_flags (value, atoi (text));
  else
    g_assert_not_reached ();
}

static void
test_every_kind (void)
{
  const Sample samples[] = {
    { G_TYPE_CHAR, "a", "b" },
    { G_TYPE_UCHAR, "a", "b" },
    { G_TYPE_BOOLEAN, "true", "false" },
    { G_TYPE_INT, "-1", "1" },
    { G_TYPE_UINT, "4294967295", "1" },
    { G_TYPE_LONG, "-4294967296", "0" },
    { G_TYPE_ULONG, "4294967296", "0" },
    { G_TYPE_INT64, "-4294967296", "0" },
    { G_TYPE_UINT64, "18446744073709551615", "4294967295" },
    { G_TYPE_FLOAT, "0.5", "0.25" },
    { G_TYPE_DOUBLE, "0.5", "0.25" },
    { G_TYPE_STRING, "a", "" },
    { G_TYPE_POINTER, "1", "2" },
    { G_TYPE_GTYPE, "gint", "gchararray" },
    { G_TYPE_STRV, "a b c", "a b" },
    { G_TYPE_BYTES, "abc", "abd" },
    { G_TYPE_VARIANT, "abc", "abd" },
    { G_TYPE_FILE_TYPE, "1", "2" },
    { G_TYPE_APPLICATION_FLAGS, "1", "3" },
  };

  g_test_summary ("Values of every kind are copied, read back, and compared by what they are");

  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_auto (GValue) first = G_VALUE_INIT;
      g_auto (GValue) again = G_VALUE_INIT;
      g_auto (GValue) second = G_VALUE_INIT;
      g_auto (GValue) got = G_VALUE_INIT;
      g_autofree char *expected = NULL;
      g_autofree char *contents = NULL;
      ReactivitySignal *signal;

      fill (&first, samples[i].type, samples[i].first);
      fill (&again, samples[i].type, samples[i].first);
      fill (&second, samples[i].type, samples[i].second);

      signal = reactivity_signal_new (NULL, &first);
      g_assert_true (reactivity_source_get_value_type (SOURCE (signal)) == samples[i].type);
      g_assert_false (reactivity_signal_set_value (signal, &again));
      g_assert_true (reactivity_signal_set_value (signal, &second));
      g_assert_false (reactivity_signal_set_value (signal, &second));

      reactivity_source_get_value (SOURCE (signal), &got);
      g_assert_true (G_VALUE_TYPE (&got) == samples[i].type);
      if (samples[i].type != G_TYPE_BYTES)
        {
          expected = g_strdup_value_contents (&second);
          contents = g_strdup_value_contents (&got);
          g_assert_cmpstr (contents, ==, expected);
        }

      g_assert_finalize_object (signal);
    }
}

static void
test_null_kinds (void)
{
  const GType types[] = { G_TYPE_STRING, G_TYPE_STRV,  G_TYPE_BYTES,    G_TYPE_VARIANT,
                          G_TYPE_OBJECT, G_TYPE_ERROR, G_TYPE_DATE_TIME };

  g_test_summary ("NULL is a value of every kind that has it, equal to itself");

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;
      g_auto (GValue) got = G_VALUE_INIT;
      ReactivitySignal *signal;

      g_value_init (&value, types[i]);
      signal = reactivity_signal_new (NULL, &value);
      g_assert_false (reactivity_signal_set_value (signal, &value));
      reactivity_source_get_value (SOURCE (signal), &got);
      g_assert_true (G_VALUE_TYPE (&got) == types[i]);
      g_assert_null (g_value_peek_pointer (&got));
      g_assert_finalize_object (signal);
    }
}

static gboolean
same_parity (const GValue *a, const GValue *b, gpointer probe)
{
  Probe *self = probe;

  self->runs++;
  return g_value_get_int (a) % 2 == g_value_get_int (b) % 2;
}

static void
test_equal_func (void)
{
  Probe equality = { NULL };
  ReactivitySignal *signal = reactivity_signal_new_int (NULL, 1);

  g_test_summary ("A function decides what is equal, and is freed when it is replaced");

  reactivity_source_set_equal_func (SOURCE (signal), same_parity, &equality, probe_freed);
  g_assert_false (reactivity_signal_set_int (signal, 3));
  g_assert_cmpint (get_int (signal), ==, 1);
  g_assert_true (reactivity_signal_set_int (signal, 4));
  g_assert_cmpint (equality.runs, ==, 2);

  reactivity_source_set_equal_func (SOURCE (signal), NULL, NULL, NULL);
  g_assert_cmpint (equality.freed, ==, 1);
  g_assert_true (reactivity_signal_set_int (signal, 6));

  reactivity_source_set_equal_func (SOURCE (signal), same_parity, &equality, probe_freed);
  g_assert_finalize_object (signal);
  g_assert_cmpint (equality.freed, ==, 2);
}

static void
test_no_equality (void)
{
  ReactivitySignal *signal = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "run", { SOURCE (signal) } };
  ReactivityEffect *effect = probe_effect_new (NULL, &probe);

  g_test_summary ("Without equality every write is a change");

  g_assert_true (reactivity_source_get_check_equality (SOURCE (signal)));
  reactivity_source_set_check_equality (SOURCE (signal), FALSE);
  g_assert_false (reactivity_source_get_check_equality (SOURCE (signal)));
  g_assert_true (reactivity_signal_set_int (signal, 1));
  assert_log ("run run");

  reactivity_source_set_check_equality (SOURCE (signal), TRUE);
  g_assert_false (reactivity_signal_set_int (signal, 1));
  assert_log ("");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (signal);
}

static void
add_cb (GValue *value, gpointer n)
{
  g_value_set_int (value, g_value_get_int (value) + GPOINTER_TO_INT (n));
}

static void
append_cb (GValue *value, gpointer text)
{
  g_value_take_string (value, g_strconcat (g_value_get_string (value), text, NULL));
}

static void
test_update (void)
{
  ReactivitySignal *number = reactivity_signal_new_int (NULL, 1);
  ReactivitySignal *text = reactivity_signal_new_string (NULL, "a");

  g_test_summary ("update() sets what the function makes of the value");

  g_assert_true (reactivity_signal_update (number, add_cb, GINT_TO_POINTER (2)));
  g_assert_cmpint (get_int (number), ==, 3);
  g_assert_false (reactivity_signal_update (number, add_cb, GINT_TO_POINTER (0)));
  g_assert_true (reactivity_signal_update (text, append_cb, "b"));
  g_assert_cmpstr (reactivity_source_get_string (SOURCE (text)), ==, "ab");

  g_assert_finalize_object (number);
  g_assert_finalize_object (text);
}

static void
count_hook (Probe *self)
{
  reactivity_signal_update (self->data, add_cb, GINT_TO_POINTER (1));
}

static void
test_update_in_effect (void)
{
  ReactivitySignal *count = reactivity_signal_new_int (NULL, 0);
  ReactivitySignal *trigger = reactivity_signal_new_int (NULL, 0);
  Probe probe = { "run", { SOURCE (trigger) }, count_hook, count };
  ReactivityEffect *effect = probe_effect_new (NULL, &probe);
  g_autoptr (GPtrArray) deps = NULL;

  g_test_summary ("update() in an effect does not make it a reader");

  reactivity_signal_set_int (count, 10);
  assert_log ("run");
  reactivity_signal_set_int (trigger, 1);
  assert_log ("run");
  g_assert_cmpint (get_int (count), ==, 11);
  deps = reactivity_computation_list_dependencies (COMPUTATION (effect));
  g_assert_cmpuint (deps->len, ==, 1);
  g_clear_pointer (&deps, g_ptr_array_unref);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (count);
  g_assert_finalize_object (trigger);
}

static void
test_no_value (void)
{
  ReactivitySignal *signal = g_object_new (REACTIVITY_TYPE_SIGNAL, NULL);

  g_test_summary ("A signal that was made without a value takes the type of its first one");

  g_assert_true (reactivity_source_get_value_type (SOURCE (signal)) == G_TYPE_INVALID);
  g_assert_null (reactivity_source_peek_value (SOURCE (signal)));
  g_assert_true (reactivity_signal_set_string (signal, "first"));
  g_assert_true (reactivity_source_get_value_type (SOURCE (signal)) == G_TYPE_STRING);
  g_assert_cmpstr (reactivity_source_get_string (SOURCE (signal)), ==, "first");

  g_assert_finalize_object (signal);
}

static void
written_cb (gpointer probe, GObject *gone G_GNUC_UNUSED)
{
  Probe *self = probe;

  self->runs++;
  if (self->runs == 1)
    reactivity_signal_set_object (self->data, NULL);
}

static void
test_old_value_writes (void)
{
  GObject *first = g_object_new (G_TYPE_OBJECT, NULL);
  GObject *second = g_object_new (G_TYPE_OBJECT, NULL);
  ReactivitySignal *signal = reactivity_signal_new_object (NULL, G_TYPE_OBJECT, first);
  Probe probe = { .data = signal };

  g_test_summary ("The end of the old value may write the same signal");

  g_object_weak_ref (first, written_cb, &probe);
  g_object_unref (first);
  g_assert_true (reactivity_signal_set_object (signal, second));
  g_assert_cmpint (probe.runs, ==, 1);
  g_assert_null (reactivity_source_get_object (SOURCE (signal)));

  g_assert_finalize_object (second);
  g_assert_finalize_object (signal);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/signal/boolean", test_typed_boolean);
  g_test_add_func ("/reactivity/signal/int", test_typed_int);
  g_test_add_func ("/reactivity/signal/int64", test_typed_int64);
  g_test_add_func ("/reactivity/signal/double", test_typed_double);
  g_test_add_func ("/reactivity/signal/string", test_typed_string);
  g_test_add_func ("/reactivity/signal/string-set-to-own-value", test_string_set_to_own_value);
  g_test_add_func ("/reactivity/signal/object", test_typed_object);
  g_test_add_func ("/reactivity/signal/object-of-subclass", test_object_subclass);
  g_test_add_func ("/reactivity/signal/value-of-subclass", test_value_of_subclass);
  g_test_add_func ("/reactivity/signal/every-kind", test_every_kind);
  g_test_add_func ("/reactivity/signal/null-kinds", test_null_kinds);
  g_test_add_func ("/reactivity/signal/equal-func", test_equal_func);
  g_test_add_func ("/reactivity/signal/no-equality", test_no_equality);
  g_test_add_func ("/reactivity/signal/update", test_update);
  g_test_add_func ("/reactivity/signal/update-in-effect", test_update_in_effect);
  g_test_add_func ("/reactivity/signal/no-value", test_no_value);
  g_test_add_func ("/reactivity/signal/old-value-writes", test_old_value_writes);

  return g_test_run ();
}
