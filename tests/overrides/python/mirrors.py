# SPDX-License-Identifier: LGPL-2.1-or-later
"""Effects that mirror what they read of a reactive container, beside a plain one as the model."""

from typing import Any, Callable

from gi.repository.Reactivity import effect

Read = Callable[[Any], Any]


class Mirrors:
    """One effect for each read."""

    def __init__(self, proxy: Any, model: Any, reads: dict[str, Read]) -> None:
        self.model = model
        self.reads = reads
        self.shown: dict[str, Any] = {}
        self.runs: list[str] = []
        self.effects = [effect(self.mirror(name, proxy)) for name in reads]
        self.seen = self.expected()
        self.runs.clear()

    def mirror(self, name: str, proxy: Any) -> Callable[[], None]:
        def run() -> None:
            self.runs.append(name)
            self.shown[name] = self.reads[name](proxy)

        return run

    def expected(self) -> dict[str, Any]:
        return {name: read(self.model) for name, read in self.reads.items()}

    def check(self, case: Any, note: Any) -> None:
        """Each shows what the model does, and just those have run that show something else now."""
        expected = self.expected()
        case.assertEqual(self.shown, expected, note)
        changed = [name for name in expected if expected[name] != self.seen[name]]
        case.assertEqual(sorted(self.runs), sorted(changed), note)
        self.seen = expected
        self.runs.clear()

    def dispose(self) -> None:
        for each in self.effects:
            each.dispose()


def attempt(function: Callable, *args: Any) -> Any:
    """What it returns, or the type of what it raises."""
    try:
        return function(*args)
    except Exception as error:
        return type(error)
