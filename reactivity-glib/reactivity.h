/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define REACTIVITY_INSIDE
#include <reactivity-glib/object/reactivity-types.h>
#include <reactivity-glib/object/reactivity-version.h>
#include <reactivity-glib/object/reactivity-error.h>
#include <reactivity-glib/object/reactivity-context.h>
#include <reactivity-glib/object/reactivity-node.h>
#include <reactivity-glib/object/reactivity-computation.h>
#include <reactivity-glib/object/reactivity-source.h>
#include <reactivity-glib/object/reactivity-signal.h>
#include <reactivity-glib/object/reactivity-derived.h>
#include <reactivity-glib/object/reactivity-memoized.h>
#include <reactivity-glib/object/reactivity-effect.h>
#include <reactivity-glib/object/reactivity-scope.h>
#include <reactivity-glib/collection/reactivity-box.h>
#include <reactivity-glib/collection/reactivity-keys.h>
#include <reactivity-glib/collection/reactivity-sequence.h>
#include <reactivity-glib/collection/reactivity-derive.h>
#include <reactivity-glib/collection/reactivity-group.h>
#include <reactivity-glib/collection/reactivity-list.h>
#include <reactivity-glib/collection/reactivity-set.h>
#include <reactivity-glib/collection/reactivity-map.h>
#include <reactivity-glib/collection/reactivity-object.h>
#include <reactivity-glib/async/reactivity-run.h>
#include <reactivity-glib/async/reactivity-async-derived.h>
#include <reactivity-glib/async/reactivity-async-effect.h>
#undef REACTIVITY_INSIDE

G_END_DECLS
