/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-lifetime-private.h"

typedef struct
{
  GObject *owner; /* (unowned) weakly referenced */
  GObject *owned; /* (owned) */
  ReactivityEndFunc end;
} Lifetime;

static G_DEFINE_QUARK (reactivity_lifetime, lifetime)

/* The owner is being disposed: whatever still uses it must stop now. */
static void
owner_gone_cb (gpointer data, GObject *owner)
{
  Lifetime *lifetime = data;
  GObject *owned = lifetime->owned;

  g_object_steal_qdata (owned, lifetime_quark ());
  lifetime->end (owned, owner);
  g_free (lifetime);
  g_object_unref (owned);
}

/* Takes a reference on @owned, and drops it after calling @end when @owner goes. */
void
reactivity_lifetime_bind (GObject *owner, GObject *owned, ReactivityEndFunc end)
{
  Lifetime *lifetime = g_new0 (Lifetime, 1);

  lifetime->owner = owner;
  lifetime->owned = g_object_ref (owned);
  lifetime->end = end;
  g_object_weak_ref (owner, owner_gone_cb, lifetime);
  g_object_set_qdata (owned, lifetime_quark (), lifetime);
}

/* @owned has ended by itself: its owner need not hold it any longer. */
void
reactivity_lifetime_release (GObject *owned)
{
  Lifetime *lifetime = g_object_steal_qdata (owned, lifetime_quark ());

  if (lifetime != NULL)
    {
      g_object_weak_unref (lifetime->owner, owner_gone_cb, lifetime);
      g_free (lifetime);
      g_object_unref (owned);
    }
}
