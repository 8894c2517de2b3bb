/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* Exceptions on their way through C: as a GError that holds the exception, so that the very object
 * comes out again, with the traceback of where it was first raised (E1, E2). */

typedef struct
{
  PyObject *exception; /* (owned) (nullable) */
  PyObject *traceback; /* (owned) (nullable) as it was when the exception was caught */
  int code;            /* that of the GError and its copies */
} RpyErrorPrivate;

GQuark rpy_error_quark (void);

/* By its code an exception is found again, as PyGObject's GLib.Error has nothing else of it. */
static GHashTable *alive; /* (element-type RpyErrorPrivate) (owned) (nullable) unowned */
static int last_code;

static void
rpy_error_private_init (RpyErrorPrivate *priv G_GNUC_UNUSED)
{
}

static void
rpy_error_private_copy (const RpyErrorPrivate *source, RpyErrorPrivate *copy)
{
  PyGILState_STATE gil;

  if (rpy_gone)
    return;

  gil = PyGILState_Ensure ();
  copy->code = source->code;
  copy->exception = Py_XNewRef (source->exception);
  copy->traceback = Py_XNewRef (source->traceback);
  g_hash_table_add (alive, copy);
  PyGILState_Release (gil);
}

static void
rpy_error_private_clear (RpyErrorPrivate *priv)
{
  PyGILState_STATE gil;

  if (rpy_gone)
    return;

  gil = PyGILState_Ensure ();
  g_hash_table_remove (alive, priv);
  Py_CLEAR (priv->exception);
  Py_CLEAR (priv->traceback);
  PyGILState_Release (gil);
}

G_DEFINE_EXTENDED_ERROR (RpyError, rpy_error)

/* "ValueError: what it says", or less if it cannot say that */
static char *
describe (PyObject *exception)
{
  const char *type = Py_TYPE (exception)->tp_name;
  PyObject *text = PyObject_Str (exception);
  const char *utf8 = text != NULL ? PyUnicode_AsUTF8 (text) : NULL;
  char *message =
      utf8 != NULL && *utf8 != '\0' ? g_strdup_printf ("%s: %s", type, utf8) : g_strdup (type);

  Py_XDECREF (text);
  PyErr_Clear ();
  return message;
}

/* (transfer full): the exception that is set, which is not set any more */
PyObject *
rpy_exception_fetch (void)
{
  PyObject *type;
  PyObject *exception;
  PyObject *traceback;

  PyErr_Fetch (&type, &exception, &traceback);
  PyErr_NormalizeException (&type, &exception, &traceback);
  if (traceback != NULL)
    PyException_SetTraceback (exception, traceback);
  Py_XDECREF (type);
  Py_XDECREF (traceback);
  return exception;
}

/* Sets @exception, which it takes. */
void
rpy_exception_raise (PyObject *exception)
{
  PyErr_Restore (Py_NewRef (Py_TYPE (exception)), exception, PyException_GetTraceback (exception));
}

/* TRUE when the exception that is set says nothing of what the function computes: it is for who called,
 * and the function is to run again. */
gboolean
rpy_error_passes (void)
{
  return !PyErr_ExceptionMatches (PyExc_Exception) || PyErr_ExceptionMatches (PyExc_MemoryError);
}

/* (transfer full): the same, as an error */
GError *
rpy_error_fetch (void)
{
  PyObject *exception = rpy_exception_fetch ();
  g_autofree char *message = describe (exception);
  RpyErrorPrivate *priv;
  GError *error;

  last_code = last_code == G_MAXINT ? 1 : last_code + 1;
  error = g_error_new_literal (rpy_error_quark (), last_code, message);
  priv = rpy_error_get_private (error);
  if (alive == NULL)
    alive = g_hash_table_new (NULL, NULL);
  g_hash_table_add (alive, priv);
  priv->code = last_code;
  priv->exception = exception;
  priv->traceback = PyException_GetTraceback (exception);

  return error;
}

static void
restore (const RpyErrorPrivate *priv)
{
  PyErr_Restore (Py_NewRef (Py_TYPE (priv->exception)), Py_NewRef (priv->exception),
                 Py_XNewRef (priv->traceback));
}

/* Raises @error, which it takes: as the exception that it is, or as PyGObject's GLib.Error. */
void
rpy_error_raise (GError *error)
{
  if (error->domain != rpy_error_quark ())
    {
      pyg_error_check (&error);
      return;
    }

  restore (rpy_error_get_private (error));
  g_error_free (error);
}

/* (transfer full) (nullable): the exception that @error, which may be NULL, holds */
PyObject *
rpy_error_held (const GError *error)
{
  if (error == NULL || error->domain != rpy_error_quark ())
    return NULL;

  return Py_XNewRef (rpy_error_get_private (error)->exception);
}

int
rpy_error_visit (const GError *error, visitproc visit, void *arg)
{
  RpyErrorPrivate *priv;

  if (error == NULL || error->domain != rpy_error_quark ())
    return 0;

  priv = rpy_error_get_private (error);
  Py_VISIT (priv->exception);
  Py_VISIT (priv->traceback);
  return 0;
}

/* Nobody has dealt with @error. Exceptions go where Python has those that nobody catches. */
gboolean
rpy_error_report (const GError *error)
{
  RpyErrorPrivate *priv;
  PyGILState_STATE gil;
  PyObject *hook;
  PyObject *result;

  if (error->domain != rpy_error_quark () || rpy_gone)
    return FALSE;

  gil = PyGILState_Ensure ();
  priv = rpy_error_get_private (error);

  /* As in any callback of a main loop, it ends the program. */
  if (PyErr_GivenExceptionMatches (priv->exception, PyExc_SystemExit))
    {
      restore (priv);
      PyErr_PrintEx (0);
    }

  hook = PySys_GetObject ("excepthook");
  result = hook == NULL
               ? NULL
               : PyObject_CallFunctionObjArgs (hook, Py_TYPE (priv->exception), priv->exception,
                                               priv->traceback != NULL ? priv->traceback : Py_None,
                                               NULL);
  if (result == NULL)
    PyErr_WriteUnraisable (hook);
  Py_XDECREF (result);
  PyGILState_Release (gil);
  return TRUE;
}

/* The exception that is set has no caller who could be given it. */
void
rpy_error_hand_over (RgGraph *graph, RgNode *core)
{
  rpy_api->report (reactivity_context_of (graph), core, rpy_error_fetch ());
}

/* exception_of (error): the exception that a GLib.Error stands for, as long as it is kept; or None. */
PyObject *
rpy_error_exception (PyObject *module G_GNUC_UNUSED, PyObject *error)
{
  PyObject *domain = PyObject_GetAttrString (error, "domain");
  PyObject *code = domain != NULL ? PyObject_GetAttrString (error, "code") : NULL;
  PyObject *result = Py_None;
  GHashTableIter iter;
  gpointer priv;

  if (code == NULL)
    {
      Py_XDECREF (domain);
      return NULL;
    }

  if (alive != NULL && PyUnicode_Check (domain) && PyLong_Check (code) &&
      PyUnicode_CompareWithASCIIString (domain, g_quark_to_string (rpy_error_quark ())) == 0)
    {
      g_hash_table_iter_init (&iter, alive);
      while (g_hash_table_iter_next (&iter, &priv, NULL))
        {
          if (((RpyErrorPrivate *) priv)->code == PyLong_AsLong (code))
            result = ((RpyErrorPrivate *) priv)->exception;
        }
    }

  Py_DECREF (domain);
  Py_DECREF (code);
  return Py_NewRef (result);
}
