/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "oracle-private.h"

/* The end (R10, R15). */

/* The last node; without one, the last cleanup function. */
static guint
next_to_end (const GArray *owned)
{
  for (guint i = owned->len; i > 0; i--)
    {
      if (!g_array_index (owned, Item, i - 1).cleanup)
        return i - 1;
    }

  return owned->len - 1;
}

void
oracle_end_owned (Oracle *oracle, Node *node)
{
  guint context = node->spec->context;

  oracle_hold (oracle, context);
  oracle_enter (oracle, context, 0, 0, 0);
  while (node->owned->len > 0)
    {
      guint i = next_to_end (node->owned);
      Item item = g_array_index (node->owned, Item, i);

      g_array_remove_index (node->owned, i);
      if (item.cleanup)
        {
          world_log (&oracle->world, " cleanup(%u.%d)", item.id, item.tag);
          continue;
        }

      oracle_end_owned (oracle, oracle_node (oracle, item.id));
      oracle_node (oracle, item.id)->owner = 0;
      oracle_end (oracle, oracle_node (oracle, item.id));
    }
  oracle_leave (oracle, context);
  oracle->contexts[context].depth--;
}

void
oracle_unref (Oracle *oracle, guint id)
{
  Node *node = oracle_node (oracle, id);
  guint context = node->spec->context;

  g_assert (node->refs > 0);
  if (--node->refs > 0)
    return;

  oracle_hold (oracle, context);
  if (oracle_is_computation (node) && !node->disposed)
    oracle_end (oracle, node);
  oracle_end_owned (oracle, node);
  oracle_leave_queue (oracle, node);
  node->alive = FALSE;
  for (guint i = 0; i < oracle->living->len; i++)
    {
      if (oracle_nth_living (oracle, i) == node)
        g_array_remove_index (oracle->living, i);
    }
  oracle_unhold (oracle, context);
}

static void
disown (Oracle *oracle, Node *node)
{
  GArray *owned;

  if (node->owner == 0)
    return;

  owned = oracle_node (oracle, node->owner)->owned;
  for (guint i = 0; i < owned->len; i++)
    {
      if (!g_array_index (owned, Item, i).cleanup && g_array_index (owned, Item, i).id == node->id)
        {
          g_array_remove_index (owned, i);
          break;
        }
    }
  node->owner = 0;
}

static void
drop_data (Oracle *oracle, const Spec *spec)
{
  for (guint i = 0; spec->holds && i < spec->reads->len; i++)
    oracle_unref (oracle, g_array_index (spec->reads, guint, i));
}

static void
drop_function (Oracle *oracle, Node *node)
{
  guint context = node->spec->context;
  GPtrArray *dropped = oracle->contexts[context].dropped;

  g_ptr_array_add (dropped, (gpointer) node->spec);
  if (oracle->contexts[context].dropping)
    return;

  oracle->contexts[context].dropping = TRUE;
  while (dropped->len > 0)
    drop_data (oracle, g_ptr_array_steal_index (dropped, dropped->len - 1));
  oracle->contexts[context].dropping = FALSE;
}

void
oracle_end (Oracle *oracle, Node *node)
{
  gboolean had_function = node->has_function;
  gboolean owner_ref = node->owner_ref;

  if (node->running)
    {
      node->disposed = TRUE;
      return;
    }

  disown (oracle, node);
  oracle_end_owned (oracle, node);
  node->disposed = TRUE;
  node->has_function = node->owner_ref = FALSE;
  oracle_leave_queue (oracle, node);
  oracle_stop_waiting (node);
  g_array_set_size (node->deps, 0);
  if (node->woken)
    node->sure = TRUE;

  if (had_function)
    drop_function (oracle, node);
  if (owner_ref)
    oracle_unref (oracle, node->id);
}

void
oracle_dispose (World *world, guint id)
{
  Oracle *oracle = (Oracle *) world;
  Node *node = oracle_node (oracle, id);
  guint context = node->spec->context;

  if (!node->alive)
    return;

  world_log (world, " dispose(%u)", id);
  oracle_hold (oracle, context);
  if (node->spec->kind == KIND_SCOPE)
    oracle_end_owned (oracle, node);
  else
    oracle_end (oracle, node);
  oracle_unhold (oracle, context);
}

void
oracle_dispose_owner (World *world, guint id)
{
  guint maker = oracle_node ((Oracle *) world, id)->maker;

  if (maker != 0)
    oracle_dispose (world, maker);
}

void
oracle_drop (World *world, guint id)
{
  Oracle *oracle = (Oracle *) world;

  oracle_node (oracle, id)->held = FALSE;
  oracle_unref (oracle, id);
}
