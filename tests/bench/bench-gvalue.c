/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The peer "gvalue": the public API with a GValue for each read and each write, made and unset
 * around the call, as a program does that handles values of any type. */

#include "bench-api.h"

static BNode *
b_signal (gint64 number)
{
  GValue value = G_VALUE_INIT;
  BNode *node;

  g_value_init (&value, G_TYPE_INT64);
  g_value_set_int64 (&value, number);
  node = (BNode *) reactivity_signal_new (context, &value);
  g_value_unset (&value);
  return node;
}

static inline gint64
b_get (BNode *node)
{
  GValue value = G_VALUE_INIT;
  gint64 number;

  reactivity_source_get_value (node, &value);
  number = g_value_get_int64 (&value);
  g_value_unset (&value);
  return number;
}

static inline void
b_set (BNode *node, gint64 number)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT64);
  g_value_set_int64 (&value, number);
  reactivity_signal_set_value ((ReactivitySignal *) node, &value);
  g_value_unset (&value);
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
