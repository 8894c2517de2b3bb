/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* What AsyncDerived and AsyncEffect are made of, besides Steps and Wait. */

const ReactivityAsyncLanguageApi *rpy_async;

/* ReactivityStartFunc: in the first step of the run, which the coroutine does not make yet. */
static void
start (ReactivityRun *run, gpointer data)
{
  RpyState *state = data;
  PyGILState_STATE gil;
  PyObject *computation;
  PyObject *steps = NULL;
  PyObject *result = NULL;

  if (rpy_gone)
    return;

  gil = PyGILState_Ensure ();
  computation = pygobject_new ((GObject *) rpy_object (state->core));
  if (computation != NULL)
    steps = rpy_steps_new (run, computation);
  if (steps != NULL)
    result = PyObject_CallMethod (state->function, "start", "O", steps);
  if (result == NULL)
    reactivity_run_return_error (run, rpy_error_fetch ());

  Py_XDECREF (result);
  Py_XDECREF (steps);
  Py_XDECREF (computation);
  PyGILState_Release (gil);
}

/* What a run holds of Python, which hangs on the only one who holds the run, if there is only one. */
int
rpy_async_visit_run (ReactivityRun *run, visitproc visit, void *arg)
{
  RpyState *state;
  int result;

  if (run == NULL || G_OBJECT (run)->ref_count != 1)
    return 0;

  if (G_VALUE_HOLDS (&run->value, RPY_TYPE_OBJECT))
    Py_VISIT ((PyObject *) g_value_get_boxed (&run->value));

  state = rpy_run_core (run)->data;
  result = rpy_error_visit (run->error, visit, arg);
  return result == 0 && state != NULL ? rpy_state_visit (state, visit, arg) : result;
}

/* TRUE when something that the last run has made is still there. */
gboolean
rpy_async_has_kept (RgNode *core)
{
  const RpyState *state = rpy_state (core);

  return state != NULL && state->is_async && rpy_async->runs_of (rpy_object (core))->kept != NULL;
}

/* What an asynchronous computation holds of Python besides its state. */
int
rpy_async_visit (RgNode *core, visitproc visit, void *arg)
{
  ReactivityRuns *runs = rpy_async->runs_of (rpy_object (core));
  int result = rpy_async_visit_run (runs->kept, visit, arg);

  if (result == 0 && (core->flags & RG_LAZY))
    result = rpy_error_visit (rpy_async->last_error (runs), visit, arg);
  return result;
}

/* setup_async (self, function, check_equality, context, name): makes the node */
PyObject *
rpy_setup_async (PyObject *module G_GNUC_UNUSED, PyObject *args)
{
  PyObject *self;
  PyObject *function;
  PyObject *check;
  PyObject *context;
  PyObject *name;
  RpyState *state;
  RgRunFunc run;

  if (!PyArg_ParseTuple (args, "O!OOOO:setup_async", &PyGObject_Type, &self, &function, &check,
                         &context, &name) ||
      rpy_init_object (self, context, name) < 0)
    return NULL;

  /* How it is brought up to date is the affair of the library. */
  run = rpy_core (self)->run;
  if (rpy_run_setup (self, function, run) < 0)
    return NULL;

  state = rpy_core (self)->data;
  state->is_async = TRUE;
  rpy_async->set_function (pygobject_get (self), start, state);
  if (state->core->flags & RG_LAZY)
    {
      state->value = Py_NewRef (Py_None);
      if (rpy_set_equality (self, check) < 0)
        return NULL;
    }
  Py_RETURN_NONE;
}

/* run_now (self): the first run of an effect. What it raises goes to the handler. */
PyObject *
rpy_run_now (PyObject *module G_GNUC_UNUSED, PyObject *self)
{
  RgNode *core = rpy_core (self);
  GError *error;
  RgResult result;
  RpyCall call;

  if (core == NULL)
    return NULL;

  rpy_call_begin (&call, core->graph);
  result = rpy_api->run_now (core);
  error = result == RG_OK ? rpy_api->steal_error (core) : rpy_api->error_for (core, result);
  if (rpy_call_end (&call) < 0)
    {
      g_clear_error (&error);
      return NULL;
    }
  if (error != NULL)
    {
      rpy_error_raise (error);
      return NULL;
    }
  Py_RETURN_NONE;
}

/* result (derived): (value, exception) if it is up to date, and then a tracked read; otherwise None */
PyObject *
rpy_async_result (PyObject *module G_GNUC_UNUSED, PyObject *self)
{
  RgNode *core = rpy_core (self);
  ReactivityAsyncDerived *derived;
  ReactivityRun *outer;
  const GError *error;
  PyObject *value;

  if (core == NULL)
    return NULL;
  derived = (ReactivityAsyncDerived *) pygobject_get (self);

  /* A task that was cancelled is no result for ever. */
  error = rpy_async->last_error (rpy_async->runs_of (derived));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    reactivity_derived_invalidate ((ReactivityDerived *) derived);

  if ((core->flags & RG_DISPOSED) || error != NULL || reactivity_async_derived_is_stale (derived))
    Py_RETURN_NONE;

  outer = rpy_outer_enter (core->graph);
  value = rpy_source_read (self, TRUE);
  rpy_outer_leave (outer);
  return value != NULL ? Py_BuildValue ("(N)", value) : NULL;
}

/* tracks (node): whether what reads the node now depends on it */
PyObject *
rpy_tracks (PyObject *module G_GNUC_UNUSED, PyObject *self)
{
  RgNode *core = rpy_core (self);

  if (core == NULL)
    return NULL;
  return PyBool_FromLong (core->graph->active != NULL || rpy_outer_find (core->graph) != NULL);
}

/* report (node, exception): there is no caller who could be given it. */
PyObject *
rpy_report (PyObject *module G_GNUC_UNUSED, PyObject *args)
{
  PyObject *node;
  PyObject *exception;
  RgNode *core;

  if (!PyArg_ParseTuple (args, "OO:report", &node, &exception))
    return NULL;
  core = rpy_core (node);
  if (core == NULL)
    return NULL;

  rpy_exception_raise (Py_NewRef (exception));
  rpy_error_hand_over (core->graph, core);
  Py_RETURN_NONE;
}

static PyObject *
pass_fd (PyObject *fd, void (*func) (int fd))
{
  int number = PyObject_AsFileDescriptor (fd);

  if (number < 0)
    return NULL;

  func (number);
  Py_RETURN_NONE;
}

/* set_wake_fd (fd): where a byte is written when this thread's contexts have something to do */
PyObject *
rpy_set_wake_fd (PyObject *module G_GNUC_UNUSED, PyObject *fd)
{
  return pass_fd (fd, rpy_async->set_wake_fd);
}

/* forget_wake_fd (fd): not there any more */
PyObject *
rpy_forget_wake_fd (PyObject *module G_GNUC_UNUSED, PyObject *fd)
{
  return pass_fd (fd, rpy_async->forget_wake_fd);
}

/* turn (): does what waits for the main context. */
PyObject *
rpy_turn (PyObject *module G_GNUC_UNUSED, PyObject *unused G_GNUC_UNUSED)
{
  rpy_async->turn ();
  Py_RETURN_NONE;
}

static PyObject *attend; /* (owned) (nullable) */

/* set_attend (function): called when there is something to do, in case nobody listens yet */
PyObject *
rpy_set_attend (PyObject *module G_GNUC_UNUSED, PyObject *function)
{
  Py_XSETREF (attend, Py_NewRef (function));
  Py_RETURN_NONE;
}

void
rpy_roused (ReactivityContext *context)
{
  PyObject *kind;
  PyObject *exception;
  PyObject *traceback;
  PyObject *result;

  context->roused = FALSE;
  if (attend == NULL)
    return;

  PyErr_Fetch (&kind, &exception, &traceback);
  result = PyObject_CallNoArgs (attend);
  if (result == NULL)
    PyErr_WriteUnraisable (attend);
  Py_XDECREF (result);
  PyErr_Restore (kind, exception, traceback);
}
