"""Reads the bytes of a spreadsheet into plain text cells; run as a program it does so with little memory and time.

A few kilobytes can claim billions of cells. So workbooks are opened in a child process whose memory and time are
limited: whatever is wrong with them ends there, and the web process only hears that it could not be read.
"""

import codecs
import csv
import io
import json
import resource
import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import python_calamine

MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELL = 5_000
# What begins a formula, also as the East writes it.
SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
MOST_CELLS = MOST_ROWS * MOST_COLUMNS
# A few kilobytes can repeat one long text in every cell; no list of people says so much.
MOST_TEXT = 20_000_000
MEMORY = 1024 * 1024 * 1024
SECONDS = 20
# How workbooks begin: XLSX and ODS are zip archives, XLS is a compound document.
BOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
Cell = int | float | str | bool | time | date | datetime | timedelta | None


class TooManyRows(Exception):
    """More rows or columns than a person's list has."""


def read_book(data: bytes) -> list[list[str]]:
    """The first sheet that has anything in it, from its first row on, so that a row's place is its number."""
    book = python_calamine.load_workbook(io.BytesIO(data))
    for number in range(len(book.sheet_names)):
        sheet = book.get_sheet_by_index(number)
        if sheet.total_height > MOST_ROWS * 5 or sheet.total_width > MOST_COLUMNS * 5:
            raise TooManyRows
        rows = _filled(sheet.to_python(skip_empty_area=True))
        if any(any(row) for row in rows):
            return [[] for _above in range((sheet.start or (0, 0))[0])] + rows
    return []


def _filled(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """The rows as text without the empty cells at their ends; raises TooManyRows when they say more than a list."""
    told: list[list[str]] = []
    said = 0
    for row in rows:
        cells = [plain(cell)[:MOST_CELL] for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        said += sum(map(len, cells))
        if said > MOST_TEXT:
            raise TooManyRows
        told.append(cells)
    return told


def read_text(data: bytes) -> list[list[str]]:
    """CSV as UTF-8 with or without its mark, as Excel's Unicode text; what is neither is as Windows writes Spanish.

    Its separator is the one that fits. A web page with the name of a workbook, as some systems export, is refused.
    """
    text = data.decode("utf-16") if data.startswith(UTF_16) else data.decode("utf-8-sig", errors="of_windows")
    if "\x00" in text or text.lstrip().startswith("<"):
        raise ValueError("not a list")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    rows: list[list[str]] = []
    cells = 0
    for row in reader:
        cells += len(row)
        if len(rows) >= MOST_ROWS * 2 or len(row) > MOST_COLUMNS * 5 or cells > MOST_CELLS:
            raise TooManyRows
        rows.append([plain(cell) if cell else "" for cell in row])
    return rows


def plain(cell: Cell) -> str:
    """A cell as text: whole floats without ".0", dates as ISO, our own exports without the apostrophe of safety."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    text = str(cell).replace("\u00a0", " ").strip()
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1:].lstrip()[:1] in SIGNS else text


def _of_windows(error: UnicodeError) -> tuple[str, int]:
    """The bytes that are no UTF-8 as Windows writes Spanish, so that lists pasted together keep every name."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error("of_windows", _of_windows)


def _separator(text: str) -> str:
    """Of ; , and tab, the one found most often outside quotes in the first line with words."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(line.split('"')[::2])
    return max((",", ";", "\t"), key=outside.count)


def main() -> int:
    """Standard input to JSON on standard output; 2 says too many rows, 3 that it is no workbook."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        rows = read_book(sys.stdin.buffer.read())
    except TooManyRows:
        return 2
    except Exception:  # noqa: BLE001 - whatever it is, it is no workbook that we can read
        return 3
    json.dump(rows, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
