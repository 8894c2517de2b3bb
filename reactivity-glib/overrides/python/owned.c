/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* Effects that have an owner: a scope, or the run in which they were made. It keeps their wrappers
 * until they end, and what they read does not (O3): a signal of the whole program would keep all that
 * the effects of one page refer to. */

void
rpy_owned_add (RgNode *owner, RpyState *state)
{
  RpyState *keeper = rpy_state_ensure (owner);

  if (keeper->owned == NULL)
    keeper->owned = g_ptr_array_new ();
  state->owner = keeper;
  state->owned_place = keeper->owned->len;
  state->kept = Py_NewRef (state->wrapper);
  g_ptr_array_add (keeper->owned, state);
}

/* (transfer full): the wrapper, which nobody keeps any more */
static PyObject *
take (RpyState *state)
{
  GPtrArray *owned = state->owner->owned;

  g_ptr_array_remove_index_fast (owned, state->owned_place);
  if (state->owned_place < owned->len)
    ((RpyState *) owned->pdata[state->owned_place])->owned_place = state->owned_place;
  state->owner = NULL;
  return g_steal_pointer (&state->kept);
}

/* The computation was disposed. Called in the middle of the graph's work. */
void
rpy_owned_ended (RgNode *core)
{
  RpyState *state = rpy_state (core);
  PyGILState_STATE gil;

  if (rpy_gone || state == NULL || state->owner == NULL)
    return;

  gil = PyGILState_Ensure ();
  rpy_trash (take (state), core->graph);
  PyGILState_Release (gil);
}

/* The node goes. */
void
rpy_owned_release (RpyState *state)
{
  if (state->owner != NULL)
    Py_DECREF (take (state));
  while (state->owned != NULL && state->owned->len > 0)
    Py_DECREF (take (state->owned->pdata[state->owned->len - 1]));
  g_clear_pointer (&state->owned, g_ptr_array_unref);
}

int
rpy_owned_visit (RpyState *state, visitproc visit, void *arg)
{
  for (guint i = 0; state->owned != NULL && i < state->owned->len; i++)
    Py_VISIT (((RpyState *) state->owned->pdata[i])->kept);
  return 0;
}
