/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-place-private.h"

#include "reactivity-key-private.h"

#include "core/refresh.h"

/* A place of a list that is written is a source: each edit compares the places that it may have
 * changed. A place of a derived sequence is a derived itself. */

#define REACTIVITY_TYPE_PLACE (reactivity_place_get_type ())
G_DECLARE_FINAL_TYPE (ReactivityPlace, reactivity_place, REACTIVITY, PLACE, ReactivityKey)

struct _ReactivityPlace
{
  ReactivityKey parent_instance;

  ReactivitySequence *sequence; /* (unowned) (nullable) holds the table that holds this */
  ReactivityPlaceName name;
  gpointer seen;      /* (owned) (nullable) the item that was there; for the size, the number */
  ReactivityTap *tap; /* (owned) (nullable) of a stretch of a derived sequence */

  guint32 batch;   /* which batch the two below are of */
  guint32 version; /* the version from before that batch, */
  gpointer before; /* (owned) (nullable) and what was there then */
};

G_DEFINE_FINAL_TYPE (ReactivityPlace, reactivity_place, REACTIVITY_TYPE_KEY)

static gboolean
is_item (ReactivityPlace *self)
{
  return self->name.n_items == REACTIVITY_PLACE_ITEM;
}

static gpointer
look (ReactivityPlace *self)
{
  gint64 n = reactivity_sequence_n (self->sequence);
  gint64 position = self->name.position;

  if (!is_item (self))
    return GSIZE_TO_POINTER (n);
  if (position < 0)
    position += n;
  return position >= 0 && position < n ? reactivity_sequence_nth (self->sequence, (guint) position)
                                       : NULL;
}

static gboolean
is_same (ReactivityPlace *self, gconstpointer a, gconstpointer b)
{
  return a == b || (is_item (self) && a != NULL && b != NULL && reactivity_item_equal (a, b));
}

static gpointer
hold (ReactivityPlace *self, gpointer seen)
{
  return is_item (self) && seen != NULL ? g_object_ref (seen) : seen;
}

static void
drop (ReactivityPlace *self, gpointer *seen)
{
  gpointer old = g_steal_pointer (seen);

  if (is_item (self) && old != NULL)
    g_object_unref (old);
}

/* The bounds of an item or a stretch in a sequence of @n items. */
static void
get_bounds (ReactivityPlace *self, guint n, gint64 *start, gint64 *end)
{
  *start = self->name.position;
  if (*start < 0)
    *start += n;
  *end = MIN (*start, G_MAXINT64 - G_MAXUINT) + (is_item (self) ? 1 : self->name.n_items);
}

static gboolean
hunk_touches (ReactivityPlace *self, const ReactivityHunk *hunk)
{
  gint64 start, end;

  get_bounds (self, reactivity_sequence_n (self->sequence), &start, &end);

  /* What is counted from the end moves with any change of the length. */
  if (hunk->removed != hunk->added)
    return self->name.position < 0 || hunk->position < end;
  return hunk->position < end && hunk->position + hunk->added > start;
}

static ReactivityUpdateFlags
update_stretch (ReactivityPlace *self)
{
  g_autoptr (GArray) hunks = reactivity_tap_read (self->tap);

  for (guint i = 0; hunks != NULL && i < hunks->len; i++)
    {
      if (hunk_touches (self, &g_array_index (hunks, ReactivityHunk, i)))
        return REACTIVITY_UPDATE_CHANGED;
    }

  return REACTIVITY_UPDATE_NONE;
}

/* Of a derived sequence only. */
static ReactivityUpdateFlags
reactivity_place_update (ReactivityNode *node)
{
  ReactivityPlace *self = REACTIVITY_PLACE (node);
  g_autoptr (ReactivitySequence) held = NULL;
  RgNode *sequence;
  gpointer seen;

  if (self->sequence == NULL)
    return REACTIVITY_UPDATE_NONE;

  held = g_object_ref (self->sequence);
  sequence = reactivity_node_core (held);

  rg_refresh (sequence);
  rg_track (sequence);
  if (self->tap != NULL)
    return update_stretch (self);

  seen = look (self);
  if (is_same (self, seen, self->seen))
    return REACTIVITY_UPDATE_NONE;

  seen = hold (self, seen);
  drop (self, &self->seen);
  self->seen = seen;
  return REACTIVITY_UPDATE_CHANGED;
}

static void
reactivity_place_released (ReactivityKey *key)
{
  ReactivityPlace *self = REACTIVITY_PLACE (key);

  if (self->tap != NULL)
    reactivity_tap_close (self->tap);
  g_clear_pointer (&self->tap, g_free);
  self->sequence = NULL;
}

static void
reactivity_place_finalize (GObject *object)
{
  ReactivityPlace *self = REACTIVITY_PLACE (object);

  drop (self, &self->seen);
  drop (self, &self->before);

  G_OBJECT_CLASS (reactivity_place_parent_class)->finalize (object);
}

static void
reactivity_place_class_init (ReactivityPlaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reactivity_place_finalize;
  REACTIVITY_KEY_CLASS (klass)->released = reactivity_place_released;
  REACTIVITY_NODE_CLASS (klass)->update = reactivity_place_update;
}

static void
reactivity_place_init (ReactivityPlace *self G_GNUC_UNUSED)
{
}

static guint
name_hash (gconstpointer key)
{
  const ReactivityPlaceName *name = key;

  return (guint) name->position * 31 + (guint) name->n_items;
}

static gboolean
name_equal (gconstpointer a, gconstpointer b)
{
  const ReactivityPlaceName *x = a;
  const ReactivityPlaceName *y = b;

  return x->position == y->position && x->n_items == y->n_items;
}

/* (transfer full): a table for the places of a sequence; their names are in themselves */
GHashTable *
reactivity_place_table_new (void)
{
  return reactivity_key_table_new (name_hash, name_equal, g_free);
}

static ReactivityPlace *
place_new (ReactivitySequence *sequence, GHashTable *table, const ReactivityPlaceName *name)
{
  RgNode *core = reactivity_node_core (sequence);
  ReactivityPlace *self = reactivity_key_table_add (table, REACTIVITY_TYPE_PLACE, core->graph,
                                                    g_memdup2 (name, sizeof *name));

  self->sequence = sequence;
  self->name = *name;
  if (name->n_items >= 0)
    reactivity_sequence_private (sequence)->has_stretches = TRUE;

  if (!(core->flags & RG_LAZY))
    {
      self->seen = name->n_items < 0 ? hold (self, look (self)) : NULL;
      return self;
    }

  reactivity_node_core (self)->flags |= RG_LAZY | RG_DIRTY | REACTIVITY_FLAG_LOSS_IGNORE;
  if (name->n_items >= 0)
    {
      self->tap = g_new0 (ReactivityTap, 1);
      reactivity_tap_open (self->tap, sequence);
    }
  return self;
}

/* So many positions that one run reads one by one are as good as the whole. */
#define MANY_READS 64

/* TRUE when the active run has the whole sequence as a dependency, or should have it. */
static gboolean
is_tracked_whole (ReactivitySequence *sequence)
{
  ReactivitySequencePrivate *priv = reactivity_sequence_private (sequence);
  RgNode *core = reactivity_node_core (sequence);
  RgNode *active = core->graph->active;

  if (core->hint < active->cursor && active->deps[core->hint].node == core)
    return TRUE;

  if (priv->reader != active || active->cursor < priv->reader_cursor)
    priv->reader_reads = 0;
  priv->reader = active;
  return priv->reader_reads >= MANY_READS;
}

/* The active computation, if there is one, reads a place of @sequence, which is up to date. */
void
reactivity_place_read (ReactivitySequence *sequence, gint64 position, gint64 n_items)
{
  ReactivitySequencePrivate *priv = reactivity_sequence_private (sequence);
  RgNode *core = reactivity_node_core (sequence);
  RgNode *active = core->graph->active;
  const ReactivityPlaceName name = { position, n_items };
  ReactivityPlace *place;
  guint32 cursor;

  if (active == NULL)
    return;

  if (is_tracked_whole (sequence))
    {
      rg_track (core);
      return;
    }

  if (priv->keys == NULL)
    priv->keys = reactivity_place_table_new ();
  place = g_hash_table_lookup (priv->keys, &name);
  if (place == NULL)
    place = place_new (sequence, priv->keys, &name);

  if (reactivity_node_core (place)->flags & RG_STALE)
    rg_refresh (reactivity_node_core (place));

  /* What this run has read before does not count again. */
  cursor = active->cursor;
  rg_track (reactivity_node_core (place));
  priv->reader_reads += active->cursor > cursor;
  priv->reader_cursor = active->cursor;
}

/* TRUE when what was there before the batch is there again: then it never changed (G6). */
static gboolean
put_back (ReactivityPlace *self, gpointer seen)
{
  RgNode *core = reactivity_node_core (self);
  guint32 batch = reactivity_context_of (core->graph)->batch;

  if (core->graph->batches == 0)
    return FALSE;

  if (self->batch != batch)
    {
      drop (self, &self->before);
      self->batch = batch;
      self->version = core->version;
      self->before = hold (self, self->seen);
      return FALSE;
    }

  return is_same (self, self->before, seen);
}

static void
place_edited (ReactivityPlace *self, const ReactivitySpan *span)
{
  RgNode *core = reactivity_node_core (self);
  guint n = reactivity_sequence_n (self->sequence);
  ReactivityHunk hunk = { span->prefix, span->n_old - span->prefix - span->suffix,
                          n - span->prefix - span->suffix };
  gboolean written;
  gpointer seen;

  if (self->name.n_items >= 0)
    {
      if (hunk_touches (self, &hunk))
        rg_node_changed (core);
      return;
    }

  seen = look (self);
  written = is_item (self) && reactivity_sequence_private (self->sequence)->unchecked &&
            hunk.removed == hunk.added && hunk_touches (self, &hunk);
  if (!written && is_same (self, seen, self->seen))
    return;

  if (!written && put_back (self, seen))
    {
      rg_node_restore (core, self->version);
      drop (self, &self->seen);
      self->seen = hold (self, seen);
      rg_node_restored (core);
      return;
    }

  seen = hold (self, seen);
  drop (self, &self->seen);
  self->seen = seen;
  rg_node_changed (core);
}

static void
gather (GPtrArray *places, gpointer place)
{
  if (place != NULL)
    g_ptr_array_add (places, g_object_ref (place));
}

/* The places that an edit of @span may have changed. Where as many items were replaced as were there
 * before, only those that show them. */
static GPtrArray *
find_places (ReactivitySequence *sequence, const ReactivitySpan *span)
{
  ReactivitySequencePrivate *priv = reactivity_sequence_private (sequence);
  GPtrArray *places = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = reactivity_sequence_n (sequence);
  guint end = n - span->suffix;
  GHashTableIter iter;
  gpointer place;

  if (n == span->n_old && !priv->has_stretches &&
      end - span->prefix < g_hash_table_size (priv->keys))
    {
      for (gint64 i = span->prefix; i < end; i++)
        {
          const ReactivityPlaceName first = { i, REACTIVITY_PLACE_ITEM };
          const ReactivityPlaceName last = { i - n, REACTIVITY_PLACE_ITEM };

          gather (places, g_hash_table_lookup (priv->keys, &first));
          gather (places, g_hash_table_lookup (priv->keys, &last));
        }
      return places;
    }

  g_hash_table_iter_init (&iter, priv->keys);
  while (g_hash_table_iter_next (&iter, NULL, &place))
    {
      const ReactivityPlaceName *name = &((ReactivityPlace *) place)->name;

      if (name->n_items != REACTIVITY_PLACE_ITEM || name->position < 0 ||
          name->position >= span->prefix)
        gather (places, place);
    }

  return places;
}

/* A list that is written has changed: tells the places that have changed by that. Effects wait. */
void
reactivity_places_edited (ReactivitySequence *sequence, const ReactivitySpan *span)
{
  g_autoptr (GPtrArray) places = NULL;

  if (reactivity_sequence_private (sequence)->keys == NULL)
    return;

  places = find_places (sequence, span);
  for (guint i = 0; i < places->len; i++)
    {
      ReactivityPlace *place = places->pdata[i];

      if (place->sequence != NULL)
        place_edited (place, span);
    }
}
