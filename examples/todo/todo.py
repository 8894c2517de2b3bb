#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A list of what is to be done."""

import sys

import gi

gi.require_version("Gtk", "4.0")
gi.require_version("Reactivity", "1")

from gi.repository import Gtk  # noqa: E402

from model import Todo  # noqa: E402
from window import TodoWindow  # noqa: E402


def activate(app: Gtk.Application) -> None:
    TodoWindow(app, Todo()).present()


def main() -> int:
    app = Gtk.Application(application_id="org.example.Todo")
    app.connect("activate", activate)
    return int(app.run(sys.argv))


if __name__ == "__main__":
    sys.exit(main())
