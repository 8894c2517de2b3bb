/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-derived-private.h"
#include "reactivity-memoized.h"

/**
 * ReactivityMemoized:
 *
 * A derived for expensive functions: it caches, but does not compare.
 *
 * A [class@Derived] has to run to find out whether its value changed. A memoized does not: as soon
 * as something that it read has changed, its value is gone and those that read it are due; its
 * function runs when somebody reads it again, and not before.
 *
 * ```c
 * static gboolean
 * add_up (GValue *value, gpointer last, GError **error)
 * {
 *   gint64 n = reactivity_source_get_int64 (last);
 *   gint64 sum = 0;
 *
 *   for (gint64 i = 0; i <= n; i++)
 *     sum += i;
 *   g_value_set_int64 (value, sum);
 *   return TRUE;
 * }
 *
 * // later:
 * g_autoptr (ReactivitySignal) last = reactivity_signal_new_int64 (NULL, 1000);
 * g_autoptr (ReactivityMemoized) sum =
 *     reactivity_memoized_new (NULL, G_TYPE_INT64, add_up, last, NULL);
 *
 * g_print ("%d\n", (int) reactivity_source_get_int64 (REACTIVITY_SOURCE (sum)));
 * ```
 *
 * ```text
 * 500500
 * ```
 *
 * ## When it runs
 *
 * When it is read and has no value: the first time, after a change of something that it read, and
 * after [method@Derived.invalidate].
 *
 * ## Memory, errors, threads
 *
 * As for [class@Derived].
 *
 * ## In Python and JavaScript
 *
 * `memoized (function)`; reading is calling it.
 *
 * In Python also as a decorator; `memoized_property` and `memoized_method` are for classes.
 *
 * Since: 0.1
 */

G_DEFINE_TYPE (ReactivityMemoized, reactivity_memoized, REACTIVITY_TYPE_DERIVED)

static void
reactivity_memoized_class_init (ReactivityMemoizedClass *klass)
{
  if (G_TYPE_FROM_CLASS (klass) == REACTIVITY_TYPE_MEMOIZED)
    reactivity_source_types[2] = REACTIVITY_TYPE_MEMOIZED;
}

static void
reactivity_memoized_init (ReactivityMemoized *self)
{
  RgNode *core = reactivity_node_core (self);

  core->flags = (core->flags & ~RG_DIRTY) | RG_MEMO | RG_EMPTY;
  reactivity_source_private (self)->unchecked = TRUE;
}

/**
 * reactivity_memoized_new:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @value_type: the type of the value
 * @func: (scope notified) (closure user_data) (destroy destroy): computes the value
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when the memoized is disposed
 *
 * Makes a memoized.
 *
 * Returns: (transfer full): a new memoized
 * Since: 0.1
 */
ReactivityMemoized *
reactivity_memoized_new (ReactivityContext *context, GType value_type, ReactivityDerivedFunc func,
                         gpointer user_data, GDestroyNotify destroy)
{
  const ReactivityFunction function = { G_CALLBACK (func), user_data, destroy };

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (G_TYPE_IS_VALUE (value_type), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return reactivity_derived_make (context, REACTIVITY_TYPE_MEMOIZED, value_type,
                                  REACTIVITY_SHAPE_VALUE, &function, G_STRFUNC);
}
