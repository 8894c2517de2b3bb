#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A window that counts: in Python."""

import sys

import gi

gi.require_version("Gtk", "4.0")
gi.require_version("Reactivity", "1")

from gi.repository import Gtk  # noqa: E402
from gi.repository.Reactivity import derived_property, effect, state  # noqa: E402


class CounterWindow(Gtk.ApplicationWindow):
    count = state(0)

    @derived_property
    def doubled(self) -> int:
        return 2 * self.count

    def __init__(self, app: Gtk.Application) -> None:
        super().__init__(application=app, title="Counter", default_width=240, default_height=180)
        count_label = Gtk.Label()
        doubled_label = Gtk.Label()
        button = Gtk.Button(label="Add one")
        button.connect("clicked", self.add_one)

        box = Gtk.Box(
            orientation=Gtk.Orientation.VERTICAL,
            spacing=12,
            halign=Gtk.Align.CENTER,
            valign=Gtk.Align.CENTER,
        )
        for widget in (count_label, doubled_label, button):
            box.append(widget)
        self.set_child(box)

        # Runs again whenever one of the two has changed, as long as the window is there.
        @effect
        def show() -> None:
            count_label.set_label(f"Count: {self.count}")
            doubled_label.set_label(f"Doubled: {self.doubled}")

    def add_one(self, button: Gtk.Button) -> None:
        self.count += 1


def activate(app: Gtk.Application) -> None:
    CounterWindow(app).present()


def main() -> int:
    app = Gtk.Application(application_id="org.example.Counter")
    app.connect("activate", activate)
    return int(app.run(sys.argv))


if __name__ == "__main__":
    sys.exit(main())
