/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-key-private.h"

G_BEGIN_DECLS

/* A property of some object that somebody reads. */

void reactivity_property_track (GHashTable **table, RgGraph *graph, GObject *target,
                                GParamSpec *pspec, const GValue *value);

G_END_DECLS
