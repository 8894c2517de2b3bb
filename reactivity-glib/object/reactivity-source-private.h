/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-source.h"

#include "reactivity-node-private.h"
#include "reactivity-value-private.h"

#include "core/link.h"

G_BEGIN_DECLS

typedef struct
{
  GValue value;         /* unset while the value is kept elsewhere and was not published */
  guint32 journal;      /* one more than its place in the journal of the batch; 0 for none */
  guint8 kind;          /* ReactivityKind of the value's type */
  guint8 unchecked : 1; /* every write is a change */
  guint8 custom : 1;    /* there is a ReactivityEqualFunc, among the object's data */
  guint8 computed : 1;  /* there is a value here, from a run, to compare with */
  guint8 shape;         /* of a derived: ReactivityShape */
} ReactivitySourcePrivate;

/* What a write did. */
typedef enum
{
  REACTIVITY_WRITE_SAME,     /* nothing */
  REACTIVITY_WRITE_CHANGED,  /* there is a new value */
  REACTIVITY_WRITE_RESTORED, /* the value from before the batch is back */
} ReactivityWrite;

extern int reactivity_source_offset;
extern GType reactivity_source_types[3];

static inline ReactivitySourcePrivate *
reactivity_source_private (gconstpointer self)
{
  return (ReactivitySourcePrivate *) ((char *) self + reactivity_source_offset);
}

/* The types of C's own sources are known; the others take the way through GType. */
static inline gboolean
reactivity_is_source (gconstpointer self)
{
  return G_LIKELY (reactivity_is_exactly (self, reactivity_source_types[0]) ||
                   reactivity_is_exactly (self, reactivity_source_types[1]) ||
                   reactivity_is_exactly (self, reactivity_source_types[2])) ||
         REACTIVITY_IS_SOURCE ((gpointer) self);
}

void reactivity_source_set_initial_type (ReactivitySource *self, GType type);
void reactivity_source_announce (ReactivityNode *self, guint32 seen);
gboolean reactivity_source_is_equal (ReactivitySource *self, const GValue *a, const GValue *b);
ReactivityWrite reactivity_source_write_slow (ReactivitySource *self, GValue *value);
void reactivity_source_forget_published (ReactivitySource *self);
void reactivity_source_run_again (RgGraph *graph);

/* Stores @value, of exactly the source's type, and takes what it owns, unless it is the one that is
 * there. @kind is that of the source; where it is a constant, this compiles to a few moves. */
static inline ReactivityWrite
reactivity_source_write (ReactivitySource *self, ReactivityKind kind, GValue *value)
{
  ReactivitySourcePrivate *priv = reactivity_source_private (self);

  if (G_UNLIKELY (!reactivity_kind_is_plain (kind) || priv->unchecked || priv->custom ||
                  !priv->computed || priv->journal != 0 ||
                  reactivity_node_core (self)->graph->batches > 0))
    return reactivity_source_write_slow (self, value);

  if (reactivity_kind_equal (kind, &priv->value, value))
    return REACTIVITY_WRITE_SAME;

  priv->value.data[0] = value->data[0];
  return REACTIVITY_WRITE_CHANGED;
}

G_END_DECLS
