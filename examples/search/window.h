/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The window: what the user types goes to the search, and what comes of it is shown. */

#pragma once

#include <gtk/gtk.h>

#include "search.h"

G_BEGIN_DECLS

#define SEARCH_TYPE_WINDOW (search_window_get_type ())

G_DECLARE_FINAL_TYPE (SearchWindow, search_window, SEARCH, WINDOW, GtkApplicationWindow)

/* @search: (transfer full): freed with the window */
SearchWindow *search_window_new (GtkApplication *app, Search *search);

G_END_DECLS
