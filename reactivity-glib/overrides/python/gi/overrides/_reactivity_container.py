# SPDX-License-Identifier: LGPL-2.1-or-later
"""What reactive containers have in common."""

import copy

from ._reactivity import Keys

MISSING = object()


class Container:
    """Data, and the sources of what is read of them: one for each key that a computation reads.

    What a container makes of its data, such as a slice or a union, is plain; a copy is reactive.
    """

    def __init__(self, initial, check_equality=True, *, context=None):
        self._data = initial
        self._keys = Keys(check_equality, context)
        self._options = check_equality, context

    def _all(self):
        """The data, to be read as a whole."""
        raise NotImplementedError

    def __repr__(self):
        return repr(self._all())

    def copy(self):
        check_equality, context = self._options
        return type(self)(copy.copy(self._all()), check_equality, context=context)

    __copy__ = copy

    def __reduce__(self):
        check_equality, _ = self._options
        return type(self), (self._data, check_equality)
