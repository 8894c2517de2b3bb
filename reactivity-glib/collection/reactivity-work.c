/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-work-private.h"

#include "core/owner.h"
#include "core/refresh.h"
#include "core/run.h"

G_DEFINE_FINAL_TYPE (ReactivityWork, reactivity_work, REACTIVITY_TYPE_NODE)

static RgUpdate
run (RgNode *core)
{
  ReactivityWork *self = reactivity_node_from_core (core);
  ReactivityPerItem *owner = self->owner;
  ReactivityPerItemPrivate *priv;
  const ReactivityPerItemKind *kind;
  GError *error = NULL;

  if (owner == NULL || self->slot == NULL)
    return RG_UNCHANGED;

  priv = reactivity_per_item_private (owner);
  kind = REACTIVITY_PER_ITEM_GET_CLASS (owner)->kind;
  priv->has_fresh = kind->compute (owner, self->slot, &error);
  if (error != NULL)
    reactivity_node_take_error (REACTIVITY_NODE (self), error);

  /* What was made of a source that failed does not count. */
  if (priv->has_fresh && (core->flags & REACTIVITY_FLAG_INHERITED))
    {
      if (kind->free_result != NULL)
        kind->free_result (&priv->fresh);
      priv->has_fresh = FALSE;
    }

  return RG_UNCHANGED;
}

/* Called by a push: the owner is told after it. An owner that is running looks for itself. */
static void
reactivity_work_due (ReactivityNode *node)
{
  ReactivityWork *self = REACTIVITY_WORK (node);
  ReactivityPerItemPrivate *priv;

  if (self->owner == NULL)
    return;

  if (self->stale == 0)
    {
      priv = reactivity_per_item_private (self->owner);
      g_ptr_array_add (priv->stale, self);
      self->stale = priv->stale->len;
    }
  if (!(reactivity_node_core (self->owner)->flags & RG_RUNNING))
    rg_node_collect (reactivity_node_core (self->owner));
}

static const ReactivityNodeHooks hooks = { .due = reactivity_work_due };

static void
reactivity_work_class_init (ReactivityWorkClass *klass)
{
  REACTIVITY_NODE_CLASS (klass)->hooks = &hooks;
}

static void
reactivity_work_init (ReactivityWork *self)
{
  RgNode *core = reactivity_node_core (self);

  core->flags |= RG_EFFECT | RG_DEFERRED | REACTIVITY_FLAG_LOSS_IGNORE;
  core->run = run;
}

/* Nothing that it read, or made, can make it run again. */
static gboolean
is_idle (ReactivityWork *self)
{
  const RgNode *core = reactivity_node_core (self);

  return core->n_deps == 0 && (core->own == NULL || core->own->last == NULL);
}

/* Calls the function for a new item. The computation stays only if there is a use for it. */
void
reactivity_work_run_first (ReactivityPerItem *owner, ReactivitySlot *slot)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (owner);
  ReactivityWork *self = g_steal_pointer (&priv->spare);

  if (self == NULL)
    self = reactivity_node_new (REACTIVITY_TYPE_WORK, reactivity_node_core (owner)->graph);

  self->owner = owner;
  self->slot = slot;
  rg_run_now (reactivity_node_core (self));

  if (!is_idle (self))
    {
      slot->work = self;
      return;
    }

  self->slot = NULL;
  if (priv->spare == NULL)
    priv->spare = g_steal_pointer (&self);
  else
    reactivity_work_end (self);
}

/* TRUE when the function was called, since something that it read had changed, and did not fail. */
gboolean
reactivity_work_run_again (ReactivityWork *self)
{
  ReactivityPerItemPrivate *priv = reactivity_per_item_private (self->owner);
  ReactivitySlot *slot = self->slot;

  priv->has_fresh = FALSE;
  rg_refresh (reactivity_node_core (self));

  if (slot->work == self && is_idle (self))
    {
      slot->work = NULL;
      reactivity_work_end (self);
    }

  return priv->has_fresh;
}

/* Takes the reference of @self, whose function is not to be called again. */
void
reactivity_work_end (ReactivityWork *self)
{
  if (self->stale != 0)
    reactivity_per_item_private (self->owner)->stale->pdata[self->stale - 1] = NULL;
  self->stale = 0;
  self->owner = NULL;
  self->slot = NULL;
  rg_node_dispose (reactivity_node_core (self));
  g_object_unref (self);
}
