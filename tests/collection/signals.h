/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "mirror.h"

G_BEGIN_DECLS

/* Lists of signals of integers, so that each item can change by itself; and functions for what is
 * derived from them, which count how often they run. */

ReactivityList *signals_new (guint n, const int *values);
#define SIGNALS(...)                                                                               \
  signals_new (sizeof ((int[]){ __VA_ARGS__ }) / sizeof (int), (int[]){ __VA_ARGS__ })
void append (ReactivityList *list, int value);

/* Sets the item at @position itself. */
void poke (gpointer sequence, guint position, int value);

/* The integers of a sequence of signals, separated by spaces. */
char *show_signals (gpointer sequence);
#define assert_signals(sequence, expected)                                                         \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *shown = show_signals (sequence);                                              \
    g_assert_cmpstr (shown, ==, expected);                                                         \
  }                                                                                                \
  G_STMT_END

typedef struct
{
  guint runs;
  guint freed;
  int fails_at;             /* the value for which the function fails */
  ReactivitySignal *global; /* (nullable) read by all */
} Counter;

void counter_freed (gpointer counter);
#define assert_runs(counter, n)                                                                    \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpuint ((counter)->runs, ==, n);                                                     \
    (counter)->runs = 0;                                                                           \
  }                                                                                                \
  G_STMT_END

/* They get a counter, and read the item and what all read. */
gpointer make_double (gpointer item, gpointer counter, GError **error);
gboolean is_even (gpointer item, gpointer counter, GError **error);
int compare_tens (gpointer a, gpointer b, gpointer counter);
double get_number (gpointer item, gpointer counter, GError **error);
char *get_text (gpointer item, gpointer counter, GError **error);
char *get_last_digit (gpointer item, gpointer counter, GError **error);

G_END_DECLS
