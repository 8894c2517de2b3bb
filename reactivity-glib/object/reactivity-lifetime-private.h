/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* An object that holds another one until it goes itself. */

typedef void (*ReactivityEndFunc) (gpointer owned, GObject *owner);

void reactivity_lifetime_bind (GObject *owner, GObject *owned, ReactivityEndFunc end);
void reactivity_lifetime_release (GObject *owned);

G_END_DECLS
