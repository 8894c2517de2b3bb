/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The peer "gtk": GTK's list models on a GListStore. */

#include "list-item.h"

#include <gtk/gtk.h>

struct _Lists
{
  GListStore *list;
  GListModel *last;
};

static gpointer
map_cb (gpointer item, G_GNUC_UNUSED gpointer data)
{
  ListItem *mapped = list_item_new (l_map (((ListItem *) item)->number));

  g_object_unref (item);
  return mapped;
}

static gboolean
filter_cb (gpointer item, G_GNUC_UNUSED gpointer data)
{
  return l_keep (((ListItem *) item)->number);
}

static int
compare_cb (gconstpointer a, gconstpointer b, G_GNUC_UNUSED gpointer data)
{
  return l_compare (((const ListItem *) a)->number, ((const ListItem *) b)->number);
}

static void
lists_insert (Lists *self, guint position, int number)
{
  ListItem *item = list_item_new (number);

  g_list_store_insert (self->list, position, item);
  g_object_unref (item);
}

static void
lists_remove (Lists *self, guint position)
{
  g_list_store_remove (self->list, position);
}

static Lists *
lists_new (guint what, guint n, const int *numbers)
{
  Lists *self = g_new0 (Lists, 1);

  self->list = g_list_store_new (LIST_TYPE_ITEM);
  for (guint i = 0; i < n; i++)
    lists_insert (self, i, numbers[i]);

  self->last = G_LIST_MODEL (g_object_ref (self->list));
  if (what & L_MAP)
    self->last = G_LIST_MODEL (gtk_map_list_model_new (self->last, map_cb, NULL, NULL));
  if (what & L_FILTER)
    self->last = G_LIST_MODEL (
        gtk_filter_list_model_new (self->last,
                                   GTK_FILTER (gtk_custom_filter_new (filter_cb, NULL, NULL))));
  if (what & L_SORT)
    self->last = G_LIST_MODEL (
        gtk_sort_list_model_new (self->last,
                                 GTK_SORTER (gtk_custom_sorter_new (compare_cb, NULL, NULL))));
  l_listen (self->last);
  return self;
}

static guint
lists_size (Lists *self)
{
  return g_list_model_get_n_items (self->last);
}

static int
lists_get (Lists *self, guint position)
{
  return l_get (self->last, position);
}

static void
lists_free (Lists *self)
{
  g_object_unref (self->last);
  g_object_unref (self->list);
  g_free (self);
}

#include "workloads-lists.h"
