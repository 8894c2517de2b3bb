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

/* The nodes and contexts of a thread by their handles, and the way back. */
typedef struct
{
  GArray *entries;     /* (owned) (element-type ReactivityGjsEntry) of nodes */
  GArray *unused;      /* (owned) (element-type guint) the handles of those that have gone */
  GPtrArray *contexts; /* (owned) (element-type ReactivityContext) (unowned) NULL for gone ones */
} ReactivityGjsHandles;

/* (unowned) (nullable): those of this thread. */
#if defined(__GLIBC__)
__attribute__ ((
    tls_model ("initial-exec"))) extern _Thread_local ReactivityGjsHandles *reactivity_gjs_handles;
#else
extern _Thread_local ReactivityGjsHandles *reactivity_gjs_handles;
#endif

void reactivity_gjs_refuse_handle (guint handle, const char *func);

/* (nullable): valid until another node gets a handle. */
static inline ReactivityGjsEntry *
reactivity_gjs_find (guint handle, const char *func)
{
  const ReactivityGjsHandles *handles = reactivity_gjs_handles;

  if (G_LIKELY (handles != NULL && handle < handles->entries->len))
    {
      ReactivityGjsEntry *entry = &g_array_index (handles->entries, ReactivityGjsEntry, handle);

      if (G_LIKELY (entry->core != NULL))
        return entry;
    }

  reactivity_gjs_refuse_handle (handle, func);
  return NULL;
}

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
