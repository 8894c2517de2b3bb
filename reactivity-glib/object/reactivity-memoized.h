/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>
#include <reactivity-glib/object/reactivity-derived.h>

G_BEGIN_DECLS

#define REACTIVITY_TYPE_MEMOIZED (reactivity_memoized_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_DERIVABLE_TYPE (ReactivityMemoized, reactivity_memoized, REACTIVITY, MEMOIZED,
                          ReactivityDerived)

/**
 * ReactivityMemoizedClass:
 * @parent_class: the class of the parent; [vfunc@Node.update] runs the function
 *
 * The class structure of [class@Memoized].
 *
 * Since: 0.1
 */
struct _ReactivityMemoizedClass
{
  ReactivityDerivedClass parent_class;

  /*< private >*/
  gpointer padding[4];
};

REACTIVITY_AVAILABLE_IN_0_1
ReactivityMemoized *reactivity_memoized_new (ReactivityContext *context, GType value_type,
                                             ReactivityDerivedFunc func, gpointer user_data,
                                             GDestroyNotify destroy);

G_END_DECLS
