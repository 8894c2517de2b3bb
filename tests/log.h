/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <reactivity-glib/reactivity.h>

G_BEGIN_DECLS

/* What ran, what failed and what is logged, for the tests of the floors. */

/* The names of what ran or was noted since the last call, separated by spaces. */
void log_note (const char *name);
void log_note_cb (gpointer name);
void log_assert (const char *file, int line, const char *expected);
#define assert_log(expected) log_assert (__FILE__, __LINE__, expected)

/* Collects what the context's error signal brings. */
GPtrArray *errors_collect (ReactivityContext *context);
void errors_assert (GPtrArray *errors, GQuark domain, int code, const char *pattern, int line);
#define assert_reported(errors, domain, code, pattern)                                             \
  errors_assert (errors, domain, code, pattern, __LINE__)
#define assert_none_reported(errors) g_assert_cmpuint ((errors)->len, ==, 0)

#define expect_critical(pattern) g_test_expect_message ("Reactivity", G_LOG_LEVEL_CRITICAL, pattern)
#define expect_warning(pattern) g_test_expect_message ("Reactivity", G_LOG_LEVEL_WARNING, pattern)

G_END_DECLS
