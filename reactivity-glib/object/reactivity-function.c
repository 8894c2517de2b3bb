/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-node-private.h"

/* Frees the data of a function for which nothing could be made. */
void
reactivity_function_refuse (const ReactivityFunction *function)
{
  if (function->destroy != NULL)
    function->destroy (function->user_data);
}

static void
drain (ReactivityContext *context)
{
  while (context->dropped->len > 0)
    {
      ReactivityFunction function =
          g_array_index (context->dropped, ReactivityFunction, context->dropped->len - 1);

      g_array_set_size (context->dropped, context->dropped->len - 1);
      function.destroy (function.user_data);
    }
}

/* Frees the data of a function that will not be called again; user code finds the function gone. Data
 * often holds another node, and that one the next: what is dropped meanwhile waits for its turn, or
 * the end of a long chain would recurse along it (G13). */
void
reactivity_function_drop (ReactivityFunction *function, ReactivityContext *context)
{
  const ReactivityFunction old = *function;

  *function = (ReactivityFunction){ NULL, NULL, NULL };
  if (old.destroy == NULL)
    return;

  if (context->dropped != NULL)
    {
      g_array_append_val (context->dropped, old);
      return;
    }

  g_object_ref (context);
  context->dropped = g_array_new (FALSE, FALSE, sizeof (ReactivityFunction));
  old.destroy (old.user_data);
  drain (context);
  g_clear_pointer (&context->dropped, g_array_unref);
  g_object_unref (context);
}
