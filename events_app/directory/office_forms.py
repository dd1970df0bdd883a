"""What the office's pages of this room share: today's date, ids from a query, and effects that happen once."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from starlette.requests import Request

from events_app.core.clock import local
from events_app.core.database import tx
from events_app.core.forms import Filled
from events_app.core.idempotency import Outcome, once
from events_app.core.pages import actor
from events_app.directory.queries import LARGEST_ID

Effect = Callable[[], Awaitable[dict[str, Any]]]


def today(request: Request) -> date:
    """The association's day."""
    return local(request.state.now).date()


def record_id(request: Request, name: str = "id") -> int:
    """A number in the path; one beyond any table is simply not found."""
    return min(int(request.path_params[name]), LARGEST_ID)


def asked(request: Request, name: str, options: Any = None) -> str:
    """A word of the query, without what no list holds; "" when it is not one of the options."""
    text = request.query_params.get(name, "")[:120].replace("\x00", "").strip()
    return text if options is None or text in {str(option) for option in options} else ""


def asked_id(request: Request, name: str) -> int | None:
    text = asked(request, name)
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) <= LARGEST_ID else None


async def create_once(request: Request, form: Filled[Any], effect: Effect) -> Outcome:
    """Runs the effect of a submit once, however often the button was pressed."""
    who, path = actor(request).label, request.url.path

    async def guarded() -> Outcome:
        return await once(form.idempotency_key, actor=who, path=path, body=form.typed, effect=effect)

    return await tx(guarded)
