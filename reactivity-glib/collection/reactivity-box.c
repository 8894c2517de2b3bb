/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-box.h"

#include "object/reactivity-source.h"

/**
 * ReactivityBox:
 *
 * A plain value as an object, so that it can be an item of a list.
 *
 * ```c
 * g_autoptr (ReactivityBox) box = reactivity_box_new (REACTIVITY_STRING ("one"));
 *
 * g_print ("%s\n", reactivity_box_get_string (box));
 * ```
 *
 * ```text
 * one
 * ```
 *
 * A box never changes: a list whose value is set has another box there. Bind the property
 * [property@Box:value], like that of a [class@Source], to show it.
 *
 * Since: 0.1
 */
struct _ReactivityBox
{
  GObject parent_instance;
  GValue value;
};

G_DEFINE_FINAL_TYPE (ReactivityBox, reactivity_box, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_VALUE,
};

static void
reactivity_box_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ReactivityBox *self = REACTIVITY_BOX (object);

  switch (prop_id)
    {
    case PROP_VALUE:
      if (G_IS_VALUE (&self->value))
        g_value_set_boxed (value, &self->value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reactivity_box_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ReactivityBox *self = REACTIVITY_BOX (object);
  const GValue *inner;

  switch (prop_id)
    {
    case PROP_VALUE:
      inner = g_value_get_boxed (value);
      if (inner == NULL)
        break;
      g_value_init (&self->value, G_VALUE_TYPE (inner));
      g_value_copy (inner, &self->value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reactivity_box_finalize (GObject *object)
{
  ReactivityBox *self = REACTIVITY_BOX (object);

  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);

  G_OBJECT_CLASS (reactivity_box_parent_class)->finalize (object);
}

static void
reactivity_box_class_init (ReactivityBoxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  /* The class of sources lets GBinding and GtkExpression look into boxed values. */
  g_type_class_unref (g_type_class_ref (REACTIVITY_TYPE_SOURCE));

  object_class->get_property = reactivity_box_get_property;
  object_class->set_property = reactivity_box_set_property;
  object_class->finalize = reactivity_box_finalize;

  /**
   * ReactivityBox:value:
   *
   * The value, as a GValue in a box, as in [property@Source:value].
   *
   * Since: 0.1
   */
  g_object_class_install_property (object_class, PROP_VALUE,
                                   g_param_spec_boxed ("value", NULL, NULL, G_TYPE_VALUE,
                                                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                           G_PARAM_STATIC_STRINGS));
}

static void
reactivity_box_init (ReactivityBox *self G_GNUC_UNUSED)
{
}

/**
 * reactivity_box_new:
 * @value: a value
 *
 * Makes a box.
 *
 * Returns: (transfer full): a new box with a copy of @value
 * Since: 0.1
 */
ReactivityBox *
reactivity_box_new (const GValue *value)
{
  ReactivityBox *self;

  g_return_val_if_fail (G_IS_VALUE (value), NULL);

  self = g_object_new (REACTIVITY_TYPE_BOX, NULL);
  g_value_init (&self->value, G_VALUE_TYPE (value));
  g_value_copy (value, &self->value);
  return self;
}

/**
 * reactivity_box_get_value:
 * @self: a box
 *
 * The value. May be called on any thread.
 *
 * Returns: (transfer none): the value, which is unset if the box stands for something that failed
 * Since: 0.1
 */
const GValue *
reactivity_box_get_value (ReactivityBox *self)
{
  g_return_val_if_fail (REACTIVITY_IS_BOX (self), NULL);

  return &self->value;
}

/**
 * reactivity_box_get_int:
 * @self: a box of %G_TYPE_INT
 *
 * The value. May be called on any thread.
 *
 * Returns: the value
 * Since: 0.1
 */
int
reactivity_box_get_int (ReactivityBox *self)
{
  g_return_val_if_fail (REACTIVITY_IS_BOX (self), 0);
  g_return_val_if_fail (G_VALUE_HOLDS_INT (&self->value), 0);

  return g_value_get_int (&self->value);
}

/**
 * reactivity_box_get_double:
 * @self: a box of %G_TYPE_DOUBLE
 *
 * The value. May be called on any thread.
 *
 * Returns: the value
 * Since: 0.1
 */
double
reactivity_box_get_double (ReactivityBox *self)
{
  g_return_val_if_fail (REACTIVITY_IS_BOX (self), 0);
  g_return_val_if_fail (G_VALUE_HOLDS_DOUBLE (&self->value), 0);

  return g_value_get_double (&self->value);
}

/**
 * reactivity_box_get_string:
 * @self: a box of %G_TYPE_STRING
 *
 * The value. May be called on any thread.
 *
 * Returns: (transfer none) (nullable): the value
 * Since: 0.1
 */
const char *
reactivity_box_get_string (ReactivityBox *self)
{
  g_return_val_if_fail (REACTIVITY_IS_BOX (self), NULL);
  g_return_val_if_fail (G_VALUE_HOLDS_STRING (&self->value), NULL);

  return g_value_get_string (&self->value);
}
