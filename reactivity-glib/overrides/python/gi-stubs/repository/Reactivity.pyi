# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The types of gi.repository.Reactivity: first what Python has of its own, then what introspection
# adds to the classes. The members of GObject and of Gio.ListModel are known where stubs for PyGObject
# are installed.

from asyncio import Task
from collections.abc import (
    Awaitable,
    Callable,
    Coroutine,
    Iterable,
    Iterator,
    Mapping,
    MutableMapping,
    MutableSequence,
    MutableSet,
    Sequence as AbstractSequence,
    Set as AbstractSet,
)
from types import TracebackType
from typing import Any, ClassVar, Generic, Literal, ParamSpec, TypeVar, overload

from gi.repository import Gio, GLib, GObject
from typing_extensions import Never, Self

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True)
_K = TypeVar("_K")
_V = TypeVar("_V")
_P = ParamSpec("_P")
_F = TypeVar("_F", bound=Callable[[], object])

# Of self: without PyGObject's stubs mypy would take Signal for the type of a subclass's instances.
_S = TypeVar("_S")

_Equality = bool | Callable[[_T, _T], object]
_Strategy = Literal["warn", "ignore", "restore"]
_Rerun = Literal["concurrent", "restart", "queue"]
TaskFactory = Callable[[Callable[[], Coroutine[Any, Any, Any]]], object]

class Node(GObject.Object):
    @property
    def context(self) -> Context: ...
    name: str | None
    @property
    def subscribers(self) -> set[Node]: ...

    # From introspection
    def changed(self) -> None: ...
    def end_run(self) -> None: ...
    def enter(self) -> None: ...
    def get_context(self) -> Context: ...
    def get_name(self) -> str | None: ...
    def leave(self) -> None: ...
    def list_subscribers(self) -> list[Node]: ...
    def refresh(self) -> bool: ...
    def resume(self) -> None: ...
    def set_name(self, name: str | None = None) -> None: ...
    def take_error(self, error: GLib.Error) -> None: ...
    def track(self) -> bool: ...

class Source(Node, Generic[_T_co]):
    def get(self, track: bool = True) -> _T_co: ...
    def peek(self) -> _T_co: ...
    @property
    def value(self) -> _T_co: ...

    # From introspection
    def get_boolean(self) -> bool: ...
    def get_check_equality(self) -> bool: ...
    def get_double(self) -> float: ...
    def get_int(self) -> int: ...
    def get_int64(self) -> int: ...
    def get_object(self) -> Any: ...
    def get_string(self) -> str | None: ...
    def get_value(self) -> Any: ...
    def get_value_type(self) -> GObject.GType: ...
    def peek_value(self) -> Any: ...
    def publish_value(self, value: Any) -> None: ...
    def read_value(self) -> tuple[bool, Any]: ...
    def set_check_equality(self, check_equality: bool) -> None: ...
    def set_equal_func(
        self, func: Callable[..., bool] | None = None, *user_data: Any
    ) -> None: ...

class Signal(Source[_T]):
    # Without a value it is None: name: Signal[str | None] = signal()
    def __init__(
        self: _S,
        initial_value: _T = ...,
        check_equality: _Equality[_T] = True,
        *,
        context: Context | None = None,
        name: str | None = None,
    ) -> None: ...
    def set(self, value: _T, /) -> bool: ...
    def update(self, function: Callable[[_T], _T], /) -> bool: ...
    def post(self, value: _T, /) -> None: ...
    @property
    def value(self) -> _T: ...
    @value.setter
    def value(self, value: _T) -> None: ...

    # From introspection
    @classmethod
    def new(
        cls, context: Context | None, value_type: GObject.GType | type, initial: Any = None
    ) -> Signal[Any]: ...
    @classmethod
    def new_boolean(cls, context: Context | None, initial: bool) -> Signal[bool]: ...
    @classmethod
    def new_double(cls, context: Context | None, initial: float) -> Signal[float]: ...
    @classmethod
    def new_int(cls, context: Context | None, initial: int) -> Signal[int]: ...
    @classmethod
    def new_int64(cls, context: Context | None, initial: int) -> Signal[int]: ...
    @classmethod
    def new_object(
        cls,
        context: Context | None,
        object_type: GObject.GType | type,
        initial: GObject.Object | None = None,
    ) -> Signal[Any]: ...
    @classmethod
    def new_string(
        cls, context: Context | None = None, initial: str | None = None
    ) -> Signal[str | None]: ...
    def post_value(self, value: Any) -> None: ...
    def set_boolean(self, value: bool) -> bool: ...
    def set_double(self, value: float) -> bool: ...
    def set_int(self, value: int) -> bool: ...
    def set_int64(self, value: int) -> bool: ...
    def set_object(self, value: GObject.Object | None = None) -> bool: ...
    def set_string(self, value: str | None = None) -> bool: ...
    def set_value(self, value: Any) -> bool: ...

signal = Signal

class State(Signal[_T]):
    @property
    def check_equality(self) -> _Equality[_T]: ...
    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type | None = None) -> _T: ...
    def __set__(self, instance: object, value: _T) -> None: ...
    def __delete__(self, instance: object) -> None: ...
    def find(self, instance: object) -> Signal[_T]: ...

state = State

class Computation(GObject.GInterface):
    def dispose(self) -> None: ...
    def get_loss_strategy(self) -> LossStrategy: ...
    def is_disposed(self) -> bool: ...
    def list_dependencies(self) -> list[Source[Any]]: ...
    def set_loss_strategy(self, strategy: LossStrategy) -> None: ...

class Derived(Source[_T_co], Computation):
    def trigger(self) -> None: ...
    # There are none: the value is computed.
    @property
    def set(self) -> Never: ...
    @property
    def update(self) -> Never: ...
    def __init__(
        self: _S,
        fn: Callable[[], _T_co],
        check_equality: _Equality[Any] = True,
        *,
        context: Context | None = None,
        name: str | None = None,
    ) -> None: ...
    def __call__(self) -> _T_co: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...
    def invalidate(self) -> None: ...
    @property
    def dirty(self) -> bool: ...
    @property
    def fn(self) -> Callable[[], _T_co]: ...
    @property
    def dependencies(self) -> set[Source[Any]]: ...
    reactivity_loss_strategy: _Strategy

    # From introspection
    @classmethod
    def new(
        cls,
        context: Context | None,
        value_type: GObject.GType | type,
        func: Callable[..., bool],
        *user_data: Any,
    ) -> Derived[Any]: ...
    @classmethod
    def new_boolean(
        cls, context: Context | None, func: Callable[..., bool], *user_data: Any
    ) -> Derived[bool]: ...
    @classmethod
    def new_double(
        cls, context: Context | None, func: Callable[..., float], *user_data: Any
    ) -> Derived[float]: ...
    @classmethod
    def new_int(
        cls, context: Context | None, func: Callable[..., int], *user_data: Any
    ) -> Derived[int]: ...
    @classmethod
    def new_int64(
        cls, context: Context | None, func: Callable[..., int], *user_data: Any
    ) -> Derived[int]: ...
    @classmethod
    def new_object(
        cls,
        context: Context | None,
        object_type: GObject.GType | type,
        func: Callable[..., Any],
        *user_data: Any,
    ) -> Derived[Any]: ...
    @classmethod
    def new_string(
        cls, context: Context | None, func: Callable[..., str | None], *user_data: Any
    ) -> Derived[str | None]: ...

class Memoized(Derived[_T_co]):
    @property
    def is_stale(self) -> bool: ...
    def __init__(
        self: _S,
        fn: Callable[[], _T_co],
        *,
        context: Context | None = None,
        name: str | None = None,
    ) -> None: ...

class Effect(Node, Computation, Generic[_T_co]):
    def trigger(self) -> _T_co: ...
    def __init__(
        self: _S,
        fn: Callable[[], _T_co],
        call_immediately: bool = True,
        *,
        context: Context | None = None,
        name: str | None = None,
    ) -> None: ...
    def __call__(self) -> _T_co: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...
    @property
    def fn(self) -> Callable[[], _T_co]: ...
    @property
    def dependencies(self) -> set[Source[Any]]: ...
    reactivity_loss_strategy: _Strategy

    # From introspection
    @classmethod
    def new(
        cls, context: Context | None, func: Callable[..., bool], *user_data: Any
    ) -> Effect[None]: ...
    @classmethod
    def new_for(
        cls,
        owner: GObject.Object,
        context: Context | None,
        func: Callable[..., bool],
        *user_data: Any,
    ) -> Effect[None]: ...
    @classmethod
    def new_unstarted(
        cls, context: Context | None, func: Callable[..., bool], *user_data: Any
    ) -> Effect[None]: ...
    def get_priority(self) -> int: ...
    def get_schedule(self) -> Schedule: ...
    def run(self) -> bool: ...
    def set_schedule(self, schedule: Schedule, priority: int) -> None: ...

class Scope(GObject.Object):
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...
    def run(self, function: Callable[[], _T], /) -> _T: ...
    def on_cleanup(self, function: _F, /) -> _F: ...
    def dispose(self) -> None: ...

    # From introspection
    @classmethod
    def new(cls, context: Context | None = None) -> Scope: ...
    @classmethod
    def new_for(cls, owner: GObject.Object, context: Context | None = None) -> Scope: ...
    def enter(self) -> None: ...
    def get_context(self) -> Context: ...
    def leave(self) -> None: ...

class Batch:
    def __init__(
        self, force_flush: bool = True, *, context: Context | None = None
    ) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...
    def __call__(self, fn: Callable[_P, _T], /) -> Callable[_P, _T]: ...
    @property
    def force_flush(self) -> bool: ...
    @property
    def context(self) -> Context | None: ...

class _Untrack:
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...

# Descriptors

class DerivedMethod(Generic[_T]):
    @property
    def context(self) -> Context | None: ...
    @property
    def name(self) -> str | None: ...
    @property
    def check_equality(self) -> _Equality[Any]: ...
    def __init__(
        self,
        method: Callable[[Any], _T],
        /,
        check_equality: _Equality[_T] = True,
        *,
        context: Context | None = None,
    ) -> None: ...
    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type | None = None) -> Derived[_T]: ...
    def find(self, instance: object) -> Derived[_T]: ...

class DerivedProperty(Generic[_T]):
    @property
    def context(self) -> Context | None: ...
    @property
    def name(self) -> str | None: ...
    @property
    def check_equality(self) -> _Equality[Any]: ...
    def __init__(
        self,
        method: Callable[[Any], _T],
        /,
        check_equality: _Equality[_T] = True,
        *,
        context: Context | None = None,
    ) -> None: ...
    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type | None = None) -> _T: ...
    def __set__(self, instance: object, value: Never) -> None: ...
    def __delete__(self, instance: Never) -> None: ...
    def find(self, instance: object) -> Derived[_T]: ...

class MemoizedMethod(Generic[_T]):
    @property
    def context(self) -> Context | None: ...
    @property
    def name(self) -> str | None: ...
    @property
    def check_equality(self) -> _Equality[Any]: ...
    def __init__(
        self, method: Callable[[Any], _T], /, *, context: Context | None = None
    ) -> None: ...
    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type | None = None) -> Memoized[_T]: ...
    def find(self, instance: object) -> Memoized[_T]: ...

class MemoizedProperty(Generic[_T]):
    @property
    def context(self) -> Context | None: ...
    @property
    def name(self) -> str | None: ...
    @property
    def check_equality(self) -> _Equality[Any]: ...
    def __init__(
        self, method: Callable[[Any], _T], /, *, context: Context | None = None
    ) -> None: ...
    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type | None = None) -> _T: ...
    def __set__(self, instance: object, value: Never) -> None: ...
    def __delete__(self, instance: Never) -> None: ...
    def find(self, instance: object) -> Memoized[_T]: ...

class AsyncDerivedMethod(Generic[_T]):
    @property
    def context(self) -> Context | None: ...
    @property
    def name(self) -> str | None: ...
    @property
    def check_equality(self) -> _Equality[Any]: ...
    def __init__(
        self,
        method: Callable[[Any], Awaitable[_T]],
        /,
        check_equality: _Equality[_T] = True,
        *,
        ensure_fresh: bool = False,
        task_factory: TaskFactory | None = None,
        context: Context | None = None,
    ) -> None: ...
    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type | None = None) -> AsyncDerived[_T]: ...
    def find(self, instance: object) -> AsyncDerived[_T]: ...

class AsyncDerivedProperty(Generic[_T]):
    @property
    def context(self) -> Context | None: ...
    @property
    def name(self) -> str | None: ...
    @property
    def check_equality(self) -> _Equality[Any]: ...
    def __init__(
        self,
        method: Callable[[Any], Awaitable[_T]],
        /,
        check_equality: _Equality[_T] = True,
        *,
        ensure_fresh: bool = False,
        task_factory: TaskFactory | None = None,
        context: Context | None = None,
    ) -> None: ...
    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type | None = None) -> Awaitable[_T]: ...
    def __set__(self, instance: object, value: Never) -> None: ...
    def __delete__(self, instance: Never) -> None: ...
    def find(self, instance: object) -> AsyncDerived[_T]: ...

# Functions; each is also a method of Context, below

@overload
def effect(
    fn: None = None,
    call_immediately: bool = True,
    *,
    owner: object = None,
    context: Context | None = None,
    name: str | None = None,
) -> Callable[[Callable[[], _T]], Effect[_T]]: ...
@overload
def effect(
    fn: Callable[[], _T],
    call_immediately: bool = True,
    *,
    owner: object = None,
    context: Context | None = None,
    name: str | None = None,
) -> Effect[_T]: ...
@overload
def derived(
    fn: None = None,
    check_equality: _Equality[Any] = True,
    *,
    context: Context | None = None,
    name: str | None = None,
) -> Callable[[Callable[[], _T]], Derived[_T]]: ...
@overload
def derived(
    fn: Callable[[], _T],
    check_equality: _Equality[_T] = True,
    *,
    context: Context | None = None,
    name: str | None = None,
) -> Derived[_T]: ...
@overload
def memoized(
    fn: None = None, *, context: Context | None = None, name: str | None = None
) -> Callable[[Callable[[], _T]], Memoized[_T]]: ...
@overload
def memoized(
    fn: Callable[[], _T], *, context: Context | None = None, name: str | None = None
) -> Memoized[_T]: ...
@overload
def derived_property(
    method: None = None,
    /,
    check_equality: _Equality[Any] = True,
    *,
    context: Context | None = None,
) -> Callable[[Callable[[Any], _T]], DerivedProperty[_T]]: ...
@overload
def derived_property(
    method: Callable[[Any], _T],
    /,
    check_equality: _Equality[_T] = True,
    *,
    context: Context | None = None,
) -> DerivedProperty[_T]: ...
@overload
def derived_method(
    method: None = None,
    /,
    check_equality: _Equality[Any] = True,
    *,
    context: Context | None = None,
) -> Callable[[Callable[[Any], _T]], DerivedMethod[_T]]: ...
@overload
def derived_method(
    method: Callable[[Any], _T],
    /,
    check_equality: _Equality[_T] = True,
    *,
    context: Context | None = None,
) -> DerivedMethod[_T]: ...
@overload
def memoized_property(
    method: None = None, /, *, context: Context | None = None
) -> Callable[[Callable[[Any], _T]], MemoizedProperty[_T]]: ...
@overload
def memoized_property(
    method: Callable[[Any], _T], /, *, context: Context | None = None
) -> MemoizedProperty[_T]: ...
@overload
def memoized_method(
    method: None = None, /, *, context: Context | None = None
) -> Callable[[Callable[[Any], _T]], MemoizedMethod[_T]]: ...
@overload
def memoized_method(
    method: Callable[[Any], _T], /, *, context: Context | None = None
) -> MemoizedMethod[_T]: ...
@overload
def async_effect(
    fn: None = None,
    call_immediately: bool = True,
    *,
    rerun: _Rerun = "concurrent",
    task_factory: TaskFactory | None = None,
    owner: object = None,
    context: Context | None = None,
    name: str | None = None,
) -> Callable[[Callable[[], Awaitable[_T]]], AsyncEffect[_T]]: ...
@overload
def async_effect(
    fn: Callable[[], Awaitable[_T]],
    call_immediately: bool = True,
    *,
    rerun: _Rerun = "concurrent",
    task_factory: TaskFactory | None = None,
    owner: object = None,
    context: Context | None = None,
    name: str | None = None,
) -> AsyncEffect[_T]: ...
@overload
def async_derived(
    fn: None = None,
    check_equality: _Equality[Any] = True,
    *,
    ensure_fresh: bool = False,
    task_factory: TaskFactory | None = None,
    context: Context | None = None,
    name: str | None = None,
) -> Callable[[Callable[[], Awaitable[_T]]], AsyncDerived[_T]]: ...
@overload
def async_derived(
    fn: Callable[[], Awaitable[_T]],
    check_equality: _Equality[_T] = True,
    *,
    ensure_fresh: bool = False,
    task_factory: TaskFactory | None = None,
    context: Context | None = None,
    name: str | None = None,
) -> AsyncDerived[_T]: ...
@overload
def async_derived_property(
    method: None = None,
    /,
    check_equality: _Equality[Any] = True,
    *,
    ensure_fresh: bool = False,
    task_factory: TaskFactory | None = None,
    context: Context | None = None,
) -> Callable[[Callable[[Any], Awaitable[_T]]], AsyncDerivedProperty[_T]]: ...
@overload
def async_derived_property(
    method: Callable[[Any], Awaitable[_T]],
    /,
    check_equality: _Equality[_T] = True,
    *,
    ensure_fresh: bool = False,
    task_factory: TaskFactory | None = None,
    context: Context | None = None,
) -> AsyncDerivedProperty[_T]: ...
@overload
def async_derived_method(
    method: None = None,
    /,
    check_equality: _Equality[Any] = True,
    *,
    ensure_fresh: bool = False,
    task_factory: TaskFactory | None = None,
    context: Context | None = None,
) -> Callable[[Callable[[Any], Awaitable[_T]]], AsyncDerivedMethod[_T]]: ...
@overload
def async_derived_method(
    method: Callable[[Any], Awaitable[_T]],
    /,
    check_equality: _Equality[_T] = True,
    *,
    ensure_fresh: bool = False,
    task_factory: TaskFactory | None = None,
    context: Context | None = None,
) -> AsyncDerivedMethod[_T]: ...
def gio_call(
    begin: Callable[..., object], finish: Callable[[Any], _T], /, *args: Any
) -> Coroutine[Any, Any, _T]: ...
@overload
def batch(
    fn: bool | None = None, /, force_flush: bool = True, *, context: Context | None = None
) -> Batch: ...
@overload
def batch(
    fn: Callable[_P, _T], /, force_flush: bool = True, *, context: Context | None = None
) -> Callable[_P, _T]: ...
@overload
def untrack(fn: None = None, /, *, context: Context | None = None) -> _Untrack: ...
@overload
def untrack(fn: Callable[[], _T], /, *, context: Context | None = None) -> _T: ...
@overload
def detached(fn: None = None, /, *, context: Context | None = None) -> _Untrack: ...
@overload
def detached(fn: Callable[[], _T], /, *, context: Context | None = None) -> _T: ...
def scope(
    fn: Callable[[], object] | None = None, /, *, context: Context | None = None
) -> Scope: ...
def on_cleanup(fn: _F, /, *, context: Context | None = None) -> _F: ...
def new_context() -> Context: ...
def exception_of(error: GLib.Error, /) -> BaseException | None: ...
def create_signal(
    initial_value: _T = ..., check_equality: _Equality[_T] = True, *, context: Context | None = None
) -> tuple[Callable[..., _T], Callable[[_T], bool]]: ...

def default_task_factory(run: Callable[[], Coroutine[Any, Any, _T]], /) -> Task[_T]: ...

create_effect = effect
create_memo = memoized
UNSET: object

default_context: Context

class Context(GObject.Object):
    def signal(
        self,
        initial_value: _T = ...,
        check_equality: _Equality[_T] = True,
        *,
        context: Context | None = None,
        name: str | None = None,
    ) -> Signal[_T]: ...
    def state(
        self,
        initial_value: _T = ...,
        check_equality: _Equality[_T] = True,
        *,
        context: Context | None = None,
        name: str | None = None,
    ) -> State[_T]: ...
    @overload
    def effect(
        self,
        fn: None = None,
        call_immediately: bool = True,
        *,
        owner: object = None,
        context: Context | None = None,
        name: str | None = None,
    ) -> Callable[[Callable[[], _T]], Effect[_T]]: ...
    @overload
    def effect(
        self,
        fn: Callable[[], _T],
        call_immediately: bool = True,
        *,
        owner: object = None,
        context: Context | None = None,
        name: str | None = None,
    ) -> Effect[_T]: ...
    @overload
    def derived(
        self,
        fn: None = None,
        check_equality: _Equality[Any] = True,
        *,
        context: Context | None = None,
        name: str | None = None,
    ) -> Callable[[Callable[[], _T]], Derived[_T]]: ...
    @overload
    def derived(
        self,
        fn: Callable[[], _T],
        check_equality: _Equality[_T] = True,
        *,
        context: Context | None = None,
        name: str | None = None,
    ) -> Derived[_T]: ...
    @overload
    def memoized(
        self,
        fn: None = None,
        *,
        context: Context | None = None,
        name: str | None = None,
    ) -> Callable[[Callable[[], _T]], Memoized[_T]]: ...
    @overload
    def memoized(
        self,
        fn: Callable[[], _T],
        *,
        context: Context | None = None,
        name: str | None = None,
    ) -> Memoized[_T]: ...
    @overload
    def derived_property(
        self,
        method: None = None,
        /,
        check_equality: _Equality[Any] = True,
        *,
        context: Context | None = None,
    ) -> Callable[[Callable[[Any], _T]], DerivedProperty[_T]]: ...
    @overload
    def derived_property(
        self,
        method: Callable[[Any], _T],
        /,
        check_equality: _Equality[_T] = True,
        *,
        context: Context | None = None,
    ) -> DerivedProperty[_T]: ...
    @overload
    def derived_method(
        self,
        method: None = None,
        /,
        check_equality: _Equality[Any] = True,
        *,
        context: Context | None = None,
    ) -> Callable[[Callable[[Any], _T]], DerivedMethod[_T]]: ...
    @overload
    def derived_method(
        self,
        method: Callable[[Any], _T],
        /,
        check_equality: _Equality[_T] = True,
        *,
        context: Context | None = None,
    ) -> DerivedMethod[_T]: ...
    @overload
    def memoized_property(
        self, method: None = None, /, *, context: Context | None = None
    ) -> Callable[[Callable[[Any], _T]], MemoizedProperty[_T]]: ...
    @overload
    def memoized_property(
        self, method: Callable[[Any], _T], /, *, context: Context | None = None
    ) -> MemoizedProperty[_T]: ...
    @overload
    def memoized_method(
        self, method: None = None, /, *, context: Context | None = None
    ) -> Callable[[Callable[[Any], _T]], MemoizedMethod[_T]]: ...
    @overload
    def memoized_method(
        self, method: Callable[[Any], _T], /, *, context: Context | None = None
    ) -> MemoizedMethod[_T]: ...
    @overload
    def async_effect(
        self,
        fn: None = None,
        call_immediately: bool = True,
        *,
        rerun: _Rerun = "concurrent",
        task_factory: TaskFactory | None = None,
        owner: object = None,
        context: Context | None = None,
        name: str | None = None,
    ) -> Callable[[Callable[[], Awaitable[_T]]], AsyncEffect[_T]]: ...
    @overload
    def async_effect(
        self,
        fn: Callable[[], Awaitable[_T]],
        call_immediately: bool = True,
        *,
        rerun: _Rerun = "concurrent",
        task_factory: TaskFactory | None = None,
        owner: object = None,
        context: Context | None = None,
        name: str | None = None,
    ) -> AsyncEffect[_T]: ...
    @overload
    def async_derived(
        self,
        fn: None = None,
        check_equality: _Equality[Any] = True,
        *,
        ensure_fresh: bool = False,
        task_factory: TaskFactory | None = None,
        context: Context | None = None,
        name: str | None = None,
    ) -> Callable[[Callable[[], Awaitable[_T]]], AsyncDerived[_T]]: ...
    @overload
    def async_derived(
        self,
        fn: Callable[[], Awaitable[_T]],
        check_equality: _Equality[_T] = True,
        *,
        ensure_fresh: bool = False,
        task_factory: TaskFactory | None = None,
        context: Context | None = None,
        name: str | None = None,
    ) -> AsyncDerived[_T]: ...
    @overload
    def async_derived_property(
        self,
        method: None = None,
        /,
        check_equality: _Equality[Any] = True,
        *,
        ensure_fresh: bool = False,
        task_factory: TaskFactory | None = None,
        context: Context | None = None,
    ) -> Callable[[Callable[[Any], Awaitable[_T]]], AsyncDerivedProperty[_T]]: ...
    @overload
    def async_derived_property(
        self,
        method: Callable[[Any], Awaitable[_T]],
        /,
        check_equality: _Equality[_T] = True,
        *,
        ensure_fresh: bool = False,
        task_factory: TaskFactory | None = None,
        context: Context | None = None,
    ) -> AsyncDerivedProperty[_T]: ...
    @overload
    def async_derived_method(
        self,
        method: None = None,
        /,
        check_equality: _Equality[Any] = True,
        *,
        ensure_fresh: bool = False,
        task_factory: TaskFactory | None = None,
        context: Context | None = None,
    ) -> Callable[[Callable[[Any], Awaitable[_T]]], AsyncDerivedMethod[_T]]: ...
    @overload
    def async_derived_method(
        self,
        method: Callable[[Any], Awaitable[_T]],
        /,
        check_equality: _Equality[_T] = True,
        *,
        ensure_fresh: bool = False,
        task_factory: TaskFactory | None = None,
        context: Context | None = None,
    ) -> AsyncDerivedMethod[_T]: ...
    @overload
    def batch(
        self,
        fn: bool | None = None,
        /,
        force_flush: bool = True,
        *,
        context: Context | None = None,
    ) -> Batch: ...
    @overload
    def batch(
        self,
        fn: Callable[_P, _T],
        /,
        force_flush: bool = True,
        *,
        context: Context | None = None,
    ) -> Callable[_P, _T]: ...
    @overload
    def untrack(
        self, fn: None = None, /, *, context: Context | None = None
    ) -> _Untrack: ...
    @overload
    def untrack(
        self, fn: Callable[[], _T], /, *, context: Context | None = None
    ) -> _T: ...
    @overload
    def detached(
        self, fn: None = None, /, *, context: Context | None = None
    ) -> _Untrack: ...
    @overload
    def detached(
        self, fn: Callable[[], _T], /, *, context: Context | None = None
    ) -> _T: ...
    def scope(
        self, fn: Callable[[], object] | None = None, /, *, context: Context | None = None
    ) -> Scope: ...
    def on_cleanup(self, fn: _F, /, *, context: Context | None = None) -> _F: ...
    def flush(self) -> None: ...

    @overload
    def reactive(
        self,
        value: MutableMapping[_K, _V],
        check_equality: _Equality[Any] = True,
        *,
        context: Context | None = None,
    ) -> ReactiveMappingProxy[_K, _V]: ...
    @overload
    def reactive(
        self,
        value: Mapping[_K, _V],
        check_equality: _Equality[Any] = True,
        *,
        context: Context | None = None,
    ) -> Reactive[_K, _V]: ...
    @overload
    def reactive(
        self,
        value: MutableSet[_T],
        check_equality: _Equality[Any] = True,
        *,
        context: Context | None = None,
    ) -> ReactiveSetProxy[_T]: ...
    @overload
    def reactive(
        self,
        value: AbstractSet[_T],
        check_equality: _Equality[Any] = True,
        *,
        context: Context | None = None,
    ) -> ReactiveSet[_T]: ...
    @overload
    def reactive(
        self,
        value: MutableSequence[_T],
        check_equality: _Equality[Any] = True,
        *,
        context: Context | None = None,
    ) -> ReactiveSequenceProxy[_T]: ...
    @overload
    def reactive(
        self,
        value: AbstractSequence[_T],
        check_equality: _Equality[Any] = True,
        *,
        context: Context | None = None,
    ) -> ReactiveSequence[_T]: ...
    @overload
    def reactive(
        self,
        value: _T,
        check_equality: _Equality[Any] = True,
        *,
        context: Context | None = None,
    ) -> _T: ...

    # From introspection
    @classmethod
    def new(cls) -> Context: ...
    @classmethod
    def get_default(cls) -> Context: ...
    def batch_begin(self) -> None: ...
    def batch_end(self) -> None: ...
    def dump(self) -> str: ...
    def get_active(self) -> Node | None: ...
    def get_main_context(self) -> GLib.MainContext: ...
    def invoke(self, func: Callable[..., None], *user_data: Any) -> None: ...
    def untrack_begin(self) -> None: ...
    def untrack_end(self) -> None: ...

# From introspection

class LossStrategy(GObject.GEnum):
    WARN: ClassVar[LossStrategy]
    IGNORE: ClassVar[LossStrategy]
    RESTORE: ClassVar[LossStrategy]

class Schedule(GObject.GEnum):
    SYNC: ClassVar[Schedule]
    IDLE: ClassVar[Schedule]

class Error(GObject.GEnum):
    CYCLE: ClassVar[Error]
    TOO_DEEP: ClassVar[Error]
    DISPOSED: ClassVar[Error]
    FAILED: ClassVar[Error]
    NO_PROPERTY: ClassVar[Error]
    NOT_READABLE: ClassVar[Error]
    NOT_WRITABLE: ClassVar[Error]
    WRONG_TYPE: ClassVar[Error]
    ABANDONED: ClassVar[Error]

class UpdateFlags(GObject.GFlags):
    NONE: ClassVar[UpdateFlags]
    CHANGED: ClassVar[UpdateFlags]
    KEEP_DEPS: ClassVar[UpdateFlags]

def error_quark() -> int: ...

MAJOR_VERSION: int
MINOR_VERSION: int
MICRO_VERSION: int

# Asynchronous computations of the library

class Rerun(GObject.GEnum):
    CONCURRENT: ClassVar[Rerun]
    RESTART: ClassVar[Rerun]
    QUEUE: ClassVar[Rerun]

class Run(Node):
    def done(self) -> None: ...
    def get_cancellable(self) -> Gio.Cancellable: ...
    def get_computation(self) -> Node | None: ...
    def get_serial(self) -> int: ...
    def return_boolean(self, value: bool) -> None: ...
    def return_double(self, value: float) -> None: ...
    def return_error(self, error: GLib.Error) -> None: ...
    def return_int(self, value: int) -> None: ...
    def return_int64(self, value: int) -> None: ...
    def return_kept(self, changed: bool) -> None: ...
    def return_object(self, value: GObject.Object | None = None) -> None: ...
    def return_string(self, value: str | None = None) -> None: ...
    def return_value(self, value: Any) -> None: ...
    def work(self, func: Callable[..., bool], *user_data: Any) -> None: ...

_Done = Callable[..., None]  # gets the object, the result and the user data

class AsyncDerived(Derived[_T_co]):
    def __init__(
        self: _S,
        fn: Callable[[], Awaitable[_T_co]],
        check_equality: _Equality[Any] = True,
        *,
        ensure_fresh: bool = False,
        task_factory: TaskFactory | None = None,
        context: Context | None = None,
        name: str | None = None,
    ) -> None: ...
    def __call__(self) -> Awaitable[_T_co]: ...  # type: ignore[override]
    def fresh(self) -> Awaitable[_T_co]: ...
    @property
    def fn(self) -> Callable[[], Awaitable[_T_co]]: ...  # type: ignore[override]
    @property
    def error(self) -> Source[BaseException | None]: ...
    @property
    def running(self) -> Source[bool]: ...

    # From introspection
    @classmethod
    def new(
        cls,
        context: Context | None,
        value_type: GObject.GType | type,
        func: Callable[..., None],
        *user_data: Any,
    ) -> AsyncDerived[Any]: ...
    def fresh_async(
        self,
        cancellable: Gio.Cancellable | None = None,
        callback: _Done | None = None,
        *user_data: Any,
    ) -> None: ...
    def fresh_finish(self, result: Gio.AsyncResult) -> Any: ...
    def get_error(self) -> Source[GLib.Error | None]: ...
    def get_running(self) -> Source[bool]: ...
    def get_serial_finish(self, result: Gio.AsyncResult) -> int: ...
    def get_value_async(
        self,
        cancellable: Gio.Cancellable | None = None,
        callback: _Done | None = None,
        *user_data: Any,
    ) -> None: ...
    def get_value_finish(self, result: Gio.AsyncResult) -> Any: ...
    def is_stale(self) -> bool: ...

class AsyncEffect(Effect[_T_co]):
    rerun: _Rerun
    def __init__(
        self: _S,
        fn: Callable[[], Awaitable[_T_co]],
        call_immediately: bool = True,
        *,
        rerun: _Rerun = "concurrent",
        task_factory: TaskFactory | None = None,
        context: Context | None = None,
        name: str | None = None,
    ) -> None: ...
    def __call__(self) -> Awaitable[_T_co]: ...  # type: ignore[override]
    @property
    def fn(self) -> Callable[[], Awaitable[_T_co]]: ...  # type: ignore[override]
    @property
    def running(self) -> Source[bool]: ...

    # From introspection
    @classmethod
    def new(
        cls, context: Context | None, func: Callable[..., None], *user_data: Any
    ) -> AsyncEffect[None]: ...
    @classmethod
    def new_for(
        cls,
        owner: GObject.Object,
        context: Context | None,
        func: Callable[..., None],
        *user_data: Any,
    ) -> AsyncEffect[None]: ...
    @classmethod
    def new_unstarted(
        cls, context: Context | None, func: Callable[..., None], *user_data: Any
    ) -> AsyncEffect[None]: ...
    def get_rerun(self) -> Rerun: ...
    def get_running(self) -> Source[bool]: ...
    def run_async(
        self,
        cancellable: Gio.Cancellable | None = None,
        callback: _Done | None = None,
        *user_data: Any,
    ) -> None: ...
    def run_finish(self, result: Gio.AsyncResult) -> bool: ...
    def set_rerun(self, rerun: Rerun) -> None: ...

# Containers of the library

class Box(GObject.Object):
    @classmethod
    def new(cls, value: Any) -> Box: ...
    def get_double(self) -> float: ...
    def get_int(self) -> int: ...
    def get_string(self) -> str | None: ...
    def get_value(self) -> Any: ...

class Sequence(Node, Gio.ListModel):
    @classmethod
    def concat(cls, sequences: Iterable[Sequence], /) -> Sequence: ...
    def count(self, function: Callable[[Any], object], /) -> Derived[int]: ...
    def filter(self, function: Callable[[Any], object], /) -> Sequence: ...
    def find(self, item: GObject.Object) -> int: ...
    def find_value(self, value: Any) -> int: ...
    def get(self, position: int) -> Any: ...
    def get_size(self) -> int: ...
    def get_value(self, position: int) -> tuple[bool, Any]: ...
    def group(self, function: Callable[[Any], str | None], /) -> Sequence: ...
    def join(
        self, separator: str, function: Callable[[Any], str | None] | None = None, /
    ) -> Derived[str]: ...
    def list_items(self) -> list[Any]: ...
    def list_range(self, position: int, n_items: int) -> list[Any]: ...
    @overload
    def map(
        self, function: Callable[[Any], GObject.Object | None], function_of_type: None = None, /
    ) -> Sequence: ...
    @overload
    def map(
        self,
        function: GObject.GType | type,
        function_of_type: Callable[[Any], GObject.Object | None],
        /,
    ) -> Sequence: ...
    def max(self, function: Callable[[Any], float] | None = None, /) -> Derived[float]: ...
    def min(self, function: Callable[[Any], float] | None = None, /) -> Derived[float]: ...
    def slice(self, position: int, n_items: int, /) -> Sequence: ...
    def sorted(self, compare: Callable[[Any, Any], float], /) -> Sequence: ...
    def sum(self, function: Callable[[Any], float] | None = None, /) -> Derived[float]: ...

class Group(Sequence):
    def get_key(self) -> str: ...

class List(Sequence):
    @classmethod
    def new(cls, context: Context | None, value_type: GObject.GType | type) -> List: ...
    def append(self, item: GObject.Object) -> None: ...
    def append_value(self, value: Any) -> None: ...
    def clear(self) -> None: ...
    def get_check_equality(self) -> bool: ...
    def get_value_type(self) -> GObject.GType: ...
    def insert(self, position: int, item: GObject.Object) -> None: ...
    def insert_value(self, position: int, value: Any) -> None: ...
    def move(self, from_: int, to: int, /) -> None: ...
    def remove(self, position: int) -> None: ...
    def reverse(self) -> None: ...
    def set(self, position: int, item: GObject.Object) -> None: ...
    def set_check_equality(self, check_equality: bool) -> None: ...
    def set_value(self, position: int, value: Any) -> bool: ...
    def sort(self, compare: Callable[..., int], *user_data: Any) -> None: ...
    def splice(
        self,
        position: int,
        n_removals: int,
        additions: AbstractSequence[GObject.Object] | None = None,
    ) -> None: ...
    def swap(self, a: int, b: int) -> None: ...

class Set(Sequence):
    @classmethod
    def new(cls, context: Context | None, value_type: GObject.GType | type) -> Set: ...
    def add(self, value: Any) -> bool: ...
    def clear(self) -> None: ...
    def contains(self, value: Any) -> bool: ...
    def get_value_type(self) -> GObject.GType: ...
    def remove(self, value: Any) -> bool: ...

class Map(Node):
    @classmethod
    def new(
        cls,
        context: Context | None,
        key_type: GObject.GType | type,
        value_type: GObject.GType | type,
    ) -> Map: ...
    def clear(self) -> None: ...
    def contains(self, key: Any) -> bool: ...
    def get(self, key: Any) -> Any: ...
    def get_check_equality(self) -> bool: ...
    def get_key_type(self) -> GObject.GType: ...
    def get_keys(self) -> Sequence: ...
    def get_size(self) -> int: ...
    def get_value_type(self) -> GObject.GType: ...
    def remove(self, key: Any) -> bool: ...
    def set(self, key: Any, value: Any) -> None: ...
    def set_check_equality(self, check_equality: bool) -> None: ...

class Object(Node):
    @classmethod
    def new(cls, context: Context | None, target: GObject.Object) -> Object: ...
    def get(self, property: str) -> Any: ...
    def get_target(self) -> GObject.Object: ...
    def set(self, property: str, value: Any) -> bool: ...

# Containers of Python

class Reactive(MutableMapping[_K, _V]):
    def __init__(
        self,
        initial: Mapping[_K, _V] | Iterable[tuple[_K, _V]] | None = None,
        check_equality: _Equality[Any] = True,
        *,
        context: Context | None = None,
    ) -> None: ...
    def __getitem__(self, key: _K, /) -> _V: ...
    def __setitem__(self, key: _K, value: _V, /) -> None: ...
    def __delitem__(self, key: _K, /) -> None: ...
    def __iter__(self) -> Iterator[_K]: ...
    def __reversed__(self) -> Iterator[_K]: ...
    def __len__(self) -> int: ...
    def __or__(self, other: Mapping[_K, _V]) -> dict[_K, _V]: ...
    def __ior__(self, other: Mapping[_K, _V] | Iterable[tuple[_K, _V]]) -> Self: ...
    def copy(self) -> Self: ...

ReactiveMapping = Reactive

class ReactiveMappingProxy(Reactive[_K, _V]):
    def __init__(
        self,
        initial: MutableMapping[_K, _V],
        check_equality: _Equality[Any] = True,
        *,
        context: Context | None = None,
    ) -> None: ...

class ReactiveSet(MutableSet[_T]):
    def __init__(
        self,
        initial: Iterable[_T] = (),
        check_equality: _Equality[Any] = True,
        *,
        context: Context | None = None,
    ) -> None: ...
    def __contains__(self, element: object, /) -> bool: ...
    def __iter__(self) -> Iterator[_T]: ...
    def __len__(self) -> int: ...
    def add(self, element: _T) -> None: ...
    def discard(self, element: _T) -> None: ...
    def copy(self) -> Self: ...
    def union(self, *others: Iterable[_T]) -> set[_T]: ...
    def intersection(self, *others: Iterable[object]) -> set[_T]: ...
    def difference(self, *others: Iterable[object]) -> set[_T]: ...
    def symmetric_difference(self, other: Iterable[_T]) -> set[_T]: ...
    def issubset(self, other: Iterable[object]) -> bool: ...
    def issuperset(self, other: Iterable[object]) -> bool: ...
    def update(self, *others: Iterable[_T]) -> None: ...
    def intersection_update(self, *others: Iterable[object]) -> None: ...
    def difference_update(self, *others: Iterable[object]) -> None: ...
    def symmetric_difference_update(self, other: Iterable[_T]) -> None: ...

class ReactiveSetProxy(ReactiveSet[_T]):
    def __init__(
        self,
        initial: MutableSet[_T],
        check_equality: _Equality[Any] = True,
        *,
        context: Context | None = None,
    ) -> None: ...

class ReactiveSequence(MutableSequence[_T]):
    def __init__(
        self,
        initial: Iterable[_T] = (),
        check_equality: _Equality[Any] = True,
        *,
        context: Context | None = None,
    ) -> None: ...
    @overload
    def __getitem__(self, index: int, /) -> _T: ...
    @overload
    def __getitem__(self, index: slice, /) -> MutableSequence[_T]: ...
    @overload
    def __setitem__(self, index: int, value: _T, /) -> None: ...
    @overload
    def __setitem__(self, index: slice, value: Iterable[_T], /) -> None: ...
    def __delitem__(self, index: int | slice, /) -> None: ...
    def __len__(self) -> int: ...
    @property
    def model(self) -> List: ...
    def insert(self, index: int, value: _T) -> None: ...
    def sort(self, *, key: Callable[[_T], Any] | None = None, reverse: bool = False) -> None: ...
    def copy(self) -> Self: ...

class ReactiveSequenceProxy(ReactiveSequence[_T]):
    def __init__(
        self,
        initial: MutableSequence[_T],
        check_equality: _Equality[Any] = True,
        *,
        context: Context | None = None,
    ) -> None: ...

# An item of ReactiveSequence.model.
class BoxedValue(GObject.Object, Generic[_T_co]):
    def __init__(self: _S, value: _T_co) -> None: ...
    @property
    def value(self) -> _T_co: ...

# What stands for an object: for a type checker it is the object.
class ReactiveObject:
    def __getattr__(self, name: str) -> Any: ...
    def __setattr__(self, name: str, value: Any) -> None: ...

@overload
def reactive(
    value: MutableMapping[_K, _V],
    check_equality: _Equality[Any] = True,
    *,
    context: Context | None = None,
) -> ReactiveMappingProxy[_K, _V]: ...
@overload
def reactive(
    value: Mapping[_K, _V],
    check_equality: _Equality[Any] = True,
    *,
    context: Context | None = None,
) -> Reactive[_K, _V]: ...
@overload
def reactive(
    value: MutableSet[_T],
    check_equality: _Equality[Any] = True,
    *,
    context: Context | None = None,
) -> ReactiveSetProxy[_T]: ...
@overload
def reactive(
    value: AbstractSet[_T],
    check_equality: _Equality[Any] = True,
    *,
    context: Context | None = None,
) -> ReactiveSet[_T]: ...
@overload
def reactive(
    value: MutableSequence[_T],
    check_equality: _Equality[Any] = True,
    *,
    context: Context | None = None,
) -> ReactiveSequenceProxy[_T]: ...
@overload
def reactive(
    value: AbstractSequence[_T],
    check_equality: _Equality[Any] = True,
    *,
    context: Context | None = None,
) -> ReactiveSequence[_T]: ...
@overload
def reactive(
    value: _T,
    check_equality: _Equality[Any] = True,
    *,
    context: Context | None = None,
) -> _T: ...
