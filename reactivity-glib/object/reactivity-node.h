/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>

G_BEGIN_DECLS

/**
 * ReactivityUpdateFlags:
 * @REACTIVITY_UPDATE_NONE: the value is the one of before
 * @REACTIVITY_UPDATE_CHANGED: there is a new value
 * @REACTIVITY_UPDATE_KEEP_DEPS: also keep the dependencies of the run before, because this one
 *   ended early
 * @REACTIVITY_UPDATE_SAME_DEPS: the run read exactly what the run before it read, in the same order,
 *   and the node did without [method@Node.track]
 *
 * What [vfunc@Node.update] tells the graph.
 *
 * Since: 0.1
 */
typedef enum /*< flags >*/
{
  REACTIVITY_UPDATE_NONE = 0,
  REACTIVITY_UPDATE_CHANGED = 1 << 0,
  REACTIVITY_UPDATE_KEEP_DEPS = 1 << 1,
  REACTIVITY_UPDATE_SAME_DEPS = 1 << 2,
} ReactivityUpdateFlags;

#define REACTIVITY_TYPE_NODE (reactivity_node_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_DERIVABLE_TYPE (ReactivityNode, reactivity_node, REACTIVITY, NODE, GObject)

/**
 * ReactivityNodeClass:
 * @parent_class: the class of the parent
 * @update: runs the node: reads sources, and says whether the value changed. Called by the graph
 *   only, on the thread of the context, with the node active, so that what it reads is tracked
 * @unread: nobody reads the node any more; for nodes that are made when they are first read
 *
 * The class structure of [class@Node].
 *
 * Since: 0.1
 */
struct _ReactivityNodeClass
{
  GObjectClass parent_class;

  ReactivityUpdateFlags (*update) (ReactivityNode *self);
  void (*unread) (ReactivityNode *self);

  /*< private >*/
  gconstpointer hooks;
  gpointer padding[5];
};

REACTIVITY_AVAILABLE_IN_0_1
ReactivityContext *reactivity_node_get_context (ReactivityNode *self);

REACTIVITY_AVAILABLE_IN_0_1
const char *reactivity_node_get_name (ReactivityNode *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_node_set_name (ReactivityNode *self, const char *name);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_node_track (ReactivityNode *self);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_node_refresh (ReactivityNode *self, GError **error);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_node_changed (ReactivityNode *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_node_take_error (ReactivityNode *self, GError *error);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_node_enter (ReactivityNode *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_node_resume (ReactivityNode *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_node_leave (ReactivityNode *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_node_end_run (ReactivityNode *self);

REACTIVITY_AVAILABLE_IN_0_1
GPtrArray *reactivity_node_list_subscribers (ReactivityNode *self);

G_END_DECLS
