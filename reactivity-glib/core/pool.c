/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "pool.h"

#include <string.h>

/* A graph makes and drops links all the time, in few sizes: freed arrays are kept for the next
 * node that grows. The checking build takes every array from the heap, so that ASan sees it. */

#define CHUNK_SIZE (64 * 1024)
#define INLINE_ORDER 1

G_STATIC_ASSERT (RG_INLINE_LINKS == 1 << INLINE_ORDER);

static gboolean
is_pooled (guint8 order)
{
#ifdef RG_CHECKED
  (void) order;
  return FALSE;
#else
  return order < RG_POOL_ORDERS;
#endif
}

static RgLink *
take (RgPool *pool, guint8 order)
{
  gsize size = sizeof (RgLink) << order;
  gpointer links = pool->free[order];

  if (links != NULL)
    {
      memcpy (&pool->free[order], links, sizeof (gpointer));
      return links;
    }

  if (pool->left < size)
    {
      /* What is left of the old chunk is smaller than the array, so little is lost. */
      pool->left = CHUNK_SIZE;
      pool->next = g_malloc (pool->left);
      g_ptr_array_add (pool->chunks, pool->next);
    }

  links = pool->next;
  pool->next += size;
  pool->left -= size;
  return links;
}

static void
give_back (RgPool *pool, RgLink *links, guint8 order)
{
  memcpy (links, &pool->free[order], sizeof (gpointer));
  pool->free[order] = links;
}

void
rg_pool_init (RgPool *pool)
{
  memset (pool, 0, sizeof *pool);
  pool->chunks = g_ptr_array_new_with_free_func (g_free);
}

void
rg_pool_clear (RgPool *pool)
{
  g_clear_pointer (&pool->chunks, g_ptr_array_unref);
}

/* Gives *@links room for @wanted links and keeps the @used first ones. @inlined is the node's own
 * room, for RG_INLINE_LINKS. */
void
rg_pool_resize (RgPool *pool, RgLink **links, guint8 *order, RgLink *inlined, guint32 used,
                guint32 wanted)
{
  RgLink *old = *links;
  RgLink *new = inlined;
  guint8 old_order = *order;
  guint8 new_order = INLINE_ORDER;

  g_assert (used <= wanted);

  while (rg_pool_room (new_order) < wanted)
    new_order++;

  if (new_order == old_order)
    return;

  *order = new_order;

  if (new_order > INLINE_ORDER && old_order > INLINE_ORDER && !is_pooled (old_order) &&
      !is_pooled (new_order))
    {
      *links = g_renew (RgLink, old, (gsize) 1 << new_order);
      return;
    }

  if (new_order > INLINE_ORDER)
    new = is_pooled (new_order) ? take (pool, new_order) : g_new (RgLink, (gsize) 1 << new_order);

  if (used > 0)
    memcpy (new, old, used * sizeof (RgLink));
  *links = new;

  if (old_order > INLINE_ORDER && is_pooled (old_order))
    give_back (pool, old, old_order);
  else if (old_order > INLINE_ORDER)
    g_free (old);
}
