/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-async-language-private.h"

#include "reactivity-state-private.h"
#include "reactivity-waiter-private.h"

#include "object/reactivity-computation.h"
#include "object/reactivity-derived-private.h"
#include "object/reactivity-error.h"
#include "object/reactivity-language-private.h"

#include "core/refresh.h"

/**
 * ReactivityAsyncDerived:
 *
 * A derived whose function may take its time: it begins a run, and gives the value later.
 *
 * ```c
 * static gboolean
 * arrived_cb (gpointer run)
 * {
 *   reactivity_run_return_int (run, 42);
 *   return G_SOURCE_REMOVE;
 * }
 *
 * static void
 * start (ReactivityRun *run, gpointer question)
 * {
 *   reactivity_source_get_string (question);
 *   g_timeout_add_full (0, 10, arrived_cb, g_object_ref (run), g_object_unref);
 * }
 *
 * // later:
 * g_autoptr (ReactivitySignal) question = reactivity_signal_new_string (NULL, "…?");
 * g_autoptr (ReactivityAsyncDerived) answer =
 *     reactivity_async_derived_new (NULL, G_TYPE_INT, start, question, NULL);
 * ```
 *
 * [method@AsyncDerived.get_value_async] waits for the value. As a [class@Source] the derived has
 * the last value that came, at first the zero of the type: an effect that reads it runs again when
 * there is another one. [method@AsyncDerived.get_running] and [method@AsyncDerived.get_error] are
 * sources, too.
 *
 * ## When it runs
 *
 * When it is read and is stale: by somebody who waits or by an effect that has read the last value.
 * Who waits at the same time shares one run. A change of something that the run has read makes it
 * stale: those who wait get its result all the same, and the next reader a new run. A result that
 * equals the one before is no change for those that read the derived, and neither is the first one
 * for a computation that waits for it.
 *
 * A run whose last reader has cancelled is cancelled itself, unless the graph needs it.
 *
 * ## Memory
 *
 * As for [class@Derived]. Who waits holds it. Disposing cancels its runs; who waits gets
 * %REACTIVITY_ERROR_DISPOSED.
 *
 * ## Errors
 *
 * The error of a run is kept, and everybody who waits gets it, until something that the run read
 * changes. The last value stays what it was, and reading that does not fail.
 *
 * ## Threads
 *
 * As for [class@Derived]. Callbacks are called by the main context that is the thread's default
 * when the wait begins.
 *
 * ## In Python and JavaScript
 *
 * `async_derived (function)` and `asyncDerived (function)`. To read it is to call and await it in
 * Python, and to await `get ()` in JavaScript.
 *
 * Since: 0.1
 */

typedef struct
{
  ReactivityRuns runs;
  guint64 serial;               /* of the run whose result counts; 0 before the first */
  GError *error;                /* (owned) (nullable) that result, if it is a failure */
  ReactivitySource *last_error; /* (owned) (nullable) the same as a source, once somebody asked */
  guint joining;                /* reads under way by those who wait */
  guint requests;               /* the number that was given out last */
} ReactivityAsyncDerivedPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (ReactivityAsyncDerived, reactivity_async_derived,
                            REACTIVITY_TYPE_DERIVED)

static inline ReactivityAsyncDerivedPrivate *
private_of (gconstpointer self)
{
  return (ReactivityAsyncDerivedPrivate *) ((char *) self + ReactivityAsyncDerived_private_offset);
}

static ReactivityAsyncDerivedPrivate *
private_of_runs (ReactivityRuns *runs)
{
  return private_of (reactivity_node_from_core (runs->core));
}

ReactivityRuns *
reactivity_async_derived_runs (gpointer self)
{
  return &private_of (self)->runs;
}

guint64
reactivity_async_derived_serial (ReactivityRuns *runs)
{
  return private_of_runs (runs)->serial;
}

const GError *
reactivity_async_derived_last_error (ReactivityRuns *runs)
{
  return private_of_runs (runs)->error;
}

/* Somebody is about to wait: begins a run if there has to be one. */
RgResult
reactivity_async_derived_join (ReactivityRuns *runs)
{
  ReactivityAsyncDerivedPrivate *priv = private_of_runs (runs);
  RgResult result;

  priv->joining++;
  result = rg_refresh (runs->core);
  priv->joining--;
  return result;
}

/* Gives @waiter the result that is there. */
void
reactivity_async_derived_take_result (ReactivityRuns *runs, ReactivityWaiter *waiter)
{
  ReactivityAsyncDerivedPrivate *priv = private_of_runs (runs);
  const ReactivitySourcePrivate *source =
      reactivity_source_private (reactivity_node_from_core (runs->core));

  waiter->serial = priv->serial;
  if (priv->error != NULL)
    {
      waiter->error = g_error_copy (priv->error);
    }
  else if (source->computed)
    {
      g_value_init (&waiter->value, source->value.g_type);
      g_value_copy (&source->value, &waiter->value);
    }
}

static void
start (ReactivityRuns *runs, ReactivityRun *run)
{
  ReactivityAsyncDerived *self = reactivity_node_from_core (runs->core);

  REACTIVITY_ASYNC_DERIVED_GET_CLASS (self)->start (self, run);
}

/* Who wanted the runs before gets the new one; those who wait get what they wait for. */
static void
supersede (ReactivityRuns *runs, ReactivityRun *run)
{
  g_autoptr (GPtrArray) unwanted = g_ptr_array_new_with_free_func (g_object_unref);

  for (GList *l = runs->list.head; l != NULL; l = l->next)
    {
      ReactivityRun *older = l->data;

      if (older == run)
        continue;
      run->wanted |= older->wanted;
      older->wanted = FALSE;
      if (older->waiters.length == 0)
        g_ptr_array_add (unwanted, g_object_ref (older));
    }

  for (guint i = 0; i < unwanted->len; i++)
    reactivity_runs_cancel (unwanted->pdata[i]);
}

static ReactivityWrite
store (ReactivityRuns *runs, ReactivityRun *run)
{
  ReactivitySource *source = reactivity_node_from_core (runs->core);
  GValue value = G_VALUE_INIT;

  if (run->result == REACTIVITY_RESULT_KEPT)
    return REACTIVITY_WRITE_SAME;

  if (run->result == REACTIVITY_RESULT_KEPT_CHANGED)
    {
      if (runs->core->flags & REACTIVITY_FLAG_PUBLISHED)
        reactivity_source_forget_published (source);
      return REACTIVITY_WRITE_CHANGED;
    }

  g_value_init (&value, G_VALUE_TYPE (&run->value));
  g_value_copy (&run->value, &value);
  return reactivity_source_write_slow (source, &value);
}

static void
set_error (ReactivityAsyncDerivedPrivate *priv, const GError *error)
{
  g_clear_error (&priv->error);
  priv->error = error != NULL ? g_error_copy (error) : NULL;
  if (priv->last_error != NULL)
    reactivity_state_set_error (priv->last_error, priv->error);
}

/* G2. What a cycle is called depends on where it was entered. */
static gboolean
is_same (const GError *a, const GError *b)
{
  if (a == NULL || !g_error_matches (a, b->domain, b->code))
    return FALSE;

  return g_error_matches (a, REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE) ||
         strcmp (a->message, b->message) == 0;
}

/* A failure is news to all that read the derived, and so is its end. */
static ReactivityWrite
ended (ReactivityRuns *runs, ReactivityRun *run)
{
  ReactivityAsyncDerivedPrivate *priv = private_of_runs (runs);
  gboolean had_failed = priv->error != NULL;
  ReactivityWrite written;

  if (run->serial < priv->serial)
    return REACTIVITY_WRITE_SAME;
  priv->serial = run->serial;

  if (run->result == REACTIVITY_RESULT_ERROR && is_same (priv->error, run->error))
    return REACTIVITY_WRITE_SAME;

  if (run->result == REACTIVITY_RESULT_ERROR)
    {
      set_error (priv, run->error);
      return REACTIVITY_WRITE_CHANGED;
    }

  if (had_failed)
    set_error (priv, NULL);
  written = store (runs, run);
  return had_failed ? REACTIVITY_WRITE_CHANGED : written;
}

/* What it would have brought is still missing: the next reader begins anew, and an effect that
 * depends on it is one. */
static void
lost (ReactivityRuns *runs)
{
  runs->core->flags |= RG_DIRTY;
  reactivity_runs_doubt (runs->core);
}

static const ReactivityRunsOps ops = {
  .start = start,
  .supersede = supersede,
  .ended = ended,
  .lost = lost,
};

static ReactivityUpdateFlags
reactivity_async_derived_update (ReactivityNode *node)
{
  ReactivityAsyncDerivedPrivate *priv = private_of (node);

  if (priv->runs.disposed)
    {
      reactivity_computation_dispose (REACTIVITY_COMPUTATION (node));
      return REACTIVITY_UPDATE_KEEP_DEPS;
    }

  return (ReactivityUpdateFlags) reactivity_runs_start (&priv->runs, priv->joining == 0);
}

static void
reactivity_async_derived_ended (ReactivityNode *node)
{
  reactivity_runs_dispose (&private_of (node)->runs);

  reactivity_derived_ended (node);
}

/**
 * ReactivityAsyncDerivedClass::start:
 * @self: the derived
 * @run: the run that begins
 *
 * Begins a run, as a [callback@StartFunc] does.
 *
 * Since: 0.1
 */
static void
reactivity_async_derived_real_start (ReactivityAsyncDerived *self, ReactivityRun *run)
{
  const ReactivityFunction *function = &private_of (self)->runs.function;

  if (function->func != NULL)
    ((ReactivityStartFunc) function->func) (run, function->user_data);
}

static void
reactivity_async_derived_finalize (GObject *object)
{
  ReactivityAsyncDerivedPrivate *priv = private_of (object);

  reactivity_runs_clear (&priv->runs);
  g_clear_error (&priv->error);
  g_clear_object (&priv->last_error);

  G_OBJECT_CLASS (reactivity_async_derived_parent_class)->finalize (object);
}

static void
reactivity_async_derived_visit_parts (ReactivityNode *node, ReactivityPartFunc func, gpointer data)
{
  ReactivityAsyncDerivedPrivate *priv = private_of (REACTIVITY_ASYNC_DERIVED (node));

  if (priv->runs.busy != NULL)
    func (G_OBJECT (priv->runs.busy), data);
  if (priv->last_error != NULL)
    func (G_OBJECT (priv->last_error), data);
}

static const ReactivityNodeHooks hooks = {
  .visit_parts = reactivity_async_derived_visit_parts,
  .announce = reactivity_source_announce,
  .ended = reactivity_async_derived_ended,
  .is_async = TRUE,
};

static void
reactivity_async_derived_class_init (ReactivityAsyncDerivedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reactivity_async_derived_finalize;

  REACTIVITY_NODE_CLASS (klass)->update = reactivity_async_derived_update;
  REACTIVITY_NODE_CLASS (klass)->hooks = &hooks;

  klass->start = reactivity_async_derived_real_start;
}

static void
reactivity_async_derived_init (ReactivityAsyncDerived *self)
{
  reactivity_runs_init (&private_of (self)->runs, reactivity_node_core (self), &ops);
}

/**
 * reactivity_async_derived_new:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @value_type: the type of the value
 * @func: (scope notified) (closure user_data) (destroy destroy): begins a run
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when the derived is disposed
 *
 * Makes an asynchronous derived.
 *
 * Returns: (transfer full): a new derived
 * Since: 0.1
 */
ReactivityAsyncDerived *
reactivity_async_derived_new (ReactivityContext *context, GType value_type,
                              ReactivityStartFunc func, gpointer user_data, GDestroyNotify destroy)
{
  const ReactivityFunction function = { G_CALLBACK (func), user_data, destroy };
  ReactivityAsyncDerived *self;
  RgGraph *graph;

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (G_TYPE_IS_VALUE (value_type), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  graph = reactivity_graph_for (context, G_STRFUNC);
  if (graph == NULL)
    {
      reactivity_function_refuse (&function);
      return NULL;
    }

  self = reactivity_node_new (REACTIVITY_TYPE_ASYNC_DERIVED, graph);
  private_of (self)->runs.function = function;
  reactivity_source_set_initial_type (REACTIVITY_SOURCE (self), value_type);
  reactivity_node_adopt (REACTIVITY_NODE (self));
  return self;
}

static void
read_async (ReactivityAsyncDerived *self, ReactivityWait wait, GCancellable *cancellable,
            GAsyncReadyCallback callback, gpointer user_data, gpointer tag)
{
  ReactivityWaiter *waiter;

  waiter =
      reactivity_waiter_new (&private_of (self)->runs, wait, cancellable, callback, user_data, tag);
  reactivity_waiter_begin (waiter);
}

/* NULL for a value that is kept elsewhere and that C cannot get. */
static const GValue *
read_finish (ReactivityAsyncDerived *self, GAsyncResult *result, GError **error)
{
  ReactivityWaiter *waiter = reactivity_waiter_of (result);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  if (G_IS_VALUE (&waiter->value))
    return &waiter->value;
  return reactivity_source_peek_value (REACTIVITY_SOURCE (self));
}

/**
 * reactivity_async_derived_get_value_async:
 * @self: an asynchronous derived
 * @cancellable: (nullable): cancels the wait
 * @callback: (nullable) (scope async) (closure user_data): called when there is a result
 * @user_data: data for @callback
 *
 * Waits for the value.
 *
 * If the derived is up to date that is the one that it has. If it is stale, a run begins; if one is
 * under way that is not stale, its result is shared. The callback is always called later, by the
 * main context.
 *
 * The active computation is linked to the derived by this call, as by any read. It is not made due
 * by the arrival of the value that it waits for.
 *
 * Since: 0.1
 */
void
reactivity_async_derived_get_value_async (ReactivityAsyncDerived *self, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (REACTIVITY_IS_ASYNC_DERIVED (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  read_async (self, REACTIVITY_WAIT_VALUE, cancellable, callback, user_data,
              reactivity_async_derived_get_value_async);
}

/**
 * reactivity_async_derived_get_value_finish:
 * @self: an asynchronous derived
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends what [method@AsyncDerived.get_value_async] began.
 *
 * Returns: (transfer none) (nullable): the value, valid as long as @result; %NULL if @error was set
 * Since: 0.1
 */
const GValue *
reactivity_async_derived_get_value_finish (ReactivityAsyncDerived *self, GAsyncResult *result,
                                           GError **error)
{
  g_return_val_if_fail (REACTIVITY_IS_ASYNC_DERIVED (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reactivity_async_derived_get_value_async),
                        NULL);

  return read_finish (self, result, error);
}

/**
 * reactivity_async_derived_fresh_async:
 * @self: an asynchronous derived
 * @cancellable: (nullable): cancels the wait
 * @callback: (nullable) (scope async) (closure user_data): called when there is a result
 * @user_data: data for @callback
 *
 * Waits until the derived is not stale.
 *
 * As [method@AsyncDerived.get_value_async], but a result that is stale before it is delivered is
 * not delivered: another run begins. While things keep changing faster than a run ends, that takes
 * for ever.
 *
 * Since: 0.1
 */
void
reactivity_async_derived_fresh_async (ReactivityAsyncDerived *self, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (REACTIVITY_IS_ASYNC_DERIVED (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  read_async (self, REACTIVITY_WAIT_FRESH, cancellable, callback, user_data,
              reactivity_async_derived_fresh_async);
}

/**
 * reactivity_async_derived_fresh_finish:
 * @self: an asynchronous derived
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends what [method@AsyncDerived.fresh_async] began. In the callback itself the value is not stale.
 *
 * Returns: (transfer none) (nullable): the value, valid as long as @result; %NULL if @error was set
 * Since: 0.1
 */
const GValue *
reactivity_async_derived_fresh_finish (ReactivityAsyncDerived *self, GAsyncResult *result,
                                       GError **error)
{
  g_return_val_if_fail (REACTIVITY_IS_ASYNC_DERIVED (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reactivity_async_derived_fresh_async),
                        NULL);

  return read_finish (self, result, error);
}

static gboolean
is_result_of_read (GAsyncResult *result)
{
  return g_async_result_is_tagged (result, reactivity_async_derived_get_value_async) ||
         g_async_result_is_tagged (result, reactivity_async_derived_fresh_async) ||
         g_async_result_is_tagged (result, reactivity_async_derived_request);
}

/**
 * reactivity_async_derived_get_serial_finish:
 * @self: an asynchronous derived
 * @result: the result of [method@AsyncDerived.get_value_async] or [method@AsyncDerived.fresh_async]
 * @error: return location for an error
 *
 * Ends the wait, and tells which run gave the result. Made for language bindings that keep the
 * values themselves: see [method@Run.get_serial].
 *
 * Returns: the number of the run; 0 if @error was set
 * Since: 0.1
 */
guint64
reactivity_async_derived_get_serial_finish (ReactivityAsyncDerived *self, GAsyncResult *result,
                                            GError **error)
{
  g_return_val_if_fail (REACTIVITY_IS_ASYNC_DERIVED (self), 0);
  g_return_val_if_fail (g_task_is_valid (result, self), 0);
  g_return_val_if_fail (is_result_of_read (result), 0);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return 0;
  return reactivity_waiter_of (result)->serial;
}

static void
arrived_cb (GObject *object, GAsyncResult *result, gpointer request)
{
  RgNode *core = reactivity_node_core (object);

  reactivity_language_of (core)->arrived (core, GPOINTER_TO_UINT (request), result);
}

/* Waits for the value, as get_value_async() or fresh_async() does; the language of the derived is told
 * when there is a result. For a language in which a call with a callback must not be nested in another
 * one, or in which a callback holds what the collector should see. Returns a number that names the
 * request and is never 0. */
guint
reactivity_async_derived_request (ReactivityAsyncDerived *self, gboolean fresh,
                                  GCancellable *cancellable)
{
  ReactivityAsyncDerivedPrivate *priv;
  const ReactivityLanguage *language;
  guint request;

  g_return_val_if_fail (REACTIVITY_IS_ASYNC_DERIVED (self), 0);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), 0);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, 0);
  language = reactivity_node_core (self)->language;
  g_return_val_if_fail (language != NULL && language->arrived != NULL, 0);

  priv = private_of (self);
  if (++priv->requests == 0)
    priv->requests = 1;
  request = priv->requests;
  read_async (self, fresh ? REACTIVITY_WAIT_FRESH : REACTIVITY_WAIT_VALUE, cancellable, arrived_cb,
              GUINT_TO_POINTER (request), reactivity_async_derived_request);
  return request;
}

/* Which run gave the result of a read, be it a value or an error; 0 if none did. For languages that
 * keep the errors themselves, too. */
guint64
reactivity_async_derived_get_result_serial (ReactivityAsyncDerived *self, GAsyncResult *result)
{
  g_return_val_if_fail (REACTIVITY_IS_ASYNC_DERIVED (self), 0);
  g_return_val_if_fail (g_task_is_valid (result, self), 0);
  g_return_val_if_fail (is_result_of_read (result), 0);

  return reactivity_waiter_of (G_TASK (result))->serial;
}

/**
 * reactivity_async_derived_get_running:
 * @self: an asynchronous derived
 *
 * A source that tells whether a run is under way, for a spinner. Reading it begins none.
 *
 * Returns: (transfer none): a source of type %G_TYPE_BOOLEAN
 * Since: 0.1
 */
ReactivitySource *
reactivity_async_derived_get_running (ReactivityAsyncDerived *self)
{
  g_return_val_if_fail (REACTIVITY_IS_ASYNC_DERIVED (self), NULL);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, NULL);

  return reactivity_runs_get_busy (&private_of (self)->runs);
}

/**
 * reactivity_async_derived_get_error:
 * @self: an asynchronous derived
 *
 * A source with the error of the last run that ended, for an error page: a boxed #GError, %NULL
 * when all went well. Reading it begins no run.
 *
 * Returns: (transfer none): a source of type %G_TYPE_ERROR
 * Since: 0.1
 */
ReactivitySource *
reactivity_async_derived_get_error (ReactivityAsyncDerived *self)
{
  ReactivityAsyncDerivedPrivate *priv;

  g_return_val_if_fail (REACTIVITY_IS_ASYNC_DERIVED (self), NULL);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, NULL);

  priv = private_of (self);
  if (priv->last_error == NULL)
    {
      priv->last_error = reactivity_state_new (priv->runs.core->graph, G_TYPE_ERROR);
      if (priv->error != NULL)
        reactivity_state_set_error (priv->last_error, priv->error);
    }

  return priv->last_error;
}

/**
 * reactivity_async_derived_is_stale:
 * @self: an asynchronous derived
 *
 * Whether a reader would have to wait: there is no result yet, something that it was made from may
 * have changed, or a run is under way. Runs and tracks nothing.
 *
 * Returns: %FALSE if the derived is up to date
 * Since: 0.1
 */
gboolean
reactivity_async_derived_is_stale (ReactivityAsyncDerived *self)
{
  ReactivityRuns *runs;

  g_return_val_if_fail (REACTIVITY_IS_ASYNC_DERIVED (self), TRUE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, TRUE);

  runs = &private_of (self)->runs;
  return (runs->core->flags & RG_UNREADY) || runs->newest != NULL ||
         reactivity_doubt_find (runs) != NULL;
}
