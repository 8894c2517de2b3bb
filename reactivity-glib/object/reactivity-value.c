/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-value-private.h"

#include <math.h>

ReactivityKind
reactivity_kind_of (GType type)
{
  switch (G_TYPE_FUNDAMENTAL (type))
    {
    case G_TYPE_CHAR:
    case G_TYPE_UCHAR:
    case G_TYPE_BOOLEAN:
    case G_TYPE_INT:
    case G_TYPE_UINT:
      return REACTIVITY_KIND_INT;

    case G_TYPE_LONG:
    case G_TYPE_ULONG:
    case G_TYPE_ENUM:
    case G_TYPE_FLAGS:
      return REACTIVITY_KIND_LONG;

    case G_TYPE_INT64:
    case G_TYPE_UINT64:
      return REACTIVITY_KIND_INT64;

    case G_TYPE_FLOAT:
      return REACTIVITY_KIND_FLOAT;

    case G_TYPE_DOUBLE:
      return REACTIVITY_KIND_DOUBLE;

    case G_TYPE_POINTER:
      return REACTIVITY_KIND_POINTER;

    case G_TYPE_STRING:
      return REACTIVITY_KIND_STRING;

    case G_TYPE_VARIANT:
      return REACTIVITY_KIND_VARIANT;

    default:
      if (type == G_TYPE_STRV)
        return REACTIVITY_KIND_STRV;
      if (type == G_TYPE_BYTES)
        return REACTIVITY_KIND_BYTES;
      return REACTIVITY_KIND_IDENTITY;
    }
}

/* Writing NaN over NaN changes nothing, or an effect that does it would never end. */
static gboolean
equal_double (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

static gboolean
equal_strv (const char *const *a, const char *const *b)
{
  return a == b || (a != NULL && b != NULL && g_strv_equal (a, b));
}

static gboolean
equal_bytes (GBytes *a, GBytes *b)
{
  return a == b || (a != NULL && b != NULL && g_bytes_equal (a, b));
}

static gboolean
equal_variant (GVariant *a, GVariant *b)
{
  return a == b || (a != NULL && b != NULL && g_variant_equal (a, b));
}

gboolean
reactivity_kind_equal (ReactivityKind kind, const GValue *a, const GValue *b)
{
  switch (kind)
    {
    case REACTIVITY_KIND_INT:
      return a->data[0].v_int == b->data[0].v_int;
    case REACTIVITY_KIND_LONG:
      return a->data[0].v_long == b->data[0].v_long;
    case REACTIVITY_KIND_INT64:
      return a->data[0].v_int64 == b->data[0].v_int64;
    case REACTIVITY_KIND_FLOAT:
      return equal_double (a->data[0].v_float, b->data[0].v_float);
    case REACTIVITY_KIND_DOUBLE:
      return equal_double (a->data[0].v_double, b->data[0].v_double);
    case REACTIVITY_KIND_STRING:
      return g_strcmp0 (a->data[0].v_pointer, b->data[0].v_pointer) == 0;
    case REACTIVITY_KIND_STRV:
      return equal_strv (a->data[0].v_pointer, b->data[0].v_pointer);
    case REACTIVITY_KIND_BYTES:
      return equal_bytes (a->data[0].v_pointer, b->data[0].v_pointer);
    case REACTIVITY_KIND_VARIANT:
      return equal_variant (a->data[0].v_pointer, b->data[0].v_pointer);
    case REACTIVITY_KIND_POINTER:
    case REACTIVITY_KIND_IDENTITY:
    default:
      return a->data[0].v_pointer == b->data[0].v_pointer;
    }
}

/* The property `value` is a boxed GValue, since its type differs from source to source. GBinding
 * and GtkExpression convert by GValue transforms: these look into the box. */
static void
unbox (const GValue *box, GValue *value)
{
  const GValue *inner = g_value_get_boxed (box);

  if (inner != NULL && !g_value_transform (inner, value))
    g_critical ("a reactive value of type %s cannot be used as %s", G_VALUE_TYPE_NAME (inner),
                G_VALUE_TYPE_NAME (value));
}

static void
box (const GValue *value, GValue *box)
{
  g_value_set_boxed (box, value);
}

void
reactivity_value_register_transforms (void)
{
  const GType types[] = {
    G_TYPE_CHAR,  G_TYPE_UCHAR,  G_TYPE_BOOLEAN, G_TYPE_INT,     G_TYPE_UINT,
    G_TYPE_LONG,  G_TYPE_ULONG,  G_TYPE_INT64,   G_TYPE_UINT64,  G_TYPE_ENUM,
    G_TYPE_FLAGS, G_TYPE_FLOAT,  G_TYPE_DOUBLE,  G_TYPE_STRING,  G_TYPE_POINTER,
    G_TYPE_BOXED, G_TYPE_OBJECT, G_TYPE_PARAM,   G_TYPE_VARIANT,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_value_register_transform_func (G_TYPE_VALUE, types[i], unbox);
      g_value_register_transform_func (types[i], G_TYPE_VALUE, box);
    }
}
