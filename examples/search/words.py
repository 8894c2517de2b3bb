# SPDX-License-Identifier: LGPL-2.1-or-later
"""The source of data: a file of words, slower than it need be. Used on other threads."""

from __future__ import annotations

import re
import threading
from pathlib import Path

from gi.repository import GLib


class BadPattern(ValueError):
    """What was typed is no pattern."""


def tell(message: str) -> None:
    """Seen with G_MESSAGES_DEBUG=search."""
    fields = GLib.Variant("a{sv}", {"MESSAGE": GLib.Variant("s", message)})
    GLib.log_variant("search", GLib.LogLevelFlags.LEVEL_DEBUG, fields)


def find(path: Path, text: str, delay: int, cancelled: threading.Event) -> list[str] | None:
    """The words in which the pattern occurs; None when it was cancelled."""
    tell(f"looking for '{text}'")

    # As a slow disk or a server would.
    if cancelled.wait(delay / 1000):
        tell(f"'{text}': cancelled")
        return None

    try:
        pattern = re.compile(text, re.IGNORECASE)
        words = path.read_text(encoding="utf-8").split()
    except re.error as error:
        tell(f"'{text}': failed")
        raise BadPattern(f"No regular expression: {error}") from error
    except (OSError, UnicodeDecodeError):
        tell(f"'{text}': failed")
        raise

    found = [word for word in words if pattern.search(word)]
    tell(f"'{text}': found {len(found)}")
    return found
