"""Reads the bytes of a spreadsheet into plain text cells; run as a program it does so with little memory and time.

A few kilobytes can claim billions of cells. So workbooks are opened in a child process whose memory and time are
limited: whatever is wrong with them ends there, and the web process only hears that it could not be read.
"""

import codecs
import csv
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
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
# A workbook with a password is an envelope with this inside.
SEALED = "EncryptedPackage".encode("utf-16-le")
# Text that is no list of rows, however many lines it has.
OTHER_TEXT = ("<", "%PDF-", "{\\rtf")
HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\bhidden=\"(?:1|true)\"")
MOST_XML = 64 * 1024 * 1024
Cell = int | float | str | bool | time | date | datetime | timedelta | None


class TooManyRows(Exception):
    """More rows or columns than a person's list has."""


class Locked(Exception):
    """The workbook has a password."""


@dataclass(frozen=True)
class Book:
    """One sheet of a workbook: its rows from the first one on, so that a row's place is its number.

    `sheet` is its name when there are `others` that people see, with more than a heading in them; `hidden` is how many
    of its rows the spreadsheet does not show.
    """

    rows: list[list[str]]
    sheet: str = ""
    others: tuple[str, ...] = ()
    hidden: int = 0


def read_book(data: bytes) -> Book:
    """The first sheet that people see and that has anything in it; a hidden one when there is no other."""
    if SEALED in data:
        raise Locked
    book = python_calamine.load_workbook(io.BytesIO(data))
    seen = [each.visible == python_calamine.SheetVisibleEnum.Visible for each in book.sheets_metadata]
    for number in sorted(range(len(seen)), key=lambda place: not seen[place]):
        sheet = book.get_sheet_by_index(number)
        if sheet.total_height > MOST_ROWS * 5 or sheet.total_width > MOST_COLUMNS * 5:
            raise TooManyRows
        rows = _filled(sheet.to_python(skip_empty_area=True))
        if any(any(row) for row in rows):
            others = [place for place in range(len(seen)) if seen[place] and place != number]
            names = tuple(book.sheet_names[place] for place in others if book.get_sheet_by_index(place).total_height)
            rows = [[] for _above in range((sheet.start or (0, 0))[0])] + rows
            return Book(rows, sheet.name if names else "", names, _hidden_rows(data, number))
    return Book([])


def _hidden_rows(data: bytes, number: int) -> int:
    """How many rows of this sheet a filter or a hand hides; only an XLSX says it."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return 0
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        if "xl/workbook.xml" not in parts.namelist():
            return 0
        named = re.findall(rb"<(?:\w+:)?sheet\s[^>]*?r:id=\"([^\"]+)\"", _part(parts, "xl/workbook.xml"))
        links = re.findall(rb"<Relationship\s[^>]*>", _part(parts, "xl/_rels/workbook.xml.rels"))
        wanted = [each for each in links if number < len(named) and b'Id="%s"' % named[number] in each]
        found = re.search(rb'Target="([^"]+)"', wanted[0]) if wanted else None
        if found is None:
            return 0
        target = found[1].decode().lstrip("/")
        return len(HIDDEN_ROW.findall(_part(parts, target if target.startswith("xl/") else f"xl/{target}")))


def _part(parts: zipfile.ZipFile, name: str) -> bytes:
    if name not in parts.namelist():
        return b""
    with parts.open(name) as file:
        return file.read(MOST_XML)


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

    Its separator is the one that fits. A web page with the name of a workbook, as some systems export, is refused,
    and so is a PDF.
    """
    code = _code(data)
    text = data.decode(code, errors="of_windows" if code == "utf-8-sig" else "strict")
    if "\x00" in text or text.lstrip().startswith(OTHER_TEXT):
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


def _code(data: bytes) -> str:
    """UTF-16 says so by its mark, or by the zero beside each of the letters that a list begins with."""
    if data.startswith(UTF_16):
        return "utf-16"
    zeros = (data[0:40:2].count(0), data[1:40:2].count(0))
    return {(True, False): "utf-16-be", (False, True): "utf-16-le"}.get((zeros[0] > 9, zeros[1] > 9), "utf-8-sig")


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
    """Standard input to JSON on standard output; 2 says too many rows, 3 that it is no workbook, 4 a password."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        book = read_book(sys.stdin.buffer.read())
    except TooManyRows:
        return 2
    except (Locked, python_calamine.PasswordError):
        return 4
    except Exception:  # noqa: BLE001 - whatever it is, it is no workbook that we can read
        return 3
    json.dump(asdict(book), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
