/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-context-private.h"

G_BEGIN_DECLS

/* Jobs from any thread for the thread that owns a context. */

ReactivityPosted *reactivity_posted_new (void);
void reactivity_posted_unref (ReactivityPosted *posted);

void reactivity_post (ReactivityContext *context, ReactivityFunc func, gpointer user_data,
                      GDestroyNotify destroy);
void reactivity_post_last_unref (ReactivityContext *context, GObject *object);
void reactivity_post_strand (ReactivityContext *context);
void reactivity_post_collect (ReactivityContext *context);
void reactivity_post_turn (ReactivityContext *context);

/* Called on the owning thread where it comes by often. */
static inline void
reactivity_post_catch_up (ReactivityContext *context)
{
  if (G_UNLIKELY (g_atomic_int_get (&context->stranded)))
    reactivity_post_collect (context);
}

G_END_DECLS
