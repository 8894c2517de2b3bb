# SPDX-License-Identifier: LGPL-2.1-or-later
"""When user code fails: E1 to E4."""

import gc
import traceback

from gi.repository import GLib
from support import Case, Reactivity

from gi.repository.Reactivity import (
    batch, derived, effect, exception_of, memoized, new_context, scope, signal, untrack)


class Boom(Exception):
    pass


def functions_of(error):
    """The functions of the traceback, outermost first."""
    return [frame.name for frame in traceback.extract_tb(error.__traceback__)]


class E1Test(Case):
    """A failed derived keeps its error."""

    def failing(self, make=derived):
        s = signal(0)
        boom = Boom("first")
        runs = []

        def compute():
            runs.append(1)
            if s.get() == 0:
                raise boom
            return s.get()

        return s, make(compute), boom, runs

    def test_e1_the_read_raises_the_very_object(self):
        for make in (derived, memoized):
            for read in ("__call__", "get", "peek"):
                with self.subTest(make=make.__name__, read=read):
                    _, d, boom, _ = self.failing(make)
                    with self.assertRaises(Boom) as caught:
                        getattr(d, read)()
                    self.assertIs(caught.exception, boom)

    def test_e1_value_raises_it_too(self):
        _, d, boom, _ = self.failing()
        with self.assertRaises(Boom) as caught:
            d.value
        self.assertIs(caught.exception, boom)

    def test_e1_reading_again_raises_the_same_without_running(self):
        for make in (derived, memoized):
            with self.subTest(make=make.__name__):
                _, d, boom, runs = self.failing(make)
                for _ in range(3):
                    with self.assertRaises(Boom) as caught:
                        d()
                    self.assertIs(caught.exception, boom)
                self.assertEqual(runs, [1])

    def test_e1_it_recovers_when_a_dependency_changes(self):
        for make in (derived, memoized):
            with self.subTest(make=make.__name__):
                s, d, _, runs = self.failing(make)
                with self.assertRaises(Boom):
                    d()
                s.set(5)
                self.assertEqual(d(), 5)
                s.set(0)
                with self.assertRaises(Boom):
                    d()
                self.assertEqual(len(runs), 3)

    def test_e1_the_traceback_leads_to_the_line_that_raised(self):
        _, d, boom, _ = self.failing()
        error = self.raised_by(d)
        self.assertIs(error, boom)
        self.assertEqual(functions_of(error)[-1], "compute")

    def test_e1_the_traceback_does_not_grow_when_it_is_raised_again(self):
        _, d, boom, _ = self.failing()
        lengths = set()
        for _ in range(20):
            try:
                d()
            except Boom as error:
                lengths.add(len(functions_of(error)))
        self.assertEqual(len(lengths), 1, lengths)

    def test_e1_the_traceback_does_not_grow_through_a_chain(self):
        s, d, boom, _ = self.failing()
        outer = derived(lambda: d() + 1)
        lengths = set()
        for _ in range(20):
            try:
                outer()
            except Boom as error:
                lengths.add(len(functions_of(error)))
        self.assertEqual(len(lengths), 1, lengths)
        self.assertLess(lengths.pop(), 8)

    def test_e1_it_travels_through_deriveds_to_every_reader(self):
        s, d, boom, runs = self.failing()
        left, right = derived(lambda: d() + 1), memoized(lambda: d() + 2)
        total = derived(lambda: left() + right())
        for read in (total, left, right, d, total):
            with self.assertRaises(Boom) as caught:
                read()
            self.assertIs(caught.exception, boom)
        self.assertEqual(len(runs), 1)
        s.set(1)
        self.assertEqual(total(), 5)

    def test_e1_a_reader_may_catch_it(self):
        s, d, boom, _ = self.failing()

        def safe():
            try:
                return d()
            except Boom:
                return "none"

        calm = derived(safe)
        seen = []
        with effect(lambda: seen.append(calm())):
            s.set(1)
            s.set(0)
        self.assertEqual(seen, ["none", 1, "none"])

    def test_e1_failing_again_with_another_error_tells_the_readers(self):
        s = signal(0)

        def compute():
            raise Boom(s.get())

        d = derived(compute)
        seen = []

        def watch():
            try:
                d()
            except Boom as error:
                seen.append(error.args[0])

        with effect(watch):
            s.set(1)
            s.set(2)
        self.assertEqual(seen, [0, 1, 2])

    def test_e1_a_failure_between_equal_values(self):
        s = signal(1)
        d = derived(lambda: 10 // s.get() * 0)
        seen = []

        def watch():
            try:
                seen.append(d())
            except ZeroDivisionError:
                seen.append("failed")

        with effect(watch):
            s.set(0)
            s.set(5)
        self.assertEqual(seen, [0, "failed", 0])

    def test_e1_base_exceptions_are_kept_as_well(self):
        s = signal(0)

        class Stop(BaseException):
            pass

        def compute():
            if s.get() == 0:
                raise Stop
            return s.get()

        d = derived(compute)
        with self.assertRaises(Stop):
            d()
        with self.assertRaises(Stop):
            d()
        s.set(1)
        self.assertEqual(d(), 1)

    def test_e1_an_exception_raised_from_another_keeps_its_cause(self):
        s = signal(0)

        def compute():
            try:
                1 / s.get()
            except ZeroDivisionError as error:
                raise Boom from error

        d = derived(compute)
        for _ in range(2):
            with self.assertRaises(Boom) as caught:
                d()
            self.assertIsInstance(caught.exception.__cause__, ZeroDivisionError)

    def test_e1_exceptions_that_cannot_say_what_they_are(self):
        class Mute(Exception):
            def __str__(self):
                raise ValueError("no")

        class Odd(Exception):
            def __str__(self):
                return "\ud800 \0"

        for kind in (Mute, Odd):
            error = kind()

            def fail():
                s.get()
                raise error

            s = signal(0)
            d = derived(fail)
            with self.assertRaises(kind) as caught:
                d()
            self.assertIs(caught.exception, error)


class E2Test(Case):
    """A failed effect stops nobody."""

    def setUp(self):
        super().setUp()
        self.s = signal(0)
        self.boom = Boom("an effect")
        self.seen = []

        def failing():
            if self.s.get() == 1:
                raise self.boom

        self.before = effect(lambda: self.seen.append(("before", self.s.get())))
        self.effect = effect(failing)
        self.after = effect(lambda: self.seen.append(("after", self.s.get())))
        for e in (self.before, self.effect, self.after):
            self.addCleanup(e.dispose)
        self.seen.clear()
        self.hooked = self.watch_excepthook()

    def assert_raised(self, call):
        error = self.raised_by(call)
        self.assertIs(error, self.boom)
        self.assertEqual(functions_of(error)[-1], "failing")
        self.assertLess(len(functions_of(error)), 8)
        self.assertEqual(self.seen, [("before", 1), ("after", 1)])
        self.assertEqual(self.hooked, [])

    def test_e2_out_of_set(self):
        self.assert_raised(lambda: self.s.set(1))
        self.assertEqual(self.s.get(), 1)

    def test_e2_out_of_update_and_value(self):
        self.assert_raised(lambda: self.s.update(lambda n: n + 1))
        self.seen.clear()
        self.s.set(0)
        self.seen.clear()
        self.assert_raised(lambda: setattr(self.s, "value", 1))

    def test_e2_out_of_a_batch(self):
        def write():
            with batch():
                self.s.set(1)

        self.assert_raised(write)

    def test_e2_out_of_a_decorated_batch(self):
        self.assert_raised(batch(lambda: self.s.set(1)))

    def test_e2_out_of_flush(self):
        with batch():
            self.s.set(1)
            self.assert_raised(Reactivity.default_context.flush)
            self.seen.clear()
        self.assertEqual(self.seen, [])

    def test_e2_out_of_an_inner_batch(self):
        with batch():
            def write():
                with batch():
                    self.s.set(1)

            self.assert_raised(write)

    def test_e2_out_of_a_nested_batch_from_the_outer_one(self):
        def write():
            with batch():
                with batch(force_flush=False):
                    self.s.set(1)

        self.assert_raised(write)

    def test_e2_out_of_the_call_of_an_effect(self):
        """The call is the outermost: the write inside of it raises nothing by itself."""
        wrote = []
        writer = effect(lambda: wrote.append(self.s.set(1)), False)
        writer.reactivity_loss_strategy = "ignore"
        self.assert_raised(writer)
        self.assertEqual(wrote, [True])

    def test_e2_out_of_a_read_that_makes_effects_due(self):
        trigger = signal(0)
        d = derived(lambda: (trigger.get(), self.s.set(1))[0])
        self.assert_raised(d)

    def test_e2_out_of_the_making_of_an_effect(self):
        made = []
        boom = Boom()

        def fail():
            self.s.get()
            raise boom

        with self.assertRaises(Boom) as caught:
            made.append(effect(fail))
        self.assertIs(caught.exception, boom)
        self.assertEqual(made, [])
        self.assertEqual(self.hooked, [])

    def test_e2_calling_a_failing_effect_raises(self):
        boom = Boom()

        def fail():
            self.s.get()
            raise boom

        e = effect(fail, False)
        for _ in range(3):
            with self.assertRaises(Boom) as caught:
                e()
            self.assertIs(caught.exception, boom)
        self.assertEqual(self.hooked, [])
        e.dispose()

    def test_e2_the_first_is_raised_and_the_others_go_to_the_excepthook(self):
        errors = [Boom(i) for i in range(3)]

        def fail(i):
            if self.s.get() == 2:
                raise errors[i]

        effects = [effect(lambda i=i: fail(i)) for i in range(3)]
        with self.assertRaises(Boom) as caught:
            self.s.set(2)
        self.assertIs(caught.exception, errors[0])
        self.assertEqual(self.hooked, errors[1:])
        for e in effects:
            e.dispose()

    def test_e2_a_failed_effect_runs_again_at_the_next_change(self):
        with self.assertRaises(Boom):
            self.s.set(1)
        self.s.set(2)
        with self.assertRaises(Boom):
            self.s.set(1)
        self.assertEqual(len(self.seen), 6)

    def test_e2_the_traceback_does_not_grow_when_an_effect_fails_again_and_again(self):
        lengths = []
        for _ in range(20):
            lengths.append(len(functions_of(self.raised_by(lambda: self.s.set(1)))))
            self.s.set(0)
        # `raise` itself adds a line each time, in Python: not more than that.
        self.assertLessEqual(lengths[-1] - lengths[-2], 3)

    def test_e2_the_exception_of_the_body_comes_before_those_of_effects(self):
        body = ValueError("body")
        with self.assertRaises(ValueError) as caught, batch():
            self.s.set(1)
            raise body
        self.assertIs(caught.exception, body)
        self.assertEqual(self.hooked, [self.boom])
        self.assertEqual(self.seen, [("before", 1), ("after", 1)])

    def test_e2_a_read_through_a_failing_derived_in_an_effect(self):
        d = derived(lambda: 1 // self.s.get())
        with self.assertRaises(ZeroDivisionError):
            effect(d)
        self.s.set(5)
        e = effect(d)
        with self.assertRaises(ZeroDivisionError):
            self.s.set(0)
        e.dispose()

    def test_e2_an_effect_that_catches_what_a_write_does_not_raise(self):
        """Inside a run a write raises nothing: the error is the outermost caller's."""
        other = signal(0)
        caught = []

        def write():
            try:
                self.s.set(other.get())
            except Boom as error:
                caught.append(error)

        with effect(write):
            with self.assertRaises(Boom):
                other.set(1)
        self.assertEqual(caught, [])


class NoCallerTest(Case):
    """E2: errors that have no caller."""

    def spin(self):
        while GLib.MainContext.default().iteration(False):
            pass

    def idle_effect(self, s, fn):
        e = effect(fn)
        e.set_schedule(Reactivity.Schedule.IDLE, GLib.PRIORITY_DEFAULT_IDLE)
        self.addCleanup(e.dispose)
        return e

    def test_e2_an_idle_effect_reports_to_the_excepthook(self):
        hooked = self.watch_excepthook()
        s = signal(0)
        boom = Boom()

        def fail():
            if s.get():
                raise boom

        self.idle_effect(s, fail)
        s.set(1)
        self.assertEqual(hooked, [])
        self.spin()
        self.assertEqual(hooked, [boom])
        self.assertEqual(functions_of(boom)[-1], "fail")
        s.set(0)  # it does not come up later, at an unrelated call
        self.spin()
        self.assertEqual(hooked, [boom])

    def test_e2_the_signal_of_the_context_comes_first(self):
        hooked = self.watch_excepthook()
        s = signal(0)
        boom = Boom("what it says")
        seen = []

        def fail():
            if s.get():
                raise boom

        e = self.idle_effect(s, fail)

        def error_cb(context, node, error):
            seen.append((context, node, error.message, exception_of(error)))
            return True

        handler = Reactivity.default_context.connect("error", error_cb)
        self.addCleanup(Reactivity.default_context.disconnect, handler)
        s.set(1)
        self.spin()
        self.assertEqual(len(seen), 1)
        self.assertIs(seen[0][0], Reactivity.default_context)
        self.assertIs(seen[0][1], e)
        self.assertIn("what it says", seen[0][2])
        self.assertIn("Boom", seen[0][2])
        self.assertIs(seen[0][3], boom)
        self.assertEqual(hooked, [])

    def test_e2_a_handler_that_returns_false_leaves_it_to_the_excepthook(self):
        hooked = self.watch_excepthook()
        s = signal(0)
        boom = Boom()

        def fail():
            if s.get():
                raise boom

        self.idle_effect(s, fail)
        handler = Reactivity.default_context.connect("error", lambda *args: False)
        self.addCleanup(Reactivity.default_context.disconnect, handler)
        s.set(1)
        self.spin()
        self.assertEqual(hooked, [boom])

    def test_e2_the_others_go_to_the_signal(self):
        hooked = self.watch_excepthook()
        ctx = new_context()
        s = ctx.signal(0)
        seen = []
        ctx.connect("error", lambda context, node, error: seen.append(exception_of(error)) or True)

        def fail(i):
            if s.get():
                raise Boom(i)

        effects = [ctx.effect(lambda i=i: fail(i)) for i in range(3)]
        with self.assertRaises(Boom) as caught:
            s.set(1)
        self.assertEqual(caught.exception.args, (0,))
        self.assertEqual([error.args for error in seen], [(1,), (2,)])
        self.assertEqual(hooked, [])
        for e in effects:
            e.dispose()

    def test_exception_of_what_stands_for_none_is_none(self):
        self.assertIsNone(exception_of(GLib.Error("x", "some-domain", 3)))

    def test_exception_of_something_else_is_a_type_error_or_attribute_error(self):
        with self.assertRaises((TypeError, AttributeError)):
            exception_of(42)

    def test_e2_a_notify_handler_that_fails_does_not_stop_the_graph(self):
        hooked = self.watch_excepthook()
        s = signal(0)
        s.connect("notify::value", lambda *args: 1 / 0)
        seen = []
        with effect(lambda: seen.append(s.get())):
            s.set(1)
        self.assertEqual(seen, [0, 1])
        self.assertEqual([type(error) for error in hooked], [ZeroDivisionError])

    def test_e2_a_set_in_a_main_loop_callback_raises_there(self):
        """Python's own callback is the caller: it can catch what its set raises."""
        s = signal(0)
        boom = Boom()
        caught = []

        def fail():
            if s.get():
                raise boom

        def callback():
            try:
                s.set(1)
            except Boom as error:
                caught.append(error)
            return GLib.SOURCE_REMOVE

        with effect(fail):
            GLib.idle_add(callback)
            self.spin()
        self.assertEqual(caught, [boom])

    def test_e2_a_posted_value_reports(self):
        hooked = self.watch_excepthook()
        s = signal(0)
        boom = Boom()

        def fail():
            if s.get():
                raise boom

        with effect(fail):
            s.post(1)
            self.spin()
        self.assertEqual(hooked, [boom])


class E3Test(Case):
    """A failing run keeps the dependencies of the run before."""

    def test_e3_what_failed_before_it_read_can_be_woken(self):
        early, late = signal(0), signal(0)
        broken = [False]
        seen = []

        def run():
            early.get()
            if broken[0]:
                raise Boom
            seen.append(late.get())

        with effect(run) as e:
            broken[0] = True
            with self.assertRaises(Boom):
                early.set(1)
            self.assertEqual(e.dependencies, {early, late})
            broken[0] = False
            late.set(5)
        self.assertEqual(seen, [0, 5])

    def test_e3_new_dependencies_of_the_failing_run_count_too(self):
        a, b = signal(0), signal(0)
        seen = []

        def run():
            if a.get() == 1 and b.get() == 0:
                raise Boom
            seen.append(a.get())

        with effect(run):
            with self.assertRaises(Boom):
                a.set(1)
            b.set(1)
        self.assertEqual(seen, [0, 1])

    def test_e3_a_derived_that_failed_before_it_read(self):
        s = signal(0)
        broken = [False]

        def compute():
            if broken[0]:
                raise Boom
            return s.get()

        d = derived(compute)
        self.assertEqual(d(), 0)
        broken[0] = True
        s.set(1)
        with self.assertRaises(Boom):
            d()
        broken[0] = False
        s.set(2)
        self.assertEqual(d(), 2)

    def test_e3_the_loss_of_dependencies_by_failing_is_no_warning(self):
        def fail():
            raise Boom

        d = derived(fail)
        with self.assertRaises(Boom):
            d()


class E4Test(Case):
    """Bad input gets a clear error, and loses nothing."""

    def test_e4_wrong_arguments_are_type_errors(self):
        s = signal(1)
        d = derived(s.get)
        e = effect(s.get)
        self.addCleanup(e.dispose)
        for call in (
            lambda: signal(1, True, 3),
            lambda: signal(1, wrong=2),
            lambda: signal(value=1),
            lambda: signal(1, context=3),
            lambda: Reactivity.Derived(),
            lambda: Reactivity.Derived(None),
            lambda: Reactivity.Derived(1),
            lambda: Reactivity.Memoized(1),
            lambda: Reactivity.Effect(1),
            lambda: Reactivity.Effect(),
            lambda: effect(lambda: 0, False, context="x"),
            lambda: memoized(lambda: 0, True),
            lambda: s.get(1, 2),
            lambda: s.get(wrong=1),
            lambda: s.set(),
            lambda: s.set(1, 2),
            lambda: s.update(),
            lambda: s.update(3),
            lambda: d(1),
            lambda: d(x=1),
            lambda: e(1),
            lambda: batch(context=1).__enter__(),
            lambda: untrack(context=1),
            lambda: scope(context=1),
            lambda: exception_of(),
        ):
            with self.subTest(line=call.__code__.co_firstlineno), self.assertRaises(TypeError):
                call()
        self.assertEqual((s.get(), d()), (1, 1))
        s.set(2)
        self.assertEqual((s.get(), d()), (2, 2))

    def test_e4_a_value_of_a_signal_cannot_be_deleted(self):
        s = signal(1)
        with self.assertRaises(AttributeError):
            del s.value
        self.assertEqual(s.get(), 1)

    def test_e4_a_derived_cannot_be_set(self):
        d = derived(signal(1).get)
        with self.assertRaises(AttributeError):
            d.value = 2
        with self.assertRaises(AttributeError):
            d.set(2)

    def test_e4_init_twice_is_refused(self):
        s = signal(1)
        with self.assertRaises(RuntimeError):
            s.__init__(2)
        self.assertEqual(s.get(), 1)

    def test_e4_an_object_whose_init_was_not_called(self):
        for kind in (Reactivity.Signal, Reactivity.Derived, Reactivity.Memoized,
                     Reactivity.Effect):
            bare = kind.__new__(kind)
            for use in ("get", "set", "peek", "update", "dispose", "invalidate", "__call__",
                        "subscribers", "dependencies", "fn", "value", "post", "dirty",
                        "reactivity_loss_strategy"):
                if use != "__call__" and not hasattr(type(bare), use):
                    continue
                if use == "__call__" and not callable(bare):
                    continue
                with self.subTest(kind=kind.__name__, use=use):
                    with self.assertRaises(RuntimeError):
                        attribute = getattr(bare, use)
                        attribute(1) if use in ("set", "update", "post") else attribute()
            del bare
            gc.collect()

    def test_e4_an_unknown_loss_strategy(self):
        e = effect(lambda: 0, False)
        with self.assertRaises(ValueError):
            e.reactivity_loss_strategy = "nonsense"
        with self.assertRaises(ValueError):
            e.reactivity_loss_strategy = 1
        self.assertEqual(e.reactivity_loss_strategy, "warn")

    def test_e4_a_context_whose_init_was_not_called(self):
        bare = Reactivity.Context.__new__(Reactivity.Context)
        with self.assertRaises(TypeError):
            signal(1, context=bare)
