/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-derive-private.h"

static gpointer
make (GType type, ReactivitySequence *source, GType item_type, gpointer func, gpointer user_data,
      GDestroyNotify destroy, const char *name)
{
  ReactivityFunction function = { (GCallback) func, user_data, destroy };

  return reactivity_per_item_new (type, source, item_type, &function, name);
}

static GType
item_type_of (ReactivitySequence *self)
{
  return reactivity_sequence_private (self)->item_type;
}

/**
 * reactivity_sequence_map:
 * @self: a sequence
 * @item_type: the type of what @func makes
 * @func: (scope notified) (closure user_data) (destroy destroy): makes an item of each one
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when it is no longer needed
 *
 * Makes a sequence of what a function makes of each item.
 *
 * The function is called once for an item, and again when something reactive that it read has
 * changed; it is not called again when the item moves. Where it fails, there is the item of before, or
 * a [class@Box] without a value; the error goes to [signal@Context::error].
 *
 * Returns: (transfer full): a sequence of the same length
 * Since: 0.1
 */
ReactivitySequence *
reactivity_sequence_map (ReactivitySequence *self, GType item_type, ReactivityMapFunc func,
                         gpointer user_data, GDestroyNotify destroy)
{
  g_return_val_if_fail (REACTIVITY_IS_SEQUENCE (self), NULL);
  g_return_val_if_fail (g_type_is_a (item_type, G_TYPE_OBJECT), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return make (REACTIVITY_TYPE_MAPPED, self, item_type, func, user_data, destroy, G_STRFUNC);
}

/**
 * reactivity_sequence_filter:
 * @self: a sequence
 * @func: (scope notified) (closure user_data) (destroy destroy): says which items to keep
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when it is no longer needed
 *
 * Makes a sequence of those items for which a function says yes.
 *
 * The function is called once for an item, and again when something reactive that it read has
 * changed. Where it fails, the item stays as it was, or is left out if it is new; the error goes to
 * [signal@Context::error].
 *
 * Returns: (transfer full): a sequence
 * Since: 0.1
 */
ReactivitySequence *
reactivity_sequence_filter (ReactivitySequence *self, ReactivityFilterFunc func, gpointer user_data,
                            GDestroyNotify destroy)
{
  g_return_val_if_fail (REACTIVITY_IS_SEQUENCE (self), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return make (REACTIVITY_TYPE_FILTERED, self, item_type_of (self), func, user_data, destroy,
               G_STRFUNC);
}

/**
 * reactivity_sequence_sorted:
 * @self: a sequence
 * @func: (scope notified) (closure user_data) (destroy destroy): compares two items
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when it is no longer needed
 *
 * Makes a sequence of the items in another order. Those that compare as equal stay in the order that
 * they have in @self.
 *
 * When something reactive that the function reads of an item has changed, that item finds its place
 * anew. To learn what that is, the function is called with an item and itself: it must then read all
 * that it may ever read of the item, as one does that looks further where two items are equal.
 *
 * Returns: (transfer full): a sequence of the same length
 * Since: 0.1
 */
ReactivitySequence *
reactivity_sequence_sorted (ReactivitySequence *self, ReactivityCompareFunc func,
                            gpointer user_data, GDestroyNotify destroy)
{
  g_return_val_if_fail (REACTIVITY_IS_SEQUENCE (self), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return make (REACTIVITY_TYPE_SORTED, self, item_type_of (self), func, user_data, destroy,
               G_STRFUNC);
}

/**
 * reactivity_sequence_slice:
 * @self: a sequence
 * @position: the first position
 * @n_items: how many items, at most
 *
 * Makes a sequence of a stretch.
 *
 * Returns: (transfer full): a sequence
 * Since: 0.1
 */
ReactivitySequence *
reactivity_sequence_slice (ReactivitySequence *self, guint position, guint n_items)
{
  g_return_val_if_fail (REACTIVITY_IS_SEQUENCE (self), NULL);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, NULL);

  return reactivity_slice_new (self, position, n_items);
}

/**
 * reactivity_sequence_concat:
 * @sequences: (array length=n_sequences) (transfer none): sequences of one context
 * @n_sequences: how many, at least one
 *
 * Makes a sequence of several, one after another.
 *
 * Returns: (transfer full): a sequence
 * Since: 0.1
 */
ReactivitySequence *
reactivity_sequence_concat (ReactivitySequence **sequences, guint n_sequences)
{
  g_return_val_if_fail (sequences != NULL && n_sequences > 0, NULL);
  for (guint i = 0; i < n_sequences; i++)
    {
      g_return_val_if_fail (REACTIVITY_IS_SEQUENCE (sequences[i]), NULL);
      reactivity_return_val_if_off_thread (reactivity_node_core (sequences[i])->graph, NULL);
      g_return_val_if_fail (reactivity_node_core (sequences[i])->graph ==
                                reactivity_node_core (sequences[0])->graph,
                            NULL);
    }

  return reactivity_concat_new (sequences, n_sequences);
}

/**
 * reactivity_sequence_group:
 * @self: a sequence
 * @func: (scope notified) (closure user_data) (destroy destroy): gives the key of an item
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when it is no longer needed
 *
 * Makes a sequence of [class@Group], each of which has the items with one key, in the order of @self.
 *
 * The groups come in the order in which they were first needed; one that has no items any more is
 * taken out. Where @func fails or gives %NULL, the key is the empty string, unless the item had
 * another before.
 *
 * Returns: (transfer full): a sequence of groups
 * Since: 0.1
 */
ReactivitySequence *
reactivity_sequence_group (ReactivitySequence *self, ReactivityTextFunc func, gpointer user_data,
                           GDestroyNotify destroy)
{
  g_return_val_if_fail (REACTIVITY_IS_SEQUENCE (self), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return make (REACTIVITY_TYPE_GROUPED, self, REACTIVITY_TYPE_GROUP, func, user_data, destroy,
               G_STRFUNC);
}

static gint64
read_size (gpointer sequence, GError **error G_GNUC_UNUSED)
{
  return reactivity_sequence_get_size (sequence);
}

/**
 * reactivity_sequence_count:
 * @self: a sequence
 * @func: (scope notified) (closure user_data) (destroy destroy): says which items to count
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when it is no longer needed
 *
 * Counts the items for which a function says yes, as in [method@Sequence.filter].
 *
 * Returns: (transfer full): a derived of %G_TYPE_INT64
 * Since: 0.1
 */
ReactivityDerived *
reactivity_sequence_count (ReactivitySequence *self, ReactivityFilterFunc func, gpointer user_data,
                           GDestroyNotify destroy)
{
  gpointer kept;

  g_return_val_if_fail (REACTIVITY_IS_SEQUENCE (self), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  kept = make (REACTIVITY_TYPE_FILTERED, self, item_type_of (self), func, user_data, destroy,
               G_STRFUNC);
  if (kept == NULL)
    return NULL;
  return reactivity_derived_new_int64 (reactivity_node_get_context (kept), read_size, kept,
                                       g_object_unref);
}

static double
read_sum (gpointer folded, GError **error G_GNUC_UNUSED)
{
  return reactivity_folded_read (folded)->sum;
}

static double
read_min (gpointer folded, GError **error G_GNUC_UNUSED)
{
  return reactivity_folded_read (folded)->min;
}

static double
read_max (gpointer folded, GError **error G_GNUC_UNUSED)
{
  return reactivity_folded_read (folded)->max;
}

static ReactivityDerived *
fold (ReactivitySequence *self, ReactivityDoubleFunc read, ReactivityNumberFunc func,
      gpointer user_data, GDestroyNotify destroy, const char *name)
{
  gpointer folded;

  g_return_val_if_fail (REACTIVITY_IS_SEQUENCE (self), NULL);

  folded = make (REACTIVITY_TYPE_FOLDED, self, G_TYPE_OBJECT, func, user_data, destroy, name);
  if (folded == NULL)
    return NULL;
  return reactivity_derived_new_double (reactivity_node_get_context (folded), read, folded,
                                        g_object_unref);
}

/**
 * reactivity_sequence_sum:
 * @self: a sequence
 * @func: (nullable) (scope notified) (closure user_data) (destroy destroy): makes a number of an
 *   item; %NULL where the items are boxes of numbers
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when it is no longer needed
 *
 * Adds up numbers. An item whose function fails counts as 0, or as before.
 *
 * The sum of many numbers is kept in parts, so that one item that changes costs little and rounding
 * errors do not pile up.
 *
 * Returns: (transfer full): a derived of %G_TYPE_DOUBLE
 * Since: 0.1
 */
ReactivityDerived *
reactivity_sequence_sum (ReactivitySequence *self, ReactivityNumberFunc func, gpointer user_data,
                         GDestroyNotify destroy)
{
  return fold (self, read_sum, func, user_data, destroy, G_STRFUNC);
}

/**
 * reactivity_sequence_min:
 * @self: a sequence
 * @func: (nullable) (scope notified) (closure user_data) (destroy destroy): makes a number of an
 *   item; %NULL where the items are boxes of numbers
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when it is no longer needed
 *
 * Finds the lowest number; that of no items is positive infinity.
 *
 * Returns: (transfer full): a derived of %G_TYPE_DOUBLE
 * Since: 0.1
 */
ReactivityDerived *
reactivity_sequence_min (ReactivitySequence *self, ReactivityNumberFunc func, gpointer user_data,
                         GDestroyNotify destroy)
{
  return fold (self, read_min, func, user_data, destroy, G_STRFUNC);
}

/**
 * reactivity_sequence_max:
 * @self: a sequence
 * @func: (nullable) (scope notified) (closure user_data) (destroy destroy): makes a number of an
 *   item; %NULL where the items are boxes of numbers
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when it is no longer needed
 *
 * Finds the highest number; that of no items is negative infinity.
 *
 * Returns: (transfer full): a derived of %G_TYPE_DOUBLE
 * Since: 0.1
 */
ReactivityDerived *
reactivity_sequence_max (ReactivitySequence *self, ReactivityNumberFunc func, gpointer user_data,
                         GDestroyNotify destroy)
{
  return fold (self, read_max, func, user_data, destroy, G_STRFUNC);
}

/* The data of a derived string. */
typedef struct
{
  gpointer joined; /* (owned) */
  char *separator; /* (owned) */
} Join;

static void
join_free (gpointer data)
{
  Join *join = data;

  g_object_unref (join->joined);
  g_free (join->separator);
  g_free (join);
}

static char *
read_joined (gpointer data, GError **error G_GNUC_UNUSED)
{
  const Join *join = data;

  return reactivity_joined_read (join->joined, join->separator);
}

/**
 * reactivity_sequence_join:
 * @self: a sequence
 * @separator: what to put between two texts
 * @func: (nullable) (scope notified) (closure user_data) (destroy destroy): makes a text of an item;
 *   %NULL where the items are boxes of something that can be transformed into a string
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when it is no longer needed
 *
 * Puts texts together. Items whose function fails or gives %NULL are left out.
 *
 * The function is called again for those items only that need it, but the texts are put together as
 * a whole.
 *
 * Returns: (transfer full): a derived of %G_TYPE_STRING
 * Since: 0.1
 */
ReactivityDerived *
reactivity_sequence_join (ReactivitySequence *self, const char *separator, ReactivityTextFunc func,
                          gpointer user_data, GDestroyNotify destroy)
{
  gpointer joined;
  Join *join;

  g_return_val_if_fail (REACTIVITY_IS_SEQUENCE (self), NULL);
  g_return_val_if_fail (separator != NULL, NULL);

  joined = make (REACTIVITY_TYPE_JOINED, self, G_TYPE_OBJECT, func, user_data, destroy, G_STRFUNC);
  if (joined == NULL)
    return NULL;

  join = g_new0 (Join, 1);
  join->joined = joined;
  join->separator = g_strdup (separator);
  return reactivity_derived_new_string (reactivity_node_get_context (joined), read_joined, join,
                                        join_free);
}
