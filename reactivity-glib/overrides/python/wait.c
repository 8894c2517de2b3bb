/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* Wait: somebody who waits for a value, or for the end of a run. */

typedef struct
{
  PyObject_HEAD ReactivityWaiter *waiter; /* (unowned) (nullable) while it waits; holds this */
  PyObject *node;                         /* (owned) (nullable) */
  PyObject *done;                         /* (owned) (nullable) done (value, exception, is_told) */
} Wait;

static PyObject *
exception_of (const GError *error)
{
  rpy_error_raise (g_error_copy (error));
  return rpy_exception_fetch ();
}

/* (transfer full) (nullable): the value that @waiter has got; NULL and an exception without one */
static PyObject *
value_of (const ReactivityWaiter *waiter)
{
  RpyState *state = rpy_state (waiter->runs->core);

  if (G_IS_VALUE (&waiter->value))
    return pyg_value_as_pyobject (&waiter->value, TRUE);
  return Py_NewRef (state != NULL && state->value != NULL ? state->value : Py_None);
}

static void
done_cb (const ReactivityWaiter *waiter, gpointer data)
{
  PyGILState_STATE gil;
  Wait *self = data;
  PyObject *exception;
  PyObject *result = NULL;
  PyObject *value;
  PyObject *done;

  if (rpy_gone)
    return;

  gil = PyGILState_Ensure ();
  self->waiter = NULL;
  done = g_steal_pointer (&self->done); /* which may hold this */
  exception = waiter->error != NULL ? exception_of (waiter->error) : Py_NewRef (Py_None);
  value = waiter->error != NULL ? Py_NewRef (Py_None) : value_of (waiter);
  if (value != NULL)
    result = PyObject_CallFunctionObjArgs (done, value, exception,
                                           waiter->told ? Py_True : Py_False, NULL);
  if (result == NULL)
    PyErr_WriteUnraisable (done);

  Py_DECREF (done);
  Py_XDECREF (result);
  Py_XDECREF (value);
  Py_DECREF (exception);
  Py_DECREF (self);
  PyGILState_Release (gil);
}

/* Wait (node, fresh, done): of an AsyncDerived for its value, of an AsyncEffect for the end of a run that
 * begins now */
static int
wait_init (PyObject *object, PyObject *args, PyObject *kwargs G_GNUC_UNUSED)
{
  Wait *self = (Wait *) object;
  ReactivityWaiter *waiter;
  ReactivityRun *outer;
  PyObject *node;
  PyObject *done;
  RgNode *core;
  RpyCall call;
  int fresh;

  if (!PyArg_ParseTuple (args, "OpO:Wait", &node, &fresh, &done))
    return -1;
  core = rpy_core (node);
  if (core == NULL)
    return -1;

  Py_XSETREF (self->node, Py_NewRef (node));
  Py_XSETREF (self->done, Py_NewRef (done));

  rpy_call_begin (&call, core->graph);
  outer = rpy_outer_enter (core->graph);
  Py_INCREF (self);
  waiter = core->flags & RG_LAZY ? rpy_async->read (pygobject_get (node), fresh, done_cb, self)
                                 : rpy_async->run (pygobject_get (node), done_cb, self);
  self->waiter = waiter;
  rpy_outer_leave (outer);
  return rpy_call_end (&call);
}

/* A4: nobody waits any more. */
static PyObject *
wait_stop (PyObject *object, PyObject *unused G_GNUC_UNUSED)
{
  Wait *self = (Wait *) object;
  ReactivityWaiter *waiter;

  if (self->waiter != NULL && rpy_core (self->node) == NULL)
    return NULL;

  waiter = g_steal_pointer (&self->waiter);
  if (waiter != NULL)
    {
      rpy_async->stop (waiter);
      Py_CLEAR (self->done);
      Py_DECREF (self);
    }
  Py_RETURN_NONE;
}

static int
wait_traverse (PyObject *object, visitproc visit, void *arg)
{
  Py_VISIT (Py_TYPE (object));
  Py_VISIT (((Wait *) object)->node);
  Py_VISIT (((Wait *) object)->done);
  return 0;
}

static int
wait_clear (PyObject *object)
{
  Py_CLEAR (((Wait *) object)->node);
  Py_CLEAR (((Wait *) object)->done);
  return 0;
}

static void
wait_dealloc (PyObject *object)
{
  PyTypeObject *type = Py_TYPE (object);

  PyObject_GC_UnTrack (object);
  wait_clear (object);
  type->tp_free (object);
  Py_DECREF (type);
}

static PyMethodDef methods[] = {
  { "stop", wait_stop, METH_NOARGS, NULL },
  { NULL, NULL, 0, NULL },
};

static PyType_Slot slots[] = {
  { Py_tp_init, wait_init },
  { Py_tp_new, PyType_GenericNew },
  { Py_tp_traverse, wait_traverse },
  { Py_tp_clear, wait_clear },
  { Py_tp_dealloc, wait_dealloc },
  { Py_tp_methods, methods },
  { 0, NULL },
};

PyType_Spec rpy_wait_spec = {
  .name = "gi.overrides._reactivity.Wait",
  .basicsize = sizeof (Wait),
  .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
  .slots = slots,
};
