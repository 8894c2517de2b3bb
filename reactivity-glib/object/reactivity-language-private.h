/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "reactivity-computation.h"
#include "reactivity-scope.h"
#include "reactivity-source-private.h"

#include "core/owner.h"
#include "core/run.h"

G_BEGIN_DECLS

/* The one door for languages. A language fills a table with functions and puts its address into
 * `RgNode.language` of the nodes that are its own; what it keeps for one it puts into `RgNode.data`.
 * NULL stands for C. Several languages may be in one process, each with a table or more.
 *
 * A language may also keep something for a node of another one, in a place of its own, and set
 * REACTIVITY_FLAG_SHARED. Then `linked`, `unlinked` and `finalized` of all registered tables are called
 * for that node. */

/* What the library asks of a language. Each function may be NULL; each that gets a node is called for
 * nodes with this table only, but for those that are shared, and on the thread of their context. */
typedef struct
{
  /* C wants the value: it is to be given to reactivity_source_publish_value (), as @preferred if it
   * can be; %G_TYPE_NONE leaves the choice. A table with this function keeps the values of its sources. */
  void (*publish) (RgNode *node, GType preferred);
  /* C sets the value. TRUE when that changed it. */
  gboolean (*store) (RgNode *node, const GValue *value);

  /* As in RgOps, if one of the ends has this table; once, if both have. Called in the middle of the
   * graph's work: no user code may be called. */
  void (*linked) (RgNode *sub, guint32 dep);
  /* As in RgOps, if @dep has this table. Called as `linked` is. */
  void (*unlinked) (RgNode *dep, guint32 sub);

  /* The computation was disposed, and what belonged to it: its function will not be called again. It
   * may be disposed again when it goes. */
  void (*disposed) (RgNode *node);
  /* The node goes, perhaps on a thread that drops the last reference. It has no links any more. */
  void (*finalized) (RgNode *node);

  /* (transfer full) (nullable): what to call a node that has no name. */
  char *(*dup_name) (RgNode *node);
  /* TRUE when the language itself warns of runs without dependencies (G11). */
  gboolean (*warns) (RgNode *node);

  /* The function that begins a run of an asynchronous computation has returned. FALSE when it was not
   * reached, so that there is no run, and the language sees to another one. Without this function the
   * language holds its runs; with it a run holds itself while it is under way. */
  gboolean (*started) (RgNode *node, GObject *run);
  /* Nobody wants the result of the run with this number any more. */
  void (*cancelled) (RgNode *node, guint64 serial);
  /* The request has @result, as the callback of reactivity_async_derived_get_value_async () gets it. */
  void (*arrived) (RgNode *node, guint request, GAsyncResult *result);

  /* Nothing is under way any more, and `settles` was set. Called for each context. */
  void (*idle) (ReactivityContext *context);
  /* A copy of the state of the graph, for which `mirrored` was set, is about to be wrong. */
  void (*unmirror) (ReactivityContext *context);
  /* No handler has dealt with @error. TRUE when the language has. */
  gboolean (*report) (const GError *error);

  /* While an object goes with its last reference, which may have been the collector's, no function of
   * the language can be called: `disposed` and `cancelled` are left out then, and user code that would
   * hear of it is called by the main context. */
  gboolean collector_blocks;
} ReactivityLanguage;

/* What a language gets that is built with the library, from this very source: it works on the
 * structures of the private headers, and gets by one call what they do not define inline. Each
 * function is documented where it is defined. */
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
} ReactivityLanguageApi;

RgNode *reactivity_scope_core (ReactivityScope *self);

gboolean reactivity_language_register (const ReactivityLanguage *language);
void reactivity_language_linked (RgNode *sub, guint32 dep);
void reactivity_language_unlinked (RgNode *dep, guint32 sub);
void reactivity_language_finalized (RgNode *core);
void reactivity_languages_idle (ReactivityContext *context);
void reactivity_languages_unmirror (ReactivityContext *context);
gboolean reactivity_languages_report (const GError *error);

static inline const ReactivityLanguage *
reactivity_language_of (const RgNode *core)
{
  return core->language;
}

/* TRUE when the value of the source is kept by its language. */
static inline gboolean
reactivity_language_keeps_value (const RgNode *core)
{
  const ReactivityLanguage *language = core->language;

  return language != NULL && language->publish != NULL;
}

/* While @object goes with its last reference, between these two, no language is told whose collector
 * may have dropped it. */
static inline gboolean
reactivity_finalizing_begin (ReactivityContext *context, GObject *object)
{
  gboolean last = g_atomic_int_get ((int *) &object->ref_count) == 1;

  context->finalizing_objects += last;
  return last;
}

static inline void
reactivity_finalizing_end (ReactivityContext *context, gboolean last)
{
  context->finalizing_objects -= last;
}

/* TRUE when it may be the collector of the language of @core that is at work. */
static inline gboolean
reactivity_language_is_blocked (const RgNode *core)
{
  const ReactivityLanguage *language = core->language;

  return language != NULL && language->collector_blocks &&
         reactivity_context_of (core->graph)->finalizing_objects > 0;
}

static inline void
reactivity_language_disposed (RgNode *core)
{
  const ReactivityLanguage *language = core->language;

  if (language != NULL && language->disposed != NULL && !reactivity_language_is_blocked (core))
    language->disposed (core);
}

_REACTIVITY_EXTERN const ReactivityLanguageApi *
_reactivity_language_open (const char *stamp, const ReactivityLanguage *language);

G_END_DECLS
