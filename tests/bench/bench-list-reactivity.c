/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The peer "reactivity": sequences derived from a ReactivityList. */

#include "list-item.h"

#include <reactivity-glib/reactivity.h>

struct _Lists
{
  ReactivityList *list;
  ReactivitySequence *last;
};

static gpointer
map_cb (gpointer item, G_GNUC_UNUSED gpointer data, G_GNUC_UNUSED GError **error)
{
  return list_item_new (l_map (((ListItem *) item)->number));
}

static gboolean
filter_cb (gpointer item, G_GNUC_UNUSED gpointer data, G_GNUC_UNUSED GError **error)
{
  return l_keep (((ListItem *) item)->number);
}

static int
compare_cb (gpointer a, gpointer b, G_GNUC_UNUSED gpointer data)
{
  return l_compare (((ListItem *) a)->number, ((ListItem *) b)->number);
}

static void
take (Lists *self, ReactivitySequence *next)
{
  g_object_unref (self->last);
  self->last = next;
}

static void
lists_insert (Lists *self, guint position, int number)
{
  ListItem *item = list_item_new (number);

  reactivity_list_insert (self->list, position, item);
  g_object_unref (item);
}

static void
lists_remove (Lists *self, guint position)
{
  reactivity_list_remove (self->list, position);
}

static Lists *
lists_new (guint what, guint n, const int *numbers)
{
  Lists *self = g_new0 (Lists, 1);

  self->list = reactivity_list_new (NULL, LIST_TYPE_ITEM);
  for (guint i = 0; i < n; i++)
    lists_insert (self, i, numbers[i]);

  self->last = (ReactivitySequence *) g_object_ref (self->list);
  if (what & L_MAP)
    take (self, reactivity_sequence_map (self->last, LIST_TYPE_ITEM, map_cb, NULL, NULL));
  if (what & L_FILTER)
    take (self, reactivity_sequence_filter (self->last, filter_cb, NULL, NULL));
  if (what & L_SORT)
    take (self, reactivity_sequence_sorted (self->last, compare_cb, NULL, NULL));
  l_listen (G_LIST_MODEL (self->last));
  return self;
}

static guint
lists_size (Lists *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->last));
}

static int
lists_get (Lists *self, guint position)
{
  return l_get (G_LIST_MODEL (self->last), position);
}

static void
lists_free (Lists *self)
{
  g_object_unref (self->last);
  g_object_unref (self->list);
  g_free (self);
}

#include "workloads-lists.h"
