"""`run` starts the whole house and takes all of it down again, however it is told to go."""

import importlib.util
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from events_app.core.postgres import WHEEL, public_copy, public_home
from events_app.tests.ops.house import call, gone, postgres_of, running, until

HOUSE = {"events_app.commands.web", "events_app.cli", "events_app.payments.stripe_twin"}
PROGRAMS = ("postgres", "initdb", "pg_isready", "psql", "pg_dump")


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    """A folder that PostgreSQL's own user can reach when we are root; the first house fills it for those after it."""
    with tempfile.TemporaryDirectory(prefix="convoca-run-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_house_that_is_told_to_stop_leaves_nothing_running(data_dir: Path, number: int) -> None:
    with running(data_dir=data_dir) as house:
        children, postgres, health = house.children(), postgres_of(data_dir), house.get("/healthz")

        code = house.leave(number)

    assert (code, health, set(children)) == (0, "ok\n", HOUSE)
    assert house.lines[-1] == "Convoca stopped."
    assert postgres is not None
    assert postgres_of(data_dir) is None
    assert [name for name, child in children.items() if not gone(child)] == []


def test_a_killed_house_takes_its_processes_with_it_and_starts_again_on_the_same_data(data_dir: Path) -> None:
    with running(data_dir=data_dir) as first:
        children, before = first.children(), postgres_of(data_dir)
        first.leave(signal.SIGKILL)
        until(lambda: all(gone(child) for child in children.values()), "the children left")

    with running(data_dir=data_dir) as second:
        ready, after = second.get("/readyz"), postgres_of(data_dir)
        code = second.leave(signal.SIGTERM)

    assert '"ready":true' in ready
    assert (after, code) == (before, 0)
    assert postgres_of(data_dir) is None


def test_a_process_that_dies_is_started_again(data_dir: Path) -> None:
    with running(data_dir=data_dir) as house:
        worker = house.children()["events_app.cli"]
        worker.kill()

        until(lambda: house.children().get("events_app.cli", worker).pid != worker.pid, "a new worker")

        assert house.get("/healthz") == "ok\n"


def test_a_second_house_on_the_same_port_is_refused_and_the_first_lives_on(data_dir: Path) -> None:
    with running(data_dir=data_dir) as house:
        second = call("run", "--port", str(house.port), data_dir=data_dir)

        ready = house.get("/readyz")

    assert (second.returncode, second.stdout) == (1, "")
    assert "choose another --port" in second.stderr
    assert len(second.stderr.splitlines()) == 1
    assert '"ready":true' in ready


def test_two_houses_on_one_folder_share_its_server_until_the_last_one_leaves(data_dir: Path) -> None:
    with running(data_dir=data_dir) as first, running(data_dir=data_dir) as second:
        first.leave(signal.SIGTERM)
        still = second.get("/readyz")
        second.leave(signal.SIGTERM)

    assert '"ready":true' in still
    assert postgres_of(data_dir) is None


def test_no_folder_above_the_data_changes_its_mode(data_dir: Path) -> None:
    private = data_dir / "private"
    private.mkdir(mode=0o700)
    above = [private, *private.parents]
    before = [stat.S_IMODE(folder.stat().st_mode) for folder in above]

    try:
        with running(data_dir=private / "data") as house:
            ready = house.get("/readyz")
            house.leave(signal.SIGTERM)
    finally:
        shutil.rmtree(public_home(private / "data"), ignore_errors=True)

    assert '"ready":true' in ready
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in above] == before


def test_in_a_private_checkout_postgresql_has_programs_that_its_own_user_can_start(tmp_path: Path) -> None:
    spec = importlib.util.find_spec(WHEEL)
    assert spec is not None
    assert spec.origin is not None

    copied = public_copy(max(Path(spec.origin).parent.glob("pginstall*/bin")), tmp_path / "convoca")

    started = [subprocess.run([copied / each, "--version"], capture_output=True, check=False) for each in PROGRAMS]
    assert [each.returncode for each in started] == [0] * len(PROGRAMS)
    assert all(folder.stat().st_mode & stat.S_IXOTH for folder in (copied, *copied.parents[:3]))
