/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-derived.h"
#include "reactivity-source-private.h"

G_BEGIN_DECLS

/* Which function type the function of a derived has. */
typedef enum
{
  SHAPE_VALUE,
  SHAPE_BOOLEAN,
  SHAPE_INT,
  SHAPE_INT64,
  SHAPE_DOUBLE,
  SHAPE_STRING,
  SHAPE_OBJECT,
} ReactivityShape;

gpointer reactivity_derived_make (ReactivityContext *context, GType type, GType value_type,
                                  ReactivityShape shape, const ReactivityFunction *function,
                                  const char *func);
void reactivity_derived_drop_function (ReactivityDerived *self);

G_END_DECLS
