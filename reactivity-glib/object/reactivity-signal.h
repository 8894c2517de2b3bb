/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>
#include <reactivity-glib/object/reactivity-source.h>

G_BEGIN_DECLS

/**
 * ReactivitySignalUpdateFunc:
 * @value: (inout): a copy of the value of the signal; what it holds afterwards is set
 * @user_data: the data that was given with the function
 *
 * Changes a value in place, for [method@Signal.update].
 *
 * Since: 0.1
 */
typedef void (*ReactivitySignalUpdateFunc) (GValue *value, gpointer user_data);

#define REACTIVITY_TYPE_SIGNAL (reactivity_signal_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_DERIVABLE_TYPE (ReactivitySignal, reactivity_signal, REACTIVITY, SIGNAL, ReactivitySource)

/**
 * ReactivitySignalClass:
 * @parent_class: the class of the parent
 *
 * The class structure of [class@Signal].
 *
 * Since: 0.1
 */
struct _ReactivitySignalClass
{
  ReactivitySourceClass parent_class;

  /*< private >*/
  gpointer padding[4];
};

REACTIVITY_AVAILABLE_IN_0_1
ReactivitySignal *reactivity_signal_new (ReactivityContext *context, const GValue *value);

REACTIVITY_AVAILABLE_IN_0_1
ReactivitySignal *reactivity_signal_new_boolean (ReactivityContext *context, gboolean value);

REACTIVITY_AVAILABLE_IN_0_1
ReactivitySignal *reactivity_signal_new_int (ReactivityContext *context, int value);

REACTIVITY_AVAILABLE_IN_0_1
ReactivitySignal *reactivity_signal_new_int64 (ReactivityContext *context, gint64 value);

REACTIVITY_AVAILABLE_IN_0_1
ReactivitySignal *reactivity_signal_new_double (ReactivityContext *context, double value);

REACTIVITY_AVAILABLE_IN_0_1
ReactivitySignal *reactivity_signal_new_string (ReactivityContext *context, const char *value);

REACTIVITY_AVAILABLE_IN_0_1
ReactivitySignal *reactivity_signal_new_object (ReactivityContext *context, GType object_type,
                                                gpointer value);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_signal_set_value (ReactivitySignal *self, const GValue *value);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_signal_set_boolean (ReactivitySignal *self, gboolean value);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_signal_set_int (ReactivitySignal *self, int value);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_signal_set_int64 (ReactivitySignal *self, gint64 value);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_signal_set_double (ReactivitySignal *self, double value);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_signal_set_string (ReactivitySignal *self, const char *value);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_signal_set_object (ReactivitySignal *self, gpointer value);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_signal_update (ReactivitySignal *self, ReactivitySignalUpdateFunc func,
                                   gpointer user_data);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_signal_post_value (ReactivitySignal *self, const GValue *value);

G_END_DECLS
