/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "flush.h"
#include "refresh.h"
#include "run.h"

G_BEGIN_DECLS

/* A flush, a refresh or a run for a language that calls its functions itself: each of these returns the
 * node whose function is to be called next, which is active then, or NULL when there is none left. The
 * language calls the function, and rg_drive_ran(). So it is never called by the core, and one change
 * that runs one function takes two calls. Nodes whose `run` is another than that of the drive are run
 * by the core. Drives nest, as the functions do. */

/* What a drive ends with. */
typedef struct
{
  RgNode *root;    /* (unowned) (nullable) what was to be brought up to date */
  RgResult result; /* whether it could, or could be run */
} RgDriveEnd;

struct _RgDrive
{
  RgDrive
      *outer;    /* (owned) (nullable) that in which this one was begun; of a spare one, the next */
  RgRunFunc run; /* of the nodes of the language */

  RgNode *node; /* (nullable) whose function the language calls now; it is RG_RUNNING */
  RgCall call;  /* that call */

  RgNode *alone;     /* (unowned) (nullable) what is to run first, because the program says so */
  RgPull pull;       /* the refresh that was asked for; its root is NULL if there is none left */
  RgPull due;        /* that of the effect whose turn it is in the flush, likewise */
  gboolean trying;   /* `pull` has a try under way */
  RgTurn outer_turn; /* that of the flush inside which that of this drive began */
  gboolean flushing; /* there is a flush under way, which has one more `depth` */
  RgDriveEnd end;    /* as far as it is known */
};

RgNode *rg_drive_rest (RgGraph *graph, RgRunFunc run);
RgNode *rg_drive_flush (RgGraph *graph, RgRunFunc run);
RgNode *rg_drive_refresh (RgNode *node, RgRunFunc run, RgResult *result);
RgNode *rg_drive_run (RgNode *node, RgRunFunc run, RgResult *result);
RgNode *rg_drive_ran (RgNode *node, RgUpdate update, RgDriveEnd *end);

void rg_drive_free_spare (RgGraph *graph);

G_END_DECLS
