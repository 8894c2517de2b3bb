#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Builds the project of README.md as a user would: installed, and as a subproject from a wrap.

The C, Meson and shell blocks of the page are taken as they stand. Reports in TAP.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


class Failure(Exception):
    """A command that failed, with what it printed."""


def run(*command: str, cwd: Path, env: dict[str, str]) -> str:
    ran = subprocess.run(command, cwd=cwd, env=env, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, encoding='utf-8')
    if ran.returncode != 0:
        raise Failure(f'{" ".join(command)}\n{ran.stdout}')
    return ran.stdout


def find_block(page: str, language: str, word: str) -> str:
    """The text of the first block in @language that has @word in it."""
    for block in re.findall(rf'^```{language}\n(.*?)^```$', page, re.MULTILINE | re.DOTALL):
        if word in block:
            return block
    raise Failure(f'README.md has no {language} block with {word}')


def copy_source(root: Path, target: Path) -> None:
    """Copies the source tree, without repositories and build folders in it."""
    def skipped(folder: str, names: list[str]) -> list[str]:
        return [name for name in names
                if name == '.git' or (Path(folder) / name / 'meson-info').is_dir()]

    shutil.copytree(root, target, ignore=skipped)


class Consumer:
    def __init__(self, root: Path, meson: str, folder: Path, env: dict[str, str]):
        self.meson = meson
        self.folder = folder
        self.env = env
        page = (root / 'README.md').read_text(encoding='utf-8')
        self.code = find_block(page, 'c', 'main (')
        self.build = find_block(page, 'meson', 'executable')
        self.wrap = find_block(page, 'sh', '.wrap')
        self.output = find_block(page, 'text', '')
        self.library = folder / 'reactivity-glib'
        copy_source(root, self.library)

    def make_project(self, name: str) -> Path:
        project = self.folder / name
        project.mkdir()
        (project / 'counter.c').write_text(self.code, encoding='utf-8')
        (project / 'meson.build').write_text(self.build, encoding='utf-8')
        return project

    def check(self, project: Path, *options: str, env: dict[str, str]) -> None:
        run(self.meson, 'setup', 'build', *options, cwd=project, env=env)
        run(self.meson, 'compile', '-C', 'build', cwd=project, env=env)
        printed = run(self.meson, 'devenv', '-C', 'build', './counter', cwd=project, env=env)
        if printed != self.output:
            raise Failure(f'it prints:\n{printed}\ninstead of:\n{self.output}')

    def check_installed(self) -> None:
        prefix = self.folder / 'prefix'
        run(self.meson, 'setup', 'build', '--prefix', str(prefix), '--libdir', 'lib',
            '-Dauto_features=disabled', cwd=self.library, env=self.env)
        run(self.meson, 'install', '-C', 'build', cwd=self.library, env=self.env)
        shutil.rmtree(self.library / 'build')
        env = self.env | {'PKG_CONFIG_PATH': str(prefix / 'lib' / 'pkgconfig'),
                          'LD_LIBRARY_PATH': str(prefix / 'lib')}
        self.check(self.make_project('installed'), '--wrap-mode=nofallback', env=env)

    def check_wrap(self) -> None:
        git = ['git', '-c', 'user.name=Test', '-c', 'user.email=test@localhost']
        run(*git, 'init', '--quiet', cwd=self.library, env=self.env)
        run(*git, 'remote', 'add', 'origin', str(self.library), cwd=self.library, env=self.env)
        run(*git, 'add', '--all', cwd=self.library, env=self.env)
        run(*git, 'commit', '--quiet', '--message=All', cwd=self.library, env=self.env)

        project = self.make_project('wrapped')
        run('sh', '-euc', self.wrap, cwd=project, env=self.env)
        self.check(project, '--wrap-mode=forcefallback', '-Dauto_features=disabled', env=self.env)
        if not (project / 'subprojects' / 'reactivity-glib' / 'meson.build').exists():
            raise Failure('the subproject was not used')


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--root', type=Path, required=True, help='the source tree')
    parser.add_argument('--meson', default='meson', help='the program')
    args = parser.parse_args()

    # What the tests of this build need (sanitizers, paths) is not for the builds made here.
    env = {name: value for name, value in os.environ.items()
           if name not in ('LD_PRELOAD', 'LD_LIBRARY_PATH', 'PKG_CONFIG_PATH', 'CFLAGS', 'LDFLAGS',
                           'DESTDIR', 'MESON_TESTTHREADS')
           and not name.startswith('GIT_')}
    env['LC_ALL'] = 'C.UTF-8'

    with tempfile.TemporaryDirectory() as folder:
        consumer = Consumer(args.root, args.meson, Path(folder), env)
        checks = [('the project of README.md builds with the installed library',
                   consumer.check_installed, None),
                  ('the project of README.md builds with the library as a subproject',
                   consumer.check_wrap, None if shutil.which('git') else 'git is not installed')]
        print(f'1..{len(checks)}')
        failed = 0
        for number, (title, check, why_not) in enumerate(checks, 1):
            if why_not is not None:
                print(f'ok {number} - {title} # SKIP {why_not}')
                continue
            try:
                check()
                print(f'ok {number} - {title}', flush=True)
            except Failure as failure:
                failed += 1
                print(f'not ok {number} - {title}')
                print(*('# ' + line for line in str(failure).split('\n')), sep='\n', flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
