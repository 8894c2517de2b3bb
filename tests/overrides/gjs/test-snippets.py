# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the examples in JavaScript of the pages that are given.

A block without an import of Reactivity gets the one of the first example of "Getting started in GJS".
A `text` block that follows is what it must print. Nothing may be logged.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
from typing import Callable

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "examples"))

import tap  # noqa: E402

BLOCK = re.compile(r"^```js\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)
PRELUDE = """import Reactivity from 'gi://Reactivity?version=1';

const {asyncDerived, asyncEffect, batch, derived, effect, memoized, newContext, onCleanup, reactive,
    scope, signal, state, untrack} = Reactivity;

"""


def case(gjs: str, code: str, expected: str) -> Callable[[], None]:
    def run() -> None:
        text = code if "gi://Reactivity" in code else PRELUDE + code
        with tempfile.NamedTemporaryFile("w", suffix=".js", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            done = subprocess.run(
                tap.command(gjs, "-m", file.name),
                capture_output=True, text=True, timeout=60, check=False,
            )
        assert done.returncode == 0 and done.stderr == "", done.stderr
        assert done.stdout == expected, f"printed:\n{done.stdout}expected:\n{expected}"

    return run


def main() -> None:
    cases = {}
    for page in map(pathlib.Path, sys.argv[2:]):
        blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
        assert blocks, f"no example in {page}"
        for number, (code, expected) in enumerate(blocks, 1):
            cases[f"/gjs/snippets/{page.stem}/{number}"] = case(sys.argv[1], code, expected)
    tap.run(cases)


if __name__ == "__main__":
    main()
