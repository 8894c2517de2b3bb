# SPDX-License-Identifier: LGPL-2.1-or-later
"""The classes as Python classes, and as GObject classes."""

import copy
import inspect
import pickle
import typing
import weakref

from gi.repository import Gio, GLib, GObject
from support import Case, Reactivity, collect

from gi.repository.Reactivity import batch, derived, effect, memoized, signal, state


class PythonClassTest(Case):
    def test_generic_aliases(self):
        for kind in (Reactivity.Signal, Reactivity.State, Reactivity.Derived, Reactivity.Memoized,
                     Reactivity.Effect, Reactivity.Source):
            with self.subTest(kind=kind.__name__):
                alias = kind[int]
                self.assertIs(typing.get_origin(alias), kind)
                self.assertEqual(typing.get_args(alias), (int,))

        def annotated(s: Reactivity.Signal[int]) -> Reactivity.Derived[list[int]]: ...

        self.assertEqual(len(typing.get_type_hints(annotated)), 2)
        self.assertEqual(Reactivity.Signal[int](5).get(), 5)

    def test_what_the_functions_make(self):
        s = signal(0)
        self.assertIs(type(s), Reactivity.Signal)
        self.assertIs(type(state(0)), Reactivity.State)
        self.assertIs(type(derived(s.get)), Reactivity.Derived)
        self.assertIs(type(memoized(s.get)), Reactivity.Memoized)
        with effect(s.get) as e:
            self.assertIs(type(e), Reactivity.Effect)
        self.assertIsInstance(memoized(s.get), Reactivity.Derived)
        for node in (s, derived(s.get), e):
            self.assertIsInstance(node, Reactivity.Node)
            self.assertIsInstance(node, GObject.Object)

    def test_weak_references(self):
        s = signal(0)
        for make in (lambda: signal(0), lambda: state(0), lambda: derived(s.get),
                     lambda: memoized(s.get), lambda: effect(s.get, False),
                     Reactivity.new_context, Reactivity.scope):
            called = []
            node = make()
            reference = weakref.ref(node, called.append)
            self.assertIs(reference(), node)
            del node
            self.assertIsNone(reference())
            self.assertEqual(called, [reference])

    def test_nodes_are_hashable_and_compare_by_identity(self):
        a, b = signal(1), signal(1)
        self.assertNotEqual(a, b)
        self.assertEqual(len({a, b, a}), 2)

    def test_a_subclass_with_a_constructor_of_its_own(self):
        class Celsius(Reactivity.Signal):
            def __init__(self, degrees, *, unit="C"):
                super().__init__(float(degrees))
                self.unit = unit

            @property
            def fahrenheit(self):
                return self.get() * 9 / 5 + 32

        t = Celsius(100, unit="°C")
        seen = []
        with effect(lambda: seen.append(t.fahrenheit)):
            t.set(0)
        self.assertEqual(seen, [212, 32])
        self.assertEqual(t.unit, "°C")

    def test_a_subclass_that_overrides_get_and_set(self):
        class Clamped(Reactivity.Signal):
            def set(self, value):
                return super().set(max(0, min(9, value)))

            def get(self, track=True):
                return str(super().get(track))

        s = Clamped(1)
        self.assertIs(s.set(100), True)
        self.assertEqual(s.get(), "9")

    def test_a_subclass_of_derived_and_effect_that_overrides_call(self):
        class Loud(Reactivity.Derived):
            def __call__(self):
                return f"{super().__call__()}!"

        class Counting(Reactivity.Effect):
            calls = 0

            def __call__(self):
                type(self).calls += 1
                return super().__call__()

        s = signal(1)
        self.assertEqual(Loud(s.get)(), "1!")
        e = Counting(s.get)
        s.set(2)
        self.assertEqual(e(), 2)
        self.assertEqual(Counting.calls, 1)
        e.dispose()

    def test_instances_of_a_subclass_have_attributes_that_stay(self):
        class Named(Reactivity.Signal):
            pass

        s = Named(1)
        s.note = ["kept"]
        d = derived(s.get)
        d()
        (found,) = d.dependencies
        self.assertIs(found, s)
        self.assertEqual(found.note, ["kept"])

    def test_attributes_of_an_effect_that_nobody_holds_stay(self):
        s = signal(0)
        effect(s.get).note = "kept"
        (found,) = s.subscribers
        self.assertEqual(found.note, "kept")

    def test_a_subclass_with_slots(self):
        class Slotted(Reactivity.Signal):
            __slots__ = ("extra",)

        s = Slotted(1)
        s.extra = 2
        self.assertEqual((s.get(), s.extra), (1, 2))

    def test_several_bases(self):
        class Mixin:
            def describe(self):
                return f"is {self.get()}"

        class Mixed(Mixin, Reactivity.Signal):
            pass

        self.assertEqual(Mixed(3).describe(), "is 3")

    def test_del_runs_promptly(self):
        for kind, make in (
            (Reactivity.Signal, lambda cls, s: cls(1)),
            (Reactivity.State, lambda cls, s: cls(1)),
            (Reactivity.Derived, lambda cls, s: cls(s.get)),
            (Reactivity.Memoized, lambda cls, s: cls(s.get)),
            (Reactivity.Effect, lambda cls, s: cls(s.get, False)),
        ):
            with self.subTest(kind=kind.__name__):
                gone = []

                class Mine(kind):
                    def __del__(self):
                        gone.append(type(self))

                s = signal(0)
                node = make(Mine, s)
                if not isinstance(node, Reactivity.Effect):
                    node.get()
                self.assertEqual(gone, [])
                del node  # no garbage collection is needed
                self.assertEqual(gone, [Mine])

    def test_del_of_a_disposed_effect_runs_promptly(self):
        gone = []

        class Mine(Reactivity.Effect):
            def __del__(self):
                gone.append(1)

        s = signal(0)
        with Mine(s.get) as e:
            s.set(1)
        del e
        self.assertEqual(gone, [1])

    def test_del_of_an_effect_runs_when_its_signal_goes(self):
        gone = []

        class Mine(Reactivity.Effect):
            def __del__(self):
                gone.append(1)

        s = signal(0)
        Mine(s.get)
        self.assertEqual(gone, [])
        del s
        collect()
        self.assertEqual(gone, [1])

    def test_a_del_may_touch_the_graph(self):
        s = signal(0)
        seen = []

        class Mine(Reactivity.Derived):
            def __del__(self):
                s.set(s.peek() + 1)

        with effect(lambda: seen.append(s.get())):
            d = Mine(lambda: 1, name="x")
            del d
        self.assertEqual(seen, [0, 1])

    def test_copying_a_node_is_refused_or_gives_no_broken_node(self):
        s = signal(1)
        for how in (copy.copy, copy.deepcopy, pickle.dumps):
            with self.subTest(how=how.__name__):
                try:
                    twin = how(s)
                except (TypeError, RuntimeError, NotImplementedError, pickle.PicklingError):
                    continue
                if isinstance(twin, Reactivity.Signal):
                    with self.assertRaises(RuntimeError):
                        twin.get()
        self.assertEqual(s.get(), 1)

    def test_inspect_sees_signatures(self):
        self.assertEqual(list(inspect.signature(Reactivity.derived).parameters),
                         ["fn", "check_equality", "context", "name"])
        self.assertEqual(list(inspect.signature(Reactivity.Signal).parameters),
                         ["initial_value", "check_equality", "context", "name"])


class GObjectTest(Case):
    def test_notify_value(self):
        s = signal(1)
        seen = []
        s.connect("notify::value", lambda source, spec: seen.append((source, spec.name,
                                                                     s.peek())))
        s.set(2)
        s.set(2)
        with batch():
            s.set(3)
            s.set(4)
        self.assertEqual(seen, [(s, "value", 2), (s, "value", 4)])

    def test_notify_value_of_a_derived_that_was_read(self):
        s = signal(1)
        d = derived(lambda: s.get() * 2)
        d()
        seen = []
        d.connect("notify::value", lambda *args: seen.append(d.peek()))
        d()
        s.set(2)
        s.set(3)
        self.assertEqual(seen, [4, 6])

    def test_what_a_notify_handler_reads_is_no_dependency(self):
        s, other = signal(1), signal(0)
        s.connect("notify::value", lambda *args: other.get())
        with effect(lambda: s.set(2), False) as e:
            e.reactivity_loss_strategy = "ignore"
            e()
            self.assertEqual(e.dependencies, set())

    def test_bind_property_to_a_gobject(self):
        class Label(GObject.Object):
            text = GObject.Property(type=str)

        s = signal("one")
        label = Label()
        binding = s.bind_property("value", label, "text", GObject.BindingFlags.SYNC_CREATE)
        self.assertEqual(label.text, "one")
        s.set("two")
        self.assertEqual(label.text, "two")
        binding.unbind()
        s.set("three")
        self.assertEqual(label.text, "two")

    def test_bind_property_from_a_gobject(self):
        class Entry(GObject.Object):
            number = GObject.Property(type=int, default=3)

        s = signal(0)
        entry = Entry()
        entry.bind_property("number", s, "value", GObject.BindingFlags.SYNC_CREATE)
        seen = []
        with effect(lambda: seen.append(s.get())):
            entry.number = 8
        self.assertEqual(seen, [3, 8])

    def test_bind_property_both_ways(self):
        class Entry(GObject.Object):
            text = GObject.Property(type=str)

        s = signal("a")
        entry = Entry()
        s.bind_property("value", entry, "text",
                        GObject.BindingFlags.SYNC_CREATE | GObject.BindingFlags.BIDIRECTIONAL)
        entry.text = "b"
        self.assertEqual(s.get(), "b")
        s.set("c")
        self.assertEqual(entry.text, "c")

    def test_bind_property_of_a_derived(self):
        class Label(GObject.Object):
            text = GObject.Property(type=str)

        s = signal(1)
        d = derived(lambda: f"{s.get()} items")
        label = Label()
        d.bind_property("value", label, "text", GObject.BindingFlags.SYNC_CREATE)
        self.assertEqual(label.text, "1 items")
        s.set(5)
        self.assertEqual(label.text, "5 items")

    def test_bind_property_between_two_signals(self):
        a, b = signal(1), signal(0)
        a.bind_property("value", b, "value", GObject.BindingFlags.SYNC_CREATE)
        self.assertEqual(b.get(), 1)
        a.set(7)
        self.assertEqual(b.get(), 7)

    def test_a_property_of_a_subclass(self):
        class Ranged(Reactivity.Signal):
            __gtype_name__ = "PythonTestRanged"
            maximum = GObject.Property(type=int, default=10)

            @GObject.Signal(arg_types=(int,))
            def overflow(self, by): ...

        s = Ranged(1)
        seen = []
        s.connect("notify::maximum", lambda *args: seen.append(s.maximum))
        s.connect("overflow", lambda source, by: seen.append(("over", by)))
        s.maximum = 20
        s.emit("overflow", 3)
        self.assertEqual(seen, [20, ("over", 3)])
        self.assertEqual(s.get(), 1)
        self.assertEqual(GObject.type_name(Ranged), "PythonTestRanged")

    def test_name_is_a_property(self):
        s = signal(1, name="volume")
        self.assertEqual((s.get_name(), s.props.name), ("volume", "volume"))
        s.set_name("other")
        self.assertEqual(s.get_property("name"), "other")
        d = derived(s.get, name="d")
        self.assertEqual(d.get_name(), "d")
        with effect(s.get, name="e") as e:
            self.assertEqual(e.get_name(), "e")

    def test_props_value_reads_and_writes(self):
        s = signal("a")
        self.assertEqual(s.props.value, "a")
        s.props.value = "b"
        self.assertEqual(s.get(), "b")
        self.assertEqual(s.get_property("value"), "b")
        s.set_property("value", "c")
        self.assertEqual(s.get(), "c")

    def test_props_value_keeps_any_object(self):
        for value in ({}, object(), None, 2**80, "a\0b", dict, [1], 1.5, True):
            s = signal(value)
            read = s.props.value
            if isinstance(value, (float, bool)) or value is None:
                self.assertEqual(read, value)
            else:
                self.assertIs(read, value)

    def test_a_node_in_a_list_store(self):
        store = Gio.ListStore.new(Reactivity.Signal)
        store.append(signal(1))
        store.append(signal(2))
        collect()
        self.assertEqual([store.get_item(i).get() for i in range(2)], [1, 2])
        store.get_item(0).set(5)
        self.assertEqual(store.get_item(0).get(), 5)

    def test_a_subclass_in_a_list_store_keeps_its_python_side(self):
        class Item(Reactivity.Signal):
            def __init__(self, value, note):
                super().__init__(value)
                self.note = note

        store = Gio.ListStore.new(Reactivity.Signal)
        store.append(Item(1, "a"))
        collect()
        item = store.get_item(0)
        self.assertIsInstance(item, Item)
        self.assertEqual((item.get(), item.note), (1, "a"))

    def test_a_node_as_the_value_of_a_signal(self):
        inner = signal(1)
        outer = signal(inner)
        seen = []
        with effect(lambda: seen.append(outer.get().get())):
            inner.set(2)
            outer.set(signal(9))
            inner.set(3)
        self.assertEqual(seen, [1, 2, 9])

    def test_dump_names_the_functions(self):
        ctx = Reactivity.new_context()
        s = ctx.signal(1, name="source")

        def squared():
            return s.get() ** 2

        d = ctx.derived(squared)
        d()
        dot = ctx.dump()
        self.assertIn("source", dot)
        self.assertIn("squared", dot)

    def test_get_active_is_the_node_that_runs(self):
        s = signal(0)
        seen = []
        with effect(lambda: seen.append((s.get(), Reactivity.default_context.get_active()))) as e:
            e()
            self.assertIs(seen[1][1], e)
        self.assertIsNone(Reactivity.default_context.get_active())

    def test_gobject_constructor_of_a_context_and_properties(self):
        ctx = Reactivity.Context()
        s = ctx.signal(1)
        self.assertIs(s.props.context, ctx)
        self.assertEqual(ctx.get_main_context(), GLib.MainContext.default())
