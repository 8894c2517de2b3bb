/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>
#include <reactivity-glib/collection/reactivity-sequence.h>

G_BEGIN_DECLS

#define REACTIVITY_TYPE_GROUP (reactivity_group_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (ReactivityGroup, reactivity_group, REACTIVITY, GROUP, ReactivitySequence)

REACTIVITY_AVAILABLE_IN_0_1
const char *reactivity_group_get_key (ReactivityGroup *self);

G_END_DECLS
