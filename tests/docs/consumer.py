#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Builds the project of README.md as a user would: installed, and as a subproject from a wrap.

The C, Meson and shell blocks of the page are taken as they stand; so are the Vala and the Python
block, and the Meson block of the page for Vala. Reports in TAP.
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
                         stderr=subprocess.STDOUT, encoding="utf-8")
    if ran.returncode != 0:
        raise Failure(f'{" ".join(command)}\n{ran.stdout}')
    return ran.stdout


def find_block(page: str, language: str, word: str) -> str:
    """The text of the first block in @language that has @word in it."""
    for block in re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        if word in block:
            return block
    raise Failure(f"there is no {language} block with {word}")


def copy_source(root: Path, target: Path) -> None:
    """Copies the source tree, without repositories and build folders in it."""

    def skipped(folder: str, names: list[str]) -> list[str]:
        builds = [name for name in names if (Path(folder) / name / "meson-info").is_dir()]
        return [name for name in names if name in (".git", "build", "node_modules", *builds)]

    shutil.copytree(root, target, ignore=skipped)


class Consumer:
    def __init__(self, args: argparse.Namespace, folder: Path, env: dict[str, str]):
        root = args.root
        self.meson = args.meson
        self.python = args.python
        self.folder = folder
        self.env = env
        page = (root / "README.md").read_text(encoding="utf-8")
        self.code = find_block(page, "c", "main (")
        self.build = find_block(page, "meson", "executable")
        self.wrap = find_block(page, "sh", ".wrap")
        self.output = find_block(page, "text", "")
        self.script = find_block(page, "python", "effect")
        self.vala = find_block(page, "vala", "main (")
        page = (root / "docs" / "getting-started-vala.md").read_text(encoding="utf-8")
        self.vala_build = find_block(page, "meson", "executable")
        self.library = folder / "reactivity-glib"
        copy_source(root, self.library)

    def make_project(self, name: str, source: str, code: str, build: str) -> Path:
        project = self.folder / name
        project.mkdir()
        (project / source).write_text(code, encoding="utf-8")
        (project / "meson.build").write_text(build, encoding="utf-8")
        return project

    def make_counter(self, name: str) -> Path:
        return self.make_project(name, "counter.c", self.code, self.build)

    def check(self, project: Path, *options: str, env: dict[str, str], program="counter") -> None:
        run(self.meson, "setup", "build", *options, cwd=project, env=env)
        run(self.meson, "compile", "-C", "build", cwd=project, env=env)
        printed = run(self.meson, "devenv", "-C", "build", f"./{program}", cwd=project, env=env)
        if printed != self.output:
            raise Failure(f"it prints:\n{printed}\ninstead of:\n{self.output}")

    def check_installed(self) -> None:
        prefix = self.folder / "prefix"
        options = ["--prefix", str(prefix), "--libdir", "lib", "-Dauto_features=disabled"]
        if has_vala := all(map(shutil.which, ("valac", "vapigen", "g-ir-scanner"))):
            options += ["-Dintrospection=enabled", "-Dvapi=enabled"]
        if self.python:
            options += ["-Dintrospection=enabled", "-Dpython=enabled"]
        run(self.meson, "setup", "build", *options, cwd=self.library, env=self.env)
        run(self.meson, "install", "-C", "build", cwd=self.library, env=self.env)
        shutil.rmtree(self.library / "build")

        env = self.env | {
            "PKG_CONFIG_PATH": str(prefix / "lib" / "pkgconfig"),
            "LD_LIBRARY_PATH": str(prefix / "lib"),
        }
        self.check(self.make_counter("installed"), "--wrap-mode=nofallback", env=env)
        if has_vala:
            env["XDG_DATA_DIRS"] = f"{prefix / 'share'}:/usr/local/share:/usr/share"
            project = self.make_project("vala", "first.vala", self.vala, self.vala_build)
            self.check(project, "--wrap-mode=nofallback", env=env, program="first")
        if self.python:
            self.check_python(prefix, env)

    def check_python(self, prefix: Path, env: dict[str, str]) -> None:
        override = next(prefix.glob("lib/**/gi/overrides/Reactivity.py"))
        env = env | {
            "GI_TYPELIB_PATH": str(prefix / "lib" / "girepository-1.0"),
            "PYTHONPATH": str(override.parents[2]),
        }
        (self.folder / "counter.py").write_text(self.script, encoding="utf-8")
        printed = run(self.python, "counter.py", cwd=self.folder, env=env)
        if printed != self.output:
            raise Failure(f"it prints:\n{printed}\ninstead of:\n{self.output}")

    def check_wrap(self) -> None:
        for command in (
            ["init", "--quiet"],
            # Newer versions pack in the background what is being cloned below.
            ["config", "maintenance.auto", "false"],
            ["remote", "add", "origin", str(self.library)],
            ["add", "--all"],
            ["commit", "--quiet", "--message=All"],
        ):
            run("git", *command, cwd=self.library, env=self.env)

        project = self.make_counter("wrapped")
        run("sh", "-euc", self.wrap, cwd=project, env=self.env)
        self.check(project, "--wrap-mode=forcefallback", "-Dauto_features=disabled", env=self.env)
        if not (project / "subprojects" / "reactivity-glib" / "meson.build").exists():
            raise Failure("the subproject was not used")


def clean_environment() -> dict[str, str]:
    """Without what the build has that runs this test, or the user's own git."""
    others = ("LD_PRELOAD", "LD_LIBRARY_PATH", "PKG_CONFIG_PATH", "CFLAGS", "LDFLAGS", "DESTDIR")
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in others and not name.startswith("GIT_")
    }
    identity = {"NAME": "Test", "EMAIL": "test@localhost"}
    for name, value in identity.items():
        env |= {f"GIT_AUTHOR_{name}": value, f"GIT_COMMITTER_{name}": value}
    return env | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "LC_ALL": "C.UTF-8",
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, required=True, help="the source tree")
    parser.add_argument("--meson", default="meson", help="the program")
    parser.add_argument("--python", help="with PyGObject; without it Python is left out")
    args = parser.parse_args()

    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        consumer = Consumer(args, Path(folder), clean_environment())
        checks = {"installed": consumer.check_installed, "subproject": consumer.check_wrap}
        print(f"1..{len(checks)}")
        for number, (name, check) in enumerate(checks.items(), 1):
            title = f"{number} - the project of README.md, library as: {name}"
            if check == consumer.check_wrap and shutil.which("git") is None:
                print(f"ok {title} # SKIP git is not installed")
                continue
            try:
                check()
                print(f"ok {title}", flush=True)
            except Failure as failure:
                failed += 1
                print(f"not ok {title}")
                print(*(f"# {line}" for line in str(failure).split("\n")), sep="\n", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
