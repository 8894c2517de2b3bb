/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* Signal. */

static int
signal_init (PyObject *self, PyObject *args, PyObject *kwargs)
{
  RpyArguments arguments;
  RpyState *state;
  RgNode *core;

  if (rpy_parse (args, kwargs, "Signal", "initial_value", "check_equality", &arguments) < 0 ||
      rpy_init_object (self, arguments.context, arguments.name) < 0)
    return -1;

  core = rpy_core (self);
  state = rpy_state_ensure (core);
  state->wrapper = self;
  rpy_state_keep_value (core);
  state->value = Py_NewRef (arguments.first != NULL ? arguments.first : Py_None);
  rpy_source_private (core)->computed = FALSE;
  return rpy_set_equality (self, arguments.option);
}

/* For a signal of C. */
static int
set_in_c (PyObject *self, PyObject *object)
{
  ReactivitySignal *signal = (ReactivitySignal *) pygobject_get (self);
  GType type = reactivity_source_get_value_type ((ReactivitySource *) signal);
  g_auto (GValue) value = G_VALUE_INIT;
  RgNode *core = rpy_core (self);
  gboolean changed;
  RpyCall call;

  if (type == G_TYPE_INVALID)
    type = pyg_type_from_object_strict ((PyObject *) Py_TYPE (object), FALSE);
  g_value_init (&value, type);
  if (!rpy_value_to_c (&value, object))
    return -1;

  rpy_call_begin (&call, core->graph);
  changed = reactivity_signal_set_value (signal, &value);
  return rpy_call_end (&call) < 0 ? -1 : changed;
}

/* After a write: tells the graph. */
static void
tell (RgNode *core, ReactivityWrite write)
{
  if (G_UNLIKELY (core->flags & REACTIVITY_FLAG_PUBLISHED))
    rpy_api->forget_published ((ReactivitySource *) rpy_object (core));

  if (write == REACTIVITY_WRITE_CHANGED)
    rpy_api->changed (core);
  else
    rpy_api->restored (core);
}

/* TRUE when somebody hears of a write. Otherwise nothing runs that could fail. */
static gboolean
is_heard (RgNode *core)
{
  return core->n_subs > 0 || rg_node_is_watched (core, core->graph->watch_at, core->graph->watch);
}

/* 1 when the value changed, 0 when not, -1 and an exception. */
static int
set (PyObject *self, PyObject *value)
{
  RgNode *core = rpy_core (self);
  ReactivityWrite write;
  RpyState *state;
  RpyCall call;

  if (G_UNLIKELY (core == NULL))
    return -1;

  if (G_UNLIKELY (!rpy_keeps_value (core)))
    return set_in_c (self, value);

  state = core->data;
  if (rpy_write (state, value, &write) < 0)
    return -1;
  if (write == REACTIVITY_WRITE_SAME)
    return 0;
  if (!is_heard (core))
    {
      tell (core, write);
      return 1;
    }

  rpy_call_begin (&call, core->graph);
  tell (core, write);
  return rpy_call_end (&call) < 0 ? -1 : 1;
}

/* C sets the value. */
gboolean
rpy_signal_store (RgNode *core, const GValue *value)
{
  PyGILState_STATE gil = PyGILState_Ensure ();
  PyObject *object = pyg_value_as_pyobject (value, TRUE);
  ReactivityWrite write = REACTIVITY_WRITE_SAME;

  if (object == NULL || rpy_write (core->data, object, &write) < 0)
    rpy_error_hand_over (core->graph, core);
  Py_XDECREF (object);
  PyGILState_Release (gil);

  if (write == REACTIVITY_WRITE_SAME)
    return FALSE;
  tell (core, write);
  return TRUE;
}

static PyObject *
signal_set (PyObject *self, PyObject *value)
{
  int changed = set (self, value);

  return changed < 0 ? NULL : PyBool_FromLong (changed);
}

static PyObject *
signal_update (PyObject *self, PyObject *function)
{
  PyObject *old = rpy_source_read (self, FALSE);
  PyObject *value = old != NULL ? PyObject_CallOneArg (function, old) : NULL;
  PyObject *result = value != NULL ? signal_set (self, value) : NULL;

  Py_XDECREF (old);
  Py_XDECREF (value);
  return result;
}

static PyObject *
get_value (PyObject *self, void *closure G_GNUC_UNUSED)
{
  return rpy_source_read (self, TRUE);
}

static int
set_value (PyObject *self, PyObject *value, void *closure G_GNUC_UNUSED)
{
  if (value == NULL)
    {
      PyErr_SetString (PyExc_AttributeError, "the value of a signal cannot be deleted");
      return -1;
    }

  return set (self, value) < 0 ? -1 : 0;
}

typedef struct
{
  PyObject *signal; /* (owned) */
  PyObject *value;  /* (owned) */
} Posted;

static void
posted_cb (gpointer data)
{
  PyGILState_STATE gil = PyGILState_Ensure ();
  Posted *posted = data;
  RgNode *core = (RgNode *) ((char *) pygobject_get (posted->signal) + rpy_api->node_offset);

  if (set (posted->signal, posted->value) < 0)
    rpy_error_hand_over (core->graph, core);
  PyGILState_Release (gil);
}

static void
posted_free (gpointer data)
{
  PyGILState_STATE gil = PyGILState_Ensure ();
  Posted *posted = data;

  Py_DECREF (posted->signal);
  Py_DECREF (posted->value);
  g_free (posted);
  PyGILState_Release (gil);
}

static PyObject *
signal_post (PyObject *self, PyObject *value)
{
  GObject *object = pygobject_get (self);
  Posted *posted;

  /* From any thread: without the check of rpy_core(). */
  if (object == NULL)
    {
      PyErr_SetString (PyExc_RuntimeError, "__init__() has not been called");
      return NULL;
    }

  posted = g_new0 (Posted, 1);
  posted->signal = Py_NewRef (self);
  posted->value = Py_NewRef (value);
  reactivity_context_invoke (reactivity_node_get_context ((ReactivityNode *) object), posted_cb,
                             posted, posted_free);
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
  { "set", signal_set, METH_O,
    "set(value, /)\n--\n\n"
    "Sets the value, unless it equals the one that is there. Returns whether it changed.\n\n"
    "Effects run before this returns, unless a batch or a run is under way; the first exception\n"
    "of one of them is raised when all have run." },
  { "update", signal_update, METH_O,
    "update(function, /)\n--\n\n"
    "Sets the value to what function makes of it. Returns whether it changed.\n"
    "The read is not tracked." },
  { "post", signal_post, METH_O,
    "post(value, /)\n--\n\n"
    "Sets the value from any thread: the main context of the signal's own thread does it." },
  { NULL, NULL, 0, NULL },
};

static PyGetSetDef getset[] = {
  { "value", get_value, set_value, "The value; reading is tracked, and writing is set().", NULL },
  { NULL, NULL, NULL, NULL, NULL },
};

static PyType_Slot slots[] = {
  { Py_tp_init, signal_init },
  { Py_tp_methods, methods },
  { Py_tp_getset, getset },
  { Py_tp_doc, (void *) "Signal(initial_value=None, check_equality=True, *, context=None, name=None)\n"
                        "--\n\n"
                        "A value that can be set, and that knows who read it.\n\n"
                        "check_equality is whether a value that equals the one before is no\n"
                        "change, or a function of two values that says whether they are equal." },
  { 0, NULL },
};

PyType_Spec rpy_signal_spec = {
  .name = "gi.overrides.Reactivity.Signal",
  .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
  .slots = slots,
};
