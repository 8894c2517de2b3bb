/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "object/reactivity-source-private.h"

G_BEGIN_DECLS

/* A source that only the library sets. */

ReactivitySource *reactivity_state_new (RgGraph *graph, GType value_type);
void reactivity_state_set_boolean (ReactivitySource *self, gboolean value);
void reactivity_state_set_error (ReactivitySource *self, const GError *error);

G_END_DECLS
