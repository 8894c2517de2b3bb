/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "owner.h"

#include "check.h"
#include "flush.h"
#include "link.h"
#include "run.h"

typedef struct
{
  RgItem item;
  RgCleanupFunc func;
  gpointer data;          /* (owned) by way of `destroy` */
  GDestroyNotify destroy; /* (nullable) */
} Cleanup;

static RgOwner *
ensure_own (RgNode *node)
{
  if (node->own == NULL)
    {
      node->own = g_new0 (RgOwner, 1);
      node->own->place.node = node;
    }

  return node->own;
}

/* Puts @item behind @prev, or at the front. */
static void
insert_item (RgOwner *own, RgItem *item, RgItem *prev)
{
  item->prev = prev;
  item->next = prev != NULL ? prev->next : own->first;

  if (item->prev != NULL)
    item->prev->next = item;
  else
    own->first = item;

  if (item->next != NULL)
    item->next->prev = item;
  else
    own->last = item;
}

static void
take_out (RgOwner *own, RgItem *item)
{
  if (own->cleanup == item)
    own->cleanup = item->prev;

  if (item->next != NULL)
    item->next->prev = item->prev;
  else
    own->last = item->prev;

  if (item->prev != NULL)
    item->prev->next = item->next;
  else
    own->first = item->next;

  item->prev = item->next = NULL;
}

/* Gives @node, which has no owner, to @owner. */
void
rg_own (RgNode *owner, RgNode *node)
{
  RgOwner *own = ensure_own (node);
  RgOwner *owners = ensure_own (owner);

  g_assert (!(node->flags & RG_ADOPTED));

  own->owner = owner;
  insert_item (owners, &own->place, owners->last);
  node->flags |= RG_ADOPTED;
}

/* @func is called before the next run of @owner or when it is disposed: after the nodes that @owner
 * owns have ended, the last added first (G10). */
void
rg_on_cleanup (RgNode *owner, RgCleanupFunc func, gpointer data, GDestroyNotify destroy)
{
  Cleanup *cleanup = g_new0 (Cleanup, 1);
  RgOwner *own = ensure_own (owner);

  cleanup->func = func;
  cleanup->data = data;
  cleanup->destroy = destroy;
  insert_item (own, &cleanup->item, own->cleanup);
  own->cleanup = &cleanup->item;
}

/* Takes @node out of its owner's list; it is nobody's then. */
void
rg_disown (RgNode *node)
{
  if (node->flags & RG_ADOPTED)
    {
      node->flags &= ~RG_ADOPTED;
      take_out (node->own->owner->own, &node->own->place);
      node->own->owner = NULL;
    }
}

static void
call_cleanup (Cleanup *cleanup)
{
  cleanup->func (cleanup->data);
  if (cleanup->destroy != NULL)
    cleanup->destroy (cleanup->data);
  g_free (cleanup);
}

/* The end of a node that owns nothing any more. What the floor above frees may call user code. */
static void
finish (RgNode *node)
{
  const RgOps *ops = node->graph->ops;

  if (node->flags & RG_PENDING)
    node->flags |= RG_DIRTY;
  node->flags = (node->flags | RG_DISPOSED | RG_ENDING) & ~(RG_PENDING | RG_SPREAD);

  rg_dequeue (node);
  rg_links_trim (node, 0);
  ops->ended (node);

  if (node->flags & RG_HELD)
    {
      node->flags &= ~RG_HELD;
      ops->release (node);
    }

  node->flags &= ~RG_ENDING;
}

/* Ends all that @root owns: the nodes, the deepest first, the last made first, and then the cleanup
 * functions, the last added first, whatever the depth.
 * Cleanup functions are user code: RG_ENDING keeps the nodes on the way alive. */
void
rg_end_owned (RgNode *root)
{
  RgGraph *graph = root->graph;
  RgNode *node = root;
  guint32 was_ending = root->flags & RG_ENDING;
  guint batches = graph->batches;
  RgFrame frame;

  if (root->own == NULL || root->own->last == NULL)
    return;

  rg_graph_touch (graph);
  graph->depth++;
  rg_graph_enter (graph, &frame, NULL, NULL, NULL);
  root->flags |= RG_ENDING;

  for (;;)
    {
      RgItem *item = node->own->last;

      if (item == NULL && node == root)
        break;

      if (item == NULL)
        {
          RgNode *ended = node;

          node = ended->own->owner;
          ended->own->owner = NULL;
          ended->flags &= ~RG_ENDING;
          if (ended->flags & RG_RUNNING)
            {
              ended->flags |= RG_DISPOSED; /* its run ends it */
            }
          else
            {
              finish (ended);
              rg_let_go (ended);
            }
          continue;
        }

      take_out (node->own, item);
      if (item->node == NULL)
        {
          call_cleanup ((Cleanup *) item);
        }
      else
        {
          /* Its `owner` remains, as the way back up. */
          node = item->node;
          node->flags = (node->flags & ~RG_ADOPTED) | RG_ENDING;
        }
    }

  root->flags = (root->flags & ~RG_ENDING) | was_ending;
  rg_graph_balance (graph, &frame, root, batches);
  rg_graph_leave (graph, &frame);
  graph->depth--;
}

/* Ends @node: what it owns, then itself. What is called by that is part of no run. */
void
rg_end (RgNode *node)
{
  RgGraph *graph = node->graph;
  guint batches = graph->batches;
  RgFrame frame;

  rg_graph_enter (graph, &frame, NULL, NULL, NULL);
  rg_disown (node);
  rg_end_owned (node);
  finish (node);
  rg_graph_balance (graph, &frame, node, batches);
  rg_graph_leave (graph, &frame);
}

/* A node that is busy ends when it is done. */
void
rg_node_dispose (RgNode *node)
{
  RgGraph *graph = node->graph;

  if (node->flags & (RG_RUNNING | RG_ENDING))
    {
      node->flags |= RG_DISPOSED;
      return;
    }

  graph->depth++;
  rg_end (node);
  rg_let_go (node);
  rg_check (graph);
  rg_unhold (graph);
}

void
rg_owner_free (RgNode *node)
{
  g_assert (node->own == NULL || node->own->last == NULL);

  rg_disown (node);
  g_clear_pointer (&node->own, g_free);
}
