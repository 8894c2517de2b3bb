# SPDX-License-Identifier: LGPL-2.1-or-later
"""The engine in plain Python does what the library does, so that comparing them is fair."""

import random
import unittest

import pure
import workloads
from gi.repository import Reactivity


def run(name, engine, count):
    """What a workload computes, without measuring."""
    result = workloads.WORKLOADS[name](engine, count, lambda n, loop: loop(n))
    return result["sum"], result["runs"]


class TestWorkloads(unittest.TestCase):
    def test_same_answers(self):
        for name in workloads.WORKLOADS:
            with self.subTest(name):
                self.assertEqual(run(name, pure, 1234), run(name, Reactivity, 1234))

    def test_every_workload_computes(self):
        # What makes signals only has nothing to compute.
        silent = {name for name in workloads.WORKLOADS if run(name, pure, 100) == (0, 0)}
        self.assertEqual(silent, {"python create signal"})


def play(engine, seed):
    """A random graph, random writes and reads; returns all that can be seen from outside."""
    rng = random.Random(seed)
    log = []
    signals = [engine.signal(rng.randrange(3)) for _ in range(4)]
    nodes = list(signals)

    def make(number):
        guard, left, right = (rng.choice(nodes) for _ in range(3))
        limit = rng.randrange(1, 5)

        def function():
            log.append(number)
            return (left.get() + 1 if guard.get() % 2 else right.get() * 2) % limit

        return engine.derived(function)

    def watch(number, node):
        return engine.effect(lambda: log.append((number, node.get())))

    for number in range(8):
        nodes.append(make(number))
    effects = [watch(number, node) for number, node in enumerate(rng.sample(nodes, 4))]

    for _ in range(60):
        log.append("step")
        action = rng.randrange(4)
        if action < 2:
            log.append(rng.choice(signals).set(rng.randrange(3)))
        elif action == 2:
            log.append(rng.choice(nodes).get())
        else:
            with engine.batch():
                for source in rng.sample(signals, 2):
                    source.set(source.get() + 1)
                log.append(rng.choice(nodes).get())
    for effect in effects:
        effect.dispose()
    signals[0].set(-1)
    return normal(log)


def normal(log):
    """Which of two effects runs first is not the same, so each step is a set of entries."""
    steps = [[]]
    for entry in log:
        if entry == "step":
            steps.append([])
        else:
            steps[-1].append(entry)
    return [sorted(step, key=repr) for step in steps]


class TestGraphs(unittest.TestCase):
    def test_same_runs_and_values(self):
        for seed in range(200):
            with self.subTest(seed=seed):
                self.assertEqual(play(pure, seed), play(Reactivity, seed))

    def test_own_write_does_not_retrigger(self):
        for engine in (pure, Reactivity):
            source = engine.signal(0)
            runs = []

            def function(source=source, runs=runs):
                runs.append(source.get())
                source.set(source.get() + 1)

            effect = engine.effect(function)
            source.set(10)
            self.assertEqual(runs, [0, 10])
            effect.dispose()

    def test_an_error_is_raised_from_set_when_all_have_run(self):
        for engine in (pure, Reactivity):
            source = engine.signal(1)
            seen = []
            effects = [
                engine.effect(lambda source=source: 1 // source.get()),
                engine.effect(lambda source=source, seen=seen: seen.append(source.get())),
            ]
            with self.assertRaises(ZeroDivisionError):
                source.set(0)
            source.set(2)
            self.assertEqual(seen, [1, 0, 2])
            for effect in effects:
                effect.dispose()


if __name__ == "__main__":
    unittest.main()
