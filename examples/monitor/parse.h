/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The text of /proc/stat and /proc/meminfo. Errors are G_IO_ERROR: PARTIAL_INPUT when the text
 * ends too early, NOT_FOUND when a line is missing, INVALID_DATA when one makes no sense. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ALL_CPUS (-1)

typedef struct
{
  int id;       /* 0, 1, ..., or ALL_CPUS */
  gint64 busy;  /* ticks since the start of the system */
  gint64 total; /* busy and idle ticks together */
} CpuTicks;

typedef struct
{
  gint64 total; /* all in KiB */
  gint64 available;
  gint64 swap_total;
  gint64 swap_free;
} Memory;

/* Gives an array of CpuTicks in the order of the text. */
GArray *parse_stat (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean parse_meminfo (const char *text, Memory *memory, GError **error);

G_END_DECLS
