/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>

G_BEGIN_DECLS

/**
 * REACTIVITY_ERROR:
 *
 * The error domain of the library; its codes are [error@Reactivity.Error].
 *
 * Since: 0.1
 */
#define REACTIVITY_ERROR (reactivity_error_quark ())

/**
 * ReactivityError:
 * @REACTIVITY_ERROR_CYCLE: a computation needs its own value, or some keep waking each other;
 *   the message names the nodes
 * @REACTIVITY_ERROR_TOO_DEEP: functions are nested so deeply that the stack is nearly used up
 * @REACTIVITY_ERROR_DISPOSED: the computation was disposed, and its function with it
 * @REACTIVITY_ERROR_FAILED: a function reported failure without saying why
 * @REACTIVITY_ERROR_NO_PROPERTY: the object has no property of that name
 * @REACTIVITY_ERROR_NOT_READABLE: the property can only be written
 * @REACTIVITY_ERROR_NOT_WRITABLE: the property can only be read, or only be set when the object is made
 * @REACTIVITY_ERROR_WRONG_TYPE: the value cannot be made into one of the property's type
 * @REACTIVITY_ERROR_ABANDONED: a run that was to go on later was dropped before it had a result
 *
 * What can go wrong at run time.
 *
 * Since: 0.1
 */
typedef enum
{
  REACTIVITY_ERROR_CYCLE,
  REACTIVITY_ERROR_TOO_DEEP,
  REACTIVITY_ERROR_DISPOSED,
  REACTIVITY_ERROR_FAILED,
  REACTIVITY_ERROR_NO_PROPERTY,
  REACTIVITY_ERROR_NOT_READABLE,
  REACTIVITY_ERROR_NOT_WRITABLE,
  REACTIVITY_ERROR_WRONG_TYPE,
  REACTIVITY_ERROR_ABANDONED,
} ReactivityError;

REACTIVITY_AVAILABLE_IN_0_1
GQuark reactivity_error_quark (void);

G_END_DECLS
