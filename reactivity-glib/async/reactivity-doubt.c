/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-async-derived.h"
#include "reactivity-waiter-private.h"

#include "object/reactivity-error.h"

#include <glib/gi18n-lib.h>

/* Who waits for what. */

/* TRUE when @core is a run that will get the result of @run itself, and has not seen one before. */
static gboolean
awaits (RgNode *core, ReactivityRun *run)
{
  gpointer object = reactivity_node_from_core (core);

  if (!REACTIVITY_IS_RUN (object))
    return FALSE;

  for (GList *l = ((ReactivityRun *) object)->waits.head; l != NULL; l = l->next)
    {
      const ReactivityWaiter *waiter = l->data;

      if (waiter->run == run && waiter->runs == run->runs && waiter->silent)
        return TRUE;
    }

  return FALSE;
}

/* The youngest run of the asynchronous derived whose node is @core, if it is one. */
static ReactivityRun *
run_of (RgNode *core)
{
  gpointer object = reactivity_node_from_core (core);

  return REACTIVITY_IS_ASYNC_DERIVED (object) ? reactivity_async_derived_runs (object)->newest
                                              : NULL;
}

static void
visit (GPtrArray *stack, GHashTable *seen, RgNode *core)
{
  if (g_hash_table_add (seen, core))
    g_ptr_array_add (stack, core);
}

/* TRUE when @from depends on @core, at any distance. */
static gboolean
leads_to (RgNode *from, RgNode *core)
{
  g_autoptr (GPtrArray) stack = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  visit (stack, seen, from);
  while (stack->len > 0)
    {
      RgNode *at = g_ptr_array_steal_index_fast (stack, stack->len - 1);

      for (guint32 i = 0; i < at->n_deps; i++)
        {
          RgNode *dep = at->deps[i].node;

          if (dep == core)
            return TRUE;
          if (dep != NULL && (dep->flags & RG_LAZY))
            visit (stack, seen, dep);
        }
    }

  return FALSE;
}

/* (transfer none) (nullable): a run under way that may yet make what @runs have read stale. The
 * graph is up to date as far as it can be without waiting; only other runs can bring news. One
 * whose result the reader waits for brings it in time. One of a cycle brings none: it needs @runs. */
ReactivityRun *
reactivity_doubt_find (ReactivityRuns *runs)
{
  g_autoptr (GPtrArray) stack = NULL;
  g_autoptr (GHashTable) seen = NULL;

  if (reactivity_async_of (reactivity_runs_context (runs))->under_way == runs->list.length)
    return NULL;

  stack = g_ptr_array_new ();
  seen = g_hash_table_new (NULL, NULL);
  visit (stack, seen, runs->core);

  while (stack->len > 0)
    {
      RgNode *core = g_ptr_array_steal_index_fast (stack, stack->len - 1);

      for (guint32 i = 0; i < core->n_deps; i++)
        {
          RgNode *dep = core->deps[i].node;
          ReactivityRun *run;

          if (dep == NULL || !(dep->flags & RG_LAZY) || dep == runs->core)
            continue;

          run = run_of (dep);
          if (run != NULL && !awaits (core, run) && !leads_to (dep, runs->core))
            return run;
          visit (stack, seen, dep);
        }
    }

  return NULL;
}

static void
prepend_name (GString *path, ReactivityRun *run)
{
  g_autofree char *name = reactivity_node_describe (run->runs->core);

  if (path->len > 0)
    g_string_prepend (path, " -> ");
  g_string_prepend (path, name);
}

/* @reader was found behind @run: "a -> b -> a". */
static GError *
describe (ReactivityRun *reader, ReactivityRun *run, GHashTable *waited_by)
{
  g_autofree char *name = reactivity_node_describe (reader->runs->core);
  g_autoptr (GString) path = g_string_new (NULL);
  ReactivityRun *at = reader;

  do
    {
      prepend_name (path, at);
      at = g_hash_table_lookup (waited_by, at);
    }
  while (at != NULL && at != run);
  if (reader != run)
    {
      prepend_name (path, run);
      prepend_name (path, reader);
    }
  else
    {
      prepend_name (path, run);
    }

  return g_error_new (REACTIVITY_ERROR, REACTIVITY_ERROR_CYCLE,
                      _ ("Cycle: %s needs its own value (%s)"), name, path->str);
}

/* (transfer full) (nullable): an error, if @run waits for @reader itself, by whatever detour */
GError *
reactivity_doubt_check_cycle (ReactivityRun *reader, ReactivityRun *run)
{
  g_autoptr (GHashTable) waited_by = NULL;
  g_autoptr (GPtrArray) stack = NULL;

  if (run != reader && run->waits.length == 0)
    return NULL;

  waited_by = g_hash_table_new (NULL, NULL);
  stack = g_ptr_array_new ();
  g_hash_table_insert (waited_by, run, NULL);
  g_ptr_array_add (stack, run);

  while (stack->len > 0)
    {
      ReactivityRun *at = g_ptr_array_steal_index_fast (stack, stack->len - 1);

      if (at == reader)
        return describe (reader, run, waited_by);

      for (GList *l = at->waits.head; l != NULL; l = l->next)
        {
          ReactivityRun *next = ((ReactivityWaiter *) l->data)->run;

          if (next != NULL && !g_hash_table_contains (waited_by, next))
            {
              g_hash_table_insert (waited_by, next, at);
              g_ptr_array_add (stack, next);
            }
        }
    }

  return NULL;
}
