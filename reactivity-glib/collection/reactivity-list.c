/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-list.h"

#include "reactivity-box.h"
#include "reactivity-rope-private.h"
#include "reactivity-sequence-private.h"

#include "object/reactivity-value-private.h"

/**
 * ReactivityList:
 *
 * A list that the program writes: the input of derived sequences, and a model for GTK's list views.
 *
 * ```c
 * static gboolean
 * print_size (gpointer list, GError **error)
 * {
 *   g_print ("%u\n", reactivity_sequence_get_size (list));
 *   return TRUE;
 * }
 *
 * // later:
 * g_autoptr (ReactivityList) list = reactivity_list_new (NULL, G_TYPE_INT);
 * g_autoptr (ReactivityEffect) effect = reactivity_effect_new (NULL, print_size, list, NULL);
 *
 * reactivity_list_append_value (list, REACTIVITY_INT (1));
 * reactivity_list_set_value (list, 0, REACTIVITY_INT (2)); // as long as before
 * ```
 *
 * ```text
 * 0
 * 1
 * ```
 *
 * The type that a list is made for is that of its items, if it is one of objects. Otherwise the list
 * holds plain values, and each item is a [class@Box]. An item may be in a list more than once.
 *
 * Positions that are negative count from the end, the last item being -1.
 *
 * ## When it runs
 *
 * A write makes due what reads the positions whose item is another now, the length if that changed,
 * and what reads everything. Effects run before it returns, or when the batch ends.
 *
 * ## Memory
 *
 * A list holds its items. A position costs nothing unless a computation reads it.
 *
 * ## Errors
 *
 * An item of another type, and a write outside of the list, are refused with a critical message; the
 * list keeps what it has.
 *
 * ## Threads
 *
 * A list is used on the thread of its context only.
 *
 * ## In Python and JavaScript
 *
 * `reactive ([])`, with all that lists of the language have.
 *
 * Since: 0.1
 */
struct _ReactivityList
{
  ReactivitySequence parent_instance;

  ReactivityRope items;   /* (element-type GObject) (owned) */
  GType value_type;       /* of the values, or of the items */
  guint8 has_objects : 1; /* the items are not boxes */
};

G_DEFINE_FINAL_TYPE (ReactivityList, reactivity_list, REACTIVITY_TYPE_SEQUENCE)

static guint
get_n (gpointer self)
{
  return reactivity_rope_size (&((ReactivityList *) self)->items);
}

static gpointer
get_nth (gpointer self, guint position)
{
  return reactivity_rope_get (&((ReactivityList *) self)->items, position);
}

static const ReactivitySequenceShape shape = { get_n, get_nth };

static void
reactivity_list_finalize (GObject *object)
{
  ReactivityList *self = REACTIVITY_LIST (object);

  for (ReactivityRopeIter iter = reactivity_rope_seek (&self->items, 0); iter.leaf != NULL;
       reactivity_rope_iter_next (&iter))
    g_object_unref (reactivity_rope_iter_get (&iter));
  reactivity_rope_clear (&self->items);

  G_OBJECT_CLASS (reactivity_list_parent_class)->finalize (object);
}

static void
reactivity_list_visit_parts (ReactivityNode *node, ReactivityPartFunc func, gpointer data)
{
  reactivity_sequence_visit_parts (node, func, data);
  for (ReactivityRopeIter iter = reactivity_rope_seek (&REACTIVITY_LIST (node)->items, 0);
       iter.leaf != NULL; reactivity_rope_iter_next (&iter))
    func (reactivity_rope_iter_get (&iter), data);
}

static const ReactivityNodeHooks hooks = {
  .announce = reactivity_sequence_announce,
  .visit_parts = reactivity_list_visit_parts,
};

static void
reactivity_list_class_init (ReactivityListClass *klass)
{
  REACTIVITY_NODE_CLASS (klass)->hooks = &hooks;
  G_OBJECT_CLASS (klass)->finalize = reactivity_list_finalize;
  REACTIVITY_SEQUENCE_CLASS (klass)->shape = &shape;
}

static void
reactivity_list_init (ReactivityList *self)
{
  reactivity_rope_init (&self->items, -1, NULL);
  self->value_type = G_TYPE_OBJECT;
  self->has_objects = TRUE;
}

static gboolean
check_item (ReactivityList *self, gpointer item, const char *func)
{
  GType type = reactivity_sequence_private (self)->item_type;

  if (G_IS_OBJECT (item) && g_type_is_a (G_OBJECT_TYPE (item), type) &&
      (self->has_objects || G_VALUE_HOLDS (reactivity_box_get_value (item), self->value_type)))
    return TRUE;

  g_critical ("%s: a list of %s does not take %s", func, g_type_name (self->value_type),
              G_IS_OBJECT (item) ? G_OBJECT_TYPE_NAME (item) : "what is no object");
  return FALSE;
}

/* (transfer full) (nullable): @value as an item */
static gpointer
item_of (ReactivityList *self, const GValue *value, const char *func)
{
  g_auto (GValue) converted = G_VALUE_INIT;

  if (self->has_objects)
    {
      gpointer item = G_VALUE_HOLDS_OBJECT (value) ? g_value_get_object (value) : NULL;

      return check_item (self, item, func) ? g_object_ref (item) : NULL;
    }

  g_value_init (&converted, self->value_type);
  if (reactivity_value_convert (value, &converted))
    return reactivity_box_new (&converted);

  g_critical ("%s: a list of %s does not take a %s", func, g_type_name (self->value_type),
              G_VALUE_TYPE_NAME (value));
  return NULL;
}

/* FALSE when @position, which may count from the end, is none of @n. */
static gboolean
check_position (ReactivityList *self, gint64 position, gint64 n, guint *at, const char *func)
{
  gint64 from_start = position < 0 ? position + reactivity_rope_size (&self->items) : position;

  if (from_start >= 0 && from_start < n)
    {
      *at = (guint) from_start;
      return TRUE;
    }

  g_critical ("%s: there is no position %" G_GINT64_FORMAT " in a list of %u items", func, position,
              reactivity_rope_size (&self->items));
  return FALSE;
}

/* Replaces items, without a word to the graph; takes the references of @additions. What was there
 * comes to @removed. */
static void
edit (ReactivityList *self, guint position, guint n_removals, gpointer *additions,
      guint n_additions, GPtrArray *removed)
{
  guint n_common = MIN (n_removals, n_additions);

  reactivity_sequence_will_edit (self, position, n_removals);

  for (guint i = 0; i < n_common; i++)
    g_ptr_array_add (removed, reactivity_rope_set (&self->items, position + i, additions[i]));
  for (guint i = n_common; i < n_removals; i++)
    g_ptr_array_add (removed, reactivity_rope_remove (&self->items, position + n_common));
  for (guint i = n_common; i < n_additions; i++)
    reactivity_rope_insert (&self->items, position + i, additions[i], FALSE);

  reactivity_sequence_did_edit (self, position, n_removals, n_additions);
}

/* One edit, which is told. The items that go do so last: that may call user code. */
static void
replace (ReactivityList *self, guint position, guint n_removals, gpointer *additions,
         guint n_additions)
{
  g_autoptr (GPtrArray) removed = g_ptr_array_new_with_free_func (g_object_unref);

  if (n_removals == 0 && n_additions == 0)
    return;

  edit (self, position, n_removals, additions, n_additions, removed);
  reactivity_sequence_tell (self);
}

/* Takes @item. */
static gboolean
set (ReactivityList *self, guint position, gpointer item)
{
  if (!reactivity_sequence_private (self)->unchecked &&
      reactivity_item_equal (reactivity_rope_get (&self->items, position), item))
    {
      g_object_unref (item);
      return FALSE;
    }

  replace (self, position, 1, &item, 1);
  return TRUE;
}

/* Puts @items, a permutation of those from @position on, in place. Where the same item stays at
 * either end nothing has changed. */
static void
permute (ReactivityList *self, guint position, GPtrArray *items)
{
  g_autoptr (GPtrArray) removed = g_ptr_array_new ();
  guint start = 0;
  guint end = items->len;

  while (start < end && items->pdata[start] == reactivity_rope_get (&self->items, position + start))
    start++;
  while (end > start &&
         items->pdata[end - 1] == reactivity_rope_get (&self->items, position + end - 1))
    end--;
  if (start == end)
    return;

  edit (self, position + start, end - start, items->pdata + start, end - start, removed);
  reactivity_sequence_tell (self);
}

/* (transfer container): the items as they are */
static GPtrArray *
peek_items (ReactivityList *self, guint position, guint n_items)
{
  GPtrArray *items = g_ptr_array_sized_new (n_items);
  ReactivityRopeIter iter = reactivity_rope_seek (&self->items, position);

  for (; n_items > 0; n_items--)
    {
      g_ptr_array_add (items, reactivity_rope_iter_get (&iter));
      reactivity_rope_iter_next (&iter);
    }

  return items;
}

/**
 * reactivity_list_new:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @value_type: the type of the items, if it is one of objects; else that of the plain values
 *
 * Makes an empty list.
 *
 * Returns: (transfer full): a new list
 * Since: 0.1
 */
ReactivityList *
reactivity_list_new (ReactivityContext *context, GType value_type)
{
  RgGraph *graph;
  ReactivityList *self;

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (G_TYPE_IS_VALUE (value_type), NULL);

  graph = reactivity_graph_for (context, G_STRFUNC);
  if (graph == NULL)
    return NULL;

  self = reactivity_node_new (REACTIVITY_TYPE_LIST, graph);
  self->value_type = value_type;
  self->has_objects = g_type_is_a (value_type, G_TYPE_OBJECT) || G_TYPE_IS_INTERFACE (value_type);
  reactivity_sequence_private (self)->item_type =
      self->has_objects ? value_type : REACTIVITY_TYPE_BOX;
  return self;
}

/**
 * reactivity_list_get_value_type:
 * @self: a list
 *
 * The type that the list was made for.
 *
 * Returns: the type
 * Since: 0.1
 */
GType
reactivity_list_get_value_type (ReactivityList *self)
{
  g_return_val_if_fail (REACTIVITY_IS_LIST (self), G_TYPE_INVALID);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, G_TYPE_INVALID);

  return self->value_type;
}

/**
 * reactivity_list_get_check_equality:
 * @self: a list
 *
 * Whether what is set is compared with what is there.
 *
 * Returns: %TRUE if an equal item is no change
 * Since: 0.1
 */
gboolean
reactivity_list_get_check_equality (ReactivityList *self)
{
  g_return_val_if_fail (REACTIVITY_IS_LIST (self), FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  return !reactivity_sequence_private (self)->unchecked;
}

/**
 * reactivity_list_set_check_equality:
 * @self: a list
 * @check_equality: whether to compare
 *
 * Turns off or on that [method@List.set] compares what is there with what is set; it is on by
 * default. Plain values are equal as in [method@Source.set_check_equality], objects when they are the
 * same.
 *
 * Since: 0.1
 */
void
reactivity_list_set_check_equality (ReactivityList *self, gboolean check_equality)
{
  g_return_if_fail (REACTIVITY_IS_LIST (self));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  reactivity_sequence_private (self)->unchecked = !check_equality;
}

/**
 * reactivity_list_append:
 * @self: a list
 * @item: (type GObject) (transfer none): an item
 *
 * Adds an item at the end.
 *
 * Since: 0.1
 */
void
reactivity_list_append (ReactivityList *self, gpointer item)
{
  g_return_if_fail (REACTIVITY_IS_LIST (self));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  if (!check_item (self, item, G_STRFUNC))
    return;

  g_object_ref (item);
  replace (self, reactivity_rope_size (&self->items), 0, &item, 1);
}

/**
 * reactivity_list_append_value:
 * @self: a list
 * @value: a value that can be transformed into one of the list's type
 *
 * Adds a plain value, or an object, at the end.
 *
 * Since: 0.1
 */
void
reactivity_list_append_value (ReactivityList *self, const GValue *value)
{
  gpointer item;

  g_return_if_fail (REACTIVITY_IS_LIST (self));
  g_return_if_fail (G_IS_VALUE (value));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  item = item_of (self, value, G_STRFUNC);
  if (item != NULL)
    replace (self, reactivity_rope_size (&self->items), 0, &item, 1);
}

/**
 * reactivity_list_insert:
 * @self: a list
 * @position: where the item will be; the length of the list to append it
 * @item: (type GObject) (transfer none): an item
 *
 * Inserts an item in front of the one at @position.
 *
 * Since: 0.1
 */
void
reactivity_list_insert (ReactivityList *self, gint64 position, gpointer item)
{
  guint at;

  g_return_if_fail (REACTIVITY_IS_LIST (self));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  if (!check_item (self, item, G_STRFUNC) ||
      !check_position (self, position, (gint64) reactivity_rope_size (&self->items) + 1, &at,
                       G_STRFUNC))
    return;

  g_object_ref (item);
  replace (self, at, 0, &item, 1);
}

/**
 * reactivity_list_insert_value:
 * @self: a list
 * @position: where the item will be; the length of the list to append it
 * @value: a value that can be transformed into one of the list's type
 *
 * Inserts a plain value, or an object, in front of the item at @position.
 *
 * Since: 0.1
 */
void
reactivity_list_insert_value (ReactivityList *self, gint64 position, const GValue *value)
{
  gpointer item;
  guint at;

  g_return_if_fail (REACTIVITY_IS_LIST (self));
  g_return_if_fail (G_IS_VALUE (value));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  if (!check_position (self, position, (gint64) reactivity_rope_size (&self->items) + 1, &at,
                       G_STRFUNC))
    return;

  item = item_of (self, value, G_STRFUNC);
  if (item != NULL)
    replace (self, at, 0, &item, 1);
}

/**
 * reactivity_list_set:
 * @self: a list
 * @position: the position of an item
 * @item: (type GObject) (transfer none): another item
 *
 * Puts an item in the place of another one, unless it is equal to that.
 *
 * Since: 0.1
 */
void
reactivity_list_set (ReactivityList *self, gint64 position, gpointer item)
{
  guint at;

  g_return_if_fail (REACTIVITY_IS_LIST (self));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  if (!check_item (self, item, G_STRFUNC) ||
      !check_position (self, position, reactivity_rope_size (&self->items), &at, G_STRFUNC))
    return;

  set (self, at, g_object_ref (item));
}

/**
 * reactivity_list_set_value:
 * @self: a list
 * @position: the position of an item
 * @value: a value that can be transformed into one of the list's type
 *
 * Sets the plain value, or the object, at a position, unless it equals the one that is there.
 *
 * Returns: %TRUE if the list changed
 * Since: 0.1
 */
gboolean
reactivity_list_set_value (ReactivityList *self, gint64 position, const GValue *value)
{
  gpointer item;
  guint at;

  g_return_val_if_fail (REACTIVITY_IS_LIST (self), FALSE);
  g_return_val_if_fail (G_IS_VALUE (value), FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  if (!check_position (self, position, reactivity_rope_size (&self->items), &at, G_STRFUNC))
    return FALSE;

  item = item_of (self, value, G_STRFUNC);
  return item != NULL && set (self, at, item);
}

/**
 * reactivity_list_remove:
 * @self: a list
 * @position: the position of an item
 *
 * Removes an item.
 *
 * Since: 0.1
 */
void
reactivity_list_remove (ReactivityList *self, gint64 position)
{
  guint at;

  g_return_if_fail (REACTIVITY_IS_LIST (self));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  if (check_position (self, position, reactivity_rope_size (&self->items), &at, G_STRFUNC))
    replace (self, at, 1, NULL, 0);
}

/**
 * reactivity_list_clear:
 * @self: a list
 *
 * Removes all items.
 *
 * Since: 0.1
 */
void
reactivity_list_clear (ReactivityList *self)
{
  g_return_if_fail (REACTIVITY_IS_LIST (self));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  replace (self, 0, reactivity_rope_size (&self->items), NULL, 0);
}

/**
 * reactivity_list_splice:
 * @self: a list
 * @position: where to begin; the length of the list to append
 * @n_removals: how many items to remove from there on
 * @additions: (array length=n_additions) (element-type GObject) (transfer none) (nullable): items
 *   to insert there; %NULL for none
 * @n_additions: how many those are
 *
 * Removes items, and inserts others in their place, in one change.
 *
 * Since: 0.1
 */
void
reactivity_list_splice (ReactivityList *self, gint64 position, guint n_removals,
                        gpointer *additions, guint n_additions)
{
  guint at;

  g_return_if_fail (REACTIVITY_IS_LIST (self));
  g_return_if_fail (additions != NULL || n_additions == 0);
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  if (!check_position (self, position, (gint64) reactivity_rope_size (&self->items) + 1, &at,
                       G_STRFUNC))
    return;
  g_return_if_fail (n_removals <= reactivity_rope_size (&self->items) - at);
  for (guint i = 0; i < n_additions; i++)
    {
      if (!check_item (self, additions[i], G_STRFUNC))
        return;
    }

  for (guint i = 0; i < n_additions; i++)
    g_object_ref (additions[i]);
  replace (self, at, n_removals, additions, n_additions);
}

/**
 * reactivity_list_move:
 * @self: a list
 * @from: the position of an item
 * @to: the position that it will have
 *
 * Moves an item; those between the two positions make room.
 *
 * Since: 0.1
 */
void
reactivity_list_move (ReactivityList *self, gint64 from, gint64 to)
{
  g_autoptr (GPtrArray) removed = NULL;
  guint n, a, b;

  g_return_if_fail (REACTIVITY_IS_LIST (self));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  n = reactivity_rope_size (&self->items);
  if (!check_position (self, from, n, &a, G_STRFUNC) ||
      !check_position (self, to, n, &b, G_STRFUNC) || a == b)
    return;

  removed = g_ptr_array_new ();
  edit (self, a, 1, NULL, 0, removed);
  edit (self, b, 0, removed->pdata, 1, removed);
  reactivity_sequence_tell (self);
}

/**
 * reactivity_list_swap:
 * @self: a list
 * @a: the position of an item
 * @b: the position of another
 *
 * Lets two items change places.
 *
 * Since: 0.1
 */
void
reactivity_list_swap (ReactivityList *self, gint64 a, gint64 b)
{
  g_autoptr (GPtrArray) removed = NULL;
  gpointer first, second;
  guint n, i, j;

  g_return_if_fail (REACTIVITY_IS_LIST (self));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  n = reactivity_rope_size (&self->items);
  if (!check_position (self, a, n, &i, G_STRFUNC) || !check_position (self, b, n, &j, G_STRFUNC))
    return;

  first = reactivity_rope_get (&self->items, i);
  second = reactivity_rope_get (&self->items, j);
  if (first == second)
    return;

  removed = g_ptr_array_new ();
  edit (self, i, 1, &second, 1, removed);
  edit (self, j, 1, &first, 1, removed);
  reactivity_sequence_tell (self);
}

/**
 * reactivity_list_reverse:
 * @self: a list
 *
 * Turns the order around.
 *
 * Since: 0.1
 */
void
reactivity_list_reverse (ReactivityList *self)
{
  g_autoptr (GPtrArray) items = NULL;

  g_return_if_fail (REACTIVITY_IS_LIST (self));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  items = peek_items (self, 0, reactivity_rope_size (&self->items));
  for (guint i = 0; i < items->len / 2; i++)
    {
      gpointer item = items->pdata[i];

      items->pdata[i] = items->pdata[items->len - 1 - i];
      items->pdata[items->len - 1 - i] = item;
    }

  permute (self, 0, items);
}

typedef struct
{
  ReactivityCompareFunc compare;
  gpointer user_data; /* (unowned) */
} Order;

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  const Order *order = data;

  return order->compare (*(gpointer *) a, *(gpointer *) b, order->user_data);
}

/**
 * reactivity_list_sort:
 * @self: a list
 * @compare: (scope call): compares two items
 * @user_data: data for @compare
 *
 * Sorts the list once. Items that compare as equal keep their order.
 *
 * Since: 0.1
 */
void
reactivity_list_sort (ReactivityList *self, ReactivityCompareFunc compare, gpointer user_data)
{
  g_autoptr (GPtrArray) items = NULL;
  guint n;

  g_return_if_fail (REACTIVITY_IS_LIST (self));
  g_return_if_fail (compare != NULL);
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  n = reactivity_rope_size (&self->items);
  items = peek_items (self, 0, n);
  g_ptr_array_foreach (items, (GFunc) (GCallback) g_object_ref, NULL);
  g_ptr_array_sort_with_data (items, compare_cb, &(Order){ compare, user_data });

  /* The function is user code. */
  if (reactivity_rope_size (&self->items) == n)
    permute (self, 0, items);
  else
    g_critical ("%s: the list was changed while it was being sorted", G_STRFUNC);
  g_ptr_array_foreach (items, (GFunc) (GCallback) g_object_unref, NULL);
}
