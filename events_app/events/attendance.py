"""What the registration room tells this one: who holds a place, and how many holds have run out."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from events_app.core.access import Actor

IsRegistered = Callable[[int, Actor], Awaitable[bool]]
ExpiredHolds = Callable[[int, datetime], Awaitable[int]]


async def _nobody(event_id: int, actor: Actor) -> bool:
    return False


async def _none(event_id: int, now: datetime) -> int:
    return 0


class _Handed:
    is_registered: IsRegistered = staticmethod(_nobody)
    expired_holds: ExpiredHolds = staticmethod(_none)


def register(*, is_registered: IsRegistered, expired_holds: ExpiredHolds) -> None:
    """Called once by wiring.py. `expired_holds` gives seats, not rows; each function is one statement."""
    _Handed.is_registered = staticmethod(is_registered)
    _Handed.expired_holds = staticmethod(expired_holds)


async def is_registered(event_id: int, actor: Actor) -> bool:
    """False for strangers without asking anybody."""
    return actor.signed_in and await _Handed.is_registered(event_id, actor)


async def expired_holds(event_id: int, now: datetime) -> int:
    return await _Handed.expired_holds(event_id, now)
