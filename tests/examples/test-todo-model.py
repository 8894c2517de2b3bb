# SPDX-License-Identifier: LGPL-2.1-or-later
"""The model of examples/todo, without a window."""

import gc
import pathlib
import sys
import unittest
import weakref

# Where the example finds its own modules.
sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "examples" / "todo"))

from model import Show, Todo  # noqa: E402


def made_of(*titles: str) -> Todo:
    todo = Todo()
    for title in titles:
        todo.add(title)
    return todo


def shown(todo: Todo) -> list[str]:
    return [task.title for task in todo.shown]


def task(todo: Todo, title: str):
    (found,) = (task for task in todo.tasks if task.title == title)
    return found


class Changes:
    """What a view is told: at which position, how many have gone, and how many have come."""

    def __init__(self, todo: Todo):
        self.seen: list[tuple[int, int, int]] = []
        todo.shown.connect("items-changed", lambda model, *change: self.seen.append(change))
        todo.shown.get_n_items()  # as views do

    def take(self) -> list[tuple[int, int, int]]:
        seen, self.seen = self.seen, []
        return seen


class TestTodo(unittest.TestCase):
    def test_a_task_is_added_at_the_end(self):
        todo = made_of("Water the plants", " Buy milk ")
        self.assertEqual(shown(todo), ["Water the plants", "Buy milk"])
        self.assertEqual(todo.n_open.get(), 2)

    def test_a_blank_title_adds_nothing(self):
        todo = made_of("", "  ")
        self.assertEqual(shown(todo), [])
        self.assertFalse(todo.can_undo())

    def test_a_tick_moves_a_task_out_of_the_open_ones_and_back(self):
        todo = made_of("a", "b", "c")
        todo.show.set(Show.OPEN)
        b = task(todo, "b")
        changes = Changes(todo)

        todo.tick(b, True)
        self.assertEqual(shown(todo), ["a", "c"])
        self.assertEqual(changes.take(), [(1, 1, 0)])
        self.assertEqual(todo.n_open.get(), 2)

        todo.tick(b, False)
        self.assertEqual(shown(todo), ["a", "b", "c"])
        self.assertEqual(changes.take(), [(1, 0, 1)])

    def test_a_tick_leaves_the_view_of_all_alone(self):
        todo = made_of("a", "b")
        changes = Changes(todo)
        todo.tick(task(todo, "b"), True)
        self.assertEqual(shown(todo), ["a", "b"])
        self.assertEqual(changes.take(), [])
        self.assertEqual(todo.n_open.get(), 1)

    def test_each_filter_shows_its_tasks(self):
        todo = made_of("a", "b", "c")
        todo.tick(task(todo, "b"), True)
        for show, titles in ((Show.DONE, "b"), (Show.OPEN, "ac"), (Show.ALL, "abc")):
            todo.show.set(show)
            self.assertEqual(shown(todo), list(titles))

    def test_order_is_by_name_or_as_added(self):
        todo = made_of("pear", "Apple", "fig", "apple")
        todo.by_name.set(True)
        self.assertEqual(shown(todo), ["Apple", "apple", "fig", "pear"])

        todo.add("cherry")
        self.assertEqual(shown(todo), ["Apple", "apple", "cherry", "fig", "pear"])

        todo.by_name.set(False)
        self.assertEqual(shown(todo), ["pear", "Apple", "fig", "apple", "cherry"])

    def test_a_view_is_told_of_a_new_task_where_it_is_sorted_in(self):
        todo = made_of("a", "c")
        todo.by_name.set(True)
        changes = Changes(todo)
        todo.add("b")
        self.assertEqual(changes.take(), [(1, 0, 1)])

    def test_undo_takes_back_one_change_after_the_other(self):
        todo = made_of("a", "b")
        todo.show.set(Show.DONE)
        todo.tick(task(todo, "a"), True)
        self.assertEqual(shown(todo), ["a"])

        todo.undo()
        self.assertEqual(shown(todo), [])
        todo.show.set(Show.ALL)
        self.assertEqual(shown(todo), ["a", "b"])

        todo.undo()
        self.assertEqual(shown(todo), ["a"])
        self.assertTrue(todo.can_undo())
        todo.undo()
        self.assertEqual(shown(todo), [])
        self.assertFalse(todo.can_undo())
        todo.undo()

    def test_a_tick_that_changes_nothing_is_not_undone(self):
        todo = made_of("a")
        todo.tick(task(todo, "a"), False)
        todo.undo()
        self.assertEqual(shown(todo), [])

    def test_undo_removes_the_task_that_was_added_and_not_its_namesake(self):
        todo = made_of("a", "a")
        first = todo.tasks.get(0)
        todo.undo()
        self.assertIs(todo.tasks.get(0), first)

    def test_a_model_with_its_tasks_is_collected(self):
        todo = made_of("a", "b")
        todo.by_name.set(True)
        todo.tick(task(todo, "a"), True)
        self.assertEqual(shown(todo), ["a", "b"])
        gone = [weakref.ref(thing) for thing in (todo, todo.tasks, todo.shown, todo.n_open)]
        gone += [weakref.ref(task) for task in todo.tasks]
        del todo
        for _ in range(3):
            gc.collect()
        self.assertEqual([ref() for ref in gone], [None] * 6)


if __name__ == "__main__":
    unittest.main()
