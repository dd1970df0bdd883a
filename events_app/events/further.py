"""Pages that other rooms keep about an event, such as its golf: they say where, and the event's page leads there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Further:
    """`label` is a Spanish msgid."""

    label: str
    path: str


Finder = Callable[[int, str], Awaitable[Further | None]]
_finders: dict[str, Finder] = {}


def register(room: str, finder: Finder) -> None:
    """Called once by the composition root; the finder gets the event's id and slug."""
    _finders[room] = finder


async def pages_of(event_id: int, slug: str) -> list[Further]:
    """Every further page of the event, in the order of the rooms' names."""
    found = [await _finders[room](event_id, slug) for room in sorted(_finders)]
    return [each for each in found if each is not None]
