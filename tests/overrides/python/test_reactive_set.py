# SPDX-License-Identifier: LGPL-2.1-or-later
"""reactive() of a set: each element is tracked, be it there or not."""

import copy
import pickle
import random
import threading
import weakref

from mirrors import Mirrors, attempt
from support import Case

from gi.repository.Reactivity import ReactiveSet, ReactiveSetProxy, effect, reactive


class SetTest(Case):
    def watch(self, read):
        """A list that gets what read() returns, in each run of an effect."""
        shown = []
        self.addCleanup(effect(lambda: shown.append(read())).dispose)
        return shown

    def test_a_mutable_set_is_wrapped_and_another_is_copied(self):
        plain = {1, 2}
        proxy = reactive(plain)
        self.assertIs(type(proxy), ReactiveSetProxy)
        proxy.add(3)
        proxy.remove(1)
        self.assertEqual(plain, {2, 3})

        of_frozen = reactive(frozenset(plain))
        self.assertIs(type(of_frozen), ReactiveSet)
        of_frozen.add(4)
        self.assertEqual(of_frozen, {2, 3, 4})
        self.assertEqual(plain, {2, 3})
        self.assertEqual(reactive({"a": 1}.keys()), {"a"})
        self.assertEqual(ReactiveSet(), set())

    def test_an_element_is_tracked_alone(self):
        proxy = reactive({1})
        one = self.watch(lambda: 1 in proxy)
        two = self.watch(lambda: 2 in proxy)
        proxy.add(3)
        proxy.add(2)
        proxy.add(2)
        proxy.discard(1)
        proxy.discard(1)
        self.assertEqual(one, [True, False])
        self.assertEqual(two, [False, True])

    def test_an_operation_on_many_elements_is_one_batch(self):
        proxy = reactive({1, 2})
        size = self.watch(lambda: len(proxy))
        content = self.watch(lambda: sorted(proxy))
        pair = self.watch(lambda: (1 in proxy, 3 in proxy))
        proxy ^= {1, 3}
        self.assertEqual(size, [2])
        self.assertEqual(content, [[1, 2], [2, 3]])
        self.assertEqual(pair, [(True, False), (False, True)])
        proxy.clear()
        self.assertEqual(size, [2, 0])
        self.assertEqual(content[2:], [[]])

    def test_it_behaves_as_the_set_does(self):
        proxy = reactive({1, 2, 3})
        self.assertEqual(repr(proxy), "{1, 2, 3}")
        self.assertEqual(proxy, {3, 2, 1})
        self.assertEqual(proxy, reactive({3, 2, 1}))
        self.assertNotEqual(proxy, {1})
        for made, expected in (
            (proxy | {4}, {1, 2, 3, 4}),
            (proxy & {1, 9}, {1}),
            (proxy - {1}, {2, 3}),
            (proxy ^ {1, 4}, {2, 3, 4}),
            ({4} | proxy, {1, 2, 3, 4}),
            ({1, 9} & proxy, {1}),
            ({1, 9} - proxy, {9}),
            ({1, 4} ^ proxy, {2, 3, 4}),
            (proxy.union([4], [5]), {1, 2, 3, 4, 5}),
            (proxy.intersection([1, 2], [2]), {2}),
            (proxy.difference([1], [2]), {3}),
            (proxy.symmetric_difference([1, 4]), {2, 3, 4}),
        ):
            self.assertIs(type(made), set)
            self.assertEqual(made, expected)
        self.assertTrue(proxy <= {1, 2, 3} and proxy < {1, 2, 3, 4})
        self.assertTrue(proxy >= {1, 2, 3} and proxy > {1})
        self.assertTrue(proxy.issubset([1, 2, 3]) and proxy.issuperset([1]))
        self.assertTrue(proxy.isdisjoint([4]))
        self.assertRaises(KeyError, proxy.remove, 4)
        self.assertRaises(TypeError, proxy.add, [])
        self.assertRaises(TypeError, proxy.update, [4, []])
        self.assertRaises(TypeError, hash, proxy)
        self.assertIn(proxy.pop(), {1, 2, 3})
        self.assertEqual(len(proxy), 2)
        proxy -= proxy
        self.assertFalse(proxy)
        self.assertRaises(KeyError, proxy.pop)

    def test_copies_are_reactive_and_apart(self):
        plain = {1}
        proxy = reactive(plain)
        for each in (
            proxy.copy(),
            copy.copy(proxy),
            copy.deepcopy(proxy),
            pickle.loads(pickle.dumps(proxy)),
        ):
            self.assertIs(type(each), type(proxy))
            shown = self.watch(lambda: 2 in each)
            each.add(2)
            self.assertEqual(shown, [False, True])
        self.assertEqual(plain, {1})

    def test_without_the_equality_check_each_write_is_a_change(self):
        proxy = reactive({1, 2}, check_equality=False)
        one = self.watch(lambda: 1 in proxy)
        two = self.watch(lambda: 2 in proxy)
        size = self.watch(lambda: len(proxy))
        content = self.watch(lambda: sorted(proxy))
        proxy.add(1)
        self.assertEqual([len(each) for each in (one, two, size, content)], [2, 1, 1, 2])

    def test_another_thread_is_refused_and_changes_nothing(self):
        proxy = reactive({1})
        errors = []

        def work():
            for use in (
                lambda: 1 in proxy,
                lambda: proxy.add(2),
                lambda: proxy.discard(1),
                lambda: proxy.pop(),
                lambda: proxy.clear(),
            ):
                try:
                    use()
                except RuntimeError as error:
                    errors.append(str(error))

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        self.assertEqual(errors, ["the container belongs to another thread"] * 5)
        self.assertEqual(proxy, {1})

    def test_random_edits_run_just_the_readers_that_show_something_else(self):
        elements = range(7)
        reads = {
            "len": len,
            "content": sorted,
            "set": set,
            **{f"in {element}": lambda s, e=element: e in s for element in elements},
        }

        def edit(rng):
            element = rng.choice(elements)
            some = {rng.choice(elements) for _ in range(rng.randrange(5))}
            more = [rng.choice(elements) for _ in range(rng.randrange(3))]
            return rng.choice(
                [
                    lambda s: s.add(element),
                    lambda s: s.discard(element),
                    lambda s: s.remove(element),
                    lambda s: s.update(some, more),
                    lambda s: s.difference_update(some, more),
                    lambda s: s.intersection_update(some),
                    lambda s: s.symmetric_difference_update(more),
                    lambda s: s.__ior__(some) is s,
                    lambda s: s.__iand__(some | {1, 2}) is s,
                    lambda s: s.__isub__(some) is s,
                    lambda s: s.__ixor__(some) is s,
                    lambda s: s.clear() if element == 0 else None,
                ]
            )

        for seed in range(30):
            rng = random.Random(seed)
            model = {element for element in elements if rng.random() < 0.5}
            proxy = reactive(set(model))
            mirrors = Mirrors(proxy, model, reads)
            for step in range(60):
                change = edit(rng)
                note = (seed, step)
                self.assertEqual(attempt(change, proxy), attempt(change, model), note)
                mirrors.check(self, note)
            mirrors.dispose()

    def test_nobody_keeps_a_set_that_is_read(self):
        proxy = reactive({1})
        run = effect(lambda: (1 in proxy, list(proxy)))
        gone = weakref.ref(proxy), weakref.ref(run)
        del proxy, run
        self.assert_gone(*gone)
