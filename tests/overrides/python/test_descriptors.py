# SPDX-License-Identifier: LGPL-2.1-or-later
"""state, derived_property & co. in classes: a node for each instance."""

import abc
import copy
import dataclasses
import pickle
import weakref

from support import Case, Reactivity, collect

from gi.repository import GObject
from gi.repository.Reactivity import (
    batch, derived, derived_method, derived_property, effect, memoized_method, memoized_property,
    new_context, signal, state)


class Model:
    n = state(1)
    m = state("a", check_equality=False)

    def __init__(self):
        self.runs = []

    @derived_property
    def double(self):
        """Twice n."""
        self.runs.append("double")
        return self.n * 2

    @derived_method
    def plus(self):
        """One more."""
        self.runs.append("plus")
        return self.n + 1

    @memoized_property
    def triple(self):
        self.runs.append("triple")
        return self.n * 3

    @memoized_method
    def minus(self):
        self.runs.append("minus")
        return self.n - 1

    @derived_property(check_equality=False)
    def always(self):
        return self.n * 0


class Below(Model):
    k = state(0)


class Slotted:
    __slots__ = ("_reactive_descriptors", "__weakref__")
    n = state(1)

    @derived_property
    def double(self):
        return self.n * 2

    @memoized_method
    def triple(self):
        return self.n * 3


class StateTest(Case):
    def test_state_outside_of_a_class_is_a_signal(self):
        s = state(1)
        self.assertIsInstance(s, Reactivity.Signal)
        self.assertIsInstance(s, Reactivity.State)
        self.assertIs(s.set(2), True)
        self.assertIs(s.update(lambda n: n + 1), True)
        self.assertEqual((s.get(), s.value, s.peek()), (3, 3, 3))

    def test_each_instance_has_its_own(self):
        a, b = Model(), Model()
        a.n = 5
        self.assertEqual((a.n, b.n, Model().n), (5, 1, 1))

    def test_reading_and_writing_the_attribute_is_get_and_set(self):
        model = Model()
        seen = []
        with effect(lambda: seen.append(model.n)):
            model.n = 2
            model.n = 2
            model.n += 1
        self.assertEqual(seen, [1, 2, 3])

    def test_check_equality_holds_for_each_instance(self):
        model = Model()
        seen = []
        with effect(lambda: seen.append(model.m)):
            model.m = "a"
        self.assertEqual(seen, ["a", "a"])

    def test_the_class_attribute_is_the_descriptor(self):
        self.assertIsInstance(Model.n, Reactivity.State)
        self.assertIsInstance(Model.double, Reactivity.DerivedProperty)
        self.assertIsInstance(Model.plus, Reactivity.DerivedMethod)
        self.assertIsInstance(Model.triple, Reactivity.MemoizedProperty)
        self.assertIsInstance(Model.minus, Reactivity.MemoizedMethod)

    def test_deleting_it_is_refused(self):
        model = Model()
        with self.assertRaises(AttributeError) as caught:
            del model.n
        self.assertIn("Model.n", str(caught.exception))
        self.assertEqual(model.n, 1)

    def test_batches_work_on_attributes(self):
        model = Model()
        seen = []
        with effect(lambda: seen.append((model.n, model.m))):
            with batch():
                model.n = 2
                model.m = "b"
        self.assertEqual(seen, [(1, "a"), (2, "b")])

    def test_untouched_instances_have_no_nodes(self):
        self.assertNotIn("_reactive_descriptors", vars(Model()))

    def test_an_initial_value_is_shared_by_identity(self):
        class Holder:
            items = state([])

        self.assertIs(Holder().items, Holder().items)


class ComputedTest(Case):
    def test_properties_and_methods_are_cached_for_each_instance(self):
        model = Model()
        for _ in range(2):
            self.assertEqual((model.double, model.plus(), model.triple, model.minus()),
                             (2, 2, 3, 0))
        self.assertEqual(model.runs, ["double", "plus", "triple", "minus"])
        other = Model()
        other.n = 10
        self.assertEqual((other.double, other.plus(), other.triple, other.minus()),
                         (20, 11, 30, 9))
        self.assertEqual(model.double, 2)

    def test_they_follow_what_they_read(self):
        model = Model()
        seen = []
        with effect(lambda: seen.append((model.double, model.plus(), model.triple,
                                         model.minus()))):
            model.n = 2
        self.assertEqual(seen, [(2, 2, 3, 0), (4, 3, 6, 1)])

    def test_check_equality_false(self):
        model = Model()
        seen = []
        with effect(lambda: seen.append(model.always)):
            model.n = 2
        self.assertEqual(seen, [0, 0])

    def test_a_derived_compares_and_a_memoized_does_not(self):
        class Sign:
            n = state(1)
            positive = derived_property(lambda self: self.n > 0)
            memo = memoized_property(lambda self: self.n > 0)

        sign = Sign()
        by_derived, by_memo = [], []
        with effect(lambda: by_derived.append(sign.positive)), \
                effect(lambda: by_memo.append(sign.memo)):
            sign.n = 2
        self.assertEqual((len(by_derived), len(by_memo)), (1, 2))

    def test_properties_are_read_only(self):
        model = Model()
        for name in ("double", "triple"):
            with self.assertRaises(NotImplementedError) as caught:
                setattr(model, name, 1)
            self.assertEqual(str(caught.exception), f"Model.{name} is read-only")
            with self.assertRaises(NotImplementedError) as caught:
                delattr(model, name)
            self.assertEqual(str(caught.exception), f"Model.{name} is read-only")
        self.assertEqual(model.double, 2)

    def test_methods_give_the_node(self):
        model = Model()
        self.assertIsInstance(model.plus, Reactivity.Derived)
        self.assertIsInstance(model.minus, Reactivity.Memoized)
        self.assertIs(model.plus, model.plus)
        model.plus()
        model.plus.invalidate()
        model.plus()
        self.assertEqual(model.runs, ["plus", "plus"])
        model.plus.dispose()

    def test_documentation_and_name_are_those_of_the_function(self):
        self.assertEqual(Model.double.__doc__, "Twice n.")
        self.assertEqual(Model.double.__name__, "double")
        self.assertEqual(Model.plus.__doc__, "One more.")

    def test_errors_come_out_of_the_attribute(self):
        class Broken:
            n = state(0)

            @derived_property
            def inverse(self):
                return 1 / self.n

        broken = Broken()
        for _ in range(2):
            with self.assertRaises(ZeroDivisionError):
                broken.inverse
        broken.n = 2
        self.assertEqual(broken.inverse, 0.5)

    def test_an_attribute_error_inside_is_not_a_missing_attribute(self):
        class Broken:
            n = state(0)

            @derived_property
            def value(self):
                return (self.n, self.missing)

        with self.assertRaises(AttributeError) as caught:
            Broken().value
        self.assertIn("missing", str(caught.exception))

    def test_they_read_other_instances(self):
        class Node:
            value = state(1)

            def __init__(self, *children):
                self.children = children

            @derived_property
            def total(self):
                return self.value + sum(child.total for child in self.children)

        leaves = [Node() for _ in range(3)]
        root = Node(Node(*leaves), Node())
        self.assertEqual(root.total, 6)
        leaves[1].value = 10
        self.assertEqual(root.total, 15)


class InstanceTest(Case):
    """Instances of every kind."""

    def test_with_slots(self):
        a, b = Slotted(), Slotted()
        a.n = 5
        self.assertEqual((a.n, a.double, a.triple()), (5, 10, 15))
        self.assertEqual((b.n, b.double, b.triple()), (1, 2, 3))

    def test_a_missing_slot_is_named(self):
        class Tight:
            __slots__ = ("other",)
            n = state(1)

            @derived_property
            def double(self):
                return self.n * 2

        tight = Tight()
        for use in (lambda: tight.n, lambda: setattr(tight, "n", 2), lambda: tight.double):
            with self.assertRaises(TypeError) as caught:
                use()
            self.assertIn("_reactive_descriptors", str(caught.exception))
            self.assertIn("Tight", str(caught.exception))

    def test_slots_in_a_base_class(self):
        class Below(Slotted):
            __slots__ = ()
            m = state(7)

        below = Below()
        below.n = 2
        self.assertEqual((below.n, below.m, below.double), (2, 7, 4))

    def test_slots_and_a_dict(self):
        class Both(Slotted):
            m = state(7)

        both = Both()
        both.m += 1
        self.assertEqual((both.n, both.m), (1, 8))

    def test_a_slot_named_dict(self):
        class WithDict:
            __slots__ = ("__dict__",)
            n = state(1)

        a = WithDict()
        a.n = 4
        self.assertEqual(a.n, 4)

    def test_without_hash_and_with_odd_equality(self):
        class Unhashable:
            n = state(1)
            __hash__ = None

            def __eq__(self, other):
                raise AssertionError("compared")

            @derived_property
            def double(self):
                return self.n * 2

            @memoized_method
            def triple(self):
                return self.n * 3

        a, b = Unhashable(), Unhashable()
        a.n = 2
        self.assertEqual((a.double, a.triple(), b.double, b.triple()), (4, 6, 2, 3))

    def test_equal_instances_are_not_mixed_up(self):
        @dataclasses.dataclass(unsafe_hash=True)
        class Point:
            x: int
            n = state(1)

        a, b = Point(1), Point(1)
        self.assertEqual(a, b)
        a.n = 5
        self.assertEqual(b.n, 1)

    def test_instances_that_are_false_or_callable(self):
        class Odd:
            n = state(1)
            double = derived_property(lambda self: self.n * 2)

            def __bool__(self):
                return False

            def __call__(self):
                return 0

            def __len__(self):
                return 0

        odd = Odd()
        odd.n = 3
        self.assertEqual(odd.double, 6)

    def test_a_class_with_getattr_and_setattr_of_its_own(self):
        class Guarded:
            n = state(1)
            double = derived_property(lambda self: self.n * 2)

            def __getattr__(self, name):
                raise AttributeError(name)

            def __setattr__(self, name, value):
                if name != "n":
                    raise AttributeError(name)
                object.__setattr__(self, name, value)

        guarded = Guarded()
        guarded.n = 3
        self.assertEqual(guarded.double, 6)

    def test_in_a_dataclass_and_an_abstract_class(self):
        class Base(abc.ABC):
            n = state(1)

            @abc.abstractmethod
            def name(self): ...

        @dataclasses.dataclass
        class Data(Base):
            x: int = 3

            def name(self):
                return "data"

            @derived_property
            def sum(self):
                return self.n + self.x

        self.assertEqual(Data().sum, 4)

    def test_in_a_gobject(self):
        class Thing(GObject.Object):
            n = state(1)

            @derived_property
            def double(self):
                return self.n * 2

        thing = Thing()
        thing.n = 4
        self.assertEqual(thing.double, 8)
        gone = weakref.ref(thing)
        del thing
        self.assert_gone(gone)

    def test_in_a_subclass_of_a_node(self):
        class Counter(Reactivity.Signal):
            step = state(1)

            def up(self):
                self.set(self.peek() + self.step)

        counter = Counter(0)
        counter.up()
        counter.step = 5
        counter.up()
        self.assertEqual(counter.get(), 6)


class InheritanceTest(Case):
    def test_a_subclass_inherits(self):
        below = Below()
        below.n = 3
        self.assertEqual((below.double, below.plus()), (6, 4))

    def test_a_subclass_overrides(self):
        class Below(Model):
            n = state(100)

            @derived_property
            def double(self):
                return self.n * 20

        self.assertEqual(Below().double, 2000)
        self.assertEqual(Model().double, 2)

    def test_a_subclass_extends_by_super(self):
        class Below(Model):
            @derived_property
            def double(self):
                return super().double + 1

            @derived_method
            def plus(self):
                return super().plus() + 1

        below = Below()
        self.assertEqual((below.double, below.plus()), (3, 3))
        below.n = 5
        self.assertEqual((below.double, below.plus()), (11, 7))

    def test_the_read_only_message_names_the_class_of_the_instance(self):
        with self.assertRaises(NotImplementedError) as caught:
            Below().double = 1
        self.assertEqual(str(caught.exception), "Below.double is read-only")

    def test_one_descriptor_under_two_names(self):
        class Twice:
            a = state(1)
            b = a

        twice = Twice()
        twice.a = 2
        self.assertEqual(twice.b, 2)

    def test_a_descriptor_put_on_the_class_later(self):
        class Late:
            pass

        Late.n = state(1)
        late = Late()
        late.n = 4
        self.assertEqual(late.n, 4)


class CopyTest(Case):
    def test_a_copy_has_its_own_nodes_with_the_same_values(self):
        model = Model()
        model.n = 5
        model.double
        twin = copy.copy(model)
        self.assertEqual((twin.n, twin.double), (5, 10))
        twin.n = 6
        self.assertEqual((model.n, model.double, twin.n, twin.double), (5, 10, 6, 12))
        model.n = 7
        self.assertEqual((twin.n, twin.double), (6, 12))

    def test_a_copy_with_slots(self):
        a = Slotted()
        a.n = 5
        a.double
        b = copy.copy(a)
        b.n = 6
        self.assertEqual((a.n, a.double, b.n, b.double), (5, 10, 6, 12))

    def test_a_copy_is_not_read_by_the_effects_of_the_original(self):
        model = Model()
        seen = []
        with effect(lambda: seen.append(model.double)):
            twin = copy.copy(model)
            twin.n = 50
        self.assertEqual(seen, [2])

    def test_a_deep_copy_is_independent(self):
        model = Model()
        model.n = 5
        model.double
        twin = copy.deepcopy(model)
        self.assertEqual((twin.n, twin.double), (5, 10))
        twin.n = 6
        self.assertEqual((model.double, twin.double), (10, 12))

    def test_a_deep_copy_copies_the_values(self):
        model = Model()
        model.m = [model]
        twin = copy.deepcopy(model)
        self.assertIsNot(twin.m, model.m)
        self.assertIs(twin.m[0], twin)

    def test_a_deep_copy_with_slots(self):
        a = Slotted()
        a.n = 5
        b = copy.deepcopy(a)
        self.assertEqual((b.n, b.double), (5, 10))

    def test_a_pickle_has_the_values(self):
        model = Model()
        model.n = 5
        model.double
        twin = pickle.loads(pickle.dumps(model))
        self.assertEqual((twin.n, twin.double, twin.runs), (5, 10, ["double", "double"]))
        twin.n = 6
        self.assertEqual((model.double, twin.double), (10, 12))

    def test_a_pickle_of_a_subclass_has_the_values(self):
        a = Below()
        a.n, a.k = 5, 6
        b = pickle.loads(pickle.dumps(a))
        self.assertEqual((b.n, b.k), (5, 6))

    def test_dataclasses_replace(self):
        @dataclasses.dataclass
        class Data:
            x: int = 1
            n = state(1)

        data = Data()
        data.n = 2
        twin = dataclasses.replace(data, x=2)
        twin.n = 3
        self.assertEqual(data.n, 2)


class LeakTest(Case):
    """O3, O4: nodes go with their instance."""

    def test_o3_an_instance_goes_with_its_nodes(self):
        for kind in (Model, Slotted):
            with self.subTest(kind=kind.__name__):
                instance = kind()
                instance.n = 2
                instance.double
                getattr(instance, "plus" if kind is Model else "triple")()
                nodes = [weakref.ref(node) for node in instance._reactive_descriptors.values()]
                self.assertEqual(len(nodes), 3)
                gone = weakref.ref(instance)
                del instance
                self.assert_gone(gone, *nodes)

    def test_o3_an_instance_that_is_watched_lives_as_long_as_what_the_effect_reads(self):
        model = Model()
        seen = []
        effect(lambda: seen.append(model.double))
        gone = weakref.ref(model)
        model.n = 2
        self.assertEqual(seen, [2, 4])
        del model
        self.assert_gone(gone)

    def test_o3_a_derived_that_reads_a_signal_of_the_program_does_not_keep_the_instance(self):
        shared = signal(1)

        class Reader:
            @derived_property
            def value(self):
                return shared.get()

        reader = Reader()
        reader.value
        gone = weakref.ref(reader)
        del reader
        self.assert_gone(gone)
        shared.set(2)
        collect()
        self.assertEqual(shared.subscribers, set())

    def test_o3_a_class_goes_with_its_descriptors(self):
        class Local:
            n = state(1)
            double = derived_property(lambda self: self.n * 2)

        Local().double
        gone = weakref.ref(Local), weakref.ref(Local.n), weakref.ref(Local.double)
        del Local
        self.assert_gone(*gone)


class KindsTest(Case):
    def test_their_classes_can_be_written_with_types(self):
        for name in ("State", "DerivedProperty", "DerivedMethod", "MemoizedProperty",
                     "MemoizedMethod"):
            self.assertEqual(getattr(Reactivity, name)[int].__args__, (int,))

    def test_their_classes_can_be_made_without_the_functions(self):
        class Direct:
            n = Reactivity.State(1)

            @Reactivity.DerivedProperty
            def double(self):
                return self.n * 2

            @Reactivity.MemoizedMethod
            def triple(self):
                return self.n * 3

        self.assertEqual((Direct().double, Direct().triple()), (2, 3))

    def test_context_is_that_of_the_descriptor(self):
        ctx = new_context()

        class Here:
            n = state(1, context=ctx)
            double = derived_property(lambda self: self.n * 2, context=ctx)
            triple = memoized_method(lambda self: self.n * 3, context=ctx)

        here = Here()
        self.assertEqual((here.double, here.triple()), (2, 3))
        self.assertIs(here.triple.get_context(), ctx)
        twin = copy.copy(here)
        seen = []
        with ctx.effect(lambda: seen.append(twin.double)):
            twin.n = 2
        self.assertEqual(seen, [2, 4])

    def test_a_derived_of_a_module_can_read_attributes(self):
        model = Model()
        d = derived(lambda: model.n + model.double)
        self.assertEqual(d(), 3)
        model.n = 2
        self.assertEqual(d(), 6)
