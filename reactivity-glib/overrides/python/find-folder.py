# SPDX-License-Identifier: LGPL-2.1-or-later
"""Prints the folder below a prefix where this Python looks for modules: a given one, if it may be."""

import site
import sys

prefix, given = sys.argv[1:]
folders = [*site.getsitepackages(), site.getusersitepackages()]
below = [folder for folder in folders if folder.startswith(f"{prefix}/lib")]
print(given if given in below or not below else below[0])
