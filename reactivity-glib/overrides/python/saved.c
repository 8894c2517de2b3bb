/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* The values that sources had before the batch (G6), until nothing is under way any more. */

/* Of the contexts of this thread; NULL where one has gone. */
static _Thread_local GPtrArray *saved; /* (element-type RpyState) (nullable) */

/* The value is about to be replaced, for the first time in this batch. */
void
rpy_saved_add (RpyState *state)
{
  RgGraph *graph = state->core->graph;

  rpy_saved_forget (state);
  if (saved == NULL)
    saved = g_ptr_array_new ();

  state->saved = Py_NewRef (state->value);
  state->saved_version = state->core->version;
  state->saved_batch = reactivity_context_of (graph)->batch;
  state->saved_place = saved->len;
  g_ptr_array_add (saved, state);
  graph->settles = TRUE;
}

void
rpy_saved_forget (RpyState *state)
{
  if (state->saved != NULL)
    {
      g_ptr_array_index (saved, state->saved_place) = NULL;
      Py_CLEAR (state->saved);
    }
}

/* Dropping a value may call user code, which may write again. */
void
rpy_saved_settled (ReactivityContext *context)
{
  for (guint i = 0; saved != NULL && i < saved->len; i++)
    {
      RpyState *state = g_ptr_array_index (saved, i);

      if (state != NULL && reactivity_context_of (state->core->graph) == context)
        rpy_saved_forget (state);
    }

  while (saved != NULL && saved->len > 0 && g_ptr_array_index (saved, saved->len - 1) == NULL)
    g_ptr_array_set_size (saved, saved->len - 1);
  if (saved != NULL && saved->len == 0)
    g_clear_pointer (&saved, g_ptr_array_unref);
}
