# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a type checker is to make of the API. It is checked, not run: see check-stubs.py.

A mistake that has to be found is marked with "type: ignore", as one that is not needed is an error.
"""

from collections.abc import Awaitable

from gi.repository import Reactivity
from gi.repository.Reactivity import (
    AsyncDerived,
    AsyncEffect,
    Batch,
    Context,
    Derived,
    DerivedProperty,
    Effect,
    Memoized,
    Node,
    Reactive,
    ReactiveMappingProxy,
    ReactiveSequence,
    ReactiveSequenceProxy,
    ReactiveSet,
    ReactiveSetProxy,
    Scope,
    Signal,
    Source,
    State,
    async_derived,
    async_derived_method,
    async_derived_property,
    async_effect,
    batch,
    create_effect,
    create_memo,
    create_signal,
    default_context,
    derived,
    derived_method,
    derived_property,
    effect,
    memoized,
    memoized_method,
    memoized_property,
    new_context,
    on_cleanup,
    reactive,
    scope,
    signal,
    state,
    untrack,
)
from typing_extensions import assert_type

# Signals
count = signal(1)
assert_type(count, Signal[int])
assert_type(count.get(), int)
assert_type(count.get(track=False), int)
assert_type(count.peek(), int)
assert_type(count.value, int)
assert_type(count.set(2), bool)
assert_type(count.update(lambda n: n + 1), bool)
count.value = 3
count.post(4)
count.set("five")  # type: ignore[arg-type]
count.value = "five"  # type: ignore[assignment]
count.update(lambda n: "five")  # type: ignore[arg-type,return-value]

empty: Signal[str | None] = signal()
close: Signal[float] = signal(1.0, check_equality=lambda a, b: abs(a - b) < 0.1)
named = Reactivity.Signal([1], False, context=default_context, name="named")
assert_type(named, Signal[list[int]])
signal(1, True, 3)  # type: ignore  # the code of the error depends on mypy's version
signal(1, names="x")  # type: ignore[call-arg]

read, write = create_signal("text")
assert_type(read(), str)
assert_type(write("other"), bool)

# Computations
half = derived(lambda: count.get() / 2)
assert_type(half, Derived[float])
assert_type(half(), float)
assert_type(half.get(), float)
half.value = 1.0  # type: ignore[misc]
derived(1)  # type: ignore[call-overload]


@derived
def text() -> str:
    return str(count.get())


assert_type(text, Derived[str])


@derived(check_equality=False, name="text")
def text_again() -> str:
    return text()


assert_type(text_again, Derived[str])


@memoized
def table() -> dict[str, int]:
    return {"count": count.get()}


assert_type(table, Memoized[dict[str, int]])
assert_type(create_memo(lambda: 1), Memoized[int])
table.invalidate()


@effect
def show() -> None:
    print(text())


assert_type(show, Effect[None])


@effect(call_immediately=False)
def later() -> int:
    on_cleanup(show.dispose)
    return count.get()


assert_type(later, Effect[int])
assert_type(later(), int)
assert_type(create_effect(lambda: 1), Effect[int])
later(1)  # type: ignore[call-arg]

with effect(lambda: print(count.get())) as running:
    assert_type(running, Effect[None])
    running.reactivity_loss_strategy = "restore"
    running.reactivity_loss_strategy = "remember"  # type: ignore[assignment]
    assert_type(running.dependencies, set[Source[object]])  # type: ignore[assert-type]
assert_type(count.subscribers, set[Node])


def read_any(source: Source[float]) -> float:
    """A source of a narrower type is one of a wider type, as it is only read."""
    return source.get()


read_any(half)
read_any(count)


# Subclasses
class Counter(Signal[int]):
    def increment(self) -> None:
        self.update(lambda n: n + 1)


assert_type(Counter(1), Counter)
assert_type(Counter(1).get(), int)


# Descriptors
class Person:
    name = state("Ada")
    born: State[int | None] = State(None)

    @derived_property
    def greeting(self) -> str:
        return f"Hello, {self.name}!"

    @derived_property(check_equality=False)
    def length(self) -> int:
        return len(self.name)

    @derived_method
    def initial(self) -> str:
        return self.name[0]

    @memoized_property
    def letters(self) -> set[str]:
        return set(self.name)

    @memoized_method
    def words(self) -> list[str]:
        return self.name.split()


person = Person()
assert_type(person.name, str)
assert_type(person.born, int | None)
assert_type(Person.name, State[str])
assert_type(Person.name.find(person), Signal[str])
assert_type(person.greeting, str)
assert_type(Person.greeting, DerivedProperty[str])
assert_type(person.length, int)
assert_type(person.initial, Derived[str])
assert_type(person.initial(), str)
assert_type(person.letters, set[str])
assert_type(person.words(), list[str])
person.name = "Grace"
person.name = 1  # type: ignore[assignment]
person.greeting = "Hi"  # type: ignore[assignment]


# Stretches
with batch() as grouped:
    assert_type(grouped, Batch)


@batch
def add(a: int, b: int) -> int:
    return a + b


@batch(force_flush=False)
def add_in_place(numbers: list[int], *, by: int) -> None:
    numbers.append(by)


assert_type(add(1, 2), int)
add("1", 2)  # type: ignore[arg-type]
add_in_place([1], by=2)

with untrack():
    pass
assert_type(untrack(lambda: count.get()), int)

with scope() as group:
    assert_type(group, Scope)
assert_type(group.run(lambda: 1), int)


# Contexts
context = new_context()
assert_type(context, Context)
assert_type(context.signal(1), Signal[int])
assert_type(context.state(1), State[int])
assert_type(context.derived(lambda: 1), Derived[int])
assert_type(context.memoized(lambda: 1), Memoized[int])
assert_type(context.untrack(lambda: 1), int)
assert_type(context.scope(), Scope)
assert_type(context.batch(), Batch)


@context.effect
def there() -> int:
    return 1


assert_type(there, Effect[int])
signal(1, context=1)  # type: ignore[arg-type]


# Containers
ages = reactive({"Ada": 36})
assert_type(ages, ReactiveMappingProxy[str, int])
assert_type(ages["Ada"], int)
assert_type(Reactive({"Ada": 36}), Reactive[str, int])
ages["Ada"] = "36"  # type: ignore[assignment]

names = reactive(["Ada"])
assert_type(names, ReactiveSequenceProxy[str])
assert_type(names[0], str)
names.sort(key=len)
assert_type(names.model, Reactivity.List)
assert_type(Reactivity.BoxedValue("Ada").value, str)
assert_type(reactive(("Ada",)), ReactiveSequence[str])

assert_type(reactive({1}), ReactiveSetProxy[int])
assert_type(reactive(frozenset({1})), ReactiveSet[int])


class Point:
    x = 0


point = reactive(Point())
assert_type(point, Point)
point.x = 1
assert_type(context.reactive(["Ada"]), ReactiveSequenceProxy[str])


# Containers of the library
words = Reactivity.List.new(None, str)
words.append_value("one")
words.splice(0, 1, [Reactivity.Box.new("three")])
assert_type(words.get_size(), int)
assert_type(words.filter(lambda box: bool(box.get_string())), Reactivity.Sequence)
assert_type(words.join(", "), Derived[str])
assert_type(words.sum(lambda box: len(box.get_string())), Derived[float])
Reactivity.Sequence.concat([words, Reactivity.Set.new(None, str)])
words.slice("one", 1)  # type: ignore[arg-type]
Reactivity.Map.new(None, str, int).set("one", 1)


# Asynchronous computations
@async_derived
async def length() -> int:
    return len(await shown())


@async_derived(ensure_fresh=True)
async def shown() -> str:
    return "x"


@async_effect(rerun="restart")
async def shower() -> None:
    assert_type(await length(), int)
    assert_type(await shown.fresh(), str)
    assert_type(length.running.get(), bool)
    assert_type(length.error.get(), BaseException | None)


assert_type(length, AsyncDerived[int])
assert_type(shower, AsyncEffect[None])
assert_type(length(), Awaitable[int])


class Shop:
    @async_derived_property
    async def price(self) -> float:
        return 1.0

    @async_derived_method
    async def label(self) -> str:
        return str(await self.price)


assert_type(Shop().price, Awaitable[float])
assert_type(Shop().label(), Awaitable[str])
async_effect(lambda: 5)  # type: ignore[arg-type, return-value]
async_effect(length.fn, rerun="sometimes")  # type: ignore[call-overload]
