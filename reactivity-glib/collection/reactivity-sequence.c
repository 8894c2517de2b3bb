/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-box.h"
#include "reactivity-key-private.h"
#include "reactivity-place-private.h"

#include "object/reactivity-frames-private.h"
#include "object/reactivity-listeners-private.h"
#include "object/reactivity-post-private.h"
#include "object/reactivity-value-private.h"

#include "core/flush.h"
#include "core/link.h"
#include "core/refresh.h"

/**
 * ReactivitySequence:
 *
 * Items in an order: a [class@List], or what is derived from one.
 *
 * Reading links the computation to what it reads: to one position, to a stretch, to the length, or
 * to the whole.
 *
 * ```c
 * static gboolean
 * print_first (gpointer names, GError **error)
 * {
 *   ReactivityBox *first = reactivity_sequence_get (names, 0);
 *
 *   g_print ("%s\n", first != NULL ? reactivity_box_get_string (first) : "nobody");
 *   return TRUE;
 * }
 *
 * // later:
 * g_autoptr (ReactivityList) names = reactivity_list_new (NULL, G_TYPE_STRING);
 * g_autoptr (ReactivityEffect) effect = reactivity_effect_new (NULL, print_first, names, NULL);
 *
 * reactivity_list_append_value (names, REACTIVITY_STRING ("Ada"));
 * reactivity_list_append_value (names, REACTIVITY_STRING ("Bob")); // the first one is the same
 * ```
 *
 * ```text
 * nobody
 * Ada
 * ```
 *
 * ## As a list model
 *
 * A sequence is a [iface@Gio.ListModel]. Of all that happens in a batch or in a flush its listeners
 * hear once, in [signal@Gio.ListModel::items-changed], when the flush comes to it. Until then
 * [method@Gio.ListModel.get_item] and [method@Gio.ListModel.get_n_items] show what the listeners
 * know, except to a computation that runs; the functions of this class always show what is there.
 *
 * ## When it runs
 *
 * What is derived from a list is brought up to date when it is read, and by the flush while somebody
 * listens or an effect needs it.
 *
 * ## Memory
 *
 * A sequence owns its items, and holds the sequences that it is derived from. Nothing is made for a
 * position before a computation reads it, and that goes with its last reader. A computation that
 * reads more than 64 positions one by one is linked to the whole instead.
 *
 * ## Errors
 *
 * A position outside of the sequence has no item: reading it gives %NULL, and it is tracked like any
 * other.
 *
 * ## Threads
 *
 * A sequence is used on the thread of its context only.
 *
 * ## In Python and JavaScript
 *
 * The operators and methods of the language's own lists.
 *
 * Since: 0.1
 */

static void list_model_init (GListModelInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (ReactivitySequence, reactivity_sequence, REACTIVITY_TYPE_NODE,
                                  G_ADD_PRIVATE (ReactivitySequence)
                                      G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  PROP_0,
  PROP_SIZE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

int reactivity_sequence_offset;

#define NEEDS_CARE (RG_UNREADY | RG_RUNNING)

/* Brings it up to date, if it is derived. FALSE: it is being computed just now, and whoever reads has
 * the error. */
gboolean
reactivity_sequence_settle (gpointer self)
{
  RgNode *core = reactivity_node_core (self);
  gboolean was_reading;
  RgResult result;

  if (G_LIKELY (!(core->flags & NEEDS_CARE)))
    return TRUE;

  was_reading = core->reading;
  core->reading = TRUE;
  result = rg_refresh (core);
  core->reading = was_reading;
  if (result != RG_OK)
    reactivity_node_hand_on (core, reactivity_error_for (core, result));

  /* A function may have dropped the last reference. Whoever reads goes on to use @self: it goes later. */
  if (G_UNLIKELY ((core->flags & (RG_KEPT | RG_RUNNING | RG_ENDING)) == RG_KEPT && !was_reading))
    {
      core->flags &= ~RG_KEPT;
      reactivity_post (reactivity_context_of (core->graph), g_object_unref, self, NULL);
    }
  return result == RG_OK;
}

/* A read of everything. */
void
reactivity_sequence_track (gpointer self)
{
  RgNode *core = reactivity_node_core (self);

  if (!reactivity_sequence_settle (self) && core->graph->active != NULL)
    core->graph->active->flags |= RG_SELF;
  rg_track (core);
}

static gboolean
has_listeners (gpointer self)
{
  static guint changed_id = 0;

  if (changed_id == 0)
    changed_id = g_signal_lookup ("items-changed", G_TYPE_LIST_MODEL);

  return g_signal_has_handler_pending (self, changed_id, 0, TRUE) ||
         reactivity_has_listeners (self, properties[PROP_SIZE]);
}

/* TRUE when what changes now is to be announced. What a derived sequence had missed before it was
 * queued is not: whoever listens has not seen it. */
static gboolean
is_heard (gpointer self)
{
  RgNode *core = reactivity_node_core (self);

  if ((core->flags & RG_LAZY) && !(core->flags & RG_QUEUED) &&
      !reactivity_sequence_private (self)->announcing)
    return FALSE;
  return has_listeners (self);
}

static void
keep (gpointer self, GPtrArray *items, guint position, guint n_items)
{
  for (guint i = 0; i < n_items; i++)
    g_ptr_array_add (items, g_object_ref (reactivity_sequence_nth (self, position + i)));
}

/* Keeps what the listeners know and what will not be there any more. */
static void
widen_pending (gpointer self, guint position, guint removed)
{
  ReactivityPending *pending = &reactivity_sequence_private (self)->pending;
  guint n = reactivity_sequence_n (self);
  ReactivitySpan old = pending->span;
  gboolean first = pending->old == NULL;
  g_autoptr (GPtrArray) front = NULL;

  reactivity_span_add (&pending->span, first, n, position, removed);
  if (first)
    {
      pending->old = g_ptr_array_new_with_free_func (g_object_unref);
      keep (self, pending->old, position, removed);
      return;
    }

  keep (self, pending->old, n - old.suffix, old.suffix - pending->span.suffix);
  if (pending->span.prefix < old.prefix)
    {
      front = g_ptr_array_new_with_free_func (g_object_unref);
      keep (self, front, pending->span.prefix, old.prefix - pending->span.prefix);
      g_ptr_array_extend_and_steal (front, g_steal_pointer (&pending->old));
      pending->old = g_steal_pointer (&front);
    }
}

/* @removed items at @position are about to give way to others. */
void
reactivity_sequence_will_edit (gpointer self, guint position, guint removed)
{
  ReactivitySequencePrivate *priv = reactivity_sequence_private (self);

  if (!priv->edited)
    priv->heard = is_heard (self);

  reactivity_span_add (&priv->span, !priv->edited, reactivity_sequence_n (self), position, removed);
  priv->edited = TRUE;
  if (priv->heard)
    widen_pending (self, position, removed);
}

/* They have. */
void
reactivity_sequence_did_edit (gpointer self, guint position, guint removed, guint added)
{
  ReactivitySequencePrivate *priv = reactivity_sequence_private (self);

  for (guint i = 0; priv->taps != NULL && i < priv->taps->len; i++)
    reactivity_diff_add (&((ReactivityTap *) priv->taps->pdata[i])->diff, position, removed, added);
}

/* After the edits of one call: tells all who read what they have changed. */
void
reactivity_sequence_tell (gpointer self)
{
  ReactivitySequencePrivate *priv = reactivity_sequence_private (self);
  RgNode *core = reactivity_node_core (self);
  RgGraph *graph = core->graph;
  ReactivitySpan span = priv->span;

  if (!priv->edited)
    return;

  priv->edited = FALSE;
  g_object_ref (self);
  graph->depth++;
  reactivity_places_edited (self, &span);
  rg_node_changed (core);
  rg_unhold (graph);
  g_object_unref (self);
}

void
reactivity_tap_open (ReactivityTap *self, ReactivitySequence *source)
{
  ReactivitySequencePrivate *priv = reactivity_sequence_private (source);

  self->source = source;
  if (priv->taps == NULL)
    priv->taps = g_ptr_array_new ();
  g_ptr_array_add (priv->taps, self);
}

void
reactivity_tap_close (ReactivityTap *self)
{
  if (self->source != NULL)
    g_ptr_array_remove_fast (reactivity_sequence_private (self->source)->taps, self);
  self->source = NULL;
  reactivity_diff_clear (&self->diff);
}

/* (transfer full) (nullable) (element-type ReactivityHunk): what has changed since the last call */
GArray *
reactivity_tap_read (ReactivityTap *self)
{
  return reactivity_diff_steal (&self->diff);
}

/* Boxes are equal when their values are, other objects when they are the same. */
gboolean
reactivity_item_equal (gconstpointer a, gconstpointer b)
{
  const GValue *x;
  const GValue *y;

  if (a == b)
    return TRUE;
  if (!REACTIVITY_IS_BOX ((gpointer) a) || !REACTIVITY_IS_BOX ((gpointer) b))
    return FALSE;

  x = reactivity_box_get_value ((ReactivityBox *) a);
  y = reactivity_box_get_value ((ReactivityBox *) b);
  return x->g_type == y->g_type && x->g_type != 0 &&
         reactivity_kind_equal (reactivity_kind_of (x->g_type), x, y);
}

/* What the listeners know. */
static gboolean
shows_pending (gpointer self)
{
  return reactivity_sequence_private (self)->pending.old != NULL &&
         reactivity_node_core (self)->graph->active == NULL;
}

static GType
get_item_type (GListModel *model)
{
  return reactivity_sequence_private (model)->item_type;
}

static guint
get_n_items (GListModel *model)
{
  reactivity_return_val_if_off_thread (reactivity_node_core (model)->graph, 0);

  reactivity_sequence_settle (model);
  if (shows_pending (model))
    return reactivity_sequence_private (model)->pending.span.n_old;

  reactivity_place_read (REACTIVITY_SEQUENCE (model), 0, REACTIVITY_PLACE_SIZE);
  return reactivity_sequence_n (model);
}

static gpointer
get_pending (gpointer self, guint position)
{
  const ReactivityPending *pending = &reactivity_sequence_private (self)->pending;
  const ReactivitySpan *span = &pending->span;

  if (position >= span->n_old)
    return NULL;
  if (position < span->prefix)
    return reactivity_sequence_nth (self, position);
  if (position < span->n_old - span->suffix)
    return pending->old->pdata[position - span->prefix];
  return reactivity_sequence_nth (self, reactivity_sequence_n (self) - (span->n_old - position));
}

static gpointer
get_item (GListModel *model, guint position)
{
  gpointer item = NULL;

  reactivity_return_val_if_off_thread (reactivity_node_core (model)->graph, NULL);

  reactivity_sequence_settle (model);
  if (shows_pending (model))
    {
      item = get_pending (model, position);
    }
  else
    {
      reactivity_place_read (REACTIVITY_SEQUENCE (model), position, REACTIVITY_PLACE_ITEM);
      if (position < reactivity_sequence_n (model))
        item = reactivity_sequence_nth (model, position);
    }

  return item != NULL ? g_object_ref (item) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* What is the same at both ends did not change. @old begins at the prefix. */
static void
trim (gpointer self, ReactivitySpan *span, const GPtrArray *old)
{
  guint n = reactivity_sequence_n (self);
  guint shorter = MIN (n, span->n_old);
  guint first = span->prefix;

  while (span->prefix + span->suffix < shorter &&
         reactivity_sequence_nth (self, span->prefix) == old->pdata[span->prefix - first])
    span->prefix++;

  while (span->prefix + span->suffix < shorter &&
         reactivity_sequence_nth (self, n - span->suffix - 1) ==
             old->pdata[span->n_old - span->suffix - 1 - first])
    span->suffix++;
}

static void
emit (gpointer self)
{
  ReactivityPending *pending = &reactivity_sequence_private (self)->pending;
  g_autoptr (GPtrArray) old = g_steal_pointer (&pending->old);
  ReactivitySpan span = pending->span;
  guint n = reactivity_sequence_n (self);

  if (old == NULL)
    return;

  trim (self, &span, old);
  if (span.prefix + span.suffix < MAX (n, span.n_old))
    g_list_model_items_changed (self, span.prefix, span.n_old - span.prefix - span.suffix,
                                n - span.prefix - span.suffix);
  if (n != span.n_old)
    g_object_notify_by_pspec (self, properties[PROP_SIZE]);
}

/* In a flush. Those who listen are not part of any run. */
void
reactivity_sequence_announce (ReactivityNode *node, guint32 seen G_GNUC_UNUSED)
{
  ReactivitySequencePrivate *priv = reactivity_sequence_private (node);
  RgGraph *graph = reactivity_node_core (node)->graph;
  guint batches = graph->batches;
  RgFrame frame;

  if (!has_listeners (node))
    {
      g_clear_pointer (&priv->pending.old, g_ptr_array_unref);
      return;
    }

  g_object_ref (node);
  rg_graph_enter_outside (graph, &frame);

  priv->announcing = TRUE;
  reactivity_sequence_settle (node);
  priv->announcing = FALSE;
  emit (node);

  reactivity_frames_balance (reactivity_context_of (graph), &frame, batches,
                             "An items-changed handler");
  rg_graph_leave (graph, &frame);
  g_object_unref (node);
}

static void
reactivity_sequence_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SIZE:
      g_value_set_uint (value, reactivity_sequence_get_size (REACTIVITY_SEQUENCE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reactivity_sequence_finalize (GObject *object)
{
  ReactivitySequencePrivate *priv = reactivity_sequence_private (object);

  g_clear_pointer (&priv->keys, g_hash_table_unref);
  g_clear_pointer (&priv->taps, g_ptr_array_unref);
  g_clear_pointer (&priv->pending.old, g_ptr_array_unref);

  G_OBJECT_CLASS (reactivity_sequence_parent_class)->finalize (object);
}

void
reactivity_sequence_visit_parts (ReactivityNode *self, ReactivityPartFunc func, gpointer data)
{
  reactivity_key_table_visit (reactivity_sequence_private (self)->keys, func, data);
}

static const ReactivityNodeHooks hooks = {
  .announce = reactivity_sequence_announce,
  .visit_parts = reactivity_sequence_visit_parts,
};

static void
reactivity_sequence_class_init (ReactivitySequenceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = reactivity_sequence_get_property;
  object_class->finalize = reactivity_sequence_finalize;

  REACTIVITY_NODE_CLASS (klass)->hooks = &hooks;

  reactivity_sequence_offset = g_type_class_get_instance_private_offset (klass);

  /**
   * ReactivitySequence:size:
   *
   * How many items there are. Reading it is a read like any other; `notify::size` is emitted in the
   * flush, after [signal@Gio.ListModel::items-changed].
   *
   * Since: 0.1
   */
  properties[PROP_SIZE] =
      g_param_spec_uint ("size", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
reactivity_sequence_init (ReactivitySequence *self)
{
  reactivity_sequence_private (self)->item_type = G_TYPE_OBJECT;
  reactivity_node_core (self)->flags |= RG_WATCHED;
}

/**
 * reactivity_sequence_get_item_type:
 * @self: a sequence
 *
 * The type of all items. It is [class@Box] where the items are plain values.
 *
 * Returns: the type
 * Since: 0.1
 */
GType
reactivity_sequence_get_item_type (ReactivitySequence *self)
{
  g_return_val_if_fail (REACTIVITY_IS_SEQUENCE (self), G_TYPE_INVALID);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, G_TYPE_INVALID);

  return reactivity_sequence_private (self)->item_type;
}

/**
 * reactivity_sequence_get_size:
 * @self: a sequence
 *
 * How many items there are. Tracks that number.
 *
 * Returns: the length
 * Since: 0.1
 */
guint
reactivity_sequence_get_size (ReactivitySequence *self)
{
  g_return_val_if_fail (REACTIVITY_IS_SEQUENCE (self), 0);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, 0);

  reactivity_sequence_settle (self);
  reactivity_place_read (self, 0, REACTIVITY_PLACE_SIZE);
  return reactivity_sequence_n (self);
}

static gint64
from_start (gpointer self, gint64 position)
{
  return position < 0 ? position + (gint64) reactivity_sequence_n (self) : position;
}

/**
 * reactivity_sequence_get:
 * @self: a sequence
 * @position: a position; negative ones count from the end, the last item being -1
 *
 * The item at a position. Tracks what is at that position, also when nothing is.
 *
 * Returns: (transfer none) (nullable) (type GObject): the item, valid until the sequence changes;
 *   %NULL where there is none
 * Since: 0.1
 */
gpointer
reactivity_sequence_get (ReactivitySequence *self, gint64 position)
{
  gint64 at;

  g_return_val_if_fail (REACTIVITY_IS_SEQUENCE (self), NULL);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, NULL);

  reactivity_sequence_settle (self);
  reactivity_place_read (self, position, REACTIVITY_PLACE_ITEM);

  at = from_start (self, position);
  if (at < 0 || at >= reactivity_sequence_n (self))
    return NULL;
  return reactivity_sequence_nth (self, (guint) at);
}

/**
 * reactivity_sequence_get_value:
 * @self: a sequence
 * @position: a position, as in [method@Sequence.get]
 * @value: (out caller-allocates): where to put a copy of the value: either zeroed, or initialized
 *   with a type to which it can be transformed
 *
 * The plain value at a position, out of its box; where the items are objects, the object.
 *
 * Returns: %TRUE if @value was set, %FALSE where there is none
 * Since: 0.1
 */
gboolean
reactivity_sequence_get_value (ReactivitySequence *self, gint64 position, GValue *value)
{
  GValue object = { .g_type = G_TYPE_OBJECT };
  const GValue *source = &object;
  gpointer item;

  g_return_val_if_fail (REACTIVITY_IS_SEQUENCE (self), FALSE);
  g_return_val_if_fail (value != NULL, FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  item = reactivity_sequence_get (self, position);
  if (item == NULL)
    return FALSE;

  object.data[0].v_pointer = item;
  if (REACTIVITY_IS_BOX (item))
    source = reactivity_box_get_value (item);
  if (!G_IS_VALUE (source))
    return FALSE;

  if (value->g_type == 0)
    g_value_init (value, G_VALUE_TYPE (source));
  if (g_value_transform (source, value))
    return TRUE;

  g_critical ("%s: an item of type %s cannot be used as %s", G_STRFUNC, G_VALUE_TYPE_NAME (source),
              G_VALUE_TYPE_NAME (value));
  return FALSE;
}

static GPtrArray *
copy_items (gpointer self, guint position, guint n_items)
{
  GPtrArray *items = g_ptr_array_new_full (n_items, g_object_unref);

  keep (self, items, position, n_items);
  return items;
}

/**
 * reactivity_sequence_list_items:
 * @self: a sequence
 *
 * Lists all items. Tracks everything.
 *
 * Returns: (transfer container) (element-type GObject): the items, in order
 * Since: 0.1
 */
GPtrArray *
reactivity_sequence_list_items (ReactivitySequence *self)
{
  g_return_val_if_fail (REACTIVITY_IS_SEQUENCE (self), NULL);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, NULL);

  reactivity_sequence_track (self);
  return copy_items (self, 0, reactivity_sequence_n (self));
}

/**
 * reactivity_sequence_list_range:
 * @self: a sequence
 * @position: the first position; negative ones count from the end
 * @n_items: how many items, at most
 *
 * Lists the items of a stretch. Tracks that stretch, as one thing.
 *
 * Returns: (transfer container) (element-type GObject): the items that are there, in order
 * Since: 0.1
 */
GPtrArray *
reactivity_sequence_list_range (ReactivitySequence *self, gint64 position, guint n_items)
{
  gint64 start, end;

  g_return_val_if_fail (REACTIVITY_IS_SEQUENCE (self), NULL);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, NULL);

  reactivity_sequence_settle (self);
  reactivity_place_read (self, position, n_items);

  start = from_start (self, position);
  end = (gint64) reactivity_sequence_n (self);
  if (start < end - (gint64) n_items)
    end = start + n_items;
  start = MAX (start, 0);
  return copy_items (self, (guint) start, end > start ? (guint) (end - start) : 0);
}

static gint64
find (ReactivitySequence *self, gpointer item)
{
  guint n;

  reactivity_sequence_track (self);
  n = reactivity_sequence_n (self);
  for (guint i = 0; i < n; i++)
    {
      if (reactivity_item_equal (reactivity_sequence_nth (self, i), item))
        return i;
    }

  return -1;
}

/**
 * reactivity_sequence_find:
 * @self: a sequence
 * @item: (type GObject): an item
 *
 * Looks for an item. Tracks everything.
 *
 * Returns: the first position at which it is, or -1
 * Since: 0.1
 */
gint64
reactivity_sequence_find (ReactivitySequence *self, gpointer item)
{
  g_return_val_if_fail (REACTIVITY_IS_SEQUENCE (self), -1);
  g_return_val_if_fail (G_IS_OBJECT (item), -1);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, -1);

  return find (self, item);
}

/**
 * reactivity_sequence_find_value:
 * @self: a sequence
 * @value: a plain value or an object
 *
 * Looks for a value. Tracks everything.
 *
 * Returns: the first position at which there is an equal value, or -1
 * Since: 0.1
 */
gint64
reactivity_sequence_find_value (ReactivitySequence *self, const GValue *value)
{
  g_autoptr (ReactivityBox) box = NULL;
  g_auto (GValue) converted = G_VALUE_INIT;
  gpointer first;

  g_return_val_if_fail (REACTIVITY_IS_SEQUENCE (self), -1);
  g_return_val_if_fail (G_IS_VALUE (value), -1);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, -1);

  if (G_VALUE_HOLDS_OBJECT (value))
    return find (self, g_value_get_object (value));

  /* Languages say 1 where the items are of 64 bits. */
  reactivity_sequence_track (self);
  first = reactivity_sequence_n (self) > 0 ? reactivity_sequence_nth (self, 0) : NULL;
  if (REACTIVITY_IS_BOX (first) && G_IS_VALUE (reactivity_box_get_value (first)))
    {
      g_value_init (&converted, G_VALUE_TYPE (reactivity_box_get_value (first)));
      if (reactivity_value_convert (value, &converted))
        value = &converted;
    }

  box = reactivity_box_new (value);
  return find (self, box);
}
