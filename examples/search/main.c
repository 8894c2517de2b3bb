/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A search among words, as one types. */

#include "window.h"

typedef struct
{
  char *words; /* (owned) the file */
  int delay;   /* in milliseconds */
  char **rest; /* (owned) (nullable) what is no option */
} Options;

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->words, g_free);
  g_clear_pointer (&options->rest, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Returns -1 to go on, as GApplication asks. */
static int
check_options (GApplication *app, GVariantDict *dict, Options *options)
{
  const char *wrong = NULL;

  if (options->rest != NULL)
    wrong = "only options are understood; see --help";
  else if (options->delay < 0 || options->delay > 60000)
    wrong = "--delay is to be from 0 to 60000";

  if (wrong != NULL)
    g_printerr ("search: %s\n", wrong);
  return wrong != NULL ? 1 : -1;
}

static void
activate (GtkApplication *app, Options *options)
{
  const char *path = options->words != NULL ? options->words : WORDS_FILE;

  gtk_window_present (GTK_WINDOW (search_window_new (app, search_new (path, options->delay))));
}

int
main (int argc, char *argv[])
{
  g_auto (Options) options = { .delay = 300 };
  const GOptionEntry entries[] = {
    { "words", 'w', 0, G_OPTION_ARG_FILENAME, &options.words,
      "A file with one word to a line (default: the one of the example)", "FILE" },
    { "delay", 'd', 0, G_OPTION_ARG_INT, &options.delay,
      "Milliseconds that a search takes longer than it needs (default 300)", "N" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.rest, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  const char *close_keys[] = { "<Control>w", "<Control>q", NULL };
  /* Not unique: the options are for this process. */
  g_autoptr (GtkApplication) app =
      gtk_application_new ("org.example.Search", G_APPLICATION_NON_UNIQUE);

  g_application_add_main_option_entries (G_APPLICATION (app), entries);
  g_signal_connect (app, "handle-local-options", G_CALLBACK (check_options), &options);
  g_signal_connect (app, "activate", G_CALLBACK (activate), &options);
  gtk_application_set_accels_for_action (app, "window.close", close_keys);
  return g_application_run (G_APPLICATION (app), argc, argv);
}
