/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The peer "notify": objects whose notify:: handlers compute the next object's property. What a
 * function reads is fixed. Where paths join, a handler runs once for each path, with old values
 * beside new ones until the last; run counts are not checked, and workloads in which the number of
 * paths explodes are left out. */

#include "bench-cell.h"

#define B_CAN B_JOIN

static void
dep_notify_cb (BenchCell *self)
{
  gint64 value = self->func (self->data);

  if (!self->is_effect)
    bench_cell_set (self, value);
}

static BenchCell *
cell_connect (BenchCell *self)
{
  for (guint i = 0; i < self->deps->len; i++)
    {
      BenchDep *dep = &g_array_index (self->deps, BenchDep, i);

      dep->handler =
          g_signal_connect_swapped (dep->cell, "notify::value", G_CALLBACK (dep_notify_cb), self);
    }

  return self;
}

#include "workloads.h"
