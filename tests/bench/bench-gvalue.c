/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The peer "gvalue": the public API with a GValue for each read and each write. It is initialized
 * once and used again, as a program does that is in a hurry; g_value_init() and g_value_unset()
 * around each call would add about as much as the call itself. */

#include "bench-api.h"

static GValue b_in = G_VALUE_INIT;
static GValue b_out = G_VALUE_INIT;

static BNode *
b_signal (gint64 number)
{
  if (G_VALUE_TYPE (&b_in) == 0)
    {
      g_value_init (&b_in, G_TYPE_INT64);
      g_value_init (&b_out, G_TYPE_INT64);
    }

  g_value_set_int64 (&b_in, number);
  return (BNode *) reactivity_signal_new (context, &b_in);
}

static inline gint64
b_get (BNode *node)
{
  reactivity_source_get_value (node, &b_out);
  return g_value_get_int64 (&b_out);
}

static inline void
b_set (BNode *node, gint64 number)
{
  g_value_set_int64 (&b_in, number);
  reactivity_signal_set_value ((ReactivitySignal *) node, &b_in);
}

#define B_DERIVED(name, T, d)                                                                      \
  static inline gint64 name##_body (T *d);                                                         \
  static gboolean name (GValue *value, gpointer data, G_GNUC_UNUSED GError **error)                \
  {                                                                                                \
    g_value_set_int64 (value, name##_body ((T *) data));                                           \
    return TRUE;                                                                                   \
  }                                                                                                \
  static inline gint64 name##_body (T *d)

#define B_NEW_DERIVED(name, data)                                                                  \
  ((BNode *) reactivity_derived_new (context, G_TYPE_INT64, name, data, NULL))

#include "workloads.h"
