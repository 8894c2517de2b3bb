# SPDX-License-Identifier: LGPL-2.1-or-later
"""Test cases of a Python script, in the Test Anything Protocol."""

import os
import shlex
import sys
import traceback
from typing import Callable

# The programs that are run say what is in the code.
os.environ["LC_ALL"] = "C"

# How much longer things may take, under a checker of memory for example.
SLOWDOWN = int(os.environ.get("REACTIVITY_TEST_SLOWDOWN", "1"))


def command(program: str, *args: str) -> list[str]:
    """The program, run by valgrind or the like where the environment asks for that."""
    return [*shlex.split(os.environ.get("REACTIVITY_TEST_WRAPPER", "")), program, *args]


def run(cases: dict[str, Callable[[], None]]) -> None:
    """Runs every case; one that raises has failed."""
    failed = 0
    print(f"1..{len(cases)}", flush=True)
    for number, (name, case) in enumerate(cases.items(), 1):
        try:
            case()
            verdict = "ok"
        except Exception:
            failed += 1
            verdict = "not ok"
            for line in traceback.format_exc().splitlines():
                print("#", line)
        print(f"{verdict} {number} {name}", flush=True)
    sys.exit(1 if failed else 0)
