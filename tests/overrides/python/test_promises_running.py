# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the graph promises about effects: G5, G8 and G9, and what calling an effect does."""

from gi.repository import GLib
from support import Case, Reactivity

from gi.repository.Reactivity import batch, derived, effect, memoized, signal, untrack


class EffectTest(Case):
    """The surface of an effect."""

    def test_decorator_without_arguments(self):
        s = signal(1)
        seen = []

        @effect
        def watch():
            seen.append(s.get())

        s.set(2)
        self.assertEqual(seen, [1, 2])
        self.assertIsInstance(watch, Reactivity.Effect)
        watch.dispose()

    def test_decorator_with_arguments(self):
        s = signal(1)
        seen = []

        @effect(call_immediately=False)
        def watch():
            seen.append(s.get())

        self.assertEqual(seen, [])
        s.set(2)
        self.assertEqual(seen, [])
        watch()
        s.set(3)
        self.assertEqual(seen, [2, 3])
        watch.dispose()

    def test_call_immediately_can_be_positional(self):
        seen = []
        effect(lambda: seen.append(1), False)
        self.assertEqual(seen, [])

    def test_calling_runs_it_and_returns_the_result(self):
        s = signal(20)
        value = object()
        with effect(lambda: (s.get(), value)) as e:
            self.assertIs(e()[1], value)
        with effect(lambda: s.get() and None) as e:
            self.assertIsNone(e())

    def test_calling_from_another_computation_is_no_dependency(self):
        s, other = signal(0), signal(0)
        with untrack(), effect(s.get) as inner:
            with effect(lambda: (other.get(), inner())) as outer:
                self.assertEqual(outer.dependencies, {other})
                self.assertEqual(inner.dependencies, {s})

    def test_fn_is_the_function(self):
        s = signal(0)
        function = s.get
        self.assertIs(derived(function).fn, function)
        self.assertIs(memoized(function).fn, function)
        with effect(function) as e:
            self.assertIs(e.fn, function)

    def test_with_ends_it(self):
        s = signal(1)
        seen = []
        with effect(lambda: seen.append(s.get())) as e:
            s.set(2)
        s.set(3)
        self.assertEqual(seen, [1, 2])
        self.assertEqual(e.dependencies, set())

    def test_with_ends_it_when_the_body_raises(self):
        s = signal(1)
        seen = []
        with self.assertRaises(ZeroDivisionError), effect(lambda: seen.append(s.get())):
            1 / 0
        s.set(2)
        self.assertEqual(seen, [1])

    def test_calling_after_dispose_tracks_again(self):
        s = signal(1)
        seen = []
        e = effect(lambda: seen.append(s.get()))
        e.dispose()
        s.set(2)
        e()
        self.assertEqual(seen, [1, 2])
        self.assertEqual(e.dependencies, {s})
        s.set(3)
        self.assertEqual(seen, [1, 2, 3])
        e.dispose()
        s.set(4)
        self.assertEqual(seen, [1, 2, 3])

    def test_dispose_twice_does_nothing(self):
        e = effect(signal(0).get)
        e.dispose()
        e.dispose()

    def test_a_function_that_takes_arguments_is_refused_when_called(self):
        with self.assertRaises(TypeError):
            effect(lambda wanted: 0)
        e = effect(lambda: 0, False)
        with self.assertRaises(TypeError):
            e(1)
        with self.assertRaises(TypeError):
            e(x=1)

    def test_effect_can_wait_for_the_main_loop(self):
        s = signal(0)
        seen = []
        with effect(lambda: seen.append(s.get())) as e:
            e.set_schedule(Reactivity.Schedule.IDLE, GLib.PRIORITY_DEFAULT_IDLE)
            for n in range(1, 10):
                s.set(n)
            self.assertEqual(seen, [0])
            while GLib.MainContext.default().iteration(False):
                pass
            self.assertEqual(seen, [0, 9])


class G5Test(Case):
    """When an effect runs."""

    def test_g5_at_once_and_before_set_returns(self):
        s = signal(1)
        seen = []
        with effect(lambda: seen.append(s.get())):
            self.assertEqual(seen, [1])
            s.set(2)
            self.assertEqual(seen, [1, 2])

    def test_g5_in_the_order_in_which_they_were_created(self):
        s = signal(0)
        order = []
        effects = [effect(lambda i=i: (s.get(), order.append(i))) for i in range(20)]
        for _ in range(3):
            order.clear()
            s.update(lambda n: n + 1)
            self.assertEqual(order, list(range(20)))
        for e in effects:
            e.dispose()

    def test_g5_in_the_order_in_which_they_became_due(self):
        a, b = signal(0), signal(0)
        order = []
        with effect(lambda: (a.get(), order.append("a"))), \
                effect(lambda: (b.get(), order.append("b"))):
            order.clear()
            with batch():
                b.set(1)
                a.set(1)
        self.assertEqual(order, ["b", "a"])

    def test_g5_an_effect_made_due_again_by_a_later_one_runs_again(self):
        a, b = signal(0), signal(0)
        seen = []
        with effect(lambda: seen.append((a.get(), b.get()))), effect(lambda: b.set(a.get() * 10)):
            a.set(1)
            self.assertEqual(seen[-1], (1, 10))
            a.set(2)
            self.assertEqual(seen[-1], (2, 20))

    def test_g5_what_an_effect_writes_can_be_read_at_once(self):
        a, b = signal(0), signal(0)
        tenfold = derived(lambda: b.get() * 10)
        seen = []

        def write():
            b.set(a.get())
            seen.append(untrack(tenfold))

        with effect(write):
            a.set(4)
        self.assertEqual(seen, [0, 40])

    def test_g5_effects_due_by_a_write_in_an_effect_run_before_the_outer_set_returns(self):
        a, b = signal(0), signal(0)
        seen = []
        with effect(lambda: seen.append(b.get())), effect(lambda: b.set(a.get())):
            a.set(1)
            self.assertEqual(seen, [0, 1])

    def test_g5_an_effect_that_reads_nothing_new_runs_once_for_each_set(self):
        s = signal(0)
        runs = []
        with effect(lambda: runs.append(s.get())):
            for n in range(1, 1000):
                s.set(n)
        self.assertEqual(runs, list(range(1000)))


class G8Test(Case):
    """Cycles end with an error."""

    def assert_cycle(self, error, *names):
        self.assertIsInstance(error, GLib.Error)
        self.assertTrue(error.matches(Reactivity.error_quark(), Reactivity.Error.CYCLE), error)
        for name in names:
            self.assertIn(name, error.message)

    def test_g8_writing_what_it_reads_does_not_wake_it(self):
        s = signal(0)
        runs = []

        def count():
            runs.append(s.get())
            s.set(s.get() + 1)

        with effect(count):
            self.assertEqual((runs, s.get()), ([0], 1))
            s.set(10)
            self.assertEqual((runs, s.get()), ([0, 10], 11))

    def test_g8_a_derived_that_needs_its_own_value(self):
        hen = derived(lambda: egg() + 1, name="hen")
        egg = derived(lambda: hen() + 1, name="egg")
        with self.assertRaises(GLib.Error) as caught:
            hen()
        self.assert_cycle(caught.exception, "hen", "egg")

    def test_g8_a_cycle_is_named_by_its_functions(self):
        def first():
            return b()

        def second():
            return a()

        a, b = derived(first), derived(second)
        with self.assertRaises(GLib.Error) as caught:
            a()
        self.assert_cycle(caught.exception, "first", "second")

    def test_g8_a_derived_can_leave_its_cycle(self):
        closed = signal(True)
        a = derived(lambda: b() + 1 if closed.get() else 1)
        b = derived(lambda: a() + 1)
        with self.assertRaises(GLib.Error):
            b()
        closed.set(False)
        self.assertEqual((a(), b()), (1, 2))
        closed.set(True)
        with self.assertRaises(GLib.Error):
            a()
        closed.set(False)
        self.assertEqual((b(), a()), (2, 1))

    def test_g8_an_effect_that_calls_itself(self):
        s = signal(0)
        e = effect(lambda: (s.get(), e()), call_immediately=False)
        with self.assertRaises(GLib.Error) as caught:
            e()
        self.assert_cycle(caught.exception)

    def test_g8_effects_that_keep_waking_each_other(self):
        a, b = signal(0), signal(0)
        runs = []

        def ping():
            runs.append(1)
            if a.get():
                b.set(a.get() + 1)

        def pong():
            if b.get():
                a.set(b.get() + 1)

        with effect(ping, name="ping"), effect(pong, name="pong"):
            with self.assertRaises(GLib.Error) as caught:
                a.set(1)
            self.assert_cycle(caught.exception, "ping", "pong")
            self.assertLess(len(runs), 250)
        seen = []
        with effect(lambda: seen.append(a.get())):
            a.set(-1)
        self.assertEqual(seen[-1], -1)


class G9Test(Case):
    """A disposed effect does not run again by itself."""

    def test_g9_disposed_in_the_batch_that_made_it_due(self):
        s = signal(0)
        runs = []
        e = effect(lambda: runs.append(s.get()))
        with batch():
            s.set(1)
            e.dispose()
        self.assertEqual(runs, [0])

    def test_g9_disposed_in_the_flush_that_made_it_due(self):
        s = signal(0)
        runs = []
        with effect(lambda: s.get() and second.dispose()):
            second = effect(lambda: runs.append(s.get()))
            s.set(1)
        self.assertEqual(runs, [0])

    def test_g9_an_effect_may_dispose_itself(self):
        s = signal(0)
        runs = []

        def once():
            runs.append(s.get())
            if s.get():
                e.dispose()

        e = effect(once)
        s.set(1)
        s.set(2)
        self.assertEqual(runs, [0, 1])

    def test_g9_a_disposed_derived_keeps_its_last_value(self):
        s = signal(1)
        d = derived(s.get)
        d()
        d.dispose()
        s.set(2)
        self.assertEqual(d(), 1)
        self.assertEqual(d.dependencies, set())

    def test_g9_a_derived_disposed_when_stale_runs_again_if_it_is_read(self):
        s = signal(1)
        d = derived(s.get)
        d.dispose()
        s.set(2)
        self.assertEqual(s.subscribers, set())
        self.assertEqual(d(), 2)
        self.assertEqual(s.subscribers, {d})
        s.set(3)
        self.assertEqual(d(), 3)
