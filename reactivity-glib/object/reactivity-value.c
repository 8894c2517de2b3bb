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

/* A double holds all whole numbers up to this one. */
#define MAX_EXACT 9007199254740992.0

/* What a number of any type is as one of 64 bits. FALSE if it is none, or has another value there: a
 * double is one only if it is whole and exact, since JavaScript has no other numbers so large. */
static gboolean
as_integer (const GValue *value, gint64 *integer, gboolean *is_unsigned)
{
  double number;

  *is_unsigned = FALSE;
  switch (G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (value)))
    {
    case G_TYPE_CHAR:
      *integer = g_value_get_schar (value);
      return TRUE;
    case G_TYPE_UCHAR:
      *integer = g_value_get_uchar (value);
      return TRUE;
    case G_TYPE_INT:
      *integer = g_value_get_int (value);
      return TRUE;
    case G_TYPE_UINT:
      *integer = g_value_get_uint (value);
      return TRUE;
    case G_TYPE_LONG:
      *integer = g_value_get_long (value);
      return TRUE;
    case G_TYPE_ULONG:
      *integer = (gint64) g_value_get_ulong (value);
      *is_unsigned = g_value_get_ulong (value) > G_MAXINT64;
      return TRUE;
    case G_TYPE_INT64:
      *integer = g_value_get_int64 (value);
      return TRUE;
    case G_TYPE_UINT64:
      *integer = (gint64) g_value_get_uint64 (value);
      *is_unsigned = g_value_get_uint64 (value) > G_MAXINT64;
      return TRUE;
    case G_TYPE_DOUBLE:
      number = g_value_get_double (value);
      if (!(number >= -MAX_EXACT && number <= MAX_EXACT) || number != (double) (gint64) number)
        return FALSE;
      *integer = (gint64) number;
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_between (gint64 integer, gint64 least, gint64 most)
{
  return integer >= least && integer <= most;
}

/* FALSE if @integer is too large, or too small, for the type of @converted. */
static gboolean
set_integer (GValue *converted, gint64 integer, gboolean is_unsigned)
{
  if (is_unsigned && G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (converted)) != G_TYPE_UINT64 &&
      G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (converted)) != G_TYPE_ULONG)
    return FALSE;

  switch (G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (converted)))
    {
    case G_TYPE_CHAR:
      g_value_set_schar (converted, (gint8) integer);
      return is_between (integer, G_MININT8, G_MAXINT8);
    case G_TYPE_UCHAR:
      g_value_set_uchar (converted, (guchar) integer);
      return is_between (integer, 0, G_MAXUINT8);
    case G_TYPE_INT:
      g_value_set_int (converted, (int) integer);
      return is_between (integer, G_MININT, G_MAXINT);
    case G_TYPE_UINT:
      g_value_set_uint (converted, (guint) integer);
      return is_between (integer, 0, G_MAXUINT);
    case G_TYPE_LONG:
      g_value_set_long (converted, (glong) integer);
      return is_between (integer, G_MINLONG, G_MAXLONG);
    case G_TYPE_ULONG:
      g_value_set_ulong (converted, (gulong) integer);
      return is_unsigned ? sizeof (gulong) == 8 : integer >= 0 && (guint64) integer <= G_MAXULONG;
    case G_TYPE_INT64:
      g_value_set_int64 (converted, integer);
      return TRUE;
    case G_TYPE_UINT64:
    default:
      g_value_set_uint64 (converted, (guint64) integer);
      return is_unsigned || integer >= 0;
    }
}

static gboolean
is_integer_type (GType type)
{
  switch (type)
    {
    case G_TYPE_CHAR:
    case G_TYPE_UCHAR:
    case G_TYPE_INT:
    case G_TYPE_UINT:
    case G_TYPE_LONG:
    case G_TYPE_ULONG:
    case G_TYPE_INT64:
    case G_TYPE_UINT64:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Makes @value one of the type of @converted, which is initialized, for something that holds values of
 * that. FALSE if it would be another value then: numbers are not cut off, and nothing becomes a text, or
 * a truth, that is none. */
gboolean
reactivity_value_convert (const GValue *value, GValue *converted)
{
  const GType from = G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (value));
  const GType to = G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (converted));
  gboolean is_unsigned;
  gint64 integer;

  if (g_value_type_compatible (G_VALUE_TYPE (value), G_VALUE_TYPE (converted)))
    {
      g_value_copy (value, converted);
      return TRUE;
    }

  if (is_integer_type (to) && (is_integer_type (from) || from == G_TYPE_DOUBLE))
    return (from != G_TYPE_DOUBLE || to == G_TYPE_INT64 || to == G_TYPE_UINT64) &&
           as_integer (value, &integer, &is_unsigned) &&
           set_integer (converted, integer, is_unsigned);

  if (from != to && (to == G_TYPE_STRING || to == G_TYPE_BOOLEAN || from == G_TYPE_BOOLEAN ||
                     (is_integer_type (to) && from == G_TYPE_FLOAT)))
    return from == G_TYPE_BOXED && g_value_transform (value, converted);

  return g_value_transform (value, converted);
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
