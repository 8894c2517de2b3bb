/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-language-private.h"
#include "reactivity-post-private.h"
#include "reactivity-signal-private.h"

#include "core/propagate.h"

/**
 * ReactivitySignal:
 *
 * A value that the program sets: the input of the graph.
 *
 * ```c
 * g_autoptr (ReactivitySignal) count = reactivity_signal_new_int (NULL, 1);
 *
 * reactivity_signal_set_int (count, 2);                        // TRUE: it changed
 * reactivity_signal_set_int (count, 2);                        // FALSE: nothing happens
 * g_print ("%d\n", reactivity_source_get_int (REACTIVITY_SOURCE (count)));
 * ```
 *
 * ```text
 * 2
 * ```
 *
 * The type of a signal is that of its first value. Typed functions take the place of a GValue where
 * the type is a common one.
 *
 * ## When it runs
 *
 * A write that changes the value marks everything that depends on it; effects run before it
 * returns, or when the batch ends.
 *
 * ## Memory
 *
 * A signal owns its value. It is not owned by what reads it.
 *
 * ## Errors
 *
 * A value of another type is refused with a critical message; the signal keeps what it has.
 *
 * ## Threads
 *
 * [method@Signal.post_value] may be called on any thread, everything else on that of the context.
 *
 * ## In Python and JavaScript
 *
 * `signal (1)`, with `get`, `set`, `update` and `value`; any object of the language is a value.
 *
 * In Python a signal can also be an attribute of a class, one for each instance;
 * [method@Signal.post_value] is `post ()`.
 *
 * ```python
 * from gi.repository.Reactivity import effect, signal, state
 *
 * class Person:
 *     name = state("Ada")
 *
 * person = Person()
 * visits = signal(1)
 * effect(lambda: print(person.name, visits.get()))
 * person.name = "Grace"
 * visits.update(lambda n: n + 1)
 * ```
 *
 * ```text
 * Ada 1
 * Grace 1
 * Grace 2
 * ```
 *
 * Since: 0.1
 */

G_DEFINE_TYPE (ReactivitySignal, reactivity_signal, REACTIVITY_TYPE_SOURCE)

enum
{
  PROP_0,
  PROP_VALUE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

GParamSpec *
reactivity_signal_value_pspec (void)
{
  return properties[PROP_VALUE];
}

static inline gboolean
is_signal (gconstpointer self)
{
  return G_LIKELY (reactivity_is_exactly (self, reactivity_source_types[0])) ||
         REACTIVITY_IS_SIGNAL ((gpointer) self);
}

/* After a write: tells the graph. */
static inline gboolean
tell (ReactivitySignal *self, ReactivityWrite write)
{
  RgNode *core = reactivity_node_core (self);

  if (write == REACTIVITY_WRITE_SAME)
    return FALSE;

  if (G_LIKELY (write == REACTIVITY_WRITE_CHANGED))
    rg_node_changed (core);
  else
    rg_node_restored (core);
  return TRUE;
}

/* A signal that was made without a value takes the type of the first one. */
static gboolean
check_type (ReactivitySignal *self, GType type, const char *func)
{
  ReactivitySourcePrivate *priv = reactivity_source_private (self);
  g_autofree char *name = NULL;

  if (priv->value.g_type == 0)
    {
      reactivity_source_set_initial_type (REACTIVITY_SOURCE (self), type);
      return TRUE;
    }

  if (g_value_type_compatible (type, priv->value.g_type))
    return TRUE;

  name = reactivity_node_describe (reactivity_node_core (self));
  g_critical ("%s: %s holds values of type %s; one of type %s was not set", func, name,
              G_VALUE_TYPE_NAME (&priv->value), g_type_name (type));
  return FALSE;
}

/* C sets a value that is kept elsewhere. */
static gboolean
store_elsewhere (ReactivitySignal *self, const GValue *value)
{
  RgNode *core = reactivity_node_core (self);
  const ReactivityLanguage *language = core->language;

  if (language != NULL && language->store != NULL)
    return language->store (core, value);

  g_critical ("%s takes no values from C", G_OBJECT_TYPE_NAME (self));
  return FALSE;
}

/* Takes @value. */
static gboolean
store (ReactivitySignal *self, GValue *value)
{
  gboolean changed = store_elsewhere (self, value);

  g_value_unset (value);
  return changed;
}

/* Comparing and dropping values calls user code, which may drop the last reference. */
static gboolean
set_held (ReactivitySignal *self, ReactivityKind kind, GValue *value)
{
  g_autoptr (ReactivitySignal) held = g_object_ref (self);

  return tell (held, reactivity_source_write (REACTIVITY_SOURCE (held), kind, value));
}

/* Takes @value and leaves it unset. @kind is a constant in the typed functions. */
static inline gboolean
set (ReactivitySignal *self, ReactivityKind kind, GValue *value, const char *func)
{
  ReactivitySource *source = (ReactivitySource *) self;
  const GType type = reactivity_source_private (self)->value.g_type;

  if (G_UNLIKELY (!reactivity_source_private (self)->computed))
    return store (self, value);

  if (G_UNLIKELY (type != value->g_type) && !check_type (self, value->g_type, func))
    {
      g_value_unset (value);
      return FALSE;
    }

  if (G_UNLIKELY (reactivity_source_private (self)->custom || kind == REACTIVITY_KIND_IDENTITY))
    return set_held (self, kind, value);
  return tell (self, reactivity_source_write (source, kind, value));
}

/* The property takes any value that can be made into one of the signal's type, as GObject does. */
static void
set_boxed (ReactivitySignal *self, const GValue *value)
{
  ReactivitySourcePrivate *priv = reactivity_source_private (self);
  g_auto (GValue) converted = G_VALUE_INIT;

  if (value == NULL)
    {
      g_critical ("value: there is no GValue");
      return;
    }

  if (!priv->computed || priv->value.g_type == 0 ||
      g_value_type_compatible (G_VALUE_TYPE (value), priv->value.g_type))
    {
      reactivity_signal_set_value (self, value);
      return;
    }

  g_value_init (&converted, priv->value.g_type);
  if (g_value_transform (value, &converted))
    reactivity_signal_set_value (self, &converted);
  else
    check_type (self, G_VALUE_TYPE (value), "value");
}

static void
reactivity_signal_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_auto (GValue) copy = G_VALUE_INIT;

  switch (prop_id)
    {
    case PROP_VALUE:
      reactivity_source_get_value (REACTIVITY_SOURCE (object), &copy);
      if (G_IS_VALUE (&copy))
        g_value_set_boxed (value, &copy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reactivity_signal_set_property (GObject *object, guint prop_id, const GValue *value,
                                GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_VALUE:
      set_boxed (REACTIVITY_SIGNAL (object), g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reactivity_signal_class_init (ReactivitySignalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = reactivity_signal_get_property;
  object_class->set_property = reactivity_signal_set_property;

  /**
   * ReactivitySignal:value:
   *
   * The value, as in [property@Source:value], and writable: what is set is transformed into a value
   * of the signal's type.
   *
   * Since: 0.1
   */
  properties[PROP_VALUE] =
      g_param_spec_boxed ("value", NULL, NULL, G_TYPE_VALUE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  if (G_TYPE_FROM_CLASS (klass) == REACTIVITY_TYPE_SIGNAL)
    reactivity_source_types[0] = REACTIVITY_TYPE_SIGNAL;
}

static void
reactivity_signal_init (ReactivitySignal *self)
{
  reactivity_source_private (self)->computed = TRUE;
}

/* Takes @value. */
static ReactivitySignal *
make (ReactivityContext *context, GValue *value, const char *func)
{
  RgGraph *graph = reactivity_graph_for (context, func);
  ReactivitySignal *self;

  if (graph == NULL)
    {
      g_value_unset (value);
      return NULL;
    }

  self = reactivity_node_new (REACTIVITY_TYPE_SIGNAL, graph);
  reactivity_source_private (self)->kind = reactivity_kind_of (value->g_type);
  reactivity_source_private (self)->value = *value;
  return self;
}

/**
 * reactivity_signal_new:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @value: the first value; it gives the type
 *
 * Makes a signal.
 *
 * Returns: (transfer full): a new signal
 * Since: 0.1
 */
ReactivitySignal *
reactivity_signal_new (ReactivityContext *context, const GValue *value)
{
  GValue copy = G_VALUE_INIT;

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (G_IS_VALUE (value), NULL);

  g_value_init (&copy, G_VALUE_TYPE (value));
  g_value_copy (value, &copy);
  return make (context, &copy, G_STRFUNC);
}

/**
 * reactivity_signal_new_boolean:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @value: the first value
 *
 * Makes a signal of type %G_TYPE_BOOLEAN.
 *
 * Returns: (transfer full): a new signal
 * Since: 0.1
 */
ReactivitySignal *
reactivity_signal_new_boolean (ReactivityContext *context, gboolean value)
{
  GValue first = { G_TYPE_BOOLEAN, { { .v_int = value != FALSE } } };

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);

  return make (context, &first, G_STRFUNC);
}

/**
 * reactivity_signal_new_int:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @value: the first value
 *
 * Makes a signal of type %G_TYPE_INT.
 *
 * Returns: (transfer full): a new signal
 * Since: 0.1
 */
ReactivitySignal *
reactivity_signal_new_int (ReactivityContext *context, int value)
{
  GValue first = { G_TYPE_INT, { { .v_int = value } } };

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);

  return make (context, &first, G_STRFUNC);
}

/**
 * reactivity_signal_new_int64:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @value: the first value
 *
 * Makes a signal of type %G_TYPE_INT64.
 *
 * Returns: (transfer full): a new signal
 * Since: 0.1
 */
ReactivitySignal *
reactivity_signal_new_int64 (ReactivityContext *context, gint64 value)
{
  GValue first = { G_TYPE_INT64, { { .v_int64 = value } } };

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);

  return make (context, &first, G_STRFUNC);
}

/**
 * reactivity_signal_new_double:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @value: the first value
 *
 * Makes a signal of type %G_TYPE_DOUBLE.
 *
 * Returns: (transfer full): a new signal
 * Since: 0.1
 */
ReactivitySignal *
reactivity_signal_new_double (ReactivityContext *context, double value)
{
  GValue first = { G_TYPE_DOUBLE, { { .v_double = value } } };

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);

  return make (context, &first, G_STRFUNC);
}

/**
 * reactivity_signal_new_string:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @value: (nullable): the first value
 *
 * Makes a signal of type %G_TYPE_STRING.
 *
 * Returns: (transfer full): a new signal
 * Since: 0.1
 */
ReactivitySignal *
reactivity_signal_new_string (ReactivityContext *context, const char *value)
{
  GValue first = { G_TYPE_STRING, { { .v_pointer = g_strdup (value) } } };

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);

  return make (context, &first, G_STRFUNC);
}

/**
 * reactivity_signal_new_object:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @object_type: the type of the objects, %G_TYPE_OBJECT or a type below it
 * @value: (nullable) (type GObject) (transfer none): the first object; the signal takes a reference
 *
 * Makes a signal that holds objects.
 *
 * Returns: (transfer full): a new signal
 * Since: 0.1
 */
ReactivitySignal *
reactivity_signal_new_object (ReactivityContext *context, GType object_type, gpointer value)
{
  GValue first = G_VALUE_INIT;

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (g_type_is_a (object_type, G_TYPE_OBJECT), NULL);
  g_return_val_if_fail (value == NULL || g_type_is_a (G_OBJECT_TYPE (value), object_type), NULL);

  g_value_init (&first, object_type);
  g_value_set_object (&first, value);
  return make (context, &first, G_STRFUNC);
}

/**
 * reactivity_signal_set_value:
 * @self: a signal
 * @value: a value of the signal's type
 *
 * Sets the value, unless it equals the one that is there.
 *
 * Returns: %TRUE if the value changed
 * Since: 0.1
 */
gboolean
reactivity_signal_set_value (ReactivitySignal *self, const GValue *value)
{
  ReactivityKind kind;
  GValue copy = G_VALUE_INIT;

  g_return_val_if_fail (is_signal (self), FALSE);
  g_return_val_if_fail (G_IS_VALUE (value), FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  if (G_UNLIKELY (!reactivity_source_private (self)->computed))
    return store_elsewhere (self, value);

  kind = reactivity_source_private (self)->kind;
  if (value->g_type == reactivity_source_private (self)->value.g_type &&
      reactivity_kind_is_plain (kind))
    {
      copy = *value;
      return set (self, kind, &copy, G_STRFUNC);
    }

  /* Of the signal's own type, which may be a parent of the value's. */
  if (!check_type (self, G_VALUE_TYPE (value), G_STRFUNC))
    return FALSE;
  g_value_init (&copy, reactivity_source_private (self)->value.g_type);
  g_value_copy (value, &copy);
  return set (self, reactivity_source_private (self)->kind, &copy, G_STRFUNC);
}

/**
 * reactivity_signal_set_boolean:
 * @self: a signal of type %G_TYPE_BOOLEAN
 * @value: the new value
 *
 * Sets the value, unless it equals the one that is there.
 *
 * Returns: %TRUE if the value changed
 * Since: 0.1
 */
gboolean
reactivity_signal_set_boolean (ReactivitySignal *self, gboolean value)
{
  g_return_val_if_fail (is_signal (self), FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  return set (self, REACTIVITY_KIND_INT,
              &(GValue){ G_TYPE_BOOLEAN, { { .v_int = value != FALSE } } }, G_STRFUNC);
}

/**
 * reactivity_signal_set_int:
 * @self: a signal of type %G_TYPE_INT
 * @value: the new value
 *
 * Sets the value, unless it equals the one that is there.
 *
 * Returns: %TRUE if the value changed
 * Since: 0.1
 */
gboolean
reactivity_signal_set_int (ReactivitySignal *self, int value)
{
  g_return_val_if_fail (is_signal (self), FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  return set (self, REACTIVITY_KIND_INT, &(GValue){ G_TYPE_INT, { { .v_int = value } } },
              G_STRFUNC);
}

/**
 * reactivity_signal_set_int64:
 * @self: a signal of type %G_TYPE_INT64
 * @value: the new value
 *
 * Sets the value, unless it equals the one that is there.
 *
 * Returns: %TRUE if the value changed
 * Since: 0.1
 */
gboolean
reactivity_signal_set_int64 (ReactivitySignal *self, gint64 value)
{
  g_return_val_if_fail (is_signal (self), FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  return set (self, REACTIVITY_KIND_INT64, &(GValue){ G_TYPE_INT64, { { .v_int64 = value } } },
              G_STRFUNC);
}

/**
 * reactivity_signal_set_double:
 * @self: a signal of type %G_TYPE_DOUBLE
 * @value: the new value
 *
 * Sets the value, unless it equals the one that is there.
 *
 * Returns: %TRUE if the value changed
 * Since: 0.1
 */
gboolean
reactivity_signal_set_double (ReactivitySignal *self, double value)
{
  g_return_val_if_fail (is_signal (self), FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  return set (self, REACTIVITY_KIND_DOUBLE, &(GValue){ G_TYPE_DOUBLE, { { .v_double = value } } },
              G_STRFUNC);
}

/**
 * reactivity_signal_set_string:
 * @self: a signal of type %G_TYPE_STRING
 * @value: (nullable): the new value
 *
 * Sets the value, unless it equals the one that is there.
 *
 * Returns: %TRUE if the value changed
 * Since: 0.1
 */
gboolean
reactivity_signal_set_string (ReactivitySignal *self, const char *value)
{
  g_return_val_if_fail (is_signal (self), FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  return set (self, REACTIVITY_KIND_STRING,
              &(GValue){ G_TYPE_STRING, { { .v_pointer = g_strdup (value) } } }, G_STRFUNC);
}

/**
 * reactivity_signal_set_object:
 * @self: a signal that holds objects
 * @value: (nullable) (type GObject) (transfer none): the new object; the signal takes a reference
 *
 * Sets the object, unless it is the one that is there.
 *
 * Returns: %TRUE if the value changed
 * Since: 0.1
 */
gboolean
reactivity_signal_set_object (ReactivitySignal *self, gpointer value)
{
  GType type;
  GValue next = G_VALUE_INIT;

  g_return_val_if_fail (is_signal (self), FALSE);
  g_return_val_if_fail (value == NULL || G_IS_OBJECT (value), FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  type = reactivity_source_private (self)->value.g_type;
  if (value != NULL)
    type = G_OBJECT_TYPE (value);
  else if (!g_type_is_a (type, G_TYPE_OBJECT))
    type = G_TYPE_OBJECT;

  if (G_UNLIKELY (!reactivity_source_private (self)->computed))
    {
      g_value_init (&next, type);
      g_value_set_object (&next, value);
      return store (self, &next);
    }

  if (!check_type (self, type, G_STRFUNC))
    return FALSE;
  type = reactivity_source_private (self)->value.g_type;

  g_value_init (&next, type);
  g_value_set_object (&next, value);
  return set (self, REACTIVITY_KIND_IDENTITY, &next, G_STRFUNC);
}

/**
 * reactivity_signal_update:
 * @self: a signal
 * @func: (scope call): changes a copy of the value in place
 * @user_data: data for @func
 *
 * Sets the value to what @func makes of it. The read is not tracked.
 *
 * Returns: %TRUE if the value changed
 * Since: 0.1
 */
gboolean
reactivity_signal_update (ReactivitySignal *self, ReactivitySignalUpdateFunc func,
                          gpointer user_data)
{
  g_autoptr (ReactivitySignal) held = NULL;
  const GValue *current;
  g_auto (GValue) value = G_VALUE_INIT;

  g_return_val_if_fail (is_signal (self), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  /* @func may drop the last reference. */
  held = g_object_ref (self);
  current = reactivity_source_peek_value (REACTIVITY_SOURCE (self));
  g_return_val_if_fail (current != NULL, FALSE);

  g_value_init (&value, G_VALUE_TYPE (current));
  g_value_copy (current, &value);
  func (&value, user_data);
  return reactivity_signal_set_value (self, &value);
}

/* A write on its way from another thread. */
typedef struct
{
  ReactivitySignal *signal; /* (owned) */
  GValue value;
} Post;

static void
post_free (gpointer data)
{
  Post *post = data;

  g_object_unref (post->signal);
  g_value_unset (&post->value);
  g_free (post);
}

static void
post_cb (gpointer data)
{
  Post *post = data;

  reactivity_signal_set_value (post->signal, &post->value);
}

/**
 * reactivity_signal_post_value:
 * @self: a signal
 * @value: a value of the signal's type
 *
 * Has the value set by the main context of the signal's context. May be called on any thread that
 * holds a reference to the signal.
 *
 * Values arrive in the order in which they were posted; those of one iteration of the main context
 * are one batch, so that effects see only the last.
 *
 * Since: 0.1
 */
void
reactivity_signal_post_value (ReactivitySignal *self, const GValue *value)
{
  Post *post;

  g_return_if_fail (REACTIVITY_IS_SIGNAL (self));
  g_return_if_fail (G_IS_VALUE (value));

  post = g_new0 (Post, 1);
  post->signal = g_object_ref (self);
  g_value_init (&post->value, G_VALUE_TYPE (value));
  g_value_copy (value, &post->value);

  reactivity_post (reactivity_node_get_context (REACTIVITY_NODE (self)), post_cb, post, post_free);
}
