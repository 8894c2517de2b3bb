/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support.h"

#include <pthread.h>

#define N 10000

typedef struct
{
  ReactivityContext *context;
  ReactivitySignal *a;
  Job job;
  ReactivityAsyncDerived *deriveds[N];
  int n_results;
  gint64 sum;
} World;

static void
result_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  World *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value =
      reactivity_async_derived_get_value_finish ((ReactivityAsyncDerived *) object, result, &error);

  self->n_results++;
  if (value != NULL)
    self->sum += g_value_get_int (value);
}

static World *
world_new (void)
{
  World *self = g_new0 (World, 1);

  self->context = reactivity_context_new ();
  self->a = reactivity_signal_new_int (self->context, 1);
  self->job.reads[0] = SOURCE (self->a);
  for (guint i = 0; i < N; i++)
    self->deriveds[i] = job_derived_new (self->context, &self->job);
  return self;
}

static void
world_free (World *self)
{
  iterate ();
  job_clear (&self->job);
  for (guint i = 0; i < N; i++)
    g_assert_finalize_object (self->deriveds[i]);
  g_assert_cmpint (self->job.freed, ==, N);
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->context);
  g_free (self);
}

static void
wait_for_all (World *self, GCancellable *cancellable)
{
  for (guint i = 0; i < N; i++)
    reactivity_async_derived_get_value_async (self->deriveds[i], cancellable, result_cb, self);
}

static void
return_all (World *self)
{
  while (self->job.runs->len > 0)
    job_return (&self->job, self->job.runs->len - 1, self->job.sum);
}

static void
test_in_flight (void)
{
  World *self = world_new ();

  g_test_summary ("10,000 runs at a time, twice");

  for (int value = 1; value <= 2; value++)
    {
      reactivity_signal_set_int (self->a, value);
      self->n_results = 0;
      self->sum = 0;
      wait_for_all (self, NULL);
      g_assert_cmpuint (self->job.runs->len, ==, N);
      return_all (self);
      iterate ();
      g_assert_cmpint (self->n_results, ==, N);
      g_assert_cmpint (self->sum, ==, (gint64) N * value);
    }

  world_free (self);
}

static void
test_cancelled (void)
{
  World *self = world_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_test_summary ("10,000 runs that are cancelled at once");

  wait_for_all (self, cancellable);
  g_cancellable_cancel (cancellable);
  iterate ();
  g_assert_cmpint (self->n_results, ==, N);
  g_assert_cmpint (self->sum, ==, 0);
  for (guint i = 0; i < N; i++)
    g_assert_true (job_is_cancelled (&self->job, i));

  world_free (self);
}

static void
test_gone (void)
{
  World *self = world_new ();

  g_test_summary ("10,000 deriveds that go while their runs are under way");

  for (guint i = 0; i < N; i++)
    get_int (self->deriveds[i]);
  g_assert_cmpuint (self->job.runs->len, ==, N);
  world_free (self);
}

static void
test_one_for_all (void)
{
  World *self = world_new ();
  Job below = { NULL, { SOURCE (self->a) } };
  ReactivityAsyncDerived *derived = job_derived_new (self->context, &below);

  g_test_summary ("10,000 runs that wait for one; no result makes any of them run again");

  wait_for_all (self, NULL);
  for (guint i = 0; i < N; i++)
    {
      REACTIVITY_AUTO_STEP (self->job.runs->pdata[i], step);

      reactivity_async_derived_get_value_async (derived, NULL, result_cb, self);
    }
  job_return (&below, 0, 1);
  return_all (self);
  iterate ();
  g_assert_cmpint (self->n_results, ==, 2 * N);
  g_assert_cmpint (self->job.begun, ==, N);
  wait_for_all (self, NULL);
  iterate ();
  g_assert_cmpint (self->n_results, ==, 3 * N);
  g_assert_cmpint (self->job.begun, ==, N);

  job_clear (&below);
  g_assert_finalize_object (derived);
  world_free (self);
}

/* Each run waits for the derived before its own. */
typedef struct
{
  World *world;
  ReactivityAsyncDerived *before; /* (unowned) (nullable) */
} Place;

static void
before_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (ReactivityRun) run = data;
  GError *error = NULL;
  const GValue *value =
      reactivity_async_derived_get_value_finish ((ReactivityAsyncDerived *) object, result, &error);

  if (value != NULL)
    reactivity_run_return_int (run, g_value_get_int (value) + 1);
  else
    reactivity_run_return_error (run, error);
}

static void
start_in_chain (ReactivityRun *run, gpointer data)
{
  Place *place = data;

  if (place->before != NULL)
    reactivity_async_derived_get_value_async (place->before, reactivity_run_get_cancellable (run),
                                              before_cb, g_object_ref (run));
  else
    reactivity_run_return_int (run, get_int (place->world->a));
}

/* @values: each is read when it is made, so that nothing nests. */
static void
run_chain (guint length, gboolean values)
{
  World *self = g_new0 (World, 1);
  Place *places = g_new0 (Place, length);

  self->context = reactivity_context_new ();
  self->a = reactivity_signal_new_int (self->context, 1);
  for (guint i = 0; i < length; i++)
    {
      places[i] = (Place){ self, i > 0 ? self->deriveds[i - 1] : NULL };
      self->deriveds[i] = reactivity_async_derived_new (self->context, G_TYPE_INT, start_in_chain,
                                                        &places[i], NULL);
      if (values)
        reactivity_async_derived_get_value_async (self->deriveds[i], NULL, result_cb, self);
      iterate ();
    }
  g_assert_cmpint (self->n_results, ==, values ? length : 0);

  for (int value = 1; value <= 2; value++)
    {
      self->n_results = 0;
      self->sum = 0;
      reactivity_signal_set_int (self->a, value);
      reactivity_async_derived_get_value_async (self->deriveds[length - 1], NULL, result_cb, self);
      iterate ();
      g_assert_cmpint (self->n_results, ==, 1);
      g_assert_cmpint (self->sum, ==, length - 1 + value);
    }

  for (int i = length - 1; i >= 0; i--)
    g_assert_finalize_object (self->deriveds[i]);
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->context);
  g_free (places);
  g_free (self);
}

static void
test_chain (void)
{
  g_test_summary ("A chain of 1,000, each waiting for the one before, is built, changed and freed");

  run_chain (1000, TRUE);
}

static void *
nested_thread (void *data G_GNUC_UNUSED)
{
  GMainContext *main_context = g_main_context_new ();

  g_main_context_push_thread_default (main_context);
  run_chain (2000, FALSE);
  g_main_context_pop_thread_default (main_context);
  g_main_context_unref (main_context);
  return NULL;
}

static void
test_nested (void)
{
  pthread_attr_t attr;
  pthread_t thread;

  g_test_summary ("G13: runs that begin one inside the other do not use up the stack, a small one");

  pthread_attr_init (&attr);
  pthread_attr_setstacksize (&attr, 1024 * 1024);
  g_assert_cmpint (pthread_create (&thread, &attr, nested_thread, NULL), ==, 0);
  g_assert_cmpint (pthread_join (thread, NULL), ==, 0);
  pthread_attr_destroy (&attr);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/async-large/in-flight", test_in_flight);
  g_test_add_func ("/reactivity/async-large/cancelled", test_cancelled);
  g_test_add_func ("/reactivity/async-large/gone", test_gone);
  g_test_add_func ("/reactivity/async-large/one-for-all", test_one_for_all);
  g_test_add_func ("/reactivity/async-large/chain", test_chain);
  g_test_add_func ("/reactivity/async-large/nested", test_nested);

  return g_test_run ();
}
