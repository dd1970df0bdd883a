"""Reads the door: its gates, who is inside, what was read, and what waits for whoever supervises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tortoise.queryset import QuerySet

from events_app.checkin import resolvers
from events_app.checkin.models import Device, Gate
from events_app.checkin.stations import EVENT_PLACE
from events_app.core.access import Actor, Role
from events_app.core.database import row, rows
from events_app.core.errors import NotFound
from events_app.core.search import like, search_key
from events_app.events.models import Event

CHART_MINUTES = 60


@dataclass(frozen=True)
class Counts:
    """People, companions included."""

    inside: int
    expected: int


@dataclass(frozen=True)
class Found:
    """Somebody found by name, and how they stand at this gate: never, inside or left; `scan` is their open entry."""

    credential: resolvers.Credential
    label: str
    inside: bool
    since: datetime | None
    scan: int | None


def supervised_events(actor: Actor) -> QuerySet[Event]:
    """The events whose doors this person looks after."""
    if actor.is_office or any(grant.role is Role.GATE_SUPERVISOR and not grant.scope for grant in actor.grants):
        return Event.all()
    return Event.filter(id__in=actor.scopes(Role.GATE_SUPERVISOR, "event"))


async def event_of(actor: Actor, event_id: int) -> Event:
    """Raises NotFound alike for what does not exist and for doors of others."""
    found = await supervised_events(actor).get_or_none(id=event_id)
    if found is None:
        raise NotFound()
    return found


async def gate_of(actor: Actor, gate_id: int) -> Gate:
    found = await Gate.filter(id=gate_id).select_related("event", "session").first()
    if found is None:
        raise NotFound()
    await event_of(actor, found.event_id)
    return found


async def device_of(actor: Actor, device_id: int) -> Device:
    found = await Device.filter(id=device_id).select_related("gate").first()
    if found is None:
        raise NotFound()
    await event_of(actor, found.event_id)
    return found


async def gates(event_id: int) -> list[Gate]:
    return await Gate.filter(event_id=event_id).select_related("session").order_by("name", "id")


async def gates_per_event(event_ids: Sequence[int]) -> dict[int, int]:
    """How many gates each event has."""
    found = await rows(
        "SELECT event_id, count(*)::int AS n FROM gates WHERE event_id = ANY($1::bigint[]) GROUP BY event_id",
        list(event_ids),
    )
    return {each["event_id"]: each["n"] for each in found}


async def gate_names(event_id: int, ticket_type_id: int) -> list[str]:
    """The gates of the whole event by which a type of ticket enters; none when the event has not said."""
    found = await rows(
        """SELECT name FROM gates WHERE event_id = $1 AND session_id IS NULL
           AND (ticket_types = '[]'::jsonb OR ticket_types @> to_jsonb($2::bigint)) ORDER BY name""",
        event_id, ticket_type_id,
    )  # fmt: skip
    return [str(each["name"]) for each in found]


async def counts(event_id: int, place: str = EVENT_PLACE) -> Counts:
    """Who is inside now and how many may come."""
    found = await row(
        "SELECT coalesce(sum(people), 0)::int AS n FROM admissions WHERE event_id = $1 AND place = $2 AND inside",
        event_id, place,
    )  # fmt: skip
    return Counts(int(found["n"]) if found else 0, await resolvers.expected(event_id))


async def let_in(event_id: int, kind: str) -> set[int]:
    """The ids of the credentials of this kind ("player") that were let in at the event, inside or not by now."""
    found = await rows(
        """SELECT DISTINCT split_part(credential, ':', 2)::bigint AS id FROM admissions
           WHERE event_id = $1 AND place = $2 AND entries > 0 AND credential LIKE $3 || ':%'""",
        event_id, EVENT_PLACE, kind,
    )  # fmt: skip
    return {int(each["id"]) for each in found}


async def readings_by_gate(event_id: int) -> dict[int, dict[str, Any]]:
    """For each gate: entries, refusals and the moment of its last reading."""
    found = await rows(
        """SELECT gate_id, count(*) FILTER (WHERE verdict = 'admitted' AND u.id IS NULL)::int AS entries,
                  count(*) FILTER (WHERE verdict NOT IN ('admitted', 'exited') AND NOT quarantined)::int AS refused,
                  max(received_at) AS last
           FROM scans s LEFT JOIN scan_undos u ON u.scan_id = s.id WHERE event_id = $1 GROUP BY gate_id""",
        event_id,
    )
    return {int(each["gate_id"]): each for each in found}


async def arrivals(event_id: int, now: datetime) -> list[int]:
    """People who entered in each of the last sixty minutes, the oldest first."""
    start = now - timedelta(minutes=CHART_MINUTES)
    found = await rows(
        """SELECT floor(extract(epoch FROM s.happened_at - $2::timestamptz) / 60)::int AS minute, count(*)::int AS n
           FROM scans s LEFT JOIN scan_undos u ON u.scan_id = s.id
           WHERE s.event_id = $1 AND s.verdict = 'admitted' AND u.id IS NULL AND s.happened_at > $2 GROUP BY 1""",
        event_id, start,
    )  # fmt: skip
    by_minute = {each["minute"]: each["n"] for each in found}
    return [by_minute.get(minute, 0) for minute in range(CHART_MINUTES)]


async def devices(event_id: int) -> list[Device]:
    return await Device.filter(event_id=event_id).select_related("gate").order_by("revoked_at", "-last_seen_at", "id")


async def found_at(event_id: int, place: str, text: str) -> list[Found]:
    """People of the event by name without accents, folio or employee number, with their state at this place."""
    if len(search_key(text)) < 2:
        return []
    people = await resolvers.search(event_id, text)
    labels = [resolvers.label(each) for each in people]
    states = {each["credential"]: each for each in await _states(event_id, place, labels)}
    return [_found(each, states.get(label)) for each, label in zip(people, labels, strict=True)]


async def _states(event_id: int, place: str, labels: Sequence[str]) -> list[dict[str, Any]]:
    return await rows(
        """SELECT a.credential, a.inside, a.since,
                  (SELECT max(s.id) FROM scans s WHERE s.event_id = a.event_id AND s.place = a.place
                   AND s.credential = a.credential AND s.verdict = 'admitted') AS scan
           FROM admissions a
           WHERE a.event_id = $1 AND a.place = $2 AND a.credential = ANY($3::text[]) AND a.entries > 0""",
        event_id, place, list(labels),
    )  # fmt: skip


def _found(person: resolvers.Credential, state: dict[str, Any] | None) -> Found:
    label = resolvers.label(person)
    if state is None:
        return Found(person, label, inside=False, since=None, scan=None)
    return Found(person, label, inside=state["inside"], since=state["since"], scan=state["scan"])


SCAN_COLUMNS = """
SELECT s.id, s.event_id, s.happened_at, s.received_at, s.verdict, s.method, s.direction, s.quarantined, s.credential,
    s.place, s.answer, s.clock_offset, s.device_time, s.gate_id, g.name AS gate, g.reentry, d.label AS device,
    u.undone_at, u.undone_by, u.reason AS undo_reason, v.decision, v.decided_by, v.decided_at
FROM scans s JOIN gates g ON g.id = s.gate_id JOIN devices d ON d.id = s.device_id
LEFT JOIN scan_undos u ON u.scan_id = s.id LEFT JOIN scan_reviews v ON v.scan_id = s.id
"""


async def scan_log(
    event_id: int, *, text: str = "", verdict: str = "", gate_id: int = 0, limit: int = 50, skip: int = 0
) -> list[dict[str, Any]]:
    """The readings of an event, the last first; `text` finds people as the gate's search does."""
    labels = [resolvers.label(each) for each in await resolvers.search(event_id, text)] if text else []
    return await rows(
        SCAN_COLUMNS
        + """WHERE s.event_id = $1
             AND ($2 = '' OR s.credential = ANY($3::text[]) OR g.name ILIKE $4 OR d.label ILIKE $4)
             AND ($5 = '' OR s.verdict = $5) AND ($6::bigint = 0 OR s.gate_id = $6)
             ORDER BY s.id DESC LIMIT $7 OFFSET $8""",
        event_id, text, labels, like(text), verdict, gate_id, limit, skip,
    )  # fmt: skip


async def scan(scan_id: int) -> dict[str, Any]:
    """One reading with its undo and its review. Raises NotFound."""
    found = await row(f"{SCAN_COLUMNS} WHERE s.id = $1", scan_id)
    if found is None:
        raise NotFound()
    return found
