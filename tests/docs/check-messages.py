#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Checks that translators get to see every message of the library; reports in TAP."""

from __future__ import annotations

import re
import sys
from pathlib import Path

MESSAGE = re.compile(r'\b_ ?\(((?:\s*"(?:\\.|[^"\\])*")+)\)')
MSGID = re.compile(r'^msgid((?:\s*"(?:\\.|[^"\\])*")+)', re.MULTILINE)


def join(literals: str) -> str:
    """The text of adjacent string literals."""
    return "".join(re.findall(r'"((?:\\.|[^"\\])*)"', literals))


def main() -> int:
    root = Path(sys.argv[1])
    messages: dict[str, set[str]] = {}
    for source in sorted((root / "reactivity-glib").rglob("*.c")):
        if found := MESSAGE.findall(source.read_text(encoding="utf-8")):
            messages[str(source.relative_to(root))] = set(map(join, found))

    listed = (root / "po" / "POTFILES").read_text(encoding="utf-8").split()
    template = (root / "po" / "reactivity-glib-1.pot").read_text(encoding="utf-8")
    known = set(map(join, MSGID.findall(template))) - {""}
    wanted = set().union(*messages.values())

    checks = {
        "po/POTFILES lists every file with messages": sorted(messages.keys() ^ set(listed)),
        "the template has the messages of the library": sorted(known ^ wanted),
    }
    print(f"1..{len(checks)}")
    for number, (title, problems) in enumerate(checks.items(), 1):
        print(f"{'not ok' if problems else 'ok'} {number} - {title}")
        print(*(f"# {problem}\n" for problem in problems), sep="", end="")
    return 1 if any(checks.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
