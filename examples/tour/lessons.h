/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One function for each pattern. main.c has the table that names them. */

#pragma once

/* basics.c */
void lesson_derived (void);
void lesson_effect (void);
void lesson_equality (void);
void lesson_equal_func (void);
void lesson_memoized (void);

/* graph.c */
void lesson_dynamic (void);
void lesson_diamond (void);
void lesson_batch (void);
void lesson_nested_batch (void);
void lesson_untrack (void);

/* lifetime.c */
void lesson_context (void);
void lesson_nested_effects (void);
void lesson_scope (void);
void lesson_owner (void);

/* errors.c */
void lesson_effect_error (void);
void lesson_derived_error (void);
void lesson_cycle (void);
void lesson_endless (void);

/* loop.c */
void lesson_idle (void);
void lesson_thread (void);

/* gobject.c */
void lesson_notify (void);
void lesson_binding (void);
void lesson_dump (void);
