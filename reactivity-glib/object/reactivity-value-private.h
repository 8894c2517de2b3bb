/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How the values of a GType are compared and copied, found once for each source. */
typedef enum
{
  /* These are held in the GValue itself: an assignment copies them. */
  REACTIVITY_KIND_INT, /* anything in `v_int` */
  REACTIVITY_KIND_LONG,
  REACTIVITY_KIND_INT64,
  REACTIVITY_KIND_FLOAT,
  REACTIVITY_KIND_DOUBLE,
  REACTIVITY_KIND_POINTER,

  /* These own something. */
  REACTIVITY_KIND_STRING,
  REACTIVITY_KIND_STRV,
  REACTIVITY_KIND_BYTES,
  REACTIVITY_KIND_VARIANT,
  REACTIVITY_KIND_IDENTITY, /* equal when the pointers are */
} ReactivityKind;

ReactivityKind reactivity_kind_of (GType type);
gboolean reactivity_kind_equal (ReactivityKind kind, const GValue *a, const GValue *b);

static inline gboolean
reactivity_kind_is_plain (ReactivityKind kind)
{
  return kind <= REACTIVITY_KIND_POINTER;
}

gboolean reactivity_value_convert (const GValue *value, GValue *converted);
void reactivity_value_register_transforms (void);

G_END_DECLS
