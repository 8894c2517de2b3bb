/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "support.h"

G_BEGIN_DECLS

/* A copy of a list model, kept by nothing but items-changed. */
typedef struct
{
  GListModel *model; /* (owned) */
  GPtrArray *items;  /* (owned) (element-type GObject) */
  gulong handler;
  guint changes; /* how often it was told, and what the last time */
  guint position;
  guint removed;
  guint added;
} Mirror;

#define SEQUENCE(node) ((ReactivitySequence *) (node))
#define MODEL(node) ((GListModel *) (node))

void mirror_init (Mirror *self, gpointer model);
void mirror_clear (Mirror *self);
void mirror_check (Mirror *self);
#define assert_change(mirror, p, r, a)                                                             \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpuint ((mirror)->changes, ==, 1);                                                   \
    g_assert_cmpuint ((mirror)->position, ==, p);                                                  \
    g_assert_cmpuint ((mirror)->removed, ==, r);                                                   \
    g_assert_cmpuint ((mirror)->added, ==, a);                                                     \
    (mirror)->changes = 0;                                                                         \
    mirror_check (mirror);                                                                         \
  }                                                                                                \
  G_STMT_END
#define assert_no_change(mirror)                                                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpuint ((mirror)->changes, ==, 0);                                                   \
    mirror_check (mirror);                                                                         \
  }                                                                                                \
  G_STMT_END

/* The integers or strings of a list of boxes, separated by spaces. */
char *show (gpointer sequence);
#define assert_shows(sequence, expected)                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *shown = show (sequence);                                                      \
    g_assert_cmpstr (shown, ==, expected);                                                         \
  }                                                                                                \
  G_STMT_END

ReactivityList *int_list (guint n, const int *values);
#define INTS(...) int_list (sizeof ((int[]){ __VA_ARGS__ }) / sizeof (int), (int[]){ __VA_ARGS__ })
int box_int (gpointer box);
int compare_ints (gpointer a, gpointer b, gpointer data);

G_END_DECLS
