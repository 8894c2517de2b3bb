# SPDX-License-Identifier: LGPL-2.1-or-later
"""O3, O4: who keeps whom alive, and that all goes when nobody does."""

import gc
import os
import resource
import sys
import weakref

from gi.repository import GLib, GObject
from support import Case, Reactivity, collect

from gi.repository.Reactivity import (
    batch, derived, effect, memoized, new_context, on_cleanup, scope, signal, state, untrack)


class Thing:
    """Something that can be referred to weakly."""


class LifetimeTest(Case):
    """O3: a computation lives while anything it depends on lives, or the program holds it."""

    def test_o3_an_effect_nobody_holds_lives_as_long_as_its_signal(self):
        s = signal(0)
        seen = []
        gone = weakref.ref(effect(lambda: seen.append(s.get())))
        collect()
        s.set(1)
        self.assertEqual(seen, [0, 1])
        self.assertIsNotNone(gone())
        del s
        self.assert_gone(gone)

    def test_o3_it_lives_as_long_as_any_of_several(self):
        sources = [signal(0), signal(0), signal(0)]
        seen = []
        references = [weakref.ref(s) for s in sources]
        gone = weakref.ref(effect(lambda: seen.append([r().get() for r in references if r() is not None])))
        while sources:
            collect()
            self.assertIsNotNone(gone())
            sources[-1].set(len(seen))
            sources.pop()
        self.assertEqual(seen, [[0, 0, 0], [0, 0, 1], [0, 2], [3]])
        self.assert_gone(gone)

    def test_o3_it_lives_through_deriveds_that_nobody_holds(self):
        s = signal(0)
        seen = []

        def make():
            plus = derived(lambda: s.get() + 1)
            times = memoized(lambda: plus() * 10)
            effect(lambda: seen.append(times()))
            return weakref.ref(plus), weakref.ref(times)

        gone = make()
        collect()
        s.set(1)
        self.assertEqual(seen, [10, 20])
        del s
        self.assert_gone(*gone)

    def test_o3_an_effect_that_reads_nothing_any_more_goes(self):
        s = signal(True)
        e = effect(lambda: s.get() if s.peek() else None)
        e.reactivity_loss_strategy = "ignore"
        gone = weakref.ref(e)
        del e
        collect()
        self.assertIsNotNone(gone())
        s.set(False)
        self.assert_gone(gone)

    def test_o3_a_disposed_effect_is_held_by_nobody(self):
        s = signal(0)
        e = effect(s.get)
        e.dispose()
        gone = weakref.ref(e)
        del e
        self.assertIsNone(gone())

    def test_o3_an_effect_whose_dependencies_move_lives_on(self):
        a, b = signal(0), signal(0)
        which = [a]
        seen = []
        gone = weakref.ref(effect(lambda: seen.append(which[0].get())))
        which[0] = b
        a.set(1)
        del a
        collect()
        b.set(2)
        self.assertEqual(seen, [0, 0, 2])
        del b
        which.clear()
        self.assert_gone(gone)

    def test_o3_a_derived_nobody_holds_or_reads_goes_though_its_source_lives(self):
        s = signal(0)
        for make in (derived, memoized):
            d = make(s.get)
            d()
            gone = weakref.ref(d)
            del d
            self.assertIsNone(gone())
        self.assertEqual(s.subscribers, set())

    def test_o3_a_chain_of_deriveds_goes_when_its_last_effect_is_disposed(self):
        s = signal(0)

        def make():
            a = derived(lambda: s.get() + 1)
            b = derived(lambda: a() + 1)
            return effect(b), weakref.ref(a), weakref.ref(b)

        e, *gone = make()
        collect()
        self.assertIsNotNone(gone[0]())
        e.dispose()
        del e
        self.assert_gone(*gone)
        self.assertEqual(s.subscribers, set())

    def test_o3_a_derived_with_a_cycle_goes_though_its_source_lives(self):
        s = signal(0)

        def make():
            d = derived(lambda: (s.get(), d))
            d()
            return weakref.ref(d)

        self.assert_gone(make())
        self.assertEqual(s.subscribers, set())

    def test_o3_an_unread_derived_holds_its_sources_by_its_function_only(self):
        s = signal(0)
        gone = weakref.ref(s)
        d = derived(s.get)
        del s
        collect()
        self.assertIsNotNone(gone())
        self.assertEqual(d(), 0)
        del d
        self.assert_gone(gone)

    def test_o3_an_unstarted_effect_goes_when_it_is_dropped(self):
        gone = weakref.ref(effect(signal(0).get, False))
        self.assert_gone(gone)

    def test_o3_an_effect_in_a_scope_goes_with_it(self):
        s = signal(0)
        with scope() as group:
            gone = weakref.ref(effect(s.get))
        collect()
        self.assertIsNotNone(gone())
        group.dispose()
        del group
        self.assert_gone(gone)

    def test_o3_a_connected_handler_does_not_keep_the_node(self):
        s = signal(0)
        s.connect("notify::value", lambda *args: None)
        gone = weakref.ref(s)
        del s
        self.assert_gone(gone)


class CycleTest(Case):
    """Cycles of each kind are collected."""

    def gone_after(self, make):
        """Fails unless all that make() refers to is collected."""
        gone = make()
        self.assertTrue(gone)
        self.assert_gone(*gone)

    def test_o3_closures(self):
        def make():
            s = signal(0)
            d = derived(lambda: (s.get(), d))
            m = memoized(lambda: (d(), m))
            holder = []
            holder.append(effect(lambda: (m(), holder, s, d)))
            return weakref.ref(s), weakref.ref(d), weakref.ref(m), weakref.ref(holder[0])

        self.gone_after(make)

    def test_o3_bound_methods_of_self(self):
        class View:
            def __init__(self):
                self.s = signal(0)
                self.d = derived(self.compute)
                self.e = effect(self.draw)

            def compute(self):
                return self.s.get()

            def draw(self):
                self.shown = self.d()

        def make():
            view = View()
            view.s.set(1)
            return weakref.ref(view), weakref.ref(view.s), weakref.ref(view.d), weakref.ref(view.e)

        self.gone_after(make)

    def test_o3_a_signal_that_holds_itself(self):
        def make():
            s = signal()
            s.set([s])
            return (weakref.ref(s),)

        self.gone_after(make)

    def test_o3_values(self):
        def make():
            thing = Thing()
            s = signal(thing)
            thing.effect = effect(s.get)
            thing.derived = derived(lambda: (s.get(), thing))
            thing.derived()
            return weakref.ref(thing), weakref.ref(s), weakref.ref(thing.effect)

        self.gone_after(make)

    def test_o3_attributes_of_wrappers(self):
        def make():
            s = signal(0)
            e = effect(s.get)
            s.other, e.other = e, s
            return weakref.ref(s), weakref.ref(e)

        self.gone_after(make)

    def test_o3_wrappers_of_subclasses(self):
        class Mine(Reactivity.Signal):
            def __init__(self):
                super().__init__(0)
                self.me = self
                self.double = derived(lambda: self.get() * 2)
                self.watch = effect(lambda: self.double())

        def make():
            mine = Mine()
            mine.set(4)
            return weakref.ref(mine), weakref.ref(mine.double), weakref.ref(mine.watch)

        self.gone_after(make)

    def test_o3_equality_functions(self):
        def make():
            s = signal(0, lambda a, b: (s, d) and a == b)
            d = derived(s.get, lambda a, b: (s, d) and a == b)
            d()
            s.set(1)
            d()
            return weakref.ref(s), weakref.ref(d)

        self.gone_after(make)

    def test_o3_exceptions_and_their_tracebacks(self):
        def make():
            thing = Thing()
            s = signal(0)

            def compute():
                local = thing, d
                raise ValueError(s.get(), local)

            d = derived(compute)
            try:
                d()
            except ValueError:
                pass
            return weakref.ref(thing), weakref.ref(d), weakref.ref(s)

        self.gone_after(make)

    def test_o3_errors_of_effects(self):
        def make():
            thing = Thing()
            s = signal(0)

            def fail():
                if s.get():
                    raise ValueError(thing, holder)

            holder = [effect(fail)]
            try:
                s.set(1)
            except ValueError:
                pass
            return weakref.ref(thing), weakref.ref(holder[0]), weakref.ref(s)

        self.gone_after(make)

    def test_o3_errors_that_deriveds_passed_on(self):
        def make():
            thing = Thing()
            s = signal(0)
            first = derived(lambda: 1 // s.get() + len([thing, last]))
            last = derived(lambda: first() + 1)
            for read in (last, first, last):
                try:
                    read()
                except ZeroDivisionError:
                    pass
            return weakref.ref(thing), weakref.ref(first), weakref.ref(last)

        self.gone_after(make)

    def test_o3_an_error_goes_when_the_derived_recovers(self):
        thing = Thing()
        gone = weakref.ref(thing)
        s = signal(0)

        def compute(holder=[thing]):
            if s.get() == 0:
                raise ValueError(holder.pop())
            return 1

        del thing
        d = derived(compute)
        with self.assertRaises(ValueError):
            d()
        self.assertIsNotNone(gone())
        s.set(1)
        d()
        self.assert_gone(gone)

    def test_o3_cleanup_functions(self):
        def make():
            s = signal(0)
            holder = []

            def run():
                s.get()
                on_cleanup(lambda: (holder, s))

            holder.append(effect(run))
            return weakref.ref(s), weakref.ref(holder[0])

        self.gone_after(make)

    def test_o3_cleanup_functions_of_scopes(self):
        def make():
            s = signal(0)
            group = scope()
            with group:
                e = effect(lambda: (s.get(), group))
                on_cleanup(lambda: (group, s))
            return weakref.ref(s), weakref.ref(group), weakref.ref(e)

        self.gone_after(make)

    def test_o3_cleanup_functions_of_garbage_find_all_that_they_use(self):
        hooked = self.watch_excepthook()
        called = []

        def make(name):
            s = signal(0)
            holder = [scope()]

            def run():
                s.get()
                on_cleanup(lambda: called.append((name, "effect", s.peek(), len(holder))))

            with holder[0]:
                on_cleanup(lambda: called.append((name, "scope", s.peek(), len(holder))))
            with untrack():
                holder.append(effect(run))

        for name in range(5):
            make(name)
        collect()
        self.assertEqual(hooked, [])
        self.assertEqual(sorted(called), sorted((name, kind, 0, 2) for name in range(5)
                                                for kind in ("effect", "scope")))

    def test_o3_published_values(self):
        """What C was given as a Python object."""
        def make():
            thing = Thing()
            s = signal(thing)
            d = derived(lambda: (s.get(), thing))
            d()
            thing.nodes = s, d
            self.assertIs(s.peek_value(), thing)
            self.assertIs(d.peek_value()[1], thing)
            return weakref.ref(thing), weakref.ref(s), weakref.ref(d)

        self.gone_after(make)

    def test_o3_notify_handlers(self):
        def make():
            s = signal(0)
            holder = [s]
            s.connect("notify::value", lambda *args: holder and s)
            s.set(1)
            return (weakref.ref(s),)

        self.gone_after(make)

    def test_o3_bindings(self):
        class Label(GObject.Object):
            text = GObject.Property(type=str)

        def make():
            s = signal("a")
            label = Label()
            label.s = s
            s.bind_property("value", label, "text", GObject.BindingFlags.BIDIRECTIONAL)
            s.set("b")
            return weakref.ref(s), weakref.ref(label)

        self.gone_after(make)

    def test_o3_contexts(self):
        def make():
            ctx = new_context()
            s = ctx.signal(ctx)
            e = ctx.effect(lambda: (s.get(), ctx))
            return weakref.ref(ctx), weakref.ref(s), weakref.ref(e)

        self.gone_after(make)

    def test_o3_inner_effects(self):
        def make():
            s = signal(0)
            inner = []

            def outer():
                s.get()
                inner.append(effect(lambda: (s.get(), inner)))

            e = effect(outer)
            s.set(1)
            return weakref.ref(s), weakref.ref(e), *map(weakref.ref, inner)

        self.gone_after(make)

    def test_o3_batches_that_put_back(self):
        def make():
            old = Thing()
            s = signal(old)
            old.s = s
            e = effect(s.get)
            with batch():
                s.set(Thing())
                s.set(old)
            return weakref.ref(s), weakref.ref(old), weakref.ref(e)

        self.gone_after(make)

    def test_o3_a_collection_in_the_middle_of_a_batch_or_a_run(self):
        def make():
            s = signal(Thing())
            old = weakref.ref(s.peek())
            d = derived(lambda: (gc.collect(), s.get())[1])
            e = effect(lambda: (d(), gc.collect(), effect(lambda: (s.get(), gc.collect()))))
            with batch():
                s.set(Thing())
                collect()
                self.assertIsNotNone(d())
            s.set(Thing())
            return weakref.ref(s), weakref.ref(d), weakref.ref(e), old

        self.gone_after(make)

    def test_o3_values_that_were_replaced_go_at_once(self):
        s = signal(Thing())
        gone = weakref.ref(s.peek())
        s.set(1)
        self.assertIsNone(gone())
        d = derived(lambda: (s.get(), Thing())[1])
        gone = weakref.ref(d())
        s.set(2)
        d()
        self.assertIsNone(gone())
        s.set(Thing())
        gone = weakref.ref(s.peek())
        with batch():
            s.set(3)
            s.set(4)
        self.assertIsNone(gone())

    def test_o3_the_result_of_an_effect_is_not_kept(self):
        s = signal(0)
        gone = []

        def run():
            s.get()
            thing = Thing()
            gone.append(weakref.ref(thing))
            return thing

        with effect(run) as e:
            self.assertIsNone(gone[0]())
            result = e()
            self.assertIs(gone[1](), result)
            del result
            self.assertIsNone(gone[1]())

    def test_o3_a_function_goes_with_its_computation(self):
        def make(kind):
            s = signal(0)
            thing = Thing()
            node = kind(lambda: (s.get(), thing)[0])
            node()
            return weakref.ref(thing), node

        for kind in (derived, memoized, effect):
            gone, node = make(kind)
            self.assertIsNotNone(gone())
            if kind is effect:
                node.dispose()
            del node
            self.assert_gone(gone)


class GrowthTest(Case):
    """No growth over many rounds of making and dropping, measured."""

    rounds = 100_000

    def one_round(self):
        s = signal(0)
        d = derived(lambda: s.get() + 1)
        with effect(d):
            s.set(1)

    def one_cycle(self):
        s = signal([])
        d = derived(lambda: (s.get(), d))
        s.set([d, s])
        effect(lambda: (d(), s))

    def measure(self, function, rounds):
        """How many objects and how many KiB are there more after so many rounds."""
        for _ in range(1000):
            function()
        collect()
        objects, memory = len(gc.get_objects()), self.resident()
        blocks = sys.getallocatedblocks()
        for _ in range(rounds):
            function()
        collect()
        return (len(gc.get_objects()) - objects, sys.getallocatedblocks() - blocks,
                self.resident() - memory)

    @staticmethod
    def resident():
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * resource.getpagesize() // 1024

    def assert_no_growth(self, function, rounds):
        objects, blocks, memory = self.measure(function, rounds)
        self.assertLess(objects, 50)
        self.assertLess(blocks, 500)
        # AddressSanitizer keeps what was freed, for a while.
        if "libasan" not in os.environ.get("LD_PRELOAD", ""):
            self.assertLess(memory, 4096, "KiB")

    def test_o4_signals_deriveds_and_effects(self):
        self.assert_no_growth(self.one_round, self.rounds)

    def test_o4_cycles(self):
        self.assert_no_growth(self.one_cycle, self.rounds // 5)

    def test_o4_effects_of_one_signal_that_stays(self):
        s = signal(0)
        self.assert_no_growth(lambda: effect(s.get).dispose(), self.rounds // 2)
        self.assertEqual(s.subscribers, set())

    def test_o4_deriveds_of_one_signal_that_stays(self):
        s = signal(0)
        self.assert_no_growth(lambda: derived(s.get)(), self.rounds // 2)
        self.assertEqual(s.subscribers, set())

    def test_o4_writes(self):
        s = signal(0)
        d = derived(lambda: [s.get()])
        with effect(d):
            self.assert_no_growth(lambda: s.update(lambda n: n + 1), self.rounds)

    def test_o4_errors(self):
        s = signal(0)
        d = derived(lambda: 1 // s.get())

        def fail():
            try:
                d()
            except ZeroDivisionError:
                pass
            d.invalidate()

        self.assert_no_growth(fail, self.rounds // 5)

    def test_o4_states_of_instances(self):
        class Model:
            n = state(0)
            m = Reactivity.derived_property(lambda self: self.n + 1)

        def once():
            model = Model()
            model.n = 5
            model.m

        self.assert_no_growth(once, self.rounds // 10)

    def test_o4_contexts_scopes_and_stretches(self):
        def once():
            ctx = new_context()
            s = ctx.signal(0)
            with ctx.scope() as group, ctx.batch():
                ctx.effect(s.get)
                ctx.on_cleanup(lambda: None)
                s.set(1)
                ctx.untrack(s.get)
            group.dispose()

        self.assert_no_growth(once, self.rounds // 20)

    def test_o4_published_values(self):
        s = signal(0)

        def once():
            s.set(Thing())
            s.peek_value()
            s.props.value = "text"

        self.assert_no_growth(once, self.rounds // 10)

    def test_o4_posted_values(self):
        s = signal(0)
        loop = GLib.MainContext.default()

        def once():
            s.post([])
            loop.iteration(False)

        self.assert_no_growth(once, self.rounds // 10)

    def test_o4_untracked_effects(self):
        s = signal(0)
        kept = []

        def once():
            with untrack():
                kept.append(effect(s.get))
            kept.pop().dispose()

        self.assert_no_growth(once, self.rounds // 10)
