# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the tour and compares what it reports with what the library promises."""

import re
import subprocess
import sys

import tap

TOUR = sys.argv[1]

# For each lesson and step: what ran, and words that the lines printed by it must hold, in order.
FACTS: dict[str, list[tuple[str, list[str]]]] = {
    "derived": [("-", []), ("square", []), ("-", []), ("-", []), ("-", []), ("square", [])],
    "effect": [
        ("square print", ["9"]),
        ("square print", ["16"]),
        ("square print", ["25"]),
        ("-", []),
    ],
    "equality": [
        ("parity print", ["even"]),
        ("-", []),
        ("parity", []),
        ("parity print", ["odd"]),
        ("parity", []),
    ],
    "equal-func": [("print", ["20.0"]), ("-", []), ("print", ["20.8"])],
    "memoized": [
        ("-", []),
        ("search", []),
        ("-", []),
        ("print", ["glib"]),
        ("search print", ["glib"]),
        ("search print", ["glib"]),
    ],
    "dynamic": [
        ("greeting print", ["Ada"]),
        ("greeting print", ["Grace"]),
        ("print", ["Who"]),
        ("-", []),
        ("greeting print", ["Barbara"]),
    ],
    "diamond": [
        ("2n 3n sum print", ["5"]),
        ("2n 3n sum print", ["10"]),
        ("2n 3n sum print", ["50"]),
    ],
    "batch": [
        ("sum print", ["3"]),
        ("sum x2 print x2", ["12", "30"]),
        ("-", []),
        ("sum", []),
        ("print", ["300"]),
        ("-", []),
    ],
    "nested-batch": [("print", ["0"]), ("-", []), ("print", ["2"]), ("-", []), ("print", ["3"])],
    "untrack": [
        ("print", ["a = 1, b = 2, c = 3"]),
        ("-", []),
        ("-", []),
        ("print", ["a = 10, b = 20, c = 30"]),
    ],
    "context": [
        ("first second", ["first: 1", "second: 1"]),
        ("second", ["second: 2"]),
        ("first", ["first: 2"]),
    ],
    "nested-effects": [
        ("page zoom", ["page 1 is opened", "zoom 100"]),
        ("zoom", ["zoom 150"]),
        ("page zoom close", ["page 1 is closed", "page 2 is opened", "zoom 150"]),
        ("close", ["page 2 is closed"]),
        ("-", []),
    ],
    "scope": [
        ("print log", ["print: 1", "log: 1"]),
        ("print log", ["print: 2", "log: 2"]),
        ("end", []),
        ("-", []),
    ],
    "owner": [("print", ["1"]), ("print", ["2"]), ("-", [])],
    "effect-error": [
        ("before odd after", []),
        ("before odd after", ["'odd': 3 is odd"]),
        ("before odd after", []),
    ],
    "derived-error": [
        ("parse", ["'four' is not a number"]),
        ("-", ["'four' is not a number"]),
        ("parse", ["gets 4"]),
        ("print", ["4"]),
        ("parse print", ["'print': 'five' is not a number"]),
        ("parse print", ["5"]),
    ],
    "idle": [("print", ["1"]), ("-", []), ("print", ["4"])],
    "thread": [("print", ["1"]), ("-", []), ("print greet", ["4", "4"])],
    "notify": [
        ("print", ["1"]),
        ("on_notify print", ["2", "2"]),
        ("on_notify print", ["4", "4"]),
    ],
    "binding": [
        ("can_save on_enabled", ["disabled"]),
        ("can_save on_enabled", ["enabled"]),
        ("can_save on_enabled", ["disabled"]),
        ("can_save", []),
    ],
}


class Step:
    def __init__(self, done: str, ran: str, idle: str) -> None:
        self.done = done
        self.ran = ran
        self.idle = idle
        self.said: list[str] = []


def run_tour(*args: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        tap.command(TOUR, *args),
        capture_output=True,
        encoding="utf-8",
        timeout=30 * tap.SLOWDOWN,
    )


def parse(text: str) -> dict[str, list[Step]]:
    """Columns are at least two blanks apart, whatever their width."""
    lessons: dict[str, list[Step]] = {}
    steps: list[Step] = []
    for line in text.splitlines():
        if headline := re.fullmatch(r"\s*\d+\. .*\[([\w-]+)\]", line):
            steps = lessons.setdefault(headline[1], [])
        elif line.strip().startswith("> "):
            steps[-1].said.append(line.strip()[2:])
        elif len(columns := re.split(r"\s{2,}", line.strip())) == 3 and "did not run" not in line:
            steps.append(Step(*columns))
    return lessons


def counts(words: str) -> dict[str, int]:
    """"sum x2 print" is {"sum": 2, "print": 1}."""
    found = re.findall(r"(\w+)(?: x(\d+))?(?= |$)", words)
    return {name: int(times or 1) for name, times in found}


OUTPUT = run_tour()
LESSONS = parse(OUTPUT.stdout)


def equal(seen: object, expected: object, what: str) -> None:
    assert seen == expected, f"{what}: {seen!r}, not {expected!r}"


def check_lesson(name: str) -> None:
    steps = LESSONS[name]
    equal(len(steps), len(FACTS[name]), "number of steps")
    watched = set().union(*(counts(ran) for ran, _ in FACTS[name]))
    for step, (ran, words) in zip(steps, FACTS[name]):
        equal(counts(step.ran), counts(ran), f"ran in '{step.done}'")
        equal(set(counts(step.idle)), watched - set(counts(ran)), f"idle in '{step.done}'")
        equal(len(step.said), len(words), f"lines said in '{step.done}'")
        for line, word in zip(step.said, words):
            assert word in line, f"'{word}' is not in '{line}'"


def check_cycle() -> None:
    closed, opened = LESSONS["cycle"]
    equal(counts(closed.ran), {"a": 1, "b": 1}, "ran in the closed loop")
    equal(len(closed.said), 1, "lines said in the closed loop")
    path = closed.said[0].rsplit("(", 1)[1]
    equal(re.findall(r"\b[ab]\b", path), ["b", "a", "b"], "the path of the cycle")
    equal(counts(opened.ran), {"a": 1, "b": 1}, "ran in the open loop")
    equal(opened.said, ["the reader gets 2"], "said in the open loop")


def check_endless() -> None:
    made, game, over = LESSONS["endless"]
    equal(counts(made.ran), {"ping": 1, "pong": 1}, "ran when made")
    for name in ("ping", "pong"):
        times = counts(game.ran)[name]
        assert 30 <= times <= 110, f"{name} ran {times} times"
        assert any(name in line for line in game.said), game.said
    equal(counts(over.ran), {"ping": 1, "pong": 1}, "ran when the game was over")
    equal(over.said, [], "said when the game was over")


def check_dump() -> None:
    lines = [line.strip() for line in OUTPUT.stdout.splitlines()]
    lines = [line[2:] for line in lines if line.startswith("| ")]
    assert lines[0].startswith("digraph") and lines[-1] == "}", lines
    for name in ("width", "height", "area", "print"):
        assert any(name in line for line in lines), name
    equal(sum("->" in line for line in lines), 3, "number of arrows")


def check_exit() -> None:
    equal(OUTPUT.returncode, 0, "exit status")
    equal(OUTPUT.stderr, "", "what went to stderr")


def check_layout() -> None:
    assert "\033" not in OUTPUT.stdout, "escape sequences without a terminal"
    for line in OUTPUT.stdout.splitlines():
        assert len(line) <= 80 or line.strip().startswith("|"), f"too long: {line}"


def check_list() -> None:
    listed = [line.split()[0] for line in run_tour("--list").stdout.splitlines()]
    equal(listed, list(LESSONS), "lessons in --list")
    equal(set(listed), {*FACTS, "cycle", "endless", "dump"}, "lessons that are checked")


def check_choice() -> None:
    equal(list(parse(run_tour("batch", "idle").stdout)), ["batch", "idle"], "lessons shown")


def check_unknown() -> None:
    result = run_tour("batch", "no-such-lesson")
    assert result.returncode != 0
    equal(result.stdout, "", "stdout")
    assert "no-such-lesson" in result.stderr, result.stderr


cases = {f"tour/{name}": lambda name=name: check_lesson(name) for name in FACTS}
cases["tour/cycle"] = check_cycle
cases["tour/endless"] = check_endless
cases["tour/dump"] = check_dump
cases["tour/ends-well-and-silently"] = check_exit
cases["tour/layout"] = check_layout
cases["tour/list"] = check_list
cases["tour/choice-of-lessons"] = check_choice
cases["tour/unknown-lesson"] = check_unknown
tap.run(cases)
