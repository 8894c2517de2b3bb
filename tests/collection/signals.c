/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "signals.h"

ReactivityList *
signals_new (guint n, const int *values)
{
  ReactivityList *list = reactivity_list_new (NULL, REACTIVITY_TYPE_SIGNAL);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReactivitySignal) item = reactivity_signal_new_int (NULL, values[i]);

      reactivity_list_append (list, item);
    }

  return list;
}

void
append (ReactivityList *list, int value)
{
  g_autoptr (ReactivitySignal) item = reactivity_signal_new_int (NULL, value);

  reactivity_list_append (list, item);
}

void
poke (gpointer sequence, guint position, int value)
{
  reactivity_signal_set_int (reactivity_sequence_get (sequence, position), value);
}

void
counter_freed (gpointer counter)
{
  ((Counter *) counter)->freed++;
}

static int
read_item (gpointer item, Counter *self, GError **error)
{
  int value = get_int (item);

  self->runs++;
  if (self->fails_at != 0 && value == self->fails_at)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  return value + (self->global != NULL ? get_int (self->global) : 0);
}

gpointer
make_double (gpointer item, gpointer counter, GError **error)
{
  int value = read_item (item, counter, error);

  return *error == NULL ? reactivity_box_new (REACTIVITY_INT (2 * value)) : NULL;
}

gboolean
is_even (gpointer item, gpointer counter, GError **error)
{
  return read_item (item, counter, error) % 2 == 0;
}

int
compare_tens (gpointer a, gpointer b, gpointer counter)
{
  Counter *self = counter;
  int sign = self->global != NULL ? get_int (self->global) : 1;

  self->runs++;
  return sign * (get_int (a) / 10 - get_int (b) / 10);
}

double
get_number (gpointer item, gpointer counter, GError **error)
{
  return read_item (item, counter, error);
}

char *
get_text (gpointer item, gpointer counter, GError **error)
{
  return g_strdup_printf ("%d", read_item (item, counter, error));
}

char *
get_last_digit (gpointer item, gpointer counter, GError **error)
{
  return g_strdup_printf ("%d", read_item (item, counter, error) % 10);
}

char *
show_signals (gpointer sequence)
{
  g_autoptr (GPtrArray) items = reactivity_sequence_list_items (sequence);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < items->len; i++)
    g_string_append_printf (text, "%s%d", i == 0 ? "" : " ", get_int (items->pdata[i]));
  return g_string_free (text, FALSE);
}
