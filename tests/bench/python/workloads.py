# SPDX-License-Identifier: LGPL-2.1-or-later
"""The workloads in Python, each written once for all engines.

One takes an engine, how many iterations there will be, and what measures a loop of n iterations; it
returns nanoseconds per iteration, what was computed, and how often a function ran.
"""

# How many nodes are alive at once while nodes are made.
ALIVE = 1000

# How many sources the effect of "tracked get" reads.
SOURCES = 100


class Runs:
    """How often functions ran, and the sum of what they computed."""

    __slots__ = ("count", "total")

    def __init__(self):
        self.count = 0
        self.total = 0


def _result(ns, total=0, runs=0):
    return {"ns": ns, "sum": total, "runs": runs}


def get(engine, count, measure):
    source = engine.signal(7)

    def loop(n):
        for _ in range(n):
            source.get()

    return _result(measure(count, loop), source.get())


def tracked_get(engine, count, measure):
    """An iteration is one of the reads of an effect that reads many sources."""
    trigger = engine.signal(0)
    sources = [engine.signal(i) for i in range(SOURCES)]
    runs = Runs()

    def read():
        trigger.get()
        for source in sources:
            source.get()
        runs.count += 1

    effect = engine.effect(read)

    def loop(n):
        for _ in range(max(1, n // SOURCES)):
            trigger.set(trigger.get() + 1)

    ns = measure(count, loop)
    effect.dispose()
    return _result(ns, trigger.get(), runs.count)


def set_without_subscribers(engine, count, measure):
    source = engine.signal(-1)

    def loop(n):
        for i in range(n):
            source.set(i)

    return _result(measure(count, loop), source.get())


def set_with_one_effect(engine, count, measure):
    source = engine.signal(-1)
    seen = None

    def watch():
        nonlocal seen
        seen = source.get()

    effect = engine.effect(watch)

    def loop(n):
        for i in range(n):
            source.set(i)

    ns = measure(count, loop)
    effect.dispose()
    return _result(ns, seen)


def diamond(engine, count, measure):
    """One source, ten deriveds, one effect that reads them all."""
    source = engine.signal(-1)
    runs = Runs()
    middle = [engine.derived(lambda amount=i: source.get() + amount) for i in range(10)]

    def join():
        total = 0
        for node in middle:
            total += node.get()
        runs.count += 1
        runs.total += total

    effect = engine.effect(join)

    def loop(n):
        for i in range(n):
            source.set(i)

    ns = measure(count, loop)
    effect.dispose()
    return _result(ns, runs.total, runs.count)


def chain(engine, count, measure):
    """One source, 100 deriveds one after another, one effect at the end."""
    source = engine.signal(-1)
    runs = Runs()
    end = source
    for _ in range(100):
        end = engine.derived(lambda node=end: node.get() + 1)

    def watch():
        runs.count += 1
        runs.total += end.get()

    effect = engine.effect(watch)

    def loop(n):
        for i in range(n):
            source.set(i)

    ns = measure(count, loop)
    effect.dispose()
    return _result(ns, runs.total, runs.count)


def _create(count, measure, make):
    """`make (k)` makes k nodes, and lets them go."""

    def loop(n):
        while n > 0:
            make(min(n, ALIVE))
            n -= ALIVE

    return measure(count, loop)


def create_signal(engine, count, measure):
    """Made, and let go."""
    signal = engine.signal

    def make(k):
        nodes = [signal(i) for i in range(k)]
        nodes.clear()

    return _result(_create(count, measure, make))


def create_derived(engine, count, measure):
    """Made of one source, read once, disposed of, and let go."""
    derived = engine.derived
    source = engine.signal(1)
    runs = Runs()

    def function():
        return source.get()

    def make(k):
        nodes = [derived(function) for _ in range(k)]
        for node in nodes:
            runs.total += node.get()
            node.dispose()

    return _result(_create(count, measure, make), runs.total)


def create_effect(engine, count, measure):
    """Made of one source, which runs it, disposed of, and let go."""
    effect = engine.effect
    source = engine.signal(1)
    runs = Runs()

    def function():
        runs.total += source.get()

    def make(k):
        nodes = [effect(function) for _ in range(k)]
        for node in nodes:
            node.dispose()

    return _result(_create(count, measure, make), runs.total)


WORKLOADS = {
    "python get": get,
    "python tracked get": tracked_get,
    "python set, no subscribers": set_without_subscribers,
    "python set, one effect": set_with_one_effect,
    "python diamond of 10": diamond,
    "python chain of 100": chain,
    "python create signal": create_signal,
    "python create derived": create_derived,
    "python create effect": create_effect,
}
