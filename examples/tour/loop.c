/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* With a main loop: idle effects, and values from another thread. */

#include <reactivity-glib/reactivity.h>

#include "lessons.h"
#include "report.h"

static gboolean
print_int (gpointer number, GError **error)
{
  report_ran ("print");
  report_say ("the number is %d", reactivity_source_get_int (number));
  return TRUE;
}

/* Stands for the main loop of the program, which would run by itself. */
static void
run_main_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
lesson_idle (void)
{
  g_autoptr (ReactivitySignal) number = reactivity_signal_new_int (NULL, 1);
  g_autoptr (ReactivityEffect) print = reactivity_effect_new (NULL, print_int, number, NULL);

  reactivity_effect_set_schedule (print, REACTIVITY_SCHEDULE_IDLE, G_PRIORITY_DEFAULT_IDLE);
  report_step ("an idle effect is made: it runs at once");

  reactivity_signal_set_int (number, 2);
  reactivity_signal_set_int (number, 3);
  reactivity_signal_set_int (number, 4);
  report_step ("the number is set to 2, 3 and 4");
  run_main_loop ();
  report_step ("the main loop runs");
}

static void
greet (gpointer number)
{
  report_ran ("greet");
  report_say ("greetings from the thread; the number is %d", reactivity_source_get_int (number));
}

static gpointer
work (gpointer number)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT);
  for (int i = 2; i <= 4; i++)
    {
      g_value_set_int (&value, i);
      reactivity_signal_post_value (number, &value);
    }
  reactivity_context_invoke (reactivity_node_get_context (number), greet, number, NULL);

  return NULL;
}

void
lesson_thread (void)
{
  g_autoptr (ReactivitySignal) number = reactivity_signal_new_int (NULL, 1);
  g_autoptr (ReactivityEffect) print = reactivity_effect_new (NULL, print_int, number, NULL);

  report_step ("an effect prints a number");
  g_thread_join (g_thread_new ("worker", work, number));
  report_step ("a thread posts 2, 3, 4 and a function");
  run_main_loop ();
  report_step ("the main loop runs");
}
