#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Counts the test cases of the last `meson test`, and prints `N passed, N failed, N skipped`."""

import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree


# What programs print may hold characters that XML does not know, and meson copies them.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def newest(folder: pathlib.Path, pattern: str) -> pathlib.Path:
    """The log of the last run; a test setup gives it a name of its own."""
    return max(folder.glob(pattern), key=lambda path: path.stat().st_mtime)


def failed_programs(folder: pathlib.Path) -> set[str]:
    """The programs that failed, also those that died before they could report a test case."""
    with newest(folder, "testlog*.json").open(encoding="utf-8", errors="replace") as log:
        results = [json.loads(line) for line in log]
    return {test["name"] for test in results if test["result"] not in ("OK", "SKIP")}


def main() -> int:
    """Reads the JUnit file that meson leaves: one test case for each line of a TAP test."""
    folder = pathlib.Path(sys.argv[1]) / "meson-logs"
    if not any(folder.glob("testlog*.junit.xml")):
        print("failed: no test was run")
        print("0 passed, 1 failed, 0 skipped")
        return 1

    died = failed_programs(folder)
    passed = failed = skipped = 0

    text = newest(folder, "testlog*.junit.xml").read_text(encoding="utf-8", errors="replace")
    for case in ElementTree.fromstring(NOT_XML.sub("?", text).encode()).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
            print(f"failed: {case.get('classname')}: {case.get('name')}")
            died -= {case.get("name"), (case.get("classname") or "").partition(".")[2]}
        elif case.find("skipped") is not None:
            skipped += 1
            print(f"skipped: {case.get('classname')}: {case.get('name')}")
        else:
            passed += 1

    for program in sorted(died):
        failed += 1
        print(f"failed: {program}: ended before its last test case")

    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
