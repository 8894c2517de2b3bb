# SPDX-License-Identifier: LGPL-2.1-or-later
"""Sequences and maps of the library: what they make, and what that holds."""

from gi.repository import GObject

from ..overrides import override
from . import _reactivity
from ._reactivity_nodes import Reactivity


# The module in which the program finds the classes.
OVERRIDE = "gi.overrides.Reactivity"


def _derive(self, kind, function, item_type=GObject.Object, separator=None):
    made = _reactivity.derive(kind, self, function, item_type, separator)
    _reactivity.hold(made, self)
    return made


def _needed(kind, function):
    if function is None:
        raise TypeError(f"{kind}() needs a function, not NoneType")
    return function


@override
class Sequence(Reactivity.Sequence):
    """Items in an order. The functions of what is derived get an item, and nothing else."""

    __module__ = OVERRIDE

    def map(self, function, function_of_type=None, /):
        """map(function), or map(item_type, function): a GObject for each item."""
        if function_of_type is None:
            return _derive(self, "map", _needed("map", function))
        return _derive(self, "map", function_of_type, function)

    def filter(self, function, /):
        """The items for which function says yes."""
        return _derive(self, "filter", _needed("filter", function))

    def sorted(self, compare, /):
        """The items in the order of compare(a, b): negative when a comes first."""
        return _derive(self, "sorted", _needed("sorted", compare))

    def group(self, function, /):
        """A sequence of groups, one for each text that function gives."""
        return _derive(self, "group", _needed("group", function))

    def count(self, function, /):
        """A derived: for how many items function says yes."""
        return _derive(self, "count", _needed("count", function))

    def sum(self, function=None, /):
        """A derived: the sum of the numbers that function gives, or that the items are."""
        return _derive(self, "sum", function)

    def min(self, function=None, /):
        """A derived: the least of the numbers that function gives, or that the items are."""
        return _derive(self, "min", function)

    def max(self, function=None, /):
        """A derived: the greatest of the numbers that function gives, or that the items are."""
        return _derive(self, "max", function)

    def join(self, separator, function=None, /):
        """A derived: the texts that function gives, or that the items are, in one."""
        return _derive(self, "join", function, separator=separator)

    def slice(self, position, n_items, /):
        """So many items, from a position on."""
        made = super().slice(position, n_items)
        _reactivity.hold(made, self)
        return made

    @classmethod
    def concat(cls, sequences, /):
        """The items of several sequences, one after the other."""
        sequences = list(sequences)
        made = Reactivity.Sequence.concat(sequences)
        for sequence in sequences:
            _reactivity.hold(made, sequence)
        return made


@override
class Map(Reactivity.Map):
    """Values by key."""

    __module__ = OVERRIDE

    def get_keys(self):
        """The keys, as a sequence that changes with the map."""
        return _reactivity.hold(self, super().get_keys())
