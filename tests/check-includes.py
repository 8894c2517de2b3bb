#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fails on an include that points up: a room never knows the floor above it."""

import pathlib
import re
import sys

FLOORS = {
    "core": 0,
    "object": 1,
    "collection": 2,
    "async": 2,
    "gio": 3,
    "overrides": 4,
}
INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.MULTILINE)


def room_of(path: pathlib.PurePath) -> str | None:
    """The room that a path below reactivity-glib/ lies in."""
    return path.parts[0] if len(path.parts) > 1 else None


def room_included(root: pathlib.Path, file: pathlib.Path, name: str) -> str | None:
    """The room of an included file; None for a system header."""
    if name.startswith("reactivity-glib/"):
        return room_of(pathlib.PurePath(name).relative_to("reactivity-glib"))
    if (file.parent / name).exists():
        return room_of((file.parent / name).resolve().relative_to(root))
    if (root / name).exists():
        return room_of(pathlib.PurePath(name))
    return None


def problem(root: pathlib.Path, file: pathlib.Path, name: str) -> str | None:
    """Why this include is wrong, if it is."""
    room = room_of(file.relative_to(root))
    if room is None:
        return None
    if FLOORS[room] == 0 and re.match(r"(glib-object|gio/|gobject/|gtk/)", name):
        return f"{room} links glib-2.0 alone"
    if name == "reactivity-glib/reactivity.h" and room != "overrides":
        return f"{room} includes the umbrella header"

    target = room_included(root, file, name)
    if target is None or target == room:
        return None
    if FLOORS[target] >= FLOORS[room]:
        return f"{room} (floor {FLOORS[room]}) includes {target} (floor {FLOORS[target]})"
    return None


def main() -> int:
    """Prints TAP: one test case for each file."""
    root = pathlib.Path(sys.argv[1]).resolve()
    files = sorted(path for path in root.rglob("*") if path.suffix in (".c", ".h"))
    failed = 0

    print(f"1..{len(files)}")
    for number, file in enumerate(files, 1):
        names = INCLUDE.findall(file.read_text(encoding="utf-8"))
        problems = [f"{name}: {why}" for name in names if (why := problem(root, file, name))]
        print(f"{'not ok' if problems else 'ok'} {number} - {file.relative_to(root)}")
        for line in problems:
            print(f"# {line}")
        failed += bool(problems)

    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
