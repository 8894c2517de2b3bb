# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is looked for, and what comes of it. Knows nothing of windows."""

from __future__ import annotations

import asyncio
import enum
import threading
from pathlib import Path

from gi.repository.Reactivity import (
    async_derived_method,
    derived_property,
    signal,
)

import words


class Page(enum.Enum):
    """What there is to see."""

    START = "nothing is asked"
    WORDS = "words"
    NOTHING = "no word matches"
    PROBLEM = "the search failed"


class Search:
    def __init__(self, path: Path, delay: int) -> None:
        self.path = path
        self.delay = delay  # milliseconds
        self.query = signal("")

    @async_derived_method
    async def found(self) -> list[str] | None:
        """The words, or None if nothing is asked. A search under way ends when the query changes."""
        text = self.query.get().strip()
        if not text:
            return None

        cancelled = threading.Event()
        try:
            return await asyncio.to_thread(words.find, self.path, text, self.delay, cancelled)
        finally:
            cancelled.set()

    @derived_property
    def words(self) -> list[str] | None:
        """Those of the last search that went well. Who reads them keeps them up to date."""
        return self.found.value

    @derived_property
    def problem(self) -> str | None:
        """Why the last search failed."""
        error = self.found.error.get()
        return str(error) if error is not None else None

    @derived_property
    def can_retry(self) -> bool:
        """Whether the same query may succeed later. A pattern that is wrong stays wrong."""
        error = self.found.error.get()
        return error is not None and not isinstance(error, words.BadPattern)

    @derived_property
    def page(self) -> Page:
        # Read first: the page depends on the words even while it shows a problem, or it would not
        # hear of the end of that.
        found = self.words
        if self.problem is not None:
            return Page.PROBLEM
        if found is None:
            return Page.START
        return Page.WORDS if found else Page.NOTHING

    @derived_property
    def summary(self) -> str:
        """How many words there are."""
        if self.page is not Page.WORDS:
            return ""
        count = len(self.words or [])
        return "1 word" if count == 1 else f"{count} words"

    def retry(self) -> None:
        """Searches once more, though the query is the same."""
        self.found.invalidate()
