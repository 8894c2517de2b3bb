/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the peers "gvalue" and "typed" have in common: nodes of the public API in one context. */

#pragma once

#include "harness.h"

#include <reactivity-glib/reactivity.h>

#define B_CAN (B_JOIN | B_DYNAMIC | B_LATTICE | B_DEPTH | B_DEPTH_10K | B_EXACT)

typedef ReactivitySource BNode;
typedef ReactivityEffect BEffect;

static ReactivityContext *context;

static void
b_init (void)
{
  context = reactivity_context_new ();
}

static inline void
b_batch_begin (void)
{
  reactivity_context_batch_begin (context);
}

static inline void
b_batch_end (void)
{
  reactivity_context_batch_end (context);
}

/* Whoever holds the last reference ends a computation by dropping it. */
#define b_free g_object_unref
#define b_free_effect g_object_unref

static inline void
b_may_lose (BNode *node)
{
  reactivity_computation_set_loss_strategy (REACTIVITY_COMPUTATION (node), REACTIVITY_LOSS_IGNORE);
}

#define B_EFFECT(name, T, d)                                                                       \
  static inline void name##_body (T *d);                                                           \
  static gboolean name (gpointer data, G_GNUC_UNUSED GError **error)                               \
  {                                                                                                \
    name##_body ((T *) data);                                                                      \
    return TRUE;                                                                                   \
  }                                                                                                \
  static inline void name##_body (T *d)

#define B_NEW_EFFECT(name, data) reactivity_effect_new (context, name, data, NULL)
