/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-derive.h"
#include "reactivity-group.h"
#include "reactivity-per-item-private.h"

G_BEGIN_DECLS

/* What the functions of reactivity-derive.h make. */

#define REACTIVITY_TYPE_MAPPED (reactivity_mapped_get_type ())
G_DECLARE_FINAL_TYPE (ReactivityMapped, reactivity_mapped, REACTIVITY, MAPPED, ReactivityPerItem)

#define REACTIVITY_TYPE_FILTERED (reactivity_filtered_get_type ())
G_DECLARE_FINAL_TYPE (ReactivityFiltered, reactivity_filtered, REACTIVITY, FILTERED,
                      ReactivityPerItem)

#define REACTIVITY_TYPE_SORTED (reactivity_sorted_get_type ())
G_DECLARE_FINAL_TYPE (ReactivitySorted, reactivity_sorted, REACTIVITY, SORTED, ReactivityPerItem)

#define REACTIVITY_TYPE_FOLDED (reactivity_folded_get_type ())
G_DECLARE_FINAL_TYPE (ReactivityFolded, reactivity_folded, REACTIVITY, FOLDED, ReactivityPerItem)

#define REACTIVITY_TYPE_JOINED (reactivity_joined_get_type ())
G_DECLARE_FINAL_TYPE (ReactivityJoined, reactivity_joined, REACTIVITY, JOINED, ReactivityPerItem)

#define REACTIVITY_TYPE_GROUPED (reactivity_grouped_get_type ())
G_DECLARE_FINAL_TYPE (ReactivityGrouped, reactivity_grouped, REACTIVITY, GROUPED, ReactivityPerItem)

#define REACTIVITY_TYPE_SLICE (reactivity_slice_get_type ())
G_DECLARE_FINAL_TYPE (ReactivitySlice, reactivity_slice, REACTIVITY, SLICE, ReactivitySequence)

#define REACTIVITY_TYPE_CONCAT (reactivity_concat_get_type ())
G_DECLARE_FINAL_TYPE (ReactivityConcat, reactivity_concat, REACTIVITY, CONCAT, ReactivitySequence)

const ReactivityRopeTotals *reactivity_folded_read (gpointer self);
char *reactivity_joined_read (gpointer self, const char *separator);

gpointer reactivity_slice_new (ReactivitySequence *source, guint position, guint n_items);
gpointer reactivity_concat_new (ReactivitySequence **parts, guint n_parts);

G_END_DECLS
