/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-frames-private.h"
#include "reactivity-language-private.h"
#include "reactivity-language-stamp.h"
#include "reactivity-signal-private.h"

#include "core/flush.h"
#include "core/link.h"
#include "core/refresh.h"

/* The languages of this process. One that has come stays, so that a reader of the number needs no
 * lock. */
static const ReactivityLanguage *languages[8];
static gint n_languages;

/* Has @language asked for what concerns no node: `idle`, `unmirror` and `report`. It lives as long as the process.
 * FALSE when there are too many. May be called on any thread, and again. */
gboolean
reactivity_language_register (const ReactivityLanguage *language)
{
  static GMutex lock;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&lock);

  for (gint i = 0; i < n_languages; i++)
    {
      if (languages[i] == language)
        return TRUE;
    }
  if (n_languages == G_N_ELEMENTS (languages))
    return FALSE;

  languages[n_languages] = language;
  g_atomic_int_inc (&n_languages);
  return TRUE;
}

/* The tables of one language have one function, which is called once. */
void
reactivity_language_linked (RgNode *sub, guint32 dep)
{
  const RgNode *source = sub->deps[dep].node;
  const ReactivityLanguage *first = sub->language;
  const ReactivityLanguage *second = source->language;

  if (first != NULL && first->linked != NULL)
    first->linked (sub, dep);
  if (second != NULL && second->linked != NULL &&
      (first == NULL || first->linked != second->linked))
    second->linked (sub, dep);

  if (G_LIKELY (!(source->flags & REACTIVITY_FLAG_SHARED)))
    return;
  for (gint i = 0, n = g_atomic_int_get (&n_languages); i < n; i++)
    {
      if (languages[i]->linked != NULL && languages[i]->linked != second->linked &&
          (first == NULL || languages[i]->linked != first->linked))
        languages[i]->linked (sub, dep);
    }
}

void
reactivity_language_unlinked (RgNode *dep, guint32 sub)
{
  const ReactivityLanguage *language = dep->language;

  if (language->unlinked != NULL)
    language->unlinked (dep, sub);

  if (G_LIKELY (!(dep->flags & REACTIVITY_FLAG_SHARED)))
    return;
  for (gint i = 0, n = g_atomic_int_get (&n_languages); i < n; i++)
    {
      if (languages[i]->unlinked != NULL && languages[i]->unlinked != language->unlinked)
        languages[i]->unlinked (dep, sub);
    }
}

/* The node goes, and has no links any more. */
void
reactivity_language_finalized (RgNode *core)
{
  const ReactivityLanguage *language = core->language;

  if (language == NULL)
    return;

  if (language->finalized != NULL)
    language->finalized (core);

  if (G_LIKELY (!(core->flags & REACTIVITY_FLAG_SHARED)))
    return;
  for (gint i = 0, n = g_atomic_int_get (&n_languages); i < n; i++)
    {
      if (languages[i]->finalized != NULL && languages[i]->finalized != language->finalized)
        languages[i]->finalized (core);
    }
}

void
reactivity_languages_idle (ReactivityContext *context)
{
  const gint n = g_atomic_int_get (&n_languages);

  for (gint i = 0; i < n; i++)
    {
      if (languages[i]->idle != NULL)
        languages[i]->idle (context);
    }
}

void
reactivity_languages_unmirror (ReactivityContext *context)
{
  const gint n = g_atomic_int_get (&n_languages);

  for (gint i = 0; i < n; i++)
    {
      if (languages[i]->unmirror != NULL)
        languages[i]->unmirror (context);
    }
}

/* TRUE when a language has dealt with @error. */
gboolean
reactivity_languages_report (const GError *error)
{
  const gint n = g_atomic_int_get (&n_languages);

  for (gint i = 0; i < n; i++)
    {
      if (languages[i]->report != NULL && languages[i]->report (error))
        return TRUE;
    }

  return FALSE;
}

static const void *
here (void)
{
  return &rg_here;
}

/* Registers @language. @stamp is its REACTIVITY_LANGUAGE_STAMP. NULL when it was built with other
 * headers than the library, or cannot be registered. */
const ReactivityLanguageApi *
_reactivity_language_open (const char *stamp, const ReactivityLanguage *language)
{
  static ReactivityLanguageApi api = {
    .here = here,
    .track_slow = rg_track_slow,
    .refresh = rg_refresh,
    .run_now = rg_run_now,
    .changed = rg_node_changed,
    .restore = rg_node_restore,
    .restored = rg_node_restored,
    .own = rg_own,
    .on_cleanup = rg_on_cleanup,
    .node_new = reactivity_node_new,
    .scope_core = reactivity_scope_core,
    .forget_published = reactivity_source_forget_published,
    .run_again = reactivity_source_run_again,
    .describe = reactivity_node_describe,
    .error_for = reactivity_error_for,
    .get_error = reactivity_node_get_error,
    .steal_error = reactivity_node_steal_error,
    .report = reactivity_context_report,
    .balance = reactivity_frames_balance,
  };

  if (strcmp (stamp, REACTIVITY_LANGUAGE_STAMP) != 0 || !reactivity_language_register (language))
    return NULL;

  g_type_class_unref (g_type_class_ref (REACTIVITY_TYPE_SIGNAL));
  api.node_offset = reactivity_node_offset;
  api.source_offset = reactivity_source_offset;
  return &api;
}
