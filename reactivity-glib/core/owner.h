/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "graph.h"

G_BEGIN_DECLS

/* Who ends with whom (G10): a node owns the computations and the cleanup functions of its run. */

typedef struct _RgItem RgItem;

/* A place in the list of what a node owns. */
struct _RgItem
{
  RgItem *prev; /* (unowned) (nullable) ends after it */
  RgItem *next; /* (unowned) (nullable) ends before it */
  RgNode *node; /* (unowned) (nullable) NULL for a cleanup function */
};

struct _RgOwner
{
  RgNode *owner; /* (unowned) (nullable) who owns this node */
  RgItem place;  /* this node's place in the list of its owner */

  /* What this node owns: first the cleanup functions, then the nodes, each in the order in which they
     were made. It ends from the back. */
  RgItem *first;   /* (nullable) */
  RgItem *cleanup; /* (nullable) the last of the cleanup functions */
  RgItem *last;    /* (nullable) */
};

typedef void (*RgCleanupFunc) (gpointer data);

void rg_own (RgNode *owner, RgNode *node);
void rg_on_cleanup (RgNode *owner, RgCleanupFunc func, gpointer data, GDestroyNotify destroy);

void rg_end (RgNode *node);
void rg_end_owned (RgNode *node);
void rg_disown (RgNode *node);
void rg_owner_free (RgNode *node);

static inline RgNode *
rg_owner_of (const RgNode *node)
{
  return node->own != NULL ? node->own->owner : NULL;
}

G_END_DECLS
