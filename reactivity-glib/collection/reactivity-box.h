/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>

G_BEGIN_DECLS

/**
 * REACTIVITY_BOOLEAN: (skip)
 * @v: a boolean
 *
 * A `const GValue *` for a call, made of a constant or a variable. It ends with the enclosing block.
 *
 * Since: 0.1
 */
#define REACTIVITY_BOOLEAN(v)                                                                      \
  (&(const GValue){ .g_type = G_TYPE_BOOLEAN, .data = { { .v_int = !!(v) } } })

/**
 * REACTIVITY_INT: (skip)
 * @v: an integer
 *
 * A `const GValue *` for a call, as with [func@BOOLEAN].
 *
 * Since: 0.1
 */
#define REACTIVITY_INT(v) (&(const GValue){ .g_type = G_TYPE_INT, .data = { { .v_int = (v) } } })

/**
 * REACTIVITY_INT64: (skip)
 * @v: an integer of 64 bits
 *
 * A `const GValue *` for a call, as with [func@BOOLEAN].
 *
 * Since: 0.1
 */
#define REACTIVITY_INT64(v)                                                                        \
  (&(const GValue){ .g_type = G_TYPE_INT64, .data = { { .v_int64 = (v) } } })

/**
 * REACTIVITY_DOUBLE: (skip)
 * @v: a double
 *
 * A `const GValue *` for a call, as with [func@BOOLEAN].
 *
 * Since: 0.1
 */
#define REACTIVITY_DOUBLE(v)                                                                       \
  (&(const GValue){ .g_type = G_TYPE_DOUBLE, .data = { { .v_double = (v) } } })

/**
 * REACTIVITY_STRING: (skip)
 * @v: (nullable): a string, which is not copied
 *
 * A `const GValue *` for a call, as with [func@BOOLEAN].
 *
 * Since: 0.1
 */
#define REACTIVITY_STRING(v)                                                                       \
  (&(const GValue){ .g_type = G_TYPE_STRING, .data = { { .v_pointer = (gpointer) (v) } } })

/**
 * REACTIVITY_INSTANCE: (skip)
 * @v: (nullable): an object, of which no reference is taken
 *
 * A `const GValue *` for a call, as with [func@BOOLEAN].
 *
 * Since: 0.1
 */
#define REACTIVITY_INSTANCE(v)                                                                     \
  (&(const GValue){ .g_type = G_TYPE_OBJECT, .data = { { .v_pointer = (v) } } })

#define REACTIVITY_TYPE_BOX (reactivity_box_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (ReactivityBox, reactivity_box, REACTIVITY, BOX, GObject)

REACTIVITY_AVAILABLE_IN_0_1
ReactivityBox *reactivity_box_new (const GValue *value);

REACTIVITY_AVAILABLE_IN_0_1
const GValue *reactivity_box_get_value (ReactivityBox *self);

REACTIVITY_AVAILABLE_IN_0_1
int reactivity_box_get_int (ReactivityBox *self);

REACTIVITY_AVAILABLE_IN_0_1
double reactivity_box_get_double (ReactivityBox *self);

REACTIVITY_AVAILABLE_IN_0_1
const char *reactivity_box_get_string (ReactivityBox *self);

G_END_DECLS
