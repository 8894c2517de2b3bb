/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-deps-private.h"

#include "core/link.h"
#include "core/propagate.h"

/* A node that only remembers what another one had read. It never runs: as a memo it is told of
 * changes, and that is all. */
typedef struct
{
  ReactivityNode parent_instance;
} ReactivityHolder;

typedef ReactivityNodeClass ReactivityHolderClass;

static GType reactivity_holder_get_type (void);

G_DEFINE_FINAL_TYPE (ReactivityHolder, reactivity_holder, REACTIVITY_TYPE_NODE)

static const ReactivityNodeHooks hooks = { .is_part = TRUE };

static void
reactivity_holder_class_init (ReactivityHolderClass *klass)
{
  klass->hooks = &hooks;
}

static void
reactivity_holder_init (ReactivityHolder *self)
{
  RgNode *core = reactivity_node_core (self);

  core->flags |= RG_LAZY | RG_MEMO;
  core->run = NULL;
}

/* Other nodes may have read the same since: only fresh hints find what is there already (I2). */
void
reactivity_deps_renew_hints (RgNode *node)
{
  for (guint32 i = 0; i < node->cursor; i++)
    {
      if (node->deps[i].node != NULL)
        node->deps[i].node->hint = i;
    }
}

static gboolean
has_dep (const RgNode *node, const RgNode *dep)
{
  return dep->hint < node->cursor && node->deps[dep->hint].node == dep;
}

/* Lets @to depend on what @from depends on, from its cursor on. What it has already stays as it is,
 * and nothing depends on itself. */
void
reactivity_deps_add (RgNode *to, RgNode *from, ReactivityDepsHow how)
{
  RgFrame frame;

  reactivity_deps_renew_hints (to);
  rg_graph_enter (to->graph, &frame, NULL, to, NULL);

  for (guint32 i = 0; i < from->n_deps; i++)
    {
      const RgLink link = from->deps[i];

      if (link.node == NULL || link.node == to || has_dep (to, link.node))
        continue;

      rg_track (link.node);
      if (how == REACTIVITY_DEPS_AS_READ)
        to->deps[to->cursor - 1].version = link.version;
    }

  rg_graph_leave (to->graph, &frame);

  /* I3, I4: what is stale above it has to tell it of the next change. */
  if (!(to->flags & (RG_SPREAD | RG_RUNNING)))
    rg_unspread (to, to->n_deps);
}

/* (transfer full) (nullable): a node with the dependencies of @core; %NULL if there are none */
ReactivityNode *
reactivity_deps_hold (RgNode *core)
{
  ReactivityNode *holder;

  if (core->n_deps == 0)
    return NULL;

  holder = reactivity_node_new (reactivity_holder_get_type (), core->graph);
  reactivity_deps_add (reactivity_node_core (holder), core, REACTIVITY_DEPS_AS_READ);
  return holder;
}
