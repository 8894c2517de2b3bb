/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The peer "recompute": arrays, and everything anew after each edit. */

#include "list-item.h"

struct _Lists
{
  guint what;
  GPtrArray *list;
  GPtrArray *last;
};

static gint
compare_cb (gconstpointer a, gconstpointer b)
{
  return l_compare ((*(ListItem *const *) a)->number, (*(ListItem *const *) b)->number);
}

static GPtrArray *
array_new (guint n)
{
  return g_ptr_array_new_full (n, g_object_unref);
}

static void
derive (Lists *self)
{
  GPtrArray *last = array_new (self->list->len);

  for (guint i = 0; i < self->list->len; i++)
    {
      ListItem *item = self->list->pdata[i];

      item = self->what & L_MAP ? list_item_new (l_map (item->number)) : g_object_ref (item);
      if ((self->what & L_FILTER) && !l_keep (item->number))
        g_object_unref (item);
      else
        g_ptr_array_add (last, item);
    }

  if (self->what & L_SORT)
    g_ptr_array_sort (last, compare_cb);

  g_clear_pointer (&self->last, g_ptr_array_unref);
  self->last = last;
}

static void
lists_insert (Lists *self, guint position, int number)
{
  g_ptr_array_insert (self->list, (gint) position, list_item_new (number));
  derive (self);
}

static void
lists_remove (Lists *self, guint position)
{
  g_ptr_array_remove_index (self->list, position);
  derive (self);
}

static Lists *
lists_new (guint what, guint n, const int *numbers)
{
  Lists *self = g_new0 (Lists, 1);

  self->what = what;
  self->list = array_new (n);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->list, list_item_new (numbers[i]));
  derive (self);
  return self;
}

static guint
lists_size (Lists *self)
{
  return self->last->len;
}

static int
lists_get (Lists *self, guint position)
{
  return ((ListItem *) self->last->pdata[position])->number;
}

static void
lists_free (Lists *self)
{
  g_ptr_array_unref (self->last);
  g_ptr_array_unref (self->list);
  g_free (self);
}

#include "workloads-lists.h"
