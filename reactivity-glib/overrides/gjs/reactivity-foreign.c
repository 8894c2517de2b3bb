/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-foreign-private.h"

#include "object/reactivity-listeners-private.h"
#include "object/reactivity-scope-private.h"
#include "object/reactivity-signal-private.h"

#include "core/flush.h"
#include "core/owner.h"
#include "core/refresh.h"

#include <stddef.h>

/**
 * ReactivityForeign:
 *
 * A node whose value and function are kept by another language. Made for language bindings.
 *
 * A class of a binding derives from [class@Signal], [class@Derived], [class@Memoized] or
 * [class@Effect], overrides [vfunc@Node.update] and [vfunc@Source.publish], and implements this
 * interface. The functions of it take a handle in place of an object, because looking an object up
 * is what costs most in a call from a script; and they let the language see, without a call, what it
 * would have to ask for again and again.
 *
 * ## Memory
 *
 * A collector of garbage must not be asked for the way from one of its objects to another, so
 * nothing here holds anything: what belongs to a run or a scope is held by the language.
 * [vfunc@Foreign.ended] and [vfunc@Foreign.cleanup] are not called when a node goes with its last
 * reference, as it may be the collector that drops it, and neither is [vfunc@Foreign.cancelled].
 *
 * The run of an asynchronous computation is held by that while it is under way, so that no collector
 * ends it. A class of a binding that derives from [class@AsyncDerived] or [class@AsyncEffect] overrides
 * `start ()`, not [vfunc@Node.update].
 *
 * ## Errors
 *
 * A handle that is not known is a programming error.
 *
 * ## Threads
 *
 * A handle is valid on the thread of its node only.
 *
 * ## In Python and JavaScript
 *
 * Scripts need none of this: it is what their classes are made of.
 *
 * Since: 0.1
 */

G_DEFINE_INTERFACE (ReactivityForeign, reactivity_foreign, REACTIVITY_TYPE_NODE)

/* The nodes of a thread by their handles. */
typedef struct
{
  GPtrArray *nodes; /* (owned) (element-type RgNode) (unowned) NULL where a node has gone */
  GArray *unused;   /* (owned) (element-type guint) the handles of those */
} Handles;

static void
handles_free (gpointer data)
{
  Handles *handles = data;

  g_ptr_array_unref (handles->nodes);
  g_array_unref (handles->unused);
  g_free (handles);
}

static GPrivate handles_of_thread = G_PRIVATE_INIT (handles_free);
static _Thread_local GPtrArray *nodes_here; /* (unowned) the same, for a fast look */

static G_DEFINE_QUARK (reactivity_foreign_handle, handle)

static Handles *
ensure_handles (void)
{
  Handles *handles = g_private_get (&handles_of_thread);

  if (handles == NULL)
    {
      handles = g_new0 (Handles, 1);
      handles->nodes = g_ptr_array_new ();
      handles->unused = g_array_new (FALSE, FALSE, sizeof (guint));
      g_ptr_array_add (handles->nodes, NULL); /* 0 is no handle */
      nodes_here = handles->nodes;
      g_private_set (&handles_of_thread, handles);
    }

  return handles;
}

/* The node has gone, on its own thread. */
static void
forget_handle (gpointer data)
{
  Handles *handles = ensure_handles ();
  guint handle = GPOINTER_TO_UINT (data);

  g_ptr_array_index (handles->nodes, handle) = NULL;
  g_array_append_val (handles->unused, handle);
}

static guint
add_handle (RgNode *core)
{
  Handles *handles = ensure_handles ();
  guint handle;

  if (handles->unused->len == 0)
    {
      g_ptr_array_add (handles->nodes, core);
      return handles->nodes->len - 1;
    }

  handle = g_array_index (handles->unused, guint, handles->unused->len - 1);
  g_array_set_size (handles->unused, handles->unused->len - 1);
  g_ptr_array_index (handles->nodes, handle) = core;
  return handle;
}

static inline RgNode *
find (guint handle, const char *func)
{
  RgNode *core = NULL;

  if (G_LIKELY (nodes_here != NULL && handle < nodes_here->len))
    core = g_ptr_array_index (nodes_here, handle);
  if (G_UNLIKELY (core == NULL))
    g_critical ("%s: %u is no handle of this thread", func, handle);

  return core;
}

guint
reactivity_foreign_handle (RgNode *core)
{
  return GPOINTER_TO_UINT (g_object_get_qdata (reactivity_node_from_core (core), handle_quark ()));
}

static void
cleanup_cb (gpointer core)
{
  reactivity_foreign_call_cleanup (core);
}

static void
reactivity_foreign_default_init (ReactivityForeignInterface *iface G_GNUC_UNUSED)
{
}

/**
 * ReactivityForeignInterface::store:
 * @self: a signal
 * @value: a value, of any type
 *
 * C sets the value of the signal, which says so with [func@Foreign.changed] if that changes it.
 *
 * Returns: %TRUE if it did
 * Since: 0.1
 */

/**
 * ReactivityForeignInterface::cleanup:
 * @self: a computation
 *
 * Calls the cleanup function that was added last with [func@Foreign.add_cleanup].
 *
 * Since: 0.1
 */

/**
 * ReactivityForeignInterface::ended:
 * @self: a computation
 *
 * The computation was disposed: its function will not be called again.
 *
 * Since: 0.1
 */

/**
 * ReactivityForeignInterface::cancelled:
 * @self: an asynchronous computation
 * @serial: the number of the run, as [method@Run.get_serial] gives it
 *
 * A run was cancelled: nobody wants its result any more. As the language may not listen to the
 * cancellable of the run without keeping that alive, it is told by this.
 *
 * Since: 0.1
 */

/**
 * ReactivityForeignInterface::arrived:
 * @self: an asynchronous derived
 * @request: what [method@AsyncDerived.request] has returned
 * @result: as the callback of [method@AsyncDerived.get_value_async] gets it
 *
 * There is a result.
 *
 * Since: 0.1
 */

/**
 * ReactivityForeignInterface::woken:
 * @self: a node
 *
 * The main context has come to what [method@Foreign.wake] asked for.
 *
 * Since: 0.1
 */

/**
 * reactivity_foreign_register:
 * @node: a node
 *
 * Gives a node a handle. It needs not have [iface@Foreign]; one that has is a foreign one from now on.
 *
 * Returns: the handle, valid on this thread as long as the node lives; 0 for none
 * Since: 0.1
 */
guint
reactivity_foreign_register (ReactivityNode *node)
{
  RgNode *core;
  guint handle;

  g_return_val_if_fail (REACTIVITY_IS_NODE (node), 0);
  core = reactivity_node_core (node);
  reactivity_return_val_if_off_thread (core->graph, 0);
  g_return_val_if_fail (!REACTIVITY_IS_FOREIGN (node) || core->language == NULL ||
                            reactivity_is_foreign (core),
                        0);

  handle = GPOINTER_TO_UINT (g_object_get_qdata (G_OBJECT (node), handle_quark ()));
  if (handle != 0)
    return handle;

  handle = add_handle (core);
  g_object_set_qdata_full (G_OBJECT (node), handle_quark (), GUINT_TO_POINTER (handle),
                           forget_handle);
  if (REACTIVITY_IS_FOREIGN (node))
    {
      core->language = &reactivity_foreign_language;
      if (REACTIVITY_IS_SIGNAL (node))
        reactivity_source_private (node)->computed = FALSE;
      if (reactivity_foreign_runner != NULL && (core->flags & (RG_LAZY | RG_EFFECT)) &&
          !reactivity_node_hooks (node)->is_async)
        core->run = reactivity_foreign_run;
    }
  return handle;
}

/**
 * reactivity_foreign_set_runner:
 * @func: (scope forever): runs a node
 *
 * Sets a function that is faster than [vfunc@Node.update], because it gets no object. A program has
 * one; it serves the foreign nodes that are registered from now on.
 *
 * The two work with five 32-bit words. While the first is not 0 @func is called. It finds the handle
 * of the node that is to run in the second word, and puts [flags@Reactivity.UpdateFlags] into the
 * third. If it does not know the handle, it leaves that alone: then the virtual function is called.
 * Whichever of the two runs the node puts 1 into the fourth word first; if none does, it was the stack
 * that was too small, and the node fails with %REACTIVITY_ERROR_TOO_DEEP. [vfunc@Foreign.store],
 * [vfunc@Foreign.cleanup], [vfunc@Foreign.ended] and [vfunc@Source.publish] do the same. Where GJS did
 * not come to one of these because its collector is between two steps, the collection is ended, and
 * the call made again. [vfunc@Foreign.cancelled], [vfunc@Foreign.arrived] and [vfunc@Foreign.woken] do
 * the same; if they do not, they are called again from the main context. The fifth word is not 0 when
 * that has happened; a language whose collector is done puts 0 there.
 *
 * Returns: (transfer full): the memory of the five words
 * Since: 0.1
 */
GBytes *
reactivity_foreign_set_runner (ReactivityForeignFunc func)
{
  g_return_val_if_fail (func != NULL, NULL);

  reactivity_foreign_runner = func;
  return g_bytes_new_static (&reactivity_foreign_box, sizeof reactivity_foreign_box);
}

/**
 * reactivity_foreign_track:
 * @handle: the handle of a node
 *
 * As [method@Node.track].
 *
 * Returns: %TRUE when the link is new
 * Since: 0.1
 */
gboolean
reactivity_foreign_track (guint handle)
{
  RgNode *core = find (handle, G_STRFUNC);

  return core != NULL && reactivity_node_track (reactivity_node_from_core (core));
}

/**
 * reactivity_foreign_refresh:
 * @handle: the handle of a node
 *
 * As [method@Node.refresh], which then tells what is wrong.
 *
 * Returns: %TRUE if the node is up to date, %FALSE if it failed
 * Since: 0.1
 */
gboolean
reactivity_foreign_refresh (guint handle)
{
  RgNode *core = find (handle, G_STRFUNC);
  RgResult result;

  if (core == NULL)
    return FALSE;

  result = rg_refresh (core);
  if (result == RG_OK)
    return !(core->flags & RG_FAILED);

  /* The reader wants to hear of the next change. */
  if (core->graph->active != NULL)
    core->graph->active->flags |= RG_SELF;
  if (result == RG_TOO_DEEP)
    reactivity_source_run_again (core->graph);
  return FALSE;
}

/**
 * reactivity_foreign_changed:
 * @handle: the handle of a node
 *
 * As [method@Node.changed].
 *
 * Returns: the version that the old value had, for [func@Foreign.restored]; 0 if, as things are,
 *   nobody would hear of another change: nothing is linked to the node, nobody listens to it, and C
 *   has not been given its value
 * Since: 0.1
 */
guint
reactivity_foreign_changed (guint handle)
{
  RgNode *core = find (handle, G_STRFUNC);
  guint version;

  if (core == NULL)
    return 0;

  version = core->version;
  if (core->flags & REACTIVITY_FLAG_PUBLISHED)
    reactivity_source_forget_published (reactivity_node_from_core (core));
  rg_node_changed (core);

  /* What runs meanwhile may do anything but let the node go: the caller has it. */
  if (core->n_subs == 0 && !(core->flags & REACTIVITY_FLAG_PUBLISHED) &&
      !rg_node_is_watched (core, core->graph->watch_at, core->graph->watch))
    return 0;
  return version;
}

/**
 * reactivity_foreign_restored:
 * @handle: the handle of a node
 * @version: what [func@Foreign.changed] returned in this batch
 *
 * Says that the node has the value again that it had before it changed in the batch under way.
 *
 * Since: 0.1
 */
void
reactivity_foreign_restored (guint handle, guint version)
{
  RgNode *core = find (handle, G_STRFUNC);

  if (core == NULL)
    return;
  g_return_if_fail (version > 0 && version <= core->newest);

  if (core->flags & REACTIVITY_FLAG_PUBLISHED)
    reactivity_source_forget_published (reactivity_node_from_core (core));
  rg_node_restore (core, version);
  rg_node_restored (core);
}

/**
 * reactivity_foreign_run_again:
 * @handle: the handle of any node of the context
 *
 * Says that the stack was too small for the functions that are running. What comes of that is not
 * kept: they run again when they are read.
 *
 * Since: 0.1
 */
void
reactivity_foreign_run_again (guint handle)
{
  RgNode *core = find (handle, G_STRFUNC);

  if (core != NULL)
    reactivity_source_run_again (core->graph);
}

static GObject *
object_of (RgNode *owner)
{
  if (owner->flags & RG_SCOPE)
    return G_OBJECT (reactivity_scope_from_core (owner));
  return reactivity_node_from_core (owner);
}

/**
 * reactivity_foreign_adopt:
 * @self: a new computation
 *
 * Gives a computation to the scope or the run in which it is made, as the constructors of C do, but
 * without the references: the language has to keep both alive as long as one is.
 *
 * A run does not own a derived: nothing happens then.
 *
 * Returns: (transfer none) (nullable): the owner, a [class@Scope] or a [class@Node]; %NULL for none
 * Since: 0.1
 */
GObject *
reactivity_foreign_adopt (ReactivityForeign *self)
{
  RgNode *core;
  RgNode *owner;

  g_return_val_if_fail (REACTIVITY_IS_FOREIGN (self), NULL);
  core = reactivity_node_core (self);
  reactivity_return_val_if_off_thread (core->graph, NULL);
  g_return_val_if_fail (!(core->flags & RG_ADOPTED), NULL);

  owner = core->graph->frame->owner;
  if (owner == NULL || ((core->flags & RG_LAZY) && !(owner->flags & RG_SCOPE)))
    return NULL;

  rg_own (owner, core);
  return object_of (owner);
}

/**
 * reactivity_foreign_hold:
 * @self: a computation that was adopted
 *
 * Makes the owner hold the computation, because it is one of C.
 *
 * Since: 0.1
 */
void
reactivity_foreign_hold (ReactivityForeign *self)
{
  RgNode *core;

  g_return_if_fail (REACTIVITY_IS_FOREIGN (self));
  core = reactivity_node_core (self);
  reactivity_return_if_off_thread (core->graph);
  g_return_if_fail ((core->flags & (RG_ADOPTED | RG_HELD)) == RG_ADOPTED);

  g_object_ref (self);
  core->flags |= RG_HELD;
}

static gboolean
wake_cb (gpointer self)
{
  reactivity_foreign_call_woken (reactivity_node_core (self));
  return G_SOURCE_REMOVE;
}

/**
 * reactivity_foreign_wake:
 * @self: a node
 * @priority: when; a priority of a [struct@GLib.Source]
 *
 * Has [vfunc@Foreign.woken] called by the main context. The node lives until then. A source of the
 * language may be lost when its collector is at work, this is not.
 *
 * Since: 0.1
 */
void
reactivity_foreign_wake (ReactivityForeign *self, int priority)
{
  g_autoptr (GSource) source = NULL;
  RgNode *core;

  g_return_if_fail (REACTIVITY_IS_FOREIGN (self));
  core = reactivity_node_core (self);
  reactivity_return_if_off_thread (core->graph);

  source = g_idle_source_new ();
  g_source_set_priority (source, priority);
  g_source_set_static_name (source, "[reactivity] foreign wake");
  g_source_set_callback (source, wake_cb, g_object_ref (self), g_object_unref);
  g_source_attach (source, reactivity_context_of (core->graph)->main_context);
}

/**
 * reactivity_foreign_add_cleanup:
 * @context: a context
 *
 * Has [vfunc@Foreign.cleanup] of the running computation called when the run is over, in its turn with
 * what the run makes.
 *
 * Returns: (transfer none) (nullable): the computation; %NULL if what is made now does not belong to
 *   a foreign one
 * Since: 0.1
 */
GObject *
reactivity_foreign_add_cleanup (ReactivityContext *context)
{
  RgNode *owner;

  g_return_val_if_fail (REACTIVITY_IS_CONTEXT (context), NULL);
  reactivity_return_val_if_off_thread (context->graph, NULL);

  owner = context->graph->frame->owner;
  if (owner == NULL || !reactivity_is_foreign (owner))
    return NULL;

  rg_on_cleanup (owner, cleanup_cb, owner, NULL);
  return object_of (owner);
}

#define WORD(field) (offsetof (RgGraph, field) / sizeof (guint32))

/**
 * reactivity_foreign_map_context:
 * @context: a context
 * @active: (out): where the pointer to the active computation is, 0 for none; it may take two words
 * @pushes: (out): where the number of changes that were told to others is: a node that was up to
 *   date and not failed stays so while this stays
 * @links: (out): where the number of links that were made so far is
 * @rounds: (out): where the number of rounds of all flushes is
 * @batches: (out): where the number of batches that are open is
 * @n_batches: (out): where the number of outermost batches that were begun so far is
 *
 * Lets a language see the state of the graph without a call.
 *
 * The numbers that are returned are indices of 32-bit words.
 *
 * Returns: (transfer full): memory that changes, and must not be written to; valid as long as the
 *   context lives
 * Since: 0.1
 */
GBytes *
reactivity_foreign_map_context (ReactivityContext *context, guint *active, guint *pushes,
                                guint *links, guint *rounds, guint *batches, guint *n_batches)
{
  g_return_val_if_fail (REACTIVITY_IS_CONTEXT (context), NULL);
  reactivity_return_val_if_off_thread (context->graph, NULL);

  *active = WORD (active);
  *pushes = WORD (pushes);
  *links = WORD (n_links);
  *rounds = WORD (round);
  *batches = WORD (batches);
  *n_batches = WORD (n_batches);
  return g_bytes_new_static (context->graph, sizeof (RgGraph));
}

/**
 * reactivity_foreign_map_listeners:
 * @source: a source
 * @word: (out): the index of a 32-bit word
 * @bits: (out): the bits of it that are set as soon as somebody has listened to a GObject signal of
 *   the source, like `notify::value`
 *
 * Lets a language see without a call whether somebody may listen to a source.
 *
 * Returns: (transfer full) (nullable): memory that changes, and must not be written to; valid as long
 *   as the source lives. %NULL where that is not known
 * Since: 0.1
 */
GBytes *
reactivity_foreign_map_listeners (ReactivitySource *source, guint *word, guint *bits)
{
  g_return_val_if_fail (REACTIVITY_IS_SOURCE (source), NULL);
  reactivity_return_val_if_off_thread (reactivity_node_core (source)->graph, NULL);

  *word = REACTIVITY_LISTENERS_OFFSET / sizeof (guint32);
  *bits = reactivity_listeners_bits ();
  return *bits == 0 ? NULL : g_bytes_new_static (source, sizeof (GObject));
}
