# SPDX-License-Identifier: LGPL-2.1-or-later
"""E1, E2: exceptions that are no results of a computation go through it."""

import subprocess
import sys

from gi.repository import GObject
from support import Case, collect

from gi.repository.Reactivity import derived, effect, memoized, on_cleanup, reactive, signal, state

PASSING = KeyboardInterrupt, SystemExit, MemoryError, GeneratorExit

EXIT = """
import sys
import gi
gi.require_version("Reactivity", "1")
from gi.repository import GLib
from gi.repository.Reactivity import (
    Schedule, derived, effect, memoized, on_cleanup, reactive, scope, signal)

done = signal(False)
loop = GLib.MainLoop()


def leave():
    if done.get():
        sys.exit(3)


{body}
GLib.timeout_add(2000, loop.quit)
loop.run()
"""

BODIES = {
    "in an idle effect": """
keep = effect(leave)
keep.set_schedule(Schedule.IDLE, GLib.PRIORITY_DEFAULT)
done.set(True)
""",
    "in what that reads": """
keep = effect(memoized(leave))
keep.set_schedule(Schedule.IDLE, GLib.PRIORITY_DEFAULT)
done.set(True)
""",
    "by a post": """
keep = effect(leave)
done.post(True)
""",
    "in a cleanup function": """
keep = effect(lambda: (done.get(), on_cleanup(lambda: sys.exit(3))) and None)
keep.set_schedule(Schedule.IDLE, GLib.PRIORITY_DEFAULT)
done.set(True)
""",
    "in the function of a list": """
rows = reactive([1]).model.filter(lambda item: leave())
GLib.idle_add(lambda: rows.get_size() and None)
done.set(True)
""",
}


class PassingTest(Case):
    def test_e1_what_is_no_result_is_not_kept(self):
        for make in derived, memoized:
            for kind in PASSING:
                raised = []

                def compute():
                    value = s.get()
                    if not raised:
                        raised.append(kind())
                        raise raised[0]
                    return value

                with self.subTest(make.__name__, kind=kind.__name__):
                    s = signal(1)
                    inner = make(compute)
                    outer = make(lambda: inner() + 1)
                    self.assertIs(self.raised_by(outer), raised[0])
                    self.assertEqual(outer(), 2)
                    self.assertEqual(inner(), 1)
                    s.set(2)
                    self.assertEqual(outer(), 3)

    def test_e1_failures_are_kept(self):
        runs = []

        @derived
        def failing():
            runs.append(s.get())
            raise ValueError

        s = signal(1)
        for _ in range(2):
            with self.assertRaises(ValueError):
                failing()
        self.assertEqual(runs, [1])

    def test_e2_the_caller_gets_them(self):
        for kind in PASSING:
            error = kind()

            def run():
                if s.get():
                    raise error

            with self.subTest(kind.__name__):
                s = signal(0)
                seen = []
                with effect(run), effect(lambda: seen.append(s.get())):
                    self.assertIs(self.raised_by(lambda: s.set(1)), error)
                    self.assertEqual(seen, [0, 1])

    def test_e2_comparisons_let_them_through(self):
        for kind in PASSING:
            error = kind()

            def equal(a, b):
                raise error

            with self.subTest(kind.__name__):
                self.assertIs(self.raised_by(lambda: signal(0, equal).set(1)), error)

    def test_e2_sys_exit_ends_the_program(self):
        for name, body in BODIES.items():
            with self.subTest(name):
                ran = subprocess.run([sys.executable, "-c", EXIT.format(body=body)], timeout=60,
                                     stderr=subprocess.PIPE)
                self.assertEqual((ran.returncode, ran.stderr), (3, b""))


class CollectedTest(Case):
    """Nothing is said when objects go whose wrapper the collector has taken apart."""

    def setUp(self):
        super().setUp()
        self.ignored = []
        old, sys.unraisablehook = sys.unraisablehook, self.ignored.append
        self.addCleanup(setattr, sys, "unraisablehook", old)

    def test_o3_properties_and_states_in_effects(self):
        class Song(GObject.Object):
            title = GObject.Property(type=str, default="x")
            plays = state(0)

            def __init__(self, read):
                super().__init__()
                self.proxy = reactive(self)
                effect(lambda: read(self))

        for name, read in {
            "property": lambda song: song.proxy.title,
            "of a new proxy": lambda song: reactive(song).title,
            "props": lambda song: song.proxy.props.title,
            "state": lambda song: song.plays,
            "both": lambda song: (reactive(song).title, song.plays, song.proxy.plays),
        }.items():
            with self.subTest(name):
                for _ in range(5):
                    Song(read)
                collect()
                self.assertEqual(self.ignored, [])
