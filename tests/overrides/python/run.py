#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the unittest cases of one file, and says how it went in the Test Anything Protocol."""

import importlib.util
import pathlib
import sys
import traceback
import unittest

import gi

gi.require_version("Reactivity", "1")


class Tap(unittest.TestResult):
    """One line for each test case, and why it failed before that."""

    def __init__(self) -> None:
        super().__init__()
        self.number = 0

    def say(self, verdict: str, test: unittest.TestCase, note: str = "") -> None:
        self.number += 1
        kind, _, name = test.id().rpartition(".")
        print(f"{verdict} {self.number} {kind.rpartition('.')[2]}.{name}{note}", flush=True)

    def explain(self, error) -> None:
        for line in "".join(traceback.format_exception(*error)).splitlines():
            print("#", line)

    def addSuccess(self, test) -> None:
        super().addSuccess(test)
        self.say("ok", test)

    def addFailure(self, test, err) -> None:
        super().addFailure(test, err)
        self.explain(err)
        self.say("not ok", test)

    def addError(self, test, err) -> None:
        super().addError(test, err)
        self.explain(err)
        self.say("not ok", test)

    def addSubTest(self, test, subtest, err) -> None:
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.explain(err)
            self.say("not ok", subtest)

    def addSkip(self, test, reason) -> None:
        super().addSkip(test, reason)
        self.say("ok", test, f" # SKIP {reason}")


def main() -> int:
    path = pathlib.Path(sys.argv[1])
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)

    result = Tap()
    unittest.defaultTestLoader.loadTestsFromModule(module).run(result)
    print(f"1..{result.number}")
    return 0 if result.wasSuccessful() and result.number > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
