#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Runs the benchmark suite: all peers side by side, as ratios. See docs/benchmarks.md."""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent

# Program or module of each peer, in the order of the columns.
NATIVE = {
    'core': 'bench-core',
    'typed': 'bench-typed',
    'gvalue': 'bench-gvalue',
    'qt': 'bench-qt',
    'notify': 'bench-notify',
    'gbinding': 'bench-binding',
}
SCRIPTS = {'alien': 'alien-signals', 'preact': '@preact/signals-core'}
PEERS = ['gvalue', 'typed', 'core', 'alien', 'preact', 'qt', 'notify', 'gbinding']
OURS = ['gvalue', 'typed', 'core']
RIVALS = ['alien', 'preact', 'qt', 'notify', 'gbinding']
PYTHON_PEERS = ['python', 'pure', 'pygobject', 'call']
PYTHON_CONTAINER_PEERS = ['reactive', 'plain']
# This test knows the interpreter, and where the library and the override are.
PYTHON_TEST = 'python-bench'

# Iterations of each workload, the same for every peer.
CREATE = {
    'createSignals': 100_000,
    'createComputations0to1': 50_000,
    'createComputations1to1': 100_000,
    'createComputations2to1': 40_000,
    'createComputations4to1': 20_000,
    'createComputations1000to1': 80,
    'createComputations1to2': 40_000,
    'createComputations1to4': 40_000,
    'createComputations1to8': 40_000,
    'createComputations1to1000': 40_000,
}
UPDATE = {
    'updateSignals1to1': 600_000,
    'updateSignals2to1': 600_000,
    'updateSignals4to1': 400_000,
    'updateSignals1000to1': 4_000,
    'updateSignals1to2': 400_000,
    'updateSignals1to4': 200_000,
    'updateSignals1to1000': 2_000,
    'avoidablePropagation': 150_000,
    'broadPropagation': 6_000,
    'deepPropagation': 15_000,
    'diamond': 80_000,
    'mux': 5_000,
    'repeatedObservers': 100_000,
    'triangle': 40_000,
    'unstable': 40_000,
    'molBench': 1_500,
    'cellx1000': 50,
    'cellx2500': 20,
    '2-10x5 lazy80%': 50_000,
    '6-10x10 dyn25% lazy80%': 5_000,
    '4-1000x12 dyn5%': 500,
    '25-1000x5': 150,
    '3-5x500': 250,
    '6-100x15 dyn50%': 500,
}
SCALE = {
    'chain 10000': 100,
    'chain 1000000': 1,
    'fan 10000': 100,
    'fan 1000000': 1,
}
MEMORY = {
    'bytes per signal': 100_000,
    'bytes per derived': 100_000,
    'bytes per link, 128 sources': 1024,
    'bytes per link, 100 sources': 1000,
}
PYTHON = {
    'python get': 500_000,
    'python tracked get': 500_000,
    'python set, no subscribers': 300_000,
    'python set, one effect': 200_000,
    'python diamond of 10': 20_000,
    'python chain of 100': 2_000,
    'python create signal': 30_000,
    'python create derived': 20_000,
    'python create effect': 20_000,
}
# Of a reactive dict or list that nobody reads, beside the plain one.
PYTHON_CONTAINERS = {
    'python dict get': 500_000,
    'python dict set': 300_000,
    'python dict iterate': 2_000_000,
    'python list get': 500_000,
    'python list set': 300_000,
    'python list iterate': 2_000_000,
    'python list append': 300_000,
}
# The overrides of GJS, beside alien-signals in the same process.
GJS = {
    'gjs get': 4_000_000,
    'gjs get of a derived': 4_000_000,
    'gjs set, no subscribers': 4_000_000,
    'gjs set + 1 effect': 200_000,
    'gjs diamond of 10': 20_000,
    'gjs chain of 10': 20_000,
    'gjs create, signal': 10_000,
    'gjs create, derived that is read': 10_000,
}
# Before these the native programs are started anew.
FRESH = {'createSignals', 'updateSignals1to1', 'avoidablePropagation', 'cellx1000', *SCALE}
TIMEOUT = 300


class Failure(Exception):
    pass


def introspect(build: Path, what: str) -> list[dict]:
    out = subprocess.run(['meson', 'introspect', what, str(build)], check=True,
                         capture_output=True, text=True).stdout
    return json.loads(out)


def programs_of(build: Path) -> dict[str, list[str]]:
    """The programs that this build directory can make, and the compiler of each."""
    return {t['name']: t['target_sources'][0]['compiler'] for t in introspect(build, '--targets')
            if t['name'] in NATIVE.values()}


def find_python(build: Path, may_build: bool) -> tuple[dict[str, list[str]], dict[str, str]]:
    """The command line of each peer in Python, and their environment: those of the test that
    compares the engines."""
    test = next((t for t in introspect(build, '--tests') if t['name'] == PYTHON_TEST), None)
    if test is None:
        print('python is left out: the build directory has no Python override')
        return {}, {}
    if may_build:
        subprocess.run(['ninja', '-C', str(build), *python_targets(build, test)], check=True,
                       stdout=subprocess.DEVNULL)

    script = str(HERE / 'python' / 'bench.py')
    peers = PYTHON_PEERS + PYTHON_CONTAINER_PEERS
    return {peer: [test['cmd'][0], script, peer] for peer in peers}, test['env']


def python_targets(build: Path, test: dict) -> list[str]:
    """The files that the test needs."""
    return [os.path.relpath(name, build) for t in introspect(build, '--targets')
            if t['id'] in test['depends'] for name in t['filename']]


def check_build_type(build: Path) -> None:
    options = {o['name']: o['value'] for o in introspect(build, '--buildoptions')}
    if options['optimization'] not in ('2', '3') or options['b_sanitize'] != 'none':
        print(f'{build} is no release build: the numbers mean little '
              '(meson setup --buildtype=release -Dtests=enabled)\n')


def install_scripts(build: Path) -> tuple[Path | None, str]:
    """Copies the workloads in JavaScript to the build directory, and the packages beside them."""
    target = build / 'tests' / 'bench' / 'js'
    wanted = json.loads((HERE / 'package.json').read_text())['dependencies']
    if shutil.which('node') is None:
        return None, 'node is not installed'

    target.mkdir(parents=True, exist_ok=True)
    for source in [*HERE.glob('*.mjs'), HERE / 'package.json']:
        shutil.copy(source, target)

    def is_there(name: str, version: str) -> bool:
        package = target / 'node_modules' / name / 'package.json'
        return package.exists() and json.loads(package.read_text())['version'] == version

    if not all(is_there(name, version) for name, version in wanted.items()):
        if shutil.which('npm') is None:
            return None, 'npm is not installed'
        done = subprocess.run(['npm', 'install', '--no-audit', '--no-fund', '--no-package-lock'],
                              cwd=target, capture_output=True, text=True)
        if done.returncode != 0:
            return None, 'npm install failed: ' + (done.stderr.strip().splitlines() or ['?'])[-1]
    return target, ''


def find_peers(build: Path, may_build: bool) -> dict[str, list[str]]:
    """The command line of each peer that can run here; says which cannot."""
    available = programs_of(build)
    if may_build:
        subprocess.run(['meson', 'compile', '-C', str(build), *sorted(available)], check=True,
                       stdout=subprocess.DEVNULL)

    commands = {peer: [str(build / 'tests' / 'bench' / program)]
                for peer, program in NATIVE.items() if program in available}
    if 'qt' not in commands:
        print('qt is left out: Qt 6 (qt6-base-dev) was not found when the build was set up')

    scripts, reason = install_scripts(build)
    for peer in SCRIPTS:
        if scripts is None:
            print(f'{peer} is left out: {reason}')
        else:
            commands[peer] = ['node', '--expose-gc', str(scripts / 'bench.mjs'), peer]
    return {peer: commands[peer] for peer in PEERS if peer in commands}


def find_gjs(build: Path, may_build: bool) -> tuple[list[str], dict[str, str]] | None:
    """The command line that measures the overrides of GJS, and its environment."""
    scripts, reason = install_scripts(build)
    typelib = 'reactivity-glib/Reactivity-1.typelib'
    if shutil.which('gjs') is None:
        reason = 'gjs is not installed'
    elif not any(typelib in name for t in introspect(build, '--targets') for name in t['filename']):
        reason = 'the build has no introspection'
    if reason:
        print(f'gjs is left out: {reason}')
        return None

    if may_build:
        subprocess.run(['ninja', '-C', str(build), typelib], check=True, stdout=subprocess.DEVNULL)
    folder = str(build / 'reactivity-glib')
    overrides = HERE.parents[1] / 'reactivity-glib' / 'overrides' / 'gjs'
    env = {**os.environ, 'GI_TYPELIB_PATH': folder, 'LD_LIBRARY_PATH': folder,
           'GJS_PATH': str(overrides)}
    return ['gjs', '-m', str(scripts / 'gjs.mjs')], env


class Peer:
    """A running program that does one job for each line that it is given."""

    def __init__(self, name: str, command: list[str], env: dict[str, str]) -> None:
        self.name = name
        self.command = command
        self.env = {**os.environ, **env}
        # The override is what this one does without.
        if name == 'pygobject':
            self.env.pop('PYTHONPATH', None)
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, bufsize=1,
                                        env=self.env)

    def do(self, job: str) -> dict:
        self.process.stdin.write(job + '\n')
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise Failure(f'{self.name} failed in {job} (status {self.process.wait()})')
        return json.loads(line)

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait()

    def restart(self) -> None:
        self.end()
        self.start()


class Results:
    """What was measured: for each workload and peer one number per round."""

    def __init__(self) -> None:
        self.values: dict[str, dict[str, list[float]]] = {}
        self.skipped: dict[str, dict[str, str]] = {}
        self.expected: dict[str, tuple[int, int]] = {}

    def add(self, peer: str, result: dict) -> None:
        name = result['name']
        if 'skip' in result:
            self.skipped.setdefault(peer, {})[name] = result['skip']
            return

        if 'sum' in result:
            self.check(peer, name, result['sum'], result['runs'])

        value = result['bytes'] if name in MEMORY else result['ns']
        self.values.setdefault(name, {}).setdefault(peer, []).append(value)

    def check(self, peer: str, name: str, total: int, runs: int) -> None:
        """Every peer must compute the same; those that run each function once, as often."""
        expected, expected_runs = self.expected.setdefault(name, (total, 0))
        if total != expected:
            raise Failure(f'{peer} computes {total} in {name}, others {expected}')
        if runs and expected_runs and runs != expected_runs:
            raise Failure(f'{peer} runs {runs} functions in {name}, others {expected_runs}')
        self.expected[name] = (total, expected_runs or runs)

    def median(self, name: str, peer: str) -> float | None:
        values = self.values.get(name, {}).get(peer)
        return statistics.median(values) if values else None

    def ratio(self, name: str, slow: str, fast: str) -> float | None:
        """How many times faster `fast` is: the median of the rounds, each of which measures both
        within a second or so."""
        of = self.values.get(name, {})
        pairs = list(zip(of.get(slow, []), of.get(fast, [])))
        return statistics.median(a / b for a, b in pairs) if pairs else None

    def mean(self, slow: str, fast: str, names) -> tuple[float, int] | None:
        """The geometric mean of the ratios, and over how many workloads."""
        ratios = [r for r in (self.ratio(n, slow, fast) for n in names) if r is not None]
        if not ratios:
            return None
        return math.exp(sum(map(math.log, ratios)) / len(ratios)), len(ratios)

    def worst(self, slow: str, fast: str, names) -> tuple[float, str] | None:
        ratios = [(r, n) for n in names if (r := self.ratio(n, slow, fast)) is not None]
        return min(ratios) if ratios else None


def run_rounds(commands: dict[str, list[str]], jobs: dict[str, int], rounds: int,
               results: Results, env: dict[str, str] | None = None) -> None:
    """Within a round the peers take turns after each workload, each time in another order."""
    if not commands or not jobs:
        return
    for number in range(rounds):
        peers = [Peer(name, command, env or {}) for name, command in commands.items()]
        try:
            for turn, (name, count) in enumerate(jobs.items()):
                # What takes a second by itself need not be repeated as often.
                if name.endswith('1000000') and number >= 2:
                    continue

                # A heap in which 100,000 nodes were freed in any order scatters what comes after;
                # a compiler that has seen more is better. So only native programs start afresh.
                if name in FRESH:
                    for peer in peers:
                        if peer.name in NATIVE:
                            peer.restart()

                first = (turn + number) % len(peers)
                for peer in peers[first:] + peers[:first]:
                    results.add(peer.name, peer.do(f'{name}={count}'))
                if sys.stderr.isatty():
                    print(f'\rround {number + 1} of {rounds}: {name:<30}', end='', file=sys.stderr)
        finally:
            for peer in peers:
                peer.end()
    if sys.stderr.isatty():
        print('\r' + ' ' * 60 + '\r', end='', file=sys.stderr)


def run_gjs(command: list[str], env: dict[str, str], jobs: dict[str, int], rounds: int,
            results: Results) -> None:
    """Each in a process of its own: a compiler that has seen more is another one."""
    for _ in range(rounds):
        for name, count in jobs.items():
            done = subprocess.run([*command, f'{name}={count}'], env=env, capture_output=True,
                                  text=True, timeout=TIMEOUT)
            if done.returncode != 0:
                raise Failure(f'gjs failed in {name}: {done.stderr.strip()}')
            for line in done.stdout.splitlines():
                result = json.loads(line)
                results.add(result['peer'], result)


def run_memory(commands: dict[str, list[str]], jobs: dict[str, int], results: Results) -> None:
    """Each in a process of its own, with slices that the heap's statistics can see."""
    env = {**os.environ, 'G_SLICE': 'always-malloc'}
    for name, count in jobs.items():
        for peer, command in commands.items():
            done = subprocess.run([*command, f'{name}={count}'], env=env, capture_output=True,
                                  text=True, timeout=TIMEOUT)
            if done.returncode != 0:
                raise Failure(f'{peer} failed in {name}: {done.stderr.strip()}')
            results.add(peer, json.loads(done.stdout))


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """In Markdown, aligned for the terminal."""
    widths = [max(3, *(len(row[i]) for row in [head, *rows])) for i in range(len(head))]
    lines = [head, ['-' * widths[0]] + ['-' * (w - 1) + ':' for w in widths[1:]], *rows]
    return ['| ' + ' | '.join([row[0].ljust(widths[0])] + [c.rjust(w) for c, w in
                                                          zip(row[1:], widths[1:])]) + ' |'
            for row in lines] + ['']


def number(value: float | None) -> str:
    if value is None:
        return '-'
    return f'{value:.0f}' if value >= 1000 else f'{value:.1f}'


def times(value: float | None) -> str:
    return '-' if value is None else f'{value:.2f}'


def numbers(title: str, names, peers: list[str], results: Results) -> list[str]:
    names = [n for n in names if n in results.values]
    if not names:
        return []
    return [title, '', *table(['', *peers], [[n, *(number(results.median(n, p)) for p in peers)]
                                             for n in names])]


RATIOS = [
    ('gvalue : alien', 'alien', 'gvalue'),
    ('typed : alien', 'alien', 'typed'),
    ('gvalue : preact', 'preact', 'gvalue'),
    ('gvalue : qt', 'qt', 'gvalue'),
    ('typed : qt', 'qt', 'typed'),
    ('gvalue : notify', 'notify', 'gvalue'),
    ('gvalue : gbinding', 'gbinding', 'gvalue'),
    ('core : gvalue', 'gvalue', 'core'),
    ('core : typed', 'typed', 'core'),
]


def ratios(names, means_of, peers: list[str], results: Results) -> list[str]:
    columns = [c for c in RATIOS if c[1] in peers and c[2] in peers]
    names = [n for n in names if n in results.values]
    if not names or not columns:
        return []
    rows = [[n, *(times(results.ratio(n, slow, fast)) for _, slow, fast in columns)]
            for n in names]
    means = [results.mean(slow, fast, means_of) for _, slow, fast in columns]
    worst = [results.worst(slow, fast, means_of) for _, slow, fast in columns]
    rows.append(['geometric mean of the updates',
                 *('-' if m is None else f'{m[0]:.2f}' for m in means)])
    rows.append(['over so many workloads', *('-' if m is None else str(m[1]) for m in means)])
    rows.append(['the lowest of them', *('-' if w is None else f'{w[0]:.2f}' for w in worst)])
    return ['How many times faster the first is than the second', '',
            *table(['', *(c[0] for c in columns)], rows)]


PYTHON_RATIOS = [
    ('python : pure', 'pure', 'python'),
    ('pygobject : python', 'python', 'pygobject'),
    ('call : python', 'python', 'call'),
]


def python_ratios(results: Results) -> list[str]:
    names = [n for n in PYTHON if n in results.values]
    if not names:
        return []
    return ['How many times faster the first is than the second', '',
            *table(['', *(c[0] for c in PYTHON_RATIOS)],
                   [[n, *(times(results.ratio(n, slow, fast)) for _, slow, fast in PYTHON_RATIOS)]
                    for n in names])]


def python_containers(results: Results) -> list[str]:
    names = [n for n in PYTHON_CONTAINERS if n in results.values]
    if not names:
        return []
    rows = [[n.removeprefix('python '), number(results.median(n, 'reactive')),
             number(results.median(n, 'plain')), times(results.ratio(n, 'reactive', 'plain'))]
            for n in names]
    return ['Containers in Python: ns, and how many times longer a reactive one takes', '',
            *table(['', 'reactive', 'plain', 'ratio'], rows)]


def gjs_table(results: Results) -> list[str]:
    names = [n for n in GJS if n in results.values]
    if not names:
        return []
    rows = [[n.removeprefix('gjs '), number(results.median(n, 'gjs')),
             number(results.median(n, 'gjs-alien')), times(results.ratio(n, 'gjs', 'gjs-alien'))]
            for n in names]
    return ['ns in GJS, and how many times longer ours takes', '',
            *table(['', 'gjs', 'alien', 'ratio'], rows)]


def budgets_of(results: Results) -> list[tuple[str, str, bool | None]]:
    """What the project asks for, what was measured, and whether that is enough."""
    budgets = []

    def add(what: str, value: float | None, limit: float, at_least: bool, note: str = '') -> None:
        if value is None:
            budgets.append((what, 'not measured', None))
            return
        met = value >= limit if at_least else value <= limit
        budgets.append((what, f'{value:.2f}{note}', met))

    for ours, rival, limit in [('gvalue', 'alien', 3.5), ('gvalue', 'qt', 3.0),
                               ('typed', 'alien', 5.0), ('typed', 'qt', 4.0)]:
        mean = results.mean(rival, ours, UPDATE)
        add(f'{ours}, geometric mean against {rival} >= {limit}', mean and mean[0], limit, True)
        if ours == 'gvalue':
            worst = results.worst(rival, ours, UPDATE)
            add(f'{ours}, every workload against {rival} >= 1.5', worst and worst[0], 1.5, True,
                f' ({worst[1]})' if worst else '')

    for ours, limit in [('gvalue', 2.0), ('typed', 1.5)]:
        mean = results.mean(ours, 'core', UPDATE)
        add(f'{ours}, time against core <= {limit}', mean and mean[0], limit, False)

    for ours in ['gvalue', 'typed']:
        add(f'{ours}, creating signals against alien >= 1',
            results.ratio('createSignals', 'alien', ours), 1, True)
        add(f'{ours}, creating derived (1to1) against alien >= 8',
            results.ratio('createComputations1to1', 'alien', ours), 8, True)

    for ours in OURS:
        for shape in ['chain', 'fan']:
            few = results.median(f'{shape} 10000', ours)
            many = results.median(f'{shape} 1000000', ours)
            add(f'{ours}, {shape} of 1,000,000 against 10,000, per node <= 2',
                many / few if few and many else None, 2, False)

    for ours in OURS:
        for what, limit in [('bytes per signal', 200), ('bytes per derived', 200),
                            ('bytes per link, 128 sources', 32)]:
            add(f'{ours}, {what} <= {limit}', results.median(what, ours), limit, False)

    for name in PYTHON:
        if 'create' in name:
            add(f'{name}, time against pygobject <= 3', results.ratio(name, 'python', 'pygobject'),
                3, False)
        else:
            add(f'{name}, against pure >= 1', results.ratio(name, 'pure', 'python'), 1, True)
    name = 'python set, one effect'
    add(f'{name}, time against call <= 5', results.ratio(name, 'python', 'call'), 5, False)
    for name, limit in [('gjs get', 2), ('gjs get of a derived', 2), ('gjs set, no subscribers', 3),
                        ('gjs set + 1 effect', 8), ('gjs diamond of 10', 7),
                        ('gjs chain of 10', 5)]:
        add(f'{name}, time against alien in GJS <= {limit}',
            results.ratio(name, 'gjs', 'gjs-alien'), limit, False)
    derived = results.median('gjs create, derived that is read', 'gjs')
    signal = results.median('gjs create, signal', 'gjs')
    add('gjs create, a derived against a signal <= 2',
        derived / signal if derived and signal else None, 2, False)
    return budgets


def without(results: Results) -> list[str]:
    lines = []
    for peer, skipped in results.skipped.items():
        reasons: dict[str, list[str]] = {}
        for name, reason in skipped.items():
            reasons.setdefault(reason, []).append(name)
        lines += [f'- {peer} does without {", ".join(names)}: {reason}.'
                  for reason, names in reasons.items()]
    return [*lines, ''] if lines else []


def version_of(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except OSError:
        return '?'


PYTHON_VERSIONS = """
import gi, platform
print(platform.python_version() + ', PyGObject ' + gi.__version__)
"""


def describe(commands: dict[str, list[str]], build: Path) -> dict[str, str]:
    packages = json.loads((HERE / 'package.json').read_text())['dependencies']
    model = re.search(r'^model name\s*:\s*(.*)$', Path('/proc/cpuinfo').read_text(), re.M) \
        if Path('/proc/cpuinfo').exists() else None
    about = {
        'machine': f'{model.group(1) if model else platform.machine()}, '
                   f'{os.cpu_count()} cores, {platform.system()}',
        'GLib': version_of(['pkg-config', '--modversion', 'glib-2.0']),
        'compiler': version_of([*programs_of(build)['bench-core'], '--version']).split('\n')[0],
    }
    if 'qt' in commands:
        about['Qt'] = version_of(['pkg-config', '--modversion', 'Qt6Core'])
    if 'python' in commands:
        about['Python'] = version_of([commands['python'][0], '-c', PYTHON_VERSIONS])
    if 'alien' in commands:
        about['node'] = version_of(['node', '--version'])
        if shutil.which('gjs'):
            about['gjs'] = version_of(['gjs', '--version']).removeprefix('gjs ')
        about['packages'] = ', '.join(f'{n} {v}' for n, v in packages.items())
    return about


def report(results: Results, about: dict[str, str], is_whole: bool) -> list[str]:
    measured = {peer for of in results.values.values() for peer in of}
    peers = [p for p in PEERS if p in measured]
    lines = [f'- {name}: {value}' for name, value in about.items()] + ['']

    lines += numbers('ns per node: made, read once, and let go', CREATE, peers, results)
    lines += numbers('ns per iteration', UPDATE, peers, results)
    lines += ratios([*CREATE, *UPDATE], UPDATE, peers, results)
    lines += numbers('ns per node, one change of a whole chain or fan', SCALE, peers, results)
    lines += numbers('Bytes', MEMORY, peers, results)
    lines += numbers('Python: ns per iteration', PYTHON, PYTHON_PEERS, results)
    lines += python_ratios(results)
    lines += python_containers(results)
    lines += gjs_table(results)
    lines += without(results)

    budgets = [b for b in budgets_of(results) if is_whole or b[2] is not None]
    if budgets:
        verdicts = {True: 'met', False: 'MISSED', None: '-'}
        lines += ['Budgets', '', *table(['', 'measured', 'budget'],
                                        [[what, value, verdicts[met]]
                                         for what, value, met in budgets])]
    return lines


def write_page(page: Path, lines: list[str]) -> None:
    """Puts the report between the two marks of a page."""
    text = page.read_text()
    before, _, rest = text.partition('<!-- measured -->\n')
    _, _, after = rest.partition('<!-- end -->\n')
    page.write_text(before + '<!-- measured -->\n' + '\n'.join(['', *lines])
                    + '<!-- end -->\n' + after)


def save(path: Path, results: Results, about: dict[str, str]) -> None:
    path.write_text(json.dumps({
        'about': about,
        'values': results.values,
        'skipped': results.skipped,
        'budgets': [{'what': w, 'measured': v, 'met': m} for w, v, m in budgets_of(results)],
    }, indent=1) + '\n')


def merge(paths: list[Path]) -> tuple[Results, dict[str, str]]:
    """The rounds of several runs of one machine, taken together."""
    results = Results()
    about: dict[str, str] = {}
    for path in paths:
        run = json.loads(path.read_text())
        about = {**run['about'], 'run': f'{len(paths)} runs, each ' + run['about']['run']}
        results.skipped.update(run['skipped'])
        for name, of in run['values'].items():
            for peer, values in of.items():
                results.values.setdefault(name, {}).setdefault(peer, []).extend(values)
    return results, about


def measure(args: argparse.Namespace) -> tuple[Results, dict[str, str]]:
    rounds = args.rounds or (2 if args.quick else 5)
    matches = re.compile(args.filter).search
    jobs = {n: c for n, c in {**CREATE, **UPDATE, **SCALE}.items() if matches(n)}
    python_jobs = {n: c for n, c in PYTHON.items() if matches(n)}
    container_jobs = {n: c for n, c in PYTHON_CONTAINERS.items() if matches(n)}
    memory = {n: c for n, c in MEMORY.items() if matches(n)}
    if args.quick:
        jobs = {n: max(c // 4, 8) for n, c in jobs.items() if not n.endswith('1000000')}
        python_jobs = {n: c // 4 for n, c in python_jobs.items()}
        container_jobs = {n: c // 4 for n, c in container_jobs.items()}

    build = args.build_dir.resolve()
    check_build_type(build)
    commands = find_peers(build, not args.no_build)
    python_commands, env = find_python(build, not args.no_build)
    if args.peers:
        wanted = args.peers.split(',')
        commands = {p: c for p, c in commands.items() if p in wanted}
        python_commands = {p: c for p, c in python_commands.items() if p in wanted}

    start = time.monotonic()
    results = Results()
    run_rounds(commands, jobs, rounds, results)
    for peers, each in [(PYTHON_PEERS, python_jobs), (PYTHON_CONTAINER_PEERS, container_jobs)]:
        run_rounds({p: c for p, c in python_commands.items() if p in peers}, each, rounds, results,
                   env)
    run_memory(commands, memory, results)
    scripts = {n: c for n, c in GJS.items() if matches(n)}
    gjs = find_gjs(build, not args.no_build) if scripts and 'gjs' in (args.peers or 'gjs') else None
    if gjs:
        run_gjs(*gjs, scripts, rounds, results)
    about = describe({**commands, **python_commands}, build)
    about['run'] = f'{rounds} rounds in {time.monotonic() - start:.0f} s; medians'
    return results, about


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--build-dir', type=Path, help='a build directory that meson has set up')
    parser.add_argument('--no-build', action='store_true', help='the programs are up to date')
    parser.add_argument('--rounds', type=int, help='how often all is measured (5)')
    parser.add_argument('--filter', default='', help='only workloads that match this expression')
    parser.add_argument('--peers', default='', help='only these, separated by commas')
    parser.add_argument('--quick', action='store_true',
                        help='fewer iterations and rounds, nothing of 1,000,000 nodes')
    parser.add_argument('--json', type=Path, help='write the raw numbers to this file, too')
    parser.add_argument('--merge', type=Path, nargs='+', metavar='JSON',
                        help='measure nothing, report what --json has written')
    parser.add_argument('--page', type=Path, help='put the report into this page, too')
    args = parser.parse_args()
    if args.merge is None and args.build_dir is None:
        parser.error('--build-dir is needed to measure')

    try:
        results, about = merge(args.merge) if args.merge else measure(args)
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1

    lines = report(results, about, not (args.filter or args.peers or args.quick))
    print('\n'.join(lines))
    if args.json:
        save(args.json, results, about)
    if args.page:
        write_page(args.page, lines)
    return 0


if __name__ == '__main__':
    sys.exit(main())
