/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-context-private.h"

G_BEGIN_DECLS

/* Which thread a context belongs to. */

ReactivityContext *reactivity_thread_get_default (void);
void reactivity_thread_add (ReactivityContext *context);
void reactivity_thread_remove (ReactivityContext *context);

gboolean reactivity_thread_claim (ReactivityContext *context);

/* A loop that does not iterate the main context is told by a pipe that there is something to do. */
void reactivity_thread_set_wake_fd (int fd);
void reactivity_thread_forget_wake_fd (int fd);
void reactivity_thread_wake (ReactivityContext *context);
GPtrArray *reactivity_thread_take_turn (void);

G_END_DECLS
