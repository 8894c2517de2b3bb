# SPDX-License-Identifier: LGPL-2.1-or-later
"""Threads: a context belongs to one; the others hand over."""

import gc
import threading
import weakref

from gi.repository import GLib
from support import Case, Reactivity, collect, in_thread

from gi.repository.Reactivity import (
    batch, derived, derived_property, effect, memoized, new_context, on_cleanup, scope, signal,
    state, untrack)


def spin(condition, seconds=10):
    """Runs the main loop until the condition holds."""
    context = GLib.MainContext.default()
    over = []
    timeout = GLib.timeout_add_seconds(seconds, lambda: over.append(1) or True)
    while not condition() and not over:
        context.iteration(True)
    GLib.source_remove(timeout)


def settle():
    """Lets the main loop do what waits for it."""
    while GLib.MainContext.default().iteration(False):
        pass


class WrongThreadTest(Case):
    def assert_refused(self, call):
        error = in_thread(call)
        self.assertIsInstance(error, RuntimeError)
        self.assertIn("another thread", str(error))

    def test_every_use_of_a_node_is_refused(self):
        s = signal(1)
        d, m = derived(s.get), memoized(s.get)
        d(), m()
        e = effect(s.get)
        for name, call in {
            "get": s.get,
            "peek": s.peek,
            "value": lambda: s.value,
            "set": lambda: s.set(2),
            "set value": lambda: setattr(s, "value", 2),
            "update": lambda: s.update(lambda n: n + 1),
            "subscribers": lambda: s.subscribers,
            "call derived": d,
            "get derived": d.get,
            "peek derived": d.peek,
            "invalidate": d.invalidate,
            "dirty": lambda: d.dirty,
            "dependencies": lambda: d.dependencies,
            "fn": lambda: d.fn,
            "dispose derived": d.dispose,
            "call memoized": m,
            "call effect": e,
            "dispose": e.dispose,
            "with": lambda: e.__exit__(None, None, None),
            "strategy": lambda: e.reactivity_loss_strategy,
            "set strategy": lambda: setattr(e, "reactivity_loss_strategy", "ignore"),
        }.items():
            with self.subTest(call=name):
                self.assert_refused(call)
        self.assertEqual((s.get(), d(), m()), (1, 1, 1))
        self.assertEqual(s.subscribers, {d, m, e})
        s.set(2)
        self.assertEqual((s.get(), d(), m()), (2, 2, 2))
        e.dispose()

    def test_every_use_of_a_context_is_refused(self):
        ctx = new_context()
        group = ctx.scope()
        open_batch = ctx.batch()
        open_untrack = ctx.untrack()
        for name, call in {
            "signal": lambda: signal(1, context=ctx),
            "effect": lambda: ctx.effect(lambda: 0),
            "derived": lambda: ctx.derived(lambda: 0),
            "memoized": lambda: ctx.memoized(lambda: 0),
            "batch": ctx.batch,
            "enter batch": open_batch.__enter__,
            "leave batch": lambda: open_batch.__exit__(None, None, None),
            "untrack": ctx.untrack,
            "enter untrack": open_untrack.__enter__,
            "leave untrack": lambda: open_untrack.__exit__(None, None, None),
            "flush": ctx.flush,
            "on_cleanup": lambda: on_cleanup(lambda: 0, context=ctx),
            "enter scope": group.__enter__,
            "leave scope": lambda: group.__exit__(None, None, None),
            "run in scope": lambda: group.run(lambda: 0),
            "dispose scope": group.dispose,
            "cleanup of scope": lambda: group.on_cleanup(lambda: 0),
        }.items():
            with self.subTest(call=name):
                self.assert_refused(call)
        s = ctx.signal(1)
        seen = []
        with ctx.effect(lambda: seen.append(s.get())):
            s.set(2)
        self.assertEqual(seen, [1, 2])

    def test_a_refused_write_tells_nobody(self):
        s = signal(1)
        seen = []
        with effect(lambda: seen.append(s.get())):
            in_thread(lambda: s.set(2))
            self.assertEqual(seen, [1])
            self.assertEqual(s.get(), 1)

    def test_attributes_of_an_instance_are_refused_too(self):
        class Model:
            n = state(1)
            double = derived_property(lambda self: self.n * 2)

        model = Model()
        model.double
        self.assert_refused(lambda: model.n)
        self.assert_refused(lambda: model.double)
        self.assertEqual(model.double, 2)

    def test_the_message_names_the_kind_and_the_way_out(self):
        s = signal(1)
        self.assertIn("ReactivitySignal", str(in_thread(s.get)))
        self.assertIn("post", str(in_thread(s.get)))


class OwnThreadTest(Case):
    def test_what_a_thread_leaves_goes_when_it_ends(self):
        def work():
            s = signal({})
            d = derived(s.get)
            e = effect(lambda: (d(), e), False)
            e()
            return weakref.ref(s), weakref.ref(d), weakref.ref(e)

        self.assert_gone(*in_thread(work))

    def test_each_thread_has_a_graph_of_its_own(self):
        def work():
            s = signal(1)
            d = derived(lambda: s.get() * 2)
            seen = []
            with effect(lambda: seen.append(d())):
                with batch():
                    s.set(2)
                    s.set(3)
            return seen, s.get_context()

        s = signal(0)
        seen = []
        with effect(lambda: seen.append(s.get())), batch():
            s.set(1)
            theirs, context = in_thread(work)
            self.assertEqual(seen, [0])
        self.assertEqual(theirs, [2, 6])
        self.assertIsNot(context, s.get_context())

    def test_threads_work_side_by_side(self):
        def work():
            s = signal(0)
            sides = [derived(lambda i=i: s.get() + i) for i in range(5)]
            total = derived(lambda: sum(side() for side in sides))
            seen = []
            with effect(lambda: seen.append(total())):
                for n in range(300):
                    s.set(n)
                    if n % 100 == 0:
                        gc.collect()
            return seen == [5 * n + 10 for n in range(300)]

        results = []
        threads = [threading.Thread(target=lambda: results.append(work())) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(results, [True] * 4)

    def test_errors_of_a_thread_stay_there(self):
        def work():
            s = signal(1)
            with effect(lambda: 1 / s.get()):
                try:
                    s.set(0)
                except ZeroDivisionError:
                    return "raised here"

        self.assertEqual(in_thread(work), "raised here")

    def test_untrack_and_scope_of_a_thread_do_not_touch_another(self):
        s = signal(1)

        def work():
            with untrack(), scope():
                on_cleanup(lambda: 0)

        with effect(lambda: (in_thread(work), s.get())) as e:
            self.assertEqual(e.dependencies, {s})


class PostTest(Case):
    def test_post_sets_from_another_thread(self):
        s = signal(0)
        value = object()
        seen = []
        with effect(lambda: seen.append((s.get(), threading.current_thread()))):
            in_thread(lambda: s.post(value))
            self.assertEqual(len(seen), 1)
            spin(lambda: len(seen) > 1)
        self.assertIs(seen[1][0], value)
        self.assertIs(seen[1][1], threading.current_thread())

    def test_posts_of_one_iteration_are_one_batch_in_order(self):
        a, b = signal(0), signal(0)
        seen = []
        with effect(lambda: seen.append((a.get(), b.get()))):
            def work():
                for n in range(1, 100):
                    a.post(n)
                    b.post(-n)

            in_thread(work)
            spin(lambda: len(seen) > 1)
            settle()
        self.assertEqual(seen, [(0, 0), (99, -99)])

    def test_post_from_the_own_thread_waits_for_the_loop_too(self):
        s = signal(0)
        s.post(1)
        self.assertEqual(s.get(), 0)
        spin(lambda: s.peek() == 1)
        self.assertEqual(s.get(), 1)

    def test_post_keeps_the_signal_alive_until_it_is_done(self):
        seen = []
        s = signal(0, lambda old, new: seen.append(new))
        gone = weakref.ref(s)
        in_thread(lambda s=s: s.post(1))
        del s
        spin(lambda: seen)
        self.assertEqual(seen, [1])
        self.assert_gone(gone)

    def test_many_threads_hand_over(self):
        received = []
        total = signal(0)

        def work():
            for _ in range(200):
                total.get_context().invoke(lambda: total.update(lambda n: n + 1))

        threads = [threading.Thread(target=work) for _ in range(5)]
        with effect(lambda: received.append(total.get())):
            for thread in threads:
                thread.start()
            spin(lambda: total.peek() == 1000)
            for thread in threads:
                thread.join()
        self.assertEqual(total.get(), 1000)
        self.assertEqual(received, sorted(received))


class InvokeTest(Case):
    def test_invoke_calls_in_the_thread_of_the_context(self):
        ctx = new_context()
        where = []
        in_thread(lambda: ctx.invoke(lambda: where.append(threading.current_thread())))
        self.assertEqual(where, [])
        spin(lambda: where)
        self.assertEqual(where, [threading.current_thread()])

    def test_invoke_is_in_order_and_in_one_batch(self):
        s = signal(0)
        seen = []
        context = s.get_context()
        with effect(lambda: seen.append(s.get())):
            def work():
                for n in range(1, 50):
                    context.invoke(lambda n=n: s.set(n))

            in_thread(work)
            spin(lambda: s.peek() == 49)
        self.assertEqual(seen, [0, 49])

    def test_what_invoke_calls_goes_afterwards(self):
        ctx = new_context()

        class Thing:
            pass

        thing = Thing()
        gone = weakref.ref(thing)
        done = []
        in_thread(lambda: ctx.invoke(lambda thing=thing: done.append(1)))
        del thing
        spin(lambda: done)
        self.assert_gone(gone)


class CollectorTest(Case):
    """The collector and last references in other threads while this one works."""

    def one_round(self, s, n):
        """Cycles through everything; every second one is left to the signal."""
        d = derived(lambda: s.get() + 1)
        m = memoized(lambda: (d(), m)[0] + 1)
        seen = []
        group = []

        def watch():
            seen.append(m())
            on_cleanup(lambda: (seen, group, watch))

        group.append(effect(watch))
        s.set(n)
        self.assertEqual(seen, [n + 1, n + 2])
        if n % 2:
            group[0].dispose()

    def test_gc_in_another_thread_while_this_one_works(self):
        stop = threading.Event()
        rounds = []

        def collector():
            while not stop.is_set():
                gc.collect()
                rounds.append(1)

        thread = threading.Thread(target=collector)
        thread.start()
        try:
            s = signal(0)
            for n in range(1, 400):
                self.one_round(s, n)
        finally:
            stop.set()
            thread.join()
        self.assertTrue(rounds)
        collect()
        settle()
        self.assertEqual(len(s.subscribers), 199)

    def test_the_last_reference_may_be_dropped_in_another_thread(self):
        for make in (lambda s: signal(1), lambda s: derived(s.get), lambda s: effect(s.get, False)):
            s = signal(0)
            holder = [make(s)]
            if not isinstance(holder[0], (Reactivity.Signal, Reactivity.Effect)):
                holder[0]()
            gone = weakref.ref(holder[0])
            in_thread(holder.clear)
            settle()
            self.assert_gone(gone)
            s.set(1)
            self.assertEqual(s.subscribers, set())

    def test_garbage_of_this_thread_collected_in_another(self):
        class Value:
            pass

        gone = []
        gc.disable()
        self.addCleanup(gc.enable)

        def make():
            s = signal(Value())
            gone.append(weakref.ref(s.peek()))
            d = derived(lambda: (s.get(), d))
            e = effect(lambda: (d(), e, s), False)
            e()

        for _ in range(50):
            make()
        in_thread(collect)
        settle()
        self.assert_gone(*gone)

    def test_a_stranger_may_hold_and_hash_nodes(self):
        s = signal(1)
        self.assertTrue(in_thread(lambda: {s: 1}[s] == 1 and bool(repr(s))))
