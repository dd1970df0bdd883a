"""What every test may ask for: a clean migrated PostgreSQL, the real application, a fixed moment, counted SQL."""

import contextlib
import fcntl
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from events_app.app import create_app
from events_app.core import live, schema, static
from events_app.core.database import opened, orm_config
from events_app.core.postgres import embedded
from events_app.core.settings import Settings, configure
from events_app.tests.support.browser import TestClient
from events_app.tests.support.database import Cleaner, Statements

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
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
def app_settings(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("data")
    return configure(Settings(env="test", data_dir=folder, base_url=BASE_URL, secret_key="t" * 40))


@pytest_asyncio.fixture(scope="session")
async def database_url(server_url: str, data_dir: Path, app_settings: Settings) -> AsyncIterator[str]:
    """A database of this worker's own, copied from the one migrated template."""
    template = await _template(server_url, data_dir)
    name = f"test_{os.getpid()}"
    await _run(server_url, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield _named(server_url, name)
    await _run(server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest_asyncio.fixture(scope="session")
async def _open_database(database_url: str) -> AsyncIterator[Cleaner]:
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(opened(database_url, pool=12))
        stack.push_async_callback(live.close)
        cleaner = Cleaner()
        await cleaner.learn()
        yield cleaner


@pytest_asyncio.fixture
async def db(_open_database: Cleaner, database_url: str, app_settings: Settings) -> AsyncIterator[str]:
    """The ORM on an empty, migrated database; everything a test writes is gone after it."""
    configure(app_settings)
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


async def _template(server_url: str, data_dir: Path) -> str:
    """Migrates one template per state of the migrations, once for all workers."""
    files = sorted(schema.FOLDER.glob("[0-9]*.py"))
    mark = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
    name = f"template_{mark}"
    with _exclusive(data_dir / "template.lock"):
        connection = await asyncpg.connect(**_credentials(server_url))
        try:
            if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name) is None:
                draft = f"draft_{mark}_{os.getpid()}"
                await connection.execute(f'CREATE DATABASE "{draft}"')
                await schema.migrate(_named(server_url, draft))
                await connection.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
        finally:
            await connection.close()
    return name


async def _run(server_url: str, *statements: str) -> None:
    connection = await asyncpg.connect(**_credentials(server_url))
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def _named(server_url: str, name: str) -> str:
    head, _, query = server_url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


def _credentials(url: str) -> dict[str, object]:
    found = orm_config(url)["connections"]["default"]["credentials"]
    return {key: found[key] for key in ("host", "port", "user", "password", "database")}


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
