# SPDX-License-Identifier: LGPL-2.1-or-later
"""Values: any object, by identity, and what counts as a change (G2)."""

import math
import warnings

import numpy
import pandas
from support import Case

from gi.repository.Reactivity import batch, derived, effect, signal, state


class Incomparable:
    """Like some proxies: comparing it raises."""

    def __eq__(self, other):
        raise ValueError("cannot compare")

    __hash__ = None


class Undecided:
    """Its comparison gives something that has no truth."""

    class Outcome:
        def __bool__(self):
            raise TypeError("neither true nor false")

    def __eq__(self, other):
        return self.Outcome()

    __hash__ = None


class Interrupted:
    def __eq__(self, other):
        raise KeyboardInterrupt

    __hash__ = None


class IdentityTest(Case):
    values = (None, 2**80, -(2**63), "a\0b", "\ud800", "é", {}, dict, Case, object(), len, b"x\0",
              1.5, float("nan"), (1,), [1], Ellipsis, NotImplemented, numpy.arange(3),
              pandas.DataFrame({"a": [1]}), pandas.Series([1]), Incomparable(), lambda: 0,
              Exception("e"), (i for i in ()))

    def test_signals_hold_the_very_object(self):
        for value in self.values:
            with self.subTest(value=type(value)):
                s = signal(value)
                self.assertIs(s.get(), value)
                self.assertIs(s.value, value)
                s = state(0)
                self.assertIs(s.set(value), True)
                self.assertIs(s.peek(), value)

    def test_deriveds_give_the_very_object_and_cache_it(self):
        source = signal(0)
        for value in self.values:
            with self.subTest(value=type(value)):
                d = derived(lambda: (source.get(), value)[1])
                self.assertIs(d(), value)
                self.assertIs(d.get(), value)
                self.assertIs(d.value, value)
                self.assertIs(d.peek(), value)

    def test_a_derived_of_every_value_does_not_run_again_unasked(self):
        source = signal(0)
        for value in self.values:
            with self.subTest(value=type(value)):
                runs = []
                d = derived(lambda: (source.get(), runs.append(1), value)[2])
                d(), d(), d.peek()
                self.assertEqual(runs, [1])


class EqualityTest(Case):
    def runs_after(self, old, new, check_equality=True):
        """How often an effect runs again when old becomes new; the same through a derived."""
        s = signal(old, check_equality)
        d = derived(lambda: s.get(), check_equality)
        direct, through = [], []
        with effect(lambda: direct.append(s.get())), effect(lambda: through.append(d())):
            changed = s.set(new)
        self.assertIs(changed, len(direct) == 2)
        self.assertEqual(len(direct), len(through))
        return len(direct) - 1

    def test_g2_equal_values_are_no_change(self):
        for old, new in ((1, 1.0), ("ab", "".join("ab")), ([1], [1]), ({1: 2}, {1: 2}), (1, True),
                         (2**80, 2**80), ((), ()), (None, None)):
            with self.subTest(old=old, new=new):
                self.assertEqual(self.runs_after(old, new), 0)

    def test_g2_different_values_are_a_change(self):
        for old, new in ((1, 2), ("a", "b"), ([1], [2]), (None, 0), (0, None), (0, ""), (1, "1"),
                         (dict, list), ("a\0b", "a\0c"), (2**80, 2**80 + 1)):
            with self.subTest(old=old, new=new):
                self.assertEqual(self.runs_after(old, new), 1)

    def test_g2_identity_comes_before_equality(self):
        nan = float("nan")
        self.assertEqual(self.runs_after(nan, nan), 0)
        self.assertEqual(self.runs_after(nan, math.nan * 1), 1)
        never = Incomparable()
        self.assertEqual(self.runs_after(never, never), 0)

    def test_g2_an_object_changed_in_place_is_the_same(self):
        value = [1]
        s = signal(value)
        value.append(2)
        self.assertIs(s.set(value), False)

    def test_g2_the_old_value_stays_when_an_equal_one_is_set(self):
        old, new = [1], [1]
        s = signal(old)
        s.set(new)
        self.assertIs(s.get(), old)

    def test_comparison_that_raises_means_changed(self):
        self.assertEqual(self.runs_after(Incomparable(), Incomparable()), 1)
        self.assertEqual(self.runs_after(Undecided(), Undecided()), 1)

    def test_comparison_that_raises_leaves_no_exception_behind(self):
        s = signal(Incomparable())
        self.assertIs(s.set(1), True)
        self.assertEqual(s.get(), 1)

    def test_comparison_that_is_interrupted_is_not_swallowed(self):
        old = Interrupted()
        s = signal(old)
        with self.assertRaises(KeyboardInterrupt):
            s.set(Interrupted())
        self.assertIs(s.get(), old)

    def test_g2_check_equality_false_makes_every_set_a_change(self):
        self.assertEqual(self.runs_after(1, 1, False), 1)
        value = object()
        self.assertEqual(self.runs_after(value, value, False), 1)

    def test_g2_a_derived_can_do_without_comparing(self):
        s = signal(1)
        d = derived(lambda: s.get() * 0, check_equality=False)
        runs = []
        with effect(lambda: runs.append(d())):
            s.set(2)
        self.assertEqual(runs, [0, 0])

    def test_g2_equality_by_a_function(self):
        close = lambda a, b: abs(a - b) < 1  # noqa: E731
        self.assertEqual(self.runs_after(1.0, 1.5, close), 0)
        self.assertEqual(self.runs_after(1.0, 2.5, close), 1)

    def test_an_equality_function_that_raises_means_changed(self):
        self.assertEqual(self.runs_after(1, 1, lambda a, b: 1 / 0), 1)

    def test_an_equality_function_gets_the_old_and_then_the_new_value(self):
        seen = []
        s = signal("old", lambda a, b: seen.append((a, b)))
        s.set("new")
        self.assertEqual(seen, [("old", "new")])

    def test_g1_what_a_comparison_reads_is_no_dependency(self):
        other = signal(0)
        target = signal(0, lambda a, b: other.get() < 0)
        source = signal(0)
        runs = []

        def write():
            runs.append(source.get())
            target.set(source.get())

        with effect(write) as writer:
            other.set(1)
            self.assertEqual(runs, [0])
            self.assertEqual(writer.dependencies, {source})

    def test_a_comparison_may_write_elsewhere(self):
        other = signal(0)
        s = signal(1, lambda a, b: other.set(b))
        self.assertIs(s.set(5), False)
        self.assertEqual(other.get(), 5)

    def test_a_comparison_that_writes_the_same_signal_loses_nothing(self):
        s = signal(0, lambda a, b: s.set(99) if b == 1 and a == 0 else a == b)
        s.set(1)
        self.assertIn(s.get(), (1, 99))
        self.assertIs(s.set(7), True)
        self.assertEqual(s.get(), 7)


class ArrayTest(Case):
    """Array-likes are compared through .all()."""

    changed = EqualityTest.runs_after

    def test_numpy_arrays(self):
        array = numpy.array
        self.assertEqual(self.changed(array([1, 2]), array([1, 2])), 0)
        self.assertEqual(self.changed(array([1, 2]), array([1, 3])), 1)
        self.assertEqual(self.changed(array([[1, 2]]), array([[1, 2]])), 0)
        self.assertEqual(self.changed(array([1]), None), 1)
        self.assertEqual(self.changed(None, array([0])), 1)
        self.assertEqual(self.changed(array([1, 2]), array([[5, 5], [6, 6]])), 1)

    def test_numpy_arrays_of_other_lengths_have_changed(self):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # some versions of NumPy deprecate the comparison
            self.assertEqual(self.changed(numpy.array([1, 2]), numpy.array([1, 2, 3])), 1)

    def test_numpy_scalars(self):
        self.assertEqual(self.changed(numpy.float64(1.5), 1.5), 0)
        self.assertEqual(self.changed(numpy.int32(1), 2), 1)

    def test_pandas_frames_and_series(self):
        frame = pandas.DataFrame
        self.assertEqual(self.changed(frame({"a": [1, 2]}), frame({"a": [1, 2]})), 0)
        self.assertEqual(self.changed(frame({"a": [1, 2]}), frame({"a": [1, 3]})), 1)
        self.assertEqual(self.changed(frame({"a": [1]}), frame({"b": [1]})), 1)
        self.assertEqual(self.changed(frame({"a": [1], "b": [1]}), frame({"a": [1], "b": [2]})), 1)
        self.assertEqual(self.changed(pandas.Series([1]), pandas.Series([1])), 0)
        self.assertEqual(self.changed(pandas.Series([1]), pandas.Series([2])), 1)

    def test_a_frame_put_back_in_a_batch_is_no_change(self):
        s = signal(pandas.DataFrame({"a": [1]}))
        runs = []
        with effect(lambda: runs.append(s.get())):
            with batch():
                s.set(pandas.DataFrame({"a": [2]}))
                s.set(pandas.DataFrame({"a": [1]}))
        self.assertEqual(len(runs), 1)
