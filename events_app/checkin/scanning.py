"""Answers what the gate reads: replays first, then the rules, then the guarded write that lets exactly one enter."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from events_app.checkin import resolvers
from events_app.checkin.engine.codes import read_code
from events_app.checkin.engine.rules import Refusal, Ticket, closing, opening, refusal
from events_app.checkin.kinds import Direction, Method, Verdict
from events_app.checkin.resolvers import Credential
from events_app.checkin.stations import Station
from events_app.core import live, metrics
from events_app.core.database import row, rows, tx
from events_app.core.tokens import ticket_hash

Facts = dict[str, Any]

ENTER = """
INSERT INTO admissions (event_id, place, credential, inside, entries, people, since, gate_id, created_at)
VALUES ($1, $2, $3, true, 1, $4, $5, $6, $7)
ON CONFLICT (event_id, place, credential) DO UPDATE
SET inside = true, entries = admissions.entries + 1, people = excluded.people, since = excluded.since,
    gate_id = excluded.gate_id
WHERE NOT admissions.inside AND ($8::boolean OR admissions.entries = 0)
RETURNING id
"""
LEAVE = """
UPDATE admissions SET inside = false WHERE event_id = $1 AND place = $2 AND credential = $3 AND inside RETURNING id
"""
_BEFORE = """
SELECT a.since, a.inside, g.name AS gate FROM admissions a JOIN gates g ON g.id = a.gate_id
WHERE a.event_id = $1 AND a.place = $2 AND a.credential = $3
"""
_STORED = "SELECT id, client_id, answer FROM scans WHERE device_id = $1 AND client_id = ANY($2::uuid[])"
# The lock on the device's row makes revoking it wait for this scan, and this scan see that it was revoked.
_WRITE = """
INSERT INTO scans (client_id, device_id, gate_id, event_id, place, sequence, code_hash, credential, method, direction,
    device_time, clock_offset, happened_at, received_at, verdict, because, answer, quarantined, created_at)
SELECT $1::uuid, d.id, $3::bigint, $4::bigint, $5::text, $6::bigint, $7::text, $8::text, $9::text, $10::text,
    $11::timestamptz, $12::float8, $13::timestamptz, $14::timestamptz, $15::text, $16::text, $17::jsonb, $18::boolean,
    $14::timestamptz
FROM devices d WHERE d.id = $2 AND ($18::boolean OR d.revoked_at IS NULL) FOR SHARE OF d
ON CONFLICT (device_id, client_id) DO NOTHING RETURNING id
"""


@dataclass(frozen=True)
class Scan:
    """One reading as its device wrote it: a `code`, or the `credential` of somebody found by name."""

    id: UUID
    sequence: int
    device_time: datetime
    clock_offset: float = 0.0
    code: str = ""
    credential: str = ""
    direction: Direction = Direction.IN

    def happened_at(self, received: datetime) -> datetime:
        """The device's time put right; nothing happens after it was received, whatever a wrong clock says."""
        return min(self.device_time + timedelta(seconds=self.clock_offset), received)


@dataclass(frozen=True)
class Answer:
    """What the device is told; `replayed` when it had been told before."""

    facts: Facts
    replayed: bool


class _NotWritten(Exception):
    """The log has this reading already, or its device was revoked meanwhile; everything is rolled back."""


async def record(station: Station, scans: Sequence[Scan], *, now: datetime) -> dict[UUID, Answer]:
    """Answers each reading once: what was answered before comes first, before any rule."""
    answers = {key: Answer(facts, replayed=True) for key, facts in (await _stored(station, scans)).items()}
    for scan in sorted(scans, key=lambda each: (each.happened_at(now), each.sequence)):
        if scan.id not in answers:
            answers[scan.id] = await _answered(station, scan, now)
    return answers


async def _stored(station: Station, scans: Iterable[Scan]) -> dict[UUID, Facts]:
    found = await rows(_STORED, station.device_id, [scan.id for scan in scans])
    return {UUID(str(each["client_id"])): _loaded(each["answer"]) | {"scan": each["id"]} for each in found}


async def _answered(station: Station, scan: Scan, now: datetime) -> Answer:
    code_hash, because, credential = await _shown(scan)
    try:
        facts = await tx(_judge_and_write, station, scan, code_hash, because, credential, now)
    except _NotWritten:
        stored = await _stored(station, [scan])
        if scan.id in stored:
            return Answer(stored[scan.id], replayed=True)
        facts = await tx(_judge_and_write, replace(station, revoked=True), scan, code_hash, because, credential, now)
    metrics.SCANS.labels(facts["verdict"]).inc()
    return Answer(facts, replayed=False)


async def _shown(scan: Scan) -> tuple[str, str, Credential | None]:
    """The hash of the code that was read, why it is no ticket, and the ticket."""
    if scan.credential:
        found = await resolvers.by_label(scan.credential)
        return "", "" if found else "no such ticket", found
    read = read_code(scan.code)
    if not read.code:
        return "", read.because, None
    code_hash = ticket_hash(read.code)
    return code_hash, "no ticket has this code", await resolvers.by_hash(code_hash)


async def _judge_and_write(
    station: Station, scan: Scan, code_hash: str, because: str, credential: Credential | None, now: datetime
) -> Facts:
    known = credential.at(station.event_id) if credential is not None else None
    if credential is not None and known is None:
        because = "a ticket of another event"
    if known is not None and known.occasion:
        station = replace(station, occasion=known.occasion)
    facts = await _judged(station, scan, known, because, now)
    written = await row(
        _WRITE, scan.id, station.device_id, station.gate_id, station.event_id, station.place, scan.sequence, code_hash,
        resolvers.label(known) if known else "", Method.HAND if scan.credential else Method.CODE, scan.direction,
        scan.device_time, scan.clock_offset, scan.happened_at(now), now, facts["verdict"], facts["because"][:200],
        json.dumps(facts), station.revoked,
    )  # fmt: skip
    if written is None:
        raise _NotWritten
    await live.announce(f"gate-event:{station.event_id}", {"gate": station.gate_id, "scan": written["id"]})
    return facts | {"scan": written["id"]}


async def _judged(station: Station, scan: Scan, known: Credential | None, because: str, now: datetime) -> Facts:
    at = scan.happened_at(now)
    facts: Facts = {"at": at.isoformat(), "gate": station.gate, "direction": str(scan.direction)}
    if station.revoked:
        return facts | _verdict(Verdict.REVOKED, "this device was revoked")
    if known is None:
        return facts | _verdict(Verdict.UNKNOWN, because)
    facts |= _person(known)
    if scan.direction is Direction.OUT:
        return facts | await _leave(station, known)
    refused = _refused(station, known, at)
    if refused is not None:
        return facts | _hours(station, known) | _verdict(Verdict(refused.verdict), refused.because)
    return facts | await _enter(station, known, at=at, now=now)


def _refused(station: Station, known: Credential, at: datetime) -> Refusal | None:
    if station.event_status == "cancelled":
        return Refusal("cancelled", "the event was cancelled")
    return refusal(_ticket(known), station.door, at)


async def _enter(station: Station, known: Credential, *, at: datetime, now: datetime) -> Facts:
    label = resolvers.label(known)
    entered = await row(
        ENTER, station.event_id, station.place, label, 1 + known.companions, at, station.gate_id, now,
        station.door.reentry,
    )  # fmt: skip
    if entered is not None:
        return _verdict(Verdict.ADMITTED, f"entered through {station.gate}")
    before = await row(_BEFORE, station.event_id, station.place, label)
    if before is None:
        return _verdict(Verdict.ALREADY_INSIDE, "before")
    since = {"since": before["since"].isoformat(), "through": before["gate"], "still_inside": before["inside"]}
    because = f"since {since['since']} through {before['gate']}"
    return since | _verdict(Verdict.ALREADY_INSIDE, because)


async def _leave(station: Station, known: Credential) -> Facts:
    left = await row(LEAVE, station.event_id, station.place, resolvers.label(known))
    if left is None:
        return _verdict(Verdict.NOT_INSIDE, "no entry is open")
    return _verdict(Verdict.EXITED, f"left through {station.gate}")


def _ticket(known: Credential) -> Ticket:
    return Ticket(
        status=known.status,
        type=str(known.ticket_type_id),
        valid_from=known.valid_from,
        valid_until=known.valid_until,
        sessions=tuple(known.sessions),
    )


def _person(known: Credential) -> Facts:
    return {
        "credential": resolvers.label(known),
        "name": known.person_name,
        "company": known.company,
        "ticket_type": known.ticket_type_name,
        "folio": known.folio,
        "companions": known.companions,
    }


def _hours(station: Station, known: Credential) -> Facts:
    ticket = _ticket(known)
    hours = {"opens": opening(ticket, station.door), "closes": closing(ticket, station.door)}
    return {name: moment.isoformat() for name, moment in hours.items() if moment is not None}


def _verdict(verdict: Verdict, because: str) -> Facts:
    return {"verdict": str(verdict), "because": because}


def _loaded(stored: Any) -> Facts:
    return dict(json.loads(stored) if isinstance(stored, str) else stored)
