#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every public function is called in test-off-thread.c."""

import pathlib
import re
import sys


def main() -> int:
    test = pathlib.Path(sys.argv[1]).read_text()
    functions = set()
    for header in sorted(pathlib.Path(sys.argv[2]).glob("*.h")):
        if header.stem.endswith("-private"):
            continue
        text = re.sub(r"/\*.*?\*/", "", header.read_text(), flags=re.DOTALL)
        for found in re.finditer(r"REACTIVITY_AVAILABLE_IN_\w+\s+([^;]*?);", text):
            name = re.search(r"\b(reactivity_\w+)\s*\(", found[1])
            if name:
                functions.add(name[1])

    functions = {name for name in functions if not name.endswith("_get_type")}
    missing = sorted(name for name in functions if not re.search(rf"\b{name}\b", test))

    print("1..1")
    print(f"# {len(functions)} functions")
    for name in missing:
        print(f"# not called on a wrong thread: {name}")
    print(f"{'not ok' if missing else 'ok'} 1 /reactivity/off-thread/every-function")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
