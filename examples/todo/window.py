# SPDX-License-Identifier: LGPL-2.1-or-later
"""The window: what the user does goes to the model, and what the model says is shown."""

from __future__ import annotations

from gi.repository import Gtk
from gi.repository.Reactivity import effect

from model import Show, Todo
from row import row_factory


class TodoWindow(Gtk.ApplicationWindow):
    def __init__(self, app: Gtk.Application, todo: Todo) -> None:
        super().__init__(application=app, title="To do", default_width=480, default_height=480)
        self.todo = todo

        rows = Gtk.ListView(
            model=Gtk.NoSelection(model=todo.shown),
            factory=row_factory(todo),
            show_separators=True,
        )
        scrolled = Gtk.ScrolledWindow(
            child=rows, vexpand=True, has_frame=True, hscrollbar_policy=Gtk.PolicyType.NEVER
        )

        box = Gtk.Box(
            orientation=Gtk.Orientation.VERTICAL,
            spacing=6,
            margin_top=12,
            margin_bottom=12,
            margin_start=12,
            margin_end=12,
        )
        box.append(self.make_entry())
        box.append(scrolled)
        box.append(self.make_bar())
        self.set_child(box)

    def make_entry(self) -> Gtk.Widget:
        def add(entry: Gtk.Entry) -> None:
            self.todo.add(entry.get_text())
            entry.set_text("")

        entry = Gtk.Entry(placeholder_text="What is to be done?")
        entry.connect("activate", add)
        return entry

    def make_bar(self) -> Gtk.Widget:
        n_open = Gtk.Label(hexpand=True, xalign=0)

        by_name = Gtk.ToggleButton(label="By name")
        by_name.connect("toggled", lambda button: self.todo.by_name.set(button.get_active()))

        undo = Gtk.Button(label="Undo")
        undo.connect("clicked", lambda button: self.todo.undo())

        @effect
        def update() -> None:
            n_open.set_label(f"{self.todo.n_open.get()} open")
            undo.set_sensitive(self.todo.can_undo())

        bar = Gtk.Box(spacing=12)
        for widget in (n_open, self.make_filter(), by_name, undo):
            bar.append(widget)
        return bar

    def make_filter(self) -> Gtk.Widget:
        box = Gtk.Box(css_classes=["linked"])
        first = None
        for show in Show:
            button = Gtk.ToggleButton(label=show.value, group=first)
            button.set_active(self.todo.show.get() is show)
            button.connect("toggled", self.choose, show)
            box.append(button)
            first = first or button
        return box

    def choose(self, button: Gtk.ToggleButton, show: Show) -> None:
        if button.get_active():
            self.todo.show.set(show)
