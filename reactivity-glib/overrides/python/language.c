/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpy.h"

/* Python as a ReactivityLanguage. */

static void
idle (ReactivityContext *context)
{
  PyGILState_STATE gil;

  if (rpy_gone)
    return;

  gil = PyGILState_Ensure ();
  rpy_saved_settled (context);
  rpy_trash_empty ();
  if (context->roused)
    rpy_roused (context);
  PyGILState_Release (gil);
}

/* For nodes whose values are in C, and for those that have none: effects, scopes, runs. */
const ReactivityLanguage rpy_language = {
  .linked = rpy_keep_linked,
  .unlinked = rpy_keep_unlinked,
  .disposed = rpy_owned_ended,
  .finalized = rpy_state_finalized,
  .dup_name = rpy_run_name,
  .warns = rpy_run_warns,
  .idle = idle,
  .report = rpy_error_report,
};

/* For nodes whose values Python keeps. It is not registered: `idle` and `report` are in the other. */
const ReactivityLanguage rpy_value_language = {
  .publish = rpy_value_publish,
  .store = rpy_signal_store,
  .linked = rpy_keep_linked,
  .unlinked = rpy_keep_unlinked,
  .disposed = rpy_owned_ended,
  .finalized = rpy_state_finalized,
  .dup_name = rpy_run_name,
  .warns = rpy_run_warns,
};
