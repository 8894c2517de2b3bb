/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

guint32 reactivity_listeners_bits (void);
gboolean reactivity_has_listeners (gpointer object, GParamSpec *pspec);

/* Where the word is that reactivity_listeners_bits() are about. */
#define REACTIVITY_LISTENERS_OFFSET 12

G_END_DECLS
