/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE /* RTLD_DEFAULT */

#include "reactivity-gjs-private.h"

#include <dlfcn.h>

/* GJS before 1.82 refuses to call JavaScript from C while an incremental collection is unfinished,
 * even between its slices (merge requests 859 and 950 of GJS ended that in 1.81.90). A call that was
 * refused finishes the collection and is made again. Newer versions need nothing of this file, which
 * goes when they are all that is supported. */

#define FIRST_WITHOUT 18190

/* What is needed for that, of GJS and of the engine below: JS::RuntimeHeapState (), 0 while no collector
 * is on the stack, and JS::IsIncrementalGCInProgress (), by the names that C++ gives them. All of them
 * are NULL where nothing is refused, or where one is not to be found. */
static struct
{
  gpointer (*get_current) (void);
  gpointer (*get_native_context) (gpointer gjs);
  void (*collect) (gpointer gjs);
  int (*get_heap_state) (void);
  _Bool (*is_collecting) (gpointer engine);
} engine;

void
reactivity_gjs_refused_init (guint version)
{
  if (version >= FIRST_WITHOUT)
    return;

  engine.get_current = dlsym (RTLD_DEFAULT, "gjs_context_get_current");
  engine.get_native_context = dlsym (RTLD_DEFAULT, "gjs_context_get_native_context");
  engine.collect = dlsym (RTLD_DEFAULT, "gjs_context_gc");
  engine.get_heap_state = dlsym (RTLD_DEFAULT, "_ZN2JS16RuntimeHeapStateEv");
  engine.is_collecting = dlsym (RTLD_DEFAULT, "_ZN2JS25IsIncrementalGCInProgressEP9JSContext");
  if (engine.get_current == NULL || engine.get_native_context == NULL || engine.collect == NULL ||
      engine.get_heap_state == NULL || engine.is_collecting == NULL)
    memset (&engine, 0, sizeof engine);
}

/* Finishes a collection that is between two slices. TRUE if that was what kept a call from JavaScript,
 * and the call can be made again; FALSE also where the collector is on the stack. */
gboolean
reactivity_gjs_end_collection (void)
{
  gpointer gjs;

  if (engine.get_current == NULL)
    return FALSE;

  gjs = engine.get_current ();
  if (gjs == NULL || engine.get_heap_state () != 0 ||
      !engine.is_collecting (engine.get_native_context (gjs)))
    return FALSE;

  engine.collect (gjs);
  return TRUE;
}
