"""The database a command works on: the server that DATABASE_URL names, or the embedded one while we need it."""

from collections.abc import Iterator
from contextlib import contextmanager

from events_app.core.postgres import embedded
from events_app.core.settings import settings


@contextmanager
def database() -> Iterator[str]:
    """The address of the database; the embedded server stops with its last user."""
    chosen = settings()
    if chosen.database_url:
        yield chosen.database_url
        return
    with embedded(chosen.data_dir) as url:
        yield url
