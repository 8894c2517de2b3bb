# SPDX-License-Identifier: LGPL-2.1-or-later
"""Clicks on the button of a counter, on a display of its own, and reads the labels.

The arguments are the command that starts a counter, in whatever language: a window with the title
"Counter", the labels "Count: N" and "Doubled: N", and a button that adds one.
"""

import desktop
import tap


class Counter(desktop.Program):
    def labels(self) -> list[str]:
        return [node.get_name() for node in self.nodes() if node.get_role_name() == "label"]

    def shows(self, *wanted: str) -> None:
        """Waits until these labels are there, before any that a button has."""
        self.wait_for(lambda: self.labels()[: len(wanted)], list(wanted))

    def add_one(self) -> None:
        (button,) = (n for n in self.nodes() if n.get_role_name() in desktop.BUTTON_ROLES)
        self.click(button)


def main(command: list[str]) -> None:
    counter = Counter(command, "Counter")

    def begins() -> None:
        counter.shows("Count: 0", "Doubled: 0")

    def counts() -> None:
        counter.add_one()
        counter.shows("Count: 1", "Doubled: 2")
        counter.add_one()
        counter.shows("Count: 2", "Doubled: 4")

    try:
        tap.run({"begins-at-zero": begins, "a-click-counts": counts})
    finally:
        counter.end()


if __name__ == "__main__":
    desktop.run(main)
