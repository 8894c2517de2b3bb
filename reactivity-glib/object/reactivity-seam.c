/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-error.h"
#include "reactivity-frames-private.h"
#include "reactivity-idle-private.h"
#include "reactivity-journal-private.h"
#include "reactivity-language-private.h"
#include "reactivity-source-private.h"

#include <glib/gi18n-lib.h>

/* What the core asks for: RgOps on GObject. */

static void
unbalanced (RgNode *core, RgFrame *frame, guint batches)
{
  g_autofree char *name =
      core->flags & RG_SCOPE ? g_strdup ("A scope") : reactivity_node_describe (core);

  reactivity_frames_balance (reactivity_context_of (core->graph), frame, batches, name);
}

/* What there is besides a new value or none. A failure is news to all that read the node, and so is
 * its end. */
static RgUpdate
settle (RgNode *core, RgUpdate update)
{
  ReactivityContext *context = reactivity_context_of (core->graph);

  if (reactivity_node_settle_error (core))
    update |= RG_CHANGED;

  if ((core->flags & REACTIVITY_FLAG_PUBLISHED) && (update & RG_CHANGED))
    reactivity_source_forget_published (reactivity_node_from_core (core));

  if (!(core->flags & RG_FAILED))
    return update;

  if ((core->flags & RG_EFFECT) && context->caller != core)
    reactivity_context_report (context, core, reactivity_node_steal_error (core));
  return update | RG_KEEP_DEPS;
}

static void
announce (RgNode *core, guint32 seen)
{
  ReactivityNode *self = reactivity_node_from_core (core);

  if (reactivity_node_hooks (self)->announce != NULL)
    reactivity_node_hooks (self)->announce (self, seen);
}

static void
defer (RgNode *core)
{
  ReactivityNode *self = reactivity_node_from_core (core);

  reactivity_node_hooks (self)->due (self);
}

/* They are not part of any run. */
static void
unread (RgNode *core)
{
  ReactivityNode *self = g_object_ref (reactivity_node_from_core (core));
  RgGraph *graph = core->graph;
  guint batches = graph->batches;
  RgFrame frame;

  rg_graph_enter_outside (graph, &frame);
  REACTIVITY_NODE_GET_CLASS (self)->unread (self);
  reactivity_frames_balance (reactivity_context_of (graph), &frame, batches, "An unread function");
  rg_graph_leave (graph, &frame);
  g_object_unref (self);
}

static void
refused (RgNode *core, RgResult why)
{
  reactivity_context_report (reactivity_context_of (core->graph), core,
                             reactivity_error_for (core, why));
}

static gboolean
lost (RgNode *core)
{
  const ReactivityLanguage *language = core->language;
  g_autofree char *name = NULL;

  if (!(core->flags & (RG_LAZY | RG_EFFECT)))
    return FALSE;
  if (core->flags & (REACTIVITY_FLAG_LOSS_IGNORE | REACTIVITY_FLAG_ENTERED))
    return FALSE;
  if (core->flags & REACTIVITY_FLAG_LOSS_RESTORE)
    return TRUE;
  if (language != NULL && language->warns != NULL && language->warns (core))
    return FALSE;

  name = reactivity_node_describe (core);
  g_warning ("%s read nothing reactive in its last run: it will never run again by itself", name);
  return FALSE;
}

static void
runaway (RgGraph *graph, RgNode **nodes, guint n_nodes)
{
  g_autofree char *names = reactivity_describe_nodes (nodes, n_nodes);

  reactivity_context_report (reactivity_context_of (graph), n_nodes > 0 ? nodes[0] : NULL,
                             g_error_new (REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE,
                                          _ ("Cycle: these keep waking each other (%s)"), names));
}

static void
settled (RgGraph *graph)
{
  reactivity_journal_clear (reactivity_context_of (graph));
  reactivity_languages_idle (reactivity_context_of (graph));
}

static void
ended (RgNode *core)
{
  ReactivityNode *self = reactivity_node_from_core (core);

  if (!(core->flags & RG_SCOPE) && reactivity_node_hooks (self)->ended != NULL)
    reactivity_node_hooks (self)->ended (self);
  reactivity_language_disposed (core);
}

static void
unmirror (RgGraph *graph)
{
  reactivity_languages_unmirror (reactivity_context_of (graph));
}

static void
release (RgNode *core)
{
  g_object_unref (reactivity_node_from_core (core));
}

static void
in_use (RgGraph *graph, gboolean in_use)
{
  ReactivityContext *context = reactivity_context_of (graph);

  if (in_use)
    g_object_ref (context);
  else
    g_object_unref (context);
}

/* RgRunFunc for whatever overrides the virtual function. */
RgUpdate
reactivity_node_run (RgNode *core)
{
  ReactivityNode *self = reactivity_node_from_core (core);

  return (RgUpdate) REACTIVITY_NODE_GET_CLASS (self)->update (self);
}

const RgOps reactivity_ops = {
  .settle = settle,
  .unbalanced = unbalanced,
  .announce = announce,
  .unread = unread,
  .defer = defer,
  .refused = refused,
  .lost = lost,
  .runaway = runaway,
  .settled = settled,
  .ended = ended,
  .linked = reactivity_language_linked,
  .unlinked = reactivity_language_unlinked,
  .unmirror = unmirror,
  .release = release,
  .in_use = in_use,
};
