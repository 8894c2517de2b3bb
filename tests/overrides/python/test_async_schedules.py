# SPDX-License-Identifier: LGPL-2.1-or-later
"""Random programs of changes, reads, ends and cancellations, against what a recompute says."""

import itertools
import random
import weakref

import anyio
from async_support import AsyncCase
from gi.repository.Reactivity import async_derived, async_effect, effect, signal
from support import collect

SEEDS = range(12)
STEPS = 60


class Failure(Exception):
    """What functions raise when their input says so."""


class Graph:
    """Signals, two floors of asynchronous deriveds over them, and effects that read those.

    Each run waits as often as the generator says. The oracle is the same function, computed at once.
    """

    def __init__(self, seed, spawn):
        self.random = random.Random(seed)
        self.values = [self.random.randrange(5) for _ in range(4)]
        self.signals = [signal(value) for value in self.values]
        self.spawn = spawn
        self.delivered = []  # (node, the values at the time of the delivery, the result)
        self.under_way = 0

        self.low = [self.make_low(self.random.sample(range(4), 2)) for _ in range(3)]
        self.high = [self.make_high(self.random.sample(range(3), 2)) for _ in range(2)]
        self.shown = {}
        self.effects = [self.make_effect(index) for index in range(2)]
        self.last = [None] * 2
        self.watchers = [effect(self.watch(index)) for index in range(2)]

    def watch(self, index):
        def run():
            self.last[index] = self.high[index][0].value

        return run

    async def pause(self):
        for _ in range(self.random.randrange(3)):
            await anyio.sleep(0)

    def make_low(self, inputs):
        a, b = inputs

        def now():
            if self.values[a] == 4:
                raise Failure(a)
            return self.values[a] + (self.values[b] if self.values[a] % 2 else 10)

        @async_derived
        async def low():
            self.under_way += 1
            try:
                await self.pause()
                first = self.signals[a].get()
                await self.pause()
                if first == 4:
                    raise Failure(a)
                return first + (self.signals[b].get() if first % 2 else 10)
            finally:
                self.under_way -= 1

        return low, now

    def make_high(self, inputs):
        a, b = inputs

        def now():
            return self.low[a][1]() * 100 + self.low[b][1]()

        @async_derived
        async def high():
            await self.pause()
            first = await self.low[a][0]()
            await self.pause()
            return first * 100 + await self.low[b][0]()

        return high, now

    def make_effect(self, index):
        begun = itertools.count()
        shown_by = -1

        @async_effect(rerun=self.random.choice(["concurrent", "restart", "queue"]))
        async def shower():
            nonlocal shown_by
            number = next(begun)
            try:
                value = await self.high[index][0]()
            except Failure as error:
                value = str(error)
            await self.pause()

            # Of runs beside each other an older one may end last.
            if number > shown_by:
                shown_by = number
                self.shown[index] = value

        return shower

    def expected(self, now):
        try:
            return now()
        except Failure as error:
            return str(error)

    async def read(self, node, now, fresh):
        """What a reader gets is what the values were at some time; if fresh, what they are now."""
        try:
            value = await (node.fresh() if fresh else node())
        except Failure as error:
            value = str(error)
        if fresh and not isinstance(value, str):
            assert value == self.expected(now), (value, self.expected(now))
        self.delivered.append(value)

    def step(self):
        kind = self.random.randrange(10)
        if kind < 5:
            index = self.random.randrange(4)
            self.values[index] = self.random.randrange(5)
            self.signals[index].set(self.values[index])
        elif kind < 9:
            node, now = self.random.choice(self.low + self.high)
            self.spawn(self.read, node, now, self.random.random() < 0.3)
        else:
            self.random.choice(self.low + self.high)[0].invalidate()


class Schedules(AsyncCase):
    async def settle(self, graph):
        for _ in range(400):
            await anyio.sleep(0)
            nodes = graph.low + graph.high
            if not (
                any(node.running.value for node, _ in nodes)
                or any(node.running.value for node in graph.effects)
            ):
                # Results are delivered, and effects run, in turns of their own.
                for _ in range(12):
                    await anyio.sleep(0)
                if not any(node.running.value for node in graph.effects):
                    return
        self.fail("it does not come to rest")

    async def program(self, seed):
        async with anyio.create_task_group() as group:
            scopes = []

            async def in_scope(function, *args):
                with anyio.CancelScope() as scope:
                    scopes.append(scope)
                    await function(*args)

            def spawn(function, *args):
                group.start_soon(in_scope, function, *args)

            graph = Graph(seed, spawn)
            for _ in range(STEPS):
                graph.step()
                if scopes and graph.random.random() < 0.1:
                    graph.random.choice(scopes).cancel()
                if graph.random.random() < 0.6:
                    await anyio.sleep(0)
            await self.settle(graph)

            # No update was lost: all that is shown is what a recompute gives.
            for index, (node, now) in enumerate(graph.high):
                expected = graph.expected(now)
                with self.subTest(seed=seed, index=index):
                    self.assertEqual(graph.shown[index], expected)
                    if not isinstance(expected, str):
                        self.assertEqual(graph.last[index], expected)
                    self.assertFalse(node.dirty)
            for node, now in graph.low + graph.high:
                try:
                    self.assertEqual(await node(), graph.expected(now))
                except Failure as error:
                    self.assertEqual(str(error), graph.expected(now))
            await anyio.sleep(0.01)
            self.assertEqual(graph.under_way, 0)

            # Nothing is delivered after the end.
            shown = dict(graph.shown)
            for node in graph.effects + graph.watchers:
                node.dispose()
            for source in graph.signals:
                source.set(9)
            for _ in range(10):
                await anyio.sleep(0)
            self.assertEqual(graph.shown, shown)

        references = [weakref.ref(node) for node, _ in graph.low + graph.high]
        references += map(weakref.ref, graph.effects + graph.signals + graph.watchers)
        return references

    async def test_no_lost_update_no_late_delivery_no_leak(self):
        for seed in SEEDS:
            references = await self.program(seed)
            await self.turn(1)
            collect()
            alive = [reference() for reference in references if reference() is not None]
            self.assertEqual(alive, [], f"seed {seed}")

    async def test_ten_thousand_in_flight(self):
        """As many deriveds at once, which all wait for the same gate."""
        gate = anyio.Event()
        source = signal(1)

        def make(number):
            async def read():
                await gate.wait()
                return source.get() + number

            return async_derived(read)

        nodes = [make(number) for number in range(10_000)]
        pending = [node() for node in nodes]
        for _ in range(3):
            await anyio.sleep(0)
        gate.set()
        total = 0
        for one in pending:
            total += await one
        self.assertEqual(total, sum(range(1, 10_001)))
        self.assertEqual(len(source.subscribers), 10_000)
        references = list(map(weakref.ref, nodes))
        del nodes, pending, one
        await self.turn()
        self.assert_gone(*references)
