/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-gjs-private.h"

#include "object/reactivity-signal-private.h"

static void
handles_free (gpointer data)
{
  ReactivityGjsHandles *handles = data;

  g_array_unref (handles->entries);
  g_array_unref (handles->unused);
  g_ptr_array_unref (handles->contexts);
  g_free (handles);
}

static GPrivate handles_of_thread = G_PRIVATE_INIT (handles_free);
_Thread_local ReactivityGjsHandles *reactivity_gjs_handles;

static G_DEFINE_QUARK (reactivity_gjs_handle, handle)

/* 0 is no handle. */
static ReactivityGjsHandles *
ensure_handles (void)
{
  const ReactivityGjsEntry none = { NULL, 0, 0, 0 };
  ReactivityGjsHandles *handles = g_private_get (&handles_of_thread);

  if (handles != NULL)
    return handles;

  handles = g_new0 (ReactivityGjsHandles, 1);
  handles->entries = g_array_new (FALSE, TRUE, sizeof (ReactivityGjsEntry));
  handles->unused = g_array_new (FALSE, FALSE, sizeof (guint));
  handles->contexts = g_ptr_array_new ();
  g_array_append_val (handles->entries, none);
  g_ptr_array_add (handles->contexts, NULL);
  reactivity_gjs_handles = handles;
  g_private_set (&handles_of_thread, handles);
  return handles;
}

/* The node has gone, on its own thread. */
static void
forget_node (gpointer data)
{
  ReactivityGjsHandles *handles = ensure_handles ();
  guint handle = GPOINTER_TO_UINT (data);

  g_array_index (handles->entries, ReactivityGjsEntry, handle).core = NULL;
  g_array_append_val (handles->unused, handle);
}

static guint
add_entry (RgNode *core)
{
  ReactivityGjsHandles *handles = ensure_handles ();
  const ReactivityGjsEntry entry = { core, 0, 0, 0 };
  guint handle;

  if (handles->unused->len == 0)
    {
      g_array_append_val (handles->entries, entry);
      return handles->entries->len - 1;
    }

  handle = g_array_index (handles->unused, guint, handles->unused->len - 1);
  g_array_set_size (handles->unused, handles->unused->len - 1);
  g_array_index (handles->entries, ReactivityGjsEntry, handle) = entry;
  return handle;
}

void
reactivity_gjs_refuse_handle (guint handle, const char *func)
{
  g_critical ("%s: %u is no handle of this thread", func, handle);
}

ReactivityContext *
reactivity_gjs_find_context (guint handle, const char *func)
{
  const ReactivityGjsHandles *handles = reactivity_gjs_handles;

  if (G_LIKELY (handles != NULL && handle < handles->contexts->len &&
                handles->contexts->pdata[handle] != NULL))
    return handles->contexts->pdata[handle];

  g_critical ("%s: %u is no context of this thread", func, handle);
  return NULL;
}

guint
reactivity_gjs_foreign_handle_of (const RgNode *core)
{
  return GPOINTER_TO_UINT (g_object_get_qdata (reactivity_node_from_core (core), handle_quark ()));
}

/* 0 for a context that JavaScript does not know. */
guint
reactivity_gjs_context_handle_of (ReactivityContext *context)
{
  return GPOINTER_TO_UINT (g_object_get_qdata (G_OBJECT (context), handle_quark ()));
}

/* The context has gone, perhaps on another thread; then the thread of the handles has gone, too. */
static void
forget_context (gpointer data)
{
  ReactivityGjsHandles *handles = g_private_get (&handles_of_thread);
  guint handle = GPOINTER_TO_UINT (data);

  if (handles != NULL && handle < handles->contexts->len)
    handles->contexts->pdata[handle] = NULL;
}

static guint
add_to_contexts (ReactivityContext *context)
{
  GPtrArray *contexts = ensure_handles ()->contexts;

  /* There are few, and 0 is no handle. */
  for (guint handle = 1; handle < contexts->len; handle++)
    {
      if (contexts->pdata[handle] == NULL)
        {
          contexts->pdata[handle] = context;
          return handle;
        }
    }

  g_ptr_array_add (contexts, context);
  return contexts->len - 1;
}

/**
 * reactivity_gjs_add_context:
 * @context: a context
 *
 * Gives a context of this thread a handle.
 *
 * Returns: the handle, valid on this thread as long as the context lives
 */
guint
reactivity_gjs_add_context (ReactivityContext *context)
{
  guint handle;

  g_return_val_if_fail (REACTIVITY_IS_CONTEXT (context), 0);
  reactivity_return_val_if_off_thread (context->graph, 0);

  handle = reactivity_gjs_context_handle_of (context);
  if (handle != 0)
    return handle;

  handle = add_to_contexts (context);
  g_object_set_qdata_full (G_OBJECT (context), handle_quark (), GUINT_TO_POINTER (handle),
                           forget_context);
  return handle;
}

/**
 * reactivity_gjs_add_foreign_node:
 * @node: a node that was not made in JavaScript
 *
 * Gives a node a handle, for reads.
 *
 * Returns: the handle, valid on this thread as long as the node lives; 0 for none
 */
guint
reactivity_gjs_add_foreign_node (ReactivityNode *node)
{
  RgNode *core;
  guint handle;

  g_return_val_if_fail (REACTIVITY_IS_NODE (node), 0);
  core = reactivity_node_core (node);
  reactivity_return_val_if_off_thread (core->graph, 0);

  handle = reactivity_gjs_foreign_handle_of (core);
  if (handle != 0)
    return handle;

  handle = add_entry (core);
  g_object_set_qdata_full (G_OBJECT (node), handle_quark (), GUINT_TO_POINTER (handle),
                           forget_node);
  return handle;
}

/**
 * reactivity_gjs_add_node:
 * @node: a node whose value and function are kept in JavaScript
 *
 * Gives a node a handle. JavaScript is asked for its value and runs its function from now on.
 *
 * Returns: the handle, valid on this thread as long as the node lives; 0 for none
 */
guint
reactivity_gjs_add_node (ReactivityNode *node)
{
  guint handle = reactivity_gjs_add_foreign_node (node);
  RgNode *core;

  if (handle == 0)
    return 0;

  core = reactivity_node_core (node);
  core->language = &reactivity_gjs_language;
  core->data = GUINT_TO_POINTER (handle);
  if (REACTIVITY_IS_SIGNAL (node))
    reactivity_source_private (node)->computed = FALSE;
  if ((core->flags & (RG_LAZY | RG_EFFECT)) && !reactivity_node_hooks (node)->is_async)
    core->run = reactivity_gjs_run_node;
  return handle;
}

/**
 * reactivity_gjs_get_object:
 * @handle: the handle of a node
 *
 * Finds the object of a handle.
 *
 * Returns: (transfer none) (nullable): the node
 */
GObject *
reactivity_gjs_get_object (guint handle)
{
  const ReactivityGjsEntry *entry = reactivity_gjs_find (handle, G_STRFUNC);

  return entry != NULL ? reactivity_node_from_core (entry->core) : NULL;
}

/**
 * reactivity_gjs_get_context:
 * @handle: the handle of a context
 *
 * Finds the context of a handle.
 *
 * Returns: (transfer none) (nullable): the context
 */
ReactivityContext *
reactivity_gjs_get_context (guint handle)
{
  return reactivity_gjs_find_context (handle, G_STRFUNC);
}
