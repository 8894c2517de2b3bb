/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-waiter-private.h"

#include "object/reactivity-error.h"
#include "object/reactivity-thread-private.h"

#include <glib/gi18n-lib.h>

/* Results are delivered by the main context alone, in the order in which they came. */

/* Who waits for a value, and how often. The memory may belong to another node by now. */
typedef struct
{
  guint32 seq;
  guint waits;
  guint64 oldest; /* the serial of the oldest run that it waits for */
  gboolean seen;  /* it has seen a value before it began to wait */
} Reader;

static G_DEFINE_QUARK (reactivity_async, async)

ReactivityAsync *
reactivity_async_of (ReactivityContext *context)
{
  ReactivityAsync *self = g_object_get_qdata (G_OBJECT (context), async_quark ());

  if (self == NULL)
    {
      self = g_new0 (ReactivityAsync, 1);
      g_object_set_qdata_full (G_OBJECT (context), async_quark (), self, g_free);
    }

  return self;
}

ReactivityWaiter *
reactivity_waiter_of (gpointer task)
{
  return g_task_get_task_data (task);
}

static void
waiter_free (gpointer data)
{
  ReactivityWaiter *self = data;

  g_assert (self->queue == NULL && self->reader == NULL && self->cancelled == NULL);

  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
  g_clear_error (&self->error);
  g_clear_object (&self->computation);
  g_free (self);
}

/* Puts it into @queue, which holds it from now on; the reference comes from where it was. */
void
reactivity_waiter_push (ReactivityWaiter *self, GQueue *queue)
{
  self->queue = queue;
  g_queue_push_tail_link (queue, &self->link);
}

void
reactivity_waiter_take_out (ReactivityWaiter *self)
{
  if (self->queue != NULL)
    g_queue_unlink (self->queue, &self->link);
  self->queue = NULL;
}

/* Those that wait and have seen no value are right with the one that is there now (G3): its
 * arrival is no change for them. But a result of a younger run than they wait for, even if it is
 * no change, makes them stale. */
static void
set_version (const RgLink *sub, guint32 version)
{
  sub->node->deps[sub->back].version = version;
}

void
reactivity_readers_told (ReactivityRuns *runs)
{
  RgNode *core = runs->core;

  if (runs->readers == NULL || g_hash_table_size (runs->readers) == 0)
    return;

  for (guint32 i = 0; i < core->n_subs; i++)
    {
      RgNode *sub = core->subs[i].node;
      const Reader *reader = g_hash_table_lookup (runs->readers, sub);

      if (reader == NULL || reader->seq != sub->seq)
        continue;

      if (reader->oldest >= reactivity_async_derived_serial (runs))
        {
          if (!reader->seen)
            set_version (&core->subs[i], core->version);
        }
      else
        {
          set_version (&core->subs[i], 0);
          reactivity_runs_doubt (sub);
        }
    }
}

static void
add_reader (ReactivityWaiter *self, RgNode *active, gboolean seen)
{
  ReactivityRuns *runs = self->runs;
  Reader *reader;

  if (runs->readers == NULL)
    runs->readers = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  reader = g_hash_table_lookup (runs->readers, active);
  if (reader == NULL || reader->seq != active->seq)
    {
      reader = g_new0 (Reader, 1);
      reader->seq = active->seq;
      reader->oldest = G_MAXUINT64;
      reader->seen = seen;
      g_hash_table_replace (runs->readers, active, reader);
    }

  reader->waits++;
  self->active = active;
  self->seq = active->seq;
  self->silent = !reader->seen;
  if (self->run != NULL && self->run->owner == runs)
    reader->oldest = MIN (reader->oldest, self->run->serial);
}

/* It waits for a run of the derived itself now. */
static void
update_reader (ReactivityWaiter *self)
{
  Reader *reader =
      self->active != NULL ? g_hash_table_lookup (self->runs->readers, self->active) : NULL;

  if (reader != NULL && reader->seq == self->seq && self->run->owner == self->runs)
    reader->oldest = MIN (reader->oldest, self->run->serial);
}

/* What it has got is the value that is there now. */
static void
stamp_reader (ReactivityWaiter *self)
{
  RgNode *core = self->runs->core;

  for (guint32 i = 0; self->active != NULL && self->silent && i < core->n_subs; i++)
    {
      if (core->subs[i].node == self->active && core->subs[i].node->seq == self->seq)
        set_version (&core->subs[i], core->version);
    }
}

static void
remove_reader (ReactivityWaiter *self)
{
  RgNode *active = g_steal_pointer (&self->active);
  Reader *reader = active != NULL ? g_hash_table_lookup (self->runs->readers, active) : NULL;

  if (reader != NULL && reader->seq == self->seq && --reader->waits == 0)
    g_hash_table_remove (self->runs->readers, active);
}

static gboolean
was_read_before (const RgNode *active, const RgNode *core)
{
  for (guint32 i = 0; i < active->cursor; i++)
    {
      if (active->deps[i].node == core)
        return TRUE;
    }

  return FALSE;
}

/* The read that it stands for. */
static void
track (ReactivityWaiter *self)
{
  RgNode *core = self->runs->core;
  RgNode *active = core->graph->active;

  if (active == NULL || active == core)
    return;

  if (!self->ready)
    add_reader (self, active, was_read_before (active, core));
  reactivity_node_track (reactivity_node_from_core (core));
}

static void
forget_run (ReactivityWaiter *self)
{
  self->run = NULL;
  if (self->reader != NULL)
    g_queue_unlink (&self->reader->waits, &self->read);
  self->reader = NULL;
}

static void
set_ready (ReactivityWaiter *self)
{
  forget_run (self);
  remove_reader (self);
  self->ready = TRUE;
}

/* It gets @error, which it takes, for a result. */
void
reactivity_waiter_fail (ReactivityWaiter *self, GError *error)
{
  self->error = error;
  set_ready (self);
}

static GError *
disposed_error (ReactivityRuns *runs)
{
  g_autofree char *name = reactivity_node_describe (runs->core);

  return g_error_new (REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED, _ ("%s was disposed"), name);
}

static GError *
cancelled_error (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The read was cancelled"));
}

static void
take_result (ReactivityWaiter *self)
{
  reactivity_async_derived_take_result (self->runs, self);
  if (self->serial == 0 && self->runs->disposed)
    self->error = disposed_error (self->runs);
  stamp_reader (self);
  set_ready (self);
}

/* Lets a reader of an asynchronous derived wait for what it needs, or gives it what is there. */
static void
advance (ReactivityWaiter *self)
{
  ReactivityRuns *runs = self->runs;
  RgResult result = RG_OK;
  ReactivityRun *run;
  GError *error;

  if (!runs->disposed)
    result = reactivity_async_derived_join (runs);

  /* It was cancelled by what the function did. */
  if (self->ready)
    return;

  /* Functions that wait for each other for the first time nest: the main context takes over. */
  if (result == RG_TOO_DEEP && !self->deferred)
    {
      self->deferred = TRUE;
      return;
    }

  if (result != RG_OK)
    {
      reactivity_waiter_fail (self, reactivity_error_for (runs->core, result));
      return;
    }

  run = runs->disposed ? NULL : reactivity_doubt_find (runs);
  if (run == NULL)
    run = runs->newest;
  if (run == NULL)
    {
      take_result (self);
      return;
    }

  error = self->reader != NULL ? reactivity_doubt_check_cycle (self->reader, run) : NULL;
  if (error != NULL)
    {
      reactivity_waiter_fail (self, error);
      return;
    }

  self->run = run;
  reactivity_waiter_push (self, &run->waiters);
  update_reader (self);
}

static void
cancel_wait (ReactivityWaiter *self)
{
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
}

/* Takes the reference of the queue in which it was. */
static void
deliver (ReactivityWaiter *self)
{
  g_autoptr (GTask) task = self->task;

  cancel_wait (self);
  if (task == NULL)
    {
      if (self->func != NULL)
        self->func (self, self->user_data);
      waiter_free (self);
      return;
    }

  if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else
    g_task_return_boolean (task, TRUE);
}

/* A callback may iterate the main context itself: the source may be dispatched again meanwhile.
 * What comes after the call waits for the next turn. */
static gboolean
dispatch_cb (gpointer data)
{
  g_autoptr (ReactivityContext) context = g_object_ref (data);
  ReactivityAsync *async = reactivity_async_of (context);

  for (guint n = async->due.length; n > 0 && async->due.length > 0; n--)
    {
      ReactivityWaiter *self = async->due.head->data;

      reactivity_waiter_take_out (self);
      if (!self->ready)
        advance (self);
      if (self->ready)
        deliver (self);
      else if (self->queue == NULL)
        reactivity_waiter_push (self, &async->due);
    }

  if (async->due.length > 0)
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&async->source, g_source_unref);
  return G_SOURCE_REMOVE;
}

/* The main context comes to it, and holds the context until then. */
static void
push_due (ReactivityWaiter *self)
{
  ReactivityContext *context = reactivity_runs_context (self->runs);
  ReactivityAsync *async = reactivity_async_of (context);

  reactivity_waiter_push (self, &async->due);
  if (async->source != NULL)
    return;

  async->source = g_idle_source_new ();
  g_source_set_priority (async->source, G_PRIORITY_DEFAULT);
  g_source_set_can_recurse (async->source, TRUE);
  g_source_set_static_name (async->source, "[reactivity] results");
  g_source_set_callback (async->source, dispatch_cb, g_object_ref (context), g_object_unref);
  g_source_attach (async->source, reactivity_context_get_main_context (context));
  reactivity_thread_wake (context);
}

/* On the owning thread: delivers what there is before the main context comes to it. */
void
reactivity_waiters_turn (ReactivityContext *context)
{
  ReactivityAsync *async = reactivity_async_of (context);
  g_autoptr (GSource) source = async->source != NULL ? g_source_ref (async->source) : NULL;

  if (source == NULL)
    return;
  if (dispatch_cb (context) == G_SOURCE_CONTINUE)
    reactivity_thread_wake (context);
  else
    g_source_destroy (source);
}

/* @run, for which it has waited, has ended; %NULL if it will never begin. */
void
reactivity_waiter_run_ended (ReactivityWaiter *self, ReactivityRun *run)
{
  ReactivityRuns *runs = self->runs;
  const gboolean own = run != NULL && run->owner == runs && self->wait == REACTIVITY_WAIT_VALUE;

  self->run = NULL;
  if (runs->disposed)
    {
      reactivity_waiter_fail (self, disposed_error (runs));
    }
  else if (run != NULL && (self->wait == REACTIVITY_WAIT_RUN || own))
    {
      self->serial = run->serial;
      self->told = run->told;
      if (run->result == REACTIVITY_RESULT_CANCELLED)
        self->error =
            g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The run was cancelled"));
      else if (run->error != NULL)
        self->error = g_error_copy (run->error);
      else if (G_IS_VALUE (&run->value))
        {
          g_value_init (&self->value, G_VALUE_TYPE (&run->value));
          g_value_copy (&run->value, &self->value);
        }

      set_ready (self);
    }

  push_due (self);
}

/* The last one that waits has gone: does anybody need @run? */
static void
leave (ReactivityRun *run)
{
  if (run->runs != NULL && (run->runs->core->flags & RG_LAZY) && !run->wanted &&
      run->waiters.length == 0)
    reactivity_runs_cancel (run);
}

/* A4: it does not want to wait any more. A task is told, a function is not called. */
void
reactivity_waiter_stop (ReactivityWaiter *self)
{
  g_autoptr (ReactivityRun) run = self->run != NULL ? g_object_ref (self->run) : NULL;

  self->func = NULL;

  if (!self->ready)
    reactivity_waiter_fail (self, cancelled_error ());
  if (self->queue == NULL)
    {
      /* It is on its way to another queue, which delivers. */
      cancel_wait (self);
      return;
    }

  reactivity_waiter_take_out (self);
  if (run != NULL)
    leave (run);
  deliver (self);
}

/* In the main context, whichever thread has cancelled. */
static gboolean
cancelled_cb (GCancellable *cancellable G_GNUC_UNUSED, gpointer self)
{
  reactivity_waiter_stop (self);

  return G_SOURCE_REMOVE;
}

static ReactivityWaiter *
make (ReactivityRuns *runs, ReactivityWait wait)
{
  ReactivityWaiter *self = g_new0 (ReactivityWaiter, 1);

  self->wait = wait;
  self->runs = runs;
  self->link.data = self;
  self->read.data = self;
  return self;
}

/* (transfer full): a waiter that is no task: @func gets the result when it is there, unless the wait is
 * stopped before */
ReactivityWaiter *
reactivity_waiter_new_bare (ReactivityRuns *runs, ReactivityWait wait, ReactivityWaiterFunc func,
                            gpointer user_data)
{
  ReactivityWaiter *self = make (runs, wait);

  self->func = func;
  self->user_data = user_data;
  self->computation = g_object_ref (reactivity_node_from_core (runs->core));
  return self;
}

/* (transfer full): a waiter, by its task, that waits for nothing yet */
ReactivityWaiter *
reactivity_waiter_new (ReactivityRuns *runs, ReactivityWait wait, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data, gpointer source_tag)
{
  ReactivityWaiter *self = make (runs, wait);

  self->task =
      g_task_new (reactivity_node_from_core (runs->core), cancellable, callback, user_data);
  g_task_set_source_tag (self->task, source_tag);
  g_task_set_task_data (self->task, self, waiter_free);

  if (cancellable == NULL)
    return self;

  self->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_static_name (self->cancelled, "[reactivity] cancelled read");
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
  g_source_attach (self->cancelled,
                   reactivity_context_get_main_context (reactivity_runs_context (runs)));
  return self;
}

static void
forget_result (ReactivityWaiter *self)
{
  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
  g_clear_error (&self->error);
  self->ready = FALSE;
}

/* A reader of an asynchronous derived begins to wait. Takes the waiter, or the reference to its task. */
void
reactivity_waiter_begin (ReactivityWaiter *self)
{
  RgNode *active = self->runs->core->graph->active;
  gpointer reader = active != NULL ? reactivity_node_from_core (active) : NULL;

  if (reader != NULL && REACTIVITY_IS_RUN (reader) && ((ReactivityRun *) reader)->runs != NULL)
    {
      self->reader = reader;
      g_queue_push_tail_link (&self->reader->waits, &self->read);
    }

  if (self->task != NULL && g_cancellable_is_cancelled (g_task_get_cancellable (self->task)))
    reactivity_waiter_fail (self, cancelled_error ());
  else
    advance (self);

  /* What is fresh now may not be when it is delivered. */
  if (self->wait == REACTIVITY_WAIT_FRESH && self->ready && self->error == NULL)
    forget_result (self);
  track (self);
  if (self->queue == NULL)
    push_due (self);
}
