/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "object/reactivity-node-private.h"

G_BEGIN_DECLS

/* Dependencies that go from one node to another. */

typedef enum
{
  REACTIVITY_DEPS_AS_READ, /* with the versions that were read */
  REACTIVITY_DEPS_AS_NOW,  /* as if they were read now */
} ReactivityDepsHow;

void reactivity_deps_add (RgNode *to, RgNode *from, ReactivityDepsHow how);
void reactivity_deps_renew_hints (RgNode *node);
ReactivityNode *reactivity_deps_hold (RgNode *core);

G_END_DECLS
