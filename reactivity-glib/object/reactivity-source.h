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
 * ReactivityEqualFunc:
 * @a: a value of the source's type
 * @b: another
 * @user_data: the data that was given with the function
 *
 * Decides whether two values of a source are the same, so that nothing has to happen.
 *
 * Called while the source is being written: it must not write to any source of the same context.
 *
 * Returns: %TRUE if they are
 * Since: 0.1
 */
typedef gboolean (*ReactivityEqualFunc) (const GValue *a, const GValue *b, gpointer user_data);

#define REACTIVITY_TYPE_SOURCE (reactivity_source_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_DERIVABLE_TYPE (ReactivitySource, reactivity_source, REACTIVITY, SOURCE, ReactivityNode)

/**
 * ReactivitySourceClass:
 * @parent_class: the class of the parent
 * @publish: asks a source that keeps its value elsewhere to hand it over, with
 *   [method@Source.publish_value]. Called when C reads the value for the first time since the
 *   last change
 *
 * The class structure of [class@Source].
 *
 * Since: 0.1
 */
struct _ReactivitySourceClass
{
  ReactivityNodeClass parent_class;

  void (*publish) (ReactivitySource *self);

  /*< private >*/
  gpointer padding[7];
};

REACTIVITY_AVAILABLE_IN_0_1
GType reactivity_source_get_value_type (ReactivitySource *self);

REACTIVITY_AVAILABLE_IN_0_1
const GValue *reactivity_source_peek_value (ReactivitySource *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_source_get_value (ReactivitySource *self, GValue *value);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_source_read_value (ReactivitySource *self, GValue *value, GError **error);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_source_get_boolean (ReactivitySource *self);

REACTIVITY_AVAILABLE_IN_0_1
int reactivity_source_get_int (ReactivitySource *self);

REACTIVITY_AVAILABLE_IN_0_1
gint64 reactivity_source_get_int64 (ReactivitySource *self);

REACTIVITY_AVAILABLE_IN_0_1
double reactivity_source_get_double (ReactivitySource *self);

REACTIVITY_AVAILABLE_IN_0_1
const char *reactivity_source_get_string (ReactivitySource *self);

REACTIVITY_AVAILABLE_IN_0_1
gpointer reactivity_source_get_object (ReactivitySource *self);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_source_get_check_equality (ReactivitySource *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_source_set_check_equality (ReactivitySource *self, gboolean check_equality);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_source_set_equal_func (ReactivitySource *self, ReactivityEqualFunc func,
                                       gpointer user_data, GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_source_publish_value (ReactivitySource *self, const GValue *value);

G_END_DECLS
