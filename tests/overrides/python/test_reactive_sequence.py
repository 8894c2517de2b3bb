# SPDX-License-Identifier: LGPL-2.1-or-later
"""reactive() of a list: indices and slices are tracked by what they show."""

import array
import collections
import copy
import pickle
import random
import threading
import weakref

from mirrors import Mirrors, attempt
from support import Case

from gi.repository.Reactivity import (
    ReactiveSequence,
    ReactiveSequenceProxy,
    effect,
    reactive,
)


class SequenceTest(Case):
    def watch(self, read):
        """A list that gets what read() returns, in each run of an effect."""
        shown = []
        self.addCleanup(effect(lambda: shown.append(read())).dispose)
        return shown

    def test_a_mutable_sequence_is_wrapped_and_another_is_copied(self):
        plain = [1, 2]
        proxy = reactive(plain)
        self.assertIs(type(proxy), ReactiveSequenceProxy)
        proxy.append(3)
        del proxy[0]
        self.assertEqual(plain, [2, 3])

        of_tuple = reactive((1, 2))
        self.assertIs(type(of_tuple), ReactiveSequence)
        of_tuple[0] = 5
        self.assertEqual(of_tuple, [5, 2])
        self.assertEqual(of_tuple, (5, 2))
        self.assertEqual(reactive(range(3)), [0, 1, 2])
        self.assertEqual(ReactiveSequence(), [])

    def test_an_index_is_tracked_by_what_it_shows(self):
        proxy = reactive(["a", "b", "c"])
        first = self.watch(lambda: proxy[0])
        last = self.watch(lambda: proxy[-1])
        fourth = self.watch(lambda: attempt(proxy.__getitem__, 3))
        proxy.append("d")
        proxy.insert(0, "a")
        proxy[0] = "A"
        del proxy[1]
        self.assertEqual(first, ["a", "A"])
        self.assertEqual(last, ["c", "d"])
        self.assertEqual(fourth, [IndexError, "d", "c", "d"])

    def test_a_slice_is_tracked_by_what_it_shows(self):
        proxy = reactive([0, 1, 2, 3, 4, 5])
        middle = self.watch(lambda: proxy[2:4])
        even = self.watch(lambda: proxy[::2])
        tail = self.watch(lambda: proxy[-2:])
        proxy[0] = 10
        proxy[5] = 50
        proxy[1] = 11
        proxy[3] = 33
        self.assertEqual(middle, [[2, 3], [2, 33]])
        self.assertEqual(even, [[0, 2, 4], [10, 2, 4]])
        self.assertEqual(tail, [[4, 5], [4, 50]])
        self.assertIs(type(middle[0]), list)

    def test_length_is_tracked_alone(self):
        proxy = reactive([1, 2])
        size = self.watch(lambda: len(proxy))
        content = self.watch(lambda: list(proxy))
        proxy[0] = 3
        proxy.reverse()
        proxy[:] = [5, 6]
        proxy.append(7)
        self.assertEqual(size, [2, 3])
        self.assertEqual(content, [[1, 2], [3, 2], [2, 3], [5, 6], [5, 6, 7]])

    def test_it_behaves_as_the_list_does(self):
        proxy = reactive([3, 1, 2])
        self.assertEqual(repr(proxy), "[3, 1, 2]")
        self.assertEqual(proxy, [3, 1, 2])
        self.assertEqual(proxy, reactive([3, 1, 2]))
        self.assertNotEqual(proxy, [3])
        self.assertNotEqual(proxy, 3)
        self.assertEqual(list(reversed(proxy)), [2, 1, 3])
        self.assertEqual(proxy + [4], [3, 1, 2, 4])
        self.assertEqual([4] + proxy, [4, 3, 1, 2])
        self.assertEqual(proxy + proxy, [3, 1, 2, 3, 1, 2])
        self.assertEqual(2 * proxy, proxy * 2)
        self.assertEqual((proxy.index(1), proxy.count(1), 1 in proxy), (1, 1, True))
        self.assertRaises(ValueError, proxy.index, 1, 2)
        self.assertRaises(ValueError, proxy.remove, 9)
        self.assertRaises(IndexError, lambda: proxy[3])
        self.assertRaises(IndexError, proxy.__setitem__, 3, 0)
        self.assertRaises(IndexError, proxy.__delitem__, -4)
        self.assertRaises(TypeError, lambda: proxy["a"])
        self.assertRaises(TypeError, hash, proxy)
        self.assertRaises(IndexError, reactive([]).pop)
        self.assertEqual((proxy.pop(), proxy.pop(0), proxy), (2, 3, [1]))
        proxy += (n for n in (5, 4))
        proxy.sort(key=lambda n: -n)
        self.assertEqual(proxy, [5, 4, 1])
        proxy *= 2
        self.assertEqual(proxy, [5, 4, 1, 5, 4, 1])
        proxy.extend(proxy)
        self.assertEqual(len(proxy), 12)
        match proxy:
            case [first, *_, last]:
                self.assertEqual((first, last), (5, 1))

    def test_copies_are_reactive_and_apart(self):
        plain = [[1]]
        proxy = reactive(plain)
        for each in (
            proxy.copy(),
            copy.copy(proxy),
            copy.deepcopy(proxy),
            pickle.loads(pickle.dumps(proxy)),
        ):
            self.assertIs(type(each), type(proxy))
            shown = self.watch(lambda: len(each))
            each.append(2)
            self.assertEqual(shown, [1, 2])
        self.assertEqual(plain, [[1]])

    def test_sorting_is_stable_and_one_batch(self):
        words = ["bb", "a", "cc", "d"]
        proxy = reactive(words)
        shown = self.watch(lambda: (proxy[0], proxy[1], proxy[-1]))
        last = self.watch(lambda: proxy[2])
        proxy.sort(key=len)
        self.assertEqual(words, ["a", "d", "bb", "cc"])
        self.assertEqual(shown, [("bb", "a", "d"), ("a", "d", "cc")])
        self.assertEqual(last, ["cc", "bb"])
        proxy.sort(key=len)
        self.assertEqual(len(shown), 2)

        mixed = reactive([1, "a"])
        self.assertRaises(TypeError, mixed.sort)
        self.assertEqual(mixed, [1, "a"])

    def test_without_the_equality_check_each_write_is_a_change(self):
        proxy = reactive([0] * 6, check_equality=False)
        reads = {
            **{n: lambda n=n: proxy[n] for n in range(-6, 6)},
            "len": lambda: len(proxy),
            "all": lambda: list(proxy),
            "head": lambda: proxy[:2],
            "tail": lambda: proxy[-2:],
            "even": lambda: proxy[::2],
        }
        runs = []
        effects = [
            effect(lambda n=n, read=read: (read(), runs.append(n))) for n, read in reads.items()
        ]

        def written_by(edit):
            runs.clear()
            edit()
            return set(runs)

        def item():
            proxy[1] = 0

        def step():
            proxy[1::2] = [0, 0, 0]

        def last():
            proxy[-1] = 0

        self.assertEqual(written_by(item), {1, -5, "all", "head"})
        self.assertEqual(written_by(step), {1, 3, 5, -5, -3, -1, "all", "head", "tail"})
        self.assertEqual(written_by(last), {5, -1, "all", "tail"})
        self.assertEqual(
            written_by(lambda: proxy.insert(4, 0)),
            {4, 5, -6, -5, -4, -3, "len", "all", "even"},
        )
        self.assertEqual(
            written_by(lambda: proxy.pop(4)),
            {4, 5, -6, -5, -4, -3, "len", "all", "even"},
        )
        self.assertEqual(written_by(proxy.reverse), set(reads) - {"len"})
        self.assertEqual(written_by(lambda: proxy.extend([])), set())
        for each in effects:
            each.dispose()

    def test_data_other_than_lists(self):
        for data, value in (
            (array.array("i", [1, 2, 3]), 4),
            (bytearray(b"abc"), 4),
            (collections.deque([1, 2, 3]), 4),
            (collections.UserList([1, 2, 3]), 4),
        ):
            with self.subTest(data=data):
                proxy = reactive(data)
                last = self.watch(lambda: proxy[-1])
                proxy.append(value)
                proxy.reverse()
                proxy.sort()
                proxy.insert(0, 0)
                self.assertEqual(list(proxy), sorted(data))
                self.assertEqual(last[1], 4)
                self.assertEqual(last[-1], max(data))
                self.assertEqual(proxy, data)

    def test_a_deque_of_limited_length(self):
        data = collections.deque([1, 2, 3], maxlen=3)
        proxy = reactive(data)
        first = self.watch(lambda: proxy[0])
        content = self.watch(lambda: list(proxy))
        proxy.append(4)
        self.assertEqual(first, [1, 2])
        self.assertEqual(content, [[1, 2, 3], [2, 3, 4]])

    def test_the_exception_of_an_effect_comes_out_of_the_write(self):
        proxy = reactive([1])

        def fail():
            if proxy[0] == 2:
                raise ValueError("no two")

        failing = effect(fail)
        other = self.watch(lambda: proxy[-1])
        with self.assertRaisesRegex(ValueError, "no two"):
            proxy[0] = 2
        self.assertEqual(proxy, [2])
        self.assertEqual(other, [1, 2])
        failing.dispose()

    def test_another_thread_is_refused_and_changes_nothing(self):
        proxy = reactive([1, 2])
        errors = []

        def work():
            for use in (
                lambda: proxy[0],
                lambda: proxy[0:1],
                lambda: len(proxy),
                lambda: proxy.append(3),
                lambda: proxy.pop(),
                lambda: proxy.reverse(),
                lambda: proxy.__setitem__(0, 5),
                lambda: proxy.clear(),
            ):
                try:
                    use()
                except RuntimeError as error:
                    errors.append(str(error))

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        self.assertEqual(errors, ["the container belongs to another thread"] * 8)
        self.assertEqual(proxy, [1, 2])

    def test_random_edits_run_just_the_readers_that_show_something_else(self):
        slices = [
            slice(None),
            slice(2),
            slice(1, 4),
            slice(3, None),
            slice(-2, None),
            slice(None, -1),
            slice(-4, -2),
            slice(4, 1),
            slice(None, None, 2),
            slice(None, None, -1),
            slice(4, 0, -2),
            slice(100, 200),
        ]
        reads = {
            "len": len,
            "iter": list,
            "reversed": lambda s: list(reversed(s)),
            "repr": repr,
            "two": lambda s: (attempt(s.__getitem__, 1), s[-3:]),
            **{str(part): lambda s, part=part: s[part] for part in slices},
            **{f"[{n}]": lambda s, n=n: attempt(s.__getitem__, n) for n in range(-7, 8)},
        }

        def edit(rng):
            n = rng.randrange(-7, 8)
            value = rng.randrange(3)
            values = [rng.randrange(3) for _ in range(rng.randrange(4))]
            part = slice(
                rng.choice([None, *range(-6, 7)]),
                rng.choice([None, *range(-6, 7)]),
                rng.choice([None, 1, 2, -1, -2]),
            )

            def refill(s):
                s[part] = [value] * len(s[part])

            return rng.choice(
                [
                    lambda s: s.__setitem__(n, value),
                    lambda s: s.__setitem__(part, values),
                    lambda s: s.__setitem__(slice(part.start, part.stop), iter(values)),
                    refill,
                    lambda s: s.__delitem__(n),
                    lambda s: s.__delitem__(part),
                    lambda s: s.insert(n, value),
                    lambda s: s.append(value),
                    lambda s: s.extend(values),
                    lambda s: s.__iadd__(values) is s,
                    lambda s: s.__imul__(value) is s if len(s) < 6 else None,
                    lambda s: s.pop(),
                    lambda s: s.pop(n),
                    lambda s: s.remove(value),
                    lambda s: s.reverse(),
                    lambda s: s.sort(),
                    lambda s: s.sort(reverse=True),
                    lambda s: s.clear() if value == 0 else None,
                ]
            )

        for seed in range(60):
            rng = random.Random(seed)
            model = [rng.randrange(3) for _ in range(rng.randrange(8))]
            proxy = reactive(list(model))
            chosen = reads if seed % 2 else dict(rng.sample(list(reads.items()), 5))
            mirrors = Mirrors(proxy, model, chosen)
            for step in range(60):
                change = edit(rng)
                note = (seed, step)
                self.assertEqual(attempt(change, proxy), attempt(change, model), note)
                mirrors.check(self, note)
                self.assertEqual(proxy, model)
            mirrors.dispose()


class SequenceLifeTest(Case):
    def test_no_source_is_left_when_nobody_reads(self):
        proxy = reactive(list(range(1000)))
        run = effect(lambda: (sum(proxy), proxy[3:900], len(proxy), proxy[0]))
        self.assertEqual((len(proxy._keys), len(proxy._others)), (1, 3))
        run.dispose()
        self.assertEqual((len(proxy._keys), len(proxy._others)), (0, 0))

    def test_nobody_keeps_a_sequence_that_is_read(self):
        proxy = reactive([1])
        run = effect(lambda: (proxy[0], proxy[:1], len(proxy)))
        gone = weakref.ref(proxy), weakref.ref(run)
        del proxy, run
        self.assert_gone(*gone)
