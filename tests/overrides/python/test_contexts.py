# SPDX-License-Identifier: LGPL-2.1-or-later
"""G12: contexts do not touch each other."""

import gc
import weakref

from support import Case, Reactivity

from gi.repository.Reactivity import (
    batch, derived, effect, memoized, new_context, on_cleanup, scope, signal, untrack)


class G12Test(Case):
    def setUp(self):
        super().setUp()
        self.ctx = new_context()
        self.other = new_context()

    def test_g12_a_read_of_another_context_is_no_dependency(self):
        mine, theirs = self.ctx.signal(0), self.other.signal(0)
        runs = []
        with self.ctx.effect(lambda: runs.append((mine.get(), theirs.get()))) as e:
            self.assertEqual(e.dependencies, {mine})
            theirs.set(1)
            mine.set(1)
        self.assertEqual(runs, [(0, 0), (1, 1)])

    def test_g12_a_batch_holds_back_its_own_effects_only(self):
        mine, theirs = self.ctx.signal(0), self.other.signal(0)
        seen = []
        with self.ctx.effect(lambda: seen.append(("mine", mine.get()))), \
                self.other.effect(lambda: seen.append(("theirs", theirs.get()))):
            seen.clear()
            with self.ctx.batch():
                mine.set(1)
                theirs.set(1)
                self.assertEqual(seen, [("theirs", 1)])
            self.assertEqual(seen, [("theirs", 1), ("mine", 1)])

    def test_g12_the_default_batch_is_that_of_the_default_context(self):
        s, mine = signal(0), self.ctx.signal(0)
        seen = []
        with effect(lambda: seen.append(s.get())), self.ctx.effect(lambda: seen.append(mine.get())):
            seen.clear()
            with batch():
                s.set(1)
                mine.set(2)
                self.assertEqual(seen, [2])
            self.assertEqual(seen, [2, 1])

    def test_g12_flush_is_of_one_context(self):
        mine, theirs = self.ctx.signal(0), self.other.signal(0)
        seen = []
        with self.ctx.effect(lambda: seen.append(("mine", mine.get()))), \
                self.other.effect(lambda: seen.append(("theirs", theirs.get()))):
            seen.clear()
            with self.ctx.batch(), self.other.batch():
                mine.set(1)
                theirs.set(1)
                self.ctx.flush()
                self.assertEqual(seen, [("mine", 1)])

    def test_g12_untrack_is_of_one_context(self):
        mine, theirs = self.ctx.signal(0), self.other.signal(0)

        def run():
            with self.other.untrack():
                return mine.get(), theirs.get()

        with self.ctx.effect(run) as e:
            self.assertEqual(e.dependencies, {mine})

    def test_g12_an_effect_in_the_run_of_another_context_is_not_owned(self):
        mine, theirs = self.ctx.signal(0), self.other.signal(0)
        seen = []
        made = []

        def run():
            mine.get()
            made.append(self.other.effect(lambda: seen.append(theirs.get())))

        with self.ctx.effect(run):
            mine.set(1)
        seen.clear()
        theirs.set(1)
        self.assertEqual(seen, [1, 1])
        for e in made:
            e.dispose()

    def test_g12_contexts_may_feed_each_other_through_effects(self):
        mine, theirs = self.ctx.signal(0), self.other.signal(0)
        seen = []
        with self.ctx.effect(lambda: theirs.set(mine.get() * 2)), \
                self.other.effect(lambda: seen.append(theirs.get())):
            mine.set(1)
        self.assertEqual(seen, [0, 2])

    def test_g12_an_error_comes_out_of_the_outermost_call_of_its_context(self):
        mine, theirs = self.ctx.signal(0), self.other.signal(0)

        def fail():
            if theirs.get():
                raise ValueError

        seen = []
        with self.other.effect(fail), self.ctx.effect(lambda: theirs.set(mine.get())), \
                self.ctx.effect(lambda: seen.append(mine.get())):
            with self.assertRaises(ValueError):
                mine.set(1)
        self.assertEqual(seen, [0, 1])

    def test_g12_members_of_a_context(self):
        s = self.ctx.state(1)
        d = self.ctx.derived(lambda: s.get() + 1)
        m = self.ctx.memoized(lambda: d() + 1)
        seen = []

        @self.ctx.effect
        def watch():
            seen.append(m())

        @self.ctx.effect(call_immediately=False)
        def later():
            pass

        @self.ctx.batch
        def write(n):
            s.set(n)
            s.set(n + 1)

        write(5)
        self.assertEqual(seen, [3, 8])
        self.assertEqual(self.ctx.untrack(d), 7)
        with self.ctx.batch(force_flush=False):
            s.set(0)
        self.assertEqual(seen, [3, 8, 2])
        cleaned = []
        with self.ctx.scope() as group:
            self.ctx.on_cleanup(lambda: cleaned.append(1))
        group.dispose()
        self.assertEqual(cleaned, [1])
        watch.dispose()

    def test_g12_decorators_of_a_context_with_arguments(self):
        s = self.ctx.signal(1)

        @self.ctx.derived(check_equality=False)
        def twice():
            return s.get() * 2

        @self.ctx.memoized()
        def thrice():
            return s.get() * 3

        self.assertEqual((twice(), thrice()), (2, 3))
        self.assertIs(twice.get_context(), self.ctx)

    def test_g12_properties_of_a_context(self):
        ctx = self.ctx

        class Model:
            n = ctx.state(1)

            @ctx.derived_property
            def double(self):
                return self.n * 2

            @ctx.memoized_property
            def triple(self):
                return self.n * 3

            @ctx.derived_method
            def plus(self):
                return self.n + 1

            @ctx.memoized_method
            def minus(self):
                return self.n - 1

        model = Model()
        seen = []
        with ctx.effect(lambda: seen.append((model.double, model.triple, model.plus(),
                                             model.minus()))):
            model.n = 5
        self.assertEqual(seen, [(2, 3, 2, 0), (10, 15, 6, 4)])

    def test_g12_untrack_scope_and_cleanup_take_a_context(self):
        mine = self.ctx.signal(1)
        with self.ctx.effect(lambda: untrack(mine.get, context=self.ctx), False) as e:
            e.reactivity_loss_strategy = "ignore"
            self.assertEqual(e(), 1)
            self.assertEqual(e.dependencies, set())
        cleaned = []
        group = scope(lambda: on_cleanup(lambda: cleaned.append(1), context=self.ctx),
                      context=self.ctx)
        group.dispose()
        self.assertEqual(cleaned, [1])

    def test_a_node_keeps_its_context(self):
        ctx = new_context()
        s = ctx.signal(1)
        seen = []
        e = ctx.effect(lambda: seen.append(s.get()))
        del ctx
        gc.collect()
        s.set(2)
        self.assertEqual(seen, [1, 2])
        e.dispose()

    def test_a_context_that_nobody_uses_goes(self):
        ctx = new_context()
        s = ctx.signal(1)
        e = ctx.effect(s.get)
        gone = weakref.ref(s), weakref.ref(e), weakref.ref(ctx)
        del ctx, s, e
        self.assert_gone(*gone)

    def test_memoized_and_derived_of_two_contexts(self):
        a, b = self.ctx.signal(1), self.other.signal(1)
        d = derived(lambda: a.get() + 1, context=self.ctx)
        m = memoized(lambda: b.get() + 1, context=self.other)
        self.assertEqual((d(), m()), (2, 2))
        a.set(5), b.set(6)
        self.assertEqual((d(), m()), (6, 7))

    def test_context_is_a_class_to_check_against(self):
        self.assertIsInstance(self.ctx, Reactivity.Context)
        self.assertIsNot(self.ctx, Reactivity.default_context)
