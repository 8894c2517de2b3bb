/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Sources among other objects: property notification, bindings, and the picture of a graph. */

#include <stdio.h>

#include <reactivity-glib/reactivity.h>

#include "lessons.h"
#include "report.h"

static void
on_notify (ReactivitySource *source, GParamSpec *pspec, gpointer user_data)
{
  report_ran ("on_notify");
  report_say ("notify::%s, now %d", pspec->name, reactivity_source_get_int (source));
}

static gboolean
print_int (gpointer number, GError **error)
{
  report_ran ("print");
  report_say ("the number is %d", reactivity_source_get_int (number));
  return TRUE;
}

void
lesson_notify (void)
{
  g_autoptr (ReactivitySignal) number = reactivity_signal_new_int (NULL, 1);
  g_autoptr (ReactivityEffect) print = reactivity_effect_new (NULL, print_int, number, NULL);

  g_signal_connect (number, "notify::value", G_CALLBACK (on_notify), NULL);
  report_step ("an effect and a notify handler");
  reactivity_signal_set_int (number, 2);
  report_step ("the number is set to 2");

  {
    REACTIVITY_AUTO_BATCH (reactivity_context_get_default (), batch);
    reactivity_signal_set_int (number, 3);
    reactivity_signal_set_int (number, 4);
  }
  report_step ("it is set to 3 and 4 in a batch");
}

typedef struct
{
  ReactivitySource *modified; /* (unowned) */
  ReactivitySource *saving;   /* (unowned) */
} Document;

static gboolean
can_save (gpointer user_data, GError **error)
{
  Document *document = user_data;

  report_ran ("can_save");
  return reactivity_source_get_boolean (document->modified) &&
         !reactivity_source_get_boolean (document->saving);
}

static void
on_enabled (GAction *action, GParamSpec *pspec, gpointer user_data)
{
  report_ran ("on_enabled");
  report_say ("action '%s' is %s", g_action_get_name (action),
              g_action_get_enabled (action) ? "enabled" : "disabled");
}

void
lesson_binding (void)
{
  g_autoptr (ReactivitySignal) modified = reactivity_signal_new_boolean (NULL, FALSE);
  g_autoptr (ReactivitySignal) saving = reactivity_signal_new_boolean (NULL, FALSE);
  Document document = { REACTIVITY_SOURCE (modified), REACTIVITY_SOURCE (saving) };
  g_autoptr (ReactivityDerived) enabled =
      reactivity_derived_new_boolean (NULL, can_save, &document, NULL);
  g_autoptr (GSimpleAction) save = g_simple_action_new ("save", NULL);

  g_signal_connect (save, "notify::enabled", G_CALLBACK (on_enabled), NULL);
  g_object_bind_property (enabled, "value", save, "enabled", G_BINDING_SYNC_CREATE);
  report_step ("'enabled' is bound to a derived");

  reactivity_signal_set_boolean (modified, TRUE);
  report_step ("the document is modified");
  reactivity_signal_set_boolean (saving, TRUE);
  report_step ("it is being saved");

  {
    REACTIVITY_AUTO_BATCH (reactivity_context_get_default (), batch);
    reactivity_signal_set_boolean (modified, FALSE);
    reactivity_signal_set_boolean (saving, FALSE);
  }
  report_step ("it was saved");
}

typedef struct
{
  ReactivitySource *width;  /* (unowned) */
  ReactivitySource *height; /* (unowned) */
} Rectangle;

static int
area (gpointer user_data, GError **error)
{
  Rectangle *rectangle = user_data;

  report_ran ("area");
  return reactivity_source_get_int (rectangle->width) *
         reactivity_source_get_int (rectangle->height);
}

void
lesson_dump (void)
{
  g_autoptr (ReactivityContext) context = reactivity_context_new ();
  g_autoptr (ReactivitySignal) width = reactivity_signal_new_int (context, 3);
  g_autoptr (ReactivitySignal) height = reactivity_signal_new_int (context, 4);
  Rectangle rectangle = { REACTIVITY_SOURCE (width), REACTIVITY_SOURCE (height) };
  g_autoptr (ReactivityDerived) product =
      reactivity_derived_new_int (context, area, &rectangle, NULL);
  g_autoptr (ReactivityEffect) print = reactivity_effect_new (context, print_int, product, NULL);
  g_autofree char *dot = NULL;
  g_auto (GStrv) lines = NULL;

  reactivity_node_set_name (REACTIVITY_NODE (width), "width");
  reactivity_node_set_name (REACTIVITY_NODE (height), "height");
  reactivity_node_set_name (REACTIVITY_NODE (product), "area");
  reactivity_node_set_name (REACTIVITY_NODE (print), "print");
  report_step ("an effect prints an area; all is named");

  dot = reactivity_context_dump (context);
  report_step ("the context is dumped");
  lines = g_strsplit (g_strchomp (dot), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    printf ("      | %s\n", lines[i]);
}
