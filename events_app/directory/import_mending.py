"""Mending a file on its review page: cells written over, names confirmed, and a second sheet for what was left out."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from events_app.core import audit
from events_app.core.database import transaction
from events_app.core.forms import clean
from events_app.core.tokens import new_secret
from events_app.directory import import_view, imports
from events_app.directory.import_fields import NAME_PARTS
from events_app.directory.kinds import RowVerdict, UploadStatus
from events_app.directory.models import Upload, UploadRow

LONGEST = 300
EVERY = "all"
UNFINISHED = (RowVerdict.MISTAKE, RowVerdict.REPEATED)


async def mend(upload: Upload, typed: Mapping[str, object], confirmed: str) -> int:
    """Cells as "f12.phone"; `confirmed` is a row's number or "all" for names that are well separated. Says how many."""
    rows = UploadRow.filter(upload_id=upload.id, verdict__in=UNFINISHED).select_related("upload")
    written = {row.number: change for row in await rows if (change := _written(upload, row, typed, confirmed))}
    if written:
        await imports.mend(upload, written)
    return len(written)


@transaction
async def carry_on(upload: Upload, *, actor: str, now: datetime) -> Upload:
    """The rows that an applied file left out, as a file of their own; asked again, the same one."""
    current = await Upload.select_for_update().get(id=upload.id)
    mark = hashlib.sha256(f"rest of {current.id}".encode()).hexdigest()
    known = await Upload.get_or_none(content_hash=mark)
    if known is not None or current.status != UploadStatus.APPLIED:
        return known or current
    unfinished = {row.number for row in await UploadRow.filter(upload_id=current.id, verdict__in=UNFINISHED)}
    rest = [row for row in await imports.rows_of(current) if row.number in unfinished]
    if not rest:
        return current
    values = {name: getattr(current, name) for name in ("kind", "filename", "headers", "columns", "company_id")}
    made = Upload(token=new_secret(), content_hash=mark, uploaded_by=actor, uploaded_at=now, **values)
    await imports.store(made, rest)
    await audit.note("directory.upload-carried-on", actor=actor, subject=f"upload:{made.id}", now=now)
    return made


def _written(upload: Upload, row: UploadRow, typed: Mapping[str, object], confirmed: str) -> dict[str, str]:
    """What differs from what the page showed; a name is confirmed whole, so that no half of it is guessed again."""
    shown = {field: import_view.value(upload, row, field) for field in import_view.mendable(row)}
    now = {field: _text(typed.get(f"f{row.number}.{field}", text)) for field, text in shown.items()}
    changed = {field: text for field, text in now.items() if text != shown[field]}
    names = {field: text for field, text in now.items() if field in NAME_PARTS}
    doubtful = import_view.is_doubtful(row)
    if doubtful and (confirmed in (EVERY, str(row.number)) or changed.keys() & names.keys()):
        return changed | names
    return changed


def _text(value: object) -> str:
    return " ".join(clean(str(value)).split())[:LONGEST]
