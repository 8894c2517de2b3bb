# SPDX-License-Identifier: LGPL-2.1-or-later
"""The window: what is typed goes to the model, and what the model says is shown."""

from __future__ import annotations

from pathlib import Path

from gi.repository import Gtk
from gi.repository.Reactivity import effect

from search import Page, Search

# What takes the place of words.
PAGES = {
    Page.START: (
        "edit-find-symbolic",
        "Search for Words",
        "Type a part of a word, or a pattern like ^s.*g$",
    ),
    Page.WORDS: ("edit-find-symbolic", "", ""),
    Page.NOTHING: ("edit-find-symbolic", "No Words Found", "Try something else"),
    Page.PROBLEM: ("dialog-warning-symbolic", "Search Failed", ""),
}


@Gtk.Template(filename=str(Path(__file__).with_name("window.ui")))
class SearchWindow(Gtk.ApplicationWindow):
    __gtype_name__ = "SearchWindow"

    entry = Gtk.Template.Child()
    stack = Gtk.Template.Child()
    words = Gtk.Template.Child()
    icon = Gtk.Template.Child()
    title = Gtk.Template.Child()
    description = Gtk.Template.Child()
    retry = Gtk.Template.Child()
    summary = Gtk.Template.Child()
    spinner = Gtk.Template.Child()

    def __init__(self, app: Gtk.Application, search: Search) -> None:
        super().__init__(application=app)
        self.search = search
        self.entry.set_key_capture_widget(self)
        self.entry.connect("changed", lambda entry: search.query.set(entry.get_text()))

        for show in (self.show_words, self.show_page, self.show_state):
            effect(show)

    def show_words(self) -> None:
        # After a failure the words stay what they were, behind another page.
        self.words.splice(0, self.words.get_n_items(), self.search.words or [])

    def show_page(self) -> None:
        page = self.search.page
        icon, title, description = PAGES[page]
        self.stack.set_visible_child_name("words" if page is Page.WORDS else "status")
        self.icon.set_from_icon_name(icon)
        self.title.set_label(title)
        self.description.set_label(self.search.problem or description)

    def show_state(self) -> None:
        running = self.search.found.running.get()
        self.spinner.set_spinning(running)
        self.spinner.set_visible(running)
        self.retry.set_visible(self.search.can_retry)
        self.summary.set_label(self.search.summary)

    @Gtk.Template.Callback()
    def retry_cb(self, button: Gtk.Button) -> None:
        self.search.retry()

    @Gtk.Template.Callback()
    def stop_search_cb(self, entry: Gtk.SearchEntry) -> None:
        """The user pressed Escape."""
        entry.set_text("")
