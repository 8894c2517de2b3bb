/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* Scope, and cleanup functions. */

/* Calls the function that was added last: the owner does this in the opposite order of adding. */
static void
cleanup_cb (gpointer data)
{
  PyGILState_STATE gil = PyGILState_Ensure ();
  RpyState *state = data;
  RgNode *core = state->core;
  Py_ssize_t n = PyList_GET_SIZE (state->cleanups);
  PyObject *function = Py_NewRef (PyList_GET_ITEM (state->cleanups, n - 1));
  PyObject *result = NULL;

  if (PyList_SetSlice (state->cleanups, n - 1, n, NULL) == 0)
    result = PyObject_CallNoArgs (function);
  if (result == NULL)
    rpy_error_hand_over (core->graph, core->flags & RG_SCOPE ? NULL : core);

  Py_XDECREF (result);
  Py_DECREF (function);
  PyGILState_Release (gil);
}

/* The functions are in a list of the state, for the collector to see. */
PyObject *
rpy_add_cleanup (RgNode *owner, PyObject *function)
{
  RpyState *state = rpy_state_ensure (owner);

  if (!PyCallable_Check (function))
    {
      PyErr_Format (PyExc_TypeError, "on_cleanup() needs a function, not %s",
                    Py_TYPE (function)->tp_name);
      return NULL;
    }

  if (state->cleanups == NULL)
    state->cleanups = PyList_New (0);
  if (state->cleanups == NULL || PyList_Append (state->cleanups, function) < 0)
    return NULL;

  rpy_api->on_cleanup (owner, cleanup_cb, state, NULL);
  return Py_NewRef (function);
}

static RgNode *
core_of (PyObject *self)
{
  ReactivityScope *scope = (ReactivityScope *) pygobject_get (self);
  RgNode *core;

  if (scope == NULL)
    {
      PyErr_SetString (PyExc_RuntimeError, "__init__() has not been called");
      return NULL;
    }

  core = rpy_api->scope_core (scope);
  if (core->graph->thread == rpy_api->here ())
    return core;

  PyErr_SetString (PyExc_RuntimeError, "the scope belongs to another thread");
  return NULL;
}

static PyObject *
scope_enter (PyObject *self, PyObject *unused G_GNUC_UNUSED)
{
  if (core_of (self) == NULL)
    return NULL;

  reactivity_scope_enter ((ReactivityScope *) pygobject_get (self));
  return Py_NewRef (self);
}

static PyObject *
scope_exit (PyObject *self, PyObject *args G_GNUC_UNUSED)
{
  if (core_of (self) == NULL)
    return NULL;

  reactivity_scope_leave ((ReactivityScope *) pygobject_get (self));
  Py_RETURN_NONE;
}

static PyObject *
scope_run (PyObject *self, PyObject *function)
{
  PyObject *result;

  if (core_of (self) == NULL)
    return NULL;

  reactivity_scope_enter ((ReactivityScope *) pygobject_get (self));
  result = PyObject_CallNoArgs (function);
  reactivity_scope_leave ((ReactivityScope *) pygobject_get (self));
  return result;
}

static PyObject *
scope_on_cleanup (PyObject *self, PyObject *function)
{
  RgNode *core = core_of (self);

  return core != NULL ? rpy_add_cleanup (core, function) : NULL;
}

static PyObject *
scope_dispose (PyObject *self, PyObject *unused G_GNUC_UNUSED)
{
  RgNode *core = core_of (self);
  RpyCall call;

  if (core == NULL)
    return NULL;

  rpy_call_begin (&call, core->graph);
  reactivity_scope_dispose ((ReactivityScope *) pygobject_get (self));
  if (rpy_call_end (&call) < 0)
    return NULL;
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
  { "__enter__", scope_enter, METH_NOARGS, NULL },
  { "__exit__", scope_exit, METH_VARARGS, NULL },
  { "run", scope_run, METH_O, "run(function, /)\n--\n\nCalls function in the scope." },
  { "on_cleanup", scope_on_cleanup, METH_O,
    "on_cleanup(function, /)\n--\n\nHas function called when the scope is disposed." },
  { "dispose", scope_dispose, METH_NOARGS,
    "dispose()\n--\n\n"
    "Ends all that was made in the scope, the last made first. The scope can be used again." },
  { NULL, NULL, 0, NULL },
};

static PyType_Slot slots[] = {
  { Py_tp_traverse, rpy_carrier_traverse },
  { Py_tp_clear, rpy_carrier_clear },
  { Py_tp_finalize, rpy_carrier_finalize },
  { Py_tp_dealloc, rpy_carrier_dealloc },
  { Py_tp_methods, methods },
  { Py_tp_doc, (void *) "A group of computations that end together. Made by scope()." },
  { 0, NULL },
};

PyType_Spec rpy_scope_spec = {
  .name = "gi.overrides.Reactivity.Scope",
  .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
  .slots = slots,
};
