# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the graph promises about reading: G1 to G4, and G7."""

import itertools

from support import Case

from gi.repository.Reactivity import batch, derived, effect, memoized, signal, untrack


class G1Test(Case):
    """What was read counts."""

    def test_g1_get_value_and_call_link(self):
        s = signal(1)
        d = derived(s.get)
        for read in (s.get, lambda: s.value, lambda: s.get(True), lambda: s.get(track=True)):
            with effect(read) as e:
                self.assertEqual(e.dependencies, {s})
                self.assertIn(e, s.subscribers)
            self.assertEqual(s.subscribers, set())
        for read in (d, d.get, lambda: d.value, lambda: d.get(track=True)):
            with effect(read) as e:
                self.assertEqual(e.dependencies, {d})
        self.assertEqual(d.dependencies, {s})

    def test_g1_peek_and_track_false_do_not_link(self):
        s, other = signal(1), signal(0)
        d = derived(s.get)
        for read in (s.peek, lambda: s.get(track=False), lambda: s.get(False), d.peek,
                     lambda: d.get(False)):
            runs = []
            with effect(lambda: (other.get(), runs.append(read()))) as e:
                self.assertEqual(e.dependencies, {other})
                s.update(lambda n: n + 1)
                self.assertEqual(len(runs), 1)

    def test_g1_untrack_in_each_form_does_not_link(self):
        s, other = signal(1), signal(0)

        def with_block():
            other.get()
            with untrack():
                return s.get()

        def with_function():
            return other.get(), untrack(s.get)

        def nested():
            with untrack(), untrack():
                s.get()
            other.get()

        for fn in (with_block, with_function, nested):
            with self.subTest(fn=fn.__name__), effect(fn) as e:
                self.assertEqual(e.dependencies, {other})

    def test_g1_untrack_gives_the_result_and_lets_errors_through(self):
        self.assertEqual(untrack(lambda: 42), 42)
        s = signal(0)
        with self.assertRaises(ZeroDivisionError):
            untrack(lambda: 1 / 0)
        with self.assertRaises(ZeroDivisionError), untrack():
            1 / 0
        with effect(s.get) as e:  # tracking is as it was
            self.assertEqual(e.dependencies, {s})

    def test_g1_a_derived_read_in_untrack_keeps_its_own_dependencies(self):
        s, other = signal(1), signal(0)
        d = derived(lambda: s.get() * 2)
        with effect(lambda: (other.get(), untrack(d))) as e:
            self.assertEqual(e.dependencies, {other})
            self.assertEqual(d.dependencies, {s})
            s.set(4)
            self.assertEqual(d(), 8)

    def test_g1_only_the_reads_of_the_last_run_count(self):
        which, a, b = signal(True), signal("a"), signal("b")
        seen = []
        with effect(lambda: seen.append(a.get() if which.get() else b.get())) as e:
            b.set("B")
            which.set(False)
            self.assertEqual(e.dependencies, {which, b})
            a.set("A")
            b.set("BB")
            which.set(True)
        self.assertEqual(seen, ["a", "B", "BB", "A"])

    def test_g1_reads_outside_of_computations_link_nothing(self):
        s = signal(1)
        d = derived(s.get)
        s.get(), d()
        self.assertEqual(s.subscribers, {d})
        self.assertEqual(d.subscribers, set())

    def test_g1_reading_often_links_once(self):
        s = signal(1)
        runs = []
        with effect(lambda: runs.append([s.get() for _ in range(50)])):
            s.set(2)
        self.assertEqual(len(runs), 2)

    def test_g1_the_sets_are_copies(self):
        s = signal(1)
        with effect(s.get) as e:
            e.dependencies.clear()
            s.subscribers.clear()
            self.assertEqual(e.dependencies, {s})
            self.assertEqual(s.subscribers, {e})


class G2Test(Case):
    """The same value changes nothing. What counts as the same is in test_values.py."""

    def test_g2_set_says_whether_something_changed(self):
        s = signal(1)
        self.assertIs(s.set(1), False)
        self.assertIs(s.set(2), True)

    def test_g2_assigning_value_is_setting_it(self):
        s = signal(1)
        seen = []
        with effect(lambda: seen.append(s.value)):
            s.value = 1
            s.value = 2
        self.assertEqual(seen, [1, 2])

    def test_g2_update_sets_what_the_function_makes_of_the_value(self):
        s = signal(20)
        self.assertIs(s.update(lambda n: n + 1), True)
        self.assertIs(s.update(lambda n: n), False)
        self.assertEqual(s.get(), 21)

    def test_g2_update_never_tracks(self):
        count, trigger = signal(0), signal(0)

        def add():
            trigger.get()
            count.update(lambda n: n + 1)

        with effect(add) as e:
            self.assertEqual(e.dependencies, {trigger})
            count.set(10)
            trigger.set(1)
        self.assertEqual(count.get(), 11)

    def test_g2_update_that_raises_changes_nothing(self):
        s = signal(1)
        with self.assertRaises(ZeroDivisionError):
            s.update(lambda n: n / 0)
        self.assertEqual(s.get(), 1)


class G3Test(Case):
    """A derived runs when it is read, and only if it must."""

    def test_g3_a_derived_is_lazy(self):
        runs = []
        s = signal(1)
        d = derived(lambda: runs.append(s.get()))
        s.set(2)
        self.assertEqual(runs, [])
        d()
        self.assertEqual(runs, [2])

    def test_g3_a_derived_is_cached(self):
        runs = []
        s = signal(1)
        d = derived(lambda: (runs.append(1), s.get() + 1)[1])
        for _ in range(3):
            self.assertEqual(d(), 2)
        self.assertEqual(len(runs), 1)

    def test_g3_it_runs_at_most_once_for_a_change(self):
        s = signal(1)
        runs = []
        d = derived(lambda: (runs.append(1), s.get())[1])
        with effect(d), effect(d), effect(lambda: d() + d()):
            s.set(2)
            self.assertEqual(len(runs), 2)

    def test_g3_its_own_equality_stops_the_wave(self):
        s = signal(1)
        positive = derived(lambda: s.get() > 0)
        text = derived(lambda: str(positive()))
        runs = []
        with effect(lambda: runs.append(text())):
            s.set(2)
            s.set(-1)
            s.set(-2)
        self.assertEqual(runs, ["True", "False"])

    def test_g3_its_first_run_announces_no_change(self):
        s = signal(1)
        runs = []
        d = derived(lambda: s.get() * 2)
        with effect(lambda: runs.append(d())), effect(lambda: runs.append(d())):
            d()
        self.assertEqual(runs, [2, 2])

    def test_g3_a_guard_read_first_protects_what_comes_after(self):
        person = signal({"name": "Ada"})
        has = derived(lambda: person.get() is not None)
        name = derived(lambda: person.get()["name"])
        seen = []
        with effect(lambda: seen.append(name() if has() else None)):
            person.set(None)
            person.set({"name": "Grace"})
        self.assertEqual(seen, ["Ada", None, "Grace"])

    def test_g3_dependencies_are_checked_in_the_order_of_the_reads(self):
        s = signal(0)
        order = []
        a = derived(lambda: (order.append("a"), s.get())[1])
        b = derived(lambda: (order.append("b"), s.get() * 0)[1])
        c = derived(lambda: (order.append("c"), s.get() * 0)[1])
        runs = []
        with effect(lambda: (c(), b(), a(), runs.append(1))):
            order.clear()
            s.set(1)
            self.assertEqual(order, ["c", "b", "a"])
            self.assertEqual(len(runs), 2)

    def test_g3_nobody_reading_means_nobody_running(self):
        s = signal(0)
        runs = []
        d = derived(lambda: (runs.append(1), s.get())[1])
        e = effect(d)
        e.dispose()
        s.set(1)
        s.set(2)
        self.assertEqual(len(runs), 1)
        self.assertEqual(d(), 2)

    def test_invalidate_has_it_run_at_the_next_read(self):
        s = signal(0)
        outside = [1]
        d = derived(lambda: s.get() + outside[0])
        self.assertEqual(d(), 1)
        outside[0] = 5
        self.assertEqual(d(), 1)
        d.invalidate()
        self.assertEqual(d(), 5)

    def test_invalidate_wakes_effects_if_the_value_is_another(self):
        s = signal(0)
        outside = [1]
        d = derived(lambda: s.get() + outside[0])
        seen = []
        with effect(lambda: seen.append(d())):
            d.invalidate()
            self.assertEqual(seen, [1])
            outside[0] = 5
            d.invalidate()
        self.assertEqual(seen, [1, 5])

    def test_dirty_says_whether_a_read_may_run_it(self):
        s = signal(0)
        d = derived(s.get)
        self.assertTrue(d.dirty)
        d()
        self.assertFalse(d.dirty)
        s.set(1)
        self.assertTrue(d.dirty)


class G4Test(Case):
    """No function sees old beside new."""

    def test_g4_diamond_never_sees_old_and_new(self):
        s = signal(0)
        sides = [derived(lambda i=i: s.get() + i) for i in range(10)]
        bottom = derived(lambda: [side() for side in sides])
        seen = []
        with effect(lambda: seen.append((s.get(), bottom()))):
            for n in range(1, 20):
                s.set(n)
        self.assertEqual(seen, [(n, [n + i for i in range(10)]) for n in range(20)])

    def test_g4_arms_of_different_length_agree_in_every_order_of_reading(self):
        for order in itertools.permutations(range(4)):
            s = signal(0)
            arms = [s.get]
            for _ in range(3):
                arms.append(derived(arms[-1]))
            seen = []
            with effect(lambda: seen.append([arms[i]() for i in order])):
                for n in range(1, 4):
                    s.set(n)
            self.assertEqual(seen, [[n] * 4 for n in range(4)])

    def test_g4_a_diamond_through_memoized_agrees(self):
        s = signal(0)
        left = memoized(lambda: s.get() + 1)
        right = derived(lambda: s.get() + 1)
        seen = []
        with effect(lambda: seen.append((left(), right()))):
            s.set(1)
        self.assertEqual(seen, [(1, 1), (2, 2)])

    def test_g4_a_read_inside_a_batch_is_fresh(self):
        a, b = signal(1), signal(10)
        total = derived(lambda: a.get() + b.get())
        twice = memoized(lambda: total() * 2)
        with effect(twice):
            with batch():
                a.set(2)
                self.assertEqual((total(), twice()), (12, 24))
                b.set(20)
                self.assertEqual((total(), twice()), (22, 44))

    def test_g4_a_derived_read_by_an_earlier_effect_is_fresh(self):
        s = signal(0)
        d = derived(lambda: s.get() * 10)
        seen = []
        with effect(lambda: seen.append(s.get() * 10 == d.peek())):
            s.set(1)
            s.set(2)
        self.assertEqual(seen, [True] * 3)


class G7Test(Case):
    """A memoized caches without comparing."""

    def test_g7_a_memoized_is_cached_and_lazy(self):
        s = signal(1)
        runs = []
        m = memoized(lambda: (runs.append(1), s.get() * 2)[1])
        self.assertEqual(runs, [])
        self.assertEqual((m(), m()), (2, 2))
        s.set(2)
        self.assertEqual(len(runs), 1)
        self.assertEqual(m(), 4)
        self.assertEqual(len(runs), 2)

    def test_g7_its_readers_are_due_though_the_value_is_the_same(self):
        s = signal(1)
        m = memoized(lambda: s.get() * 0)
        runs = []
        with effect(lambda: runs.append(m())):
            s.set(2)
        self.assertEqual(runs, [0, 0])

    def test_g7_it_does_not_run_when_its_reader_does_not_read_it_any_more(self):
        s, wanted = signal(1), signal(True)
        runs = []
        m = memoized(lambda: (runs.append(1), s.get())[1])
        with effect(lambda: m() if wanted.get() else None):
            with batch():
                wanted.set(False)
                s.set(2)
        self.assertEqual(len(runs), 1)

    def test_g7_invalidate_has_it_run_again(self):
        s = signal(1)
        runs = []
        m = memoized(lambda: (runs.append(1), s.get())[1])
        m()
        m.invalidate()
        m()
        self.assertEqual(len(runs), 2)

    def test_g7_values_are_never_compared(self):
        class Touchy:
            def __eq__(self, other):
                raise AssertionError("compared")

            __hash__ = None

        s = signal(1)
        m = memoized(lambda: (s.get(), Touchy())[1])
        with effect(m):
            s.set(2)
            s.set(3)
