# SPDX-License-Identifier: LGPL-2.1-or-later
"""The declarations for TypeScript: tsc checks the examples, and what must be allowed and refused."""

import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]

sys.path.append(str(ROOT / "tests" / "examples"))

import tap  # noqa: E402

OPTIONS = [
    *("--noEmit", "--strict", "--target", "es2022", "--module", "es2022"),
    *("--typeRoots", str(HERE / "types" / "none")),
]
DECLARATIONS = [
    ROOT / "reactivity-glib" / "overrides" / "gjs" / "reactivity.d.ts",
    HERE / "types" / "gi.d.ts",
]


def main() -> None:
    tsc = sys.argv[1]

    def check(*files: pathlib.Path, options: tuple[str, ...] = ()) -> None:
        done = subprocess.run(
            [tsc, *OPTIONS, *options, *DECLARATIONS, *files],
            capture_output=True, text=True, check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    tap.run({
        "/gjs/types/the-declarations": lambda: check(),
        "/gjs/types/what-is-allowed": lambda: check(HERE / "types" / "good.ts"),
        "/gjs/types/what-is-refused": lambda: check(HERE / "types" / "bad.ts"),
        "/gjs/types/the-counter": lambda: check(
            ROOT / "examples" / "counter" / "counter.js",
            options=("--allowJs", "--checkJs", "--noImplicitAny", "false"),
        ),
    })


if __name__ == "__main__":
    main()
