/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-node.h"

#include "reactivity-context-private.h"

G_BEGIN_DECLS

/* What the object floor notes in the flags of a core node. */
#define REACTIVITY_FLAG_FAILING (RG_USER << 0)      /* the running function has reported an error */
#define REACTIVITY_FLAG_INHERITED (RG_USER << 1)    /* it has read a source that failed */
#define REACTIVITY_FLAG_LOSS_IGNORE (RG_USER << 2)  /* ReactivityLossStrategy */
#define REACTIVITY_FLAG_LOSS_RESTORE (RG_USER << 3) /* the same */
#define REACTIVITY_FLAG_ENTERED (RG_USER << 4)      /* between enter and end_run */
#define REACTIVITY_FLAG_PUBLISHED (RG_USER << 5)    /* C was given a value that is kept elsewhere */
#define REACTIVITY_FLAG_BOUND (RG_USER << 6)        /* another object holds it; lifetime.c */
#define REACTIVITY_FLAG_SHARED (1u << 31)           /* other languages keep something for it, too */

/* Told of an object that a node holds. */
typedef void (*ReactivityPartFunc) (GObject *part, gpointer data);

/* What the graph asks of the library's own classes: the private part of ReactivityNodeClass. Who
 * overrides one of them calls that of the class above. */
typedef struct
{
  void (*announce) (ReactivityNode *self, guint32 seen); /* (nullable) it is watched, in a flush */
  void (*due) (ReactivityNode *self);                    /* (nullable) it is deferred, and due */
  void (*ended) (ReactivityNode *self); /* (nullable) it was disposed; may come twice */
  /* (nullable) For the collector of a language: calls @func for each object to which the node has
   * one reference of its own. Nothing may be under way. */
  void (*visit_parts) (ReactivityNode *self, ReactivityPartFunc func, gpointer data);
  gboolean is_async; /* to run it only begins something: no language does that itself */
  gboolean is_part;  /* it works for another node, which people are shown in its place */
} ReactivityNodeHooks;

static inline const ReactivityNodeHooks *
reactivity_node_hooks (ReactivityNode *self)
{
  return REACTIVITY_NODE_GET_CLASS (self)->hooks;
}

/* A callback with what belongs to it. */
typedef struct
{
  GCallback func;         /* (nullable) NULL when it is not to be called any more */
  gpointer user_data;     /* (owned) by way of `destroy` */
  GDestroyNotify destroy; /* (nullable) */
} ReactivityFunction;

void reactivity_function_refuse (const ReactivityFunction *function);
void reactivity_function_drop (ReactivityFunction *function, ReactivityContext *context);

/* Where a node's object has its core node. */
extern int reactivity_node_offset;

static inline RgNode *
reactivity_node_core (gconstpointer self)
{
  return (RgNode *) ((char *) self + reactivity_node_offset);
}

static inline gpointer
reactivity_node_from_core (const RgNode *core)
{
  return (char *) core - reactivity_node_offset;
}

/* TRUE when @self is of exactly @type: the cheap answer that is nearly always enough. */
static inline gboolean
reactivity_is_exactly (gconstpointer self, GType type)
{
  const GTypeInstance *instance = self;

  return instance != NULL && instance->g_class != NULL && instance->g_class->g_type == type;
}

RgUpdate reactivity_node_run (RgNode *core);
gpointer reactivity_node_new (GType type, RgGraph *graph);
RgGraph *reactivity_initial_graph (void);
void reactivity_node_adopt (ReactivityNode *self);
char *reactivity_node_describe (const RgNode *core);
GPtrArray *reactivity_node_list_links (const RgNode *core, gboolean subs);

/* Errors: report.c. */
void reactivity_node_end_read (RgNode *core, gboolean was_reading);
GError *reactivity_error_for (RgNode *core, RgResult why);
char *reactivity_describe_nodes (RgNode **nodes, guint n_nodes);
GError *reactivity_node_get_error (RgNode *core);
GError *reactivity_node_steal_error (RgNode *core);
void reactivity_node_hand_on (RgNode *core, GError *error);
gboolean reactivity_node_settle_error (RgNode *core);
void reactivity_context_report (ReactivityContext *context, RgNode *core, GError *error);
gboolean reactivity_context_emit_error (ReactivityContext *context, ReactivityNode *node,
                                        GError *error);

G_END_DECLS
