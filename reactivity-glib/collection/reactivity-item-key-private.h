/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "object/reactivity-node-private.h"

G_BEGIN_DECLS

/* What names an item of a map, a set or an object: a string, an integer or an object. */
typedef struct
{
  const char *string; /* (owned) by copies only; (nullable) NULL for the others */
  gint64 number;      /* for objects the address */
  gboolean is_object;
} ReactivityItemKey;

#define REACTIVITY_ITEM_KEY_STRING(key) ((const ReactivityItemKey){ (key), 0, FALSE })
#define REACTIVITY_ITEM_KEY_INT64(key) ((const ReactivityItemKey){ NULL, (key), FALSE })
#define REACTIVITY_ITEM_KEY_OBJECT(key)                                                            \
  ((const ReactivityItemKey){ NULL, (gint64) GPOINTER_TO_SIZE (key), TRUE })

guint reactivity_item_key_hash (gconstpointer key);
gboolean reactivity_item_key_equal (gconstpointer a, gconstpointer b);
ReactivityItemKey *reactivity_item_key_copy (const ReactivityItemKey *key);
void reactivity_item_key_free (gpointer key);

/* The sources of the keys that somebody reads. */
void reactivity_item_key_track (GHashTable **table, RgGraph *graph, const ReactivityItemKey *key);
void reactivity_item_key_changed (GHashTable *table, const ReactivityItemKey *key);
void reactivity_item_key_all_changed (GHashTable *table);

G_END_DECLS
