/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>
#include <reactivity-glib/collection/reactivity-sequence.h>

G_BEGIN_DECLS

#define REACTIVITY_TYPE_LIST (reactivity_list_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (ReactivityList, reactivity_list, REACTIVITY, LIST, ReactivitySequence)

REACTIVITY_AVAILABLE_IN_0_1
ReactivityList *reactivity_list_new (ReactivityContext *context, GType value_type);

REACTIVITY_AVAILABLE_IN_0_1
GType reactivity_list_get_value_type (ReactivityList *self);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_list_get_check_equality (ReactivityList *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_list_set_check_equality (ReactivityList *self, gboolean check_equality);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_list_append (ReactivityList *self, gpointer item);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_list_append_value (ReactivityList *self, const GValue *value);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_list_insert (ReactivityList *self, gint64 position, gpointer item);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_list_insert_value (ReactivityList *self, gint64 position, const GValue *value);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_list_set (ReactivityList *self, gint64 position, gpointer item);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_list_set_value (ReactivityList *self, gint64 position, const GValue *value);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_list_remove (ReactivityList *self, gint64 position);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_list_clear (ReactivityList *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_list_splice (ReactivityList *self, gint64 position, guint n_removals,
                             gpointer *additions, guint n_additions);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_list_move (ReactivityList *self, gint64 from, gint64 to);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_list_swap (ReactivityList *self, gint64 a, gint64 b);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_list_reverse (ReactivityList *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_list_sort (ReactivityList *self, ReactivityCompareFunc compare, gpointer user_data);

G_END_DECLS
