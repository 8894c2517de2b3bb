# SPDX-License-Identifier: LGPL-2.1-or-later
"""The attributes of an object, tracked by name."""

import types

from ._reactivity import Batch, Keys
from ._reactivity_container import MISSING
from ._reactivity_mapping import ReactiveMappingProxy

# Descriptors of C that are the state of an object, like slots.
STATE = types.MemberDescriptorType, types.GetSetDescriptorType

# Descriptors that take any object, though their types are not written in Python, as others are.
_GENERAL = types.FunctionType, property, classmethod, staticmethod
_HEAP_TYPE = 1 << 9

# Past what metaclasses make of them.
mro_of = type.__dict__["__mro__"].__get__
dict_of = type.__dict__["__dict__"].__get__


def find(cls, name):
    """What a class has under a name, not bound to anything."""
    for base in mro_of(cls):
        namespace = dict_of(base)
        if name in namespace:
            return namespace[name]
    return MISSING


def is_data(descriptor):
    """Whether it comes before what the object itself has."""
    return hasattr(type(descriptor), "__set__") or hasattr(type(descriptor), "__delete__")


def tell(keys, key, old, new):
    """Tells keys of a change of one of them, if it is one."""
    if old is MISSING or new is MISSING:
        if old is not new:
            keys.changed(key)
    elif not keys.same(old, new):
        keys.changed(key)


class Attributes:
    """The attributes of an object, for its proxy."""

    def __init__(self, target, check_equality, context):
        self.target = target
        self.options = check_equality, context
        # What an assignment does is one change, whatever a setter makes of it.
        self._batch = Batch(force_flush=False, context=context)
        # A class that has its own idea of attributes is asked for them, of the object itself.
        own = find(type(target), "__getattribute__")
        self._asks = isinstance(own, types.FunctionType)
        namespace = getattr(target, "__dict__", None)
        if isinstance(namespace, dict):
            self.names = ReactiveMappingProxy(namespace, check_equality, context=context)
            self.keys = self.names._keys
        else:
            self.names = None
            self.keys = Keys(check_equality, context)

    def takes_proxy(self, found):
        """Whether a descriptor is for any object, and so for the proxy: then reads are tracked."""
        return isinstance(found, _GENERAL) or type(found).__flags__ & _HEAP_TYPE

    def bind(self, proxy, name, found):
        if hasattr(type(found), "__get__") and self.takes_proxy(found):
            return found.__get__(proxy, type(self.target))
        return getattr(self.target, name)

    def get(self, proxy, name):
        if name == "__dict__" and self.names is not None:
            return self.names
        if self._asks:
            return self._ask(proxy, name)
        found = find(type(self.target), name)
        if is_data(found) and not isinstance(found, STATE):
            return self.bind(proxy, name, found)

        self.keys.track(name)
        if self.names is not None and name in self.names._data:
            return self.names._data[name]
        if found is not MISSING:
            return self.bind(proxy, name, found)

        fallback = find(type(self.target), "__getattr__")
        if fallback is not MISSING:
            return self.bind(proxy, "__getattr__", fallback)(name)
        return getattr(self.target, name)

    def _ask(self, proxy, name):
        self.keys.track(name)
        value = getattr(self.target, name)
        if isinstance(value, types.MethodType) and value.__self__ is self.target:
            return types.MethodType(value.__func__, proxy)
        return value

    def set(self, proxy, name, value):
        found = find(type(self.target), name)
        with self._batch:
            if hasattr(type(found), "__set__") and not isinstance(found, STATE):
                found.__set__(proxy if self.takes_proxy(found) else self.target, value)
            else:
                self._write(name, found, setattr, value)

    def delete(self, proxy, name):
        found = find(type(self.target), name)
        with self._batch:
            if hasattr(type(found), "__delete__") and not isinstance(found, STATE):
                found.__delete__(proxy if self.takes_proxy(found) else self.target)
            else:
                self._write(name, found, delattr)

    def _write(self, name, found, write, *value):
        if self.names is not None and (name == "__dict__" or not isinstance(found, STATE)):
            self._write_name(name, write, *value)
            return

        old = self._peek(name)
        write(self.target, name, *value)
        tell(self.keys, name, old, self._peek(name))

    def _peek(self, name):
        """What is in a slot."""
        return getattr(self.target, name, MISSING) if self.keys else MISSING

    def _write_name(self, name, write, *value):
        names = self.names
        own = find(type(self.target), f"__{write.__name__}__")
        if isinstance(own, types.WrapperDescriptorType) and name != "__dict__":
            before = names._before((name,))
            write(self.target, name, *value)
            names._announce(before)
            return

        # A __setattr__() of the class may write more than it is told.
        before = dict(names._data) if names._keys else {}
        try:
            write(self.target, name, *value)
        finally:
            names._data = self.target.__dict__
            every = {*before, *names._data}
            names._announce({name: before.get(name, MISSING) for name in every})
