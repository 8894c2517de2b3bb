/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-foreign-private.h"
#include "reactivity-post-private.h"

/* The collector of GJS works in steps, between which the program goes on, and until it is done no
 * function of the program can be called from C. What could not be said then is said later. */

/* Where it is GJS that has loaded the library, these are there. */
extern gpointer gjs_context_get_current (void) __attribute__ ((weak));
extern void gjs_context_gc (gpointer context) __attribute__ ((weak));

typedef struct
{
  GObject *object; /* (owned) */
  ReactivityFunc func;
  gpointer data;          /* (owned) by way of `destroy` */
  GDestroyNotify destroy; /* (nullable) */
} Blocked;

static void
blocked_free (gpointer data)
{
  Blocked *self = data;

  if (self->destroy != NULL)
    self->destroy (self->data);
  g_object_unref (self->object);
  g_free (self);
}

/* In the main context, where no collector is on the stack. */
static void
end_collection (void)
{
  gpointer gjs = gjs_context_get_current != NULL ? gjs_context_get_current () : NULL;

  if (reactivity_foreign_take_blocked () && gjs != NULL && gjs_context_gc != NULL)
    gjs_context_gc (gjs);
}

static void
retry_cb (gpointer data)
{
  Blocked *self = data;

  end_collection ();
  self->func (self->data);
}

/* Has @func called when the collector is done. The computation is held until then. */
void
reactivity_blocked_retry (RgNode *core, ReactivityFunc func, gpointer data, GDestroyNotify destroy)
{
  Blocked *self = g_new (Blocked, 1);

  self->object = g_object_ref (reactivity_node_from_core (core));
  self->func = func;
  self->data = data;
  self->destroy = destroy;
  reactivity_foreign_set_blocked ();
  reactivity_post (reactivity_context_of (core->graph), retry_cb, self, blocked_free);
}
