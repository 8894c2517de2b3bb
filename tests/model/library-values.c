/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "library.h"

#include <math.h>
#include <stdlib.h>

/* How the numbers of a program are stored in the library, and the ways to get at them. */

GType
value_gtype (Type type)
{
  const GType types[] = { G_TYPE_INT64, G_TYPE_STRING, G_TYPE_DOUBLE };

  return types[type];
}

double
value_to_double (gint64 value)
{
  return value == 5 ? NAN : value / 2.0;
}

static gint64
from_double (double number)
{
  return isnan (number) ? 5 : (gint64) (number * 2);
}

char *
value_to_string (gint64 value)
{
  return value == 0 ? NULL : g_strdup_printf ("%d", (int) value);
}

static gint64
from_string (const char *string)
{
  return string == NULL ? 0 : atoi (string);
}

void
value_store (GValue *gvalue, Type type, gint64 value)
{
  switch (type)
    {
    case TYPE_INT64:
      g_value_set_int64 (gvalue, value);
      break;
    case TYPE_STRING:
      g_value_take_string (gvalue, value_to_string (value));
      break;
    case TYPE_DOUBLE:
    default:
      g_value_set_double (gvalue, value_to_double (value));
      break;
    }
}

gint64
value_load (const GValue *gvalue, Type type)
{
  switch (type)
    {
    case TYPE_INT64:
      return g_value_get_int64 (gvalue);
    case TYPE_STRING:
      return from_string (g_value_get_string (gvalue));
    case TYPE_DOUBLE:
    default:
      return from_double (g_value_get_double (gvalue));
    }
}

static gint64
get_typed (ReactivitySource *source, Type type)
{
  switch (type)
    {
    case TYPE_INT64:
      return reactivity_source_get_int64 (source);
    case TYPE_STRING:
      return from_string (reactivity_source_get_string (source));
    case TYPE_DOUBLE:
    default:
      return from_double (reactivity_source_get_double (source));
    }
}

/* FALSE when it failed; then the value is the one that the reader goes on with. */
gboolean
value_read (ReactivitySource *source, Type type, How how, gint64 *value, GError **error)
{
  g_auto (GValue) gvalue = G_VALUE_INIT;
  const GValue *peeked;

  switch (how)
    {
    case READ_GET:
      *value = get_typed (source, type);
      return TRUE;
    case READ_VALUE:
      reactivity_source_get_value (source, &gvalue);
      *value = value_load (&gvalue, type);
      return TRUE;
    case READ_PEEK:
      peeked = reactivity_source_peek_value (source);
      *value = peeked != NULL ? value_load (peeked, type) : 0;
      return TRUE;
    case READ_CAREFUL:
    default:
      *value = FAILED_VALUE;
      if (!reactivity_source_read_value (source, &gvalue, error))
        return FALSE;
      *value = value_load (&gvalue, type);
      return TRUE;
    }
}

typedef struct
{
  Type type;
  gint64 value;
} Update;

static void
update_cb (GValue *gvalue, gpointer user_data)
{
  const Update *update = user_data;

  value_store (gvalue, update->type, update->value);
}

static gboolean
set_typed (ReactivitySignal *signal, Type type, gint64 value)
{
  g_autofree char *string = NULL;

  switch (type)
    {
    case TYPE_INT64:
      return reactivity_signal_set_int64 (signal, value);
    case TYPE_STRING:
      string = value_to_string (value);
      return reactivity_signal_set_string (signal, string);
    case TYPE_DOUBLE:
    default:
      return reactivity_signal_set_double (signal, value_to_double (value));
    }
}

gboolean
value_write (ReactivitySignal *signal, Type type, gint64 value, int how)
{
  Update update = { type, value };
  g_auto (GValue) gvalue = G_VALUE_INIT;

  if (how % 3 == 0)
    return set_typed (signal, type, value);
  if (how % 3 == 1)
    return reactivity_signal_update (signal, update_cb, &update);

  g_value_init (&gvalue, value_gtype (type));
  value_store (&gvalue, type, value);
  return reactivity_signal_set_value (signal, &gvalue);
}
