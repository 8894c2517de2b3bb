# SPDX-License-Identifier: LGPL-2.1-or-later
"""G11: a computation without dependencies is pointed out, at the user's own line."""

import inspect
import linecache
import pathlib
import subprocess
import sys
import tempfile
import warnings

from support import Case

from gi.repository.Reactivity import (
    derived, derived_method, derived_property, effect, memoized, new_context, signal, untrack)


def here(offset=0):
    """The number of the caller's line, and a few further."""
    return inspect.currentframe().f_back.f_lineno + offset


class WarningCase(Case):
    def setUp(self):
        super().setUp()
        warnings.simplefilter("always", RuntimeWarning)

    def warned(self, call):
        """The warnings that the call brings."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            call()
        return caught

    def assert_one(self, caught, line, filename=__file__):
        self.assertEqual([str(w.message) for w in caught][1:], [])
        self.assertEqual(len(caught), 1)
        warning = caught[0]
        self.assertIs(warning.category, RuntimeWarning)
        self.assertEqual(warning.filename, filename)
        self.assertEqual(warning.lineno, line, linecache.getline(filename, warning.lineno))
        return str(warning.message)


class G11Test(WarningCase):
    def test_g11_an_effect_points_at_the_line_that_made_it(self):
        made = []

        def make():
            made.append(effect(lambda: None)); made.append(here())

        caught = self.warned(make)
        self.assert_one(caught, made[1])

    def test_g11_a_decorated_effect_points_at_its_decorator_or_definition(self):
        line = here(4)

        def make():

            @effect
            def nothing():
                pass

        caught = self.warned(make)
        self.assertIn(caught[0].lineno, (line - 1, line, line + 1))
        self.assertIn("nothing", self.assert_one(caught, caught[0].lineno))

    def test_g11_a_decorator_with_arguments_points_at_the_user_too(self):
        line = here(4)

        def make():

            @effect(context=new_context())
            def nothing():
                pass

        caught = self.warned(make)
        self.assertIn(caught[0].lineno, (line - 1, line, line + 1))
        self.assert_one(caught, caught[0].lineno)

    def test_g11_an_effect_of_a_context_points_at_the_user(self):
        ctx = new_context()
        line = here(1)
        caught = self.warned(lambda: ctx.effect(lambda: None))
        self.assert_one(caught, line)

    def test_g11_an_effect_that_lost_them_later_points_at_where_it_was_made(self):
        s = signal(True)
        wanted = [True]
        line = here(1)
        e = effect(lambda: s.get() if wanted[0] else None)
        wanted[0] = False
        caught = self.warned(lambda: s.set(False))
        self.assert_one(caught, line)
        e.dispose()

    def test_g11_an_effect_that_is_run_by_hand_points_at_where_it_was_made(self):
        line = here(1)
        e = effect(lambda: None, False)
        caught = self.warned(e)
        self.assert_one(caught, line)

    def test_g11_an_effect_made_in_a_subclass_points_at_its_constructor(self):
        from gi.repository.Reactivity import Effect

        class Mine(Effect):
            pass

        line = here(1)
        caught = self.warned(lambda: Mine(lambda: None))
        self.assert_one(caught, line)

    def test_g11_a_derived_points_at_the_line_that_read_it(self):
        for make in (derived, memoized):
            for read in (lambda d: d(), lambda d: d.get(), lambda d: d.value, lambda d: d.peek()):
                d = make(lambda: 1)
                caught = self.warned(lambda: read(d))
                self.assert_one(caught, read.__code__.co_firstlineno)

    def test_g11_a_derived_read_by_another_points_at_that(self):
        inner = derived(lambda: 1)

        def read():
            return inner()

        caught = self.warned(derived(read))
        self.assert_one(caught, read.__code__.co_firstlineno + 1)

    def test_g11_a_derived_property_points_at_the_line_that_read_it(self):
        class Model:
            @derived_property
            def one(self):
                return 1

            @derived_method
            def two(self):
                return 2

        model = Model()
        line = here(1)
        caught = self.warned(lambda: model.one)
        self.assertIn("one", self.assert_one(caught, line))
        line = here(1)
        caught = self.warned(lambda: model.two())
        self.assertIn("two", self.assert_one(caught, line))

    def test_g11_the_message_names_the_function_or_the_name(self):
        def wanderer():
            pass

        self.assertIn("wanderer", str(self.warned(lambda: effect(wanderer))[0].message))
        caught = self.warned(lambda: effect(wanderer, name="by another name"))
        self.assertIn("by another name", str(caught[0].message))

    def test_g11_untracked_reads_do_not_count(self):
        s = signal(0)
        self.assertEqual(len(self.warned(lambda: effect(s.peek))), 1)
        self.assertEqual(len(self.warned(lambda: effect(lambda: untrack(s.get)))), 1)

    def test_g11_dependencies_silence_it(self):
        s = signal(0)
        self.assertEqual(self.warned(lambda: effect(s.get).dispose()), [])
        self.assertEqual(self.warned(derived(s.get)), [])

    def test_g11_an_effect_that_disposed_itself_is_not_pointed_out(self):
        s = signal(0)
        e = effect(lambda: e.dispose() if s.peek() else s.get())
        self.assertEqual(self.warned(lambda: s.set(1)), [])

    def test_g11_as_an_error_it_is_raised_out_of_the_call(self):
        warnings.simplefilter("error", RuntimeWarning)
        with self.assertRaises(RuntimeWarning):
            effect(lambda: None)
        d = derived(lambda: 1)
        for _ in range(2):
            with self.assertRaises(RuntimeWarning):
                d()
        s = signal(0)
        with effect(lambda: s.get() if s.peek() == 0 else None):
            with self.assertRaises(RuntimeWarning):
                s.set(1)

    def test_g11_as_an_error_it_does_not_stop_the_others(self):
        warnings.simplefilter("error", RuntimeWarning)
        s = signal(0)
        seen = []
        with effect(lambda: s.get() if s.peek() == 0 else None), \
                effect(lambda: seen.append(s.get())):
            with self.assertRaises(RuntimeWarning):
                s.set(1)
        self.assertEqual(seen, [0, 1])

    def test_g11_by_default_a_place_is_shown_once(self):
        def make():
            effect(lambda: None)

        with warnings.catch_warnings(record=True) as caught:
            warnings.resetwarnings()
            warnings.simplefilter("default")
            for _ in range(5):
                make()
        self.assertEqual(len(caught), 1)

    def test_g11_filters_by_module_see_the_users_module(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.resetwarnings()
            warnings.simplefilter("always")
            warnings.filterwarnings("ignore", module=__name__)
            effect(lambda: None)
        self.assertEqual([str(w.message) for w in caught], [])


class StrategyTest(WarningCase):
    """reactivity_loss_strategy"""

    def test_g11_it_is_warn_by_default(self):
        s = signal(0)
        for node in (effect(s.get), derived(s.get), memoized(s.get)):
            self.assertEqual(node.reactivity_loss_strategy, "warn")

    def test_g11_ignore_says_nothing(self):
        s = signal(0)
        e = effect(lambda: s.get() if s.peek() == 0 else None)
        e.reactivity_loss_strategy = "ignore"
        self.assertEqual(e.reactivity_loss_strategy, "ignore")
        self.assertEqual(self.warned(lambda: s.set(1)), [])
        self.assertEqual(e.dependencies, set())
        for make in (derived, memoized):
            d = make(lambda: 1)
            d.reactivity_loss_strategy = "ignore"
            self.assertEqual(self.warned(d), [])
            self.assertEqual(d(), 1)

    def test_g11_restore_keeps_the_dependencies_of_the_run_before(self):
        s = signal(0)
        seen = []
        quiet = [False]
        e = effect(lambda: None if quiet[0] else seen.append(s.get()))
        e.reactivity_loss_strategy = "restore"
        quiet[0] = True
        self.assertEqual(self.warned(lambda: s.set(1)), [])
        self.assertEqual(e.dependencies, {s})
        quiet[0] = False
        s.set(2)
        self.assertEqual(seen, [0, 2])
        e.dispose()

    def test_g11_restore_of_a_derived(self):
        s = signal(1)
        quiet = [False]
        d = derived(lambda: -1 if quiet[0] else s.get())
        d.reactivity_loss_strategy = "restore"
        self.assertEqual(d(), 1)
        quiet[0] = True
        s.set(2)
        self.assertEqual(self.warned(lambda: self.assertEqual(d(), -1)), [])
        quiet[0] = False
        s.set(3)
        self.assertEqual(d(), 3)

    def test_g11_restore_warns_when_there_were_none_before(self):
        e = effect(lambda: None, False)
        e.reactivity_loss_strategy = "restore"
        self.assertEqual(len(self.warned(e)), 1)


class CommandLineTest(Case):
    """A program of its own, as users see it."""

    def run_program(self, text, *options):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "program.py"
            path.write_text(text)
            result = subprocess.run([sys.executable, *options, str(path)], capture_output=True,
                                    text=True, check=False)
        return result.returncode, result.stdout, result.stderr

    PROGRAM = """\
import gi
gi.require_version("Reactivity", "1")
from gi.repository.Reactivity import derived, effect

def read():
    return one()

one = derived(lambda: 1)
read()
effect(lambda: None)
print("the end")
"""

    def test_g11_warnings_show_the_line_of_the_program(self):
        status, out, err = self.run_program(self.PROGRAM)
        self.assertEqual((status, out), (0, "the end\n"))
        self.assertIn("program.py:6: RuntimeWarning: ", err)
        self.assertIn("return one()", err)
        self.assertIn("program.py:10: RuntimeWarning: ", err)
        self.assertEqual(err.count("RuntimeWarning"), 2)
        self.assertNotIn("overrides", err)

    def test_g11_with_dash_w_error_it_is_raised(self):
        status, out, err = self.run_program(self.PROGRAM, "-W", "error::RuntimeWarning")
        self.assertEqual((status, out), (1, ""))
        self.assertIn("line 6, in read", err)
        self.assertTrue(err.rstrip().splitlines()[-1].startswith("RuntimeWarning: "))

    def test_an_uncaught_error_of_an_effect_ends_the_program_with_its_traceback(self):
        status, _, err = self.run_program("""\
import gi
gi.require_version("Reactivity", "1")
from gi.repository.Reactivity import effect, signal

s = signal(1)

@effect
def inverse():
    print(1 / s.get())

s.set(0)
""")
        self.assertEqual(status, 1)
        self.assertIn("line 11", err)
        self.assertIn("line 9, in inverse", err)
        self.assertIn("ZeroDivisionError: division by zero", err)
        self.assertEqual(err.count("Traceback"), 1)

    def test_a_program_that_ends_with_everything_alive_ends_quietly(self):
        status, out, err = self.run_program("""\
import gi
gi.require_version("Reactivity", "1")
from gi.repository.Reactivity import *

s = signal({})
loop = []
d = derived(lambda: (s.get(), loop))
e = effect(lambda: (d(), loop))
loop += [s, d, e, new_context().signal(1)]
b = batch()
b.__enter__()
s.set(2)
group = scope(lambda: effect(lambda: (s.get(), on_cleanup(lambda: print("never")))))
bad = derived(lambda: 1 // (s.get() == 0))
try:
    bad()
except ZeroDivisionError as error:
    kept = error
print("the end")
""")
        self.assertEqual((status, err), (0, ""))
        self.assertTrue(out.startswith("the end\n"), out)
