#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""bench.py PEER [NAME=COUNT...]: the counterpart of harness.h."""

import gc
import importlib
import json
import sys
import time

from workloads import ALIVE, WORKLOADS

# How often the plain function is called, whatever the workload.
CALLS = 200_000


def measure(count, loop):
    """As B_MEASURE of harness.h. The collector has nothing left to do when a part begins."""
    quarter = -(-count // 4)
    slices = min(5, count)
    results = []

    for _ in range(4):
        loop(quarter)
    for i in range(slices):
        n = count // slices + (i < count % slices)
        gc.collect()
        start = time.perf_counter_ns()
        loop(n)
        results.append((time.perf_counter_ns() - start) / n)
    return sorted(results)[slices // 2]


def reactivity():
    """The library, with its override."""
    import gi

    gi.require_version("Reactivity", "1")
    return importlib.import_module("gi.repository.Reactivity")


def run_engine(engine):
    return lambda name, count: WORKLOADS[name](engine, count, measure)


def call(name, count):
    """What a call of a Python function costs, in a loop as that of the workloads."""

    def function(value):
        pass

    def loop(n):
        for i in range(n):
            function(i)

    return {"ns": measure(CALLS, loop)}


def run_pygobject():
    """A signal made by the C function that PyGObject wraps, without the override."""
    import gi

    gi.require_version("Reactivity", "1")
    from gi.repository import Reactivity

    make_one = Reactivity.Signal.new_int

    def loop(n):
        while n > 0:
            nodes = [make_one(None, i) for i in range(min(n, ALIVE))]
            nodes.clear()
            n -= ALIVE

    def run(name, count):
        if "create" not in name:
            return {"skip": "makes signals only"}
        return {"ns": measure(count, loop)}

    return run


PEERS = {
    "python": lambda: run_engine(reactivity()),
    "pure": lambda: run_engine(importlib.import_module("pure")),
    "pygobject": run_pygobject,
    "call": lambda: call,
}


def main():
    run = PEERS[sys.argv[1]]()
    for job in sys.argv[2:] or sys.stdin:
        name, _, count = job.strip().rpartition("=")
        print(json.dumps({"name": name, **run(name, int(count))}), flush=True)


if __name__ == "__main__":
    main()
