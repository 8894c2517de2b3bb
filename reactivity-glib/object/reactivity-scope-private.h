/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-scope.h"

#include "core/node.h"

G_BEGIN_DECLS

ReactivityScope *reactivity_scope_from_core (RgNode *core);

G_END_DECLS
