# SPDX-License-Identifier: LGPL-2.1-or-later
"""reactive(): what is read of a container is tracked by key."""

from collections.abc import Mapping, MutableMapping, MutableSequence, MutableSet, Sequence, Set

from ._reactivity_class import reactive_class
from ._reactivity_mapping import Reactive, ReactiveMappingProxy
from ._reactivity_object import make_proxy
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
    (type, reactive_class),
    (object, make_proxy),
)


def reactive(value, check_equality=True, *, context=None):
    """Makes value reactive: what a computation reads of it is tracked, and writes tell of changes.

    Mappings, sets and sequences that can be changed are wrapped, and writes go through to them;
    others are copied. A class is made reactive itself, with its instances. Any other object gets a
    proxy, which tracks attributes; of a GObject, properties.

    With check_equality=False each write is a change.
    """
    make = next(make for kind, make in _KINDS if isinstance(value, kind))
    return make(value, check_equality, context=context)
