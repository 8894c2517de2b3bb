# SPDX-License-Identifier: LGPL-2.1-or-later
"""The lines that a user writes, as they stand, and the names that the module promises."""

import contextlib
import inspect
import io

from support import Case, Reactivity

import gi.repository.Reactivity as module
from gi.repository.Reactivity import batch, derived, effect, memoized, new_context, signal, state


class SeedTest(Case):
    def test_the_page_of_the_original_runs_as_it_stands(self):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            s = signal(1)
            square = derived(lambda: s.get() ** 2)  # lazy

            @effect
            def logger():
                print(square())

            s.set(3)

            a = signal(0)
            b = signal(0)
            with batch():
                a.set(a.get() + 1)
                b.set(b.get() + 2)

            ctx = new_context()
            s = signal(0, context=ctx)

            @effect(context=ctx)
            def _():
                print(s.get())

            s.set(7)

        self.assertEqual(out.getvalue(), "1\n9\n0\n7\n")
        self.assertEqual((a.get(), b.get()), (1, 2))

    def test_the_memoized_of_the_page_runs_once(self):
        runs = []

        @memoized
        def expensive():
            runs.append(1)
            return sum(range(1_000))

        expensive.reactivity_loss_strategy = "ignore"
        self.assertEqual(runs, [])
        self.assertEqual(expensive(), 499_500)
        self.assertEqual(expensive(), 499_500)
        self.assertEqual(runs, [1])

    def test_state_is_a_descriptor_as_on_the_page(self):
        seen = []

        class Example:
            s = state(0)

        example = Example()
        watcher = effect(lambda: seen.append(example.s))
        example.s += 5
        self.assertEqual(seen, [0, 5])
        watcher.dispose()


class NamesTest(Case):
    def test_every_promised_name_is_exported(self):
        for name in """
            signal state effect derived memoized batch untrack new_context on_cleanup scope
            derived_property derived_method memoized_property memoized_method default_context
            create_signal create_effect create_memo State
            Signal Effect Derived Memoized DerivedProperty DerivedMethod MemoizedProperty
            MemoizedMethod Batch Context Scope Node Source
        """.split():
            with self.subTest(name=name):
                self.assertTrue(hasattr(module, name))
                self.assertIs(getattr(Reactivity, name), getattr(module, name))

    def test_a_context_makes_things_in_it_and_takes_another(self):
        ctx = new_context()
        other = new_context()
        makers = {
            "signal": lambda **kw: ctx.signal(1, **kw),
            "state": lambda **kw: ctx.state(1, **kw),
            "effect": lambda **kw: ctx.effect(lambda: None, False, **kw),
            "derived": lambda **kw: ctx.derived(lambda: 1, **kw),
            "memoized": lambda **kw: ctx.memoized(lambda: 1, **kw),
            "scope": lambda **kw: ctx.scope(**kw),
        }
        for name, make in makers.items():
            with self.subTest(name=name):
                self.assertIs(make().get_context(), ctx)
                self.assertIs(make(context=other).get_context(), other)
                self.assertIs(make(context=None).get_context(), ctx)

    def test_the_default_context_is_that_of_the_thread(self):
        self.assertIs(Reactivity.default_context, Reactivity.Context.get_default())
        self.assertIs(signal().get_context(), Reactivity.default_context)

    def test_create_signal_gives_a_getter_and_a_setter(self):
        get, set_ = Reactivity.create_signal(1)
        seen = []
        watcher = Reactivity.create_effect(lambda: seen.append(get()))
        doubled = Reactivity.create_memo(lambda: 2 * get())
        self.assertEqual(doubled(), 2)
        self.assertIs(set_(2), True)
        self.assertIs(set_(2), False)
        self.assertEqual(doubled(), 4)
        self.assertEqual(seen, [1, 2])
        watcher.dispose()

    def test_create_signal_takes_check_equality(self):
        get, set_ = Reactivity.create_signal(1, False)
        seen = []
        with effect(lambda: seen.append(get())):
            set_(1)
        self.assertEqual(seen, [1, 1])

    def test_functions_and_classes_document_themselves(self):
        for name in ("Signal", "Derived", "Memoized", "Effect", "batch", "untrack", "scope",
                     "on_cleanup", "derived_property", "new_context"):
            with self.subTest(name=name):
                self.assertTrue(inspect.getdoc(getattr(module, name)))
        self.assertIn("track", inspect.signature(Reactivity.Signal.get).parameters)
