/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* What the constructors have in common. */

/* Sets the exception for a call from a wrong thread. */
PyObject *
rpy_refuse (RgNode *core)
{
  PyErr_Format (PyExc_RuntimeError,
                "%s belongs to another thread: use Signal.post() or Context.invoke() from here",
                G_OBJECT_TYPE_NAME (rpy_object (core)));
  return NULL;
}

/* The context that @context, None or NULL stands for, when this is its thread. NULL and an exception
 * otherwise. */
ReactivityContext *
rpy_context (PyObject *context)
{
  ReactivityContext *result;

  if (context == NULL || context == Py_None)
    return reactivity_context_get_default ();

  if (!PyObject_TypeCheck (context, rpy_context_type) || pygobject_get (context) == NULL)
    {
      PyErr_Format (PyExc_TypeError, "context must be a Context or None, not %s",
                    Py_TYPE (context)->tp_name);
      return NULL;
    }

  result = (ReactivityContext *) pygobject_get (context);
  if (result->graph->thread != rpy_api->here ())
    {
      PyErr_SetString (PyExc_RuntimeError,
                       "the context belongs to another thread: use Context.invoke() from here");
      return NULL;
    }

  return result;
}

/* Makes the GObject of @self, a node, as PyGObject does. */
int
rpy_init_object (PyObject *self, PyObject *context, PyObject *name)
{
  static PyObject *empty;
  PyObject *properties = NULL;
  int result;

  if (pygobject_get (self) != NULL)
    {
      PyErr_Format (PyExc_RuntimeError, "%s: __init__() has been called already",
                    Py_TYPE (self)->tp_name);
      return -1;
    }
  if (context != NULL && rpy_context (context) == NULL)
    return -1;

  if (empty == NULL)
    empty = PyTuple_New (0);
  if ((context != NULL && context != Py_None) || (name != NULL && name != Py_None))
    {
      properties = PyDict_New ();
      if (properties == NULL)
        return -1;
      if (context != NULL && context != Py_None)
        PyDict_SetItemString (properties, "context", context);
      if (name != NULL && name != Py_None)
        PyDict_SetItemString (properties, "name", name);
    }

  result = PyGObject_Type.tp_init (self, empty, properties);
  Py_XDECREF (properties);
  return result;
}

/* Parses (first, option=..., *, context=None, name=None), where @option may be NULL for none. */
int
rpy_parse (PyObject *args, PyObject *kwargs, const char *type, const char *first,
           const char *option, RpyArguments *result)
{
  const Py_ssize_t n_args = PyTuple_GET_SIZE (args);
  Py_ssize_t pos = 0;
  PyObject *key;
  PyObject *value;

  *result = (RpyArguments){ NULL, NULL, NULL, NULL };
  if (n_args > (option != NULL ? 2 : 1))
    {
      PyErr_Format (PyExc_TypeError, "%s() takes at most %d positional arguments (%zd given)", type,
                    option != NULL ? 2 : 1, n_args);
      return -1;
    }

  result->first = n_args > 0 ? PyTuple_GET_ITEM (args, 0) : NULL;
  result->option = n_args > 1 ? PyTuple_GET_ITEM (args, 1) : NULL;

  while (kwargs != NULL && PyDict_Next (kwargs, &pos, &key, &value))
    {
      if (PyUnicode_CompareWithASCIIString (key, "context") == 0)
        result->context = value;
      else if (PyUnicode_CompareWithASCIIString (key, "name") == 0)
        result->name = value;
      else if (option != NULL && result->option == NULL &&
               PyUnicode_CompareWithASCIIString (key, option) == 0)
        result->option = value;
      else if (result->first == NULL && PyUnicode_CompareWithASCIIString (key, first) == 0)
        result->first = value;
      else
        {
          PyErr_Format (PyExc_TypeError, "%s() got an unexpected keyword argument %R", type, key);
          return -1;
        }
    }

  return 0;
}

/* Parses what a method of the form (track=True) got. -1 and an exception, or the truth. */
int
rpy_parse_flag (PyObject *const *args, Py_ssize_t n_args, PyObject *names, const char *name,
                const char *func)
{
  Py_ssize_t n_names = names != NULL ? PyTuple_GET_SIZE (names) : 0;

  if (n_args + n_names > 1 ||
      (n_names == 1 && PyUnicode_CompareWithASCIIString (PyTuple_GET_ITEM (names, 0), name) != 0))
    {
      PyErr_Format (PyExc_TypeError, "%s() takes at most one argument, %s", func, name);
      return -1;
    }

  return n_args + n_names == 0 ? 1 : PyObject_IsTrue (args[0]);
}

/* TRUE for a function whose calls make coroutines, bound or not. */
static gboolean
is_async (PyObject *function)
{
  const int flags = CO_COROUTINE | CO_ASYNC_GENERATOR;

  if (PyMethod_Check (function))
    function = PyMethod_GET_FUNCTION (function);
  return PyFunction_Check (function) &&
         (((PyCodeObject *) PyFunction_GET_CODE (function))->co_flags & flags) != 0;
}

/* -1 and an exception when @function, which may be NULL, is none that @type can run. */
int
rpy_check_function (PyObject *function, const char *type, const char *instead)
{
  if (function == NULL || !PyCallable_Check (function))
    {
      PyErr_Format (PyExc_TypeError, "%s() needs a function, not %s", type,
                    function != NULL ? Py_TYPE (function)->tp_name : "nothing");
      return -1;
    }
  if (is_async (function))
    {
      PyErr_Format (PyExc_TypeError, "%s() does not wait for an async function: use %s()", type,
                    instead);
      return -1;
    }

  return 0;
}

/* `check_equality`: a truth, or a function that compares. */
int
rpy_set_equality (PyObject *self, PyObject *check)
{
  RgNode *core = rpy_core (self);
  int truth;

  if (core == NULL)
    return -1;
  if (check == NULL || check == Py_True)
    return 0;

  if (PyCallable_Check (check))
    {
      rpy_state_ensure (core)->equal = Py_NewRef (check);
      return 0;
    }

  if (check != Py_None && !PyLong_Check (check))
    {
      PyErr_Format (PyExc_TypeError,
                    "check_equality must be True, False or a function that compares, not %s",
                    Py_TYPE (check)->tp_name);
      return -1;
    }

  truth = PyObject_IsTrue (check);
  if (truth < 0)
    return -1;
  rpy_source_private (core)->unchecked = !truth;
  return 0;
}

/* For the generic types: Signal[int]. */
PyObject *
rpy_class_getitem (PyObject *type, PyObject *item)
{
  return Py_GenericAlias (type, item);
}
