"""Answers what the gate reads: replays first, then the rules, then the guarded write that lets exactly one enter."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from events_app.checkin import resolvers, scan_sql, told
from events_app.checkin.engine.codes import read_code
from events_app.checkin.engine.rules import Refusal, refusal
from events_app.checkin.kinds import Direction, Method, Verdict
from events_app.checkin.resolvers import Credential
from events_app.checkin.stations import Station
from events_app.checkin.told import Facts
from events_app.core import faults, live, metrics
from events_app.core.database import row, rows, tx
from events_app.core.tokens import ticket_hash

TRIES = 3


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


@dataclass(frozen=True)
class _Case:
    """A reading with all that its verdict depends on; `because` says why a code is no ticket of this event."""

    station: Station
    scan: Scan
    code_hash: str
    known: Credential | None
    because: str
    now: datetime

    @property
    def at(self) -> datetime:
        return self.scan.happened_at(self.now)

    @property
    def label(self) -> str:
        return resolvers.label(self.known) if self.known else ""

    @property
    def facts(self) -> Facts:
        """What is so whatever the verdict; a revoked device learns nobody's name."""
        facts = {"at": self.at.isoformat(), "gate": self.station.gate, "direction": str(self.scan.direction)}
        return facts | (told.person(self.known) if self.known and not self.station.revoked else {})

    def reading(self, facts: Facts) -> tuple[Any, ...]:
        """The eighteen values of a row of the log."""
        station, scan = self.station, self.scan
        return (
            scan.id, station.device_id, station.gate_id, station.event_id, station.place, scan.sequence, self.code_hash,
            self.label, Method.HAND if scan.credential else Method.CODE, scan.direction, scan.device_time,
            scan.clock_offset, self.at, self.now, facts["verdict"], facts["because"][:200], json.dumps(facts),
            station.revoked,
        )  # fmt: skip


class _NotWritten(Exception):
    """The log has this reading already, or its device was revoked meanwhile; everything is rolled back."""


async def record(station: Station, scans: Sequence[Scan], *, now: datetime) -> dict[UUID, Answer]:
    """Answers each reading once: what was answered before comes first, whatever the rules say now.

    A batch is looked up at once. A reading that comes alone is looked up only when the log refuses to take it twice:
    whatever it did is then undone with it.
    """
    stored = await _stored(station, scans) if len(scans) > 1 else {}
    answers = {key: Answer(facts, replayed=True) for key, facts in stored.items()}
    for scan in sorted(scans, key=lambda each: (each.happened_at(now), each.sequence)):
        if scan.id not in answers:
            answers[scan.id] = await _answered(station, scan, now)
    return answers


async def _stored(station: Station, scans: Iterable[Scan]) -> dict[UUID, Facts]:
    found = await rows(scan_sql.STORED, station.device_id, [scan.id for scan in scans])
    return {UUID(str(each["client_id"])): _loaded(each["answer"]) | {"scan": each["id"]} for each in found}


async def _answered(station: Station, scan: Scan, now: datetime) -> Answer:
    case = await _case(station, scan, now)
    try:
        facts = await _decided(case)
    except _NotWritten:
        stored = await _stored(station, [scan])
        if scan.id in stored:
            return Answer(stored[scan.id], replayed=True)
        facts = await _decided(replace(case, station=replace(case.station, revoked=True)))
    metrics.SCANS.labels(facts["verdict"]).inc()
    return Answer(facts, replayed=False)


async def _case(station: Station, scan: Scan, now: datetime) -> _Case:
    code_hash, because, credential = await _shown(scan)
    known = credential.at(station.event_id) if credential is not None else None
    if credential is not None and known is None:
        because = "a ticket of another event"
    if known is not None and known.occasion:
        station = replace(station, occasion=known.occasion)
    return _Case(station, scan, code_hash, known, because, now)


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


async def _decided(case: _Case) -> Facts:
    """The verdict, written down with what it does; raises _NotWritten."""
    station, known = case.station, case.known
    if station.revoked:
        return await _write(case, told.verdict(Verdict.REVOKED, "this device was revoked"))
    if known is None:
        return await _write(case, told.verdict(Verdict.UNKNOWN, case.because))
    if case.scan.direction is Direction.OUT:
        return await tx(_leave, case)
    refused = _refused(station, known, case.at)
    if refused is not None:
        return await _write(case, told.hours(station, known) | told.verdict(Verdict(refused.verdict), refused.because))
    return await _enter(case, 1 + known.companions)


async def _enter(case: _Case, people: int) -> Facts:
    """Whoever may enter does; the others hear since when they are inside, unless somebody leaves in that moment."""
    station, before = case.station, None
    for _ in range(TRIES):
        facts = case.facts | told.verdict(Verdict.ADMITTED, f"entered through {station.gate}")
        scan = await _entered(case, facts, people)
        if scan is not None:
            return await _announced(case, facts, scan)
        before = await row(scan_sql.BEFORE, station.event_id, station.place, case.label)
        if before is None or before["inside"] or (before["entries"] and not station.door.reentry):
            break
    return await _write(case, told.already(before))


async def _entered(case: _Case, facts: Facts, people: int) -> int | None:
    """The number of the reading, or None when the guard held; raises _NotWritten for the device or the log."""
    try:
        done = await row(scan_sql.ADMIT, *case.reading(facts), people, case.station.door.reentry)
    except IntegrityError as error:
        if "one_scan_per_client_id" in str(error):
            raise _NotWritten from error
        raise
    faults.reach("scan:admitted")
    if done is None or not done["devices"]:
        raise _NotWritten
    return None if done["scan"] is None else int(done["scan"])


async def _leave(case: _Case) -> Facts:
    left = await row(scan_sql.LEAVE, case.station.event_id, case.station.place, case.label)
    if left is None:
        return await _write(case, told.verdict(Verdict.NOT_INSIDE, "no entry is open"))
    return await _write(case, told.verdict(Verdict.EXITED, f"left through {case.station.gate}"))


async def _write(case: _Case, verdict: Facts) -> Facts:
    facts = case.facts | verdict
    written = await row(scan_sql.WRITE, *case.reading(facts))
    if written is None:
        raise _NotWritten
    return await _announced(case, facts, int(written["id"]))


async def _announced(case: _Case, facts: Facts, scan: int) -> Facts:
    await live.announce(f"gate-event:{case.station.event_id}", {"gate": case.station.gate_id, "scan": scan})
    return facts | {"scan": scan}


def _refused(station: Station, known: Credential, at: datetime) -> Refusal | None:
    if station.event_status == "cancelled":
        return Refusal("cancelled", "the event was cancelled")
    return refusal(told.ticket(known), station.door, at)


def _loaded(stored: Any) -> Facts:
    return dict(json.loads(stored) if isinstance(stored, str) else stored)
