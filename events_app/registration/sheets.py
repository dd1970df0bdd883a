"""A company's list for an event: received, judged against what stands, mended on the page, judged again."""

import asyncio
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from events_app.core import audit
from events_app.core.database import decoded, execute, row, rows, transaction
from events_app.core.errors import NotFound
from events_app.core.sheets import Table, read_table_later
from events_app.core.tokens import new_secret
from events_app.directory.engine.totals import trailing_totals
from events_app.directory.import_fields import Row
from events_app.directory.models import Company
from events_app.events.models import Event
from events_app.registration import sheet_columns, sheet_reading
from events_app.registration.engine.sheet_rows import (
    ATTENTION,
    ENTERS,
    TO_MEND,
    Judged,
    judge,
)
from events_app.registration.group_records import SHEET_MOVES, SheetRow, SheetStatus, SheetUpload, SheetVerdict
from events_app.registration.sheet_situation import seated_alone, situation

BATCH = 2_000
STORE = """
UPDATE sheet_rows s SET verdict = n.verdict, reasons = n.reasons, person_id = n.person_id, mended = n.mended,
    left_out = n.left_out
FROM jsonb_to_recordset($2::jsonb) AS n(id bigint, verdict text, reasons jsonb, person_id bigint, mended jsonb,
    left_out boolean)
WHERE s.id = n.id AND s.upload_id = $1
"""

ARE_IN = """
SELECT count(*)::int AS seats,
    EXISTS (SELECT 1 FROM sheet_rows s WHERE s.upload_id = $1 AND s.verdict IN ('ok', 'new_person')) AS left_over
FROM registrations r WHERE r.group_id = (SELECT max(g.id) FROM registration_groups g WHERE g.upload_id = $1)
"""


async def receive(
    data: bytes, filename: str, *, event: Event, company: Company, ticket_type_id: int, actor: str, now: datetime
) -> SheetUpload:  # fmt: skip
    """Reads the file and judges each row. Raises Invalid."""
    table = await read(data, filename)
    return await keep(
        table, filename, event=event, company=company, ticket_type_id=ticket_type_id, actor=actor, now=now
    )


async def read(data: bytes, filename: str) -> Table:
    """The rows of a file or of pasted cells, with the names of their columns. Raises Invalid."""
    return sheet_columns.with_headers(await read_table_later(data, filename, sheet_columns.is_heading))


async def keep(
    table: Table, filename: str, *, event: Event, company: Company, ticket_type_id: int, actor: str, now: datetime
) -> SheetUpload:  # fmt: skip
    """Keeps a list and judges each row; the same again, also from another tab, is the same list, judged anew."""
    mark = hashlib.sha256(json.dumps([table.headers, table.rows], ensure_ascii=False).encode()).hexdigest()
    known = await _same(event.id, company.id, mark)
    if known is None:
        try:
            known = await _keep(table, filename, mark, event.id, company.id, ticket_type_id, actor=actor, now=now)
        except IntegrityError:
            known = await _same(event.id, company.id, mark)
            if known is None:
                raise
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
    seated = await seated_alone(upload, [(line, one.values) for line, one in zip(lines, read, strict=True)])
    return await asyncio.to_thread(judge, lines, replace(stands, seated=seated))


async def totals(upload: SheetUpload) -> list[tuple[int, str]]:
    """The rows that were left out because they are sums, by their number, with what they say."""
    sql = (
        "SELECT number, cells FROM sheet_rows WHERE upload_id = $1 AND left_out "
        """AND reasons @> '[{"code": "total"}]' ORDER BY number LIMIT 5"""
    )
    return [(each["number"], " ".join(filter(None, decoded(each["cells"])))) for each in await rows(sql, upload.id)]


async def are_in(upload_id: int, people: int) -> bool:
    """Whether the last confirmation gave as many seats, and nobody of the list is left who would come in."""
    found = await row(ARE_IN, upload_id)
    return bool(found and people and found["seats"] == people and not found["left_over"])


async def tally(upload: SheetUpload) -> dict[str, int]:
    """How many rows of each verdict, in the order of attention."""
    sql = "SELECT verdict, count(*)::int AS n FROM sheet_rows WHERE upload_id = $1 GROUP BY verdict"
    found = {each["verdict"]: each["n"] for each in await rows(sql, upload.id)}
    return {verdict: found.get(verdict, 0) for verdict in ATTENTION}


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
    columns = sheet_columns.guess(table)
    upload = await SheetUpload.create(
        token=new_secret(), event_id=event_id, company_id=company_id, ticket_type_id=ticket_type_id,
        filename=filename[:200], content_hash=mark, headers=table.headers, columns=columns,
        total=len(table.rows), uploaded_by=actor, uploaded_at=now,
    )  # fmt: skip
    sums = trailing_totals(table.rows, table.numbers, columns.get("employee_number"))
    made = [
        SheetRow(upload_id=upload.id, number=number, cells=cells, verdict="missing", left_out=number in sums)
        for number, cells in zip(table.numbers, table.rows, strict=True)
    ]
    await SheetRow.bulk_create(made, batch_size=BATCH)
    await audit.note("sheet.received", actor=actor, subject=f"sheet:{upload.id}", now=now, detail={"rows": len(made)})
    return upload


def row_of(each: SheetRow) -> Row:
    return replace(Row(each.number, each.cells, {}), mended=dict(each.mended))
