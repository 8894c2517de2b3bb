/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-derive-private.h"

G_BEGIN_DECLS

struct _ReactivityGroup
{
  ReactivitySequence parent_instance;

  char *key;                /* (owned) */
  ReactivityGrouped *owner; /* (unowned) (nullable) whose slots these are; NULL when it has gone */
  ReactivityRope items;     /* (element-type ReactivitySlot) (unowned) in the order of the source */
  ReactivityRopeLeaf *leaf; /* (unowned) (nullable) where it is among the groups */
};

ReactivityGroup *reactivity_group_new (ReactivityGrouped *owner, const char *key);
void reactivity_group_insert (ReactivityGroup *self, guint position, ReactivitySlot *slot);
void reactivity_group_take_out (ReactivityGroup *self, ReactivitySlot *slot);
void reactivity_group_orphan (ReactivityGroup *self);

G_END_DECLS
