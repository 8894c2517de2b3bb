/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-signal.h"
#include "reactivity-source-private.h"

G_BEGIN_DECLS

GParamSpec *reactivity_signal_value_pspec (void);

G_END_DECLS
