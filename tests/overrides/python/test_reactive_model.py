# SPDX-License-Identifier: LGPL-2.1-or-later
"""The list model of a reactive sequence: in step, exact, and nothing that keeps anything."""

import array
import collections
import random
import sys
import threading
import weakref

import gi
from support import Case, collect

gi.require_version("Gtk", "4.0")

from gi.repository import Gio, GObject, Gtk, Reactivity  # noqa: E402
from gi.repository.Reactivity import BoxedValue, batch, effect, reactive  # noqa: E402


class Thing(GObject.Object):
    __gtype_name__ = "ReactiveModelThing"


class Plain:
    """Something that can be referred to weakly."""


def value_of(item):
    return item.value if isinstance(item, BoxedValue) else item


def values_of(model):
    return [value_of(item) for item in model]


class Mirror:
    """A copy of a model that follows by items-changed alone."""

    def __init__(self, model):
        self.values = values_of(model)
        self.changes = []
        model.connect("items-changed", self.follow)

    def follow(self, model, position, removed, added):
        old = self.values[position : position + removed]
        new = [value_of(model.get_item(position + i)) for i in range(added)]
        self.values[position : position + removed] = new
        self.changes.append((position, removed, added))
        # What is the same at either end is not announced.
        self.exact = bool(old or new) and not (old and new and (old[0] == new[0] or old[-1] == new[-1]))

    def take_changes(self):
        changes, self.changes = self.changes, []
        return changes


def random_edit():
    """A function that edits a list, or the like of one."""
    value = random.randrange(5)
    values = [random.randrange(5) for _ in range(random.randrange(4))]
    kind = random.choice(
        ["set", "delete", "insert", "append", "extend", "slice", "cut", "step", "cut step"]
        + ["reverse", "sort", "pop", "remove", "imul", "clear"]
    )
    seed = random.random()

    def edit(data):
        own = random.Random(seed)
        size = len(data)
        index = own.randrange(-size, size) if size else 0
        bounds = slice(*(own.choice([None, own.randrange(-size - 2, size + 3)]) for _ in "ab"))
        stepped = slice(bounds.start, bounds.stop, own.choice([-2, -1, 2, 3]))
        if kind == "set" and size:
            data[index] = value
        elif kind == "delete" and size:
            del data[index]
        elif kind == "insert":
            data.insert(index, value)
        elif kind == "append":
            data.append(value)
        elif kind == "extend":
            data.extend(values)
        elif kind == "slice":
            data[bounds] = values
        elif kind == "cut":
            del data[bounds]
        elif kind == "step":
            data[stepped] = [own.randrange(5) for _ in range(*stepped.indices(size))]
        elif kind == "cut step":
            del data[stepped]
        elif kind == "reverse":
            data.reverse()
        elif kind == "sort":
            data.sort(key=lambda n: -n)
        elif kind == "pop" and size:
            data.pop(index)
        elif kind == "remove" and value in data:
            data.remove(value)
        elif kind == "imul" and size < 20:
            data *= 2
        elif kind == "clear" and own.random() < 0.2:
            data.clear()

    edit.kind = kind
    return edit


class ModelTest(Case):
    def test_random_edits_are_announced_exactly(self):
        random.seed(5)
        for round_ in range(60):
            expected = [random.randrange(5) for _ in range(random.randrange(8))]
            proxy = reactive(list(expected))
            model = proxy.model
            mirror = Mirror(model)
            for step in range(60):
                edit = random_edit()
                note = (round_, step, edit.kind, list(expected))
                before = list(expected)
                edit(expected)
                edit(proxy)
                self.assertEqual(values_of(model), expected, note)
                self.assertEqual(mirror.values, expected, note)
                changes = mirror.take_changes()
                self.assertEqual(len(changes), int(before != expected), note)
                self.assertTrue(not changes or mirror.exact, note)

    def test_random_edits_in_batches_are_announced_once(self):
        random.seed(6)
        expected = [random.randrange(5) for _ in range(8)]
        proxy = reactive(list(expected))
        model = proxy.model
        mirror = Mirror(model)
        for step in range(500):
            with batch():
                for _ in range(random.randrange(1, 6)):
                    edit = random_edit()
                    edit(expected)
                    edit(proxy)
                    self.assertEqual(list(proxy), expected, edit.kind)
                    self.assertEqual(model.get_size(), len(expected), edit.kind)
            self.assertEqual(mirror.values, expected, step)
            self.assertLessEqual(len(mirror.take_changes()), 1)

    def test_each_edit_is_one_splice(self):
        proxy = reactive(list("abcdef"))
        model = proxy.model
        mirror = Mirror(model)

        def changes_of(edit):
            edit()
            self.assertEqual(mirror.values, list(proxy))
            return mirror.take_changes()

        def rewrite():
            proxy[1:3] = "b", "X"

        def swap():
            proxy[1], proxy[1] = proxy[1], proxy[1]

        def widen():
            proxy[1:3] = "b", "c", "c"

        self.assertEqual(changes_of(lambda: proxy.append("g")), [(6, 0, 1)])
        self.assertEqual(changes_of(lambda: proxy.insert(1, "-")), [(1, 0, 1)])
        self.assertEqual(changes_of(lambda: proxy.pop(1)), [(1, 1, 0)])
        self.assertEqual(changes_of(rewrite), [(2, 1, 1)])
        self.assertEqual(changes_of(swap), [])
        self.assertEqual(changes_of(lambda: proxy.__setitem__(2, "c")), [(2, 1, 1)])
        self.assertEqual(changes_of(widen), [(3, 0, 1)])
        self.assertEqual(changes_of(lambda: proxy.pop(3)), [(3, 1, 0)])
        self.assertEqual(changes_of(lambda: proxy.__delitem__(slice(1, 6, 2))), [(1, 5, 2)])
        self.assertEqual(mirror.values, ["a", "c", "e", "g"])
        self.assertEqual(changes_of(proxy.sort), [])
        self.assertEqual(changes_of(proxy.reverse), [(0, 4, 4)])
        self.assertEqual(changes_of(lambda: proxy.extend(())), [])
        self.assertEqual(changes_of(proxy.clear), [(0, 4, 0)])

    def test_sorting_announces_what_moved_and_keeps_the_boxes(self):
        words = ["a", "d", "c", "b", "e"]
        proxy = reactive(words)
        model = proxy.model
        mirror = Mirror(model)
        boxes = {item.value: item for item in model}
        proxy.sort()
        self.assertEqual(mirror.take_changes(), [(1, 3, 3)])
        self.assertEqual([item.value for item in model], words)
        proxy.reverse()
        proxy[:] = ["a", "b", "x", "c", "d", "e"]
        for item in model:
            self.assertIs(boxes.get(item.value, item), item)

    def test_values_come_back_by_identity(self):
        thing, plain, number = Thing(), Plain(), 2**70
        proxied = reactive(thing)
        values = [thing, plain, None, number, "text", [], BoxedValue, proxied, 1.5]
        model = reactive(values).model
        for value, item in zip(values, model):
            if value is thing:
                self.assertIs(item, thing)
            else:
                self.assertIs(type(item), BoxedValue)
                self.assertIs(item.value, value)

    def test_an_equal_value_is_no_change_but_comes_back(self):
        first, second = [1], [1]
        proxy = reactive([first])
        model = proxy.model
        mirror = Mirror(model)
        proxy[0] = second
        self.assertEqual(mirror.take_changes(), [])
        self.assertIs(model.get_item(0).value, second)

    def test_without_the_equality_check_each_write_is_announced(self):
        value = [1]
        proxy = reactive([value, value], check_equality=False)
        model = proxy.model
        mirror = Mirror(model)
        value.append(2)
        proxy[1] = value
        self.assertEqual(mirror.take_changes(), [(1, 1, 1)])
        proxy.append(value)
        self.assertEqual(mirror.take_changes(), [(2, 0, 1)])

    def test_a_model_is_a_list_model_of_the_context(self):
        context = Reactivity.new_context()
        proxy = context.reactive(["a"])
        model = proxy.model
        self.assertIsInstance(model, Gio.ListModel)
        self.assertIs(model.get_context(), context)
        mirror = Mirror(model)
        with context.batch():
            proxy.append("b")
            self.assertEqual(mirror.values, ["a"])
        self.assertEqual(mirror.values, ["a", "b"])

    def test_the_model_is_in_step_when_effects_run(self):
        proxy = reactive(["a"])
        model = proxy.model
        seen = []
        watch = effect(lambda: seen.append((list(proxy), values_of(model))))
        proxy.append("b")
        proxy.reverse()
        self.assertEqual([one == other for one, other in seen], [True] * 3)
        watch.dispose()

    def test_an_effect_that_edits_does_not_depend_on_the_model(self):
        proxy, trigger = reactive([]), Reactivity.signal(0)
        runs = []

        def add():
            runs.append(trigger.get())
            proxy.append(trigger.get())
            model.append(proxy.model)

        model = []
        adding = effect(add)
        proxy.append("more")
        trigger.set(1)
        proxy.reverse()
        proxy.pop()
        self.assertEqual(runs, [0, 1])
        self.assertEqual(values_of(model[0]), [1, "more"])
        adding.dispose()

    def test_data_other_than_lists(self):
        for data in (array.array("i", [1000, 3000]), collections.deque([1, 3])):
            with self.subTest(data=data):
                proxy = reactive(data)
                model = proxy.model
                mirror = Mirror(model)
                proxy.append(2)
                proxy.insert(1, 5)
                proxy.reverse()
                proxy.sort()
                del proxy[0]
                self.assertEqual(mirror.values, list(data))

    def test_data_with_a_mind_of_their_own(self):
        data = collections.deque([1, 2, 3], maxlen=3)
        proxy = reactive(data)
        model = proxy.model
        mirror = Mirror(model)
        proxy.append(4)
        self.assertEqual(mirror.values, [2, 3, 4])

        plain = [1, 2]
        proxy = reactive(plain)
        model = proxy.model
        mirror = Mirror(model)
        plain.insert(0, 0)
        proxy.append(3)
        self.assertEqual(mirror.values, [0, 1, 2, 3])

    def test_an_edit_that_fails_changes_nothing(self):
        proxy = reactive([3, 1])
        model = proxy.model
        mirror = Mirror(model)
        self.assertRaises(TypeError, proxy.sort, key=lambda n: n if n == 3 else "")
        self.assertRaises(ValueError, proxy.__setitem__, slice(None, None, 2), [1, 2, 3])
        self.assertRaises(IndexError, proxy.__delitem__, 2)
        numbers = reactive(array.array("i", [1]))
        of_numbers = numbers.model
        self.assertRaises(TypeError, numbers.append, "text")
        numbers.append(2)
        self.assertEqual(values_of(of_numbers), [1, 2])
        self.assertEqual((mirror.values, mirror.changes), ([3, 1], []))

    def test_another_thread_is_refused(self):
        proxy = reactive([1])
        errors = []

        def ask():
            try:
                proxy.model
            except RuntimeError as error:
                errors.append(str(error))

        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
        self.assertEqual(errors, ["the container belongs to another thread"])

    def test_what_c_sees_of_a_value(self):
        for value, text in (("text", "text"), (5, "5"), (2**40, str(2**40)), (True, "TRUE")):
            model = reactive([value]).model
            label = Gtk.StringFilter()
            model.get_item(0).bind_property(
                "value", label, "search", GObject.BindingFlags.SYNC_CREATE
            )
            self.assertEqual(label.props.search, text)
        for value in (None, 2**70, [1], 0.5):
            shown = reactive([value]).model.get_item(0).props.value.get_value()
            self.assertIs(type(shown), type(value))
            self.assertEqual(shown, value)


class LifeTest(Case):
    def test_the_model_is_the_same_while_somebody_holds_it(self):
        proxy = reactive(["a"])
        model = proxy.model
        self.assertIs(proxy.model, model)

        # Also when it is C.
        holder = Gtk.NoSelection.new(model)
        model.tag = "the same"
        del model
        collect()
        self.assertEqual(proxy.model.tag, "the same")
        proxy.append("b")
        self.assertEqual(values_of(holder), ["a", "b"])

        del holder
        collect()
        proxy.append("c")
        self.assertFalse(hasattr(proxy.model, "tag"))
        self.assertEqual(values_of(proxy.model), ["a", "b", "c"])

    def test_a_sequence_does_not_keep_its_model(self):
        proxy = reactive(["a"])
        model = proxy.model
        gone = []
        model.weak_ref(lambda: gone.append(True))
        del model
        collect()
        self.assertEqual(gone, [True])

    def test_a_model_outlives_its_sequence_and_lets_it_go(self):
        proxy = reactive(["a", "b"])
        reference = weakref.ref(proxy)
        model = proxy.model
        del proxy
        self.assert_gone(reference)
        self.assertEqual(values_of(model), ["a", "b"])

    def test_items_that_refer_to_their_sequence_are_garbage(self):
        plain = Plain()
        plain.children = reactive([plain])
        plain.size = len(plain.children.model)
        plain.children.append("other")
        reference = weakref.ref(plain)
        del plain
        self.assert_gone(reference)

    def test_values_that_leave_are_let_go(self):
        class Value:
            pass

        proxy = reactive([Value() for _ in range(10)])
        model = proxy.model
        references = [weakref.ref(value) for value in proxy]
        del proxy[2:8]
        proxy.sort(key=id)
        proxy.reverse()
        proxy.clear()
        self.assert_gone(*references)
        self.assertEqual(len(model), 0)

    def test_objects_that_leave_are_let_go(self):
        proxy = reactive([Thing() for _ in range(10)])
        model = proxy.model
        references = [weakref.ref(thing) for thing in proxy]
        proxy.reverse()
        del proxy[2:8]
        proxy.clear()
        self.assert_gone(*references)
        self.assertEqual(len(model), 0)

    def test_nothing_grows(self):
        proxy = reactive([])

        def once():
            own = reactive([[1], "b"])
            model = own.model
            mirror = Mirror(model)
            own.append([3])
            own.reverse()
            own[1] = None
            shared = proxy.model
            proxy.append([1])
            proxy.pop()
            self.assertEqual((len(mirror.changes), len(shared)), (3, 0))

        for _ in range(200):
            once()
        collect()
        blocks = sys.getallocatedblocks()
        for _ in range(3000):
            once()
        collect()
        self.assertLess(sys.getallocatedblocks() - blocks, 500)


class GtkTest(Case):
    def test_a_filter_list_model(self):
        proxy = reactive(["apple", "pear", "avocado"])
        shown = Gtk.FilterListModel.new(
            proxy.model, Gtk.CustomFilter.new(lambda item: item.value.startswith("a"))
        )
        mirror = Mirror(shown)
        proxy.insert(1, "apricot")
        proxy.append("plum")
        self.assertEqual(mirror.take_changes(), [(1, 0, 1)])
        proxy.sort()
        del proxy[0]
        proxy[0] = "fig"
        self.assertEqual(mirror.values, ["avocado"])
        self.assertEqual(values_of(shown), ["avocado"])

    def test_an_expression_in_a_ui_file(self):
        text = """<interface><object class="GtkStringFilter" id="filter"><binding name="search">
          <lookup name="value" type="ReactivityBoxedValue">box</lookup>
          </binding></object></interface>"""
        builder = Gtk.Builder()
        builder.expose_object("box", reactive([5]).model.get_item(0))
        builder.add_from_string(text)
        self.assertEqual(builder.get_object("filter").props.search, "5")
