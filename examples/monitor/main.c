/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Watches the CPUs and the memory of this machine, and redraws what changed. */

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <glib-unix.h>

#include "model.h"
#include "parse.h"
#include "screen.h"
#include "view.h"

typedef struct
{
  double seconds;
  int interval; /* in milliseconds */
  double threshold;
  char *proc; /* (owned) */
} Options;

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->proc, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

typedef struct
{
  const Options *options; /* (unowned) */
  Model *model;           /* (unowned) */
  View *view;             /* (unowned) */
  Screen *screen;         /* (unowned) */
} App;

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "seconds", 's', 0, G_OPTION_ARG_DOUBLE, &options->seconds,
      "How long to watch; 0 until Ctrl-C (default 5)", "N" },
    { "interval", 'i', 0, G_OPTION_ARG_INT, &options->interval,
      "Milliseconds from reading to reading (default 500)", "N" },
    { "threshold", 't', 0, G_OPTION_ARG_DOUBLE, &options->threshold,
      "Percent that raise the alarm (default 80)", "N" },
    { "proc", 'p', 0, G_OPTION_ARG_FILENAME, &options->proc,
      "Where the files stat and meminfo are (default /proc)", "DIR" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("- watch this machine");
  const char *wrong = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  /* Written so that NaN is wrong too. */
  if (*argc > 1)
    wrong = "only options are understood; see --help";
  else if (!(options->seconds >= 0.0 && options->seconds <= 1e6))
    wrong = "--seconds is to be from 0 to 1000000";
  else if (options->interval < 1 || options->interval > 3600000)
    wrong = "--interval is to be from 1 to 3600000";
  else if (!(options->threshold >= 0.0 && options->threshold <= 100.0))
    wrong = "--threshold is to be from 0 to 100";

  if (wrong != NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, wrong);
  return wrong == NULL;
}

static char *
load (const char *directory, const char *name, GError **error)
{
  g_autoptr (GFile) file = g_file_new_build_filename (directory, name, NULL);
  char *text = NULL;

  g_file_load_contents (file, NULL, &text, NULL, NULL, error);
  return text;
}

static gboolean
take_reading (Model *model, const char *directory, GError **error)
{
  g_autofree char *stat = load (directory, "stat", error);
  g_autofree char *meminfo = stat != NULL ? load (directory, "meminfo", error) : NULL;
  g_autoptr (GArray) cpus = NULL;
  Memory memory;

  if (meminfo == NULL)
    return FALSE;

  cpus = parse_stat (stat, error);
  if (cpus == NULL)
    {
      g_prefix_error (error, "%s/stat: ", directory);
      return FALSE;
    }
  if (!parse_meminfo (meminfo, &memory, error))
    {
      g_prefix_error (error, "%s/meminfo: ", directory);
      return FALSE;
    }

  model_update (model, cpus, &memory);
  return TRUE;
}

static gboolean
on_tick (gpointer user_data)
{
  App *app = user_data;
  g_autoptr (GError) error = NULL;

  screen_set_reading (app->screen, app->model->readings.possible + 1);
  if (!take_reading (app->model, app->options->proc, &error))
    model_fail (app->model, error->message);
  view_end_reading (app->view);

  return G_SOURCE_CONTINUE;
}

static gboolean
on_quit (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static void
print_count (const char *name, Count count)
{
  double spared = count.possible > 0 ? 100.0 - 100.0 * count.done / count.possible : 0.0;

  printf ("%-18s %8" G_GUINT64_FORMAT " of %8" G_GUINT64_FORMAT "   spared %3.0f %%\n", name,
          count.done, count.possible, spared);
}

static void
print_summary (Model *model, View *view)
{
  Count computations = view_get_computations (view);

  computations.done += model->deriveds.done;
  computations.possible += model->deriveds.possible;

  printf ("\n%" G_GUINT64_FORMAT " readings. What was done, of what doing everything each time"
          " would take:\n",
          model->readings.possible);
  print_count ("signals changed", model->signals);
  print_count ("computations run", computations);
  print_count ("cells redrawn", view_get_cells (view));
}

static void
watch (const Options *options, Model *model)
{
  g_autofree char *title = g_strdup_printf ("%s every %d ms, alarm at %g %%", options->proc,
                                            options->interval, options->threshold);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint sources[5] = { 0 };
  g_autoptr (Screen) screen = NULL;
  g_autoptr (View) view = NULL;
  App app;

  /* Before the screen is taken, so that no signal leaves the terminal without its cursor. */
  sources[0] = g_unix_signal_add (SIGINT, on_quit, loop);
  sources[1] = g_unix_signal_add (SIGTERM, on_quit, loop);
  sources[2] = g_unix_signal_add (SIGHUP, on_quit, loop);
  if (options->seconds > 0.0)
    sources[3] = g_timeout_add ((guint) ceil (options->seconds * 1000.0), on_quit, loop);

  screen = screen_new ();
  screen_set_reading (screen, 1);
  view = view_new (model, screen, title);
  view_end_reading (view);

  app = (App){ options, model, view, screen };
  sources[4] = g_timeout_add (options->interval, on_tick, &app);
  g_main_loop_run (loop);

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (sources[i] != 0)
      g_source_remove (sources[i]);

  screen_close (screen);
  print_summary (model, view);
}

int
main (int argc, char **argv)
{
  g_auto (Options) options = { .seconds = 5.0, .interval = 500, .threshold = 80.0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (Model) model = NULL;

  setlocale (LC_ALL, "");
  if (!parse_options (&options, &argc, &argv, &error))
    {
      g_printerr ("monitor: %s\n", error->message);
      return EXIT_FAILURE;
    }
  if (options.proc == NULL)
    options.proc = g_strdup ("/proc");

  model = model_new (options.threshold);
  if (!take_reading (model, options.proc, &error))
    {
      g_printerr ("monitor: %s\n", error->message);
      return EXIT_FAILURE;
    }
  watch (&options, model);

  return EXIT_SUCCESS;
}
