# SPDX-License-Identifier: LGPL-2.1-or-later
"""One graph of C and Python: nodes of either feed nodes of the other, without glitches."""

import weakref

import gi

gi.require_version("Fixture", "1")

from gi.repository import Fixture, Gio, GLib, GObject  # noqa: E402
from support import Case, Reactivity, collect  # noqa: E402

from gi.repository.Reactivity import (  # noqa: E402
    batch, derived, effect, memoized, signal, untrack)


class CSignalTest(Case):
    """Signals of C in Python."""

    def test_python_reads_and_writes_a_signal_of_c(self):
        s = Fixture.signal_new_int(None, 1)
        self.assertIsInstance(s, Reactivity.Signal)
        self.assertEqual((s.get(), s.value, s.peek(), s.get(track=False)), (1, 1, 1, 1))
        self.assertIs(s.set(1), False)
        self.assertIs(s.set(2), True)
        self.assertIs(s.update(lambda n: n + 1), True)
        s.value = 7
        self.assertEqual((s.get(), Fixture.get_int(s)), (7, 7))

    def test_python_follows_a_signal_of_c(self):
        s = Fixture.signal_new_int(None, 1)
        d = derived(lambda: s.get() * 2)
        m = memoized(lambda: d() + 1)
        seen = []
        with effect(lambda: seen.append(m())) as e:
            Fixture.set_int(s, 2)
            s.set(3)
            Fixture.set_int(s, 3)
            self.assertEqual(d.dependencies, {s})
            self.assertIn(d, s.subscribers)
            self.assertEqual(e.dependencies, {m})
        self.assertEqual(seen, [3, 5, 7])

    def test_peek_and_untrack_do_not_link(self):
        s, other = Fixture.signal_new_int(None, 1), signal(0)
        with effect(lambda: (other.get(), s.peek(), s.get(False), untrack(s.get))) as e:
            self.assertEqual(e.dependencies, {other})

    def test_a_value_of_the_wrong_type_is_refused_and_nothing_changes(self):
        s = Fixture.signal_new_int(None, 1)
        with self.assertRaises((TypeError, ValueError)):
            s.set("text")
        with self.assertRaises((OverflowError, TypeError, ValueError)):
            s.set(2**80)
        self.assertEqual(s.get(), 1)

    def test_strings(self):
        s = Fixture.signal_new_string(None, "a")
        seen = []
        with effect(lambda: seen.append(s.get())):
            Fixture.set_string(s, "é")
            s.set(None)
            s.set("b")
        self.assertEqual(seen, ["a", "é", None, "b"])

    def test_put_back_in_a_batch(self):
        s = Fixture.signal_new_int(None, 1)
        d = derived(lambda: s.get() * 2)
        seen = []
        with effect(lambda: seen.append(d())):
            with batch():
                Fixture.set_int(s, 2)
                self.assertEqual(d(), 4)
                s.set(1)
        self.assertEqual(seen, [2])

    def test_an_error_of_an_effect_comes_out_of_set(self):
        s = Fixture.signal_new_int(None, 1)
        with effect(lambda: 1 / s.get()):
            with self.assertRaises(ZeroDivisionError):
                s.set(0)


class CReadsTest(Case):
    """C reads values that Python keeps."""

    def test_numbers_and_strings(self):
        self.assertEqual(Fixture.get_int(signal(5)), 5)
        self.assertEqual(Fixture.get_int64(signal(2**40)), 2**40)
        self.assertEqual(Fixture.get_double(signal(1.5)), 1.5)
        self.assertIs(Fixture.get_boolean(signal(True)), True)
        self.assertEqual(Fixture.get_string(signal("é")), "é")
        self.assertIsNone(Fixture.get_string(signal(None)))

    def test_objects(self):
        label = Fixture.Label.new()
        self.assertIs(Fixture.get_object(signal(label)), label)

    def test_deriveds(self):
        s = signal(2)
        d = derived(lambda: s.get() * 10)
        m = memoized(lambda: f"is {d()}")
        self.assertEqual((Fixture.get_int(d), Fixture.get_string(m)), (20, "is 20"))
        s.set(3)
        self.assertEqual((Fixture.get_int(d), Fixture.get_string(m)), (30, "is 30"))

    def test_values_follow_writes(self):
        s = signal(1)
        for n in (1, 2, 2, 3):
            s.set(n)
            self.assertEqual(Fixture.get_int(s), n)
            self.assertEqual(Fixture.get_int64(s), n)
            self.assertEqual(Fixture.get_double(s), n)

    def test_put_back_values(self):
        s = signal(1)
        with batch():
            self.assertEqual(Fixture.get_int(s), 1)
            s.set(2)
            self.assertEqual(Fixture.get_int(s), 2)
            s.set(1)
            self.assertEqual(Fixture.get_int(s), 1)
        self.assertEqual(Fixture.get_int(s), 1)

    def test_the_gvalue_has_the_natural_type(self):
        for value, text in ((True, "gboolean TRUE"), (5, "gint64 5"), (1.5, "gdouble 1.500000"),
                            ("a", 'gchararray "a"')):
            self.assertEqual(Fixture.describe(signal(value)), text)
        for value in ({}, [1], 2**80, "a\0b", dict, object()):
            self.assertTrue(Fixture.describe(signal(value)).startswith("PyObject "), value)
        self.assertTrue(Fixture.describe(signal(Fixture.Label.new())).startswith("FixtureLabel "))

    def test_reading_keeps_what_python_sees(self):
        value = 2**40
        s = signal(value)
        Fixture.get_int64(s)
        Fixture.describe(s)
        self.assertIs(s.get(), value)


class CWritesTest(Case):
    """C writes signals that Python keeps."""

    def test_the_setters(self):
        s = signal(None)
        seen = []
        label = Fixture.Label.new()
        with effect(lambda: seen.append(s.get())):
            self.assertIs(Fixture.set_int(s, 5), True)
            self.assertIs(Fixture.set_int(s, 5), False)
            Fixture.set_int64(s, 2**40)
            Fixture.set_double(s, 1.5)
            Fixture.set_string(s, "é")
            Fixture.set_object(s, label)
            Fixture.set_string(s, None)
            Fixture.set_boolean(s, True)
        self.assertEqual(seen, [None, 5, 2**40, 1.5, "é", label, None, True])

    def test_they_compare_as_python_does(self):
        s = signal(1.0, lambda a, b: abs(a - b) < 1)
        self.assertIs(Fixture.set_double(s, 1.5), False)
        self.assertIs(Fixture.set_double(s, 2.5), True)
        s = signal(1, check_equality=False)
        self.assertIs(Fixture.set_int(s, 1), True)

    def test_put_back_by_c(self):
        s = signal(1)
        seen = []
        with effect(lambda: seen.append(s.get())):
            with batch():
                Fixture.set_int(s, 2)
                Fixture.set_int(s, 1)
                s.set(5)
                Fixture.set_int(s, 1)
        self.assertEqual(seen, [1])

    def test_an_error_that_a_write_of_c_causes_is_reported(self):
        hooked = self.watch_excepthook()
        s = signal(1)
        with effect(lambda: 1 / s.get()):
            Fixture.set_int(s, 0)
        self.assertEqual([type(error) for error in hooked], [ZeroDivisionError])

    def test_an_effect_of_c_writes_a_signal_of_python(self):
        source, target = signal(1), signal(0)
        seen = []
        with effect(lambda: seen.append(target.get())), \
                Fixture.writer_new(None, source, target):
            source.set(2)
        self.assertEqual(seen, [0, 1, 2])
        source.set(3)
        self.assertEqual(target.get(), 2)


class MixedGraphTest(Case):
    """G4 across the languages."""

    def test_c_signal_python_derived_c_effect(self):
        s = Fixture.signal_new_int(None, 1)
        d = derived(lambda: s.get() * 10)
        log = Fixture.Log.new(None, s, d)
        s.set(2)
        Fixture.set_int(s, 3)
        self.assertEqual(log.get_text(), "1,10 2,20 3,30 ")

    def test_python_signal_c_derived_python_effect(self):
        s = signal(1)
        total = Fixture.sum_new(None, s, s)
        seen = []
        with effect(lambda: seen.append((s.get(), total.get(), total()))):
            s.set(2)
            s.set(3)
        self.assertEqual(seen, [(n, 2 * n, 2 * n) for n in (1, 2, 3)])

    def test_a_diamond_of_both(self):
        a = Fixture.signal_new_int(None, 1)
        b = signal(1)
        left = derived(lambda: a.get() + b.get())
        right = Fixture.sum_new(None, b, a)
        bottom_c = Fixture.sum_new(None, left, right)
        bottom = memoized(lambda: left() + right())
        log = Fixture.Log.new(None, bottom_c, bottom)
        seen = []
        with effect(lambda: seen.append((bottom(), bottom_c()))):
            for n in range(2, 20):
                with batch():
                    a.set(n)
                    b.set(n)
        expected = [(4 * n, 4 * n) for n in range(1, 20)]
        self.assertEqual(seen, expected)
        self.assertEqual(log.get_text(), "".join(f"{x},{y} " for x, y in expected))

    def test_a_long_chain_of_both(self):
        s = signal(0)
        one = Fixture.signal_new_int(None, 1)
        last = s
        keep = []
        for i in range(200):
            if i % 2:
                last = Fixture.sum_new(None, last, one)
            else:
                last = derived(lambda last=last: last.get() + one.get())
            keep.append(last)
            last.get()
        seen = []
        with effect(lambda: seen.append(last.get())):
            s.set(1)
            Fixture.set_int(one, 2)
        self.assertEqual(seen, [200, 201, 401])

    def test_equality_stops_the_wave_in_either_language(self):
        s = signal(1)
        sign = derived(lambda: 1 if s.get() > 0 else -1)
        total = Fixture.sum_new(None, sign, sign)
        runs = []
        with effect(lambda: runs.append(total.get())):
            s.set(5)
            s.set(-5)
        self.assertEqual(runs, [2, -2])

    def test_python_looks_at_nodes_of_c(self):
        a, b = signal(1), signal(2)
        total = Fixture.sum_new(None, a, b)
        self.assertEqual(total(), 3)
        self.assertEqual(total.dependencies, {a, b})
        self.assertIn(total, a.subscribers)
        self.assertIsNone(total.fn)
        total.reactivity_loss_strategy = "ignore"
        self.assertEqual(total.reactivity_loss_strategy, "ignore")
        total.invalidate()
        self.assertEqual(total(), 3)
        total.dispose()
        a.set(5)
        self.assertEqual(total(), 3)

    def test_python_runs_and_ends_an_effect_of_c(self):
        source, target = signal(1), signal(0)
        e = Fixture.writer_new(None, source, target)
        target.set(9)
        self.assertIsNone(e())
        self.assertEqual(target.get(), 1)
        e.dispose()
        source.set(2)
        self.assertEqual(target.get(), 1)

    def test_an_effect_of_c_that_the_program_drops_ends(self):
        source, target = signal(1), signal(0)
        e = Fixture.writer_new(None, source, target)
        del e
        source.set(5)
        self.assertEqual(target.get(), 1)

    def test_a_subclass_in_c(self):
        class Mine(Reactivity.Signal):
            pass

        mine = Mine(1)
        mine.note = "kept"
        total = Fixture.sum_new(None, mine, mine)
        gone = weakref.ref(mine)
        self.assertEqual(total(), 2)
        del mine
        collect()
        (found,) = total.dependencies
        self.assertEqual((type(found), found.note, found.get()), (Mine, "kept", 1))
        found.set(4)
        self.assertEqual(total(), 8)
        del found, total
        self.assert_gone(gone)

    def test_o3_what_c_holds_keeps_its_python_side(self):
        s = signal(3)
        total = Fixture.sum_new(None, derived(lambda: s.get() + 1), signal(10))
        collect()
        self.assertEqual(total(), 14)
        s.set(4)
        self.assertEqual(total(), 15)


class OtherLanguageTest(Case):
    """Signals of a third language in the process."""

    def test_its_values_are_read_and_written(self):
        s = Fixture.kept_new(1)
        seen = []
        with effect(lambda: seen.append(s.get())) as e:
            Fixture.set_int(s, 2)
            self.assertIs(s.set(3), True)
            self.assertIs(s.set(3), False)
            self.assertIn(e, s.subscribers)
        self.assertEqual(seen, [1, 2, 3])

    def test_o3_it_keeps_the_effects_of_python_that_read_it(self):
        s = Fixture.kept_new(1)
        seen = []
        ref = weakref.ref(effect(lambda: seen.append(s.get())))
        other = effect(lambda: s.get() and None)
        collect()
        Fixture.set_int(s, 2)
        self.assertEqual(seen, [1, 2])

        other.dispose()
        del other
        collect()
        s.set(3)
        self.assertEqual(seen, [1, 2, 3])

        del s
        collect()
        self.assertIsNone(ref())


class ErrorsTest(Case):
    """E1 across the languages."""

    def test_e1_a_gerror_of_c_is_a_glib_error_in_python(self):
        s = signal(-1)
        checked = Fixture.checked_new(None, s)
        for read in (checked, checked.get, checked.peek, derived(checked), memoized(checked)):
            with self.assertRaises(GLib.Error) as caught:
                read()
            self.assertTrue(caught.exception.matches(Gio.io_error_quark(),
                                                     Gio.IOErrorEnum.INVALID_ARGUMENT))
            self.assertEqual(caught.exception.message, "-1 is negative")
        s.set(4)
        self.assertEqual(checked(), 4)

    def test_e1_an_exception_comes_back_through_c_as_the_very_object(self):
        boom = ValueError("from Python")
        s = signal(0)

        def compute():
            if s.get() == 0:
                raise boom
            return s.get()

        total = Fixture.sum_new(None, derived(compute), signal(1))
        outer = derived(lambda: total() + 1)
        for read in (total, outer, total.get):
            error = self.raised_by(read)
            self.assertIs(error, boom)
            trace = error.__traceback__
            while trace.tb_next is not None:
                trace = trace.tb_next
            self.assertEqual(trace.tb_frame.f_code.co_name, "compute")
        s.set(5)
        self.assertEqual(outer(), 7)

    def test_e1_python_may_catch_what_came_through_c(self):
        s = signal(0)
        total = Fixture.sum_new(None, derived(lambda: 1 // s.get()), signal(1))

        def safe():
            try:
                return total()
            except ZeroDivisionError:
                return None

        seen = []
        with effect(lambda: seen.append(safe())):
            s.set(1)
            s.set(0)
        self.assertEqual(seen, [None, 2, None])

    def test_e2_an_effect_of_c_that_reads_a_failing_derived(self):
        s, target = signal(1), signal(0)
        e = Fixture.writer_new(None, derived(lambda: 10 // s.get()), target)
        with self.assertRaises(ZeroDivisionError):
            s.set(0)
        s.set(2)
        self.assertEqual(target.get(), 5)
        s.set(1)
        with self.assertRaises(ZeroDivisionError):
            s.set(0)
        with self.assertRaises(ZeroDivisionError):
            e()
        e.dispose()

    def test_e2_a_read_of_c_outside_of_all_is_reported(self):
        hooked = self.watch_excepthook()
        d = derived(lambda: 1 // signal(0).get())
        self.assertEqual(Fixture.get_int(d), 0)
        self.assertEqual([type(error) for error in hooked], [ZeroDivisionError])


class BindingTest(Case):
    """GBinding between properties of C and nodes of Python."""

    both = GObject.BindingFlags.SYNC_CREATE | GObject.BindingFlags.BIDIRECTIONAL

    def test_to_a_label(self):
        s = signal("a")
        label = Fixture.Label.new()
        s.bind_property("value", label, "text", GObject.BindingFlags.SYNC_CREATE)
        s.set("b")
        self.assertEqual(label.props.text, "b")
        s.set(None)
        self.assertIsNone(label.props.text)

    def test_both_ways(self):
        text, number = signal("a"), signal(1)
        label = Fixture.Label.new()
        text.bind_property("value", label, "text", self.both)
        number.bind_property("value", label, "number", self.both)
        seen = []
        with effect(lambda: seen.append((text.get(), number.get()))):
            label.props.text = "b"
            label.props.number = 2
            text.set("c")
            number.set(3)
        self.assertEqual(seen, [("a", 1), ("b", 1), ("b", 2), ("c", 2), ("c", 3)])
        self.assertEqual((label.props.text, label.props.number), ("c", 3))

    def test_a_derived_to_a_label(self):
        n = signal(1)
        label = Fixture.Label.new()
        text = derived(lambda: f"{n.get()} items")
        text.bind_property("value", label, "text", GObject.BindingFlags.SYNC_CREATE)
        with batch():
            n.set(2)
            n.set(3)
            self.assertEqual(label.props.text, "1 items")
        self.assertEqual(label.props.text, "3 items")

    def test_a_signal_of_c_bound_to_one_of_python(self):
        a, b = Fixture.signal_new_int(None, 1), signal(0)
        a.bind_property("value", b, "value", self.both)
        self.assertEqual(b.get(), 1)
        Fixture.set_int(a, 2)
        self.assertEqual(b.get(), 2)
        b.set(3)
        self.assertEqual(a.get(), 3)
