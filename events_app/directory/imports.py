"""A spreadsheet's way into the directory: stored, planned row by row, confirmed as shown, and applied once."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.queryset import QuerySet

from events_app.core import audit
from events_app.core.database import rows, transaction
from events_app.core.errors import NotFound, PlanChanged
from events_app.core.sheets import read_table_later
from events_app.core.tokens import new_secret
from events_app.directory.engine.columns import guess, names_columns
from events_app.directory.engine.verdicts import ATTENTION, Planned, counts
from events_app.directory.import_apply import apply_companies, apply_people
from events_app.directory.import_fields import GUESSES, Row
from events_app.directory.import_plan import Sheet, plan, plan_digest
from events_app.directory.kinds import UPLOAD_MOVES, UploadKind, UploadStatus
from events_app.directory.models import Upload, UploadRow

BATCH = 1_000


async def receive(
    data: bytes, filename: str, kind: UploadKind, *, company_id: int | None, actor: str, now: datetime
) -> Upload:
    """Stores the file's rows and their first plan. Raises Invalid or TooLarge for what is no readable sheet."""
    table = await read_table_later(data, filename, partial(names_columns, known=GUESSES[kind]))
    upload = Upload(
        token=new_secret(),
        kind=kind,
        filename=filename[-200:],
        content_hash=hashlib.sha256(data).hexdigest(),
        headers=table.headers,
        columns=guess(table.headers, GUESSES[kind]),
        company_id=company_id,
        uploaded_by=actor,
        uploaded_at=now,
    )
    rows_of_file = [Row(number, cells, {}) for number, cells in zip(table.numbers, table.rows, strict=True)]
    await store(upload, rows_of_file)
    return upload


@transaction
async def store(upload: Upload, found: Sequence[Row]) -> None:
    """A new upload with its rows and what each would do."""
    await upload.save()
    await _store_plan(upload, found, await plan(upload.kind, _sheet(upload, found)))


@transaction
async def replan(upload: Upload, columns: dict[str, int] | None = None) -> None:
    """Looks at the directory again; what was applied or discarded stays as it is."""
    current = await Upload.select_for_update().get(id=upload.id)
    if current.status != UploadStatus.REVIEW:
        return
    current.columns = current.columns if columns is None else columns
    found = await rows_of(current)
    await _store_plan(current, found, await plan(current.kind, _sheet(current, found)))


@transaction
async def mend(upload: Upload, written: Mapping[int, Mapping[str, str]]) -> None:
    """Writes over cells, by the row's number and the field, and looks again at every row; the file's cells stay."""
    current = await Upload.select_for_update().get(id=upload.id)
    if current.status != UploadStatus.REVIEW:
        return
    found = [replace(each, mended={**each.mended, **written.get(each.number, {})}) for each in await rows_of(current)]
    await _store_plan(current, found, await plan(current.kind, _sheet(current, found)))


async def rows_of(upload: Upload) -> list[Row]:
    found = await UploadRow.filter(upload_id=upload.id).order_by("number").values_list("number", "cells", "plan")
    return [Row(number, cells, plan.get("mended", {})) for number, cells, plan in found]


@transaction
async def confirm(upload: Upload, seen: str, *, actor: str, now: datetime, today: date) -> dict[str, int]:
    """Applies exactly the plan whose digest was shown; again, it changes nothing.

    Raises PlanChanged when the directory moved in between, and then nothing was applied.
    """
    current = await Upload.select_for_update().get(id=upload.id)
    if current.status == UploadStatus.APPLIED:
        return await tally(current)
    UPLOAD_MOVES.check(current.status, UploadStatus.APPLIED)
    planned = await plan(current.kind, _sheet(current, await rows_of(current)))
    if not seen or plan_digest(planned) != seen or current.plan_digest != seen:
        raise PlanChanged()
    apply = apply_people if current.kind == UploadKind.PEOPLE else apply_companies
    try:
        await apply(planned, actor=actor, now=now, today=today)
    except IntegrityError as error:
        raise PlanChanged() from error
    done = counts(planned)
    await Upload.filter(id=current.id).update(status=UploadStatus.APPLIED, finished_by=actor, finished_at=now)
    await audit.note("directory.imported", actor=actor, subject=f"upload:{current.id}", now=now, detail=done)
    return done


@transaction
async def discard(upload: Upload, *, actor: str, now: datetime) -> None:
    current = await Upload.select_for_update().get(id=upload.id)
    if current.status == UploadStatus.DISCARDED:
        return
    UPLOAD_MOVES.check(current.status, UploadStatus.DISCARDED)
    await Upload.filter(id=current.id).update(status=UploadStatus.DISCARDED, finished_by=actor, finished_at=now)
    await audit.note("directory.upload-discarded", actor=actor, subject=f"upload:{current.id}", now=now)


async def upload_by_token(token: str) -> Upload:
    """Raises NotFound."""
    upload = await Upload.get_or_none(token=token[:64]).select_related("company")
    if upload is None:
        raise NotFound()
    return upload


async def tally(upload: Upload) -> dict[str, int]:
    """How many rows of each verdict, those that need attention first."""
    sql = "SELECT verdict, count(*) AS n FROM directory_upload_rows WHERE upload_id = $1 GROUP BY verdict"
    found = {each["verdict"]: int(each["n"]) for each in await rows(sql, upload.id)}
    return {verdict: found.get(verdict, 0) for verdict in ATTENTION}


def shown_rows(upload: Upload, verdict: str, *, in_order: bool = False) -> QuerySet[UploadRow]:
    """The rows of a verdict (all when ""), those that need attention first unless in the order of the file."""
    found = UploadRow.filter(upload_id=upload.id)
    found = found.order_by("number") if in_order else found.order_by("attention", "number")
    return found.filter(verdict=verdict) if verdict else found


async def _store_plan(upload: Upload, found: Sequence[Row], planned: Sequence[Planned]) -> None:
    """Only the rows whose plan is another one are written again: mending one cell of thousands takes a moment."""
    upload.plan_digest = plan_digest(planned)
    await upload.save()
    stored = {each["number"]: each for each in await UploadRow.filter(upload_id=upload.id).values(*_PLANNED)}
    records = [_record(upload, row, each) for row, each in zip(found, planned, strict=True)]
    changed = [each for each in records if not _is_stored(each, stored.get(each.number))]
    await UploadRow.filter(upload_id=upload.id, number__in=[each.number for each in changed]).delete()
    await UploadRow.bulk_create(changed, batch_size=BATCH)


_PLANNED = ("number", "verdict", "plan", "target_id")


def _record(upload: Upload, row: Row, planned: Planned) -> UploadRow:
    return UploadRow(
        upload_id=upload.id,
        number=planned.number,
        cells=row.cells,
        verdict=planned.verdict,
        attention=ATTENTION[planned.verdict],
        plan={
            "values": planned.values,
            "changes": {name: list(change) for name, change in planned.changes.items()},
            "mistakes": [list(mistake) for mistake in planned.mistakes],
            "first": planned.first,
            "mended": row.mended,
        },
        target_id=planned.target,
    )


def _is_stored(record: UploadRow, stored: Mapping[str, Any] | None) -> bool:
    return stored is not None and all(getattr(record, name) == stored[name] for name in _PLANNED)


def _sheet(upload: Upload, found: Sequence[Row]) -> Sheet:
    return Sheet(upload.headers, found, upload.columns, upload.company_id)
