/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* Effect. */

/* An effect of C has no result. */
static PyObject *
run_in_c (PyObject *self)
{
  RgNode *core = rpy_core (self);
  GError *error = NULL;
  RpyCall call;

  rpy_call_begin (&call, core->graph);
  reactivity_effect_run ((ReactivityEffect *) pygobject_get (self), &error);
  if (error == NULL)
    {
      if (rpy_call_end (&call) < 0)
        return NULL;
      Py_RETURN_NONE;
    }

  if (rpy_call_end (&call) < 0)
    PyErr_Clear ();
  rpy_error_raise (error);
  return NULL;
}

/* Runs it because the program says so: its own failure is the program's, those of others come second. */
static PyObject *
run (PyObject *self)
{
  RgNode *core = rpy_core (self);
  ReactivityContext *context;
  RpyState *state;
  PyObject *value;
  GError *error;
  RgNode *caller;
  RgResult result;
  RpyCall call;
  gboolean wanted;

  if (core == NULL)
    return NULL;
  state = rpy_state (core);
  if (state == NULL || state->function == NULL)
    return run_in_c (self);

  rpy_call_begin (&call, core->graph);
  context = reactivity_context_of (core->graph);
  caller = context->caller;
  context->caller = core;
  wanted = state->wanted;
  state->wanted = TRUE;
  result = rpy_api->run_now (core);
  state->wanted = wanted && result != RG_OK;
  context->caller = caller;

  error = result == RG_OK ? rpy_api->steal_error (core) : rpy_api->error_for (core, result);
  value = g_steal_pointer (&state->value);

  if (error != NULL)
    {
      g_autoptr (GError) other = g_steal_pointer (&call.error);

      rpy_call_end (&call);
      if (other != NULL)
        rpy_api->report (context, NULL, g_steal_pointer (&other));
      Py_XDECREF (value);
      rpy_error_raise (error);
      return NULL;
    }

  if (rpy_call_end (&call) < 0)
    Py_CLEAR (value);
  else if (value == NULL)
    value = Py_NewRef (Py_None);
  return value;
}

static PyObject *
effect_call (PyObject *self, PyObject *args, PyObject *kwargs)
{
  if (PyTuple_GET_SIZE (args) > 0 || kwargs != NULL)
    {
      PyErr_Format (PyExc_TypeError, "%s takes no arguments", Py_TYPE (self)->tp_name);
      return NULL;
    }

  return run (self);
}

static int
effect_init (PyObject *self, PyObject *args, PyObject *kwargs)
{
  RpyArguments arguments;
  PyObject *result;
  int immediately;

  if (rpy_parse (args, kwargs, "Effect", "fn", "call_immediately", &arguments) < 0)
    return -1;
  if (rpy_check_function (arguments.first, "Effect", "async_effect") < 0)
    return -1;
  if (arguments.option != NULL && arguments.option != Py_None && !PyLong_Check (arguments.option))
    {
      PyErr_Format (PyExc_TypeError,
                    "call_immediately must be True or False, not %s: an owner of the effect is "
                    "given to effect() as owner=",
                    Py_TYPE (arguments.option)->tp_name);
      return -1;
    }

  immediately = arguments.option != NULL ? PyObject_IsTrue (arguments.option) : 1;
  if (immediately < 0 || rpy_init_object (self, arguments.context, arguments.name) < 0 ||
      rpy_run_setup (self, arguments.first, rpy_run_effect) < 0)
    return -1;
  if (!immediately)
    return 0;

  /* The first run is the object's own, also in a class that says what calling it means. */
  result = run (self);
  Py_XDECREF (result);
  return result != NULL ? 0 : -1;
}

static PyObject *
effect_trigger (PyObject *self, PyObject *unused G_GNUC_UNUSED)
{
  return run (self);
}

static PyMethodDef methods[] = {
  { "trigger", effect_trigger, METH_NOARGS, "trigger()\n--\n\nThe same as calling it." },
  RPY_COMPUTATION_METHODS,
  { NULL, NULL, 0, NULL },
};

static PyGetSetDef getset[] = {
  RPY_COMPUTATION_GETSET,
  { NULL, NULL, NULL, NULL, NULL },
};

static PyType_Slot slots[] = {
  { Py_tp_init, effect_init },
  { Py_tp_call, effect_call },
  { Py_tp_methods, methods },
  { Py_tp_getset, getset },
  { Py_tp_doc,
    (void *) "Effect(fn, call_immediately=True, *, context=None, name=None)\n--\n\n"
             "Runs fn, and again when something that it read has changed. Calling it runs\n"
             "it now, and returns what fn returns.\n\n"
             "It lives as long as anything that it read, or as it is held." },
  { 0, NULL },
};

PyType_Spec rpy_effect_spec = {
  .name = "gi.overrides.Reactivity.Effect",
  .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
  .slots = slots,
};
