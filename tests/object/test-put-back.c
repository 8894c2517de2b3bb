/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Values that are put back in a batch, and what drops out of it. */

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
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->context);
}

static void
make (GValue *value, GType type, int n)
{
  const char *const words[] = { n == 0 ? "zero" : "one", "end", NULL };

  g_value_init (value, type);
  if (type == G_TYPE_BOOLEAN)
    g_value_set_boolean (value, n);
  else if (type == G_TYPE_INT)
    g_value_set_int (value, n);
  else if (type == G_TYPE_UINT)
    g_value_set_uint (value, n);
  else if (type == G_TYPE_LONG)
    g_value_set_long (value, n);
  else if (type == G_TYPE_INT64)
    g_value_set_int64 (value, n);
  else if (type == G_TYPE_UINT64)
    g_value_set_uint64 (value, n);
  else if (type == G_TYPE_FLOAT)
    g_value_set_float (value, n);
  else if (type == G_TYPE_DOUBLE)
    g_value_set_double (value, n);
  else if (type == G_TYPE_STRING)
    g_value_set_string (value, words[0]);
  else if (type == G_TYPE_STRV)
    g_value_set_boxed (value, words);
  else if (type == G_TYPE_BYTES)
    g_value_take_boxed (value, g_bytes_new (words[0], 3));
  else if (type == G_TYPE_VARIANT)
    g_value_set_variant (value, g_variant_new_int32 (n));
  else if (type == G_TYPE_POINTER)
    g_value_set_pointer (value, GINT_TO_POINTER (n));
  else if (type == G_TYPE_OBJECT)
    g_value_set_object (value, n == 0 ? NULL : reactivity_context_get_default ());
  else if (type == G_TYPE_FILE_TYPE)
    g_value_set_enum (value, n);
  else
    g_assert_not_reached ();
}

static gboolean
read_any (gpointer source, GError **error)
{
  g_auto (GValue) value = G_VALUE_INIT;

  reactivity_source_get_value (source, &value);
  log_note ("effect");
  return TRUE;
}

static gboolean
copy_any (GValue *value, gpointer source, GError **error)
{
  reactivity_source_get_value (source, value);
  return TRUE;
}

static const GType types[] = {
  G_TYPE_BOOLEAN, G_TYPE_INT,    G_TYPE_UINT,   G_TYPE_LONG,    G_TYPE_INT64,   G_TYPE_UINT64,
  G_TYPE_FLOAT,   G_TYPE_DOUBLE, G_TYPE_STRING, G_TYPE_VARIANT, G_TYPE_POINTER, G_TYPE_OBJECT,
};

static void
check_type (ReactivityContext *context, GType type)
{
  g_auto (GValue) zero = G_VALUE_INIT;
  g_auto (GValue) one = G_VALUE_INIT;
  ReactivitySignal *signal;
  ReactivityDerived *derived;
  ReactivityEffect *direct;
  ReactivityEffect *indirect;

  make (&zero, type, 0);
  make (&one, type, 1);
  signal = reactivity_signal_new (context, &zero);
  derived = reactivity_derived_new (context, type, copy_any, signal, NULL);
  direct = reactivity_effect_new (context, read_any, signal, NULL);
  indirect = reactivity_effect_new (context, read_any, derived, NULL);
  assert_log ("effect effect");

  /* Put back, unread and read in between. */
  for (int i = 0; i < 3; i++)
    {
      reactivity_context_batch_begin (context);
      g_assert_true (reactivity_signal_set_value (signal, &one));
      if (i > 0)
        reactivity_source_peek_value (SOURCE (derived));
      g_assert_true (reactivity_signal_set_value (signal, &zero));
      if (i > 1)
        reactivity_source_peek_value (SOURCE (derived));
      reactivity_context_batch_end (context);
      assert_log ("");
    }

  /* And not put back. */
  reactivity_context_batch_begin (context);
  reactivity_signal_set_value (signal, &one);
  reactivity_signal_set_value (signal, &zero);
  reactivity_signal_set_value (signal, &one);
  reactivity_context_batch_end (context);
  assert_log ("effect effect");

  g_assert_finalize_object (indirect);
  g_assert_finalize_object (direct);
  g_assert_finalize_object (derived);
  g_assert_finalize_object (signal);
}

static void
test_every_kind (Fixture *self, gconstpointer data)
{
  g_test_summary ("A signal of any kind that is put back wakes nobody, also through a derived that "
                  "was read in the batch");

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    check_type (self->context, types[i]);
  check_type (self->context, G_TYPE_STRV);
  check_type (self->context, G_TYPE_BYTES);
  check_type (self->context, G_TYPE_FILE_TYPE);
}

static void
test_seen_in_flush (Fixture *self, gconstpointer data)
{
  Probe probe = { "effect", { SOURCE (self->a) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &probe);

  g_test_summary ("Who saw the value in between, by a flush in the batch, runs again");

  reactivity_context_batch_begin (self->context);
  reactivity_signal_set_int (self->a, 2);
  reactivity_context_flush (self->context);
  g_assert_cmpint (probe.sum, ==, 2);
  reactivity_signal_set_int (self->a, 1);
  reactivity_context_batch_end (self->context);
  g_assert_cmpint (probe.sum, ==, 1);
  assert_log ("effect effect effect");

  g_assert_finalize_object (effect);
}

static void
test_new_reader (Fixture *self, gconstpointer data)
{
  Probe old = { "old", { SOURCE (self->a) } };
  Probe new = { "new", { SOURCE (self->a) } };
  ReactivityEffect *first = probe_effect_new (self->context, &old);
  ReactivityEffect *second;

  g_test_summary ("An effect that was made in the batch and saw the value in between runs again");

  reactivity_context_batch_begin (self->context);
  reactivity_signal_set_int (self->a, 2);
  second = probe_effect_new (self->context, &new);
  reactivity_signal_set_int (self->a, 1);
  assert_log ("old new");
  reactivity_context_batch_end (self->context);
  assert_log ("new");
  g_assert_cmpint (new.sum, ==, 1);

  g_assert_finalize_object (first);
  g_assert_finalize_object (second);
}

static void
test_value_after (Fixture *self, gconstpointer data)
{
  Probe d = { NULL, { SOURCE (self->a) } };
  ReactivityDerived *derived = probe_derived_new (self->context, &d);
  Probe e = { NULL, { SOURCE (derived) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &e);

  g_test_summary ("After a put-back the next change comes through, and many of them");

  for (int i = 0; i < 5; i++)
    {
      reactivity_context_batch_begin (self->context);
      reactivity_signal_set_int (self->a, 100);
      g_assert_cmpint (get_int (derived), ==, 100);
      reactivity_signal_set_int (self->a, 1 + i);
      g_assert_cmpint (get_int (derived), ==, 1 + i);
      reactivity_context_batch_end (self->context);
      g_assert_cmpint (e.sum, ==, 1 + i);
      reactivity_signal_set_int (self->a, 2 + i);
      g_assert_cmpint (e.sum, ==, 2 + i);
    }

  g_assert_finalize_object (effect);
  g_assert_finalize_object (derived);
}

static void
test_failed_between (Fixture *self, gconstpointer data)
{
  Probe d = { NULL, { SOURCE (self->a) } };
  ReactivityDerived *derived = probe_derived_new (self->context, &d);
  Probe e = { NULL, { SOURCE (derived) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &e);

  g_test_summary ("A derived that failed in the batch has its value again after it");

  reactivity_context_batch_begin (self->context);
  d.fails = TRUE;
  reactivity_signal_set_int (self->a, 2);
  g_assert_false (reactivity_node_refresh (NODE (derived), NULL));
  d.fails = FALSE;
  reactivity_signal_set_int (self->a, 1);
  reactivity_context_batch_end (self->context);
  g_assert_cmpint (get_int (derived), ==, 1);
  g_assert_cmpint (e.sum, ==, 1);
  reactivity_signal_set_int (self->a, 2);
  g_assert_cmpint (e.sum, ==, 2);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (derived);
}

static void
test_goes_in_batch (Fixture *self, gconstpointer data)
{
  ReactivitySignal *b = reactivity_signal_new_string (self->context, "old");
  Probe d = { NULL, { SOURCE (self->a) } };
  ReactivityDerived *derived = probe_derived_new (self->context, &d);

  g_test_summary ("Sources that were changed may go before the batch ends");

  get_int (derived);
  reactivity_context_batch_begin (self->context);
  reactivity_signal_set_string (b, "new");
  reactivity_signal_set_int (self->a, 2);
  get_int (derived);
  g_assert_finalize_object (b);
  g_assert_finalize_object (derived);
  reactivity_signal_set_int (self->a, 3);
  reactivity_context_batch_end (self->context);
}

static void
test_unchecked (Fixture *self, gconstpointer data)
{
  Probe e = { "effect", { SOURCE (self->a) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &e);

  g_test_summary ("A signal without equality has changed, whatever it was set to");

  reactivity_source_set_check_equality (SOURCE (self->a), FALSE);
  reactivity_context_batch_begin (self->context);
  reactivity_signal_set_int (self->a, 2);
  reactivity_signal_set_int (self->a, 1);
  reactivity_context_batch_end (self->context);
  assert_log ("effect effect");

  g_assert_finalize_object (effect);
}

static void
flush_cb (gpointer context, GObject *gone)
{
  log_note ("gone");
  reactivity_context_flush (context);
}

static void
test_old_value_flushes (Fixture *self, gconstpointer data)
{
  GObject *first = g_object_new (G_TYPE_OBJECT, NULL);
  GObject *second = g_object_new (G_TYPE_OBJECT, NULL);
  ReactivitySignal *held = reactivity_signal_new_object (self->context, G_TYPE_OBJECT, first);

  g_test_summary ("The end of a value that is replaced by the old one may flush");

  reactivity_context_batch_begin (self->context);
  g_assert_true (reactivity_signal_set_object (held, second));
  g_object_weak_ref (second, flush_cb, self->context);
  g_object_unref (second);
  g_assert_true (reactivity_signal_set_object (held, first));
  reactivity_context_batch_end (self->context);
  assert_log ("gone");
  g_assert_true (reactivity_source_get_object (SOURCE (held)) == first);

  g_assert_finalize_object (held);
  g_assert_finalize_object (first);
}

static void
write_text_cb (gpointer text, GObject *gone)
{
  reactivity_signal_set_string (text, "written");
}

static gboolean
note_text (gpointer text, GError **error)
{
  log_note (reactivity_source_get_string (text));
  return TRUE;
}

static void
test_old_value_writes (Fixture *self, gconstpointer data)
{
  GObject *first = g_object_new (G_TYPE_OBJECT, NULL);
  ReactivitySignal *held = reactivity_signal_new_object (self->context, G_TYPE_OBJECT, first);
  ReactivitySignal *text = reactivity_signal_new_string (self->context, "before");
  ReactivityEffect *effect = reactivity_effect_new (self->context, note_text, text, NULL);

  g_test_summary ("A write at the end of the batch, by a value that goes, is a change like any "
                  "other");

  g_object_weak_ref (first, write_text_cb, text);
  g_object_unref (first);
  reactivity_context_batch_begin (self->context);
  reactivity_signal_set_object (held, NULL);
  reactivity_context_batch_end (self->context);
  assert_log ("before written");
  reactivity_signal_set_string (text, "before");
  assert_log ("before");
  reactivity_context_batch_begin (self->context);
  reactivity_signal_set_string (text, "written");
  reactivity_context_batch_end (self->context);
  assert_log ("written");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (held);
  g_assert_finalize_object (text);
}

typedef struct
{
  ReactivityDerived *deriveds[20];
} Readings;

static gboolean
equal_and_read (const GValue *a, const GValue *b, gpointer data)
{
  Readings *readings = data;
  const char *text = g_value_get_string (a);
  g_autofree char *before = g_strdup (text);

  for (gsize i = 0; i < G_N_ELEMENTS (readings->deriveds); i++)
    get_int (readings->deriveds[i]);

  g_assert_cmpstr (g_value_get_string (a), ==, before);
  return g_strcmp0 (g_value_get_string (a), g_value_get_string (b)) == 0;
}

static void
test_equality_reads (Fixture *self, gconstpointer data)
{
  ReactivitySignal *text = reactivity_signal_new_string (self->context, "old");
  Probe probes[20];
  Readings readings;

  g_test_summary ("An equality function may read derived values in a batch");

  for (gsize i = 0; i < G_N_ELEMENTS (probes); i++)
    {
      probes[i] = (Probe){ NULL, { SOURCE (self->a) } };
      readings.deriveds[i] = probe_derived_new (self->context, &probes[i]);
      get_int (readings.deriveds[i]);
    }

  reactivity_source_set_equal_func (SOURCE (text), equal_and_read, &readings, NULL);
  reactivity_context_batch_begin (self->context);
  g_assert_true (reactivity_signal_set_string (text, "new"));
  reactivity_signal_set_int (self->a, 2);
  g_assert_true (reactivity_signal_set_string (text, "newer"));
  reactivity_signal_set_int (self->a, 3);
  g_assert_true (reactivity_signal_set_string (text, "old"));
  reactivity_context_batch_end (self->context);

  for (gsize i = 0; i < G_N_ELEMENTS (probes); i++)
    g_assert_finalize_object (readings.deriveds[i]);
  g_assert_finalize_object (text);
}

static gboolean
equal_and_flush (const GValue *a, const GValue *b, gpointer context)
{
  reactivity_context_flush (context);
  return g_strcmp0 (g_value_get_string (a), g_value_get_string (b)) == 0;
}

static void
test_equality_flushes (Fixture *self, gconstpointer data)
{
  ReactivitySignal *text = reactivity_signal_new_string (self->context, "old");
  ReactivityEffect *effect = reactivity_effect_new (self->context, note_text, text, NULL);

  g_test_summary ("An equality function that flushes does no harm");

  reactivity_source_set_equal_func (SOURCE (text), equal_and_flush, self->context, NULL);
  reactivity_context_batch_begin (self->context);
  reactivity_signal_set_string (text, "new");
  reactivity_signal_set_string (text, "old");
  reactivity_context_batch_end (self->context);
  g_assert_cmpstr (reactivity_source_get_string (SOURCE (text)), ==, "old");
  assert_log ("old new old");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (text);
}

#define add(path, func)                                                                            \
  g_test_add ("/reactivity/put-back/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("every-kind", test_every_kind);
  add ("seen-in-flush", test_seen_in_flush);
  add ("new-reader", test_new_reader);
  add ("value-after", test_value_after);
  add ("failed-between", test_failed_between);
  add ("goes-in-batch", test_goes_in_batch);
  add ("unchecked", test_unchecked);
  add ("old-value-flushes", test_old_value_flushes);
  add ("old-value-writes", test_old_value_writes);
  add ("equality-reads", test_equality_reads);
  add ("equality-flushes", test_equality_flushes);

  return g_test_run ();
}
