# SPDX-License-Identifier: LGPL-2.1-or-later
"""Uses the window of examples/search with keys and a button, and looks at what it shows.

The arguments are the command that starts it. It is given a file of words, and so long a delay that
what a search looks like while it is under way can be seen. With G_MESSAGES_DEBUG it tells what is
looked up, and what becomes of that.
"""

import re
import subprocess
import tempfile
from pathlib import Path
from typing import Callable

import desktop
import tap
from desktop import Atspi

WORDS = ["apple", "happen", "happiness", "happy", "perhaps", "zebra"]
DELAY = 2000  # milliseconds

START = "Search for Words"
NOTHING = "No Words Found"
FAILED = "Search Failed"


def name_of(label: Atspi.Accessible) -> str:
    """GTK may call a label without text by its class."""
    name = label.get_name()
    return "" if name == "GtkLabel" else name


def is_in(node: Atspi.Accessible, *roles: str) -> bool:
    parent = node.get_parent()  # none for what is just going
    return parent is not None and parent.get_role_name() in roles


class Search(desktop.Program):
    def __init__(self, command: list[str], folder: Path):
        self.words = folder / "words.txt"
        self.log = folder / "log.txt"
        self.told = 0  # lines of the log that were looked at
        self.save_words()
        with self.log.open("w") as log:
            options = ["--words", str(self.words), "--delay", str(DELAY)]
            super().__init__(
                [*command, *options], "Search", stdout=log, environ={"G_MESSAGES_DEBUG": "search"}
            )

    def save_words(self) -> None:
        self.words.write_text("".join(f"{word}\n" for word in WORDS))

    def key(self, *keys: str) -> None:
        self.xdotool("key", *keys)

    def labels(self) -> list[Atspi.Accessible]:
        labels = [node for node in self.nodes() if node.get_role_name() == "label"]
        return [label for label in labels if not is_in(label, *desktop.BUTTON_ROLES)]

    def rows(self) -> list[str]:
        """The words from top to bottom."""
        rows = [label for label in self.labels() if is_in(label, "list item")]
        rows.sort(key=lambda row: row.get_extents(Atspi.CoordType.WINDOW).y)
        return [row.get_name() for row in rows]

    def texts(self) -> list[str]:
        """The title and the description in the place of words, or the count below them.

        Which labels without text there are differs: GTK 4.18 leaves out those of a hidden page.
        """
        names = [name_of(label) for label in self.labels() if not is_in(label, "list item")]
        return [name for name in names if name]

    def is_working(self) -> bool:
        return any(node.get_name() == "Searching" for node in self.nodes())

    def retry_buttons(self) -> list[Atspi.Accessible]:
        buttons = [node for node in self.nodes() if node.get_role_name() in desktop.BUTTON_ROLES]
        return [button for button in buttons if button.get_name() == "Try Again"]

    def works(self) -> None:
        self.wait_for(self.is_working, True)

    def rests(self) -> None:
        self.wait_for(self.is_working, False)

    def shows_words(self, *words: str) -> None:
        count = "1 word" if len(words) == 1 else f"{len(words)} words"
        self.wait_for(lambda: (self.rows(), self.texts()), (list(words), [count]))
        self.rests()

    def shows_instead(self, title: str) -> None:
        self.wait_for(lambda: (self.texts()[:1], len(self.texts())), ([title], 2))
        self.rests()

    def tells(self) -> set[str]:
        """What was looked up since the last call."""
        lines = re.findall(r"search-DEBUG: \S+: (.*)", self.log.read_text())
        new, self.told = lines[self.told :], len(lines)
        return set(new)


def refuses(command: list[str], *options: str) -> str:
    """Runs the program with wrong options; returns what it says."""
    ran = subprocess.run(
        [*command, *options], timeout=desktop.PATIENCE, stderr=subprocess.PIPE, text=True
    )
    assert ran.returncode == 1, ran
    return ran.stderr


def looked_up(text: str, result: str) -> set[str]:
    return {f"looking for '{text}'", f"'{text}': {result}"}


def main(command: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        search = Search(command, Path(folder))
        try:
            tap.run(cases(search) | {"refuses-wrong-options": lambda: check_options(command)})
        finally:
            search.end()


def check_options(command: list[str]) -> None:
    for wrong in ("-1", "60001", "99999999999"):
        assert "--delay" in refuses(command, f"--delay={wrong}")
    assert "see --help" in refuses(command, "words.txt")
    assert "CRITICAL" not in refuses(command, "words.txt")


def cases(search: Search) -> dict[str, Callable[[], None]]:
    def starts() -> None:
        search.shows_instead(START)
        assert search.rows() == []

    def finds() -> None:
        search.type("p")
        search.works()
        assert search.texts()[0] == START, search.texts()
        search.shows_words("apple", "happen", "happiness", "happy", "perhaps")
        assert search.tells() == looked_up("p", "found 5")

    def types_on() -> None:
        search.key("BackSpace")
        search.shows_instead(START)
        search.xdotool("type", "--delay", "100", "happy")
        search.works()
        search.shows_words("happy")
        told = search.tells()
        assert told >= looked_up("happy", "found 1"), told
        for older in ("h", "ha", "hap", "happ"):
            assert told >= looked_up(older, "cancelled"), told

    def keeps() -> None:
        search.type("x")
        search.works()
        assert search.rows() == ["happy"], search.rows()
        search.shows_instead(NOTHING)
        search.key("Escape")
        search.shows_instead(START)

    def is_refused() -> None:
        search.type("hap")
        search.shows_words("happen", "happiness", "happy", "perhaps")
        search.type("(")
        search.shows_instead(FAILED)
        assert "regular expression" in search.texts()[1], search.texts()
        assert search.retry_buttons() == []

    def is_edited() -> None:
        search.type("p|z)")
        search.shows_words("happen", "happiness", "happy")

    def cannot_read() -> None:
        search.words.unlink()
        search.key("Escape")
        search.shows_instead(START)
        search.tells()
        search.type("z")
        search.shows_instead(FAILED)
        assert "No such file" in search.texts()[1], search.texts()
        assert search.tells() == looked_up("z", "failed")

    def retry() -> None:
        (button,) = search.retry_buttons()
        search.activate(button)

    def tries_again() -> None:
        retry()
        search.works()
        search.shows_instead(FAILED)
        assert search.tells() == looked_up("z", "failed")

        search.save_words()
        retry()
        search.works()
        search.shows_words("zebra")
        assert search.tells() == looked_up("z", "found 1")
        assert search.retry_buttons() == []

    def closes() -> None:
        search.type("ebra")
        search.works()
        search.key("ctrl+q")
        assert search.process.wait(desktop.PATIENCE) == 0

    return {
        "starts-empty": starts,
        "finds-and-shows-that-it-searches": finds,
        "typing-on-cancels": types_on,
        "keeps-the-words-until-there-are-others": keeps,
        "a-wrong-pattern-is-shown": is_refused,
        "editing-recovers": is_edited,
        "an-unreadable-file-is-shown": cannot_read,
        "trying-again-recovers": tries_again,
        "closes-while-it-searches": closes,
    }


if __name__ == "__main__":
    desktop.run(main)
