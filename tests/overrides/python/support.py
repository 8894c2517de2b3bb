# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests of the Python override have in common."""

import gc
import sys
import threading
import unittest
import warnings
import weakref

from gi.repository import Reactivity


def collect() -> None:
    """Runs the collector until it finds nothing more."""
    while gc.collect():
        pass


def in_thread(function):
    """What the function returned or raised in a thread of its own."""
    result = []

    def run():
        try:
            result.append(function())
        except BaseException as error:
            result.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return result[0]


class Case(unittest.TestCase):
    """Has RuntimeWarnings fail a test that does not expect them."""

    def setUp(self) -> None:
        catch = warnings.catch_warnings()
        catch.__enter__()
        self.addCleanup(catch.__exit__, None, None, None)
        warnings.simplefilter("error", RuntimeWarning)

    def assert_gone(self, *references: weakref.ref) -> None:
        """Fails unless all that is referred to can be collected."""
        collect()
        for reference in references:
            self.assertIsNone(reference())

    def raised_by(self, call) -> BaseException:
        """What the call raises, with its traceback, which assertRaises() takes away."""
        try:
            call()
        except BaseException as error:
            return error
        self.fail("nothing was raised")

    def watch_excepthook(self) -> list:
        """A list that gets the exceptions that reach sys.excepthook in this test."""
        seen: list = []
        old = sys.excepthook
        sys.excepthook = lambda kind, error, trace: seen.append(error)
        self.addCleanup(setattr, sys, "excepthook", old)
        return seen


__all__ = ["Case", "Reactivity", "collect", "in_thread"]
