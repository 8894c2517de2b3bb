# SPDX-License-Identifier: LGPL-2.1-or-later
"""As much of a terminal as the monitor needs: a program runs on it, and its text can be read."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

TOKEN = re.compile(rb"\033\[(\?\d+[hl]|\d*[ABGK])|([\r\n])|([ -~]+)")


class Screen:
    """Keeps what was written, scrolled when it runs over the bottom."""

    def __init__(self, rows: int, columns: int) -> None:
        self.lines = [" " * columns for _ in range(rows)]
        self.columns = columns
        self.row = 0
        self.column = 0
        self.cursor_visible = True
        self.wraps = True

    def feed(self, data: bytes) -> None:
        position = 0
        while position < len(data):
            token = TOKEN.match(data, position)
            assert token, f"not understood: {data[position:position + 20]!r}"
            position = token.end()
            escape, control, text = (group and group.decode() for group in token.groups())
            if escape:
                self._escape(escape)
            elif control:
                self._control(control)
            else:
                self._write(text)

    def _escape(self, escape: str) -> None:
        if escape.startswith("?"):
            name = {"25": "cursor_visible", "7": "wraps"}[escape[1:-1]]
            setattr(self, name, escape[-1] == "h")
            return
        number = int(escape[:-1] or 1)
        if escape[-1] == "A":
            assert number <= self.row, "the cursor goes above the screen"
            self.row -= number
        elif escape[-1] == "B":
            self.row = min(self.row + number, len(self.lines) - 1)
        elif escape[-1] == "G":
            self.column = number - 1
        else:
            self.lines[self.row] = self.lines[self.row][: self.column].ljust(self.columns)

    def _control(self, control: str) -> None:
        if control == "\r":
            self.column = 0
        elif self.row + 1 < len(self.lines):
            self.row += 1
        else:
            self.lines = [*self.lines[1:], " " * self.columns]

    def _write(self, text: str) -> None:
        assert not self.wraps or self.column + len(text) <= self.columns, "a line wraps"
        line = self.lines[self.row]
        line = line[: self.column] + text + line[self.column + len(text) :]
        self.lines[self.row] = line[: self.columns]
        self.column = min(self.column + len(text), self.columns - 1)


class Program:
    """A program whose output goes to such a terminal."""

    def __init__(self, args: list[str], rows: int = 24, columns: int = 80) -> None:
        self.screen = Screen(rows, columns)
        self.written = b""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process = subprocess.Popen(
            args, stdin=slave, stdout=slave, stderr=slave, env={**os.environ, "TERM": "xterm"}
        )
        os.close(slave)

    def read(self, timeout: float) -> bool:
        """Takes what the program has written; False when it wrote nothing."""
        if not select.select([self._master], [], [], timeout)[0]:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:  # how Linux says that the program has closed its side
            return False
        self.written += data
        # A read may end in the middle of an escape sequence.
        while b"\033" in data[-8:] and select.select([self._master], [], [], 0.05)[0]:
            more = os.read(self._master, 65536)
            self.written += more
            data += more
        self.screen.feed(data)
        return data != b""

    def wait_for(self, pattern: str, timeout: float = 60) -> None:
        end = time.monotonic() + timeout
        while not any(re.search(pattern, line) for line in self.screen.lines):
            assert time.monotonic() < end, f"'{pattern}' is not in {self.screen.lines}"
            self.read(0.1)

    def end(self) -> int:
        """Reads until the program has ended; gives its exit status."""
        while self.read(1) or self.process.poll() is None:
            pass
        os.close(self._master)
        return self.process.wait()
