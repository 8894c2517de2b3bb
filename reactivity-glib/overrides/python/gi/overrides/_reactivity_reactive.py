# SPDX-License-Identifier: LGPL-2.1-or-later
"""reactive(): what is read of a container is tracked by key."""

from collections.abc import Mapping, MutableMapping, MutableSequence, MutableSet, Sequence, Set

from ._reactivity_mapping import Reactive, ReactiveMappingProxy
from ._reactivity_sequence import ReactiveSequence, ReactiveSequenceProxy
from ._reactivity_set import ReactiveSet, ReactiveSetProxy

# The first that fits.
_KINDS = (
    (MutableMapping, ReactiveMappingProxy),
    (Mapping, Reactive),
    (MutableSet, ReactiveSetProxy),
    (Set, ReactiveSet),
    (MutableSequence, ReactiveSequenceProxy),
    (Sequence, ReactiveSequence),
)


def reactive(value, check_equality=True, *, context=None):
    """Makes value reactive: what a computation reads of it is tracked, and writes tell of changes.

    What can be changed is wrapped, and writes go through to it; what cannot is copied. With
    check_equality=False each write is a change.
    """
    for kind, proxy in _KINDS:
        if isinstance(value, kind):
            return proxy(value, check_equality, context=context)
    raise TypeError(f"{type(value).__name__} cannot be made reactive")
