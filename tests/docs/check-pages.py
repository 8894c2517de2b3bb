#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Checks that the manual lists its pages, and that links lead somewhere; reports in TAP."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)
LISTED = re.compile(r"content_files = \[(.*?)\]", re.DOTALL)


def read_prose(page: Path) -> str:
    return FENCED.sub("", page.read_text(encoding="utf-8"))


def slug(heading: str) -> str:
    """The anchor that the manual gives to @heading."""
    plain = re.sub(r"[^\w\s-]", "", heading).strip().lower()
    return re.sub(r"[-\s]+", "-", plain)


def is_broken(page: Path, link: str, manual: bool) -> bool:
    target, _, anchor = link.partition("#")
    if re.match(r"\w+:", target):
        return False
    # Pages of the manual link to each other by the name that they have once they are built.
    if manual and target.endswith(".html"):
        target = target.removesuffix(".html") + ".md"

    path = page.parent / target if target else page
    if not path.exists():
        return True
    return anchor != "" and anchor not in map(slug, HEADING.findall(read_prose(path)))


def broken_links(page: Path, manual: bool) -> list[str]:
    return [link for link in LINK.findall(read_prose(page)) if is_broken(page, link, manual)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, required=True, help="the source tree")
    parser.add_argument("--config", type=Path, required=True, help="of the manual")
    args = parser.parse_args()

    listed = LISTED.search(args.config.read_text(encoding="utf-8"))
    names = set(re.findall(r'"(.*?)"', listed.group(1))) if listed else set()
    pages = sorted((args.root / "docs").glob("*.md"))
    results = [("the manual lists every page", sorted(names ^ {page.name for page in pages}))]
    for page in pages:
        results.append((f"docs/{page.name} has no broken link", broken_links(page, True)))
    for page in sorted(args.root.glob("*.md")):
        results.append((f"{page.name} has no broken link", broken_links(page, False)))

    print(f"1..{len(results)}")
    for number, (title, problems) in enumerate(results, 1):
        print(f"{'not ok' if problems else 'ok'} {number} - {title}")
        print(*(f"# {problem}\n" for problem in problems), sep="", end="")
    return 1 if any(problems for _, problems in results) else 0


if __name__ == "__main__":
    sys.exit(main())
