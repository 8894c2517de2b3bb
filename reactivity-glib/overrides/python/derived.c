/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* Derived and Memoized. */

static int
derived_init (PyObject *self, PyObject *args, PyObject *kwargs)
{
  RpyArguments arguments;

  if (rpy_parse (args, kwargs, "Derived", "fn", "check_equality", &arguments) < 0 ||
      rpy_check_function (arguments.first, "Derived", "async_derived") < 0 ||
      rpy_init_object (self, arguments.context, arguments.name) < 0 ||
      rpy_run_setup (self, arguments.first, rpy_run_derived) < 0)
    return -1;

  return rpy_set_equality (self, arguments.option);
}

static int
memoized_init (PyObject *self, PyObject *args, PyObject *kwargs)
{
  RpyArguments arguments;

  if (rpy_parse (args, kwargs, "Memoized", "fn", NULL, &arguments) < 0 ||
      rpy_check_function (arguments.first, "Memoized", "async_derived") < 0 ||
      rpy_init_object (self, arguments.context, arguments.name) < 0)
    return -1;

  return rpy_run_setup (self, arguments.first, rpy_run_derived);
}

static PyObject *
derived_call (PyObject *self, PyObject *args, PyObject *kwargs)
{
  if (G_UNLIKELY (PyTuple_GET_SIZE (args) > 0 || kwargs != NULL))
    {
      PyErr_Format (PyExc_TypeError, "%s takes no arguments", Py_TYPE (self)->tp_name);
      return NULL;
    }

  return rpy_source_read (self, TRUE);
}

static PyObject *
derived_invalidate (PyObject *self, PyObject *unused G_GNUC_UNUSED)
{
  RgNode *core = rpy_core (self);
  RpyCall call;

  if (core == NULL)
    return NULL;

  rpy_call_begin (&call, core->graph);
  reactivity_derived_invalidate ((ReactivityDerived *) pygobject_get (self));
  if (rpy_call_end (&call) < 0)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *
get_dirty (PyObject *self, void *closure G_GNUC_UNUSED)
{
  RgNode *core = rpy_core (self);

  return core != NULL ? PyBool_FromLong ((core->flags & RG_UNREADY) != 0) : NULL;
}

static PyMethodDef methods[] = {
  { "trigger", derived_invalidate, METH_NOARGS, "trigger()\n--\n\nThe same as invalidate()." },
  { "invalidate", derived_invalidate, METH_NOARGS,
    "invalidate()\n--\n\n"
    "Has the function run again at the next read, whatever its dependencies say." },
  RPY_COMPUTATION_METHODS,
  { NULL, NULL, 0, NULL },
};

/* An error that says more than that there is no such attribute. */
static PyObject *
get_written (PyObject *self, void *name)
{
  if (rpy_core (self) == NULL)
    return NULL;

  return PyErr_Format (PyExc_AttributeError,
                       "%s has no %s(): its value is computed; set what its function reads",
                       Py_TYPE (self)->tp_name, name);
}

static PyGetSetDef getset[] = {
  { "set", get_written, NULL, "There is none: the value is computed.", (void *) "set" },
  { "update", get_written, NULL, "There is none: the value is computed.", (void *) "update" },
  { "dirty", get_dirty, NULL, "Whether the next read may have to run the function.", NULL },
  RPY_COMPUTATION_GETSET,
  { NULL, NULL, NULL, NULL, NULL },
};

static PyType_Slot derived_slots[] = {
  { Py_tp_init, derived_init },
  { Py_tp_call, derived_call },
  { Py_tp_methods, methods },
  { Py_tp_getset, getset },
  { Py_tp_doc, (void *) "Derived(fn, check_equality=True, *, context=None, name=None)\n--\n\n"
                        "A value computed from others: lazy, cached, and read by calling it." },
  { 0, NULL },
};

PyType_Spec rpy_derived_spec = {
  .name = "gi.overrides.Reactivity.Derived",
  .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
  .slots = derived_slots,
};

static PyGetSetDef memoized_getset[] = {
  { "is_stale", get_dirty, NULL, "The same as dirty.", NULL },
  { NULL, NULL, NULL, NULL, NULL },
};

static PyType_Slot memoized_slots[] = {
  { Py_tp_getset, memoized_getset },
  { Py_tp_init, memoized_init },
  { Py_tp_doc, (void *) "Memoized(fn, *, context=None, name=None)\n--\n\n"
                        "A derived for expensive functions: it caches, but does not compare." },
  { 0, NULL },
};

PyType_Spec rpy_memoized_spec = {
  .name = "gi.overrides.Reactivity.Memoized",
  .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
  .slots = memoized_slots,
};
