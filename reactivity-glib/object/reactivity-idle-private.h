/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-effect-private.h"

G_BEGIN_DECLS

/* Effects that run from the main context. */

/* When an effect runs that is not synchronous. */
struct _ReactivityIdle
{
  int priority;    /* of its GSource */
  GPtrArray *list; /* (unowned) (nullable) where it waits, if it does */
  guint place;     /* its index there */
  guint32 push;    /* the push that made it due */
};

void reactivity_idle_add (ReactivityEffect *effect);
void reactivity_idle_remove (ReactivityEffect *effect);
GPtrArray *reactivity_idle_queues_new (void);

void reactivity_idle_collect (ReactivityContext *context);
void reactivity_idle_turn (ReactivityContext *context);

G_END_DECLS
