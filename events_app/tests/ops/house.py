"""A house started with `run` in a folder of its own, and the questions that tests ask about its processes."""

import os
import re
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from events_app.tests.support import day
from events_app.tests.support.live_server import listening

ROOT = Path(__file__).parents[3]
PATIENCE = 60.0
ADDRESS = re.compile(r"http://localhost:(\d+)")


@dataclass
class House:
    """`lines` is what `run` printed so far."""

    process: subprocess.Popen[str]
    port: int = 0
    lines: list[str] = field(default_factory=list)

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return str(answer.read().decode())

    def children(self) -> dict[str, psutil.Process]:
        """The processes that `run` started, by the module that each runs."""
        found = {}
        for child in psutil.Process(self.process.pid).children():
            words = [] if gone(child) else child.cmdline()
            if "events_app.commands.child" in words:
                found[words[words.index("events_app.commands.child") + 2]] = child
        return found

    def leave(self, number: int) -> int:
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        self.lines += (self.process.stdout.read() if self.process.stdout else "").splitlines()
        return code


def command(*words: str, data_dir: Path, **environment: str) -> tuple[list[str], dict[str, str]]:
    """How a person calls a command, and the environment it sees: of this test run's own settings only the hour.

    In production the clock cannot be moved.
    """
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    hour = {} if environment.get("ENV") == "production" else day.told()
    return [sys.executable, "-m", "events_app", *words], kept | {"DATA_DIR": str(data_dir)} | hour | environment


def call(*words: str, data_dir: Path, given: str = "", **environment: str) -> "subprocess.CompletedProcess[str]":
    line, env = command(*words, data_dir=data_dir, **environment)
    return subprocess.run(
        line, cwd=ROOT, env=env, input=given, capture_output=True, text=True, timeout=120, check=False
    )


@contextmanager
def running(*words: str, data_dir: Path, **environment: str) -> Iterator[House]:
    """A house that has said its address; it is gone afterwards, whatever the test did."""
    with listening() as door:
        port = str(door.getsockname()[1])
    line, env = command("run", "--port", port, *words, data_dir=data_dir, **environment)
    with subprocess.Popen(line, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        house = House(process)
        try:
            _wait_for_address(house)
            yield house
        finally:
            process.terminate()


def _wait_for_address(house: House) -> None:
    if house.process.stdout is None:
        raise RuntimeError("the house has no voice")
    for line in house.process.stdout:
        house.lines.append(line.rstrip())
        found = ADDRESS.search(line)
        if found:
            house.port = int(found.group(1))
            return
    raise AssertionError(f"run ended with {house.process.wait()} before it said its address: {house.lines}")


def gone(process: psutil.Process) -> bool:
    """True when the process has ended, whether or not somebody has buried it."""
    try:
        return not process.is_running() or bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def until(true: Callable[[], bool], what: str) -> None:
    """Asks again and again until it is so, a twentieth of a second apart."""
    deadline = time.monotonic() + PATIENCE
    asking = threading.Event()
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {PATIENCE} s: {what}")
        asking.wait(0.05)


def postgres_of(data_dir: Path) -> int | None:
    """The process of the embedded server of this folder, if it lives."""
    try:
        pid = int((data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    except (FileNotFoundError, IndexError):
        return None
    return pid if psutil.pid_exists(pid) and not gone(psutil.Process(pid)) else None
