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
  GQueue jobs;

  g_mutex_lock (&context->lock);
  jobs = context->posted;
  g_queue_init (&context->posted);
  g_clear_pointer (&context->delivery, g_source_unref);
  g_mutex_unlock (&context->lock);

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

  g_mutex_lock (&context->lock);
  source = g_steal_pointer (&context->delivery);
  g_mutex_unlock (&context->lock);

  if (source == NULL)
    return;

  g_source_destroy (source);
  run_jobs (context);
}

/* The source holds the context until it has run. */
static void
attach (ReactivityContext *context)
{
  context->delivery = g_idle_source_new ();
  g_source_set_priority (context->delivery, G_PRIORITY_DEFAULT);
  g_source_set_static_name (context->delivery, "[reactivity] posted writes");
  g_source_set_callback (context->delivery, dispatch_cb, g_object_ref (context), g_object_unref);
  g_source_attach (context->delivery, context->main_context);
}

/* Any thread. */
void
reactivity_post (ReactivityContext *context, ReactivityFunc func, gpointer user_data,
                 GDestroyNotify destroy)
{
  Job *job = g_new0 (Job, 1);
  gboolean first;

  job->func = func;
  job->user_data = user_data;
  job->destroy = destroy;

  g_mutex_lock (&context->lock);
  first = g_queue_is_empty (&context->posted);
  g_queue_push_tail (&context->posted, job);
  if (first)
    attach (context);
  g_mutex_unlock (&context->lock);

  if (first)
    reactivity_thread_wake (context);
}
