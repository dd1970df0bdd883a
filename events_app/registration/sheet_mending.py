"""Mending a company's list on its page: cells written over, suggestions taken, rows left out and brought back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from tortoise.expressions import Case, When
from tortoise.queryset import QuerySet

from events_app.core.database import row
from events_app.core.forms import clean
from events_app.directory.import_fields import NAME_PARTS
from events_app.registration import sheet_reading, sheets
from events_app.registration.engine.sheet_rows import ATTENTION, TO_MEND
from events_app.registration.group_records import SheetRow, SheetUpload

LONGEST = 300
EVERY = "all"
FIELDS = ("employee_number", *NAME_PARTS, "phone", "email")
OFFERED = """
SELECT count(*) FILTER (WHERE reasons @> '[{"code": "known_as"}]' OR reasons @> '[{"code": "namesake"}]')::int
        AS suggested,
    count(*) FILTER (WHERE reasons @> '[{"cell": "full_name"}]')::int AS names,
    count(*) FILTER (WHERE reasons @> '[{"code": "digits"}]')::int AS numbers
FROM sheet_rows WHERE upload_id = $1 AND verdict = ANY($2::text[])
"""
Filled = Callable[[SheetRow, int], dict[str, str]]


def shown(upload: SheetUpload, verdicts: Sequence[str], *, in_order: bool) -> QuerySet[SheetRow]:
    """The rows of these verdicts (all without any), those that ask for something first unless in the file's order."""
    found = SheetRow.filter(upload_id=upload.id)
    found = found.filter(verdict__in=list(verdicts)) if verdicts else found
    if in_order:
        return found.order_by("number")
    ranks = [When(verdict=verdict, then=str(rank)) for rank, verdict in enumerate(ATTENTION)]
    return found.annotate(rank=Case(*ranks, default="9")).order_by("rank", "number")


async def offered(upload: SheetUpload) -> dict[str, int]:
    """How many rows of the whole list one press would mend, by kind of press."""
    return dict(await row(OFFERED, upload.id, sorted(TO_MEND)) or {})


async def mend(upload: SheetUpload, typed: Mapping[str, object], *, filled: Filled, now: datetime) -> int:
    """Cells as "f12.phone"; `leave` and `back` a row's number; `suggest` "12:0" or "all".

    `confirm` is a row's number, or "names" or "numbers" for every row whose name or number could be otherwise.

    Says how many rows changed.
    """
    rows = await SheetRow.filter(upload_id=upload.id, verdict__in=[*TO_MEND, "left_out"])
    by_number = {each.number: each for each in rows}
    written: dict[int, dict[str, str]] = {}
    for name, value in typed.items():
        number, field = _cell(name)
        if number in by_number and field in FIELDS:
            _write(upload, by_number[number], field, _text(value), written)
    suggested = str(typed.get("suggest", ""))
    for each in rows if suggested == EVERY else [*filter(None, [by_number.get(_number(suggested.partition(":")[0]))])]:
        place = 0 if suggested == EVERY else max(0, _number(suggested.partition(":")[2]))
        values = filled(each, place)
        if values:
            written.setdefault(each.number, {}).update(values)
    _confirm(upload, rows, str(typed.get("confirm", "")), written)
    left_out = _left(by_number, typed)
    if written or left_out:
        await sheets.mend(upload, written, left_out, now=now)
    return len(written.keys() | left_out.keys())


def _write(upload: SheetUpload, stored: SheetRow, field: str, text: str, written: dict[int, dict[str, str]]) -> None:
    """Only what differs from what the page showed."""
    if text != _shown(upload, stored, field):
        written.setdefault(stored.number, {})[field] = text


def _shown(upload: SheetUpload, stored: SheetRow, field: str) -> str:
    if field in stored.mended:
        return stored.mended[field]
    read = sheet_reading.read(upload.headers, upload.columns, [sheets.row_of(stored)])[0]
    place = upload.columns.get(field, len(stored.cells))
    return read.values.get(field) or (stored.cells[place] if place < len(stored.cells) else "")


def _confirm(upload: SheetUpload, rows: Sequence[SheetRow], confirmed: str, written: dict[int, dict[str, str]]) -> None:
    """A name that could be separated in two ways is kept as shown; a number of another length is taken as it is."""
    for each in rows:
        asked = confirmed == str(each.number)
        if _doubtful(each, "cell", "full_name") and (asked or confirmed == "names" or each.number in written):
            names = {field: _shown(upload, each, field) for field in NAME_PARTS}
            written[each.number] = names | written.get(each.number, {})
        if _doubtful(each, "code", "digits") and (asked or confirmed == "numbers"):
            number = written.get(each.number, {}).get("employee_number") or _shown(upload, each, "employee_number")
            written.setdefault(each.number, {})[sheet_reading.SURE] = number


def _doubtful(stored: SheetRow, key: str, value: str) -> bool:
    return any(each.get(key) == value for each in stored.reasons)


def _left(by_number: Mapping[int, SheetRow], typed: Mapping[str, object]) -> dict[int, bool]:
    left = {_number(str(typed.get("leave", ""))): True, _number(str(typed.get("back", ""))): False}
    return {number: out for number, out in left.items() if number in by_number}


def _cell(name: str) -> tuple[int, str]:
    number, _dot, field = name[1:].partition(".")
    return (_number(number), field) if name.startswith("f") else (-1, "")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else -1


def _text(value: object) -> str:
    return " ".join(clean(str(value)).split())[:LONGEST]
