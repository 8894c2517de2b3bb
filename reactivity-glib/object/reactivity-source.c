/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-error.h"
#include "reactivity-frames-private.h"
#include "reactivity-journal-private.h"
#include "reactivity-language-private.h"
#include "reactivity-listeners-private.h"
#include "reactivity-memoized.h"
#include "reactivity-signal-private.h"

#include "core/propagate.h"
#include "core/refresh.h"

/**
 * ReactivitySource:
 *
 * A node with a value that can be read: [class@Signal], [class@Derived] and [class@Memoized].
 *
 * Reading inside a computation links the two: the computation runs again when the value changes.
 *
 * ```c
 * g_autoptr (ReactivitySignal) name = reactivity_signal_new_string (NULL, "Ada");
 * ReactivitySource *source = REACTIVITY_SOURCE (name);
 * g_auto (GValue) value = G_VALUE_INIT;
 *
 * g_print ("%s\n", reactivity_source_get_string (source));
 *
 * reactivity_source_get_value (source, &value);
 * g_print ("%s\n", g_value_get_string (&value));
 *
 * g_print ("%s\n", g_value_get_string (reactivity_source_peek_value (source)));
 * ```
 *
 * ```text
 * Ada
 * Ada
 * Ada
 * ```
 *
 * ## When it runs
 *
 * A read brings a derived up to date first. [method@Source.peek_value] does that, too, but does not
 * link.
 *
 * ## Memory
 *
 * Values that are returned with transfer none belong to the source, and are valid until it changes.
 *
 * ## Errors
 *
 * [method@Source.read_value] returns the error of a source that failed. The other functions return
 * the zero of their type, and the computation that called them fails with the same error when its
 * function returns; outside a computation the error goes to [signal@Context::error].
 * Reading a value as something that it is not is a programming error.
 *
 * ## Threads
 *
 * A source is used on the thread of its context only.
 *
 * ## In Python and JavaScript
 *
 * Values of the language stay with the language; C sees them when it asks.
 *
 * In Python `get ()`, `value` and calling a derived are reads that are tracked; `peek ()` and `get
 * (track=False)` are not. Reading a source that has failed raises its exception. C sees a Python
 * value as a boolean, an int64, a double, a string or an object where it is one, and otherwise as a
 * boxed one that is the same object again in Python.
 *
 * Since: 0.1
 */

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ReactivitySource, reactivity_source, REACTIVITY_TYPE_NODE)

enum
{
  PROP_0,
  PROP_VALUE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

int reactivity_source_offset;
GType reactivity_source_types[3];

/* A source whose value is kept elsewhere has none here until C asks. */
static inline gboolean
is_elsewhere (ReactivitySource *self)
{
  return reactivity_source_private (self)->value.g_type == 0;
}

/* Asks for it, best as @type. */
static void
fetch (ReactivitySource *self, GType type)
{
  ReactivitySourceClass *klass = REACTIVITY_SOURCE_GET_CLASS (self);
  RgNode *core = reactivity_node_core (self);

  if (reactivity_language_keeps_value (core))
    reactivity_language_of (core)->publish (core, type);
  else if (klass->publish != NULL)
    klass->publish (self);
}

/* How deep the stack is has nothing to do with what was read: no result that depends on it is kept. */
void
reactivity_source_run_again (RgGraph *graph)
{
  for (RgFrame *frame = graph->frame; frame != NULL; frame = frame->prev)
    {
      if (frame->node == NULL)
        continue;
      if (frame->node->flags & RG_AGAIN)
        break;
      frame->node->flags |= RG_AGAIN;
    }
}

/* A source that is being read, until that is over. */
typedef ReactivitySource Reading;

static void
end_reading (Reading *reading)
{
  reactivity_node_end_read (reactivity_node_core (reading), FALSE);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, end_reading)

/* The ways of a read that are not the usual one. FALSE: there is no value; the error is in @error,
 * or with whoever has to have it when @error is NULL. A function may drop the last reference: the
 * node goes when @held is left then. */
static gboolean
read_slow (ReactivitySource *self, gboolean track, Reading **held, GError **error)
{
  RgNode *core = reactivity_node_core (self);
  GError *failure = NULL;
  RgResult result;

  if (!core->reading)
    {
      core->reading = TRUE;
      *held = self;
    }
  result = rg_refresh (core);

  if (track && core->graph->active != NULL)
    {
      /* It could not be refreshed, but the reader wants to hear of the next change. */
      if (result != RG_OK)
        core->graph->active->flags |= RG_SELF;
      rg_track (core);
    }

  if (result == RG_TOO_DEEP)
    reactivity_source_run_again (core->graph);

  if (result != RG_OK)
    failure = reactivity_error_for (core, result);
  else if (core->flags & RG_FAILED)
    failure = g_error_copy (reactivity_node_get_error (core));
  else
    return TRUE;

  if (error != NULL)
    *error = failure;
  else
    reactivity_node_hand_on (core, failure);
  return FALSE;
}

#define NEEDS_CARE (RG_UNREADY | RG_FAILED | RG_RUNNING)

/* Every read comes through here. */
static inline gboolean
begin_read (ReactivitySource *self, gboolean track, Reading **held, GError **error)
{
  RgNode *core = reactivity_node_core (self);

  if (G_UNLIKELY (core->flags & NEEDS_CARE))
    return read_slow (self, track, held, error);

  if (track)
    rg_track (core);
  return TRUE;
}

static gboolean
check_type (ReactivitySource *self, GType type, const char *func)
{
  const GValue *value = &reactivity_source_private (self)->value;
  g_autofree char *name = NULL;

  if (is_elsewhere (self) || reactivity_language_keeps_value (reactivity_node_core (self)))
    fetch (self, type);
  if (G_VALUE_HOLDS (value, type))
    return TRUE;

  name = reactivity_node_describe (reactivity_node_core (self));
  g_critical ("%s: %s holds a value of type %s, not %s", func, name,
              value->g_type != 0 ? G_VALUE_TYPE_NAME (value) : "nothing", g_type_name (type));
  return FALSE;
}

/* TRUE when there is a value of @type to be read. */
static inline gboolean
read_as (ReactivitySource *self, GType type, Reading **held, const char *func)
{
  if (!begin_read (self, TRUE, held, NULL))
    return FALSE;

  return G_LIKELY (reactivity_source_private (self)->value.g_type == type) ||
         check_type (self, type, func);
}

void
reactivity_source_set_initial_type (ReactivitySource *self, GType type)
{
  ReactivitySourcePrivate *priv = reactivity_source_private (self);

  priv->kind = reactivity_kind_of (type);
  if (reactivity_kind_is_plain (priv->kind) || priv->kind == REACTIVITY_KIND_STRING)
    priv->value.g_type = type; /* as g_value_init() does, for zeroed memory */
  else
    g_value_init (&priv->value, type);
}

/* In a flush: tells GObject's listeners, if there are any, and if the value is not the one that was
 * @seen. They are not part of any run. */
void
reactivity_source_announce (ReactivityNode *self, guint32 seen)
{
  RgNode *core = reactivity_node_core (self);
  RgGraph *graph = core->graph;
  guint batches = graph->batches;
  RgFrame frame;

  if (!reactivity_has_listeners (self, properties[PROP_VALUE]))
    return;

  g_object_ref (self);
  rg_graph_enter_outside (graph, &frame);

  rg_refresh (core);
  if (core->version != seen)
    g_object_notify_by_pspec (G_OBJECT (self), REACTIVITY_IS_SIGNAL (self)
                                                   ? reactivity_signal_value_pspec ()
                                                   : properties[PROP_VALUE]);

  reactivity_frames_balance (reactivity_context_of (graph), &frame, batches, "A notify handler");
  rg_graph_leave (graph, &frame);
  g_object_unref (self);
}

/* What C was given is not the value any more. */
void
reactivity_source_forget_published (ReactivitySource *self)
{
  reactivity_node_core (self)->flags &= ~REACTIVITY_FLAG_PUBLISHED;
  g_value_unset (&reactivity_source_private (self)->value);
}

/**
 * ReactivitySourceClass::publish:
 * @self: a source that keeps its value elsewhere
 *
 * Asks the source to hand its value over to C, with [method@Source.publish_value].
 *
 * Called when C reads the value for the first time since the last change.
 *
 * Since: 0.1
 */

static void
reactivity_source_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ReactivitySource *self = REACTIVITY_SOURCE (object);
  g_auto (GValue) copy = G_VALUE_INIT;

  switch (prop_id)
    {
    case PROP_VALUE:
      reactivity_source_get_value (self, &copy);
      g_value_set_boxed (value, &copy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reactivity_source_finalize (GObject *object)
{
  ReactivitySource *self = REACTIVITY_SOURCE (object);
  ReactivitySourcePrivate *priv = reactivity_source_private (self);

  if (priv->journal != 0)
    reactivity_journal_forget (self);
  if (priv->value.g_type != 0 && !reactivity_kind_is_plain (priv->kind))
    g_value_unset (&priv->value);

  G_OBJECT_CLASS (reactivity_source_parent_class)->finalize (object);
}

static const ReactivityNodeHooks hooks = { .announce = reactivity_source_announce };

static void
reactivity_source_class_init (ReactivitySourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = reactivity_source_get_property;
  object_class->finalize = reactivity_source_finalize;

  REACTIVITY_NODE_CLASS (klass)->hooks = &hooks;

  reactivity_source_offset = g_type_class_get_instance_private_offset (klass);
  reactivity_value_register_transforms ();

  /**
   * ReactivitySource:value:
   *
   * The value, as a GValue in a box: GBinding and GtkExpression look into it.
   *
   * Reading it is a read like any other. `notify::value` is emitted in the flush, once for all the
   * changes of a batch, and only if there is a listener. A derived that has a listener is brought
   * up to date by the flush, from the first time on that it is read after connecting.
   *
   * Since: 0.1
   */
  properties[PROP_VALUE] =
      g_param_spec_boxed ("value", NULL, NULL, G_TYPE_VALUE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
reactivity_source_init (ReactivitySource *self)
{
  if (G_UNLIKELY (reactivity_listeners_bits () == 0))
    reactivity_node_core (self)->flags |= RG_WATCHED;
}

/**
 * reactivity_source_get_value_type:
 * @self: a source
 *
 * The type of the value.
 *
 * Returns: the type; %G_TYPE_INVALID while there is no value yet
 * Since: 0.1
 */
GType
reactivity_source_get_value_type (ReactivitySource *self)
{
  g_return_val_if_fail (REACTIVITY_IS_SOURCE (self), G_TYPE_INVALID);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, G_TYPE_INVALID);

  return reactivity_source_private (self)->value.g_type;
}

/**
 * reactivity_source_peek_value:
 * @self: a source
 *
 * Reads the value without linking the active computation to it.
 *
 * Returns: (transfer none) (nullable): the value, valid until the source changes; %NULL if the
 *   source failed
 * Since: 0.1
 */
const GValue *
reactivity_source_peek_value (ReactivitySource *self)
{
  g_autoptr (Reading) held = NULL;

  g_return_val_if_fail (reactivity_is_source (self), NULL);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, NULL);

  if (!begin_read (self, FALSE, &held, NULL))
    return NULL;
  if (is_elsewhere (self))
    fetch (self, G_TYPE_NONE);

  /* It goes when this returns. */
  if (held != NULL && (reactivity_node_core (self)->flags & RG_KEPT))
    return NULL;
  return is_elsewhere (self) ? NULL : &reactivity_source_private (self)->value;
}

static void
copy_value (ReactivitySource *self, GValue *value)
{
  ReactivitySourcePrivate *priv = reactivity_source_private (self);

  if (is_elsewhere (self))
    fetch (self, value->g_type != 0 ? value->g_type : G_TYPE_NONE);
  if (is_elsewhere (self))
    return;

  if (reactivity_kind_is_plain (priv->kind) &&
      (value->g_type == priv->value.g_type || value->g_type == 0))
    {
      value->g_type = priv->value.g_type;
      value->data[0] = priv->value.data[0];
      return;
    }

  if (value->g_type == 0)
    g_value_init (value, priv->value.g_type);
  if (!g_value_transform (&priv->value, value))
    g_critical ("a reactive value of type %s cannot be used as %s",
                G_VALUE_TYPE_NAME (&priv->value), G_VALUE_TYPE_NAME (value));
}

/**
 * reactivity_source_get_value:
 * @self: a source
 * @value: (out caller-allocates): where to put a copy: either zeroed, or initialized with a type to
 *   which the value can be transformed
 *
 * Reads the value. If the source failed, @value gets the zero of the type.
 *
 * Since: 0.1
 */
void
reactivity_source_get_value (ReactivitySource *self, GValue *value)
{
  g_autoptr (Reading) held = NULL;

  g_return_if_fail (reactivity_is_source (self));
  g_return_if_fail (value != NULL);
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  if (begin_read (self, TRUE, &held, NULL))
    copy_value (self, value);
  else if (value->g_type != 0)
    g_value_reset (value);
  else if (!is_elsewhere (self))
    g_value_init (value, reactivity_source_private (self)->value.g_type);
}

/**
 * reactivity_source_read_value:
 * @self: a source
 * @value: (out caller-allocates): where to put a copy, as in [method@Source.get_value]
 * @error: return location for an error
 *
 * Reads the value of a source that may have failed.
 *
 * Returns: %TRUE if @value was set, %FALSE if @error was
 * Since: 0.1
 */
gboolean
reactivity_source_read_value (ReactivitySource *self, GValue *value, GError **error)
{
  g_autoptr (Reading) held = NULL;
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (reactivity_is_source (self), FALSE);
  g_return_val_if_fail (value != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  if (!begin_read (self, TRUE, &held, &failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  copy_value (self, value);
  return TRUE;
}

/**
 * reactivity_source_get_boolean:
 * @self: a source that holds a boolean
 *
 * Reads the value; %FALSE if the source failed.
 *
 * Returns: the value
 * Since: 0.1
 */
gboolean
reactivity_source_get_boolean (ReactivitySource *self)
{
  g_autoptr (Reading) held = NULL;

  g_return_val_if_fail (reactivity_is_source (self), FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  return read_as (self, G_TYPE_BOOLEAN, &held, G_STRFUNC)
             ? reactivity_source_private (self)->value.data[0].v_int
             : FALSE;
}

/**
 * reactivity_source_get_int:
 * @self: a source that holds an integer
 *
 * Reads the value; 0 if the source failed.
 *
 * Returns: the value
 * Since: 0.1
 */
int
reactivity_source_get_int (ReactivitySource *self)
{
  g_autoptr (Reading) held = NULL;

  g_return_val_if_fail (reactivity_is_source (self), 0);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, 0);

  return read_as (self, G_TYPE_INT, &held, G_STRFUNC)
             ? reactivity_source_private (self)->value.data[0].v_int
             : 0;
}

/**
 * reactivity_source_get_int64:
 * @self: a source that holds a 64-bit integer
 *
 * Reads the value; 0 if the source failed.
 *
 * Returns: the value
 * Since: 0.1
 */
gint64
reactivity_source_get_int64 (ReactivitySource *self)
{
  g_autoptr (Reading) held = NULL;

  g_return_val_if_fail (reactivity_is_source (self), 0);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, 0);

  return read_as (self, G_TYPE_INT64, &held, G_STRFUNC)
             ? reactivity_source_private (self)->value.data[0].v_int64
             : 0;
}

/**
 * reactivity_source_get_double:
 * @self: a source that holds a number
 *
 * Reads the value; 0 if the source failed.
 *
 * Returns: the value
 * Since: 0.1
 */
double
reactivity_source_get_double (ReactivitySource *self)
{
  g_autoptr (Reading) held = NULL;

  g_return_val_if_fail (reactivity_is_source (self), 0.0);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, 0.0);

  return read_as (self, G_TYPE_DOUBLE, &held, G_STRFUNC)
             ? reactivity_source_private (self)->value.data[0].v_double
             : 0.0;
}

/**
 * reactivity_source_get_string:
 * @self: a source that holds a string
 *
 * Reads the value; %NULL if the source failed.
 *
 * Returns: (transfer none) (nullable): the value, valid until the source changes
 * Since: 0.1
 */
const char *
reactivity_source_get_string (ReactivitySource *self)
{
  g_autoptr (Reading) held = NULL;

  g_return_val_if_fail (reactivity_is_source (self), NULL);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, NULL);

  return read_as (self, G_TYPE_STRING, &held, G_STRFUNC)
             ? reactivity_source_private (self)->value.data[0].v_pointer
             : NULL;
}

/**
 * reactivity_source_get_object:
 * @self: a source that holds an object
 *
 * Reads the value; %NULL if the source failed.
 *
 * Returns: (transfer none) (nullable) (type GObject): the value, valid until the source changes
 * Since: 0.1
 */
gpointer
reactivity_source_get_object (ReactivitySource *self)
{
  g_autoptr (Reading) held = NULL;

  g_return_val_if_fail (reactivity_is_source (self), NULL);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, NULL);

  return read_as (self, G_TYPE_OBJECT, &held, G_STRFUNC)
             ? reactivity_source_private (self)->value.data[0].v_pointer
             : NULL;
}

/**
 * reactivity_source_publish_value:
 * @self: a source that keeps its value elsewhere
 * @value: the value
 *
 * Hands the value over to C. Made for implementations of [vfunc@Source.publish].
 *
 * Since: 0.1
 */
void
reactivity_source_publish_value (ReactivitySource *self, const GValue *value)
{
  ReactivitySourcePrivate *priv;

  g_return_if_fail (REACTIVITY_IS_SOURCE (self));
  g_return_if_fail (G_IS_VALUE (value));
  g_return_if_fail (REACTIVITY_SOURCE_GET_CLASS (self)->publish != NULL ||
                    reactivity_language_keeps_value (reactivity_node_core (self)));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  priv = reactivity_source_private (self);
  if (priv->value.g_type != 0)
    g_value_unset (&priv->value);
  reactivity_source_set_initial_type (self, G_VALUE_TYPE (value));
  g_value_copy (value, &priv->value);
  reactivity_node_core (self)->flags |= REACTIVITY_FLAG_PUBLISHED | RG_ASK;
}
