# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reactive sets."""

from collections.abc import MutableSet

from ._reactivity_container import Container

# What is read of a set, besides its elements, which stand for whether they are there.
_SIZE = object()
_CONTENT = object()


class ReactiveSet(Container, MutableSet):
    """A set of its own.

    `in` depends on that element alone, be it there or not; len() on the size; the rest on all.
    """

    def __init__(self, initial=(), check_equality=True, *, context=None):
        super().__init__(set(initial), check_equality, context=context)

    @classmethod
    def _from_iterable(cls, elements):
        # What operators make of it is plain.
        return set(elements)

    def _write(self, added=(), removed=()):
        """Adds and removes elements. Those to be removed are there."""
        changed = []
        if self._keys:
            check_equality, _ = self._options
            changed += (e for e in added if not check_equality or e not in self._data)
            changed += removed

        size = len(self._data)
        for element in removed:
            self._data.discard(element)
        for element in added:
            self._data.add(element)
        self._announce(changed, size)

    def _announce(self, changed, size):
        if len(self._data) != size:
            changed.append(_SIZE)
        if changed:
            changed.append(_CONTENT)
        self._keys.changed(*changed)

    # Reading

    def __contains__(self, element):
        self._keys.track(element)
        return element in self._data

    def __len__(self):
        self._keys.track(_SIZE)
        return len(self._data)

    def __iter__(self):
        return iter(self._all())

    def _all(self):
        self._keys.track(_CONTENT)
        return self._data

    def union(self, *others):
        return set(self).union(*others)

    def intersection(self, *others):
        return set(self).intersection(*others)

    def difference(self, *others):
        return set(self).difference(*others)

    def symmetric_difference(self, other):
        return set(self).symmetric_difference(other)

    def issubset(self, other):
        return set(self).issubset(other)

    def issuperset(self, other):
        return all(element in self for element in other)

    # Writing

    def add(self, element):
        self._write([element])

    def discard(self, element):
        self.difference_update((element,))

    def remove(self, element):
        if element not in self._data:
            raise KeyError(element)
        self._write(removed=[element])

    def pop(self):
        self._keys.track(_CONTENT)
        size = len(self._data)
        element = self._data.pop()
        self._announce([element], size)
        return element

    def clear(self):
        self._write(removed=list(self._data))

    def update(self, *others):
        self._write({element: None for other in others for element in other})

    def difference_update(self, *others):
        self._write(removed=[e for other in others for e in other if e in self._data])

    def intersection_update(self, *others):
        kept = set(self._data).intersection(*others)
        self._write(removed=[element for element in self._data if element not in kept])

    def symmetric_difference_update(self, other):
        other = dict.fromkeys(other)
        self._write(
            [element for element in other if element not in self._data],
            [element for element in other if element in self._data],
        )

    def __ior__(self, other):
        self.update(other)
        return self

    def __iand__(self, other):
        self.intersection_update(other)
        return self

    def __isub__(self, other):
        self.difference_update(other)
        return self

    def __ixor__(self, other):
        self.symmetric_difference_update(other)
        return self


class ReactiveSetProxy(ReactiveSet):
    """A set over another, which it reads and writes."""

    __init__ = Container.__init__
