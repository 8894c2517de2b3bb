/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>

G_BEGIN_DECLS

#define REACTIVITY_TYPE_CONTEXT (reactivity_context_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (ReactivityContext, reactivity_context, REACTIVITY, CONTEXT, GObject)

REACTIVITY_AVAILABLE_IN_0_1
ReactivityContext *reactivity_context_new (void);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityContext *reactivity_context_get_default (void);

REACTIVITY_AVAILABLE_IN_0_1
GMainContext *reactivity_context_get_main_context (ReactivityContext *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_context_batch_begin (ReactivityContext *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_context_batch_end (ReactivityContext *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_context_batch (ReactivityContext *self, ReactivityFunc func, gpointer user_data);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_context_flush (ReactivityContext *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_context_untrack_begin (ReactivityContext *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_context_untrack_end (ReactivityContext *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_context_untrack (ReactivityContext *self, ReactivityFunc func, gpointer user_data);

REACTIVITY_AVAILABLE_IN_0_1
gboolean reactivity_context_on_cleanup (ReactivityContext *self, ReactivityFunc func,
                                        gpointer user_data, GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_context_invoke (ReactivityContext *self, ReactivityFunc func, gpointer user_data,
                                GDestroyNotify destroy);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityNode *reactivity_context_get_active (ReactivityContext *self);

REACTIVITY_AVAILABLE_IN_0_1
char *reactivity_context_dump (ReactivityContext *self);

/**
 * ReactivityBatchLocker: (skip)
 *
 * What [func@AUTO_BATCH] declares: a batch that ends with the block.
 *
 * Since: 0.1
 */
typedef struct _ReactivityBatchLocker ReactivityBatchLocker;

/**
 * ReactivityUntrackLocker: (skip)
 *
 * What [func@AUTO_UNTRACK] declares: an untracked stretch that ends with the block.
 *
 * Since: 0.1
 */
typedef struct _ReactivityUntrackLocker ReactivityUntrackLocker;

static inline ReactivityBatchLocker *
reactivity_batch_locker_new (ReactivityContext *context)
{
  if (context == NULL)
    context = reactivity_context_get_default ();
  reactivity_context_batch_begin (context);
  return (ReactivityBatchLocker *) context;
}

static inline void
reactivity_batch_locker_free (ReactivityBatchLocker *locker)
{
  reactivity_context_batch_end ((ReactivityContext *) locker);
}

static inline ReactivityUntrackLocker *
reactivity_untrack_locker_new (ReactivityContext *context)
{
  if (context == NULL)
    context = reactivity_context_get_default ();
  reactivity_context_untrack_begin (context);
  return (ReactivityUntrackLocker *) context;
}

static inline void
reactivity_untrack_locker_free (ReactivityUntrackLocker *locker)
{
  reactivity_context_untrack_end ((ReactivityContext *) locker);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReactivityBatchLocker, reactivity_batch_locker_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReactivityUntrackLocker, reactivity_untrack_locker_free)

/**
 * REACTIVITY_AUTO_BATCH: (skip)
 * @context: a context; that of the thread if there is none
 * @var: a name for the variable that is declared
 *
 * Begins a batch that ends when the enclosing block does, in the manner of G_MUTEX_AUTO_LOCK().
 *
 * Since: 0.1
 */
#define REACTIVITY_AUTO_BATCH(context, var)                                                        \
  g_autoptr (ReactivityBatchLocker) G_GNUC_UNUSED var = reactivity_batch_locker_new (context)

/**
 * REACTIVITY_AUTO_UNTRACK: (skip)
 * @context: a context; that of the thread if there is none
 * @var: a name for the variable that is declared
 *
 * Reads in the rest of the enclosing block are not tracked.
 *
 * Since: 0.1
 */
#define REACTIVITY_AUTO_UNTRACK(context, var)                                                      \
  g_autoptr (ReactivityUntrackLocker) G_GNUC_UNUSED var = reactivity_untrack_locker_new (context)

G_END_DECLS
