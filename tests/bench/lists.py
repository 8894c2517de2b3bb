#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Measures one edit of lists of several lengths beside GTK's list models. See docs/benchmarks.md."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import bench

PEERS = ['reactivity', 'gtk', 'recompute']
KINDS = ['map', 'filter', 'sort', 'map, filter, sort']
SIZES = [1000, 10_000, 100_000, 1_000_000]
# All do these, once, and must come to the same result; it is also how recompute is measured.
CHECKED = {1000: 2000, 10_000: 400, 100_000: 40, 1_000_000: 4}
# The others are measured by these: so many that what an edit needs has been used before.
EDITS = {1000: 20_000, 10_000: 2000, 100_000: 1000, 1_000_000: 500}


def program(peer: str) -> str:
    return f'bench-list-{peer}'


def find(build: Path, may_build: bool) -> dict[str, list[str]]:
    available = {t['name'] for t in bench.introspect(build, '--targets')}
    peers = [peer for peer in PEERS if program(peer) in available]
    for peer in PEERS:
        if peer not in peers:
            print(f'{peer} is left out: GTK 4 (libgtk-4-dev) was not found')
    if may_build:
        subprocess.run(['meson', 'compile', '-C', str(build), *map(program, peers)], check=True,
                       stdout=subprocess.DEVNULL)
    return {peer: [str(build / 'tests' / 'bench' / program(peer))] for peer in peers}


class Results(bench.Results):
    """Some versions of GTK compute something else in places: that is told, and no reason to stop."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: dict[str, None] = {}

    def check(self, sums: dict[str, dict]) -> None:
        for peer, result in sums.items():
            if result['sum'] == sums['recompute']['sum']:
                continue
            if peer != 'gtk':
                raise bench.Failure(f'{peer} computes something else in {result["name"]}')
            self.wrong[result['name']] = None

    def note(self, peer: str, result: dict) -> None:
        self.values.setdefault(result['name'], {}).setdefault(peer, []).append(result['ns'])


def do(command: list[str], name: str, count: int) -> dict:
    done = subprocess.run([*command, f'{name}={count}'], capture_output=True, text=True)
    if done.returncode != 0:
        raise bench.Failure(f'{command[0]} failed in {name}: {done.stderr.strip()}')
    return json.loads(done.stdout)


def measure(commands: dict[str, list[str]], rounds: int, sizes: list[int]) -> Results:
    """The peers take turns; recompute, which takes long, has one."""
    results = Results()
    for name, size in [(f'{kind} {size}', size) for kind in KINDS for size in sizes]:
        sums = {peer: do(command, name, CHECKED[size]) for peer, command in commands.items()}
        results.check(sums)
        results.note('recompute', sums['recompute'])
        for _ in range(rounds):
            for peer, command in commands.items():
                if peer != 'recompute':
                    results.note(peer, do(command, name, EDITS[size]))
    return results


def budgets(results: bench.Results) -> list[tuple[str, float | None, float]]:
    """What is asked for: what was measured must not be above it."""
    rows = []
    for kind in KINDS:
        ratio = results.ratio(f'{kind} 100000', 'reactivity', 'gtk')
        rows.append((f'{kind}: time against gtk at 100,000 <= 1', ratio, 1.0))
    for kind in KINDS:
        few = results.median(f'{kind} 1000', 'reactivity')
        many = results.median(f'{kind} 1000000', 'reactivity')
        # Flat but for the caches of the processor; a sort compares twice as often.
        limit = 4.0 if kind in ('map', 'filter') else 2 * 4.0
        rows.append((f'{kind}: 1,000,000 against 1,000 <= {limit:.0f}',
                     many / few if few and many else None, limit))
    return rows


def report(results: Results, peers: list[str]) -> list[str]:
    names = [f'{kind} {size}' for kind in KINDS for size in SIZES]
    lines = bench.numbers('ns for one edit of a list of so many items', names, peers, results)
    rows = [[n, *(bench.times(results.ratio(n, p, 'reactivity')) for p in peers[1:])]
            for n in names if n in results.values]
    lines += ['How many times faster it is than the others', '', *bench.table(['', *peers[1:]], rows)]
    if results.wrong:
        lines += ['- gtk computes something else in ' + '; '.join(results.wrong) + '.', '']
    rows = [[what, bench.times(value), '-' if value is None else 'met' if value <= limit else 'MISSED']
            for what, value, limit in budgets(results)]
    return lines + ['Budgets', '', *bench.table(['', 'measured', 'budget'], rows)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--build-dir', type=Path, required=True)
    parser.add_argument('--no-build', action='store_true', help='the programs are up to date')
    parser.add_argument('--rounds', type=int, default=3, help='how often all is measured (3)')
    parser.add_argument('--most', type=int, default=SIZES[-1], help='no longer lists than that')
    args = parser.parse_args()

    build = args.build_dir.resolve()
    bench.check_build_type(build)
    commands = find(build, not args.no_build)
    try:
        results = measure(commands, args.rounds, [s for s in SIZES if s <= args.most])
    except bench.Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    print('\n'.join(report(results, list(commands))))
    return 0


if __name__ == '__main__':
    sys.exit(main())
