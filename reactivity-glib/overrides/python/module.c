/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define RPY_MODULE
#include "rpy.h"

#include <dlfcn.h>

#include "reactivity-language-stamp.h"

/* gi.overrides._reactivity: what Reactivity.py cannot be, or not be fast enough. */

GType rpy_object_type;
gboolean rpy_gone;
const ReactivityLanguageApi *rpy_api;
PyTypeObject *rpy_context_type;
PyObject *rpy_override_files;

gboolean
rg_track_slow (RgNode *sub, RgNode *dep)
{
  return rpy_api->track_slow (sub, dep);
}

static PyType_Spec *const specs[] = {
  &rpy_node_spec,     &rpy_source_spec, &rpy_signal_spec, &rpy_derived_spec,
  &rpy_memoized_spec, &rpy_effect_spec, &rpy_scope_spec,
};

/* Those that are no GObjects. */
static PyType_Spec *const plain[] = {
  &rpy_batch_spec, &rpy_untrack_spec, &rpy_keys_spec, &rpy_wait_spec, &rpy_loop_source_spec,
};

/* make (name, base): the class of that name, below the one that PyGObject has made */
static PyObject *
make (PyObject *module G_GNUC_UNUSED, PyObject *args)
{
  const char *name;
  PyObject *base;

  if (!PyArg_ParseTuple (args, "sO!:make", &name, &PyType_Type, &base))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      if (g_str_has_suffix (specs[i]->name, name) &&
          specs[i]->name[strlen (specs[i]->name) - strlen (name) - 1] == '.')
        return (PyObject *) rpy_class_new (specs[i], base);
    }

  return PyErr_Format (PyExc_ValueError, "there is no class %s", name);
}

/* setup (context_type, files): what the override has, which is to be known here */
static PyObject *
setup (PyObject *module G_GNUC_UNUSED, PyObject *args)
{
  PyObject *context_type;
  PyObject *files;

  if (!PyArg_ParseTuple (args, "O!O!:setup", &PyType_Type, &context_type, &PyFrozenSet_Type,
                         &files))
    return NULL;

  Py_XSETREF (rpy_context_type, (PyTypeObject *) Py_NewRef (context_type));
  Py_XSETREF (rpy_override_files, Py_NewRef (files));
  Py_RETURN_NONE;
}

static void
note_end (void)
{
  rpy_gone = TRUE;
}

static PyMethodDef methods[] = {
  { "make", make, METH_VARARGS, NULL },
  { "hold", rpy_hold, METH_VARARGS, NULL },
  { "derive", rpy_derive, METH_VARARGS, NULL },
  { "setup", setup, METH_VARARGS, NULL },
  { "on_cleanup", (PyCFunction) (void (*) (void)) rpy_on_cleanup, METH_FASTCALL, NULL },
  { "flush", rpy_flush, METH_O, NULL },
  { "setup_async", rpy_setup_async, METH_VARARGS, NULL },
  { "run_now", rpy_run_now, METH_O, NULL },
  { "result", rpy_async_result, METH_O, NULL },
  { "tracks", rpy_tracks, METH_O, NULL },
  { "report", rpy_report, METH_VARARGS, NULL },
  { "set_wake_fd", rpy_set_wake_fd, METH_O, NULL },
  { "forget_wake_fd", rpy_forget_wake_fd, METH_O, NULL },
  { "turn", rpy_turn, METH_NOARGS, NULL },
  { "set_attend", rpy_set_attend, METH_O, NULL },
  { "exception_of", rpy_error_exception, METH_O,
    "exception_of(error, /)\n--\n\n"
    "The exception that a GLib.Error stands for, as in a handler of Context's signal \"error\";\n"
    "None when it stands for none." },
  { NULL, NULL, 0, NULL },
};

static struct PyModuleDef definition = {
  PyModuleDef_HEAD_INIT,
  .m_name = "gi.overrides._reactivity",
  .m_size = -1,
  .m_methods = methods,
};

PyMODINIT_FUNC PyInit__reactivity (void);

/* Names the two files: they may come from two installations. */
static PyObject *
refuse (void)
{
  Dl_info module = { 0 };
  Dl_info library = { 0 };

  dladdr ((void *) PyInit__reactivity, &module);
  dladdr ((void *) _reactivity_language_open, &library);
  return PyErr_Format (PyExc_ImportError,
                       "%s was built with another version of reactivity-glib than %s: install both "
                       "from one build",
                       module.dli_fname, library.dli_fname);
}

PyMODINIT_FUNC
PyInit__reactivity (void)
{
  PyObject *module;

  if (pygobject_init (3, 42, 0) == NULL)
    return NULL;

  rpy_object_type = g_type_from_name ("PyObject");
  rpy_api = _reactivity_language_open (REACTIVITY_LANGUAGE_STAMP, &rpy_language);
  if (rpy_api == NULL)
    return refuse ();

  rpy_async = _reactivity_async_language_open ();
  Py_AtExit (note_end);
  module = PyModule_Create (&definition);
  if (module == NULL)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    {
      PyObject *type = PyType_FromSpec (plain[i]);

      if (type == NULL || PyModule_AddType (module, (PyTypeObject *) type) < 0)
        return NULL;
      Py_DECREF (type);
    }

  return rpy_steps_open () && rpy_outer_open (module) ? module : NULL;
}
