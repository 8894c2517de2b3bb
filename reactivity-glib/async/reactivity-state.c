/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-state-private.h"

typedef struct
{
  ReactivitySource parent_instance;
} ReactivityState;

typedef ReactivitySourceClass ReactivityStateClass;

static GType reactivity_state_get_type (void);

G_DEFINE_FINAL_TYPE (ReactivityState, reactivity_state, REACTIVITY_TYPE_SOURCE)

static void
reactivity_state_class_init (ReactivityStateClass *klass G_GNUC_UNUSED)
{
}

static void
reactivity_state_init (ReactivityState *self)
{
  reactivity_source_private (self)->computed = TRUE;
}

/* (transfer full): a source with the zero of @value_type */
ReactivitySource *
reactivity_state_new (RgGraph *graph, GType value_type)
{
  ReactivitySource *self = reactivity_node_new (reactivity_state_get_type (), graph);

  reactivity_source_set_initial_type (self, value_type);
  return self;
}

/* Takes @value. */
static void
set (ReactivitySource *self, GValue *value)
{
  RgNode *core = reactivity_node_core (self);

  switch (reactivity_source_write_slow (self, value))
    {
    case REACTIVITY_WRITE_CHANGED:
      rg_node_changed (core);
      break;
    case REACTIVITY_WRITE_RESTORED:
      rg_node_restored (core);
      break;
    case REACTIVITY_WRITE_SAME:
    default:
      break;
    }
}

void
reactivity_state_set_boolean (ReactivitySource *self, gboolean value)
{
  GValue boxed = G_VALUE_INIT;

  g_value_init (&boxed, G_TYPE_BOOLEAN);
  g_value_set_boolean (&boxed, value);
  set (self, &boxed);
}

void
reactivity_state_set_error (ReactivitySource *self, const GError *error)
{
  GValue boxed = G_VALUE_INIT;

  g_value_init (&boxed, G_TYPE_ERROR);
  g_value_set_boxed (&boxed, error);
  set (self, &boxed);
}
