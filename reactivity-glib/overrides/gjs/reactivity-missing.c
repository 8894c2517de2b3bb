/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-missing.h"

#include <gio/gio.h>

/* Names the folders in which GJS looks. */
static char *
list_folders (void)
{
  const char *const *folders = g_get_system_data_dirs ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (g_getenv ("GJS_PATH") != NULL)
    g_ptr_array_add (names, g_strdup (g_getenv ("GJS_PATH")));
  for (; *folders != NULL; folders++)
    g_ptr_array_add (names, g_build_filename (*folders, "gjs-1.0", NULL));
  g_ptr_array_add (names, NULL);

  return g_strjoinv (", ", (char **) names->pdata);
}

static void
refuse (const char *name, GError **error)
{
  g_autofree char *folders = list_folders ();

  g_set_error (
      error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
      "Reactivity.%s is not there: overrides/Reactivity.js was not found in %s. The folder "
      "share of the prefix that it was installed to has to be in XDG_DATA_DIRS.",
      name, folders);
}

/**
 * reactivity_signal:
 * @error: return location for an error
 *
 * Says that the overrides were not found which define this name. For GJS only.
 *
 * Since: 0.1
 */
void
reactivity_signal (GError **error)
{
  refuse ("signal", error);
}

/**
 * reactivity_state:
 * @error: return location for an error
 *
 * Says that the overrides were not found which define this name. For GJS only.
 *
 * Since: 0.1
 */
void
reactivity_state (GError **error)
{
  refuse ("state", error);
}

/**
 * reactivity_derived:
 * @error: return location for an error
 *
 * Says that the overrides were not found which define this name. For GJS only.
 *
 * Since: 0.1
 */
void
reactivity_derived (GError **error)
{
  refuse ("derived", error);
}

/**
 * reactivity_memoized:
 * @error: return location for an error
 *
 * Says that the overrides were not found which define this name. For GJS only.
 *
 * Since: 0.1
 */
void
reactivity_memoized (GError **error)
{
  refuse ("memoized", error);
}

/**
 * reactivity_effect:
 * @error: return location for an error
 *
 * Says that the overrides were not found which define this name. For GJS only.
 *
 * Since: 0.1
 */
void
reactivity_effect (GError **error)
{
  refuse ("effect", error);
}

/**
 * reactivity_batch:
 * @error: return location for an error
 *
 * Says that the overrides were not found which define this name. For GJS only.
 *
 * Since: 0.1
 */
void
reactivity_batch (GError **error)
{
  refuse ("batch", error);
}

/**
 * reactivity_reactive:
 * @error: return location for an error
 *
 * Says that the overrides were not found which define this name. For GJS only.
 *
 * Since: 0.1
 */
void
reactivity_reactive (GError **error)
{
  refuse ("reactive", error);
}
