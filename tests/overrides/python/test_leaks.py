# SPDX-License-Identifier: LGPL-2.1-or-later
"""O3, O4: each construct that takes a function, or is read, times each way to be named in that."""

import weakref

from gi.repository import GLib, GObject
from support import Case, Reactivity, collect

from gi.repository.Reactivity import async_derived, effect, reactive, signal


class Page(GObject.Object):
    """Has what is made as a field."""


class Plain:
    """The same, as an object of Python alone."""


def items(page):
    page.rows = reactive([3, 1, 2])
    page.limit = signal(0)
    return page.rows.model


# What takes a function: f does with the page as it likes.
DERIVED = {
    "map": lambda rows, f: rows.map(lambda item: (f(), item)[1]),
    "map to a type": lambda rows, f: rows.map(GObject.Object, lambda item: (f(), item)[1]),
    "filter": lambda rows, f: rows.filter(lambda item: (f(), item.value > 1)[1]),
    "sorted": lambda rows, f: rows.sorted(lambda a, b: (f(), a.value - b.value)[1]),
    "group": lambda rows, f: rows.group(lambda item: (f(), str(item.value))[1]),
    "count": lambda rows, f: rows.count(lambda item: (f(), item.value > 1)[1]),
    "sum": lambda rows, f: rows.sum(lambda item: (f(), item.value)[1]),
    "min": lambda rows, f: rows.min(lambda item: (f(), item.value)[1]),
    "max": lambda rows, f: rows.max(lambda item: (f(), item.value)[1]),
    "join": lambda rows, f: rows.join(", ", lambda item: (f(), str(item.value))[1]),
}


def read(made):
    return made.get_size() if isinstance(made, Reactivity.Sequence) else made.value


def make_map():
    made = Reactivity.Map.new(None, str, int)
    made.set("a", 1)
    return made


def make_set():
    made = Reactivity.Set.new(None, str)
    made.add("a")
    return made


def make_list():
    return Reactivity.List.new(None, int)


def make_async():
    path = signal("a")

    @async_derived
    async def text():
        return path.get()

    return text


# What is read: how it is made, and how it is read.
READ = {
    "signal of C": (lambda: Reactivity.Signal.new_int(None, 1), lambda s: s.get_int()),
    "list size": (make_list, lambda l: l.get_size()),
    "list item": (make_list, lambda l: l.get_item(0)),
    "list as a whole": (make_list, lambda l: l.list_items()),
    "map": (make_map, lambda m: m.get("a")),
    "map contains": (make_map, lambda m: m.contains("b")),
    "map size": (make_map, lambda m: m.get_size()),
    "keys of a map": (make_map, lambda m: m.get_keys().get_size()),
    "set": (make_set, lambda s: s.contains("a")),
    "set size": (make_set, lambda s: s.get_size()),
    "keys": (lambda: Reactivity.Keys.new(None), lambda k: k.track_string("a")),
    "object": (lambda: Reactivity.Object.new(None, Reactivity.Signal.new_int(None, 1)),
               lambda o: o.get("value")),
    "model": (lambda: reactive([1]), lambda r: r.model.get_size()),
    "model that is held": (lambda: reactive([1]).model, lambda m: m.get_size()),
    "filter": (lambda: make_list().filter(bool), lambda l: l.get_size()),
    "slice": (lambda: make_list().slice(0, 1), lambda l: l.get_size()),
    "concat": (lambda: Reactivity.Sequence.concat([make_list(), make_list()]), lambda l: l.get_size()),
    "chain": (lambda: make_list().filter(bool).sorted(lambda a, b: 0).slice(0, 3),
              lambda l: l.list_items()),
    "sum": (lambda: make_list().sum(), lambda s: s.value),
    "async value": (make_async, lambda a: a.value),
    "async running": (make_async, lambda a: a.running.get()),
    "async error": (make_async, lambda a: a.error.get()),
    "proxy of a list": (lambda: reactive([1]), len),
    "proxy of a dict": (lambda: reactive({"a": 1}), lambda m: m["a"]),
    "proxy of a set": (lambda: reactive({1}), lambda s: 1 in s),
}

PAGES = {"object": Plain, "GObject": Page}


class LeakTest(Case):
    def assert_none_left(self, make):
        """Fails unless each of many pages is collected."""
        pages = [weakref.ref(make()) for _ in range(20)]
        for _ in range(100):
            GLib.MainContext.default().iteration(False)
        collect()
        self.assertEqual(sum(page() is not None for page in pages), 0)

    def each(self, table):
        for kind, page in PAGES.items():
            for name, entry in table.items():
                yield self.subTest(f"{name}, named by a field of a {kind}"), page, entry

    def test_o3_functions_of_sequences_that_name_what_holds_them(self):
        for case, kind, derive in self.each(DERIVED):
            def make():
                page = kind()
                page.made = derive(items(page), lambda: page)
                read(page.made)
                return page

            with case:
                self.assert_none_left(make)

    def test_o3_the_same_where_they_read(self):
        for case, kind, derive in self.each(DERIVED):
            def make():
                page = kind()
                page.made = derive(items(page), lambda: page.limit.get())
                page.watch = effect(lambda: read(page.made))
                page.limit.set(1)
                page.rows.append(7)
                return page

            with case:
                self.assert_none_left(make)

    def test_o3_functions_that_raise(self):
        hooked = self.watch_excepthook()

        def make():
            page = Plain()

            def fail(item):
                raise ValueError(page, page.limit.get())

            page.made = items(page).filter(fail)
            page.total = page.rows.model.sum(fail)
            read(page.made)
            read(page.total)
            hooked.clear()
            return page

        self.assert_none_left(make)

    def test_o3_effects_that_name_what_they_read(self):
        for case, kind, (make_source, look) in self.each(READ):
            def make():
                page = kind()
                page.source = make_source()
                effect(lambda: setattr(page, "shown", look(page.source)))
                return page

            with case:
                self.assert_none_left(make)

    def test_o3_an_effect_lives_as_long_as_a_container_of_c(self):
        for name in "list size", "map", "set", "model that is held", "chain":
            make_source, look = READ[name]
            with self.subTest(name):
                source = make_source()
                gone = weakref.ref(effect(lambda: look(source)))
                collect()
                self.assertIsNotNone(gone())
                del source
                self.assert_gone(gone)

    def test_o3_two_that_are_derived_from_one(self):
        def make():
            page = Plain()
            model = items(page)
            page.one = model.filter(lambda item: page)
            page.other = model.sorted(lambda a, b: len([page]))
            effect(lambda: (page, model.get_size(), page.one.get_size(), page.other.get_size()))
            return page

        self.assert_none_left(make)

    def test_o3_one_of_two_lives_on(self):
        rows = reactive([1, 2, 3])
        limit = signal(1)
        seen = []
        one = rows.model.filter(lambda item: item.value > limit.get())
        other = rows.model.filter(lambda item: item.value <= limit.get())
        effect(lambda: seen.append(other.get_size()))
        del one
        collect()
        limit.set(2)
        rows.append(1)
        self.assertEqual(seen, [1, 2, 3])

    def test_o3_items_of_a_list_that_hold_it(self):
        for kind in "list", "mapped", "object":
            def make():
                page = Page()
                if kind == "list":
                    page.made = Reactivity.List.new(None, GObject.Object)
                    page.made.append(page)
                elif kind == "mapped":
                    page.rows = reactive([1])
                    page.made = page.rows.model.map(lambda item: page)
                    page.made.get_size()
                else:
                    page.made = Reactivity.Object.new(None, page)
                return page

            with self.subTest(kind):
                self.assert_none_left(make)

    def test_o3_items_stay_while_the_list_does(self):
        rows = Reactivity.List.new(None, GObject.Object)
        page = Page()
        page.rows = rows
        rows.append(page)
        del page
        collect()
        self.assertIs(rows.get_item(0).rows, rows)

    def test_functions_get_an_item_and_no_more(self):
        rows = reactive([3, 1, 2]).model
        self.assertEqual([i.value for i in rows.filter(lambda item: item.value > 1)], [3, 2])
        self.assertEqual([i.value for i in rows.sorted(lambda a, b: a.value - b.value)], [1, 2, 3])
        self.assertEqual(rows.sum(lambda item: item.value).value, 6)
        self.assertEqual(rows.join("-", lambda item: str(item.value)).value, "3-1-2")
        self.assertEqual(rows.count(lambda item: item.value == 1).value, 1)
        self.assertEqual([g.get_key() for g in rows.group(lambda item: str(item.value % 2))], ["1", "0"])

    def test_what_is_no_function_is_refused(self):
        rows = reactive([1]).model
        for kind in "map", "filter", "sorted", "group", "count", "sum", "min", "max":
            with self.subTest(kind), self.assertRaisesRegex(TypeError, kind):
                getattr(rows, kind)(5)
        with self.assertRaisesRegex(TypeError, "join"):
            rows.join(", ", 5)

    def test_e2_what_a_function_of_a_sequence_raises_is_reported(self):
        """The very exception, and the item stays as it was."""
        hooked = self.watch_excepthook()
        divisor = signal(1)
        error = ValueError("no")

        def fail(value):
            if divisor.get() == 0:
                raise error
            return value

        rows = reactive([1]).model
        for made, before in (
            (rows.filter(lambda item: fail(True)), 1),
            (rows.map(lambda item: fail(item)), 1),
            (rows.sum(lambda item: fail(5)), 5),
            (rows.join("", lambda item: fail("a")), "a"),
            (rows.group(lambda item: fail("a")), 1),
        ):
            hooked.clear()
            self.assertEqual(read(made), before)
            divisor.set(0)
            self.assertEqual(read(made), before)
            self.assertEqual(hooked, [error])
            divisor.set(1)

    def test_e2_results_of_a_wrong_type_are_reported(self):
        hooked = self.watch_excepthook()
        rows = reactive([1, 2]).model
        for made in (rows.map(lambda item: 5), rows.sum(lambda item: "a"), rows.group(lambda item: 5),
                     rows.join("", lambda item: 5), rows.sorted(lambda a, b: "a")):
            hooked.clear()
            read(made)
            self.assertTrue(hooked)
            self.assertEqual({type(error) for error in hooked}, {TypeError})
