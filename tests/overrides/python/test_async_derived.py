# SPDX-License-Identifier: LGPL-2.1-or-later
"""Asynchronous deriveds: values that coroutines compute."""

import gc
import weakref

import anyio
from anyio import sleep
from async_support import AsyncCase
from gi.overrides import _reactivity
from gi.repository import GLib, Reactivity
from gi.repository.Reactivity import (
    async_derived,
    async_derived_method,
    async_derived_property,
    batch,
    derived,
    effect,
    new_context,
    reactive,
    signal,
    untrack,
)


class Gate:
    """Lets pass who waits, when the test says so."""

    def __init__(self):
        self.event = anyio.Event()
        self.waiting = 0

    async def __call__(self):
        self.waiting += 1
        try:
            await self.event.wait()
        finally:
            self.waiting -= 1

    def open(self):
        self.event.set()
        self.event = anyio.Event()


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
