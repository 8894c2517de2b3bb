# SPDX-License-Identifier: LGPL-2.1-or-later
"""Who makes the tasks of asynchronous computations, and what that one hears of them."""

import asyncio
import sys
import warnings

import anyio
from anyio import sleep
from async_support import AsyncCase
from gi.repository import GLib
from gi.repository.Reactivity import async_derived, async_effect, signal
from support import collect


class Factories(AsyncCase):
    """task_factory: who makes the tasks takes care of them."""

    def start_soon(self, group):
        return lambda fn: group.start_soon(fn)

    async def test_task_group(self):
        source, seen = signal(1), []
        async with anyio.create_task_group() as group:

            @async_effect(task_factory=self.start_soon(group), call_immediately=False)
            async def watcher():
                seen.append(source.get())
                await sleep(0)
                return seen[-1]

            self.assertEqual(await watcher(), 1)
            source.set(2)
            await self.turn()
            self.assertEqual(seen, [1, 2])
            watcher.dispose()

    async def test_task_group_waits_for_what_is_due(self):
        """A change makes a task at once: a group that is left just then waits for it."""
        source, seen = signal(1), []
        async with anyio.create_task_group() as group:

            @async_effect(task_factory=self.start_soon(group), call_immediately=False)
            async def watcher():
                seen.append(source.get())
                await sleep(0.001)
                seen.append("end")

            await watcher()
            source.set(2)
            source.set(3)
        self.assertEqual(seen, [1, "end", 3, "end"])
        watcher.dispose()

    async def test_exception_reaches_the_task_group(self):
        """And nobody else."""
        hooked = self.watch_excepthook()
        source = signal(0)

        async def main():
            async with anyio.create_task_group() as group:

                @async_effect(task_factory=self.start_soon(group))
                async def watcher():
                    await sleep(0)
                    10 // source.get()

                await sleep(5)

        error = None
        try:
            await main()
        except BaseException as caught:
            error = caught
        self.assertTrue(
            isinstance(error, ZeroDivisionError) or isinstance(error.exceptions[0], ZeroDivisionError)
        )
        await self.turn()
        self.assertEqual(hooked, [])

    async def test_cancelled_group_leaves_the_graph_right(self):
        """Its runs end; the effect is still there, and so is what it has read."""
        hooked = self.watch_excepthook()
        source, seen, groups = signal(1), [], []

        @async_effect(task_factory=lambda fn: groups[-1].start_soon(fn), call_immediately=False)
        async def watcher():
            seen.append(source.get())
            await sleep(5)

        for number in 2, 3:
            async with anyio.create_task_group() as group:
                groups.append(group)
                if number == 2:
                    watcher()
                else:
                    source.set(number)
                await self.turn()
                group.cancel_scope.cancel()
            self.assertFalse(watcher.running.value)
            self.assertEqual(watcher.dependencies, {source})
        self.assertEqual(seen, [1, 3])
        self.assertEqual(hooked, [])
        watcher.dispose()

    async def test_dispose_ends_the_task(self):
        """The group does not notice more than that a task has returned."""
        ended = []
        source = signal(1)
        async with anyio.create_task_group() as group:

            @async_effect(task_factory=self.start_soon(group))
            async def watcher():
                source.get()
                try:
                    await sleep(5)
                finally:
                    ended.append(True)

            await self.turn()
            watcher.dispose()
        self.assertEqual(ended, [True])

    async def test_disposed_before_it_began(self):
        seen = []
        async with anyio.create_task_group() as group:

            @async_effect(task_factory=self.start_soon(group))
            async def watcher():
                seen.append(True)

            watcher.dispose()
            await self.turn()
        self.assertEqual(seen, [])

    async def test_factory_that_fails(self):
        """Who calls the effect learns of it; otherwise the handler does."""
        hooked = self.watch_excepthook()

        def refuse(fn):
            raise LookupError("no tasks today")

        watcher = async_effect(self.turn, task_factory=refuse, call_immediately=False)
        with self.assertRaises(LookupError):
            await watcher()
        self.assertEqual(hooked, [])
        with self.assertRaises(LookupError):
            async_effect(self.turn, task_factory=refuse)
        watcher()
        await self.turn()
        collect()
        self.assertEqual([type(error) for error in hooked], [LookupError])

    async def test_factory_that_drops_it(self):
        """A run that nobody drives is cancelled."""
        hooked = self.watch_excepthook()
        watcher = async_effect(self.turn, task_factory=lambda fn: None)
        self.assertFalse(watcher.running.value)
        with self.assertRaises(GLib.Error):
            await watcher()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # it was never awaited
            value = async_derived(self.turn, task_factory=lambda fn: fn())
            with self.assertRaises(GLib.Error):
                await value()
        self.assertEqual(hooked, [])

    async def test_derived_with_a_factory(self):
        """The exception of a derived is for its readers."""
        source = signal(0)
        async with anyio.create_task_group() as group:

            @async_derived(task_factory=self.start_soon(group))
            async def value():
                await sleep(0)
                return 10 // source.get()

            with self.assertRaises(ZeroDivisionError):
                await value()
            source.set(5)
            self.assertEqual(await value(), 2)

    def test_task_group_of_asyncio(self):
        seen, source, tasks = [], signal(1), []

        async def main():
            async with asyncio.TaskGroup() as tg:

                @async_effect(
                    task_factory=lambda fn: tasks.append(tg.create_task(fn())),
                    call_immediately=False,
                )
                async def printer():
                    seen.append(source.get())
                    await asyncio.sleep(0)
                    return "printed"

                self.assertEqual(tasks, [])
                self.assertEqual(await printer(), "printed")
                self.assertEqual(await tasks[0], "printed")
                source.set(2)
                await self.turn()
                self.assertEqual(seen, [1, 2])
                printer.dispose()

        asyncio.run(main())

    if sys.version_info < (3, 11):
        del test_task_group_of_asyncio

    def test_nursery_of_trio(self):
        import trio

        seen, source = [], signal(1)

        async def main():
            async with trio.open_nursery() as nursery:

                @async_effect(task_factory=nursery.start_soon, call_immediately=False)
                async def printer():
                    seen.append(source.get())
                    await trio.sleep(0)
                    return "printed"

                self.assertEqual(await printer(), "printed")
                self.assertEqual(len(nursery.child_tasks), 0)
                source.set(2)
                await self.turn()
                self.assertEqual(seen, [1, 2])
                printer()
                self.assertIn("printer", str(nursery.child_tasks))
            self.assertEqual(seen, [1, 2, 2])

        trio.run(main)

    async def test_task_is_cancelled(self):
        """By asyncio or trio, in the midst: it is nobody's error, and who waits learns of it."""
        hooked = self.watch_excepthook()
        source = signal(1)
        async with anyio.create_task_group() as group:

            @async_effect(task_factory=self.start_soon(group), call_immediately=False)
            async def watcher():
                source.get()
                await sleep(5)

            pending = watcher()
            await self.turn()
            group.cancel_scope.cancel()
        with self.assertRaises(GLib.Error):
            await pending
        self.assertEqual(hooked, [])
        watcher.dispose()
