/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support.h"

static int
read_all (Job *self)
{
  int sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (self->reads) && self->reads[i] != NULL; i++)
    sum += get_int (self->reads[i]);
  return sum;
}

void
job_start (ReactivityRun *run, gpointer job)
{
  Job *self = job;

  self->begun++;
  if (self->name != NULL)
    log_note (self->name);
  self->sum = read_all (self);

  if (self->hook != NULL)
    self->hook (self, run);

  if (self->at_once)
    {
      reactivity_run_return_int (run, self->sum);
      return;
    }

  if (self->runs == NULL)
    self->runs = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->runs, g_object_ref (run));
}

void
job_freed (gpointer job)
{
  ((Job *) job)->freed++;
}

void
job_clear (Job *self)
{
  g_clear_pointer (&self->runs, g_ptr_array_unref);
}

ReactivityAsyncDerived *
job_derived_new (ReactivityContext *context, Job *job)
{
  return reactivity_async_derived_new (context, G_TYPE_INT, job_start, job, job_freed);
}

ReactivityAsyncEffect *
job_effect_new (ReactivityContext *context, Job *job)
{
  return reactivity_async_effect_new (context, job_start, job, job_freed);
}

ReactivityRun *
job_take (Job *self, guint nth)
{
  g_assert_nonnull (self->runs);
  g_assert_cmpuint (nth, <, self->runs->len);

  return g_ptr_array_steal_index (self->runs, nth);
}

/* The run goes on for a step. */
int
job_read (Job *self, guint nth, gpointer source)
{
  REACTIVITY_AUTO_STEP (self->runs->pdata[nth], step);

  return get_int (source);
}

void
job_return (Job *self, guint nth, int value)
{
  g_autoptr (ReactivityRun) run = job_take (self, nth);

  reactivity_run_return_int (run, value);
}

void
job_fail (Job *self, guint nth)
{
  g_autoptr (ReactivityRun) run = job_take (self, nth);

  reactivity_run_return_error (run,
                               g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken"));
}

void
job_done (Job *self, guint nth)
{
  g_autoptr (ReactivityRun) run = job_take (self, nth);

  reactivity_run_done (run);
}

gboolean
job_is_cancelled (Job *self, guint nth)
{
  g_assert_cmpuint (nth, <, self->runs->len);

  return g_cancellable_is_cancelled (reactivity_run_get_cancellable (self->runs->pdata[nth]));
}

static void
note_result (Wait *self, const GValue *value, GError *error)
{
  self->calls++;
  g_clear_error (&self->error);
  self->error = error;
  g_assert_true ((value == NULL) == (error != NULL));
  if (value != NULL)
    self->value = g_value_get_int (value);
}

static void
value_cb (GObject *derived, GAsyncResult *result, gpointer wait)
{
  GError *error = NULL;
  const GValue *value =
      reactivity_async_derived_get_value_finish ((ReactivityAsyncDerived *) derived, result,
                                                 &error);

  note_result (wait, value, error);
}

void
wait_value (Wait *self, ReactivityAsyncDerived *derived)
{
  reactivity_async_derived_get_value_async (derived, self->cancellable, value_cb, self);
}

static void
fresh_cb (GObject *derived, GAsyncResult *result, gpointer wait)
{
  GError *error = NULL;
  const GValue *value =
      reactivity_async_derived_fresh_finish ((ReactivityAsyncDerived *) derived, result, &error);

  note_result (wait, value, error);
  g_assert_true (error != NULL ||
                 !reactivity_async_derived_is_stale ((ReactivityAsyncDerived *) derived));
}

void
wait_fresh (Wait *self, ReactivityAsyncDerived *derived)
{
  reactivity_async_derived_fresh_async (derived, self->cancellable, fresh_cb, self);
}

static void
run_cb (GObject *effect, GAsyncResult *result, gpointer wait)
{
  Wait *self = wait;

  self->calls++;
  g_clear_error (&self->error);
  g_assert_true (reactivity_async_effect_run_finish ((ReactivityAsyncEffect *) effect, result,
                                                     &self->error) == (self->error == NULL));
}

void
wait_run (Wait *self, ReactivityAsyncEffect *effect)
{
  reactivity_async_effect_run_async (effect, self->cancellable, run_cb, self);
}

void
wait_clear (Wait *self)
{
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  *self = (Wait){ NULL };
}

/* It got @value, and can wait again. */
void
wait_assert (Wait *self, int calls, int value, int line)
{
  if (self->calls != calls || self->error != NULL || self->value != value)
    g_error ("line %d: %d results, the last %d (%s), not %d of %d", line, self->calls, self->value,
             self->error != NULL ? self->error->message : "no error", calls, value);

  self->calls = 0;
  self->value = 0;
}

void
iterate (void)
{
  while (g_main_context_iteration (g_main_context_get_thread_default (), FALSE))
    ;
}
