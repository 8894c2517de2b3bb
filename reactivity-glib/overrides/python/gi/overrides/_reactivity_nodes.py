# SPDX-License-Identifier: LGPL-2.1-or-later
"""The classes of nodes, made native by the module _reactivity."""

from ..module import get_introspection_module
from ..overrides import override
from . import _reactivity

Reactivity = get_introspection_module("Reactivity")

# Each has to be there before PyGObject makes the classes below it.
Node = override(_reactivity.make("Node", Reactivity.Node))
Source = override(_reactivity.make("Source", Reactivity.Source))
Signal = override(_reactivity.make("Signal", Reactivity.Signal))
Derived = override(_reactivity.make("Derived", Reactivity.Derived))
Memoized = override(_reactivity.make("Memoized", Reactivity.Memoized))
Effect = override(_reactivity.make("Effect", Reactivity.Effect))
Scope = override(_reactivity.make("Scope", Reactivity.Scope))
