#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the examples of the documentation, in C, Vala and Python; reports in TAP.

An example is a block marked as one of these, in a Markdown page or in a documentation comment. A
`text` block that follows it is what it must print. A block may also quote a file. CONTRIBUTING.md
tells how to write them.
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
from dataclasses import dataclass, field
from pathlib import Path

REQUIRE = 'import gi\ngi.require_version("Reactivity", "1")\n'
INCLUDES = "#include <locale.h>\n#include <reactivity-glib/reactivity.h>\n"

# What a careful user would ask for, on the oldest GLib that will do. For clang, a variable that
# only keeps something alive is unused.
FLAGS = [
    *("-std=c11", "-g", "-Wall", "-Wextra", "-Werror"),
    *("-Wno-unused-parameter", "-Wno-unused-variable"),
    "-DGLIB_VERSION_MIN_REQUIRED=GLIB_VERSION_2_74",
    "-DGLIB_VERSION_MAX_ALLOWED=GLIB_VERSION_2_74",
]

LANGUAGES = ("c", "vala", "python")
# What may open a definition that stands outside of any function.
DEFINITIONS = {
    "c": re.compile(r"(?:static|typedef|struct|enum|union|extern)\b|G_DEFINE_|G_DECLARE_|#"),
    "vala": re.compile(r"(?:public|private|class|struct|enum|errordomain|delegate)\b"),
}
# Strings, characters and comments: what is inside of them closes no brace.
QUOTED = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|/\*.*?\*/|//.*""")
COMMENT = re.compile(r"/\*\*\n(.*?)\*/", re.DOTALL)
HEADING = re.compile(r"#+ +(.*)")
HIDDEN = re.compile(r"<!-- snippet( warns)?\s*(-->)?\s*$")
QUOTES = re.compile(r"<!-- quotes (\S+) -->\s*$")
# What a quotation of a file leaves out: the comment that the file begins with.
FILE_COMMENT = re.compile(r"(?:\s*(?:#!.*|# .*|//.*|/\*(?s:.*?)\*/)\n)*\n?")
# How a block opens and closes, in Markdown and in the older way of GTK-Doc.
FENCES = [
    (re.compile(r"```\s*(\w*)\s*$"), re.compile(r"```\s*$")),
    (re.compile(r'\|\[\s*(?:<!--\s*language="(\w+)"\s*-->)?\s*$'), re.compile(r"\]\|\s*$")),
]
LOG_START = re.compile(r"\n(?=(?:\*\* )?\(.*?:\d+\): \S+ \*\*: )")
LOG_PREFIX = re.compile(r"^(?:\*\* )?\(.*?:\d+\): (\S+) \*\*: [\d:.]+: ", re.MULTILINE)

Lines = list[tuple[int, str]]  # with their numbers


@dataclass
class Snippet:
    path: str
    title: str  # the heading or the symbol that it stands under
    code: Lines
    language: str
    quotes: str | None = None  # the file that it shows
    hidden: Lines = field(default_factory=list)  # goes in front of it
    warns: bool = False  # may log a warning
    expected: str | None = None  # what it prints

    @property
    def name(self) -> str:
        return f"{self.path}:{self.code[0][0]} {self.title}"


class Finder:
    """Finds the examples in a page, or in one comment."""

    def __init__(self, path: str, title: str, lines: Lines):
        self.path = path
        self.title = title
        self.lines = iter(lines)
        self.snippets: list[Snippet] = []
        self.last: Snippet | None = None  # the one that a `text` block would belong to
        self.hidden: Lines = []
        self.warns = False
        self.quotes: str | None = None

    def take_until(self, end: re.Pattern[str]) -> Lines:
        taken = []
        for number, line in self.lines:
            if end.match(line):
                return taken
            taken.append((number, line))
        raise SystemExit(f"{self.path}: a block has no end ({end.pattern})")

    def take_block(self, language: str, lines: Lines) -> None:
        if language in LANGUAGES or self.quotes:
            self.last = Snippet(
                self.path, self.title, lines, language, self.quotes, self.hidden, self.warns
            )
            self.snippets.append(self.last)
        else:
            if language in ("text", "plain") and self.last is not None:
                self.last.expected = "\n".join(line for _, line in lines)
            self.last = None
        self.hidden, self.warns, self.quotes = [], False, None

    def find(self) -> list[Snippet]:
        for _, line in self.lines:
            if hidden := HIDDEN.match(line):
                self.warns = hidden.group(1) is not None
                self.hidden = [] if hidden.group(2) else self.take_until(re.compile("-->"))
                continue
            if quotes := QUOTES.match(line):
                self.quotes = quotes.group(1)
                continue
            for start, end in FENCES:
                if opened := start.match(line):
                    self.take_block((opened.group(1) or "").lower(), self.take_until(end))
                    break
            else:
                if heading := HEADING.match(line):
                    self.title = heading.group(1)
                if line.strip():
                    self.last = None
        return self.snippets


def find_in_page(path: str, text: str) -> list[Snippet]:
    return Finder(path, Path(path).stem, list(enumerate(text.split("\n"), 1))).find()


def find_in_source(path: str, text: str) -> list[Snippet]:
    snippets = []
    for match in COMMENT.finditer(text):
        first = text.count("\n", 0, match.start(1)) + 1
        lines = [re.sub(r"^ \* ?", "", line) for line in match.group(1).split("\n")]
        found = Finder(path, "", list(enumerate(lines, first))).find()
        for snippet in found:
            snippet.title = lines[0].rstrip().removesuffix(":")
        snippets += found
    return snippets


def find_all(root: Path) -> list[Snippet]:
    snippets = []
    for page in [*sorted(root.glob("*.md")), *sorted((root / "docs").glob("*.md"))]:
        snippets += find_in_page(str(page.relative_to(root)), page.read_text(encoding="utf-8"))
    for source in sorted((root / "reactivity-glib").glob("*/*.[ch]")):
        path = str(source.relative_to(root))
        snippets += find_in_source(path, source.read_text(encoding="utf-8"))
    return snippets


def take_definition(lines: Lines) -> int:
    """How many of @lines the definition takes that they begin with."""
    first = lines[0][1]
    ends = (")", "}", ";") if first.startswith("G_") else ("}", ";")
    depth = 0
    for count, (_, line) in enumerate(lines, 1):
        bare = QUOTED.sub('""', line).rstrip()
        if first.startswith("#"):
            if not bare.endswith("\\"):
                return count
            continue
        depth += sum(bare.count(c) for c in "{(") - sum(bare.count(c) for c in "})")
        if depth == 0 and bare.endswith(ends):
            return count
    return len(lines)


def split_definitions(lines: Lines, definition: re.Pattern[str]) -> tuple[Lines, Lines]:
    """Parts @lines into those that stand outside of any function, and the rest."""
    outside: Lines = []
    inside: Lines = []
    while lines:
        if definition.match(lines[0][1]):
            count = take_definition(lines)
            outside += lines[:count]
        else:
            count = 1
            inside += lines[:count]
        lines = lines[count:]
    return outside, inside


def locate(path: str, lines: Lines) -> str:
    """The text of @lines, with marks that let the compiler report their place in @path."""
    text = ""
    expected = 0
    for number, line in lines:
        if number != expected:
            text += f'#line {number} "{path}"\n'
        text += line + "\n"
        expected = number + 1
    return text


def make_vala_program(snippet: Snippet) -> str:
    lines = snippet.hidden + snippet.code
    if any(re.match(r"(public )?(int|void) main \(", line) for _, line in lines):
        return "\n".join(line for _, line in lines)

    outside, inside = (
        "".join(line + "\n" for _, line in part)
        for part in split_definitions(lines, DEFINITIONS["vala"])
    )
    return (
        f"{outside}\nprivate void example () throws Error {{\n{inside}}}\n\n"
        "int main () {\ntry {\nexample ();\n} catch (Error error) {\n"
        'critical ("%s", error.message);\n}\nreturn 0;\n}\n'
    )


def make_python_program(snippet: Snippet) -> str:
    code = "".join(line + "\n" for _, line in snippet.hidden + snippet.code)
    return code if "require_version" in code else REQUIRE + code


def make_program(snippet: Snippet) -> str:
    if any(re.match(r"(int )?main \(", line) for _, line in snippet.code):
        return locate(snippet.path, snippet.hidden + snippet.code)

    outside, inside = split_definitions(snippet.hidden + snippet.code, DEFINITIONS["c"])
    return (
        INCLUDES
        + locate(snippet.path, outside)
        + 'int\nmain (void)\n{\nsetlocale (LC_ALL, "");\n'
        + locate(snippet.path, inside)
        + "return 0;\n}\n"
    )


def normalize(output: str) -> str:
    """Takes the process id and the time out of log messages, and the space around them."""
    output = LOG_PREFIX.sub(r"\1: ", LOG_START.sub("", "\n" + output))
    return "\n".join(line.rstrip() for line in output.strip("\n").split("\n"))


class Runner:
    def __init__(self, args: argparse.Namespace, folder: Path):
        self.root = args.root
        self.compiler = args.compiler
        self.flags = [*FLAGS, *args.flags]
        self.valac = args.valac
        # The C that valac makes may have warnings.
        self.valac_flags = [f"--Xcc={flag}" for flag in (*args.flags, "-g", "-w")]
        self.wrapper = args.wrapper
        self.python = args.python
        self.display = args.display
        self.folder = folder

    def build(self, binary: Path, snippet: Snippet) -> subprocess.CompletedProcess[str]:
        source = binary.with_suffix(f".{snippet.language}")
        if snippet.language == "c":
            program = make_program(snippet)
            command = [*self.compiler, "-o", str(binary), str(source), *self.flags]
        else:
            program = make_vala_program(snippet)
            command = [*self.valac, "-o", str(binary), str(source), *self.valac_flags]
        source.write_text(program, encoding="utf-8")
        return subprocess.run(
            command,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    def write(self, source: Path, snippet: Snippet) -> list[str]:
        """Returns the command that runs the Python program; what uses GTK gets a display."""
        program = make_python_program(snippet)
        source.write_text(program, encoding="utf-8")
        # PyGObject itself gives warnings of other kinds.
        filters = [] if snippet.warns else ["-W", "error::RuntimeWarning"]
        display = self.display if "Gtk" in program else []
        return [*display, self.python, *filters, str(source)]

    @staticmethod
    def compare(snippet: Snippet, file: Path) -> str | None:
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        wanted = text[FILE_COMMENT.match(text).end() :]
        shown = "".join(line + "\n" for _, line in snippet.code)
        return None if shown == wanted else f"{snippet.quotes} is:\n{wanted}"

    def run(self, index: int, snippet: Snippet) -> str | None:
        """Runs @snippet; returns what went wrong."""
        if snippet.quotes:
            return self.compare(snippet, self.root / snippet.quotes)

        binary = self.folder / f"snippet-{index}"
        if snippet.language == "python":
            command = self.write(binary.with_suffix(".py"), snippet)
        else:
            command = [*self.wrapper, str(binary)]
            built = self.build(binary, snippet)
            if built.returncode != 0:
                return f"it does not compile:\n{built.stdout}"

        environ = os.environ | {"LC_ALL": "C.UTF-8", "LANGUAGE": "", "G_SLICE": "always-malloc"}
        environ["G_DEBUG"] = "" if snippet.warns else "fatal-warnings"
        try:
            ran = subprocess.run(
                command,
                env=environ,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                timeout=300,
            )
        except subprocess.TimeoutExpired:
            return "it does not end"
        return self.judge(snippet, ran)

    @staticmethod
    def judge(snippet: Snippet, ran: subprocess.CompletedProcess[str]) -> str | None:
        if ran.returncode != 0:
            return f"it ends with status {ran.returncode}:\n{ran.stdout}"
        if snippet.expected is None:
            return "it may warn, so what it prints must follow" if snippet.warns else None
        printed = normalize(ran.stdout)
        if printed != normalize(snippet.expected):
            return f"it prints:\n{printed}\ninstead of:\n{snippet.expected}"
        return None


def flags_of_package(package: str, path: str | None) -> list[str]:
    """The flags of a pkg-config package, that also let a program find its library."""
    environ = os.environ | ({"PKG_CONFIG_PATH": path} if path else {})
    command = [os.environ.get("PKG_CONFIG", "pkg-config"), "--cflags", "--libs", package]
    flags = shlex.split(subprocess.check_output(command, env=environ, text=True))
    return flags + [f"-Wl,-rpath,{flag[2:]}" for flag in flags if flag.startswith("-L")]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, required=True, help="the source tree")
    parser.add_argument("--compiler", type=shlex.split, required=True, help="a C compiler")
    parser.add_argument("--valac", type=shlex.split, help="valac, with the package and warnings")
    parser.add_argument("--flags", type=shlex.split, default=[], help="flags for the compiler")
    parser.add_argument("--package", help="a pkg-config package whose flags are added")
    parser.add_argument("--pkg-config-path", help="where to look for it")
    parser.add_argument("--sanitize", nargs="*", default=[], help="as b_sanitize of Meson")
    parser.add_argument("--wrapper", type=shlex.split, default=[], help="runs each compiled example")
    parser.add_argument("--python", help="runs the ones in Python")
    parser.add_argument("--display", type=shlex.split, default=[], help="runs those that use GTK")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--only", default="", help="runs the examples with this in their name")
    args = parser.parse_args()

    if args.package:
        args.flags += flags_of_package(args.package, args.pkg_config_path)
    if sanitizers := ",".join(name for name in args.sanitize if name not in ("", "none")):
        args.flags.append(f"-fsanitize={sanitizers}")

    snippets = [
        snippet
        for snippet in find_all(args.root)
        if args.only in snippet.name
        and (args.valac or snippet.quotes or snippet.language != "vala")
        and (args.python or snippet.quotes or snippet.language != "python")
    ]
    failed = 0
    print(f"1..{len(snippets)}")
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(args.jobs) as pool:
        runner = Runner(args, Path(folder))
        problems = pool.map(runner.run, range(len(snippets)), snippets)
        for number, (snippet, problem) in enumerate(zip(snippets, problems), 1):
            title = snippet.name.replace("#", "")
            print(f"{'ok' if problem is None else 'not ok'} {number} - {title}")
            if problem is not None:
                failed += 1
                print(*(f"# {line}" for line in problem.split("\n")), sep="\n", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
