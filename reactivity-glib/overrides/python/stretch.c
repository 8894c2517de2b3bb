/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

#include <structmember.h>

/* Stretches of a program, as context managers: Batch and Untrack; and what is said in their midst. */

typedef struct
{
  PyObject_HEAD PyObject *context; /* (owned) (nullable) a Context or None */
  char force_flush;                /* of a Batch */
} Stretch;

static void
stretch_dealloc (PyObject *self)
{
  PyTypeObject *type = Py_TYPE (self);

  Py_CLEAR (((Stretch *) self)->context);
  type->tp_free (self);
  Py_DECREF (type);
}

static int
batch_init (PyObject *self, PyObject *args, PyObject *kwargs)
{
  static char *names[] = { "force_flush", "context", NULL };
  Stretch *stretch = (Stretch *) self;
  PyObject *context = Py_None;
  int force_flush = TRUE;

  if (!PyArg_ParseTupleAndKeywords (args, kwargs, "|p$O:Batch", names, &force_flush, &context) ||
      rpy_context (context) == NULL)
    return -1;

  stretch->force_flush = force_flush;
  Py_XSETREF (stretch->context, Py_NewRef (context));
  return 0;
}

static PyObject *
batch_enter (PyObject *self, PyObject *unused G_GNUC_UNUSED)
{
  ReactivityContext *context = rpy_context (((Stretch *) self)->context);

  if (context == NULL)
    return NULL;

  reactivity_context_batch_begin (context);
  return Py_NewRef (self);
}

/* An exception of the body comes before those of effects. */
static PyObject *
batch_exit (PyObject *self, PyObject *args)
{
  ReactivityContext *context = rpy_context (((Stretch *) self)->context);
  gboolean failed = PyTuple_GET_SIZE (args) > 0 && PyTuple_GET_ITEM (args, 0) != Py_None;
  RpyCall call;

  if (context == NULL)
    return NULL;
  if (context->graph->batches == 0)
    {
      PyErr_SetString (PyExc_RuntimeError, "this batch has ended already");
      return NULL;
    }

  g_object_ref (context);
  rpy_call_begin (&call, context->graph);
  reactivity_context_batch_end (context);
  if (((Stretch *) self)->force_flush && context->graph->depth > 0)
    reactivity_context_flush (context);

  if (rpy_call_end (&call) < 0)
    {
      if (!failed)
        {
          g_object_unref (context);
          return NULL;
        }
      rpy_error_hand_over (context->graph, NULL);
    }

  g_object_unref (context);
  Py_RETURN_NONE;
}

static PyMemberDef batch_members[] = {
  { "force_flush", T_BOOL, offsetof (Stretch, force_flush), READONLY,
    "Whether effects run at the end also when it is inside another batch or a run." },
  { "context", T_OBJECT, offsetof (Stretch, context), READONLY, "The context, or None." },
  { NULL, 0, 0, 0, NULL },
};

static PyMethodDef batch_methods[] = {
  { "__enter__", batch_enter, METH_NOARGS, NULL },
  { "__exit__", batch_exit, METH_VARARGS, NULL },
  { NULL, NULL, 0, NULL },
};

static const char rpy_doc_batch[] = "Batch(force_flush=True, *, context=None)\n--\n\n"
                                    "Effects wait until it ends.";

static PyType_Slot batch_slots[] = {
  { Py_tp_init, batch_init },
  { Py_tp_dealloc, stretch_dealloc },
  { Py_tp_methods, batch_methods },
  { Py_tp_members, batch_members },
  { Py_tp_new, PyType_GenericNew },
  { Py_tp_doc, (void *) rpy_doc_batch },
  { 0, NULL },
};

PyType_Spec rpy_batch_spec = {
  .name = "gi.overrides._reactivity.Batch",
  .basicsize = sizeof (Stretch),
  .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
  .slots = batch_slots,
};

static int
untrack_init (PyObject *self, PyObject *args, PyObject *kwargs)
{
  static char *names[] = { "context", NULL };
  PyObject *context = Py_None;

  if (!PyArg_ParseTupleAndKeywords (args, kwargs, "|$O:Untrack", names, &context) ||
      rpy_context (context) == NULL)
    return -1;

  Py_XSETREF (((Stretch *) self)->context, Py_NewRef (context));
  return 0;
}

static PyObject *
untrack_enter (PyObject *self, PyObject *unused G_GNUC_UNUSED)
{
  ReactivityContext *context = rpy_context (((Stretch *) self)->context);

  if (context == NULL)
    return NULL;

  reactivity_context_untrack_begin (context);
  return Py_NewRef (self);
}

static PyObject *
untrack_exit (PyObject *self, PyObject *args G_GNUC_UNUSED)
{
  ReactivityContext *context = rpy_context (((Stretch *) self)->context);

  if (context == NULL)
    return NULL;

  reactivity_context_untrack_end (context);
  Py_RETURN_NONE;
}

static PyMethodDef untrack_methods[] = {
  { "__enter__", untrack_enter, METH_NOARGS, NULL },
  { "__exit__", untrack_exit, METH_VARARGS, NULL },
  { NULL, NULL, 0, NULL },
};

static PyType_Slot untrack_slots[] = {
  { Py_tp_init, untrack_init },
  { Py_tp_dealloc, stretch_dealloc },
  { Py_tp_methods, untrack_methods },
  { Py_tp_new, PyType_GenericNew },
  { 0, NULL },
};

PyType_Spec rpy_untrack_spec = {
  .name = "gi.overrides._reactivity.Untrack",
  .basicsize = sizeof (Stretch),
  .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
  .slots = untrack_slots,
};

/* on_cleanup (function, context): for what is running, or the scope that is open. */
PyObject *
rpy_on_cleanup (PyObject *module G_GNUC_UNUSED, PyObject *const *args, Py_ssize_t n_args)
{
  ReactivityContext *context = rpy_context (n_args > 1 ? args[1] : NULL);

  if (context == NULL)
    return NULL;
  if (rpy_owner (context->graph) != NULL && n_args > 0)
    return rpy_add_cleanup (rpy_owner (context->graph), args[0]);

  PyErr_SetString (PyExc_RuntimeError,
                   "on_cleanup() is for a running computation or an open scope");
  return NULL;
}

/* flush (context): runs what is due. */
PyObject *
rpy_flush (PyObject *module G_GNUC_UNUSED, PyObject *object)
{
  ReactivityContext *context = rpy_context (object);
  RpyCall call;

  if (context == NULL)
    return NULL;

  rpy_call_begin (&call, context->graph);
  reactivity_context_flush (context);
  if (rpy_call_end (&call) < 0)
    return NULL;
  Py_RETURN_NONE;
}
