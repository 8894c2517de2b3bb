/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-async-language-private.h"

#include "reactivity-async-derived.h"
#include "reactivity-async-effect.h"

#include "object/reactivity-idle-private.h"
#include "object/reactivity-post-private.h"
#include "object/reactivity-thread-private.h"

static ReactivityRuns *
runs_of (gpointer computation)
{
  return REACTIVITY_IS_ASYNC_DERIVED (computation) ? reactivity_async_derived_runs (computation)
                                                   : reactivity_async_effect_runs (computation);
}

static void
set_function (gpointer computation, ReactivityStartFunc func, gpointer user_data)
{
  runs_of (computation)->function = (ReactivityFunction){ G_CALLBACK (func), user_data, NULL };
}

static ReactivityWaiter *
begin_read (gpointer derived, gboolean fresh, ReactivityWaiterFunc func, gpointer user_data)
{
  ReactivityWaiter *waiter =
      reactivity_waiter_new_bare (runs_of (derived),
                                  fresh ? REACTIVITY_WAIT_FRESH : REACTIVITY_WAIT_VALUE, func,
                                  user_data);

  reactivity_waiter_begin (waiter);
  return waiter;
}

static ReactivityWaiter *
begin_run (gpointer effect, ReactivityWaiterFunc func, gpointer user_data)
{
  ReactivityRuns *runs = runs_of (effect);
  ReactivityWaiter *waiter =
      reactivity_waiter_new_bare (runs, REACTIVITY_WAIT_RUN, func, user_data);

  reactivity_async_effect_run_for (runs, waiter);
  return waiter;
}

static void
turn (void)
{
  g_autoptr (GPtrArray) contexts = reactivity_thread_take_turn ();

  for (guint i = 0; i < contexts->len; i++)
    {
      reactivity_post_turn (contexts->pdata[i]);
      reactivity_waiters_turn (contexts->pdata[i]);
      reactivity_idle_turn (contexts->pdata[i]);
    }
}

/* For a language that _reactivity_language_open () has registered. */
const ReactivityAsyncLanguageApi *
_reactivity_async_language_open (void)
{
  static const ReactivityAsyncLanguageApi api = {
    .runs_of = runs_of,
    .set_function = set_function,
    .read = begin_read,
    .run = begin_run,
    .stop = reactivity_waiter_stop,
    .last_error = reactivity_async_derived_last_error,
    .last_serial = reactivity_async_derived_serial,
    .cancel = reactivity_runs_cancel,
    .set_wake_fd = reactivity_thread_set_wake_fd,
    .forget_wake_fd = reactivity_thread_forget_wake_fd,
    .turn = turn,
  };

  return &api;
}
