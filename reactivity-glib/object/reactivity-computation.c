/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-computation.h"
#include "reactivity-node-private.h"

#include "core/owner.h"

/**
 * ReactivityComputation:
 *
 * What nodes that run a function have in common: [class@Derived], [class@Memoized] and
 * [class@Effect].
 *
 * ```c
 * static int
 * ten_times (gpointer number, GError **error)
 * {
 *   return 10 * reactivity_source_get_int (number);
 * }
 *
 * // later:
 * g_autoptr (ReactivitySignal) number = reactivity_signal_new_int (NULL, 1);
 * g_autoptr (ReactivityDerived) tens = reactivity_derived_new_int (NULL, ten_times, number, NULL);
 *
 * reactivity_source_get_int (REACTIVITY_SOURCE (tens));
 * reactivity_computation_dispose (REACTIVITY_COMPUTATION (tens));
 * reactivity_signal_set_int (number, 2);
 * g_print ("%d\n", reactivity_source_get_int (REACTIVITY_SOURCE (tens)));
 * ```
 *
 * ```text
 * 10
 * ```
 *
 * ## When it runs
 *
 * That is for the classes to say. A computation that is disposed never runs again by itself.
 *
 * ## Memory
 *
 * Disposing frees the data of the function and all that the computation owns.
 *
 * ## Errors
 *
 * A run that ends without dependencies logs a warning, as it would be the last:
 * [method@Computation.set_loss_strategy] says otherwise.
 *
 * ## Threads
 *
 * A computation is used on the thread of its context only.
 *
 * ## In Python and JavaScript
 *
 * `dispose ()` is a method of every computation.
 *
 * In Python so are `fn`, its function, `dependencies`, the set of what it read in its last run, and
 * `reactivity_loss_strategy`, which is `"warn"`, `"ignore"` or `"restore"`.
 *
 * Since: 0.1
 */

G_DEFINE_INTERFACE (ReactivityComputation, reactivity_computation, REACTIVITY_TYPE_NODE)

static void
reactivity_computation_default_init (ReactivityComputationInterface *iface G_GNUC_UNUSED)
{
}

/**
 * reactivity_computation_dispose:
 * @self: a computation
 *
 * Ends the computation: it is unlinked, never runs again by itself, its cleanup functions are
 * called, what it owns ends, and the data of its function is freed. In its own run this happens
 * when the run is over.
 *
 * A derived keeps its last value. Disposing twice does nothing.
 *
 * Since: 0.1
 */
void
reactivity_computation_dispose (ReactivityComputation *self)
{
  RgNode *core;

  g_return_if_fail (REACTIVITY_IS_COMPUTATION (self));
  core = reactivity_node_core (self);
  reactivity_return_if_off_thread (core->graph);

  rg_node_dispose (core);
}

/**
 * reactivity_computation_is_disposed:
 * @self: a computation
 *
 * Whether the computation has ended.
 *
 * Returns: %TRUE if it was disposed and has not been run since
 * Since: 0.1
 */
gboolean
reactivity_computation_is_disposed (ReactivityComputation *self)
{
  g_return_val_if_fail (REACTIVITY_IS_COMPUTATION (self), TRUE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, TRUE);

  return (reactivity_node_core (self)->flags & RG_DISPOSED) != 0;
}

/**
 * reactivity_computation_get_loss_strategy:
 * @self: a computation
 *
 * What happens when a run ends without dependencies.
 *
 * Returns: the strategy; %REACTIVITY_LOSS_WARN by default
 * Since: 0.1
 */
ReactivityLossStrategy
reactivity_computation_get_loss_strategy (ReactivityComputation *self)
{
  guint32 flags;

  g_return_val_if_fail (REACTIVITY_IS_COMPUTATION (self), REACTIVITY_LOSS_WARN);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, REACTIVITY_LOSS_WARN);

  flags = reactivity_node_core (self)->flags;
  if (flags & REACTIVITY_FLAG_LOSS_IGNORE)
    return REACTIVITY_LOSS_IGNORE;
  if (flags & REACTIVITY_FLAG_LOSS_RESTORE)
    return REACTIVITY_LOSS_RESTORE;
  return REACTIVITY_LOSS_WARN;
}

/**
 * reactivity_computation_set_loss_strategy:
 * @self: a computation
 * @strategy: what to do
 *
 * Sets what happens when a run ends without dependencies: such a computation never runs again by
 * itself.
 *
 * Since: 0.1
 */
void
reactivity_computation_set_loss_strategy (ReactivityComputation *self,
                                          ReactivityLossStrategy strategy)
{
  RgNode *core;

  g_return_if_fail (REACTIVITY_IS_COMPUTATION (self));
  g_return_if_fail (strategy >= REACTIVITY_LOSS_WARN && strategy <= REACTIVITY_LOSS_RESTORE);
  core = reactivity_node_core (self);
  reactivity_return_if_off_thread (core->graph);

  core->flags &= ~(REACTIVITY_FLAG_LOSS_IGNORE | REACTIVITY_FLAG_LOSS_RESTORE);
  if (strategy == REACTIVITY_LOSS_IGNORE)
    core->flags |= REACTIVITY_FLAG_LOSS_IGNORE;
  else if (strategy == REACTIVITY_LOSS_RESTORE)
    core->flags |= REACTIVITY_FLAG_LOSS_RESTORE;
}

/**
 * reactivity_computation_list_dependencies:
 * @self: a computation
 *
 * Lists what the computation read in its last run, each node once. For tests and tools.
 *
 * Returns: (transfer container) (element-type ReactivityNode): the nodes, in the order of first reads
 * Since: 0.1
 */
GPtrArray *
reactivity_computation_list_dependencies (ReactivityComputation *self)
{
  RgNode *core;

  g_return_val_if_fail (REACTIVITY_IS_COMPUTATION (self), NULL);
  core = reactivity_node_core (self);
  reactivity_return_val_if_off_thread (core->graph, NULL);

  return reactivity_node_list_links (core, FALSE);
}
