/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-foreign.h"

#include "object/reactivity-language-private.h"

G_BEGIN_DECLS

/* How a run is handed over. A call that has no arguments takes a script half the time, and one that
 * has objects among them twice. */
typedef struct
{
  guint32 ready;   /* whether the runner is to be called */
  guint32 handle;  /* of the node that is to run */
  guint32 update;  /* the answer: what becomes of its value */
  guint32 entered; /* whether the language has come to run it */
  guint32 blocked; /* it was called and has not come: its collector may be at work yet */
} ReactivityForeignBox;

extern ReactivityForeignBox reactivity_foreign_box;
extern ReactivityForeignFunc reactivity_foreign_runner; /* (nullable) */

extern const ReactivityLanguage reactivity_foreign_language;

/* TRUE for a node that the language keeps: one with ReactivityForeign that was registered. */
static inline gboolean
reactivity_is_foreign (const RgNode *core)
{
  return core->language == &reactivity_foreign_language;
}

guint reactivity_foreign_handle (RgNode *core);

/* Calls of the language; foreign-language.c. */
RgUpdate reactivity_foreign_run (RgNode *core);
void reactivity_foreign_call_cleanup (RgNode *core);
void reactivity_foreign_call_woken (RgNode *core);

G_END_DECLS
