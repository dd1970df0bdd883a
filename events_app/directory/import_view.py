"""What the review page shows of each row: its cells, what changes in them, and the ones to be mended in place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from events_app.core.i18n import N_, _
from events_app.directory.import_fields import FIELDS, NAME_PARTS, Field
from events_app.directory.kinds import VERDICT_NAMES, RowVerdict, UploadKind, UploadStatus
from events_app.directory.models import Upload, UploadRow

CONFIRM_NAME = N_("Confirma el nombre")
SAME_AS = N_("Igual a la fila %(n)s. Cámbialo si es otra.")
TONES = {"mistake": "bad", "repeated": "warn", "new": "good", "changed": "mine", "same": "plain"}
KEYS = {UploadKind.PEOPLE: ("employee_number",), UploadKind.COMPANIES: ("legal_name",)}


@dataclass(frozen=True)
class Column:
    """A field and the file's own name for it ("" when the file has none)."""

    name: str
    label: str
    header: str


@dataclass(frozen=True)
class Cell:
    """`before` is what stood (in the directory or in the file); `name` is the input's when the cell can be mended."""

    label: str
    text: str
    before: str = ""
    name: str = ""
    mistake: str = ""


@dataclass(frozen=True)
class Line:
    number: int
    tone: str
    chip: str
    cells: tuple[Cell, ...]
    notes: tuple[str, ...]
    doubtful: bool
    mendable: bool


def columns(upload: Upload, rows: Iterable[UploadRow]) -> list[Column]:
    """The columns found in the file, and those that a row of this page needs to be mended."""
    wanted = set(upload.columns) - {"full_name"}
    wanted |= set(NAME_PARTS) if "full_name" in upload.columns else set()
    for row in rows:
        wanted |= {field for field, _text in _mistakes(row)} | set(_mended(row))
    return [_column(upload, field) for field in FIELDS[upload.kind] if field.name in wanted]


def lines(upload: Upload, shown: Sequence[Column], rows: Iterable[UploadRow]) -> list[Line]:
    return [_line(upload, shown, row) for row in rows]


def left_out(upload: Upload) -> list[str]:
    """The file's columns that no field reads."""
    return [header for place, header in enumerate(upload.headers) if header and place not in upload.columns.values()]


def mendable(row: UploadRow) -> frozenset[str]:
    """The fields whose cells are inputs: where the mistakes are, or what makes a row another one's repetition."""
    if row.verdict == RowVerdict.REPEATED:
        return frozenset(KEYS[row.upload.kind]) | set(_mended(row))
    if row.verdict != RowVerdict.MISTAKE:
        return frozenset()
    found = {field for field, _text in _mistakes(row)} | set(_mended(row))
    return frozenset(found - {"full_name"} | (set(NAME_PARTS) if "full_name" in found else set()))


def is_doubtful(row: UploadRow) -> bool:
    """Does the row wait for somebody to say that its name is well separated?"""
    return any(field == "full_name" for field, _text in _mistakes(row))


def value(upload: Upload, row: UploadRow, field: str) -> str:
    """What a cell says now: the office's word, else what was read, else what the file says."""
    values: Any = row.plan.get("values", {})
    place = upload.columns.get(field, len(row.cells))
    in_file = row.cells[place] if place < len(row.cells) else str(values.get(field, ""))
    return str(_mended(row).get(field, in_file))


def _line(upload: Upload, shown: Sequence[Column], row: UploadRow) -> Line:
    mistakes = dict(_mistakes(row))
    doubtful = "full_name" in mistakes
    open_to_mend = mendable(row) if upload.status == UploadStatus.REVIEW else frozenset()
    cells = tuple(_cell(upload, row, each, open_to_mend, mistakes) for each in shown)
    named = {each.name for each in shown}
    notes = tuple(text for field, text in mistakes.items() if field not in named)
    chip = CONFIRM_NAME if doubtful and len(mistakes) == 1 else VERDICT_NAMES[row.verdict]
    return Line(row.number, TONES[row.verdict], _(chip), cells, notes, doubtful, bool(open_to_mend))


def _cell(
    upload: Upload, row: UploadRow, column: Column, open_to_mend: frozenset[str], mistakes: dict[str, str]
) -> Cell:
    text, changes = value(upload, row, column.name), row.plan.get("changes", {})
    change = changes.get(column.name) if isinstance(changes, dict) else None
    before, after = change if change else (_overwritten(upload, row, column.name), text)
    mistake = mistakes.get(column.name, "")
    if row.verdict == RowVerdict.REPEATED and column.name in KEYS[upload.kind] and open_to_mend:
        mistake = _(SAME_AS, n=row.plan.get("first"))
    name = f"f{row.number}.{column.name}" if column.name in open_to_mend else ""
    return Cell(column.label, text if name else after, before, name, mistake)


def _overwritten(upload: Upload, row: UploadRow, field: str) -> str:
    """What the file said where the office wrote something else."""
    place = upload.columns.get(field, len(row.cells))
    in_file = row.cells[place] if place < len(row.cells) else ""
    return in_file if _mended(row).get(field, in_file) != in_file else ""


def _column(upload: Upload, field: Field) -> Column:
    source = "full_name" if field.name in NAME_PARTS and "full_name" in upload.columns else field.name
    place = upload.columns.get(source)
    return Column(field.name, _(field.label), "" if place is None else upload.headers[place])


def _mistakes(row: UploadRow) -> list[tuple[str, str]]:
    found: Any = row.plan.get("mistakes", [])
    return [(field, text) for field, text in found]


def _mended(row: UploadRow) -> dict[str, str]:
    found: Any = row.plan.get("mended", {})
    return dict(found)
