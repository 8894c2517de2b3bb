/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <reactivity-glib/reactivity.h>

/* What the Vala binding calls in place of the constructors that take a function; no API of its own.
 *
 * A lambda or method that uses `this` and no local variable arrives here as a function, the object
 * and g_object_unref (). If the node held the object, an object with a node among its fields would
 * hold itself. So the object is not held: the computation ends with it, as a handler of a GObject
 * signal does that Vala connects. */

G_BEGIN_DECLS

/* A function in Vala throws, and so need not return whether it failed. */
typedef void (*ReactivityValaEffectFunc) (gpointer target, GError **error);
typedef void (*ReactivityValaValueFunc) (GValue *result, gpointer target, GError **error);
typedef GObject *(*ReactivityValaObjectFunc) (gpointer target, GError **error);

typedef struct
{
  GCallback func;
  gpointer target;                    /* (nullable) owned, unless it ends @computation */
  GDestroyNotify destroy;             /* (nullable) frees @target */
  ReactivityComputation *computation; /* (unowned) (nullable) what ends with @target */
  GQueue *ties;                       /* (unowned) (nullable) all that ends with @target */
  GList tie;                          /* the place in @ties */
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
  else if (self->computation == NULL && self->destroy != NULL)
    self->destroy (self->target);
  g_free (self);
}

/* @target is being disposed. To dispose one computation may dispose others that are tied to it. */
static inline void
reactivity_vala_target_gone_cb (gpointer data, GObject *target)
{
  GQueue *ties = (GQueue *) data;

  g_object_set_data (target, "reactivity-vala-ties", NULL);
  while (!g_queue_is_empty (ties))
    {
      ReactivityValaFunction *function = (ReactivityValaFunction *) g_queue_peek_head (ties);

      g_queue_unlink (ties, &function->tie);
      function->ties = NULL;
      function->target = NULL;
      reactivity_computation_dispose (function->computation);
    }
  g_queue_free (ties);
}

/* Lets go of an object that @function belongs to; @computation ends with it from now on. */
static inline gpointer
reactivity_vala_tie (gpointer computation, ReactivityValaFunction *function)
{
  /* The first run may have ended the computation, and freed the function. */
  if (computation == NULL ||
      reactivity_computation_is_disposed ((ReactivityComputation *) computation) ||
      function->destroy != g_object_unref)
    return computation;

  function->computation = (ReactivityComputation *) computation;
  function->ties =
      (GQueue *) g_object_get_data (G_OBJECT (function->target), "reactivity-vala-ties");
  if (function->ties == NULL)
    {
      function->ties = g_queue_new ();
      g_object_set_data (G_OBJECT (function->target), "reactivity-vala-ties", function->ties);
      g_object_weak_ref (G_OBJECT (function->target), reactivity_vala_target_gone_cb,
                         function->ties);
    }
  g_queue_push_tail_link (function->ties, &function->tie);
  g_object_unref (function->target);
  return computation;
}

/* An object that is not held may go while its function runs. */
static inline GObject *
reactivity_vala_hold (ReactivityValaFunction *self)
{
  return self->ties != NULL ? G_OBJECT (g_object_ref (self->target)) : NULL;
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

static inline gboolean
reactivity_vala_run_value (GValue *value, gpointer data, GError **error)
{
  ReactivityValaFunction *self = (ReactivityValaFunction *) data;
  g_autoptr (GObject) held G_GNUC_UNUSED = reactivity_vala_hold (self);
  GValue result = G_VALUE_INIT;

  ((ReactivityValaValueFunc) self->func) (&result, self->target, error);
  if (*error != NULL)
    return FALSE;

  if (g_value_transform (&result, value))
    g_value_unset (&result);
  else
    {
      /* The library names the types that do not match. */
      g_value_unset (value);
      *value = result;
    }
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
    return (Type *) reactivity_vala_tie (reactivity_##name (REACTIVITY_VALA_LIST arguments,        \
                                                            reactivity_vala_run_##run, function,   \
                                                            reactivity_vala_function_free),        \
                                         function);                                                \
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

/* Vala passes a pointer to the class that declares these. dispose () has to stand in each, or Vala
 * would find that of GLib.Object before that of the interface; and a property has both of its
 * accessors in one class. */

static inline void
reactivity_vala_get_value (gpointer source, GValue *value)
{
  reactivity_source_get_value ((ReactivitySource *) source, value);
}

static inline void
reactivity_vala_dispose (gpointer computation)
{
  reactivity_computation_dispose ((ReactivityComputation *) computation);
}

G_END_DECLS
