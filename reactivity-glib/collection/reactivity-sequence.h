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
 * ReactivityCompareFunc:
 * @a: (type GObject): an item
 * @b: (type GObject): another
 * @user_data: the data that was given with the function
 *
 * Says which of two items comes first.
 *
 * Returns: a negative number if @a does, a positive one if @b does, else 0
 * Since: 0.1
 */
typedef int (*ReactivityCompareFunc) (gpointer a, gpointer b, gpointer user_data);

#define REACTIVITY_TYPE_SEQUENCE (reactivity_sequence_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_DERIVABLE_TYPE (ReactivitySequence, reactivity_sequence, REACTIVITY, SEQUENCE,
                          ReactivityNode)

/**
 * ReactivitySequenceClass:
 * @parent_class: the class of the parent
 *
 * The class structure of [class@Sequence], which is derived from in the library only.
 *
 * Since: 0.1
 */
struct _ReactivitySequenceClass
{
  ReactivityNodeClass parent_class;

  /*< private >*/
  gconstpointer shape;
  gpointer padding[7];
};

REACTIVITY_AVAILABLE_IN_0_1
GType reactivity_sequence_get_item_type (ReactivitySequence *self);

REACTIVITY_AVAILABLE_IN_0_1
guint reactivity_sequence_get_size (ReactivitySequence *self);

REACTIVITY_AVAILABLE_IN_0_1
gpointer reactivity_sequence_get (ReactivitySequence *self, gint64 position);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_sequence_get_value (ReactivitySequence *self, gint64 position, GValue *value);

REACTIVITY_AVAILABLE_IN_0_1
GPtrArray *reactivity_sequence_list_items (ReactivitySequence *self);

REACTIVITY_AVAILABLE_IN_0_1
GPtrArray *reactivity_sequence_list_range (ReactivitySequence *self, gint64 position,
                                           guint n_items);

REACTIVITY_AVAILABLE_IN_0_1
gint64 reactivity_sequence_find (ReactivitySequence *self, gpointer item);

REACTIVITY_AVAILABLE_IN_0_1
gint64 reactivity_sequence_find_value (ReactivitySequence *self, const GValue *value);

G_END_DECLS
