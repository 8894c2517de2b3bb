/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

#include "object/reactivity-node-private.h"

/* What hangs on a node, for the collector. Of a node made in C that is more than its state: a list has
 * a node for each position that somebody reads, and what reads that is kept there. The collector sees
 * what nobody but the node holds. */

typedef struct
{
  visitproc visit;
  void *arg;
  int result;
} Visit;

static GQuark
wrapper_quark (void)
{
  static GQuark quark;

  if (quark == 0)
    quark = g_quark_from_static_string ("PyGObject::wrapper");
  return quark;
}

/* An object that Python has given attributes keeps its wrapper while somebody else holds it: by one
 * reference, which is that of the one who holds it then. */
static PyObject *
kept_wrapper (GObject *object)
{
  PyGObject *wrapper;

  if (object->ref_count != 2)
    return NULL;

  wrapper = g_object_get_qdata (object, wrapper_quark ());
  return wrapper != NULL && (wrapper->private_flags.flags & PYGOBJECT_USING_TOGGLE_REF)
             ? (PyObject *) wrapper
             : NULL;
}

static int
visit_kept (PyObject *wrapper, visitproc visit, void *arg)
{
  Py_VISIT (wrapper);
  return 0;
}

static void
visit_part_cb (GObject *part, gpointer data)
{
  Visit *walk = data;
  PyObject *wrapper;

  if (walk->result != 0)
    return;

  wrapper = kept_wrapper (part);
  if (wrapper != NULL)
    walk->result = visit_kept (wrapper, walk->visit, walk->arg);
  else if (part->ref_count == 1 && REACTIVITY_IS_NODE (part))
    walk->result =
        rpy_parts_visit ((RgNode *) ((char *) part + rpy_api->node_offset), walk->visit, walk->arg);
}

/* The library works on its tables without the lock of the interpreter, and may call Python in the
 * middle of an edit. */
static gboolean
is_at_rest (const RgNode *core)
{
  return core->graph->thread == rpy_api->here () && core->graph->depth == 0;
}

int
rpy_parts_visit (RgNode *core, visitproc visit, void *arg)
{
  RpyState *state = rpy_state (core);
  const ReactivityNodeHooks *hooks;
  Visit walk = { visit, arg, 0 };

  if (state != NULL)
    {
      walk.result = rpy_state_visit (state, visit, arg);
      if (walk.result == 0 && state->is_async)
        walk.result = rpy_async_visit (core, visit, arg);
    }
  else if (core->flags & RG_FAILED)
    {
      walk.result = rpy_error_visit (rpy_api->get_error (core), visit, arg);
    }
  if (walk.result != 0)
    return walk.result;

  if ((core->flags & RG_SCOPE) || !is_at_rest (core))
    return 0;

  hooks = reactivity_node_hooks ((ReactivityNode *) rpy_object (core));
  if (hooks->visit_parts != NULL)
    hooks->visit_parts ((ReactivityNode *) rpy_object (core), visit_part_cb, &walk);
  return walk.result;
}

/* TRUE when all who hold @object, of @core, are Python objects: its wrapper, and those that have the
 * wrapper among their `holds`. */
gboolean
rpy_parts_are_known (const GObject *object, RgNode *core)
{
  const RpyState *state = rpy_state (core);

  return object->ref_count == 1 + (state != NULL ? state->n_holders : 0);
}

/* @holder has gone, and let go of what it held. */
void
rpy_parts_release (RpyState *state)
{
  g_autoptr (GPtrArray) holds = g_steal_pointer (&state->holds);

  for (guint i = 0; holds != NULL && i < holds->len; i++)
    {
      PyObject *wrapper = holds->pdata[i];
      GObject *object = pygobject_get (wrapper);

      if (object != NULL)
        rpy_state_ensure ((RgNode *) ((char *) object + rpy_api->node_offset))->n_holders--;
      Py_DECREF (wrapper);
    }
}

static RgNode *
node_of (PyObject *object)
{
  GObject *node = PyObject_TypeCheck (object, &PyGObject_Type) ? pygobject_get (object) : NULL;

  if (node != NULL && REACTIVITY_IS_NODE (node))
    return (RgNode *) ((char *) node + rpy_api->node_offset);

  PyErr_Format (PyExc_TypeError, "%s is no node", Py_TYPE (object)->tp_name);
  return NULL;
}

/* hold (holder, node): the object of holder has a reference to that of node, in C. The wrapper of node
 * is kept beside it, where the collector sees it. Returns node. */
PyObject *
rpy_hold (PyObject *module G_GNUC_UNUSED, PyObject *args)
{
  RgNode *holder;
  RgNode *core;
  PyObject *object;
  PyObject *node;
  RpyState *state;

  if (!PyArg_ParseTuple (args, "OO:hold", &object, &node))
    return NULL;
  holder = node_of (object);
  core = holder != NULL ? node_of (node) : NULL;
  if (core == NULL)
    return NULL;

  state = rpy_state_ensure (holder);
  if (state->holds == NULL)
    state->holds = g_ptr_array_new ();
  if (!g_ptr_array_find (state->holds, node, NULL))
    {
      g_ptr_array_add (state->holds, Py_NewRef (node));
      rpy_state_ensure (core)->n_holders++;
    }

  return Py_NewRef (node);
}
