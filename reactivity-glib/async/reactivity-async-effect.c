/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-async-effect.h"

#include "reactivity-waiter-private.h"

#include "object/reactivity-computation.h"
#include "object/reactivity-effect-private.h"
#include "object/reactivity-error.h"
#include "object/reactivity-lifetime-private.h"

#include "core/flush.h"
#include "core/run.h"

#include <glib/gi18n-lib.h>

/**
 * ReactivityAsyncEffect:
 *
 * An effect whose function may take its time.
 *
 * ```c
 * static gboolean
 * saved_cb (gpointer run)
 * {
 *   g_print ("saved\n");
 *   reactivity_run_done (run);
 *   return G_SOURCE_REMOVE;
 * }
 *
 * static void
 * save (ReactivityRun *run, gpointer text)
 * {
 *   g_print ("saving \"%s\"\n", reactivity_source_get_string (text));
 *   g_timeout_add_full (0, 10, saved_cb, g_object_ref (run), g_object_unref);
 * }
 *
 * // later:
 * g_autoptr (ReactivitySignal) text = reactivity_signal_new_string (NULL, "hello");
 * g_autoptr (ReactivityAsyncEffect) saver = reactivity_async_effect_new (NULL, save, text, NULL);
 * ```
 *
 * ## When it runs
 *
 * At once, and then from the main context when something that its last run has read has changed,
 * once for all the changes until then. [method@AsyncEffect.set_rerun] says what happens if a run is
 * still under way: the new one begins beside it, takes its place, or waits for its end.
 * [method@Effect.set_schedule] changes the priority.
 *
 * ## Memory
 *
 * As for [class@Effect]. Disposing it cancels its runs.
 *
 * ## Errors
 *
 * An error goes to [signal@Context::error], or to whoever waits for the run by
 * [method@AsyncEffect.run_async]. The effect stays linked to what it read, and to what the run
 * before had read.
 *
 * ## Threads
 *
 * As for [class@Effect].
 *
 * ## In Python and JavaScript
 *
 * `async_effect (function)` and `asyncEffect (function)`.
 *
 * Since: 0.1
 */

typedef struct
{
  ReactivityRuns runs;
  ReactivityRerun rerun;
  gboolean again; /* due while a run was under way, and to wait for its end */
} ReactivityAsyncEffectPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (ReactivityAsyncEffect, reactivity_async_effect, REACTIVITY_TYPE_EFFECT)

static inline ReactivityAsyncEffectPrivate *
private_of (gconstpointer self)
{
  return (ReactivityAsyncEffectPrivate *) ((char *) self + ReactivityAsyncEffect_private_offset);
}

ReactivityRuns *
reactivity_async_effect_runs (gpointer self)
{
  return &private_of (self)->runs;
}

static void
start (ReactivityRuns *runs, ReactivityRun *run)
{
  ReactivityAsyncEffect *self = reactivity_node_from_core (runs->core);

  REACTIVITY_ASYNC_EFFECT_GET_CLASS (self)->start (self, run);
}

static void
supersede (ReactivityRuns *runs, ReactivityRun *run)
{
  if (private_of (reactivity_node_from_core (runs->core))->rerun != REACTIVITY_RERUN_RESTART)
    return;

  while (runs->list.head != NULL && runs->list.head->data != run)
    reactivity_runs_cancel (runs->list.head->data);
}

/* What has waited for the end of a run is due. */
static void
run_again (ReactivityRuns *runs)
{
  ReactivityAsyncEffectPrivate *priv = private_of (reactivity_node_from_core (runs->core));

  if (!priv->again || runs->list.length > 0)
    return;

  priv->again = FALSE;
  runs->core->flags |= RG_DIRTY | RG_SPREAD;
  rg_make_due (runs->core);
}

static ReactivityWrite
ended (ReactivityRuns *runs, ReactivityRun *run)
{
  if (run->error != NULL && run->waiters.length == 0 && !run->told && !run->blocked)
    reactivity_context_report (reactivity_runs_context (runs), runs->core,
                               g_error_copy (run->error));

  run_again (runs);
  return REACTIVITY_WRITE_SAME;
}

static const ReactivityRunsOps ops = {
  .start = start,
  .supersede = supersede,
  .ended = ended,
  .lost = run_again,
};

/* (transfer full): what a disposed effect says */
static GError *
disposed_error (RgNode *core)
{
  g_autofree char *name = reactivity_node_describe (core);

  return g_error_new (REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED, _ ("%s was disposed"), name);
}

static ReactivityUpdateFlags
reactivity_async_effect_update (ReactivityNode *node)
{
  ReactivityAsyncEffectPrivate *priv = private_of (node);

  if (priv->runs.disposed)
    {
      reactivity_computation_dispose (REACTIVITY_COMPUTATION (node));
      reactivity_node_take_error (node, disposed_error (priv->runs.core));
      return REACTIVITY_UPDATE_KEEP_DEPS;
    }

  if (priv->rerun == REACTIVITY_RERUN_QUEUE && priv->runs.list.length > 0)
    {
      priv->again = TRUE;
      return REACTIVITY_UPDATE_KEEP_DEPS;
    }

  return (ReactivityUpdateFlags) reactivity_runs_start (&priv->runs, TRUE);
}

static void
reactivity_async_effect_ended (ReactivityNode *node)
{
  reactivity_runs_dispose (&private_of (node)->runs);

  reactivity_effect_ended (node);
}

/**
 * ReactivityAsyncEffectClass::start:
 * @self: the effect
 * @run: the run that begins
 *
 * Begins a run, as a [callback@StartFunc] does.
 *
 * Since: 0.1
 */
static void
reactivity_async_effect_real_start (ReactivityAsyncEffect *self, ReactivityRun *run)
{
  const ReactivityFunction *function = &private_of (self)->runs.function;

  if (function->func != NULL)
    ((ReactivityStartFunc) function->func) (run, function->user_data);
}

static void
reactivity_async_effect_finalize (GObject *object)
{
  reactivity_runs_clear (&private_of (object)->runs);

  G_OBJECT_CLASS (reactivity_async_effect_parent_class)->finalize (object);
}

static void
reactivity_async_effect_visit_parts (ReactivityNode *node, ReactivityPartFunc func, gpointer data)
{
  ReactivityRuns *runs = &private_of (REACTIVITY_ASYNC_EFFECT (node))->runs;

  if (runs->busy != NULL)
    func (G_OBJECT (runs->busy), data);
}

static const ReactivityNodeHooks hooks = {
  .visit_parts = reactivity_async_effect_visit_parts,
  .due = reactivity_effect_due,
  .ended = reactivity_async_effect_ended,
  .is_async = TRUE,
};

static void
reactivity_async_effect_class_init (ReactivityAsyncEffectClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reactivity_async_effect_finalize;

  REACTIVITY_NODE_CLASS (klass)->update = reactivity_async_effect_update;
  REACTIVITY_NODE_CLASS (klass)->hooks = &hooks;

  klass->start = reactivity_async_effect_real_start;
}

static void
reactivity_async_effect_init (ReactivityAsyncEffect *self)
{
  reactivity_runs_init (&private_of (self)->runs, reactivity_node_core (self), &ops);
  reactivity_effect_set_schedule (REACTIVITY_EFFECT (self), REACTIVITY_SCHEDULE_IDLE,
                                  G_PRIORITY_DEFAULT);
}

/* Takes the data of @function. */
static ReactivityAsyncEffect *
make (ReactivityContext *context, const ReactivityFunction *function, const char *func)
{
  RgGraph *graph = reactivity_graph_for (context, func);
  ReactivityAsyncEffect *self;

  if (graph == NULL)
    {
      reactivity_function_refuse (function);
      return NULL;
    }

  self = reactivity_node_new (REACTIVITY_TYPE_ASYNC_EFFECT, graph);
  private_of (self)->runs.function = *function;
  return self;
}

static ReactivityAsyncEffect *
make_adopted (ReactivityContext *context, const ReactivityFunction *function, const char *func)
{
  ReactivityAsyncEffect *self = make (context, function, func);

  if (self != NULL)
    reactivity_node_adopt (REACTIVITY_NODE (self));
  return self;
}

static void
run_first (ReactivityAsyncEffect *self)
{
  RgNode *core = reactivity_node_core (self);
  RgResult result = rg_run_now (core);

  if (G_UNLIKELY (result != RG_OK))
    core->graph->ops->refused (core, result);
}

/**
 * reactivity_async_effect_new:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @func: (scope notified) (closure user_data) (destroy destroy): begins a run
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when the effect is disposed
 *
 * Makes an asynchronous effect and begins its first run.
 *
 * Made inside another effect or a scope, it is held by that and ends with it: the reference that is
 * returned may be dropped.
 *
 * Returns: (transfer full): a new effect
 * Since: 0.1
 */
ReactivityAsyncEffect *
reactivity_async_effect_new (ReactivityContext *context, ReactivityStartFunc func,
                             gpointer user_data, GDestroyNotify destroy)
{
  const ReactivityFunction function = { G_CALLBACK (func), user_data, destroy };
  ReactivityAsyncEffect *self;

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  self = make_adopted (context, &function, G_STRFUNC);
  if (self != NULL)
    run_first (self);
  return self;
}

/**
 * reactivity_async_effect_new_unstarted:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @func: (scope notified) (closure user_data) (destroy destroy): begins a run
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when the effect is disposed
 *
 * Makes an asynchronous effect that waits for [method@AsyncEffect.run_async] or
 * [method@Effect.run].
 *
 * Returns: (transfer full): a new effect
 * Since: 0.1
 */
ReactivityAsyncEffect *
reactivity_async_effect_new_unstarted (ReactivityContext *context, ReactivityStartFunc func,
                                       gpointer user_data, GDestroyNotify destroy)
{
  const ReactivityFunction function = { G_CALLBACK (func), user_data, destroy };

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return make_adopted (context, &function, G_STRFUNC);
}

static void
end_cb (gpointer effect, GObject *owner G_GNUC_UNUSED)
{
  reactivity_computation_dispose (effect);
}

/**
 * reactivity_async_effect_new_for:
 * @owner: (type GObject): the object that the effect is for
 * @context: (nullable): a context, or %NULL for that of the thread
 * @func: (scope notified) (closure user_data) (destroy destroy): begins a run
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when the effect is disposed
 *
 * Makes an asynchronous effect that lives as long as @owner, and begins its first run.
 *
 * It is disposed when @owner is, and its runs are cancelled. @owner must be disposed on the thread
 * of the context.
 *
 * Returns: (transfer none): a new effect, held by @owner
 * Since: 0.1
 */
ReactivityAsyncEffect *
reactivity_async_effect_new_for (gpointer owner, ReactivityContext *context,
                                 ReactivityStartFunc func, gpointer user_data,
                                 GDestroyNotify destroy)
{
  const ReactivityFunction function = { G_CALLBACK (func), user_data, destroy };
  g_autoptr (ReactivityAsyncEffect) self = NULL;

  g_return_val_if_fail (G_IS_OBJECT (owner), NULL);
  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  self = make (context, &function, G_STRFUNC);
  if (self == NULL)
    return NULL;

  reactivity_node_core (self)->flags |= REACTIVITY_FLAG_BOUND;
  reactivity_lifetime_bind (owner, G_OBJECT (self), end_cb);
  run_first (self);
  return self;
}

/* Begins a run, for whose end @waiter waits. Takes it. */
void
reactivity_async_effect_run_for (ReactivityRuns *runs, ReactivityWaiter *waiter)
{
  RgResult result;

  if (runs->disposed)
    {
      reactivity_waiter_run_ended (waiter, NULL);
      return;
    }

  reactivity_waiter_push (waiter, &runs->parked);
  result = rg_run_now (runs->core);
  if (result != RG_OK)
    {
      reactivity_waiter_take_out (waiter);
      reactivity_waiter_fail (waiter, reactivity_error_for (runs->core, result));
      reactivity_waiter_run_ended (waiter, NULL);
    }
}

/**
 * reactivity_async_effect_run_async:
 * @self: an asynchronous effect
 * @cancellable: (nullable): cancels the wait, not the run
 * @callback: (nullable) (scope async) (closure user_data): called when the run has ended
 * @user_data: data for @callback
 *
 * Begins a run now, whether or not the effect is due, and waits for its end.
 *
 * With %REACTIVITY_RERUN_QUEUE the run begins when the one under way has ended.
 *
 * Since: 0.1
 */
void
reactivity_async_effect_run_async (ReactivityAsyncEffect *self, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  ReactivityRuns *runs;

  g_return_if_fail (REACTIVITY_IS_ASYNC_EFFECT (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  runs = &private_of (self)->runs;
  reactivity_async_effect_run_for (runs, reactivity_waiter_new (runs, REACTIVITY_WAIT_RUN,
                                                                cancellable, callback, user_data,
                                                                reactivity_async_effect_run_async));
}

/**
 * reactivity_async_effect_run_finish:
 * @self: an asynchronous effect
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends what [method@AsyncEffect.run_async] began.
 *
 * Returns: %TRUE if the run went well, %FALSE if @error was set
 * Since: 0.1
 */
gboolean
reactivity_async_effect_run_finish (ReactivityAsyncEffect *self, GAsyncResult *result,
                                    GError **error)
{
  g_return_val_if_fail (REACTIVITY_IS_ASYNC_EFFECT (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, reactivity_async_effect_run_async),
                        FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * reactivity_async_effect_get_rerun:
 * @self: an asynchronous effect
 *
 * What the effect does when it is due while a run is under way.
 *
 * Returns: what it does; %REACTIVITY_RERUN_CONCURRENT by default
 * Since: 0.1
 */
ReactivityRerun
reactivity_async_effect_get_rerun (ReactivityAsyncEffect *self)
{
  g_return_val_if_fail (REACTIVITY_IS_ASYNC_EFFECT (self), REACTIVITY_RERUN_CONCURRENT);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph,
                                       REACTIVITY_RERUN_CONCURRENT);

  return private_of (self)->rerun;
}

/**
 * reactivity_async_effect_set_rerun:
 * @self: an asynchronous effect
 * @rerun: what to do
 *
 * Sets what the effect does when it is due while a run is under way, from the next time on.
 *
 * Since: 0.1
 */
void
reactivity_async_effect_set_rerun (ReactivityAsyncEffect *self, ReactivityRerun rerun)
{
  g_return_if_fail (REACTIVITY_IS_ASYNC_EFFECT (self));
  g_return_if_fail (rerun >= REACTIVITY_RERUN_CONCURRENT && rerun <= REACTIVITY_RERUN_QUEUE);
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  private_of (self)->rerun = rerun;
}

/**
 * reactivity_async_effect_get_running:
 * @self: an asynchronous effect
 *
 * A source that tells whether the youngest run is under way, for a spinner.
 *
 * Returns: (transfer none): a source of type %G_TYPE_BOOLEAN
 * Since: 0.1
 */
ReactivitySource *
reactivity_async_effect_get_running (ReactivityAsyncEffect *self)
{
  g_return_val_if_fail (REACTIVITY_IS_ASYNC_EFFECT (self), NULL);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, NULL);

  return reactivity_runs_get_busy (&private_of (self)->runs);
}
