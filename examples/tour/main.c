/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A tour of the patterns: each lesson does something and reports which functions ran. */

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include <glib.h>

#include "lessons.h"
#include "report.h"

typedef struct
{
  const char *name;
  const char *title;
  const char *about;
  const char *watched; /* the functions that the lesson counts */
  void (*run) (void);
} Lesson;

static const Lesson lessons[] = {
  { "derived", "A derived value is lazy", "It runs when it is read, at most once per change.",
    "square", lesson_derived },
  { "effect", "An effect runs by itself", "At once, then before each set that reaches it returns.",
    "square print", lesson_effect },
  { "equality", "Nothing happens when nothing changed",
    "A signal compares what is set, a derived what it computed.", "parity print", lesson_equality },
  { "equal-func", "The program decides what is equal", "Here, temperatures within half a degree.",
    "print", lesson_equal_func },
  { "memoized", "A memoized value caches and does not compare",
    "For results that cost more to compare than to pass on.", "search print", lesson_memoized },
  { "dynamic", "Dependencies are those of the last run",
    "What is read first guards what comes after it.", "greeting print", lesson_dynamic },
  { "diamond", "No glitch in a diamond", "The tip runs once, and never sees half a change.",
    "2n 3n sum print", lesson_diamond },
  { "batch", "A batch groups writes", "Effects wait for its end; reads inside are fresh.",
    "sum print", lesson_batch },
  { "nested-batch", "Batches nest", "The outermost end flushes; an explicit flush does not wait.",
    "print", lesson_nested_batch },
  { "untrack", "Reading without depending", "By a peek, or in an untracked stretch.", "print",
    lesson_untrack },
  { "context", "Contexts are isolated", "Reads and batches of one never touch another.",
    "first second", lesson_context },
  { "nested-effects", "What an effect makes ends with its run",
    "Inner effects and cleanup functions, before the next run and at dispose.", "page zoom close",
    lesson_nested_effects },
  { "scope", "A scope ends what was made inside", "In one call, whoever else holds it.",
    "print log end", lesson_scope },
  { "owner", "An effect that belongs to an object", "It ends when the object does.", "print",
    lesson_owner },
  { "effect-error", "A failing effect stops nobody",
    "Its error goes to the context's error signal; the others run.", "before odd after",
    lesson_effect_error },
  { "derived-error", "A failed derived hands its error to the reader",
    "It is kept until a dependency changes; then all recovers.", "parse print",
    lesson_derived_error },
  { "cycle", "A cycle is an error that names the nodes", "The graph stays usable.", "a b",
    lesson_cycle },
  { "endless", "Effects that keep waking each other are stopped",
    "After 100 rounds of one flush, with an error.", "ping pong", lesson_endless },
  { "idle", "An effect can wait for the main loop", "All changes until then, in one run.", "print",
    lesson_idle },
  { "thread", "Another thread hands values over",
    "They arrive in the main loop, in order, in one batch.", "print greet", lesson_thread },
  { "notify", "A reactive signal is a GObject", "With a property that notifies.", "on_notify print",
    lesson_notify },
  { "binding", "GBinding takes a source as it is",
    "Here, a derived decides if an action is enabled.", "can_save on_enabled", lesson_binding },
  { "dump", "The graph can be looked at", "As DOT text, for Graphviz.", "area print", lesson_dump },
};

static gboolean
is_wanted (char **names, const char *name)
{
  return names == NULL || g_strv_contains ((const char *const *) names, name);
}

static gboolean
check_names (char **names, GError **error)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      guint j = 0;

      while (j < G_N_ELEMENTS (lessons) && g_strcmp0 (names[i], lessons[j].name) != 0)
        j++;
      if (j == G_N_ELEMENTS (lessons))
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "there is no lesson '%s'; --list names them all", names[i]);
          return FALSE;
        }
    }

  return TRUE;
}

int
main (int argc, char **argv)
{
  gboolean list = FALSE;
  g_auto (GStrv) names = NULL;
  const GOptionEntry entries[] = {
    { "list", 'l', 0, G_OPTION_ARG_NONE, &list, "Name the lessons and end", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, NULL, "[LESSON...]" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) options = g_option_context_new ("- what runs, and what does not");
  g_autoptr (GError) error = NULL;
  guint shown = 0;

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error) || !check_names (names, &error))
    {
      g_printerr ("tour: %s\n", error->message);
      return EXIT_FAILURE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (lessons); i++)
    {
      const Lesson *lesson = &lessons[i];

      if (list)
        printf ("%-16s %s\n", lesson->name, lesson->title);
      else if (is_wanted (names, lesson->name))
        {
          report_begin (i + 1, lesson->name, lesson->title, lesson->about, lesson->watched);
          lesson->run ();
          report_end ();
          shown++;
        }
    }

  if (!list)
    printf ("\n%u %s shown.\n", shown, shown == 1 ? "pattern" : "patterns");

  return EXIT_SUCCESS;
}
