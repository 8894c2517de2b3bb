/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-computation.h"
#include "reactivity-scope.h"
#include "reactivity-source-private.h"

#include "core/owner.h"
#include "core/run.h"

G_BEGIN_DECLS

/* The door for a language binding that is built with the library, from this very source: it works on
 * the structures of the private headers, and gets by one call what they do not define inline. One
 * binding in a process may come through it; it keeps what it likes in `RgNode.data`. */

/* What the library asks of the binding, for nodes that have data. The first two are called in the
 * middle of the graph's work, and call no user code. */
typedef struct
{
  /* As in RgOps. */
  void (*linked) (RgNode *sub, guint32 dep);
  void (*unlinked) (RgNode *dep, guint32 sub);
  /* The node goes. It has no links any more. */
  void (*finalized) (RgNode *node);
  /* Nothing is under way any more, and `settles` was set. For all nodes of the context at once. */
  void (*settled) (ReactivityContext *context);
  /* TRUE when the binding itself warns of runs without dependencies. */
  gboolean (*warns) (RgNode *node);
  /* (transfer full) (nullable): what to call a node that has no name. */
  char *(*name) (RgNode *node);
  /* TRUE when the value of the node is kept by the binding. */
  gboolean (*keeps_value) (RgNode *node);
  /* C wants the value: to be given to reactivity_source_publish_value(), as @type if it can be. */
  void (*publish) (RgNode *node, GType type);
  /* C sets the value. TRUE when that changed it. */
  gboolean (*store) (RgNode *node, const GValue *value);
  /* No handler has dealt with @error. TRUE when the binding has. */
  gboolean (*report) (const GError *error);
} ReactivityBindingHooks;

/* What the binding gets. Each is documented where it is defined. */
typedef struct
{
  int node_offset;
  int source_offset;

  const void *(*here) (void);
  gboolean (*track_slow) (RgNode *sub, RgNode *dep);
  RgResult (*refresh) (RgNode *node);
  RgResult (*run_now) (RgNode *node);
  void (*changed) (RgNode *node);
  void (*restore) (RgNode *node, guint32 version);
  void (*restored) (RgNode *node);
  void (*own) (RgNode *owner, RgNode *node);
  void (*on_cleanup) (RgNode *owner, RgCleanupFunc func, gpointer data, GDestroyNotify destroy);

  gpointer (*node_new) (GType type, RgGraph *graph);
  RgNode *(*scope_core) (ReactivityScope *scope);
  void (*forget_published) (ReactivitySource *source);
  void (*run_again) (RgGraph *graph);
  char *(*describe) (const RgNode *node);
  GError *(*error_for) (RgNode *node, RgResult why);
  GError *(*get_error) (RgNode *node);
  GError *(*steal_error) (RgNode *node);
  void (*report) (ReactivityContext *context, RgNode *node, GError *error);
  void (*balance) (ReactivityContext *context, RgFrame *frame, guint batches, const char *who);
} ReactivityBindingApi;

extern const ReactivityBindingHooks *reactivity_binding;

RgNode *reactivity_scope_core (ReactivityScope *self);

/* TRUE when the value of the source is kept by the binding. */
static inline gboolean
reactivity_binding_keeps (RgNode *core)
{
  return core->data != NULL && reactivity_binding->keeps_value (core);
}

_REACTIVITY_EXTERN const ReactivityBindingApi *
_reactivity_binding_open (const char *version, gsize layout, const ReactivityBindingHooks *hooks);

/* Names the layout of what both sides touch. */
#define REACTIVITY_BINDING_LAYOUT                                                                  \
  (sizeof (RgNode) << 32 | sizeof (RgGraph) << 20 | sizeof (ReactivitySourcePrivate) << 10 |       \
   sizeof (struct _ReactivityContext))

G_END_DECLS
