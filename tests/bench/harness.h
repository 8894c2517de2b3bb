/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What every program of the suite shares. A program defines its peer (see bench-core.c for the
 * list of names that it must provide), includes the workloads, and ends with BENCH_MAIN. It must
 * compile as C11 and as C++17, since Qt's program includes it, too. */

#pragma once

#include <glib.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What a workload asks of a peer, and what a peer offers in B_CAN. */
enum
{
  B_JOIN = 1 << 0,    /* a computation reads more than one source */
  B_DYNAMIC = 1 << 1, /* what it reads differs from run to run */
  B_LATTICE =
      1 << 2, /* paths join in each of many layers: each node must run once, not once per path */
  B_DEPTH = 1 << 3, /* a chain of 1,000,000: nothing may recurse */
  B_DEPTH_10K = 1 << 4,
  B_EXACT = 1 << 5, /* offered only: run counts are checked */
};

typedef struct
{
  double ns;    /* per iteration */
  double bytes; /* the rows about memory: per thing */
  gint64 sum;   /* what the workload computed; the driver compares it between peers */
  gint64 runs;  /* how often a function was called, where it is counted; 0 where not */
} BResult;

typedef struct
{
  const char *name;
  void (*run) (guint count, BResult *result);
  guint needs; /* B_JOIN ... */
} BWorkload;

static const char *b_current;

#define B_CHECK(condition)                                                                         \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (G_UNLIKELY (!(condition)))                                                                 \
      b_fail (#condition, __FILE__, __LINE__);                                                     \
  }                                                                                                \
  G_STMT_END

/* Values stay within 32 bits everywhere, so that JavaScript's small integers see the same ones. */
#define B_WRAP(x) ((gint32) (guint32) (x))

G_NORETURN G_GNUC_UNUSED static void
b_fail (const char *condition, const char *file, int line)
{
  fprintf (stderr, "%s: wrong result: %s (%s:%d)\n", b_current, condition, file, line);
  exit (1);
}

static inline double
b_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e9 + now.tv_nsec;
}

/* Bytes that the heap has given out. */
static inline double
b_heap (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return (double) info.uordblks + (double) info.hblkhd;
}

static int
b_compare (const void *a, const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

#define B_SLICES 5

/* @loop is an expression that does `n` iterations. The first calls are for the caches, and in
 * JavaScript for the compiler; every peer makes the same ones. The result is that of the median of
 * @n_slices parts, so that a moment in which something else ran does not count. */
#define B_MEASURE_IN(result, count, n_slices, n, loop)                                             \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint b_slices = MIN (n_slices, count);                                                        \
    double b_ns[B_SLICES];                                                                         \
    for (guint b_warm = 0; b_warm < 4; b_warm++)                                                   \
      {                                                                                            \
        guint n = ((count) + 3) / 4;                                                               \
        loop;                                                                                      \
      }                                                                                            \
    for (guint b_slice = 0; b_slice < b_slices; b_slice++)                                         \
      {                                                                                            \
        guint n = (count) / b_slices + (b_slice < (count) % b_slices);                             \
        double b_start = b_now ();                                                                 \
        loop;                                                                                      \
        b_ns[b_slice] = (b_now () - b_start) / n;                                                  \
      }                                                                                            \
    qsort (b_ns, b_slices, sizeof *b_ns, b_compare);                                               \
    (result)->ns = b_ns[b_slices / 2];                                                             \
  }                                                                                                \
  G_STMT_END

#define B_MEASURE(result, count, n, loop) B_MEASURE_IN (result, count, B_SLICES, n, loop)

/* How many iterations B_MEASURE does in all. */
#define B_ALL(count) (4 * (((count) + 3) / 4) + (count))

static const char *
b_reason (guint lacking)
{
  if (lacking & B_JOIN)
    return "one source per computation only";
  if (lacking & B_DYNAMIC)
    return "fixed dependencies only";
  if (lacking & B_LATTICE)
    return "runs once per path, whose number grows exponentially here";
  return "recurses once per node";
}

static void
b_run_one (const BWorkload *workload, guint count, guint can)
{
  BResult result = { 0, 0, 0, 0 };
  guint lacking = workload->needs & ~can;

  b_current = workload->name;
  if (lacking != 0)
    {
      printf ("{\"name\": \"%s\", \"skip\": \"%s\"}\n", workload->name, b_reason (lacking));
      fflush (stdout);
      return;
    }

  workload->run (count, &result);
  printf ("{\"name\": \"%s\", \"ns\": %.3f, \"bytes\": %.2f, \"sum\": %" G_GINT64_FORMAT
          ", \"runs\": %" G_GINT64_FORMAT "}\n",
          workload->name, result.ns, result.bytes, result.sum,
          (can & B_EXACT) ? result.runs : (gint64) 0);
  fflush (stdout);
}

/* @job is NAME=COUNT. */
static gboolean
b_run_job (const char *job, const BWorkload *const *families, guint can)
{
  const char *equals = strrchr (job, '=');
  gsize length = equals != NULL ? (gsize) (equals - job) : 0;

  for (guint f = 0; families[f] != NULL && length > 0; f++)
    {
      for (const BWorkload *w = families[f]; w->name != NULL; w++)
        {
          if (strlen (w->name) == length && strncmp (w->name, job, length) == 0)
            {
              b_run_one (w, (guint) strtoul (equals + 1, NULL, 10), can);
              return TRUE;
            }
        }
    }

  fprintf (stderr, "%s: no such workload\n", job);
  return FALSE;
}

/* Jobs are the arguments; without any, the lines of the standard input, so that the driver can let
 * several programs take turns. */
static int
b_main (int argc, char **argv, const BWorkload *const *families, guint can)
{
  char line[256];

  for (int i = 1; i < argc; i++)
    {
      if (!b_run_job (argv[i], families, can))
        return 2;
    }

  while (argc == 1 && fgets (line, sizeof line, stdin) != NULL)
    {
      line[strcspn (line, "\n")] = '\0';
      if (!b_run_job (line, families, can))
        return 2;
    }

  return 0;
}
