/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-async-derived.h"
#include "reactivity-waiter-private.h"

G_BEGIN_DECLS

/* What a language gets of this floor, beside object/reactivity-language-private.h. */
typedef struct
{
  /* The runs of an asynchronous derived or effect. */
  ReactivityRuns *(*runs_of) (gpointer computation);
  /* Has runs begin with @func, which gets @user_data, and lives as long as that. */
  void (*set_function) (gpointer computation, ReactivityStartFunc func, gpointer user_data);

  /* A tracked read: @func gets the result, unless the wait is stopped before. */
  ReactivityWaiter *(*read) (gpointer derived, gboolean fresh, ReactivityWaiterFunc func,
                             gpointer user_data);
  /* Begins a run of an effect: @func is called at its end. */
  ReactivityWaiter *(*run) (gpointer effect, ReactivityWaiterFunc func, gpointer user_data);
  void (*stop) (ReactivityWaiter *waiter);

  /* The error that a derived keeps. */
  const GError *(*last_error) (ReactivityRuns *runs);
  guint64 (*last_serial) (ReactivityRuns *runs);
  void (*cancel) (ReactivityRun *run);

  /* As in reactivity-thread-private.h. */
  void (*set_wake_fd) (int fd);
  void (*forget_wake_fd) (int fd);
  /* Does what waits for the main context, for all contexts of this thread. */
  void (*turn) (void);
} ReactivityAsyncLanguageApi;

/* For a language inside the library, whose table has `arrived`. */
guint reactivity_async_derived_request (ReactivityAsyncDerived *self, gboolean fresh,
                                        GCancellable *cancellable);
guint64 reactivity_async_derived_get_result_serial (ReactivityAsyncDerived *self,
                                                    GAsyncResult *result);

_REACTIVITY_EXTERN const ReactivityAsyncLanguageApi *_reactivity_async_language_open (void);

G_END_DECLS
