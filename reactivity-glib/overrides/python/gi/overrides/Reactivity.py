# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reactivity in Python: signals, derived values and effects on the graph of the C library.

The classes are those of the library, made native by the module _reactivity; here is what Python alone
has: decorators, descriptors and context managers.
"""

import functools
import types
from collections.abc import Callable, Coroutine
from typing import Any

from gi.repository import GObject

from . import _reactivity_extension  # isort: skip  # first, as it explains what is missing
from ..overrides import override
from . import _reactivity, _reactivity_async
from ._reactivity_async import AsyncDerived, AsyncEffect, gio_call
from ._reactivity_derive import Map, Sequence
from ._reactivity_mapping import Reactive, ReactiveMappingProxy
from ._reactivity_model import BoxedValue
from ._reactivity_nodes import (
    Derived,
    Effect,
    Memoized,
    Node,
    Reactivity,
    Signal,
    Source,
)
from ._reactivity_owner import Scope, owned_by
from ._reactivity_object import ReactiveObject, target_of
from ._reactivity_reactive import reactive
from ._reactivity_sequence import ReactiveSequence, ReactiveSequenceProxy
from ._reactivity_set import ReactiveSet, ReactiveSetProxy

exception_of = _reactivity.exception_of


# Decorators, with and without arguments

signal = Signal


def effect(fn=None, call_immediately=True, *, owner=None, context=None, name=None):
    """Runs fn, and again whenever something that it read has changed.

    With an owner, an object or a scope, it lives as long as that, whatever it read.
    """
    if fn is None:
        return functools.partial(
            effect, call_immediately=call_immediately, owner=owner, context=context, name=name
        )
    if owner is None:
        return Effect(fn, call_immediately, context=context, name=name)
    with owned_by(owner, context):
        return Effect(fn, call_immediately, context=context, name=name)


def derived(fn=None, check_equality=True, *, context=None, name=None):
    """A value that fn computes from others: lazy and cached. Calling it reads it."""
    if fn is None:
        return lambda fn: Derived(fn, check_equality, context=context, name=name)
    return Derived(fn, check_equality, context=context, name=name)


def memoized(fn=None, *, context=None, name=None):
    """A derived for expensive functions: it caches, but does not compare."""
    if fn is None:
        return lambda fn: Memoized(fn, context=context, name=name)
    return Memoized(fn, context=context, name=name)


def async_effect(
    fn=None,
    call_immediately=True,
    *,
    rerun="concurrent",
    task_factory=None,
    owner=None,
    context=None,
    name=None,
):
    """Runs the async function fn, and again whenever something that it read has changed.

    With an owner, an object or a scope, it lives as long as that, whatever it read.
    """
    options = {"rerun": rerun, "task_factory": task_factory, "context": context, "name": name}
    if fn is None:
        return functools.partial(async_effect, call_immediately=call_immediately, owner=owner, **options)
    with owned_by(owner, context):
        return AsyncEffect(fn, call_immediately, **options)


def async_derived(
    fn=None,
    check_equality=True,
    *,
    ensure_fresh=False,
    task_factory=None,
    context=None,
    name=None,
):
    """A value that the async function fn computes. Calling it gives an awaitable."""
    options = {
        "ensure_fresh": ensure_fresh,
        "task_factory": task_factory,
        "context": context,
        "name": name,
    }
    if fn is None:
        return lambda fn: AsyncDerived(fn, check_equality, **options)
    return AsyncDerived(fn, check_equality, **options)


# Stretches of a program


class Batch(_reactivity.Batch):
    """Effects wait until it ends. Also a decorator, for a function that is a batch each time."""

    def __call__(self, fn, /):
        @functools.wraps(fn)
        def wrapper(*args, **kwargs):
            with self:
                return fn(*args, **kwargs)

        return wrapper


def batch(fn=None, /, force_flush=True, *, context=None):
    """`with batch():` groups writes: effects run once, at its end.

    With force_flush=False, or batch(False), a batch inside another leaves the effects to that. `@batch` and
    `@batch()` make a function a batch.
    """
    if isinstance(fn, bool):
        fn, force_flush = None, fn
    if fn is not None and not callable(fn):
        raise TypeError(f"batch() needs a function, or nothing, not {type(fn).__name__}")
    stretch = Batch(force_flush, context=context)
    return stretch if fn is None else stretch(fn)


def untrack(fn=None, /, *, context=None):
    """`with untrack():` and `untrack(fn)`: reads make no dependencies."""
    stretch = _reactivity.Untrack(context=context)
    if fn is None:
        return stretch
    with stretch:
        return fn()


def detached(fn=None, /, *, context=None):
    """`with detached():` and `detached(fn)`: what is made belongs to no run and no scope.

    Reads make no dependencies, as in untrack().
    """
    return untrack(fn, context=context)


def scope(fn=None, /, *, context=None):
    """A group of computations that end together, by dispose() or when it is dropped.

    What is made in `with scope() as group:`, or by fn, belongs to it.
    """
    group = Scope.new(context)
    if fn is not None:
        group.run(fn)
    return group


def on_cleanup(fn, /, *, context=None):
    """Has fn called before the next run of what is running, or when that ends. Also a decorator."""
    return _reactivity.on_cleanup(fn, context)


# Descriptors: a node for each instance

_SLOT = "_reactive_descriptors"


class _Nodes(dict):
    """The nodes of one instance, by descriptor."""

    __slots__ = ("owner",)

    def __init__(self, instance):
        super().__init__()
        self.owner = id(instance)

    def __reduce__(self):
        # Of what an instance has here, only the values of states are not computed from others.
        states = [
            (descriptor._owner, descriptor._name, node.peek())
            for descriptor, node in self.items()
            if isinstance(descriptor, State) and hasattr(descriptor, "_owner")
        ]
        return (_thaw, (states,))


def _thaw(states):
    """The states of an instance that comes from a pickle, or is a deep copy."""
    found = ((vars(owner).get(name), value) for owner, name, value in states)
    return {descriptor: Signal(value) for descriptor, value in found if isinstance(descriptor, State)}


class _Descriptor:
    """What makes a node for each instance, when it is first asked for, and keeps it there."""

    def __set_name__(self, owner, name):
        self._owner = owner
        self._name = name

    def _make(self, instance):
        raise NotImplementedError

    def _copy(self, node, instance):
        """For an instance that was copied from one that has node."""
        return self._make(instance)

    def find(self, instance):
        """The node of the instance."""
        # A proxy has those of its object; what they run reads through the proxy.
        holder = target_of(instance)
        namespace = getattr(holder, "__dict__", None)
        if namespace is not None:
            nodes = namespace.get(_SLOT)
        else:
            try:
                nodes = object.__getattribute__(holder, _SLOT)
            except AttributeError:
                nodes = None

        if type(nodes) is not _Nodes or nodes.owner != id(holder):
            nodes = self._attach(holder, namespace, nodes or {})

        node = nodes.get(self)
        if node is None:
            node = nodes[self] = self._make(instance)
        return node

    def _attach(self, instance, namespace, copied):
        nodes = _Nodes(instance)
        for descriptor, node in copied.items():
            nodes[descriptor] = descriptor._copy(node, instance)

        if namespace is not None:
            namespace[_SLOT] = nodes
            return nodes

        try:
            object.__setattr__(instance, _SLOT, nodes)
        except AttributeError:
            name = type(instance).__name__
            raise TypeError(
                f"{name} has no room for {self._title(instance)}: its __slots__ lack {_SLOT!r}"
            ) from None
        return nodes

    def _title(self, instance):
        return f"{type(instance).__name__}.{getattr(self, '_name', '?')}"


def _connect(owner, name):
    """A method of a class with states, which are no properties: nothing would ever be emitted."""

    def connect(self, signal, *arguments):
        detail = signal.partition("notify::")[2].replace("-", "_")
        if isinstance(getattr(type(self), detail, None), State):
            title = f"{type(self).__name__}.{detail}"
            raise TypeError(
                f"{title} is a state, no property: read it in an effect, "
                f'or connect "notify::value" of {title}.find(object)'
            )
        return getattr(super(owner, self), name)(signal, *arguments)

    connect.__name__ = name
    return connect


class State(_Descriptor, Signal):
    """A signal; in a class, one for each instance, read and written as an attribute."""

    def __init__(self, initial_value=None, check_equality=True, *, context=None, name=None):
        super().__init__(initial_value, check_equality, context=context, name=name)
        self._options = (initial_value, check_equality, context)

    @property
    def check_equality(self):
        """As it was given."""
        return self._options[1]

    def __set_name__(self, owner, name):
        super().__set_name__(owner, name)
        if issubclass(owner, GObject.Object):
            for connect in "connect", "connect_after":
                if connect not in vars(owner):
                    setattr(owner, connect, _connect(owner, connect))

    def _make(self, instance):
        value, check_equality, context = self._options
        return Signal(value, check_equality, context=context)

    def _copy(self, node, instance):
        _, check_equality, context = self._options
        return Signal(node.peek(), check_equality, context=context)

    def __get__(self, instance, owner=None):
        return self if instance is None else self.find(instance).get()

    def __set__(self, instance, value):
        self.find(instance).set(value)

    def __delete__(self, instance):
        raise AttributeError(f"{self._title(instance)} cannot be deleted")


state = State


class _Method(_Descriptor):
    """A computation of a method, for each instance."""

    def __init__(self, method, /, *, context=None):
        self._method = method
        self._context = context
        functools.update_wrapper(self, method)

    @property
    def context(self):
        """The context of what it makes, or None for that of the thread."""
        return self._context

    @property
    def name(self):
        """The name in the class."""
        return getattr(self, "_name", None)

    @property
    def check_equality(self):
        """As it was given; what is memoized does not compare."""
        return getattr(self, "_check_equality", False)

    def _bind(self, instance):
        return types.MethodType(self._method, instance)

    def __get__(self, instance, owner=None):
        return self if instance is None else self.find(instance)

    def __class_getitem__(cls, item):
        return types.GenericAlias(cls, item)


class _Property(_Method):
    """The same, read as an attribute."""

    def __get__(self, instance, owner=None):
        return self if instance is None else self.find(instance)()

    def __set__(self, instance, value):
        raise NotImplementedError(f"{self._title(instance)} is read-only")

    def __delete__(self, instance):
        raise NotImplementedError(f"{self._title(instance)} is read-only")


class DerivedMethod(_Method):
    """A method that is a derived: `instance.method()` reads it."""

    def __init__(self, method, /, check_equality=True, *, context=None):
        super().__init__(method, context=context)
        self._check_equality = check_equality

    def _make(self, instance):
        return Derived(self._bind(instance), self._check_equality, context=self._context)


class DerivedProperty(_Property, DerivedMethod):
    """A property that is a derived."""


class MemoizedMethod(_Method):
    """A method that is memoized: `instance.method()` reads it."""

    def _make(self, instance):
        return Memoized(self._bind(instance), context=self._context)


class MemoizedProperty(_Property, MemoizedMethod):
    """A property that is memoized."""


def derived_property(method=None, /, check_equality=True, *, context=None):
    """A property that is a derived, one for each instance."""
    if method is None:
        return lambda method: DerivedProperty(method, check_equality, context=context)
    return DerivedProperty(method, check_equality, context=context)


def derived_method(method=None, /, check_equality=True, *, context=None):
    """A method that is a derived, one for each instance."""
    if method is None:
        return lambda method: DerivedMethod(method, check_equality, context=context)
    return DerivedMethod(method, check_equality, context=context)


def memoized_property(method=None, /, *, context=None):
    """A property that is memoized, for each instance."""
    if method is None:
        return lambda method: MemoizedProperty(method, context=context)
    return MemoizedProperty(method, context=context)


def memoized_method(method=None, /, *, context=None):
    """A method that is memoized, for each instance."""
    if method is None:
        return lambda method: MemoizedMethod(method, context=context)
    return MemoizedMethod(method, context=context)


class AsyncDerivedMethod(_Method):
    """A method that is an asynchronous derived: `await instance.method()` reads it."""

    def __init__(
        self,
        method,
        /,
        check_equality=True,
        *,
        ensure_fresh=False,
        task_factory=None,
        context=None,
    ):
        super().__init__(method, context=context)
        self._check_equality = check_equality
        self._options = {"ensure_fresh": ensure_fresh, "task_factory": task_factory}

    def _make(self, instance):
        fn = self._bind(instance)
        return AsyncDerived(fn, self._check_equality, context=self._context, **self._options)


class AsyncDerivedProperty(_Property, AsyncDerivedMethod):
    """A property that is an asynchronous derived: `await instance.property` reads it."""


def _async_member(kind, method, check_equality, ensure_fresh, task_factory, context):
    options = {"ensure_fresh": ensure_fresh, "task_factory": task_factory, "context": context}
    if method is None:
        return lambda method: kind(method, check_equality, **options)
    return kind(method, check_equality, **options)


def async_derived_method(
    method=None, /, check_equality=True, *, ensure_fresh=False, task_factory=None, context=None
):
    """A method that is an asynchronous derived, one for each instance."""
    return _async_member(
        AsyncDerivedMethod, method, check_equality, ensure_fresh, task_factory, context
    )


def async_derived_property(
    method=None, /, check_equality=True, *, ensure_fresh=False, task_factory=None, context=None
):
    """A property that is an asynchronous derived, one for each instance."""
    return _async_member(
        AsyncDerivedProperty, method, check_equality, ensure_fresh, task_factory, context
    )


# Contexts


def _of_context(function):
    """A function of the module as a method of Context: what it makes is in the context."""

    @functools.wraps(function)
    def method(self, *args, context=None, **kwargs):
        return function(*args, context=self if context is None else context, **kwargs)

    return method


@override
class Context(Reactivity.Context):
    """The owner of one reactive graph. Made by new_context()."""

    signal = _of_context(signal)
    state = _of_context(state)
    effect = _of_context(effect)
    derived = _of_context(derived)
    memoized = _of_context(memoized)
    derived_property = _of_context(derived_property)
    derived_method = _of_context(derived_method)
    memoized_property = _of_context(memoized_property)
    memoized_method = _of_context(memoized_method)
    async_effect = _of_context(async_effect)
    async_derived = _of_context(async_derived)
    async_derived_method = _of_context(async_derived_method)
    async_derived_property = _of_context(async_derived_property)
    batch = _of_context(batch)
    untrack = _of_context(untrack)
    detached = _of_context(detached)
    scope = _of_context(scope)
    on_cleanup = _of_context(on_cleanup)
    reactive = _of_context(reactive)

    def flush(self):
        """Runs what is due now, also inside a batch."""
        _reactivity.flush(self)


def new_context():
    """A context of its own: its graph has nothing to do with any other."""
    return Context.new()


_reactivity.setup(Context, frozenset({__file__, _reactivity_async.__file__}))

default_context = Context.get_default()


# Names of the original


def create_signal(initial_value=None, check_equality=True, *, context=None):
    """A signal as two functions, one that reads and one that writes."""
    node = Signal(initial_value, check_equality, context=context)
    return node.get, node.set


# What makes the task of a run: it gets a function that makes the coroutine.
TaskFactory = Callable[[Callable[[], Coroutine[Any, Any, Any]]], Any]


def default_task_factory(run, /):
    """Makes a task of asyncio, in the loop that is running."""
    import asyncio

    return asyncio.create_task(run())


# What a derived has before its first run, in the original. Here nothing shows it.
UNSET = object()

ReactiveMapping = Reactive
create_effect = effect
create_memo = memoized

__all__ = [
    "AsyncDerived",
    "AsyncDerivedMethod",
    "AsyncDerivedProperty",
    "AsyncEffect",
    "Batch",
    "BoxedValue",
    "Context",
    "Derived",
    "DerivedMethod",
    "DerivedProperty",
    "Effect",
    "Map",
    "Memoized",
    "MemoizedMethod",
    "MemoizedProperty",
    "Node",
    "Reactive",
    "ReactiveMapping",
    "ReactiveMappingProxy",
    "ReactiveObject",
    "ReactiveSequence",
    "ReactiveSequenceProxy",
    "ReactiveSet",
    "ReactiveSetProxy",
    "Scope",
    "Sequence",
    "Signal",
    "Source",
    "State",
    "TaskFactory",
    "UNSET",
    "async_derived",
    "async_derived_method",
    "async_derived_property",
    "async_effect",
    "batch",
    "create_effect",
    "create_memo",
    "create_signal",
    "default_context",
    "default_task_factory",
    "derived",
    "derived_method",
    "derived_property",
    "detached",
    "effect",
    "exception_of",
    "gio_call",
    "memoized",
    "memoized_method",
    "memoized_property",
    "new_context",
    "on_cleanup",
    "reactive",
    "scope",
    "signal",
    "state",
    "untrack",
]
