/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "graph.h"

G_BEGIN_DECLS

/* Pull: brings a node up to date by running as little as possible. */

RgResult rg_refresh (RgNode *node);

G_END_DECLS
