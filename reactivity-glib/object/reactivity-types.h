/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _ReactivityContext ReactivityContext;
typedef struct _ReactivityNode ReactivityNode;
typedef struct _ReactivitySource ReactivitySource;
typedef struct _ReactivitySignal ReactivitySignal;
typedef struct _ReactivityDerived ReactivityDerived;
typedef struct _ReactivityMemoized ReactivityMemoized;
typedef struct _ReactivityEffect ReactivityEffect;
typedef struct _ReactivityComputation ReactivityComputation;
typedef struct _ReactivityScope ReactivityScope;

/**
 * ReactivityFunc:
 * @user_data: the data that was given with the function
 *
 * A function that is called once, from [method@Context.batch], [method@Context.untrack],
 * [method@Context.invoke] or [method@Scope.run].
 *
 * Since: 0.1
 */
typedef void (*ReactivityFunc) (gpointer user_data);

G_END_DECLS
