/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The model on a screen. Each cell is an effect, so a cell is redrawn when its text changed. */

#pragma once

#include "model.h"
#include "screen.h"

G_BEGIN_DECLS

typedef struct _View View;

/* @model and @screen have to outlive the view. */
View *view_new (Model *model, Screen *screen, const char *title);
void view_free (View *self);

/* Called after each reading: shows what was drawn, and counts what might have been. */
void view_end_reading (View *self);

Count view_get_cells (View *self);

/* The texts that were formatted and the effects that ran. */
Count view_get_computations (View *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (View, view_free)

G_END_DECLS
