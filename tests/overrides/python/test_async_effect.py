# SPDX-License-Identifier: LGPL-2.1-or-later
"""Asynchronous effects: coroutines that run again when something that they read has changed."""

import weakref

import anyio
from anyio import sleep
from async_support import AsyncCase
from gi.repository import GLib, Reactivity
from gi.repository.Reactivity import (
    async_derived,
    async_effect,
    batch,
    effect,
    new_context,
    on_cleanup,
    scope,
    signal,
)
from support import collect


class Seed(AsyncCase):
    async def test_printer(self):
        """The example of the documentation."""
        printed = []
        s = signal(1)

        @async_derived
        async def doubled():
            await sleep(0.01)
            return s.get() * 2

        @async_effect
        async def printer():
            printed.append(await doubled())

        await sleep(0.05)
        s.set(2)
        await sleep(0.05)
        self.assertEqual(printed, [2, 4])


class Runs(AsyncCase):
    async def test_runs_again_after_a_change(self):
        """A3: once for all the changes until then."""
        source = signal(1)
        seen = []

        @async_effect
        async def watcher():
            seen.append(source.get())
            await sleep(0)

        await self.turn()
        self.assertEqual(seen, [1])
        source.set(2)
        source.set(3)
        self.assertEqual(seen, [1])
        await self.turn()
        self.assertEqual(seen, [1, 3])
        with batch():
            source.set(4)
            source.set(3)
        await self.turn()
        self.assertEqual(seen, [1, 3])
        watcher.dispose()

    async def test_call_immediately(self):
        source = signal(1)
        seen = []

        @async_effect(call_immediately=False)
        async def watcher():
            seen.append(source.get())
            await sleep(0)
            return "done"

        await self.turn()
        source.set(2)
        await self.turn()
        self.assertEqual(seen, [])
        self.assertEqual(await watcher(), "done")
        self.assertEqual(seen, [2])
        source.set(3)
        await self.turn()
        self.assertEqual(seen, [2, 3])

    async def test_calling_begins_another_run(self):
        numbers = iter(range(10))
        source = signal(1)

        @async_effect(call_immediately=False)
        async def watcher():
            source.get()
            number = next(numbers)
            await sleep(0)
            return number

        first, second = watcher(), watcher()
        self.assertEqual({await second, await first}, {0, 1})
        self.assertEqual(await first, await first)

    async def rerun(self, policy):
        """What happens to a run during which something changes twice."""
        log = []
        event = anyio.Event()
        source = signal("a")

        @async_effect(rerun=policy)
        async def watcher():
            value = source.get()
            log.append(f"{value} begins")
            try:
                await event.wait()
                log.append(f"{value} ends")
            except BaseException:
                log.append(f"{value} is cancelled")
                raise

        self.assertEqual(watcher.rerun, policy)
        for value in "b", "c":
            await self.turn()
            source.set(value)
        await self.turn()
        event.set()
        await self.turn()
        self.assertFalse(watcher.running.value)
        watcher.dispose()
        return log

    async def test_concurrent(self):
        """A3."""
        log = await self.rerun("concurrent")
        self.assertEqual(log[:3], ["a begins", "b begins", "c begins"])
        self.assertEqual(sorted(log[3:]), ["a ends", "b ends", "c ends"])

    async def test_restart(self):
        """A3."""
        self.assertEqual(
            sorted(await self.rerun("restart")),
            ["a begins", "a is cancelled", "b begins", "b is cancelled", "c begins", "c ends"],
        )

    async def test_queue(self):
        """A3: one after another, once for all the changes meanwhile."""
        log = await self.rerun("queue")
        self.assertEqual(log, ["a begins", "a ends", "c begins", "c ends"])

    async def test_rerun_is_checked(self):
        with self.assertRaises(ValueError):
            async_effect(self.turn, rerun="sometimes")
        watcher = async_effect(self.turn, call_immediately=False)
        with self.assertRaises(ValueError):
            watcher.rerun = None
        watcher.rerun = "queue"
        self.assertEqual(watcher.rerun, "queue")

    async def test_running(self):
        """A2."""
        event = anyio.Event()
        source = signal(1)

        @async_effect
        async def watcher():
            source.get()
            await event.wait()

        states = []
        shown = effect(lambda: states.append(watcher.running.value))
        await self.turn()
        event.set()
        await self.turn()
        self.assertEqual(states, [True, False])
        shown.dispose()

    async def test_writes_of_a_run(self):
        """G8: a run that writes what it reads does not make itself due."""
        source, other, log = signal(1), signal(0), []

        @async_effect
        async def writer():
            await sleep(0)
            log.append(source.get())
            source.set(source.get() + 1)
            other.set(source.peek())

        watcher = effect(lambda: log.append(("other", other.get())))
        await self.turn()
        self.assertEqual(log, [("other", 0), 1, ("other", 2)])
        source.set(5)
        await self.turn()
        self.assertEqual(log[3:], [5, ("other", 6)])
        writer.dispose()
        watcher.dispose()

    async def test_owns_what_it_makes(self):
        """G10: effects that are made in a run end before the next, whichever task has made them."""
        outer, inner = signal(1), signal("x")
        log = []

        @async_effect
        async def watcher():
            value = outer.get()

            async def child():
                await sleep(0)
                effect(lambda: log.append((value, "child", inner.get())))
                on_cleanup(lambda: log.append((value, "cleaned up")))

            await sleep(0)
            effect(lambda: log.append((value, inner.get())))
            async with anyio.create_task_group() as group:
                group.start_soon(child)

        await self.turn()
        self.assertEqual(log, [(1, "x"), (1, "child", "x")])
        inner.set("y")
        self.assertEqual(log[2:], [(1, "y"), (1, "child", "y")])
        outer.set(2)
        await self.turn()
        self.assertEqual(log[4:], [(1, "cleaned up"), (2, "y"), (2, "child", "y")])
        watcher.dispose()
        inner.set("z")
        self.assertEqual(log[7:], [(2, "cleaned up")])

    async def test_in_a_scope(self):
        source, seen = signal(1), []
        with scope() as group:

            @async_effect
            async def watcher():
                seen.append(source.get())
                await sleep(0)

        await self.turn()
        group.dispose()
        source.set(2)
        await self.turn()
        self.assertEqual(seen, [1])

    async def test_context(self):
        context = new_context()
        source, seen = context.signal(1), []

        @context.async_effect
        async def watcher():
            seen.append(source.get())
            await sleep(0)

        await self.turn()
        source.set(2)
        await self.turn()
        self.assertEqual(seen, [1, 2])
        watcher.dispose()


class Errors(AsyncCase):
    async def test_goes_to_the_handler(self):
        """E2: without a factory, and with nobody who waits."""
        hooked = self.watch_excepthook()
        source = signal(0)

        @async_effect
        async def watcher():
            await sleep(0)
            10 // source.get()

        await self.turn()
        self.assertEqual([type(error) for error in hooked], [ZeroDivisionError])
        source.set(1)
        await self.turn()
        source.set(0)
        await self.turn()
        self.assertEqual(len(hooked), 2)
        watcher.dispose()

    async def test_goes_to_who_waits(self):
        hooked = self.watch_excepthook()
        source = signal(0)

        @async_effect(call_immediately=False)
        async def watcher():
            await sleep(0)
            10 // source.get()

        pending = watcher()
        for _ in range(2):
            with self.assertRaises(ZeroDivisionError):
                await pending
        del pending
        self.assertEqual(hooked, [])

    async def test_goes_to_the_handler_when_nobody_has_awaited(self):
        hooked = self.watch_excepthook()
        source = signal(0)

        @async_effect(call_immediately=False)
        async def watcher():
            10 // source.get()

        pending = watcher()
        await self.turn()
        self.assertEqual(hooked, [])
        del pending
        self.assertEqual(len(hooked), 1)

    async def test_one_failure_stops_no_other(self):
        hooked = self.watch_excepthook()
        source, seen = signal(0), []

        def make(number):
            @async_effect
            async def watcher():
                await sleep(0)
                seen.append((number, source.get()))
                if number == 1:
                    raise ValueError(number)

            return watcher

        watchers = [make(number) for number in range(3)]
        await self.turn()
        source.set(1)
        await self.turn()
        self.assertEqual(sorted(seen), [(n, v) for n in range(3) for v in range(2)])
        self.assertEqual(len(hooked), 2)
        del watchers

    async def test_disposed(self):
        watcher = async_effect(self.turn, call_immediately=False)
        watcher.dispose()
        with self.assertRaises(GLib.Error) as caught:
            await watcher()
        self.assertTrue(
            caught.exception.matches(Reactivity.error_quark(), Reactivity.Error.DISPOSED)
        )

    async def test_exception_while_cancelled(self):
        """A run that nobody wants fails on its way out: that is reported, too."""
        hooked = self.watch_excepthook()
        source = signal(1)

        @async_effect
        async def watcher():
            source.get()
            try:
                await sleep(5)
            finally:
                raise ValueError("on the way out")

        await self.turn()
        watcher.dispose()
        await self.turn()
        self.assertEqual([str(error) for error in hooked], ["on the way out"])

    async def test_disposes_itself(self):
        source, seen, holder = signal(1), [], []

        @async_effect(call_immediately=False)
        async def watcher():
            seen.append(source.get())
            holder[0].dispose()
            seen.append("disposed")
            await sleep(0)
            seen.append("not reached")

        holder.append(watcher)
        with self.assertRaises(GLib.Error):
            await watcher()
        await self.turn()
        source.set(2)
        await self.turn()
        self.assertEqual(seen, [1, "disposed"])


class Memory(AsyncCase):
    async def test_lives_as_long_as_what_it_reads(self):
        """O3."""
        seen, references = [], []

        def make(source):
            @async_effect
            async def watcher():
                seen.append(source.get())
                await sleep(0)

            references.append(weakref.ref(watcher))

        source = signal(1)
        make(source)
        await self.turn()
        collect()
        source.set(2)
        await self.turn()
        self.assertEqual(seen, [1, 2])
        del source
        await self.turn()
        self.assert_gone(*references)

    async def test_change_during_a_run_that_nobody_holds(self):
        """What a run has read keeps the effect before the run has ended."""
        seen, references = [], []
        source = signal(1)

        def make():
            @async_effect(rerun="restart")
            async def watcher():
                seen.append(source.get())
                await anyio.Event().wait()

            references.append(weakref.ref(watcher))

        make()
        await self.turn()
        collect()
        source.set(2)
        await self.turn()
        self.assertEqual(seen, [1, 2])
        references[0]().dispose()
        await self.turn()
        self.assert_gone(*references)

    async def test_cleanup_that_refers_to_the_effect(self):
        """What a run leaves for its end is no reason to live for ever."""
        references, cleaned = [], []

        def make():
            source = signal(1)

            @async_effect
            async def watcher():
                source.get()
                await sleep(0)
                on_cleanup(lambda: cleaned.append(watcher is None))

            references.append(weakref.ref(watcher))
            references.append(weakref.ref(source))

        make()
        await self.turn()
        self.assert_gone(*references)
        self.assertEqual(cleaned, [False])

    async def test_many(self):
        """Nothing of 200 effects and what they wait for stays."""
        references = []

        def make():
            source = signal(1)

            @async_derived
            async def value():
                await sleep(0.001)
                return source.get()

            @async_effect
            async def watcher():
                await value()

            references.extend(map(weakref.ref, (source, value, watcher)))
            return source

        sources = [make() for _ in range(200)]
        await self.turn()
        for source in sources:
            source.set(2)
        await self.turn(10)
        del source, sources
        self.assert_gone(*references)
