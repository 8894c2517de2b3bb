/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "graph.h"

G_BEGIN_DECLS

/* Push: marks what a change may reach. Calls no user code. */

void rg_propagate (RgNode *source, guint32 how);
void rg_unspread (RgNode *node, guint32 from);

G_END_DECLS
