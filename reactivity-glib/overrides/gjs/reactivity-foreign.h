/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>
#include <reactivity-glib/object/reactivity-node.h>
#include <reactivity-glib/object/reactivity-source.h>

G_BEGIN_DECLS

#define REACTIVITY_TYPE_FOREIGN (reactivity_foreign_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_INTERFACE (ReactivityForeign, reactivity_foreign, REACTIVITY, FOREIGN, ReactivityNode)

/**
 * ReactivityForeignInterface:
 * @parent_interface: the parent
 * @store: C sets the value of a signal. Returns %TRUE if that changed it
 * @cleanup: calls the cleanup function added last
 * @ended: the computation was disposed, and what belonged to it
 * @cancelled: a run of an asynchronous computation was cancelled
 * @arrived: a request to an asynchronous derived has a result
 * @woken: the main context has come to what [method@Foreign.wake] asked for
 *
 * The interface structure of [iface@Foreign].
 *
 * Since: 0.1
 */
struct _ReactivityForeignInterface
{
  GTypeInterface parent_interface;

  gboolean (*store) (ReactivityForeign *self, const GValue *value);
  void (*cleanup) (ReactivityForeign *self);
  void (*ended) (ReactivityForeign *self);
  void (*cancelled) (ReactivityForeign *self, guint64 serial);
  void (*arrived) (ReactivityForeign *self, guint request, GAsyncResult *result);
  void (*woken) (ReactivityForeign *self);

  /*< private >*/
  gpointer padding[2];
};

/**
 * ReactivityForeignFunc:
 *
 * Runs a node, as [func@Foreign.set_runner] says.
 *
 * Since: 0.1
 */
typedef void (*ReactivityForeignFunc) (void);

REACTIVITY_AVAILABLE_IN_0_1
guint reactivity_foreign_register (ReactivityNode *node);

REACTIVITY_AVAILABLE_IN_0_1
GBytes *reactivity_foreign_set_runner (ReactivityForeignFunc func);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_foreign_track (guint handle);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_foreign_refresh (guint handle);

REACTIVITY_AVAILABLE_IN_0_1
guint reactivity_foreign_changed (guint handle);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_foreign_restored (guint handle, guint version);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_foreign_run_again (guint handle);

REACTIVITY_AVAILABLE_IN_0_1
GObject *reactivity_foreign_adopt (ReactivityForeign *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_foreign_hold (ReactivityForeign *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_foreign_wake (ReactivityForeign *self, int priority);

REACTIVITY_AVAILABLE_IN_0_1
GObject *reactivity_foreign_add_cleanup (ReactivityContext *context);

REACTIVITY_AVAILABLE_IN_0_1
GBytes *reactivity_foreign_map_context (ReactivityContext *context, guint *active, guint *pushes,
                                        guint *links, guint *rounds, guint *batches,
                                        guint *n_batches);

REACTIVITY_AVAILABLE_IN_0_1
GBytes *reactivity_foreign_map_listeners (ReactivitySource *source, guint *word, guint *bits);

G_END_DECLS
