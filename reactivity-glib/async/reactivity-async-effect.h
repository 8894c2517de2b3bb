/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>
#include <reactivity-glib/object/reactivity-effect.h>
#include <reactivity-glib/async/reactivity-run.h>

G_BEGIN_DECLS

/**
 * ReactivityRerun:
 * @REACTIVITY_RERUN_CONCURRENT: the new run begins at once, beside the one before
 * @REACTIVITY_RERUN_RESTART: the run before is cancelled, and the new one begins
 * @REACTIVITY_RERUN_QUEUE: the new run begins when the one before has ended, once for all the
 *   changes until then
 *
 * What an [class@AsyncEffect] does when it is due while it is under way.
 *
 * Since: 0.1
 */
typedef enum
{
  REACTIVITY_RERUN_CONCURRENT,
  REACTIVITY_RERUN_RESTART,
  REACTIVITY_RERUN_QUEUE,
} ReactivityRerun;

#define REACTIVITY_TYPE_ASYNC_EFFECT (reactivity_async_effect_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_DERIVABLE_TYPE (ReactivityAsyncEffect, reactivity_async_effect, REACTIVITY, ASYNC_EFFECT,
                          ReactivityEffect)

/**
 * ReactivityAsyncEffectClass:
 * @parent_class: the class of the parent
 * @start: begins a run, which is in its first step. Called by the graph only, on the thread of the
 *   context. By default it calls the function
 *
 * The class structure of [class@AsyncEffect].
 *
 * Since: 0.1
 */
struct _ReactivityAsyncEffectClass
{
  ReactivityEffectClass parent_class;

  void (*start) (ReactivityAsyncEffect *self, ReactivityRun *run);

  /*< private >*/
  gpointer padding[7];
};

REACTIVITY_AVAILABLE_IN_0_1
ReactivityAsyncEffect *reactivity_async_effect_new (ReactivityContext *context,
                                                    ReactivityStartFunc func, gpointer user_data,
                                                    GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityAsyncEffect *reactivity_async_effect_new_unstarted (ReactivityContext *context,
                                                              ReactivityStartFunc func,
                                                              gpointer user_data,
                                                              GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityAsyncEffect *reactivity_async_effect_new_for (gpointer owner, ReactivityContext *context,
                                                        ReactivityStartFunc func,
                                                        gpointer user_data, GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_async_effect_run_async (ReactivityAsyncEffect *self, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_async_effect_run_finish (ReactivityAsyncEffect *self, GAsyncResult *result,
                                             GError **error);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityRerun reactivity_async_effect_get_rerun (ReactivityAsyncEffect *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_async_effect_set_rerun (ReactivityAsyncEffect *self, ReactivityRerun rerun);

REACTIVITY_AVAILABLE_IN_0_1
ReactivitySource *reactivity_async_effect_get_running (ReactivityAsyncEffect *self);

G_END_DECLS
