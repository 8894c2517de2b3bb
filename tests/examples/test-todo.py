# SPDX-License-Identifier: LGPL-2.1-or-later
"""Uses the window of examples/todo with keys and clicks, and looks at what it shows.

The arguments are the command that starts it.
"""

import desktop
import tap
from desktop import Atspi


class Todo(desktop.Program):
    def find(self, roles: tuple[str, ...], name: str) -> Atspi.Accessible:
        (node,) = (n for n in self.nodes() if n.get_role_name() in roles and n.get_name() == name)
        return node

    def press(self, name: str) -> None:
        self.click(self.find((*desktop.BUTTON_ROLES, "toggle button"), name))

    def tick(self, title: str) -> None:
        self.click(self.find(("check box",), title))

    def rows(self) -> list[str]:
        """The titles from top to bottom, a cross before those that are ticked."""
        boxes = [node for node in self.nodes() if node.get_role_name() == "check box"]
        boxes.sort(key=lambda box: box.get_extents(Atspi.CoordType.WINDOW).y)
        return [("x " if self.is_ticked(box) else "") + box.get_name() for box in boxes]

    @staticmethod
    def is_ticked(box: Atspi.Accessible) -> bool:
        return box.get_state_set().contains(Atspi.StateType.CHECKED)

    def n_open(self) -> list[str]:
        names = [node.get_name() for node in self.nodes() if node.get_role_name() == "label"]
        return [name for name in names if name.endswith(" open")]

    def shows(self, n_open: int, *rows: str) -> None:
        self.wait_for(lambda: (self.n_open(), self.rows()), ([f"{n_open} open"], list(rows)))


def main(command: list[str]) -> None:
    todo = Todo(command, "To do")

    def adds() -> None:
        todo.shows(0)
        for title in ("water plants", "buy milk", "call grandma"):
            todo.type_line(title)
        todo.shows(3, "water plants", "buy milk", "call grandma")

    def ticks() -> None:
        todo.tick("buy milk")
        todo.shows(2, "water plants", "x buy milk", "call grandma")

    def filters() -> None:
        todo.press("Done")
        todo.shows(2, "x buy milk")
        todo.press("Open")
        todo.shows(2, "water plants", "call grandma")

    def filters_on() -> None:
        todo.tick("water plants")
        todo.shows(1, "call grandma")

    def undoes() -> None:
        todo.press("Undo")
        todo.shows(2, "water plants", "call grandma")
        todo.press("Undo")
        todo.shows(3, "water plants", "buy milk", "call grandma")

    def sorts() -> None:
        todo.press("All")
        todo.tick("call grandma")
        todo.press("By name")
        todo.shows(2, "buy milk", "x call grandma", "water plants")
        todo.press("By name")
        todo.shows(2, "water plants", "buy milk", "x call grandma")

    def undoes_to_the_beginning() -> None:
        todo.press("Undo")
        todo.shows(3, "water plants", "buy milk", "call grandma")
        for _ in range(2):
            todo.press("Undo")
        todo.shows(1, "water plants")
        todo.press("Undo")
        todo.shows(0)

    try:
        tap.run(
            {
                "adds-what-is-typed": adds,
                "ticks-what-is-clicked": ticks,
                "filters": filters,
                "a-tick-moves-a-row-out-of-the-filter": filters_on,
                "undo-moves-it-back": undoes,
                "sorts-and-keeps-the-order-of-adding": sorts,
                "undoes-to-the-beginning": undoes_to_the_beginning,
            }
        )
    finally:
        todo.end()


if __name__ == "__main__":
    desktop.run(main)
