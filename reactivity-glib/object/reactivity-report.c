/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-language-private.h"
#include "reactivity-error.h"
#include "reactivity-frames-private.h"

#include "core/refresh.h"

#include <glib/gi18n-lib.h>

/* How errors are made, kept and handed on (E1, E2). A node without an error has no room for one. */

static G_DEFINE_QUARK (reactivity_node_error, node_error)
static G_DEFINE_QUARK (reactivity_node_inherited, node_inherited)

static void
keep (RgNode *core, GQuark quark, GError *error)
{
  g_object_set_qdata_full (reactivity_node_from_core (core), quark, error,
                           (GDestroyNotify) g_error_free);
}

/* (transfer none) (nullable): the error of the last run */
GError *
reactivity_node_get_error (RgNode *core)
{
  return g_object_get_qdata (reactivity_node_from_core (core), node_error_quark ());
}

/* (transfer full) (nullable): the same; the node has no error then */
GError *
reactivity_node_steal_error (RgNode *core)
{
  core->flags &= ~RG_FAILED;
  return g_object_steal_qdata (reactivity_node_from_core (core), node_error_quark ());
}

/**
 * reactivity_node_take_error:
 * @self: a node
 * @error: (transfer full): why it failed
 *
 * Says that the node failed. Made for implementations of [vfunc@Node.update]: the run counts as
 * failed, and whoever reads the node gets the error until its next run.
 *
 * Since: 0.1
 */
void
reactivity_node_take_error (ReactivityNode *self, GError *error)
{
  RgNode *core;

  g_return_if_fail (REACTIVITY_IS_NODE (self));
  g_return_if_fail (error != NULL);

  core = reactivity_node_core (self);
  if (!reactivity_graph_check_thread (core->graph, G_STRFUNC))
    {
      g_error_free (error);
      return;
    }

  if (core->flags & RG_RUNNING)
    core->flags |= REACTIVITY_FLAG_FAILING | RG_ASK;
  else
    core->flags |= RG_FAILED;
  keep (core, node_error_quark (), error);
}

/* A reader that was not asked for an error fails with it when its function returns; takes @error.
 * Without a reader it is reported. */
void
reactivity_node_hand_on (RgNode *core, GError *error)
{
  RgNode *runner = core->graph->frame->runner;

  if (runner == NULL)
    {
      reactivity_context_report (reactivity_context_of (core->graph), core, error);
      return;
    }

  if (runner->flags & REACTIVITY_FLAG_INHERITED)
    {
      g_error_free (error);
      return;
    }

  runner->flags |= REACTIVITY_FLAG_INHERITED | RG_ASK;
  keep (runner, node_inherited_quark (), error);
}

/* After a run: the error that its function gave comes before one that it met. TRUE when that is
 * news: the node fails, or does not fail any more. */
gboolean
reactivity_node_settle_error (RgNode *core)
{
  gpointer self = reactivity_node_from_core (core);
  const guint32 flags = core->flags;
  GError *inherited = NULL;

  core->flags &= ~(RG_FAILED | REACTIVITY_FLAG_FAILING | REACTIVITY_FLAG_INHERITED);
  if (!(flags & REACTIVITY_FLAG_PUBLISHED))
    core->flags &= ~RG_ASK;

  if (flags & REACTIVITY_FLAG_INHERITED)
    inherited = g_object_steal_qdata (self, node_inherited_quark ());

  if (flags & REACTIVITY_FLAG_FAILING)
    g_clear_error (&inherited);
  else
    keep (core, node_error_quark (), inherited);

  if (flags & (REACTIVITY_FLAG_FAILING | REACTIVITY_FLAG_INHERITED))
    core->flags |= RG_FAILED;
  return ((core->flags | flags) & RG_FAILED) != 0;
}

/* Gives @error, which it takes, to who has asked for the first one, or to the context's handlers.
 * They are not part of any run. */
void
reactivity_context_report (ReactivityContext *context, RgNode *core, GError *error)
{
  guint batches = context->graph->batches;
  RgFrame frame;
  ReactivityNode *node = core != NULL ? reactivity_node_from_core (core) : NULL;

  if (context->caught != NULL && *context->caught == NULL)
    {
      *context->caught = error;
      return;
    }

  rg_graph_enter_outside (context->graph, &frame);
  if (!reactivity_context_emit_error (context, node, error) && !reactivity_languages_report (error))
    {
      g_autofree char *name = core != NULL ? reactivity_node_describe (core) : NULL;

      g_warning ("%s%s%s", name != NULL ? name : "", name != NULL ? ": " : "", error->message);
    }
  reactivity_frames_balance (context, &frame, batches, "An error handler");
  rg_graph_leave (context->graph, &frame);

  g_error_free (error);
}

/* "a -> b -> a", from the functions that are on the stack: a is @core, and reads b. */
static char *
describe_cycle (RgNode *core)
{
  g_autofree char *name = reactivity_node_describe (core);
  GString *path = g_string_new (name);

  for (RgFrame *frame = core->graph->frame; frame != NULL; frame = frame->prev)
    {
      g_autofree char *reader = NULL;

      if (frame->node == NULL)
        continue;

      reader = reactivity_node_describe (frame->node);
      g_string_prepend (path, " -> ");
      g_string_prepend (path, reader);
      if (frame->node == core)
        break;
    }

  return g_string_free (path, FALSE);
}

/* More of them say no more. */
#define MANY_NODES 16

/* (transfer full): "a, b, c" */
char *
reactivity_describe_nodes (RgNode **nodes, guint n_nodes)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < MIN (n_nodes, MANY_NODES); i++)
    {
      g_autofree char *name = reactivity_node_describe (nodes[i]);

      g_string_append_printf (names, "%s%s", i == 0 ? "" : ", ", name);
    }
  if (n_nodes > MANY_NODES)
    g_string_append (names, ", …");

  return g_string_free (names, FALSE);
}

/* (transfer full): the error for a node that could not be brought up to date */
GError *
reactivity_error_for (RgNode *core, RgResult why)
{
  g_autofree char *name = reactivity_node_describe (core);
  g_autoptr (GPtrArray) writers = NULL;
  g_autofree char *cycle = NULL;

  if (why == RG_TOO_DEEP)
    return g_error_new (REACTIVITY_ERROR, REACTIVITY_ERROR_TOO_DEEP,
                        _ ("%s is read by too many functions, one inside the other"), name);

  if (why == RG_ENDED)
    return g_error_new (REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED, _ ("%s was disposed"), name);

  if (!(core->flags & RG_RUNNING))
    {
      writers = rg_list_writers (core->graph);
      cycle = reactivity_describe_nodes ((RgNode **) writers->pdata, writers->len);
      return writers->len > 0
                 ? g_error_new (REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE,
                                _ ("Cycle: what %s depends on never comes to rest (written by %s)"),
                                name, cycle)
                 : g_error_new (REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE,
                                _ ("Cycle: what %s depends on never comes to rest"), name);
    }

  cycle = describe_cycle (core);
  return g_error_new (REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE,
                      _ ("Cycle: %s needs its own value (%s)"), name, cycle);
}
