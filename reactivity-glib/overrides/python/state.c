/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* What Python keeps for a node: from the first time that it has to, until the node is finalized. For a
 * node of another language, a guest, it is among the data of its object. */

static G_DEFINE_QUARK (reactivity_python_state, state)

RpyState *
rpy_state_of_guest (const RgNode *core)
{
  return core->flags & REACTIVITY_FLAG_SHARED
             ? g_object_get_qdata (rpy_object ((RgNode *) core), state_quark ())
             : NULL;
}

/* Allocates no Python object: the collector must not run in the middle of the graph's work. */
RpyState *
rpy_state_ensure (RgNode *core)
{
  RpyState *state = rpy_state (core);

  if (state != NULL)
    return state;

  state = g_new0 (RpyState, 1);
  state->core = core;
  if (rpy_state_is_own (core))
    {
      core->language = &rpy_language;
      core->data = state;
    }
  else
    {
      g_object_set_qdata (rpy_object (core), state_quark (), state);
      core->flags |= REACTIVITY_FLAG_SHARED;
    }

  return state;
}

/* From now on the value of the node, which is new, is here. */
void
rpy_state_keep_value (RgNode *core)
{
  core->language = &rpy_value_language;
}

/* The node goes, on any thread that may drop the last reference to its object. */
void
rpy_state_finalized (RgNode *core)
{
  RpyState *state = rpy_state_is_own (core)
                        ? g_steal_pointer (&core->data)
                        : g_object_steal_qdata (rpy_object (core), state_quark ());
  PyGILState_STATE gil;

  /* When the interpreter has gone, so have the objects. */
  if (state == NULL || rpy_gone)
    return;

  gil = PyGILState_Ensure ();
  rpy_saved_forget (state);
  for (guint32 i = 0; i < state->n_keeps; i++)
    Py_XDECREF (state->keeps[i]);
  g_free (state->keeps);
  rpy_derive_forget (state);
  rpy_parts_release (state);
  rpy_owned_release (state);
  Py_XDECREF (state->value);
  Py_XDECREF (state->function);
  Py_XDECREF (state->equal);
  Py_XDECREF (state->cleanups);
  Py_XDECREF (state->code);
  Py_XDECREF (state->module);
  g_free (state);
  PyGILState_Release (gil);
}

/* A value that was published as a Python object belongs to the node, too. */
static PyObject *
published_object (RgNode *core)
{
  const GValue *value;

  if (!(core->flags & REACTIVITY_FLAG_PUBLISHED))
    return NULL;

  value = &rpy_source_private (core)->value;
  return G_VALUE_HOLDS (value, RPY_TYPE_OBJECT) ? g_value_get_boxed (value) : NULL;
}

int
rpy_state_visit (RpyState *state, visitproc visit, void *arg)
{
  int result;

  Py_VISIT (state->value);
  Py_VISIT (state->function);
  Py_VISIT (state->equal);
  Py_VISIT (state->cleanups);
  Py_VISIT (state->saved);
  for (guint i = 0; state->holds != NULL && i < state->holds->len; i++)
    Py_VISIT ((PyObject *) state->holds->pdata[i]);
  Py_VISIT (published_object (state->core));
  for (guint32 i = 0; i < state->n_keeps; i++)
    Py_VISIT (state->keeps[i]);

  result = rpy_derive_visit (state, visit, arg);
  if (result == 0)
    result = rpy_owned_visit (state, visit, arg);
  if (result != 0 || !(state->core->flags & RG_FAILED))
    return result;
  result = rpy_error_visit (rpy_api->get_error (state->core), visit, arg);
  return result;
}
