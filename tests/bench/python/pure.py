# SPDX-License-Identifier: LGPL-2.1-or-later
"""Signals in plain Python: what the library is measured against.

Push-pull, as in the library: a write marks what depends on it, a read brings up to date. There is one
graph, without a thread check; errors are not kept, and effects run in the order in which they became
due.
"""

_CLEAN, _PENDING, _DIRTY = range(3)

_reads = None  # what the running computation has read, in order: a dict used as a set
_depth = 0  # of batches; a flush counts as one
_queue = []  # effects that are due


def _mark(subs):
    """The push: who reads it is dirty, who depends on those is pending, and effects are due."""
    stack = []
    for node in subs:
        state = node._state
        node._state = _DIRTY
        if state == _CLEAN:
            if node._subs is None:
                _queue.append(node)
            elif node._subs:
                stack.append(node._subs)

    while stack:
        for node in stack.pop():
            if node._state == _CLEAN:
                node._state = _PENDING
                if node._subs is None:
                    _queue.append(node)
                elif node._subs:
                    stack.append(node._subs)


def _flush():
    """Runs the effects that are due, and those that become due by it; raises the first error."""
    global _depth
    error = None
    _depth += 1
    try:
        for effect in _queue:
            try:
                if effect._state == _DIRTY:
                    effect._run()
                elif effect._state == _PENDING:
                    effect._refresh()
            except Exception as raised:
                error = error or raised
    finally:
        _queue.clear()
        _depth -= 1
    if error is not None:
        raise error


class Signal:
    """A value that is set."""

    __slots__ = ("_subs", "_value")
    _state = _CLEAN

    def __init__(self, value):
        self._value = value
        self._subs = {}

    def get(self):
        if _reads is not None:
            _reads[self] = None
        return self._value

    def set(self, value):
        old = self._value
        if old is value or old == value:
            return False
        self._value = value
        if self._subs:
            _mark(self._subs)
            if not _depth:
                _flush()
        return True


class _Computation:
    __slots__ = ("_deps", "_function", "_state")

    def _refresh(self):
        """The pull: runs if a dependency, asked in the order of reading, has really changed."""
        if self._state == _PENDING:
            for dep in self._deps:
                if dep._state:
                    dep._refresh()
                    if self._state == _DIRTY:
                        break
            else:
                self._state = _CLEAN
                return
        self._run()

    def _call(self):
        """Calls the function; only what it reads counts from now on."""
        global _reads
        outer = _reads
        _reads = {}
        # It is dirty until it ends, so that a write of its own does not make it due.
        self._state = _DIRTY
        try:
            value = self._function()
            self._state = _CLEAN
            return value
        finally:
            reads = _reads
            _reads = outer
            if reads.keys() != self._deps.keys():
                self._link(reads)
            self._deps = reads

    def _link(self, reads):
        for dep in self._deps.keys() - reads.keys():
            del dep._subs[self]
        for dep in reads.keys() - self._deps.keys():
            dep._subs[self] = None

    def dispose(self):
        self._link({})
        self._deps = {}
        self._state = _CLEAN


class Derived(_Computation):
    """A value computed from others: lazy and cached."""

    __slots__ = ("_subs", "_value")

    def __init__(self, function):
        self._function = function
        self._deps = {}
        self._subs = {}
        self._state = _DIRTY
        self._value = _Computation  # nothing yet; no value equals it

    def get(self):
        if self._state:
            self._refresh()
        if _reads is not None:
            _reads[self] = None
        return self._value

    def _run(self):
        value = self._call()
        old = self._value
        if not (old is value or old == value):
            self._value = value
            for node in self._subs:
                node._state = _DIRTY


class Effect(_Computation):
    """A function that runs again when what it read has changed."""

    __slots__ = ()
    _subs = None
    _run = _Computation._call

    def __init__(self, function):
        self._function = function
        self._deps = {}
        self._run()


class Batch:
    """Effects wait until the outermost one ends."""

    def __enter__(self):
        global _depth
        _depth += 1
        return self

    def __exit__(self, *_):
        global _depth
        _depth -= 1
        if not _depth and _queue:
            _flush()


signal = Signal
derived = Derived
effect = Effect
batch = Batch
