/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-effect.h"
#include "reactivity-node-private.h"

G_BEGIN_DECLS

typedef struct _ReactivityIdle ReactivityIdle;

void reactivity_effect_due (ReactivityNode *node);
void reactivity_effect_ended (ReactivityNode *node);
ReactivityIdle **reactivity_effect_idle (ReactivityEffect *self);

G_END_DECLS
