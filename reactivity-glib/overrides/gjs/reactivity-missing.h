/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include <reactivity-glib/object/reactivity-version.h>

G_BEGIN_DECLS

/* Introspected by the names that the overrides of GJS define, and not declared for C. Where GJS finds
 * the namespace but not the overrides these are called, and say so. */

_REACTIVITY_EXTERN void reactivity_signal (GError **error);
_REACTIVITY_EXTERN void reactivity_state (GError **error);
_REACTIVITY_EXTERN void reactivity_derived (GError **error);
_REACTIVITY_EXTERN void reactivity_memoized (GError **error);
_REACTIVITY_EXTERN void reactivity_effect (GError **error);
_REACTIVITY_EXTERN void reactivity_batch (GError **error);
_REACTIVITY_EXTERN void reactivity_reactive (GError **error);

G_END_DECLS
