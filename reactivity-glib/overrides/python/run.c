/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

#include "core/owner.h"

/* How the graph runs Python functions. */

/* The innermost frame of the program, not of the override. NULL outside all. */
static PyFrameObject *
find_frame (void)
{
  PyFrameObject *frame = PyThreadState_GetFrame (PyThreadState_Get ());

  while (frame != NULL)
    {
      PyCodeObject *code = PyFrame_GetCode (frame);
      gboolean ours = PySet_Contains (rpy_override_files, code->co_filename) == 1;
      PyFrameObject *back;

      Py_DECREF (code);
      if (!ours)
        break;
      back = PyFrame_GetBack (frame);
      Py_DECREF (frame);
      frame = back;
    }

  return frame;
}

/* (transfer full) (nullable): the name of the module that the frame is in, for the filters of warnings */
static PyObject *
module_of (PyFrameObject *frame)
{
  static PyObject *key;
  PyObject *globals = PyObject_GetAttrString ((PyObject *) frame, "f_globals");
  PyObject *name = NULL;

  if (key == NULL)
    key = PyUnicode_InternFromString ("__name__");
  if (key != NULL && globals != NULL)
    name = PyDict_GetItemWithError (globals, key);
  name = name != NULL && PyUnicode_Check (name) ? Py_NewRef (name) : NULL;

  Py_XDECREF (globals);
  PyErr_Clear ();
  return name;
}

/* Notes where the computation is made, for warnings. */
static void
note_place (RpyState *state)
{
  PyFrameObject *frame = find_frame ();

  if (frame == NULL)
    return;

  state->code = PyFrame_GetCode (frame);
  state->module = module_of (frame);
#if PY_VERSION_HEX >= 0x030B0000
  state->instruction = PyFrame_GetLasti (frame);
#else
  state->instruction = -PyFrame_GetLineNumber (frame);
#endif
  Py_DECREF (frame);
}

static int
line_of (const RpyState *state)
{
  return state->instruction < 0 ? -state->instruction
                                : PyCode_Addr2Line (state->code, state->instruction);
}

/* (transfer full) (nullable): what the function is called */
static char *
function_name (RpyState *state)
{
  PyObject *name = PyObject_GetAttrString (state->function, "__qualname__");
  const char *utf8 = name != NULL && PyUnicode_Check (name) ? PyUnicode_AsUTF8 (name) : NULL;
  char *result = g_strdup (utf8);

  Py_XDECREF (name);
  PyErr_Clear ();
  return result;
}

/* (transfer full) (nullable): a name for a node that has none */
char *
rpy_run_name (RgNode *core)
{
  RpyState *state = core->data;
  PyGILState_STATE gil;
  char *result;

  if (state->function == NULL || rpy_gone)
    return NULL;

  gil = PyGILState_Ensure ();
  result = function_name (state);
  PyGILState_Release (gil);
  return result;
}

/* Python's computations warn as Python does. */
gboolean
rpy_run_warns (RgNode *core)
{
  return ((RpyState *) core->data)->function != NULL;
}

/* A warning is shown once for each place, as far as the filters say so. */
static PyObject *
registry_of (PyObject *file)
{
  static PyObject *registries;
  PyObject *registry;

  if (registries == NULL)
    registries = PyDict_New ();
  if (registries == NULL)
    return NULL;

  registry = PyDict_GetItemWithError (registries, file);
  if (registry == NULL && !PyErr_Occurred ())
    {
      registry = PyDict_New ();
      if (registry != NULL && PyDict_SetItem (registries, file, registry) < 0)
        Py_CLEAR (registry);
      Py_XDECREF (registry);
    }

  return registry;
}

static int
warn_at (RgNode *core, PyCodeObject *code, PyObject *module, int line)
{
  g_autofree char *name = rpy_api->describe (core);
  PyObject *registry = registry_of (code->co_filename);
  PyObject *message;
  int result;

  if (registry == NULL)
    return -1;

  message =
      PyUnicode_FromFormat ("%s read nothing reactive in its last run: it will never run again "
                            "by itself",
                            name);
  if (message == NULL)
    return -1;

  result = PyErr_WarnExplicitObject (PyExc_RuntimeWarning, message, code->co_filename, line, module,
                                     registry);
  Py_DECREF (message);
  return result;
}

/* G11, at the line that made the effect, or that reads the derived. -1 and an exception when the
 * warning is to be one. */
int
rpy_run_warn_lost (RpyState *state, guint32 n_read)
{
  RgNode *core = state->core;
  PyFrameObject *frame;
  PyCodeObject *code;
  PyObject *module;
  int result;

  if (n_read > 0 || (core->flags & (REACTIVITY_FLAG_LOSS_IGNORE | RG_DISPOSED)))
    return 0;
  if ((core->flags & REACTIVITY_FLAG_LOSS_RESTORE) && core->n_deps > 0)
    return 0;

  if (state->code != NULL)
    return warn_at (core, state->code, state->module, line_of (state));

  frame = find_frame ();
  if (frame == NULL)
    return PyErr_WarnFormat (PyExc_RuntimeWarning, 1, "a computation read nothing reactive");

  code = PyFrame_GetCode (frame);
  module = module_of (frame);
  result = warn_at (core, code, module, PyFrame_GetLineNumber (frame));
  Py_XDECREF (module);
  Py_DECREF (code);
  Py_DECREF (frame);
  return result;
}

/* The run failed with the exception that is set. */
static RgUpdate
fail (RgNode *core)
{
  /* How deep the stack is has nothing to do with what was read. */
  if (PyErr_ExceptionMatches (PyExc_RecursionError) || rpy_error_passes ())
    rpy_api->run_again (core->graph);

  reactivity_node_take_error ((ReactivityNode *) rpy_object (core), rpy_error_fetch ());
  return RG_UNCHANGED;
}

/* Nobody would drive @coroutine, which it takes. */
static PyObject *
refuse_coroutine (RpyState *state, PyObject *coroutine)
{
  PyObject *closed = PyObject_CallMethod (coroutine, "close", NULL);
  g_autofree char *name = rpy_api->describe (state->core);

  Py_XDECREF (closed);
  Py_DECREF (coroutine);
  return PyErr_Format (PyExc_TypeError, "the function of %s returned a coroutine: use %s()", name,
                       state->core->flags & RG_EFFECT ? "async_effect" : "async_derived");
}

/* (transfer full) (nullable): what the function returned. Whatever it drops, itself and its wrapper
 * stay. */
static PyObject *
call (RpyState *state)
{
  PyObject *function = Py_NewRef (state->function);
  PyObject *wrapper = Py_XNewRef (state->wrapper);
  RgGraph *graph = state->core->graph;
  PyObject *result = PyObject_CallNoArgs (function);

  if (G_UNLIKELY (result != NULL && PyCoro_CheckExact (result)))
    result = refuse_coroutine (state, result);
  if (result != NULL && rpy_run_warn_lost (state, state->core->cursor) < 0)
    Py_CLEAR (result);

  /* The last references are not dropped in the middle of the run. */
  if (G_UNLIKELY (wrapper != NULL && Py_REFCNT (wrapper) == 1))
    rpy_trash (wrapper, graph);
  else
    Py_XDECREF (wrapper);
  Py_DECREF (function);
  return result;
}

/* RgRunFunc. */
RgUpdate
rpy_run_derived (RgNode *core)
{
  RpyState *state = core->data;
  ReactivityWrite write = REACTIVITY_WRITE_SAME;
  RgUpdate update = RG_UNCHANGED;
  PyGILState_STATE gil;
  PyObject *result;

  if (rpy_gone)
    return RG_KEEP_DEPS;

  gil = PyGILState_Ensure ();
  result = call (state);

  if (result == NULL || rpy_write (state, result, &write) < 0)
    update = fail (core);
  else if (write == REACTIVITY_WRITE_CHANGED)
    update = RG_CHANGED;

  Py_XDECREF (result);
  PyGILState_Release (gil);
  return update;
}

/* RgRunFunc. */
RgUpdate
rpy_run_effect (RgNode *core)
{
  RpyState *state = core->data;
  PyGILState_STATE gil;
  PyObject *result;

  if (rpy_gone)
    return RG_KEEP_DEPS;

  gil = PyGILState_Ensure ();
  result = call (state);

  if (result == NULL)
    {
      fail (core);
    }
  else if (state->wanted)
    {
      state->wanted = FALSE;
      Py_XSETREF (state->value, Py_NewRef (result));
    }

  Py_XDECREF (result);
  PyGILState_Release (gil);
  return RG_UNCHANGED;
}

/* G10, and O3: an owner ends what was made in it. It holds effects; a derived is for those who read it. */
static void
adopt (RgNode *core)
{
  RgNode *owner = rpy_owner (core->graph);
  RpyState *state = core->data;

  state->carried = (core->flags & RG_EFFECT) && owner == NULL;
  if (owner == NULL || !((core->flags & RG_EFFECT) || (owner->flags & RG_SCOPE)))
    return;

  rpy_api->own (owner, core);
  if (core->flags & RG_EFFECT)
    rpy_owned_add (owner, state);
}

/* A class may say what its objects do. */
static int
take_strategy (PyObject *self)
{
  PyObject *strategy =
      PyObject_GetAttrString ((PyObject *) Py_TYPE (self), "reactivity_loss_strategy");
  int result = 0;

  if (strategy == NULL)
    return -1;
  if (PyUnicode_Check (strategy))
    result = rpy_computation_set_strategy (self, strategy, NULL);
  Py_DECREF (strategy);
  return result;
}

/* Makes @self, a new object, a computation of @function. */
int
rpy_run_setup (PyObject *self, PyObject *function, RgRunFunc run)
{
  RgNode *core = rpy_core (self);
  RpyState *state;

  if (core == NULL)
    return -1;

  state = rpy_state_ensure (core);
  state->wrapper = self;
  state->function = Py_NewRef (function);
  core->run = run;
  if (core->flags & RG_EFFECT)
    {
      note_place (state);
    }
  else
    {
      rpy_state_keep_value (core);
    }

  adopt (core);
  return rpy_is_ours (Py_TYPE (self)) ? 0 : take_strategy (self);
}
