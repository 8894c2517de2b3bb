# SPDX-License-Identifier: LGPL-2.1-or-later
"""How waits and runs of asynchronous deriveds end, well or not."""

import gc
import weakref

import anyio
from anyio import sleep
from async_support import AsyncCase, Gate
from gi.repository import GLib
from gi.repository.Reactivity import async_derived, signal


class Ends(AsyncCase):
    async def test_reader_that_stops_waiting(self):
        """A4: the run goes with its last reader."""
        gate = Gate()
        ended = []
        source = signal(1)

        @async_derived
        async def value():
            source.get()
            try:
                await gate()
            except BaseException as error:
                ended.append(type(error).__name__)
                raise
            return 1

        async def read():
            await value()

        async with anyio.create_task_group() as stays:
            stays.start_soon(read)
            async with anyio.create_task_group() as goes:
                goes.start_soon(read)
                await self.turn()
                goes.cancel_scope.cancel()
            await self.turn()
            self.assertEqual(gate.waiting, 1)
            stays.cancel_scope.cancel()
        await self.turn()
        self.assertEqual(gate.waiting, 0)
        self.assertIn(ended, (["CancelledError"], ["Cancelled"]))
        self.assertTrue(value.dirty)
        pending = value()
        await self.turn()
        gate.open()
        self.assertEqual(await pending, 1)

    async def test_awaitable_begins_anew_after_a_cancellation(self):
        gate = Gate()
        source = signal(3)

        @async_derived
        async def value():
            await gate()
            return source.get()

        pending = value()
        with anyio.move_on_after(0.01):
            await pending
        await self.turn()
        self.assertEqual(gate.waiting, 0)
        got = []

        async def read():
            got.append(await pending)

        async with anyio.create_task_group() as group:
            group.start_soon(read)
            await self.turn()
            gate.open()
        self.assertEqual(got, [3])

    async def test_cancelled_task_leaves_the_graph_right(self):
        """Somebody cancels the task of a run: those who wait learn of it, and the next reader does not."""
        source = signal(1)
        gate = Gate()
        scopes = []

        @async_derived
        async def value():
            source.get()
            with anyio.CancelScope() as scope:
                scopes.append(scope)
                await gate()
                return source.get()
            raise RuntimeError("cancelled")

        pending = value()
        await self.turn()
        scopes[0].cancel()
        with self.assertRaisesRegex(RuntimeError, "cancelled"):
            await pending
        source.set(2)
        pending = value()
        await self.turn()
        gate.open()
        self.assertEqual(await pending, 2)

    async def test_error_reaches_every_awaiter(self):
        """E1: it is kept, and is the very exception, until something changes."""
        source = signal(0)
        runs = []

        @async_derived
        async def value():
            runs.append(source.get())
            await sleep(0)
            return 10 // source.get()

        pending = value(), value()
        caught = []
        for one in (*pending, pending[0], value()):
            try:
                await one
            except ZeroDivisionError as error:
                caught.append(error)
        self.assertEqual(len(caught), 4)
        self.assertEqual(len(set(map(id, caught))), 1)
        self.assertEqual(runs, [0])
        self.assertIs(value.error.value, caught[0])
        source.set(5)
        self.assertEqual(await value(), 2)
        self.assertIsNone(value.error.value)

    async def test_error_of_a_dependency_passes_through(self):
        source = signal("x")

        @async_derived
        async def number():
            await sleep(0)
            return int(source.get())

        @async_derived
        async def doubled():
            return await number() * 2

        with self.assertRaises(ValueError):
            await doubled()
        source.set("4")
        self.assertEqual(await doubled(), 8)

    async def test_cycle(self):
        holder = []

        @async_derived
        async def one():
            return await holder[0]()

        @async_derived
        async def two():
            return await one()

        holder.append(two)
        with self.assertRaisesRegex(GLib.Error, "one"):
            await two()

    async def test_not_async(self):
        value = async_derived(lambda: 5)
        with self.assertRaisesRegex(TypeError, "must be an async function"):
            await value()
        with self.assertRaises(TypeError):
            async_derived(5)
        with self.assertRaises(TypeError):
            async_derived(self.turn, task_factory=5)

    async def test_everything_goes(self):
        source = signal(1)

        class Token:
            pass

        tokens = []

        def make():
            token = Token()
            tokens.append(weakref.ref(token))

            @async_derived
            async def value():
                token
                await sleep(0.001)
                return source.get()

            tokens.append(weakref.ref(value))
            return value

        value = make()
        await value()
        pending = value()
        await pending
        source.set(2)
        pending = value()
        await self.turn(1)
        await pending
        del value, pending
        await self.turn()
        self.assert_gone(*tokens)

    async def test_reading_makes_no_garbage(self):
        """What a read leaves behind goes at once, and not when the collector comes by."""
        source = signal(1)

        @async_derived
        async def value():
            return source.get()

        await value()
        gc.disable()
        try:
            source.set(2)
            pending = value()
            reference = weakref.ref(pending)
            await pending
            del pending
            await self.turn(1)
            self.assertIsNone(reference())
        finally:
            gc.enable()

    async def test_dropped_in_the_midst(self):
        """A derived that nobody holds ends with its run, when nobody waits any more."""
        source = signal(1)
        gate = Gate()
        references = []

        def make():
            @async_derived
            async def value():
                source.get()
                await gate()
                return 1

            references.append(weakref.ref(value))
            return value()

        pending = make()
        await self.turn()
        with anyio.move_on_after(0.005):
            await pending
        del pending
        await self.turn()
        self.assert_gone(*references)
        self.assertEqual(source.subscribers, set())
