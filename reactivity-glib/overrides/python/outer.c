/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* The run that a task belongs to: of child tasks, which know nothing of the graph, and of callbacks. Each
 * task has the context variables of where it was made, and one of them names the run. So where no
 * computation is at work, what is read and made belongs to that run. */

guint rpy_n_steps;
PyObject *rpy_outer; /* (owned) the context variable: Steps, or None */

/* FALSE and an exception when it cannot be made. */
gboolean
rpy_outer_open (PyObject *module)
{
  rpy_outer = PyContextVar_New ("reactivity_run", Py_None);

  return rpy_outer != NULL && PyModule_AddObjectRef (module, "current_run", rpy_outer) == 0;
}

/* (transfer none) (nullable): the run of @graph that the calling task is a child of */
ReactivityRun *
rpy_outer_find (RgGraph *graph)
{
  PyObject *object = NULL;
  ReactivityRun *run;

  if (G_LIKELY (rpy_n_steps == 0) || graph->frame != &graph->base)
    return NULL;

  if (PyContextVar_Get (rpy_outer, NULL, &object) < 0)
    PyErr_Clear ();
  run = object != NULL ? rpy_steps_run (object, graph) : NULL;
  Py_XDECREF (object);
  return run;
}

/* (transfer full) (nullable): the same, entered; to be given to rpy_outer_leave() */
ReactivityRun *
rpy_outer_enter (RgGraph *graph)
{
  ReactivityRun *run = rpy_outer_find (graph);

  if (run == NULL)
    return NULL;

  reactivity_run_enter (g_object_ref (run));
  return run;
}

void
rpy_outer_leave (ReactivityRun *run)
{
  if (run == NULL)
    return;

  reactivity_run_leave (run);
  g_object_unref (run);
}
