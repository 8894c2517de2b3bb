# SPDX-License-Identifier: LGPL-2.1-or-later
"""@reactive on a class: its attributes are tracked, and those of its instances."""

import abc
import copy
import enum
import threading
import warnings
import weakref

import gi
from gi.repository import GObject
from support import Case

from gi.repository.Reactivity import effect, reactive, state


class ClassTest(Case):
    def watch(self, read):
        """A list that gets what read() returns, in each run of an effect."""
        shown = []
        self.addCleanup(effect(lambda: shown.append(read())).dispose)
        return shown

    def test_class_attributes_are_tracked(self):
        @reactive
        class Config:
            size = 1
            name = "a"

        size = self.watch(lambda: Config.size)
        name = self.watch(lambda: Config.name)
        more = self.watch(lambda: getattr(Config, "more", None))
        Config.size = 2
        Config.size = 2
        Config.more = 3
        del Config.more
        self.assertEqual((size, name, more), ([1, 2], ["a"], [None, 3, None]))

    def test_writes_go_through_to_the_class(self):
        class Plain:
            size = 1

        made = reactive(Plain)
        self.assertTrue(issubclass(made, Plain))
        made.size = 2
        made.more = 3
        self.assertEqual((Plain.size, Plain.more), (2, 3))
        del made.more
        self.assertFalse(hasattr(Plain, "more"))
        self.assertEqual(
            (made.__name__, made.__qualname__, made.__module__, made.__doc__),
            (Plain.__name__, Plain.__qualname__, Plain.__module__, Plain.__doc__),
        )

    def test_attributes_of_instances_are_tracked(self):
        @reactive
        class Item:
            unit = "mm"

            def __init__(self, size):
                self.size = size

            @property
            def text(self):
                return f"{self.size} {self.unit}"

            @text.setter
            def text(self, value):
                self.size = int(value)

            def double(self):
                return self.size * 2

        item, other = Item(1), Item(1)
        text = self.watch(lambda: item.text)
        double = self.watch(item.double)
        untouched = self.watch(lambda: other.size)
        item.size = 2
        item.size = 2
        Item.unit = "cm"
        item.unit = "m"
        Item.unit = "km"
        del item.unit
        item.text = "7"
        self.assertEqual(text, ["1 mm", "2 mm", "2 cm", "2 m", "2 km", "7 km"])
        self.assertEqual(double, [2, 4, 14])
        self.assertEqual(untouched, [1])
        self.assertIsInstance(item, Item)

    def test_subclasses_are_reactive_too(self):
        made = []

        @reactive
        class Base:
            size = 1

            def __init_subclass__(cls, **arguments):
                made.append((cls.__name__, arguments))
                super().__init_subclass__()

            def __init__(self):
                self.x = 1

        class Child(Base, tag="t"):
            def __init__(self):
                super().__init__()
                self.y = 2

        self.assertEqual(made, [("Child", {"tag": "t"})])
        size = self.watch(lambda: Child.size)
        base = self.watch(lambda: Base.size)
        child = Child()
        both = self.watch(lambda: (child.x, child.y))
        Base.size = 2
        Child.size = 3
        Base.size = 4
        child.x = 5
        self.assertEqual(size, [1, 2, 3])
        self.assertEqual(base, [1, 2, 4])
        self.assertEqual(both, [(1, 2), (5, 2)])
        self.assertIs(reactive(Child), Child)

    def test_slots(self):
        @reactive
        class Slotted:
            __slots__ = ("x",)

            def __init__(self):
                self.x = 1

        slotted = Slotted()
        shown = self.watch(lambda: getattr(slotted, "x", None))
        slotted.x = 2
        del slotted.x
        self.assertEqual(shown, [1, 2, None])
        self.assertRaises(AttributeError, setattr, slotted, "y", 1)

    def test_gobject_class(self):
        """PyGObject, which refuses slots, has nothing to warn of."""

        class Item(GObject.Object):
            def __init__(self):
                super().__init__()
                self.x = 1

        with warnings.catch_warnings():
            warnings.simplefilter("error", gi.PyGIWarning)
            made = reactive(Item)
        item = made()
        shown = self.watch(lambda: item.x)
        item.x = 2
        self.assertEqual(shown, [1, 2])

    def test_metaclasses_are_kept(self):
        @reactive
        class Abstract(abc.ABC):
            size = 1

            @abc.abstractmethod
            def run(self): ...

        class Concrete(Abstract):
            def run(self):
                return self.size

        self.assertRaises(TypeError, Abstract)
        concrete = Concrete()
        shown = self.watch(concrete.run)
        Abstract.size = 2
        self.assertEqual(shown, [1, 2])
        Abstract.register(int)
        self.assertIsInstance(1, Abstract)

    def test_classes_that_nothing_can_be_made_from_are_refused(self):
        self.assertRaises(TypeError, reactive, bool)
        self.assertRaises(TypeError, reactive, enum.Enum("Colour", "RED"))

    def test_without_the_equality_check_each_write_is_a_change(self):
        class Plain:
            size = 1

        made = reactive(Plain, check_equality=False)
        instance = made()
        instance.x = 1
        size = self.watch(lambda: made.size)
        x = self.watch(lambda: instance.x)
        made.size = 1
        instance.x = 1
        self.assertEqual((size, x), ([1, 1], [1, 1]))

    def test_states_stay_what_they_are(self):
        @reactive
        class Counter:
            count = state(0)

        counter = Counter()
        shown = self.watch(lambda: counter.count)
        counter.count = 1
        self.assertEqual(shown, [0, 1])

    def test_copies_are_apart(self):
        @reactive
        class Item:
            def __init__(self):
                self.x = 1

        item = Item()
        first = self.watch(lambda: item.x)
        for other in (copy.copy(item), copy.deepcopy(item)):
            second = self.watch(lambda: other.x)
            other.x = 2
            self.assertEqual((first, second), ([1], [1, 2]))

    def test_two_reactive_classes_have_a_child(self):
        @reactive
        class First:
            def __init__(self):
                self.x = 1

        @reactive
        class Second:
            size = 1

        class Child(First, Second):
            pass

        child = Child()
        shown = self.watch(lambda: (child.x, child.size, Child.size))
        child.x = 2
        Child.size = 2
        self.assertEqual(shown[-1], (2, 2, 2))
        del Child.size
        Second.size = 3
        self.assertEqual(shown[-1], (2, 3, 3))

    def test_another_thread_is_refused_and_changes_nothing(self):
        @reactive
        class Item:
            size = 1

        errors = []

        def work():
            for use in (lambda: Item.size, lambda: setattr(Item, "size", 2)):
                try:
                    use()
                except RuntimeError as error:
                    errors.append(str(error))

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        self.assertEqual(errors, ["the container belongs to another thread"] * 2)
        self.assertEqual(Item.size, 1)

    def test_nobody_keeps_instances_or_classes_that_are_read(self):
        @reactive
        class Item:
            size = 1

            def __init__(self):
                self.x = 1

        item = Item()
        first = effect(lambda: (item.x, item.size))
        second = effect(lambda: Item.size)
        gone = [weakref.ref(each) for each in (Item, item, first, second)]
        del item, first
        self.assert_gone(gone[1])
        self.assertIsNotNone(gone[0]())
        del Item, second
        self.assert_gone(*gone)
