/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-error.h"
#include "reactivity-frames-private.h"
#include "reactivity-language-private.h"
#include "reactivity-post-private.h"
#include "reactivity-source-private.h"
#include "reactivity-thread-private.h"

#include "core/flush.h"
#include "core/owner.h"
#include "core/refresh.h"
#include "core/run.h"

#include <glib/gi18n-lib.h>

/**
 * ReactivityNode:
 *
 * A vertex of the reactive graph: what [class@Source] and [class@Effect] have in common.
 *
 * Applications use its subclasses. Language bindings and libraries derive from it or from them:
 * they override [vfunc@Node.update], which the graph calls when the node has to run.
 *
 * ## Memory
 *
 * Links between nodes own nothing: a node that nobody holds goes, and its links with it. A node
 * holds its context.
 *
 * ## Errors
 *
 * [method@Node.refresh] returns what went wrong. Wrong arguments, and calls from a wrong thread,
 * are programming errors: they log a critical message and do nothing.
 *
 * ## Threads
 *
 * A node is used on the thread of its context only. The last reference may be dropped anywhere: the
 * node is then finalized by the main context of its own thread.
 *
 * ## In Python and JavaScript
 *
 * The languages' own classes are made of it; scripts need none of its methods.
 *
 * In Python `subscribers` is the set of the computations that read the node in their last run, and
 * `name=` names it as it is made.
 *
 * Since: 0.1
 */

/* No field but these: their addresses are known to the inline functions of the private headers. */
typedef struct
{
  RgNode core;
} ReactivityNodePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ReactivityNode, reactivity_node, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_NAME,
  PROP_CONTEXT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

int reactivity_node_offset;

static G_DEFINE_QUARK (reactivity_node_name, node_name)

/* (transfer full): the node's name for people, with or without a name of its own */
char *
reactivity_node_describe (const RgNode *core)
{
  gpointer self = reactivity_node_from_core (core);
  const char *name = g_object_get_qdata (self, node_name_quark ());
  const ReactivityLanguage *language = core->language;
  char *given = NULL;

  if (name != NULL)
    return g_strdup (name);
  if (language != NULL && language->dup_name != NULL)
    given = language->dup_name ((RgNode *) core);
  if (given != NULL)
    return given;
  return g_strdup_printf ("%s %p", G_OBJECT_TYPE_NAME (self), self);
}

/* Gives a new computation to the scope or the run in which it is made. Both hold it. It ends with a
 * scope; a run ends its effects only, as a derived may be of use to others who hold it (G10). */
void
reactivity_node_adopt (ReactivityNode *self)
{
  RgNode *core = reactivity_node_core (self);
  RgNode *owner = core->graph->frame->owner;

  if (owner == NULL)
    return;

  g_object_ref (self);
  if ((core->flags & RG_LAZY) && !(owner->flags & RG_SCOPE))
    {
      rg_on_cleanup (owner, g_object_unref, self, NULL);
      return;
    }

  core->flags |= RG_HELD;
  rg_own (owner, core);
}

static gboolean
check_idle (ReactivityNode *self, const char *func)
{
  RgNode *core = reactivity_node_core (self);

  if (core->n_deps == 0 && core->n_subs == 0 && core->own == NULL &&
      !(core->flags & (RG_RUNNING | RG_QUEUED)))
    return TRUE;

  g_critical ("%s: the node is in use already", func);
  return FALSE;
}

static void
set_context (ReactivityNode *self, ReactivityContext *context)
{
  RgGraph *graph = context != NULL ? reactivity_graph_for (context, "context") : NULL;

  if (graph != NULL && check_idle (self, "context"))
    rg_node_move (reactivity_node_core (self), graph);
}

/* A node that is busy, or on a wrong thread, survives its last reference for a while: whoever is
 * busy with it, or its own thread, drops the one that is taken here. */
static void
reactivity_node_dispose (GObject *object)
{
  RgNode *core = reactivity_node_core (object);

  if (!rg_graph_is_mine (core->graph) &&
      !reactivity_thread_claim (reactivity_context_of (core->graph)))
    {
      reactivity_post_last_unref (reactivity_context_of (core->graph), object);
      return;
    }

  if ((core->flags & (RG_RUNNING | RG_ENDING)) || core->reading)
    {
      if (!(core->flags & RG_KEPT))
        g_object_ref (object);
      core->flags |= RG_KEPT;

      /* What is only read is ended when it is let go. */
      if (core->flags & (RG_RUNNING | RG_ENDING))
        rg_node_dispose (core);
      return;
    }

  if (core->flags & (RG_LAZY | RG_EFFECT))
    {
      ReactivityContext *context = reactivity_context_of (core->graph);
      gboolean last = reactivity_finalizing_begin (context, object);

      rg_node_dispose (core);
      reactivity_finalizing_end (context, last);
    }

  G_OBJECT_CLASS (reactivity_node_parent_class)->dispose (object);
}

static void
reactivity_node_finalize (GObject *object)
{
  RgNode *core = reactivity_node_core (object);
  RgGraph *graph = core->graph;

  graph->depth++;
  rg_node_clear (core);
  reactivity_language_finalized (core);
  rg_unhold (graph);

  G_OBJECT_CLASS (reactivity_node_parent_class)->finalize (object);
}

static void
reactivity_node_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ReactivityNode *self = REACTIVITY_NODE (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, reactivity_node_get_name (self));
      break;
    case PROP_CONTEXT:
      g_value_set_object (value, reactivity_node_get_context (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reactivity_node_set_property (GObject *object, guint prop_id, const GValue *value,
                              GParamSpec *pspec)
{
  ReactivityNode *self = REACTIVITY_NODE (object);

  switch (prop_id)
    {
    case PROP_NAME:
      reactivity_node_set_name (self, g_value_get_string (value));
      break;
    case PROP_CONTEXT:
      set_context (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/**
 * ReactivityNodeClass::update:
 * @self: the node, which is active
 *
 * Runs the node: reads sources, which are tracked, and says whether the value changed.
 *
 * Called by the graph only, on the thread of the context. A run that fails says so with
 * [method@Node.take_error].
 *
 * Returns: (type guint): what became of the value; a number, as GJS takes long to look up a flag
 * Since: 0.1
 */
static ReactivityUpdateFlags
reactivity_node_real_update (ReactivityNode *self G_GNUC_UNUSED)
{
  return REACTIVITY_UPDATE_NONE;
}

/**
 * ReactivityNodeClass::unread:
 * @self: the node, which nobody reads any more
 *
 * The last computation that read the node does not read it any more, or has gone.
 *
 * Called when nothing else is under way, unless the node is read again before that. A node that was
 * made for its readers, like the key of a dictionary, can be let go of. Only nodes that are read by
 * [method@Node.track] are told.
 *
 * Since: 0.1
 */

static const ReactivityNodeHooks no_hooks;

static void
reactivity_node_class_init (ReactivityNodeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = reactivity_node_dispose;
  object_class->finalize = reactivity_node_finalize;
  object_class->get_property = reactivity_node_get_property;
  object_class->set_property = reactivity_node_set_property;

  klass->update = reactivity_node_real_update;
  klass->hooks = &no_hooks;

  reactivity_node_offset = g_type_class_get_instance_private_offset (klass);

  /**
   * ReactivityNode:name:
   *
   * What the node is called in warnings, errors and dumps.
   *
   * Since: 0.1
   */
  properties[PROP_NAME] =
      g_param_spec_string ("name", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * ReactivityNode:context:
   *
   * The context that the node belongs to. It can be set as long as nothing has used the node;
   * without that it is the default one of the thread.
   *
   * Since: 0.1
   */
  properties[PROP_CONTEXT] =
      g_param_spec_object ("context", NULL, NULL, REACTIVITY_TYPE_CONTEXT,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
reactivity_node_init (ReactivityNode *self)
{
  rg_node_init (reactivity_node_core (self), reactivity_initial_graph (), 0, reactivity_node_run);
}

/**
 * reactivity_node_get_context:
 * @self: a node
 *
 * The context that the node belongs to. May be called on any thread.
 *
 * Returns: (transfer none): the context
 * Since: 0.1
 */
ReactivityContext *
reactivity_node_get_context (ReactivityNode *self)
{
  g_return_val_if_fail (REACTIVITY_IS_NODE (self), NULL);

  return reactivity_context_of (reactivity_node_core (self)->graph);
}

/**
 * reactivity_node_get_name:
 * @self: a node
 *
 * What the node is called in warnings, errors and dumps.
 *
 * Returns: (transfer none) (nullable): the name, valid until it is set again
 * Since: 0.1
 */
const char *
reactivity_node_get_name (ReactivityNode *self)
{
  g_return_val_if_fail (REACTIVITY_IS_NODE (self), NULL);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, NULL);

  return g_object_get_qdata (G_OBJECT (self), node_name_quark ());
}

/**
 * reactivity_node_set_name:
 * @self: a node
 * @name: (nullable): a name, or %NULL for none
 *
 * Names the node, for warnings, errors and dumps. Names need not be unique.
 *
 * Since: 0.1
 */
void
reactivity_node_set_name (ReactivityNode *self, const char *name)
{
  g_return_if_fail (REACTIVITY_IS_NODE (self));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  if (g_strcmp0 (name, g_object_get_qdata (G_OBJECT (self), node_name_quark ())) == 0)
    return;

  g_object_set_qdata_full (G_OBJECT (self), node_name_quark (), g_strdup (name), g_free);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

/**
 * reactivity_node_track:
 * @self: a node
 *
 * Links the node to the active computation, as a read does, without reading.
 *
 * Made for sources that keep their value elsewhere. Without an active computation nothing happens.
 *
 * Returns: %TRUE when the link is new: the computation did not read the node in its run before
 * Since: 0.1
 */
gboolean
reactivity_node_track (ReactivityNode *self)
{
  RgNode *core;

  g_return_val_if_fail (REACTIVITY_IS_NODE (self), FALSE);
  core = reactivity_node_core (self);
  reactivity_return_val_if_off_thread (core->graph, FALSE);

  /* A stale dependency has told its subscribers already, so the reader must not count as told. */
  if ((core->flags & RG_STALE) && core->graph->active != NULL)
    core->graph->active->flags |= RG_SELF;

  if (!rg_track (core))
    return FALSE;

  if (core->unread == RG_UNREAD_IGNORED && REACTIVITY_NODE_GET_CLASS (self)->unread != NULL)
    core->unread = RG_UNREAD_TOLD;
  return TRUE;
}

/* Who set `reading`, which was @was_reading, does not use the node any more: it may go. */
void
reactivity_node_end_read (RgNode *core, gboolean was_reading)
{
  core->reading = was_reading;
  rg_let_go (core);
}

/**
 * reactivity_node_refresh:
 * @self: a node
 * @error: return location for an error
 *
 * Brings the node up to date: runs it if something it read has changed. Does not track.
 *
 * Returns: %TRUE if the node is up to date, %FALSE if it failed, now or when it ran last
 * Since: 0.1
 */
gboolean
reactivity_node_refresh (ReactivityNode *self, GError **error)
{
  GError *failure = NULL;
  gboolean was_reading;
  RgNode *core;
  RgResult result;

  g_return_val_if_fail (REACTIVITY_IS_NODE (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);
  core = reactivity_node_core (self);
  reactivity_return_val_if_off_thread (core->graph, FALSE);

  was_reading = core->reading;
  core->reading = TRUE;
  result = rg_refresh (core);
  if (result != RG_OK)
    failure = reactivity_error_for (core, result);
  else if (core->flags & RG_FAILED)
    failure = g_error_copy (reactivity_node_get_error (core));
  reactivity_node_end_read (core, was_reading);

  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, failure);
  return FALSE;
}

/**
 * reactivity_node_changed:
 * @self: a node
 *
 * Says that the value of the node changed. Made for sources that keep their value elsewhere.
 *
 * All that read the node are due; effects run before this returns, unless a batch or a run is under
 * way.
 *
 * Since: 0.1
 */
void
reactivity_node_changed (ReactivityNode *self)
{
  RgNode *core;

  g_return_if_fail (REACTIVITY_IS_NODE (self));
  core = reactivity_node_core (self);
  reactivity_return_if_off_thread (core->graph);

  if (core->flags & REACTIVITY_FLAG_PUBLISHED)
    reactivity_source_forget_published (REACTIVITY_SOURCE (self));
  rg_node_changed (core);
}

/**
 * reactivity_node_enter:
 * @self: a node that is not running
 *
 * Begins a run of the node that may go on later, and its first step.
 *
 * Made for implementations of asynchronous computations: what is read between
 * [method@Node.enter] or [method@Node.resume] and [method@Node.leave] is tracked, and
 * [method@Node.end_run] drops what the run did not read. Steps nest like function calls.
 *
 * Since: 0.1
 */
void
reactivity_node_enter (ReactivityNode *self)
{
  RgNode *core;

  g_return_if_fail (REACTIVITY_IS_NODE (self));
  core = reactivity_node_core (self);
  reactivity_return_if_off_thread (core->graph);
  g_return_if_fail (!(core->flags & RG_RUNNING));

  rg_run_begin (core);
  core->flags |= REACTIVITY_FLAG_ENTERED;
  reactivity_frames_push (reactivity_context_of (core->graph), REACTIVITY_FRAME_STEP, core, NULL);
}

/**
 * reactivity_node_resume:
 * @self: a node between [method@Node.enter] and [method@Node.end_run]
 *
 * Begins another step of the run.
 *
 * Since: 0.1
 */
void
reactivity_node_resume (ReactivityNode *self)
{
  RgNode *core;

  g_return_if_fail (REACTIVITY_IS_NODE (self));
  core = reactivity_node_core (self);
  reactivity_return_if_off_thread (core->graph);
  g_return_if_fail (!(core->flags & RG_RUNNING));
  g_return_if_fail (core->flags & REACTIVITY_FLAG_ENTERED);

  reactivity_frames_push (reactivity_context_of (core->graph), REACTIVITY_FRAME_STEP, core, NULL);
}

/**
 * reactivity_node_leave:
 * @self: a node in a step
 *
 * Ends the step. Effects that it made due run now, if nothing else is under way.
 *
 * Since: 0.1
 */
void
reactivity_node_leave (ReactivityNode *self)
{
  RgNode *core;

  g_return_if_fail (REACTIVITY_IS_NODE (self));
  core = reactivity_node_core (self);
  reactivity_return_if_off_thread (core->graph);

  if (!reactivity_frames_pop (reactivity_context_of (core->graph), REACTIVITY_FRAME_STEP, core))
    g_critical ("%s: the innermost step is not one of this node", G_STRFUNC);
}

/**
 * reactivity_node_end_run:
 * @self: a node between steps
 *
 * Ends the run that [method@Node.enter] began: only what it read counts from now on.
 *
 * Since: 0.1
 */
void
reactivity_node_end_run (ReactivityNode *self)
{
  RgNode *core;

  g_return_if_fail (REACTIVITY_IS_NODE (self));
  core = reactivity_node_core (self);
  reactivity_return_if_off_thread (core->graph);
  g_return_if_fail (!(core->flags & RG_RUNNING));
  g_return_if_fail (core->flags & REACTIVITY_FLAG_ENTERED);

  core->flags &= ~REACTIVITY_FLAG_ENTERED;
  rg_run_end (core, RG_UNCHANGED);
}

/* Looks through nodes that are parts of others: what they are linked to takes their place. */
static void
collect_links (GPtrArray *list, GHashTable *seen, const RgNode *core, gboolean subs)
{
  const RgLink *links = subs ? core->subs : core->deps;
  const guint32 n_links = subs ? core->n_subs : core->n_deps;

  for (guint32 i = 0; i < n_links; i++)
    {
      RgNode *node = links[i].node;
      ReactivityNode *object;

      if (node == NULL || !g_hash_table_add (seen, node))
        continue;

      object = reactivity_node_from_core (node);
      if (reactivity_node_hooks (object)->is_part)
        collect_links (list, seen, node, subs);
      else
        g_ptr_array_add (list, g_object_ref (object));
    }
}

/* (transfer full): the nodes at the other ends, each once, in order */
GPtrArray *
reactivity_node_list_links (const RgNode *core, gboolean subs)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  collect_links (list, seen, core, subs);
  return list;
}

/**
 * reactivity_node_list_subscribers:
 * @self: a node
 *
 * Lists the computations that read the node in their last run, each once. For tests and tools.
 *
 * Returns: (transfer container) (element-type ReactivityNode): the computations, in no order
 * Since: 0.1
 */
GPtrArray *
reactivity_node_list_subscribers (ReactivityNode *self)
{
  RgNode *core;

  g_return_val_if_fail (REACTIVITY_IS_NODE (self), NULL);
  core = reactivity_node_core (self);
  reactivity_return_val_if_off_thread (core->graph, NULL);

  return reactivity_node_list_links (core, TRUE);
}
