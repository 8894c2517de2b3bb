# SPDX-License-Identifier: LGPL-2.1-or-later
"""A row of the list: it shows one task after another, as the list is scrolled."""

from __future__ import annotations

from gi.repository import Gtk, Pango
from gi.repository.Reactivity import Signal, effect, signal

from model import Task, Todo


class TaskRow(Gtk.CheckButton):
    def __init__(self, todo: Todo) -> None:
        title = Gtk.Label(ellipsize=Pango.EllipsizeMode.END, xalign=0)
        super().__init__(child=title, margin_top=6, margin_bottom=6, margin_start=6, margin_end=6)
        self.todo = todo
        self.task: Signal[Task | None] = signal()
        self.connect("toggled", self.tick)

        @effect
        def show() -> None:
            task = self.task.get()
            if task is None:
                return
            title.set_label(task.title)
            self.update_property([Gtk.AccessibleProperty.LABEL], [task.title])
            self.set_active(task.done)
            if task.done:
                title.add_css_class("dim-label")
            else:
                title.remove_css_class("dim-label")

    def tick(self, button: Gtk.CheckButton) -> None:
        task = self.task.get()
        if task is not None:
            self.todo.tick(task, self.get_active())


def row_factory(todo: Todo) -> Gtk.ListItemFactory:
    def setup(factory: Gtk.ListItemFactory, item: Gtk.ListItem) -> None:
        item.set_child(TaskRow(todo))
        item.set_activatable(False)

    def bind(factory: Gtk.ListItemFactory, item: Gtk.ListItem) -> None:
        item.get_child().task.set(item.get_item())

    def unbind(factory: Gtk.ListItemFactory, item: Gtk.ListItem) -> None:
        item.get_child().task.set(None)

    factory = Gtk.SignalListItemFactory()
    factory.connect("setup", setup)
    factory.connect("bind", bind)
    factory.connect("unbind", unbind)
    return factory
