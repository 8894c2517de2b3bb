/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-sequence-private.h"

G_BEGIN_DECLS

/* What of a sequence somebody reads: one position, counted from the beginning or from the end, the
 * length, or a stretch. */

typedef struct
{
  gint64 position; /* negative ones count from the end */
  gint64 n_items;  /* of a stretch; or one of these */
} ReactivityPlaceName;

#define REACTIVITY_PLACE_ITEM (-1)
#define REACTIVITY_PLACE_SIZE (-2)

void reactivity_place_read (ReactivitySequence *sequence, gint64 position, gint64 n_items);
GHashTable *reactivity_place_table_new (void);
void reactivity_places_edited (ReactivitySequence *sequence, const ReactivitySpan *span);

G_END_DECLS
