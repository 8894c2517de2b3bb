# SPDX-License-Identifier: LGPL-2.1-or-later
"""G6: batches."""

from support import Case, Reactivity

from gi.repository.Reactivity import batch, derived, effect, memoized, signal


class G6Test(Case):
    def setUp(self):
        super().setUp()
        self.s = signal(0)
        self.t = signal(0)
        self.seen = []
        self.effect = effect(lambda: self.seen.append((self.s.get(), self.t.get())))
        self.addCleanup(self.effect.dispose)
        self.seen.clear()

    def test_g6_effects_run_once_at_the_end(self):
        with batch():
            self.s.set(1)
            self.t.set(2)
            self.s.set(3)
            self.assertEqual(self.seen, [])
        self.assertEqual(self.seen, [(3, 2)])

    def test_g6_as_a_decorator(self):
        @batch
        def both(n, *, m):
            """Writes both."""
            self.s.set(n)
            self.t.set(m)
            return n + m

        self.assertEqual(both(1, m=2), 3)
        self.assertEqual(self.seen, [(1, 2)])
        both(3, m=4)
        self.assertEqual(self.seen, [(1, 2), (3, 4)])
        self.assertEqual((both.__name__, both.__doc__), ("both", "Writes both."))

    def test_g6_as_a_decorator_with_arguments(self):
        @batch(force_flush=False)
        def both():
            self.s.update(lambda n: n + 1)
            self.t.update(lambda n: n + 1)

        both()
        self.assertEqual(self.seen, [(1, 1)])
        with batch():
            both()
            self.assertEqual(self.seen, [(1, 1)])
        self.assertEqual(self.seen, [(1, 1), (2, 2)])

        @batch()
        def flushed():
            both()

        with batch():
            flushed()
            self.assertEqual(self.seen, [(1, 1), (2, 2), (3, 3)])

    def test_g6_a_decorated_function_may_call_itself(self):
        @batch
        def count(n):
            self.s.set(n)
            if n:
                count(n - 1)

        count(5)
        self.assertEqual(self.seen, [])  # put back to 0

    def test_g6_a_decorated_method_gets_its_object(self):
        test = self

        class Model:
            @batch
            def write(self, n):
                test.s.set(n)
                test.t.set(n)
                return self

        model = Model()
        self.assertIs(model.write(1), model)
        self.assertEqual(self.seen, [(1, 1)])

    def test_g6_an_inner_batch_flushes_at_its_own_end(self):
        with batch():
            self.s.set(1)
            with batch():
                self.t.set(1)
                self.assertEqual(self.seen, [])
            self.assertEqual(self.seen, [(1, 1)])
            self.s.set(2)
            self.assertEqual(self.seen, [(1, 1)])
        self.assertEqual(self.seen, [(1, 1), (2, 1)])

    def test_g6_force_flush_false_leaves_the_effects_to_the_outer_batch(self):
        with batch():
            with batch(force_flush=False):
                self.s.set(1)
            self.assertEqual(self.seen, [])
            with batch(force_flush=False):
                self.t.set(1)
            self.assertEqual(self.seen, [])
        self.assertEqual(self.seen, [(1, 1)])

    def test_g6_an_outermost_batch_flushes_in_both_forms(self):
        with batch(force_flush=False):
            self.s.set(1)
        self.assertEqual(self.seen, [(1, 0)])

    def test_g6_flush_may_be_called_inside(self):
        with batch():
            self.s.set(1)
            Reactivity.default_context.flush()
            self.assertEqual(self.seen, [(1, 0)])
            self.s.set(2)
            self.assertEqual(self.seen, [(1, 0)])
        self.assertEqual(self.seen, [(1, 0), (2, 0)])

    def test_g6_an_exception_in_the_body_passes_and_the_effects_run(self):
        with self.assertRaises(ZeroDivisionError):
            with batch():
                self.s.set(1)
                1 / 0
        self.assertEqual(self.seen, [(1, 0)])
        self.t.set(1)  # no batch is left open
        self.assertEqual(self.seen, [(1, 0), (1, 1)])

    def test_g6_one_batch_object_can_be_used_again_and_in_itself(self):
        again = batch()
        for n in range(1, 3):
            with again:
                self.s.set(n)
                with again:
                    self.t.set(n)
        self.assertEqual(self.seen, [(1, 1), (2, 2)])

    def test_g6_an_effect_may_batch(self):
        a, b = signal(0), signal(0)

        def write():
            with batch(force_flush=False):
                a.set(self.s.get())
                b.set(self.s.get())

        seen = []
        with effect(write), effect(lambda: seen.append((a.get(), b.get()))):
            self.s.set(5)
        self.assertEqual(seen, [(0, 0), (5, 5)])

    def test_g6_a_batch_in_an_effect_flushes_at_its_end(self):
        a, b = signal(0), signal(0)
        seen = []
        after = []

        def write():
            with batch():
                a.set(self.s.get())
                b.set(self.s.get())
            after.append(list(seen))

        with effect(lambda: seen.append((a.get(), b.get()))), effect(write):
            self.s.set(5)
        self.assertEqual(after[-1], [(0, 0), (5, 5)])

    def test_g6_leaving_what_was_not_entered_is_an_error(self):
        with self.assertRaises(RuntimeError):
            batch().__exit__(None, None, None)
        self.s.set(1)
        self.assertEqual(self.seen, [(1, 0)])


class PutBackTest(Case):
    """G6: a signal that is put back in a batch has not changed."""

    def check(self, first, between, check=None):
        s = signal(first) if check is None else signal(first, check)
        runs = {"effect": 0, "derived": 0, "through": 0, "memoized": 0}

        def counted(name, read):
            def run():
                runs[name] += 1
                return read()
            return run

        d = derived(counted("derived", s.get))
        m = memoized(counted("memoized", s.get))
        with effect(counted("effect", s.get)), effect(counted("through", d)), effect(m):
            old = s.get()
            with batch():
                self.assertIs(s.set(between), True)
                s.set(first)
            self.assertEqual(runs, {"effect": 1, "derived": 1, "through": 1, "memoized": 1})
            self.assertIs(s.get(), old)
            s.set(between)
            self.assertEqual(runs["effect"], 2)
            self.assertEqual(runs["through"], 2)

    def test_put_back_runs_nothing(self):
        self.check(1, 2)

    def test_put_back_works_for_any_object(self):
        self.check("a", "b")
        self.check([1], [2])
        self.check(None, 0)
        self.check(2**80, 2**81)
        self.check(object(), object())

    def test_put_back_to_an_equal_object_keeps_the_old_one(self):
        s = signal([1])
        old = s.get()
        runs = []
        with effect(lambda: runs.append(s.get())):
            with batch():
                s.set([2])
                s.set([1])
        self.assertEqual(len(runs), 1)
        self.assertIs(s.get(), old)

    def test_put_back_goes_by_the_equality_function(self):
        self.check(1.0, 9.0, lambda a, b: abs(a - b) < 0.5)

    def test_put_back_says_that_each_write_changed(self):
        s = signal(1)
        with batch():
            self.assertIs(s.set(2), True)
            self.assertIs(s.set(1), True)

    def test_put_back_after_a_derived_was_read_in_the_batch(self):
        s = signal(1)
        runs = []
        tenfold = derived(lambda: s.get() * 10)
        plus = derived(lambda: tenfold() + 1)
        with effect(lambda: runs.append(plus())):
            with batch():
                s.set(2)
                self.assertEqual(plus(), 21)
                s.set(1)
                self.assertEqual(plus(), 11)
            with batch():
                s.set(2)
                self.assertEqual(plus(), 21)
                s.set(1)
        self.assertEqual(runs, [11])

    def test_put_back_of_one_input_and_not_of_the_other(self):
        a, b = signal(1), signal(1)
        total = derived(lambda: a.get() + b.get())
        runs = []
        with effect(lambda: runs.append(total())):
            with batch():
                a.set(2)
                self.assertEqual(total(), 3)
                a.set(1)
                b.set(5)
        self.assertEqual(runs, [2, 6])

    def test_put_back_across_nested_batches(self):
        s = signal(1)
        runs = []
        with effect(lambda: runs.append(s.get())):
            with batch():
                s.set(2)
                with batch(force_flush=False):
                    s.set(3)
                with batch(force_flush=False):
                    s.set(1)
        self.assertEqual(runs, [1])

    def test_a_flush_in_the_batch_is_the_new_before(self):
        s = signal(1)
        runs = []
        with effect(lambda: runs.append(s.get())):
            with batch():
                s.set(2)
                Reactivity.default_context.flush()
                s.set(1)
                s.set(2)
            self.assertEqual(runs, [1, 2])
            with batch():
                s.set(3)
                Reactivity.default_context.flush()
                s.set(2)
        self.assertEqual(runs, [1, 2, 3, 2])

    def test_without_equality_a_write_is_a_change_also_when_put_back(self):
        s = signal(1, check_equality=False)
        runs = []
        with effect(lambda: runs.append(s.get())):
            with batch():
                s.set(2)
                s.set(1)
        self.assertEqual(runs, [1, 1])

    def test_two_signals_that_swap_back(self):
        a, b = signal("a"), signal("b")
        runs = []
        with effect(lambda: runs.append((a.get(), b.get()))):
            with batch():
                a.set("b"), b.set("a")
                a.set("a"), b.set("b")
        self.assertEqual(len(runs), 1)
