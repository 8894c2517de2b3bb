/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* Values: how they are compared and kept, and how C sees them. */

/* 1 or 0, or -1 and an exception that is not to be swallowed. Takes @outcome, the result of a
 * comparison, which for arrays is an array again, and for tables of them a table. */
static int
is_true (PyObject *outcome)
{
  int result;

  while (outcome != NULL && !PyBool_Check (outcome) && PyObject_HasAttrString (outcome, "all"))
    {
      PyObject *all = PyObject_CallMethod (outcome, "all", NULL);

      if (all == outcome)
        {
          Py_DECREF (all);
          break;
        }
      Py_DECREF (outcome);
      outcome = all;
    }

  result = outcome != NULL ? PyObject_IsTrue (outcome) : -1;
  Py_XDECREF (outcome);

  /* What cannot be compared has changed. */
  if (result < 0 && !rpy_error_passes ())
    {
      PyErr_Clear ();
      return 0;
    }

  return result;
}

static gboolean
is_simple (PyObject *object)
{
  return PyLong_CheckExact (object) || PyUnicode_CheckExact (object) ||
         PyFloat_CheckExact (object) || PyBool_Check (object) || object == Py_None;
}

/* Without user code, and so without the guards around that. */
static int
compare_simple (PyObject *a, PyObject *b)
{
  PyObject *outcome;

  if (Py_TYPE (a) != Py_TYPE (b))
    return PyObject_RichCompareBool (a, b, Py_EQ);

  outcome = Py_TYPE (a)->tp_richcompare (a, b, Py_EQ);
  Py_XDECREF (outcome);
  return outcome != NULL ? outcome == Py_True : -1;
}

/* User code compares: what it reads is nobody's dependency. */
static PyObject *
compare (RgGraph *graph, PyObject *equal, PyObject *a, PyObject *b)
{
  guint batches = graph->batches;
  RgFrame frame;
  PyObject *outcome;

  rg_graph_enter (graph, &frame, NULL, NULL, graph->frame->owner);
  if (equal != NULL)
    outcome = PyObject_CallFunctionObjArgs (equal, a, b, NULL);
  else
    outcome = PyObject_RichCompare (a, b, Py_EQ);
  if (graph->frame != &frame || graph->batches != batches)
    rpy_api->balance (reactivity_context_of (graph), &frame, batches, "A comparison");
  rg_graph_leave (graph, &frame);

  return outcome;
}

/* 1, 0, or -1 and an exception. @equal is a function that compares, or NULL. */
int
rpy_equal (RgGraph *graph, PyObject *equal, PyObject *a, PyObject *b)
{
  int result;

  if (equal == NULL && a == b)
    return 1;

  if (equal == NULL && is_simple (a) && is_simple (b))
    return compare_simple (a, b);

  Py_INCREF (a);
  Py_INCREF (b);
  result = is_true (compare (graph, equal, a, b));
  Py_DECREF (a);
  Py_DECREF (b);
  return result;
}

/* Makes @value the value, unless it is what is there. 0, or -1 and an exception. */
int
rpy_write (RpyState *state, PyObject *value, ReactivityWrite *write)
{
  RgNode *core = state->core;
  PyObject *old = state->value;
  int equal;

  *write = REACTIVITY_WRITE_SAME;

  if (old != NULL && !rpy_source_private (core)->unchecked)
    {
      equal = rpy_equal (core->graph, state->equal, old, value);
      if (equal != 0)
        return MIN (0, equal);

      equal = state->saved != NULL ? rpy_equal (core->graph, state->equal, state->saved, value) : 0;
      if (equal < 0)
        return -1;

      /* The comparisons may have written. */
      old = state->value;
      if (equal && state->saved != NULL)
        {
          *write = REACTIVITY_WRITE_RESTORED;
          rpy_api->restore (core, state->saved_version);
          state->value = Py_NewRef (state->saved);
          Py_DECREF (old);
          return 0;
        }

      /* After a failure the version names that, and not the value. */
      if (core->graph->batches > 0 && !(core->flags & RG_FAILED) &&
          !(state->saved != NULL &&
            state->saved_batch == reactivity_context_of (core->graph)->batch))
        rpy_saved_add (state);
    }

  *write = REACTIVITY_WRITE_CHANGED;
  state->value = Py_NewRef (value);
  Py_XDECREF (old);
  return 0;
}

/* The type under which C sees @value by itself. */
static GType
natural_type (PyObject *value)
{
  Py_ssize_t length;
  GType type;
  const char *text;
  int overflow = 0;

  if (PyBool_Check (value))
    return G_TYPE_BOOLEAN;
  if (PyLong_Check (value))
    {
      PyLong_AsLongLongAndOverflow (value, &overflow);
      return overflow == 0 ? G_TYPE_INT64 : RPY_TYPE_OBJECT;
    }
  if (PyFloat_Check (value))
    return G_TYPE_DOUBLE;
  if (value == Py_None)
    return G_TYPE_STRING;
  if (PyUnicode_Check (value))
    {
      text = PyUnicode_AsUTF8AndSize (value, &length);
      PyErr_Clear ();
      return text != NULL && strlen (text) == (gsize) length ? G_TYPE_STRING : RPY_TYPE_OBJECT;
    }
  if (PyType_Check (value))
    return RPY_TYPE_OBJECT;

  type = pyg_type_from_object_strict (value, FALSE);
  PyErr_Clear ();
  return type != 0 && G_TYPE_IS_VALUE (type) ? type : RPY_TYPE_OBJECT;
}

/* TRUE when @value, unset before, could be set to @object. */
static gboolean
convert (GValue *value, GType type, PyObject *object)
{
  g_value_init (value, type);
  if (pyg_value_from_pyobject (value, object) == 0)
    return TRUE;

  PyErr_Clear ();
  g_value_unset (value);
  return FALSE;
}

/* C wants the value, best as @type. */
void
rpy_value_publish (RgNode *core, GType type)
{
  PyGILState_STATE gil = PyGILState_Ensure ();
  RpyState *state = core->data;
  g_auto (GValue) value = G_VALUE_INIT;

  if (state->value == NULL)
    goto out;

  if (type == G_TYPE_NONE || !G_TYPE_IS_VALUE (type) || !convert (&value, type, state->value))
    {
      if (!convert (&value, natural_type (state->value), state->value))
        convert (&value, RPY_TYPE_OBJECT, state->value);
    }
  reactivity_source_publish_value ((ReactivitySource *) rpy_object (core), &value);

out:
  PyGILState_Release (gil);
}

/* An error that holds an exception is that. */
PyObject *
rpy_value_from_c (const GValue *value)
{
  PyObject *exception =
      G_VALUE_HOLDS (value, G_TYPE_ERROR) ? rpy_error_held (g_value_get_boxed (value)) : NULL;

  return exception != NULL ? exception : pyg_value_as_pyobject (value, TRUE);
}

/* Reads a source whose value is kept in C. */
PyObject *
rpy_value_read_c (GObject *object, gboolean track)
{
  ReactivitySource *source = (ReactivitySource *) object;
  ReactivityContext *context = reactivity_node_get_context ((ReactivityNode *) object);
  g_auto (GValue) value = G_VALUE_INIT;
  GError *error = NULL;
  gboolean well;

  if (!track)
    reactivity_context_untrack_begin (context);
  well = reactivity_source_read_value (source, &value, &error);
  if (!track)
    reactivity_context_untrack_end (context);

  if (!well)
    {
      rpy_error_raise (error);
      return NULL;
    }

  return G_IS_VALUE (&value) ? rpy_value_from_c (&value) : Py_NewRef (Py_None);
}

/* For a signal whose value is kept in C: makes @object a value of the type that @value has. FALSE with
 * an exception. */
gboolean
rpy_value_to_c (GValue *value, PyObject *object)
{
  if (pyg_value_from_pyobject (value, object) == 0)
    return TRUE;

  if (!PyErr_Occurred ())
    PyErr_Format (PyExc_TypeError, "%R cannot be a value of type %s", object,
                  G_VALUE_TYPE_NAME (value));
  return FALSE;
}
