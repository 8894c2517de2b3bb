# SPDX-License-Identifier: LGPL-2.1-or-later
"""reactive() of an object: a proxy that tracks attributes."""

import copy
import dataclasses
import datetime
import functools
import pickle
import random
import threading
import types
import weakref

from mirrors import Mirrors, attempt
from support import Case

from gi.repository.Reactivity import (
    ReactiveObject,
    derived,
    derived_property,
    effect,
    new_context,
    reactive,
    state,
)


class Point:
    """With what a class may have."""

    unit = "mm"

    def __init__(self, x=0, y=0):
        self.x = x
        self.y = y

    @property
    def sum(self):
        return self.x + self.y

    @sum.setter
    def sum(self, value):
        self.x = value - self.y

    @functools.cached_property
    def once(self):
        return self.x

    def scaled(self, factor):
        return self.x * factor, self.y * factor

    def move(self, x):
        self.x += x
        return self

    @classmethod
    def origin(cls):
        return cls()

    @staticmethod
    def name():
        return "point"

    def __eq__(self, other):
        return isinstance(other, Point) and (self.x, self.y) == (other.x, other.y)

    __hash__ = None

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __radd__(self, other):
        return other + self.x

    def __iadd__(self, other):
        self.x += other
        return self

    def __len__(self):
        return self.x

    def __iter__(self):
        return iter((self.x, self.y))

    def __contains__(self, value):
        return value in (self.x, self.y)

    def __getitem__(self, index):
        return (self.x, self.y)[index]

    def __call__(self, more=0):
        return self.x + more

    def __bool__(self):
        return self.x != 0

    def __repr__(self):
        return f"Point({self.x}, {self.y})"

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.x = 0


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self):
        self.x = 1


class Pickled:
    def __init__(self):
        self.items = [1]


class ObjectTest(Case):
    def watch(self, read):
        """A list that gets what read() returns, in each run of an effect."""
        shown = []
        self.addCleanup(effect(lambda: shown.append(read())).dispose)
        return shown

    def test_attributes_are_tracked_one_by_one_and_written_through(self):
        point = Point(1, 2)
        proxy = reactive(point)
        x = self.watch(lambda: proxy.x)
        y = self.watch(lambda: proxy.y)
        proxy.x = 10
        proxy.x = 10
        self.assertEqual(point.x, 10)
        self.assertEqual((x, y), ([1, 10], [2]))

    def test_an_attribute_that_is_not_there_is_tracked(self):
        proxy = reactive(Point())
        shown = self.watch(lambda: getattr(proxy, "more", None))
        proxy.more = 1
        del proxy.more
        self.assertEqual(shown, [None, 1, None])
        with self.assertRaisesRegex(AttributeError, "'Point' object has no attribute 'more'"):
            proxy.more
        with self.assertRaises(AttributeError):
            del proxy.more

    def test_deletion_falls_back_to_the_class_attribute(self):
        proxy = reactive(Point())
        shown = self.watch(lambda: proxy.unit)
        proxy.unit = "cm"
        del proxy.unit
        self.assertEqual(shown, ["mm", "cm", "mm"])
        self.assertEqual(Point.unit, "mm")

    def test_properties_run_with_the_proxy(self):
        proxy = reactive(Point(1, 2))
        shown = self.watch(lambda: proxy.sum)
        proxy.x = 2
        proxy.sum = 10
        self.assertEqual(shown, [3, 4, 10])
        self.assertEqual(proxy.x, 8)

        class ReadOnly:
            value = property(lambda self: 1)

        self.assertRaises(AttributeError, setattr, reactive(ReadOnly()), "value", 2)

    def test_an_assignment_is_one_change(self):
        class Box:
            def __init__(self):
                self.width = self.height = 1

            def _set_size(self, size):
                self.width, self.height = size

            size = property(lambda self: (self.width, self.height), _set_size)

        proxy = reactive(Box())
        shown = self.watch(lambda: (proxy.width, proxy.height))
        proxy.size = 2, 3
        self.assertEqual(shown, [(1, 1), (2, 3)])

    def test_methods_are_bound_to_the_proxy(self):
        proxy = reactive(Point(1, 2))
        scaled = self.watch(lambda: proxy.scaled(2))
        self.assertIs(proxy.move(4), proxy)
        self.assertEqual(scaled, [(2, 4), (10, 4)])
        self.assertEqual(type(proxy.origin()), Point)
        self.assertEqual(proxy.name(), "point")
        self.assertEqual(proxy.once, 5)
        self.assertEqual(proxy.__dict__["once"], 5)

    def test_methods_of_parents_are_bound_to_the_proxy(self):
        class Child(Point):
            def scaled(self, factor):
                return super().scaled(factor) + (super().sum,)

        proxy = reactive(Child(1, 2))
        shown = self.watch(lambda: proxy.scaled(1))
        proxy.x = 5
        self.assertEqual(shown, [(1, 2, 3), (5, 2, 7)])

    def test_special_methods_track(self):
        proxy = reactive(Point(1, 2))
        reads = {
            "len": lambda: len(proxy),
            "iter": lambda: list(proxy),
            "in": lambda: 7 in proxy,
            "item": lambda: proxy[0],
            "call": lambda: proxy(more=1),
            "bool": lambda: bool(proxy),
            "repr": lambda: repr(proxy),
            "str": lambda: str(proxy),
            "format": lambda: f"{proxy}",
            "eq": lambda: proxy == Point(7, 2),
            "eq other way": lambda: Point(7, 2) == proxy,
            "ne": lambda: proxy != Point(7, 2),
            "add": lambda: (proxy + Point(1, 1)).x,
            "add other way": lambda: (Point(1, 1) + proxy).x,
            "radd": lambda: 1 + proxy,
        }
        shown = {name: self.watch(read) for name, read in reads.items()}
        proxy.x = 7
        expected = {name: read() for name, read in reads.items()}
        self.assertEqual({name: each[-1] for name, each in shown.items()}, expected)
        self.assertEqual(
            {name: len(each) for name, each in shown.items()},
            {name: 1 if name == "bool" else 2 for name in reads} | {"bool": 2},
        )
        self.assertEqual(shown["eq"], [False, True])

        same = proxy
        same += 3
        self.assertIs(same, proxy)
        with proxy as entered:
            self.assertIs(entered, proxy)
        self.assertEqual(shown["item"], [1, 7, 10, 0])
        self.assertRaises(TypeError, hash, proxy)

    def test_it_passes_for_its_object(self):
        point = Point(1, 2)
        proxy = reactive(point)
        self.assertIsInstance(proxy, Point)
        self.assertIsInstance(proxy, ReactiveObject)
        self.assertIs(proxy.__class__, Point)
        self.assertEqual(proxy, point)
        self.assertEqual(dir(proxy), dir(point))
        self.assertIs(type(reactive(Point())), type(proxy))
        plain = object.__new__(type("Plain", (), {}))
        self.assertEqual(hash(reactive(plain)), hash(plain))
        self.assertEqual(reactive(plain), plain)
        self.assertEqual({reactive(plain): 1}[plain], 1)
        match proxy:
            case Point(x=1, y=y):
                self.assertEqual(y, 2)

    def test_the_dict_is_a_reactive_mapping_on_the_same_keys(self):
        point = Point(1, 2)
        proxy = reactive(point)
        view = proxy.__dict__
        by_view = self.watch(lambda: view["x"])
        by_name = self.watch(lambda: proxy.x)
        names = self.watch(lambda: list(vars(proxy)))
        proxy.x = 3
        view["x"] = 4
        view["z"] = 5
        del proxy.z
        self.assertEqual(by_view, [1, 3, 4])
        self.assertEqual(by_name, [1, 3, 4])
        self.assertEqual(names, [["x", "y"], ["x", "y", "z"], ["x", "y"]])
        proxy.__dict__ = {"x": 9}
        self.assertEqual(vars(point), {"x": 9})
        self.assertEqual((by_view[-1], by_name[-1], names[-1]), (9, 9, ["x"]))

    def test_slots(self):
        slotted = Slotted()
        proxy = reactive(slotted)
        x = self.watch(lambda: proxy.x)
        y = self.watch(lambda: getattr(proxy, "y", None))
        proxy.x = 2
        proxy.x = 2
        proxy.y = 3
        del proxy.y
        self.assertEqual(slotted.x, 2)
        self.assertEqual(x, [1, 2])
        self.assertEqual(y, [None, 3, None])
        self.assertRaises(AttributeError, setattr, proxy, "z", 1)
        self.assertRaises(AttributeError, lambda: proxy.__dict__)

    def test_classes_that_say_what_attributes_are(self):
        class Record:
            def __init__(self):
                self.__dict__["written"] = []

            def __setattr__(self, name, value):
                self.written.append(name)
                self.__dict__[name] = value
                self.__dict__["last"] = value

            def __getattr__(self, name):
                if name.startswith("no"):
                    raise AttributeError(name)
                return len(self.written), name

        proxy = reactive(Record())
        last = self.watch(lambda: proxy.last)
        other = self.watch(lambda: proxy.other)
        proxy.x = 5
        self.assertEqual(last, [(0, "last"), 5])
        self.assertEqual(proxy.written, ["x"])
        self.assertFalse(hasattr(proxy, "nothing"))
        proxy.other = 6
        self.assertEqual(other, [(0, "other"), 6])

    def test_classes_that_say_how_attributes_are_found(self):
        class Shouting:
            def __init__(self):
                self.x = "a"

            def __getattribute__(self, name):
                value = super().__getattribute__(name)
                return value.upper() if isinstance(value, str) else value

            def twice(self):
                return self.x * 2

        proxy = reactive(Shouting())
        x = self.watch(lambda: proxy.x)
        twice = self.watch(lambda: proxy.twice())
        proxy.x = "b"
        self.assertEqual((x, twice), (["A", "B"], ["AA", "BB"]))
        self.assertFalse(hasattr(proxy, "y"))

    def test_an_instance_of_a_reactive_class(self):
        @reactive
        class Item:
            def __init__(self):
                self.x = 1

            @property
            def double(self):
                return self.x * 2

        item = Item()
        proxy = reactive(item)
        shown = self.watch(lambda: (proxy.x, proxy.double))
        item.x = 2
        proxy.x = 3
        self.assertEqual(shown, [(1, 2), (2, 4), (3, 6)])

    def test_dataclasses(self):
        @dataclasses.dataclass(order=True)
        class Item:
            n: int
            tags: list = dataclasses.field(default_factory=list)

        @dataclasses.dataclass(frozen=True)
        class Frozen:
            n: int

        proxy = reactive(Item(1))
        less = self.watch(lambda: proxy < Item(5))
        same = self.watch(lambda: proxy == Item(7))
        proxy.n = 7
        self.assertEqual((less, same), ([True, False], [False, True]))
        self.assertEqual(repr(proxy).rpartition(".")[2], "Item(n=7, tags=[])")
        self.assertEqual(dataclasses.asdict(proxy), {"n": 7, "tags": []})
        self.assertEqual(dataclasses.replace(proxy, n=8).n, 8)
        frozen = reactive(Frozen(1))
        self.assertRaises(dataclasses.FrozenInstanceError, setattr, frozen, "n", 2)
        self.assertEqual(hash(frozen), hash(Frozen(1)))

    def test_objects_of_c(self):
        date = reactive(datetime.date(2020, 1, 2))
        self.assertEqual((date.year, date.isoformat()), (2020, "2020-01-02"))
        self.assertEqual(date + datetime.timedelta(1), datetime.date(2020, 1, 3))
        self.assertEqual(date - reactive(datetime.date(2020, 1, 1)), datetime.timedelta(1))
        self.assertLess(date, datetime.date(2021, 1, 1))
        self.assertEqual(reactive(datetime.date(2020, 1, 2)), date)
        self.assertEqual(reactive(5) + reactive(6), 11)
        self.assertEqual([10, 20][reactive(1)], 20)

    def test_modules(self):
        module = types.ModuleType("settings")
        module.size = 1
        proxy = reactive(module)
        shown = self.watch(lambda: proxy.size)
        proxy.size = 2
        self.assertEqual((shown, module.size), ([1, 2], 2))

    def test_descriptors_of_this_library(self):
        class Counter:
            count = state(0)

            def __init__(self):
                self.step = 1

            @derived_property
            def next(self):
                return self.count + self.step

        counter = Counter()
        proxy = reactive(counter)
        shown = self.watch(lambda: proxy.next)
        counter.count = 5
        proxy.count = 6
        proxy.step = 10
        self.assertEqual(shown, [1, 6, 7, 16])
        self.assertEqual(counter.next, 16)

    def test_without_the_equality_check_each_write_is_a_change(self):
        point, slotted = reactive(Point(), check_equality=False), reactive(Slotted(), False)
        x = self.watch(lambda: point.x)
        y = self.watch(lambda: point.y)
        slot = self.watch(lambda: slotted.x)
        point.x = 0
        slotted.x = 1
        self.assertEqual((x, y, slot), ([0, 0], [0], [1, 1]))

    def test_copies_are_reactive_and_apart(self):
        pickled = Pickled()
        proxy = reactive(pickled)
        for each in (copy.copy(proxy), copy.deepcopy(proxy), pickle.loads(pickle.dumps(proxy))):
            self.assertIs(type(each), type(proxy))
            shown = self.watch(lambda: each.items)
            each.items = []
            self.assertEqual(shown, [[1], []])
        self.assertEqual(pickled.items, [1])

    def test_the_exception_of_an_effect_comes_out_of_the_write(self):
        proxy = reactive(Point())
        run = effect(lambda: 1 / (proxy.x - 5))
        self.assertRaises(ZeroDivisionError, setattr, proxy, "x", 5)
        self.assertEqual(proxy.x, 5)
        run.dispose()

    def test_a_context_keeps_to_itself(self):
        context = new_context()
        proxy = context.reactive(Point(1))
        shown = self.watch(lambda: (proxy.x, reactive(Point()).y))
        double = context.derived(lambda: proxy.x * 2)
        self.assertEqual(double(), 2)
        proxy.x = 2
        self.assertEqual(double(), 4)
        self.assertEqual(len(shown), 1)

    def test_another_thread_is_refused_and_changes_nothing(self):
        point = Point(1)
        proxy = reactive(point)
        errors = []

        def work():
            for use in (lambda: proxy.x, lambda: setattr(proxy, "x", 2), lambda: len(proxy)):
                try:
                    use()
                except RuntimeError as error:
                    errors.append(str(error))

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        self.assertEqual(errors, ["the container belongs to another thread"] * 3)
        self.assertEqual(point.x, 1)

    def test_random_edits_run_just_the_readers_that_show_something_else(self):
        class Thing:
            a = 0
            b = 1

            @property
            def both(self):
                return self.a, self.b

            def get_c(self):
                return getattr(self, "c", None)

        names = "abcd"
        reads = {
            "both": lambda o: o.both,
            "c": lambda o: o.get_c(),
            "names": lambda o: list(vars(o)),
            "size": lambda o: len(vars(o)),
            **{name: lambda o, name=name: attempt(getattr, o, name) for name in names},
            **{f"has {n}": lambda o, n=n: n in vars(o) for n in names},
        }

        def edit(rng):
            name, value = rng.choice(names), rng.randrange(2, 5)
            return rng.choice(
                [
                    lambda o: setattr(o, name, value),
                    lambda o: delattr(o, name),
                    lambda o: vars(o).update({name: value, "a": value}),
                    lambda o: vars(o).pop(name, None),
                ]
            )

        for seed in range(20):
            rng = random.Random(seed)
            model = Thing()
            proxy = reactive(Thing())
            mirrors = Mirrors(proxy, model, reads)
            for step in range(50):
                change = edit(rng)
                note = (seed, step)
                self.assertEqual(attempt(change, proxy), attempt(change, model), note)
                mirrors.check(self, note)
            mirrors.dispose()


class ObjectLifeTest(Case):
    def test_nobody_keeps_an_object_that_is_read(self):
        point = Point()
        proxy = reactive(point)
        run = effect(lambda: (proxy.x, proxy.sum))
        gone = weakref.ref(point), weakref.ref(proxy), weakref.ref(run)
        del point, proxy, run
        self.assert_gone(*gone)

    def test_a_type_goes_with_its_last_proxy(self):
        class Local:
            def __len__(self):
                return 1

        self.assertEqual(len(reactive(Local())), 1)
        gone = weakref.ref(Local)
        del Local
        self.assert_gone(gone)

    def test_a_finalizer_runs_for_the_object_only(self):
        finalized = []

        class Local:
            def __del__(self):
                finalized.append(1)

        local = Local()
        proxy = reactive(local)
        proxy.x = 1
        del proxy
        self.assertEqual(finalized, [])
        del local
        self.assert_gone()
        self.assertEqual(finalized, [1])

    def test_a_derived_of_attributes(self):
        proxy = reactive(Point(1, 2))
        area = derived(lambda: proxy.x * proxy.y)
        self.assertEqual(area(), 2)
        proxy.x = 3
        self.assertEqual(area(), 6)
