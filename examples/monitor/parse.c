/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "parse.h"

#include <string.h>

/* The columns of a cpu line. The guest columns that follow are counted in user and nice. */
enum
{
  USER,
  NICE,
  SYSTEM,
  IDLE,
  IOWAIT,
  IRQ,
  SOFTIRQ,
  STEAL,
  N_COLUMNS
};

#define MIN_COLUMNS (IDLE + 1)         /* what the oldest kernels write */
#define MAX_NUMBER (G_MAXINT64 / 1024) /* far off, and sums and KiB in bytes cannot overflow */

/* Text from a file that made no sense: cut, and safe to print. */
static char *
quote (const char *text)
{
  g_autofree char *start = g_strndup (text, 32);

  return g_strescape (start, NULL);
}

static void
set_malformed (GError **error, const char *line, const char *what)
{
  g_autofree char *quoted = quote (line);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s in the line \"%s\"", what, quoted);
}

/* The kernel ends every line. Where the last one is not ended its number may be cut. */
static char **
split_lines (const char *text, GError **error)
{
  if (*text == '\0')
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "there is no text");
      return NULL;
    }

  if (!g_str_has_suffix (text, "\n"))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                   "the text ends in the middle of a line");
      return NULL;
    }

  return g_strsplit (text, "\n", -1);
}

static gboolean
parse_number (const char *word, gint64 *number, const char *line, GError **error)
{
  guint64 n;

  if (!g_ascii_string_to_unsigned (word, 10, 0, MAX_NUMBER, &n, NULL))
    {
      g_autofree char *quoted = quote (word);
      g_autofree char *what = g_strdup_printf ("\"%s\" is not a number", quoted);

      set_malformed (error, line, what);
      return FALSE;
    }

  *number = (gint64) n;
  return TRUE;
}

/* Lines such as "cpufreq" are none of ours. */
static gboolean
is_cpu_line (const char *line)
{
  return g_str_has_prefix (line, "cpu") &&
         (line[3] == '\0' || g_ascii_isspace (line[3]) || g_ascii_isdigit (line[3]));
}

static gboolean
parse_cpu_id (const char *word, int *id, const char *line, GError **error)
{
  guint64 n;

  if (strcmp (word, "cpu") == 0)
    *id = ALL_CPUS;
  else if (g_ascii_string_to_unsigned (word + strlen ("cpu"), 10, 0, G_MAXINT, &n, NULL))
    *id = (int) n;
  else
    {
      set_malformed (error, line, "no CPU number");
      return FALSE;
    }

  return TRUE;
}

static gboolean
parse_cpu_line (const char *line, CpuTicks *ticks, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (line, " \t", -1);
  gint64 columns[N_COLUMNS] = { 0 };
  guint n = 0;

  if (!parse_cpu_id (words[0], &ticks->id, line, error))
    return FALSE;

  for (guint i = 1; words[i] != NULL && n < N_COLUMNS; i++)
    if (*words[i] != '\0' && !parse_number (words[i], &columns[n++], line, error))
      return FALSE;

  if (n < MIN_COLUMNS)
    {
      set_malformed (error, line, "too few numbers");
      return FALSE;
    }

  ticks->total = 0;
  for (guint i = 0; i < N_COLUMNS; i++)
    ticks->total += columns[i];
  ticks->busy = ticks->total - columns[IDLE] - columns[IOWAIT];

  return TRUE;
}

GArray *
parse_stat (const char *text, GError **error)
{
  g_auto (GStrv) lines = split_lines (text, error);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) cpus = g_array_new (FALSE, FALSE, sizeof (CpuTicks));

  if (lines == NULL)
    return NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      CpuTicks ticks;

      if (!is_cpu_line (lines[i]))
        continue;
      if (!parse_cpu_line (lines[i], &ticks, error))
        return NULL;
      if (!g_hash_table_add (seen, GINT_TO_POINTER (ticks.id)))
        {
          set_malformed (error, lines[i], "a CPU for the second time");
          return NULL;
        }
      g_array_append_val (cpus, ticks);
    }

  if (!g_hash_table_contains (seen, GINT_TO_POINTER (ALL_CPUS)))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is no \"cpu\" line");
      return NULL;
    }

  return g_steal_pointer (&cpus);
}

/* A field that is not there leaves @number as it was. */
static gboolean
parse_field (char **lines, const char *name, gint64 *number, GError **error)
{
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = NULL;
      const char *colon = strchr (lines[i], ':');
      g_autofree char *rest = NULL;

      if (colon == NULL || !g_str_has_prefix (lines[i], name) || lines[i] + strlen (name) != colon)
        continue;

      rest = g_strstrip (g_strdup (colon + 1));
      words = g_strsplit_set (rest, " \t", 2);
      if (words[0] == NULL)
        {
          set_malformed (error, lines[i], "no number");
          return FALSE;
        }
      return parse_number (words[0], number, lines[i], error);
    }

  return TRUE;
}

/* Kernels before 3.14 do not say what is available; this is the usual estimate. */
static gboolean
estimate_available (char **lines, gint64 *available, GError **error)
{
  const char *names[] = { "MemFree", "Buffers", "Cached" };

  *available = 0;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gint64 number = -1;

      if (!parse_field (lines, names[i], &number, error))
        return FALSE;
      if (number < 0)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                       "there is neither \"MemAvailable\" nor \"%s\"", names[i]);
          return FALSE;
        }
      *available += number;
    }

  return TRUE;
}

gboolean
parse_meminfo (const char *text, Memory *memory, GError **error)
{
  g_auto (GStrv) lines = split_lines (text, error);
  Memory found = { -1, -1, 0, 0 };

  if (lines == NULL || !parse_field (lines, "MemTotal", &found.total, error) ||
      !parse_field (lines, "MemAvailable", &found.available, error) ||
      !parse_field (lines, "SwapTotal", &found.swap_total, error) ||
      !parse_field (lines, "SwapFree", &found.swap_free, error))
    return FALSE;

  if (found.total <= 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "\"MemTotal\" is missing or zero");
      return FALSE;
    }

  if (found.available < 0 && !estimate_available (lines, &found.available, error))
    return FALSE;

  /* The kernel takes the numbers one after the other, so they may disagree a little. */
  found.available = MIN (found.available, found.total);
  found.swap_free = MIN (found.swap_free, found.swap_total);
  *memory = found;

  return TRUE;
}
