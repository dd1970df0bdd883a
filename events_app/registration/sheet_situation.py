"""What a company's list is judged against: its people, the seats that are left for it, and who came alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from events_app.core.database import row, rows
from events_app.directory.engine.folding import surname_forms
from events_app.directory.known import Named, known_people
from events_app.directory.models import Company
from events_app.registration.engine.sheet_rows import Employee, Line, Situation
from events_app.registration.group_records import SheetUpload
from events_app.registration.offering import LIFTED_BEFORE

PEOPLE = """
SELECT e.number_key, e.employee_number, e.ends_on, p.id, p.given_name, p.paternal_surname, p.maternal_surname,
    p.name_key, r.since, w.id IS NOT NULL AS waiting
FROM employments e JOIN people p ON p.id = e.person_id
LEFT JOIN LATERAL (SELECT min(coalesce(confirmed_at, created_at)) AS since FROM registrations r
    WHERE r.event_id = $2 AND r.person_id = p.id AND r.status IN ('requested', 'held', 'confirmed')) r ON true
LEFT JOIN LATERAL (SELECT id FROM wait_entries w
    WHERE w.event_id = $2 AND w.person_id = p.id AND w.status IN ('waiting', 'offered') LIMIT 1) w ON true
WHERE e.company_id = $1 AND (e.number_key = ANY($3::text[]) OR (e.ends_on IS NULL AND p.name_key = ANY($4::text[])))
ORDER BY e.ends_on NULLS FIRST, e.id
"""
ROOM = """
SELECT e.capacity, e.taken, t.quota, t.taken AS type_taken, e.most_per_company, e.limit_lifts_at, e.starts_at,
    (SELECT coalesce(sum(r.seats), 0)::int FROM registrations r WHERE r.event_id = e.id AND r.company_id = $3
        AND r.status IN ('requested', 'held', 'confirmed')) AS company_seats,
    (SELECT count(*)::int FROM wait_entries w WHERE w.event_id = e.id AND w.status = 'waiting') AS queue,
    EXISTS (SELECT 1 FROM wait_entries w WHERE w.event_id = e.id AND w.status = 'waiting'
        AND left(w.passed_because, 10) <> 'over_limit') AS line,
    (SELECT coalesce(sum(r.seats), 0)::int FROM registrations r WHERE r.event_id = e.id AND r.status = 'held'
        AND r.group_id IS NULL AND r.hold_expires_at <= $4) AS expired
FROM events e JOIN ticket_types t ON t.event_id = e.id WHERE e.id = $1 AND t.id = $2
"""


async def situation(upload: SheetUpload, keys: list[str], names: list[str], *, now: datetime) -> Situation:
    """The people whom the list may mean, and the seats that are left for this company."""
    people = await rows(PEOPLE, upload.company_id, upload.event_id, keys, names)
    room = await row(ROOM, upload.event_id, upload.ticket_type_id, upload.company_id, now) or {}
    company = await Company.get(id=upload.company_id)
    return Situation(
        people=[_employee(each) for each in people],
        free=_free(room),
        company_may=_may(room, now),
        queue=int(room.get("queue", 0)),
        digits=company.employee_digits,
    )


async def seated_alone(
    upload: SheetUpload, found: Sequence[tuple[Line, Mapping[str, str]]]
) -> dict[int, datetime]:  # fmt: skip
    """Since when the people have a seat whom confirming would find by name and channel, by the row's number."""
    named = [Named(line.number, line.name, one["email"] or None, one["phone"] or None) for line, one in found]
    known = await known_people(named, upload.company_id)
    sql = (
        "SELECT person_id, coalesce(confirmed_at, created_at) AS since FROM registrations WHERE event_id = $1 "
        "AND person_id = ANY($2::bigint[]) AND status IN ('requested', 'held', 'confirmed')"
    )
    since = {each["person_id"]: each["since"] for each in await rows(sql, upload.event_id, list(known.values()))}
    return {number: since[person_id] for number, person_id in known.items() if person_id in since}


def _free(room: Mapping[str, Any]) -> int | None:
    """Nobody walks past those who wait already: then every seat that comes free is offered in turn."""
    if room.get("line"):
        return 0
    left = [
        limit - taken + room["expired"]
        for limit, taken in ((room.get("capacity"), room.get("taken")), (room.get("quota"), room.get("type_taken")))
        if limit is not None and taken is not None
    ]
    return int(max(0, min(left))) if left else None


def _may(room: Mapping[str, Any], now: datetime) -> int | None:
    most = room.get("most_per_company")
    if most is None or now >= (room["limit_lifts_at"] or room["starts_at"] - LIFTED_BEFORE):
        return None
    return max(0, int(most) - int(room["company_seats"]))


def _employee(found: Mapping[str, Any]) -> Employee:
    parts = {name: found[name] for name in ("paternal_surname", "maternal_surname", "given_name")}
    paternal, maternal = parts["paternal_surname"], parts["maternal_surname"]
    return Employee(
        person_id=found["id"],
        key=found["number_key"],
        shown=" ".join(part for part in parts.values() if part),
        surnames=frozenset(surname_forms(paternal, maternal)),
        name=found["name_key"],
        parts=parts | {"employee_number": found["employee_number"]},
        left_on=found["ends_on"],
        registered_since=found["since"],
        waiting=found["waiting"],
    )
