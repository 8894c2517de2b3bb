/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "window.h"

struct _SearchWindow
{
  GtkApplicationWindow parent_instance;

  Search *search; /* (owned) */

  GtkSearchEntry *entry; /* (unowned) of the template, as all of these */
  GtkStack *stack;
  GtkStringList *words;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *description;
  GtkButton *retry;
  GtkLabel *summary;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (SearchWindow, search_window, GTK_TYPE_APPLICATION_WINDOW)

/* What takes the place of words. */
static const struct
{
  const char *icon;
  const char *title;
  const char *description; /* (nullable) for the problem */
} pages[] = {
  [SEARCH_PAGE_START] = { "edit-find-symbolic", "Search for Words",
                          "Type a part of a word, or a pattern like ^s.*g$" },
  [SEARCH_PAGE_WORDS] = { "edit-find-symbolic", "", "" },
  [SEARCH_PAGE_NOTHING] = { "edit-find-symbolic", "No Words Found", "Try something else" },
  [SEARCH_PAGE_PROBLEM] = { "dialog-warning-symbolic", "Search Failed", NULL },
};

/* An effect. */
static gboolean
show_page (gpointer user_data, GError **error)
{
  SearchWindow *self = user_data;
  SearchPage page = reactivity_source_get_int (REACTIVITY_SOURCE (self->search->page));
  const char *description = pages[page].description;

  if (description == NULL)
    description = reactivity_source_get_string (REACTIVITY_SOURCE (self->search->problem));

  gtk_stack_set_visible_child_name (self->stack, page == SEARCH_PAGE_WORDS ? "words" : "status");
  gtk_image_set_from_icon_name (self->icon, pages[page].icon);
  gtk_label_set_label (self->title, pages[page].title);
  gtk_label_set_label (self->description, description);
  return TRUE;
}

/* An effect. After a failure the words stay what they were, behind another page. */
static gboolean
show_words (gpointer user_data, GError **error)
{
  SearchWindow *self = user_data;
  ReactivitySource *found = REACTIVITY_SOURCE (self->search->found);
  guint n_words = g_list_model_get_n_items (G_LIST_MODEL (self->words));
  g_auto (GValue) value = G_VALUE_INIT;

  reactivity_source_get_value (found, &value);
  gtk_string_list_splice (self->words, 0, n_words, g_value_get_boxed (&value));
  return TRUE;
}

/* A source has a property, to which those of widgets are bound. */
static void
show (gpointer source, gpointer widget, const char *property)
{
  g_object_bind_property (source, "value", widget, property, G_BINDING_SYNC_CREATE);
}

static void
follow (SearchWindow *self)
{
  Search *search = self->search;
  ReactivitySource *running = reactivity_async_derived_get_running (search->found);

  g_object_bind_property (self->entry, "text", search->query, "value", G_BINDING_DEFAULT);

  show (running, self->spinner, "spinning");
  show (running, self->spinner, "visible");
  show (search->can_retry, self->retry, "visible");
  show (search->summary, self->summary, "label");

  /* They end with the window. */
  reactivity_effect_new_for (self, NULL, show_words, self, NULL);
  reactivity_effect_new_for (self, NULL, show_page, self, NULL);
}

static void
search_window_dispose (GObject *object)
{
  SearchWindow *self = SEARCH_WINDOW (object);

  g_clear_pointer (&self->search, search_free);

  G_OBJECT_CLASS (search_window_parent_class)->dispose (object);
}

static void
retry_cb (GtkButton *button, SearchWindow *self)
{
  search_retry (self->search);
}

/* The user pressed Escape. */
static void
stop_search_cb (GtkSearchEntry *entry, SearchWindow *self)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
}

static void
search_window_class_init (SearchWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = search_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Search/window.ui");
  gtk_widget_class_bind_template_child (widget_class, SearchWindow, entry);
  gtk_widget_class_bind_template_child (widget_class, SearchWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, SearchWindow, words);
  gtk_widget_class_bind_template_child (widget_class, SearchWindow, icon);
  gtk_widget_class_bind_template_child (widget_class, SearchWindow, title);
  gtk_widget_class_bind_template_child (widget_class, SearchWindow, description);
  gtk_widget_class_bind_template_child (widget_class, SearchWindow, retry);
  gtk_widget_class_bind_template_child (widget_class, SearchWindow, summary);
  gtk_widget_class_bind_template_child (widget_class, SearchWindow, spinner);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
search_window_init (SearchWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->entry, GTK_WIDGET (self));
}

SearchWindow *
search_window_new (GtkApplication *app, Search *search)
{
  SearchWindow *self = g_object_new (SEARCH_TYPE_WINDOW, "application", app, NULL);

  self->search = search;
  follow (self);
  return self;
}
