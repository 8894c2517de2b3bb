/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>
#include <reactivity-glib/object/reactivity-derived.h>
#include <reactivity-glib/async/reactivity-run.h>

G_BEGIN_DECLS

#define REACTIVITY_TYPE_ASYNC_DERIVED (reactivity_async_derived_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_DERIVABLE_TYPE (ReactivityAsyncDerived, reactivity_async_derived, REACTIVITY,
                          ASYNC_DERIVED, ReactivityDerived)

/**
 * ReactivityAsyncDerivedClass:
 * @parent_class: the class of the parent
 * @start: begins a run, which is in its first step. Called by the graph only, on the thread of the
 *   context. By default it calls the function
 *
 * The class structure of [class@AsyncDerived].
 *
 * Since: 0.1
 */
struct _ReactivityAsyncDerivedClass
{
  ReactivityDerivedClass parent_class;

  void (*start) (ReactivityAsyncDerived *self, ReactivityRun *run);

  /*< private >*/
  gpointer padding[7];
};

REACTIVITY_AVAILABLE_IN_0_1
ReactivityAsyncDerived *reactivity_async_derived_new (ReactivityContext *context, GType value_type,
                                                      ReactivityStartFunc func, gpointer user_data,
                                                      GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_async_derived_get_value_async (ReactivityAsyncDerived *self,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);

REACTIVITY_AVAILABLE_IN_0_1
const GValue *reactivity_async_derived_get_value_finish (ReactivityAsyncDerived *self,
                                                         GAsyncResult *result, GError **error);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_async_derived_fresh_async (ReactivityAsyncDerived *self, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);

REACTIVITY_AVAILABLE_IN_0_1
const GValue *reactivity_async_derived_fresh_finish (ReactivityAsyncDerived *self,
                                                     GAsyncResult *result, GError **error);

REACTIVITY_AVAILABLE_IN_0_1
guint64 reactivity_async_derived_get_serial_finish (ReactivityAsyncDerived *self,
                                                    GAsyncResult *result, GError **error);

REACTIVITY_AVAILABLE_IN_0_1
ReactivitySource *reactivity_async_derived_get_running (ReactivityAsyncDerived *self);

REACTIVITY_AVAILABLE_IN_0_1
ReactivitySource *reactivity_async_derived_get_error (ReactivityAsyncDerived *self);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_async_derived_is_stale (ReactivityAsyncDerived *self);

G_END_DECLS
