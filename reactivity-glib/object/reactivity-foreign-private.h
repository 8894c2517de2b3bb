/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-foreign.h"
#include "reactivity-node-private.h"

G_BEGIN_DECLS

/* TRUE for a node that a language keeps: one with ReactivityForeign that was registered. */
static inline gboolean
reactivity_is_foreign (RgNode *core)
{
  return (core->flags & REACTIVITY_FLAG_FOREIGN) != 0;
}

gboolean reactivity_foreign_store (RgNode *core, const GValue *value);
void reactivity_foreign_ended (RgNode *core);
void reactivity_foreign_cancelled (RgNode *core, guint64 serial);

/* Around a call of the language: did it come to it? */
void reactivity_foreign_call_begin (void);
gboolean reactivity_foreign_call_end (void);

/* In place of the end: whether the call is to be made again, which is then begun. */
gboolean reactivity_foreign_call_again (gpointer self);

void reactivity_foreign_set_blocked (void);
gboolean reactivity_foreign_take_blocked (void);

/* blocked.c */
gboolean reactivity_blocked_end (void);
void reactivity_blocked_retry (RgNode *core, ReactivityFunc func, gpointer data,
                               GDestroyNotify destroy);

/* While an object goes with its last reference no language is told: it may be its collector that
 * dropped it. */
static inline gboolean
reactivity_quiet_begin (ReactivityContext *context, GObject *object)
{
  gboolean quiet = g_atomic_int_get ((int *) &object->ref_count) == 1;

  context->quiet += quiet;
  return quiet;
}

/* TRUE when it may be the collector of the language of @core that is at work. */
static inline gboolean
reactivity_is_quiet (RgNode *core)
{
  return reactivity_context_of (core->graph)->quiet > 0 && reactivity_is_foreign (core);
}

static inline void
reactivity_quiet_end (ReactivityContext *context, gboolean quiet)
{
  context->quiet -= quiet;
}

G_END_DECLS
