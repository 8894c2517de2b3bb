/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The peer "gbinding": a derived is a property bound to one other property by a GBinding whose
 * transform function computes it; an effect is a notify:: handler. A binding has one source, so
 * workloads in which anything joins are left out. */

#include "bench-cell.h"

#define B_CAN 0

static gboolean
transform_cb (G_GNUC_UNUSED GBinding *binding, G_GNUC_UNUSED const GValue *from, GValue *to,
              gpointer user_data)
{
  BenchCell *self = (BenchCell *) user_data;

  g_value_set_int64 (to, self->func (self->data));
  return TRUE;
}

static void
effect_notify_cb (BenchCell *self)
{
  self->func (self->data);
}

static BenchCell *
cell_connect (BenchCell *self)
{
  BenchDep *dep;

  g_assert (self->deps->len <= 1);
  if (self->deps->len == 0)
    return self;

  dep = &g_array_index (self->deps, BenchDep, 0);
  if (self->is_effect)
    dep->handler =
        g_signal_connect_swapped (dep->cell, "notify::value", G_CALLBACK (effect_notify_cb), self);
  else
    g_object_bind_property_full (dep->cell, "value", self, "value", G_BINDING_DEFAULT, transform_cb,
                                 NULL, self, NULL);

  return self;
}

#include "workloads.h"
