/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-thread-private.h"

#include "reactivity-post-private.h"

/* A context belongs to the thread that made it. When that ends, its nodes may still be held by others:
 * the context then belongs to nobody, until a thread needs it to be its own. */

struct _ReactivityThread
{
  ReactivityContext *context; /* (owned) (nullable) the default one */
  GPtrArray *contexts; /* (owned) (element-type ReactivityContext) unowned: all that it has */
};

static void end (gpointer data);

static GPrivate this_thread = G_PRIVATE_INIT (end);

static GMutex lock; /* protects `home` of contexts, and `contexts` of threads */

static ReactivityThread *
get (void)
{
  ReactivityThread *thread = g_private_get (&this_thread);

  if (G_UNLIKELY (thread == NULL))
    {
      thread = g_new0 (ReactivityThread, 1);
      thread->contexts = g_ptr_array_new ();
      g_private_set (&this_thread, thread);
    }

  return thread;
}

/* A reference, as another thread may drop the last one. */
static ReactivityContext *
take_one (ReactivityThread *thread)
{
  ReactivityContext *context = NULL;

  g_mutex_lock (&lock);
  while (thread->contexts->len > 0 && context == NULL)
    {
      context = g_ptr_array_remove_index_fast (thread->contexts, thread->contexts->len - 1);
      context->home = NULL;

      /* One that is being finalized waits for the lock, to take itself out. */
      if (!g_atomic_int_get (&((GObject *) context)->ref_count))
        context = NULL;
      else
        g_object_ref (context);
    }
  g_mutex_unlock (&lock);

  return context;
}

/* The thread ends: what was handed over to it is done now or never. */
static void
end (gpointer data)
{
  ReactivityThread *thread = data;
  ReactivityContext *context;

  while ((context = take_one (thread)) != NULL)
    {
      reactivity_post_collect (context);

      g_mutex_lock (&lock);
      context->graph->thread = NULL;
      g_mutex_unlock (&lock);
      g_object_unref (context);
    }

  g_clear_object (&thread->context);
  g_ptr_array_unref (thread->contexts);
  g_free (thread);
}

ReactivityContext *
reactivity_thread_get_default (void)
{
  ReactivityThread *thread = get ();

  if (G_UNLIKELY (thread->context == NULL))
    thread->context = reactivity_context_new ();

  return thread->context;
}

/* A new context is the calling thread's. */
void
reactivity_thread_add (ReactivityContext *context)
{
  ReactivityThread *thread = get ();

  g_mutex_lock (&lock);
  context->home = thread;
  g_ptr_array_add (thread->contexts, context);
  g_mutex_unlock (&lock);
}

/* It goes, on any thread. */
void
reactivity_thread_remove (ReactivityContext *context)
{
  g_mutex_lock (&lock);
  if (context->home != NULL)
    g_ptr_array_remove_fast (context->home->contexts, context);
  context->home = NULL;
  g_mutex_unlock (&lock);
}

/* Any thread. Makes the context of a thread that has ended the calling thread's. FALSE when it
 * belongs to another one. */
gboolean
reactivity_thread_claim (ReactivityContext *context)
{
  ReactivityThread *thread = get ();
  gboolean claimed;

  g_mutex_lock (&lock);
  claimed = context->home == NULL && context->graph->thread == NULL;
  if (claimed)
    {
      context->home = thread;
      context->graph->thread = &rg_here;
      g_ptr_array_add (thread->contexts, context);
    }
  g_mutex_unlock (&lock);

  if (claimed)
    reactivity_post_collect (context);
  return claimed;
}
