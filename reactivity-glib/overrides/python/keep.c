/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* Who keeps whom alive (O3). A source keeps the effects that read it, and the deriveds that read it
 * as long as somebody reads those. Each link of that kind owns one reference to the subscriber's
 * wrapper, in `keeps` of the source, at the index that the link has in `subs`; the collector finds
 * it there.
 *
 * The library tells of links in the middle of the graph's work: Python objects are neither made nor
 * dropped then. What is not kept any more goes to the trash, which is emptied when nothing is under
 * way. */

/* Each thread has its own, as it has its own contexts. */
static _Thread_local GPtrArray *trash; /* (element-type PyObject) (owned) (nullable) */

/* Takes a reference. */
void
rpy_trash (PyObject *object, RgGraph *graph)
{
  if (object == NULL)
    return;

  if (trash == NULL)
    trash = g_ptr_array_new ();
  g_ptr_array_add (trash, object);
  graph->settles = TRUE;
}

/* What goes may bring more. */
void
rpy_trash_empty (void)
{
  while (trash != NULL)
    {
      g_autoptr (GPtrArray) objects = g_steal_pointer (&trash);

      for (guint i = 0; i < objects->len; i++)
        Py_DECREF ((PyObject *) g_ptr_array_index (objects, i));
    }
}

static void
grow (RpyState *state, guint32 n_keeps)
{
  if (n_keeps > state->cap_keeps)
    {
      state->cap_keeps = MAX (MAX (2, 2 * state->cap_keeps), n_keeps);
      state->keeps = g_renew (PyObject *, state->keeps, state->cap_keeps);
    }

  while (state->n_keeps < n_keeps)
    state->keeps[state->n_keeps++] = NULL;
}

/* Has @dep keep @wrapper for the link `dep->subs[at]`. */
static void
keep (RgNode *dep, guint32 at, PyObject *wrapper)
{
  RpyState *state = rpy_state_ensure (dep);

  if (wrapper == NULL && state->keeps == NULL)
    return;

  grow (state, dep->n_subs);
  rpy_trash (state->keeps[at], dep->graph);
  state->keeps[at] = Py_XNewRef (wrapper);
}

/* TRUE for a run of a coroutine, which has the wrapper of its computation. */
static gboolean
is_run_of (RgNode *core, const RpyState *computation)
{
  const RpyState *state = rpy_state (core);

  return state != NULL && state != computation && state->wrapper != NULL &&
         state->wrapper == computation->wrapper;
}

/* Somebody reads the derived now, or nobody any more. */
static void
set_carried (RpyState *state, gboolean carried)
{
  RgNode *core = state->core;

  state->carried = carried;
  for (guint32 i = 0; i < core->n_deps; i++)
    {
      RgNode *dep = core->deps[i].node;

      if (dep == NULL)
        continue;

      keep (dep, core->deps[i].back, carried ? state->wrapper : NULL);
      if (is_run_of (dep, state))
        set_carried (rpy_state (dep), carried);
    }
}

static gboolean
is_derived (const RpyState *state)
{
  return state != NULL && state->function != NULL && (state->core->flags & RG_LAZY);
}

/* There is a new link. */
void
rpy_keep_linked (RgNode *sub, guint32 i)
{
  PyGILState_STATE gil;
  RgNode *dep = sub->deps[i].node;
  guint32 at = sub->deps[i].back;
  RpyState *reader = rpy_state (sub);

  if (rpy_gone)
    return;

  gil = PyGILState_Ensure ();
  if (reader != NULL && reader->carried)
    keep (dep, at, reader->wrapper);
  else if (rpy_state (dep) != NULL)
    keep (dep, at, NULL);

  if (dep->n_subs == 1 && is_derived (rpy_state (dep)))
    set_carried (rpy_state (dep), TRUE);
  PyGILState_Release (gil);
}

/* A link has gone. */
void
rpy_keep_unlinked (RgNode *dep, guint32 at)
{
  PyGILState_STATE gil;
  RpyState *state = rpy_state (dep);

  if (rpy_gone || state == NULL)
    return;

  gil = PyGILState_Ensure ();
  if (state->n_keeps > 0)
    {
      rpy_trash (state->keeps[at], dep->graph);
      state->keeps[at] = state->keeps[--state->n_keeps];
    }

  if (dep->n_subs == 0 && state->carried && is_derived (state))
    set_carried (state, FALSE);
  PyGILState_Release (gil);
}
