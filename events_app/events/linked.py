"""What other rooms add to an event page: the address of its tournament, by a function handed over at the start."""

from collections.abc import Awaitable, Callable

from events_app.events.models import Event

Finder = Callable[[Event], Awaitable[str | None]]


async def _none(event: Event) -> str | None:
    return None


class _Handed:
    tournament: Finder = staticmethod(_none)


def register(*, tournament: Finder) -> None:
    """Called once by app.py; `tournament` gives the path of the event's tournament page, or None."""
    _Handed.tournament = staticmethod(tournament)


async def tournament_path(event: Event) -> str | None:
    """None without asking anybody for an event that is not a tournament."""
    return await _Handed.tournament(event) if event.kind == "tournament" else None
