#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Lets clang look at each C file as the build compiles it, and link the library.

A warning is a failure. Prints TAP: one test case for each of the two. The arguments are the source
tree and the build folder.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

FLAGS = ("-Werror", "-Wno-unknown-warning-option", "-Wno-unused-command-line-argument")


def run(command: list[str], folder: Path, **environ: str) -> str:
    """Runs a command; returns what it says if it fails."""
    ran = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | environ,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return ran.stdout if ran.returncode != 0 else ""


def find_commands(source: Path, build: Path) -> list[list[str]]:
    """What compiles the files of the tree: each once for the same definitions, none generated."""
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        file = (Path(entry["directory"]) / entry["file"]).resolve()
        if file.suffix == ".c" and source in file.parents and build not in file.parents:
            command = shlex.split(entry["command"])
            definitions = frozenset(word for word in command if word.startswith("-D"))
            commands.setdefault((file, definitions), command)
    return list(commands.values())


def look(command: list[str]) -> list[str]:
    """The command with which clang compiles the same, and writes nothing."""
    first = next(index for index, word in enumerate(command) if word.startswith("-"))
    words = iter(command[first:])
    kept = []
    for word in words:
        if word in ("-o", "-MF", "-MQ"):
            next(words)
        elif word not in ("-MD", "-c"):
            kept.append(word)
    return ["clang", "-fsyntax-only", *FLAGS, *kept]


def look_at_all(source: Path, build: Path) -> str:
    commands = find_commands(source, build)
    if not commands:
        return f"{build} compiles nothing of {source}"
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return "".join(pool.map(lambda command: run(look(command), build), commands))


def link(source: Path) -> str:
    """Builds no more than the library, in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["--werror", "-Dauto_features=disabled", "-Doptimization=0"]
        return run(
            ["meson", "setup", folder, str(source), *options], source, CC="clang"
        ) or run(["ninja", "--quiet"], Path(folder))


def main() -> int:
    source, build = (Path(path).resolve() for path in sys.argv[1:])
    results = {
        "clang-warns-of-nothing": look_at_all(source, build),
        "clang-links-the-library": link(source),
    }

    print(f"1..{len(results)}")
    for number, (name, said) in enumerate(results.items(), 1):
        print(f"{'not ok' if said else 'ok'} {number} - {name}")
        print("".join(f"# {line}\n" for line in said.splitlines()[-60:]), end="")
    return 1 if any(results.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
