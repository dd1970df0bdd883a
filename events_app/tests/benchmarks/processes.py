"""The processes that are measured, each one process on one port, their words kept out of the table."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import perf_counter

import psutil

from events_app.tests.support import day

ROOT = Path(__file__).parents[3]
PORTS = range(18_100, 18_999)
SECRET = "b" * 40
UNLIMITED = 100_000.0
TOO_LONG = 60.0


@dataclass(frozen=True)
class Served:
    url: str
    process: psutil.Process

    @property
    def megabytes(self) -> float:
        return float(self.process.memory_info().rss) / 2**20


def environment(folder: Path, **over: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    known = {"ENV": "test", "DATA_DIR": str(folder), "SECRET_KEY": SECRET, "RATE_LIMIT_FACTOR": str(UNLIMITED)}
    return kept | known | day.told() | over


@contextmanager
def serving(module: str, *arguments: str, folder: Path, **over: str) -> Iterator[Served]:
    """`module` as a process that is given the descriptor of a listening socket; ready when it answers anything."""
    with closing(_listener()) as listener, (folder / f"{module}.log").open("ab") as log:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        command = [sys.executable, "-m", module, str(listener.fileno()), *arguments]
        known = environment(folder, BASE_URL=url, **over)
        with subprocess.Popen(
            command, cwd=ROOT, env=known, pass_fds=[listener.fileno()], stdout=log, stderr=log
        ) as process:
            try:
                _first_answer(f"{url}/healthz", process)
                yield Served(url, psutil.Process(process.pid))
            except RuntimeError as failure:
                log.flush()
                last = (folder / f"{module}.log").read_text(encoding="utf-8")[-3_000:]
                raise RuntimeError(f"{failure}; the last words of {module}:\n{last}") from failure
            finally:
                process.terminate()


def cold_start(folder: Path, **over: str) -> float:
    """Seconds from calling `run` to the first whole page of events; the house is taken down again."""
    with closing(_listener()) as found:
        port = int(found.getsockname()[1])
    command = [sys.executable, "-m", "events_app", "run", "--port", str(port)]
    with (folder / "cold.log").open("ab") as log:
        started = perf_counter()
        with subprocess.Popen(command, cwd=ROOT, env=environment(folder, **over), stdout=log, stderr=log) as process:
            try:
                _first_answer(f"http://127.0.0.1:{port}/", process)
                return perf_counter() - started
            finally:
                process.terminate()


def _listener() -> socket.socket:
    for port in PORTS:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen(512)
        except OSError:
            listener.close()
            continue
        return listener
    raise RuntimeError("no port is free")


def _first_answer(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Returns when something answers, a 404 too."""
    deadline, pause = perf_counter() + TOO_LONG, Event()
    while perf_counter() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the process for {url} ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=TOO_LONG) as answer:
                answer.read()
                return
        except urllib.error.HTTPError:
            return
        except (urllib.error.URLError, OSError):
            pause.wait(0.01)
    raise RuntimeError(f"{url} did not answer")
