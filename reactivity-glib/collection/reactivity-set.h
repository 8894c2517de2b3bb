/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>
#include <reactivity-glib/collection/reactivity-sequence.h>

G_BEGIN_DECLS

#define REACTIVITY_TYPE_SET (reactivity_set_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (ReactivitySet, reactivity_set, REACTIVITY, SET, ReactivitySequence)

REACTIVITY_AVAILABLE_IN_0_1
ReactivitySet *reactivity_set_new (ReactivityContext *context, GType value_type);

REACTIVITY_AVAILABLE_IN_0_1
GType reactivity_set_get_value_type (ReactivitySet *self);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_set_contains (ReactivitySet *self, const GValue *value);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_set_add (ReactivitySet *self, const GValue *value);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_set_remove (ReactivitySet *self, const GValue *value);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_set_clear (ReactivitySet *self);

G_END_DECLS
