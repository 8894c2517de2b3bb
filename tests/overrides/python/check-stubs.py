#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Checks the type stubs: against the module itself, and with mypy. Reports in TAP.

What is checked is what an installation has, by Meson's list of it.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import json
import re
import subprocess
import sys
import tempfile
import types
import venv
from collections.abc import Iterable
from pathlib import Path

import gi

gi.require_version("Reactivity", "1")

from gi.repository import Gio, GObject, Reactivity  # noqa: E402 isort:skip
from gi.overrides.Reactivity import __all__ as exported  # noqa: E402 isort:skip

# All others of the folder belong to PyGObject's stubs, which may be installed in the same place.
OURS = {"gi-stubs/py.typed", "gi-stubs/repository/Reactivity.pyi"}

# In the place of PyGObject's stubs: what they know is of any type.
OTHERS = "from typing import Any\n\ndef __getattr__(name: str) -> Any: ...\n"

# A program that is well typed without them, too. The last line must be an error.
ALONE = """\
from gi.repository import Reactivity
from gi.repository.Reactivity import derived, signal

count: Reactivity.Signal[int] = signal(1)
half: Reactivity.Derived[float] = derived(lambda: count.get() / 2)
half.get().is_integer()
count.get().nothing  # type: ignore[attr-defined]
"""

# What is of no use in Python: structures, and what other bindings are made of.
UNSTUBBED = re.compile(r".*(Class|Interface)$|Keys$")

Function = ast.FunctionDef
Parameters = list[tuple[str, str, bool]]  # the name, the kind, and whether it may be left out


def public(names: Iterable[str]) -> set[str]:
    """Those that a program calls: virtual functions are called by the library."""
    return {name for name in names if not name.startswith(("_", "do_"))}


# What stubs for PyGObject know.
INHERITED = public(dir(GObject.Object)) | public(dir(Gio.ListModel))


def names_in(body: list[ast.stmt]) -> set[str]:
    """The public names that the statements of a stub define."""
    names = set()
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            names.add(statement.name)
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            names.add(statement.target.id)
        elif isinstance(statement, ast.Assign):
            names |= {target.id for target in statement.targets if isinstance(target, ast.Name)}
    return public(names)


def parameters_of(function: Function, is_method: bool) -> Parameters:
    arguments = function.args
    plain = [(a, "positional") for a in arguments.posonlyargs] + [
        (a, "either") for a in arguments.args
    ]
    without = len(plain) - len(arguments.defaults)
    found = [(a.arg, kind, i >= without) for i, (a, kind) in enumerate(plain)]
    found += [
        (a.arg, "keyword", default is not None)
        for a, default in zip(arguments.kwonlyargs, arguments.kw_defaults)
    ]
    return found[1:] if is_method else found


def parameters_at_runtime(function: object) -> Parameters:
    kinds = {
        inspect.Parameter.POSITIONAL_ONLY: "positional",
        inspect.Parameter.POSITIONAL_OR_KEYWORD: "either",
        inspect.Parameter.KEYWORD_ONLY: "keyword",
    }
    parameters = [p for p in inspect.signature(function).parameters.values() if p.name != "self"]
    return [(p.name, kinds[p.kind], p.default is not p.empty) for p in parameters if p.kind in kinds]


class Stub:
    def __init__(self, path: Path):
        self.body = ast.parse(path.read_text(encoding="utf-8")).body
        self.classes = {node.name: node for node in self.body if isinstance(node, ast.ClassDef)}

    def aliases(self) -> dict[str, str]:
        return {
            statement.targets[0].id: statement.value.id
            for statement in self.body
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Name)
        }

    @staticmethod
    def overloads(body: list[ast.stmt], name: str) -> list[Function]:
        return [node for node in body if isinstance(node, Function) and node.name == name]

    def lineage(self, name: str) -> list[ast.ClassDef]:
        """The class and its bases, as far as they are in the stub."""
        node = self.classes.get(name)
        if node is None:
            return []
        found = [node]
        for base in node.bases:
            base = base.value if isinstance(base, ast.Subscript) else base
            if isinstance(base, ast.Name):
                found += self.lineage(base.id)
        return found

    def members(self, name: str) -> set[str]:
        return set().union(*(names_in(node.body) for node in self.lineage(name)))

    def inherited_overloads(self, name: str, member: str) -> list[Function]:
        found = (self.overloads(node.body, member) for node in self.lineage(name))
        return next(filter(None, found), [])


def check_names(stub: Stub) -> list[str]:
    there = {name for name in public(dir(Reactivity)) if not UNSTUBBED.match(name)}
    there |= set(exported)
    return [f"only in one of the two: {name}" for name in sorted(names_in(stub.body) ^ there)]


def check_members(stub: Stub) -> list[str]:
    problems = []
    for name, node in stub.classes.items():
        if name.startswith("_") or issubclass(getattr(Reactivity, name), int):
            continue
        kind = getattr(Reactivity, name)
        there = public(dir(kind)) - INHERITED - {"parent_instance"} - of_abc(kind)
        members = stub.members(name) - of_abc(kind)
        problems += [f"the stub lacks {name}.{member}" for member in sorted(there - members)]
        problems += [f"there is no {name}.{member}" for member in sorted(members - there)]
    return problems


def compare(title: str, overloads: list[Function], function: object, method: bool) -> list[str]:
    """Compares the parameters. The first overload is the one where most can be left out."""
    expected = parameters_at_runtime(function)
    found = [parameters_of(overload, method) for overload in overloads]
    same = found and found[0] == expected and len({len(parameters) for parameters in found}) == 1
    return [] if same else [f"{title}: {found} instead of {expected}"]


def of_abc(kind: type) -> set[str]:
    """What a container has to have, and the stub inherits."""
    bases = [base for base in kind.__mro__ if base.__module__ == "collections.abc"]
    return set().union(*(public(dir(base)) for base in bases))


def own_methods(kind: type) -> list[tuple[str, object]]:
    """The public methods that neither introspection nor PyGObject made."""
    methods = inspect.getmembers(
        kind, lambda m: isinstance(m, (types.FunctionType, types.MethodDescriptorType))
    )
    return [(name, m) for name, m in methods if name in public(dir(kind)) - INHERITED - of_abc(kind)]


def check_parameters(stub: Stub) -> list[str]:
    problems = []
    for name in exported:
        value = getattr(Reactivity, name)
        original = stub.aliases().get(name)
        if original is not None:
            same = value is getattr(Reactivity, original)
            problems += [] if same else [f"{name} is not {original}"]
        elif isinstance(value, type):
            functions = own_methods(value)
            if stub.overloads(stub.classes[name].body, "__init__"):
                functions.append(("__init__", value))
            for member, function in functions:
                overloads = stub.inherited_overloads(name, member)
                problems += compare(f"{name}.{member}", overloads, function, True)
        elif callable(value) and not isinstance(value, types.GenericAlias):
            problems += compare(name, stub.overloads(stub.body, name), value, False)
    return problems


def installed_files(build: Path, folder: str) -> dict[str, str]:
    """What Meson installs below the folder of Python's modules: where, and from which file."""
    text = (build / "meson-info" / "intro-installed.json").read_text(encoding="utf-8")
    return {
        target.removeprefix(f"{folder}/"): source
        for source, target in json.loads(text).items()
        if target.startswith(f"{folder}/")
    }


def check_files(files: dict[str, str]) -> list[str]:
    found = {name for name in files if name.startswith("gi-stubs/")}
    return [f"not as it should be: {name}" for name in sorted(found ^ OURS)]


class Installation:
    """An environment for mypy, which has the installed files."""

    def __init__(self, mypy: str, home: Path, files: dict[str, str]):
        venv.create(home)
        self.home = home
        self.site = next(home.glob("lib/python*/site-packages"))
        for name, source in files.items():
            if Path(source).exists():
                self.path(name).write_bytes(Path(source).read_bytes())

        self.command = [mypy, "--strict", "--config-file=", "--no-incremental"]
        # Without stubs for GTK, its classes and decorators are of any type.
        self.command += ["--allow-subclassing-any", "--allow-untyped-decorators"]
        self.command += [f"--python-executable={home}/bin/python3"]

    def path(self, name: str) -> Path:
        path = self.site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def add_others(self) -> None:
        """PyGObject's stubs are installed, too."""
        for name in "gi-stubs/__init__.pyi", "gi-stubs/repository/__init__.pyi":
            self.path(name).write_text(OTHERS, encoding="utf-8")

    def run(self, path: Path) -> list[str]:
        ran = subprocess.run(
            [*self.command, str(path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        return ran.stdout.splitlines() if ran.returncode != 0 else []

    def run_alone(self) -> list[str]:
        program = self.home / "alone.py"
        program.write_text(ALONE, encoding="utf-8")
        return self.run(program)


def check_types(mypy: str, files: dict[str, str], paths: list[Path]) -> list[tuple[str, list[str]]]:
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(mypy, Path(folder), files)
        results = [("mypy finds the stubs alone", installation.run_alone())]
        installation.add_others()
        results.append(("mypy finds them beside PyGObject's", installation.run_alone()))

        # One program at a time, as several have modules of the same names.
        for path in paths:
            results.append((f"mypy accepts {path.name}", installation.run(path)))
    return results


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, required=True, help="the build folder")
    parser.add_argument("--python-dir", required=True, help="where Python's modules are installed")
    parser.add_argument("--mypy", help="the program; without it types are not checked")
    parser.add_argument("paths", type=Path, nargs="*", help="programs that must be well typed")
    args = parser.parse_args()

    files = installed_files(args.build, args.python_dir)
    stub = Stub(Path(files["gi-stubs/repository/Reactivity.pyi"]))
    results = [
        ("no file of PyGObject's stubs is installed", check_files(files)),
        ("the stub has the names of the module", check_names(stub)),
        ("its classes have the members of the classes", check_members(stub)),
        ("its functions have the parameters of the functions", check_parameters(stub)),
    ]
    if args.mypy:
        results += check_types(args.mypy, files, args.paths)

    print(f"1..{len(results)}")
    for number, (title, problems) in enumerate(results, 1):
        print(f"{'not ok' if problems else 'ok'} {number} - {title}")
        print(*(f"# {problem}\n" for problem in problems), sep="", end="")
    return 1 if any(problems for _, problems in results) else 0


if __name__ == "__main__":
    sys.exit(main())
