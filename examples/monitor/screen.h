/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Text at a place. On a terminal it is written there, below what the terminal showed before; else
 * each piece is a line. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _Screen Screen;

Screen *screen_new (void);

void screen_free (Screen *self);

/* Leaves the terminal as it was, with the cursor below the text. Nothing is put after this. */
void screen_close (Screen *self);

/* How many rows there is room for. */
guint screen_get_max_rows (Screen *self);

/* Numbers the lines that follow, where each piece is a line. */
void screen_set_reading (Screen *self, guint reading);

/* Text that never changes; only a terminal shows it. */
void screen_put_label (Screen *self, guint row, guint column, const char *text);

/* Writes over what was in @width columns. Where each piece is a line it begins with @name. */
void screen_put (Screen *self, guint row, guint column, guint width, const char *name,
                 const char *text);

void screen_flush (Screen *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Screen, screen_free)

G_END_DECLS
