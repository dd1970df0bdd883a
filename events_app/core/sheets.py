"""Spreadsheets in and out: people's own files become rows of text, and our lists open safely in Excel."""

import asyncio
import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from events_app.core.errors import Invalid, TooLarge
from events_app.core.i18n import N_
from events_app.core.later import later
from events_app.core.sheets_read import (
    BOOK,
    MOST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    SECONDS,
    SIGNS,
    Book,
    Locked,
    TooManyRows,
    read_text,
)

if TYPE_CHECKING:
    import xlsxwriter
else:
    xlsxwriter = later("xlsxwriter")

MOST_BYTES = 10 * 1024 * 1024
DANGEROUS = (*SIGNS, "\t", "\r", "\n")
Value = str | int | float | Decimal | bool | date | datetime | None


class SheetUnreadable(Invalid):
    message = N_("No pudimos leer el archivo. Guárdalo como XLSX o CSV y vuelve a subirlo.")


class SheetLocked(Invalid):
    message = N_("El archivo tiene contraseña. Quítasela en Excel, guárdalo y vuelve a subirlo; o pega las celdas.")


class SheetEmpty(Invalid):
    message = N_("El archivo no tiene filas. La primera fila debe tener los nombres de las columnas.")


class SheetTooLong(Invalid):
    message = N_("El archivo es demasiado largo: máximo %(rows)s filas y %(columns)s columnas.")


@dataclass(frozen=True)
class Table:
    """The first row that has words, and the rows below it, each as long as the headers; empty rows are left out.

    `numbers` are the rows' numbers as the person's own spreadsheet shows them, empty rows counted. `sheet` is the
    name of the one that was read when `others` have something too; `hidden` is how many rows it does not show.
    """

    headers: list[str]
    rows: list[list[str]]
    numbers: list[int]
    sheet: str = ""
    others: tuple[str, ...] = ()
    hidden: int = 0


async def read_table_later(data: bytes, filename: str, is_heading: Callable[[Sequence[str]], bool] = any) -> Table:
    """`read_table` beside the event loop."""
    return await asyncio.to_thread(read_table, data, filename, is_heading)


def read_table(data: bytes, filename: str, is_heading: Callable[[Sequence[str]], bool] = any) -> Table:
    """XLSX, XLS, ODS or CSV by what the file is, whatever its name says; raises Invalid or TooLarge.

    `is_heading` tells the row of the columns' names where others may stand above it; without one it is the first.
    """
    if len(data) > MOST_BYTES:
        raise TooLarge()
    if not data.strip():
        raise SheetEmpty()
    try:
        book = _book(data) if data.startswith(BOOK) else Book(read_text(data))
    except Locked as error:
        raise SheetLocked() from error
    except TooManyRows as error:
        raise _too_long() from error
    except (ValueError, csv.Error, subprocess.SubprocessError) as error:
        raise SheetUnreadable() from error
    return replace(_table(book.rows, is_heading), sheet=book.sheet, others=book.others, hidden=book.hidden)


def write_xlsx(columns: Sequence[str], rows: Iterable[Sequence[Value]], *, title: str = "Lista") -> bytes:
    """A workbook with a header that stays in view; text is always text, so no cell is ever a formula."""
    return write_book([(title, columns, rows)])


def write_book(lists: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Value]]]]) -> bytes:
    """The same with a sheet for each (title, columns, rows); the titles must differ."""
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(written, options)
    formats = {"head": book.add_format({"bold": True}), "date": book.add_format({"num_format": "yyyy-mm-dd"})}
    formats["moment"] = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for title, columns, rows in lists:
        sheet = book.add_worksheet("".join(c for c in title if c not in "[]:*?/\\'")[:31] or "Lista")
        _fill(sheet, columns, rows, formats)
    book.close()
    return written.getvalue()


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with its mark, as Excel wants it; text that Excel would take for a formula gets an apostrophe."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([_safe(name) for name in columns])
    writer.writerows([[_safe(value) for value in row] for row in rows])
    return written.getvalue().encode("utf-8-sig")


def _book(data: bytes) -> Book:
    command = [sys.executable, "-m", "events_app.core.sheets_read"]
    child = subprocess.run(  # noqa: S603 - our own interpreter and module; the data goes in through a pipe
        command, input=data, capture_output=True, timeout=SECONDS * 2, check=False
    )
    if child.returncode == 2:
        raise TooManyRows
    if child.returncode == 4:
        raise Locked
    if child.returncode != 0:
        raise ValueError("not a workbook")
    told = json.loads(child.stdout)
    return Book(**told | {"others": tuple(told["others"])})


def _table(rows: list[list[str]], is_heading: Callable[[Sequence[str]], bool]) -> Table:
    filled = [(number, [cell[:MOST_CELL] for cell in row]) for number, row in enumerate(rows, start=1) if any(row)]
    filled = filled[next((place for place, (_number, row) in enumerate(filled[:60]) if is_heading(row)), 0) :]
    if len(filled) > 1 and is_heading is not any and _goes_on(filled[0][1], filled[1][1], is_heading):
        filled[:2] = [(filled[1][0], _both(filled[0][1], filled[1][1]))]
    if len(filled) < 2:
        raise SheetEmpty()
    headers = filled[0][1]
    while headers and not headers[-1]:
        headers.pop()
    width = len(headers)
    if len(filled) - 1 > MOST_ROWS or width > MOST_COLUMNS:
        raise _too_long()
    below = filled[1:]
    return Table(headers, [(row + [""] * width)[:width] for _number, row in below], [number for number, _row in below])


def _goes_on(above: list[str], below: list[str], is_heading: Callable[[Sequence[str]], bool]) -> bool:
    """True for the second row of a heading: below a cell that stands over several columns, each has its own name."""
    under = [name for place, name in enumerate(below) if name and not (place < len(above) and above[place])]
    return bool(under) and is_heading(below)


def _both(above: list[str], below: list[str]) -> list[str]:
    """One name for each column: the lower one, which is the closer."""
    width = max(len(above), len(below))
    upper, lower = ((row + [""] * width)[:width] for row in (above, below))
    return [low or high for high, low in zip(upper, lower, strict=True)]


def _too_long() -> SheetTooLong:
    return SheetTooLong(rows=f"{MOST_ROWS:,}", columns=MOST_COLUMNS)


def _fill(
    sheet: "xlsxwriter.worksheet.Worksheet",
    columns: Sequence[str],
    rows: Iterable[Sequence[Value]],
    formats: "dict[str, xlsxwriter.format.Format]",
) -> None:
    widths = [len(name) for name in columns]
    for place, name in enumerate(columns):
        sheet.write_string(0, place, name, formats["head"])
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            _write(sheet, line, place, value, formats)
            if place < len(widths):
                widths[place] = max(widths[place], len(str(value)))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(width + 2, 50))
    sheet.freeze_panes(1, 0)


def _write(
    sheet: "xlsxwriter.worksheet.Worksheet",
    line: int,
    place: int,
    value: Value,
    formats: "dict[str, xlsxwriter.format.Format]",
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, (int, float, Decimal)):
        sheet.write_number(line, place, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, place, value.replace(tzinfo=None), formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, formats["date"])
    else:
        sheet.write_string(line, place, value)


def _safe(value: Value) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.lstrip(" \xa0").startswith(DANGEROUS) else value
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ", timespec="minutes")
    return "" if value is None else str(value)
