/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>
#include <reactivity-glib/collection/reactivity-sequence.h>

G_BEGIN_DECLS

#define REACTIVITY_TYPE_MAP (reactivity_map_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (ReactivityMap, reactivity_map, REACTIVITY, MAP, ReactivityNode)

REACTIVITY_AVAILABLE_IN_0_1
ReactivityMap *reactivity_map_new (ReactivityContext *context, GType key_type, GType value_type);

REACTIVITY_AVAILABLE_IN_0_1
GType reactivity_map_get_key_type (ReactivityMap *self);

REACTIVITY_AVAILABLE_IN_0_1
GType reactivity_map_get_value_type (ReactivityMap *self);

REACTIVITY_AVAILABLE_IN_0_1
guint reactivity_map_get_size (ReactivityMap *self);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_map_contains (ReactivityMap *self, const GValue *key);

REACTIVITY_AVAILABLE_IN_0_1
const GValue *reactivity_map_get (ReactivityMap *self, const GValue *key);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_map_set (ReactivityMap *self, const GValue *key, const GValue *value);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_map_remove (ReactivityMap *self, const GValue *key);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_map_clear (ReactivityMap *self);

REACTIVITY_AVAILABLE_IN_0_1
ReactivitySequence *reactivity_map_get_keys (ReactivityMap *self);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_map_get_check_equality (ReactivityMap *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_map_set_check_equality (ReactivityMap *self, gboolean check_equality);

G_END_DECLS
