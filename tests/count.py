#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Counts the test cases of the last `meson test`, and prints `N passed, N failed, N skipped`."""

import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree


# What programs print may hold characters that XML does not know, and meson copies them.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def main() -> int:
    """Reads the JUnit file that meson leaves: one test case for each line of a TAP test."""
    logs = (pathlib.Path(sys.argv[1]) / "meson-logs").glob("testlog*.junit.xml")
    log = max(logs, key=lambda path: path.stat().st_mtime)
    passed = failed = skipped = 0

    text = NOT_XML.sub("?", log.read_text(encoding="utf-8", errors="replace"))
    for case in ElementTree.fromstring(text.encode()).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
            print(f"failed: {case.get('classname')}: {case.get('name')}")
        elif case.find("skipped") is not None:
            skipped += 1
            print(f"skipped: {case.get('classname')}: {case.get('name')}")
        else:
            passed += 1

    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
