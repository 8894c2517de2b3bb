/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-gjs.h"

#include "object/reactivity-language-private.h"

G_BEGIN_DECLS

/* handles.c: nodes and contexts by integers, each for one thread. */

/* What is kept for a node that has a handle. */
typedef struct
{
  RgNode *core;    /* (unowned) (nullable) NULL when the node has gone */
  guint32 batch;   /* the batch in which it changed last, */
  guint32 round;   /* the flush of that, */
  guint32 version; /* and its version before the first change there; 0 for none */
} ReactivityGjsEntry;

ReactivityGjsEntry *reactivity_gjs_find (guint handle, const char *func);
ReactivityContext *reactivity_gjs_find_context (guint handle, const char *func);
guint reactivity_gjs_foreign_handle_of (const RgNode *core);
guint reactivity_gjs_context_handle_of (ReactivityContext *context);

/* language.c: calls of JavaScript. */

extern const ReactivityLanguage reactivity_gjs_language;

/* Nodes of JavaScript have it at hand. */
static inline guint
reactivity_gjs_handle_of (const RgNode *core)
{
  return core->language == &reactivity_gjs_language ? GPOINTER_TO_UINT (core->data)
                                                    : reactivity_gjs_foreign_handle_of (core);
}

RgUpdate reactivity_gjs_run_node (RgNode *core);
gboolean reactivity_gjs_call (RgNode *core, ReactivityGjsCall call, guint argument, guint *answer);
void reactivity_gjs_call_later (RgNode *core, ReactivityFunc func, gpointer data,
                                GDestroyNotify destroy);

/* refused.c */

void reactivity_gjs_refused_init (guint version);
gboolean reactivity_gjs_end_collection (void);

G_END_DECLS
