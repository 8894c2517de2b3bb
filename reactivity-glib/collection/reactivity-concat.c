/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-derive-private.h"

/* Several sequences one after another, with the items of its own that its listeners know. */

typedef struct
{
  ReactivitySequence *source; /* (owned) */
  ReactivityTap tap;          /* open from the first run on */
  guint n;                    /* how many items of it are there */
} Part;

struct _ReactivityConcat
{
  ReactivitySequence parent_instance;

  Part *parts; /* (owned) */
  guint n_parts;
  ReactivityRope items; /* (owned) (element-type GObject) */
};

G_DEFINE_FINAL_TYPE (ReactivityConcat, reactivity_concat, REACTIVITY_TYPE_SEQUENCE)

static void
apply (ReactivityConcat *self, Part *part, guint start, const ReactivityHunk *hunk, GPtrArray *gone)
{
  guint position = start + hunk->position;

  reactivity_sequence_will_edit (self, position, hunk->removed);
  for (guint i = 0; i < hunk->removed; i++)
    g_ptr_array_add (gone, reactivity_rope_remove (&self->items, position));
  for (guint i = 0; i < hunk->added; i++)
    reactivity_rope_insert (&self->items, position + i,
                            g_object_ref (
                                reactivity_sequence_nth (part->source, hunk->position + i)),
                            FALSE);
  reactivity_sequence_did_edit (self, position, hunk->removed, hunk->added);

  part->n += hunk->added - hunk->removed;
}

static void
take_over (ReactivityConcat *self, Part *part, guint start, GPtrArray *gone)
{
  g_autoptr (GArray) hunks = NULL;

  if (part->tap.source == NULL)
    {
      ReactivityHunk all = { 0, 0, reactivity_sequence_n (part->source) };

      reactivity_tap_open (&part->tap, part->source);
      apply (self, part, start, &all, gone);
      return;
    }

  hunks = reactivity_tap_read (&part->tap);
  for (guint i = 0; hunks != NULL && i < hunks->len; i++)
    apply (self, part, start, &g_array_index (hunks, ReactivityHunk, i), gone);
}

static ReactivityUpdateFlags
reactivity_concat_update (ReactivityNode *node)
{
  ReactivityConcat *self = REACTIVITY_CONCAT (node);
  ReactivitySequencePrivate *priv = reactivity_sequence_private (self);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_object_unref);
  guint start = 0;
  gboolean changed;

  for (guint i = 0; i < self->n_parts; i++)
    reactivity_sequence_track (self->parts[i].source);
  for (guint i = 0; i < self->n_parts; i++)
    {
      take_over (self, &self->parts[i], start, gone);
      start += self->parts[i].n;
    }

  changed = priv->edited;
  priv->edited = FALSE;
  return changed ? REACTIVITY_UPDATE_CHANGED : REACTIVITY_UPDATE_NONE;
}

static guint
get_n (gpointer self)
{
  return reactivity_rope_size (&((ReactivityConcat *) self)->items);
}

static gpointer
get_nth (gpointer self, guint position)
{
  return reactivity_rope_get (&((ReactivityConcat *) self)->items, position);
}

static const ReactivitySequenceShape shape = { get_n, get_nth };

static void
reactivity_concat_finalize (GObject *object)
{
  ReactivityConcat *self = REACTIVITY_CONCAT (object);

  for (guint i = 0; i < self->n_parts; i++)
    {
      reactivity_tap_close (&self->parts[i].tap);
      g_object_unref (self->parts[i].source);
    }
  g_free (self->parts);

  for (ReactivityRopeIter iter = reactivity_rope_seek (&self->items, 0); iter.leaf != NULL;
       reactivity_rope_iter_next (&iter))
    g_object_unref (reactivity_rope_iter_get (&iter));
  reactivity_rope_clear (&self->items);

  G_OBJECT_CLASS (reactivity_concat_parent_class)->finalize (object);
}

static void
reactivity_concat_class_init (ReactivityConcatClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reactivity_concat_finalize;
  REACTIVITY_NODE_CLASS (klass)->update = reactivity_concat_update;
  REACTIVITY_SEQUENCE_CLASS (klass)->shape = &shape;
}

static void
reactivity_concat_init (ReactivityConcat *self)
{
  reactivity_node_core (self)->flags |= RG_LAZY | RG_DIRTY | REACTIVITY_FLAG_LOSS_IGNORE;
  reactivity_rope_init (&self->items, -1, NULL);
}

/* The type that the items of all parts have. */
static GType
common_type (ReactivitySequence **parts, guint n_parts)
{
  GType type = reactivity_sequence_private (parts[0])->item_type;

  for (guint i = 1; i < n_parts; i++)
    {
      GType other = reactivity_sequence_private (parts[i])->item_type;

      while (!g_type_is_a (other, type))
        type = G_TYPE_IS_INTERFACE (type) ? G_TYPE_OBJECT : g_type_parent (type);
    }

  return type;
}

/* (transfer full): of at least one part */
gpointer
reactivity_concat_new (ReactivitySequence **parts, guint n_parts)
{
  RgGraph *graph = reactivity_node_core (parts[0])->graph;
  ReactivityConcat *self = reactivity_node_new (REACTIVITY_TYPE_CONCAT, graph);

  self->parts = g_new0 (Part, n_parts);
  self->n_parts = n_parts;
  for (guint i = 0; i < n_parts; i++)
    self->parts[i].source = g_object_ref (parts[i]);
  reactivity_sequence_private (self)->item_type = common_type (parts, n_parts);
  if (graph->frame->owner != NULL)
    reactivity_node_adopt (REACTIVITY_NODE (self));
  return self;
}
