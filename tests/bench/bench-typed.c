/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The peer "typed": the public API with its shortcuts for gint64. */

#include "bench-api.h"

static BNode *
b_signal (gint64 value)
{
  return (BNode *) reactivity_signal_new_int64 (context, value);
}

static inline gint64
b_get (BNode *node)
{
  return reactivity_source_get_int64 (node);
}

static inline void
b_set (BNode *node, gint64 value)
{
  reactivity_signal_set_int64 ((ReactivitySignal *) node, value);
}

#define B_DERIVED(name, T, d)                                                                      \
  static inline gint64 name##_body (T *d);                                                         \
  static gint64 name (gpointer data, G_GNUC_UNUSED GError **error)                                 \
  {                                                                                                \
    return name##_body ((T *) data);                                                               \
  }                                                                                                \
  static inline gint64 name##_body (T *d)

#define B_NEW_DERIVED(name, data)                                                                  \
  ((BNode *) reactivity_derived_new_int64 (context, name, data, NULL))

#include "workloads.h"
