/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "log.h"

static GString *noted;

void
log_note (const char *name)
{
  if (noted == NULL)
    noted = g_string_new (NULL);
  if (noted->len > 0)
    g_string_append_c (noted, ' ');
  g_string_append (noted, name);
}

void
log_note_cb (gpointer name)
{
  log_note (name);
}

void
log_assert (const char *file, int line, const char *expected)
{
  g_autofree char *got = g_strdup (noted != NULL ? noted->str : "");

  if (noted != NULL)
    g_string_free (g_steal_pointer (&noted), TRUE);

  if (!g_str_equal (got, expected))
    {
      g_autofree char *message =
          g_strdup_printf ("%s:%d: what ran was \"%s\", not \"%s\"", file, line, got, expected);

      g_assertion_message (NULL, file, line, G_STRFUNC, message);
    }
}

static gboolean
collect_cb (ReactivityContext *context G_GNUC_UNUSED, ReactivityNode *node G_GNUC_UNUSED,
            GError *error, gpointer errors)
{
  g_ptr_array_add (errors, g_error_copy (error));
  return TRUE;
}

GPtrArray *
errors_collect (ReactivityContext *context)
{
  GPtrArray *errors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);

  g_signal_connect_data (context, "error", G_CALLBACK (collect_cb), g_ptr_array_ref (errors),
                         (GClosureNotify) (GCallback) g_ptr_array_unref, 0);
  return errors;
}

/* The oldest one, which is taken. */
void
errors_assert (GPtrArray *errors, GQuark domain, int code, const char *pattern, int line)
{
  g_autoptr (GError) error = NULL;

  if (errors->len == 0)
    g_error ("line %d: no error was reported", line);

  error = g_ptr_array_steal_index (errors, 0);
  g_assert_error (error, domain, code);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("line %d: the error says \"%s\", not \"%s\"", line, error->message, pattern);
}
