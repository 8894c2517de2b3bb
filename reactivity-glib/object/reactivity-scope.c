/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-frames-private.h"
#include "reactivity-language-private.h"
#include "reactivity-lifetime-private.h"
#include "reactivity-post-private.h"
#include "reactivity-scope-private.h"
#include "reactivity-scope.h"
#include "reactivity-thread-private.h"

#include "core/flush.h"
#include "core/owner.h"

/**
 * ReactivityScope:
 *
 * A group of computations that end together.
 *
 * Effects and deriveds made inside a scope are held by it, whatever computation is active, and
 * disposed with it: the last one made first, and then its cleanup functions. A scope is not part of
 * the run in which it is made.
 *
 * ```c
 * static gboolean
 * show (gpointer name, GError **error)
 * {
 *   g_print ("hello, %s\n", reactivity_source_get_string (name));
 *   return TRUE;
 * }
 *
 * // later:
 * g_autoptr (ReactivitySignal) name = reactivity_signal_new_string (NULL, "world");
 * g_autoptr (ReactivityScope) scope = reactivity_scope_new (NULL);
 *
 * reactivity_scope_enter (scope);
 * g_object_unref (reactivity_effect_new (NULL, show, name, NULL));
 * reactivity_scope_leave (scope);
 *
 * reactivity_scope_dispose (scope);
 * reactivity_signal_set_string (name, "nobody"); // the effect has ended
 * ```
 *
 * ```text
 * hello, world
 * ```
 *
 * ## When it runs
 *
 * Effects run as always. Cleanup functions run when the scope is disposed.
 *
 * ## Memory
 *
 * Who makes a scope owns it; dropping the last reference disposes it. It holds its computations.
 *
 * ## Threads
 *
 * A scope is used on the thread of its context only.
 *
 * ## In Python and JavaScript
 *
 * `with scope ():` and `scope (function)`.
 *
 * In Python `with scope () as page:` names it, for `page.dispose ()`. The scope is disposed when it
 * is dropped, too.
 *
 * Since: 0.1
 */

struct _ReactivityScope
{
  GObject parent_instance;

  RgNode core; /* a node that is never linked, only an owner */
};

G_DEFINE_FINAL_TYPE (ReactivityScope, reactivity_scope, G_TYPE_OBJECT)

/* Cleanup functions may drop the last reference, and write. */
static void
end_all (ReactivityScope *self)
{
  RgGraph *graph = self->core.graph;

  g_object_ref (self);
  graph->depth++;
  rg_end_owned (&self->core);
  rg_unhold (graph);
  g_object_unref (self);
}

static void
reactivity_scope_object_dispose (GObject *object)
{
  ReactivityScope *self = REACTIVITY_SCOPE (object);
  RgGraph *graph = self->core.graph;
  ReactivityContext *context = reactivity_context_of (graph);
  gboolean last;

  if (!rg_graph_is_mine (graph) && !reactivity_thread_claim (reactivity_context_of (graph)))
    {
      reactivity_post_last_unref (context, object);
      return;
    }

  last = reactivity_finalizing_begin (context, object);
  end_all (self);
  reactivity_finalizing_end (context, last);

  G_OBJECT_CLASS (reactivity_scope_parent_class)->dispose (object);
}

static void
reactivity_scope_finalize (GObject *object)
{
  ReactivityScope *self = REACTIVITY_SCOPE (object);
  RgGraph *graph = self->core.graph;

  graph->depth++;
  rg_node_clear (&self->core);
  reactivity_language_finalized (&self->core);
  rg_unhold (graph);

  G_OBJECT_CLASS (reactivity_scope_parent_class)->finalize (object);
}

static void
reactivity_scope_class_init (ReactivityScopeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = reactivity_scope_object_dispose;
  object_class->finalize = reactivity_scope_finalize;
}

static void
reactivity_scope_init (ReactivityScope *self)
{
  rg_node_init (&self->core, reactivity_initial_graph (), RG_SCOPE, NULL);
}

RgNode *
reactivity_scope_core (ReactivityScope *self)
{
  return &self->core;
}

ReactivityScope *
reactivity_scope_from_core (RgNode *core)
{
  return (ReactivityScope *) ((char *) core - offsetof (ReactivityScope, core));
}

static ReactivityScope *
make (ReactivityContext *context, const char *func)
{
  RgGraph *graph = reactivity_graph_for (context, func);

  return graph != NULL ? reactivity_node_new (REACTIVITY_TYPE_SCOPE, graph) : NULL;
}

/**
 * reactivity_scope_new:
 * @context: (nullable): a context, or %NULL for that of the thread
 *
 * Makes an empty scope.
 *
 * Returns: (transfer full): a new scope
 * Since: 0.1
 */
ReactivityScope *
reactivity_scope_new (ReactivityContext *context)
{
  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);

  return make (context, G_STRFUNC);
}

static void
end_cb (gpointer scope, GObject *owner)
{
  ReactivityContext *context = reactivity_scope_get_context (scope);
  gboolean last = reactivity_finalizing_begin (context, owner);

  reactivity_scope_dispose (scope);
  reactivity_finalizing_end (context, last);
}

/**
 * reactivity_scope_new_for:
 * @owner: (type GObject): the object that the scope is for
 * @context: (nullable): a context, or %NULL for that of the thread
 *
 * Makes a scope that lives as long as @owner, and is disposed when @owner is. @owner must be
 * disposed on the thread of the context.
 *
 * Returns: (transfer none): a new scope, held by @owner
 * Since: 0.1
 */
ReactivityScope *
reactivity_scope_new_for (gpointer owner, ReactivityContext *context)
{
  g_autoptr (ReactivityScope) self = NULL;

  g_return_val_if_fail (G_IS_OBJECT (owner), NULL);
  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);

  self = make (context, G_STRFUNC);
  if (self != NULL)
    reactivity_lifetime_bind (owner, G_OBJECT (self), end_cb);
  return self;
}

/**
 * reactivity_scope_get_context:
 * @self: a scope
 *
 * The context that the scope belongs to. May be called on any thread.
 *
 * Returns: (transfer none): the context
 * Since: 0.1
 */
ReactivityContext *
reactivity_scope_get_context (ReactivityScope *self)
{
  g_return_val_if_fail (REACTIVITY_IS_SCOPE (self), NULL);

  return reactivity_context_of (self->core.graph);
}

/**
 * reactivity_scope_enter:
 * @self: a scope
 *
 * From here to [method@Scope.leave] computations and cleanup functions belong to the scope. See also
 * [func@AUTO_SCOPE].
 *
 * Since: 0.1
 */
void
reactivity_scope_enter (ReactivityScope *self)
{
  g_return_if_fail (REACTIVITY_IS_SCOPE (self));
  reactivity_return_if_off_thread (self->core.graph);

  reactivity_frames_push (reactivity_context_of (self->core.graph), REACTIVITY_FRAME_SCOPE,
                          &self->core, G_OBJECT (self));
}

/**
 * reactivity_scope_leave:
 * @self: the scope that was entered last
 *
 * Ends what [method@Scope.enter] began, in the same function.
 *
 * Since: 0.1
 */
void
reactivity_scope_leave (ReactivityScope *self)
{
  g_return_if_fail (REACTIVITY_IS_SCOPE (self));
  reactivity_return_if_off_thread (self->core.graph);

  if (!reactivity_frames_pop (reactivity_context_of (self->core.graph), REACTIVITY_FRAME_SCOPE,
                              &self->core))
    g_critical ("%s: this scope was not entered here", G_STRFUNC);
}

/**
 * reactivity_scope_run:
 * @self: a scope
 * @func: (scope call): what to do in the scope
 * @user_data: data for @func
 *
 * Calls @func in the scope.
 *
 * Since: 0.1
 */
void
reactivity_scope_run (ReactivityScope *self, ReactivityFunc func, gpointer user_data)
{
  RgFrame frame;
  RgGraph *graph;

  g_return_if_fail (REACTIVITY_IS_SCOPE (self));
  g_return_if_fail (func != NULL);
  graph = self->core.graph;
  reactivity_return_if_off_thread (graph);

  g_object_ref (self);
  rg_graph_enter (graph, &frame, NULL, graph->active, &self->core);
  reactivity_frames_call (reactivity_context_of (graph), func, user_data);
  rg_graph_leave (graph, &frame);
  g_object_unref (self);
}

/**
 * reactivity_scope_on_cleanup:
 * @self: a scope
 * @func: (scope notified) (closure user_data) (destroy destroy): what to do
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data afterwards
 *
 * Calls @func when the scope is disposed.
 *
 * Since: 0.1
 */
void
reactivity_scope_on_cleanup (ReactivityScope *self, ReactivityFunc func, gpointer user_data,
                             GDestroyNotify destroy)
{
  g_return_if_fail (REACTIVITY_IS_SCOPE (self));
  g_return_if_fail (func != NULL);
  if (!reactivity_graph_check_thread (self->core.graph, G_STRFUNC))
    {
      if (destroy != NULL)
        destroy (user_data);
      return;
    }

  rg_on_cleanup (&self->core, func, user_data, destroy);
}

/**
 * reactivity_scope_dispose:
 * @self: a scope
 *
 * Disposes all computations of the scope and calls its cleanup functions, the last made first. The scope
 * is empty then, and can be used again.
 *
 * Since: 0.1
 */
void
reactivity_scope_dispose (ReactivityScope *self)
{
  g_return_if_fail (REACTIVITY_IS_SCOPE (self));
  reactivity_return_if_off_thread (self->core.graph);

  end_all (self);
}
