# SPDX-License-Identifier: LGPL-2.1-or-later
"""reactive() of a mapping: a key is tracked, be it there or not; writes go through."""

import collections
import copy
import pickle
import random
import threading
import types
import weakref

from mirrors import Mirrors, attempt
from support import Case, collect

from gi.repository.Reactivity import (
    Reactive,
    ReactiveMappingProxy,
    batch,
    derived,
    effect,
    new_context,
    reactive,
    untrack,
)


class MappingTest(Case):
    def watch(self, read):
        """A list that gets what read() returns, in each run of an effect."""
        shown = []
        self.addCleanup(effect(lambda: shown.append(read())).dispose)
        return shown

    def test_a_mutable_mapping_is_wrapped_and_another_is_copied(self):
        plain = {"a": 1}
        proxy = reactive(plain)
        self.assertIsInstance(proxy, Reactive)
        self.assertIsInstance(proxy, ReactiveMappingProxy)
        proxy["b"] = 2
        del proxy["a"]
        self.assertEqual(plain, {"b": 2})

        frozen = types.MappingProxyType(plain)
        of_frozen = reactive(frozen)
        self.assertIs(type(of_frozen), Reactive)
        of_frozen["c"] = 3
        self.assertEqual(plain, {"b": 2})
        self.assertEqual(of_frozen, {"b": 2, "c": 3})

    def test_a_reactive_has_a_dict_of_its_own(self):
        initial = {"a": 1}
        mapping = Reactive(initial)
        mapping["a"] = 2
        self.assertEqual(initial, {"a": 1})
        self.assertEqual(Reactive(), {})
        self.assertEqual(Reactive([("a", 1)]), {"a": 1})
        self.assertEqual(Reactive[str, int]({"a": 1}, False), {"a": 1})

    def test_a_key_is_tracked_alone(self):
        proxy = reactive({"a": 1, "b": 2})
        a = self.watch(lambda: proxy["a"])
        proxy["b"] = 3
        proxy["c"] = 4
        self.assertEqual(a, [1])
        proxy["a"] = 5
        proxy["a"] = 5
        self.assertEqual(a, [1, 5])

    def test_a_key_that_is_not_there_is_tracked(self):
        proxy = reactive({})
        got = self.watch(lambda: proxy.get("a", "none"))
        has = self.watch(lambda: "a" in proxy)
        read = self.watch(lambda: attempt(proxy.__getitem__, "a"))
        proxy["b"] = 0
        proxy["a"] = 1
        proxy["a"] = 2
        del proxy["a"]
        self.assertEqual(got, ["none", 1, 2, "none"])
        self.assertEqual(has, [False, True, False])
        self.assertEqual(read, [KeyError, 1, 2, KeyError])

    def test_length_and_iteration_track_membership_only(self):
        proxy = reactive({"a": 1, "b": 2})
        reads = {
            "len": lambda: len(proxy),
            "iter": lambda: list(proxy),
            "keys": lambda: list(proxy.keys()),
            "reversed": lambda: list(reversed(proxy)),
        }
        shown = {name: self.watch(read) for name, read in reads.items()}
        proxy["a"] = 10
        self.assertEqual({len(each) for each in shown.values()}, {1})
        proxy["c"] = 3
        self.assertEqual({len(each) for each in shown.values()}, {2})
        self.assertEqual(shown["reversed"][-1], ["c", "b", "a"])

    def test_views_track_when_they_are_consumed(self):
        proxy = reactive({"a": 1})
        keys, values, items = proxy.keys(), proxy.values(), proxy.items()
        made = self.watch(lambda: (proxy.keys(), proxy.values(), proxy.items()) and proxy.get("x"))
        shown = [
            self.watch(lambda: list(keys)),
            self.watch(lambda: list(values)),
            self.watch(lambda: list(items)),
            self.watch(lambda: list(reversed(items))),
            self.watch(lambda: keys & {"b", "c"}),
            self.watch(lambda: ("b", 2) in items),
        ]
        proxy["b"] = 2
        self.assertEqual(len(made), 1)
        self.assertEqual(
            [each[-1] for each in shown],
            [["a", "b"], [1, 2], [("a", 1), ("b", 2)], [("b", 2), ("a", 1)], {"b"}, True],
        )

    def test_it_behaves_as_the_dict_does(self):
        proxy = reactive({"a": 1, "b": 2})
        self.assertEqual(repr(proxy), "{'a': 1, 'b': 2}")
        self.assertEqual(proxy, {"a": 1, "b": 2})
        self.assertEqual(proxy, reactive({"b": 2, "a": 1}))
        self.assertNotEqual(proxy, {"a": 1})
        self.assertNotEqual(proxy, 1)
        self.assertEqual({**proxy}, dict(proxy))
        self.assertEqual(proxy | {"c": 3}, {"a": 1, "b": 2, "c": 3})
        self.assertEqual({"a": 0, "c": 3} | proxy, {"a": 1, "c": 3, "b": 2})
        self.assertIs(type(proxy | {}), dict)
        self.assertEqual(proxy.popitem(), ("b", 2))
        self.assertEqual(proxy.pop("a"), 1)
        self.assertEqual(proxy.pop("a", None), None)
        self.assertRaises(KeyError, proxy.pop, "a")
        self.assertRaises(KeyError, proxy.popitem)
        self.assertRaises(TypeError, hash, proxy)
        self.assertRaises(TypeError, lambda: proxy[[]])
        self.assertFalse(proxy)
        proxy |= {"x": 1}
        self.assertEqual(proxy.setdefault("x", 2), 1)
        self.assertEqual(proxy.setdefault("y", 2), 2)
        self.assertEqual(proxy, {"x": 1, "y": 2})
        match proxy:
            case {"x": x, **rest}:
                self.assertEqual((x, rest), (1, {"y": 2}))

    def test_copies_are_reactive_and_apart(self):
        plain = {"a": [1]}
        proxy = reactive(plain)
        shallow = proxy.copy()
        deep = copy.deepcopy(proxy)
        pickled = pickle.loads(pickle.dumps(proxy))
        for each in (shallow, copy.copy(proxy), deep, pickled):
            self.assertIs(type(each), type(proxy))
            self.assertEqual(each, plain)
            shown = self.watch(lambda: each.get("b"))
            each["b"] = 1
            self.assertEqual(shown, [None, 1])
        self.assertEqual(plain, {"a": [1]})
        self.assertIs(shallow["a"], plain["a"])
        self.assertIsNot(deep["a"], plain["a"])

    def test_an_operation_on_many_keys_is_one_batch(self):
        proxy = reactive({"a": 1, "b": 2})
        total = self.watch(lambda: sum(proxy.values()))
        both = self.watch(lambda: (proxy.get("a"), proxy.get("b")))
        proxy.update(a=10, b=20, c=30)
        self.assertEqual(total, [3, 60])
        self.assertEqual(both, [(1, 2), (10, 20)])
        proxy.clear()
        self.assertEqual(total, [3, 60, 0])
        self.assertEqual(both[2:], [(None, None)])

    def test_a_batch_groups_writes_and_reads_inside_are_fresh(self):
        proxy = reactive({"a": 1})
        double = derived(lambda: proxy["a"] * 2)
        shown = self.watch(double)
        with batch():
            proxy["a"] = 2
            self.assertEqual(double(), 4)
            proxy["a"] = 3
        self.assertEqual(shown, [2, 6])

    def test_without_the_equality_check_each_write_is_a_change(self):
        proxy = reactive({"a": 1, "b": 2}, check_equality=False)
        a = self.watch(lambda: proxy["a"])
        b = self.watch(lambda: proxy["b"])
        size = self.watch(lambda: len(proxy))
        has = self.watch(lambda: "a" in proxy)
        items = self.watch(lambda: list(proxy.items()))
        proxy["a"] = 1
        proxy.update(a=1)
        self.assertEqual([len(each) for each in (a, b, size, has, items)], [3, 1, 1, 1, 3])

    def test_a_function_may_say_what_is_equal(self):
        proxy = reactive({"a": 1}, lambda old, new: abs(old - new) < 5)
        shown = self.watch(lambda: proxy["a"])
        proxy["a"] = 3
        proxy["a"] = 30
        self.assertEqual(shown, [1, 30])

    def test_values_that_compare_oddly(self):
        class Odd:
            def __eq__(self, other):
                raise ValueError("no")

        proxy = reactive({"a": Odd()})
        shown = self.watch(lambda: proxy["a"])
        proxy["a"] = proxy["a"]
        self.assertEqual(len(shown), 1)
        proxy["a"] = Odd()
        self.assertEqual(len(shown), 2)

    def test_the_exception_of_an_effect_comes_out_of_the_write(self):
        proxy = reactive({"a": 1})
        failure = ValueError("no two")

        def fail():
            if proxy["a"] == 2:
                raise failure

        failing = effect(fail)
        after = self.watch(lambda: proxy["a"])
        for write in (lambda: proxy.update(a=2), lambda: proxy.__setitem__("a", 2)):
            proxy["a"] = 1
            with self.assertRaises(ValueError) as caught:
                write()
            self.assertIs(caught.exception, failure)
            self.assertEqual(proxy["a"], 2)
            self.assertEqual(after[-1], 2)
        failing.dispose()

    def test_an_update_that_fails_has_told_of_what_it_changed(self):
        class Picky(collections.UserDict):
            def __setitem__(self, key, value):
                if value is None:
                    raise ValueError(key)
                super().__setitem__(key, value)

        proxy = reactive(Picky(a=1, b=1))
        shown = self.watch(lambda: (proxy["a"], proxy["b"]))
        self.assertRaises(ValueError, proxy.update, {"a": 2, "b": None})
        self.assertEqual(shown, [(1, 1), (2, 1)])
        self.assertRaises(TypeError, proxy.update, 1)
        self.assertRaises(TypeError, proxy.__setitem__, [], 1)
        self.assertEqual(len(shown), 2)

    def test_a_default_that_a_read_puts_in_is_a_change(self):
        plain = collections.defaultdict(list)
        proxy = reactive(plain)
        size = self.watch(lambda: len(proxy))
        has = self.watch(lambda: "a" in proxy)
        proxy["a"].append(1)
        self.assertEqual(plain, {"a": [1]})
        self.assertEqual(size, [0, 1])
        self.assertEqual(has, [False, True])
        self.assertEqual(reactive(collections.Counter())["a"], 0)

    def test_untracked_reads_and_reads_outside_leave_nothing(self):
        proxy = reactive({"a": 1})
        runs = self.watch(lambda: (proxy.get("b"), untrack(lambda: proxy["a"])))
        proxy["a"] = 2
        self.assertEqual(runs, [(None, 1)])

    def test_a_context_keeps_to_itself(self):
        context = new_context()
        mapping = context.reactive({"a": 1})
        runs = self.watch(lambda: (mapping["a"], reactive({}).get("x")))
        shown = []
        inside = context.effect(lambda: shown.append(mapping["a"]))
        mapping["a"] = 2
        self.assertEqual(len(runs), 1)
        self.assertEqual(shown, [1, 2])
        inside.dispose()

    def test_another_thread_is_refused_and_changes_nothing(self):
        proxy = reactive({"a": 1})
        errors = []

        def work():
            for use in (
                lambda: proxy["a"],
                lambda: proxy.__setitem__("a", 2),
                lambda: proxy.update(a=2),
                lambda: proxy.pop("a"),
                lambda: proxy.popitem(),
                lambda: proxy.__delitem__("a"),
                lambda: proxy.clear(),
                lambda: proxy.setdefault("b", 2),
            ):
                try:
                    use()
                except RuntimeError as error:
                    errors.append(str(error))

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        self.assertEqual(errors, ["the container belongs to another thread"] * 8)
        self.assertEqual(proxy, {"a": 1})

    def test_random_edits_run_just_the_readers_that_show_something_else(self):
        keys = range(6)
        reads = {
            "len": len,
            "iter": list,
            "reversed": lambda m: list(reversed(m)),
            "items": lambda m: list(m.items()),
            "values": lambda m: list(m.values()),
            "repr": repr,
            "some": lambda m: (m.get(0), m.get(3), 5 in m),
            **{f"in {key}": lambda m, key=key: key in m for key in keys},
            **{f"get {key}": lambda m, key=key: m.get(key, "none") for key in keys},
            **{f"[{key}]": lambda m, key=key: attempt(m.__getitem__, key) for key in keys},
        }

        def edit(rng):
            key, value = rng.choice(keys), rng.randrange(3)
            many = {rng.choice(keys): rng.randrange(3) for _ in range(rng.randrange(4))}
            return rng.choice(
                [
                    lambda m: m.__setitem__(key, value),
                    lambda m: m.__delitem__(key),
                    lambda m: m.pop(key),
                    lambda m: m.pop(key, None),
                    lambda m: m.popitem(),
                    lambda m: m.update(many),
                    lambda m: m.update(many.items()),
                    lambda m: m.__ior__(many) is m,
                    lambda m: m.setdefault(key, value),
                    lambda m: m.clear(),
                ]
            )

        for seed in range(30):
            rng = random.Random(seed)
            model = {key: rng.randrange(3) for key in keys if rng.random() < 0.5}
            plain = dict(model)
            dict_like = type("", (Reactive, dict), {})
            proxy = rng.choice([reactive, Reactive, dict_like])(plain)
            mirrors = Mirrors(proxy, model, reads)
            for step in range(60):
                change = edit(rng)
                note = (seed, step)
                self.assertEqual(attempt(change, proxy), attempt(change, model), note)
                mirrors.check(self, note)
                self.assertEqual(proxy, model)
            mirrors.dispose()


class NamespaceTest(Case):
    """Combined with dict, it is what code is executed in."""

    def setUp(self):
        super().setUp()
        self.names = type("", (Reactive, dict), {})()

    def test_as_globals(self):
        names = self.names
        exec(
            "x = 1\n"
            "def f():\n    return x + 1\n"
            "def g():\n    global x\n    x = 20\n"
            "class A:\n    y = x\n"
            "squares = [n * x for n in range(3)]\n",
            names,
        )
        shown = []
        run = effect(lambda: shown.append(names["f"]()))
        names["x"] = 10
        exec("x = 11", names)
        names["unread"] = 1
        self.assertEqual(shown, [2, 11, 12])
        self.assertEqual(names["A"].y, 1)
        self.assertEqual(names["squares"], [0, 1, 2])

        # Python writes the globals of a function past the class: seen, but not told of.
        names["g"]()
        self.assertEqual(names["x"], 20)
        self.assertEqual(shown, [2, 11, 12])
        run.dispose()

    def test_as_locals(self):
        names = Reactive({"x": 1})
        shown = []
        run = effect(lambda: exec("shown.append(x)", {"shown": shown}, names))
        exec("x = 2\ny = 3", {}, names)
        exec("del y", {}, names)
        self.assertEqual(shown, [1, 2])
        self.assertEqual(names, {"x": 2})
        run.dispose()

    def test_a_name_that_is_not_there_yet(self):
        names = self.names
        names["shown"] = shown = []
        lines = "try:", " shown.append(x)", "except NameError:", " shown.append(None)"
        code = compile("\n".join(lines), "", "exec")
        run = effect(lambda: exec(code, names))
        names["x"] = 1
        del names["x"]
        self.assertEqual(shown, [None, 1, None])
        run.dispose()

    def test_it_is_a_dict(self):
        names = self.names
        names.update(a=1)
        self.assertIsInstance(names, dict)
        self.assertEqual(names, {"a": 1})
        self.assertFalse(names != {"a": 1})
        self.assertEqual(dict(names), {"a": 1})
        self.assertEqual(repr(names), "{'a': 1}")
        self.assertEqual(names | {"b": 2}, {"a": 1, "b": 2})
        self.assertEqual(copy.deepcopy(names), {"a": 1})
        self.assertEqual(names.copy(), {"a": 1})
        shown = []
        run = effect(lambda: shown.append((names == {"a": 1}, names != {"a": 1})))
        names["a"] = 2
        self.assertEqual(shown, [(True, False), (False, True)])
        run.dispose()


class MappingLifeTest(Case):
    def test_nobody_keeps_a_mapping_that_is_read(self):
        class Value:
            pass

        plain = {"a": Value()}
        value = weakref.ref(plain["a"])
        proxy = reactive(plain)
        gone = weakref.ref(proxy)
        run = effect(lambda: list(proxy.items()))
        read = weakref.ref(run)
        del proxy, plain, run
        self.assert_gone(gone, value, read)

    def test_a_mapping_keeps_its_readers(self):
        proxy = reactive({"a": 1})
        shown = []
        effect(lambda: shown.append(proxy["a"]))
        collect()
        proxy["a"] = 2
        self.assertEqual(shown, [1, 2])

    def test_no_source_is_left_when_nobody_reads(self):
        proxy = reactive({n: n for n in range(100)})
        run = effect(lambda: sum(proxy[n] for n in range(100)))
        self.assertEqual(len(proxy._keys), 100)
        run.dispose()
        self.assertEqual(len(proxy._keys), 0)
        run = effect(lambda: sum(proxy.values()))
        self.assertEqual(len(proxy._keys), 1)
        run.dispose()
        self.assertEqual(len(proxy._keys), 0)
