/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "oracle-private.h"

/* Programs are made to come to an end. */
#define MAX_RUNS 1000000

/* No value has this stamp. */
#define NO_STAMP 0
/* Failures (R12). */

const char *
oracle_error_name (int error, char *buffer)
{
  if (error == DISPOSED_ERROR)
    return "disposed";

  g_snprintf (buffer, 32, "of %d", error);
  return buffer;
}

static void
report (Oracle *oracle, Node *node, int error)
{
  char buffer[32];

  world_log (&oracle->world, " error(%u: %s)", node->id, oracle_error_name (error, buffer));
}

static void
fail_reader (Oracle *oracle, Node *source)
{
  guint runner = oracle_frame (oracle, source->spec->context).runner;

  if (runner == 0)
    report (oracle, source, source->error);
  else if (oracle_node (oracle, runner)->inherited == NO_ERROR)
    oracle_node (oracle, runner)->inherited = source->error;
}
/* Values (R2, R3). */

typedef enum
{
  SAME,
  CHANGED,
  RESTORED,
} Stored;

static Stored
store (Oracle *oracle, Node *node, gint64 value)
{
  guint context = node->spec->context;
  gboolean first = !node->computed;

  node->computed = TRUE;
  if (first || node->equality == EQUAL_NEVER || node->spec->kind == KIND_MEMO)
    {
      node->value = value;
      return CHANGED;
    }

  if (program_equal (node->equality, node->value, value))
    return SAME;

  if (node->has_saved && program_equal (node->equality, node->saved, value))
    {
      node->value = value;
      return RESTORED;
    }

  /* What failed had no value that could come back. */
  if (oracle->contexts[context].batches > 0 && node->error == NO_ERROR &&
      !(node->has_saved && node->saved_batch == oracle->contexts[context].batch))
    {
      node->has_saved = TRUE;
      node->saved_batch = oracle->contexts[context].batch;
      node->saved = node->value;
      node->saved_stamp = node->stamp;
    }

  node->value = value;
  return CHANGED;
}

void
oracle_forget_saved (Oracle *oracle, guint context)
{
  for (guint i = 0; i < oracle->living->len; i++)
    {
      if (oracle_nth_living (oracle, i)->spec->context == context)
        oracle_nth_living (oracle, i)->has_saved = FALSE;
    }
}

gboolean
oracle_write (World *world, guint id, gint64 value, int how)
{
  Oracle *oracle = (Oracle *) world;
  Node *node = oracle_node (oracle, id);
  guint context = node->spec->context;
  Stored stored;

  if (!node->alive)
    return FALSE;

  stored = store (oracle, node, value);
  world_log (world, " write(%u=%d: %d)", id, (int) value, stored != SAME);
  if (stored == SAME)
    return FALSE;

  oracle_make_due (oracle, node);
  node->stamp = stored == CHANGED ? ++oracle->stamps : node->saved_stamp;

  oracle_hold (oracle, context);
  oracle_wake (oracle, node, stored == CHANGED && oracle->contexts[context].batches == 0);
  oracle_unhold (oracle, context);
  return TRUE;
}

/* Reading (R1). */

gint64
oracle_read (World *world, guint id, How how)
{
  Oracle *oracle = (Oracle *) world;
  Node *node = oracle_node (oracle, id);
  char buffer[32];
  guint active;

  if (!node->alive)
    {
      world_log (world, " %u:gone", id);
      return 0;
    }

  oracle_refresh (oracle, node);

  active = oracle_frame (oracle, node->spec->context).active;
  if (how != READ_PEEK && active != 0)
    {
      Dep dep = { id, node->stamp };
      GArray *reading = oracle_node (oracle, active)->reading;

      Dep *before = oracle_find_dep (reading, id);

      if (before == NULL)
        g_array_append_val (reading, dep);
      else if (before->seen != node->stamp)
        before->seen = NO_STAMP;
    }

  if (node->error == NO_ERROR)
    {
      world_log (world, " %u:%d", id, (int) node->value);
      return node->value;
    }

  if (how == READ_CAREFUL)
    {
      world_log (world, " %u:%s", id, oracle_error_name (node->error, buffer));
      return FAILED_VALUE;
    }

  fail_reader (oracle, node);
  world_log (world, " %u:0", id);
  return 0;
}

/* Bringing up to date (R5, R6). */

static void
read_now (Oracle *oracle, Dep *dep)
{
  if (!oracle_node (oracle, dep->id)->woken)
    dep->seen = oracle_node (oracle, dep->id)->stamp;
}

void
oracle_check (Oracle *oracle, Node *node)
{
  gboolean changed = node->sure;

  if (!node->woken)
    return;

  for (guint i = 0; !changed && i < node->deps->len; i++)
    {
      Dep dep = g_array_index (node->deps, Dep, i);
      Node *source = oracle_node (oracle, dep.id);

      if (!source->alive)
        continue;
      oracle_check (oracle, source);
      changed = source->stamp != dep.seen;
    }

  node->woken = node->sure = FALSE;
  if (changed && node->spec->kind == KIND_MEMO)
    {
      for (guint i = 0; i < node->deps->len; i++)
        read_now (oracle, &g_array_index (node->deps, Dep, i));
      node->empty = TRUE;
      node->stamp = ++oracle->stamps;
    }
  else if (changed)
    {
      oracle_run (oracle, node);
    }
}

void
oracle_refresh (Oracle *oracle, Node *node)
{
  guint context = node->spec->context;

  oracle_hold (oracle, context);
  oracle_check (oracle, node);
  if (node->empty)
    oracle_run (oracle, node);
  oracle_unhold (oracle, context);
}

/* Running (R7, R9, R11). */

static void
keep_rest (Oracle *oracle, Node *node)
{
  for (guint i = 0; i < node->deps->len; i++)
    {
      Dep dep = g_array_index (node->deps, Dep, i);

      if (oracle_find_dep (node->reading, dep.id) != NULL)
        continue;
      read_now (oracle, &dep);
      g_array_append_val (node->reading, dep);
    }
}

static void
end_run (Oracle *oracle, Node *node, gboolean failed)
{
  if (failed || (node->reading->len == 0 && node->spec->loss == LOSS_RESTORE))
    keep_rest (oracle, node);

  g_array_set_size (node->deps, 0);
  for (guint i = 0; i < node->reading->len; i++)
    {
      Dep dep = g_array_index (node->reading, Dep, i);

      if (node->wrote_own)
        read_now (oracle, &dep);
      g_array_append_val (node->deps, dep);
    }

  g_array_set_size (node->reading, 0);
  node->wrote_own = FALSE;
}

void
oracle_run (Oracle *oracle, Node *node)
{
  guint context = node->spec->context;
  gboolean was_failed = node->error != NO_ERROR;
  Stored stored = SAME;
  int error;

  g_assert (oracle->runs++ < MAX_RUNS);
  node->woken = node->sure = node->empty = node->disposed = FALSE;
  node->running = TRUE;
  node->inherited = NO_ERROR;
  oracle_enter (oracle, context, node->id, node->id, node->id);
  oracle_end_owned (oracle, node);

  if (!node->has_function)
    {
      error = node->error == NO_ERROR && !node->computed ? DISPOSED_ERROR : node->error;
      was_failed = error == node->error && was_failed;
      node->disposed = TRUE;
    }
  else
    {
      gint64 value = program_call (&oracle->world, node->id, node->spec, &error);

      /* A function that only met an error has given a value, for nobody to see. */
      if (error == NO_ERROR && node->spec->kind != KIND_EFFECT)
        stored = store (oracle, node, value);
    }

  if (error == NO_ERROR)
    error = node->inherited;
  node->error = error;
  if (stored == RESTORED && error == NO_ERROR && !was_failed)
    node->stamp = node->saved_stamp;
  if (node->spec->kind == KIND_EFFECT && error != NO_ERROR && oracle->caller != node->id)
    {
      report (oracle, node, error);
      node->error = NO_ERROR;
    }
  oracle_leave (oracle, context);

  end_run (oracle, node, error != NO_ERROR);
  if ((stored == CHANGED || error != NO_ERROR || was_failed) && node->spec->kind != KIND_MEMO)
    node->stamp = ++oracle->stamps;

  node->running = FALSE;
  if (node->disposed)
    {
      node->disposed = FALSE;
      oracle_end (oracle, node);
    }
  else if (node->woken)
    oracle_make_due (oracle, node);
}
