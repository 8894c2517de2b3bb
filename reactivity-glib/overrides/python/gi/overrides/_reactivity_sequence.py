# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reactive sequences."""

import operator
from collections.abc import MutableSequence, Sequence

from ._reactivity import Batch, Keys
from ._reactivity_container import MISSING, Container

# What is read of a sequence, besides its indices and slices.
_SIZE = object()
_CONTENT = object()


class ReactiveSequence(Container, MutableSequence):
    """A list of its own.

    An index or a slice depends on what it shows and on nothing else; len() on the length; iteration
    and searching on all.
    """

    def __init__(self, initial=(), check_equality=True, *, context=None):
        self._wrap(list(initial), check_equality, context)

    def _wrap(self, data, check_equality, context):
        super().__init__(data, check_equality, context=context)
        # Of _keys, which are indices from the start, an edit looks at those that it touches; of
        # these, which are indices from the end, slices as tuples, and what is above, at all.
        self._others = Keys(check_equality, context)
        self._batch = Batch(force_flush=False, context=context)

    def _edit(self, splice, edit, *arguments):
        """Calls edit(), which does what splice says, and tells of the changes."""
        if not self._keys and not self._others:
            edit(*arguments)
            return

        before = self._before(splice)
        try:
            edit(*arguments)
        finally:
            self._announce(splice, *before)

    def _before(self, splice):
        written = [] if splice.growth else [self._data[index] for index in splice.written]
        indices = splice.indices
        if len(indices) > len(self._keys):
            indices = [index for index in self._keys.tracked() if index in indices]
        others = [key for key in self._others.tracked() if splice.touches(key)]
        return written, self._show(indices), self._show(others)

    def _announce(self, splice, written, indices, others):
        if len(self._data) != splice.size + splice.growth:
            # The data has a mind of its own, like a deque of limited length.
            self._tell(self._keys.tracked(), self._others.tracked())
            return

        same = self._keys.same
        if splice.growth:
            whole = [_SIZE, _CONTENT]
        elif all(same(old, self._data[index]) for old, index in zip(written, splice.written)):
            return
        else:
            whole = [_CONTENT]
        self._tell(self._changed(indices), self._changed(others) + whole)

    def _show(self, keys):
        return {key: self._peek(key) for key in keys}

    def _peek(self, key):
        try:
            return self._data[slice(*key) if type(key) is tuple else key]
        except IndexError:
            return MISSING

    def _changed(self, before):
        """The keys that show something else than before."""
        same = self._keys.same
        changed = []
        for key, old in before.items():
            new = self._peek(key)
            if type(key) is tuple:
                if len(old) != len(new) or not all(map(same, old, new)):
                    changed.append(key)
            elif old is MISSING or new is MISSING:
                if old is not new:
                    changed.append(key)
            elif not same(old, new):
                changed.append(key)
        return changed

    def _tell(self, indices, others):
        with self._batch:
            self._keys.changed(*indices)
            self._others.changed(*others)

    def _index(self, index):
        """The index from the start."""
        index = operator.index(index)
        size = len(self._data)
        if not -size <= index < size:
            raise IndexError("index out of range")
        return index % size

    # Reading

    def __getitem__(self, key):
        if isinstance(key, slice):
            parts = (key.start, key.stop, key.step)
            self._others.track(tuple(p if p is None else operator.index(p) for p in parts))
        else:
            key = operator.index(key)
            (self._keys if key >= 0 else self._others).track(key)
        return self._data[key]

    def __len__(self):
        self._others.track(_SIZE)
        return len(self._data)

    def _all(self):
        self._others.track(_CONTENT)
        return self._data

    def __iter__(self):
        return iter(self._all())

    def __reversed__(self):
        return reversed(self._all())

    def __contains__(self, value):
        return value in self._all()

    def index(self, value, *bounds):
        return self._all().index(value, *bounds)

    def count(self, value):
        return self._all().count(value)

    def __eq__(self, other):
        data = self._all()
        if isinstance(other, ReactiveSequence):
            other = other._all()
        elif isinstance(other, tuple):
            other = list(other)
        return data == other

    def __add__(self, other):
        if not isinstance(other, Sequence):
            return NotImplemented
        return [*self, *other]

    def __radd__(self, other):
        if not isinstance(other, Sequence):
            return NotImplemented
        return [*other, *self]

    def __mul__(self, times):
        return list(self) * times

    __rmul__ = __mul__

    # Writing

    def __setitem__(self, key, value):
        size = len(self._data)
        growth = 0
        if isinstance(key, slice):
            if not isinstance(value, Sequence):
                value = list(value)
            written = range(*key.indices(size))
            if written.step == 1:
                written = range(written.start, max(written.start, written.stop))
                growth = len(value) - len(written)
        else:
            key = self._index(key)
            written = range(key, key + 1)
        self._edit(_Splice(size, written, growth), operator.setitem, self._data, key, value)

    def __delitem__(self, key):
        size = len(self._data)
        if isinstance(key, slice):
            deleted = range(*key.indices(size))
        else:
            key = self._index(key)
            deleted = range(key, key + 1)
        if deleted:
            span = range(min(deleted), max(deleted) + 1)
            self._edit(_Splice(size, span, -len(deleted)), operator.delitem, self._data, key)

    def insert(self, index, value):
        size = len(self._data)
        index = slice(index, None).indices(size)[0]
        self._edit(_Splice(size, range(index, index), 1), self._data.insert, index, value)

    def append(self, value):
        size = len(self._data)
        self._edit(_Splice(size, range(size, size), 1), self._data.append, value)

    def extend(self, values):
        values = list(values)
        size = len(self._data)
        self._edit(_Splice(size, range(size, size), len(values)), self._data.extend, values)

    def pop(self, index=-1):
        value = self[index]
        del self[index]
        return value

    def remove(self, value):
        del self[self._data.index(value)]

    def clear(self):
        size = len(self._data)
        self._edit(_Splice(size, range(size), -size), self._data.clear)

    def reverse(self):
        self._edit(_Splice.all(self._data), self._data.reverse)

    def sort(self, *, key=None, reverse=False):
        self._edit(_Splice.all(self._data), self._put, sorted(self._data, key=key, reverse=reverse))

    def _put(self, values):
        for index, value in enumerate(values):
            self._data[index] = value

    def __iadd__(self, values):
        self.extend(values)
        return self

    def __imul__(self, times):
        self[:] = list(self._data) * times
        return self


class ReactiveSequenceProxy(ReactiveSequence):
    """A sequence over another, which it reads and writes."""

    def __init__(self, initial, check_equality=True, *, context=None):
        self._wrap(initial, check_equality, context)


class _Splice:
    """An edit of a sequence: something else takes the place of what is written, growth items more.

    Without growth, written may have a step.
    """

    def __init__(self, size, written, growth):
        self.size = size
        self.written = written
        self.growth = growth

    @classmethod
    def all(cls, data):
        return cls(len(data), range(len(data)), 0)

    @property
    def indices(self):
        """The indices that show something else, or may."""
        if self.growth:
            return range(self.written.start, max(self.size, self.size + self.growth))
        return self.written

    def touches(self, key):
        """Whether an index from the end, or a slice, may show something else."""
        if type(key) is tuple:
            return self._touches_slice(slice(*key))
        if type(key) is not int:
            return False
        if self.growth:
            return -key > self.size - self.written.stop
        return key + self.size in self.written

    def _touches_slice(self, key):
        shown = range(*key.indices(self.size))
        after = range(*key.indices(self.size + self.growth))
        written = self.written
        if not self.growth:
            return any(index in written for index in shown)
        if shown == after and (not shown or max(shown) < written.start):
            return False
        shifted = range(shown.start + self.growth, shown.stop + self.growth, shown.step)
        return shifted != after or min(shown) < written.stop
