/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Who belongs to whom: contexts, nested effects, cleanup functions, scopes, owner objects. */

#include <reactivity-glib/reactivity.h>

#include "lessons.h"
#include "report.h"

static gboolean
print_first (gpointer number, GError **error)
{
  report_ran ("first");
  report_say ("first: %d", reactivity_source_get_int (number));
  return TRUE;
}

static gboolean
print_second (gpointer number, GError **error)
{
  report_ran ("second");
  report_say ("second: %d", reactivity_source_get_int (number));
  return TRUE;
}

void
lesson_context (void)
{
  g_autoptr (ReactivityContext) first = reactivity_context_new ();
  g_autoptr (ReactivityContext) second = reactivity_context_new ();
  g_autoptr (ReactivitySignal) a = reactivity_signal_new_int (first, 1);
  g_autoptr (ReactivitySignal) b = reactivity_signal_new_int (second, 1);
  g_autoptr (ReactivityEffect) print_a = reactivity_effect_new (first, print_first, a, NULL);
  g_autoptr (ReactivityEffect) print_b = reactivity_effect_new (second, print_second, b, NULL);

  report_step ("two contexts, in each an effect");

  reactivity_context_batch_begin (first);
  reactivity_signal_set_int (a, 2);
  reactivity_signal_set_int (b, 2);
  report_step ("both are set, in a batch of the first");
  reactivity_context_batch_end (first);
  report_step ("the batch ends");
}

typedef struct
{
  ReactivitySource *page; /* (unowned) */
  ReactivitySource *zoom; /* (unowned) */
} Reader;

static gboolean
print_zoom (gpointer zoom, GError **error)
{
  report_ran ("zoom");
  report_say ("zoom %d %%", reactivity_source_get_int (zoom));
  return TRUE;
}

static void
close_page (gpointer page)
{
  report_ran ("close");
  report_say ("page %d is closed", GPOINTER_TO_INT (page));
}

static gboolean
open_page (gpointer user_data, GError **error)
{
  Reader *reader = user_data;
  int page = reactivity_source_get_int (reader->page);
  g_autoptr (ReactivityEffect) inner = NULL;

  report_ran ("page");
  report_say ("page %d is opened", page);
  reactivity_context_on_cleanup (reactivity_context_get_default (), close_page,
                                 GINT_TO_POINTER (page), NULL);
  /* Belongs to this run: dropping our reference does not end it, the next run does. */
  inner = reactivity_effect_new (NULL, print_zoom, reader->zoom, NULL);
  return TRUE;
}

void
lesson_nested_effects (void)
{
  g_autoptr (ReactivitySignal) page = reactivity_signal_new_int (NULL, 1);
  g_autoptr (ReactivitySignal) zoom = reactivity_signal_new_int (NULL, 100);
  Reader reader = { REACTIVITY_SOURCE (page), REACTIVITY_SOURCE (zoom) };
  g_autoptr (ReactivityEffect) outer = reactivity_effect_new (NULL, open_page, &reader, NULL);

  report_step ("an effect opens a page, an inner zooms");
  reactivity_signal_set_int (zoom, 150);
  report_step ("zoom is set to 150");
  reactivity_signal_set_int (page, 2);
  report_step ("page is set to 2");
  reactivity_computation_dispose (REACTIVITY_COMPUTATION (outer));
  report_step ("the outer effect is disposed");
  reactivity_signal_set_int (zoom, 200);
  report_step ("zoom is set to 200");
}

static gboolean
print_int (gpointer number, GError **error)
{
  report_ran ("print");
  report_say ("print: %d", reactivity_source_get_int (number));
  return TRUE;
}

static gboolean
log_int (gpointer number, GError **error)
{
  report_ran ("log");
  report_say ("log: %d", reactivity_source_get_int (number));
  return TRUE;
}

static void
on_scope_end (gpointer user_data)
{
  report_ran ("end");
}

void
lesson_scope (void)
{
  g_autoptr (ReactivitySignal) number = reactivity_signal_new_int (NULL, 1);
  g_autoptr (ReactivityScope) scope = reactivity_scope_new (NULL);

  {
    REACTIVITY_AUTO_SCOPE (scope, stay);
    g_autoptr (ReactivityEffect) print = reactivity_effect_new (NULL, print_int, number, NULL);
    g_autoptr (ReactivityEffect) log = reactivity_effect_new (NULL, log_int, number, NULL);
  }
  reactivity_scope_on_cleanup (scope, on_scope_end, NULL, NULL);
  report_step ("two effects are made inside a scope");

  reactivity_signal_set_int (number, 2);
  report_step ("the number is set to 2");
  reactivity_scope_dispose (scope);
  report_step ("the scope is disposed");
  reactivity_signal_set_int (number, 3);
  report_step ("the number is set to 3");
}

void
lesson_owner (void)
{
  g_autoptr (ReactivitySignal) number = reactivity_signal_new_int (NULL, 1);
  g_autoptr (GObject) window = g_object_new (G_TYPE_OBJECT, NULL); /* any object will do */

  /* The window holds the effect, so there is nothing to keep. */
  reactivity_effect_new_for (window, NULL, print_int, number, NULL);
  report_step ("an effect is made for a window");
  reactivity_signal_set_int (number, 2);
  report_step ("the number is set to 2");
  g_clear_object (&window);
  reactivity_signal_set_int (number, 3);
  report_step ("the window is gone, 3 is set");
}
