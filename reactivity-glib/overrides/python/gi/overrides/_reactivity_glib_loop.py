# SPDX-License-Identifier: LGPL-2.1-or-later
"""asyncio on a main context of GLib that somebody else iterates."""

import asyncio
import atexit
import heapq
import selectors
import threading

from ._reactivity import LoopSource


class GLibLoop(asyncio.SelectorEventLoop):
    """An event loop that is run an iteration at a time, by a source of the main context.

    It is the running loop of the callbacks that it calls, and of nothing else.
    """

    def __init__(self):
        selector = selectors.DefaultSelector()
        try:
            self._glib_source = LoopSource(selector.fileno(), self._iterate)
        except BaseException:
            selector.close()
            raise
        self._glib_times = []  # of the timers, those cancelled too
        super().__init__(selector)

    def call_soon(self, callback, *args, context=None):
        self._glib_source.arm(0)
        return super().call_soon(callback, *args, context=context)

    def call_at(self, when, callback, *args, context=None):
        heapq.heappush(self._glib_times, when)
        self._glib_source.arm(when)
        return super().call_at(when, callback, *args, context=context)

    def _iterate(self):
        """Runs what is due. A loop that is stopped beforehand does that once, and waits for nothing."""
        now = self.time()
        outer = asyncio._get_running_loop()
        asyncio._set_running_loop(None)
        try:
            self.stop()
            self.run_forever()
        finally:
            asyncio._set_running_loop(outer)

        times = self._glib_times
        while times and times[0] <= now:
            heapq.heappop(times)
        if times:
            self._glib_source.arm(times[0])

    def close(self):
        self._glib_source.close()
        super().close()

    def __del__(self):
        if hasattr(self, "_glib_times") and not self.is_closed():
            self.close()


_local = threading.local()


def loop_of_thread():
    """The loop of the thread's main context."""
    loop = getattr(_local, "loop", None)
    if loop is None or loop.is_closed():
        loop = _local.loop = GLibLoop()
        if threading.current_thread() is threading.main_thread():
            atexit.register(_finish, loop)
    return loop


def _finish(loop):
    """The program ends: tasks that are under way are cancelled, as by asyncio.run()."""
    if loop.is_closed():
        return
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    loop.close()
