/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-deps-private.h"
#include "reactivity-runs-private.h"

#include "object/reactivity-error.h"
#include "object/reactivity-frames-private.h"

#include <glib/gi18n-lib.h>

/**
 * ReactivityRun:
 *
 * One run of an [class@AsyncDerived] or an [class@AsyncEffect], from its begin to its result.
 *
 * The function that a run begins with keeps it, and goes on in callbacks of the main context. What
 * it reads there is tracked between [method@Run.enter] and [method@Run.leave]; [func@AUTO_STEP]
 * does both.
 *
 * ```c
 * static gboolean
 * later_cb (gpointer run)
 * {
 *   ReactivitySource *source = g_object_get_data (run, "source");
 *   REACTIVITY_AUTO_STEP (run, step);
 *
 *   reactivity_run_return_int (run, 2 * reactivity_source_get_int (source));
 *   return G_SOURCE_REMOVE;
 * }
 *
 * static void
 * start (ReactivityRun *run, gpointer source)
 * {
 *   g_object_set_data (G_OBJECT (run), "source", source);
 *   g_timeout_add_full (0, 10, later_cb, g_object_ref (run), g_object_unref);
 * }
 *
 * // later:
 * g_autoptr (ReactivitySignal) source = reactivity_signal_new_int (NULL, 21);
 * g_autoptr (ReactivityAsyncDerived) doubled =
 *     reactivity_async_derived_new (NULL, G_TYPE_INT, start, source, NULL);
 * ```
 *
 * ## When it runs
 *
 * The first step is the call of the function itself, which need not enter the run. Steps nest like
 * function calls, and so do those of different runs: each read belongs to the innermost one.
 *
 * A run that nobody wants any more is cancelled: its [method@Run.get_cancellable] tells. It may go
 * on as it likes; its result is dropped.
 *
 * ## Memory
 *
 * Only the function holds its run. Whoever goes on later has to take a reference. What is made in a
 * step belongs to the run (effects, cleanup functions) and ends before the next run begins.
 *
 * ## Errors
 *
 * A run ends with exactly one result. Returning twice is a programming error. A run that goes
 * without a result has failed, with %REACTIVITY_ERROR_ABANDONED.
 *
 * A run that has read a source that failed, by a function that takes no error, fails with the same
 * error, as functions of other computations do.
 *
 * ## Threads
 *
 * A run is used on the thread of its context, and its last reference may be dropped on any.
 * [method@Run.work] does work elsewhere.
 *
 * ## In Python and JavaScript
 *
 * Runs are coroutines and async functions there; scripts never see this class.
 *
 * Since: 0.1
 */

G_DEFINE_FINAL_TYPE (ReactivityRun, reactivity_run, REACTIVITY_TYPE_NODE)

/* Nobody can give it a result any more. */
static void
abandon (ReactivityRun *self)
{
  g_autofree char *name = reactivity_node_describe (self->runs->core);

  self->returned = TRUE;
  self->error = g_error_new (REACTIVITY_ERROR, REACTIVITY_ERROR_ABANDONED,
                             _ ("A run of %s was dropped before it had a result"), name);
  self->result = REACTIVITY_RESULT_ERROR;
}

static void
reactivity_run_dispose (GObject *object)
{
  ReactivityRun *self = REACTIVITY_RUN (object);

  if (rg_graph_is_mine (reactivity_run_core (self)->graph) && self->runs != NULL)
    {
      if (!self->returned)
        abandon (self);
      reactivity_runs_end (self, self->result);
    }

  G_OBJECT_CLASS (reactivity_run_parent_class)->dispose (object);
}

static void
reactivity_run_finalize (GObject *object)
{
  ReactivityRun *self = REACTIVITY_RUN (object);

  g_assert (self->runs == NULL && self->waiters.length == 0 && self->waits.length == 0);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->before);
  g_clear_error (&self->error);
  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);

  G_OBJECT_CLASS (reactivity_run_parent_class)->finalize (object);
}

static const ReactivityNodeHooks hooks = { .is_part = TRUE };

static void
reactivity_run_class_init (ReactivityRunClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reactivity_run_dispose;
  G_OBJECT_CLASS (klass)->finalize = reactivity_run_finalize;

  REACTIVITY_NODE_CLASS (klass)->hooks = &hooks;
}

static void
reactivity_run_init (ReactivityRun *self)
{
  RgNode *core = reactivity_run_core (self);

  core->flags |= RG_LAZY | RG_MEMO;
  core->run = NULL;
}

/**
 * reactivity_run_get_cancellable:
 * @self: a run
 *
 * What is cancelled when nobody wants the result of the run any more. Give it to the functions that
 * the run waits for. To be called on the thread of the context; the cancellable is for any.
 *
 * Returns: (transfer none): a cancellable, owned by the run
 * Since: 0.1
 */
GCancellable *
reactivity_run_get_cancellable (ReactivityRun *self)
{
  g_return_val_if_fail (REACTIVITY_IS_RUN (self), NULL);
  reactivity_return_val_if_off_thread (reactivity_run_core (self)->graph, NULL);

  if (self->cancellable == NULL)
    {
      self->cancellable = g_cancellable_new ();
      if (self->cancelled)
        g_cancellable_cancel (self->cancellable);
    }

  return self->cancellable;
}

/**
 * reactivity_run_get_serial:
 * @self: a run
 *
 * Which run of its computation this is, counted from 1. May be called on any thread.
 *
 * A language binding that keeps values itself finds the one that belongs to a result by this: see
 * [method@AsyncDerived.get_serial_finish].
 *
 * Returns: the number
 * Since: 0.1
 */
guint64
reactivity_run_get_serial (ReactivityRun *self)
{
  g_return_val_if_fail (REACTIVITY_IS_RUN (self), 0);

  return self->serial;
}

/**
 * reactivity_run_get_computation:
 * @self: a run
 *
 * What the run is a run of, while it is under way.
 *
 * Returns: (transfer none) (nullable): the [class@AsyncDerived] or [class@AsyncEffect]; %NULL when
 *   the run has ended or was cancelled
 * Since: 0.1
 */
ReactivityNode *
reactivity_run_get_computation (ReactivityRun *self)
{
  g_return_val_if_fail (REACTIVITY_IS_RUN (self), NULL);
  reactivity_return_val_if_off_thread (reactivity_run_core (self)->graph, NULL);

  return self->runs != NULL ? reactivity_node_from_core (self->runs->core) : NULL;
}

/**
 * reactivity_run_enter:
 * @self: a run
 *
 * Begins a step: from here to [method@Run.leave] reads are tracked for the run, and what is made
 * belongs to it. See also [func@AUTO_STEP].
 *
 * Since: 0.1
 */
void
reactivity_run_enter (ReactivityRun *self)
{
  RgNode *core;

  g_return_if_fail (REACTIVITY_IS_RUN (self));
  core = reactivity_run_core (self);
  reactivity_return_if_off_thread (core->graph);

  /* A run of many steps that reads the same again and again does not grow. */
  reactivity_deps_renew_hints (core);
  self->entered++;
  reactivity_frames_push (reactivity_context_of (core->graph),
                          core->flags & RG_RUNNING ? REACTIVITY_FRAME_STEP_INSIDE
                                                   : REACTIVITY_FRAME_STEP,
                          core, G_OBJECT (self));
}

/**
 * reactivity_run_leave:
 * @self: a run in a step
 *
 * Ends the step that [method@Run.enter] began, in the same function. Effects that it made due run
 * now, if nothing else is under way.
 *
 * Since: 0.1
 */
void
reactivity_run_leave (ReactivityRun *self)
{
  g_autoptr (ReactivityRun) held G_GNUC_UNUSED = NULL;
  ReactivityContext *context;
  RgNode *core;

  g_return_if_fail (REACTIVITY_IS_RUN (self));
  core = reactivity_run_core (self);
  reactivity_return_if_off_thread (core->graph);

  held = g_object_ref (self);
  context = reactivity_context_of (core->graph);
  if (self->entered == 0 || (!reactivity_frames_pop (context, REACTIVITY_FRAME_STEP_INSIDE, core) &&
                             !reactivity_frames_pop (context, REACTIVITY_FRAME_STEP, core)))
    {
      g_critical ("%s: this run was not entered here", G_STRFUNC);
      return;
    }

  self->entered--;
  if (self->returned && self->runs != NULL && !(core->flags & RG_RUNNING))
    reactivity_runs_end (self, self->result);
}

static gboolean
has_returned (ReactivityRun *self, const char *func)
{
  g_autofree char *name = NULL;

  if (!self->returned)
    return FALSE;

  name = reactivity_node_describe (reactivity_run_core (self));
  g_critical ("%s: the run of %s has a result already", func, name);
  return TRUE;
}

static gboolean
is_of_derived (ReactivityRun *self, const char *func)
{
  g_autofree char *name = NULL;

  if (self->runs == NULL || (self->runs->core->flags & RG_LAZY))
    return TRUE;

  name = reactivity_node_describe (self->runs->core);
  g_critical ("%s: %s is an effect and has no value; see reactivity_run_done()", func, name);
  return FALSE;
}

/* The result is there. It counts when the step is over; after a cancellation it does not. */
static void
finish (ReactivityRun *self, ReactivityResult result)
{
  self->returned = TRUE;
  if (self->runs == NULL)
    return;

  self->result = result;
  if (!(reactivity_run_core (self)->flags & RG_RUNNING))
    reactivity_runs_end (self, result);
}

/**
 * reactivity_run_done:
 * @self: a run of an effect
 *
 * Ends the run of an effect, which has no value.
 *
 * Since: 0.1
 */
void
reactivity_run_done (ReactivityRun *self)
{
  g_return_if_fail (REACTIVITY_IS_RUN (self));
  reactivity_return_if_off_thread (reactivity_run_core (self)->graph);

  if (has_returned (self, G_STRFUNC))
    return;

  if (self->runs != NULL && (self->runs->core->flags & RG_LAZY))
    {
      g_autofree char *name = reactivity_node_describe (self->runs->core);

      g_critical ("%s: %s is a derived and needs a value", G_STRFUNC, name);
      return;
    }

  finish (self, REACTIVITY_RESULT_DONE);
}

/**
 * reactivity_run_return_error:
 * @self: a run
 * @error: (transfer full): why it failed
 *
 * Ends the run with an error.
 *
 * Since: 0.1
 */
void
reactivity_run_return_error (ReactivityRun *self, GError *error)
{
  g_return_if_fail (REACTIVITY_IS_RUN (self));
  g_return_if_fail (error != NULL);

  if (!reactivity_graph_check_thread (reactivity_run_core (self)->graph, G_STRFUNC) ||
      has_returned (self, G_STRFUNC))
    {
      g_error_free (error);
      return;
    }

  self->error = error;
  finish (self, REACTIVITY_RESULT_ERROR);
}

/**
 * reactivity_run_return_kept:
 * @self: a run of a derived
 * @changed: whether the value is another one than before
 *
 * Ends the run with a value that is kept elsewhere. Made for language bindings.
 *
 * Since: 0.1
 */
void
reactivity_run_return_kept (ReactivityRun *self, gboolean changed)
{
  g_return_if_fail (REACTIVITY_IS_RUN (self));
  reactivity_return_if_off_thread (reactivity_run_core (self)->graph);

  if (has_returned (self, G_STRFUNC) || !is_of_derived (self, G_STRFUNC))
    return;

  finish (self, changed ? REACTIVITY_RESULT_KEPT_CHANGED : REACTIVITY_RESULT_KEPT);
}

static gboolean
check_type (ReactivityRun *self, GType type, const char *func)
{
  GType wanted =
      reactivity_source_private (reactivity_node_from_core (self->runs->core))->value.g_type;
  g_autofree char *name = NULL;

  if (wanted != 0 && g_value_type_compatible (type, wanted))
    return TRUE;

  name = reactivity_node_describe (self->runs->core);
  g_critical ("%s: %s has values of type %s, not %s", func, name,
              wanted != 0 ? g_type_name (wanted) : "none", g_type_name (type));
  return FALSE;
}

/* Takes @value. A run that was cancelled may return anything. */
static void
return_value (ReactivityRun *self, GValue *value, const char *func)
{
  if (!reactivity_graph_check_thread (reactivity_run_core (self)->graph, func) ||
      has_returned (self, func) || !is_of_derived (self, func) ||
      (self->runs != NULL && !check_type (self, G_VALUE_TYPE (value), func)))
    {
      g_value_unset (value);
      return;
    }

  if (self->runs == NULL)
    {
      g_value_unset (value);
      finish (self, REACTIVITY_RESULT_VALUE);
      return;
    }

  g_value_init (
      &self->value,
      reactivity_source_private (reactivity_node_from_core (self->runs->core))->value.g_type);
  g_value_copy (value, &self->value);
  g_value_unset (value);
  finish (self, REACTIVITY_RESULT_VALUE);
}

/**
 * reactivity_run_return_value:
 * @self: a run of a derived
 * @value: a value of the type of the derived
 *
 * Ends the run with a value.
 *
 * Since: 0.1
 */
void
reactivity_run_return_value (ReactivityRun *self, const GValue *value)
{
  GValue copy = G_VALUE_INIT;

  g_return_if_fail (REACTIVITY_IS_RUN (self));
  g_return_if_fail (G_IS_VALUE (value));

  g_value_init (&copy, G_VALUE_TYPE (value));
  g_value_copy (value, &copy);
  return_value (self, &copy, G_STRFUNC);
}

/**
 * reactivity_run_return_boolean:
 * @self: a run of a derived of type %G_TYPE_BOOLEAN
 * @value: the value
 *
 * Ends the run with a value.
 *
 * Since: 0.1
 */
void
reactivity_run_return_boolean (ReactivityRun *self, gboolean value)
{
  GValue boxed = G_VALUE_INIT;

  g_return_if_fail (REACTIVITY_IS_RUN (self));

  g_value_init (&boxed, G_TYPE_BOOLEAN);
  g_value_set_boolean (&boxed, value);
  return_value (self, &boxed, G_STRFUNC);
}

/**
 * reactivity_run_return_int:
 * @self: a run of a derived of type %G_TYPE_INT
 * @value: the value
 *
 * Ends the run with a value.
 *
 * Since: 0.1
 */
void
reactivity_run_return_int (ReactivityRun *self, int value)
{
  GValue boxed = G_VALUE_INIT;

  g_return_if_fail (REACTIVITY_IS_RUN (self));

  g_value_init (&boxed, G_TYPE_INT);
  g_value_set_int (&boxed, value);
  return_value (self, &boxed, G_STRFUNC);
}

/**
 * reactivity_run_return_int64:
 * @self: a run of a derived of type %G_TYPE_INT64
 * @value: the value
 *
 * Ends the run with a value.
 *
 * Since: 0.1
 */
void
reactivity_run_return_int64 (ReactivityRun *self, gint64 value)
{
  GValue boxed = G_VALUE_INIT;

  g_return_if_fail (REACTIVITY_IS_RUN (self));

  g_value_init (&boxed, G_TYPE_INT64);
  g_value_set_int64 (&boxed, value);
  return_value (self, &boxed, G_STRFUNC);
}

/**
 * reactivity_run_return_double:
 * @self: a run of a derived of type %G_TYPE_DOUBLE
 * @value: the value
 *
 * Ends the run with a value.
 *
 * Since: 0.1
 */
void
reactivity_run_return_double (ReactivityRun *self, double value)
{
  GValue boxed = G_VALUE_INIT;

  g_return_if_fail (REACTIVITY_IS_RUN (self));

  g_value_init (&boxed, G_TYPE_DOUBLE);
  g_value_set_double (&boxed, value);
  return_value (self, &boxed, G_STRFUNC);
}

/**
 * reactivity_run_return_string:
 * @self: a run of a derived of type %G_TYPE_STRING
 * @value: (nullable): the value
 *
 * Ends the run with a value.
 *
 * Since: 0.1
 */
void
reactivity_run_return_string (ReactivityRun *self, const char *value)
{
  GValue boxed = G_VALUE_INIT;

  g_return_if_fail (REACTIVITY_IS_RUN (self));

  g_value_init (&boxed, G_TYPE_STRING);
  g_value_set_string (&boxed, value);
  return_value (self, &boxed, G_STRFUNC);
}

/**
 * reactivity_run_return_object:
 * @self: a run of a derived that holds objects
 * @value: (type GObject) (nullable): the value
 *
 * Ends the run with a value. The derived takes a reference of its own.
 *
 * Since: 0.1
 */
void
reactivity_run_return_object (ReactivityRun *self, gpointer value)
{
  GValue boxed = G_VALUE_INIT;

  g_return_if_fail (REACTIVITY_IS_RUN (self));
  g_return_if_fail (value == NULL || G_IS_OBJECT (value));

  /* Without an object there is no type to compare. */
  if (value == NULL && self->runs != NULL && (self->runs->core->flags & RG_LAZY) &&
      G_VALUE_HOLDS_OBJECT (
          &reactivity_source_private (reactivity_node_from_core (self->runs->core))->value))
    g_value_init (&boxed, reactivity_source_private (reactivity_node_from_core (self->runs->core))
                              ->value.g_type);
  else
    g_value_init (&boxed, value != NULL ? G_OBJECT_TYPE (value) : G_TYPE_OBJECT);
  g_value_set_object (&boxed, value);
  return_value (self, &boxed, G_STRFUNC);
}
