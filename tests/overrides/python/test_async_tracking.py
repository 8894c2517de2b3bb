# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the runs of coroutines depend on."""

import anyio
from anyio import sleep
from async_support import AsyncCase, Gate
from gi.repository.Reactivity import async_derived, batch, effect, reactive, signal, untrack


class Tracking(AsyncCase):
    async def test_untracked(self):
        """The call is the read: untrack(value) tracks nothing, however late it is awaited."""
        source = signal(1)

        @async_derived
        async def value():
            await sleep(0)
            return source.get()

        @async_derived
        async def reader():
            pending = untrack(value)
            await pending
            return await pending

        reader.reactivity_loss_strategy = "ignore"
        self.assertEqual(await reader(), 1)
        self.assertEqual(reader.dependencies, set())
        source.set(2)
        self.assertFalse(reader.dirty)

    async def test_follows_awaits(self):
        first, second, third = signal(1), signal(2), signal(3)

        async def inner():
            await sleep(0.001)
            return second.get()

        @async_derived
        async def total():
            value = first.get() + await inner()
            await sleep(0.001)
            return value + third.get()

        self.assertEqual(await total(), 6)
        self.assertEqual(total.dependencies, {first, second, third})
        for source in first, second, third:
            source.set(source.get() * 10)
            self.assertTrue(total.dirty)
            await total()
        self.assertEqual(await total(), 60)

    async def test_follows_child_tasks(self):
        sources = [signal(n) for n in range(5)]
        other = signal(100)
        got = {}

        async def child(index):
            await sleep(0.001)
            got[index] = sources[index].get()
            await sleep(0.001)

        @async_derived
        async def total():
            async with anyio.create_task_group() as group:
                for index in range(5):
                    group.start_soon(child, index)
            with untrack():
                other.get()
            return sum(got.values())

        self.assertEqual(await total(), 10)
        self.assertEqual(total.dependencies, set(sources))
        sources[3].set(30)
        self.assertEqual(await total(), 37)
        self.assertFalse(total.dirty)
        other.set(1)
        self.assertFalse(total.dirty)

    async def test_child_tasks_read_containers(self):
        table = reactive({"a": 1, "b": 2})

        async def child():
            await sleep(0.001)
            return table["a"]

        @async_derived
        async def value():
            got = []

            async def store():
                got.append(await child())

            async with anyio.create_task_group() as group:
                group.start_soon(store)
            return got[0]

        self.assertEqual(await value(), 1)
        table["b"] = 3
        self.assertFalse(value.dirty)
        table["a"] = 4
        self.assertTrue(value.dirty)
        self.assertEqual(await value(), 4)

    async def test_runs_never_mix(self):
        """Steps of two runs alternate, and each read belongs to its own."""
        left, right = signal("l"), signal("r")

        def reader(source, log):
            async def read():
                for _ in range(10):
                    log.append(source.get())
                    await sleep(0)
                return source.get()

            return read

        log = []
        one = async_derived(reader(left, log))
        two = async_derived(reader(right, log))
        pending = one(), two()
        self.assertEqual([await pending[0], await pending[1]], ["l", "r"])
        self.assertEqual(one.dependencies, {left})
        self.assertEqual(two.dependencies, {right})
        self.assertEqual(set(log[:4]), {"l", "r"})

    async def test_two_runs_of_one_derived(self):
        """Only what the younger one reads counts."""
        gates = {True: Gate(), False: Gate()}
        flag, old, new = signal(True), signal("old"), signal("new")

        @async_derived
        async def value():
            which = flag.get()
            await gates[which]()
            return (old if which else new).get()

        first = value()
        await self.turn()
        got = []

        async def wait(pending):
            got.append(await pending)

        async with anyio.create_task_group() as group:
            group.start_soon(wait, first)
            await self.turn()
            flag.set(False)
            second = value()
            group.start_soon(wait, second)
            await self.turn()
            gates[False].open()
            await self.turn()
            self.assertEqual(value.peek(), "new")
            gates[True].open()
        self.assertEqual(got, ["new", "old"])
        self.assertEqual(value.peek(), "new")
        self.assertEqual(value.dependencies, {flag, new})

    async def test_reads_after_the_end_are_nobodys(self):
        source, late = signal(1), signal(2)
        gate = Gate()
        tasks = []

        async def straggler():
            await gate()
            tasks.append(late.get())

        async with anyio.create_task_group() as group:

            @async_derived
            async def value():
                group.start_soon(straggler)
                await sleep(0)
                return source.get()

            self.assertEqual(await value(), 1)
            await self.turn()
            gate.open()
        self.assertEqual(tasks, [2])
        self.assertEqual(value.dependencies, {source})

    async def test_dynamic_dependencies(self):
        flag, one, two = signal(True), signal(1), signal(2)

        @async_derived
        async def value():
            await sleep(0)
            return one.get() if flag.get() else two.get()

        self.assertEqual(await value(), 1)
        flag.set(False)
        self.assertEqual(await value(), 2)
        self.assertEqual(value.dependencies, {flag, two})
        one.set(10)
        self.assertFalse(value.dirty)

    async def test_batch_cannot_stay_open(self):
        source = signal(1)
        seen = []
        watcher = effect(lambda: seen.append(source.get()))

        @async_derived
        async def value():
            with batch():
                source.set(source.get(track=False) + 1)
                await sleep(0)

        with self.assertRaisesRegex(RuntimeError, "cannot stay open across an await"):
            await value()
        self.assertEqual(seen, [1, 2])
        source.set(5)
        self.assertEqual(seen, [1, 2, 5])
        watcher.dispose()

    async def test_nothing_read(self):
        """G11: a warning, as for other computations."""

        @async_derived
        async def constant():
            await sleep(0)
            return 4

        with self.assertRaisesRegex(RuntimeWarning, "constant read nothing reactive"):
            await constant()

    async def test_first_reads_of_a_failure_count(self):
        """E3: what a failed run has read, and what the one before had, wake it."""
        bad, other = signal(False), signal(1)

        @async_derived
        async def value():
            if bad.get():
                raise ValueError("bad")
            await sleep(0)
            return other.get()

        self.assertEqual(await value(), 1)
        bad.set(True)
        with self.assertRaises(ValueError):
            await value()
        other.set(2)
        self.assertTrue(value.dirty)
