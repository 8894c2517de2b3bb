# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reactive classes: the attributes of the class and of its instances are tracked."""

import types
import weakref

from ._reactivity import Keys
from ._reactivity_attributes import STATE, dict_of, find, is_data, mro_of, tell
from ._reactivity_container import MISSING

# Where a class has its ClassAttributes, and an instance its keys.
_HERE = "_reactive_class"
_KEYS = "_reactive_keys"


def _is_special(name):
    return name.startswith("__") and name.endswith("__")


class InstanceKeys(Keys):
    """The keys of one instance, which are names."""

    __slots__ = ("owner",)

    def __reduce__(self):
        # Copies get their own.
        return type(None), ()


class ClassAttributes:
    """The keys of a class, which are pairs of class and name; and what its instances need."""

    def __init__(self, target, check_equality, context):
        self._options = check_equality, context
        self.target = target
        self.keys = Keys(check_equality, context)
        self.made = False

    def peek(self, instance):
        """The keys of an instance, if it has any."""
        namespace = getattr(instance, "__dict__", None)
        if namespace is not None:
            keys = namespace.get(_KEYS)
        else:
            try:
                keys = object.__getattribute__(instance, _KEYS)
            except AttributeError:
                keys = None
        return keys if keys is not None and keys.owner == id(instance) else None

    def find(self, instance):
        keys = self.peek(instance)
        if keys is None:
            keys = InstanceKeys(*self._options)
            keys.owner = id(instance)
            if hasattr(instance, "__dict__"):
                instance.__dict__[_KEYS] = keys
            else:
                object.__setattr__(instance, _KEYS, keys)
        return keys

    def track(self, instance, name):
        found = find(type(instance), name)
        state = not is_data(found) or isinstance(found, STATE)
        if state:
            self.find(instance).track(name)
        if not state or name not in getattr(instance, "__dict__", ()):
            _track_class(type(instance), name)

    def write_class(self, cls, write, name, *value):
        # What is made from a class is written through to it.
        holder = self.target if self.made and _HERE in dict_of(cls) else cls
        write = write if holder is cls else getattr(type(holder), write.__name__)
        old = dict_of(holder).get(name, MISSING) if self.keys else MISSING
        write(holder, name, *value)
        tell(self.keys, (cls, name), old, dict_of(holder).get(name, MISSING))

    def write(self, instance, write, name, *value):
        keys = self.peek(instance)
        old = _state(instance, name) if keys else MISSING
        write(instance, name, *value)
        if keys:
            tell(keys, name, old, _state(instance, name))


def _track_class(cls, name):
    for base in mro_of(cls):
        if isinstance(base, ReactiveMeta):
            find(base, _HERE).keys.track((base, name))
        if name in dict_of(base):
            break


def _state(instance, name):
    """What an attribute is, unless that is computed."""
    found = find(type(instance), name)
    if isinstance(found, STATE):
        try:
            return found.__get__(instance)
        except AttributeError:
            return MISSING
    if is_data(found):
        return MISSING
    return getattr(instance, "__dict__", {}).get(name, found)


class ReactiveMeta(type):
    """What the metaclass of a reactive class does, beside its own."""

    def __getattribute__(cls, name):
        if not _is_special(name) and name != "mro":
            if find(cls, _HERE).keys.active():
                _track_class(cls, name)
        return super().__getattribute__(name)

    def __setattr__(cls, name, value):
        find(cls, _HERE).write_class(cls, super(ReactiveMeta, type(cls)).__setattr__, name, value)

    def __delattr__(cls, name):
        find(cls, _HERE).write_class(cls, super(ReactiveMeta, type(cls)).__delattr__, name)


class ReactiveInstance:
    """What a reactive class does, beside its own."""

    __slots__ = ()

    def __init_subclass__(cls, **arguments):
        # The class that was made reactive was there before.
        if _HERE not in dict_of(cls):
            super().__init_subclass__(**arguments)

    def __getattribute__(self, name):
        if not _is_special(name):
            attributes = find(type(self), _HERE)
            if attributes.keys.active():
                attributes.track(self, name)
        return super().__getattribute__(name)

    def __setattr__(self, name, value):
        write = super(ReactiveInstance, type(self)).__setattr__
        find(type(self), _HERE).write(self, write, name, value)

    def __delattr__(self, name):
        write = super(ReactiveInstance, type(self)).__delattr__
        find(type(self), _HERE).write(self, write, name)


_metaclasses = weakref.WeakKeyDictionary()


def _metaclass_for(metaclass):
    if metaclass not in _metaclasses:
        bases = (ReactiveMeta,) if metaclass is type else (ReactiveMeta, metaclass)
        _metaclasses[metaclass] = type(metaclass.__name__, bases, {})
    return _metaclasses[metaclass]


def reactive_class(cls, check_equality=True, *, context=None):
    """A class that takes the place of cls, and tracks its attributes and those of its instances."""
    if isinstance(cls, ReactiveMeta):
        return cls

    attributes = ClassAttributes(cls, check_equality, context)
    body = {
        "__doc__": cls.__doc__,
        "__module__": cls.__module__,
        "__qualname__": cls.__qualname__,
        _HERE: attributes,
    }
    # Without slots the class would get what is missing. PyGObject's have both, and may have no slots.
    if not (cls.__dictoffset__ and cls.__weakrefoffset__):
        body["__slots__"] = () if cls.__dictoffset__ else (_KEYS,)
    made = types.new_class(
        cls.__name__,
        (ReactiveInstance, cls),
        {"metaclass": _metaclass_for(type(cls))},
        lambda namespace: namespace.update(body),
    )
    attributes.made = True
    return made
