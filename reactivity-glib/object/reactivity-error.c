/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-error.h"

G_DEFINE_QUARK (reactivity - error - quark, reactivity_error)
