"""A station is an enrolled device at its gate: who it is, where it stands and what its gate asks for."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.checkin.engine.rules import Door
from events_app.checkin.errors import DeviceNotEnrolled
from events_app.core.database import row
from events_app.core.settings import settings
from events_app.core.tokens import digest

EVENT_PLACE = "event"
COOKIE_AGE = 30 * 24 * 3600

# One statement: the device is found by its token and, at most twice a minute, notes that it was seen.
_STATION = """
WITH seen AS (
    UPDATE devices SET last_seen_at = $2
    WHERE token_hash = $1 AND revoked_at IS NULL AND last_seen_at < $2::timestamptz - interval '30 seconds'
)
SELECT d.id, d.gate_id, d.event_id, d.label, d.supervisor, d.revoked_at, g.name AS gate, g.session_id, g.ticket_types,
    g.reentry, g.opens_at, g.closes_at, e.status AS event_status, e.timezone, e.title_es, e.title_en
FROM devices d JOIN gates g ON g.id = d.gate_id JOIN events e ON e.id = d.event_id
WHERE d.token_hash = $1
"""


@dataclass(frozen=True)
class Station:
    """`revoked` devices may still hand in what they read: it is kept apart for the supervisor.

    `occasion` is what one credential enters for, so that a player comes in anew for each match.
    """

    device_id: int
    gate_id: int
    event_id: int
    label: str
    gate: str
    supervisor: bool
    revoked: bool
    door: Door
    event_status: str
    timezone: str
    title_es: str
    title_en: str
    occasion: str = ""

    @property
    def place(self) -> str:
        where = EVENT_PLACE if self.door.session is None else f"session:{self.door.session}"
        return f"{where}/{self.occasion}" if self.occasion else where

    def title(self, locale: str) -> str:
        return (self.title_en if locale == "en" else "") or self.title_es


def cookie_name() -> str:
    return "__Secure-puerta" if settings().secure else "puerta"


def cookie_paths(gate_id: int) -> tuple[str, str]:
    """Where the device's cookie travels: its gate's page and its gate's API, and nowhere else."""
    return f"/puerta/{gate_id}", f"/api/v1/gates/{gate_id}"


def keep_token(answer: Response, gate_id: int, token: str) -> None:
    """Leaves the device's token where scripts cannot read it and only this gate receives it."""
    for path in cookie_paths(gate_id):
        answer.set_cookie(
            cookie_name(), token, max_age=COOKIE_AGE, path=path, httponly=True, samesite="strict",
            secure=settings().secure,
        )  # fmt: skip


async def station_of(request: Request, *, now: datetime) -> Station | None:
    """The station that asks, at the gate that its path names; None for a stranger or another gate's device."""
    token = _token(request)
    found = await station_by_token(token, now=now) if token else None
    return found if found is not None and found.gate_id == int(request.path_params["gate"]) else None


async def station_by_token(token: str, *, now: datetime) -> Station | None:
    """The station whose device holds this token; one statement."""
    found = await row(_STATION, digest(token), now)
    return _station(found) if found is not None else None


async def require_station(request: Request, *, now: datetime) -> Station:
    """Raises DeviceNotEnrolled for strangers and for revoked devices."""
    found = await station_of(request, now=now)
    if found is None or found.revoked:
        raise DeviceNotEnrolled()
    return found


def _token(request: Request) -> str:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    token = bearer.strip() if scheme.lower() == "bearer" else request.cookies.get(cookie_name(), "")
    return token if len(token) <= 200 else ""


def _station(found: dict[str, Any]) -> Station:
    door = Door(
        session=found["session_id"],
        types=[str(each) for each in json_list(found["ticket_types"])],
        reentry=found["reentry"],
        opens_at=found["opens_at"],
        closes_at=found["closes_at"],
    )
    same = {name: found[name] for name in ("gate_id", "event_id", "label", "gate", "supervisor", "event_status")}
    names = {name: found[name] for name in ("timezone", "title_es", "title_en")}
    return Station(device_id=found["id"], revoked=found["revoked_at"] is not None, door=door, **same, **names)


def json_list(stored: Any) -> list[Any]:
    """A JSON column as raw SQL gives it: text or already a list."""
    return list(json.loads(stored) if isinstance(stored, str) else stored or [])
