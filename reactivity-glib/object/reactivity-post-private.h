/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-context-private.h"

G_BEGIN_DECLS

/* Jobs from any thread for the thread that owns a context. */

void reactivity_post (ReactivityContext *context, ReactivityFunc func, gpointer user_data,
                      GDestroyNotify destroy);

G_END_DECLS
