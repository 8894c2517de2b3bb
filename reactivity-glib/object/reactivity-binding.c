/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-binding-private.h"
#include "reactivity-frames-private.h"
#include "reactivity-signal-private.h"

#include "core/flush.h"
#include "core/link.h"
#include "core/refresh.h"

const ReactivityBindingHooks *reactivity_binding;

static const void *
here (void)
{
  return &rg_here;
}

/* NULL when the binding was built from another source than the library, or another one is there. */
const ReactivityBindingApi *
_reactivity_binding_open (const char *version, gsize layout, const ReactivityBindingHooks *hooks)
{
  static ReactivityBindingApi api = {
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

  if (strcmp (version, PROJECT_VERSION) != 0 || layout != REACTIVITY_BINDING_LAYOUT ||
      (reactivity_binding != NULL && reactivity_binding != hooks))
    return NULL;

  g_type_class_unref (g_type_class_ref (REACTIVITY_TYPE_SIGNAL));
  api.node_offset = reactivity_node_offset;
  api.source_offset = reactivity_source_offset;
  reactivity_binding = hooks;
  return &api;
}
