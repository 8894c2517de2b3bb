/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>
#include <reactivity-glib/object/reactivity-derived.h>
#include <reactivity-glib/collection/reactivity-sequence.h>

G_BEGIN_DECLS

/**
 * ReactivityMapFunc:
 * @item: (type GObject): an item
 * @user_data: the data that was given with the function
 * @error: where to report failure
 *
 * Makes an item of another sequence of one.
 *
 * Failure is setting @error; what is returned does not count then.
 *
 * Returns: (transfer full) (nullable) (type GObject): the other item
 * Since: 0.1
 */
typedef gpointer (*ReactivityMapFunc) (gpointer item, gpointer user_data, GError **error);

/**
 * ReactivityFilterFunc:
 * @item: (type GObject): an item
 * @user_data: the data that was given with the function
 * @error: where to report failure
 *
 * Says whether an item is to be kept.
 *
 * Failure is setting @error; what is returned does not count then.
 *
 * Returns: %TRUE if it is
 * Since: 0.1
 */
typedef gboolean (*ReactivityFilterFunc) (gpointer item, gpointer user_data, GError **error);

/**
 * ReactivityNumberFunc:
 * @item: (type GObject): an item
 * @user_data: the data that was given with the function
 * @error: where to report failure
 *
 * Makes a number of an item.
 *
 * Failure is setting @error; what is returned does not count then.
 *
 * Returns: the number
 * Since: 0.1
 */
typedef double (*ReactivityNumberFunc) (gpointer item, gpointer user_data, GError **error);

/**
 * ReactivityTextFunc:
 * @item: (type GObject): an item
 * @user_data: the data that was given with the function
 * @error: where to report failure
 *
 * Makes a text of an item.
 *
 * Failure is setting @error; what is returned does not count then.
 *
 * Returns: (transfer full) (nullable): the text
 * Since: 0.1
 */
typedef char *(*ReactivityTextFunc) (gpointer item, gpointer user_data, GError **error);

REACTIVITY_AVAILABLE_IN_0_1
ReactivitySequence *reactivity_sequence_map (ReactivitySequence *self, GType item_type,
                                             ReactivityMapFunc func, gpointer user_data,
                                             GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
ReactivitySequence *reactivity_sequence_filter (ReactivitySequence *self, ReactivityFilterFunc func,
                                                gpointer user_data, GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
ReactivitySequence *reactivity_sequence_sorted (ReactivitySequence *self,
                                                ReactivityCompareFunc func, gpointer user_data,
                                                GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
ReactivitySequence *reactivity_sequence_slice (ReactivitySequence *self, guint position,
                                               guint n_items);

REACTIVITY_AVAILABLE_IN_0_1
ReactivitySequence *reactivity_sequence_concat (ReactivitySequence **sequences, guint n_sequences);

REACTIVITY_AVAILABLE_IN_0_1
ReactivitySequence *reactivity_sequence_group (ReactivitySequence *self, ReactivityTextFunc func,
                                               gpointer user_data, GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityDerived *reactivity_sequence_count (ReactivitySequence *self, ReactivityFilterFunc func,
                                              gpointer user_data, GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityDerived *reactivity_sequence_sum (ReactivitySequence *self, ReactivityNumberFunc func,
                                            gpointer user_data, GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityDerived *reactivity_sequence_min (ReactivitySequence *self, ReactivityNumberFunc func,
                                            gpointer user_data, GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityDerived *reactivity_sequence_max (ReactivitySequence *self, ReactivityNumberFunc func,
                                            gpointer user_data, GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityDerived *reactivity_sequence_join (ReactivitySequence *self, const char *separator,
                                             ReactivityTextFunc func, gpointer user_data,
                                             GDestroyNotify destroy);

G_END_DECLS
