/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include <reactivity-glib/async/reactivity-async-derived.h>

G_BEGIN_DECLS

/* The namespace ReactivityGjs: what the overrides of GJS call, and nobody else. It is no API: the two
 * sides are installed together. Nodes and contexts are integers here, because these cross at a tenth of
 * the cost of objects, and no memory is shared. */

/**
 * ReactivityGjsCall:
 * @REACTIVITY_GJS_CALL_RUN: the function of a node is to be called, which is active
 * @REACTIVITY_GJS_CALL_LOST: what is active, or which values are current, has changed without the
 *   knowledge of JavaScript
 * @REACTIVITY_GJS_CALL_PUBLISH: C wants the value
 * @REACTIVITY_GJS_CALL_STORE: C sets the value, which [func@get_stored] gives
 * @REACTIVITY_GJS_CALL_CLEAN_UP: the cleanup function added last is to be called
 * @REACTIVITY_GJS_CALL_DISPOSED: a computation was disposed
 * @REACTIVITY_GJS_CALL_CANCELLED: a run was cancelled
 * @REACTIVITY_GJS_CALL_ARRIVED: a request has a result, which [func@get_result] gives
 * @REACTIVITY_GJS_CALL_WOKEN: the main context has come to what [func@wake] asked for
 *
 * What C wants of JavaScript.
 */
typedef enum
{
  REACTIVITY_GJS_CALL_RUN,
  REACTIVITY_GJS_CALL_LOST,
  REACTIVITY_GJS_CALL_PUBLISH,
  REACTIVITY_GJS_CALL_STORE,
  REACTIVITY_GJS_CALL_CLEAN_UP,
  REACTIVITY_GJS_CALL_DISPOSED,
  REACTIVITY_GJS_CALL_CANCELLED,
  REACTIVITY_GJS_CALL_ARRIVED,
  REACTIVITY_GJS_CALL_WOKEN,
} ReactivityGjsCall;

/**
 * ReactivityGjsState:
 * @REACTIVITY_GJS_STATE_MOVED: since the call, values that JavaScript takes for current may be so no
 *   more, by other changes than the one that the call told of
 * @REACTIVITY_GJS_STATE_FAILED: the node could not be brought up to date, or has failed
 * @REACTIVITY_GJS_STATE_QUIET: nobody would hear of another change
 * @REACTIVITY_GJS_STATE_BATCH: the change was made in a batch, and may be undone in it
 * @REACTIVITY_GJS_STATE_FIRST: and it was the first one there
 * @REACTIVITY_GJS_STATE_BITS: all of them
 *
 * The lower bits of what a call returns that may have let something run. The upper bits are the handle
 * of the node whose function is to be called next, before [func@ran]; 0 for none. The call is not over
 * before that.
 */
typedef enum
{
  REACTIVITY_GJS_STATE_MOVED = 1 << 0,
  REACTIVITY_GJS_STATE_FAILED = 1 << 1,
  REACTIVITY_GJS_STATE_QUIET = 1 << 2,
  REACTIVITY_GJS_STATE_BATCH = 1 << 3,
  REACTIVITY_GJS_STATE_FIRST = 1 << 4,
  REACTIVITY_GJS_STATE_BITS = 31,
} ReactivityGjsState;

/**
 * ReactivityGjsActive:
 * @REACTIVITY_GJS_ACTIVE_NONE: nothing
 * @REACTIVITY_GJS_ACTIVE_OTHER: a computation of C or of another language, or what JavaScript has to
 *   ask for again at each read
 * @REACTIVITY_GJS_ACTIVE_STEP: a step of an asynchronous run
 *
 * What is active, if it is not a node of JavaScript in its run, whose handle is the answer then,
 * multiplied by 4.
 */
typedef enum
{
  REACTIVITY_GJS_ACTIVE_NONE,
  REACTIVITY_GJS_ACTIVE_OTHER,
  REACTIVITY_GJS_ACTIVE_STEP,
} ReactivityGjsActive;

/**
 * ReactivityGjsFunc:
 * @call: what C wants
 * @handle: of the node, or of the context for %REACTIVITY_GJS_CALL_LOST
 * @ticket: part of the answer
 * @argument: the number of a run or of a request
 *
 * Does what C wants. It may happen that GJS cannot come to it: the answer then has not the ticket.
 *
 * Returns: @ticket and, in the lower four bits, [flags@Reactivity.UpdateFlags] or whether the value
 *   has changed
 */
typedef guint (*ReactivityGjsFunc) (guint call, guint handle, guint ticket, guint argument);

_REACTIVITY_EXTERN void reactivity_gjs_start (guint version, ReactivityGjsFunc func);

_REACTIVITY_EXTERN guint reactivity_gjs_add_context (ReactivityContext *context);
_REACTIVITY_EXTERN guint reactivity_gjs_add_node (ReactivityNode *node);
_REACTIVITY_EXTERN guint reactivity_gjs_add_foreign_node (ReactivityNode *node);
_REACTIVITY_EXTERN GObject *reactivity_gjs_get_object (guint handle);
_REACTIVITY_EXTERN ReactivityContext *reactivity_gjs_get_context (guint handle);

_REACTIVITY_EXTERN guint reactivity_gjs_get_active (guint context);
_REACTIVITY_EXTERN guint reactivity_gjs_track (guint handle);
_REACTIVITY_EXTERN guint reactivity_gjs_refresh (guint handle);
_REACTIVITY_EXTERN guint reactivity_gjs_changed (guint handle);
_REACTIVITY_EXTERN guint reactivity_gjs_restored (guint handle);
_REACTIVITY_EXTERN guint reactivity_gjs_run (guint handle);
_REACTIVITY_EXTERN guint reactivity_gjs_ran (guint answer);
_REACTIVITY_EXTERN void reactivity_gjs_run_again (guint handle);

_REACTIVITY_EXTERN guint reactivity_gjs_count_changes (guint context);
_REACTIVITY_EXTERN guint reactivity_gjs_flush (guint context);
_REACTIVITY_EXTERN void reactivity_gjs_begin_batch (guint context);
_REACTIVITY_EXTERN guint reactivity_gjs_end_batch (guint context);
_REACTIVITY_EXTERN void reactivity_gjs_begin_untracked (guint context);
_REACTIVITY_EXTERN void reactivity_gjs_end_untracked (guint context);
_REACTIVITY_EXTERN void reactivity_gjs_begin_work (guint context);
_REACTIVITY_EXTERN guint reactivity_gjs_end_work (guint context);

_REACTIVITY_EXTERN guint reactivity_gjs_adopt (guint handle);
_REACTIVITY_EXTERN void reactivity_gjs_hold (guint handle);
_REACTIVITY_EXTERN guint reactivity_gjs_add_cleanup (guint context);
_REACTIVITY_EXTERN GObject *reactivity_gjs_get_owner (guint context);
_REACTIVITY_EXTERN void reactivity_gjs_wake (guint handle, int priority);

_REACTIVITY_EXTERN guint reactivity_gjs_request (guint handle, gboolean fresh,
                                                 GCancellable *cancellable);
_REACTIVITY_EXTERN guint64 reactivity_gjs_get_serial_of_result (ReactivityAsyncDerived *derived,
                                                                GAsyncResult *result);

_REACTIVITY_EXTERN const GValue *reactivity_gjs_get_stored (void);
_REACTIVITY_EXTERN GAsyncResult *reactivity_gjs_get_result (void);

G_END_DECLS
