#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Builds everything with clang; a warning is a failure. Prints TAP: one test case."""

import os
import pathlib
import subprocess
import sys
import tempfile


def run(command: list[str]) -> bool:
    """Runs a command; what it says is a diagnostic if it fails."""
    environment = {**os.environ, "CC": "clang"}
    result = subprocess.run(
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if result.returncode != 0:
        print("".join(f"# {line}\n" for line in result.stdout.splitlines()[-40:]), end="")
    return result.returncode == 0


def main() -> int:
    """Configures and builds in a folder that is thrown away."""
    source = pathlib.Path(sys.argv[1])
    options = ["--werror", "-Dintrospection=disabled", "-Dtests=enabled", "-Dexamples=enabled"]

    print("1..1", flush=True)
    with tempfile.TemporaryDirectory() as build:
        good = run(["meson", "setup", build, str(source), *options]) and run(
            ["ninja", "-C", build, "--quiet"]
        )
    print("ok 1 - clang" if good else "not ok 1 - clang")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
