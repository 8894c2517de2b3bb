/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-diff-private.h"
#include "reactivity-sequence.h"

#include "object/reactivity-node-private.h"

G_BEGIN_DECLS

/* What one reader of a sequence, which keeps a copy, has still to take over. */
typedef struct
{
  ReactivitySequence *source; /* (unowned) (nullable) outlives the tap */
  ReactivityDiff diff;
} ReactivityTap;

/* The state of a sequence that its listeners know, while it differs from the state of now. */
typedef struct
{
  ReactivitySpan span;
  GPtrArray
      *old; /* (owned) (nullable) (element-type GObject) the items between prefix and suffix */
} ReactivityPending;

typedef struct
{
  GType item_type;
  GPtrArray *taps;           /* (owned) (nullable) (element-type ReactivityTap) */
  GHashTable *keys;          /* (owned) (nullable) ReactivityPlace by what it stands for */
  ReactivityPending pending; /* what is to be announced */
  ReactivitySpan span;       /* what an edit under way has touched */
  RgNode *reader;            /* (unowned) (nullable) who read positions last, by what follows */
  guint32 reader_cursor;     /* how far it had come, and */
  guint reader_reads;        /* how many positions it had read */
  guint edited : 1;          /* `span` is in use */
  guint heard : 1;           /* what is edited is to be announced */
  guint announcing : 1;      /* a refresh is to be announced */
  guint has_stretches : 1;   /* there was a place of several items */
  guint unchecked : 1;       /* what is written is a change, whatever was there */
} ReactivitySequencePrivate;

/* Where the items are: the private part of ReactivitySequenceClass. */
typedef struct
{
  guint (*get_n) (gpointer self);
  gpointer (*get_nth) (gpointer self, guint position);
} ReactivitySequenceShape;

static inline const ReactivitySequenceShape *
reactivity_sequence_shape (gpointer self)
{
  return REACTIVITY_SEQUENCE_GET_CLASS ((ReactivitySequence *) self)->shape;
}

extern int reactivity_sequence_offset;

static inline ReactivitySequencePrivate *
reactivity_sequence_private (gconstpointer self)
{
  return (ReactivitySequencePrivate *) ((char *) self + reactivity_sequence_offset);
}

/* The state of now: neither brings it up to date nor tracks. */
static inline guint
reactivity_sequence_n (gpointer self)
{
  return reactivity_sequence_shape (self)->get_n (self);
}

static inline gpointer
reactivity_sequence_nth (gpointer self, guint position)
{
  return reactivity_sequence_shape (self)->get_nth (self, position);
}

void reactivity_sequence_will_edit (gpointer self, guint position, guint removed);
void reactivity_sequence_did_edit (gpointer self, guint position, guint removed, guint added);
void reactivity_sequence_tell (gpointer self);
gboolean reactivity_sequence_settle (gpointer self);

void reactivity_tap_open (ReactivityTap *self, ReactivitySequence *source);
void reactivity_tap_close (ReactivityTap *self);
GArray *reactivity_tap_read (ReactivityTap *self);

void reactivity_sequence_track (gpointer self);
void reactivity_sequence_announce (ReactivityNode *self, guint32 seen);
void reactivity_sequence_visit_parts (ReactivityNode *self, ReactivityPartFunc func, gpointer data);
gboolean reactivity_item_equal (gconstpointer a, gconstpointer b);

G_END_DECLS
