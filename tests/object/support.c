/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support.h"

static gboolean
run (Probe *probe, GError **error)
{
  /* The hook may end what the probe belongs to, but not the probe. */
  probe->runs++;
  probe->sum = 0;
  if (probe->name != NULL)
    log_note (probe->name);

  for (guint i = 0; i < G_N_ELEMENTS (probe->reads) && probe->reads[i] != NULL; i++)
    probe->sum += reactivity_source_get_int (probe->reads[i]);

  if (probe->hook != NULL)
    probe->hook (probe);

  if (probe->fails)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  return !probe->fails;
}

int
probe_int (gpointer probe, GError **error)
{
  Probe *self = probe;

  run (self, error);
  return self->sum;
}

gboolean
probe_value (GValue *value, gpointer probe, GError **error)
{
  Probe *self = probe;

  if (!run (self, error))
    return FALSE;

  g_value_set_int (value, self->sum);
  return TRUE;
}

gboolean
probe_effect (gpointer probe, GError **error)
{
  return run (probe, error);
}

void
probe_freed (gpointer probe)
{
  Probe *self = probe;

  self->freed++;
}

ReactivityDerived *
probe_derived_new (ReactivityContext *context, Probe *probe)
{
  return reactivity_derived_new_int (context, probe_int, probe, probe_freed);
}

ReactivityMemoized *
probe_memoized_new (ReactivityContext *context, Probe *probe)
{
  return reactivity_memoized_new (context, G_TYPE_INT, probe_value, probe, probe_freed);
}

ReactivityEffect *
probe_effect_new (ReactivityContext *context, Probe *probe)
{
  return reactivity_effect_new (context, probe_effect, probe, probe_freed);
}
