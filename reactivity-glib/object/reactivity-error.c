/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-error.h"

/**
 * reactivity_error_quark:
 *
 * The error domain of the library, %REACTIVITY_ERROR.
 *
 * Returns: a quark
 * Since: 0.1
 */
/* clang-format off */
G_DEFINE_QUARK (reactivity-error-quark, reactivity_error)
/* clang-format on */
