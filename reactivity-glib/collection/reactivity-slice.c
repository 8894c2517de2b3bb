/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-derive-private.h"

/* Some items of a sequence, from a position on. Items that come into sight are gaps at first, the
 * marked ones: where in the source they are is known when all has been taken over. */

struct _ReactivitySlice
{
  ReactivitySequence parent_instance;

  ReactivitySequence *source; /* (owned) */
  ReactivityTap tap;          /* open from the first run on */
  ReactivityRope items;       /* (owned) (element-type GObject) (nullable) */
  gint64 start;
  gint64 most;     /* so many items at most */
  gint64 n_source; /* the length of the source that was taken over */
  GPtrArray *gone; /* (owned) (nullable) while it is refreshed */
};

G_DEFINE_FINAL_TYPE (ReactivitySlice, reactivity_slice, REACTIVITY_TYPE_SEQUENCE)

static inline gint64
size_of (ReactivitySlice *self)
{
  return reactivity_rope_size (&self->items);
}

/* What was there gives way to gaps. */
static void
replace (ReactivitySlice *self, gint64 position, gint64 removed, gint64 added)
{
  guint at = (guint) position;

  if (removed == 0 && added == 0)
    return;

  reactivity_sequence_will_edit (self, at, (guint) removed);
  for (gint64 i = 0; i < removed; i++)
    {
      gpointer item = reactivity_rope_remove (&self->items, at);

      if (item != NULL)
        g_ptr_array_add (self->gone, item);
    }
  for (gint64 i = 0; i < added; i++)
    reactivity_rope_insert (&self->items, at, NULL, TRUE);
  reactivity_sequence_did_edit (self, at, (guint) removed, (guint) added);
}

/* The end of the stretch follows the length of the source. */
static void
fit_end (ReactivitySlice *self)
{
  gint64 wanted = CLAMP (self->n_source - self->start, 0, self->most);
  gint64 size = size_of (self);

  if (size > wanted)
    replace (self, wanted, size - wanted, 0);
  else
    replace (self, size, 0, wanted - size);
}

/* The source changed in front of the stretch, and perhaps into it. */
static void
shift (ReactivitySlice *self, const ReactivityHunk *hunk)
{
  gint64 kept = MAX ((gint64) hunk->position + hunk->removed, self->start);
  gint64 now = kept - hunk->removed + hunk->added; /* where the first one kept is now */
  gint64 dropped = kept - self->start;

  if (now < self->start)
    dropped += self->start - now;
  replace (self, 0, MIN (dropped, size_of (self)), CLAMP (now - self->start, 0, self->most));
}

static void
apply (ReactivitySlice *self, const ReactivityHunk *hunk)
{
  gint64 at = hunk->position - self->start;

  self->n_source += (gint64) hunk->added - hunk->removed;
  if (at >= self->most)
    return;

  if (at < 0)
    shift (self, hunk);
  else
    replace (self, at, MIN ((gint64) hunk->removed, size_of (self) - at),
             MIN ((gint64) hunk->added, self->most - at));
  fit_end (self);
}

static void
fill_gaps (ReactivitySlice *self)
{
  while (self->items.root->totals.n_marked > 0)
    {
      guint position = reactivity_rope_find_marked (&self->items, 0);
      gpointer item = reactivity_sequence_nth (self->source, (guint) (self->start + position));

      reactivity_rope_set (&self->items, position, g_object_ref (item));
      reactivity_rope_set_marked (&self->items, position, FALSE);
    }
}

static void
take_over (ReactivitySlice *self)
{
  g_autoptr (GArray) hunks = NULL;

  if (self->tap.source == NULL)
    {
      ReactivityHunk all = { 0, 0, reactivity_sequence_n (self->source) };

      reactivity_tap_open (&self->tap, self->source);
      apply (self, &all);
    }
  else
    {
      hunks = reactivity_tap_read (&self->tap);
      for (guint i = 0; hunks != NULL && i < hunks->len; i++)
        apply (self, &g_array_index (hunks, ReactivityHunk, i));
    }

  fill_gaps (self);
}

static ReactivityUpdateFlags
reactivity_slice_update (ReactivityNode *node)
{
  ReactivitySlice *self = REACTIVITY_SLICE (node);
  ReactivitySequencePrivate *priv = reactivity_sequence_private (self);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean changed;

  reactivity_sequence_track (self->source);
  self->gone = gone;
  take_over (self);
  self->gone = NULL;

  changed = priv->edited;
  priv->edited = FALSE;
  return changed ? REACTIVITY_UPDATE_CHANGED : REACTIVITY_UPDATE_NONE;
}

static guint
get_n (gpointer self)
{
  return reactivity_rope_size (&((ReactivitySlice *) self)->items);
}

static gpointer
get_nth (gpointer self, guint position)
{
  return reactivity_rope_get (&((ReactivitySlice *) self)->items, position);
}

static const ReactivitySequenceShape shape = { get_n, get_nth };

static void
reactivity_slice_finalize (GObject *object)
{
  ReactivitySlice *self = REACTIVITY_SLICE (object);

  reactivity_tap_close (&self->tap);
  g_object_unref (self->source);
  for (ReactivityRopeIter iter = reactivity_rope_seek (&self->items, 0); iter.leaf != NULL;
       reactivity_rope_iter_next (&iter))
    g_object_unref (reactivity_rope_iter_get (&iter));
  reactivity_rope_clear (&self->items);

  G_OBJECT_CLASS (reactivity_slice_parent_class)->finalize (object);
}

static void
reactivity_slice_class_init (ReactivitySliceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reactivity_slice_finalize;
  REACTIVITY_NODE_CLASS (klass)->update = reactivity_slice_update;
  REACTIVITY_SEQUENCE_CLASS (klass)->shape = &shape;
}

static void
reactivity_slice_init (ReactivitySlice *self)
{
  reactivity_node_core (self)->flags |= RG_LAZY | RG_DIRTY | REACTIVITY_FLAG_LOSS_IGNORE;
  reactivity_rope_init (&self->items, -1, NULL);
}

/* (transfer full) */
gpointer
reactivity_slice_new (ReactivitySequence *source, guint position, guint n_items)
{
  RgGraph *graph = reactivity_node_core (source)->graph;
  ReactivitySlice *self = reactivity_node_new (REACTIVITY_TYPE_SLICE, graph);

  self->source = g_object_ref (source);
  self->start = position;
  self->most = n_items;
  reactivity_sequence_private (self)->item_type = reactivity_sequence_private (source)->item_type;
  if (graph->frame->owner != NULL)
    reactivity_node_adopt (REACTIVITY_NODE (self));
  return self;
}
