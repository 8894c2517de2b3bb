/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* Source: reading. */

static PyObject *
failure (RgNode *core, RgResult result)
{
  GError *error = result != RG_OK ? rpy_api->error_for (core, result)
                                  : g_error_copy (rpy_api->get_error (core));

  rpy_error_raise (error);
  return NULL;
}

/* As the reads of C, but with exceptions. Apart, so that the quick read saves no registers. */
G_NO_INLINE static PyObject *
read_slow (RgNode *core, RpyState *state, gboolean track)
{
  RgGraph *graph = core->graph;
  RgResult result;
  RpyCall call;

  rpy_call_begin (&call, graph);
  result = rpy_api->refresh (core);
  if (rpy_call_end (&call) < 0)
    return NULL;

  if (track && graph->active != NULL)
    {
      /* It could not be refreshed, but the reader wants to hear of the next change. */
      if (result != RG_OK)
        graph->active->flags |= RG_SELF;
      rg_track (core);
    }

  if (result == RG_TOO_DEEP)
    rpy_api->run_again (graph);

  if (result != RG_OK || (core->flags & RG_FAILED))
    return failure (core, result);
  return Py_NewRef (state->value);
}

#define NEEDS_CARE (RG_UNREADY | RG_FAILED | RG_RUNNING)

static inline PyObject *
read_source (PyObject *self, gboolean track)
{
  RgNode *core = rpy_core (self);
  RpyState *state;

  if (G_UNLIKELY (core == NULL))
    return NULL;

  if (G_UNLIKELY (!rpy_keeps_value (core)))
    return rpy_value_read_c (pygobject_get (self), track);

  state = core->data;
  if (G_UNLIKELY (core->flags & NEEDS_CARE))
    return read_slow (core, state, track);

  if (track)
    rg_track (core);
  return Py_NewRef (state->value);
}

/* The same, by a task that may be a child of a run. */
static PyObject *
read_outside (PyObject *self)
{
  RgNode *core = rpy_core (self);
  ReactivityRun *outer;
  PyObject *value;

  if (core == NULL)
    return NULL;

  outer = rpy_outer_enter (core->graph);
  value = read_source (self, TRUE);
  rpy_outer_leave (outer);
  return value;
}

PyObject *
rpy_source_read (PyObject *self, gboolean track)
{
  return G_UNLIKELY (track && rpy_n_steps > 0) ? read_outside (self) : read_source (self, track);
}

static PyObject *
source_get (PyObject *self, PyObject *const *args, Py_ssize_t n_args, PyObject *names)
{
  int track = 1;

  if (G_UNLIKELY (n_args > 0 || names != NULL))
    {
      track = rpy_parse_flag (args, n_args, names, "track", "get");
      if (track < 0)
        return NULL;
    }

  return rpy_source_read (self, track);
}

static PyObject *
source_peek (PyObject *self, PyObject *unused G_GNUC_UNUSED)
{
  return rpy_source_read (self, FALSE);
}

static PyObject *
get_value (PyObject *self, void *closure G_GNUC_UNUSED)
{
  return rpy_source_read (self, TRUE);
}

static PyMethodDef methods[] = {
  { "get", (PyCFunction) (void (*) (void)) source_get, METH_FASTCALL | METH_KEYWORDS,
    "get(track=True)\n--\n\n"
    "The value. With track=False the read is not tracked.\n\n"
    "Raises what made the source fail, if it did." },
  { "peek", source_peek, METH_NOARGS, "peek()\n--\n\nThe value; the read is not tracked." },
  { "__class_getitem__", rpy_class_getitem, METH_O | METH_CLASS, NULL },
  { NULL, NULL, 0, NULL },
};

static PyGetSetDef getset[] = {
  { "value", get_value, NULL, "The value; reading it is tracked.", NULL },
  { NULL, NULL, NULL, NULL, NULL },
};

/* It would be true whatever the value is. */
static int
source_bool (PyObject *self)
{
  if (PyErr_WarnFormat (PyExc_RuntimeWarning, 1,
                        "the truth of a %s says nothing of its value: ask for that, as with .get()",
                        Py_TYPE (self)->tp_name) < 0)
    return -1;
  return 1;
}

static PyType_Slot slots[] = {
  { Py_nb_bool, source_bool },
  { Py_tp_methods, methods },
  { Py_tp_getset, getset },
  { Py_tp_doc, (void *) "What can be read: a Signal, a Derived, a Memoized." },
  { 0, NULL },
};

PyType_Spec rpy_source_spec = {
  .name = "gi.overrides.Reactivity.Source",
  .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
  .slots = slots,
};
