/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-listeners-private.h"

#include <string.h>

/* Does anybody listen to notify::value? The graph asks that of every source that a change reaches,
 * so it must cost a bit test; g_signal_has_handler_pending() costs as much as the rest of the step.
 *
 * GObject notes in the instance whether it ever had a handler: on 64-bit systems, since GLib 2.74,
 * in the four bytes behind the reference count. That is not API, so it is tried out: the bits are
 * those that appear when a handler is connected to a fresh object. Where none appears, every source
 * is taken for watched, which is slower. Either way a set bit is only a reason to ask GObject. */

static void
probe_cb (void)
{
}

static guint32
read_word (gpointer object)
{
  guint32 word;

  memcpy (&word, (char *) object + REACTIVITY_LISTENERS_OFFSET, sizeof word);
  return word;
}

static guint32
probe (void)
{
  GObject *object = g_object_new (G_TYPE_OBJECT, NULL);
  guint32 before = read_word (object);
  guint32 after;

  g_signal_connect (object, "notify::value", probe_cb, NULL);
  after = read_word (object);
  g_object_unref (object);

  return after & ~before;
}

/* The bits that are set in the word of an object that has listeners; 0 where that is not known. */
guint32
reactivity_listeners_bits (void)
{
  static guint32 bits = 0;
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      if (sizeof (GObject) >= REACTIVITY_LISTENERS_OFFSET + 2 * sizeof bits)
        bits = probe ();
      g_once_init_leave (&once, 1);
    }

  return bits;
}

gboolean
reactivity_has_listeners (gpointer object, GParamSpec *pspec)
{
  static guint notify_id = 0;

  if (notify_id == 0)
    notify_id = g_signal_lookup ("notify", G_TYPE_OBJECT);

  /* Asked for a detail, it does not see the handlers that were connected without one. */
  return g_signal_has_handler_pending (object, notify_id, g_param_spec_get_name_quark (pspec),
                                       TRUE) ||
         g_signal_has_handler_pending (object, notify_id, 0, TRUE);
}
