/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* What Derived, Memoized and Effect have in common. */

const char rpy_doc_dispose[] =
    "dispose()\n--\n\n"
    "Ends it: it is unlinked, and never runs again by itself. Its cleanup functions are called.";

PyObject *
rpy_computation_dispose (PyObject *self, PyObject *unused G_GNUC_UNUSED)
{
  RgNode *core = rpy_core (self);
  RpyCall call;

  if (core == NULL)
    return NULL;

  rpy_call_begin (&call, core->graph);
  reactivity_computation_dispose ((ReactivityComputation *) pygobject_get (self));
  if (rpy_call_end (&call) < 0)
    return NULL;
  Py_RETURN_NONE;
}

PyObject *
rpy_computation_enter (PyObject *self, PyObject *unused G_GNUC_UNUSED)
{
  return Py_NewRef (self);
}

PyObject *
rpy_computation_exit (PyObject *self, PyObject *args G_GNUC_UNUSED)
{
  return rpy_computation_dispose (self, NULL);
}

PyObject *
rpy_computation_get_function (PyObject *self, void *closure G_GNUC_UNUSED)
{
  RgNode *core = rpy_core (self);
  RpyState *state = core != NULL ? rpy_state (core) : NULL;

  if (core == NULL)
    return NULL;
  return Py_NewRef (state != NULL && state->function != NULL ? state->function : Py_None);
}

PyObject *
rpy_computation_get_dependencies (PyObject *self, void *closure G_GNUC_UNUSED)
{
  if (rpy_core (self) == NULL)
    return NULL;

  return rpy_node_set (
      reactivity_computation_list_dependencies ((ReactivityComputation *) pygobject_get (self)));
}

static const char *const strategies[] = {
  [REACTIVITY_LOSS_WARN] = "warn",
  [REACTIVITY_LOSS_IGNORE] = "ignore",
  [REACTIVITY_LOSS_RESTORE] = "restore",
};

PyObject *
rpy_computation_get_strategy (PyObject *self, void *closure G_GNUC_UNUSED)
{
  if (rpy_core (self) == NULL)
    return NULL;

  return PyUnicode_FromString (strategies[reactivity_computation_get_loss_strategy (
      (ReactivityComputation *) pygobject_get (self))]);
}

int
rpy_computation_set_strategy (PyObject *self, PyObject *value, void *closure G_GNUC_UNUSED)
{
  if (rpy_core (self) == NULL)
    return -1;

  for (guint i = 0; i < G_N_ELEMENTS (strategies); i++)
    {
      if (value != NULL && PyUnicode_Check (value) &&
          PyUnicode_CompareWithASCIIString (value, strategies[i]) == 0)
        {
          reactivity_computation_set_loss_strategy ((ReactivityComputation *) pygobject_get (self),
                                                    (ReactivityLossStrategy) i);
          return 0;
        }
    }

  PyErr_SetString (PyExc_ValueError,
                   "reactivity_loss_strategy must be \"warn\", \"ignore\" or \"restore\"");
  return -1;
}
