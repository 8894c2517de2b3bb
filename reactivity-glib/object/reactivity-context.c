/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-frames-private.h"
#include "reactivity-idle-private.h"
#include "reactivity-journal-private.h"
#include "reactivity-listeners-private.h"
#include "reactivity-post-private.h"
#include "reactivity-thread-private.h"

#include "core/flush.h"
#include "core/owner.h"

#include <libintl.h>

/**
 * ReactivityContext:
 *
 * The owner of one reactive graph: batches, flushes and untracked reads are its affair.
 *
 * Most programs never make one: each thread has a default context, which every constructor uses
 * when it gets %NULL. Contexts are isolated from each other.
 *
 * ```c
 * ReactivityContext *context = reactivity_context_get_default ();
 * g_autoptr (ReactivitySignal) a = reactivity_signal_new_int (NULL, 0);
 * g_autoptr (ReactivitySignal) b = reactivity_signal_new_int (NULL, 0);
 *
 * {
 *   REACTIVITY_AUTO_BATCH (context, batch);
 *   reactivity_signal_set_int (a, 1);
 *   reactivity_signal_set_int (b, 2);
 * } // effects that read either of them run here, once
 * ```
 *
 * ## When it runs
 *
 * Outside a batch, effects run before the write that made them due returns. Inside, they run when
 * the outermost batch ends, or at [method@Context.flush]. A write made by a computation joins the
 * flush that is under way.
 *
 * ## Memory
 *
 * Nodes hold their context. The default context lives as long as its thread, and as its nodes.
 *
 * ## Errors
 *
 * [signal@Context::error] gets the errors that no caller can be given.
 *
 * ## Threads
 *
 * A context belongs to the thread, and to the thread-default main context, in which it was made.
 * [method@Context.invoke] and [method@Signal.post_value] are for the other threads.
 *
 * ## In Python and JavaScript
 *
 * `new_context ()` and `newContext ()`, with the functions of the module as methods.
 *
 * In Python the functions also take a context as `context=`. `with context.batch ():` batches in
 * it, and `default_context` is the one of the thread that imported the module.
 *
 * Since: 0.1
 */

G_DEFINE_FINAL_TYPE (ReactivityContext, reactivity_context, G_TYPE_OBJECT)

enum
{
  ERROR,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* The graph for the node that is being made; NULL for the default one. */
static _Thread_local RgGraph *initial_graph;

static void
reactivity_context_finalize (GObject *object)
{
  ReactivityContext *self = REACTIVITY_CONTEXT (object);

  reactivity_thread_remove (self);
  reactivity_posted_unref (self->posted);
  reactivity_journal_clear (self);
  g_clear_pointer (&self->idle_queues, g_ptr_array_unref);
  g_clear_pointer (&self->frames, g_ptr_array_unref);
  g_clear_pointer (&self->main_context, g_main_context_unref);
  g_clear_pointer (&self->graph, rg_graph_free);

  G_OBJECT_CLASS (reactivity_context_parent_class)->finalize (object);
}

static void
reactivity_context_class_init (ReactivityContextClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = reactivity_context_finalize;

  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");

  /* Its class knows where nodes are, which the graphs of contexts have to know. */
  g_type_class_ref (REACTIVITY_TYPE_NODE);

  /**
   * ReactivityContext::error:
   * @self: the context
   * @node: (nullable): the node that failed
   * @error: why
   *
   * An error that cannot be given to a caller: of an effect that the graph ran, or of a source that
   * was read, outside a computation, by a function that takes no error.
   *
   * Emitted outside any computation. When no handler returns %TRUE, a warning is logged.
   *
   * Returns: %TRUE if the error has been dealt with
   * Since: 0.1
   */
  signals[ERROR] = g_signal_new ("error", REACTIVITY_TYPE_CONTEXT, G_SIGNAL_RUN_LAST, 0,
                                 g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 2,
                                 REACTIVITY_TYPE_NODE, G_TYPE_ERROR);
}

static void
reactivity_context_init (ReactivityContext *self)
{
  guint32 bits = reactivity_listeners_bits ();

  self->graph = rg_graph_new (&reactivity_ops, self);
  if (bits != 0)
    rg_graph_set_watch (self->graph, REACTIVITY_LISTENERS_OFFSET - reactivity_node_offset, bits);

  self->main_context = g_main_context_ref_thread_default ();
  self->frames = g_ptr_array_new ();
  self->idle_queues = reactivity_idle_queues_new ();
  self->posted = reactivity_posted_new ();
  reactivity_thread_add (self);
}

gboolean
reactivity_context_emit_error (ReactivityContext *context, ReactivityNode *node, GError *error)
{
  gboolean handled = FALSE;

  g_signal_emit (context, signals[ERROR], 0, node, error, &handled);
  return handled;
}

/* The graph of @context or of the thread; NULL when this is not its thread. */
RgGraph *
reactivity_graph_for (ReactivityContext *context, const char *func)
{
  if (context == NULL)
    context = reactivity_context_get_default ();
  if (!reactivity_graph_check_thread (context->graph, func))
    return NULL;

  reactivity_post_catch_up (context);
  return context->graph;
}

RgGraph *
reactivity_initial_graph (void)
{
  ReactivityContext *context;

  if (initial_graph != NULL)
    return initial_graph;

  context = reactivity_context_get_default ();
  reactivity_post_catch_up (context);
  return context->graph;
}

/* (transfer full): an object of @type with its node in @graph; a construct property would cost more
 * than all the rest */
gpointer
reactivity_node_new (GType type, RgGraph *graph)
{
  RgGraph *outer = initial_graph;
  gpointer self;

  initial_graph = graph;
  self = g_object_new (type, NULL);
  initial_graph = outer;

  return self;
}

/**
 * reactivity_context_new:
 *
 * Makes a context for the calling thread and its thread-default main context.
 *
 * Returns: (transfer full): a new context
 * Since: 0.1
 */
ReactivityContext *
reactivity_context_new (void)
{
  return g_object_new (REACTIVITY_TYPE_CONTEXT, NULL);
}

/**
 * reactivity_context_get_default:
 *
 * The context of the calling thread, made when it is first asked for.
 *
 * Returns: (transfer none): the context; it lives as long as the thread
 * Since: 0.1
 */
ReactivityContext *
reactivity_context_get_default (void)
{
  return reactivity_thread_get_default ();
}

/**
 * reactivity_context_get_main_context:
 * @self: a context
 *
 * The main context that runs idle effects and what other threads hand over: the thread-default one
 * of the moment when the context was made. May be called on any thread.
 *
 * Returns: (transfer none): the main context
 * Since: 0.1
 */
GMainContext *
reactivity_context_get_main_context (ReactivityContext *self)
{
  g_return_val_if_fail (REACTIVITY_IS_CONTEXT (self), NULL);

  return self->main_context;
}

/**
 * reactivity_context_batch_begin:
 * @self: a context
 *
 * Begins a batch: effects wait until it ends. Reads inside it are fresh.
 *
 * Batches nest like g_object_freeze_notify(). See also [func@AUTO_BATCH].
 *
 * Since: 0.1
 */
void
reactivity_context_batch_begin (ReactivityContext *self)
{
  g_return_if_fail (REACTIVITY_IS_CONTEXT (self));
  reactivity_return_if_off_thread (self->graph);

  if (self->graph->batches == 0)
    self->batch++;
  rg_batch_begin (self->graph);
}

/**
 * reactivity_context_batch_end:
 * @self: a context
 *
 * Ends a batch. The end of the outermost one flushes: every effect that is due runs, once. Signals
 * that hold the value of before the batch have not changed.
 *
 * Since: 0.1
 */
void
reactivity_context_batch_end (ReactivityContext *self)
{
  g_return_if_fail (REACTIVITY_IS_CONTEXT (self));
  reactivity_return_if_off_thread (self->graph);

  if (self->graph->batches == 0)
    {
      g_critical ("%s: no batch was begun", G_STRFUNC);
      return;
    }

  rg_batch_end (self->graph);
}

/**
 * reactivity_context_batch:
 * @self: a context
 * @func: (scope call): what to do in the batch
 * @user_data: data for @func
 *
 * Calls @func in a batch.
 *
 * Since: 0.1
 */
void
reactivity_context_batch (ReactivityContext *self, ReactivityFunc func, gpointer user_data)
{
  g_return_if_fail (REACTIVITY_IS_CONTEXT (self));
  g_return_if_fail (func != NULL);
  reactivity_return_if_off_thread (self->graph);

  reactivity_context_batch_begin (self);
  reactivity_frames_call (self, func, user_data);
  reactivity_context_batch_end (self);
}

/**
 * reactivity_context_flush:
 * @self: a context
 *
 * Runs what is due at once, also inside a batch. Idle effects keep their time.
 *
 * Since: 0.1
 */
void
reactivity_context_flush (ReactivityContext *self)
{
  g_return_if_fail (REACTIVITY_IS_CONTEXT (self));
  reactivity_return_if_off_thread (self->graph);

  reactivity_post_catch_up (self);
  self->graph->depth++;
  rg_flush (self->graph);
  rg_unhold (self->graph);
}

/**
 * reactivity_context_untrack_begin:
 * @self: a context
 *
 * From here to [method@Context.untrack_end] reads are not tracked, and what is made belongs to
 * nobody. See also [func@AUTO_UNTRACK].
 *
 * Since: 0.1
 */
void
reactivity_context_untrack_begin (ReactivityContext *self)
{
  g_return_if_fail (REACTIVITY_IS_CONTEXT (self));
  reactivity_return_if_off_thread (self->graph);

  reactivity_frames_push (self, REACTIVITY_FRAME_UNTRACK, NULL, NULL);
}

/**
 * reactivity_context_untrack_end:
 * @self: a context
 *
 * Ends what [method@Context.untrack_begin] began, in the same function.
 *
 * Since: 0.1
 */
void
reactivity_context_untrack_end (ReactivityContext *self)
{
  g_return_if_fail (REACTIVITY_IS_CONTEXT (self));
  reactivity_return_if_off_thread (self->graph);

  if (!reactivity_frames_pop (self, REACTIVITY_FRAME_UNTRACK, NULL))
    g_critical ("%s: no untracked stretch was begun here", G_STRFUNC);
}

/**
 * reactivity_context_untrack:
 * @self: a context
 * @func: (scope call): what to do untracked
 * @user_data: data for @func
 *
 * Calls @func; what it reads is not tracked.
 *
 * Since: 0.1
 */
void
reactivity_context_untrack (ReactivityContext *self, ReactivityFunc func, gpointer user_data)
{
  RgFrame frame;

  g_return_if_fail (REACTIVITY_IS_CONTEXT (self));
  g_return_if_fail (func != NULL);
  reactivity_return_if_off_thread (self->graph);

  rg_graph_touch (self->graph);
  rg_graph_enter (self->graph, &frame, NULL, NULL, NULL);
  reactivity_frames_call (self, func, user_data);
  rg_graph_leave (self->graph, &frame);
}

/**
 * reactivity_context_on_cleanup:
 * @self: a context
 * @func: (scope notified) (closure user_data) (destroy destroy): what to do
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data afterwards
 *
 * Calls @func when the run of the active computation is over: before it runs again, or when it is
 * disposed. In a scope, when the scope is disposed. The function added last is called first.
 *
 * Without either it would never be called: then @destroy is called at once, and this returns
 * %FALSE.
 *
 * Returns: %TRUE if @func will be called
 * Since: 0.1
 */
gboolean
reactivity_context_on_cleanup (ReactivityContext *self, ReactivityFunc func, gpointer user_data,
                               GDestroyNotify destroy)
{
  g_return_val_if_fail (REACTIVITY_IS_CONTEXT (self), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  if (!reactivity_graph_check_thread (self->graph, G_STRFUNC) || self->graph->frame->owner == NULL)
    {
      if (destroy != NULL)
        destroy (user_data);
      return FALSE;
    }

  rg_on_cleanup (self->graph->frame->owner, func, user_data, destroy);
  return TRUE;
}

/**
 * reactivity_context_invoke:
 * @self: a context
 * @func: (scope notified) (closure user_data) (destroy destroy): what to do
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data afterwards
 *
 * Has @func called on the thread of the context, by its main context. May be called on any thread.
 *
 * Functions are called in the order in which they were handed over, those of one iteration of the
 * main context in one batch. The main context holds the context until it has come to @func.
 *
 * Since: 0.1
 */
void
reactivity_context_invoke (ReactivityContext *self, ReactivityFunc func, gpointer user_data,
                           GDestroyNotify destroy)
{
  g_return_if_fail (REACTIVITY_IS_CONTEXT (self));
  g_return_if_fail (func != NULL);

  reactivity_post (self, func, user_data, destroy);
}

/**
 * reactivity_context_get_active:
 * @self: a context
 *
 * The computation to which a read would be linked.
 *
 * Returns: (transfer none) (nullable): the active computation, %NULL for none
 * Since: 0.1
 */
ReactivityNode *
reactivity_context_get_active (ReactivityContext *self)
{
  g_return_val_if_fail (REACTIVITY_IS_CONTEXT (self), NULL);
  reactivity_return_val_if_off_thread (self->graph, NULL);

  return self->graph->active != NULL ? reactivity_node_from_core (self->graph->active) : NULL;
}
