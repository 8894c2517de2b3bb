# SPDX-License-Identifier: LGPL-2.1-or-later
"""O3: an owner keeps its effects, and what they read does not."""

import weakref

from gi.repository import GLib, GObject
from support import Case, Reactivity, collect

from gi.repository.Reactivity import (
    Scope, async_effect, derived, detached, effect, new_context, on_cleanup, scope, signal)


class Window(GObject.Object):
    """What a program closes: it is disposed, and goes when nobody refers to it."""


class Page:
    """An owner that is no GObject."""


def turn():
    for _ in range(20):
        GLib.MainContext.default().iteration(False)


class OwnerTest(Case):
    def setUp(self):
        super().setUp()
        self.setting = signal("dark")
        self.runs = []

    def show(self, owner):
        """A function that names the owner, and reads what lives longer."""
        return lambda: self.runs.append((self.setting.get(), owner))

    def assert_ended(self, gone):
        self.assert_gone(gone)
        self.assertEqual(self.setting.subscribers, set())
        self.runs.clear()
        self.setting.set("light")
        self.assertEqual(self.runs, [])

    WAYS = {
        "owner": lambda owner, fn: effect(fn, owner=owner),
        "owner of a decorator": lambda owner, fn: effect(owner=owner)(fn),
        "scope": lambda owner, fn: Scope.new_for(owner).run(lambda: effect(fn)),
        "scope that is entered": lambda owner, fn: effect(fn, owner=Scope.new_for(owner)),
        "two": lambda owner, fn: [effect(fn, owner=owner) for _ in range(2)],
        "method of the context": lambda owner, fn: Reactivity.default_context.effect(fn, owner=owner),
        "an effect inside": lambda owner, fn: effect(lambda: effect(fn) and None, owner=owner),
    }

    def test_o3_an_owner_that_its_effects_name_goes(self):
        self.setting.get()
        for kind in Window, Page:
            for name, make in self.WAYS.items():
                with self.subTest(name, owner=kind.__name__):
                    owner = kind()
                    if name == "an effect inside":
                        effect(lambda: (self.setting.get(), effect(self.show(owner)))[0], owner=owner)
                    else:
                        make(owner, self.show(owner))
                    gone = weakref.ref(owner)
                    self.runs.clear()
                    del owner
                    self.assert_ended(gone)

    def test_o3_the_owner_keeps_them(self):
        owner = Window()
        gone = weakref.ref(effect(lambda: self.runs.append(self.setting.get()), owner=owner))
        collect()
        self.setting.set("light")
        self.assertEqual(self.runs, ["dark", "light"])
        self.assertIsNotNone(gone())
        del owner
        self.assert_gone(gone)
        self.setting.set("dark")
        self.assertEqual(self.runs, ["dark", "light"])

    def test_o3_a_disposed_owner_has_no_effects(self):
        owner = Window()
        effect(self.show(owner), owner=owner)
        self.runs.clear()
        owner.run_dispose()
        self.setting.set("light")
        self.assertEqual(self.runs, [])
        gone = weakref.ref(owner)
        del owner
        self.assert_gone(gone)

    def test_o3_an_effect_that_is_disposed_is_kept_no_more(self):
        owner = Window()
        e = effect(self.show(owner), owner=owner)
        e.dispose()
        gone = weakref.ref(e)
        del e
        self.assertIsNone(gone())

    def test_o3_cleanup_functions_run_when_the_owner_goes(self):
        for kind in Window, Page:
            log = []
            owner = kind()

            def run():
                self.setting.get()
                on_cleanup(lambda: log.append("ended"))

            effect(run, owner=owner)
            del owner
            collect()
            self.assertEqual(log, ["ended"])

    def test_o3_asynchronous_effects(self):
        owner = Window()

        def make(owner):
            async def run():
                self.runs.append((self.setting.get(), owner))

            async_effect(run, owner=owner)

        make(owner)
        turn()
        self.assertEqual(len(self.runs), 1)
        collect()
        self.setting.set("light")
        turn()
        self.assertEqual(len(self.runs), 2)
        self.runs.clear()
        gone = weakref.ref(owner)
        del owner
        turn()
        self.assert_ended(gone)

    def test_o3_a_derived_that_only_an_owned_effect_reads_lives(self):
        owner = Window()

        def run():
            self.runs.append(made.pop()() if made else self.setting.get())

        made = [derived(lambda: self.setting.get() + "!")]
        gone = weakref.ref(made[0])
        effect(run, owner=owner)
        collect()
        self.assertIsNotNone(gone())
        self.setting.set("light")
        self.assertEqual(self.runs, ["dark!", "light"])

    def test_o3_contexts_have_scopes_of_their_own(self):
        owner = Page()
        contexts = new_context(), new_context()
        effects = [context.effect(context.signal(0).get, owner=owner) for context in contexts]
        self.assertEqual([e.get_context() for e in effects], list(contexts))

    def test_what_cannot_own_is_refused(self):
        for owner in 5, "window", Window, object():
            with self.subTest(owner), self.assertRaisesRegex(TypeError, "owner"):
                effect(self.setting.get, owner=owner)

    def test_g10_an_effect_that_reads_nothing_lives_with_its_owner(self):
        log = []

        def start():
            on_cleanup(lambda: log.append("stop"))

        def begin():
            e = effect(start, False)
            e.reactivity_loss_strategy = "ignore"
            e()

        with scope() as page:
            begin()
        collect()
        self.assertEqual(log, [])
        page.dispose()
        self.assertEqual(log, ["stop"])

        trigger = signal(0)
        outer = effect(lambda: (trigger.get(), begin())[0])
        collect()
        self.assertEqual(log, ["stop"])
        trigger.set(1)
        self.assertEqual(log, ["stop"] * 2)
        outer.dispose()
        self.assertEqual(log, ["stop"] * 3)

    def test_g10_what_is_detached_belongs_to_nobody(self):
        s, other = signal(0), signal(0)

        def inner():
            self.runs.append(other.get())

        def run():
            if s.get() == 0:
                detached(lambda: effect(inner))
                with detached():
                    effect(inner)

        outer = effect(run)
        s.set(1)
        outer.dispose()
        collect()
        other.set(5)
        self.assertEqual(self.runs, [0, 0, 5, 5])
