/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* What Python keeps for a node: from the first time that it has to, until the node is finalized. */

/* Allocates no Python object: the collector must not run in the middle of the graph's work. */
RpyState *
rpy_state_ensure (RgNode *core)
{
  RpyState *state = core->data;

  if (state == NULL)
    {
      state = g_new0 (RpyState, 1);
      state->core = core;
      core->data = state;
    }

  return state;
}

/* Hook: the node goes, on any thread that may drop the last reference to its object. */
void
rpy_state_finalized (RgNode *core)
{
  RpyState *state = g_steal_pointer (&core->data);
  PyGILState_STATE gil;

  /* When the interpreter has gone, so have the objects. */
  if (rpy_gone)
    return;

  gil = PyGILState_Ensure ();
  rpy_saved_forget (state);
  for (guint32 i = 0; i < state->n_keeps; i++)
    Py_XDECREF (state->keeps[i]);
  g_free (state->keeps);
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
  Py_VISIT (published_object (state->core));
  for (guint32 i = 0; i < state->n_keeps; i++)
    Py_VISIT (state->keeps[i]);

  if (!(state->core->flags & RG_FAILED))
    return 0;
  result = rpy_error_visit (rpy_api->get_error (state->core), visit, arg);
  return result;
}

static PyTypeObject *made[8]; /* (owned) */
static guint n_made;

/* TRUE for the classes that are made here, FALSE for those below them. */
gboolean
rpy_is_ours (PyTypeObject *type)
{
  for (guint i = 0; i < n_made; i++)
    {
      if (made[i] == type)
        return TRUE;
    }

  return FALSE;
}

/* A class below @base, which is one of PyGObject's. Before 3.12 Python makes it without @base's
 * metaclass; that metaclass adds no state, so it can be put in place afterwards. */
PyTypeObject *
rpy_type_new (PyObject *module, PyType_Spec *spec, PyObject *base)
{
  PyObject *type = NULL;
  PyObject *bases = PyTuple_Pack (1, base);

  if (bases == NULL)
    return NULL;

#if PY_VERSION_HEX >= 0x030C0000
  type = PyType_FromMetaclass (Py_TYPE (base), module, spec, bases);
#else
  type = PyType_FromModuleAndSpec (module, spec, bases);
  if (type != NULL)
    {
      Py_INCREF (Py_TYPE (base));
      Py_SET_TYPE (type, Py_TYPE (base));
    }
#endif

  Py_DECREF (bases);

  /* Classes that Python makes have the short name here, and PyGObject shows it. */
  if (type != NULL)
    {
      ((PyTypeObject *) type)->tp_name = strrchr (spec->name, '.') + 1;
      made[n_made++] = (PyTypeObject *) Py_NewRef (type);
    }
  return (PyTypeObject *) type;
}
