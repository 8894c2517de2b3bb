/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "parse.h"

#include <string.h>

static char *
load_fixture (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static GArray *
parse_stat_fixture (const char *name)
{
  g_autofree char *text = load_fixture (name);
  g_autoptr (GError) error = NULL;
  GArray *cpus = parse_stat (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (cpus);
  return cpus;
}

static void
assert_ticks (GArray *cpus, guint index, int id, gint64 busy, gint64 total)
{
  const CpuTicks *ticks = &g_array_index (cpus, CpuTicks, index);

  g_assert_cmpuint (index, <, cpus->len);
  g_assert_cmpint (ticks->id, ==, id);
  g_assert_cmpint (ticks->busy, ==, busy);
  g_assert_cmpint (ticks->total, ==, total);
}

static void
test_stat (void)
{
  g_autoptr (GArray) cpus = parse_stat_fixture ("stat-two-cpus");

  g_test_summary ("Busy is all but idle and iowait; guest time is not counted twice");
  g_assert_cmpuint (cpus->len, ==, 3);
  assert_ticks (cpus, 0, ALL_CPUS, 3600, 20000);
  assert_ticks (cpus, 1, 0, 1800, 10000);
  assert_ticks (cpus, 2, 1, 1800, 10000);
}

static void
test_stat_old_kernel (void)
{
  g_autoptr (GArray) cpus = parse_stat_fixture ("stat-old-kernel");

  g_test_summary ("Four columns are enough");
  g_assert_cmpuint (cpus->len, ==, 2);
  assert_ticks (cpus, 0, ALL_CPUS, 60, 200);
  assert_ticks (cpus, 1, 0, 60, 200);
}

static void
test_stat_sparse (void)
{
  g_autoptr (GArray) cpus = parse_stat_fixture ("stat-sparse");

  g_test_summary ("CPU numbers may have gaps; lines that only begin like a CPU's are none");
  g_assert_cmpuint (cpus->len, ==, 4);
  assert_ticks (cpus, 1, 0, 100, 300);
  assert_ticks (cpus, 2, 2, 100, 350);
  assert_ticks (cpus, 3, 17, 100, 350);
}

static void
test_stat_more_columns (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) cpus = parse_stat ("cpu 1 1 1 1 1 1 1 1 9 9 9 new\n", &error);

  g_test_summary ("Columns of later kernels are not looked at");
  g_assert_no_error (error);
  assert_ticks (cpus, 0, ALL_CPUS, 6, 8);
}

typedef struct
{
  const char *name;
  const char *text;
  int code;
  const char *words; /* in the message */
} Bad;

static const Bad bad_stats[] = {
  { "empty", "", G_IO_ERROR_PARTIAL_INPUT, "no text" },
  { "cut-line", "cpu 1 2 3 4", G_IO_ERROR_PARTIAL_INPUT, "middle of a line" },
  { "only-a-newline", "\n", G_IO_ERROR_NOT_FOUND, "no \"cpu\" line" },
  { "no-cpu-line", "cpu0 1 2 3 4\n", G_IO_ERROR_NOT_FOUND, "no \"cpu\" line" },
  { "no-numbers", "cpu\n", G_IO_ERROR_INVALID_DATA, "too few numbers" },
  { "three-numbers", "cpu 1 2 3\n", G_IO_ERROR_INVALID_DATA, "too few numbers" },
  { "word", "cpu 1 2 x 4\n", G_IO_ERROR_INVALID_DATA, "\"x\" is not a number" },
  { "negative", "cpu 1 -2 3 4\n", G_IO_ERROR_INVALID_DATA, "\"-2\" is not a number" },
  { "fraction", "cpu 1 2.5 3 4\n", G_IO_ERROR_INVALID_DATA, "\"2.5\" is not a number" },
  { "overflow", "cpu 1 2 3 99999999999999999999999\n", G_IO_ERROR_INVALID_DATA, "is not a number" },
  { "out-of-range", "cpu 1 2 3 18446744073709551615\n", G_IO_ERROR_INVALID_DATA,
    "is not a number" },
  { "twice", "cpu 1 2 3 4\ncpu 1 2 3 4\n", G_IO_ERROR_INVALID_DATA, "second time" },
  { "twice-by-value", "cpu 1 2 3 4\ncpu0 1 2 3 4\ncpu00 1 2 3 4\n", G_IO_ERROR_INVALID_DATA,
    "second time" },
  { "strange-id", "cpu 1 2 3 4\ncpu0x 1 2 3 4\n", G_IO_ERROR_INVALID_DATA, "no CPU number" },
  { "huge-id", "cpu 1 2 3 4\ncpu99999999999 1 2 3 4\n", G_IO_ERROR_INVALID_DATA, "no CPU number" },
  { "escape-sequence", "cpu \033[2J 1 2 3 4\n", G_IO_ERROR_INVALID_DATA, "\\033[2J" },
};

static void
test_stat_bad (gconstpointer data)
{
  const Bad *bad = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) cpus = parse_stat (bad->text, &error);

  g_test_summary ("Text that makes no sense is an error that says where");
  g_assert_null (cpus);
  g_assert_error (error, G_IO_ERROR, bad->code);
  g_assert_nonnull (strstr (error->message, bad->words));
}

static void
test_meminfo (void)
{
  g_autofree char *text = load_fixture ("meminfo");
  g_autoptr (GError) error = NULL;
  Memory memory;

  g_test_summary ("The four numbers, and nothing else");
  g_assert_true (parse_meminfo (text, &memory, &error));
  g_assert_no_error (error);
  g_assert_cmpint (memory.total, ==, 8000000);
  g_assert_cmpint (memory.available, ==, 6000000);
  g_assert_cmpint (memory.swap_total, ==, 2000000);
  g_assert_cmpint (memory.swap_free, ==, 1500000);
}

static void
test_meminfo_old_kernel (void)
{
  g_autofree char *text = load_fixture ("meminfo-old-kernel");
  g_autoptr (GError) error = NULL;
  Memory memory;

  g_test_summary ("Without MemAvailable it is estimated; without swap lines there is no swap");
  g_assert_true (parse_meminfo (text, &memory, &error));
  g_assert_no_error (error);
  g_assert_cmpint (memory.total, ==, 1000);
  g_assert_cmpint (memory.available, ==, 400);
  g_assert_cmpint (memory.swap_total, ==, 0);
  g_assert_cmpint (memory.swap_free, ==, 0);
}

static void
test_meminfo_clamped (void)
{
  g_autoptr (GError) error = NULL;
  Memory memory;

  g_test_summary ("What is free is never more than there is");
  g_assert_true (parse_meminfo ("MemTotal: 10 kB\nMemAvailable: 12 kB\nSwapTotal: 3 kB\n"
                                "SwapFree: 4 kB\n",
                                &memory, &error));
  g_assert_no_error (error);
  g_assert_cmpint (memory.available, ==, 10);
  g_assert_cmpint (memory.swap_free, ==, 3);
}

static const Bad bad_meminfos[] = {
  { "empty", "", G_IO_ERROR_PARTIAL_INPUT, "no text" },
  { "cut-line", "MemTotal: 100 kB\nMemAvailable: 1", G_IO_ERROR_PARTIAL_INPUT, "middle of a line" },
  { "no-total", "MemAvailable: 10 kB\n", G_IO_ERROR_NOT_FOUND, "MemTotal" },
  { "zero-total", "MemTotal: 0 kB\nMemAvailable: 0 kB\n", G_IO_ERROR_NOT_FOUND, "MemTotal" },
  { "no-available", "MemTotal: 10 kB\n", G_IO_ERROR_NOT_FOUND, "MemFree" },
  { "no-cached", "MemTotal: 10 kB\nMemFree: 1 kB\nBuffers: 1 kB\n", G_IO_ERROR_NOT_FOUND,
    "Cached" },
  { "no-number", "MemTotal:\nMemAvailable: 1 kB\n", G_IO_ERROR_INVALID_DATA, "no number" },
  { "word", "MemTotal: many kB\n", G_IO_ERROR_INVALID_DATA, "\"many\" is not a number" },
  { "negative", "MemTotal: -1 kB\n", G_IO_ERROR_INVALID_DATA, "\"-1\" is not a number" },
  { "longer-name", "MemTotalX: 10 kB\nMemAvailable: 1 kB\n", G_IO_ERROR_NOT_FOUND, "MemTotal" },
  { "no-colon", "MemTotal 10 kB\nMemAvailable: 1 kB\n", G_IO_ERROR_NOT_FOUND, "MemTotal" },
};

static void
test_meminfo_bad (gconstpointer data)
{
  const Bad *bad = data;
  g_autoptr (GError) error = NULL;
  Memory memory = { 1, 2, 3, 4 };

  g_test_summary ("Text that makes no sense is an error, and leaves the result as it was");
  g_assert_false (parse_meminfo (bad->text, &memory, &error));
  g_assert_error (error, G_IO_ERROR, bad->code);
  g_assert_nonnull (strstr (error->message, bad->words));
  g_assert_cmpint (memory.total, ==, 1);
  g_assert_cmpint (memory.swap_free, ==, 4);
}

/* Either a result or an error, never neither nor both. */
static void
parse_anything (const char *text)
{
  g_autoptr (GError) stat_error = NULL;
  g_autoptr (GError) meminfo_error = NULL;
  g_autoptr (GArray) cpus = parse_stat (text, &stat_error);
  Memory memory;
  gboolean parsed = parse_meminfo (text, &memory, &meminfo_error);

  g_assert_true ((cpus == NULL) == (stat_error != NULL));
  g_assert_true (parsed == (meminfo_error == NULL));
}

static const char *const fixtures[] = { "stat-two-cpus", "stat-old-kernel", "stat-sparse",
                                        "meminfo", "meminfo-old-kernel" };

static void
test_cut (void)
{
  g_test_summary ("A text that is cut at any place gives a result or an error");
  for (guint i = 0; i < G_N_ELEMENTS (fixtures); i++)
    {
      g_autofree char *text = load_fixture (fixtures[i]);

      for (gsize length = strlen (text); length > 0; length--)
        {
          text[length] = '\0';
          parse_anything (text);
        }
    }
}

static void
test_damaged (void)
{
  g_test_summary ("A text with random bytes in it gives a result or an error");
  for (guint i = 0; i < G_N_ELEMENTS (fixtures); i++)
    {
      g_autofree char *text = load_fixture (fixtures[i]);
      gsize length = strlen (text);

      for (guint round = 0; round < 2000; round++)
        {
          g_autofree char *damaged = g_strdup (text);

          for (guint j = g_test_rand_int_range (1, 6); j > 0; j--)
            damaged[g_test_rand_int_range (0, length)] = (char) g_test_rand_int_range (1, 256);
          parse_anything (damaged);
        }
    }
}

#define PREFIX "/reactivity/examples/monitor/"

static void
add_bad_tests (const char *what, const Bad *bad, guint n, GTestDataFunc func)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf (PREFIX "%s-bad/%s", what, bad[i].name);

      g_test_add_data_func (path, &bad[i], func);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func (PREFIX "stat", test_stat);
  g_test_add_func (PREFIX "stat-old-kernel", test_stat_old_kernel);
  g_test_add_func (PREFIX "stat-sparse", test_stat_sparse);
  g_test_add_func (PREFIX "stat-more-columns", test_stat_more_columns);
  g_test_add_func (PREFIX "meminfo", test_meminfo);
  g_test_add_func (PREFIX "meminfo-old-kernel", test_meminfo_old_kernel);
  g_test_add_func (PREFIX "meminfo-clamped", test_meminfo_clamped);
  g_test_add_func (PREFIX "cut", test_cut);
  g_test_add_func (PREFIX "damaged", test_damaged);
  add_bad_tests ("stat", bad_stats, G_N_ELEMENTS (bad_stats), test_stat_bad);
  add_bad_tests ("meminfo", bad_meminfos, G_N_ELEMENTS (bad_meminfos), test_meminfo_bad);

  return g_test_run ();
}
