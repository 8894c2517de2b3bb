/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "node.h"

G_BEGIN_DECLS

/* Arrays of links, in powers of two, from chunks that belong to one graph. */

/* Arrays of less than 1 << 4 links; larger ones are the heap's, which can make them longer in place. */
#define RG_POOL_ORDERS 4

typedef struct
{
  gpointer free[RG_POOL_ORDERS]; /* (unowned) (nullable) singly linked, by the first word */
  GPtrArray *chunks;             /* (owned) */
  char *next;                    /* (unowned) the rest of the newest chunk */
  gsize left;                    /* bytes in it */
} RgPool;

void rg_pool_init (RgPool *pool);
void rg_pool_clear (RgPool *pool);

/* The links that an array of @order has room for. */
static inline guint32
rg_pool_room (guint8 order)
{
  return order == 0 ? 0 : 1u << order;
}

void rg_pool_resize (RgPool *pool, RgLink **links, guint8 *order, RgLink *inlined, guint32 used,
                     guint32 wanted);

G_END_DECLS
