/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* Node: the class that shows the collector what Python keeps for a node. */

static RgNode *
core_of (PyObject *self)
{
  GObject *object = pygobject_get (self);

  if (object == NULL)
    return NULL;
  if (REACTIVITY_IS_SCOPE (object))
    return rpy_api->scope_core ((ReactivityScope *) object);
  return (RgNode *) ((char *) object + rpy_api->node_offset);
}

/* What the node keeps hangs on the wrapper when nothing else holds the GObject, as for PyGObject's own
 * data; otherwise the collector must not take it for garbage. */
int
rpy_carrier_traverse (PyObject *self, visitproc visit, void *arg)
{
  RgNode *core = core_of (self);

  Py_VISIT (Py_TYPE (self));

  if (core != NULL && rpy_parts_are_known (pygobject_get (self), core))
    {
      int result = rpy_parts_visit (core, visit, arg);

      if (result != 0)
        return result;
    }

  return PyGObject_Type.tp_traverse (self, visit, arg);
}

static void
forget_wrapper (PyObject *self)
{
  RgNode *core = core_of (self);
  RpyState *state = core != NULL ? rpy_state (core) : NULL;

  if (state != NULL && state->wrapper == self)
    state->wrapper = NULL;
}

/* The object is garbage, but nothing that its cleanup functions need has been taken apart yet. */
void
rpy_carrier_finalize (PyObject *self)
{
  RgNode *core = core_of (self);
  PyObject *type;
  PyObject *exception;
  PyObject *traceback;

  if (core == NULL ||
      ((core->own == NULL || core->own->last == NULL) && !rpy_async_has_kept (core)) ||
      pygobject_get (self)->ref_count > 1 || core->graph->thread != rpy_api->here ())
    return;

  PyErr_Fetch (&type, &exception, &traceback);
  if (core->flags & RG_SCOPE)
    reactivity_scope_dispose ((ReactivityScope *) pygobject_get (self));
  else if (REACTIVITY_IS_COMPUTATION (pygobject_get (self)))
    reactivity_computation_dispose ((ReactivityComputation *) pygobject_get (self));
  PyErr_Restore (type, exception, traceback);
}

int
rpy_carrier_clear (PyObject *self)
{
  forget_wrapper (self);
  return PyGObject_Type.tp_clear (self);
}

void
rpy_carrier_dealloc (PyObject *self)
{
  PyTypeObject *type = Py_TYPE (self);

  PyObject_GC_UnTrack (self);
  forget_wrapper (self);
  PyGObject_Type.tp_dealloc (self);
  Py_DECREF (type);
}

/* Takes @nodes. */
PyObject *
rpy_node_set (GPtrArray *nodes)
{
  PyObject *set = PySet_New (NULL);

  for (guint i = 0; set != NULL && i < nodes->len; i++)
    {
      PyObject *node = pygobject_new (g_ptr_array_index (nodes, i));

      if (node == NULL || PySet_Add (set, node) < 0)
        Py_CLEAR (set);
      Py_XDECREF (node);
    }

  g_ptr_array_unref (nodes);
  return set;
}

static PyObject *
get_subscribers (PyObject *self, void *closure G_GNUC_UNUSED)
{
  if (rpy_core (self) == NULL)
    return NULL;

  return rpy_node_set (reactivity_node_list_subscribers ((ReactivityNode *) pygobject_get (self)));
}

static PyObject *
get_name (PyObject *self, void *closure G_GNUC_UNUSED)
{
  const char *name;

  if (rpy_core (self) == NULL)
    return NULL;

  name = reactivity_node_get_name ((ReactivityNode *) pygobject_get (self));
  return name != NULL ? PyUnicode_FromString (name) : Py_NewRef (Py_None);
}

static int
set_name (PyObject *self, PyObject *value, void *closure G_GNUC_UNUSED)
{
  const char *name = NULL;

  if (rpy_core (self) == NULL)
    return -1;
  if (value != NULL && value != Py_None)
    {
      name = PyUnicode_AsUTF8 (value);
      if (name == NULL)
        return -1;
    }

  reactivity_node_set_name ((ReactivityNode *) pygobject_get (self), name);
  return 0;
}

static PyObject *
get_context (PyObject *self, void *closure G_GNUC_UNUSED)
{
  if (rpy_core (self) == NULL)
    return NULL;

  return pygobject_new (
      (GObject *) reactivity_node_get_context ((ReactivityNode *) pygobject_get (self)));
}

static PyGetSetDef getset[] = {
  { "context", get_context, NULL, "The context that the node belongs to.", NULL },
  { "name", get_name, set_name, "What warnings, errors and dumps call the node, or None.", NULL },
  { "subscribers", get_subscribers, NULL,
    "The set of computations that read the node in their last run. For tests and tools.", NULL },
  { NULL, NULL, NULL, NULL, NULL },
};

static PyType_Slot slots[] = {
  { Py_tp_traverse, rpy_carrier_traverse },
  { Py_tp_clear, rpy_carrier_clear },
  { Py_tp_finalize, rpy_carrier_finalize },
  { Py_tp_dealloc, rpy_carrier_dealloc },
  { Py_tp_getset, getset },
  { Py_tp_doc, (void *) "A vertex of the reactive graph." },
  { 0, NULL },
};

PyType_Spec rpy_node_spec = {
  .name = "gi.overrides.Reactivity.Node",
  .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
  .slots = slots,
};
