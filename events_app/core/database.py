"""The one door to PostgreSQL: opening it, transactions that survive a client that hangs up, and raw SQL."""

import asyncio
import functools
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

import asyncpg
from tortoise import Tortoise
from tortoise.transactions import in_transaction

from events_app.core import faults
from events_app.core.versions import address

T = TypeVar("T")
P = ParamSpec("P")
After = Callable[[], Awaitable[None]]

ROOMS = ("accounts", "directory", "events", "payments", "fiscal", "registration", "checkin", "tournaments", "golf")
MODELS = (
    "events_app.core.tables",
    *(f"events_app.{room}.models" for room in ROOMS),
    "events_app.payments.stripe_records",
    "events_app.payments.movements",
    "events_app.payments.vouchers",
    "events_app.payments.office_records",
    "events_app.payments.discounts",
    "events_app.fiscal.paper_records",
    "events_app.registration.group_records",
    "events_app.registration.waiting_records",
    "events_app.registration.question_records",
    "events_app.desk.models",
    "events_app.tournaments.entries",
    "events_app.tournaments.matches",
    "events_app.golf.gifts",
)
SCHOLARSHIPS = (
    "scholarships.calls.models",
    "scholarships.applications.models",
    "scholarships.applications.papers",
    "scholarships.review.models",
    "scholarships.review.readings",
    "scholarships.fund.models",
    "scholarships.awards.models",
    "scholarships.awards.grants",
    "scholarships.privacy.models",
)
# Tortoise's label of each package of the house; the second refers to the first, never the other way round.
APPS = {"events": ("events_app", MODELS), "scholarships": ("scholarships", SCHOLARSHIPS)}
_after: ContextVar[list[After] | None] = ContextVar("after_commit", default=None)


class Unreset(asyncpg.Connection):  # type: ignore[misc] # asyncpg has no types
    """A pooled connection that is not reset after each use: we set nothing but SET LOCAL and listen elsewhere."""

    __slots__ = ()

    def get_reset_query(self) -> str:
        return ""


class _Open:
    url: str | None = None


def orm_config(url: str, *, pool: int = 10) -> dict[str, Any]:
    """Tortoise's configuration for a `postgres://` address."""
    credentials = address(url) | {
        "minsize": 1,
        "maxsize": pool,
        "connection_class": Unreset,
        "server_settings": {
            "statement_timeout": "15s",
            "lock_timeout": "8s",
            "idle_in_transaction_session_timeout": "30s",
            "jit": "off",
        },
    }
    return {
        "connections": {"default": {"engine": "tortoise.backends.asyncpg", "credentials": credentials}},
        "apps": {
            label: {"models": list(models), "migrations": f"{package}.migrations", "default_connection": "default"}
            for label, (package, models) in APPS.items()
        },
        "use_tz": True,
        "timezone": "UTC",
    }


@asynccontextmanager
async def opened(url: str, *, pool: int = 10) -> AsyncIterator[None]:
    """The ORM open on this database for the tasks of this process."""
    await Tortoise.init(config=orm_config(url, pool=pool), _enable_global_fallback=True)
    _Open.url = url
    try:
        yield
    finally:
        await Tortoise.close_connections()


async def tx(body: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs `body` in one transaction that commits or rolls back whole, even when the caller is cancelled.

    A cancelled task must not interrupt Tortoise while it enters or leaves a transaction: the connection
    would never return to the pool. So the body runs in a task of its own behind a shield, and a cancelled
    caller waits for it before it goes. Calls inside a transaction join it. Timeouts are the server's.
    FAULT=commit:<service> kills the process before the commit, FAULT=committed:<service> right after it.
    """
    if _after.get() is not None:
        return await body(*args, **kwargs)
    task = asyncio.ensure_future(_committed(body, *args, **kwargs))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def transaction(service: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Makes a whole service one transaction."""

    @functools.wraps(service)
    async def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        return await tx(service, *args, **kwargs)

    return wrapped


async def after_commit(callback: After) -> None:
    """Runs `callback` once the transaction has committed, and never if it rolls back; at once outside one."""
    waiting = _after.get()
    if waiting is None:
        await callback()
    else:
        waiting.append(callback)


async def rows(sql: str, *args: Any) -> list[dict[str, Any]]:
    """The rows that a statement returns ($1, $2 … are its values)."""
    found: Sequence[Any] = await Tortoise.get_connection("default").execute_query_dict(sql, list(args))
    return [dict(each) for each in found]


async def row(sql: str, *args: Any) -> dict[str, Any] | None:
    """The first row that a statement returns, or None."""
    found = await rows(sql, *args)
    return found[0] if found else None


def decoded(value: Any) -> Any:
    """A JSON column of a raw row: asyncpg gives its text, an ORM's connection may have read it already."""
    return json.loads(value) if isinstance(value, str) else value


async def execute(sql: str, *args: Any) -> int:
    """Runs a statement; gives the number of rows it touched."""
    count, _ = await Tortoise.get_connection("default").execute_query(sql, list(args))
    return int(count)


async def _committed(body: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
    waiting: list[After] = []
    token = _after.set(waiting)
    try:
        async with in_transaction("default"):
            result = await body(*args, **kwargs)
            faults.reach("commit", body)
        faults.reach("committed", body)
    finally:
        _after.reset(token)
    for callback in waiting:
        await callback()
    return result


def current_url() -> str:
    """The address of the database that this process opened."""
    if _Open.url is None:
        raise RuntimeError("no database is open")
    return _Open.url
