/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* The classes of nodes. Each is made by the metaclass of the class above it, which is one of
 * PyGObject's: Python makes no class in C whose metaclass has a __new__, as that has. The spec becomes
 * a class of its own, the pattern, which is never instantiated; the class gets what the pattern has. */

static PyTypeObject *made[8]; /* (owned) */
static guint n_made;

/* TRUE for the classes that are made here, FALSE for those below them. */
gboolean
rpy_is_ours (PyTypeObject *type)
{
  for (guint i = 0; i < n_made; i++)
    {
      if (made[i] == type)
        return TRUE;
    }

  return FALSE;
}

/* What @found, an attribute of a pattern, is in the class @type: (transfer full) (nullable). NULL
 * without an exception for one that the metaclass has set. */
static PyObject *
descriptor_for (PyTypeObject *type, PyObject *found)
{
  if (Py_IS_TYPE (found, &PyMethodDescr_Type))
    return PyDescr_NewMethod (type, ((PyMethodDescrObject *) found)->d_method);
  if (Py_IS_TYPE (found, &PyClassMethodDescr_Type))
    return PyDescr_NewClassMethod (type, ((PyMethodDescrObject *) found)->d_method);
  if (Py_IS_TYPE (found, &PyGetSetDescr_Type))
    return PyDescr_NewGetSet (type, ((PyGetSetDescrObject *) found)->d_getset);
  if (Py_IS_TYPE (found, &PyWrapperDescr_Type))
    return PyDescr_NewWrapper (type, ((PyWrapperDescrObject *) found)->d_base,
                               ((PyWrapperDescrObject *) found)->d_wrapped);
  return NULL;
}

/* Setting a wrapper, as __init__ is one, has Python set the slot of that name. */
static int
copy_attributes (PyTypeObject *type, PyTypeObject *pattern)
{
  Py_ssize_t pos = 0;
  PyObject *name;
  PyObject *found;

  while (PyDict_Next (pattern->tp_dict, &pos, &name, &found))
    {
      PyObject *descriptor = descriptor_for (type, found);
      int result = 0;

      if (descriptor != NULL)
        result = PyObject_SetAttr ((PyObject *) type, name, descriptor);
      Py_XDECREF (descriptor);
      if (result < 0 || PyErr_Occurred ())
        return -1;
    }

  return 0;
}

/* The slots that have no attribute. */
static void
copy_slots (PyTypeObject *type, const PyType_Spec *spec)
{
  for (const PyType_Slot *slot = spec->slots; slot->slot != 0; slot++)
    {
      if (slot->slot == Py_tp_traverse)
        type->tp_traverse = (traverseproc) slot->pfunc;
      else if (slot->slot == Py_tp_clear)
        type->tp_clear = (inquiry) slot->pfunc;
      else if (slot->slot == Py_tp_dealloc)
        type->tp_dealloc = (destructor) slot->pfunc;
    }
}

/* Sets __doc__ by the descriptor of type: that of PyGObject's metaclass only reads. */
static int
set_doc (PyTypeObject *type, PyObject *doc)
{
  PyObject *attributes = PyObject_GetAttrString ((PyObject *) &PyType_Type, "__dict__");
  PyObject *descriptor =
      attributes != NULL ? PyMapping_GetItemString (attributes, "__doc__") : NULL;
  int result = -1;

  if (descriptor != NULL)
    result = Py_TYPE (descriptor)->tp_descr_set (descriptor, (PyObject *) type, doc);
  Py_XDECREF (descriptor);
  Py_XDECREF (attributes);
  return result;
}

/* An empty class. Its signature is read from what __doc__ is now. */
static PyTypeObject *
call_metaclass (PyTypeObject *pattern, PyObject *base)
{
  PyObject *module = PyObject_GetAttrString ((PyObject *) pattern, "__module__");
  PyObject *type = NULL;

  if (module != NULL)
    type = PyObject_CallFunction ((PyObject *) Py_TYPE (base), "s(O){sOss}",
                                  strrchr (pattern->tp_name, '.') + 1, base, "__module__", module,
                                  "__doc__", pattern->tp_doc);
  Py_XDECREF (module);
  return (PyTypeObject *) type;
}

/* The class of @spec below @base: (transfer full) (nullable). NULL with an exception. */
PyTypeObject *
rpy_class_new (PyType_Spec *spec, PyObject *base)
{
  PyTypeObject *pattern = (PyTypeObject *) PyType_FromSpec (spec);
  PyTypeObject *type = pattern != NULL ? call_metaclass (pattern, base) : NULL;
  PyObject *doc = NULL;

  if (type != NULL)
    {
      doc = PyObject_GetAttrString ((PyObject *) pattern, "__doc__");
      if (doc == NULL || set_doc (type, doc) < 0 || copy_attributes (type, pattern) < 0)
        Py_CLEAR (type);
    }

  if (type != NULL)
    {
      copy_slots (type, spec);
      made[n_made++] = (PyTypeObject *) Py_NewRef (type);
    }

  Py_XDECREF (doc);
  Py_XDECREF (pattern);
  return type;
}
