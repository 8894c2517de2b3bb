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
 * ReactivityEffectFunc:
 * @user_data: the data that was given with the function
 * @error: where to report failure
 *
 * What a [class@Effect] does, each time that something it reads changed.
 *
 * Returns: %TRUE if all went well, %FALSE if @error was set
 * Since: 0.1
 */
typedef gboolean (*ReactivityEffectFunc) (gpointer user_data, GError **error);

/**
 * ReactivitySchedule:
 * @REACTIVITY_SCHEDULE_SYNC: before the write that made it due returns, or when the batch ends
 * @REACTIVITY_SCHEDULE_IDLE: from the main context of the effect's context, once for all the
 *   changes until then
 *
 * When an effect that is due runs.
 *
 * Since: 0.1
 */
typedef enum
{
  REACTIVITY_SCHEDULE_SYNC,
  REACTIVITY_SCHEDULE_IDLE,
} ReactivitySchedule;

#define REACTIVITY_TYPE_EFFECT (reactivity_effect_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_DERIVABLE_TYPE (ReactivityEffect, reactivity_effect, REACTIVITY, EFFECT, ReactivityNode)

/**
 * ReactivityEffectClass:
 * @parent_class: the class of the parent; [vfunc@Node.update] runs the function
 *
 * The class structure of [class@Effect].
 *
 * Since: 0.1
 */
struct _ReactivityEffectClass
{
  ReactivityNodeClass parent_class;

  /*< private >*/
  gpointer padding[4];
};

REACTIVITY_AVAILABLE_IN_0_1
ReactivityEffect *reactivity_effect_new (ReactivityContext *context, ReactivityEffectFunc func,
                                         gpointer user_data, GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityEffect *reactivity_effect_new_unstarted (ReactivityContext *context,
                                                   ReactivityEffectFunc func, gpointer user_data,
                                                   GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityEffect *reactivity_effect_new_for (gpointer owner, ReactivityContext *context,
                                             ReactivityEffectFunc func, gpointer user_data,
                                             GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_effect_run (ReactivityEffect *self, GError **error);

REACTIVITY_AVAILABLE_IN_0_1
ReactivitySchedule reactivity_effect_get_schedule (ReactivityEffect *self);

REACTIVITY_AVAILABLE_IN_0_1
int reactivity_effect_get_priority (ReactivityEffect *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_effect_set_schedule (ReactivityEffect *self, ReactivitySchedule schedule,
                                     int priority);

G_END_DECLS
