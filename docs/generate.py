# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs gi-docgen, and takes the website out of the index.

There is none, and gi-docgen shows the row all the same, with an empty link. The arguments are the
folder of the pages and the command that makes them.
"""

import re
import subprocess
import sys
from pathlib import Path

ROW = re.compile(r'\s*<tr><td><em>Website</em></td><td><a href="".*?</a></td></tr>')

folder, *command = sys.argv[1:]
ran = subprocess.run(command)
if ran.returncode != 0:
    sys.exit(ran.returncode)

index = Path(folder) / "index.html"
index.write_text(ROW.sub("", index.read_text(encoding="utf-8")), encoding="utf-8")
