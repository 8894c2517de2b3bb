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
  PyObject *equal;               /* (owned) (nullable) compares, instead of == */
  PyObject *unread;              /* (owned) (nullable) is called when nobody reads any key */
  gboolean unchecked;            /* each write is a change */
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

      PyObject *unread = Py_XNewRef (((Keys *) state->keys)->unread);

      if (PyDict_DelItem (nodes, key) < 0)
        PyErr_WriteUnraisable (nodes);
      if (unread != NULL && PyDict_GET_SIZE (nodes) == 0)
        {
          PyObject *result = PyObject_CallNoArgs (unread);

          if (result == NULL)
            PyErr_WriteUnraisable (unread);
          Py_XDECREF (result);
        }
      Py_XDECREF (unread);
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
  static char *names[] = { "check_equality", "context", "unread", NULL };
  Keys *keys = (Keys *) self;
  PyObject *check = Py_True;
  PyObject *object = Py_None;
  PyObject *unread = NULL;
  ReactivityContext *context;
  int truth;

  if (!PyArg_ParseTupleAndKeywords (args, kwargs, "|OOO:Keys", names, &check, &object, &unread))
    return -1;

  truth = PyObject_IsTrue (check);
  if (truth < 0)
    return -1;
  keys->unchecked = !truth;
  Py_XSETREF (keys->unread, Py_XNewRef (unread));
  Py_XSETREF (keys->equal, PyCallable_Check (check) ? Py_NewRef (check) : NULL);

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
  Py_VISIT (((Keys *) self)->equal);
  Py_VISIT (((Keys *) self)->unread);
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
      RpyState *state = pygobject_get (wrapper) != NULL ? core_of (wrapper)->data : NULL;

      /* The node may be on its way out, and what it kept the reason that this is called. */
      if (state != NULL)
        state->keys = NULL;
    }

  ((Keys *) self)->nodes = NULL;
  Py_XDECREF (nodes);
  Py_CLEAR (((Keys *) self)->equal);
  Py_CLEAR (((Keys *) self)->unread);
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
  ReactivityRun *outer;
  PyObject *wrapper;

  if (graph == NULL)
    return NULL;
  if (graph->active == NULL && rpy_outer_find (graph) == NULL)
    Py_RETURN_NONE;

  wrapper = Py_XNewRef (PyDict_GetItemWithError (keys->nodes, key));
  if (wrapper == NULL && !PyErr_Occurred ())
    wrapper = add (keys, key);
  if (wrapper == NULL)
    return NULL;

  outer = rpy_outer_enter (graph);
  rg_track (core_of (wrapper));
  rpy_outer_leave (outer);
  Py_DECREF (wrapper);
  Py_RETURN_NONE;
}

/* -1 and an exception when a key is not hashable. */
static int
change (Keys *keys, PyObject *key)
{
  PyObject *wrapper = Py_XNewRef (PyDict_GetItemWithError (keys->nodes, key));

  if (wrapper == NULL)
    return PyErr_Occurred () ? -1 : 0;

  rpy_api->changed (core_of (wrapper));
  Py_DECREF (wrapper);
  return 0;
}

/* Several keys are one batch. */
static PyObject *
keys_changed (PyObject *self, PyObject *const *args, Py_ssize_t n_args)
{
  Keys *keys = (Keys *) self;
  RgGraph *graph = graph_of (self);
  PyObject *type;
  PyObject *exception;
  PyObject *traceback;
  int result = 0;
  RpyCall call;

  if (graph == NULL)
    return NULL;
  if (n_args == 0 || PyDict_GET_SIZE (keys->nodes) == 0)
    Py_RETURN_NONE;

  rpy_call_begin (&call, graph);
  reactivity_context_batch_begin (keys->context);
  for (Py_ssize_t i = 0; i < n_args && result == 0; i++)
    result = change (keys, args[i]);

  /* No effect is to find the exception of a bad key. */
  PyErr_Fetch (&type, &exception, &traceback);
  reactivity_context_batch_end (keys->context);
  result = rpy_call_end (&call);
  if (type != NULL)
    {
      if (result < 0)
        rpy_error_hand_over (graph, NULL);
      PyErr_Restore (type, exception, traceback);
      return NULL;
    }

  if (result < 0)
    return NULL;
  Py_RETURN_NONE;
}

static PyObject *
keys_tracked (PyObject *self, PyObject *unused G_GNUC_UNUSED)
{
  return graph_of (self) != NULL ? PyDict_Keys (((Keys *) self)->nodes) : NULL;
}

static PyObject *
keys_active (PyObject *self, PyObject *unused G_GNUC_UNUSED)
{
  RgGraph *graph = graph_of (self);

  if (graph == NULL)
    return NULL;
  return PyBool_FromLong (graph->active != NULL || rpy_outer_find (graph) != NULL);
}

static Py_ssize_t
keys_length (PyObject *self)
{
  return graph_of (self) != NULL ? PyDict_GET_SIZE (((Keys *) self)->nodes) : -1;
}

static PyObject *
keys_same (PyObject *self, PyObject *args)
{
  Keys *keys = (Keys *) self;
  RgGraph *graph = graph_of (self);
  PyObject *a;
  PyObject *b;
  int equal;

  if (graph == NULL || !PyArg_UnpackTuple (args, "same", 2, 2, &a, &b))
    return NULL;

  equal = keys->unchecked ? 0 : rpy_equal (graph, keys->equal, a, b);
  return equal < 0 ? NULL : PyBool_FromLong (equal);
}

static PyMethodDef methods[] = {
  { "track", keys_track, METH_O, "track(key, /)\n--\n\nA read of the key." },
  { "changed", (PyCFunction) (void (*) (void)) keys_changed, METH_FASTCALL,
    "changed(*keys)\n--\n\nWhat was read at the keys has changed. Several are one batch." },
  { "same", keys_same, METH_VARARGS,
    "same(a, b, /)\n--\n\nWhether b in the place of a is no change." },
  { "active", keys_active, METH_NOARGS,
    "active()\n--\n\nWhether a computation is running, so that reads are tracked." },
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
  { Py_mp_length, keys_length },
  { Py_tp_doc,
    (void *) "Keys(check_equality=True, context=None, unread=None)\n\n"
             "The sources of a container: one for each key that is read. Its length is their\n"
             "number; unread is called when that has become 0." },
  { 0, NULL },
};

PyType_Spec rpy_keys_spec = {
  .name = "gi.overrides._reactivity.Keys",
  .basicsize = sizeof (Keys),
  .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
  .slots = slots,
};
