# SPDX-License-Identifier: LGPL-2.1-or-later
"""reactive() of a GObject: its properties are tracked by notification."""

import itertools
import weakref

from support import Case, collect

from gi.repository import Gio, GObject
from gi.repository.Reactivity import batch, effect, reactive


class Thing(GObject.Object):
    __gtype_name__ = "ReactiveTestThing"

    count = GObject.Property(type=int, default=0)
    line_height = GObject.Property(type=int, default=1)
    secret = GObject.Property(type=str, flags=GObject.ParamFlags.WRITABLE)
    hidden = GObject.Property(type=int, flags=GObject.ParamFlags.READABLE)
    fixed = GObject.Property(
        type=str, flags=GObject.ParamFlags.READWRITE | GObject.ParamFlags.CONSTRUCT_ONLY
    )

    def __init__(self, **arguments):
        super().__init__(**arguments)
        self.plain = 1

    @GObject.Property(type=int)
    def double(self):
        return self.count * 2

    def _put(self, value):
        self.count = value

    put = GObject.Property(type=int, setter=_put)

    def sum(self):
        return self.count + self.plain


class GObjectTest(Case):
    def watch(self, read):
        """A list that gets what read() returns, in each run of an effect."""
        shown = []
        self.addCleanup(effect(lambda: shown.append(read())).dispose)
        return shown

    def has_handler(self, thing):
        return GObject.signal_has_handler_pending(
            thing, GObject.signal_lookup("notify", type(thing)), 0, False
        )

    def test_properties_are_tracked_one_by_one(self):
        thing = Thing()
        proxy = reactive(thing)
        count = self.watch(lambda: proxy.count)
        by_props = self.watch(lambda: proxy.props.count)
        by_name = self.watch(lambda: proxy.get_property("count"))
        height = self.watch(lambda: (proxy.line_height, proxy.props.line_height))
        thing.count = 1
        thing.props.count = 2
        thing.set_property("count", 3)
        proxy.count = 4
        proxy.props.count = 5
        proxy.set_property("count", 6)
        for shown in (count, by_props, by_name):
            self.assertEqual(shown, [0, 1, 2, 3, 4, 5, 6])
        proxy.props.line_height = 2
        self.assertEqual(height, [(1, 1), (2, 2)])
        self.assertEqual(thing.count, 6)

    def test_of_several_that_are_set_at_once_each_reader_is_told_once(self):
        def at_once(thing, *values):
            thing.set_properties(count=values[0], line_height=values[1])

        def other_order(thing, *values):
            thing.set_properties(line_height=values[1], count=values[0])

        def frozen(thing, *values):
            with thing.freeze_notify():
                thing.count = values[0]
                thing.line_height = values[1]

        def thawed(thing, *values):
            thing.freeze_notify()
            thing.line_height = values[1]
            thing.count = values[0]
            thing.thaw_notify()

        reads = {
            "both": (lambda proxy: (proxy.count, proxy.line_height), lambda a, b: (a, b)),
            "turned": (lambda proxy: (proxy.line_height, proxy.count), lambda a, b: (b, a)),
            "count": (lambda proxy: proxy.count, lambda a, b: a),
            "height": (lambda proxy: proxy.line_height, lambda a, b: b),
        }
        for write in at_once, other_order, frozen, thawed:
            for names in itertools.permutations(reads):
                thing = Thing()
                proxy = reactive(thing)
                seen = {name: [] for name in names}

                def watch(name):
                    return effect(lambda: seen[name].append(reads[name][0](proxy)))

                effects = [watch(name) for name in names]
                write(thing, 3, 2)
                write(thing, 5, 4)
                for e in effects:
                    e.dispose()
                with self.subTest(write.__name__, names=names):
                    for name in names:
                        expected = [reads[name][1](*pair) for pair in ((0, 1), (3, 2), (5, 4))]
                        self.assertEqual(seen[name], expected, name)

    def test_a_notification_without_a_change_is_none(self):
        thing = Thing()
        proxy = reactive(thing)
        shown = self.watch(lambda: proxy.count)
        thing.notify("count")
        proxy.count = 0
        self.assertEqual(shown, [0])

    def test_without_the_equality_check_each_notification_is_a_change(self):
        thing = Thing()
        proxy = reactive(thing, check_equality=False)
        shown = self.watch(lambda: proxy.count)
        thing.notify("count")
        proxy.count = 0
        self.assertEqual(shown, [0, 0, 0])

    def test_properties_of_c(self):
        action = Gio.SimpleAction.new("save", None)
        proxy = reactive(action)
        enabled = self.watch(lambda: proxy.enabled)
        by_props = self.watch(lambda: proxy.props.enabled)
        action.set_enabled(False)
        proxy.enabled = True
        proxy.set_enabled(False)
        self.assertEqual(enabled, [True, False, True, False])
        self.assertEqual(by_props, [True, False, True, False])
        self.assertEqual(proxy.props.name, "save")

    def test_what_a_property_does_not_allow_is_said(self):
        proxy = reactive(Thing(fixed="a"))
        for use, message in (
            (lambda: setattr(proxy, "hidden", 1), "Thing.hidden is read-only"),
            (lambda: setattr(proxy.props, "hidden", 1), "Thing.hidden is read-only"),
            (lambda: setattr(proxy, "double", 1), "Thing.double is read-only"),
            (lambda: proxy.put, "Thing.put is write-only"),
            (lambda: proxy.secret, "Thing.secret is write-only"),
            (
                lambda: setattr(proxy, "fixed", "b"),
                "Thing.fixed can be set only when the object is made",
            ),
            (lambda: proxy.props.none, "Thing has no property 'none'"),
        ):
            with self.assertRaises(AttributeError) as caught:
                use()
            self.assertEqual(str(caught.exception), message)
        proxy.secret = "s"
        proxy.put = 3
        self.assertEqual(proxy.double, 6)
        self.assertEqual(proxy.fixed, "a")
        self.assertRaises(TypeError, setattr, proxy, "count", "many")
        self.assertRaises(AttributeError, lambda: proxy.nothing)

    def test_plain_attributes_and_methods(self):
        thing = Thing()
        proxy = reactive(thing)
        total = self.watch(lambda: proxy.sum())
        proxy.plain = 2
        proxy.count = 10
        thing.count = 20
        self.assertEqual(total, [1, 2, 12, 22])
        self.assertIsInstance(proxy, Thing)
        self.assertIsInstance(proxy, GObject.Object)
        self.assertIn("count", dir(proxy.props))
        names = set()
        for pspec in proxy.props:  # PyGObject 3.50 has no comprehension over them
            names.add(pspec.name)
        self.assertIn("count", names)

    def test_one_handler_is_connected_while_somebody_reads(self):
        thing = Thing()
        proxy = reactive(thing)
        self.assertEqual(proxy.count, 0)
        self.assertFalse(self.has_handler(thing))
        first = effect(lambda: proxy.count)
        second = effect(lambda: (proxy.count, proxy.line_height))
        self.assertTrue(self.has_handler(thing))
        first.dispose()
        self.assertTrue(self.has_handler(thing))
        second.dispose()
        self.assertFalse(self.has_handler(thing))
        third = effect(lambda: proxy.line_height)
        self.assertTrue(self.has_handler(thing))
        third.dispose()
        self.assertFalse(self.has_handler(thing))

    def test_a_batch_groups_writes(self):
        proxy = reactive(Thing())
        shown = self.watch(lambda: (proxy.count, proxy.line_height))
        with batch():
            proxy.count = 1
            proxy.line_height = 2
        self.assertEqual(shown, [(0, 1), (1, 2)])

    def test_the_exception_of_an_effect_comes_out_of_the_write(self):
        proxy = reactive(Thing())
        run = effect(lambda: 1 / (proxy.count - 5))
        self.assertRaises(ZeroDivisionError, setattr, proxy, "count", 5)
        self.assertEqual(proxy.count, 5)
        run.dispose()

    def test_an_object_keeps_its_readers_and_is_not_kept_by_them(self):
        thing = Thing()
        shown = []
        effect(lambda proxy=reactive(thing): shown.append(proxy.count))
        collect()
        thing.count = 1
        self.assertEqual(shown, [0, 1])

        gone = weakref.ref(thing)
        del thing
        self.assert_gone(gone)
