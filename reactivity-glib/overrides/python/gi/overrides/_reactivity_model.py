# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reactive sequences as list models."""

import types

from gi.repository import GObject

from ..module import get_introspection_module
from ._reactivity import Untrack

# As what C sees a value of such a type. Of other types it sees a Python object.
_TYPES = {
    bool: GObject.TYPE_BOOLEAN,
    float: GObject.TYPE_DOUBLE,
    int: GObject.TYPE_INT64,
    str: GObject.TYPE_STRING,
}


class BoxedValue(GObject.Object):
    """Any Python value as an item of a list model.

    The attribute `value` is the value itself; the property `value` is what GTK can show of it.
    """

    # PyGObject makes no type of a class in gi.overrides.
    __module__ = "gi.repository.Reactivity"
    __gtype_name__ = "ReactivityBoxedValue"
    __gproperties__ = {"value": (GObject.Value, None, None, GObject.ParamFlags.READABLE)}

    def __init__(self, value):
        super().__init__()
        self._value = value

    @property
    def value(self):
        return self._value

    def __repr__(self):
        return f"BoxedValue({self.value!r})"

    __class_getitem__ = classmethod(types.GenericAlias)

    def do_get_property(self, pspec):
        try:
            return GObject.Value(_TYPES.get(type(self.value), GObject.TYPE_PYOBJECT), self.value)
        except OverflowError:
            return GObject.Value(GObject.TYPE_PYOBJECT, self.value)


def _is_object(value):
    # By its type: a proxy of a GObject claims to be one.
    return issubclass(type(value), GObject.Object)


class Model:
    """Makes the list model of a sequence, and keeps it in step for as long as others hold it.

    The sequence does not hold it: an item may well refer to the sequence, and Python's collector
    cannot see through the model.
    """

    def __init__(self, data, same, context):
        self._data = data
        self._same = same
        self._context = context
        self._untrack = Untrack(context=context)
        self._reference = None

    def peek(self):
        """The Reactivity.List, if there is one."""
        return self._reference and self._reference()

    def get(self):
        model = self.peek()
        if model is None:
            # Not before: PyGObject makes the class when it is asked for.
            model = get_introspection_module("Reactivity").List.new(self._context, GObject.Object)
            with self._untrack:
                self._replace(model, 0, 0, list(self._data))
            self._reference = model.weak_ref()
        return model

    def follow(self, splice):
        """After an edit of the data. False when nobody has the model any more."""
        model = self.peek()
        if model is None:
            return False

        with self._untrack:
            size = model.get_size()
            if size != splice.size or len(self._data) != splice.size + splice.growth:
                # Somebody else has edited the data, or they have a mind of their own.
                self._replace(model, 0, size, list(self._data))
            else:
                span = splice.span
                added = range(span.start, span.stop + splice.growth)
                self._replace(model, span.start, len(span), [self._data[i] for i in added])
        return True

    def _replace(self, model, start, n_removals, values):
        """Puts values in place; what is the same at either end stays."""
        items = model.list_range(start, n_removals) if n_removals and values else []
        shorter = min(len(items), len(values))
        head = 0
        while head < shorter and self._stays(items[head], values[head]):
            head += 1
        tail = 0
        while tail < shorter - head and self._stays(items[~tail], values[~tail]):
            tail += 1

        boxes = {}
        for item in reversed(items[head : len(items) - tail]):
            if type(item) is BoxedValue:
                boxes.setdefault(id(item.value), []).append(item)
        additions = [self._box(value, boxes) for value in values[head : len(values) - tail]]
        n_removals -= head + tail
        if n_removals or additions:
            model.splice(start + head, n_removals, additions)

    def _stays(self, item, value):
        if _is_object(value) or type(item) is not BoxedValue:
            return item is value
        if not self._same(item.value, value):
            return False
        # Equal, and perhaps not identical.
        item._value = value
        return True

    def _box(self, value, boxes):
        """The item for value; what only moves keeps its box."""
        if _is_object(value):
            return value
        found = boxes.get(id(value))
        if found and self._same(value, value):
            return found.pop()
        return BoxedValue(value)
