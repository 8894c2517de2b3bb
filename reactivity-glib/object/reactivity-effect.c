/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-computation.h"
#include "reactivity-error.h"
#include "reactivity-idle-private.h"
#include "reactivity-lifetime-private.h"

#include "core/flush.h"
#include "core/run.h"

#include <glib/gi18n-lib.h>

/**
 * ReactivityEffect:
 *
 * A function that runs again whenever something that it read has changed: the output of the graph.
 *
 * ```c
 * static gboolean
 * print_count (gpointer count, GError **error)
 * {
 *   g_print ("count is %d\n", reactivity_source_get_int (count));
 *   return TRUE;
 * }
 *
 * // later:
 * g_autoptr (ReactivitySignal) count = reactivity_signal_new_int (NULL, 0);
 * g_autoptr (ReactivityEffect) effect = reactivity_effect_new (NULL, print_count, count, NULL);
 *
 * reactivity_signal_set_int (count, 1);
 * ```
 *
 * ```text
 * count is 0
 * count is 1
 * ```
 *
 * ## When it runs
 *
 * At once, and then before each write that reaches it returns; in a batch once, when the batch
 * ends. Effects that one change makes due run in the order in which they were made. An effect that
 * writes what it reads does not wake itself by that. With %REACTIVITY_SCHEDULE_IDLE it runs from
 * the main context instead, once for all the changes until then.
 *
 * ## Memory
 *
 * Who makes an effect owns it: it ends with its last reference, with
 * [method@Computation.dispose], with the object given to [ctor@Effect.new_for], with the scope in
 * which it was made, or with the run of the effect in which it was made. The callback may end its
 * own effect.
 *
 * ## Errors
 *
 * An effect that fails stops no other; its error goes to [signal@Context::error]. It stays linked
 * to what it read, and runs again when that changes.
 *
 * ## Threads
 *
 * The function is called on the thread of the context.
 *
 * ## In Python and JavaScript
 *
 * `effect (function)`, in Python also as a decorator.
 *
 * In Python an effect lives as long as something that it read, or as it is held. Calling it runs
 * it, and returns what its function returns; `with effect (...):` disposes it at the end. An
 * exception comes out of the call that made it run.
 *
 * ```python
 * from gi.repository.Reactivity import effect, signal
 *
 * count = signal(1)
 *
 * @effect
 * def show():
 *     print(count.get())
 *
 * count.set(2)
 * show.dispose()
 * count.set(3)
 * ```
 *
 * ```text
 * 1
 * 2
 * ```
 *
 * Since: 0.1
 */

typedef struct
{
  ReactivityFunction function; /* a ReactivityEffectFunc */
  ReactivityIdle *idle;        /* (owned) (nullable) for %REACTIVITY_SCHEDULE_IDLE */
} ReactivityEffectPrivate;

static void
computation_init (ReactivityComputationInterface *iface G_GNUC_UNUSED)
{
}

G_DEFINE_TYPE_WITH_CODE (ReactivityEffect, reactivity_effect, REACTIVITY_TYPE_NODE,
                         G_ADD_PRIVATE (ReactivityEffect)
                             G_IMPLEMENT_INTERFACE (REACTIVITY_TYPE_COMPUTATION, computation_init))

static inline ReactivityEffectPrivate *
private_of (gconstpointer self)
{
  return (ReactivityEffectPrivate *) ((char *) self + ReactivityEffect_private_offset);
}

static GError *
disposed_error (ReactivityNode *node)
{
  g_autofree char *name = reactivity_node_describe (reactivity_node_core (node));

  return g_error_new (REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED, _ ("%s was disposed"), name);
}

static void
fail (RgNode *core, GError *error)
{
  ReactivityNode *self = reactivity_node_from_core (core);
  const ReactivityFunction *function = &private_of (self)->function;

  if (function->func == NULL)
    {
      reactivity_computation_dispose (REACTIVITY_COMPUTATION (self));
      error = disposed_error (self);
    }
  else if (error == NULL)
    {
      error = g_error_new (REACTIVITY_ERROR, REACTIVITY_ERROR_FAILED,
                           _ ("The function failed without an error"));
    }

  reactivity_node_take_error (self, error);
}

/* RgRunFunc for effects that have a function. */
static RgUpdate
run_function (RgNode *core)
{
  const ReactivityFunction *function = &private_of (reactivity_node_from_core (core))->function;
  ReactivityEffectFunc func = (ReactivityEffectFunc) function->func;
  GError *error = NULL;

  if (G_UNLIKELY (func == NULL || !func (function->user_data, &error) || error != NULL))
    fail (core, error);
  return RG_UNCHANGED;
}

static ReactivityUpdateFlags
reactivity_effect_update (ReactivityNode *node)
{
  return (ReactivityUpdateFlags) run_function (reactivity_node_core (node));
}

/* The effect has ended: nobody needs to wait for it or to hold it. */
void
reactivity_effect_ended (ReactivityNode *node)
{
  RgNode *core = reactivity_node_core (node);

  reactivity_idle_remove (REACTIVITY_EFFECT (node));
  if (core->flags & REACTIVITY_FLAG_BOUND)
    reactivity_lifetime_release (G_OBJECT (node));
  reactivity_function_drop (&private_of (node)->function, reactivity_context_of (core->graph));
}

void
reactivity_effect_due (ReactivityNode *node)
{
  reactivity_idle_add (REACTIVITY_EFFECT (node));
}

ReactivityIdle **
reactivity_effect_idle (ReactivityEffect *self)
{
  return &private_of (self)->idle;
}

static void
reactivity_effect_finalize (GObject *object)
{
  g_clear_pointer (&private_of (object)->idle, g_free);

  G_OBJECT_CLASS (reactivity_effect_parent_class)->finalize (object);
}

static const ReactivityNodeHooks hooks = {
  .due = reactivity_effect_due,
  .ended = reactivity_effect_ended,
};

static void
reactivity_effect_class_init (ReactivityEffectClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reactivity_effect_finalize;
  REACTIVITY_NODE_CLASS (klass)->update = reactivity_effect_update;
  REACTIVITY_NODE_CLASS (klass)->hooks = &hooks;
}

static void
reactivity_effect_init (ReactivityEffect *self)
{
  reactivity_node_core (self)->flags |= RG_EFFECT;
}

/* Takes the data of @function. */
static ReactivityEffect *
make (ReactivityContext *context, const ReactivityFunction *function, const char *func)
{
  RgGraph *graph = reactivity_graph_for (context, func);
  ReactivityEffect *self;

  if (graph == NULL)
    {
      reactivity_function_refuse (function);
      return NULL;
    }

  self = reactivity_node_new (REACTIVITY_TYPE_EFFECT, graph);
  private_of (self)->function = *function;
  reactivity_node_core (self)->run = run_function;
  return self;
}

static void
run_first (ReactivityEffect *self)
{
  RgNode *core = reactivity_node_core (self);
  RgResult result = rg_run_now (core);

  if (G_UNLIKELY (result != RG_OK))
    core->graph->ops->refused (core, result);
}

static ReactivityEffect *
make_adopted (ReactivityContext *context, const ReactivityFunction *function, const char *func)
{
  ReactivityEffect *self = make (context, function, func);

  if (self != NULL)
    reactivity_node_adopt (REACTIVITY_NODE (self));
  return self;
}

/**
 * reactivity_effect_new:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @func: (scope notified) (closure user_data) (destroy destroy): what the effect does
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when the effect is disposed
 *
 * Makes an effect and runs it.
 *
 * Made inside another effect or a scope, it is held by that and ends with it: the reference that is
 * returned may be dropped.
 *
 * Returns: (transfer full): a new effect
 * Since: 0.1
 */
ReactivityEffect *
reactivity_effect_new (ReactivityContext *context, ReactivityEffectFunc func, gpointer user_data,
                       GDestroyNotify destroy)
{
  const ReactivityFunction function = { G_CALLBACK (func), user_data, destroy };
  ReactivityEffect *self;

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  self = make_adopted (context, &function, G_STRFUNC);
  if (self != NULL)
    run_first (self);
  return self;
}

/**
 * reactivity_effect_new_unstarted:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @func: (scope notified) (closure user_data) (destroy destroy): what the effect does
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when the effect is disposed
 *
 * Makes an effect that waits for [method@Effect.run].
 *
 * Returns: (transfer full): a new effect
 * Since: 0.1
 */
ReactivityEffect *
reactivity_effect_new_unstarted (ReactivityContext *context, ReactivityEffectFunc func,
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
 * reactivity_effect_new_for:
 * @owner: (type GObject): the object that the effect is for
 * @context: (nullable): a context, or %NULL for that of the thread
 * @func: (scope notified) (closure user_data) (destroy destroy): what the effect does
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when the effect is disposed
 *
 * Makes an effect that lives as long as @owner, and runs it.
 *
 * It is disposed when @owner is: @func can use @owner without holding it. @owner must be disposed
 * on the thread of the context.
 *
 * Returns: (transfer none): a new effect, held by @owner
 * Since: 0.1
 */
ReactivityEffect *
reactivity_effect_new_for (gpointer owner, ReactivityContext *context, ReactivityEffectFunc func,
                           gpointer user_data, GDestroyNotify destroy)
{
  const ReactivityFunction function = { G_CALLBACK (func), user_data, destroy };
  g_autoptr (ReactivityEffect) self = NULL;

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

/**
 * reactivity_effect_run:
 * @self: an effect
 * @error: return location for an error
 *
 * Runs the effect now, whether or not it is due.
 *
 * Returns: %TRUE if it went well, %FALSE if @error was set
 * Since: 0.1
 */
gboolean
reactivity_effect_run (ReactivityEffect *self, GError **error)
{
  g_autoptr (ReactivityEffect) held = NULL;
  ReactivityContext *context;
  GError *failure;
  RgNode *core;
  RgNode *caller;
  RgResult result;

  g_return_val_if_fail (REACTIVITY_IS_EFFECT (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);
  core = reactivity_node_core (self);
  reactivity_return_val_if_off_thread (core->graph, FALSE);

  /* Its function may drop what is the last reference. */
  held = g_object_ref (self);
  context = reactivity_context_of (core->graph);
  caller = context->caller;
  context->caller = core;
  result = rg_run_now (core);
  context->caller = caller;

  failure =
      result == RG_OK ? reactivity_node_steal_error (core) : reactivity_error_for (core, result);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, failure);
  return FALSE;
}

/**
 * reactivity_effect_get_schedule:
 * @self: an effect
 *
 * When the effect runs.
 *
 * Returns: the schedule; %REACTIVITY_SCHEDULE_SYNC by default
 * Since: 0.1
 */
ReactivitySchedule
reactivity_effect_get_schedule (ReactivityEffect *self)
{
  g_return_val_if_fail (REACTIVITY_IS_EFFECT (self), REACTIVITY_SCHEDULE_SYNC);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph,
                                       REACTIVITY_SCHEDULE_SYNC);

  return private_of (self)->idle != NULL ? REACTIVITY_SCHEDULE_IDLE : REACTIVITY_SCHEDULE_SYNC;
}

/**
 * reactivity_effect_get_priority:
 * @self: an effect
 *
 * The priority of an effect that runs from the main context.
 *
 * Returns: the priority, as for g_idle_add_full(); %G_PRIORITY_DEFAULT for a synchronous effect
 * Since: 0.1
 */
int
reactivity_effect_get_priority (ReactivityEffect *self)
{
  ReactivityIdle *idle;

  g_return_val_if_fail (REACTIVITY_IS_EFFECT (self), G_PRIORITY_DEFAULT);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, G_PRIORITY_DEFAULT);

  idle = private_of (self)->idle;
  return idle != NULL ? idle->priority : G_PRIORITY_DEFAULT;
}

static void
set_idle (ReactivityEffect *self, int priority)
{
  ReactivityEffectPrivate *priv = private_of (self);
  RgNode *core = reactivity_node_core (self);

  if (priv->idle == NULL)
    priv->idle = g_new0 (ReactivityIdle, 1);
  priv->idle->priority = priority;

  rg_dequeue (core);
  core->flags |= RG_DEFERRED;
}

static void
set_sync (ReactivityEffect *self)
{
  g_clear_pointer (&private_of (self)->idle, g_free);
  reactivity_node_core (self)->flags &= ~RG_DEFERRED;
}

/**
 * reactivity_effect_set_schedule:
 * @self: an effect
 * @schedule: when it runs
 * @priority: for %REACTIVITY_SCHEDULE_IDLE the priority of its source in the main context, as for
 *   g_idle_add_full(); ignored otherwise
 *
 * Sets when the effect runs, from its next run on. An effect that is due now stays due.
 *
 * To draw what changed, a priority just before that of the frame is right: GTK lays out and draws
 * at #GDK_PRIORITY_REDRAW, which is %G_PRIORITY_HIGH_IDLE + 20.
 *
 * Since: 0.1
 */
void
reactivity_effect_set_schedule (ReactivityEffect *self, ReactivitySchedule schedule, int priority)
{
  RgNode *core;

  g_return_if_fail (REACTIVITY_IS_EFFECT (self));
  g_return_if_fail (schedule == REACTIVITY_SCHEDULE_SYNC || schedule == REACTIVITY_SCHEDULE_IDLE);
  core = reactivity_node_core (self);
  reactivity_return_if_off_thread (core->graph);

  core->graph->depth++;
  reactivity_idle_remove (self);
  if (schedule == REACTIVITY_SCHEDULE_IDLE)
    set_idle (self, priority);
  else
    set_sync (self);

  if (core->flags & RG_STALE)
    rg_make_due (core);
  rg_unhold (core->graph);
}
