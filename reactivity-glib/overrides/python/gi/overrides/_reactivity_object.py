# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reactive objects: proxies that track attributes."""

import copy
import operator
import weakref

from gi.repository import GObject

from ._reactivity_attributes import Attributes, find
from ._reactivity_gobject import GObjectAttributes


class ReactiveObject:
    """What stands for an object, and tracks its attributes.

    Properties and methods of Python run with it as self, so that what they read is tracked.
    """

    __slots__ = ("_attributes", "__weakref__")

    def __getattribute__(self, name):
        if name == "__reduce_ex__":
            return super().__getattribute__(name)
        return attributes_of(self).get(self, name)

    def __setattr__(self, name, value):
        attributes_of(self).set(self, name, value)

    def __delattr__(self, name):
        attributes_of(self).delete(self, name)

    def __copy__(self):
        attributes = attributes_of(self)
        check_equality, context = attributes.options
        return make_proxy(copy.copy(attributes.target), check_equality, context=context)

    def __reduce_ex__(self, protocol):
        attributes = attributes_of(self)
        return make_proxy, (attributes.target, attributes.options[0])


_slot = ReactiveObject.__dict__["_attributes"]
attributes_of = _slot.__get__


def target_of(value):
    """The object that a proxy stands for; anything else is itself."""
    return attributes_of(value).target if isinstance(value, ReactiveObject) else value


# What is not forwarded: what the proxy has itself, and what is not its to do.
_NOT_SPECIAL = frozenset(ReactiveObject.__dict__) | {
    "__class__",
    "__class_getitem__",
    "__deepcopy__",
    "__del__",
    "__dict__",
    "__getattr__",
    "__getnewargs__",
    "__getnewargs_ex__",
    "__getstate__",
    "__init__",
    "__init_subclass__",
    "__new__",
    "__reduce__",
    "__set_name__",
    "__setstate__",
    "__subclasshook__",
}

# Of object itself, these are about the object; what is left calls other methods.
_OF_OBJECT = "__repr__", "__eq__", "__hash__", "__dir__"

_IN_PLACE = frozenset(name for name in dir(operator) if name.startswith("__i")) - {
    "__index__",
    "__inv__",
    "__invert__",
}


def _special_names(cls):
    for name in dir(cls):
        if name.startswith("__") and name.endswith("__") and name not in _NOT_SPECIAL:
            if find(cls, name) is not find(object, name) or name in _OF_OBJECT:
                yield name


def _special(name):
    """A special method: Python looks for those on classes only."""

    def method(self, *args, **kwargs):
        attributes = attributes_of(self)
        target = attributes.target
        found = find(type(target), name)
        if not attributes.takes_proxy(found):
            args = map(target_of, args)
        result = attributes.bind(self, name, found)(*args, **kwargs)
        return self if result is target and name in _IN_PLACE else result

    method.__name__ = name
    return method


class _ProxyType(type):
    """The metaclass of proxies. What else is asked of such a class, like whether it is a dataclass,
    is asked of the class of the objects."""

    def __getattr__(cls, name):
        return getattr(cls._class(), name)


# By class of objects, which a class of proxies does not keep.
_classes = weakref.WeakKeyDictionary()


def _class_for(cls):
    if cls not in _classes:
        body = {
            "__module__": cls.__module__,
            "__qualname__": cls.__qualname__,
            "__slots__": (),
            "_class": weakref.ref(cls),
        }
        for name in _special_names(cls):
            found = find(cls, name)
            if found is None or hasattr(type(found), "__get__") or callable(found):
                body[name] = None if found is None else _special(name)
        _classes[cls] = _ProxyType(cls.__name__, (ReactiveObject,), body)
    return _classes[cls]


def make_proxy(target, check_equality=True, *, context=None):
    """A proxy of any object."""
    kind = GObjectAttributes if isinstance(target, GObject.Object) else Attributes
    proxy = object.__new__(_class_for(type(target)))
    _slot.__set__(proxy, kind(target, check_equality, context))
    return proxy
