# SPDX-License-Identifier: LGPL-2.1-or-later
"""Clicks on the button of a counter, on a display of its own, and reads the labels.

The arguments are the command that starts a counter, in whatever language: a window with the title
"Counter", the labels "Count: N" and "Doubled: N", and a button that adds one.
"""

import os
import subprocess
import sys
import time
from typing import Iterator

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

import tap  # noqa: E402

DISPLAY = ["dbus-run-session", "--", "xvfb-run", "--auto-servernum", "--"]
TAP = 9  # the descriptor that the results take through the session
BUTTON_ROLES = ("push button", "button")  # before and since AT-SPI 2.54


def descend(node: Atspi.Accessible) -> Iterator[Atspi.Accessible]:
    """@node and all below it."""
    yield node
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield from descend(child)


class Counter:
    """A counter that runs; what is on the screen is seen through AT-SPI, and clicked through X."""

    def __init__(self, command: list[str]):
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def wait_for(self, wanted: list[str]) -> None:
        """Waits until all the labels in @wanted are there."""
        end = time.monotonic() + 20 * tap.SLOWDOWN
        while (labels := self.labels())[: len(wanted)] != wanted:
            assert self.process.poll() is None, "the counter has ended"
            assert time.monotonic() < end, f"the labels are {labels}, not {wanted}"
            time.sleep(0.05)

    def nodes(self) -> Iterator[Atspi.Accessible]:
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for node in descend(desktop):
            if node.get_role_name() == "frame" and node.get_name() == "Counter":
                yield from descend(node)

    def labels(self) -> list[str]:
        try:
            return [node.get_name() for node in self.nodes() if node.get_role_name() == "label"]
        except GLib.Error:  # the window is just being made
            return []

    def click(self) -> None:
        (button,) = (node for node in self.nodes() if node.get_role_name() in BUTTON_ROLES)
        area = button.get_extents(Atspi.CoordType.WINDOW)
        window = subprocess.check_output(
            ["xdotool", "search", "--onlyvisible", "--name", "^Counter$"], text=True
        ).strip()
        place = [str(area.x + area.width // 2), str(area.y + area.height // 2)]
        subprocess.run(
            ["xdotool", "mousemove", "--window", window, *place, "click", "1"], check=True
        )


def main() -> None:
    counter = Counter(sys.argv[2:])

    def begins() -> None:
        counter.wait_for(["Count: 0", "Doubled: 0"])

    def counts() -> None:
        counter.click()
        counter.wait_for(["Count: 1", "Doubled: 2"])
        counter.click()
        counter.wait_for(["Count: 2", "Doubled: 4"])

    try:
        tap.run({"begins-at-zero": begins, "a-click-counts": counts})
    finally:
        counter.process.terminate()
        counter.process.wait()


if __name__ == "__main__":
    if sys.argv[1] == "--here":
        os.dup2(TAP, 1)
        main()
    else:
        os.environ |= {"GDK_BACKEND": "x11", "GSK_RENDERER": "cairo", "GTK_A11Y": "atspi"}
        # Services of the session print, too; what goes to standard output must be TAP.
        os.dup2(1, TAP)
        os.dup2(2, 1)
        os.execvp(DISPLAY[0], [*DISPLAY, sys.executable, __file__, "--here", *sys.argv[1:]])
