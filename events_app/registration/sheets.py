"""A company's list for an event: received, judged against what stands, mended on the page, judged again."""

import asyncio
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from events_app.core import audit
from events_app.core.database import execute, row, rows, transaction
from events_app.core.errors import NotFound
from events_app.core.sheets import Table, read_table_later
from events_app.core.tokens import new_secret
from events_app.directory.engine.folding import surname_forms
from events_app.directory.import_fields import Row
from events_app.directory.models import Company
from events_app.events.models import Event
from events_app.registration import sheet_columns, sheet_reading
from events_app.registration.engine.sheet_rows import ATTENTION, ENTERS, TO_MEND, Employee, Judged, Situation, judge
from events_app.registration.group_records import SHEET_MOVES, SheetRow, SheetStatus, SheetUpload, SheetVerdict
from events_app.registration.offering import LIFTED_BEFORE

BATCH = 2_000
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
STORE = """
UPDATE sheet_rows s SET verdict = n.verdict, reasons = n.reasons, person_id = n.person_id, mended = n.mended,
    left_out = n.left_out
FROM jsonb_to_recordset($2::jsonb) AS n(id bigint, verdict text, reasons jsonb, person_id bigint, mended jsonb,
    left_out boolean)
WHERE s.id = n.id AND s.upload_id = $1
"""


async def receive(
    data: bytes, filename: str, *, event: Event, company: Company, ticket_type_id: int, actor: str, now: datetime
) -> SheetUpload:  # fmt: skip
    """Reads the file and judges each row; the same content again is the same list, judged anew. Raises Invalid."""
    table = sheet_columns.with_headers(await read_table_later(data, filename))
    mark = hashlib.sha256(json.dumps([table.headers, table.rows], ensure_ascii=False).encode()).hexdigest()
    known = await _same(event.id, company.id, mark)
    if known is None:
        known = await _keep(table, filename, mark, event.id, company.id, ticket_type_id, actor=actor, now=now)
    await judge_again(known, now=now)
    return known


async def upload_of(company_id: int, event_id: int, token: str) -> SheetUpload:
    """The list through the company it belongs to. Raises NotFound."""
    found = await SheetUpload.get_or_none(token=token[:64], company_id=company_id, event_id=event_id)
    if found is None or found.status is SheetStatus.DISCARDED:
        raise NotFound()
    return found


@transaction
async def choose_columns(upload: SheetUpload, columns: Mapping[str, int], *, now: datetime) -> None:
    """Which column is which, by hand; the rows are judged again."""
    await SheetUpload.filter(id=upload.id, status=SheetStatus.REVIEW).update(columns=dict(columns))
    await judge_again(upload, now=now)


@transaction
async def mend(
    upload: SheetUpload, written: Mapping[int, Mapping[str, str]], left_out: Mapping[int, bool], *, now: datetime
) -> None:
    """Writes over cells by the row's number and field, or leaves rows out; the file's own cells stay as they came."""
    await judge_again(upload, now=now, written=written, left_out=left_out)


@transaction
async def discard(upload: SheetUpload, *, actor: str, now: datetime) -> None:
    current = await SheetUpload.select_for_update().get(id=upload.id)
    if current.status is SheetStatus.DISCARDED:
        return
    SHEET_MOVES.check(current.status, SheetStatus.DISCARDED)
    await SheetUpload.filter(id=current.id).update(status=SheetStatus.DISCARDED, finished_at=now)
    await audit.note("sheet.discarded", actor=actor, subject=f"sheet:{current.id}", now=now)


@transaction
async def judge_again(
    upload: SheetUpload, *, now: datetime,
    written: Mapping[int, Mapping[str, str]] | None = None, left_out: Mapping[int, bool] | None = None,
) -> None:  # fmt: skip
    """Judges every row against the directory and the seats of this moment; only what differs is written."""
    current = await SheetUpload.select_for_update().get(id=upload.id)
    if current.status not in (SheetStatus.REVIEW, SheetStatus.DONE):
        return
    stored = await SheetRow.filter(upload_id=current.id).order_by("number")
    before = [_stored(each) for each in stored]
    for each in stored:
        each.mended = dict(each.mended) | dict((written or {}).get(each.number, {}))
        each.left_out = (left_out or {}).get(each.number, each.left_out)
    judged = await judged_rows(current, stored, now=now)
    for each, verdict in zip(stored, judged, strict=True):
        each.verdict, each.person_id = SheetVerdict(verdict.verdict), verdict.person_id
        each.reasons = [{"code": one.code, "cell": one.cell, **one.detail} for one in verdict.reasons]
    if current.status is SheetStatus.DONE and any(each.verdict in ENTERS | TO_MEND for each in judged):
        SHEET_MOVES.check(current.status, SheetStatus.REVIEW)
        await SheetUpload.filter(id=current.id).update(status=SheetStatus.REVIEW)
    changed = [_stored(each) for each, old in zip(stored, before, strict=True) if _stored(each) != old]
    for start in range(0, len(changed), BATCH):
        await execute(STORE, current.id, json.dumps(changed[start : start + BATCH], ensure_ascii=False))


async def judged_rows(upload: SheetUpload, stored: Sequence[SheetRow], *, now: datetime) -> list[Judged]:
    """The verdicts of these rows as things stand, in the order of the file; the reading is done beside the loop."""
    found = [Row(each.number, each.cells, each.mended) for each in stored]
    read = await asyncio.to_thread(sheet_reading.read, upload.headers, upload.columns, found)
    lines = [one.line(left_out=each.left_out) for one, each in zip(read, stored, strict=True)]
    keys = sorted({each.key for each in lines if each.key})
    names = sorted({each.name for each in lines if each.name})
    stands = await situation(upload, keys, names, now=now)
    return await asyncio.to_thread(judge, lines, stands)


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


async def tally(upload: SheetUpload) -> dict[str, int]:
    """How many rows of each verdict, in the order of attention."""
    sql = "SELECT verdict, count(*)::int AS n FROM sheet_rows WHERE upload_id = $1 GROUP BY verdict"
    found = {each["verdict"]: each["n"] for each in await rows(sql, upload.id)}
    return {verdict: found.get(verdict, 0) for verdict in ATTENTION}


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


def _stored(each: SheetRow) -> dict[str, Any]:
    return {
        "id": each.id,
        "verdict": str(each.verdict),
        "reasons": [dict(one) for one in each.reasons],
        "person_id": each.person_id,
        "mended": dict(each.mended),
        "left_out": each.left_out,
    }


async def _same(event_id: int, company_id: int, mark: str) -> SheetUpload | None:
    found = SheetUpload.filter(event_id=event_id, company_id=company_id, content_hash=mark)
    return await found.exclude(status=SheetStatus.DISCARDED).first()


@transaction
async def _keep(
    table: Table, filename: str, mark: str, event_id: int, company_id: int, ticket_type_id: int, *,
    actor: str, now: datetime,
) -> SheetUpload:  # fmt: skip
    upload = await SheetUpload.create(
        token=new_secret(), event_id=event_id, company_id=company_id, ticket_type_id=ticket_type_id,
        filename=filename[:200], content_hash=mark, headers=table.headers, columns=sheet_columns.guess(table),
        total=len(table.rows), uploaded_by=actor, uploaded_at=now,
    )  # fmt: skip
    made = [
        SheetRow(upload_id=upload.id, number=number, cells=cells, verdict="missing")
        for number, cells in zip(table.numbers, table.rows, strict=True)
    ]
    await SheetRow.bulk_create(made, batch_size=BATCH)
    await audit.note("sheet.received", actor=actor, subject=f"sheet:{upload.id}", now=now, detail={"rows": len(made)})
    return upload


def row_of(each: SheetRow) -> Row:
    return replace(Row(each.number, each.cells, {}), mended=dict(each.mended))
