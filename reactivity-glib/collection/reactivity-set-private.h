/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-item-key-private.h"
#include "reactivity-rope-private.h"
#include "reactivity-sequence-private.h"
#include "reactivity-set.h"

G_BEGIN_DECLS

/* One item of a set, or one key of a map. */
typedef struct
{
  ReactivityItemKey key;    /* must be first; owns its string */
  GObject *item;            /* (owned) the key as an object */
  GValue value;             /* of a map; else unset */
  ReactivityRopeLeaf *leaf; /* (unowned) where it stands in the order */
} ReactivityEntry;

struct _ReactivitySet
{
  ReactivitySequence parent_instance;

  GType value_type;     /* of the items, or of the keys */
  GHashTable *entries;  /* (owned) (element-type ReactivityEntry) owns the entries */
  ReactivityRope order; /* (element-type ReactivityEntry) as they were added */
  GHashTable *tracked;  /* (owned) (nullable) the items that somebody asks for */
  guint8 is_map : 1;    /* it belongs to a map, and only that writes it */
};

gboolean reactivity_set_check_type (GType type, const char *func);
gboolean reactivity_set_make_key (ReactivitySet *self, const GValue *value, GValue *converted,
                                  ReactivityItemKey *key, const char *func);
ReactivityEntry *reactivity_set_insert (ReactivitySet *self, const ReactivityItemKey *key,
                                        const GValue *value);
void reactivity_set_take_out (ReactivitySet *self, ReactivityEntry *entry);
void reactivity_set_empty (ReactivitySet *self, GPtrArray *entries);
void reactivity_entry_free (gpointer entry);

static inline ReactivityEntry *
reactivity_set_lookup (ReactivitySet *self, const ReactivityItemKey *key)
{
  return g_hash_table_lookup (self->entries, key);
}

G_END_DECLS
