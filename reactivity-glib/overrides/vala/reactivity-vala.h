/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <reactivity-glib/reactivity.h>

/* What the Vala binding calls in place of the functions that keep a function; no API of its own.
 *
 * A lambda or method that uses `this` and no local variable arrives here as a function, the object
 * and g_object_unref (). If the node held the object, an object with a node among its fields would
 * hold itself. So the object is not held: what the function is for ends with it, as a handler of a
 * GObject signal does that Vala connects. */

G_BEGIN_DECLS

/* A function in Vala throws, and so need not return whether it failed. */
typedef void (*ReactivityValaEffectFunc) (gpointer target, GError **error);
typedef void (*ReactivityValaValueFunc) (GValue *result, gpointer target, GError **error);
typedef GObject *(*ReactivityValaObjectFunc) (gpointer target, GError **error);
typedef GValue *(*ReactivityValaWorkFunc) (gpointer target, GCancellable *cancellable,
                                           GError **error);
typedef GObject *(*ReactivityValaMapFunc) (gpointer item, gpointer target, GError **error);

/* Objects of programs and libraries that were compiled at different times meet in one list: another
 * layout needs another name for it. */
#define REACTIVITY_VALA_TIES "reactivity-vala-ties-1"

typedef struct
{
  GCallback func;
  gpointer target;        /* (nullable) owned, unless it is tied */
  GDestroyNotify destroy; /* (nullable) frees @target */
  GDestroyNotify end;     /* (nullable) what to do when a tied @target goes */
  gpointer node;          /* (unowned) the argument of @end */
  GQueue *ties;           /* (unowned) (nullable) of all the functions that are tied to @target */
  GList tie;              /* the place in it */
} ReactivityValaFunction;

static inline ReactivityValaFunction *
reactivity_vala_function_new (GCallback func, gpointer target, GDestroyNotify destroy)
{
  ReactivityValaFunction *self = g_new0 (ReactivityValaFunction, 1);

  self->func = func;
  self->target = target;
  self->destroy = destroy;
  self->tie.data = self;
  return self;
}

static inline void
reactivity_vala_function_free (gpointer data)
{
  ReactivityValaFunction *self = (ReactivityValaFunction *) data;

  if (self->ties != NULL)
    g_queue_unlink (self->ties, &self->tie);
  else if (self->end == NULL && self->destroy != NULL)
    self->destroy (self->target);
  g_free (self);
}

/* The target is being disposed. To end what one function is for may end what others are for. */
static inline void
reactivity_vala_target_gone_cb (gpointer data, GObject *target)
{
  GQueue *ties = (GQueue *) data;

  g_object_set_data (target, REACTIVITY_VALA_TIES, NULL);
  while (!g_queue_is_empty (ties))
    {
      ReactivityValaFunction *function = (ReactivityValaFunction *) g_queue_peek_head (ties);

      g_queue_unlink (ties, &function->tie);
      function->ties = NULL;
      function->end (function->node);
    }
  g_queue_free (ties);
}

/* Lets go of the target if it is an object; @end is called with @node when that goes. */
static inline void
reactivity_vala_tie (ReactivityValaFunction *self, GDestroyNotify end, gpointer node)
{
  GObject *target = (GObject *) self->target;

  if (self->destroy != g_object_unref)
    return;

  self->ties = (GQueue *) g_object_get_data (target, REACTIVITY_VALA_TIES);
  if (self->ties == NULL)
    {
      self->ties = g_queue_new ();
      g_object_set_data (target, REACTIVITY_VALA_TIES, self->ties);
      g_object_weak_ref (target, reactivity_vala_target_gone_cb, self->ties);
    }
  g_queue_push_tail_link (self->ties, &self->tie);
  self->end = end;
  self->node = node;
  g_object_unref (target);
}

/* Takes any pointer, because Vala passes one to the class in which it declares the method: it has to
 * stand in each, or that of GLib.Object would come before that of the interface. */
static inline void
reactivity_vala_dispose (gpointer computation)
{
  reactivity_computation_dispose ((ReactivityComputation *) computation);
}

/* The first run may have ended the computation, and freed the function. */
static inline gpointer
reactivity_vala_tie_computation (gpointer computation, ReactivityValaFunction *function)
{
  if (computation != NULL &&
      !reactivity_computation_is_disposed ((ReactivityComputation *) computation))
    reactivity_vala_tie (function, reactivity_vala_dispose, computation);
  return computation;
}

/* An object that is not held may go while its function runs. */
static inline GObject *
reactivity_vala_hold (ReactivityValaFunction *self)
{
  return self->ties != NULL ? (GObject *) g_object_ref (self->target) : NULL;
}

#define REACTIVITY_VALA_DEFINE_RUN(name, CType)                                                    \
  static inline CType reactivity_vala_run_##name (gpointer data, GError **error)                   \
  {                                                                                                \
    ReactivityValaFunction *self = (ReactivityValaFunction *) data;                                \
    g_autoptr (GObject) held G_GNUC_UNUSED = reactivity_vala_hold (self);                          \
                                                                                                   \
    return ((CType (*) (gpointer, GError **)) self->func) (self->target, error);                   \
  }

REACTIVITY_VALA_DEFINE_RUN (boolean, gboolean)
REACTIVITY_VALA_DEFINE_RUN (int, int)
REACTIVITY_VALA_DEFINE_RUN (int64, gint64)
REACTIVITY_VALA_DEFINE_RUN (double, double)
REACTIVITY_VALA_DEFINE_RUN (string, char *)
REACTIVITY_VALA_DEFINE_RUN (object, gpointer)

static inline gboolean
reactivity_vala_run_effect (gpointer data, GError **error)
{
  ReactivityValaFunction *self = (ReactivityValaFunction *) data;
  g_autoptr (GObject) held G_GNUC_UNUSED = reactivity_vala_hold (self);

  ((ReactivityValaEffectFunc) self->func) (self->target, error);
  return *error == NULL;
}

static inline void
reactivity_vala_run_start (ReactivityRun *run, gpointer data)
{
  ReactivityValaFunction *self = (ReactivityValaFunction *) data;
  g_autoptr (GObject) held G_GNUC_UNUSED = reactivity_vala_hold (self);

  ((ReactivityStartFunc) self->func) (run, self->target);
}

/* Takes @result, which may be of another type than @value. */
static inline void
reactivity_vala_hand_over (GValue *result, GValue *value)
{
  if (g_value_transform (result, value))
    g_value_unset (result);
  else
    {
      /* The library names the types that do not match. */
      g_value_unset (value);
      *value = *result;
    }
}

static inline gboolean
reactivity_vala_run_value (GValue *value, gpointer data, GError **error)
{
  ReactivityValaFunction *self = (ReactivityValaFunction *) data;
  g_autoptr (GObject) held G_GNUC_UNUSED = reactivity_vala_hold (self);
  GValue result = G_VALUE_INIT;

  ((ReactivityValaValueFunc) self->func) (&result, self->target, error);
  if (*error != NULL)
    return FALSE;

  reactivity_vala_hand_over (&result, value);
  return TRUE;
}

#define REACTIVITY_VALA_LIST(...) __VA_ARGS__
#define REACTIVITY_VALA_DEFINE_NEW(Type, name, Func, run, parameters, arguments)                   \
  static inline Type *reactivity_vala_##name (REACTIVITY_VALA_LIST parameters, Func func,          \
                                              gpointer target, GDestroyNotify destroy)             \
  {                                                                                                \
    ReactivityValaFunction *function =                                                             \
        reactivity_vala_function_new (G_CALLBACK (func), target, destroy);                         \
                                                                                                   \
    return (Type *) reactivity_vala_tie_computation (                                              \
        reactivity_##name (REACTIVITY_VALA_LIST arguments, reactivity_vala_run_##run, function,    \
                           reactivity_vala_function_free),                                         \
        function);                                                                                 \
  }

REACTIVITY_VALA_DEFINE_NEW (ReactivityDerived, derived_new, ReactivityValaValueFunc, value,
                            (ReactivityContext * context, GType type), (context, type))
REACTIVITY_VALA_DEFINE_NEW (ReactivityDerived, derived_new_boolean, ReactivityBooleanFunc, boolean,
                            (ReactivityContext * context), (context))
REACTIVITY_VALA_DEFINE_NEW (ReactivityDerived, derived_new_int, ReactivityIntFunc, int,
                            (ReactivityContext * context), (context))
REACTIVITY_VALA_DEFINE_NEW (ReactivityDerived, derived_new_int64, ReactivityInt64Func, int64,
                            (ReactivityContext * context), (context))
REACTIVITY_VALA_DEFINE_NEW (ReactivityDerived, derived_new_double, ReactivityDoubleFunc, double,
                            (ReactivityContext * context), (context))
REACTIVITY_VALA_DEFINE_NEW (ReactivityDerived, derived_new_string, ReactivityStringFunc, string,
                            (ReactivityContext * context), (context))
REACTIVITY_VALA_DEFINE_NEW (ReactivityDerived, derived_new_object, ReactivityValaObjectFunc, object,
                            (ReactivityContext * context, GType type), (context, type))
REACTIVITY_VALA_DEFINE_NEW (ReactivityMemoized, memoized_new, ReactivityValaValueFunc, value,
                            (ReactivityContext * context, GType type), (context, type))
REACTIVITY_VALA_DEFINE_NEW (ReactivityEffect, effect_new, ReactivityValaEffectFunc, effect,
                            (ReactivityContext * context), (context))
REACTIVITY_VALA_DEFINE_NEW (ReactivityEffect, effect_new_unstarted, ReactivityValaEffectFunc,
                            effect, (ReactivityContext * context), (context))
REACTIVITY_VALA_DEFINE_NEW (ReactivityEffect, effect_new_for, ReactivityValaEffectFunc, effect,
                            (gpointer owner, ReactivityContext *context), (owner, context))
REACTIVITY_VALA_DEFINE_NEW (ReactivityAsyncDerived, async_derived_new, ReactivityStartFunc, start,
                            (ReactivityContext * context, GType type), (context, type))
REACTIVITY_VALA_DEFINE_NEW (ReactivityAsyncEffect, async_effect_new, ReactivityStartFunc, start,
                            (ReactivityContext * context), (context))
REACTIVITY_VALA_DEFINE_NEW (ReactivityAsyncEffect, async_effect_new_unstarted, ReactivityStartFunc,
                            start, (ReactivityContext * context), (context))
REACTIVITY_VALA_DEFINE_NEW (ReactivityAsyncEffect, async_effect_new_for, ReactivityStartFunc, start,
                            (gpointer owner, ReactivityContext *context), (owner, context))

/* In a thread of the pool. */
static inline gboolean
reactivity_vala_do_work (GValue *value, gpointer data, GCancellable *cancellable, GError **error)
{
  ReactivityValaFunction *self = (ReactivityValaFunction *) data;
  GValue *result = ((ReactivityValaWorkFunc) self->func) (self->target, cancellable, error);

  if (*error == NULL && result != NULL && G_IS_VALUE (value))
    reactivity_vala_hand_over (result, value);
  else if (result != NULL)
    g_value_unset (result);
  g_free (result);
  return *error == NULL;
}

/* The target is held until the work is done: in another thread it could go at any time. */
static inline void
reactivity_vala_run_work (ReactivityRun *self, ReactivityValaWorkFunc func, gpointer target,
                          GDestroyNotify destroy)
{
  reactivity_run_work (self, reactivity_vala_do_work,
                       reactivity_vala_function_new (G_CALLBACK (func), target, destroy),
                       reactivity_vala_function_free);
}

static inline void
reactivity_vala_run_cleanup (gpointer data)
{
  ReactivityValaFunction *self = (ReactivityValaFunction *) data;
  g_autoptr (GObject) held G_GNUC_UNUSED = reactivity_vala_hold (self);
  ReactivityFunc func = (ReactivityFunc) self->func;

  /* Once only: now, or when the target went. */
  self->func = NULL;
  if (func != NULL)
    func (self->target);
}

static inline ReactivityValaFunction *
reactivity_vala_cleanup_new (ReactivityFunc func, gpointer target, GDestroyNotify destroy)
{
  ReactivityValaFunction *self = reactivity_vala_function_new (G_CALLBACK (func), target, destroy);

  reactivity_vala_tie (self, reactivity_vala_run_cleanup, self);
  return self;
}

static inline gboolean
reactivity_vala_context_on_cleanup (ReactivityContext *self, ReactivityFunc func, gpointer target,
                                    GDestroyNotify destroy)
{
  return reactivity_context_on_cleanup (self, reactivity_vala_run_cleanup,
                                        reactivity_vala_cleanup_new (func, target, destroy),
                                        reactivity_vala_function_free);
}

static inline void
reactivity_vala_scope_on_cleanup (ReactivityScope *self, ReactivityFunc func, gpointer target,
                                  GDestroyNotify destroy)
{
  reactivity_scope_on_cleanup (self, reactivity_vala_run_cleanup,
                               reactivity_vala_cleanup_new (func, target, destroy),
                               reactivity_vala_function_free);
}

static inline gboolean
reactivity_vala_run_equal (const GValue *a, const GValue *b, gpointer data)
{
  ReactivityValaFunction *self = (ReactivityValaFunction *) data;
  g_autoptr (GObject) held G_GNUC_UNUSED = reactivity_vala_hold (self);

  return ((ReactivityEqualFunc) self->func) (a, b, self->target);
}

static inline void
reactivity_vala_forget_equal (gpointer source)
{
  reactivity_source_set_equal_func ((ReactivitySource *) source, NULL, NULL, NULL);
}

static inline void
reactivity_vala_source_set_equal_func (ReactivitySource *self, ReactivityEqualFunc func,
                                       gpointer target, GDestroyNotify destroy)
{
  ReactivityValaFunction *function;

  if (func == NULL)
    {
      reactivity_vala_forget_equal (self);
      return;
    }

  function = reactivity_vala_function_new (G_CALLBACK (func), target, destroy);
  reactivity_vala_tie (function, reactivity_vala_forget_equal, self);
  reactivity_source_set_equal_func (self, reactivity_vala_run_equal, function,
                                    reactivity_vala_function_free);
}

/* Takes any pointer: in Vala a property has both of its accessors in one class. */
static inline void
reactivity_vala_get_value (gpointer source, GValue *value)
{
  reactivity_source_get_value ((ReactivitySource *) source, value);
}

/* A sequence may outlive the target of its function, and get items after that. */
static inline void
reactivity_vala_forget_func (gpointer data)
{
  ReactivityValaFunction *self = (ReactivityValaFunction *) data;

  self->func = NULL;
}

static inline gboolean
reactivity_vala_check_func (ReactivityValaFunction *self, GError **error)
{
  if (self->func == NULL)
    g_set_error_literal (error, REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED,
                         "The object that the function belongs to is gone");
  return self->func != NULL;
}

#define REACTIVITY_VALA_DEFINE_RUN_ITEM(name, CType)                                               \
  static inline CType reactivity_vala_run_##name (gpointer item, gpointer data, GError **error)    \
  {                                                                                                \
    ReactivityValaFunction *self = (ReactivityValaFunction *) data;                                \
    g_autoptr (GObject) held G_GNUC_UNUSED = reactivity_vala_hold (self);                          \
                                                                                                   \
    if (!reactivity_vala_check_func (self, error))                                                 \
      return 0;                                                                                    \
    return ((CType (*) (gpointer, gpointer, GError **)) self->func) (item, self->target, error);   \
  }

REACTIVITY_VALA_DEFINE_RUN_ITEM (map, gpointer)
REACTIVITY_VALA_DEFINE_RUN_ITEM (filter, gboolean)
REACTIVITY_VALA_DEFINE_RUN_ITEM (number, double)
REACTIVITY_VALA_DEFINE_RUN_ITEM (text, char *)

static inline int
reactivity_vala_run_compare (gpointer a, gpointer b, gpointer data)
{
  ReactivityValaFunction *self = (ReactivityValaFunction *) data;
  g_autoptr (GObject) held G_GNUC_UNUSED = reactivity_vala_hold (self);

  return self->func != NULL ? ((ReactivityCompareFunc) self->func) (a, b, self->target) : 0;
}

#define REACTIVITY_VALA_DEFINE_DERIVE(Type, name, Func, run, parameters, arguments)                \
  static inline Type *reactivity_vala_sequence_##name (REACTIVITY_VALA_LIST parameters, Func func, \
                                                       gpointer target, GDestroyNotify destroy)    \
  {                                                                                                \
    ReactivityValaFunction *function;                                                              \
    Type *derived;                                                                                 \
                                                                                                   \
    if (func == NULL)                                                                              \
      return reactivity_sequence_##name (REACTIVITY_VALA_LIST arguments, NULL, NULL, NULL);        \
                                                                                                   \
    function = reactivity_vala_function_new (G_CALLBACK (func), target, destroy);                  \
    derived =                                                                                      \
        reactivity_sequence_##name (REACTIVITY_VALA_LIST arguments, reactivity_vala_run_##run,     \
                                    function, reactivity_vala_function_free);                      \
    if (derived != NULL)                                                                           \
      reactivity_vala_tie (function, reactivity_vala_forget_func, function);                       \
    return derived;                                                                                \
  }

REACTIVITY_VALA_DEFINE_DERIVE (ReactivitySequence, map, ReactivityValaMapFunc, map,
                               (ReactivitySequence * self, GType type), (self, type))
REACTIVITY_VALA_DEFINE_DERIVE (ReactivitySequence, filter, ReactivityFilterFunc, filter,
                               (ReactivitySequence * self), (self))
REACTIVITY_VALA_DEFINE_DERIVE (ReactivitySequence, sorted, ReactivityCompareFunc, compare,
                               (ReactivitySequence * self), (self))
REACTIVITY_VALA_DEFINE_DERIVE (ReactivitySequence, group, ReactivityTextFunc, text,
                               (ReactivitySequence * self), (self))
REACTIVITY_VALA_DEFINE_DERIVE (ReactivityDerived, count, ReactivityFilterFunc, filter,
                               (ReactivitySequence * self), (self))
REACTIVITY_VALA_DEFINE_DERIVE (ReactivityDerived, sum, ReactivityNumberFunc, number,
                               (ReactivitySequence * self), (self))
REACTIVITY_VALA_DEFINE_DERIVE (ReactivityDerived, min, ReactivityNumberFunc, number,
                               (ReactivitySequence * self), (self))
REACTIVITY_VALA_DEFINE_DERIVE (ReactivityDerived, max, ReactivityNumberFunc, number,
                               (ReactivitySequence * self), (self))
REACTIVITY_VALA_DEFINE_DERIVE (ReactivityDerived, join, ReactivityTextFunc, text,
                               (ReactivitySequence * self, const char *separator),
                               (self, separator))

/* A box of what failed has no value. */
static inline void
reactivity_vala_box_get_value (ReactivityBox *box, GValue *value)
{
  const GValue *boxed = reactivity_box_get_value (box);

  if (!G_IS_VALUE (boxed))
    return;

  g_value_init (value, G_VALUE_TYPE (boxed));
  g_value_copy (boxed, value);
}

G_END_DECLS
