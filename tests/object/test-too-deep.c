/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Functions that nest until the stack is nearly used up. */

#include "support.h"

#define N 1000000

static gint64
plus_one (gpointer source, GError **error)
{
  return reactivity_source_get_int64 (source) + 1;
}

static GPtrArray *
make_chain (ReactivityContext *context, gpointer first, int n)
{
  GPtrArray *chain = g_ptr_array_new_full (n, g_object_unref);
  gpointer last = first;

  for (int i = 0; i < n; i++)
    {
      last = reactivity_derived_new_int64 (context, plus_one, last, NULL);
      g_ptr_array_add (chain, last);
    }

  return chain;
}

static void
check_chain (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *first = reactivity_signal_new_int64 (context, 0);
  GPtrArray *chain = make_chain (context, first, N);
  gpointer last = g_ptr_array_index (chain, N - 1);
  g_autoptr (GError) error = NULL;
  g_auto (GValue) value = G_VALUE_INIT;

  g_assert_false (reactivity_source_read_value (last, &value, &error));
  g_assert_error (error, REACTIVITY_ERROR, REACTIVITY_ERROR_TOO_DEEP);

  /* Read one after the other, all have their values. */
  for (guint i = 0; i < chain->len; i++)
    reactivity_source_get_int64 (g_ptr_array_index (chain, i));
  g_assert_cmpint (reactivity_source_get_int64 (last), ==, N);

  reactivity_signal_set_int64 (first, 1);
  g_assert_cmpint (reactivity_source_get_int64 (last), ==, N + 1);

  g_ptr_array_unref (chain);
  g_assert_finalize_object (first);
  g_assert_finalize_object (context);
}

static void
test_chain (void)
{
  g_test_summary ("1,000,000 derived values that never ran, read from the last one: an error, and "
                  "the graph works on");

  check_chain ();
}

static void
test_change_before (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *first = reactivity_signal_new_int64 (context, 0);
  GPtrArray *chain = make_chain (context, first, N);
  gpointer last = g_ptr_array_index (chain, N - 1);
  g_auto (GValue) value = G_VALUE_INIT;

  g_test_summary ("The source may change between the error and the next try");

  for (int i = 0; i < 3; i++)
    {
      g_assert_false (reactivity_source_read_value (last, &value, NULL));
      reactivity_signal_set_int64 (first, i + 1);
    }
  for (guint i = 0; i < chain->len; i++)
    reactivity_source_get_int64 (g_ptr_array_index (chain, i));
  g_assert_cmpint (reactivity_source_get_int64 (last), ==, N + 3);

  g_ptr_array_unref (chain);
  g_assert_finalize_object (first);
  g_assert_finalize_object (context);
}

static void
test_moderate (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *first = reactivity_signal_new_int64 (context, 0);
  GPtrArray *chain = make_chain (context, first, 1000);
  gpointer last = g_ptr_array_index (chain, 999);

  g_test_summary ("1,000 functions may well be nested");

  g_assert_cmpint (reactivity_source_get_int64 (last), ==, 1000);

  g_ptr_array_unref (chain);
  g_assert_finalize_object (first);
  g_assert_finalize_object (context);
}

static gboolean
read_cb (gpointer source, GError **error)
{
  reactivity_source_get_int64 (source);
  return TRUE;
}

static void
test_effect (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *first = reactivity_signal_new_int64 (context, 0);
  GPtrArray *chain = make_chain (context, first, N);
  gpointer last = g_ptr_array_index (chain, N - 1);
  ReactivityEffect *effect = reactivity_effect_new_unstarted (context, read_cb, last, NULL);
  g_autoptr (GError) error = NULL;

  g_test_summary ("An effect at the end of such a chain fails with the same error");

  g_assert_false (reactivity_effect_run (effect, &error));
  g_assert_error (error, REACTIVITY_ERROR, REACTIVITY_ERROR_TOO_DEEP);
  for (guint i = 0; i < chain->len; i++)
    reactivity_source_get_int64 (g_ptr_array_index (chain, i));
  g_assert_true (reactivity_effect_run (effect, NULL));

  g_assert_finalize_object (effect);
  g_ptr_array_unref (chain);
  g_assert_finalize_object (first);
  g_assert_finalize_object (context);
}

typedef struct
{
  ReactivityContext *context;
  ReactivitySignal *signal;
  int depth;
} Nest;

static gboolean
nest_cb (gpointer data, GError **error)
{
  Nest *nest = data;

  reactivity_source_get_int64 (SOURCE (nest->signal));
  if (++nest->depth < N)
    g_object_unref (reactivity_effect_new (nest->context, nest_cb, nest, NULL));
  return TRUE;
}

static void
test_nested_effects (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *signal = reactivity_signal_new_int64 (context, 0);
  g_autoptr (GPtrArray) errors = errors_collect (context);
  Nest nest = { context, signal, 0 };
  ReactivityEffect *effect;

  g_test_summary ("Effects that make effects without end are stopped, and end with the first");

  effect = reactivity_effect_new (context, nest_cb, &nest, NULL);
  g_assert_cmpint (nest.depth, >, 1000);
  assert_reported (errors, REACTIVITY_ERROR, REACTIVITY_ERROR_TOO_DEEP, "*");
  assert_none_reported (errors);

  nest.depth = N;
  reactivity_signal_set_int64 (signal, 1);
  g_assert_cmpint (nest.depth, ==, N + 1);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (signal);
  g_assert_finalize_object (context);
}

static gpointer
thread_func (gpointer data)
{
  check_chain ();
  return NULL;
}

static void
test_thread (void)
{
  g_test_summary ("The same on the stack of another thread");

  g_thread_join (g_thread_new ("deep", thread_func, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/too-deep/chain", test_chain);
  g_test_add_func ("/reactivity/too-deep/change-before-next-try", test_change_before);
  g_test_add_func ("/reactivity/too-deep/moderate", test_moderate);
  g_test_add_func ("/reactivity/too-deep/effect", test_effect);
  g_test_add_func ("/reactivity/too-deep/nested-effects", test_nested_effects);
  g_test_add_func ("/reactivity/too-deep/thread", test_thread);

  return g_test_run ();
}
