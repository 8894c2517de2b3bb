/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>
#include <reactivity-glib/object/reactivity-context.h>

G_BEGIN_DECLS

#define REACTIVITY_TYPE_SCOPE (reactivity_scope_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (ReactivityScope, reactivity_scope, REACTIVITY, SCOPE, GObject)

REACTIVITY_AVAILABLE_IN_0_1
ReactivityScope *reactivity_scope_new (ReactivityContext *context);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityScope *reactivity_scope_new_for (gpointer owner, ReactivityContext *context);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityContext *reactivity_scope_get_context (ReactivityScope *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_scope_enter (ReactivityScope *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_scope_leave (ReactivityScope *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_scope_run (ReactivityScope *self, ReactivityFunc func, gpointer user_data);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_scope_on_cleanup (ReactivityScope *self, ReactivityFunc func, gpointer user_data,
                                  GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_scope_dispose (ReactivityScope *self);

/**
 * ReactivityScopeLocker: (skip)
 *
 * What [func@AUTO_SCOPE] declares: a stay in a scope that ends with the block.
 *
 * Since: 0.1
 */
typedef struct _ReactivityScopeLocker ReactivityScopeLocker;

static inline ReactivityScopeLocker *
reactivity_scope_locker_new (ReactivityScope *scope)
{
  reactivity_scope_enter (scope);
  return (ReactivityScopeLocker *) scope;
}

static inline void
reactivity_scope_locker_free (ReactivityScopeLocker *locker)
{
  reactivity_scope_leave ((ReactivityScope *) locker);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReactivityScopeLocker, reactivity_scope_locker_free)

/**
 * REACTIVITY_AUTO_SCOPE: (skip)
 * @scope: a scope
 * @var: a name for the variable that is declared
 *
 * Computations made in the rest of the enclosing block belong to @scope.
 *
 * Since: 0.1
 */
#define REACTIVITY_AUTO_SCOPE(scope, var)                                                          \
  g_autoptr (ReactivityScopeLocker) G_GNUC_UNUSED var = reactivity_scope_locker_new (scope)

G_END_DECLS
