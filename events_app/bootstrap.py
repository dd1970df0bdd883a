"""Makes `.venv` from `requirements.lock` once, with the standard library alone, and goes on inside it."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MARKER = VENV / "made-from-lock"  # written last: an environment without it is half made and is made again
QUEUE = ROOT / ".venv.lock"

NETWORK = (
    "name resolution",
    "dns error",
    "connection",
    "error sending request",
    "unreachable",
    "timed out",
    "no matching distribution",
    "failed to fetch",
)


class CannotPrepare(Exception):
    """The environment could not be made; the message says what is missing and what to do."""


def main(arguments: list[str]) -> NoReturn:
    """Goes on in `.venv`, making it first if needed; `prepare` only makes it."""
    try:
        inside = Path(sys.prefix) == VENV
        if not inside and not is_ready():
            prepare()
    except CannotPrepare as failure:
        sys.exit(f"convoca: {failure}")
    except KeyboardInterrupt:
        sys.exit("convoca: interrupted while preparing .venv; the next call starts it again")
    if arguments == ["prepare"]:
        sys.exit(0)
    os.environ["PYTHONUTF8"] = "1"
    os.environ.pop("PYTHONHOME", None)
    python = sys.executable if inside else str(PYTHON)
    sys.stdout.flush()
    os.execv(python, [python, "-m", "events_app.cli", *arguments])


def is_ready() -> bool:
    """True when `.venv` was made to the end from this very lock and its Python still exists."""
    try:
        return MARKER.read_text(encoding="ascii").strip() == lock_digest() and os.access(PYTHON, os.X_OK)
    except (FileNotFoundError, NotADirectoryError):
        return False


def lock_digest() -> str:
    try:
        return hashlib.sha256(LOCK.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise CannotPrepare(f"{LOCK.name} is missing: the checkout is not complete.") from None


def prepare() -> None:
    """Makes `.venv`; when several first calls come at once, one makes it and the others wait and find it ready."""
    with _alone():
        if is_ready():
            return
        print("convoca: preparing .venv from requirements.lock (first time only)…", file=sys.stderr, flush=True)
        try:
            _make()
        except OSError as failure:
            raise CannotPrepare(_because(str(failure))) from failure


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    try:
        queue = QUEUE.open("w")
    except OSError as failure:
        raise CannotPrepare(f"cannot write in {ROOT}: {failure.strerror}.") from failure
    with queue:
        os.set_inheritable(queue.fileno(), True)  # an installer that outlives us keeps the others waiting
        try:
            fcntl.flock(queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("convoca: another command is preparing .venv; waiting for it…", file=sys.stderr, flush=True)
            fcntl.flock(queue, fcntl.LOCK_EX)
        yield


def _make() -> None:
    """Tries uv, then pip; whatever a failed way leaves behind carries no marker and is removed."""
    digest = lock_digest()
    failures = []
    for make in _ways():
        _remove()
        try:
            make()
        except CannotPrepare as failure:
            failures.append(str(failure))
            continue
        _mark(digest)
        return
    _remove()
    raise CannotPrepare(failures[-1])


def _remove() -> None:
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        MARKER.unlink(missing_ok=True)
        shutil.rmtree(VENV)


def _ways() -> list[Callable[[], None]]:
    return [_with_uv, _with_pip] if shutil.which("uv") else [_with_pip]


def _with_uv() -> None:
    _run("uv", "venv", "--quiet", "--no-project", "--python", sys.executable, str(VENV))
    _run("uv", "pip", "install", "--quiet", "--compile-bytecode", "--python", str(PYTHON), *_from_lock())


def _with_pip() -> None:
    """Debian's Python has no ensurepip and other ones may have no pip of their own: either is enough."""
    if _has("pip"):
        _run(sys.executable, "-m", "venv", "--without-pip", str(VENV))
        _run(sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "--quiet", *_from_lock())
    elif _has("ensurepip"):
        _run(sys.executable, "-m", "venv", str(VENV))
        _run(str(PYTHON), "-m", "pip", "install", "--quiet", *_from_lock())
    else:
        raise CannotPrepare(
            "pip is missing: install it (on Debian: apt-get install python3-pip) or install uv, and repeat."
        )


def _from_lock() -> tuple[str, ...]:
    return ("--require-hashes", "-r", str(LOCK))


def _has(module: str) -> bool:
    call = [sys.executable, "-m", module, "--version"]
    return subprocess.run(call, capture_output=True, check=False).returncode == 0


def _run(*call: str) -> None:
    environment = {**os.environ, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    done = subprocess.run(call, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, close_fds=False)
    if done.returncode:
        said = done.stdout.decode(errors="replace")
        print("\n".join(said.splitlines()[-12:]), file=sys.stderr)
        raise CannotPrepare(_because(said))


def _because(said: str) -> str:
    """One line a person can act on, from what the tool said."""
    words = said.lower()
    if "no space left" in words or "disk quota" in words:
        return "the disk is full: .venv needs about 700 MB; make room and repeat."
    if "permission denied" in words or "read-only file system" in words:
        return f"cannot write in {ROOT}: check who owns the folder."
    if "hash" in words and "match" in words:
        return "a downloaded package does not match requirements.lock and was refused; nothing was kept."
    if any(word in words for word in NETWORK):
        return "the packages could not be downloaded: check the network (or the proxy) and repeat."
    return f"preparing .venv failed: {(said.strip().splitlines() or ['no reason was given'])[-1]}"


def _mark(digest: str) -> None:
    draft = MARKER.with_suffix(".draft")
    with draft.open("w", encoding="ascii") as file:
        file.write(digest + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.rename(MARKER)
