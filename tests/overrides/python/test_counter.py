# SPDX-License-Identifier: LGPL-2.1-or-later
"""The counter of the examples: a click reaches the labels, through an effect and a derived."""

import runpy
import sys
import unittest
from pathlib import Path

import gi

gi.require_version("Gtk", "4.0")

from gi.repository import Gtk  # noqa: E402

COUNTER = Path(__file__).parents[3] / "examples" / "counter" / "counter.py"


def below(widget):
    """@widget and all in it."""
    yield widget
    child = widget.get_first_child()
    while child is not None:
        yield from below(child)
        child = child.get_next_sibling()


class CounterTest(unittest.TestCase):
    def test_a_click_changes_what_is_shown(self):
        seen = []

        def click(app):
            window = app.get_active_window()
            labels = [w for w in below(window.get_child()) if isinstance(w, Gtk.Label)][:2]
            (button,) = (w for w in below(window.get_child()) if isinstance(w, Gtk.Button))
            seen.append(window.get_title())
            for _ in range(3):
                seen.append([label.get_label() for label in labels])
                button.emit("clicked")
            window.close()

        counter = runpy.run_path(str(COUNTER), run_name="counter")
        app = Gtk.Application(application_id="org.example.Counter")
        app.connect("activate", counter["activate"])
        app.connect_after("activate", click)
        self.assertEqual(app.run(sys.argv[:1]), 0)
        self.assertEqual(
            seen,
            [
                "Counter",
                ["Count: 0", "Doubled: 0"],
                ["Count: 1", "Doubled: 2"],
                ["Count: 2", "Doubled: 4"],
            ],
        )
