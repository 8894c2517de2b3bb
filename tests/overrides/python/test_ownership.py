# SPDX-License-Identifier: LGPL-2.1-or-later
"""G10: what a run makes ends with it; cleanup functions; scopes."""

from support import Case, Reactivity

from gi.repository.Reactivity import batch, derived, effect, on_cleanup, scope, signal, untrack


class G10Test(Case):
    """Effects made in a run."""

    def test_g10_effects_of_a_run_end_when_it_is_repeated(self):
        outer, inner = signal(0), signal(0)
        seen = []

        def run():
            n = outer.get()
            effect(lambda: seen.append((n, inner.get())))

        with effect(run):
            outer.set(1)
            seen.clear()
            inner.set(1)
            self.assertEqual(seen, [(1, 1)])

    def test_g10_effects_of_a_run_end_with_the_effect(self):
        inner = signal(0)
        outer = signal(0)
        seen = []
        e = effect(lambda: (outer.get(), effect(lambda: seen.append(inner.get()))))
        e.dispose()
        inner.set(1)
        self.assertEqual(seen, [0])

    def test_g10_deepest_first_and_the_last_made_first(self):
        trigger = signal(0)
        order = []

        def leaf(name, *children):
            def run():
                trigger.peek()
                alive.get()
                on_cleanup(lambda: order.append(name))
                for child in children:
                    effect(child)
            return run

        alive = signal(0)
        e = effect(leaf("root", leaf("a", leaf("a1"), leaf("a2")), leaf("b")))
        e.dispose()
        self.assertEqual(order, ["b", "a2", "a1", "a", "root"])

    def test_g10_an_inner_effect_does_not_run_before_the_outer_one_is_repeated(self):
        s = signal(0)
        seen = []

        def run():
            n = s.get()
            effect(lambda: seen.append((n, s.get())))

        with effect(run):
            for n in range(1, 5):
                s.set(n)
        self.assertEqual(seen, [(n, n) for n in range(5)])

    def test_g10_untrack_keeps_them(self):
        outer, inner = signal(0), signal(0)
        seen = []
        kept = []

        def run():
            outer.get()
            with untrack():
                kept.append(effect(lambda: seen.append(inner.get())))

        with effect(run):
            outer.set(1)
        seen.clear()
        inner.set(1)
        self.assertEqual(seen, [1, 1])
        for e in kept:
            e.dispose()

    def test_g10_a_scope_keeps_them(self):
        outer, inner = signal(0), signal(0)
        seen = []
        group = scope()

        def run():
            outer.get()
            with group:
                effect(lambda: seen.append(inner.get()))

        with effect(run):
            outer.set(1)
        seen.clear()
        inner.set(1)
        self.assertEqual(seen, [1, 1])
        group.dispose()
        inner.set(2)
        self.assertEqual(seen, [1, 1])

    def test_g10_effects_made_by_a_derived_end_with_its_run(self):
        s, inner = signal(0), signal(0)
        seen = []
        d = derived(lambda: (effect(lambda: seen.append(inner.get())), s.get())[1])
        d()
        s.set(1)
        d()
        seen.clear()
        inner.set(1)
        self.assertEqual(seen, [1])
        d.dispose()
        inner.set(2)
        self.assertEqual(seen, [1])

    def test_g10_deriveds_made_in_a_run_can_be_kept(self):
        s, trigger = signal(1), signal(0)
        kept = []
        with effect(lambda: (trigger.get(), kept.append(derived(lambda: s.get() * 2)))):
            trigger.set(1)
        s.set(4)
        self.assertEqual([d() for d in kept], [8, 8])

    def test_g10_an_effect_called_by_hand_ends_those_of_the_run_before(self):
        inner = signal(0)
        seen = []
        with effect(lambda: effect(lambda: seen.append(inner.get())), False) as e:
            e.reactivity_loss_strategy = "ignore"
            e()
            e()
            seen.clear()
            inner.set(1)
            self.assertEqual(seen, [1])


class CleanupTest(Case):
    def test_before_the_next_run_and_at_dispose(self):
        s = signal(0)
        events = []

        def run():
            n = s.get()
            events.append(f"run {n}")
            on_cleanup(lambda: events.append(f"clean {n}"))

        with effect(run):
            s.set(1)
        self.assertEqual(events, ["run 0", "clean 0", "run 1", "clean 1"])

    def test_the_last_added_first(self):
        s = signal(0)
        order = []

        def run():
            s.get()
            for i in range(3):
                on_cleanup(lambda i=i: order.append(i))

        effect(run).dispose()
        self.assertEqual(order, [2, 1, 0])

    def test_as_a_decorator(self):
        s = signal(0)
        order = []

        def run():
            s.get()

            @on_cleanup
            def clean():
                order.append("cleaned")

            self.assertTrue(callable(clean))

        effect(run).dispose()
        self.assertEqual(order, ["cleaned"])

    def test_each_is_called_once(self):
        s = signal(0)
        calls = []

        def run():
            if s.get() == 0:
                on_cleanup(lambda: calls.append(1))

        with effect(run) as e:
            s.set(1)
            s.set(2)
            e.dispose()
        self.assertEqual(calls, [1])

    def test_what_it_reads_is_no_dependency(self):
        s, other = signal(0), signal(0)
        with effect(lambda: (s.get(), on_cleanup(other.get))) as e:
            s.set(1)
            self.assertEqual(e.dependencies, {s})

    def test_what_it_writes_wakes_others(self):
        s, state = signal(0), signal("new")
        seen = []
        with effect(lambda: seen.append(state.get())):
            effect(lambda: (s.get(), on_cleanup(lambda: state.set("closed")))).dispose()
        self.assertEqual(seen, ["new", "closed"])

    def test_in_a_derived(self):
        s = signal(0)
        order = []
        d = derived(lambda: (on_cleanup(lambda: order.append("clean")), s.get())[1])
        d()
        s.set(1)
        self.assertEqual(order, [])
        d()
        self.assertEqual(order, ["clean"])
        d.dispose()
        self.assertEqual(order, ["clean", "clean"])

    def test_outside_of_all_it_is_an_error(self):
        with self.assertRaises(RuntimeError):
            on_cleanup(lambda: 0)

    def test_it_must_be_a_function(self):
        with scope(), self.assertRaises(TypeError):
            on_cleanup(1)

    def test_one_that_raises_does_not_stop_the_others(self):
        s = signal(0)
        order = []

        def run():
            s.get()
            on_cleanup(lambda: order.append(1))
            on_cleanup(lambda: 1 / 0)
            on_cleanup(lambda: order.append(3))

        e = effect(run)
        with self.assertRaises(ZeroDivisionError):
            e.dispose()
        self.assertEqual(order, [3, 1])

    def test_one_that_raises_does_not_stop_the_next_run(self):
        s = signal(0)
        seen = []
        with effect(lambda: (seen.append(s.get()), on_cleanup(lambda: 1 / 0 if not s.peek() or
                                                              len(seen) == 1 else None))):
            with self.assertRaises(ZeroDivisionError):
                s.set(1)
            self.assertEqual(seen, [0, 1])
            s.set(2)
        self.assertEqual(seen, [0, 1, 2])

    def test_cleanup_of_the_owner_comes_after_those_of_what_it_made(self):
        s = signal(0)
        order = []

        def run():
            s.get()
            on_cleanup(lambda: order.append("first of outer"))
            effect(lambda: (s.get(), on_cleanup(lambda: order.append("inner"))))
            on_cleanup(lambda: order.append("second of outer"))

        effect(run).dispose()
        self.assertEqual(order, ["inner", "second of outer", "first of outer"])


class ScopeTest(Case):
    def test_what_is_made_in_it_ends_with_it(self):
        s = signal(0)
        seen = []
        with scope() as group:
            effect(lambda: seen.append(("a", s.get())))
            effect(lambda: seen.append(("b", s.get())))
        seen.clear()
        s.set(1)
        self.assertEqual(seen, [("a", 1), ("b", 1)])
        group.dispose()
        s.set(2)
        self.assertEqual(len(seen), 2)

    def test_it_ends_when_it_is_dropped(self):
        s = signal(0)
        seen = []
        group = scope(lambda: effect(lambda: seen.append(s.get())))
        s.set(1)
        del group
        s.set(2)
        self.assertEqual(seen, [0, 1])

    def test_run_gives_the_result_and_lets_errors_through(self):
        group = scope()
        self.assertEqual(group.run(lambda: 42), 42)
        with self.assertRaises(ZeroDivisionError):
            group.run(lambda: 1 / 0)
        with self.assertRaises(RuntimeError):
            on_cleanup(lambda: 0)  # it has been left

    def test_it_can_be_used_again(self):
        s = signal(0)
        seen = []
        group = scope()
        for i in range(2):
            with group:
                effect(lambda i=i: seen.append((i, s.get())))
            group.dispose()
        s.set(1)
        self.assertEqual(seen, [(0, 0), (1, 0)])

    def test_scopes_nest(self):
        s = signal(0)
        order = []
        with scope() as outer:
            effect(lambda: (s.get(), on_cleanup(lambda: order.append("outer"))))
            with scope() as inner:
                effect(lambda: (s.get(), on_cleanup(lambda: order.append("inner"))))
        inner.dispose()
        self.assertEqual(order, ["inner"])
        outer.dispose()
        self.assertEqual(order, ["inner", "outer"])

    def test_cleanup_functions_of_a_scope(self):
        order = []
        with scope() as group:
            on_cleanup(lambda: order.append("in it"))
        group.on_cleanup(lambda: order.append("by it"))
        group.dispose()
        self.assertEqual(order, ["by it", "in it"])

    def test_an_exception_in_the_body_leaves_it(self):
        with self.assertRaises(ZeroDivisionError), scope():
            1 / 0
        with self.assertRaises(RuntimeError):
            on_cleanup(lambda: 0)

    def test_a_cleanup_function_of_a_scope_that_raises(self):
        order = []
        with scope() as group:
            on_cleanup(lambda: order.append(1))
            on_cleanup(lambda: 1 / 0)
        with self.assertRaises(ZeroDivisionError):
            group.dispose()
        self.assertEqual(order, [1])

    def test_entering_is_not_tracking_nor_untracking(self):
        s = signal(0)
        group = scope()

        def run():
            with group:
                return s.get()

        with effect(run) as e:
            self.assertEqual(e.dependencies, {s})

    def test_a_scope_in_a_batch_ends_before_the_flush(self):
        s = signal(0)
        seen = []
        with scope() as group:
            effect(lambda: seen.append(s.get()))
        with batch():
            s.set(1)
            group.dispose()
        self.assertEqual(seen, [0])

    def test_scope_belongs_to_its_context(self):
        ctx = Reactivity.new_context()
        group = scope(context=ctx)
        s, t = signal(0), ctx.signal(0)
        seen = []
        with group:
            mine = effect(lambda: seen.append(("default", s.get())))
            ctx.effect(lambda: seen.append(("ctx", t.get())))
        group.dispose()
        seen.clear()
        s.set(1)
        t.set(1)
        self.assertEqual(seen, [("default", 1)])
        mine.dispose()
