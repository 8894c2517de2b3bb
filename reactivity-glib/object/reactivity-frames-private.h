/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-node-private.h"

G_BEGIN_DECLS

/* What is entered by one public call and left by another: untracked stretches, scopes, the steps of
 * a run. They nest among themselves and with the runs of the core. */

typedef enum
{
  REACTIVITY_FRAME_UNTRACK,
  REACTIVITY_FRAME_SCOPE,
  REACTIVITY_FRAME_STEP,
  REACTIVITY_FRAME_STEP_INSIDE, /* of a node that is in a step */
} ReactivityFrameKind;

void reactivity_frames_push (ReactivityContext *context, ReactivityFrameKind kind, RgNode *node,
                             GObject *held);
gboolean reactivity_frames_pop (ReactivityContext *context, ReactivityFrameKind kind, RgNode *node);
void reactivity_frames_balance (ReactivityContext *context, RgFrame *frame, guint batches,
                                const char *who);
void reactivity_frames_call (ReactivityContext *context, ReactivityFunc func, gpointer user_data);

G_END_DECLS
