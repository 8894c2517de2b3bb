#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fails on a public function that no Vala test calls: each must be right in Vala. Prints TAP."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

CORE = "{http://www.gtk.org/introspection/core/1.0}"
IDENTIFIER = "{http://www.gtk.org/introspection/c/1.0}identifier"
# For GJS, where its overrides were not found.
LEFT_OUT = {f"reactivity_{name}" for name in
            ("signal", "state", "derived", "memoized", "effect", "batch", "reactive")}
CALLABLES = [CORE + name for name in ("function", "method", "constructor")]


def public_functions(gir: Path) -> list[str]:
    """The C names of what bindings can call."""
    root = ElementTree.parse(gir).getroot()
    return sorted({
        element.attrib[IDENTIFIER]
        for tag in CALLABLES
        for element in root.iter(tag)
        if element.get("introspectable") != "0"
        and element.attrib[IDENTIFIER] not in LEFT_OUT
    })


def main() -> int:
    gir, folder = map(Path, sys.argv[1:])
    code = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.p/*.c"))
    functions = public_functions(gir)
    failed = 0

    print(f"1..{len(functions)}")
    for number, name in enumerate(functions, 1):
        # Some are called through the inline functions of the binding.
        inline = name.replace("reactivity_", "reactivity_vala_", 1)
        called = any(f"{callee} (" in code for callee in (name, inline))
        failed += not called
        print(f"{'ok' if called else 'not ok'} {number} - {name}")
    return 1 if failed or not functions else 0


if __name__ == "__main__":
    sys.exit(main())
