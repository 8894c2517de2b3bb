#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Checks that the pages of the manual are all listed, and that links lead somewhere. TAP."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

FENCED = re.compile(r'^```.*?^```$', re.MULTILINE | re.DOTALL)
LINK = re.compile(r'\[[^\]\n]*\]\(([^)\s]+)\)')
HEADING = re.compile(r'^#+ +(.*)$', re.MULTILINE)


def slug(heading: str) -> str:
    """The anchor that the manual gives to @heading."""
    plain = re.sub(r'[^\w\s-]', '', heading).strip().lower()
    return re.sub(r'[-\s]+', '-', plain)


def broken_links(page: Path, manual: bool) -> list[str]:
    text = FENCED.sub('', page.read_text(encoding='utf-8'))
    broken = []
    for link in LINK.findall(text):
        target, _, anchor = link.partition('#')
        if re.match(r'\w+:', target):
            continue
        # Pages of the manual link to each other by the name that they have once they are built.
        if manual and target.endswith('.html') and target.count('.') > 1:
            continue
        name = target.removesuffix('.html') + '.md' if manual and target.endswith('.html') else target
        path = page.parent / name if name else page
        if not path.exists():
            broken.append(link)
        elif anchor and path.suffix == '.md':
            headings = HEADING.findall(FENCED.sub('', path.read_text(encoding='utf-8')))
            if anchor not in map(slug, headings):
                broken.append(link)
    return broken


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--root', type=Path, required=True, help='the source tree')
    parser.add_argument('--config', type=Path, required=True, help='the configuration of the manual')
    args = parser.parse_args()

    listed = re.search(r'content_files = \[(.*?)\]', args.config.read_text(encoding='utf-8'), re.DOTALL)
    names = re.findall(r'"(.*?)"', listed.group(1) if listed else '')
    pages = sorted((args.root / 'docs').glob('*.md'))
    results = [('the manual lists every page of docs/',
                sorted(set(names) ^ {page.name for page in pages}))]
    for page in pages:
        results.append((f'docs/{page.name} has no broken link', broken_links(page, True)))
    for page in sorted(args.root.glob('*.md')):
        results.append((f'{page.name} has no broken link', broken_links(page, False)))

    print(f'1..{len(results)}')
    for number, (title, problems) in enumerate(results, 1):
        print('not ok' if problems else 'ok', number, '-', title)
        print(*(f'# {problem}\n' for problem in problems), sep='', end='')
    return 1 if any(problems for _, problems in results) else 0


if __name__ == '__main__':
    sys.exit(main())
