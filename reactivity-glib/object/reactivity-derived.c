/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-derived-private.h"
#include "reactivity-error.h"
#include "reactivity-computation.h"
#include "reactivity-journal-private.h"

#include <glib/gi18n-lib.h>

/**
 * ReactivityDerived:
 *
 * A value that a function computes from other sources: lazy and cached.
 *
 * ```c
 * static gint64
 * square (gpointer count, GError **error)
 * {
 *   gint64 n = reactivity_source_get_int64 (count);
 *
 *   return n * n;
 * }
 *
 * // later:
 * g_autoptr (ReactivitySignal) count = reactivity_signal_new_int64 (NULL, 3);
 * g_autoptr (ReactivityDerived) squared =
 *     reactivity_derived_new_int64 (NULL, square, g_object_ref (count), g_object_unref);
 * ```
 *
 * ## When it runs
 *
 * When it is read for the first time, and then at most once for each change of something that it
 * read, when it is read again or an effect needs it. It checks what it read in the order in which
 * it read it, and runs at the first that really changed. A result that equals the one before is no
 * change for those that read the derived.
 *
 * ## Memory
 *
 * Who makes a derived owns it. Made inside a scope it also belongs to that, and ends with it; made in
 * the run of an effect it is held until that run is over. It does not hold what it reads: its function
 * has to, by its data.
 *
 * ## Errors
 *
 * A function that fails sets the error; every reader gets it, until something that the function
 * read changes.
 *
 * ## Threads
 *
 * The function is called on the thread of the context.
 *
 * ## In Python and JavaScript
 *
 * `derived (function)`; reading is calling it.
 *
 * In Python also as a decorator, and as a property or a method that is cached for each instance. An
 * exception of the function is raised again to each reader. The derived lives as long as it is
 * held, or as something that read it.
 *
 * ```python
 * from gi.repository.Reactivity import derived_property, state
 *
 * class Circle:
 *     radius = state(1)
 *
 *     @derived_property
 *     def area(self):
 *         return 3 * self.radius ** 2
 *
 * circle = Circle()
 * circle.radius = 2
 * print(circle.area)
 * ```
 *
 * ```text
 * 12
 * ```
 *
 * Since: 0.1
 */

typedef struct
{
  ReactivityFunction function; /* of the type that the source's `shape` says */
} ReactivityDerivedPrivate;

static void
computation_init (ReactivityComputationInterface *iface G_GNUC_UNUSED)
{
}

G_DEFINE_TYPE_WITH_CODE (ReactivityDerived, reactivity_derived, REACTIVITY_TYPE_SOURCE,
                         G_ADD_PRIVATE (ReactivityDerived)
                             G_IMPLEMENT_INTERFACE (REACTIVITY_TYPE_COMPUTATION, computation_init))

static inline ReactivityDerivedPrivate *
private_of (gconstpointer self)
{
  return (ReactivityDerivedPrivate *) ((char *) self + ReactivityDerived_private_offset);
}

static RgUpdate
fail (RgNode *core, GError *error)
{
  reactivity_node_take_error (reactivity_node_from_core (core), error);
  return RG_UNCHANGED;
}

/* What a write means for those that read the derived. */
static inline RgUpdate
finish (RgNode *core, ReactivityWrite write)
{
  (void) core;
  return write == REACTIVITY_WRITE_CHANGED ? RG_CHANGED : RG_UNCHANGED;
}

static RgUpdate
run_value (RgNode *core)
{
  ReactivitySource *source = reactivity_node_from_core (core);
  ReactivityDerivedPrivate *priv = private_of (source);
  const ReactivityKind kind = reactivity_source_private (source)->kind;
  const GType type = reactivity_source_private (source)->value.g_type;
  GValue value = G_VALUE_INIT;
  GError *error = NULL;

  if (reactivity_kind_is_plain (kind) || kind == REACTIVITY_KIND_STRING)
    value.g_type = type; /* as g_value_init() does */
  else
    g_value_init (&value, type);

  if (!((ReactivityDerivedFunc) priv->function.func) (&value, priv->function.user_data, &error) ||
      error != NULL)
    {
      if (G_IS_VALUE (&value))
        g_value_unset (&value);
      if (error == NULL)
        error = g_error_new (REACTIVITY_ERROR, REACTIVITY_ERROR_FAILED,
                             _ ("The function failed without an error"));
      return fail (core, error);
    }

  if (G_UNLIKELY (value.g_type != type))
    {
      g_critical ("a ReactivityDerivedFunc changed the type of its value from %s to %s",
                  g_type_name (type), value.g_type != 0 ? G_VALUE_TYPE_NAME (&value) : "none");
      if (G_IS_VALUE (&value))
        g_value_unset (&value);
      return RG_UNCHANGED;
    }

  return finish (core, reactivity_source_write (source, kind, &value));
}

/* The function of a shape returns the value itself. */
#define DEFINE_RUN(shape, CType, FuncType, KIND, GTYPE, field, stored, drop)                       \
  static RgUpdate run_##shape (RgNode *core)                                                       \
  {                                                                                                \
    ReactivitySource *source = reactivity_node_from_core (core);                                   \
    ReactivityDerivedPrivate *priv = private_of (source);                                          \
    GError *error = NULL;                                                                          \
    CType result = ((FuncType) priv->function.func) (priv->function.user_data, &error);            \
    GValue value = { GTYPE, { { .field = stored (result) } } };                                    \
                                                                                                   \
    if (G_UNLIKELY (error != NULL))                                                                \
      {                                                                                            \
        drop (result);                                                                             \
        return fail (core, error);                                                                 \
      }                                                                                            \
                                                                                                   \
    return finish (core, reactivity_source_write (source, REACTIVITY_KIND_##KIND, &value));        \
  }

#define as_it_is(result) (result)
#define as_boolean(result) ((result) != FALSE)
#define drop_nothing(result) ((void) (result))

DEFINE_RUN (boolean, gboolean, ReactivityBooleanFunc, INT, G_TYPE_BOOLEAN, v_int, as_boolean,
            drop_nothing)
DEFINE_RUN (int, int, ReactivityIntFunc, INT, G_TYPE_INT, v_int, as_it_is, drop_nothing)
DEFINE_RUN (int64, gint64, ReactivityInt64Func, INT64, G_TYPE_INT64, v_int64, as_it_is,
            drop_nothing)
DEFINE_RUN (double, double, ReactivityDoubleFunc, DOUBLE, G_TYPE_DOUBLE, v_double, as_it_is,
            drop_nothing)
DEFINE_RUN (string, char *, ReactivityStringFunc, STRING, G_TYPE_STRING, v_pointer, as_it_is,
            g_free)

static RgUpdate
run_object (RgNode *core)
{
  ReactivitySource *source = reactivity_node_from_core (core);
  ReactivityDerivedPrivate *priv = private_of (source);
  GError *error = NULL;
  g_autoptr (GObject) result =
      ((ReactivityObjectFunc) priv->function.func) (priv->function.user_data, &error);
  const GType type = reactivity_source_private (source)->value.g_type;
  GValue value = G_VALUE_INIT;

  if (error != NULL)
    return fail (core, error);

  if (result != NULL && !g_type_is_a (G_OBJECT_TYPE (result), type))
    {
      g_critical ("a ReactivityObjectFunc returned an object of type %s instead of %s",
                  G_OBJECT_TYPE_NAME (result), g_type_name (type));
      return RG_UNCHANGED;
    }

  g_value_init (&value, type);
  g_value_take_object (&value, g_steal_pointer (&result));
  return finish (core, reactivity_source_write (source, REACTIVITY_KIND_IDENTITY, &value));
}

/* After dispose: the last value remains, if there is one. */
static RgUpdate
run_nothing (RgNode *core)
{
  gpointer self = reactivity_node_from_core (core);
  g_autofree char *name = NULL;

  reactivity_computation_dispose (self);
  if (core->flags & RG_FAILED)
    return fail (core, g_error_copy (reactivity_node_get_error (core)));
  if (reactivity_source_private (self)->computed)
    return RG_KEEP_DEPS;

  name = reactivity_node_describe (core);
  return fail (core, g_error_new (REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED,
                                  _ ("%s was disposed before it had a value"), name));
}

static const RgRunFunc runs[] = {
  [REACTIVITY_SHAPE_VALUE] = run_value,   [REACTIVITY_SHAPE_BOOLEAN] = run_boolean,
  [REACTIVITY_SHAPE_INT] = run_int,       [REACTIVITY_SHAPE_INT64] = run_int64,
  [REACTIVITY_SHAPE_DOUBLE] = run_double, [REACTIVITY_SHAPE_STRING] = run_string,
  [REACTIVITY_SHAPE_OBJECT] = run_object,
};

static ReactivityUpdateFlags
reactivity_derived_update (ReactivityNode *node)
{
  RgNode *core = reactivity_node_core (node);

  if (private_of (node)->function.func == NULL)
    return (ReactivityUpdateFlags) run_nothing (core);
  return (ReactivityUpdateFlags) runs[reactivity_source_private (node)->shape](core);
}

/* The function will not be called again: what it needed can go. May call user code. */
void
reactivity_derived_ended (ReactivityNode *node)
{
  RgNode *core = reactivity_node_core (node);

  if (private_of (node)->function.func != NULL)
    core->run = run_nothing;
  reactivity_function_drop (&private_of (node)->function, reactivity_context_of (core->graph));
}

/* Data that is freed like this is an object that the derived holds, like what is behind a sum. */
static void
reactivity_derived_visit_parts (ReactivityNode *node, ReactivityPartFunc func, gpointer data)
{
  const ReactivityFunction *function = &private_of (node)->function;

  if (function->destroy == g_object_unref)
    func (function->user_data, data);
}

static const ReactivityNodeHooks hooks = {
  .announce = reactivity_source_announce,
  .ended = reactivity_derived_ended,
  .visit_parts = reactivity_derived_visit_parts,
};

static void
reactivity_derived_class_init (ReactivityDerivedClass *klass)
{
  REACTIVITY_NODE_CLASS (klass)->update = reactivity_derived_update;
  REACTIVITY_NODE_CLASS (klass)->hooks = &hooks;

  if (G_TYPE_FROM_CLASS (klass) == REACTIVITY_TYPE_DERIVED)
    reactivity_source_types[1] = REACTIVITY_TYPE_DERIVED;
}

static void
reactivity_derived_init (ReactivityDerived *self)
{
  reactivity_node_core (self)->flags |= RG_LAZY | RG_DIRTY;
}

/* (transfer full): an object of @type, which is a derived; takes the data of @function */
gpointer
reactivity_derived_make (ReactivityContext *context, GType type, GType value_type,
                         ReactivityShape shape, const ReactivityFunction *function,
                         const char *func)
{
  RgGraph *graph = reactivity_graph_for (context, func);
  ReactivityDerived *self;

  if (graph == NULL)
    {
      reactivity_function_refuse (function);
      return NULL;
    }

  self = reactivity_node_new (type, graph);
  private_of (self)->function = *function;
  reactivity_node_core (self)->run = runs[shape];
  reactivity_source_private (self)->shape = shape;
  reactivity_source_set_initial_type (REACTIVITY_SOURCE (self), value_type);
  if (G_UNLIKELY (graph->frame->owner != NULL))
    reactivity_node_adopt (REACTIVITY_NODE (self));
  return self;
}

/**
 * reactivity_derived_new:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @value_type: the type of the value
 * @func: (scope notified) (closure user_data) (destroy destroy): computes the value
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when the derived is disposed
 *
 * Makes a derived of any type.
 *
 * Returns: (transfer full): a new derived
 * Since: 0.1
 */
ReactivityDerived *
reactivity_derived_new (ReactivityContext *context, GType value_type, ReactivityDerivedFunc func,
                        gpointer user_data, GDestroyNotify destroy)
{
  const ReactivityFunction function = { G_CALLBACK (func), user_data, destroy };

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (G_TYPE_IS_VALUE (value_type), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return reactivity_derived_make (context, REACTIVITY_TYPE_DERIVED, value_type,
                                  REACTIVITY_SHAPE_VALUE, &function, G_STRFUNC);
}

/**
 * reactivity_derived_new_boolean:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @func: (scope notified) (closure user_data) (destroy destroy): computes the value
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when the derived is disposed
 *
 * Makes a derived of type %G_TYPE_BOOLEAN.
 *
 * Returns: (transfer full): a new derived
 * Since: 0.1
 */
ReactivityDerived *
reactivity_derived_new_boolean (ReactivityContext *context, ReactivityBooleanFunc func,
                                gpointer user_data, GDestroyNotify destroy)
{
  const ReactivityFunction function = { G_CALLBACK (func), user_data, destroy };

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return reactivity_derived_make (context, REACTIVITY_TYPE_DERIVED, G_TYPE_BOOLEAN,
                                  REACTIVITY_SHAPE_BOOLEAN, &function, G_STRFUNC);
}

/**
 * reactivity_derived_new_int:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @func: (scope notified) (closure user_data) (destroy destroy): computes the value
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when the derived is disposed
 *
 * Makes a derived of type %G_TYPE_INT.
 *
 * Returns: (transfer full): a new derived
 * Since: 0.1
 */
ReactivityDerived *
reactivity_derived_new_int (ReactivityContext *context, ReactivityIntFunc func, gpointer user_data,
                            GDestroyNotify destroy)
{
  const ReactivityFunction function = { G_CALLBACK (func), user_data, destroy };

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return reactivity_derived_make (context, REACTIVITY_TYPE_DERIVED, G_TYPE_INT,
                                  REACTIVITY_SHAPE_INT, &function, G_STRFUNC);
}

/**
 * reactivity_derived_new_int64:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @func: (scope notified) (closure user_data) (destroy destroy): computes the value
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when the derived is disposed
 *
 * Makes a derived of type %G_TYPE_INT64.
 *
 * Returns: (transfer full): a new derived
 * Since: 0.1
 */
ReactivityDerived *
reactivity_derived_new_int64 (ReactivityContext *context, ReactivityInt64Func func,
                              gpointer user_data, GDestroyNotify destroy)
{
  const ReactivityFunction function = { G_CALLBACK (func), user_data, destroy };

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return reactivity_derived_make (context, REACTIVITY_TYPE_DERIVED, G_TYPE_INT64,
                                  REACTIVITY_SHAPE_INT64, &function, G_STRFUNC);
}

/**
 * reactivity_derived_new_double:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @func: (scope notified) (closure user_data) (destroy destroy): computes the value
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when the derived is disposed
 *
 * Makes a derived of type %G_TYPE_DOUBLE.
 *
 * Returns: (transfer full): a new derived
 * Since: 0.1
 */
ReactivityDerived *
reactivity_derived_new_double (ReactivityContext *context, ReactivityDoubleFunc func,
                               gpointer user_data, GDestroyNotify destroy)
{
  const ReactivityFunction function = { G_CALLBACK (func), user_data, destroy };

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return reactivity_derived_make (context, REACTIVITY_TYPE_DERIVED, G_TYPE_DOUBLE,
                                  REACTIVITY_SHAPE_DOUBLE, &function, G_STRFUNC);
}

/**
 * reactivity_derived_new_string:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @func: (scope notified) (closure user_data) (destroy destroy): computes the value
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when the derived is disposed
 *
 * Makes a derived of type %G_TYPE_STRING.
 *
 * Returns: (transfer full): a new derived
 * Since: 0.1
 */
ReactivityDerived *
reactivity_derived_new_string (ReactivityContext *context, ReactivityStringFunc func,
                               gpointer user_data, GDestroyNotify destroy)
{
  const ReactivityFunction function = { G_CALLBACK (func), user_data, destroy };

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return reactivity_derived_make (context, REACTIVITY_TYPE_DERIVED, G_TYPE_STRING,
                                  REACTIVITY_SHAPE_STRING, &function, G_STRFUNC);
}

/**
 * reactivity_derived_new_object:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @object_type: the type of the objects, %G_TYPE_OBJECT or a type below it
 * @func: (scope notified) (closure user_data) (destroy destroy): computes the value
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when the derived is disposed
 *
 * Makes a derived that holds objects.
 *
 * Returns: (transfer full): a new derived
 * Since: 0.1
 */
ReactivityDerived *
reactivity_derived_new_object (ReactivityContext *context, GType object_type,
                               ReactivityObjectFunc func, gpointer user_data,
                               GDestroyNotify destroy)
{
  const ReactivityFunction function = { G_CALLBACK (func), user_data, destroy };

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (g_type_is_a (object_type, G_TYPE_OBJECT), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return reactivity_derived_make (context, REACTIVITY_TYPE_DERIVED, object_type,
                                  REACTIVITY_SHAPE_OBJECT, &function, G_STRFUNC);
}

/**
 * reactivity_derived_invalidate:
 * @self: a derived
 *
 * Drops the cached value: the function runs at the next read, even if nothing that it read changed.
 * Effects that depend on it are due.
 *
 * Since: 0.1
 */
void
reactivity_derived_invalidate (ReactivityDerived *self)
{
  RgNode *core;

  g_return_if_fail (REACTIVITY_IS_DERIVED (self));
  core = reactivity_node_core (self);
  reactivity_return_if_off_thread (core->graph);

  rg_node_invalidate (core);
}
