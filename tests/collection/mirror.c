/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mirror.h"

static void
changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  Mirror *self = data;

  self->changes++;
  self->position = position;
  self->removed = removed;
  self->added = added;

  g_assert_cmpuint (position + removed, <=, self->items->len);
  if (removed > 0)
    g_ptr_array_remove_range (self->items, position, removed);
  for (guint i = 0; i < added; i++)
    {
      GObject *item = g_list_model_get_item (model, position + i);

      g_assert_nonnull (item);
      g_ptr_array_insert (self->items, (gint) (position + i), item);
    }

  /* It holds in the handler, too. */
  mirror_check (self);
}

void
mirror_init (Mirror *self, gpointer model)
{
  guint n;

  *self = (Mirror){ .model = g_object_ref (model) };
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->handler = g_signal_connect (model, "items-changed", G_CALLBACK (changed_cb), self);

  n = g_list_model_get_n_items (self->model);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->items, g_list_model_get_item (self->model, i));
}

void
mirror_clear (Mirror *self)
{
  g_signal_handler_disconnect (self->model, self->handler);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_object (&self->model);
}

/* The model shows what the copy has, at any time. */
void
mirror_check (Mirror *self)
{
  g_assert_cmpuint (g_list_model_get_n_items (self->model), ==, self->items->len);

  for (guint i = 0; i < self->items->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (self->model, i);

      g_assert_true (item == self->items->pdata[i]);
    }

  g_assert_null (g_list_model_get_item (self->model, self->items->len));
}

char *
show (gpointer sequence)
{
  g_autoptr (GPtrArray) items = reactivity_sequence_list_items (sequence);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < items->len; i++)
    {
      const GValue *value = reactivity_box_get_value (items->pdata[i]);

      g_string_append (text, i == 0 ? "" : " ");
      if (G_VALUE_HOLDS_STRING (value))
        g_string_append (text, g_value_get_string (value));
      else
        g_string_append_printf (text, "%d", g_value_get_int (value));
    }

  return g_string_free (text, FALSE);
}

ReactivityList *
int_list (guint n, const int *values)
{
  ReactivityList *list = reactivity_list_new (NULL, G_TYPE_INT);

  for (guint i = 0; i < n; i++)
    reactivity_list_append_value (list, REACTIVITY_INT (values[i]));
  return list;
}

int
box_int (gpointer box)
{
  return reactivity_box_get_int (box);
}

int
compare_ints (gpointer a, gpointer b, gpointer data)
{
  return box_int (a) - box_int (b);
}
