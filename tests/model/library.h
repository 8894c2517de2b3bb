/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "program.h"

#include <reactivity-glib/reactivity.h>

G_BEGIN_DECLS

/* A node of the library, by its id. */
typedef struct _Library Library;

typedef struct
{
  Library *library; /* (unowned) */
  guint id;
  const Spec *spec;
  GObject *object; /* (unowned) (nullable) NULL when it has been finalized */
  guint maker;     /* the effect or scope in which it was made, or 0 */
  GString *seen;   /* (owned) what it read in its last run, tracked */
} Thing;

struct _Library
{
  World world;       /* must be first */
  GPtrArray *things; /* (owned) (element-type Thing) by id; the first two are empty */
  ReactivityContext *contexts[N_CONTEXTS]; /* (owned) */
  guint n_objects;                         /* not finalized */
  GArray *running;                         /* (element-type guint) innermost last */
};

Library *library_new (void);
void library_free (Library *library);
Thing *library_thing (Library *library, guint id);

/* library-values.c */
GType value_gtype (Type type);
double value_to_double (gint64 value);
char *value_to_string (gint64 value);
void value_store (GValue *gvalue, Type type, gint64 value);
gint64 value_load (const GValue *gvalue, Type type);
gboolean value_read (ReactivitySource *source, Type type, How how, gint64 *value, GError **error);
gboolean value_write (ReactivitySignal *signal, Type type, gint64 value, int how);

G_END_DECLS
