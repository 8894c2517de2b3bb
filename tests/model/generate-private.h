/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "generate.h"

G_BEGIN_DECLS

/* Random programs. What is there is asked of the oracle; so a program is the same whatever the
 * library makes of it.
 *
 * Programs end: a function reads only older nodes, so that nothing needs its own value, and what an
 * effect writes is made of values of older nodes than the signal that it writes, which nobody else
 * writes in an effect. (Or it only lowers what it reads.) */

struct _Generator
{
  GRand *rand;
  const Profile *profile;
  Oracle *oracle;      /* (unowned) */
  GPtrArray *garbage;  /* (owned) GArrays */
  GPtrArray *lists;    /* (owned) GPtrArrays */
  GPtrArray *blocks;   /* (owned) anything else */
  GHashTable *written; /* (owned) ids of signals that an effect writes */
};

#define ANY_CONTEXT N_CONTEXTS

typedef enum
{
  ANY,
  SIGNALS,
  DERIVEDS, /* and memoized */
  SOURCES,
  EFFECTS,
  SCOPES,
  ENDABLE,      /* what can be disposed */
  CLAMPED,      /* signals that effects may lower */
  FREE_TARGETS, /* signals that no effect writes, but one may */
} Which;

guint generator_below (Generator *self, guint n);
gboolean generator_chance (Generator *self, guint percent);
guint generator_pick (Generator *self, guint context, guint limit, Which which);

const Spec *generator_make_spec (Generator *self, Kind kind, guint context);

G_END_DECLS
