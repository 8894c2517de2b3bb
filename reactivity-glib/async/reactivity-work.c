/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-runs-private.h"

#include "object/reactivity-error.h"
#include "object/reactivity-post-private.h"

#include <glib/gi18n-lib.h>

/* The work of a run in GLib's thread pool. */
typedef struct
{
  ReactivityRun *run;         /* (owned) used on its own thread only */
  ReactivityContext *context; /* (owned) */
  ReactivityWorkFunc func;
  gpointer user_data;     /* (owned) by way of `destroy` */
  GDestroyNotify destroy; /* (nullable) called on the thread of the run */

  gboolean good; /* what `func` said */
  GValue value;  /* unset for an effect */
  GError *error; /* (owned) (nullable) */
} Work;

/* The last reference to the run may be this one: then it is dropped on its own thread, too. */
static void
work_free (gpointer data)
{
  Work *work = data;

  if (work->destroy != NULL)
    work->destroy (work->user_data);
  if (G_IS_VALUE (&work->value))
    g_value_unset (&work->value);
  g_clear_error (&work->error);
  g_clear_object (&work->run);
  g_clear_object (&work->context);
  g_free (work);
}

/* On the thread of the run. */
static void
arrive (gpointer data)
{
  Work *work = data;

  if (work->good && work->error == NULL && G_IS_VALUE (&work->value))
    reactivity_run_return_value (work->run, &work->value);
  else if (work->good && work->error == NULL)
    reactivity_run_done (work->run);
  else if (work->error != NULL)
    reactivity_run_return_error (work->run, g_steal_pointer (&work->error));
  else
    reactivity_run_return_error (work->run,
                                 g_error_new (REACTIVITY_ERROR, REACTIVITY_ERROR_FAILED,
                                              _ ("The function failed without an error")));
}

/* In the pool. */
static void
work_thread (GTask *task, gpointer source G_GNUC_UNUSED, gpointer data, GCancellable *cancellable)
{
  Work *work = data;

  work->good = work->func (&work->value, work->user_data, cancellable, &work->error);
  reactivity_post (work->context, arrive, work, work_free);
  g_task_return_boolean (task, TRUE);
}

/**
 * reactivity_run_work:
 * @self: a run
 * @func: (scope notified) (closure user_data) (destroy destroy): the work
 * @user_data: data for @func
 * @destroy: (nullable): frees @user_data afterwards, on the thread of the run
 *
 * Has @func called by a thread of GLib's pool; its result is that of the run.
 *
 * It is called once, also if the run is cancelled before its turn has come: it gets the cancellable
 * of the run. For a run that has ended or was cancelled before, it is not called at all. Sources
 * cannot be read there, nor be written but with [method@Signal.post_value].
 *
 * Since: 0.1
 */
void
reactivity_run_work (ReactivityRun *self, ReactivityWorkFunc func, gpointer user_data,
                     GDestroyNotify destroy)
{
  g_autoptr (GTask) task = NULL;
  GType type = G_TYPE_INVALID;
  Work *work;

  g_return_if_fail (REACTIVITY_IS_RUN (self));
  g_return_if_fail (func != NULL);

  if (!reactivity_graph_check_thread (reactivity_run_core (self)->graph, G_STRFUNC) ||
      self->runs == NULL)
    {
      if (destroy != NULL)
        destroy (user_data);
      return;
    }

  work = g_new0 (Work, 1);
  work->run = g_object_ref (self);
  work->context = g_object_ref (reactivity_context_of (reactivity_run_core (self)->graph));
  work->func = func;
  work->user_data = user_data;
  work->destroy = destroy;
  if (self->runs->core->flags & RG_LAZY)
    type = reactivity_source_private (reactivity_node_from_core (self->runs->core))->value.g_type;
  if (type != G_TYPE_INVALID)
    g_value_init (&work->value, type);

  task = g_task_new (NULL, reactivity_run_get_cancellable (self), NULL, NULL);
  g_task_set_name (task, "[reactivity] work of a run");
  g_task_set_task_data (task, work, NULL);
  g_task_run_in_thread (task, work_thread);
}
