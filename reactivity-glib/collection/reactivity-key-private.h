/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "object/reactivity-node-private.h"

#include "core/link.h"

G_BEGIN_DECLS

/* One thing of a collection that somebody reads: a position, a key, a property. It is made when it is
 * first read, and goes when nobody reads it any more; a table, of the collection, holds it. */

#define REACTIVITY_TYPE_KEY (reactivity_key_get_type ())
G_DECLARE_DERIVABLE_TYPE (ReactivityKey, reactivity_key, REACTIVITY, KEY, ReactivityNode)

struct _ReactivityKeyClass
{
  ReactivityNodeClass parent_class;

  /* The table lets it go: what belongs to the collection is not to be used any more. */
  void (*released) (ReactivityKey *self);
};

GHashTable *reactivity_key_table_new (GHashFunc hash, GEqualFunc equal, GDestroyNotify destroy);
gpointer reactivity_key_table_add (GHashTable *table, GType type, RgGraph *graph, gpointer key);

void reactivity_key_table_visit (GHashTable *table, ReactivityPartFunc func, gpointer data);

gpointer reactivity_key_get_key (gpointer self);
GPtrArray *reactivity_key_list_others (gpointer self);
void reactivity_key_drop (gpointer self);

G_END_DECLS
