/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-source-private.h"

G_BEGIN_DECLS

/* The values that sources had before the batch (G6), until nothing is under way any more: a derived
 * that was read in the batch may find its old value again in the flush. */

gboolean reactivity_journal_knows (ReactivitySource *self);
gboolean reactivity_journal_find (ReactivitySource *self, const GValue *value, guint32 *version);
void reactivity_journal_add (ReactivitySource *self);
void reactivity_journal_forget (ReactivitySource *self);
void reactivity_journal_clear (ReactivityContext *context);

G_END_DECLS
