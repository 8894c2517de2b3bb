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
 * ReactivityDerivedFunc:
 * @value: a value of the derived's type, initialized with the zero of the type, to be set
 * @user_data: the data that was given with the function
 * @error: where to report failure
 *
 * Computes the value of a [class@Derived] from sources that it reads.
 *
 * Returns: %TRUE if @value was set, %FALSE if @error was
 * Since: 0.1
 */
typedef gboolean (*ReactivityDerivedFunc) (GValue *value, gpointer user_data, GError **error);

/**
 * ReactivityBooleanFunc:
 * @user_data: the data that was given with the function
 * @error: where to report failure
 *
 * Computes the value of a derived made with [ctor@Derived.new_boolean].
 *
 * Failure is setting @error; what is returned does not count then.
 *
 * Returns: the value
 * Since: 0.1
 */
typedef gboolean (*ReactivityBooleanFunc) (gpointer user_data, GError **error);

/**
 * ReactivityIntFunc:
 * @user_data: the data that was given with the function
 * @error: where to report failure
 *
 * Computes the value of a derived made with [ctor@Derived.new_int].
 *
 * Failure is setting @error; what is returned does not count then.
 *
 * Returns: the value
 * Since: 0.1
 */
typedef int (*ReactivityIntFunc) (gpointer user_data, GError **error);

/**
 * ReactivityInt64Func:
 * @user_data: the data that was given with the function
 * @error: where to report failure
 *
 * Computes the value of a derived made with [ctor@Derived.new_int64].
 *
 * Failure is setting @error; what is returned does not count then.
 *
 * Returns: the value
 * Since: 0.1
 */
typedef gint64 (*ReactivityInt64Func) (gpointer user_data, GError **error);

/**
 * ReactivityDoubleFunc:
 * @user_data: the data that was given with the function
 * @error: where to report failure
 *
 * Computes the value of a derived made with [ctor@Derived.new_double].
 *
 * Failure is setting @error; what is returned does not count then.
 *
 * Returns: the value
 * Since: 0.1
 */
typedef double (*ReactivityDoubleFunc) (gpointer user_data, GError **error);

/**
 * ReactivityStringFunc:
 * @user_data: the data that was given with the function
 * @error: where to report failure
 *
 * Computes the value of a derived made with [ctor@Derived.new_string].
 *
 * Failure is setting @error; what is returned does not count then.
 *
 * Returns: (transfer full) (nullable): the value
 * Since: 0.1
 */
typedef char *(*ReactivityStringFunc) (gpointer user_data, GError **error);

/**
 * ReactivityObjectFunc:
 * @user_data: the data that was given with the function
 * @error: where to report failure
 *
 * Computes the value of a derived made with [ctor@Derived.new_object].
 *
 * Failure is setting @error; what is returned does not count then.
 *
 * Returns: (transfer full) (nullable) (type GObject): the value
 * Since: 0.1
 */
typedef gpointer (*ReactivityObjectFunc) (gpointer user_data, GError **error);

#define REACTIVITY_TYPE_DERIVED (reactivity_derived_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_DERIVABLE_TYPE (ReactivityDerived, reactivity_derived, REACTIVITY, DERIVED,
                          ReactivitySource)

/**
 * ReactivityDerivedClass:
 * @parent_class: the class of the parent; [vfunc@Node.update] runs the function
 *
 * The class structure of [class@Derived].
 *
 * Since: 0.1
 */
struct _ReactivityDerivedClass
{
  ReactivitySourceClass parent_class;

  /*< private >*/
  gpointer padding[4];
};

REACTIVITY_AVAILABLE_IN_0_1
ReactivityDerived *reactivity_derived_new (ReactivityContext *context, GType value_type,
                                           ReactivityDerivedFunc func, gpointer user_data,
                                           GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityDerived *reactivity_derived_new_boolean (ReactivityContext *context,
                                                   ReactivityBooleanFunc func, gpointer user_data,
                                                   GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityDerived *reactivity_derived_new_int (ReactivityContext *context, ReactivityIntFunc func,
                                               gpointer user_data, GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityDerived *reactivity_derived_new_int64 (ReactivityContext *context,
                                                 ReactivityInt64Func func, gpointer user_data,
                                                 GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityDerived *reactivity_derived_new_double (ReactivityContext *context,
                                                  ReactivityDoubleFunc func, gpointer user_data,
                                                  GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityDerived *reactivity_derived_new_string (ReactivityContext *context,
                                                  ReactivityStringFunc func, gpointer user_data,
                                                  GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityDerived *reactivity_derived_new_object (ReactivityContext *context, GType object_type,
                                                  ReactivityObjectFunc func, gpointer user_data,
                                                  GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_derived_invalidate (ReactivityDerived *self);

G_END_DECLS
