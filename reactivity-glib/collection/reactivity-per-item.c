/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-per-item-private.h"

#include "reactivity-work-private.h"

#include "core/flush.h"
#include "core/propagate.h"

int reactivity_per_item_offset;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ReactivityPerItem, reactivity_per_item,
                                     REACTIVITY_TYPE_SEQUENCE)

static inline const ReactivityPerItemKind *
kind_of (ReactivityPerItem *self)
{
  return REACTIVITY_PER_ITEM_GET_CLASS (self)->kind;
}

static void
slot_free (ReactivityPerItem *self, ReactivitySlot *slot)
{
  if (slot->work != NULL)
    reactivity_work_end (slot->work);
  if (kind_of (self)->free_result != NULL)
    kind_of (self)->free_result (&slot->result);
  g_object_unref (slot->item);
  g_free (slot);
}

/* Takes the reference of @item. */
static ReactivitySlot *
slot_new (ReactivityPerItem *self, GObject *item)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);
  ReactivitySlot *slot = g_new0 (ReactivitySlot, 1);

  slot->item = item;
  priv->has_fresh = FALSE;
  reactivity_work_run_first (self, slot);
  slot->result = priv->has_fresh ? priv->fresh : kind_of (self)->failed (self);
  return slot;
}

/* The items that have come, held, since user code may write to the source meanwhile. */
static GPtrArray *
gather_added (ReactivitySequence *source, const GArray *hunks)
{
  GPtrArray *items = g_ptr_array_new ();

  for (guint i = 0; i < hunks->len; i++)
    {
      const ReactivityHunk *hunk = &g_array_index (hunks, ReactivityHunk, i);

      for (guint j = 0; j < hunk->added; j++)
        g_ptr_array_add (items,
                         g_object_ref (reactivity_sequence_nth (source, hunk->position + j)));
    }

  return items;
}

/* From the end, so that the positions before stay as they were. */
static GPtrArray *
take_out_removed (ReactivityPerItem *self, const GArray *hunks)
{
  ReactivityRope *slots = &reactivity_per_item_private (self)->slots;
  GPtrArray *gone = g_ptr_array_new ();
  guint shift = 0;

  for (guint i = 0; i < hunks->len; i++)
    {
      const ReactivityHunk *hunk = &g_array_index (hunks, ReactivityHunk, i);

      shift += hunk->added - hunk->removed;
    }

  for (guint i = hunks->len; i > 0; i--)
    {
      const ReactivityHunk *hunk = &g_array_index (hunks, ReactivityHunk, i - 1);

      shift -= hunk->added - hunk->removed;
      for (guint j = hunk->removed; j > 0; j--)
        {
          guint position = hunk->position - shift + j - 1;
          ReactivitySlot *slot = reactivity_rope_get (slots, position);

          kind_of (self)->remove (self, slot, position);
          g_ptr_array_add (gone, slot);
        }
    }

  return gone;
}

/* (nullable): the slots of @gone by their items, the first one first */
static GHashTable *
index_gone (GPtrArray *gone, gboolean wanted)
{
  GHashTable *index = NULL;

  if (!wanted || gone->len == 0)
    return NULL;

  index = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < gone->len; i++)
    {
      ReactivitySlot *slot = gone->pdata[i];

      slot->next = g_hash_table_lookup (index, slot->item);
      g_hash_table_insert (index, slot->item, slot);
    }

  return index;
}

static ReactivitySlot *
reuse (GHashTable *index, GObject *item)
{
  ReactivitySlot *slot = index != NULL ? g_hash_table_lookup (index, item) : NULL;

  if (slot == NULL)
    return NULL;

  if (slot->next != NULL)
    g_hash_table_insert (index, item, slot->next);
  else
    g_hash_table_remove (index, item);
  slot->next = NULL;
  g_object_unref (item);
  return slot;
}

static void
free_unused (ReactivityPerItem *self, GHashTable *index, GPtrArray *gone)
{
  GHashTableIter iter;
  gpointer slot;

  if (index == NULL)
    {
      for (guint i = 0; i < gone->len; i++)
        slot_free (self, gone->pdata[i]);
      return;
    }

  g_hash_table_iter_init (&iter, index);
  while (g_hash_table_iter_next (&iter, NULL, &slot))
    {
      for (ReactivitySlot *next; slot != NULL; slot = next)
        {
          next = ((ReactivitySlot *) slot)->next;
          slot_free (self, slot);
        }
    }
}

static void
apply (ReactivityPerItem *self, const GArray *hunks)
{
  ReactivitySequence *source = reactivity_per_item_private (self)->source;
  g_autoptr (GPtrArray) added = gather_added (source, hunks);
  g_autoptr (GPtrArray) gone = take_out_removed (self, hunks);
  g_autoptr (GHashTable) index = index_gone (gone, added->len > 0);
  guint next = 0;

  for (guint i = 0; i < hunks->len; i++)
    {
      const ReactivityHunk *hunk = &g_array_index (hunks, ReactivityHunk, i);

      for (guint j = 0; j < hunk->added; j++)
        {
          GObject *item = added->pdata[next++];
          ReactivitySlot *slot = reuse (index, item);

          if (slot == NULL)
            slot = slot_new (self, item);
          kind_of (self)->insert (self, slot, hunk->position + j);
        }
    }

  free_unused (self, index, gone);
}

/* Functions that keep waking each other stay stale, to be run when the sequence is refreshed again. */
static void
leave_stale (ReactivityPerItem *self, GPtrArray *left)
{
  RgNode *core = reactivity_node_core (self);
  GPtrArray *stale = reactivity_per_item_private (self)->stale;

  for (guint i = 0; i < left->len; i++)
    {
      ReactivityWork *work = stale->pdata[GPOINTER_TO_UINT (left->pdata[i])];

      stale->pdata[i] = work;
      if (work == NULL)
        continue;

      /* The next change has to come through to it. */
      work->stale = i + 1;
      reactivity_node_core (work)->flags |= RG_DIRTY;
      reactivity_node_core (work)->flags &= ~RG_SPREAD;
      rg_unspread (reactivity_node_core (work), 0);
    }
  g_ptr_array_set_size (stale, left->len);

  reactivity_context_report (reactivity_context_of (core->graph), core,
                             reactivity_error_for (core, RG_CYCLE));
}

/* One function has run too often. That of one item counts, never all of them together: there may be
 * any number of items, and of those that are due most may have gone. */
static gboolean
is_restless (ReactivityPerItemPrivate *priv, ReactivityWork *work)
{
  if (work->pass != priv->pass)
    {
      work->pass = priv->pass;
      work->runs = 0;
    }

  return work->runs++ == RG_LIMIT;
}

static void
run_stale (ReactivityPerItem *self)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);
  g_autoptr (GPtrArray) left = NULL;

  priv->pass++;
  for (guint i = 0; i < priv->stale->len; i++)
    {
      ReactivityWork *work = priv->stale->pdata[i];
      ReactivitySlot *slot;

      if (work == NULL)
        continue;

      if (is_restless (priv, work))
        {
          if (left == NULL)
            left = g_ptr_array_new ();
          g_ptr_array_add (left, GUINT_TO_POINTER (i));
          continue;
        }

      work->stale = 0;
      slot = work->slot;
      if (reactivity_work_run_again (work))
        kind_of (self)->change (self, slot);
    }

  if (left != NULL)
    leave_stale (self, left);
  else
    g_ptr_array_set_size (priv->stale, 0);
}

/* (transfer full) (nullable): what is to be taken over; the first time it is everything */
static GArray *
read_tap (ReactivityPerItemPrivate *priv)
{
  ReactivityHunk all = { 0, 0, 0 };
  GArray *hunks;

  if (priv->tap.source != NULL)
    return reactivity_tap_read (&priv->tap);

  reactivity_tap_open (&priv->tap, priv->source);
  all.added = reactivity_sequence_n (priv->source);
  hunks = g_array_new (FALSE, FALSE, sizeof all);
  g_array_append_val (hunks, all);
  return hunks;
}

static ReactivityUpdateFlags
reactivity_per_item_update (ReactivityNode *node)
{
  ReactivityPerItem *self = REACTIVITY_PER_ITEM (node);
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);
  ReactivitySequencePrivate *sequence = reactivity_sequence_private (self);
  g_autoptr (GArray) hunks = NULL;
  gboolean changed;

  if (priv->ended)
    return REACTIVITY_UPDATE_NONE;

  reactivity_sequence_track (priv->source);
  priv->changed = FALSE;

  hunks = read_tap (priv);
  if (hunks != NULL)
    apply (self, hunks);
  run_stale (self);
  if (kind_of (self)->finish != NULL)
    kind_of (self)->finish (self);

  changed = sequence->edited || priv->changed;
  sequence->edited = FALSE;
  return changed ? REACTIVITY_UPDATE_CHANGED : REACTIVITY_UPDATE_NONE;
}

/* Disposed, with its scope for example: it stays as it is. */
void
reactivity_per_item_ended (ReactivityNode *node)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (node);

  if (priv->ended)
    return;

  priv->ended = TRUE;
  reactivity_tap_close (&priv->tap);
  for (ReactivityRopeIter iter = reactivity_rope_seek (&priv->slots, 0); iter.leaf != NULL;
       reactivity_rope_iter_next (&iter))
    {
      ReactivitySlot *slot = reactivity_rope_iter_get (&iter);

      if (slot->work != NULL)
        reactivity_work_end (g_steal_pointer (&slot->work));
    }
  if (priv->spare != NULL)
    reactivity_work_end (g_steal_pointer (&priv->spare));

  reactivity_function_drop (&priv->function,
                            reactivity_context_of (reactivity_node_core (node)->graph));
}

static void
reactivity_per_item_finalize (GObject *object)
{
  ReactivityPerItem *self = REACTIVITY_PER_ITEM (object);
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);

  for (ReactivityRopeIter iter = reactivity_rope_seek (&priv->slots, 0); iter.leaf != NULL;
       reactivity_rope_iter_next (&iter))
    slot_free (self, reactivity_rope_iter_get (&iter));
  reactivity_rope_clear (&priv->slots);
  g_ptr_array_unref (priv->stale);
  g_ptr_array_unref (priv->moved);
  reactivity_tap_close (&priv->tap);
  g_clear_object (&priv->source);

  G_OBJECT_CLASS (reactivity_per_item_parent_class)->finalize (object);
}

void
reactivity_per_item_visit_parts (ReactivityNode *self, ReactivityPartFunc func, gpointer data)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);

  reactivity_sequence_visit_parts (self, func, data);
  for (ReactivityRopeIter iter = reactivity_rope_seek (&priv->slots, 0); iter.leaf != NULL;
       reactivity_rope_iter_next (&iter))
    {
      ReactivitySlot *slot = reactivity_rope_iter_get (&iter);

      if (slot->work != NULL)
        func (G_OBJECT (slot->work), data);
    }
}

static const ReactivityNodeHooks hooks = {
  .announce = reactivity_sequence_announce,
  .ended = reactivity_per_item_ended,
  .visit_parts = reactivity_per_item_visit_parts,
};

/* What is summed up has no items. */
static guint
get_n (gpointer self G_GNUC_UNUSED)
{
  return 0;
}

static gpointer
get_nth (gpointer self G_GNUC_UNUSED, guint position G_GNUC_UNUSED)
{
  return NULL;
}

static const ReactivitySequenceShape shape = { get_n, get_nth };

static void
reactivity_per_item_class_init (ReactivityPerItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reactivity_per_item_finalize;
  REACTIVITY_NODE_CLASS (klass)->update = reactivity_per_item_update;
  REACTIVITY_NODE_CLASS (klass)->hooks = &hooks;
  REACTIVITY_SEQUENCE_CLASS (klass)->shape = &shape;

  reactivity_per_item_offset = g_type_class_get_instance_private_offset (klass);
}

static void
reactivity_per_item_init (ReactivityPerItem *self)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self);

  reactivity_node_core (self)->flags |= RG_LAZY | RG_DIRTY | REACTIVITY_FLAG_LOSS_IGNORE;
  priv->stale = g_ptr_array_new ();
  priv->moved = g_ptr_array_new ();
  reactivity_rope_init (&priv->slots, G_STRUCT_OFFSET (ReactivitySlot, leaf), NULL);
}

/* (transfer full) (nullable): takes the data of @function */
gpointer
reactivity_per_item_new (GType type, ReactivitySequence *source, GType item_type,
                         const ReactivityFunction *function, const char *func)
{
  RgGraph *graph = reactivity_node_core (source)->graph;
  ReactivityPerItem *self;

  if (!reactivity_graph_check_thread (graph, func))
    {
      reactivity_function_refuse (function);
      return NULL;
    }

  self = reactivity_node_new (type, graph);
  reactivity_per_item_private (self)->source = g_object_ref (source);
  reactivity_per_item_private (self)->function = *function;
  reactivity_sequence_private (self)->item_type = item_type;
  if (graph->frame->owner != NULL)
    reactivity_node_adopt (REACTIVITY_NODE (self));
  return self;
}
