# SPDX-License-Identifier: LGPL-2.1-or-later
"""The tasks, what is shown of them, and how to take back a change. Knows nothing of windows."""

from __future__ import annotations

from collections.abc import Callable, MutableSequence
from enum import Enum

from gi.repository import GObject, Reactivity
from gi.repository.Reactivity import derived, reactive, signal, state


class Show(Enum):
    ALL = "All"
    OPEN = "Open"
    DONE = "Done"


class Task(GObject.Object):
    done = state(False)

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title


class Todo:
    """Tasks in the order in which they were added, and in `shown` those to be seen.

    `shown` asks about a task again when something has changed that it read of that task, or when
    `show` or `by_name` has.
    """

    def __init__(self) -> None:
        self.show = show = signal(Show.ALL)
        self.by_name = by_name = signal(False)
        self.tasks = Reactivity.List.new(None, Task)
        self.n_open = self.tasks.count(lambda task: not task.done)
        self._undo: MutableSequence[Callable[[], object]] = reactive([])
        self.can_undo = derived(lambda: len(self._undo) > 0)

        def is_shown(task: Task) -> bool:
            return show.get() is Show.ALL or task.done == (show.get() is Show.DONE)

        # Those that it does not tell apart stay in the order in which they were added.
        def compare(a: Task, b: Task) -> int:
            if not by_name.get():
                return 0
            first, second = a.title.casefold(), b.title.casefold()
            return (first > second) - (first < second)

        self.shown = self.tasks.filter(is_shown).sorted(compare)

    def add(self, title: str) -> None:
        title = title.strip()
        if not title:
            return
        task = Task(title)
        self.tasks.append(task)
        self._undo.append(lambda: self.tasks.remove(self.tasks.find(task)))

    def tick(self, task: Task, done: bool) -> None:
        if task.done == done:
            return
        task.done = done
        self._undo.append(lambda: setattr(task, "done", not done))

    def undo(self) -> None:
        """Takes the last change back, then the one before, and so on."""
        if self._undo:
            self._undo.pop()()
