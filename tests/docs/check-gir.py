#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Checks in the GIR what `gi-docgen check` leaves out: Since, ownership; reports in TAP."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

CORE = "{http://www.gtk.org/introspection/core/1.0}"
C = "{http://www.gtk.org/introspection/c/1.0}"
GLIB = "{http://www.gtk.org/introspection/glib/1.0}"

TYPES = {
    CORE + name
    for name in ("class", "interface", "record", "union", "enumeration", "bitfield")
}
CALLABLES = {
    CORE + name
    for name in (
        *("function", "method", "constructor", "virtual-method"),
        *("callback", "function-macro"),
    )
} | {GLIB + "signal"}
VALUES = {CORE + name for name in ("constant", "property", "alias")}
PARTS = {CORE + name for name in ("member", "field")}
PARAMETERS = (f"{CORE}parameters/{CORE}instance-parameter", f"{CORE}parameters/{CORE}parameter")
# What a function with a scope must have besides.
SCOPES = {
    "call": {"closure"},
    "async": {"closure"},
    "notified": {"closure", "destroy"},
}
COMMENT = re.compile(r"/\*\*\n \* (\w+):?(.*?)\*/", re.DOTALL)


@dataclass
class Symbol:
    name: str
    element: Element

    def is_one_of(self, tags: set[str]) -> bool:
        return self.element.tag in tags

    @property
    def doc(self) -> str:
        return self.element.findtext(CORE + "doc", "")

    @property
    def parameters(self) -> Iterator[Element]:
        for path in PARAMETERS:
            yield from self.element.iterfind(path)

    @property
    def result(self) -> Element | None:
        """The return value, if there is one."""
        result = self.element.find(CORE + "return-value")
        kind = result.find(CORE + "type") if result is not None else None
        return None if kind is not None and kind.get("name") == "none" else result


def is_made_by_macro(element: Element) -> bool:
    """What G_DECLARE_FINAL_TYPE() and its kind declare: nobody could write a comment for it."""
    if element.get("name") == "parent_instance":
        return True
    fields = [field.get("name") for field in element.iterfind(CORE + "field")]
    return element.get(GLIB + "is-gtype-struct-for") is not None and fields == ["parent_class"]


def walk(element: Element, path: str = "") -> Iterator[Symbol]:
    """Everything public in @element that a reader can look up."""
    for child in element:
        if child.tag not in TYPES | CALLABLES | VALUES | PARTS:
            continue
        if child.get("private") == "1" or child.get("disguised") == "1" or is_made_by_macro(child):
            continue
        # A field that holds a function is documented as a virtual method.
        if child.find(CORE + "callback") is not None:
            continue
        name = child.get(C + "identifier") or f'{path}{child.get("name")}'
        yield Symbol(name, child)
        if child.tag in TYPES:
            yield from walk(child, f'{child.get("name")}.')


def is_pointer(value: Element) -> bool:
    kind = value.find(CORE + "type")
    if kind is None:
        return value.find(CORE + "array") is not None
    return kind.get(C + "type", "").endswith("*") or kind.get("name") in ("gpointer", "utf8")


class Checker:
    def __init__(self, namespace: Element, comments: dict[str, str]):
        self.symbols = list(walk(namespace))
        self.comments = comments  # the source of each documentation comment, by symbol
        callbacks = namespace.iterfind(CORE + "callback")
        self.callbacks = {callback.get("name") for callback in callbacks}

    def undocumented(self) -> Iterator[str]:
        for symbol in self.symbols:
            if not symbol.doc:
                yield symbol.name

    def without_since(self) -> Iterator[str]:
        for symbol in self.symbols:
            if not symbol.is_one_of(PARTS) and not symbol.element.get("version"):
                yield symbol.name

    def parameters(self) -> Iterator[str]:
        for symbol in self.symbols:
            for parameter in symbol.parameters:
                if parameter.find(CORE + "doc") is None:
                    yield f'{symbol.name}: {parameter.get("name")}'

    def results(self) -> Iterator[str]:
        for symbol in self.symbols:
            if symbol.is_one_of({CORE + "function-macro"}):
                continue
            if symbol.result is not None and symbol.result.find(CORE + "doc") is None:
                yield symbol.name

    def first_lines(self) -> Iterator[str]:
        for symbol in self.symbols:
            first = symbol.doc.split("\n\n")[0].rstrip()
            if first and not symbol.is_one_of(PARTS) and not first.endswith("."):
                yield f"{symbol.name}: {first}"

    def null(self) -> Iterator[str]:
        for symbol in self.symbols:
            for value in [*symbol.parameters, symbol.result]:
                if value is None or "NULL" not in value.findtext(CORE + "doc", ""):
                    continue
                if not {"nullable", "optional", "allow-none"} & value.attrib.keys():
                    yield f'{symbol.name}: {value.get("name", "the return value")}'

    def transfer(self) -> Iterator[str]:
        for symbol in self.symbols:
            comment = self.comments.get(symbol.name)
            if comment is None and symbol.is_one_of({CORE + "callback"}):
                comment = self.comments.get(symbol.element.get(C + "type", ""))
            if comment is None or symbol.result is None or not is_pointer(symbol.result):
                continue
            if not re.search(r"^ \* Returns:.*\(transfer \w+\)", comment, re.MULTILINE):
                yield symbol.name

    def elements(self) -> Iterator[str]:
        for symbol in self.symbols:
            for value in [*symbol.parameters, symbol.result]:
                array = value.find(CORE + "array") if value is not None else None
                inner = array.find(CORE + "type") if array is not None else None
                if inner is not None and inner.get("name") == "gpointer":
                    yield f'{symbol.name}: {value.get("name", "the return value")}'

    def containers(self) -> Iterator[str]:
        for symbol in self.symbols:
            if symbol.result is None:
                continue
            array = symbol.result.find(CORE + "array")
            if array is None or array.get("name") != "GLib.PtrArray":
                continue
            if symbol.result.get("transfer-ownership") == "full":
                yield symbol.name

    def functions(self) -> Iterator[str]:
        for symbol in self.symbols:
            if not symbol.is_one_of({CORE + "function", CORE + "method", CORE + "constructor"}):
                continue
            for parameter in symbol.parameters:
                kind = parameter.find(CORE + "type")
                if kind is None or kind.get("name") not in self.callbacks:
                    continue
                wanted = SCOPES.get(parameter.get("scope", ""), {"scope"})
                if missing := ", ".join(sorted(wanted - parameter.attrib.keys())):
                    yield f"{symbol.name}: {parameter.get('name')} has no {missing}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gir", type=Path)
    parser.add_argument("sources", type=Path, nargs="+", help="folders of C files")
    args = parser.parse_args()

    namespace = ElementTree.parse(args.gir).getroot().find(CORE + "namespace")
    assert namespace is not None
    comments = {}
    for folder in args.sources:
        for source in sorted(folder.glob("*.[ch]")):
            for name, text in COMMENT.findall(source.read_text(encoding="utf-8")):
                comments[name] = text
    checker = Checker(namespace, comments)

    checks: dict[str, Callable[[], Iterator[str]]] = {
        "every symbol is documented": checker.undocumented,
        "every symbol says since when it is there": checker.without_since,
        "every parameter is documented": checker.parameters,
        "every return value is documented": checker.results,
        "every comment opens with a sentence": checker.first_lines,
        "what may be NULL is annotated": checker.null,
        "who owns a returned pointer is annotated": checker.transfer,
        "what a container holds is annotated": checker.elements,
        "what goes with a GPtrArray is not handed over twice": checker.containers,
        "how long a function is used is annotated": checker.functions,
    }
    print(f"1..{len(checks)}")
    failed = 0
    for number, (title, check) in enumerate(checks.items(), 1):
        problems = list(check())
        failed += bool(problems)
        print("not ok" if problems else "ok", number, "-", title)
        print(*(f"# {problem}\n" for problem in problems), sep="", end="")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
