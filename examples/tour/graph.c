/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How a change travels: dynamic dependencies, diamonds, batches, untracked reads. */

#include <reactivity-glib/reactivity.h>

#include "lessons.h"
#include "report.h"

/* A function gets one pointer, so what it reads is put together in a struct. */
typedef struct
{
  ReactivitySource *has_name; /* (unowned) */
  ReactivitySource *greeting; /* (unowned) */
} Person;

static char *
greeting (gpointer name, GError **error)
{
  report_ran ("greeting");
  /* Would be wrong with a NULL name: it counts on being read only when there is one. */
  return g_strdup_printf ("Hello, %s!", reactivity_source_get_string (name));
}

static gboolean
print_greeting (gpointer user_data, GError **error)
{
  Person *person = user_data;

  report_ran ("print");
  if (reactivity_source_get_boolean (person->has_name))
    report_say ("%s", reactivity_source_get_string (person->greeting));
  else
    report_say ("Who are you?");
  return TRUE;
}

void
lesson_dynamic (void)
{
  g_autoptr (ReactivitySignal) has_name = reactivity_signal_new_boolean (NULL, TRUE);
  g_autoptr (ReactivitySignal) name = reactivity_signal_new_string (NULL, "Ada");
  g_autoptr (ReactivityDerived) hello = reactivity_derived_new_string (NULL, greeting, name, NULL);
  Person person = { REACTIVITY_SOURCE (has_name), REACTIVITY_SOURCE (hello) };
  g_autoptr (ReactivityEffect) print = reactivity_effect_new (NULL, print_greeting, &person, NULL);

  report_step ("an effect greets whoever has a name");
  reactivity_signal_set_string (name, "Grace");
  report_step ("the name is set to Grace");

  {
    REACTIVITY_AUTO_BATCH (reactivity_context_get_default (), batch);
    reactivity_signal_set_string (name, NULL);
    reactivity_signal_set_boolean (has_name, FALSE);
  }
  report_step ("the name is taken away");

  reactivity_signal_set_string (name, "Barbara");
  report_step ("a name is set, but not shown");
  reactivity_signal_set_boolean (has_name, TRUE);
  report_step ("the name is shown");
}

typedef struct
{
  ReactivitySource *left;  /* (unowned) */
  ReactivitySource *right; /* (unowned) */
} Pair;

static int
twice (gpointer number, GError **error)
{
  report_ran ("2n");
  return 2 * reactivity_source_get_int (number);
}

static int
thrice (gpointer number, GError **error)
{
  report_ran ("3n");
  return 3 * reactivity_source_get_int (number);
}

static int
sum (gpointer user_data, GError **error)
{
  Pair *pair = user_data;

  report_ran ("sum");
  return reactivity_source_get_int (pair->left) + reactivity_source_get_int (pair->right);
}

static gboolean
print_sum (gpointer total, GError **error)
{
  report_ran ("print");
  report_say ("the sum is %d", reactivity_source_get_int (total));
  return TRUE;
}

void
lesson_diamond (void)
{
  g_autoptr (ReactivitySignal) number = reactivity_signal_new_int (NULL, 1);
  g_autoptr (ReactivityDerived) left = reactivity_derived_new_int (NULL, twice, number, NULL);
  g_autoptr (ReactivityDerived) right = reactivity_derived_new_int (NULL, thrice, number, NULL);
  Pair pair = { REACTIVITY_SOURCE (left), REACTIVITY_SOURCE (right) };
  g_autoptr (ReactivityDerived) total = reactivity_derived_new_int (NULL, sum, &pair, NULL);
  g_autoptr (ReactivityEffect) print = reactivity_effect_new (NULL, print_sum, total, NULL);

  report_step ("an effect prints 2 n + 3 n, for n = 1");
  reactivity_signal_set_int (number, 2);
  report_step ("n is set to 2");
  reactivity_signal_set_int (number, 10);
  report_step ("n is set to 10");
}

void
lesson_batch (void)
{
  ReactivityContext *context = reactivity_context_get_default ();
  g_autoptr (ReactivitySignal) a = reactivity_signal_new_int (NULL, 1);
  g_autoptr (ReactivitySignal) b = reactivity_signal_new_int (NULL, 2);
  Pair pair = { REACTIVITY_SOURCE (a), REACTIVITY_SOURCE (b) };
  g_autoptr (ReactivityDerived) total = reactivity_derived_new_int (NULL, sum, &pair, NULL);
  g_autoptr (ReactivityEffect) print = reactivity_effect_new (NULL, print_sum, total, NULL);

  report_step ("an effect prints a + b");

  reactivity_signal_set_int (a, 10);
  reactivity_signal_set_int (b, 20);
  report_step ("a and b are set, one after the other");

  {
    REACTIVITY_AUTO_BATCH (context, batch);
    reactivity_signal_set_int (a, 100);
    reactivity_signal_set_int (b, 200);
    report_step ("a and b are set in a batch");
    report_step ("the sum is read inside it: %d",
                 reactivity_source_get_int (REACTIVITY_SOURCE (total)));
  }
  report_step ("the batch ends");

  {
    REACTIVITY_AUTO_BATCH (context, batch);
    reactivity_signal_set_int (a, 0);
    reactivity_signal_set_int (a, 100);
  }
  report_step ("a batch sets a to 0 and back to 100");
}

static void
add_one (GValue *value, gpointer user_data)
{
  g_value_set_int (value, g_value_get_int (value) + 1);
}

static gboolean
print_counter (gpointer counter, GError **error)
{
  report_ran ("print");
  report_say ("the counter is %d", reactivity_source_get_int (counter));
  return TRUE;
}

void
lesson_nested_batch (void)
{
  ReactivityContext *context = reactivity_context_get_default ();
  g_autoptr (ReactivitySignal) counter = reactivity_signal_new_int (NULL, 0);
  g_autoptr (ReactivityEffect) print = reactivity_effect_new (NULL, print_counter, counter, NULL);

  report_step ("an effect prints a counter");

  reactivity_context_batch_begin (context);
  reactivity_signal_update (counter, add_one, NULL);

  reactivity_context_batch_begin (context);
  reactivity_signal_update (counter, add_one, NULL);
  reactivity_context_batch_end (context);
  report_step ("updated twice, the inner batch ends");

  reactivity_context_flush (context);
  report_step ("the context is flushed in the batch");

  reactivity_signal_update (counter, add_one, NULL);
  report_step ("updated once more");
  reactivity_context_batch_end (context);
  report_step ("the outer batch ends");
}

typedef struct
{
  ReactivitySource *tracked;   /* (unowned) */
  ReactivitySource *peeked;    /* (unowned) */
  ReactivitySource *untracked; /* (unowned) */
} Mixed;

static gboolean
print_mixed (gpointer user_data, GError **error)
{
  Mixed *mixed = user_data;
  int tracked = reactivity_source_get_int (mixed->tracked);
  int peeked = g_value_get_int (reactivity_source_peek_value (mixed->peeked));

  REACTIVITY_AUTO_UNTRACK (reactivity_context_get_default (), untracked);
  report_ran ("print");
  report_say ("a = %d, b = %d, c = %d", tracked, peeked,
              reactivity_source_get_int (mixed->untracked));
  return TRUE;
}

void
lesson_untrack (void)
{
  g_autoptr (ReactivitySignal) a = reactivity_signal_new_int (NULL, 1);
  g_autoptr (ReactivitySignal) b = reactivity_signal_new_int (NULL, 2);
  g_autoptr (ReactivitySignal) c = reactivity_signal_new_int (NULL, 3);
  Mixed mixed = { REACTIVITY_SOURCE (a), REACTIVITY_SOURCE (b), REACTIVITY_SOURCE (c) };
  g_autoptr (ReactivityEffect) print = reactivity_effect_new (NULL, print_mixed, &mixed, NULL);

  report_step ("an effect gets a, peeks b, untracks c");
  reactivity_signal_set_int (b, 20);
  report_step ("b is set to 20");
  reactivity_signal_set_int (c, 30);
  report_step ("c is set to 30");
  reactivity_signal_set_int (a, 10);
  report_step ("a is set to 10");
}
