# SPDX-License-Identifier: LGPL-2.1-or-later
"""E4: what does nothing good is an error, or a warning, that says what to do."""

import functools

from gi.repository import GObject
from support import Case, Reactivity

from gi.repository.Reactivity import (
    Batch, async_derived, async_effect, batch, derived, derived_method, effect, memoized, new_context,
    signal, state)


class Widget(GObject.Object):
    size = state(0)
    width = GObject.Property(type=int)


async def wait():
    return word.get()


word = signal("a")


class MisuseTest(Case):
    def test_e4_unknown_options(self):
        for make in (lambda **o: signal(0, **o), lambda **o: effect(word.get, **o),
                     lambda **o: derived(word.get, **o), lambda **o: memoized(word.get, **o),
                     lambda **o: async_effect(wait, **o), lambda **o: async_derived(wait, **o),
                     lambda **o: batch(**o), lambda **o: state(0, **o)):
            for option in "owenr", "schedule":
                with self.assertRaisesRegex(TypeError, option):
                    make(**{option: "later"})

    def test_e4_an_owner_in_the_place_of_an_option(self):
        for make in effect, lambda fn, owner: async_effect(wait, owner):
            for owner in Widget(), object(), "window":
                with self.subTest(owner), self.assertRaisesRegex(TypeError, "owner="):
                    make(word.get, owner)
        for make in derived, lambda fn, check: signal(0, check):
            with self.assertRaisesRegex(TypeError, "check_equality"):
                make(word.get, Widget())

    def test_e4_async_functions_where_nobody_waits(self):
        class Model:
            async def wait(self):
                return word.get()

            made = derived_method(wait)

            async def __call__(self):
                return word.get()

        for fn in wait, Model().wait, Model(), functools.partial(wait), lambda: wait():
            with self.subTest(fn):
                for make in effect, lambda fn: effect(fn, False)():
                    with self.assertRaisesRegex(TypeError, "async_effect"):
                        make(fn)
                for make in derived, memoized:
                    with self.assertRaisesRegex(TypeError, "async_derived"):
                        make(fn)()
        with self.assertRaisesRegex(TypeError, "async_derived"):
            Model().made()

    def test_e4_a_derived_cannot_be_set(self):
        for make in derived, memoized:
            d = make(word.get)
            for name in "set", "update":
                with self.assertRaisesRegex(AttributeError, "computed"):
                    getattr(d, name)
                self.assertFalse(hasattr(d, name))
            with self.assertRaises(AttributeError):
                d.value = 5

    def test_e4_handlers_of_states(self):
        widget = Widget()
        for connect in widget.connect, widget.connect_after:
            with self.assertRaisesRegex(TypeError, "Widget.size.find"):
                connect("notify::size", print)
        seen = []
        widget.connect("notify::width", lambda *args: seen.append("width"))
        widget.connect("notify", lambda *args: seen.append("any"), 1)
        Widget.size.find(widget).connect("notify::value", lambda *args: seen.append("size"))
        widget.width = 5
        widget.size = 5
        self.assertEqual(seen, ["width", "any", "size"])

    def test_e4_the_truth_of_a_source(self):
        for source in signal(0), derived(lambda: word.get()), Reactivity.Signal.new_int(None, 0):
            with self.assertWarnsRegex(RuntimeWarning, "get()"):
                self.assertTrue(source)

    def test_e4_batches(self):
        for what in 0, 5, "a", Widget():
            with self.subTest(what), self.assertRaisesRegex(TypeError, "batch"):
                batch(what)
        for make in batch, new_context().batch:
            for force_flush in True, False:
                made = make(force_flush)
                self.assertIsInstance(made, Batch)
                self.assertEqual(made.force_flush, force_flush)
