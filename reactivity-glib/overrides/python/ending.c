/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* How the run of a coroutine comes to its end. */

/* The task was cancelled, or dropped. The graph does not begin another run by itself, as that would
 * fare no better; for a derived the next reader does. */
void
rpy_ending_cancelled (ReactivityRun *run)
{
  g_autofree char *name = NULL;

  if (run->runs == NULL || run->returned)
    return;

  if (run->runs->core->flags & RG_LAZY)
    {
      name = rpy_api->describe (run->runs->core);
      reactivity_run_return_error (run,
                                   g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                                "The task of a run of %s was cancelled", name));
    }
  else
    {
      rpy_async->cancel (run);
    }
}

/* The value of an effect, or of a derived, for those who wait for this very run. */
static void
carry (ReactivityRun *run, PyObject *value)
{
  if (run->waiters.length == 0)
    return;

  g_value_init (&run->value, RPY_TYPE_OBJECT);
  g_value_set_boxed (&run->value, value);
}

/* -1 and an exception when it could not be compared, or read nothing. */
static int
store (ReactivityRun *run, PyObject *value, ReactivityWrite *write)
{
  RgNode *core = run->runs->core;

  *write = REACTIVITY_WRITE_SAME;
  if (rpy_run_warn_lost (core->data, rpy_run_core (run)->cursor) < 0)
    return -1;

  /* A younger run may have brought a value already. */
  if (!(core->flags & RG_LAZY) || run->serial < rpy_async->last_serial (run->runs))
    return 0;
  return rpy_write (core->data, value, write);
}

/* The coroutine has returned @value. */
void
rpy_ending_returned (ReactivityRun *run, PyObject *value)
{
  gboolean lazy = run->runs != NULL && (run->runs->core->flags & RG_LAZY);
  ReactivityWrite write;

  if (run->runs == NULL)
    return;

  if (store (run, value, &write) < 0)
    {
      reactivity_run_return_error (run, rpy_error_fetch ());
      return;
    }

  /* A comparison may have ended it. */
  if (run->runs == NULL)
    return;

  carry (run, value);
  if (lazy)
    reactivity_run_return_kept (run, write != REACTIVITY_WRITE_SAME);
  else
    reactivity_run_done (run);
}
