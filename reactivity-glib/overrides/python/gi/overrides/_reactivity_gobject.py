# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reactive GObjects: their properties are tracked by notification."""

import contextlib

from gi.repository import GObject

from ._reactivity import Keys
from ._reactivity_attributes import Attributes, find
from ._reactivity_container import MISSING


def _find_in_python(target, name):
    """The property, if it is written in Python."""
    found = find(type(target), name.replace("-", "_"))
    return found if isinstance(found, GObject.Property) else None


# Properties of Python are used as attributes, which raise what their functions do.


def _get(target, name):
    if _find_in_python(target, name):
        return getattr(target, name.replace("-", "_"))
    return target.get_property(name)


def _set(target, name, value):
    if _find_in_python(target, name):
        setattr(target, name.replace("-", "_"), value)
    else:
        target.set_property(name, value)


def _allows(target, pspec, flag, function, other):
    """Whether a property can be read, or written.

    Its flags do not tell that one written in Python has only a getter, or only a setter; then the
    other function is PyGObject's own.
    """
    found = _find_in_python(target, pspec.name)
    own = found and getattr(getattr(found, function), "__self__", None) is found
    other_own = found and getattr(getattr(found, other), "__self__", None) is found
    return pspec.flags & flag and not (own and not other_own)


class GObjectAttributes(Attributes):
    """The attributes of a GObject, and its properties.

    One handler follows the properties, as long as somebody reads one. It keeps what they showed, to
    tell a change from a notification.
    """

    def __init__(self, target, check_equality, context):
        super().__init__(target, check_equality, context)
        self._properties = Keys(check_equality, context, self._unread)
        self._handler = 0
        self._shown = {}

    def _unread(self):
        if self._handler:
            # The collector may have taken the wrapper apart, and the handler with it.
            with contextlib.suppress(RuntimeError):
                self.target.disconnect(self._handler)
        self._handler = 0
        self._shown.clear()

    def _notified(self, target, pspec):
        if pspec.name in self._shown:
            self._look(pspec.name)

    def _look(self, name):
        value = _get(self.target, name)
        if not self._properties.same(self._shown[name], value):
            self._shown[name] = value
            self._properties.changed(name)

    def find_property(self, name):
        pspec = type(self.target).find_property(name)
        if pspec is None:
            raise AttributeError(f"{type(self.target).__name__} has no property {name!r}")
        return pspec

    def get_property(self, name):
        pspec = self.find_property(name)
        if not _allows(self.target, pspec, GObject.ParamFlags.READABLE, "fget", "fset"):
            raise self._refuse(pspec, "is write-only")

        # Of several that were set at once, the first notification may have this read before its own.
        if pspec.name in self._shown:
            self._look(pspec.name)
        self._properties.track(pspec.name)
        value = _get(self.target, pspec.name)
        if self._properties.active():
            self._shown[pspec.name] = value
            if not self._handler:
                self._handler = self.target.connect("notify", self._notified)
        return value

    def set_property(self, name, value):
        pspec = self.find_property(name)
        if not _allows(self.target, pspec, GObject.ParamFlags.WRITABLE, "fset", "fget"):
            raise self._refuse(pspec, "is read-only")
        if pspec.flags & GObject.ParamFlags.CONSTRUCT_ONLY:
            raise self._refuse(pspec, "can be set only when the object is made")

        # In a batch, so that effects run here and not in the handler, where exceptions are lost.
        len(self._properties)
        with self._batch:
            _set(self.target, pspec.name, value)
            if pspec.name in self._shown:
                self._look(pspec.name)

    def _refuse(self, pspec, why):
        return AttributeError(f"{type(self.target).__name__}.{pspec.name} {why}")

    def _is_property(self, name):
        if self.names is not None and name in self.names._data:
            return False
        found = find(type(self.target), name)
        if found is MISSING:
            return type(self.target).find_property(name) is not None
        return isinstance(found, GObject.Property)

    def get(self, proxy, name):
        if name == "props":
            return Properties(self)
        if name in ("get_property", "set_property"):
            return object.__getattribute__(self, name)
        return self.get_property(name) if self._is_property(name) else super().get(proxy, name)

    def set(self, proxy, name, value):
        if self._is_property(name):
            self.set_property(name, value)
        else:
            super().set(proxy, name, value)


class Properties:
    """What a proxy has as `props`."""

    __slots__ = ("_attributes",)

    def __init__(self, attributes):
        object.__setattr__(self, "_attributes", attributes)

    def __getattr__(self, name):
        return self._attributes.get_property(name)

    def __setattr__(self, name, value):
        self._attributes.set_property(name, value)

    def __iter__(self):
        return iter(self._attributes.target.props)

    def __dir__(self):
        return dir(self._attributes.target.props)
