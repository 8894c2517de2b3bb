# SPDX-License-Identifier: LGPL-2.1-or-later
"""Which library runs the coroutines of a thread, and what this one needs of it.

That is asyncio or trio, where one of them is running, whatever sits on top of it. Neither iterates
the main context of GLib, so a pipe tells them when the graph has something to do. Where none is
running, asyncio runs on the main context; see _reactivity_glib_loop.py.
"""

import contextvars
import os
import sys
import threading
import weakref

from . import _reactivity


class Pump:
    """Has the loop of a thread do what waits for the thread's main context."""

    def __init__(self):
        self.loop = lambda: None
        self.read, self.write = os.pipe()
        for end in self.read, self.write:
            os.set_blocking(end, False)
        _reactivity.set_wake_fd(self.write)

    def __del__(self, close=os.close, forget=_reactivity.forget_wake_fd):
        # The thread ends, and with it the pump.
        forget(self.write)
        close(self.read)
        close(self.write)

    def turn(self):
        """Does it."""
        try:
            os.read(self.read, 64)
        except BlockingIOError:
            pass
        _reactivity.turn()


_local = threading.local()


def pump_of_thread():
    """The pump, made when it is first needed."""
    pump = getattr(_local, "pump", None)
    if pump is None:
        pump = _local.pump = Pump()
    return pump


def name_library(name):
    """For those who look for the library in a context variable: that may be of where a run comes from."""
    sniffio = sys.modules.get("sniffio")
    if sniffio is not None:
        sniffio.current_async_library_cvar.set(name)


class Asyncio:
    """A running loop of asyncio."""

    def __init__(self, loop):
        self.loop = loop

    def attend(self):
        """Has the loop do what waits for the main context."""
        pump = pump_of_thread()
        last = pump.loop()
        if last is self.loop:
            return
        if last is not None and hasattr(last, "is_closed") and not last.is_closed():
            last.remove_reader(pump.read)
        contextvars.Context().run(self.loop.add_reader, pump.read, pump.turn)
        pump.loop = weakref.ref(self.loop)

    def spawn(self, steps, name):
        """Makes a task of steps."""
        self.loop.create_task(steps, name=name)

    def begin(self, steps, coroutine):
        """What the task is to drive: coroutine, which can be cancelled by steps.cancel."""
        name_library("asyncio")
        task = sys.modules["asyncio"].current_task(self.loop)
        if task is not None:
            steps.cancel = task.cancel
        return coroutine

    def park(self):
        """Something to wait for that wake() ends."""
        return AsyncioParking(self.loop.create_future())


class AsyncioParking:
    """A task of asyncio that waits."""

    def __init__(self, future):
        self.future = future

    def wait(self):
        yield from self.future

    def wake(self):
        if not self.future.done():
            self.future.set_result(None)


class Trio:
    """A run of trio."""

    def __init__(self, trio, token):
        self.trio = trio
        self.token = token

    def attend(self):
        """Has the run do what waits for the main context."""
        pump = pump_of_thread()
        if pump.loop() is not self.token:
            pump.loop = weakref.ref(self.token)
            self.trio.lowlevel.spawn_system_task(self._attend, pump, self.token)

    async def _attend(self, pump, token):
        while pump.loop() is token:
            await self.trio.lowlevel.wait_readable(pump.read)
            pump.turn()

    def spawn(self, steps, name):
        """Makes a task of steps."""

        def run():
            return steps

        self.trio.lowlevel.spawn_system_task(run, name=name, context=contextvars.copy_context())

    async def begin(self, steps, coroutine):
        """What the task is to drive: coroutine, which can be cancelled by steps.cancel."""
        name_library("trio")
        with self.trio.CancelScope() as scope:
            steps.cancel = scope.cancel
            return await coroutine

    def park(self):
        """Something to wait for that wake() ends."""
        return TrioParking(self.trio.lowlevel)


class TrioParking:
    """A task of trio that waits."""

    def __init__(self, lowlevel):
        self.lowlevel = lowlevel
        self.task = lowlevel.current_task()

    def wait(self):
        yield from self.lowlevel.wait_task_rescheduled(self._abort).__await__()

    def _abort(self, raise_cancel):
        self.task = None
        return self.lowlevel.Abort.SUCCEEDED

    def wake(self):
        task, self.task = self.task, None
        if task is not None:
            self.lowlevel.reschedule(task)


def find():
    """The library under which the caller runs, or None."""
    asyncio = sys.modules.get("asyncio")
    loop = asyncio._get_running_loop() if asyncio is not None else None

    # One may run on top of the other: then it is the one that has a task at work.
    trio = sys.modules.get("trio")
    if trio is not None and (loop is None or asyncio.current_task(loop) is None):
        try:
            return Trio(trio, trio.lowlevel.current_trio_token())
        except (RuntimeError, AttributeError):
            pass

    return Asyncio(loop) if loop is not None else None


def attend():
    """Has what runs coroutines here, if anything does, do what waits for the main context."""
    library = find()
    if library is not None:
        library.attend()


_reactivity.set_attend(attend)


def running():
    """What runs coroutines here."""
    library = find()
    if library is not None:
        library.attend()
        return library

    from ._reactivity_glib_loop import loop_of_thread

    return Asyncio(loop_of_thread())


def is_cancellation(exception):
    """Whether it says that a task was cancelled, or that nobody drives a coroutine any more."""
    asyncio = sys.modules.get("asyncio")
    trio = sys.modules.get("trio")
    return (
        isinstance(exception, GeneratorExit)
        or (asyncio is not None and isinstance(exception, asyncio.CancelledError))
        or (trio is not None and isinstance(exception, trio.Cancelled))
    )


def take_back(exception):
    """Whether a task that this library has cancelled can go on as if it was not."""
    asyncio = sys.modules.get("asyncio")
    if asyncio is None or not isinstance(exception, asyncio.CancelledError):
        return False
    task = asyncio.current_task()
    return not hasattr(task, "uncancel") or task.uncancel() == 0
