/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PLAIN "0"
#define BOLD "1"
#define DIM "2"
#define GREEN "32"

#define DONE_WIDTH 40
#define MIN_RAN_WIDTH 16

typedef struct
{
  char *name; /* (owned) */
  guint runs; /* since the last step */
} Watched;

static GArray *watched;    /* (owned) (element-type Watched) of the open lesson */
static GPtrArray *sayings; /* (owned) (element-type utf8) since the last step */
static int ran_width;      /* room for all that is watched */

static gboolean
use_colour (void)
{
  return isatty (STDOUT_FILENO) && g_getenv ("NO_COLOR") == NULL &&
         g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
}

/* @width counts what is seen, so the escape sequences stay out of the padding. */
static void
print_column (const char *style, int width, const char *text)
{
  if (use_colour ())
    printf ("\033[%sm%-*s\033[0m", style, width, text);
  else
    printf ("%-*s", width, text);
}

static void
print_row (const char *style, const char *done, const char *ran_style, const char *ran,
           const char *idle)
{
  printf ("    ");
  print_column (style, DONE_WIDTH, done);
  printf ("  ");
  print_column (ran_style, ran_width, ran);
  printf ("  ");
  print_column (DIM, 0, idle);
  printf ("\n");
}

static void
clear_watched (gpointer data)
{
  g_free (((Watched *) data)->name);
}

static void
add_word (GString *list, const char *word, guint count)
{
  if (list->len > 0)
    g_string_append_c (list, ' ');
  g_string_append (list, word);
  if (count > 1)
    g_string_append_printf (list, " x%u", count);
}

void
report_begin (guint number, const char *name, const char *title, const char *about,
              const char *names)
{
  g_autofree char *headline = g_strdup_printf ("%2u. %s", number, title);
  g_autofree char *label = g_strdup_printf ("[%s]", name);
  g_auto (GStrv) words = g_strsplit (names, " ", -1);

  printf ("\n");
  print_column (BOLD, 60, headline);
  printf ("  ");
  print_column (DIM, 0, label);
  printf ("\n    %s\n\n", about);
  ran_width = MAX (MIN_RAN_WIDTH, (int) strlen (names));
  print_row (DIM, "what was done", DIM, "ran", "did not run");

  sayings = g_ptr_array_new_with_free_func (g_free);
  watched = g_array_new (FALSE, FALSE, sizeof (Watched));
  g_array_set_clear_func (watched, clear_watched);
  for (guint i = 0; words[i] != NULL; i++)
    {
      Watched entry = { g_strdup (words[i]), 0 };

      g_array_append_val (watched, entry);
    }
}

void
report_ran (const char *function)
{
  for (guint i = 0; i < watched->len; i++)
    {
      Watched *entry = &g_array_index (watched, Watched, i);

      if (strcmp (entry->name, function) == 0)
        {
          entry->runs++;
          return;
        }
    }

  g_error ("the lesson does not watch '%s'", function);
}

void
report_say (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (sayings, g_strdup_vprintf (format, args));
  va_end (args);
}

void
report_step (const char *format, ...)
{
  g_autoptr (GString) ran = g_string_new (NULL);
  g_autoptr (GString) idle = g_string_new (NULL);
  g_autofree char *done = NULL;
  va_list args;

  va_start (args, format);
  done = g_strdup_vprintf (format, args);
  va_end (args);

  for (guint i = 0; i < watched->len; i++)
    {
      Watched *entry = &g_array_index (watched, Watched, i);

      add_word (entry->runs > 0 ? ran : idle, entry->name, entry->runs);
      entry->runs = 0;
    }

  print_row (PLAIN, done, GREEN, ran->len > 0 ? ran->str : "-", idle->len > 0 ? idle->str : "-");
  for (guint i = 0; i < sayings->len; i++)
    printf ("      > %s\n", (const char *) g_ptr_array_index (sayings, i));
  g_ptr_array_set_size (sayings, 0);
}

void
report_end (void)
{
  g_clear_pointer (&watched, g_array_unref);
  g_clear_pointer (&sayings, g_ptr_array_unref);
}
