/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>
#include <reactivity-glib/object/reactivity-node.h>

G_BEGIN_DECLS

#define REACTIVITY_TYPE_OBJECT (reactivity_object_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (ReactivityObject, reactivity_object, REACTIVITY, OBJECT, ReactivityNode)

REACTIVITY_AVAILABLE_IN_0_1
ReactivityObject *reactivity_object_new (ReactivityContext *context, GObject *target);

REACTIVITY_AVAILABLE_IN_0_1
GObject *reactivity_object_get_target (ReactivityObject *self);

REACTIVITY_AVAILABLE_IN_0_1
const GValue *reactivity_object_get (ReactivityObject *self, const char *property, GError **error);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_object_set (ReactivityObject *self, const char *property, const GValue *value,
                                GError **error);

G_END_DECLS
