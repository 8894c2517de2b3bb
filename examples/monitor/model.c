/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model.h"

#include <math.h>

/* The weight of a new sample in the trend. */
#define WEIGHT 0.25

static double
get_double (gpointer source)
{
  return reactivity_source_get_double (source);
}

static gint64
get_int64 (gpointer source)
{
  return reactivity_source_get_int64 (source);
}

static double
percent (gint64 part, gint64 whole)
{
  return whole > 0 ? 100.0 * part / whole : 0.0;
}

static double
compute_load (gpointer user_data, GError **error)
{
  Cpu *cpu = user_data;

  cpu->model->deriveds.done++;
  return percent (get_int64 (cpu->busy), get_int64 (cpu->total));
}

/* Exponential smoothing. It reads how many samples there were because a load that stays the same
 * is no change, and yet moves the trend; and because nobody may have asked for a while. */
static double
compute_trend (gpointer user_data, GError **error)
{
  Cpu *cpu = user_data;
  int samples = reactivity_source_get_int (REACTIVITY_SOURCE (cpu->samples));
  double load = get_double (cpu->load);
  int missed = samples - cpu->smoothed_samples;

  cpu->model->deriveds.done++;
  if (cpu->smoothed_samples == 0)
    cpu->smoothed = load;
  else
    cpu->smoothed += (1.0 - pow (1.0 - WEIGHT, missed)) * (load - cpu->smoothed);
  cpu->smoothed_samples = samples;

  return cpu->smoothed;
}

static gboolean
compute_alarm (gpointer user_data, GError **error)
{
  Cpu *cpu = user_data;

  cpu->model->deriveds.done++;
  return reactivity_source_get_boolean (REACTIVITY_SOURCE (cpu->online)) &&
         reactivity_source_get_int (REACTIVITY_SOURCE (cpu->samples)) > 0 &&
         get_double (cpu->trend) >= get_double (cpu->model->threshold);
}

static double
compute_mem_use (gpointer user_data, GError **error)
{
  Model *self = user_data;
  gint64 total = get_int64 (self->mem_total);

  self->deriveds.done++;
  return percent (total - get_int64 (self->mem_free), total);
}

static double
compute_swap_use (gpointer user_data, GError **error)
{
  Model *self = user_data;
  gint64 total = get_int64 (self->swap_total);

  self->deriveds.done++;
  return percent (total - get_int64 (self->swap_free), total);
}

static gboolean
compute_mem_alarm (gpointer user_data, GError **error)
{
  Model *self = user_data;

  self->deriveds.done++;
  return get_double (self->mem_use) >= get_double (self->threshold);
}

static void
cpu_free (gpointer data)
{
  Cpu *cpu = data;

  g_clear_object (&cpu->alarm);
  g_clear_object (&cpu->trend);
  g_clear_object (&cpu->load);
  g_clear_object (&cpu->samples);
  g_clear_object (&cpu->total);
  g_clear_object (&cpu->busy);
  g_clear_object (&cpu->online);
  g_free (cpu->name);
  g_free (cpu);
}

static Cpu *
add_cpu (Model *self, int id)
{
  Cpu *cpu = g_new0 (Cpu, 1);

  cpu->model = self;
  cpu->name = id == ALL_CPUS ? g_strdup ("all") : g_strdup_printf ("cpu%d", id);
  cpu->last_total = -1;
  cpu->online = reactivity_signal_new_boolean (NULL, TRUE);
  cpu->busy = reactivity_signal_new_int64 (NULL, 0);
  cpu->total = reactivity_signal_new_int64 (NULL, 0);
  cpu->samples = reactivity_signal_new_int (NULL, 0);
  cpu->load = reactivity_derived_new_double (NULL, compute_load, cpu, NULL);
  cpu->trend = reactivity_derived_new_double (NULL, compute_trend, cpu, NULL);
  cpu->alarm = reactivity_derived_new_boolean (NULL, compute_alarm, cpu, NULL);
  self->n_signals += 4;
  self->n_deriveds += 3;

  g_ptr_array_add (self->cpus, cpu);
  g_hash_table_insert (self->by_id, GINT_TO_POINTER (id), cpu);

  return cpu;
}

Model *
model_new (double threshold)
{
  Model *self = g_new0 (Model, 1);

  self->cpus = g_ptr_array_new_with_free_func (cpu_free);
  self->by_id = g_hash_table_new (NULL, NULL);
  self->n_cpus = reactivity_signal_new_int (NULL, 0);
  self->threshold = reactivity_signal_new_double (NULL, threshold);
  self->problem = reactivity_signal_new_string (NULL, NULL);
  self->mem_total = reactivity_signal_new_int64 (NULL, 0);
  self->mem_free = reactivity_signal_new_int64 (NULL, 0);
  self->swap_total = reactivity_signal_new_int64 (NULL, 0);
  self->swap_free = reactivity_signal_new_int64 (NULL, 0);
  self->mem_use = reactivity_derived_new_double (NULL, compute_mem_use, self, NULL);
  self->swap_use = reactivity_derived_new_double (NULL, compute_swap_use, self, NULL);
  self->mem_alarm = reactivity_derived_new_boolean (NULL, compute_mem_alarm, self, NULL);
  self->n_signals = 6;
  self->n_deriveds = 3;

  return self;
}

void
model_free (Model *self)
{
  g_clear_object (&self->mem_alarm);
  g_clear_object (&self->swap_use);
  g_clear_object (&self->mem_use);
  g_clear_object (&self->swap_free);
  g_clear_object (&self->swap_total);
  g_clear_object (&self->mem_free);
  g_clear_object (&self->mem_total);
  g_clear_object (&self->problem);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->cpus, g_ptr_array_unref);
  g_clear_object (&self->threshold);
  g_clear_object (&self->n_cpus);
  g_free (self);
}

static void
set_boolean (Model *self, ReactivitySignal *signal, gboolean value)
{
  self->signals.done += reactivity_signal_set_boolean (signal, value);
}

static void
set_int (Model *self, ReactivitySignal *signal, int value)
{
  self->signals.done += reactivity_signal_set_int (signal, value);
}

static void
set_int64 (Model *self, ReactivitySignal *signal, gint64 value)
{
  self->signals.done += reactivity_signal_set_int64 (signal, value);
}

static void
set_string (Model *self, ReactivitySignal *signal, const char *value)
{
  self->signals.done += reactivity_signal_set_string (signal, value);
}

static void
add_sample (Cpu *cpu, const CpuTicks *ticks)
{
  Model *self = cpu->model;
  gint64 total = ticks->total - cpu->last_total;
  gint64 busy = ticks->busy - cpu->last_busy;
  const GValue *samples = reactivity_source_peek_value (REACTIVITY_SOURCE (cpu->samples));

  /* Two readings within a tick say nothing new. */
  if (total == 0)
    return;

  set_int64 (self, cpu->total, total);
  set_int64 (self, cpu->busy, CLAMP (busy, 0, total));
  set_int (self, cpu->samples, g_value_get_int (samples) + 1);
}

static void
update_cpu (Cpu *cpu, const CpuTicks *ticks)
{
  /* A CPU that comes back begins anew: its counters may have been reset. */
  if (cpu->last_total >= 0 && ticks->total >= cpu->last_total)
    add_sample (cpu, ticks);
  else
    {
      set_int (cpu->model, cpu->samples, 0);
      cpu->smoothed_samples = 0;
    }

  set_boolean (cpu->model, cpu->online, TRUE);
  cpu->last_busy = ticks->busy;
  cpu->last_total = ticks->total;
}

static void
update_cpus (Model *self, GArray *cpus)
{
  g_autoptr (GHashTable) gone = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->cpus->len; i++)
    g_hash_table_add (gone, self->cpus->pdata[i]);

  for (guint i = 0; i < cpus->len; i++)
    {
      const CpuTicks *ticks = &g_array_index (cpus, CpuTicks, i);
      Cpu *cpu = g_hash_table_lookup (self->by_id, GINT_TO_POINTER (ticks->id));

      if (cpu == NULL)
        cpu = add_cpu (self, ticks->id);
      g_hash_table_remove (gone, cpu);
      update_cpu (cpu, ticks);
    }

  for (guint i = 0; i < self->cpus->len; i++)
    {
      Cpu *cpu = self->cpus->pdata[i];

      if (g_hash_table_contains (gone, cpu))
        {
          set_boolean (self, cpu->online, FALSE);
          cpu->last_total = -1;
        }
    }

  set_int (self, self->n_cpus, self->cpus->len);
}

/* What a program would do that does all of it anew at each reading. */
static void
count_possible (Model *self)
{
  self->readings.possible++;
  self->signals.possible += self->n_signals;
  self->deriveds.possible += self->n_deriveds;
}

void
model_update (Model *self, GArray *cpus, const Memory *memory)
{
  REACTIVITY_AUTO_BATCH (reactivity_context_get_default (), batch);

  update_cpus (self, cpus);
  set_int64 (self, self->mem_total, memory->total);
  set_int64 (self, self->mem_free, memory->available);
  set_int64 (self, self->swap_total, memory->swap_total);
  set_int64 (self, self->swap_free, memory->swap_free);
  set_string (self, self->problem, NULL);
  self->readings.done++;
  count_possible (self);
}

void
model_fail (Model *self, const char *problem)
{
  set_string (self, self->problem, problem);
  count_possible (self);
}
