#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compiles and runs the C examples of the documentation; reports in TAP.

An example is a block marked as C, in a Markdown page or in a documentation comment. A `text`
block that follows it is what it must print. CONTRIBUTING.md tells how to write one.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

INCLUDE = '#include <locale.h>\n#include <reactivity-glib/reactivity.h>\n'

# What may open a definition that stands outside of any function.
DEFINITION = re.compile(r'(?:static|typedef|struct|enum|union|extern)\b|G_DEFINE_|G_DECLARE_|#')
# Strings, characters and comments: what is inside of them closes no brace.
QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|/\*.*?\*/|//.*')
COMMENT = re.compile(r'/\*\*\n(.*?)\*/', re.DOTALL)
HEADING = re.compile(r'#+ +(.*)')
BLOCK = {
    'md': (re.compile(r'```\s*(\w*)\s*$'), re.compile(r'```\s*$')),
    'gtk-doc': (re.compile(r'\|\[\s*(?:<!--\s*language="(\w+)"\s*-->)?\s*$'), re.compile(r'\]\|\s*$')),
}
HIDDEN = re.compile(r'<!-- snippet( warns)?\s*(-->)?\s*$')
LOG_PREFIX = re.compile(r'^\(.*?:\d+\): (\S+) \*\*: [\d:.]+: ', re.MULTILINE)
LOG_START = re.compile(r'\n(?=\(.*?:\d+\): \S+ \*\*: )')


@dataclass
class Snippet:
    path: str
    title: str  # the heading or the symbol that it stands under
    line: int  # of its first line of code
    code: list[str]
    before: list[str]  # a hidden block
    before_line: int
    warns: bool  # may log a warning
    expected: str | None = None

    @property
    def name(self) -> str:
        return f'{self.path}:{self.line} {self.title}'


def find_snippets(path: str, title: str, lines: list[str], offset: int) -> list[Snippet]:
    """The examples in the text @lines, the first of which is line @offset of @path."""
    snippets: list[Snippet] = []
    before: list[str] = []
    before_line = 0
    warns = False
    last: Snippet | None = None  # the example that a `text` block would belong to
    i = 0
    while i < len(lines):
        line = lines[i]
        hidden = HIDDEN.match(line)
        opened = next(((match, end) for start, end in BLOCK.values() if (match := start.match(line))),
                      None)
        if hidden is not None:
            start = i + 1
            if hidden.group(2) is None:
                while lines[i].strip() != '-->':
                    i += 1
            before, before_line, warns = lines[start:i], offset + start, hidden.group(1) is not None
        elif opened is not None:
            match, end = opened
            language = (match.group(1) or '').lower()
            start = i = i + 1
            while not end.match(lines[i]):
                i += 1
            body = lines[start:i]
            if language == 'c':
                last = Snippet(path, title, offset + start, body, before, before_line, warns)
                snippets.append(last)
            else:
                if language in ('text', 'plain') and last is not None:
                    last.expected = '\n'.join(body)
                last = None
            before, warns = [], False
        elif heading := HEADING.match(line):
            title = heading.group(1)
            last = None
        elif line.strip():
            last = None
        i += 1
    return snippets


def find_in_source(path: str, text: str) -> list[Snippet]:
    snippets = []
    for match in COMMENT.finditer(text):
        first = text.count('\n', 0, match.start(1)) + 1
        lines = [re.sub(r'^ \* ?', '', line) for line in match.group(1).split('\n')]
        title = lines[0].rstrip().removesuffix(':')
        found = find_snippets(path, title, lines, first)
        for snippet in found:
            snippet.title = title
        snippets += found
    return snippets


def split_definitions(lines: list[str], first: int) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Parts @lines into those that stand outside of any function, and the rest."""
    outside: list[tuple[int, str]] = []
    inside: list[tuple[int, str]] = []
    i = 0
    while i < len(lines):
        if not DEFINITION.match(lines[i]):
            inside.append((first + i, lines[i]))
            i += 1
            continue
        macro = lines[i].startswith('#')
        ends = (')', '}', ';') if lines[i].startswith('G_') else ('}', ';')
        depth = 0
        while i < len(lines):
            outside.append((first + i, lines[i]))
            bare = QUOTED.sub('""', lines[i]).rstrip()
            i += 1
            depth += sum(bare.count(c) for c in '{(') - sum(bare.count(c) for c in '})')
            if not bare.endswith('\\') if macro else depth == 0 and bare.endswith(ends):
                break
    return outside, inside


def located(path: str, lines: list[tuple[int, str]]) -> str:
    """The text of @lines, with marks that let the compiler report their place in @path."""
    text = ''
    expected = 0
    for number, line in lines:
        if number != expected:
            text += f'#line {number} "{path}"\n'
        text += line + '\n'
        expected = number + 1
    return text


def program(snippet: Snippet) -> str:
    if any(re.match(r'(int )?main \(', line) for line in snippet.code):
        lines = [*enumerate(snippet.before, snippet.before_line), *enumerate(snippet.code, snippet.line)]
        return located(snippet.path, lines)

    hidden = split_definitions(snippet.before, snippet.before_line)
    shown = split_definitions(snippet.code, snippet.line)
    return (INCLUDE + located(snippet.path, hidden[0] + shown[0])
            + 'int\nmain (void)\n{\nsetlocale (LC_ALL, "");\n'
            + located(snippet.path, hidden[1] + shown[1]) + 'return 0;\n}\n')


def normalize(output: str) -> str:
    """Takes the process id and the time out of log messages, and the space around them."""
    output = LOG_PREFIX.sub(r'\1: ', LOG_START.sub('', '\n' + output))
    return '\n'.join(line.rstrip() for line in output.strip('\n').split('\n'))


class Runner:
    def __init__(self, args: argparse.Namespace, folder: Path):
        self.compiler = args.compiler
        self.flags = args.flags
        self.wrapper = args.wrapper
        self.folder = folder

    def run(self, index: int, snippet: Snippet) -> str | None:
        """Compiles and runs @snippet; returns what went wrong."""
        source = self.folder / f'snippet-{index}.c'
        binary = self.folder / f'snippet-{index}'
        source.write_text(program(snippet), encoding='utf-8')
        built = subprocess.run([*self.compiler, '-o', str(binary), str(source), *self.flags],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding='utf-8')
        if built.returncode != 0:
            return 'it does not compile:\n' + built.stdout

        environ = os.environ | {'LC_ALL': 'C.UTF-8', 'LANGUAGE': '', 'G_SLICE': 'always-malloc'}
        environ['G_DEBUG'] = '' if snippet.warns else 'fatal-warnings'
        try:
            ran = subprocess.run([*self.wrapper, str(binary)], env=environ, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, encoding='utf-8', timeout=300)
        except subprocess.TimeoutExpired:
            return 'it does not end'
        if ran.returncode != 0:
            return f'it ends with status {ran.returncode}:\n{ran.stdout}'
        printed = normalize(ran.stdout)
        if snippet.expected is not None and printed != normalize(snippet.expected):
            return f'it prints:\n{printed}\ninstead of:\n{snippet.expected}'
        if snippet.expected is None and snippet.warns:
            return 'it may warn, so what it prints must follow'
        return None


def collect(root: Path) -> list[Snippet]:
    snippets = []
    pages = [*sorted(root.glob('*.md')), *sorted((root / 'docs').glob('*.md'))]
    for page in pages:
        lines = page.read_text(encoding='utf-8').split('\n')
        snippets += find_snippets(str(page.relative_to(root)), page.stem, lines, 1)
    for source in sorted((root / 'reactivity-glib').glob('*/*.[ch]')):
        snippets += find_in_source(str(source.relative_to(root)), source.read_text(encoding='utf-8'))
    return snippets


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--root', type=Path, required=True, help='the source tree')
    parser.add_argument('--compiler', type=shlex.split, required=True, help='a C compiler')
    parser.add_argument('--flags', type=shlex.split, default=[], help='flags for the compiler')
    parser.add_argument('--package', help='a pkg-config package whose flags are added')
    parser.add_argument('--pkg-config-path', help='where to look for it')
    parser.add_argument('--sanitize', nargs='*', default=[], help='as b_sanitize of Meson')
    parser.add_argument('--wrapper', type=shlex.split, default=os.environ.get('SNIPPET_WRAPPER', ''),
                        help='runs each example; the default is in SNIPPET_WRAPPER')
    parser.add_argument('--jobs', type=int, default=os.cpu_count())
    parser.add_argument('--only', default='', help='runs the examples with this in their name')
    parser.add_argument('--list', action='store_true', help='only prints their names')
    args = parser.parse_args()

    snippets = [snippet for snippet in collect(args.root) if args.only in snippet.name]
    if args.list:
        print(*(snippet.name for snippet in snippets), sep='\n')
        return 0

    # What a careful user would ask for, on the oldest GLib that will do. For clang, a variable that
    # only keeps something alive is unused.
    args.flags += ['-std=c11', '-g', '-Wall', '-Wextra', '-Wno-unused-parameter',
                   '-Wno-unused-variable', '-Werror',
                   '-DGLIB_VERSION_MIN_REQUIRED=GLIB_VERSION_2_74',
                   '-DGLIB_VERSION_MAX_ALLOWED=GLIB_VERSION_2_74']
    if sanitizers := ','.join(name for name in args.sanitize if name not in ('', 'none')):
        args.flags.append('-fsanitize=' + sanitizers)
    if args.package:
        environ = dict(os.environ)
        if args.pkg_config_path:
            environ['PKG_CONFIG_PATH'] = args.pkg_config_path
        query = [os.environ.get('PKG_CONFIG', 'pkg-config'), args.package]
        flags = shlex.split(subprocess.check_output([*query, '--cflags', '--libs'], env=environ, text=True))
        libdir = subprocess.check_output([*query, '--variable=libdir'], env=environ, text=True).strip()
        flags += [f'-Wl,-rpath,{flag[2:]}' for flag in flags if flag.startswith('-L')] or \
                 [f'-Wl,-rpath,{libdir}']
        args.flags += flags

    print(f'1..{len(snippets)}')
    failed = 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(args.jobs) as pool:
        runner = Runner(args, Path(folder))
        for index, (snippet, problem) in enumerate(
                zip(snippets, pool.map(runner.run, range(len(snippets)), snippets)), 1):
            failed += problem is not None
            print('ok' if problem is None else 'not ok', index, '-', snippet.name.replace('#', ''))
            if problem is not None:
                print(*('# ' + line for line in problem.split('\n')), sep='\n', flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
