/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* When a function fails. Each lesson has a context of its own, for its error handler. */

#include <reactivity-glib/reactivity.h>

#include "lessons.h"
#include "report.h"

static gboolean
on_error (ReactivityContext *context, ReactivityNode *node, GError *error, gpointer user_data)
{
  report_say ("error of '%s': %s", reactivity_node_get_name (node), error->message);
  return TRUE; /* handled: not logged */
}

static ReactivityContext *
context_with_handler (void)
{
  ReactivityContext *context = reactivity_context_new ();

  g_signal_connect (context, "error", G_CALLBACK (on_error), NULL);
  return context;
}

static gboolean
run_before (gpointer number, GError **error)
{
  report_ran ("before");
  reactivity_source_get_int (number);
  return TRUE;
}

static gboolean
refuse_odd (gpointer number, GError **error)
{
  int n = reactivity_source_get_int (number);

  report_ran ("odd");
  if (n % 2 == 0)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%d is odd", n);
  return FALSE;
}

static gboolean
run_after (gpointer number, GError **error)
{
  report_ran ("after");
  reactivity_source_get_int (number);
  return TRUE;
}

void
lesson_effect_error (void)
{
  g_autoptr (ReactivityContext) context = context_with_handler ();
  g_autoptr (ReactivitySignal) number = reactivity_signal_new_int (context, 2);
  g_autoptr (ReactivityEffect) before = reactivity_effect_new (context, run_before, number, NULL);
  g_autoptr (ReactivityEffect) odd = reactivity_effect_new (context, refuse_odd, number, NULL);
  g_autoptr (ReactivityEffect) after = reactivity_effect_new (context, run_after, number, NULL);

  reactivity_node_set_name (REACTIVITY_NODE (odd), "odd");
  report_step ("three effects; one refuses odd numbers");
  reactivity_signal_set_int (number, 3);
  report_step ("the number is set to 3");
  reactivity_signal_set_int (number, 4);
  report_step ("the number is set to 4");
}

static int
parse (gpointer source, GError **error)
{
  const char *text = reactivity_source_get_string (source);
  gint64 number = 0;

  report_ran ("parse");
  /* Setting @error is failing; the number that is returned does not count then. */
  if (!g_ascii_string_to_signed (text, 10, G_MININT, G_MAXINT, &number, NULL))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "'%s' is not a number", text);

  return number;
}

/* The plain getters give 0 for what failed, and let the effect fail when it returns. This one
 * shows what it gets, so it asks first. */
static gboolean
print_number (gpointer number, GError **error)
{
  g_auto (GValue) value = G_VALUE_INIT;

  report_ran ("print");
  if (!reactivity_source_read_value (number, &value, error))
    return FALSE;

  report_say ("the number is %d", g_value_get_int (&value));
  return TRUE;
}

static void
step_read (const char *how, ReactivitySource *source)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  if (reactivity_source_read_value (source, &value, &error))
    report_say ("the reader gets %d", g_value_get_int (&value));
  else
    report_say ("the reader gets: %s", error->message);
  report_step ("%s", how);
}

void
lesson_derived_error (void)
{
  g_autoptr (ReactivityContext) context = context_with_handler ();
  g_autoptr (ReactivitySignal) text = reactivity_signal_new_string (context, "four");
  g_autoptr (ReactivityDerived) number = reactivity_derived_new_int (context, parse, text, NULL);
  g_autoptr (ReactivityEffect) print = NULL;

  step_read ("a derived that parses \"four\" is read", REACTIVITY_SOURCE (number));
  step_read ("it is read again", REACTIVITY_SOURCE (number));
  reactivity_signal_set_string (text, "4");
  step_read ("the text is set to \"4\", and read", REACTIVITY_SOURCE (number));

  print = reactivity_effect_new (context, print_number, number, NULL);
  reactivity_node_set_name (REACTIVITY_NODE (print), "print");
  report_step ("an effect prints the number");
  reactivity_signal_set_string (text, "five");
  report_step ("the text is set to \"five\"");
  reactivity_signal_set_string (text, "5");
  report_step ("the text is set to \"5\"");
}

typedef struct
{
  ReactivitySource *closed; /* (unowned) whether a needs b */
  ReactivitySource *a;      /* (unowned) */
  ReactivitySource *b;      /* (unowned) */
} Loop;

static int
compute_a (gpointer user_data, GError **error)
{
  Loop *loop = user_data;

  report_ran ("a");
  return reactivity_source_get_boolean (loop->closed) ? reactivity_source_get_int (loop->b) : 1;
}

static int
compute_b (gpointer user_data, GError **error)
{
  Loop *loop = user_data;

  report_ran ("b");
  return reactivity_source_get_int (loop->a) + 1;
}

void
lesson_cycle (void)
{
  g_autoptr (ReactivityContext) context = context_with_handler ();
  g_autoptr (ReactivitySignal) closed = reactivity_signal_new_boolean (context, TRUE);
  Loop loop = { REACTIVITY_SOURCE (closed), NULL, NULL };
  g_autoptr (ReactivityDerived) a = reactivity_derived_new_int (context, compute_a, &loop, NULL);
  g_autoptr (ReactivityDerived) b = reactivity_derived_new_int (context, compute_b, &loop, NULL);

  loop.a = REACTIVITY_SOURCE (a);
  loop.b = REACTIVITY_SOURCE (b);
  reactivity_node_set_name (REACTIVITY_NODE (a), "a");
  reactivity_node_set_name (REACTIVITY_NODE (b), "b");

  step_read ("a needs b, b needs a; b is read", REACTIVITY_SOURCE (b));
  reactivity_signal_set_boolean (closed, FALSE);
  step_read ("the loop is opened, b is read", REACTIVITY_SOURCE (b));
}

typedef struct
{
  ReactivitySignal *enabled; /* (unowned) */
  ReactivitySignal *ball;    /* (unowned) counts the strokes */
} Table;

/* Each player returns the balls of the other, so each wakes the other. */
static void
play (Table *table, gboolean my_turn)
{
  int strokes = reactivity_source_get_int (REACTIVITY_SOURCE (table->ball));

  if (reactivity_source_get_boolean (REACTIVITY_SOURCE (table->enabled)) &&
      (strokes % 2 == 0) == my_turn)
    reactivity_signal_set_int (table->ball, strokes + 1);
}

static gboolean
ping (gpointer table, GError **error)
{
  report_ran ("ping");
  play (table, TRUE);
  return TRUE;
}

static gboolean
pong (gpointer table, GError **error)
{
  report_ran ("pong");
  play (table, FALSE);
  return TRUE;
}

void
lesson_endless (void)
{
  g_autoptr (ReactivityContext) context = context_with_handler ();
  g_autoptr (ReactivitySignal) enabled = reactivity_signal_new_boolean (context, FALSE);
  g_autoptr (ReactivitySignal) ball = reactivity_signal_new_int (context, 0);
  Table table = { enabled, ball };
  g_autoptr (ReactivityEffect) a = reactivity_effect_new (context, ping, &table, NULL);
  g_autoptr (ReactivityEffect) b = reactivity_effect_new (context, pong, &table, NULL);

  reactivity_node_set_name (REACTIVITY_NODE (a), "ping");
  reactivity_node_set_name (REACTIVITY_NODE (b), "pong");
  report_step ("two effects return each other's ball");
  reactivity_signal_set_boolean (enabled, TRUE);
  report_step ("the game begins");
  reactivity_signal_set_boolean (enabled, FALSE);
  report_step ("the game is over");
}
