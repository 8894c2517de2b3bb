/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-frames-private.h"
#include "reactivity-idle-private.h"
#include "reactivity-post-private.h"
#include "reactivity-thread-private.h"

#include "core/flush.h"

/* Work handed over by other threads. */
typedef struct
{
  ReactivityFunc func;
  gpointer user_data;     /* (owned) by way of `destroy` */
  GDestroyNotify destroy; /* (nullable) called on the owning thread */
} Job;

/* Its own allocation: once a job is there the owner may do it, and be done with the context, while the
 * other thread has not left the lock yet. */
struct _ReactivityPosted
{
  GMutex lock;       /* protects the rest */
  GQueue jobs;       /* (owned) (element-type Job) */
  GSource *delivery; /* (owned) (nullable) attached while there are any */
};

ReactivityPosted *
reactivity_posted_new (void)
{
  ReactivityPosted *posted = g_atomic_rc_box_new0 (ReactivityPosted);

  g_mutex_init (&posted->lock);
  return posted;
}

static void
posted_clear (gpointer data)
{
  ReactivityPosted *posted = data;

  g_mutex_clear (&posted->lock);
}

/* Any thread. */
void
reactivity_posted_unref (ReactivityPosted *posted)
{
  g_atomic_rc_box_release_full (posted, posted_clear);
}

static void
job_run (ReactivityContext *context, Job *job)
{
  reactivity_frames_call (context, job->func, job->user_data);
  if (job->destroy != NULL)
    job->destroy (job->user_data);
  g_free (job);
}

static GQueue
take_jobs (ReactivityContext *context)
{
  ReactivityPosted *posted = context->posted;
  GQueue jobs;

  g_mutex_lock (&posted->lock);
  jobs = posted->jobs;
  g_queue_init (&posted->jobs);
  g_clear_pointer (&posted->delivery, g_source_unref);
  g_mutex_unlock (&posted->lock);

  return jobs;
}

/* All that has come since the last iteration is one batch. */
static void
run_jobs (ReactivityContext *context)
{
  GQueue jobs = take_jobs (context);
  Job *job;

  if (g_queue_is_empty (&jobs))
    return;

  reactivity_context_batch_begin (context);
  while ((job = g_queue_pop_head (&jobs)) != NULL)
    job_run (context, job);
  reactivity_context_batch_end (context);
}

/* A thread runs a main context that is not its affair: that of a thread which has none of its own. The
 * owning thread does what there is to do when it comes by, or when it ends. */
void
reactivity_post_strand (ReactivityContext *context)
{
  g_atomic_int_set (&context->stranded, TRUE);
}

/* On the owning thread: does what its main context should have done. */
void
reactivity_post_collect (ReactivityContext *context)
{
  g_object_ref (context);
  g_atomic_int_set (&context->stranded, FALSE);
  run_jobs (context);
  reactivity_idle_collect (context);
  g_object_unref (context);
}

static gboolean
dispatch_cb (gpointer data)
{
  ReactivityContext *context = data;

  if (rg_graph_is_mine (context->graph) || reactivity_thread_claim (context))
    run_jobs (context);
  else
    reactivity_post_strand (context);

  return G_SOURCE_REMOVE;
}

/* On the owning thread: does what was posted before the main context comes to it. */
void
reactivity_post_turn (ReactivityContext *context)
{
  g_autoptr (ReactivityContext) held G_GNUC_UNUSED = g_object_ref (context);
  g_autoptr (GSource) source = NULL;

  g_mutex_lock (&context->posted->lock);
  source = g_steal_pointer (&context->posted->delivery);
  g_mutex_unlock (&context->posted->lock);

  if (source == NULL)
    return;

  g_source_destroy (source);
  run_jobs (context);
}

/* The source holds the context until it has run. */
static void
attach (ReactivityContext *context)
{
  GSource *source = g_idle_source_new ();

  context->posted->delivery = source;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[reactivity] posted writes");
  g_source_set_callback (source, dispatch_cb, g_object_ref (context), g_object_unref);
  g_source_attach (source, context->main_context);
}

/* Any thread. @context need not be held for longer than @user_data is. */
void
reactivity_post (ReactivityContext *context, ReactivityFunc func, gpointer user_data,
                 GDestroyNotify destroy)
{
  ReactivityPosted *posted = g_atomic_rc_box_acquire (context->posted);
  Job *job = g_new0 (Job, 1);

  job->func = func;
  job->user_data = user_data;
  job->destroy = destroy;

  /* The context is there as long as the job cannot be taken. */
  g_mutex_lock (&posted->lock);
  g_queue_push_tail (&posted->jobs, job);
  if (posted->jobs.length == 1)
    {
      attach (context);
      reactivity_thread_wake (context);
    }
  g_mutex_unlock (&posted->lock);

  reactivity_posted_unref (posted);
}

/* An object that is to lose its last reference on the thread of its context. */
typedef struct
{
  ReactivityContext *context; /* (owned) */
  GObject *object;            /* (owned) until it is safe to drop that */
  guint wait;                 /* milliseconds until the next look */
} Handover;

static void hand_over (Handover *handover);

static void
handover_free (gpointer data)
{
  Handover *handover = data;

  g_clear_object (&handover->object);
  g_object_unref (handover->context);
  g_free (handover);
}

/* The other thread is still in g_object_unref (), which goes on using the object after its dispose
 * function has returned: it takes the count down, and thaws the notifications, in an order that depends
 * on the version of GLib. */
static gboolean
is_being_dropped (GObject *object, gboolean *frozen)
{
  static GQuark queue = 0;

  if (G_UNLIKELY (queue == 0))
    queue = g_quark_from_static_string ("GObject-notify-queue");

  *frozen = g_object_get_qdata (object, queue) != NULL;
  return *frozen || g_atomic_int_get (&object->ref_count) != 1;
}

/* It is a matter of instructions, unless that thread is not let run. */
static gboolean
await_drop (GObject *object)
{
  gboolean frozen;

  for (guint i = 0; is_being_dropped (object, &frozen); i++)
    {
      if (i < 100)
        g_thread_yield ();
      else if (i < 400 && frozen)
        g_usleep (200);
      else
        return FALSE;
    }

  return TRUE;
}

static gboolean
look_again_cb (gpointer data)
{
  hand_over (data);
  return G_SOURCE_REMOVE;
}

static void
look_again_later (Handover *handover)
{
  g_autoptr (GSource) source = g_timeout_source_new (handover->wait);

  handover->wait = MIN (2 * handover->wait, 1000);
  g_source_set_static_name (source, "[reactivity] last references");
  g_source_set_callback (source, look_again_cb, handover, NULL);
  g_source_attach (source, handover->context->main_context);
}

/* On the owning thread. Somebody else may hold the object by now, which cannot be told from a thread
 * that is about to let go of it: so it is not dropped as long as there is another reference. */
static void
drop_handed (gpointer data)
{
  Handover *handover = data;
  gboolean frozen;
  gboolean dropped = handover->wait == 1 ? await_drop (handover->object)
                                         : !is_being_dropped (handover->object, &frozen);

  if (dropped)
    handover_free (handover);
  else
    look_again_later (handover);
}

static void
hand_over (Handover *handover)
{
  reactivity_post (handover->context, drop_handed, handover, NULL);
}

/* Any thread, in the dispose function of @object: it survives this, and goes on its own thread. */
void
reactivity_post_last_unref (ReactivityContext *context, GObject *object)
{
  Handover *handover = g_new0 (Handover, 1);

  handover->context = g_object_ref (context);
  handover->object = g_object_ref (object);
  handover->wait = 1;
  hand_over (handover);
}
