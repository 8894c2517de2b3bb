#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A search among words, as one types."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import gi

gi.require_version("Gtk", "4.0")
gi.require_version("Reactivity", "1")

from gi.repository import Gio, GLib, Gtk  # noqa: E402

from search import Search  # noqa: E402
from window import SearchWindow  # noqa: E402

OPTIONS = (
    (
        "words",
        "w",
        GLib.OptionArg.FILENAME,
        "A file with one word to a line (default: the one of the example)",
        "FILE",
    ),
    (
        "delay",
        "d",
        GLib.OptionArg.INT,
        "Milliseconds that a search takes longer than it needs (default 300)",
        "N",
    ),
    (GLib.OPTION_REMAINING, "\0", GLib.OptionArg.STRING_ARRAY, "", None),
)


class Program(Gtk.Application):
    def __init__(self) -> None:
        # Not unique: the options are for this process.
        super().__init__(
            application_id="org.example.Search", flags=Gio.ApplicationFlags.NON_UNIQUE
        )
        self.path = Path(__file__).with_name("words.txt")
        self.delay = 300
        for name, letter, kind, description, argument in OPTIONS:
            self.add_main_option(
                name, ord(letter), GLib.OptionFlags.NONE, kind, description, argument
            )
        self.set_accels_for_action("window.close", ["<Control>w", "<Control>q"])

    def do_handle_local_options(self, options: GLib.VariantDict) -> int:
        # A file name is taken as a whole: GLib 2.84 warns when a short one is unpacked byte by byte.
        if (words := options.lookup_value("words", None)) is not None:
            self.path = Path(os.fsdecode(words.get_bytestring()))
        if (delay := options.lookup_value("delay", None)) is not None:
            self.delay = delay.get_int32()

        wrong = None
        if options.contains(GLib.OPTION_REMAINING):
            wrong = "only options are understood; see --help"
        elif not 0 <= self.delay <= 60000:
            wrong = "--delay is to be from 0 to 60000"

        if wrong is not None:
            print(f"search: {wrong}", file=sys.stderr)
        return -1 if wrong is None else 1

    def do_activate(self) -> None:
        SearchWindow(self, Search(self.path, self.delay)).present()


if __name__ == "__main__":
    sys.exit(Program().run(sys.argv))
