/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-journal-private.h"

/* What a new value does to a source: it is compared with the one that is there, and takes its place. */

/* A ReactivityEqualFunc and its data. */
typedef struct
{
  ReactivityEqualFunc func;
  gpointer user_data;     /* (owned) by way of `destroy` */
  GDestroyNotify destroy; /* (nullable) */
} Equality;

static G_DEFINE_QUARK (reactivity_source_equality, source_equality)

static void
equality_free (gpointer data)
{
  Equality *equality = data;

  if (equality->destroy != NULL)
    equality->destroy (equality->user_data);
  g_free (equality);
}

gboolean
reactivity_source_is_equal (ReactivitySource *self, const GValue *a, const GValue *b)
{
  ReactivitySourcePrivate *priv = reactivity_source_private (self);
  Equality *equality;

  if (!priv->custom)
    return reactivity_kind_equal (priv->kind, a, b);

  equality = g_object_get_qdata (G_OBJECT (self), source_equality_quark ());
  return equality->func (a, b, equality->user_data);
}

static void
take_value (ReactivitySource *self, GValue *value)
{
  ReactivitySourcePrivate *priv = reactivity_source_private (self);
  GValue old = priv->value;

  /* Dropping the old value may call user code: the new one is in place by then. */
  memcpy (priv->value.data, value->data, sizeof value->data);
  *value = (GValue) G_VALUE_INIT;
  if (!reactivity_kind_is_plain (priv->kind))
    g_value_unset (&old);
}

/* As reactivity_source_write(), in all cases. Takes @value and leaves it unset. */
ReactivityWrite
reactivity_source_write_slow (ReactivitySource *self, GValue *value)
{
  ReactivitySourcePrivate *priv = reactivity_source_private (self);
  RgNode *core = reactivity_node_core (self);
  guint32 version;

  if (!priv->computed || priv->unchecked)
    {
      priv->computed = TRUE;
      take_value (self, value);
      return REACTIVITY_WRITE_CHANGED;
    }

  if (reactivity_source_is_equal (self, &priv->value, value))
    {
      g_value_unset (value);
      return REACTIVITY_WRITE_SAME;
    }

  if (priv->journal != 0 && reactivity_journal_find (self, value, &version))
    {
      rg_node_restore (core, version);
      take_value (self, value);
      return REACTIVITY_WRITE_RESTORED;
    }

  /* After a failure the version names that, and not the value. */
  if (core->graph->batches > 0 && !(core->flags & RG_FAILED) && !reactivity_journal_knows (self))
    reactivity_journal_add (self);
  take_value (self, value);
  return REACTIVITY_WRITE_CHANGED;
}

/**
 * reactivity_source_get_check_equality:
 * @self: a source
 *
 * Whether values are compared.
 *
 * Returns: %TRUE if a value that equals the one before is no change
 * Since: 0.1
 */
gboolean
reactivity_source_get_check_equality (ReactivitySource *self)
{
  g_return_val_if_fail (REACTIVITY_IS_SOURCE (self), FALSE);
  reactivity_return_val_if_off_thread (reactivity_node_core (self)->graph, FALSE);

  return !reactivity_source_private (self)->unchecked;
}

/**
 * reactivity_source_set_check_equality:
 * @self: a source
 * @check_equality: whether to compare values
 *
 * Turns the comparison of values off or on; it is on by default. Without it every write, and every
 * run of a derived, is a change.
 *
 * By default numbers are equal as numbers (and NaN to itself), strings, string arrays, #GBytes and
 * #GVariant by what they contain, and everything else when it is the same object.
 *
 * Since: 0.1
 */
void
reactivity_source_set_check_equality (ReactivitySource *self, gboolean check_equality)
{
  g_return_if_fail (REACTIVITY_IS_SOURCE (self));
  reactivity_return_if_off_thread (reactivity_node_core (self)->graph);

  reactivity_source_private (self)->unchecked = !check_equality;
}

/**
 * reactivity_source_set_equal_func:
 * @self: a source
 * @func: (nullable) (scope notified) (closure user_data) (destroy destroy): decides whether two
 *   values are equal; %NULL for the default
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data when it is no longer needed
 *
 * Sets how values are compared.
 *
 * Since: 0.1
 */
void
reactivity_source_set_equal_func (ReactivitySource *self, ReactivityEqualFunc func,
                                  gpointer user_data, GDestroyNotify destroy)
{
  Equality *equality = NULL;

  g_return_if_fail (REACTIVITY_IS_SOURCE (self));
  if (!reactivity_graph_check_thread (reactivity_node_core (self)->graph, G_STRFUNC))
    {
      if (destroy != NULL)
        destroy (user_data);
      return;
    }

  if (func != NULL)
    {
      equality = g_new0 (Equality, 1);
      equality->func = func;
      equality->user_data = user_data;
      equality->destroy = destroy;
    }

  reactivity_source_private (self)->custom = func != NULL;
  g_object_set_qdata_full (G_OBJECT (self), source_equality_quark (), equality, equality_free);
}
