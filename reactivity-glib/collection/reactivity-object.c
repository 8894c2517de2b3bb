/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-object.h"

#include "reactivity-property-private.h"

#include "object/reactivity-error.h"
#include "object/reactivity-value-private.h"

#include <glib/gi18n-lib.h>

/**
 * ReactivityObject:
 *
 * The properties of any object, tracked one by one.
 *
 * ```c
 * static gboolean
 * print_enabled (gpointer action, GError **error)
 * {
 *   const GValue *enabled = reactivity_object_get (action, "enabled", error);
 *
 *   if (enabled != NULL)
 *     g_print ("%d\n", g_value_get_boolean (enabled));
 *   return enabled != NULL;
 * }
 *
 * // later:
 * g_autoptr (GSimpleAction) save = g_simple_action_new ("save", NULL);
 * g_autoptr (ReactivityObject) action = reactivity_object_new (NULL, G_OBJECT (save));
 * g_autoptr (ReactivityEffect) effect = reactivity_effect_new (NULL, print_enabled, action, NULL);
 *
 * g_simple_action_set_enabled (save, FALSE);
 * reactivity_object_set (action, "enabled", REACTIVITY_BOOLEAN (TRUE), NULL);
 * ```
 *
 * ```text
 * 1
 * 0
 * 1
 * ```
 *
 * ## When it runs
 *
 * When the object says, by [signal@GObject.Object::notify], that a property has changed, and its
 * value really is another one, what has read that property is due, whoever has set it.
 *
 * ## Memory
 *
 * It holds the object. A handler of `notify` is connected for each property that a computation reads,
 * and goes with its last reader.
 *
 * ## Errors
 *
 * A property that does not exist, or that cannot be read or written, gives an error that says so. A
 * property that does not notify cannot be tracked.
 *
 * ## Threads
 *
 * It is used on the thread of its context only. An object may notify on another one: that is handed
 * over to the main context, where the property is then read.
 *
 * ## In Python and JavaScript
 *
 * `reactive (object)`, with the properties as attributes.
 *
 * Since: 0.1
 */
struct _ReactivityObject
{
  ReactivityNode parent_instance;

  GObject *target;     /* (owned) */
  GHashTable *tracked; /* (owned) (nullable) the properties that somebody reads, by GParamSpec */
  GValue value;        /* what was returned last */
};

G_DEFINE_FINAL_TYPE (ReactivityObject, reactivity_object, REACTIVITY_TYPE_NODE)

static void
reactivity_object_finalize (GObject *object)
{
  ReactivityObject *self = REACTIVITY_OBJECT (object);

  g_clear_pointer (&self->tracked, g_hash_table_unref);
  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
  g_clear_object (&self->target);

  G_OBJECT_CLASS (reactivity_object_parent_class)->finalize (object);
}

static void
reactivity_object_visit_parts (ReactivityNode *node, ReactivityPartFunc func, gpointer data)
{
  ReactivityObject *self = REACTIVITY_OBJECT (node);

  reactivity_key_table_visit (self->tracked, func, data);
  if (self->target != NULL)
    func (self->target, data);
}

static const ReactivityNodeHooks hooks = {
  .visit_parts = reactivity_object_visit_parts,
};

static void
reactivity_object_class_init (ReactivityObjectClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reactivity_object_finalize;
  REACTIVITY_NODE_CLASS (klass)->hooks = &hooks;
}

static void
reactivity_object_init (ReactivityObject *self G_GNUC_UNUSED)
{
}

/* (nullable): the property, if the object has it */
static GParamSpec *
find (ReactivityObject *self, const char *property, GError **error)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (self->target), property);

  if (pspec == NULL)
    g_set_error (error, REACTIVITY_ERROR, REACTIVITY_ERROR_NO_PROPERTY,
                 _ ("%s has no property “%s”"), G_OBJECT_TYPE_NAME (self->target), property);
  return pspec;
}

static gboolean
check_writable (ReactivityObject *self, GParamSpec *pspec, GError **error)
{
  if (!(pspec->flags & G_PARAM_WRITABLE))
    {
      g_set_error (error, REACTIVITY_ERROR, REACTIVITY_ERROR_NOT_WRITABLE,
                   _ ("The property “%s” of %s can only be read"), pspec->name,
                   G_OBJECT_TYPE_NAME (self->target));
      return FALSE;
    }

  if (pspec->flags & G_PARAM_CONSTRUCT_ONLY)
    {
      g_set_error (error, REACTIVITY_ERROR, REACTIVITY_ERROR_NOT_WRITABLE,
                   _ ("The property “%s” of %s can only be set when the object is made"),
                   pspec->name, G_OBJECT_TYPE_NAME (self->target));
      return FALSE;
    }

  return TRUE;
}

/**
 * reactivity_object_new:
 * @context: (nullable): a context, or %NULL for that of the thread
 * @target: the object
 *
 * Makes the properties of an object readable for computations.
 *
 * Returns: (transfer full): a new object
 * Since: 0.1
 */
ReactivityObject *
reactivity_object_new (ReactivityContext *context, GObject *target)
{
  RgGraph *graph;
  ReactivityObject *self;

  g_return_val_if_fail (context == NULL || REACTIVITY_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (G_IS_OBJECT (target), NULL);

  graph = reactivity_graph_for (context, G_STRFUNC);
  if (graph == NULL)
    return NULL;

  self = reactivity_node_new (REACTIVITY_TYPE_OBJECT, graph);
  self->target = g_object_ref (target);
  return self;
}

/**
 * reactivity_object_get_target:
 * @self: an object
 *
 * The object whose properties these are.
 *
 * Returns: (transfer none): the object
 * Since: 0.1
 */
GObject *
reactivity_object_get_target (ReactivityObject *self)
{
  g_return_val_if_fail (REACTIVITY_IS_OBJECT (self), NULL);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, NULL);

  return self->target;
}

/**
 * reactivity_object_get:
 * @self: an object
 * @property: the name of a property
 * @error: return location for an error
 *
 * Reads a property. Tracks it.
 *
 * Returns: (transfer none) (nullable): the value, valid until the next call; %NULL with @error set if
 *   there is none
 * Since: 0.1
 */
const GValue *
reactivity_object_get (ReactivityObject *self, const char *property, GError **error)
{
  GParamSpec *pspec;
  GValue value = G_VALUE_INIT;
  GValue old;

  g_return_val_if_fail (REACTIVITY_IS_OBJECT (self), NULL);
  g_return_val_if_fail (property != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, NULL);

  pspec = find (self, property, error);
  if (pspec == NULL)
    return NULL;
  if (!(pspec->flags & G_PARAM_READABLE))
    {
      g_set_error (error, REACTIVITY_ERROR, REACTIVITY_ERROR_NOT_READABLE,
                   _ ("The property “%s” of %s can only be written"), pspec->name,
                   G_OBJECT_TYPE_NAME (self->target));
      return NULL;
    }

  g_object_get_property (self->target, pspec->name, &value);
  reactivity_property_track (&self->tracked, reactivity_node_core (self)->graph, self->target,
                             pspec, &value);

  old = self->value;
  self->value = value;
  if (G_IS_VALUE (&old))
    g_value_unset (&old);
  return &self->value;
}

/**
 * reactivity_object_set:
 * @self: an object
 * @property: the name of a property
 * @value: a value that can be transformed into one of the property's type
 * @error: return location for an error
 *
 * Sets a property.
 *
 * Returns: %TRUE if it was set, %FALSE if @error was
 * Since: 0.1
 */
gboolean
reactivity_object_set (ReactivityObject *self, const char *property, const GValue *value,
                       GError **error)
{
  GParamSpec *pspec;
  g_auto (GValue) converted = G_VALUE_INIT;

  g_return_val_if_fail (REACTIVITY_IS_OBJECT (self), FALSE);
  g_return_val_if_fail (property != NULL, FALSE);
  g_return_val_if_fail (G_IS_VALUE (value), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  pspec = find (self, property, error);
  if (pspec == NULL || !check_writable (self, pspec, error))
    return FALSE;

  g_value_init (&converted, pspec->value_type);
  if (!reactivity_value_convert (value, &converted) &&
      (G_VALUE_HOLDS_DOUBLE (value) || !g_value_transform (value, &converted)))
    {
      g_set_error (error, REACTIVITY_ERROR, REACTIVITY_ERROR_WRONG_TYPE,
                   _ ("The property “%s” of %s is a %s, not a %s"), pspec->name,
                   G_OBJECT_TYPE_NAME (self->target), g_type_name (pspec->value_type),
                   G_VALUE_TYPE_NAME (value));
      return FALSE;
    }

  g_object_set_property (self->target, pspec->name, &converted);
  return TRUE;
}
