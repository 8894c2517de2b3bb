/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-derived.h"
#include "reactivity-source-private.h"

G_BEGIN_DECLS

/* Which function type the function of a derived has. */
typedef enum
{
  REACTIVITY_SHAPE_VALUE,
  REACTIVITY_SHAPE_BOOLEAN,
  REACTIVITY_SHAPE_INT,
  REACTIVITY_SHAPE_INT64,
  REACTIVITY_SHAPE_DOUBLE,
  REACTIVITY_SHAPE_STRING,
  REACTIVITY_SHAPE_OBJECT,
} ReactivityShape;

gpointer reactivity_derived_make (ReactivityContext *context, GType type, GType value_type,
                                  ReactivityShape shape, const ReactivityFunction *function,
                                  const char *func);
void reactivity_derived_ended (ReactivityNode *node);

G_END_DECLS
