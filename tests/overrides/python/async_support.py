# SPDX-License-Identifier: LGPL-2.1-or-later
"""Test cases that are coroutines, run by each library that can run them."""

import functools
import warnings

import anyio
from gi.overrides._reactivity_glib_loop import loop_of_thread
from gi.repository import GLib
from support import Case, collect

TIMEOUT = 20  # seconds, for one case

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import anyio._backends._trio  # warns of its own use of trio


def run_with_glib(main):
    """Runs the coroutine function on a main loop of GLib, with no other library running."""
    loop = GLib.MainLoop()
    late = GLib.timeout_add_seconds(TIMEOUT, loop.quit)
    task = loop_of_thread().create_task(main())
    task.add_done_callback(lambda task: loop.quit())
    loop.run()
    if not task.done():
        raise TimeoutError
    GLib.source_remove(late)
    return task.result()


def run_with_anyio(backend, main):
    async def within_time():
        with anyio.fail_after(TIMEOUT):
            return await main()

    return anyio.run(within_time, backend=backend)


RUNNERS = {
    "asyncio": functools.partial(run_with_anyio, "asyncio"),
    "trio": functools.partial(run_with_anyio, "trio"),
    "glib": run_with_glib,
}


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


class AsyncCase(Case):
    """Its `async def test_...` become one case for each library."""

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        for name, method in list(vars(cls).items()):
            if name.startswith("test_") and is_async(method):
                delattr(cls, name)
                for library, run in RUNNERS.items():
                    setattr(cls, f"{name}_{library}", as_case(method, library, run))

    def run_async(self, main):
        """Runs the coroutine function with asyncio."""
        return RUNNERS["asyncio"](main)

    async def turn(self, times=4):
        """Lets others do what they can do without waiting."""
        for _ in range(times):
            await anyio.sleep(0.002)


def is_async(method):
    return hasattr(method, "__code__") and bool(method.__code__.co_flags & 0x80)


def as_case(method, library, run):
    def test(self):
        self.library = library
        run(functools.partial(method, self))
        collect()

    test.__name__ = f"{method.__name__}_{library}"
    test.__doc__ = method.__doc__
    return test
