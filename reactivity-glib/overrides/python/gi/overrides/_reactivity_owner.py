# SPDX-License-Identifier: LGPL-2.1-or-later
"""Owners: objects that keep effects, and end them when they go."""

import contextlib
import weakref

from gi.repository import GObject

from ..overrides import override
from . import _reactivity_nodes

_NOBODY = contextlib.nullcontext()

# Where an object has its scopes.
_SCOPES = "_reactive_scopes"


def _end(reference):
    scope = reference()
    if scope is not None:
        scope.dispose()


def _give(owner, scope):
    """Has the owner keep the scope, and end it: in a place that Python's collector looks at."""
    try:
        scopes = owner.__dict__.setdefault(_SCOPES, [])
    except AttributeError:
        raise TypeError(f"an object of type {type(owner).__name__} cannot be an owner") from None
    scopes.append(scope)

    # It may be disposed long before it goes, as a closed window is.
    if isinstance(owner, GObject.Object):
        owner.weak_ref(_end, weakref.ref(scope))


@override
class Scope(_reactivity_nodes.Scope):
    """A group of computations that end together. Made by scope()."""

    __module__ = "gi.overrides.Reactivity"

    @classmethod
    def new_for(cls, owner, context=None):
        """A scope that owner keeps, and that ends with it."""
        scope = cls.new(context)
        _give(owner, scope)
        return scope


def owned_by(owner, context):
    """`with` it what is made belongs to owner: an object, a scope, or None for whoever is at work."""
    if owner is None:
        return _NOBODY
    if isinstance(owner, _reactivity_nodes.Scope):
        return owner
    if isinstance(owner, type):
        raise TypeError(f"owner must be an object or a scope, not the class {owner.__name__}")
    for scope in getattr(owner, "__dict__", {}).get(_SCOPES, ()):
        if context is None or scope.get_context() is context:
            return scope
    return Scope.new_for(owner, context)
