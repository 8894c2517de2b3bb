/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>
#include <reactivity-glib/object/reactivity-node.h>

G_BEGIN_DECLS

#define REACTIVITY_TYPE_KEYS (reactivity_keys_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (ReactivityKeys, reactivity_keys, REACTIVITY, KEYS, ReactivityNode)

REACTIVITY_AVAILABLE_IN_0_1
ReactivityKeys *reactivity_keys_new (ReactivityContext *context);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_keys_track_string (ReactivityKeys *self, const char *key);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_keys_track_int64 (ReactivityKeys *self, gint64 key);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_keys_track_object (ReactivityKeys *self, gpointer key);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_keys_changed_string (ReactivityKeys *self, const char *key);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_keys_changed_int64 (ReactivityKeys *self, gint64 key);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_keys_changed_object (ReactivityKeys *self, gpointer key);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_keys_all_changed (ReactivityKeys *self);

REACTIVITY_AVAILABLE_IN_0_1
guint reactivity_keys_get_n_tracked (ReactivityKeys *self);

G_END_DECLS
