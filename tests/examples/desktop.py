# SPDX-License-Identifier: LGPL-2.1-or-later
"""A program with a window, on a display of its own: seen through AT-SPI, used through X."""

import os
import subprocess
import sys
import time
from typing import IO, Callable, Iterator, Mapping

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

import tap  # noqa: E402

DISPLAY = ["dbus-run-session", "--", "xvfb-run", "--auto-servernum", "--"]
PRELOAD = "REACTIVITY_TEST_PRELOAD"  # keeps LD_PRELOAD for the program
TAP = 9  # the descriptor that the results take through the session
PATIENCE = 20 * tap.SLOWDOWN  # seconds
BUTTON_ROLES = ("push button", "button")  # before and since AT-SPI 2.54


def descend(node: Atspi.Accessible) -> Iterator[Atspi.Accessible]:
    """@node and all below it."""
    yield node
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield from descend(child)


class Program:
    """A program that runs, and its window with the given title."""

    def __init__(
        self,
        command: list[str],
        title: str,
        stdout: int | IO[str] = subprocess.DEVNULL,
        environ: Mapping[str, str] = {},
    ):
        self.title = title
        environ = {**os.environ, "LD_PRELOAD": os.environ.get(PRELOAD, ""), **environ}
        self.process = subprocess.Popen(command, stdout=stdout, env=environ)

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()

    def nodes(self) -> Iterator[Atspi.Accessible]:
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for node in descend(desktop):
            if node.get_role_name() == "frame" and node.get_name() == self.title:
                yield from descend(node)

    def wait_for(self, look: Callable[[], object], wanted: object) -> None:
        """Waits until @look sees what is wanted."""
        end = time.monotonic() + PATIENCE
        while (seen := self.try_to(look)) != wanted:
            assert self.process.poll() is None, "the program has ended"
            assert time.monotonic() < end, f"there is {seen}, not {wanted}"
            time.sleep(0.05)

    @staticmethod
    def try_to(look: Callable[[], object]) -> object:
        try:
            return look()
        except GLib.Error as error:  # the window is just being made, or changed
            return error

    def click(self, node: Atspi.Accessible) -> None:
        x, y, width, height = self.place_of(node)
        middle = [str(x + width // 2), str(y + height // 2)]
        self.xdotool("mousemove", "--window", self.window(), *middle, "click", "1")

    @staticmethod
    def activate(button: Atspi.Accessible) -> None:
        """As a screen reader does it. GTK 4.18 gives a wrong place for what is in margins."""
        assert button.get_action_iface().do_action(0)

    @staticmethod
    def place_of(node: Atspi.Accessible) -> tuple[int, int, int, int]:
        """Where it is in the window, once it stays there: rows get their place with a frame."""
        end = time.monotonic() + PATIENCE
        last = None
        while time.monotonic() < end:
            area = node.get_extents(Atspi.CoordType.WINDOW)
            place = (area.x, area.y, area.width, area.height)
            if place == last and area.width > 0:
                return place
            last = place
            time.sleep(0.05)
        raise AssertionError(f"{node.get_name()} has no place: {last}")

    def type(self, text: str) -> None:
        self.xdotool("windowfocus", "--sync", self.window(), "type", text)

    def type_line(self, text: str) -> None:
        """The text, and Enter."""
        self.type(text)
        self.xdotool("key", "Return")

    def window(self) -> str:
        """What X calls it."""
        return self.xdotool("search", "--sync", "--onlyvisible", "--name", f"^{self.title}$").strip()

    def xdotool(self, *args: str) -> str:
        # It would wait for ever for the window of a program that has ended.
        assert self.process.poll() is None, "the program has ended"
        return subprocess.check_output(["xdotool", *args], text=True, timeout=PATIENCE)


def run(main: Callable[[list[str]], None]) -> None:
    """Runs the calling script again, on a display, and there @main with the script's arguments."""
    if sys.argv[1] == "--here":
        os.dup2(TAP, 1)
        main(sys.argv[2:])
    else:
        os.environ |= {"GDK_BACKEND": "x11", "GSK_RENDERER": "cairo", "GTK_A11Y": "atspi"}
        # Services of the session may hang with a sanitizer that is meant for an interpreter.
        os.environ[PRELOAD] = os.environ.pop("LD_PRELOAD", "")
        # Services of the session print, too; what goes to standard output must be TAP.
        os.dup2(1, TAP)
        os.dup2(2, 1)
        os.execvp(DISPLAY[0], [*DISPLAY, sys.executable, sys.argv[0], "--here", *sys.argv[1:]])
