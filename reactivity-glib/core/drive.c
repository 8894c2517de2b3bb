/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "drive.h"

#include "check.h"
#include "flush.h"

static RgDrive *
drive_new (RgGraph *graph, RgRunFunc run)
{
  RgDrive *drive = graph->spare_drive;

  if (drive != NULL)
    graph->spare_drive = drive->outer;
  else
    drive = g_new (RgDrive, 1);

  drive->outer = graph->drive;
  drive->run = run;
  drive->node = NULL;
  drive->alone = NULL;
  drive->pull.root = NULL;
  drive->due.root = NULL;
  drive->trying = FALSE;
  drive->flushing = FALSE;
  drive->end.root = NULL;
  drive->end.result = RG_OK;

  graph->drive = drive;
  return drive;
}

/* The graph may go. */
static void
drive_end (RgGraph *graph, RgDrive *drive)
{
  graph->drive = drive->outer;
  drive->outer = graph->spare_drive;
  graph->spare_drive = drive;

  if (graph->depth == 0)
    rg_rest (graph);
}

void
rg_drive_free_spare (RgGraph *graph)
{
  while (graph->spare_drive != NULL)
    {
      RgDrive *drive = graph->spare_drive;

      graph->spare_drive = drive->outer;
      g_free (drive);
    }
}

/* The effect whose turn it was is up to date, or cannot be brought there. */
static void
end_due (RgGraph *graph, RgDrive *drive)
{
  RgNode *effect = drive->due.root;

  drive->due.root = NULL;
  rg_pull_end (&drive->due);
  if (G_UNLIKELY (drive->due.result != RG_OK && !drive->due.gone))
    graph->ops->refused (effect, drive->due.result);
}

static RgNode *
next_due (RgGraph *graph, RgDrive *drive)
{
  RgNode *node;

  if (drive->due.root == NULL)
    {
      RgNode *effect = rg_flush_take (graph);

      if (effect == NULL)
        {
          drive->flushing = FALSE;
          rg_flush_finish (graph, &drive->outer_turn);
          graph->depth--;
          return NULL;
        }

      if (effect->flags & RG_DIRTY)
        return effect;
      if (!(effect->flags & RG_PENDING))
        return NULL;

      if (!rg_pull_begin (&drive->due, effect) || !rg_pull_try (&drive->due))
        {
          end_due (graph, drive);
          return NULL;
        }
    }

  node = rg_pull_next (graph, &drive->due);
  if (node == NULL)
    {
      rg_pull_end_try (&drive->due);
      graph->depth--;
      end_due (graph, drive);
    }
  return node;
}

static RgNode *
next_pulled (RgGraph *graph, RgDrive *drive)
{
  RgPull *pull = &drive->pull;
  RgNode *node;

  if (!drive->trying)
    {
      if (!rg_pull_try (pull))
        {
          drive->end.result = pull->result;
          rg_pull_end (pull);
          if (pull->result == RG_OK && !pull->gone)
            rg_let_go (pull->root);
          pull->root = NULL;
          return NULL;
        }
      drive->trying = TRUE;
    }

  node = rg_pull_next (graph, pull);
  if (node == NULL)
    {
      rg_pull_end_try (pull);
      graph->depth--;
      drive->trying = FALSE;
    }
  return node;
}

/* As rg_rest() begins. */
static void
begin_work (RgGraph *graph, RgDrive *drive)
{
  graph->depth++;
  if (rg_graph_has_due (graph))
    {
      rg_flush_start (graph, &drive->outer_turn);
      drive->flushing = TRUE;
      return;
    }
  rg_settled (graph);
  graph->depth--;
}

/* What has to run next, whoever runs it. NULL: there is nothing left to do. */
static RgNode *
find_next (RgGraph *graph, RgDrive *drive)
{
  for (;;)
    {
      RgNode *node = NULL;

      if (drive->alone != NULL)
        node = g_steal_pointer (&drive->alone);
      else if (drive->flushing)
        node = next_due (graph, drive);
      else if (graph->depth == 0 && rg_graph_has_work (graph))
        begin_work (graph, drive);
      else if (drive->pull.root != NULL)
        node = next_pulled (graph, drive);
      else
        return NULL;

      if (node != NULL)
        return node;
    }
}

/* @node has run, and was the next one. */
static void
note_run (RgGraph *graph, RgDrive *drive, RgNode *node)
{
  if (drive->due.root != NULL)
    {
      rg_pull_ran (graph, &drive->due, node);
    }
  else if (drive->trying && !drive->flushing)
    {
      rg_pull_ran (graph, &drive->pull, node);
    }
  else
    {
      rg_let_go (node);
      if (!drive->flushing)
        graph->depth--; /* it was alone */
    }
}

/* Goes on until a function of the language is to be called. The graph may be gone when there is none. */
static RgNode *
advance (RgGraph *graph, RgDrive *drive, RgDriveEnd *end)
{
  RgNode *node;

  while ((node = find_next (graph, drive)) != NULL)
    {
      if (node->run != drive->run)
        {
          rg_run (node);
          note_run (graph, drive, node);
          continue;
        }

      rg_call_open (node, &drive->call);
      if (G_LIKELY (!(node->flags & RG_DISPOSED)))
        {
          drive->node = node;
          return node;
        }
      rg_call_close (node, &drive->call, RG_UNCHANGED);
      note_run (graph, drive, node);
    }

  *end = drive->end;
  drive_end (graph, drive);
  return NULL;
}

/* Does what is to be done when nothing is under way any more. */
RgNode *
rg_drive_rest (RgGraph *graph, RgRunFunc run)
{
  RgDriveEnd end;

  if (graph->depth > 0 || !rg_graph_has_work (graph))
    return NULL;
  return advance (graph, drive_new (graph, run), &end);
}

/* rg_flush() */
RgNode *
rg_drive_flush (RgGraph *graph, RgRunFunc run)
{
  RgDrive *drive = drive_new (graph, run);
  RgDriveEnd end;

  graph->depth++;
  rg_flush_start (graph, &drive->outer_turn);
  drive->flushing = TRUE;
  return advance (graph, drive, &end);
}

/* rg_refresh(), with @result when nothing has to run (any more). */
RgNode *
rg_drive_refresh (RgNode *node, RgRunFunc run, RgResult *result)
{
  RgGraph *graph = node->graph;
  RgDrive *drive;
  RgDriveEnd end;
  RgNode *next;
  RgPull pull;

  if (!rg_pull_begin (&pull, node))
    {
      *result = pull.result;
      return NULL;
    }
  if (!(node->flags & (RG_STALE | RG_EMPTY)))
    {
      *result = RG_OK;
      return NULL;
    }

  drive = drive_new (graph, run);
  drive->pull = pull;
  drive->end.root = node;
  next = advance (graph, drive, &end);
  if (next == NULL)
    *result = end.result;
  return next;
}

/* rg_run_now(), likewise. */
RgNode *
rg_drive_run (RgNode *node, RgRunFunc run, RgResult *result)
{
  RgGraph *graph = node->graph;
  RgDrive *drive;
  RgDriveEnd end;

  *result = RG_OK;
  if (node->flags & RG_RUNNING)
    *result = RG_CYCLE;
  else if (node->flags & RG_ENDING)
    *result = RG_ENDED;
  else if (rg_stack_is_low (graph))
    *result = RG_TOO_DEEP;
  if (*result != RG_OK)
    return NULL;

  drive = drive_new (graph, run);
  drive->alone = node;
  graph->depth++;
  rg_dequeue (node);
  return advance (graph, drive, &end);
}

/* The language has called the function, or could not. What it left open by not saying that of others
 * is closed: an error that came out of the middle of its own work. */
static RgDrive *
find_drive (RgGraph *graph, RgNode *node)
{
  while (graph->drive->node != node)
    {
      RgDrive *lost = graph->drive;
      RgNode *other = lost->node;
      RgDriveEnd end;

      other->flags |= RG_AGAIN;
      rg_call_close (other, &lost->call, RG_KEEP_DEPS);
      note_run (graph, lost, other);
      lost->run = NULL; /* the core does what is left of it */
      advance (graph, lost, &end);
    }

  return graph->drive;
}

/* Says that the function of @node, which was the next one, has been called, and what came of it. */
RgNode *
rg_drive_ran (RgNode *node, RgUpdate update, RgDriveEnd *end)
{
  RgGraph *graph = node->graph;
  RgDrive *drive = find_drive (graph, node);

  drive->node = NULL;
  rg_call_close (node, &drive->call, update);
  note_run (graph, drive, node);
  return advance (graph, drive, end);
}
