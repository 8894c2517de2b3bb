# SPDX-License-Identifier: LGPL-2.1-or-later
"""G13: the size of the graph does not use up the stack."""

import sys
import weakref

from gi.repository import GLib
from support import Case, collect

from gi.repository.Reactivity import batch, derived, effect, memoized, signal

LENGTH = 100_000


def chain(start, length, read=True):
    """Deriveds, each of which reads the one before; the last holds all."""
    last = start
    for _ in range(length):
        last = derived(lambda last=last: last.get() + 1)
        if read:
            last.get()
    return last


class G13Test(Case):
    def test_g13_a_chain_is_updated_and_dropped(self):
        s = signal(0)
        last = chain(s, LENGTH)
        self.assertEqual(last(), LENGTH)
        s.set(1)
        self.assertEqual(last(), LENGTH + 1)
        seen = []
        with effect(lambda: seen.append(last())):
            s.set(2)
        self.assertEqual(seen, [LENGTH + 1, LENGTH + 2])
        gone = weakref.ref(last)
        del last
        collect()
        self.assertIsNone(gone())
        self.assertEqual(s.subscribers, set())

    def test_g13_a_chain_that_only_an_effect_holds(self):
        s = signal(0)
        seen = []

        def make():
            last = chain(s, LENGTH // 2)
            effect(lambda: seen.append(last()))
            return weakref.ref(last)

        gone = make()
        collect()
        s.set(1)
        self.assertEqual(seen, [LENGTH // 2, LENGTH // 2 + 1])
        del s
        collect()
        self.assertIsNone(gone())

    def test_g13_a_chain_in_a_list_is_dropped_from_either_end(self):
        for order in (1, -1):
            s = signal(0)
            nodes = [s]
            for _ in range(LENGTH // 4):
                nodes.append(derived(lambda before=weakref.ref(nodes[-1]): before().get() + 1))
                nodes[-1].get()
            s.set(1)
            self.assertEqual(nodes[-1](), LENGTH // 4 + 1)
            gone = weakref.ref(nodes[LENGTH // 8])
            nodes = nodes[::order]
            while nodes:
                nodes.pop()
            self.assertIsNone(gone())

    def test_g13_a_chain_of_memoized(self):
        s = signal(0)
        last = s
        for _ in range(50_000):
            last = memoized(lambda last=last: last.get() + 1)
            last.get()
        s.set(1)
        self.assertEqual(last(), 50_001)

    def test_g13_a_chain_of_which_each_reads_the_signal(self):
        s = signal(0)
        last = s
        for _ in range(50_000):
            last = derived(lambda last=last: last.get() + s.get())
            last.get()
        s.set(1)
        self.assertEqual(last(), 50_001)

    def test_g13_many_effects_of_one_signal(self):
        s = signal(0)
        total = [0]

        def add():
            total[0] += s.get()

        for _ in range(LENGTH):
            effect(add)
        s.set(1)
        self.assertEqual(total[0], LENGTH)
        self.assertEqual(len(s.subscribers), LENGTH)
        gone = weakref.ref(next(iter(s.subscribers)))
        del s, add
        collect()
        self.assertIsNone(gone())

    def test_g13_one_derived_of_many_signals(self):
        signals = [signal(i) for i in range(LENGTH)]
        total = derived(lambda: sum(s.get() for s in signals))
        self.assertEqual(total(), LENGTH * (LENGTH - 1) // 2)
        with batch():
            for s in signals:
                s.set(1)
        self.assertEqual(total(), LENGTH)

    def test_g13_effects_that_make_effects(self):
        s = signal(0)
        runs = []

        def nest(depth):
            s.get()
            runs.append(depth)
            if depth:
                effect(lambda: nest(depth - 1))

        with effect(lambda: nest(100)):
            s.set(1)
        self.assertEqual(len(runs), 202)


class TooDeepTest(Case):
    """Functions that were never run nest; that ends with an error, not with a crash."""

    def assert_too_deep(self, call):
        error = self.raised_by(call)
        self.assertIsInstance(error, (RecursionError, GLib.Error))
        return error

    def test_g13_a_deep_chain_that_was_never_read_gives_a_clean_error(self):
        s = signal(0)
        last = chain(s, 20_000, read=False)
        self.assert_too_deep(last)
        seen = []
        with effect(lambda: seen.append(s.get())):
            s.set(1)
        self.assertEqual(seen, [0, 1])

    def test_g13_it_can_be_read_from_its_beginning_afterwards(self):
        s = signal(0)
        nodes = [s]
        for _ in range(20_000):
            nodes.append(derived(lambda last=nodes[-1]: last.get() + 1))
        self.assert_too_deep(nodes[-1])
        for node in nodes:
            node.get()
        self.assertEqual(nodes[-1](), 20_000)
        s.set(5)
        self.assertEqual(nodes[-1](), 20_005)

    def test_g13_with_a_high_recursion_limit_the_stack_is_not_used_up(self):
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(10**7)
        self.addCleanup(sys.setrecursionlimit, limit)
        s = signal(0)
        last = chain(s, LENGTH, read=False)
        self.assert_too_deep(last)
        s.set(1)
        self.assertEqual(derived(lambda: s.get() + 1)(), 2)

    def test_g13_what_failed_for_its_depth_is_not_remembered_as_failed(self):
        s = signal(0)
        last = chain(s, 3_000, read=False)
        self.assert_too_deep(last)
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(20_000)
        self.addCleanup(sys.setrecursionlimit, limit)
        self.assertEqual(last(), 3_000)

    def test_g13_a_function_that_recurses_by_itself(self):
        s, other = signal(0), signal(0)

        def forever():
            other.get()
            return forever()

        with self.assertRaises(RecursionError):
            derived(forever)()
        with self.assertRaises(RecursionError):
            effect(forever)
        seen = []
        with effect(lambda: seen.append(s.get())):
            s.set(1)
        self.assertEqual(seen, [0, 1])
