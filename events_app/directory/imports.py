"""A spreadsheet's way into the directory: stored, planned row by row, confirmed as shown, and applied once."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from tortoise.exceptions import IntegrityError
from tortoise.queryset import QuerySet

from events_app.core import audit
from events_app.core.database import rows, transaction
from events_app.core.errors import NotFound, PlanChanged
from events_app.core.sheets import read_table_later
from events_app.core.tokens import new_secret
from events_app.directory.engine.columns import guess
from events_app.directory.engine.verdicts import ATTENTION, Planned, counts
from events_app.directory.import_apply import apply_companies, apply_people
from events_app.directory.import_fields import GUESSES
from events_app.directory.import_plan import plan, plan_digest
from events_app.directory.kinds import UPLOAD_MOVES, UploadKind, UploadStatus
from events_app.directory.models import Upload, UploadRow

BATCH = 1_000


async def receive(
    data: bytes, filename: str, kind: UploadKind, *, company_id: int | None, actor: str, now: datetime
) -> Upload:
    """Stores the file's rows and their first plan. Raises Invalid or TooLarge for what is no readable sheet."""
    table = await read_table_later(data, filename)
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
    cells = list(zip(table.numbers, table.rows, strict=True))
    await _store(upload, cells, await plan(kind, cells, upload.columns, company_id))
    return upload


@transaction
async def replan(upload: Upload, columns: dict[str, int] | None = None) -> None:
    """Looks at the directory again; what was applied or discarded stays as it is."""
    current = await Upload.select_for_update().get(id=upload.id)
    if current.status != UploadStatus.REVIEW:
        return
    current.columns = current.columns if columns is None else columns
    cells = await _cells(current)
    planned = await plan(current.kind, cells, current.columns, current.company_id)
    await UploadRow.filter(upload_id=current.id).delete()
    await _store_rows(current, cells, planned)


@transaction
async def confirm(upload: Upload, seen: str, *, actor: str, now: datetime, today: date) -> dict[str, int]:
    """Applies exactly the plan whose digest was shown; again, it changes nothing.

    Raises PlanChanged when the directory moved in between, and then nothing was applied.
    """
    current = await Upload.select_for_update().get(id=upload.id)
    if current.status == UploadStatus.APPLIED:
        return await tally(current)
    UPLOAD_MOVES.check(current.status, UploadStatus.APPLIED)
    planned = await plan(current.kind, await _cells(current), current.columns, current.company_id)
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


def shown_rows(upload: Upload, verdict: str) -> QuerySet[UploadRow]:
    """The rows of a verdict (all when ""), those that need attention first, then in the order of the file."""
    found = UploadRow.filter(upload_id=upload.id).order_by("attention", "number")
    return found.filter(verdict=verdict) if verdict else found


@transaction
async def _store(upload: Upload, cells: Sequence[tuple[int, list[str]]], planned: list[Planned]) -> None:
    await upload.save()
    await _store_rows(upload, cells, planned)


async def _store_rows(upload: Upload, cells: Sequence[tuple[int, list[str]]], planned: list[Planned]) -> None:
    upload.plan_digest = plan_digest(planned)
    await upload.save()
    records = [
        UploadRow(
            upload_id=upload.id,
            number=each.number,
            cells=row,
            verdict=each.verdict,
            attention=ATTENTION[each.verdict],
            plan={"values": each.values, "changes": each.changes, "mistakes": each.mistakes, "first": each.first},
            target_id=each.target,
        )
        for (_number, row), each in zip(cells, planned, strict=True)
    ]
    await UploadRow.bulk_create(records, batch_size=BATCH)


async def _cells(upload: Upload) -> list[tuple[int, list[str]]]:
    found = await UploadRow.filter(upload_id=upload.id).order_by("number").values_list("number", "cells")
    return [(number, cells) for number, cells in found]
