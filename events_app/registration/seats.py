"""Guarded writes on the seat counters: the event first, then its ticket type, always in this order."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from events_app.core.database import row, rows
from events_app.payments.expired_holds import ending, note_expired
from events_app.registration import benefits

# Three days before an event its seats are for whoever wants them, unless the office chose another moment.
LIFTED_BEFORE = timedelta(days=3)

# Both guarded writes in one statement: the type's can only begin with the row that the event's gave it. While somebody
# waits nobody walks past the line ($4 says that the line has been asked; companies over their limit do not count).
TAKE = """
WITH whole AS (
    UPDATE events SET taken = taken + $3, last_folio = last_folio + 1
    WHERE id = $1 AND status = 'published' AND (capacity IS NULL OR taken + $3 <= capacity)
      AND ($4 OR NOT EXISTS (SELECT 1 FROM wait_entries w WHERE w.event_id = $1 AND w.status = 'waiting'
                                 AND left(w.passed_because, 10) <> 'over_limit'))
    RETURNING code, last_folio, most_per_company, limit_lifts_at, starts_at,
        nextval(pg_get_serial_sequence('registrations', 'id')) AS registration_id
), part AS (
    UPDATE ticket_types t SET taken = t.taken + $3 FROM whole
    WHERE t.id = $2 AND t.event_id = $1 AND (t.quota IS NULL OR t.taken + $3 <= t.quota) RETURNING t.id
)
SELECT whole.*, (SELECT id FROM part) AS ticket_type_id FROM whole
"""
TAKE_TYPE = """
UPDATE ticket_types SET taken = taken + $3
WHERE id = $1 AND event_id = $2 AND (quota IS NULL OR taken + $3 <= quota) RETURNING id
"""
MORE_EVENT = """
UPDATE events SET taken = taken + $2
WHERE id = $1 AND status <> 'cancelled' AND (capacity IS NULL OR taken + $2 <= capacity) RETURNING id
"""
# A seat that an offer holds is counted already: only the folio is new.
NEXT_FOLIO = """
UPDATE events SET last_folio = last_folio + 1 WHERE id = $1 AND status = 'published'
RETURNING code, last_folio, most_per_company, limit_lifts_at, starts_at,
    nextval(pg_get_serial_sequence('registrations', 'id')) AS registration_id
"""
# Not FOR UPDATE: whoever wrote a row of the event holds a share of its key, and two of them would wait for each other.
LOCK_EVENT = "SELECT id FROM events WHERE id = $1 FOR NO KEY UPDATE"
GIVE_BACK_EVENT = "UPDATE events SET taken = taken - $2 WHERE id = $1 RETURNING id"
GIVE_BACK_TYPE = "UPDATE ticket_types SET taken = taken - $2 WHERE id = $1 RETURNING id"

# A group's hold waits for the sweep: its order holds many seats.
EXPIRE = ending(
    "registrations",
    "event_id",
    """over AS (
    UPDATE registrations r SET status = 'expired', hold_expires_at = NULL, ended_at = $2
    FROM due WHERE r.id = due.id AND r.status = 'held'
    RETURNING r.id, r.ticket_type_id, r.seats, r.order_id
), types AS (
    UPDATE ticket_types t SET taken = t.taken - s.seats
    FROM (SELECT ticket_type_id, sum(seats) AS seats FROM over GROUP BY ticket_type_id) s
    WHERE t.id = s.ticket_type_id RETURNING t.id
), whole AS (
    UPDATE events e SET taken = e.taken - s.seats
    FROM (SELECT sum(seats) AS seats FROM over) s WHERE e.id = $1 AND s.seats > 0 RETURNING e.id
)
SELECT id, order_id FROM over ORDER BY id
""",
    alone="t.group_id IS NULL",
)


@dataclass(frozen=True)
class Taken:
    """`limit` is the event's for one company, which the caller asks about once the seats are its own.

    `until` is the moment the waiting list's offer named: its taker may pay until then.
    """

    registration_id: int
    folio: str
    limit: "CompanyLimit | None" = None
    until: datetime | None = None


@dataclass(frozen=True)
class CompanyLimit:
    """The most seats of one company until a moment: then what is left is for whoever wants it."""

    most: int
    lifts_at: datetime

    def holds(self, now: datetime) -> bool:
        return now < self.lifts_at


def company_limit(most: int | None, lifts_at: datetime | None, starts_at: datetime) -> CompanyLimit | None:
    """The limit of an event, or None; without a moment of the office's it lifts LIFTED_BEFORE the start."""
    return None if most is None else CompanyLimit(most, lifts_at or starts_at - LIFTED_BEFORE)


async def take(event_id: int, ticket_type_id: int, seats: int, *, past_the_line: bool = False) -> Taken | None:
    """Takes the seats or nothing; without `past_the_line` also nothing while somebody waits for the event."""
    whole = await row(TAKE, event_id, ticket_type_id, seats, past_the_line)
    if whole is None:
        return None
    if whole["ticket_type_id"] is None:
        await row(GIVE_BACK_EVENT, event_id, seats)
        return None
    return _taken(whole)


async def next_folio(event_id: int) -> Taken | None:
    """A folio for seats that are counted already; None once the event is not published any more."""
    whole = await row(NEXT_FOLIO, event_id)
    return _taken(whole) if whole else None


async def take_more(event_id: int, ticket_type_id: int, seats: int, *, now: datetime) -> bool:
    """More seats for somebody who has a registration (a companion, or money that came late)."""
    taken = await hold(event_id, ticket_type_id, seats)
    if not taken and await recycle(event_id, now):
        taken = await hold(event_id, ticket_type_id, seats)
    return taken


async def lock(event_id: int) -> None:
    """Every change of a seat locks its event first, so that two changes never wait for each other in a ring."""
    await row(LOCK_EVENT, event_id)


async def give_back(event_id: int, ticket_type_id: int, seats: int) -> None:
    await row(GIVE_BACK_EVENT, event_id, seats)
    await row(GIVE_BACK_TYPE, ticket_type_id, seats)


async def recycle(event_id: int, now: datetime) -> bool:
    """Gives back the expired holds of one event; their orders are closed by a job after the commit."""
    await lock(event_id)
    closed = await rows(EXPIRE, event_id, now)
    if closed:
        await benefits.give_back([each["id"] for each in closed], now=now)
    await note_expired("registration", closed, now)
    return bool(closed)


def _taken(whole: dict[str, Any]) -> Taken:
    folio = f"{whole['code']} {whole['last_folio']:04d}"
    limit = company_limit(whole["most_per_company"], whole["limit_lifts_at"], whole["starts_at"])
    return Taken(int(whole["registration_id"]), folio, limit)


async def hold(event_id: int, ticket_type_id: int, seats: int) -> bool:
    """Counts the seats as taken, by guarded writes; False when one of the counters has no room."""
    if await row(MORE_EVENT, event_id, seats) is None:
        return False
    if await row(TAKE_TYPE, ticket_type_id, event_id, seats) is None:
        await row(GIVE_BACK_EVENT, event_id, seats)
        return False
    return True
