# SPDX-License-Identifier: LGPL-2.1-or-later
"""Random graphs, step by step beside a naive model that computes everything anew."""

import gc
import os
import random
import weakref

from support import Case, collect

from gi.repository.Reactivity import (
    batch, derived, effect, memoized, new_context, on_cleanup, untrack)

SEEDS = range(int(os.environ.get("REACTIVITY_TEST_SEEDS", "12")))
STEPS = 300


class Failure(Exception):
    """What a derived of the model raises; two are the same when they say the same."""


class Formula:
    """How a computation is made of what is below it: by a choice, a sum, and a failure."""

    def __init__(self, rng, n_below, calm):
        self.guard = rng.randrange(n_below)
        self.modulus = rng.choice((1, 2, 3))
        self.branches = [
            [rng.randrange(n_below) for _ in range(rng.randint(1, 3))] for _ in range(3)]
        self.factor = rng.choice((-1, 1, 2, 3))
        self.clamp = rng.choice((2, 5, 100))
        self.fails_at = None if calm else rng.choice((None, None, 1, 2))
        self.untracked = rng.choice((None, None, rng.randrange(n_below)))

    def evaluate(self, read, peek):
        total = read(self.guard)
        for index in self.branches[total % self.modulus]:
            total += read(index) * self.factor
        if self.untracked is not None:
            peek(self.untracked)
        total %= self.clamp
        if total == self.fails_at:
            raise Failure(total)
        return total


class Oracle:
    """The naive side: values of signals, and plain recursion."""

    def __init__(self, values):
        self.values = values
        self.formulas = []

    def value(self, index):
        """("value", v) or ("error", v)"""
        cache = {}

        def read(i):
            if i < len(self.values):
                return self.values[i]
            if i not in cache:
                try:
                    cache[i] = self.formulas[i - len(self.values)].evaluate(read, lambda j: 0)
                except Failure as failure:
                    cache[i] = failure
            if isinstance(cache[i], Failure):
                raise cache[i]
            return cache[i]

        try:
            return "value", read(index)
        except Failure as failure:
            return "error", failure.args[0]


class World:
    """The graph under test, with what its effects saw.

    A calm one has neither failures nor memoized: what compares can be put back even when it was
    read in between.
    """

    def __init__(self, rng, context, calm=False):
        self.rng = rng
        self.calm = calm
        self.context = context
        n_signals = rng.randint(2, 5)
        self.oracle = Oracle([rng.randrange(5) for _ in range(n_signals)])
        self.nodes = [context.signal(value) for value in self.oracle.values]
        self.n_signals = n_signals
        for _ in range(rng.randint(3, 14)):
            self.add_derived()
        self.effects = {}
        self.n_effects = 0
        self.runs = 0

    def read(self, node):
        try:
            return "value", node.get()
        except Failure as failure:
            return "error", failure.args[0]

    def add_derived(self):
        formula = Formula(self.rng, len(self.nodes), self.calm)
        below = list(self.nodes)
        kinds = (self.context.derived,) if self.calm else (self.context.derived,
                                                           self.context.memoized)
        make = self.rng.choice(kinds)

        def compute():
            def peek(i):
                try:
                    self.context.untrack(below[i].get)
                except Failure:
                    pass
            return formula.evaluate(lambda i: below[i].get(), peek)

        self.oracle.formulas.append(formula)
        self.nodes.append(make(compute))

    def add_effect(self):
        """It notes what it reads; nobody holds it but what it reads."""
        number = self.n_effects
        self.n_effects += 1
        targets = self.rng.sample(range(len(self.nodes)), self.rng.randint(1, 3))
        nodes = [self.nodes[i] for i in targets]
        seen = {"saw": None, "open": 0}

        def run():
            self.runs += 1
            seen["open"] += 1
            self.context.on_cleanup(lambda: seen.update(open=seen["open"] - 1))
            seen["saw"] = [self.read(node) for node in nodes]

        e = self.context.effect(run)
        held = e if self.rng.random() < 0.5 else None
        self.effects[number] = (weakref.ref(e), held, targets, seen)


class ModelTest(Case):
    def check_effects(self, world):
        for reference, _, targets, seen in world.effects.values():
            self.assertIsNotNone(reference())
            self.assertEqual(seen["saw"], [world.oracle.value(i) for i in targets])
            self.assertEqual(seen["open"], 1)

    def check_values(self, world):
        for i in world.rng.sample(range(len(world.nodes)), min(4, len(world.nodes))):
            self.assertEqual(world.read(world.nodes[i]), world.oracle.value(i))

    def write(self, world):
        index = world.rng.randrange(world.n_signals)
        value = world.rng.randrange(5)
        changed = world.nodes[index].set(value)
        self.assertIs(changed, world.oracle.values[index] != value)
        world.oracle.values[index] = value

    def write_in_batch(self, world, depth=0):
        before = world.runs, list(world.oracle.values)
        with world.context.batch(force_flush=depth == 0 or world.rng.random() < 0.3):
            for _ in range(world.rng.randint(1, 4)):
                choice = world.rng.random()
                if choice < 0.6:
                    self.write(world)
                elif choice < 0.8:
                    self.check_values(world)
                elif depth < 2:
                    self.write_in_batch(world, depth + 1)
        return before

    def write_and_put_back(self, world):
        """G6: nothing runs, whatever was read in between."""
        index = world.rng.randrange(world.n_signals)
        runs, old = world.runs, world.oracle.values[index]
        with world.context.batch():
            world.nodes[index].set(old + 1)
            world.oracle.values[index] = old + 1
            if world.rng.random() < 0.5:
                self.check_values(world)
            world.nodes[index].set(old)
            world.oracle.values[index] = old
        return runs

    def dispose(self, world):
        if world.effects:
            number = world.rng.choice(list(world.effects))
            reference, _, _, seen = world.effects.pop(number)
            reference().dispose()
            self.assertEqual(seen["open"], 0)

    def run_one(self, seed):
        rng = random.Random(seed)
        world = World(rng, new_context())
        for _ in range(STEPS):
            choice = rng.random()
            if choice < 0.4:
                runs, values = world.runs, list(world.oracle.values)
                self.write(world)
                if values == world.oracle.values:
                    self.assertEqual(world.runs, runs)
                self.assertLessEqual(world.runs - runs, len(world.effects))
            elif choice < 0.6:
                self.write_in_batch(world)
            elif choice < 0.65:
                self.write_and_put_back(world)
            elif choice < 0.8:
                self.check_values(world)
            elif choice < 0.85:
                if len(world.effects) < 8:
                    world.add_effect()
            elif choice < 0.88:
                self.dispose(world)
            elif choice < 0.9 and len(world.nodes) < 25:
                world.add_derived()
            elif choice < 0.95:
                runs = world.runs
                rng.choice(world.nodes[world.n_signals:]).invalidate()
                self.assertLessEqual(world.runs - runs, len(world.effects))
            elif choice < 0.96:
                gc.collect()
            self.check_effects(world)

        gone = [weakref.ref(node) for node in world.nodes]
        gone += [reference for reference, _, _, _ in world.effects.values()]
        return gone

    def test_random_graphs_agree_with_a_naive_model(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                gone = self.run_one(seed)
                self.assert_gone(*gone)

    def test_a_put_back_runs_no_effect(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                rng = random.Random(1000 + seed)
                world = World(rng, new_context(), calm=True)
                for _ in range(5):
                    world.add_effect()
                for _ in range(STEPS // 4):
                    runs = self.write_and_put_back(world)
                    self.assertEqual(world.runs, runs)
                    self.write(world)
                    self.check_effects(world)


class SharedTest(Case):
    """The same for effects that write, in one context with all else."""

    def test_effects_that_write_settle_to_the_same_values(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                rng = random.Random(seed)
                ctx = new_context()
                n = rng.randint(3, 10)
                signals = [ctx.signal(0) for _ in range(n)]
                steps = [rng.randint(1, 3) for _ in range(n)]
                effects = []
                order = list(range(n - 1))
                rng.shuffle(order)
                for i in order:
                    effects.append(effect(
                        lambda i=i: signals[i + 1].set(signals[i].get() + steps[i]), context=ctx))
                total = derived(lambda: sum(s.get() for s in signals), context=ctx)
                last = memoized(lambda: (total(), signals[-1].get()), context=ctx)
                seen = []
                effects.append(effect(lambda: seen.append(last()), context=ctx))
                for value in range(1, 20):
                    with batch(context=ctx):
                        signals[0].set(-value)
                        signals[0].set(value)
                    expected = [value + sum(steps[:i]) for i in range(n)]
                    self.assertEqual([s.get() for s in signals], expected)
                    self.assertEqual(seen[-1], (sum(expected), expected[-1]))
                for e in effects:
                    e.dispose()
                collect()
                self.assertEqual(untrack(last), (sum(expected), expected[-1]))
                with self.assertRaises(RuntimeError):
                    on_cleanup(lambda: None)
