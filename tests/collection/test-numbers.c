/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What holds values of one type takes what is the same value in that type, and nothing else. */

#include "support.h"

#include <math.h>

typedef struct
{
  GType type;
  const GValue *value;
  gboolean fits;
} Row;

/* Static compound literals would not be constant: the table is built on the stack. */
#define ROWS                                                                                       \
  {                                                                                                \
    { G_TYPE_INT, REACTIVITY_INT (-5), TRUE }, { G_TYPE_INT, REACTIVITY_INT64 (G_MAXINT), TRUE },  \
        { G_TYPE_INT, REACTIVITY_INT64 (G_MAXINT + G_GINT64_CONSTANT (1)), FALSE },                \
        { G_TYPE_INT, REACTIVITY_INT64 (G_MININT64), FALSE },                                      \
        { G_TYPE_INT, REACTIVITY_DOUBLE (1.5), FALSE },                                            \
        { G_TYPE_INT, REACTIVITY_DOUBLE (2), FALSE },                                              \
        { G_TYPE_INT, REACTIVITY_DOUBLE (NAN), FALSE },                                            \
        { G_TYPE_INT, REACTIVITY_DOUBLE (INFINITY), FALSE },                                       \
        { G_TYPE_INT, REACTIVITY_DOUBLE (1e300), FALSE },                                          \
        { G_TYPE_INT, REACTIVITY_BOOLEAN (TRUE), FALSE },                                          \
        { G_TYPE_INT, REACTIVITY_STRING ("1"), FALSE },                                            \
        { G_TYPE_UINT, REACTIVITY_INT (-1), FALSE },                                               \
        { G_TYPE_UINT, REACTIVITY_INT64 (G_MAXUINT), TRUE },                                       \
        { G_TYPE_UCHAR, REACTIVITY_INT (256), FALSE },                                             \
        { G_TYPE_UINT64, REACTIVITY_INT (-1), FALSE },                                             \
        { G_TYPE_INT64, REACTIVITY_INT (-1), TRUE },                                               \
        { G_TYPE_INT64, REACTIVITY_DOUBLE (4294967296.0), TRUE },                                  \
        { G_TYPE_INT64, REACTIVITY_DOUBLE (0.5), FALSE },                                          \
        { G_TYPE_INT64, REACTIVITY_DOUBLE (1e300), FALSE },                                        \
        { G_TYPE_INT64, REACTIVITY_DOUBLE (NAN), FALSE },                                          \
        { G_TYPE_DOUBLE, REACTIVITY_INT (3), TRUE },                                               \
        { G_TYPE_DOUBLE, REACTIVITY_DOUBLE (NAN), TRUE },                                          \
        { G_TYPE_BOOLEAN, REACTIVITY_INT (1), FALSE },                                             \
        { G_TYPE_STRING, REACTIVITY_INT (1), FALSE },                                              \
        { G_TYPE_STRING, REACTIVITY_STRING ("1"), TRUE },                                          \
  }

static void
test_list (void)
{
  const Row rows[] = ROWS;

  g_test_summary ("A list takes a value of another type only if it stays the same");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ReactivityList *list = reactivity_list_new (NULL, rows[i].type);

      if (!rows[i].fits)
        expect_critical ("*append_value: a list of * does not take a *");
      reactivity_list_append_value (list, rows[i].value);
      g_test_assert_expected_messages ();
      g_assert_cmpuint (reactivity_sequence_get_size (REACTIVITY_SEQUENCE (list)), ==,
                        rows[i].fits ? 1 : 0);
      g_assert_finalize_object (list);
    }
}

static void
test_map (void)
{
  const Row rows[] = ROWS;

  g_test_summary ("So does a map");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ReactivityMap *map = reactivity_map_new (NULL, G_TYPE_STRING, rows[i].type);

      if (!rows[i].fits)
        expect_critical ("*a map of * does not take a *");
      reactivity_map_set (map, REACTIVITY_STRING ("a"), rows[i].value);
      g_test_assert_expected_messages ();
      g_assert_cmpint (reactivity_map_get (map, REACTIVITY_STRING ("a")) != NULL, ==, rows[i].fits);
      g_assert_finalize_object (map);
    }
}

static void
test_set (void)
{
  ReactivitySet *set = reactivity_set_new (NULL, G_TYPE_INT64);

  g_test_summary ("So does a set");

  reactivity_set_add (set, REACTIVITY_INT (1));
  reactivity_set_add (set, REACTIVITY_DOUBLE (2));
  for (guint i = 0; i < 3; i++)
    {
      const double numbers[] = { 0.5, NAN, -1e300 };

      expect_critical ("*a key of type gint64 cannot be made of gdouble");
      reactivity_set_add (set, REACTIVITY_DOUBLE (numbers[i]));
      g_test_assert_expected_messages ();
    }
  g_assert_cmpuint (reactivity_sequence_get_size (REACTIVITY_SEQUENCE (set)), ==, 2);
  g_assert_finalize_object (set);
}

static void
test_positions (void)
{
  ReactivityList *list = reactivity_list_new (NULL, G_TYPE_INT);
  ReactivitySequence *sequence = REACTIVITY_SEQUENCE (list);
  const gint64 positions[] = { G_MININT64, -G_MAXINT, -2, -1, 0, 1, G_MAXUINT, G_MAXINT64 };
  const guint lengths[] = { 0, 1, 2, G_MAXUINT };

  g_test_summary ("A position may be any number: what is not there is not read");

  reactivity_list_append_value (list, REACTIVITY_INT (7));
  for (guint i = 0; i < G_N_ELEMENTS (positions); i++)
    {
      gboolean there = positions[i] == 0 || positions[i] == -1;

      g_assert_cmpint (reactivity_sequence_get (sequence, positions[i]) != NULL, ==, there);
      for (guint j = 0; j < G_N_ELEMENTS (lengths); j++)
        {
          g_autoptr (GPtrArray) items =
              reactivity_sequence_list_range (sequence, positions[i], lengths[j]);
          gint64 start = positions[i] < 0 ? positions[i] + 1 : positions[i];
          gboolean covers = start <= 0 && (gint64) lengths[j] > -start;

          g_assert_cmpuint (items->len, ==, covers ? 1 : 0);
        }
    }
  g_assert_finalize_object (list);
}

#define ADD(name, func) g_test_add_func ("/reactivity/numbers/" name, func)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("list", test_list);
  ADD ("map", test_map);
  ADD ("set", test_set);
  ADD ("positions", test_positions);

  return g_test_run ();
}
