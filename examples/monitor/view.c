/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "view.h"

#include <math.h>

/* Where things stand. */
enum
{
  ROW_TITLE,
  ROW_STATUS,
  ROW_MEMORY,
  ROW_SWAP,
  ROW_CPUS
};

enum
{
  COLUMN_NAME = 0,
  COLUMN_LOAD = 10,
  COLUMN_BAR = 19,
  COLUMN_TREND = 43,
  COLUMN_ALARM = 59,
  COLUMN_END = 72
};

#define BAR_LENGTH 20

struct _View
{
  Model *model;           /* (unowned) */
  Screen *screen;         /* (unowned) */
  ReactivityScope *scope; /* (owned) owns the effects, and they their cells */
  guint n_rows;           /* CPUs that have cells */

  guint n_cells;
  guint n_computations;
  Count cells;
  Count computations;
};

/* Makes the text of a cell from a Cpu or the Model. */
typedef char *(*Format) (gpointer data);

typedef struct
{
  View *view; /* (unowned) */
  Format format;
  gpointer data;           /* (unowned) for format */
  ReactivityDerived *text; /* (owned) */
  char *name;              /* (owned) */
  guint row;
  guint column;
  guint width;
} Cell;

static gboolean
get_boolean (gpointer source)
{
  return reactivity_source_get_boolean (source);
}

static double
get_double (gpointer source)
{
  return reactivity_source_get_double (source);
}

static char *
format_percent (double value)
{
  return g_strdup_printf ("%3.0f %%", value);
}

static char *
format_bar (double value)
{
  char bar[] = "[....................]";
  int length = (int) round (value * BAR_LENGTH / 100.0);

  for (int i = 0; i < CLAMP (length, 0, BAR_LENGTH); i++)
    bar[i + 1] = '#';

  return g_strdup (bar);
}

static char *
format_alarm (gpointer source)
{
  return g_strdup (get_boolean (source) ? "ALARM" : "");
}

/* Read first, this guards what comes after it: nothing derives the load of a CPU that is off. */
static gboolean
has_load (Cpu *cpu)
{
  return get_boolean (cpu->online) &&
         reactivity_source_get_int (REACTIVITY_SOURCE (cpu->samples)) > 0;
}

static char *
format_load (gpointer data)
{
  Cpu *cpu = data;

  if (!get_boolean (cpu->online))
    return g_strdup ("offline");
  return has_load (cpu) ? format_percent (get_double (cpu->load)) : g_strdup ("...");
}

static char *
format_load_bar (gpointer data)
{
  Cpu *cpu = data;

  return has_load (cpu) ? format_bar (get_double (cpu->load)) : g_strdup ("");
}

static char *
format_trend (gpointer data)
{
  Cpu *cpu = data;

  return has_load (cpu) ? g_strdup_printf ("trend %3.0f %%", get_double (cpu->trend))
                        : g_strdup ("");
}

static char *
format_load_alarm (gpointer data)
{
  return format_alarm (((Cpu *) data)->alarm);
}

static char *
format_mem_use (gpointer data)
{
  return format_percent (get_double (((Model *) data)->mem_use));
}

static char *
format_mem_bar (gpointer data)
{
  return format_bar (get_double (((Model *) data)->mem_use));
}

static char *
format_amount (ReactivitySignal *total, ReactivitySignal *available)
{
  double all = reactivity_source_get_int64 (REACTIVITY_SOURCE (total));
  double rest = reactivity_source_get_int64 (REACTIVITY_SOURCE (available));

  if (all == 0.0)
    return g_strdup ("none");
  return g_strdup_printf ("%.1f of %.1f GiB", (all - rest) / 1024 / 1024, all / 1024 / 1024);
}

static char *
format_mem_amount (gpointer data)
{
  Model *model = data;

  return format_amount (model->mem_total, model->mem_free);
}

static char *
format_mem_alarm (gpointer data)
{
  return format_alarm (((Model *) data)->mem_alarm);
}

static char *
format_swap_use (gpointer data)
{
  return format_percent (get_double (((Model *) data)->swap_use));
}

static char *
format_swap_bar (gpointer data)
{
  return format_bar (get_double (((Model *) data)->swap_use));
}

static char *
format_swap_amount (gpointer data)
{
  Model *model = data;

  return format_amount (model->swap_total, model->swap_free);
}

static char *
format_status (gpointer data)
{
  Model *model = data;
  const char *problem = reactivity_source_get_string (REACTIVITY_SOURCE (model->problem));
  g_autoptr (GString) alarms = g_string_new (NULL);
  int n_cpus;

  if (problem != NULL)
    return g_strdup (problem);

  n_cpus = reactivity_source_get_int (REACTIVITY_SOURCE (model->n_cpus));
  for (int i = 0; i < n_cpus; i++)
    {
      Cpu *cpu = model->cpus->pdata[i];

      if (get_boolean (cpu->alarm))
        g_string_append_printf (alarms, " %s", cpu->name);
    }
  if (get_boolean (model->mem_alarm))
    g_string_append (alarms, " memory");

  return alarms->len > 0 ? g_strconcat ("alarm:", alarms->str, NULL) : g_strdup ("ok");
}

static char *
compute_text (gpointer user_data, GError **error)
{
  Cell *cell = user_data;

  cell->view->computations.done++;
  return cell->format (cell->data);
}

static gboolean
draw_cell (gpointer user_data, GError **error)
{
  Cell *cell = user_data;
  const char *text = reactivity_source_get_string (REACTIVITY_SOURCE (cell->text));

  cell->view->computations.done++;
  cell->view->cells.done++;
  screen_put (cell->view->screen, cell->row, cell->column, cell->width, cell->name, text);
  return TRUE;
}

static void
cell_free (gpointer data)
{
  Cell *cell = data;

  g_clear_object (&cell->text);
  g_free (cell->name);
  g_free (cell);
}

/* A cell is two computations: a text, and an effect that draws it. The scope that is entered keeps
 * the effect; the effect keeps the cell, and the cell the text. */
static void
add_cell (View *self, guint row, guint column, guint width, const char *row_name,
          const char *column_name, Format format, gpointer data)
{
  Cell *cell = g_new0 (Cell, 1);
  g_autoptr (ReactivityEffect) draw = NULL;

  cell->view = self;
  cell->format = format;
  cell->data = data;
  cell->text = reactivity_derived_new_string (NULL, compute_text, cell, NULL);
  cell->name = g_strjoin (" ", row_name, column_name, NULL);
  cell->row = row;
  cell->column = column;
  cell->width = width;
  reactivity_node_set_name (REACTIVITY_NODE (cell->text), cell->name);

  draw = reactivity_effect_new (NULL, draw_cell, cell, cell_free);
  reactivity_node_set_name (REACTIVITY_NODE (draw), cell->name);

  self->n_cells++;
  self->n_computations += 2;
}

static void
add_memory_rows (View *self)
{
  Model *model = self->model;
  const guint bar = BAR_LENGTH + 2;

  screen_put_label (self->screen, ROW_MEMORY, COLUMN_NAME, "memory");
  add_cell (self, ROW_MEMORY, COLUMN_LOAD, 7, "memory", "use", format_mem_use, model);
  add_cell (self, ROW_MEMORY, COLUMN_BAR, bar, "memory", "bar", format_mem_bar, model);
  add_cell (self, ROW_MEMORY, COLUMN_TREND, 15, "memory", "amount", format_mem_amount, model);
  add_cell (self, ROW_MEMORY, COLUMN_ALARM, 5, "memory", "alarm", format_mem_alarm, model);

  screen_put_label (self->screen, ROW_SWAP, COLUMN_NAME, "swap");
  add_cell (self, ROW_SWAP, COLUMN_LOAD, 7, "swap", "use", format_swap_use, model);
  add_cell (self, ROW_SWAP, COLUMN_BAR, bar, "swap", "bar", format_swap_bar, model);
  add_cell (self, ROW_SWAP, COLUMN_TREND, 15, "swap", "amount", format_swap_amount, model);
}

static void
add_cpu_row (View *self, Cpu *cpu, guint row)
{
  screen_put_label (self->screen, row, COLUMN_NAME, cpu->name);
  add_cell (self, row, COLUMN_LOAD, 7, cpu->name, "load", format_load, cpu);
  add_cell (self, row, COLUMN_BAR, BAR_LENGTH + 2, cpu->name, "bar", format_load_bar, cpu);
  add_cell (self, row, COLUMN_TREND, 11, cpu->name, "trend", format_trend, cpu);
  add_cell (self, row, COLUMN_ALARM, 5, cpu->name, "alarm", format_load_alarm, cpu);
}

/* An effect: CPUs may appear while the program runs. The rows are made in the scope of the view,
 * because what this run made itself would end with it. */
static gboolean
add_rows (gpointer user_data, GError **error)
{
  View *self = user_data;
  guint n_cpus = reactivity_source_get_int (REACTIVITY_SOURCE (self->model->n_cpus));

  REACTIVITY_AUTO_SCOPE (self->scope, stay);
  self->computations.done++;

  for (; self->n_rows < n_cpus; self->n_rows++)
    {
      guint row = ROW_CPUS + self->n_rows;

      /* A CPU without a row costs nothing but its alarm: nobody asks for its texts. */
      if (row < screen_get_max_rows (self->screen))
        add_cpu_row (self, self->model->cpus->pdata[self->n_rows], row);
    }

  return TRUE;
}

View *
view_new (Model *model, Screen *screen, const char *title)
{
  View *self = g_new0 (View, 1);
  g_autoptr (ReactivityEffect) rows = NULL;

  self->model = model;
  self->screen = screen;
  self->scope = reactivity_scope_new (NULL);

  REACTIVITY_AUTO_SCOPE (self->scope, stay);
  screen_put_label (screen, ROW_TITLE, COLUMN_NAME, title);
  add_cell (self, ROW_STATUS, COLUMN_NAME, COLUMN_END, "status", NULL, format_status, model);
  add_memory_rows (self);
  rows = reactivity_effect_new (NULL, add_rows, self, NULL);
  reactivity_node_set_name (REACTIVITY_NODE (rows), "rows");
  self->n_computations++;

  return self;
}

void
view_free (View *self)
{
  reactivity_scope_dispose (self->scope);
  g_clear_object (&self->scope);
  g_free (self);
}

void
view_end_reading (View *self)
{
  screen_flush (self->screen);
  self->cells.possible += self->n_cells;
  self->computations.possible += self->n_computations;
}

Count
view_get_cells (View *self)
{
  return self->cells;
}

Count
view_get_computations (View *self)
{
  return self->computations;
}
