/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a lesson reports: steps, each with what ran because of it and what did not. */

#pragma once

#include <glib.h>

/* Opens a lesson. @watched names the functions whose runs are counted, separated by blanks. */
void report_begin (guint number, const char *name, const char *title, const char *about,
                   const char *watched);

/* Called by a watched function each time that it runs. */
void report_ran (const char *function);

/* A line that the running function prints; it is shown below the step that caused it. */
void report_say (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Ends a step: says what was done, and what ran since the step before. */
void report_step (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Ends the lesson. */
void report_end (void);
