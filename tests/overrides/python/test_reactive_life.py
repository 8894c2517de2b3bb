# SPDX-License-Identifier: LGPL-2.1-or-later
"""Nothing grows while reactive containers are made, read, written and dropped."""

import gc
import sys

from support import Case, collect

from gi.repository import GObject
from gi.repository.Reactivity import Reactive, effect, reactive


class Point:
    def __init__(self):
        self.x = 1

    @property
    def double(self):
        return self.x * 2


@reactive
class Item:
    size = 1

    def __init__(self):
        self.x = 1


class Thing(GObject.Object):
    __gtype_name__ = "ReactiveLifeThing"

    count = GObject.Property(type=int)


class GrowthTest(Case):
    def assert_no_growth(self, once, rounds):
        """Fails if there are more objects, or more memory in use, after so many rounds."""
        for _ in range(1000):
            once()
        collect()
        objects, blocks = len(gc.get_objects()), sys.getallocatedblocks()
        for _ in range(rounds):
            once()
        collect()
        self.assertLess(len(gc.get_objects()) - objects, 50)
        self.assertLess(sys.getallocatedblocks() - blocks, 500)

    def test_containers(self):
        namespace = type("", (Reactive, dict), {})

        def once():
            for each in (reactive({"a": 1}), namespace({"a": 1})):
                run = effect(lambda: (each["a"], len(each), list(each.items())))
                each["a"] = 2
                run.dispose()
            sequence = reactive([1, 2])
            effect(lambda: (sequence[0], sequence[-1], sequence[:1], len(sequence)))
            sequence.append(3)
            elements = reactive({1})
            effect(lambda: (1 in elements, len(elements)))
            elements.add(2)

        self.assert_no_growth(once, 100_000)

    def test_readers_of_one_container(self):
        mapping, sequence = reactive({}), reactive([])
        numbers = iter(range(10**9))

        def once():
            n = next(numbers)
            with effect(lambda: (mapping.get(n), n in mapping, sequence[n : n + 1])):
                mapping[n] = 1
                del mapping[n]

        self.assert_no_growth(once, 20_000)
        self.assertEqual((len(mapping._keys), len(sequence._others)), (0, 0))

    def test_objects(self):
        def once():
            point, item, thing = reactive(Point()), Item(), reactive(Thing())
            effect(lambda: (point.x, point.double, vars(point)["x"]))
            effect(lambda: thing.count)
            # The class stays, and would keep what reads it.
            with effect(lambda: (item.x, item.size, Item.size)):
                point.x = item.x = thing.count = 2

        self.assert_no_growth(once, 20_000)

    def test_an_object_of_long_life(self):
        thing, target = Thing(), Point()

        def once():
            proxy, point = reactive(thing), reactive(target)
            with effect(lambda: (proxy.count, point.x)):
                proxy.count += 1

        self.assert_no_growth(once, 20_000)
