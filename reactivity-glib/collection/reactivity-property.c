/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-property-private.h"

#include "object/reactivity-value-private.h"

#define REACTIVITY_TYPE_PROPERTY (reactivity_property_get_type ())
G_DECLARE_FINAL_TYPE (ReactivityProperty, reactivity_property, REACTIVITY, PROPERTY, ReactivityKey)

struct _ReactivityProperty
{
  ReactivityKey parent_instance;

  GObject *target;   /* (unowned) (nullable) held by whoever holds the table */
  GParamSpec *pspec; /* (unowned) the class's */
  gulong handler;    /* of notify, while there is a target */
  GValue seen;       /* what it was when it was read or notified last */
};

G_DEFINE_FINAL_TYPE (ReactivityProperty, reactivity_property, REACTIVITY_TYPE_KEY)

/* Takes @value, which the property has. notify may also say that it was set to what it was. */
static void
note_value (ReactivityProperty *self, GValue *value)
{
  GValue old = self->seen;

  if (reactivity_kind_equal (reactivity_kind_of (G_VALUE_TYPE (value)), &old, value))
    {
      g_value_unset (value);
      return;
    }

  self->seen = *value;
  rg_node_changed (reactivity_node_core (self));
  g_value_unset (&old);
}

static void
look (ReactivityProperty *self)
{
  GValue value = G_VALUE_INIT;

  if (self->target == NULL)
    return;

  g_object_get_property (self->target, self->pspec->name, &value);
  note_value (self, &value);
}

/* One of them was notified of. Where several were set at once the others are about to be: who reads more
 * than one of them hears of all at once. */
static void
look_at_all (gpointer data)
{
  ReactivityProperty *self = data;
  ReactivityContext *context = reactivity_node_get_context (REACTIVITY_NODE (self));
  g_autoptr (GPtrArray) others = reactivity_key_list_others (self);

  if (others->len == 1)
    {
      look (self);
      return;
    }

  reactivity_context_batch_begin (context);
  for (guint i = 0; i < others->len; i++)
    look (g_ptr_array_index (others, i));
  reactivity_context_batch_end (context);
}

static void
notify_cb (ReactivityProperty *self)
{
  ReactivityContext *context = reactivity_node_get_context (REACTIVITY_NODE (self));

  g_object_ref (self);
  if (rg_graph_is_mine (reactivity_node_core (self)->graph))
    look_at_all (self);
  else
    reactivity_context_invoke (context, look_at_all, g_object_ref (self), g_object_unref);
  g_object_unref (self);
}

static void
reactivity_property_released (ReactivityKey *key)
{
  ReactivityProperty *self = REACTIVITY_PROPERTY (key);

  g_clear_signal_handler (&self->handler, self->target);
  self->target = NULL;
}

static void
reactivity_property_finalize (GObject *object)
{
  g_value_unset (&REACTIVITY_PROPERTY (object)->seen);

  G_OBJECT_CLASS (reactivity_property_parent_class)->finalize (object);
}

static void
reactivity_property_class_init (ReactivityPropertyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reactivity_property_finalize;
  REACTIVITY_KEY_CLASS (klass)->released = reactivity_property_released;
}

static void
reactivity_property_init (ReactivityProperty *self G_GNUC_UNUSED)
{
}

/* The property has @value, as of now. Makes a source for it, unless nobody reads. */
void
reactivity_property_track (GHashTable **table, RgGraph *graph, GObject *target, GParamSpec *pspec,
                           const GValue *value)
{
  g_autofree char *detail = NULL;
  ReactivityProperty *self;
  GValue copy = G_VALUE_INIT;

  if (graph->active == NULL)
    return;

  if (*table == NULL)
    *table = reactivity_key_table_new (NULL, NULL, NULL);

  self = g_hash_table_lookup (*table, pspec);
  if (self == NULL)
    {
      self = reactivity_key_table_add (*table, REACTIVITY_TYPE_PROPERTY, graph, pspec);
      self->target = target;
      self->pspec = pspec;
      g_value_init (&self->seen, G_VALUE_TYPE (value));
      g_value_copy (value, &self->seen);
      detail = g_strconcat ("notify::", pspec->name, NULL);
      self->handler = g_signal_connect_swapped (target, detail, G_CALLBACK (notify_cb), self);
    }
  else
    {
      /* It may not have been notified of yet: the others hear of it now, and this reader never again. */
      g_value_init (&copy, G_VALUE_TYPE (value));
      g_value_copy (value, &copy);
      note_value (self, &copy);
    }

  rg_track (reactivity_node_core (self));
}
