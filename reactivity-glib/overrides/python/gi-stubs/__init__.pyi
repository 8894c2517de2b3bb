# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What has no stubs of its own here is of any type. The stubs of PyGObject have a file of this name,
# too, which says more.

from typing import Any

def __getattr__(name: str) -> Any: ...
