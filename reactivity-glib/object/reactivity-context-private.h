/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-context.h"

#include "core/graph.h"

G_BEGIN_DECLS

typedef struct _ReactivityPosted ReactivityPosted;
typedef struct _ReactivityFrames ReactivityFrames;
typedef struct _ReactivityThread ReactivityThread;

struct _ReactivityContext
{
  GObject parent_instance;

  RgGraph *graph;             /* (owned) */
  GMainContext *main_context; /* (owned) */
  GPtrArray *frames;          /* (owned) what was entered from outside and not left; frames.c */
  GArray *journal;            /* (owned) the values from before the batch; journal.c */
  guint32 batch;              /* the number of the outermost batch under way, or the last one */
  GPtrArray *idle_queues;     /* (owned) one for each priority in use; idle.c */
  GArray *dropped;            /* (owned) (nullable) data that is to be freed; function.c */
  guint finalizing_objects;   /* that go with their last reference; language-private.h */
  RgNode *caller;             /* (unowned) (nullable) the effect that the program itself runs */
  GError **caught; /* (nullable) where a language's outermost call wants the first error */
  gboolean roused; /* a loop was woken by this thread; for a language to look at, and to clear */

  ReactivityThread *home; /* (unowned) (nullable) whose it is; NULL when that has ended; thread.c */

  ReactivityPosted *posted; /* (owned) what other threads want done; post.c */
  gint stranded;     /* its main context was run by another thread, to no avail; atomic */
};

static inline ReactivityContext *
reactivity_context_of (const RgGraph *graph)
{
  return graph->data;
}

/* Every public call comes through here: TRUE when it is made on the owning thread. */
static inline gboolean
reactivity_graph_check_thread (const RgGraph *graph, const char *func)
{
  if (G_LIKELY (rg_graph_is_mine (graph)))
    return TRUE;

  g_critical ("%s: called from another thread than the one that its context belongs to; "
              "see reactivity_context_invoke()",
              func);
  return FALSE;
}

#define reactivity_return_if_off_thread(graph)                                                     \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (!reactivity_graph_check_thread (graph, G_STRFUNC))                                         \
      return;                                                                                      \
  }                                                                                                \
  G_STMT_END

#define reactivity_return_val_if_off_thread(graph, val)                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (!reactivity_graph_check_thread (graph, G_STRFUNC))                                         \
      return (val);                                                                                \
  }                                                                                                \
  G_STMT_END

RgGraph *reactivity_graph_for (ReactivityContext *context, const char *func);

extern const RgOps reactivity_ops;

G_END_DECLS
