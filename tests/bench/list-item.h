/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The items of the lists, and what the functions do with them. */

#pragma once

#include "harness.h"

#include <gio/gio.h>

/* What is derived: the first from the list, each other from the one before. */
enum
{
  L_MAP = 1 << 0,
  L_FILTER = 1 << 1,
  L_SORT = 1 << 2,
};

#define L_RANGE 1000000

typedef struct _Lists Lists;

#define LIST_TYPE_ITEM (list_item_get_type ())
G_DECLARE_FINAL_TYPE (ListItem, list_item, LIST, ITEM, GObject)

struct _ListItem
{
  GObject parent_instance;
  int number;
};

G_DEFINE_FINAL_TYPE (ListItem, list_item, G_TYPE_OBJECT)

static void
list_item_class_init (G_GNUC_UNUSED ListItemClass *klass)
{
}

static void
list_item_init (G_GNUC_UNUSED ListItem *self)
{
}

static ListItem *
list_item_new (int number)
{
  ListItem *self = g_object_new (LIST_TYPE_ITEM, NULL);

  self->number = number;
  return self;
}

static inline int
l_map (int number)
{
  return number ^ 0x5555;
}

static inline gboolean
l_keep (int number)
{
  return number % 3 != 0;
}

static inline int
l_compare (int a, int b)
{
  return (a > b) - (a < b);
}

/* A listener takes what has come, as a view does. */
G_GNUC_UNUSED static void
l_changed_cb (GListModel *model, guint position, G_GNUC_UNUSED guint removed, guint added,
              G_GNUC_UNUSED gpointer data)
{
  for (guint i = 0; i < added; i++)
    g_object_unref (g_list_model_get_item (model, position + i));
}

G_GNUC_UNUSED static void
l_listen (GListModel *model)
{
  g_signal_connect (model, "items-changed", G_CALLBACK (l_changed_cb), NULL);
  g_list_model_get_n_items (model);
}

G_GNUC_UNUSED static int
l_get (GListModel *model, guint position)
{
  ListItem *item = (ListItem *) g_list_model_get_item (model, position);
  int number = item->number;

  g_object_unref (item);
  return number;
}
