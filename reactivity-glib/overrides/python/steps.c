/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

#include <structmember.h>

/* Steps: a run, as the coroutine that a task drives. Around each step of the coroutine of the program it
 * enters and leaves the run, so that reads are tracked, and names it in a context variable, by which
 * child tasks find it (outer.c). It ends the run when the coroutine ends; and when the run is cancelled
 * it has the task cancelled. Who began the run knows nothing of tasks: the `function` does, which is Python's
 * (_reactivity_async.py). */

typedef struct
{
  PyObject_HEAD ReactivityRun *run; /* (owned) */
  PyObject *computation; /* (owned) (nullable) what this is a run of, while it is under way */
  PyObject *function;    /* (owned) knows how to begin */
  PyObject *inner;       /* (owned) (nullable) the coroutine of the program, once it has begun */
  PyObject *cancel;      /* (owned) (nullable) cancels the task, once it has begun */
  PyObject *weak;        /* weak references */
  gulong cancelled;      /* a handler of the run's cancellable */
  gboolean stepping;     /* a step is under way */
  gboolean over;         /* the last step has been made */
} Steps;

/* One step. */
typedef struct
{
  PyObject *token; /* (owned) of the context variable */
  RgFrame *frame;  /* (unowned) */
  guint batches;
} Step;

static PyTypeObject *type; /* (owned) */

static RgGraph *
graph_of (const Steps *self)
{
  return rpy_run_core (self->run)->graph;
}

static gboolean
is_under_way (const Steps *self)
{
  return self->run->runs != NULL;
}

/* The run has ended: it keeps nothing alive any more. */
static void
detach (Steps *self)
{
  PyObject *computation = g_steal_pointer (&self->computation);
  RpyState *state = rpy_run_core (self->run)->data;
  PyObject *result;

  if (computation == NULL)
    return;

  rpy_n_steps--;
  if (state != NULL)
    state->wrapper = NULL;
  result = PyObject_CallMethod (self->function, "ended", "O", self);
  if (result == NULL)
    PyErr_WriteUnraisable ((PyObject *) self);
  Py_XDECREF (result);
  Py_DECREF (computation);
}

/* Nobody wants the result any more. */
static void
cancelled_cb (GCancellable *cancellable G_GNUC_UNUSED, gpointer data)
{
  PyGILState_STATE gil;
  Steps *self = data;
  PyObject *result;

  if (rpy_gone)
    return;

  gil = PyGILState_Ensure ();
  Py_INCREF (self);
  detach (self);
  if (self->cancel != NULL)
    {
      result = PyObject_CallNoArgs (self->cancel);
      if (result == NULL)
        PyErr_WriteUnraisable (self->cancel);
      Py_XDECREF (result);
    }
  Py_DECREF (self);
  PyGILState_Release (gil);
}

/* (transfer full) (nullable): the coroutine of @run, which has just begun */
PyObject *
rpy_steps_new (ReactivityRun *run, PyObject *computation)
{
  RpyState *state = rpy_async->runs_of (pygobject_get (computation))->core->data;
  RpyState *part = rpy_state_ensure (rpy_run_core (run));
  Steps *self = (Steps *) PyType_GenericAlloc (type, 0);

  if (self == NULL)
    return NULL;

  self->run = g_object_ref (run);
  self->computation = Py_NewRef (computation);
  self->function = Py_NewRef (state->function);
  self->cancelled = g_signal_connect (reactivity_run_get_cancellable (run), "cancelled",
                                      G_CALLBACK (cancelled_cb), self);

  /* What the run reads keeps the computation, if what the computation has read does. */
  part->wrapper = computation;
  part->carried = state->carried;
  rpy_n_steps++;
  return (PyObject *) self;
}

/* FALSE and an exception when no step can be made. */
static gboolean
step_begin (Steps *self, Step *step)
{
  if (!rpy_is_mine (graph_of (self)))
    {
      rpy_refuse (rpy_run_core (self->run));
      return FALSE;
    }
  if (self->stepping)
    {
      PyErr_SetString (PyExc_ValueError, "coroutine already executing");
      return FALSE;
    }

  step->token = PyContextVar_Set (rpy_outer, (PyObject *) self);
  if (step->token == NULL)
    return FALSE;

  self->stepping = TRUE;
  step->batches = graph_of (self)->batches;
  reactivity_run_enter (self->run);
  step->frame = graph_of (self)->frame;
  return TRUE;
}

static gboolean
is_balanced (const Steps *self, const Step *step)
{
  return graph_of (self)->frame == step->frame && graph_of (self)->batches == step->batches;
}

/* Effects may run. The exception that is set stays. */
static void
step_end (Steps *self, Step *step)
{
  PyObject *kind;
  PyObject *exception;
  PyObject *traceback;

  PyErr_Fetch (&kind, &exception, &traceback);

  if (!is_balanced (self, step))
    {
      g_autofree char *name = rpy_api->describe (rpy_run_core (self->run));

      rpy_api->balance (reactivity_context_of (graph_of (self)), step->frame, step->batches, name);
    }
  if (PyContextVar_Reset (rpy_outer, step->token) < 0)
    PyErr_WriteUnraisable ((PyObject *) self);
  Py_DECREF (step->token);
  reactivity_run_leave (self->run);
  self->stepping = FALSE;

  PyErr_Restore (kind, exception, traceback);
}

/* The error, as the graph has it; the exception stays the caller's. */
static GError *
error_of (PyObject *exception)
{
  rpy_exception_raise (Py_NewRef (exception));
  return rpy_error_fetch ();
}

/* What the function says of @exception; an exception of its own is one to be seen, and an answer. */
static gboolean
ask (Steps *self, const char *question, PyObject *exception)
{
  PyObject *answer = PyObject_CallMethod (self->function, question, "OO", self, exception);
  gboolean result = answer != NULL && PyObject_IsTrue (answer) == 1;

  if (answer == NULL)
    PyErr_WriteUnraisable ((PyObject *) self);
  Py_XDECREF (answer);
  return result;
}

/* The task was cancelled, or nobody drives it any more. */
static void
end_cancelled (Steps *self)
{
  rpy_ending_cancelled (self->run);
  detach (self);
}

/* The coroutine has raised what is set. TRUE when that is for the task, too, and set again. */
static gboolean
raised (Steps *self)
{
  PyObject *exception = rpy_exception_fetch ();
  gboolean for_task;

  if (!is_under_way (self))
    {
      for_task = !ask (self, "swallows", exception);
    }
  else if (ask (self, "is_cancellation", exception))
    {
      end_cancelled (self);
      for_task = TRUE;
    }
  else
    {
      for_task =
          !PyObject_IsInstance (exception, PyExc_Exception) || ask (self, "raises", exception);
      self->run->told = for_task;
      reactivity_run_return_error (self->run, error_of (exception));
    }

  if (for_task)
    rpy_exception_raise (exception);
  else
    Py_DECREF (exception);
  return for_task;
}

/* The last step has been made. @value is what the coroutine returned, which it takes; NULL when it
 * raised the exception that is set. */
static PySendResult
end (Steps *self, PyObject *value, PyObject **result)
{
  PySendResult outcome = PYGEN_RETURN;

  self->over = TRUE;
  Py_INCREF (self);
  if (value != NULL)
    rpy_ending_returned (self->run, value);
  else if (raised (self))
    outcome = PYGEN_ERROR;
  else
    value = Py_NewRef (Py_None);

  /* What ended the run may have left an exception only if it is the outcome. */
  if (outcome == PYGEN_ERROR)
    {
      PyObject *exception = rpy_exception_fetch ();

      detach (self);
      rpy_exception_raise (exception);
    }
  else
    {
      detach (self);
    }
  Py_CLEAR (self->cancel);
  Py_CLEAR (self->inner);
  Py_DECREF (self);

  *result = value;
  return outcome;
}

/* The inner coroutine is to be at its first line. */
static gboolean
begin (Steps *self)
{
  self->inner = PyObject_CallMethod (self->function, "begin", "O", self);
  return self->inner != NULL;
}

/* @inner.throw (...): as PyIter_Send(). */
static PySendResult
throw_in (PyObject *inner, PyObject *args, PyObject **result)
{
  PyObject *method = PyObject_GetAttrString (inner, "throw");
  PyObject *exception;

  *result = method != NULL ? PyObject_Call (method, args, NULL) : NULL;
  Py_XDECREF (method);
  if (*result != NULL)
    return PYGEN_NEXT;
  if (!PyErr_ExceptionMatches (PyExc_StopIteration))
    return PYGEN_ERROR;

  exception = rpy_exception_fetch ();
  *result = PyObject_GetAttrString (exception, "value");
  Py_DECREF (exception);
  return *result != NULL ? PYGEN_RETURN : PYGEN_ERROR;
}

/* A batch that is open while others have their turn would hold up their effects. */
static PySendResult
refuse_open (Steps *self, PyObject **result)
{
  static PyObject *args;

  Py_CLEAR (*result);
  if (args == NULL)
    args = Py_BuildValue ("(O(s))", PyExc_RuntimeError,
                          "a batch, a scope or an untracked stretch cannot stay open across an "
                          "await in a run");
  return args != NULL ? throw_in (self->inner, args, result) : PYGEN_ERROR;
}

/* One step: sends @value, or throws what is in @args. */
static PySendResult
step (Steps *self, PyObject *value, PyObject *args, PyObject **result)
{
  PySendResult outcome = PYGEN_ERROR;
  Step step;

  *result = NULL;
  if (!step_begin (self, &step))
    return PYGEN_ERROR;

  if (self->inner != NULL || begin (self))
    outcome = args != NULL ? throw_in (self->inner, args, result)
                           : PyIter_Send (self->inner, value, result);
  if (outcome == PYGEN_NEXT && !is_balanced (self, &step))
    outcome = refuse_open (self, result);
  step_end (self, &step);

  if (outcome == PYGEN_NEXT)
    return outcome;
  return end (self, outcome == PYGEN_RETURN ? *result : NULL, result);
}

static gboolean
is_usable (Steps *self)
{
  if (!self->over)
    return TRUE;

  PyErr_SetString (PyExc_RuntimeError, "cannot reuse already awaited coroutine");
  return FALSE;
}

static PySendResult
steps_send (PyObject *object, PyObject *value, PyObject **result)
{
  Steps *self = (Steps *) object;

  *result = NULL;
  if (!is_usable (self))
    return PYGEN_ERROR;

  /* It was cancelled before it began. */
  if (self->inner == NULL && !is_under_way (self))
    return end (self, Py_NewRef (Py_None), result);

  return step (self, value, NULL, result);
}

/* As the methods of a coroutine say it. */
static PyObject *
answer (PySendResult outcome, PyObject *result)
{
  PyObject *stop;

  if (outcome != PYGEN_RETURN)
    return result;

  /* A tuple or an exception would be taken apart. */
  stop = PyObject_CallOneArg (PyExc_StopIteration, result);
  if (stop != NULL)
    PyErr_SetObject (PyExc_StopIteration, stop);
  Py_XDECREF (stop);
  Py_DECREF (result);
  return NULL;
}

static PyObject *
send_method (PyObject *self, PyObject *value)
{
  PyObject *result;
  PySendResult outcome = steps_send (self, value, &result);

  return answer (outcome, result);
}

static PyObject *
steps_next (PyObject *self)
{
  return send_method (self, Py_None);
}

/* What throw() is given, as an exception that is set. */
static void
raise_args (PyObject *args)
{
  PyObject *kind = PyTuple_GET_ITEM (args, 0);
  PyObject *value = PyTuple_GET_SIZE (args) > 1 ? PyTuple_GET_ITEM (args, 1) : NULL;

  if (PyExceptionInstance_Check (kind))
    PyErr_SetObject ((PyObject *) Py_TYPE (kind), kind);
  else if (PyExceptionClass_Check (kind))
    PyErr_SetObject (kind, value == Py_None ? NULL : value);
  else
    PyErr_SetString (PyExc_TypeError, "throw() needs an exception");
}

static PyObject *
throw_method (PyObject *object, PyObject *args)
{
  Steps *self = (Steps *) object;
  PySendResult outcome;
  PyObject *result;

  if (PyTuple_GET_SIZE (args) < 1 || PyTuple_GET_SIZE (args) > 3)
    {
      PyErr_SetString (PyExc_TypeError, "throw() takes one to three arguments");
      return NULL;
    }
  if (!is_usable (self))
    return NULL;

  if (self->inner != NULL)
    {
      outcome = step (self, NULL, args, &result);
    }
  else
    {
      raise_args (args);
      outcome = end (self, NULL, &result);
    }
  return answer (outcome, result);
}

static PyObject *
close_method (PyObject *object, PyObject *unused G_GNUC_UNUSED)
{
  Steps *self = (Steps *) object;
  PyObject *args;
  PyObject *result;

  if (self->over)
    Py_RETURN_NONE;

  args = PyTuple_Pack (1, PyExc_GeneratorExit);
  result = args != NULL ? throw_method (object, args) : NULL;
  Py_XDECREF (args);
  if (result != NULL)
    {
      Py_DECREF (result);
      PyErr_SetString (PyExc_RuntimeError, "coroutine ignored GeneratorExit");
      return NULL;
    }

  if (!PyErr_ExceptionMatches (PyExc_GeneratorExit) &&
      !PyErr_ExceptionMatches (PyExc_StopIteration))
    return NULL;
  PyErr_Clear ();
  Py_RETURN_NONE;
}

/* Nobody drives it any more. The coroutine closes itself. */
static void
steps_finalize (PyObject *object)
{
  Steps *self = (Steps *) object;
  PyObject *kind;
  PyObject *exception;
  PyObject *traceback;

  PyErr_Fetch (&kind, &exception, &traceback);
  if (rpy_is_mine (graph_of (self)))
    end_cancelled (self);
  detach (self);
  PyErr_Restore (kind, exception, traceback);
}

static int
steps_traverse (PyObject *object, visitproc visit, void *arg)
{
  Steps *self = (Steps *) object;

  Py_VISIT (Py_TYPE (object));
  Py_VISIT (self->computation);
  Py_VISIT (self->function);
  Py_VISIT (self->inner);
  Py_VISIT (self->cancel);
  return rpy_async_visit_run (self->run, visit, arg);
}

static int
steps_clear (PyObject *object)
{
  Steps *self = (Steps *) object;

  Py_CLEAR (self->inner);
  Py_CLEAR (self->cancel);
  return 0;
}

static void
steps_dealloc (PyObject *object)
{
  Steps *self = (Steps *) object;
  PyTypeObject *steps_type = Py_TYPE (object);

  if (PyObject_CallFinalizerFromDealloc (object) < 0)
    return;
  PyObject_GC_UnTrack (object);
  if (self->weak != NULL)
    PyObject_ClearWeakRefs (object);

  g_signal_handler_disconnect (self->run->cancellable, self->cancelled);
  g_clear_object (&self->run);
  Py_CLEAR (self->computation);
  Py_CLEAR (self->inner);
  Py_CLEAR (self->cancel);
  Py_CLEAR (self->function);
  PyObject_GC_Del (object);
  Py_DECREF (steps_type);
}

static PyObject *
get_name (PyObject *self, void *closure G_GNUC_UNUSED)
{
  return PyObject_GetAttrString (((Steps *) self)->function, "__qualname__");
}

static PyObject *
get_under_way (PyObject *self, void *closure G_GNUC_UNUSED)
{
  return PyBool_FromLong (is_under_way ((Steps *) self));
}

/* report (exception): there is no caller who could be given it. */
static PyObject *
report_method (PyObject *object, PyObject *exception)
{
  Steps *self = (Steps *) object;

  rpy_exception_raise (Py_NewRef (exception));
  rpy_error_hand_over (graph_of (self), rpy_run_core (self->run));
  Py_RETURN_NONE;
}

static PyMemberDef members[] = {
  { "cancel", T_OBJECT, offsetof (Steps, cancel), 0, NULL },
  { "cr_await", T_OBJECT, offsetof (Steps, inner), READONLY, NULL },
  { "__weaklistoffset__", T_PYSSIZET, offsetof (Steps, weak), READONLY, NULL },
  { NULL, 0, 0, 0, NULL },
};

static PyGetSetDef getset[] = {
  { "__name__", get_name, NULL, NULL, NULL },
  { "__qualname__", get_name, NULL, NULL, NULL },
  { "under_way", get_under_way, NULL, "Whether the run is.", NULL },
  { NULL, NULL, NULL, NULL, NULL },
};

static PyMethodDef methods[] = {
  { "send", send_method, METH_O, NULL },
  { "throw", throw_method, METH_VARARGS, NULL },
  { "close", close_method, METH_NOARGS, NULL },
  { "report", report_method, METH_O, NULL },
  { NULL, NULL, 0, NULL },
};

static PyType_Slot slots[] = {
  { Py_am_await, PyObject_SelfIter },
  { Py_am_send, steps_send },
  { Py_tp_iter, PyObject_SelfIter },
  { Py_tp_iternext, steps_next },
  { Py_tp_traverse, steps_traverse },
  { Py_tp_clear, steps_clear },
  { Py_tp_finalize, steps_finalize },
  { Py_tp_dealloc, steps_dealloc },
  { Py_tp_members, members },
  { Py_tp_getset, getset },
  { Py_tp_methods, methods },
  { Py_tp_doc, (void *) "A run of an asynchronous computation, as a coroutine." },
  { 0, NULL },
};

static PyType_Spec spec = {
  .name = "gi.overrides._reactivity.Steps",
  .basicsize = sizeof (Steps),
  .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
  .slots = slots,
};

/* FALSE and an exception when it cannot be made. */
gboolean
rpy_steps_open (void)
{
  type = (PyTypeObject *) PyType_FromSpec (&spec);
  return type != NULL;
}

/* (transfer none) (nullable): the run of @graph whose coroutine @object is, if that is under way */
ReactivityRun *
rpy_steps_run (PyObject *object, RgGraph *graph)
{
  Steps *self = (Steps *) object;

  if (!Py_IS_TYPE (object, type) || !is_under_way (self) || graph_of (self) != graph)
    return NULL;
  return self->run;
}
