/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

#include <glib-unix.h>

/* LoopSource: has a main context of GLib call a function, when a file descriptor can be read or at a
 * given time. What an event loop of asyncio waits for comes down to these two. */

typedef struct
{
  PyObject_HEAD GSource *source; /* (owned) (nullable) until it is closed */
  PyObject *function;            /* (owned) (nullable) */
} LoopSource;

static gboolean
dispatch_cb (gint fd G_GNUC_UNUSED, GIOCondition condition G_GNUC_UNUSED, gpointer data)
{
  PyGILState_STATE gil;
  PyObject *function;
  PyObject *result;
  LoopSource *self = data;

  if (rpy_gone)
    return G_SOURCE_REMOVE;

  gil = PyGILState_Ensure ();
  Py_INCREF (self);
  g_source_set_ready_time (self->source, -1);
  function = Py_NewRef (self->function);
  result = PyObject_CallNoArgs (function);
  if (result == NULL)
    PyErr_Print ();
  Py_XDECREF (result);
  Py_DECREF (function);
  Py_DECREF (self);
  PyGILState_Release (gil);
  return G_SOURCE_CONTINUE;
}

/* TRUE when the thread iterates a main context. */
static gboolean
has_context (void)
{
  PyObject *threading = PyImport_ImportModule ("threading");
  PyObject *main_thread;
  PyObject *current;
  gboolean result;

  if (g_main_context_get_thread_default () != NULL || threading == NULL)
    {
      Py_XDECREF (threading);
      return threading != NULL;
    }

  main_thread = PyObject_CallMethod (threading, "main_thread", NULL);
  current = PyObject_CallMethod (threading, "current_thread", NULL);
  result = main_thread == current;
  Py_XDECREF (main_thread);
  Py_XDECREF (current);
  Py_DECREF (threading);
  return result;
}

static int
loop_source_init (PyObject *object, PyObject *args, PyObject *kwargs G_GNUC_UNUSED)
{
  LoopSource *self = (LoopSource *) object;
  PyObject *function;
  int fd;

  if (!PyArg_ParseTuple (args, "iO:LoopSource", &fd, &function))
    return -1;
  if (self->source != NULL || !has_context ())
    {
      if (!PyErr_Occurred ())
        PyErr_SetString (PyExc_RuntimeError,
                         "nothing runs coroutines in this thread: neither asyncio nor trio, nor a "
                         "GLib main context of its own");
      return -1;
    }

  self->function = Py_NewRef (function);
  self->source = g_unix_fd_source_new (fd, G_IO_IN);
  g_source_set_static_name (self->source, "[reactivity] coroutines");
  g_source_set_callback (self->source, G_SOURCE_FUNC (dispatch_cb), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return 0;
}

/* arm (seconds): has the function called at that time of the monotonic clock */
static PyObject *
loop_source_arm (PyObject *object, PyObject *when)
{
  LoopSource *self = (LoopSource *) object;
  double seconds = PyFloat_AsDouble (when);
  gint64 time;

  if (seconds == -1 && PyErr_Occurred ())
    return NULL;

  time = seconds >= (double) G_MAXINT64 / G_USEC_PER_SEC
             ? G_MAXINT64
             : (gint64) (seconds * G_USEC_PER_SEC + 0.5);
  if (self->source != NULL &&
      (g_source_get_ready_time (self->source) < 0 || g_source_get_ready_time (self->source) > time))
    g_source_set_ready_time (self->source, time);
  Py_RETURN_NONE;
}

static PyObject *
loop_source_close (PyObject *object, PyObject *unused G_GNUC_UNUSED)
{
  LoopSource *self = (LoopSource *) object;

  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  Py_CLEAR (self->function);
  Py_RETURN_NONE;
}

static int
loop_source_traverse (PyObject *object, visitproc visit, void *arg)
{
  Py_VISIT (Py_TYPE (object));
  Py_VISIT (((LoopSource *) object)->function);
  return 0;
}

static int
loop_source_clear (PyObject *object)
{
  Py_DECREF (loop_source_close (object, NULL));
  return 0;
}

static void
loop_source_dealloc (PyObject *object)
{
  PyTypeObject *type = Py_TYPE (object);

  PyObject_GC_UnTrack (object);
  loop_source_clear (object);
  type->tp_free (object);
  Py_DECREF (type);
}

static PyMethodDef methods[] = {
  { "arm", loop_source_arm, METH_O, NULL },
  { "close", loop_source_close, METH_NOARGS, NULL },
  { NULL, NULL, 0, NULL },
};

static PyType_Slot slots[] = {
  { Py_tp_init, loop_source_init },
  { Py_tp_new, PyType_GenericNew },
  { Py_tp_traverse, loop_source_traverse },
  { Py_tp_clear, loop_source_clear },
  { Py_tp_dealloc, loop_source_dealloc },
  { Py_tp_methods, methods },
  { 0, NULL },
};

PyType_Spec rpy_loop_source_spec = {
  .name = "gi.overrides._reactivity.LoopSource",
  .basicsize = sizeof (LoopSource),
  .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
  .slots = slots,
};
