/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* G13, on the default stack and with the library as it is shipped: long chains and wide fans are
 * made, updated and finalized. */

#include "support.h"

#define N 1000000

static gint64
plus_one (gpointer source, GError **error)
{
  return reactivity_source_get_int64 (source) + 1;
}

static gboolean
count_cb (gpointer data, GError **error)
{
  gpointer *pair = data;

  *(gint64 *) pair[1] += reactivity_source_get_int64 (pair[0]);
  return TRUE;
}

/* Derived values each of which reads the one before, read as they are made. */
static GPtrArray *
make_chain (ReactivityContext *context, gpointer first)
{
  GPtrArray *chain = g_ptr_array_new_full (N, g_object_unref);
  gpointer last = first;

  for (int i = 0; i < N; i++)
    {
      last = reactivity_derived_new_int64 (context, plus_one, last, NULL);
      g_ptr_array_add (chain, last);
      reactivity_source_get_int64 (last);
    }

  return chain;
}

static void
check_chain (ReactivityContext *context, gboolean observed)
{
  ReactivitySignal *first = reactivity_signal_new_int64 (context, 0);
  GPtrArray *chain = make_chain (context, first);
  gpointer last = g_ptr_array_index (chain, N - 1);
  gint64 sum = 0;
  gpointer pair[] = { last, &sum };
  ReactivityEffect *effect = NULL;

  if (observed)
    {
      effect = reactivity_effect_new (context, count_cb, pair, NULL);
      g_assert_cmpint (sum, ==, N);
    }

  reactivity_signal_set_int64 (first, 1);
  g_assert_cmpint (reactivity_source_get_int64 (last), ==, N + 1);
  reactivity_signal_set_int64 (first, 2);
  g_assert_cmpint (reactivity_source_get_int64 (last), ==, N + 2);
  if (observed)
    {
      g_assert_cmpint (sum, ==, 3 * (gint64) N + 3);
      g_assert_finalize_object (effect);
    }

  g_ptr_array_unref (chain);
  g_assert_finalize_object (first);
}

static void
test_chain (void)
{
  ReactivityContext *context = reactivity_context_new ();

  g_test_summary ("A chain of 1,000,000 derived values is made, updated and finalized");

  check_chain (context, FALSE);
  check_chain (context, TRUE);
  g_assert_finalize_object (context);
}

static void
test_chain_finalized_backwards (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *first = reactivity_signal_new_int64 (context, 0);
  GPtrArray *chain = make_chain (context, first);

  g_test_summary ("The same, dropped from the last one, and stale");

  reactivity_signal_set_int64 (first, 1);
  while (chain->len > 0)
    g_ptr_array_remove_index (chain, chain->len - 1);
  g_ptr_array_unref (chain);

  g_assert_finalize_object (first);
  g_assert_finalize_object (context);
}

static void
test_chain_that_holds (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *first = reactivity_signal_new_int64 (context, 0);
  gpointer last = g_object_ref (first);

  g_test_summary ("Each derived holds what it reads, as the documentation advises; the last is "
                  "dropped");

  for (int i = 0; i < N; i++)
    {
      last = reactivity_derived_new_int64 (context, plus_one, last, g_object_unref);
      reactivity_source_get_int64 (last);
    }

  g_assert_finalize_object (last);
  g_assert_finalize_object (first);
  g_assert_finalize_object (context);
}

static gboolean
memo_plus_one (GValue *value, gpointer source, GError **error)
{
  g_auto (GValue) before = G_VALUE_INIT;

  reactivity_source_get_value (source, &before);
  g_value_set_int64 (value, g_value_get_int64 (&before) + 1);
  return TRUE;
}

static void
test_chain_of_memoized (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *first = reactivity_signal_new_int64 (context, 0);
  GPtrArray *chain = g_ptr_array_new_full (N, g_object_unref);
  gpointer last = first;
  int runs = 0;
  g_auto (GValue) value = G_VALUE_INIT;

  g_test_summary ("A chain of 1,000,000 memoized is read as it is made, becomes stale, and goes");

  for (int i = 0; i < N; i++)
    {
      last = reactivity_memoized_new (context, G_TYPE_INT64, memo_plus_one, last, NULL);
      g_ptr_array_add (chain, last);
      g_assert_nonnull (reactivity_source_peek_value (last));
      runs++;
    }
  g_assert_cmpint (runs, ==, N);

  reactivity_signal_set_int64 (first, 1);
  reactivity_source_get_value (last, &value);
  g_assert_cmpint (g_value_get_int64 (&value), ==, N + 1);

  g_ptr_array_unref (chain);
  g_assert_finalize_object (first);
  g_assert_finalize_object (context);
}

static gint64
plus_both (gpointer pair, GError **error)
{
  gpointer *sources = pair;

  return reactivity_source_get_int64 (sources[0]) + reactivity_source_get_int64 (sources[1]);
}

static void
test_chain_of_readers (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *first = reactivity_signal_new_int64 (context, 0);
  GPtrArray *chain = g_ptr_array_new_full (N, g_object_unref);
  gpointer last = first;

  g_test_summary (
      "A chain of 1,000,000, each of which reads the signal itself, too, is updated: what "
      "surely has to run does not nest");

  for (int i = 0; i < N; i++)
    {
      gpointer *pair = g_new (gpointer, 2);

      pair[0] = last;
      pair[1] = first;
      last = reactivity_derived_new_int64 (context, plus_both, pair, g_free);
      g_ptr_array_add (chain, last);
      reactivity_source_get_int64 (last);
    }

  for (int i = 1; i <= 2; i++)
    {
      reactivity_signal_set_int64 (first, i);
      g_assert_cmpint (reactivity_source_get_int64 (last), ==, i * ((gint64) N + 1));
    }

  g_ptr_array_unref (chain);
  g_assert_finalize_object (first);
  g_assert_finalize_object (context);
}

static void
test_fan (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *first = reactivity_signal_new_int64 (context, 1);
  GPtrArray *effects = g_ptr_array_new_full (N, g_object_unref);
  gint64 sum = 0;
  gpointer pair[] = { first, &sum };

  g_test_summary ("A signal with 1,000,000 effects: made, updated, batched, finalized");

  for (int i = 0; i < N; i++)
    g_ptr_array_add (effects, reactivity_effect_new (context, count_cb, pair, NULL));
  g_assert_cmpint (sum, ==, N);
  reactivity_signal_set_int64 (first, 2);
  g_assert_cmpint (sum, ==, 3 * N);

  reactivity_context_batch_begin (context);
  reactivity_signal_set_int64 (first, 3);
  for (int i = 0; i < N; i += 2)
    reactivity_computation_dispose (g_ptr_array_index (effects, i));
  reactivity_context_batch_end (context);
  g_assert_cmpint (sum, ==, 3 * N + 3 * (N / 2));

  g_ptr_array_unref (effects);
  g_assert_finalize_object (first);
  g_assert_finalize_object (context);
}

static void
test_fan_source_first (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *first = reactivity_signal_new_int64 (context, 1);
  GPtrArray *effects = g_ptr_array_new_full (N, g_object_unref);
  gint64 sum = 0;
  gpointer pair[] = { first, &sum };

  g_test_summary ("The signal goes before its 1,000,000 effects");

  for (int i = 0; i < N; i++)
    g_ptr_array_add (effects, reactivity_effect_new (context, count_cb, pair, NULL));
  g_assert_finalize_object (first);
  g_ptr_array_unref (effects);
  g_assert_finalize_object (context);
}

static gint64
add_all (gpointer sources, GError **error)
{
  GPtrArray *all = sources;
  gint64 sum = 0;

  for (guint i = 0; i < all->len; i++)
    sum += reactivity_source_get_int64 (g_ptr_array_index (all, i));
  return sum;
}

static void
test_wide_reader (void)
{
  ReactivityContext *context = reactivity_context_new ();
  GPtrArray *signals = g_ptr_array_new_full (N, g_object_unref);
  ReactivityDerived *sum;

  g_test_summary ("A derived that reads 1,000,000 signals");

  for (int i = 0; i < N; i++)
    g_ptr_array_add (signals, reactivity_signal_new_int64 (context, 1));
  sum = reactivity_derived_new_int64 (context, add_all, signals, NULL);
  g_assert_cmpint (reactivity_source_get_int64 (SOURCE (sum)), ==, N);
  reactivity_signal_set_int64 (g_ptr_array_index (signals, N / 2), 2);
  g_assert_cmpint (reactivity_source_get_int64 (SOURCE (sum)), ==, N + 1);

  g_assert_finalize_object (sum);
  g_ptr_array_unref (signals);
  g_assert_finalize_object (context);
}

static gboolean
pass_on_cb (gpointer data, GError **error)
{
  gpointer *pair = data;

  reactivity_signal_set_int64 (pair[1], reactivity_source_get_int64 (pair[0]) + 1);
  return TRUE;
}

static void
test_chain_of_effects (void)
{
  ReactivityContext *context = reactivity_context_new ();
  GPtrArray *signals = g_ptr_array_new_full (N + 1, g_object_unref);
  GPtrArray *effects = g_ptr_array_new_full (N, g_object_unref);
  GPtrArray *errors = errors_collect (context);
  ReactivitySignal *last;

  g_test_summary ("1,000,000 effects, each of which writes what the next one reads");

  for (int i = 0; i <= N; i++)
    g_ptr_array_add (signals, reactivity_signal_new_int64 (context, 0));
  for (int i = 0; i < N; i++)
    g_ptr_array_add (effects,
                     reactivity_effect_new (context, pass_on_cb, &signals->pdata[i], NULL));

  last = g_ptr_array_index (signals, N);
  g_assert_cmpint (reactivity_source_get_int64 (SOURCE (last)), ==, N);
  reactivity_signal_set_int64 (g_ptr_array_index (signals, 0), 7);
  g_assert_cmpint (reactivity_source_get_int64 (SOURCE (last)), ==, N + 7);
  assert_none_reported (errors);

  g_ptr_array_unref (errors);
  g_ptr_array_unref (effects);
  g_ptr_array_unref (signals);
  g_assert_finalize_object (context);
}

static void
test_scope (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *first = reactivity_signal_new_int64 (context, 1);
  ReactivityScope *scope = reactivity_scope_new (context);
  gint64 sum = 0;
  gpointer pair[] = { first, &sum };

  g_test_summary ("A scope with 1,000,000 effects ends them all");

  reactivity_scope_enter (scope);
  for (int i = 0; i < N; i++)
    g_object_unref (reactivity_effect_new (context, count_cb, pair, NULL));
  reactivity_scope_leave (scope);
  reactivity_scope_dispose (scope);
  g_assert_finalize_object (scope);
  reactivity_signal_set_int64 (first, 2);
  g_assert_cmpint (sum, ==, N);

  g_assert_finalize_object (first);
  g_assert_finalize_object (context);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/g13/chain", test_chain);
  g_test_add_func ("/reactivity/g13/chain-finalized-backwards", test_chain_finalized_backwards);
  g_test_add_func ("/reactivity/g13/chain-of-memoized", test_chain_of_memoized);
  g_test_add_func ("/reactivity/g13/chain-of-readers", test_chain_of_readers);
  g_test_add_func ("/reactivity/g13/fan", test_fan);
  g_test_add_func ("/reactivity/g13/fan-source-goes-first", test_fan_source_first);
  g_test_add_func ("/reactivity/g13/wide-reader", test_wide_reader);
  g_test_add_func ("/reactivity/g13/chain-of-effects", test_chain_of_effects);
  g_test_add_func ("/reactivity/g13/scope", test_scope);
  g_test_add_func ("/reactivity/g13/chain-that-holds", test_chain_that_holds);

  return g_test_run ();
}
