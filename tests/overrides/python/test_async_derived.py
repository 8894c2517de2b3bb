# SPDX-License-Identifier: LGPL-2.1-or-later
"""Asynchronous deriveds: values that coroutines compute."""

import anyio
from anyio import sleep
from async_support import AsyncCase, Gate
from gi.overrides import _reactivity
from gi.repository import GLib, Reactivity
from gi.repository.Reactivity import (
    async_derived,
    async_derived_method,
    async_derived_property,
    derived,
    effect,
    new_context,
    signal,
)


class Values(AsyncCase):
    async def test_is_lazy_and_cached(self):
        """A1: it runs when it is read, and again when what it read has changed."""
        runs = []
        source = signal(1)

        @async_derived
        async def doubled():
            runs.append(source.get())
            await sleep(0)
            return source.get() * 2

        self.assertTrue(doubled.dirty)
        await self.turn()
        self.assertEqual(runs, [])
        self.assertEqual(await doubled(), 2)
        self.assertEqual(await doubled(), 2)
        self.assertEqual(runs, [1])
        self.assertFalse(doubled.dirty)
        source.set(4)
        self.assertTrue(doubled.dirty)
        self.assertEqual(await doubled(), 8)
        self.assertEqual(runs, [1, 4])

    async def test_readers_share_a_run(self):
        """A1."""
        gate = Gate()
        source = signal(1)
        runs = []

        @async_derived
        async def value():
            runs.append(source.get())
            await gate()
            return object()

        got = []

        async def read():
            got.append(await value())

        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(read)
            await self.turn()
            gate.open()
        self.assertEqual(runs, [1])
        self.assertEqual(len(got), 3)
        self.assertIs(got[0], got[1])
        self.assertIs(got[0], got[2])

    async def test_awaitable_can_be_awaited_again(self):
        source = signal(5)
        value = async_derived(self.of(source.get))
        pending = value()
        self.assertEqual(await pending, 5)
        self.assertEqual(await pending, 5)

    def of(self, function):
        """An async function that takes its time, and returns what function returns."""

        async def wrapped():
            await sleep(0.001)
            return function()

        return wrapped

    async def test_change_during_a_run(self):
        """A1: who waits gets the result of the run, the next one that of another."""
        gate = Gate()
        source = signal("old")

        @async_derived
        async def value():
            seen = source.get()
            await gate()
            return seen

        first = value()
        got = []

        async def read(pending):
            got.append(await pending)

        async with anyio.create_task_group() as group:
            group.start_soon(read, first)
            await self.turn()
            source.set("new")
            second = value()
            group.start_soon(read, second)
            await self.turn()
            gate.open()
        self.assertEqual(sorted(got), ["new", "old"])
        self.assertEqual(await value(), "new")

    async def test_fresh_is_never_stale(self):
        """A1: fresh() goes on until the result is not stale."""
        gate = Gate()
        source = signal(0)
        runs = []

        @async_derived
        async def value():
            seen = source.get()
            runs.append(seen)
            await gate()
            return seen

        got = []

        async def read():
            got.append(await value.fresh())
            self.assertEqual(got[-1], source.get(track=False))

        async with anyio.create_task_group() as group:
            group.start_soon(read)
            for number in 1, 2:
                await self.turn()
                source.set(number)
                gate.open()
            while not got:
                await self.turn()
                gate.open()
        self.assertEqual(got, [2])

    async def test_fresh_is_the_value_of_when_it_goes_on(self):
        """Another reader may have brought a newer value before the task gets its turn."""
        source, begun, driven = signal(1), [], []

        @async_derived(task_factory=driven.append)
        async def value():
            return source.get()

        async def read():
            begun.append(True)
            got.append((await value.fresh(), source.get(track=False)))

        def finish_run():
            """A run from its begin to its end, at once."""
            with self.assertRaises(StopIteration):
                driven.pop()().send(None)

        def deliver():
            """In the middle of a turn: the reader gets its result, and can go on in the next."""
            finish_run()
            _reactivity.turn()
            source.set(source.get() + 1)
            value()
            finish_run()

        got = []
        async with anyio.create_task_group() as group:
            group.start_soon(read)
            while not begun:
                await anyio.sleep(0)
            deliver()
        self.assertEqual(got, [(2, 2)])

    async def test_ensure_fresh(self):
        source = signal(0)
        gate = Gate()

        @async_derived(ensure_fresh=True)
        async def value():
            seen = source.get()
            await gate()
            return seen

        pending = value()
        await self.turn()
        source.set(1)
        gate.open()
        got = []

        async def read():
            got.append(await pending)

        async with anyio.create_task_group() as group:
            group.start_soon(read)
            while not got:
                await self.turn()
                gate.open()
        self.assertEqual(got, [1])
        source.set(2)

        # What was there when it was first awaited is stale now.
        async with anyio.create_task_group() as group:
            group.start_soon(read)
            while len(got) < 2:
                await self.turn()
                gate.open()
        self.assertEqual(got, [1, 2])

    async def test_equal_values_are_no_change(self):
        """G2, G3: who reads a derived whose new value equals the old one does not run."""
        source = signal(1)
        seen = []

        @async_derived
        async def parity():
            await sleep(0)
            return source.get() % 2

        @async_derived
        async def name():
            value = await parity()
            seen.append(value)
            return "odd" if value else "even"

        self.assertEqual(await name(), "odd")
        source.set(3)
        self.assertEqual(await name(), "odd")
        self.assertEqual(seen, [1])
        source.set(4)
        self.assertEqual(await name(), "even")
        self.assertEqual(seen, [1, 0])

    async def test_check_equality(self):
        runs = []
        source = signal(1)

        @async_derived(check_equality=False)
        async def same():
            source.get()
            return 7

        @async_derived(check_equality=lambda a, b: abs(a - b) < 10)
        async def near():
            return source.get()

        @async_derived
        async def reader():
            runs.append((await same(), await near()))
            return None

        await reader()
        source.set(2)
        await reader()
        self.assertEqual(runs, [(7, 1), (7, 1)])

    async def test_sync_reads(self):
        """A2: the derived itself is a source of the last value."""
        gate = Gate()
        source = signal(1)

        @async_derived
        async def value():
            seen = source.get()
            await gate()
            return seen

        seen = []
        watcher = effect(lambda: seen.append((value.value, value.running.value)))
        self.assertEqual(seen, [(None, True)])
        await self.turn()
        gate.open()
        await self.turn()
        self.assertEqual(seen, [(None, True), (1, False)])
        self.assertEqual(value.peek(), 1)
        source.set(2)
        self.assertEqual(seen[-1], (1, True))
        await self.turn()
        gate.open()
        await self.turn()
        self.assertEqual(seen[-1], (2, False))
        watcher.dispose()

    async def test_sync_derived_hands_on_the_awaitable(self):
        """The read is tracked, and the awaitable is never out of date."""
        source = signal(1)
        value = async_derived(self.of(lambda: source.get() + 1))
        through = derived(lambda: value())
        first = through()
        self.assertEqual(await first, 2)
        self.assertIs(through(), first)
        source.set(5)
        self.assertEqual(await through(), 6)
        self.assertEqual(await first, 6)
        self.assertIsNot(through(), first)
        self.assertEqual(through.dependencies, {value})

    async def test_invalidate(self):
        runs = []
        value = async_derived(self.of(lambda: runs.append(1) or len(runs)))
        value.reactivity_loss_strategy = "ignore"
        self.assertEqual(await value(), 1)
        self.assertEqual(await value(), 1)
        value.invalidate()
        self.assertTrue(value.dirty)
        self.assertEqual(await value(), 2)

    async def test_dispose(self):
        gate = Gate()
        ended = []
        source = signal(0)

        @async_derived
        async def value():
            source.get()
            try:
                await gate()
            finally:
                ended.append(True)

        with value:
            pending = value()
            await self.turn()
            self.assertEqual(gate.waiting, 1)
        with self.assertRaises(GLib.Error) as caught:
            await pending
        self.assertTrue(
            caught.exception.matches(Reactivity.error_quark(), Reactivity.Error.DISPOSED)
        )
        await self.turn()
        self.assertEqual(ended, [True])
        with self.assertRaises(GLib.Error):
            await value()
        with self.assertRaises(GLib.Error):
            await value.fresh()

    async def test_members_of_classes(self):
        class Shop:
            def __init__(self, price):
                self.price = signal(price)

            @async_derived_property
            async def gross(self):
                await sleep(0)
                return self.price.get() * 2

            @async_derived_method
            async def label(self):
                return f"{await self.gross} euros"

        one, two = Shop(1), Shop(2)
        self.assertEqual(await one.label(), "2 euros")
        self.assertEqual(await two.label(), "4 euros")
        one.price.set(5)
        self.assertEqual(await one.label(), "10 euros")
        self.assertEqual(await two.gross, 4)
        with self.assertRaises(NotImplementedError):
            one.gross = 3

    async def test_context(self):
        context = new_context()
        source = context.signal(1)

        @context.async_derived
        async def value():
            await sleep(0)
            return source.get()

        self.assertEqual(value.get_context(), context)
        self.assertEqual(await value(), 1)
        source.set(2)
        self.assertEqual(await value(), 2)

    async def test_made_in_c(self):
        """What C, or Python by way of C, has made is read in the same way."""
        source = signal(20)

        def start(run):
            run.return_int(source.get() + 1)

        value = Reactivity.AsyncDerived.new(None, int, start)
        self.assertEqual(await value(), 21)
        source.set(1)
        self.assertEqual(await value.fresh(), 2)
