# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reactive mappings."""

from collections.abc import ItemsView, KeysView, Mapping, MutableMapping, ValuesView

from ._reactivity_container import MISSING, Container

# What is read of a mapping, besides its keys, which stand for their values.
_SIZE = object()
_ORDER = object()  # which keys there are
_CONTENT = object()  # all of it
_HAS = object()  # (_HAS, key): whether the key is there


class Reactive(Container, MutableMapping):
    """A mapping of its own. It may be combined with dict, and is then also what exec() accepts.

    Reading a key depends on that key, be it there or not; `in` on whether it is there; len() and
    iteration on which keys there are; values(), items(), == and repr() on all.
    """

    def __init__(self, initial=None, check_equality=True, *, context=None):
        data = OwnDict(self) if isinstance(self, dict) else {}
        data.update(() if initial is None else initial)
        super().__init__(data, check_equality, context=context)

    def _peek(self, key):
        return self._data[key] if key in self._data else MISSING

    def _before(self, keys):
        """What the keys show before a write, for _announce()."""
        return {key: self._peek(key) for key in keys} if self._keys else {}

    def _announce(self, before):
        changed = []
        moved = False
        growth = 0
        for key, old in before.items():
            new = self._peek(key)
            if (old is MISSING) != (new is MISSING):
                changed += key, (_HAS, key)
                moved = True
                growth += 1 if old is MISSING else -1
            elif new is not MISSING and not self._keys.same(old, new):
                changed.append(key)

        if moved:
            changed.append(_ORDER)
        if growth:
            changed.append(_SIZE)
        if changed:
            changed.append(_CONTENT)
        self._keys.changed(*changed)

    # Reading

    def __getitem__(self, key):
        self._keys.track(key)
        missing = key not in self._data
        value = self._data[key]
        if missing:
            # A defaultdict has put it in.
            self._announce({key: MISSING})
        return value

    def get(self, key, default=None):
        self._keys.track(key)
        return self._data[key] if key in self._data else default

    def __contains__(self, key):
        self._keys.track((_HAS, key))
        return key in self._data

    def __len__(self):
        self._keys.track(_SIZE)
        return len(self._data)

    def __iter__(self):
        self._keys.track(_ORDER)
        return iter(self._data)

    def __reversed__(self):
        self._keys.track(_ORDER)
        return reversed(self._data)

    def _all(self):
        self._keys.track(_CONTENT)
        return self._data

    def keys(self):
        return _Keys(self)

    def values(self):
        return _Values(self)

    def items(self):
        return _Items(self)

    def __or__(self, other):
        if not isinstance(other, Mapping):
            return NotImplemented
        return {**self._all(), **other}

    def __ror__(self, other):
        if not isinstance(other, Mapping):
            return NotImplemented
        return {**other, **self._all()}

    # Combined with dict, this would be dict's, which knows nothing of __eq__().
    __ne__ = object.__ne__

    # Writing

    def __setitem__(self, key, value):
        before = self._before((key,))
        self._data[key] = value
        self._announce(before)

    def __delitem__(self, key):
        before = self._before((key,))
        del self._data[key]
        self._announce(before)

    def pop(self, key, default=MISSING, /):
        self._keys.track(key)
        if key not in self._data:
            if default is MISSING:
                raise KeyError(key)
            return default
        value = self._data.pop(key)
        self._announce({key: value})
        return value

    def popitem(self):
        self._keys.track(_CONTENT)
        key, value = self._data.popitem()
        self._announce({key: value})
        return key, value

    def clear(self):
        before = self._before(list(self._data))
        self._data.clear()
        self._announce(before)

    def setdefault(self, key, default=None, /):
        self._keys.track(key)
        if key not in self._data:
            self[key] = default
        return self._data[key]

    def update(self, other=(), /, **more):
        new = dict(other, **more)
        before = self._before(new)
        try:
            self._data.update(new)
        finally:
            self._announce(before)

    def __ior__(self, other):
        self.update(other)
        return self


class ReactiveMappingProxy(Reactive):
    """A mapping over another, which it reads and writes."""

    __init__ = Container.__init__


class _Keys(KeysView):
    __slots__ = ()

    def __reversed__(self):
        return reversed(self._mapping)


class _Values(ValuesView):
    __slots__ = ()

    def __iter__(self):
        return iter(self._mapping._all().values())

    def __reversed__(self):
        return reversed(self._mapping._all().values())


class _Items(ItemsView):
    __slots__ = ()

    def __iter__(self):
        return iter(self._mapping._all().items())

    def __reversed__(self):
        return reversed(self._mapping._all().items())


class OwnDict(MutableMapping):
    """The dict that a mapping itself is, without what its class makes of it."""

    __slots__ = ("_owner",)

    def __init__(self, owner):
        self._owner = owner

    def __getitem__(self, key):
        return dict.__getitem__(self._owner, key)

    def __setitem__(self, key, value):
        dict.__setitem__(self._owner, key, value)

    def __delitem__(self, key):
        dict.__delitem__(self._owner, key)

    def __contains__(self, key):
        return dict.__contains__(self._owner, key)

    def __len__(self):
        return dict.__len__(self._owner)

    def __iter__(self):
        return dict.__iter__(self._owner)

    def __reversed__(self):
        return dict.__reversed__(self._owner)

    def values(self):
        return dict.values(self._owner)

    def items(self):
        return dict.items(self._owner)

    def popitem(self):
        return dict.popitem(self._owner)

    def __repr__(self):
        return dict.__repr__(self._owner)

    def __reduce__(self):
        return dict, (dict(self.items()),)
