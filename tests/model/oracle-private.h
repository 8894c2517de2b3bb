/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "oracle.h"

G_BEGIN_DECLS

/* Who runs, who reads and who owns, innermost last. */
typedef struct
{
  guint runner; /* its function is called; 0 for none */
  guint active; /* it is linked to what is read; 0 for none */
  guint owner;  /* it owns what is made; 0 for nobody */
} Frame;

/* A GSource of the main context. */
typedef struct
{
  guint context;
  int priority;
  GArray *waiting; /* (owned) (element-type guint) */
} Idle;

/* oracle.c */
Node *oracle_nth_living (Oracle *oracle, guint i);
gboolean oracle_is_computation (const Node *node);
Frame oracle_frame (Oracle *oracle, guint context);
void oracle_enter (Oracle *oracle, guint context, guint runner, guint active, guint owner);
void oracle_leave (Oracle *oracle, guint context);
void oracle_hold (Oracle *oracle, guint context);
void oracle_unhold (Oracle *oracle, guint context);

/* oracle-run.c */
const char *oracle_error_name (int error, char *buffer);
void oracle_forget_saved (Oracle *oracle, guint context);
void oracle_check (Oracle *oracle, Node *node);
void oracle_refresh (Oracle *oracle, Node *node);
void oracle_run (Oracle *oracle, Node *node);
gboolean oracle_write (World *world, guint id, gint64 value, int how);
gint64 oracle_read (World *world, guint id, How how);

/* oracle-due.c */
Dep *oracle_find_dep (const GArray *deps, guint id);
void oracle_wake (Oracle *oracle, Node *source, gboolean sure);
void oracle_make_due (Oracle *oracle, Node *node);
void oracle_leave_queue (Oracle *oracle, Node *node);
void oracle_stop_waiting (Node *node);
void oracle_run_queue (Oracle *oracle, guint context);
void oracle_iterate (World *world);
void oracle_set_schedule (World *world, guint id, gboolean idle, int priority);

/* oracle-end.c */
void oracle_end_owned (Oracle *oracle, Node *node);
void oracle_unref (Oracle *oracle, guint id);
void oracle_end (Oracle *oracle, Node *node);
void oracle_dispose (World *world, guint id);
void oracle_dispose_owner (World *world, guint id);
void oracle_drop (World *world, guint id);

G_END_DECLS
