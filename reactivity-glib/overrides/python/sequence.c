/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* What is derived from a sequence by a function: map, filter, sorted and the others. The library has
 * the function as data of a callback, and the state of what was made shows it to the collector. */

typedef struct
{
  PyObject *function; /* (owned) */
  RpyState *state;    /* (unowned) (nullable) that of what was made, once that is there */
} Callback;

/* GDestroyNotify */
static void
callback_free (gpointer data)
{
  Callback *self = data;
  PyGILState_STATE gil;

  if (rpy_gone)
    return;

  gil = PyGILState_Ensure ();
  if (self->state != NULL)
    self->state->callback = NULL;
  Py_DECREF (self->function);
  g_free (self);
  PyGILState_Release (gil);
}

/* The state goes. What has the callback may still be held by somebody, who then keeps the function. */
void
rpy_derive_forget (RpyState *state)
{
  if (state->callback != NULL)
    ((Callback *) state->callback)->state = NULL;
  state->callback = NULL;
}

int
rpy_derive_visit (RpyState *state, visitproc visit, void *arg)
{
  if (state->callback != NULL)
    Py_VISIT (((Callback *) state->callback)->function);
  return 0;
}

/* (transfer full) (nullable): what the function says of @a and, if there is one, @b */
static PyObject *
call (Callback *self, gpointer a, gpointer b)
{
  PyObject *function = Py_NewRef (self->function);
  PyObject *first = pygobject_new (a);
  PyObject *second = b != NULL ? pygobject_new (b) : NULL;
  PyObject *result = NULL;

  if (first != NULL && (b == NULL || second != NULL))
    result = PyObject_CallFunctionObjArgs (function, first, second, NULL);
  Py_XDECREF (first);
  Py_XDECREF (second);
  Py_DECREF (function);
  return result;
}

static void
fail (GError **error)
{
  g_propagate_error (error, rpy_error_fetch ());
}

/* ReactivityMapFunc */
static gpointer
map_cb (gpointer item, gpointer data, GError **error)
{
  PyGILState_STATE gil = PyGILState_Ensure ();
  PyObject *result = call (data, item, NULL);
  gpointer made = NULL;

  if (result != NULL && PyObject_TypeCheck (result, &PyGObject_Type))
    made = g_object_ref (pygobject_get (result));
  else if (result != NULL && result != Py_None)
    PyErr_Format (PyExc_TypeError, "the function of map() must return a GObject, not %s",
                  Py_TYPE (result)->tp_name);
  if (PyErr_Occurred ())
    fail (error);

  Py_XDECREF (result);
  PyGILState_Release (gil);
  return made;
}

/* ReactivityFilterFunc */
static gboolean
filter_cb (gpointer item, gpointer data, GError **error)
{
  PyGILState_STATE gil = PyGILState_Ensure ();
  PyObject *result = call (data, item, NULL);
  int keep = result != NULL ? PyObject_IsTrue (result) : -1;

  if (keep < 0)
    fail (error);
  Py_XDECREF (result);
  PyGILState_Release (gil);
  return keep > 0;
}

/* ReactivityNumberFunc */
static double
number_cb (gpointer item, gpointer data, GError **error)
{
  PyGILState_STATE gil = PyGILState_Ensure ();
  PyObject *result = call (data, item, NULL);
  double number = result != NULL ? PyFloat_AsDouble (result) : 0;

  if (PyErr_Occurred ())
    fail (error);
  Py_XDECREF (result);
  PyGILState_Release (gil);
  return number;
}

/* ReactivityTextFunc */
static char *
text_cb (gpointer item, gpointer data, GError **error)
{
  PyGILState_STATE gil = PyGILState_Ensure ();
  PyObject *result = call (data, item, NULL);
  char *text = NULL;

  if (result != NULL && PyUnicode_Check (result))
    text = g_strdup (PyUnicode_AsUTF8 (result));
  else if (result != NULL && result != Py_None)
    PyErr_Format (PyExc_TypeError, "the function must return a str or None, not %s",
                  Py_TYPE (result)->tp_name);
  if (PyErr_Occurred ())
    fail (error);

  Py_XDECREF (result);
  PyGILState_Release (gil);
  return text;
}

/* ReactivityCompareFunc, which cannot fail: those that cannot be compared are equal. */
static int
compare_cb (gpointer a, gpointer b, gpointer data)
{
  PyGILState_STATE gil = PyGILState_Ensure ();
  Callback *self = data;
  PyObject *result = call (self, a, b);
  double order = result != NULL ? PyFloat_AsDouble (result) : 0;

  if (PyErr_Occurred ())
    {
      order = 0;
      rpy_error_hand_over (self->state->core->graph, self->state->core);
    }
  Py_XDECREF (result);
  PyGILState_Release (gil);
  return (order > 0) - (order < 0);
}

/* (transfer full) (nullable): what is named @kind */
static gpointer
make (const char *kind, ReactivitySequence *sequence, GType type, const char *separator,
      Callback *callback)
{
  ReactivityNumberFunc number = callback != NULL ? number_cb : NULL;
  GDestroyNotify destroy = callback != NULL ? callback_free : NULL;

  if (g_str_equal (kind, "map"))
    return reactivity_sequence_map (sequence, type, map_cb, callback, destroy);
  if (g_str_equal (kind, "filter"))
    return reactivity_sequence_filter (sequence, filter_cb, callback, destroy);
  if (g_str_equal (kind, "sorted"))
    return reactivity_sequence_sorted (sequence, compare_cb, callback, destroy);
  if (g_str_equal (kind, "group"))
    return reactivity_sequence_group (sequence, text_cb, callback, destroy);
  if (g_str_equal (kind, "count"))
    return reactivity_sequence_count (sequence, filter_cb, callback, destroy);
  if (g_str_equal (kind, "sum"))
    return reactivity_sequence_sum (sequence, number, callback, destroy);
  if (g_str_equal (kind, "min"))
    return reactivity_sequence_min (sequence, number, callback, destroy);
  if (g_str_equal (kind, "max"))
    return reactivity_sequence_max (sequence, number, callback, destroy);
  return reactivity_sequence_join (sequence, separator, callback != NULL ? text_cb : NULL, callback,
                                   destroy);
}

/* derive (kind, sequence, function, type, separator): function is None where the items do without */
PyObject *
rpy_derive (PyObject *module G_GNUC_UNUSED, PyObject *args)
{
  const char *kind;
  const char *separator;
  PyObject *sequence;
  PyObject *function;
  PyObject *type_object;
  PyObject *wrapper;
  Callback *callback = NULL;
  RpyState *state;
  GObject *made;
  GType type;
  RgNode *core;

  if (!PyArg_ParseTuple (args, "sO!OOz:derive", &kind, &PyGObject_Type, &sequence, &function,
                         &type_object, &separator))
    return NULL;

  core = rpy_core (sequence);
  type = core != NULL ? pyg_type_from_object (type_object) : 0;
  if (type == 0)
    return NULL;
  if (function != Py_None && !PyCallable_Check (function))
    return PyErr_Format (PyExc_TypeError, "%s() needs a function, not %s", kind,
                         Py_TYPE (function)->tp_name);
  if (!g_type_is_a (type, G_TYPE_OBJECT))
    return PyErr_Format (PyExc_TypeError, "%s() makes GObjects, not %s", kind, g_type_name (type));

  if (function != Py_None)
    {
      callback = g_new0 (Callback, 1);
      callback->function = Py_NewRef (function);
    }
  made = make (kind, (ReactivitySequence *) pygobject_get (sequence), type, separator, callback);
  if (made == NULL)
    return PyErr_Format (PyExc_RuntimeError, "%s() has made nothing", kind);

  state = rpy_state_ensure ((RgNode *) ((char *) made + rpy_api->node_offset));
  state->callback = callback;
  if (callback != NULL)
    callback->state = state;

  wrapper = pygobject_new (made);
  g_object_unref (made);
  return wrapper;
}
