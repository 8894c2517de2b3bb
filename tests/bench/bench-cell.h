/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A small GObject class with one property, for the peers that are GObject as it is: `value`, of
 * type gint64, with a C getter and setter. Nothing in GObject finds out what a function reads, so
 * that is recorded once, when the function is called for the first time; the programs say how they
 * connect what was found. From then on only plain GObject is at work. */

#pragma once

#include "harness.h"

#include <glib-object.h>

typedef struct _BenchCell BenchCell;
typedef struct
{
  BenchCell *cell; /* (owned) */
  gulong handler;  /* 0 for a binding */
} BenchDep;

struct _BenchCell
{
  GObject parent_instance;

  gint64 value;
  gint64 (*func) (gpointer data); /* (nullable) NULL for a signal */
  gpointer data;
  gboolean is_effect;
  GArray *deps;        /* (owned) (nullable) (element-type BenchDep) */
  BenchCell *recorder; /* (unowned) (nullable) who has recorded this cell last */
};

typedef struct
{
  GObjectClass parent_class;
} BenchCellClass;

typedef BenchCell BNode;
typedef BenchCell BEffect;

G_GNUC_INTERNAL GType bench_cell_get_type (void);
G_DEFINE_TYPE (BenchCell, bench_cell, G_TYPE_OBJECT)

static GParamSpec *bench_value;
static BenchCell *bench_recorder; /* (unowned) (nullable) whose reads are being recorded */

static inline void
bench_cell_set (BenchCell *self, gint64 value)
{
  if (self->value == value)
    return;
  self->value = value;
  g_object_notify_by_pspec (G_OBJECT (self), bench_value);
}

static void
bench_cell_record (BenchCell *self)
{
  BenchDep dep = { self, 0 };

  if (self->recorder == bench_recorder)
    return;
  self->recorder = bench_recorder;
  g_object_ref (self);
  g_array_append_val (bench_recorder->deps, dep);
}

static inline gint64
bench_cell_get (BenchCell *self)
{
  if (G_UNLIKELY (bench_recorder != NULL))
    bench_cell_record (self);
  return self->value;
}

static void
bench_cell_get_property (GObject *object, G_GNUC_UNUSED guint id, GValue *value,
                         G_GNUC_UNUSED GParamSpec *pspec)
{
  g_value_set_int64 (value, ((BenchCell *) object)->value);
}

static void
bench_cell_set_property (GObject *object, G_GNUC_UNUSED guint id, const GValue *value,
                         G_GNUC_UNUSED GParamSpec *pspec)
{
  bench_cell_set ((BenchCell *) object, g_value_get_int64 (value));
}

static void
bench_cell_finalize (GObject *object)
{
  BenchCell *self = (BenchCell *) object;

  for (guint i = 0; self->deps != NULL && i < self->deps->len; i++)
    {
      BenchDep *dep = &g_array_index (self->deps, BenchDep, i);

      if (dep->handler != 0)
        g_signal_handler_disconnect (dep->cell, dep->handler);
      g_object_unref (dep->cell);
    }
  g_clear_pointer (&self->deps, g_array_unref);

  G_OBJECT_CLASS (bench_cell_parent_class)->finalize (object);
}

static void
bench_cell_class_init (BenchCellClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = bench_cell_get_property;
  object_class->set_property = bench_cell_set_property;
  object_class->finalize = bench_cell_finalize;

  bench_value =
      g_param_spec_int64 ("value", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, 1, bench_value);
}

static void
bench_cell_init (G_GNUC_UNUSED BenchCell *self)
{
}

/* A cell whose first value has been computed, and whose `deps` are known but not connected. */
static BenchCell *
bench_cell_new (gint64 (*func) (gpointer data), gpointer data, gboolean is_effect)
{
  BenchCell *self = (BenchCell *) g_object_new (bench_cell_get_type (), NULL);
  BenchCell *outer = bench_recorder;

  self->func = func;
  self->data = data;
  self->is_effect = is_effect;
  self->deps = g_array_new (FALSE, FALSE, sizeof (BenchDep));

  bench_recorder = self;
  self->value = func (data);
  bench_recorder = outer;
  return self;
}

static void
b_init (void)
{
  g_type_ensure (bench_cell_get_type ());
}

static BNode *
b_signal (gint64 value)
{
  BenchCell *self = (BenchCell *) g_object_new (bench_cell_get_type (), NULL);

  self->value = value;
  return self;
}

#define b_get bench_cell_get
#define b_set bench_cell_set
#define b_free g_object_unref
#define b_free_effect g_object_unref
#define b_may_lose(node) ((void) (node))

/* g_object_freeze_notify() holds back one object only, so there are no batches. */
static inline void
b_batch_begin (void)
{
}

static inline void
b_batch_end (void)
{
}

#define B_DERIVED(name, T, d)                                                                      \
  static inline gint64 name##_body (T *d);                                                         \
  static gint64 name (gpointer data)                                                               \
  {                                                                                                \
    return name##_body ((T *) data);                                                               \
  }                                                                                                \
  static inline gint64 name##_body (T *d)

#define B_EFFECT(name, T, d)                                                                       \
  static inline void name##_body (T *d);                                                           \
  static gint64 name (gpointer data)                                                               \
  {                                                                                                \
    name##_body ((T *) data);                                                                      \
    return 0;                                                                                      \
  }                                                                                                \
  static inline void name##_body (T *d)

#define B_NEW_DERIVED(name, data) cell_connect (bench_cell_new (name, data, FALSE))
#define B_NEW_EFFECT(name, data) cell_connect (bench_cell_new (name, data, TRUE))
