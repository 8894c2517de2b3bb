# SPDX-License-Identifier: LGPL-2.1-or-later
"""Asynchronous computations: functions that are coroutines, and what waits for them."""

import contextvars
import inspect

from gi.repository import Gio, GLib

from ..overrides import override
from . import _reactivity, _reactivity_loops
from ._reactivity_nodes import Derived, Effect, Reactivity


class Function:
    """What an asynchronous computation calls, and how its runs become tasks."""

    def __init__(self, fn, task_factory, ensure_fresh=False):
        if not callable(fn):
            raise TypeError(f"an async function is needed, not {type(fn).__name__}")
        if task_factory is not None and not callable(task_factory):
            raise TypeError(f"task_factory must be a function, not {type(task_factory).__name__}")
        self.fn = fn
        self.task_factory = task_factory
        self.ensure_fresh = ensure_fresh
        self.runs = set()  # the steps of those that have begun: asyncio does not hold its tasks
        self.__qualname__ = getattr(fn, "__qualname__", type(fn).__qualname__)

        # Each run sees the context variables of where the computation was made.
        self.context = contextvars.copy_context()
        self.context.run(_reactivity.current_run.set, None)

    # What a run asks

    def start(self, steps):
        """Has somebody drive steps, a coroutine: the run begins."""
        self.context.copy().run(self._spawn, steps)

    def _spawn(self, steps):
        if self.task_factory is None:
            _reactivity_loops.running().spawn(steps, self.__qualname__)
        else:
            _reactivity_loops.attend()
            self._hand_over(steps)

    def _hand_over(self, steps):
        """To the one who makes the tasks."""
        made = []

        def run():
            made.append(_await(steps))
            made[-1].__qualname__ = self.__qualname__
            return made[-1]

        run.__name__ = run.__qualname__ = self.__qualname__
        try:
            self.task_factory(run)
        except BaseException:
            for coroutine in made:
                coroutine.close()
            raise

    def begin(self, steps):
        """The coroutine that steps is to make the steps of. Its task is at work."""
        coroutine = self.fn()
        if not inspect.isawaitable(coroutine):
            raise TypeError(f"{self.__qualname__} must be an async function")
        if not inspect.iscoroutine(coroutine):
            coroutine = _await(coroutine)
        self.runs.add(steps)
        return _reactivity_loops.running().begin(steps, coroutine)

    def ended(self, steps):
        """The run has ended, or was cancelled."""
        self.runs.discard(steps)

    def is_cancellation(self, steps, exception):
        """Whether it says that the task was cancelled, and not that the function failed."""
        return _reactivity_loops.is_cancellation(exception)

    def raises(self, steps, exception):
        """Whether it is for the task. That of a derived is for those who wait."""
        return False

    def swallows(self, steps, exception):
        """Whether it goes no further, as the run was cancelled before."""
        if _reactivity_loops.take_back(exception):
            return True
        if _reactivity_loops.is_cancellation(exception) or self.raises(steps, exception):
            return False
        if not isinstance(exception, Exception):
            return False
        if not is_cancelled(exception):
            steps.report(exception)
        return True


class EffectFunction(Function):
    """That of an effect."""

    def raises(self, steps, exception):
        """Who makes the tasks takes care of them."""
        return self.task_factory is not None


async def _await(awaitable):
    return await awaitable


def is_cancelled(exception):
    """Whether it is what GIO says when something was cancelled."""
    return isinstance(exception, GLib.Error) and exception.matches(
        Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED
    )


class Outcome:
    """An awaitable that can be awaited any number of times."""

    __slots__ = ("_done", "_exception", "_traceback", "_value", "_waiting", "__weakref__")

    def __init__(self):
        self._done = False
        self._value = self._exception = self._traceback = None
        self._waiting = []

    def done(self, value, exception, is_told=False):
        """It is there: a value, or an exception that is not None, and whether somebody has that already."""
        self._done = True
        self._value = value
        self._exception = exception
        self._traceback = exception.__traceback__ if exception is not None else None
        for parking in self._waiting:
            parking.wake()

    def __await__(self):
        while not self._done:
            yield from self._park()
        if self._exception is not None:
            raise self._exception.with_traceback(self._traceback)
        return self._value

    def _park(self):
        parking = _reactivity_loops.running().park()
        self._waiting.append(parking)
        try:
            yield from parking.wait()
        finally:
            self._waiting.remove(parking)
            if not self._done and not self._waiting:
                self._give_up()

    def _give_up(self):
        """Nobody waits any more."""


class Read(Outcome):
    """The value of an asynchronous derived, to be awaited.

    The read is the call that made this. Who awaits it gets what the run under way brings; who awaits it
    later gets the value of then.
    """

    __slots__ = ("_fresh", "_node", "_tracked", "_wait")

    def __init__(self, node, fresh):
        super().__init__()
        self._node = node
        self._fresh = fresh
        self._tracked = _reactivity.tracks(node)
        self._begin()

    def _begin(self):
        _reactivity_loops.attend()
        self._done = False
        self._wait = None
        found = _reactivity.result(self._node)
        if found is not None:
            self.done(found[0], None)
        else:
            self._wait = _reactivity.Wait(self._node, self._fresh, self.done)

    def _begin_again(self):
        if self._tracked:
            self._begin()
            return
        with _reactivity.Untrack(context=self._node.get_context()):
            self._begin()

    def __await__(self):
        if self._done or self._wait is None:
            self._begin_again()
        while not self._done:
            yield from self._park()
            # More may have happened since it was delivered, while the task waited for its turn.
            if self._done and self._fresh and self._exception is None:
                self._begin_again()
        return (yield from super().__await__())

    def _give_up(self):
        wait, self._wait = self._wait, None
        if wait is not None:
            wait.stop()


class Ending(Outcome):
    """The end of a run of an effect, to be awaited. Awaiting it gives what the function returned."""

    __slots__ = ("_is_told", "_node")

    def __init__(self, node):
        super().__init__()
        self._node = node
        self._is_told = False
        _reactivity_loops.attend()
        _reactivity.Wait(node, False, self.done)

    def done(self, value, exception, is_told=False):
        self._is_told = is_told
        super().done(value, exception)

    def __await__(self):
        try:
            return (yield from super().__await__())
        finally:
            self._is_told = self._is_told or self._done

    def __del__(self):
        # Nobody has awaited it: then nobody knows.
        exception = self._exception
        if exception is not None and not self._is_told and not is_cancelled(exception):
            _reactivity.report(self._node, exception)


# The module in which the program finds the classes.
OVERRIDE = "gi.overrides.Reactivity"


class _Computation:
    """What the two classes have in common."""

    @property
    def fn(self):
        """The function."""
        function = self._function
        return function.fn if isinstance(function, Function) else function

    @property
    def running(self):
        """A source that tells whether a run is under way."""
        return _reactivity.hold(self, self.get_running())


@override
class AsyncDerived(_Computation, Reactivity.AsyncDerived):
    """A value that an async function computes: lazy and cached. Calling it gives an awaitable."""

    __module__ = OVERRIDE
    _function = Derived.fn

    def __init__(
        self,
        fn,
        check_equality=True,
        *,
        ensure_fresh=False,
        task_factory=None,
        context=None,
        name=None,
    ):
        function = Function(fn, task_factory, bool(ensure_fresh))
        _reactivity.setup_async(self, function, check_equality, context, name)

    def __call__(self):
        """The value: an awaitable, which can be awaited more than once."""
        return Read(self, getattr(self._function, "ensure_fresh", False))

    def fresh(self):
        """The value, once it is not stale: an awaitable, too."""
        return Read(self, True)

    @property
    def dirty(self):
        """Whether a reader may have to wait."""
        return self.is_stale()

    @property
    def error(self):
        """A source with what the last run raised; its value is None when all went well."""
        return _reactivity.hold(self, self.get_error())


@override
class AsyncEffect(_Computation, Reactivity.AsyncEffect):
    """Runs an async function, and again when something that it read has changed."""

    __module__ = OVERRIDE
    _function = Effect.fn

    def __init__(
        self,
        fn,
        call_immediately=True,
        *,
        rerun="concurrent",
        task_factory=None,
        context=None,
        name=None,
    ):
        function = EffectFunction(fn, task_factory)
        if not isinstance(call_immediately, int):
            raise TypeError(
                f"call_immediately must be True or False, not {type(call_immediately).__name__}: "
                "an owner of the effect is given to async_effect() as owner="
            )
        _check_rerun(rerun)
        _reactivity.setup_async(self, function, True, context, name)
        self.rerun = rerun
        # A run begins as a task, at once; the loop makes its first step, and reads what is there then.
        self.set_schedule(Reactivity.Schedule.SYNC, GLib.PRIORITY_DEFAULT)
        if call_immediately:
            _reactivity.run_now(self)

    def __call__(self):
        """Begins a run. Awaiting the result waits for its end, and gives what the function returned."""
        return Ending(self)

    @property
    def rerun(self):
        """What happens when it is due while it is under way: "concurrent", "restart" or "queue"."""
        return _RERUNS[int(self.get_rerun())]

    @rerun.setter
    def rerun(self, rerun):
        self.set_rerun(Reactivity.Rerun(_check_rerun(rerun)))


_RERUNS = "concurrent", "restart", "queue"


def _check_rerun(rerun):
    if rerun in _RERUNS:
        return _RERUNS.index(rerun)
    raise ValueError('rerun must be "concurrent", "restart" or "queue"')


class _GioCall(Outcome):
    """The result of an asynchronous function of GIO."""

    __slots__ = ("_cancellable",)

    def __init__(self, cancellable):
        super().__init__()
        self._cancellable = cancellable

    def _give_up(self):
        self._cancellable.cancel()


async def gio_call(begin, finish, /, *args):
    """Awaits an asynchronous function of GIO, given as the two that it consists of.

    `await gio_call(file.load_contents_async, file.load_contents_finish)`; args are what begin takes
    before the cancellable. The main context has to be iterated, as a main loop of GLib does.
    """
    cancellable = Gio.Cancellable()
    outcome = _GioCall(cancellable)

    def ready(source, result):
        try:
            outcome.done(finish(result), None)
        except Exception as exception:
            outcome.done(None, exception)

    begin(*args, cancellable, ready)
    return await outcome
