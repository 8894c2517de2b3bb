# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the monitor on files that the test changes, and checks that only what changed is drawn."""

import atexit
import os
import pathlib
import queue
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

import tap
import terminal

MONITOR = sys.argv[1]
INTERVAL = 20  # milliseconds from reading to reading
QUIET = 0.3 if tap.SLOWDOWN == 1 else 1.0  # seconds: many readings
PATIENCE = 30.0 * tap.SLOWDOWN  # seconds, for a slow machine
LONG = "600"  # seconds: longer than a case, yet no monitor is left behind for ever

CPU_CELLS = ("load", "bar", "trend", "alarm")
MEMORY_CELLS = {"memory use", "memory bar", "memory amount", "memory alarm"}
SWAP_CELLS = {"swap use", "swap bar", "swap amount"}


def cells(*rows: str) -> set[str]:
    return {f"{row} {cell}" for row in rows for cell in CPU_CELLS}


class Proc:
    """A directory like /proc. Each CPU has ticks since the start, busy and idle."""

    def __init__(self, *names: str) -> None:
        self._directory = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self._directory.name)
        self.ticks = {name: (1000, 1000) for name in ("cpu", *names)}
        self.memory = {"MemTotal": 8388608, "MemAvailable": 6291456}
        self.memory |= {"SwapTotal": 2097152, "SwapFree": 2097152}
        self.write()

    def replace(self, name: str, content: bytes) -> None:
        """In one step, so that no reading finds half a file."""
        new = self.path / "new"
        new.write_bytes(content)
        new.rename(self.path / name)

    def write(self) -> None:
        stat = [f"{name} {busy} 0 0 {idle} 0 0 0 0\n" for name, (busy, idle) in self.ticks.items()]
        self.replace("stat", ("".join(stat) + "intr 1\n").encode())
        meminfo = [f"{name}: {number} kB\n" for name, number in self.memory.items()]
        self.replace("meminfo", "".join(meminfo).encode())

    def run_cpus(self, **percent: int) -> None:
        """Lets 100 ticks pass for these CPUs, and no time for the others."""
        for name, busy in percent.items():
            self.ticks[name] = (self.ticks[name][0] + busy, self.ticks[name][1] + 100 - busy)
        self.write()

    def set_memory(self, **numbers: int) -> None:
        self.memory |= numbers
        self.write()


class Monitor:
    """A running monitor. Every line that it prints is a cell that it drew."""

    def __init__(self, proc: Proc, *args: str) -> None:
        options = ("--proc", str(proc.path), "--interval", str(INTERVAL))
        command = tap.command(MONITOR, *options, *args)
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")
        atexit.register(self.process.kill)
        self.drawn = 0
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self._lines.put(line)

    def draws(self, names: set[str]) -> dict[str, str]:
        """Waits until these cells are drawn, then until nothing is; asserts that no other was."""
        seen: dict[str, str] = {}
        end = time.monotonic() + PATIENCE
        while True:
            complete = names <= set(seen)
            try:
                line = self._lines.get(timeout=QUIET if complete else 1)
            except queue.Empty:
                if complete:
                    break
                assert time.monotonic() < end, f"only {sorted(seen)} of {sorted(names)}"
                continue
            _, name, text = re.split(r"\s{2,}", line.strip(), maxsplit=2)
            seen[name] = text
            self.drawn += 1
        assert set(seen) == names, f"also drawn: {sorted(set(seen) - names)}"
        return seen

    def end(self, how: signal.Signals = signal.SIGTERM) -> dict[str, tuple[int, int]]:
        """Gives what the summary says: for each thing what was done, and what was possible."""
        self.process.send_signal(how)
        assert self.process.wait(PATIENCE) == 0, self.process.returncode
        summary: dict[str, tuple[int, int]] = {}
        while True:
            try:
                line = self._lines.get(timeout=QUIET)
            except queue.Empty:
                return summary
            if count := re.match(r"(\d+) readings", line):
                summary["readings"] = (int(count[1]), int(count[1]))
            elif count := re.match(r"(\w+ \w+) +(\d+) of +(\d+)", line):
                summary[count[1]] = (int(count[2]), int(count[3]))


def start(*names: str, args: tuple[str, ...] = ()) -> tuple[Proc, Monitor]:
    """A monitor that has drawn all of its cells once."""
    proc = Proc(*names)
    monitor = Monitor(proc, "--seconds", LONG, *args)
    monitor.draws({"status", *MEMORY_CELLS, *SWAP_CELLS, *cells("all", *names)})
    return proc, monitor


def equal(seen: object, expected: object) -> None:
    assert seen == expected, f"{seen!r}, not {expected!r}"


def check_first_drawing() -> None:
    proc = Proc("cpu0")
    monitor = Monitor(proc, "--seconds", LONG)
    texts = monitor.draws({"status", *MEMORY_CELLS, *SWAP_CELLS, *cells("all", "cpu0")})
    equal(texts["status"], "ok")
    equal(texts["memory use"], "25 %")
    equal(texts["memory bar"], "[#####...............]")
    equal(texts["memory amount"], "2.0 of 8.0 GiB")
    equal(texts["swap use"], "0 %")
    equal(texts["cpu0 load"], "...")
    monitor.end()


def check_nothing_changed() -> None:
    proc, monitor = start("cpu0")
    monitor.draws(set())
    proc.set_memory(MemAvailable=6291455)  # what is shown stays the same
    monitor.draws(set())
    monitor.end()


def check_one_cpu() -> None:
    proc, monitor = start("cpu0", "cpu1")
    proc.run_cpus(cpu1=50)
    texts = monitor.draws({"cpu1 load", "cpu1 bar", "cpu1 trend"})
    equal(texts["cpu1 load"], "50 %")
    equal(texts["cpu1 bar"], "[##########..........]")
    equal(texts["cpu1 trend"], "trend  50 %")
    proc.run_cpus(cpu1=50)
    monitor.draws(set())
    proc.run_cpus(cpu1=51)  # neither the bar nor the trend moves
    monitor.draws({"cpu1 load"})
    monitor.end()


def check_memory() -> None:
    proc, monitor = start("cpu0")
    proc.set_memory(SwapFree=1048576)
    texts = monitor.draws(SWAP_CELLS)
    equal(texts["swap use"], "50 %")
    equal(texts["swap amount"], "1.0 of 2.0 GiB")
    proc.set_memory(SwapTotal=0, SwapFree=0)
    texts = monitor.draws(SWAP_CELLS)
    equal(texts["swap amount"], "none")
    proc.set_memory(MemAvailable=838860)
    texts = monitor.draws({"status", *MEMORY_CELLS})
    equal(texts["memory alarm"], "ALARM")
    equal(texts["status"], "alarm: memory")
    monitor.end()


def check_trend() -> None:
    proc, monitor = start("cpu0")
    proc.run_cpus(cpu0=0)
    monitor.draws({"cpu0 load", "cpu0 bar", "cpu0 trend"})
    proc.run_cpus(cpu0=100)
    texts = monitor.draws({"cpu0 load", "cpu0 bar", "cpu0 trend"})
    equal(texts["cpu0 trend"], "trend  25 %")
    # The load stays; each sample still moves the trend.
    for expected in ("trend  44 %", "trend  58 %", "trend  68 %"):
        proc.run_cpus(cpu0=100)
        equal(monitor.draws({"cpu0 trend"})["cpu0 trend"], expected)
    monitor.end()


def check_alarm() -> None:
    proc, monitor = start("cpu0", "cpu1", args=("--threshold", "30"))
    proc.run_cpus(cpu0=0, cpu1=0)
    monitor.draws({f"{cpu} {cell}" for cpu in ("cpu0", "cpu1") for cell in CPU_CELLS[:3]})
    proc.run_cpus(cpu1=100)
    monitor.draws({"cpu1 load", "cpu1 bar", "cpu1 trend"})
    proc.run_cpus(cpu1=100)
    texts = monitor.draws({"cpu1 trend", "cpu1 alarm", "status"})
    equal(texts["cpu1 alarm"], "ALARM")
    equal(texts["status"], "alarm: cpu1")
    proc.run_cpus(cpu1=0)
    monitor.draws({"cpu1 load", "cpu1 bar", "cpu1 trend"})
    proc.run_cpus(cpu1=0)
    texts = monitor.draws({"cpu1 trend", "cpu1 alarm", "status"})
    equal(texts["cpu1 alarm"], "-")
    equal(texts["status"], "ok")
    monitor.end()


def check_cpu_goes_and_comes() -> None:
    proc, monitor = start("cpu0", "cpu1")
    proc.run_cpus(cpu0=10, cpu1=100)
    texts = monitor.draws({*cells("cpu0", "cpu1"), "status"} - {"cpu0 alarm"})
    equal(texts["status"], "alarm: cpu1")

    ticks = proc.ticks.pop("cpu1")
    proc.write()
    texts = monitor.draws({*cells("cpu1"), "status"})
    equal(texts["cpu1 load"], "offline")
    equal(texts["status"], "ok")

    proc.ticks["cpu1"] = (0, 0)  # counters may begin anew
    proc.write()
    equal(monitor.draws({"cpu1 load"})["cpu1 load"], "...")
    proc.run_cpus(cpu1=20)
    texts = monitor.draws({"cpu1 load", "cpu1 bar", "cpu1 trend"})
    equal(texts["cpu1 trend"], "trend  20 %")
    monitor.end()


def check_new_cpu() -> None:
    proc, monitor = start("cpu0")
    proc.ticks["cpu17"] = (0, 0)
    proc.write()
    monitor.draws(cells("cpu17"))
    proc.run_cpus(cpu17=40)
    monitor.draws({"cpu17 load", "cpu17 bar", "cpu17 trend"})
    monitor.end()


def check_counters_go_back() -> None:
    proc, monitor = start("cpu0")
    proc.run_cpus(cpu0=40)
    monitor.draws({"cpu0 load", "cpu0 bar", "cpu0 trend"})
    proc.ticks["cpu0"] = (5, 5)
    proc.write()
    equal(monitor.draws({"cpu0 load", "cpu0 bar", "cpu0 trend"})["cpu0 load"], "...")
    monitor.end()


def check_file_breaks() -> None:
    proc, monitor = start("cpu0")
    good = (proc.path / "stat").read_bytes()
    for content, words in (
        (good[:20], "middle of a line"),
        (b"", "no text"),
        (b"cpu 1 2 three 4\n", '"three" is not a number'),
        (b"\0" * 100, "no text"),
    ):
        proc.replace("stat", content)
        status = monitor.draws({"status"})["status"]
        assert words in status and "stat" in status, status
        proc.replace("stat", good)
        equal(monitor.draws({"status"})["status"], "ok")
    (proc.path / "meminfo").unlink()
    assert "meminfo" in monitor.draws({"status"})["status"]
    proc.write()
    equal(monitor.draws({"status"})["status"], "ok")
    monitor.end()


def check_summary() -> None:
    proc, monitor = start("cpu0", "cpu1")
    proc.run_cpus(cpu1=50)
    monitor.draws({"cpu1 load", "cpu1 bar", "cpu1 trend"})
    summary = monitor.end(signal.SIGINT)
    readings = summary["readings"][0]
    assert readings > 5, readings
    # At first the number of CPUs and four of memory; then the ticks of cpu1 and their count.
    equal(summary["signals changed"], (5 + 3, readings * (6 + 3 * 4)))
    equal(summary["cells redrawn"], (monitor.drawn, readings * (8 + 3 * 4)))
    done, possible = summary["computations run"]
    # The text and the effect of each cell, the effect that makes the rows, the derived values.
    equal(possible, readings * (2 * (8 + 3 * 4) + 1 + 3 + 3 * 3))
    assert monitor.drawn * 2 <= done < possible / 3, (done, possible)


def check_ends_by_itself() -> None:
    proc = Proc("cpu0")
    monitor = Monitor(proc, "--seconds", "0.2")
    equal(monitor.process.wait(PATIENCE), 0)


def check_real_files() -> None:
    if not os.path.exists("/proc/stat"):
        return
    result = subprocess.run(
        tap.command(MONITOR, "--seconds", "0.5", "--interval", "50"),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
    )
    equal((result.returncode, result.stderr), (0, ""))
    assert re.search(r"all load +\d+ %", result.stdout), result.stdout


def fails(*args: str) -> str:
    """Runs a monitor that is to refuse; gives what it says."""
    result = subprocess.run(
        tap.command(MONITOR, *args), capture_output=True, encoding="utf-8", timeout=PATIENCE
    )
    equal((result.returncode, result.stdout), (1, ""))
    assert result.stderr.startswith("monitor: ") and result.stderr.count("\n") == 1, result.stderr
    return result.stderr


def check_bad_start() -> None:
    proc = Proc("cpu0")
    good = (proc.path / "stat").read_bytes()
    assert "stat" in fails("--proc", str(proc.path / "nowhere"))
    for content, words in (
        (b"", "no text"),
        (good[:-1], "middle of a line"),
        (b"cpu0 1 2 3 4\n", 'no "cpu" line'),
        (b"cpu \xff\xfe 1 2 3 4\n", "is not a number"),
        (b"cpu \033[2J 1 2 3 4\n", "\\033[2J"),
    ):
        proc.replace("stat", content)
        message = fails("--proc", str(proc.path))
        assert words in message and "stat" in message, message
    proc.replace("stat", good)
    proc.replace("meminfo", b"MemTotal: 5 kB\n")
    assert "meminfo" in fails("--proc", str(proc.path))
    (proc.path / "meminfo").unlink()
    (proc.path / "meminfo").mkdir()
    assert "meminfo" in fails("--proc", str(proc.path))


def check_bad_options() -> None:
    for option, value in (
        ("--seconds", "-1"),
        ("--seconds", "nan"),
        ("--seconds", "inf"),
        ("--seconds", "soon"),
        ("--interval", "0"),
        ("--interval", "-5"),
        ("--interval", "99999999999"),
        ("--threshold", "101"),
        ("--threshold", "-1"),
    ):
        message = fails(f"{option}={value}")
        assert option in message or value in message, message
    fails("--no-such-option")
    fails("a-word")


def on_terminal(proc: Proc, rows: int = 24) -> terminal.Program:
    options = ("--proc", str(proc.path), "--interval", str(INTERVAL), "--seconds", LONG)
    program = terminal.Program(tap.command(MONITOR, *options), rows=rows)
    atexit.register(program.process.kill)
    return program


def row(program: terminal.Program, name: str) -> str:
    return next(line for line in program.screen.lines if line.startswith(name + " ")).rstrip()


def check_terminal() -> None:
    proc = Proc("cpu0", "cpu1")
    program = on_terminal(proc)
    program.wait_for(r"cpu1 +\.\.\.")
    assert not program.screen.cursor_visible
    proc.run_cpus(cpu=10, cpu0=5, cpu1=95)
    program.wait_for("cpu1 .*ALARM")
    program.wait_for("alarm: cpu1")
    equal(row(program, "cpu0"), "cpu0        5 %    [#...................]  trend   5 %")
    equal(
        row(program, "cpu1"),
        "cpu1       95 %    [###################.]  trend  95 %     ALARM",
    )
    while program.read(QUIET):
        pass

    before = len(program.written)
    proc.run_cpus(cpu1=96)
    program.wait_for("cpu1 +96 %")
    while program.read(QUIET):
        pass
    written = program.written[before:]
    equal(len(re.findall(rb"\033\[\d+A", written)), 1)  # one cell was addressed
    assert len(written) < 40, written

    program.process.send_signal(signal.SIGINT)
    equal(program.end(), 0)
    assert program.screen.cursor_visible and program.screen.wraps
    text = "\n".join(line.rstrip() for line in program.screen.lines)
    assert re.search(r"cpu1 .*\n+.*readings\. ", text), text


def check_terminal_scrolls() -> None:
    """Where the screen is full, what was there scrolls away; rows that do not fit are left out."""
    proc = Proc(*(f"cpu{i}" for i in range(30)))
    program = on_terminal(proc, rows=12)
    program.wait_for(r"cpu5 +\.\.\.")
    assert not any(line.startswith("cpu7") for line in program.screen.lines)
    proc.run_cpus(cpu5=50, cpu20=100)
    program.wait_for("cpu5 +50 %")
    program.wait_for("alarm: cpu20")  # it has no row, and is watched all the same
    program.process.send_signal(signal.SIGTERM)
    equal(program.end(), 0)


tap.run(
    {
        "monitor/first-drawing": check_first_drawing,
        "monitor/nothing-changed": check_nothing_changed,
        "monitor/one-cpu": check_one_cpu,
        "monitor/memory": check_memory,
        "monitor/trend": check_trend,
        "monitor/alarm": check_alarm,
        "monitor/cpu-goes-and-comes": check_cpu_goes_and_comes,
        "monitor/new-cpu": check_new_cpu,
        "monitor/counters-go-back": check_counters_go_back,
        "monitor/file-breaks": check_file_breaks,
        "monitor/summary": check_summary,
        "monitor/ends-by-itself": check_ends_by_itself,
        "monitor/real-files": check_real_files,
        "monitor/bad-start": check_bad_start,
        "monitor/bad-options": check_bad_options,
        "monitor/terminal": check_terminal,
        "monitor/terminal-scrolls": check_terminal_scrolls,
    }
)
