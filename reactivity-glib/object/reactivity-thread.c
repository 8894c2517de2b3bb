/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-thread-private.h"

#include "reactivity-post-private.h"

#include <errno.h>
#ifdef G_OS_UNIX
#include <unistd.h>
#endif

/* A context belongs to the thread that made it. When that ends, its nodes may still be held by others:
 * the context then belongs to nobody, until a thread needs it to be its own. */

struct _ReactivityThread
{
  ReactivityContext *context; /* (owned) (nullable) the default one */
  GPtrArray *contexts; /* (owned) (element-type ReactivityContext) unowned: all that it has */
  int wake_fd;         /* where a byte wakes the loop that it runs; -1 for none */
  gboolean woken;      /* that was done, and it has not taken its turn yet */
};

static void end (gpointer data);

static GPrivate this_thread = G_PRIVATE_INIT (end);

static GMutex lock; /* protects `home` of contexts, and all but `context` of threads */

static ReactivityThread *
get (void)
{
  ReactivityThread *thread = g_private_get (&this_thread);

  if (G_UNLIKELY (thread == NULL))
    {
      thread = g_new0 (ReactivityThread, 1);
      thread->contexts = g_ptr_array_new ();
      thread->wake_fd = -1;
      g_private_set (&this_thread, thread);
    }

  return thread;
}

/* (transfer full) (nullable): one that is being finalized on another thread waits for the lock, to
 * take itself out. */
static ReactivityContext *
hold (ReactivityContext *context)
{
  return g_atomic_int_get (&((GObject *) context)->ref_count) != 0 ? g_object_ref (context) : NULL;
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
      context = hold (context);
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

/* Has @fd, which does not block, written to when a context of this thread has something to do. */
void
reactivity_thread_set_wake_fd (int fd)
{
  ReactivityThread *thread = get ();

  g_mutex_lock (&lock);
  thread->wake_fd = fd;
  thread->woken = FALSE;
  g_mutex_unlock (&lock);
}

/* @fd goes. It may be that of a thread that has ended. */
void
reactivity_thread_forget_wake_fd (int fd)
{
  ReactivityThread *thread = get ();

  g_mutex_lock (&lock);
  if (thread->wake_fd == fd)
    thread->wake_fd = -1;
  g_mutex_unlock (&lock);
}

static void
write_byte (int fd)
{
#ifdef G_OS_UNIX
  /* When the pipe is full the loop will wake up anyway. */
  while (write (fd, "", 1) < 0 && errno == EINTR)
    ;
#endif
}

/* Any thread. A source was attached to the main context of @context. A language gets to know when
 * nothing is under way, as another loop may be running than the one that listens. */
void
reactivity_thread_wake (ReactivityContext *context)
{
  g_mutex_lock (&lock);
  if (context->home != NULL && context->home->wake_fd >= 0 && rg_graph_is_mine (context->graph))
    context->graph->settles = context->roused = TRUE;
  if (context->home != NULL && context->home->wake_fd >= 0 && !context->home->woken)
    {
      context->home->woken = TRUE;
      write_byte (context->home->wake_fd);
    }
  g_mutex_unlock (&lock);
}

/* (transfer full) (element-type ReactivityContext): those of this thread, which takes its turn. What
 * comes from now on wakes it again. */
GPtrArray *
reactivity_thread_take_turn (void)
{
  GPtrArray *contexts = g_ptr_array_new_with_free_func (g_object_unref);
  ReactivityThread *thread = get ();

  g_mutex_lock (&lock);
  thread->woken = FALSE;
  for (guint i = 0; i < thread->contexts->len; i++)
    {
      ReactivityContext *context = hold (g_ptr_array_index (thread->contexts, i));

      if (context != NULL)
        g_ptr_array_add (contexts, context);
    }
  g_mutex_unlock (&lock);

  return contexts;
}
