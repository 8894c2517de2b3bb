/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

#include <structmember.h>

/* Keys: the sources of a container. Each key that a computation reads has a node of its own, made when
 * it is first read, and let go of when nobody reads it any more. What a key is, is the container's
 * affair: any hashable object. */

typedef struct
{
  PyObject_HEAD PyObject *nodes; /* (owned) a dict: key -> the wrapper of its node */
  ReactivityContext *context;    /* (owned) */
} Keys;

typedef struct
{
  ReactivityNode parent_instance;
} RpyKey;

typedef ReactivityNodeClass RpyKeyClass;

GType rpy_key_get_type (void);

G_DEFINE_TYPE (RpyKey, rpy_key, REACTIVITY_TYPE_NODE)

/* Nobody reads the key any more. */
static void
rpy_key_unread (ReactivityNode *node)
{
  RgNode *core = (RgNode *) ((char *) node + rpy_api->node_offset);
  PyGILState_STATE gil;
  RpyState *state;

  if (rpy_gone)
    return;

  gil = PyGILState_Ensure ();
  state = core->data;
  if (state->keys != NULL)
    {
      PyObject *nodes = Py_NewRef (((Keys *) state->keys)->nodes);
      PyObject *key = Py_NewRef (state->value);

      if (PyDict_DelItem (nodes, key) < 0)
        PyErr_WriteUnraisable (nodes);
      Py_DECREF (key);
      Py_DECREF (nodes);
    }
  PyGILState_Release (gil);
}

static void
rpy_key_class_init (RpyKeyClass *klass)
{
  klass->unread = rpy_key_unread;
}

static void
rpy_key_init (RpyKey *self G_GNUC_UNUSED)
{
}

static int
keys_init (PyObject *self, PyObject *args, PyObject *kwargs)
{
  static char *names[] = { "context", NULL };
  Keys *keys = (Keys *) self;
  PyObject *object = Py_None;
  ReactivityContext *context;

  if (!PyArg_ParseTupleAndKeywords (args, kwargs, "|O:Keys", names, &object))
    return -1;

  context = rpy_context (object);
  if (context == NULL)
    return -1;

  g_set_object (&keys->context, context);
  Py_XSETREF (keys->nodes, PyDict_New ());
  return keys->nodes != NULL ? 0 : -1;
}

static int
keys_traverse (PyObject *self, visitproc visit, void *arg)
{
  Py_VISIT (Py_TYPE (self));
  Py_VISIT (((Keys *) self)->nodes);
  return 0;
}

static RgNode *
core_of (PyObject *wrapper)
{
  return (RgNode *) ((char *) pygobject_get (wrapper) + rpy_api->node_offset);
}

static int
keys_clear (PyObject *self)
{
  PyObject *nodes = ((Keys *) self)->nodes;
  PyObject *wrapper;
  Py_ssize_t pos = 0;

  while (nodes != NULL && PyDict_Next (nodes, &pos, NULL, &wrapper))
    {
      if (pygobject_get (wrapper) != NULL)
        ((RpyState *) core_of (wrapper)->data)->keys = NULL;
    }

  ((Keys *) self)->nodes = NULL;
  Py_XDECREF (nodes);
  return 0;
}

static void
keys_dealloc (PyObject *self)
{
  PyTypeObject *type = Py_TYPE (self);

  PyObject_GC_UnTrack (self);
  keys_clear (self);
  g_clear_object (&((Keys *) self)->context);
  type->tp_free (self);
  Py_DECREF (type);
}

/* The graph, when this is its thread; NULL and an exception otherwise. */
static RgGraph *
graph_of (PyObject *self)
{
  Keys *keys = (Keys *) self;

  if (keys->nodes == NULL)
    {
      PyErr_SetString (PyExc_RuntimeError, "__init__() has not been called");
      return NULL;
    }
  if (keys->context->graph->thread != rpy_api->here ())
    {
      PyErr_SetString (PyExc_RuntimeError, "the container belongs to another thread");
      return NULL;
    }

  return keys->context->graph;
}

/* (transfer full): the wrapper of a new node for @key */
static PyObject *
add (Keys *keys, PyObject *key)
{
  GObject *object = rpy_api->node_new (rpy_key_get_type (), keys->context->graph);
  RgNode *core = (RgNode *) ((char *) object + rpy_api->node_offset);
  RpyState *state = rpy_state_ensure (core);
  PyObject *wrapper = pygobject_new (object);

  g_object_unref (object);
  if (wrapper == NULL || PyDict_SetItem (keys->nodes, key, wrapper) < 0)
    {
      Py_XDECREF (wrapper);
      return NULL;
    }

  core->unread = RG_UNREAD_TOLD;
  state->wrapper = wrapper;
  state->keys = (PyObject *) keys;
  state->value = Py_NewRef (key);
  return wrapper;
}

static PyObject *
keys_track (PyObject *self, PyObject *key)
{
  Keys *keys = (Keys *) self;
  RgGraph *graph = graph_of (self);
  PyObject *wrapper;

  if (graph == NULL)
    return NULL;
  if (graph->active == NULL)
    Py_RETURN_NONE;

  wrapper = Py_XNewRef (PyDict_GetItemWithError (keys->nodes, key));
  if (wrapper == NULL && !PyErr_Occurred ())
    wrapper = add (keys, key);
  if (wrapper == NULL)
    return NULL;

  rg_track (core_of (wrapper));
  Py_DECREF (wrapper);
  Py_RETURN_NONE;
}

static PyObject *
keys_changed (PyObject *self, PyObject *key)
{
  Keys *keys = (Keys *) self;
  RgGraph *graph = graph_of (self);
  PyObject *wrapper;
  RpyCall call;
  int result;

  if (graph == NULL)
    return NULL;

  wrapper = Py_XNewRef (PyDict_GetItemWithError (keys->nodes, key));
  if (wrapper == NULL)
    {
      if (PyErr_Occurred ())
        return NULL;
      Py_RETURN_NONE;
    }

  rpy_call_begin (&call, graph);
  rpy_api->changed (core_of (wrapper));
  result = rpy_call_end (&call);
  Py_DECREF (wrapper);
  if (result < 0)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *
keys_tracked (PyObject *self, PyObject *unused G_GNUC_UNUSED)
{
  return graph_of (self) != NULL ? PyDict_Keys (((Keys *) self)->nodes) : NULL;
}

static PyMethodDef methods[] = {
  { "track", keys_track, METH_O, "track(key, /)\n--\n\nA read of the key." },
  { "changed", keys_changed, METH_O,
    "changed(key, /)\n--\n\nWhat was read at the key has changed." },
  { "tracked", keys_tracked, METH_NOARGS, "tracked()\n--\n\nThe keys that somebody reads." },
  { NULL, NULL, 0, NULL },
};

static PyType_Slot slots[] = {
  { Py_tp_init, keys_init },
  { Py_tp_new, PyType_GenericNew },
  { Py_tp_traverse, keys_traverse },
  { Py_tp_clear, keys_clear },
  { Py_tp_dealloc, keys_dealloc },
  { Py_tp_methods, methods },
  { Py_tp_doc,
    (void *) "Keys(context=None)\n\nThe sources of a container: one for each key that is read." },
  { 0, NULL },
};

PyType_Spec rpy_keys_spec = {
  .name = "gi.overrides._reactivity.Keys",
  .basicsize = sizeof (Keys),
  .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
  .slots = slots,
};
