/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>
#include <reactivity-glib/object/reactivity-node.h>

G_BEGIN_DECLS

/**
 * ReactivityLossStrategy:
 * @REACTIVITY_LOSS_WARN: log a warning that names the computation
 * @REACTIVITY_LOSS_IGNORE: say nothing
 * @REACTIVITY_LOSS_RESTORE: keep the dependencies of the run before
 *
 * What happens when a computation ends a run without dependencies: it could never run again.
 *
 * Since: 0.1
 */
typedef enum
{
  REACTIVITY_LOSS_WARN,
  REACTIVITY_LOSS_IGNORE,
  REACTIVITY_LOSS_RESTORE,
} ReactivityLossStrategy;

#define REACTIVITY_TYPE_COMPUTATION (reactivity_computation_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_INTERFACE (ReactivityComputation, reactivity_computation, REACTIVITY, COMPUTATION,
                     ReactivityNode)

/**
 * ReactivityComputationInterface:
 *
 * The interface has no virtual functions; it is implemented by [class@Derived] and
 * [class@Effect] and their subclasses.
 *
 * Since: 0.1
 */
struct _ReactivityComputationInterface
{
  /*< private >*/
  GTypeInterface parent_iface;
  gpointer padding[4];
};

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_computation_dispose (ReactivityComputation *self);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_computation_is_disposed (ReactivityComputation *self);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityLossStrategy reactivity_computation_get_loss_strategy (ReactivityComputation *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_computation_set_loss_strategy (ReactivityComputation *self,
                                               ReactivityLossStrategy strategy);

REACTIVITY_AVAILABLE_IN_0_1
GPtrArray *reactivity_computation_list_dependencies (ReactivityComputation *self);

G_END_DECLS
