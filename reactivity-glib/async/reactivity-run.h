/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#if !defined(REACTIVITY_INSIDE) && !defined(REACTIVITY_COMPILATION)
#error "Only <reactivity-glib/reactivity.h> can be included directly."
#endif

#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>
#include <reactivity-glib/object/reactivity-node.h>

G_BEGIN_DECLS

#define REACTIVITY_TYPE_RUN (reactivity_run_get_type ())

REACTIVITY_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (ReactivityRun, reactivity_run, REACTIVITY, RUN, ReactivityNode)

/**
 * ReactivityStartFunc:
 * @run: the run that begins; take a reference to go on later
 * @user_data: the data that was given with the function
 *
 * Begins a run of a [class@AsyncDerived] or a [class@AsyncEffect].
 *
 * What it reads is tracked. It ends the run, now or later, with one of the functions of @run whose
 * names begin with `return`, or with [method@Run.done].
 *
 * Since: 0.1
 */
typedef void (*ReactivityStartFunc) (ReactivityRun *run, gpointer user_data);

/**
 * ReactivityWorkFunc:
 * @value: a value of the derived's type, initialized with the zero of the type, to be set; unset in
 *   the run of an effect, where it stays as it is
 * @user_data: the data that was given with the function
 * @cancellable: cancelled when nobody wants the result any more
 * @error: where to report failure
 *
 * Does the work of a run on another thread, for [method@Run.work].
 *
 * Nothing reactive can be read or written there: such a call is refused with a critical message.
 * What the work needs is read before, and goes into @user_data.
 *
 * Returns: %TRUE if all went well, %FALSE if @error was set
 * Since: 0.1
 */
typedef gboolean (*ReactivityWorkFunc) (GValue *value, gpointer user_data,
                                        GCancellable *cancellable, GError **error);

REACTIVITY_AVAILABLE_IN_0_1
GCancellable *reactivity_run_get_cancellable (ReactivityRun *self);

REACTIVITY_AVAILABLE_IN_0_1
guint64 reactivity_run_get_serial (ReactivityRun *self);

REACTIVITY_AVAILABLE_IN_0_1
ReactivityNode *reactivity_run_get_computation (ReactivityRun *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_run_enter (ReactivityRun *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_run_leave (ReactivityRun *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_run_done (ReactivityRun *self);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_run_return_error (ReactivityRun *self, GError *error);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_run_return_kept (ReactivityRun *self, gboolean changed);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_run_return_value (ReactivityRun *self, const GValue *value);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_run_return_boolean (ReactivityRun *self, gboolean value);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_run_return_int (ReactivityRun *self, int value);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_run_return_int64 (ReactivityRun *self, gint64 value);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_run_return_double (ReactivityRun *self, double value);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_run_return_string (ReactivityRun *self, const char *value);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_run_return_object (ReactivityRun *self, gpointer value);

REACTIVITY_AVAILABLE_IN_0_1
void reactivity_run_work (ReactivityRun *self, ReactivityWorkFunc func, gpointer user_data,
                          GDestroyNotify destroy);

/**
 * ReactivityStepLocker: (skip)
 *
 * What [func@AUTO_STEP] declares: a step of a run that ends with the block.
 *
 * Since: 0.1
 */
typedef struct _ReactivityStepLocker ReactivityStepLocker;

static inline ReactivityStepLocker *
reactivity_step_locker_new (ReactivityRun *run)
{
  reactivity_run_enter (run);
  return (ReactivityStepLocker *) g_object_ref (run);
}

static inline void
reactivity_step_locker_free (ReactivityStepLocker *locker)
{
  reactivity_run_leave ((ReactivityRun *) locker);
  g_object_unref (locker);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReactivityStepLocker, reactivity_step_locker_free)

/**
 * REACTIVITY_AUTO_STEP: (skip)
 * @run: a run
 * @var: a name for the variable that is declared
 *
 * Reads in the rest of the enclosing block are tracked for @run, in the manner of
 * G_MUTEX_AUTO_LOCK(). The block may drop the last reference to @run.
 *
 * Since: 0.1
 */
#define REACTIVITY_AUTO_STEP(run, var)                                                             \
  g_autoptr (ReactivityStepLocker) G_GNUC_UNUSED var = reactivity_step_locker_new (run)

G_END_DECLS
