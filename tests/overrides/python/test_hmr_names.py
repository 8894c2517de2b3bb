# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a program written for hmr looks for by name."""

import asyncio

from support import Case, Reactivity

from gi.repository.Reactivity import (
    UNSET, Derived, Effect, Memoized, ReactiveMapping, ReactiveSequence, ReactiveSet, Signal, State,
    TaskFactory, async_effect, default_task_factory, derived, derived_method,
    derived_property, effect, memoized, memoized_method, new_context, signal, state)


class NamesTest(Case):
    def test_keywords(self):
        for make in Signal, signal, State, state, new_context().signal:
            self.assertEqual(make(initial_value=5).peek(), 5)
            self.assertEqual(make(initial_value=5, check_equality=False).peek(), 5)
        s = signal(1)
        for make in Derived, derived, Memoized, memoized:
            self.assertEqual(make(fn=s.get)(), 1)
        for make in Effect, effect:
            with make(fn=s.get, call_immediately=False) as e:
                self.assertEqual(e(), 1)
        get, set_value = Reactivity.create_signal(initial_value=3)
        set_value(4)
        self.assertEqual(get(), 4)
        for make in Signal, Derived, Effect:
            with self.assertRaisesRegex(TypeError, "first"):
                make(first=s.get)

    def test_attributes_of_nodes(self):
        context = new_context()
        s = context.signal(0)
        nodes = [s, context.derived(s.get), context.memoized(s.get), context.effect(s.get),
                 context.async_derived(fn), context.async_effect(fn, False),
                 Reactivity.List.new(context, int), Reactivity.Signal.new_int(context, 1)]
        for node in nodes:
            with self.subTest(node):
                self.assertIs(node.context, context)
                self.assertIsNone(node.name)
                node.name = "what"
                self.assertEqual((node.name, node.get_name(), node.props.name), ("what",) * 3)
                node.name = None
                self.assertIsNone(node.get_name())
        self.assertEqual(signal(0, name="count").name, "count")
        self.assertIs(signal(0).context, Reactivity.default_context)

    def test_attributes_of_descriptors(self):
        context = new_context()

        class Model:
            n = state(1, False, context=context)
            p = derived_property(lambda self: self.n, False, context=context)
            m = derived_method(lambda self: self.n)
            c = memoized_method(lambda self: self.n, context=context)

        for name, where, check in ("n", context, False), ("p", context, False), ("c", context, False):
            descriptor = vars(Model)[name]
            self.assertIs(descriptor.context, where)
            self.assertEqual(descriptor.check_equality, check)
        self.assertEqual([vars(Model)[name].name for name in "pmc"], ["p", "m", "c"])
        self.assertIs(Model.m.context, None)
        self.assertIs(Model.m.check_equality, True)

    def test_trigger(self):
        s = signal(1)
        runs = []
        d = derived(lambda: (runs.append("derived"), s.get())[1])
        m = memoized(lambda: (runs.append("memoized"), s.get())[1])
        for node in d, m:
            node()
            node.trigger()
            self.assertTrue(node.dirty)
            node()
        self.assertEqual(runs, ["derived"] * 2 + ["memoized"] * 2)
        with effect(lambda: (runs.append("effect"), s.get())[1]) as e:
            runs.clear()
            self.assertEqual(e.trigger(), 1)
            self.assertEqual(runs, ["effect"])

    def test_is_stale(self):
        s = signal(1)
        m = memoized(s.get)
        self.assertTrue(m.is_stale)
        m()
        self.assertFalse(m.is_stale)
        s.set(2)
        self.assertTrue(m.is_stale)

    def test_containers(self):
        context = new_context()
        for make in ReactiveMapping, ReactiveSet, ReactiveSequence:
            self.assertEqual(len(make()), 0)
            self.assertEqual(len(make(context=context)), 0)
        self.assertEqual(ReactiveMapping({"a": 1})["a"], 1)
        self.assertIsNotNone(UNSET)
        self.assertIsNotNone(TaskFactory)

    def test_default_task_factory(self):
        seen = []

        async def main():
            s = signal(1)

            async def run():
                seen.append(s.get())

            with async_effect(run, task_factory=default_task_factory):
                await asyncio.sleep(0)
                s.set(2)
                await asyncio.sleep(0.01)

        asyncio.run(main())
        self.assertEqual(seen, [1, 2])


async def fn():
    return None
