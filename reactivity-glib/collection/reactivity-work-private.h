/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-per-item-private.h"

G_BEGIN_DECLS

/* The computation of one item. When it is due it waits for the sequence that it belongs to. */

#define REACTIVITY_TYPE_WORK (reactivity_work_get_type ())
G_DECLARE_FINAL_TYPE (ReactivityWork, reactivity_work, REACTIVITY, WORK, ReactivityNode)

struct _ReactivityWork
{
  ReactivityNode parent_instance;

  ReactivityPerItem *owner; /* (unowned) (nullable) */
  ReactivitySlot *slot;     /* (unowned) (nullable) whose function it runs */
  guint pass;               /* the pass of the owner in which it ran last, */
  guint runs;               /* and how often in that */
  guint stale;              /* one more than its place in the owner's list; 0 for none */
};

void reactivity_work_run_first (ReactivityPerItem *owner, ReactivitySlot *slot);
gboolean reactivity_work_run_again (ReactivityWork *self);
void reactivity_work_end (ReactivityWork *self);

G_END_DECLS
