"""The processes that `run` starts: kept alive while it lives, stopped when it stops, never left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from events_app.commands import CommandFailed

PATIENCE = 10.0  # seconds between asking a child to leave and making it
QUICK = 2.0  # a child that lived shorter than this did not start
MOST_QUICK_DEATHS = 4
TICK = 0.2


@dataclass
class Child:
    """One process and how to start it again."""

    name: str
    module: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    descriptors: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_deaths: int = 0
    not_before: float = 0.0


@dataclass
class Family:
    """Starts children in a session of their own (Ctrl-C reaches only us) and restarts those that die."""

    stop: threading.Event
    children: list[Child] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._read_end, self._write_end = os.pipe()

    def add(self, child: Child) -> None:
        self.children.append(child)
        self._start(child)

    def call(self, module: str, *arguments: str, environment: Mapping[str, str]) -> str:
        """Runs one to its end, in a process of its own that leaves with us; what it said, or CommandFailed."""
        call = self._line(module, arguments)
        done = subprocess.run(
            call, env=dict(environment), pass_fds=(self._read_end,), stdout=subprocess.PIPE, text=True,
            stdin=subprocess.DEVNULL, start_new_session=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise CommandFailed(f"{' '.join(arguments)} did not go through; its last words are above")
        return done.stdout

    def watch(self) -> None:
        """Returns when told to stop; raises CommandFailed when a child dies again and again at its start."""
        while not self.stop.wait(TICK):
            for child in self.children:
                self._mend(child)

    def end(self) -> None:
        """Asks every child to leave, the last one first, and makes those leave that do not."""
        running = [each.process for each in reversed(self.children) if each.process and each.process.poll() is None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        os.close(self._write_end)
        os.close(self._read_end)

    def _start(self, child: Child) -> None:
        call = self._line(child.module, child.arguments)
        child.started = time.monotonic()
        child.process = subprocess.Popen(
            call,
            env=dict(child.environment),
            pass_fds=(self._read_end, *child.descriptors),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _line(self, module: str, arguments: Sequence[str]) -> list[str]:
        return [sys.executable, "-m", "events_app.commands.child", str(self._read_end), module, *arguments]

    def _mend(self, child: Child) -> None:
        if child.process is None or child.process.poll() is None:
            return
        now = time.monotonic()
        if child.not_before == 0.0:
            child.quick_deaths = child.quick_deaths + 1 if now - child.started < QUICK else 0
            if child.quick_deaths >= MOST_QUICK_DEATHS:
                raise CommandFailed(f"the {child.name} process does not stay up; its last words are above")
            print(
                f"convoca: the {child.name} process ended ({child.process.returncode}); starting it again",
                file=sys.stderr,
            )
            child.not_before = now + 0.5 * child.quick_deaths
        if now >= child.not_before:
            child.not_before = 0.0
            self._start(child)
