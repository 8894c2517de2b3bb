/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#ifdef Py_GIL_DISABLED
#error "Needs a build of Python with the global interpreter lock"
#endif

#ifndef RPY_MODULE
#define NO_IMPORT_PYGOBJECT
#endif
#include <pygobject.h>

#include "async/reactivity-async-language-private.h"
#include "async/reactivity-async-derived.h"

#include "collection/reactivity-derive.h"

#include "object/reactivity-language-private.h"
#include "object/reactivity-derived-private.h"
#include "object/reactivity-effect-private.h"
#include "object/reactivity-signal-private.h"

#include "core/link.h"

G_BEGIN_DECLS

/* The Python side of the graph. A node that Python has to do with has a RpyState; its Python object,
 * the wrapper, has nothing but what PyGObject gives it, so it may come and go. All of this is touched
 * with the GIL held, and only then: the collector may look at it from any thread. */

typedef struct _RpyState RpyState;

struct _RpyState
{
  RgNode *core;        /* (unowned) what it belongs to */
  PyObject *wrapper;   /* (unowned) (nullable) the node's Python object, while there is one */
  PyObject *value;     /* (owned) (nullable) of a source; of an effect being called: its result */
  PyObject *function;  /* (owned) (nullable) of a computation */
  PyObject *equal;     /* (owned) (nullable) compares, instead of == */
  PyObject *cleanups;  /* (owned) (nullable) a list, the last added last */
  PyObject *keys;      /* (unowned) (nullable) of a key, which is `value`: what holds it; keys.c */
  PyCodeObject *code;  /* (owned) (nullable) where the effect was made */
  PyObject *module;    /* (owned) (nullable) the name of the module there */
  gpointer callback;   /* (unowned) (nullable) of what is derived from a sequence; sequence.c */
  GPtrArray *owned;    /* (owned) (nullable) (element-type RpyState) (unowned) owned.c */
  RpyState *owner;     /* (unowned) (nullable) in whose `owned` it is */
  PyObject *kept;      /* (owned) (nullable) by `owner`: the wrapper */
  GPtrArray *holds;    /* (owned) (nullable) (element-type PyObject) (owned) see rpy_hold() */
  PyObject *saved;     /* (owned) (nullable) the value of before the batch; saved.c */
  PyObject **keeps;    /* (owned) (nullable) for each of `core->subs`: what it keeps; keep.c */
  guint32 owned_place; /* where it is in `owned` of `owner` */
  guint32 n_holders;   /* that have the wrapper among their `holds` */
  guint32 n_keeps;     /* used */
  guint32 cap_keeps;   /* allocated */
  guint32 saved_batch; /* the batch */
  guint32 saved_version; /* the version that names `saved` */
  guint32 saved_place;   /* in the list of those that have one */
  int instruction;       /* in `code` */
  guint8 carried : 1;    /* what it depends on keeps it alive */
  guint8 wanted : 1;     /* somebody waits for the result of the run */
  guint8 is_async : 1;   /* its runs are those of coroutines */
};

/* One call from Python into the graph; the outermost gets the first error (E2). */
typedef struct
{
  ReactivityContext *context; /* (unowned) (nullable) NULL when it is not the outermost */
  GError *error;              /* (owned) (nullable) */
} RpyCall;

/* How PyGObject holds any Python object in a GValue. */
#define RPY_TYPE_OBJECT (rpy_object_type)

extern GType rpy_object_type;
extern gboolean rpy_gone; /* the interpreter has ended */
extern const ReactivityLanguageApi *rpy_api;
extern const ReactivityAsyncLanguageApi *rpy_async;
extern PyTypeObject *rpy_context_type;
extern PyObject *rpy_override_files;

/* language.c */
extern const ReactivityLanguage rpy_language;
extern const ReactivityLanguage rpy_value_language;

/* state.c */
RpyState *rpy_state_ensure (RgNode *core);
RpyState *rpy_state_of_guest (const RgNode *core);
void rpy_state_keep_value (RgNode *core);
void rpy_state_finalized (RgNode *core);
int rpy_state_visit (RpyState *state, visitproc visit, void *arg);

/* owned.c */
void rpy_owned_add (RgNode *owner, RpyState *state);
void rpy_owned_ended (RgNode *core);
void rpy_owned_release (RpyState *state);
int rpy_owned_visit (RpyState *state, visitproc visit, void *arg);

/* parts.c */
int rpy_parts_visit (RgNode *core, visitproc visit, void *arg);
gboolean rpy_parts_are_known (const GObject *object, RgNode *core);
void rpy_parts_release (RpyState *state);
PyObject *rpy_hold (PyObject *module, PyObject *args);

/* sequence.c */
PyObject *rpy_derive (PyObject *module, PyObject *args);
void rpy_derive_forget (RpyState *state);
int rpy_derive_visit (RpyState *state, visitproc visit, void *arg);

/* classes.c */
PyTypeObject *rpy_class_new (PyType_Spec *spec, PyObject *base);
gboolean rpy_is_ours (PyTypeObject *type);

/* keep.c */
void rpy_keep_linked (RgNode *sub, guint32 dep);
void rpy_keep_unlinked (RgNode *dep, guint32 sub);
void rpy_trash (PyObject *object, RgGraph *graph);
void rpy_trash_empty (void);

/* saved.c */
void rpy_saved_add (RpyState *state);
void rpy_saved_forget (RpyState *state);
void rpy_saved_settled (ReactivityContext *context);

/* value.c */
int rpy_equal (RgGraph *graph, PyObject *equal, PyObject *a, PyObject *b);
int rpy_write (RpyState *state, PyObject *value, ReactivityWrite *write);
void rpy_value_publish (RgNode *core, GType type);
PyObject *rpy_value_read_c (GObject *object, gboolean track);
PyObject *rpy_value_from_c (const GValue *value);
gboolean rpy_value_to_c (GValue *value, PyObject *object);

/* error.c */
PyObject *rpy_exception_fetch (void);
void rpy_exception_raise (PyObject *exception);
gboolean rpy_error_passes (void);
GError *rpy_error_fetch (void);
void rpy_error_raise (GError *error);
PyObject *rpy_error_held (const GError *error);
int rpy_error_visit (const GError *error, visitproc visit, void *arg);
gboolean rpy_error_report (const GError *error);
void rpy_error_hand_over (RgGraph *graph, RgNode *core);
PyObject *rpy_error_exception (PyObject *module, PyObject *code);

/* run.c */
int rpy_run_setup (PyObject *self, PyObject *function, RgRunFunc run);
RgUpdate rpy_run_derived (RgNode *core);
RgUpdate rpy_run_effect (RgNode *core);
gboolean rpy_run_warns (RgNode *core);
int rpy_run_warn_lost (RpyState *state, guint32 n_read);
char *rpy_run_name (RgNode *core);

/* signal.c */
gboolean rpy_signal_store (RgNode *core, const GValue *value);

/* The classes: node.c, source.c, signal.c, derived.c, effect.c, scope.c, stretch.c. */
extern PyType_Spec rpy_node_spec;
extern PyType_Spec rpy_source_spec;
extern PyType_Spec rpy_signal_spec;
extern PyType_Spec rpy_derived_spec;
extern PyType_Spec rpy_memoized_spec;
extern PyType_Spec rpy_effect_spec;
extern PyType_Spec rpy_scope_spec;
extern PyType_Spec rpy_batch_spec;
extern PyType_Spec rpy_untrack_spec;
extern PyType_Spec rpy_keys_spec;
extern PyType_Spec rpy_wait_spec;
extern PyType_Spec rpy_loop_source_spec;

int rpy_carrier_traverse (PyObject *self, visitproc visit, void *arg);
void rpy_carrier_finalize (PyObject *self);
int rpy_carrier_clear (PyObject *self);
void rpy_carrier_dealloc (PyObject *self);
PyObject *rpy_node_set (GPtrArray *nodes);

PyObject *rpy_source_read (PyObject *self, gboolean track);

/* computation.c */
PyObject *rpy_computation_dispose (PyObject *self, PyObject *unused);
PyObject *rpy_computation_enter (PyObject *self, PyObject *unused);
PyObject *rpy_computation_exit (PyObject *self, PyObject *args);
PyObject *rpy_computation_get_function (PyObject *self, void *closure);
PyObject *rpy_computation_get_dependencies (PyObject *self, void *closure);
PyObject *rpy_computation_get_strategy (PyObject *self, void *closure);
int rpy_computation_set_strategy (PyObject *self, PyObject *value, void *closure);

#define RPY_COMPUTATION_METHODS                                                                    \
  { "dispose", rpy_computation_dispose, METH_NOARGS, rpy_doc_dispose },                            \
      { "__enter__", rpy_computation_enter, METH_NOARGS, NULL },                                   \
      { "__exit__", rpy_computation_exit, METH_VARARGS, NULL },                                    \
  {                                                                                                \
    "__class_getitem__", rpy_class_getitem, METH_O | METH_CLASS, NULL                              \
  }

#define RPY_COMPUTATION_GETSET                                                                     \
  { "fn", rpy_computation_get_function, NULL, "The function.", NULL },                             \
      { "dependencies", rpy_computation_get_dependencies, NULL,                                    \
        "The set of what the last run read. For tests and tools.", NULL },                         \
  {                                                                                                \
    "reactivity_loss_strategy", rpy_computation_get_strategy, rpy_computation_set_strategy,        \
        "What happens when a run ends without dependencies: \"warn\", \"ignore\" or \"restore\".", \
        NULL                                                                                       \
  }

extern const char rpy_doc_dispose[];

/* steps.c */
gboolean rpy_steps_open (void);
PyObject *rpy_steps_new (ReactivityRun *run, PyObject *computation);
ReactivityRun *rpy_steps_run (PyObject *object, RgGraph *graph);

/* ending.c */
void rpy_ending_cancelled (ReactivityRun *run);
void rpy_ending_returned (ReactivityRun *run, PyObject *value);

/* outer.c */
extern guint rpy_n_steps; /* runs of coroutines that are under way */
extern PyObject *rpy_outer;

gboolean rpy_outer_open (PyObject *module);
ReactivityRun *rpy_outer_find (RgGraph *graph);
ReactivityRun *rpy_outer_enter (RgGraph *graph);
void rpy_outer_leave (ReactivityRun *run);

/* async.c */
int rpy_async_visit_run (ReactivityRun *run, visitproc visit, void *arg);
int rpy_async_visit (RgNode *core, visitproc visit, void *arg);
gboolean rpy_async_has_kept (RgNode *core);
PyObject *rpy_setup_async (PyObject *module, PyObject *args);
PyObject *rpy_run_now (PyObject *module, PyObject *self);
PyObject *rpy_async_result (PyObject *module, PyObject *self);
PyObject *rpy_tracks (PyObject *module, PyObject *self);
PyObject *rpy_report (PyObject *module, PyObject *args);
PyObject *rpy_set_wake_fd (PyObject *module, PyObject *fd);
PyObject *rpy_forget_wake_fd (PyObject *module, PyObject *fd);
PyObject *rpy_turn (PyObject *module, PyObject *unused);
PyObject *rpy_set_attend (PyObject *module, PyObject *function);
void rpy_roused (ReactivityContext *context);

/* stretch.c */
PyObject *rpy_on_cleanup (PyObject *module, PyObject *const *args, Py_ssize_t n_args);
PyObject *rpy_flush (PyObject *module, PyObject *context);
PyObject *rpy_add_cleanup (RgNode *owner, PyObject *function);

/* arguments.c */
typedef struct
{
  PyObject *first;   /* (unowned) (nullable) */
  PyObject *option;  /* (unowned) (nullable) */
  PyObject *context; /* (unowned) (nullable) */
  PyObject *name;    /* (unowned) (nullable) */
} RpyArguments;

int rpy_parse (PyObject *args, PyObject *kwargs, const char *type, const char *first,
               const char *option, RpyArguments *result);
int rpy_parse_flag (PyObject *const *args, Py_ssize_t n_args, PyObject *names, const char *name,
                    const char *func);
int rpy_check_function (PyObject *function, const char *type, const char *instead);
int rpy_set_equality (PyObject *self, PyObject *check);
PyObject *rpy_class_getitem (PyObject *type, PyObject *item);
int rpy_init_object (PyObject *self, PyObject *context, PyObject *name);
ReactivityContext *rpy_context (PyObject *context);

PyObject *rpy_refuse (RgNode *core);

static inline gboolean
rpy_is_mine (const RgGraph *graph)
{
  return graph->thread == rpy_api->here ();
}

/* The core node behind @self; NULL, with an exception, when there is none or this is not its thread. */
static inline RgNode *
rpy_core (PyObject *self)
{
  GObject *object = pygobject_get (self);
  RgNode *core;

  if (G_UNLIKELY (object == NULL))
    {
      PyErr_Format (PyExc_RuntimeError,
                    "%s: __init__() has not been called, or the object has gone",
                    Py_TYPE (self)->tp_name);
      return NULL;
    }

  core = (RgNode *) ((char *) object + rpy_api->node_offset);
  if (G_UNLIKELY (!rpy_is_mine (core->graph)))
    {
      rpy_refuse (core);
      return NULL;
    }

  return core;
}

/* TRUE when the value of the node is in Python, and not in a GValue. */
static inline gboolean
rpy_keeps_value (const RgNode *core)
{
  return core->language == &rpy_value_language;
}

/* TRUE when the node is not one of another language. */
static inline gboolean
rpy_state_is_own (const RgNode *core)
{
  return core->language == NULL || core->language == &rpy_language ||
         core->language == &rpy_value_language;
}

/* (nullable): what Python keeps for the node */
static inline RpyState *
rpy_state (const RgNode *core)
{
  return G_LIKELY (rpy_state_is_own (core)) ? core->data : rpy_state_of_guest (core);
}

static inline RgNode *
rpy_run_core (ReactivityRun *run)
{
  return (RgNode *) ((char *) run + rpy_api->node_offset);
}

/* (nullable): what is made now belongs to it */
static inline RgNode *
rpy_owner (RgGraph *graph)
{
  ReactivityRun *outer = graph->frame->owner == NULL ? rpy_outer_find (graph) : NULL;

  return outer != NULL ? rpy_run_core (outer) : graph->frame->owner;
}

static inline GObject *
rpy_object (RgNode *core)
{
  return (GObject *) ((char *) core - rpy_api->node_offset);
}

static inline ReactivitySourcePrivate *
rpy_source_private (RgNode *core)
{
  return (ReactivitySourcePrivate *) ((char *) rpy_object (core) + rpy_api->source_offset);
}

static inline void
rpy_call_begin (RpyCall *call, RgGraph *graph)
{
  ReactivityContext *context = reactivity_context_of (graph);

  call->context = NULL;
  call->error = NULL;
  if (context->caught == NULL)
    {
      call->context = g_object_ref (context);
      context->caught = &call->error;
    }
}

/* 0, or -1 and an exception. */
static inline int
rpy_call_end (RpyCall *call)
{
  if (call->context != NULL)
    {
      call->context->caught = NULL;
      g_object_unref (call->context);
    }

  if (G_LIKELY (call->error == NULL))
    return 0;

  rpy_error_raise (call->error);
  return -1;
}

G_END_DECLS
