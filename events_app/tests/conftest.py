"""What every test may ask for: a clean migrated PostgreSQL, the real application, counted SQL.

Whatever the real date is, every test begins on the morning of `NOW`: see `support/day.py`.
"""

import contextlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings
from starlette.applications import Starlette

from events_app.app import create_app
from events_app.core import live, static
from events_app.core.database import opened
from events_app.core.postgres import embedded
from events_app.core.settings import Settings
from events_app.tests.support import day
from events_app.tests.support.browser import TestClient
from events_app.tests.support.database import Cleaner, Statements
from events_app.tests.support.day import NOW
from events_app.tests.support.template import copied

# A machine that is busy with other things makes examples slow, never wrong.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

BASE_URL = "http://convoca.test"


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """One folder for the embedded server of all workers of this run, or the one that a run left for the next."""
    folder = Path(os.environ.get("TEST_DATA_DIR") or Path(tempfile.gettempdir()) / f"convoca-tests-{os.getuid()}")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def server_url(data_dir: Path) -> Iterator[str]:
    """A PostgreSQL for tests; TEST_DATABASE_URL names another one whose user may create databases."""
    given = os.environ.get("TEST_DATABASE_URL")
    with contextlib.nullcontext(given) if given else embedded(data_dir, careless=True, database="postgres") as url:
        yield url


@pytest.fixture(scope="session")
def app_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("data")
    return day.begin(known=Settings(env="test", data_dir=folder, base_url=BASE_URL, secret_key="t" * 40))


@pytest.fixture(autouse=True)
def _day(app_settings: Settings) -> None:
    """Every test begins with the same settings at the same moment."""
    day.begin(known=app_settings)


@pytest_asyncio.fixture(scope="session")
async def database_url(server_url: str, data_dir: Path, app_settings: Settings) -> AsyncIterator[str]:
    """A database of this worker's own, copied from the one migrated template."""
    async with copied(server_url, data_dir, f"test_{os.getpid()}") as url:
        yield url


@pytest_asyncio.fixture(scope="session")
async def _open_database(database_url: str) -> AsyncIterator[Cleaner]:
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(opened(database_url, pool=12))
        stack.push_async_callback(live.close)
        cleaner = Cleaner()
        await cleaner.learn()
        yield cleaner


@pytest_asyncio.fixture
async def db(_open_database: Cleaner, database_url: str) -> AsyncIterator[str]:
    """The ORM on an empty, migrated database; everything a test writes is gone after it."""
    yield database_url
    await _open_database.clean()


@pytest.fixture(scope="session")
def app(database_url: str, app_settings: Settings) -> Starlette:
    """The real application (its database is opened by the `db` fixture)."""
    static.asset_url("css/app.css")
    return create_app(database_url)


@pytest_asyncio.fixture
async def client(db: str, app: Starlette) -> AsyncIterator[TestClient]:
    """A browser without JavaScript on the real application."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with TestClient(transport=transport, base_url=BASE_URL, headers={"Origin": BASE_URL}) as browser:
        yield browser


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def statements() -> type[Statements]:
    """`async with statements() as seen:` counts SQL statements without BEGIN and COMMIT: `seen.count`, `seen.sql`."""
    return Statements
