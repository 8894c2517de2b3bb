/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-lifetime-private.h"

typedef struct
{
  GQueue *queue;  /* (unowned) of all the lifetimes that end with one owner; goes with the owner */
  GList link;     /* the place in it */
  GObject *owned; /* (owned) */
  ReactivityEndFunc end;
} Lifetime;

/* On what is owned: its Lifetime. */
static G_DEFINE_QUARK (reactivity_lifetime, lifetime)

/* On an owner: the GQueue of its lifetimes. */
static G_DEFINE_QUARK (reactivity_lifetimes, lifetimes)

static Lifetime *
lifetime_take (GObject *owned)
{
  Lifetime *lifetime = g_object_steal_qdata (owned, lifetime_quark ());

  if (lifetime != NULL)
    g_queue_unlink (lifetime->queue, &lifetime->link);
  return lifetime;
}

/* The owner is being disposed: whatever still uses it must stop now. To end one may end others, so
 * that GObject could not be asked to forget them: it has taken its own list away by now. */
static void
owner_gone_cb (gpointer data, GObject *owner)
{
  GQueue *queue = data;

  g_object_steal_qdata (owner, lifetimes_quark ());
  while (!g_queue_is_empty (queue))
    {
      Lifetime *lifetime = g_queue_peek_head (queue);
      GObject *owned = lifetime->owned;

      lifetime_take (owned);
      lifetime->end (owned, owner);
      g_free (lifetime);
      g_object_unref (owned);
    }
  g_queue_free (queue);
}

static GQueue *
lifetimes_of (GObject *owner)
{
  GQueue *queue = g_object_get_qdata (owner, lifetimes_quark ());

  if (queue == NULL)
    {
      queue = g_queue_new ();
      g_object_set_qdata (owner, lifetimes_quark (), queue);
      g_object_weak_ref (owner, owner_gone_cb, queue);
    }
  return queue;
}

/* Takes a reference on @owned, and drops it after calling @end when @owner goes. */
void
reactivity_lifetime_bind (GObject *owner, GObject *owned, ReactivityEndFunc end)
{
  Lifetime *lifetime = g_new0 (Lifetime, 1);

  lifetime->queue = lifetimes_of (owner);
  lifetime->link.data = lifetime;
  lifetime->owned = g_object_ref (owned);
  lifetime->end = end;
  g_queue_push_tail_link (lifetime->queue, &lifetime->link);
  g_object_set_qdata (owned, lifetime_quark (), lifetime);
}

/* @owned has ended by itself: its owner need not hold it any longer. */
void
reactivity_lifetime_release (GObject *owned)
{
  Lifetime *lifetime = lifetime_take (owned);

  if (lifetime != NULL)
    {
      g_free (lifetime);
      g_object_unref (owned);
    }
}
