"""Spreadsheets: read whatever Excel in Mexico writes, refuse what would hurt, and never write a formula."""

import io
import zipfile
from collections.abc import Sequence
from csv import reader
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.core import sheets, sheets_read
from events_app.core.errors import TooLarge
from events_app.core.sheets import Table, read_table, write_csv, write_xlsx
from events_app.core.sheets_read import SIGNS

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)


def workbook(*rows: list[object]) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return written.getvalue()


def book_of(*named: tuple[str, bool, list[list[str]]], hidden_row: int = 0) -> bytes:
    """Sheets by name, each shown or not; a row of the last one may be hidden."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        made = [(book.add_worksheet(name), shown, rows) for name, shown, rows in named]
        made[-1][0].activate()
        for sheet, shown, rows in made:
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
            if not shown:
                sheet.hide()
        if hidden_row:
            made[-1][0].set_row(hidden_row, options={"hidden": True})
    return written.getvalue()


def test_the_sheet_that_people_see_is_read_and_what_they_may_not_think_of_is_told() -> None:
    lists, codes = [["n", "x"], ["1", "2"], ["3", "4"]], [["a"], ["9"]]
    shown = book_of(("Turno B", True, codes), ("Vacía", True, []), ("Turno A", True, lists))
    hidden = book_of(("Catálogo", False, codes), ("Turno A", True, lists), hidden_row=2)

    assert read_table(hidden, "a.xlsx") == Table(["n", "x"], [["1", "2"], ["3", "4"]], [2, 3], hidden=1)
    assert read_table(shown, "a.xlsx") == Table(["a"], [["9"]], [2], "Turno B", ("Turno A",))


def test_a_heading_of_two_rows_names_each_column_by_its_lower_cell() -> None:
    data = workbook(["Asistentes"], ["No.", "Nombre"], ["", "Paterno", "Materno", "Pila"], ["1", "Acuña", "", "Ana"])

    def names(row: Sequence[str]) -> bool:
        return "No." in row or "Paterno" in row

    found = read_table(data, "a.xlsx", names)
    assert found == Table(["No.", "Paterno", "Materno", "Pila"], [["1", "Acuña", "", "Ana"]], [4])
    assert read_table(data, "a.xlsx").headers == ["Asistentes"]


@pytest.mark.parametrize("code", ["utf-16-le", "utf-16-be"])
def test_unicode_text_without_its_mark_is_read_all_the_same(code: str) -> None:
    text = "Número\tApellido\r\n007\tPeñúñuri\r\n"

    assert read_table(text.encode(code), "a.csv") == Table(["Número", "Apellido"], [["007", "Peñúñuri"]], [2])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_text_file_is_read_in_the_ways_that_excel_writes_it(encoding: str, separator: str) -> None:
    text = f'Número{separator}Apellido\r\n007{separator}"Muñoz{separator} Íñiguez"\r\n{separator}\r\n'

    table = read_table(text.encode(encoding), "lista.csv")

    assert table == Table(["Número", "Apellido"], [["007", f"Muñoz{separator} Íñiguez".strip()]], [2])


def test_a_workbook_gives_whole_numbers_without_a_point_and_dates_as_iso() -> None:
    data = workbook(
        ["n", "x", "d", "t", ""], [412, 1.5, date(2026, 11, 20), datetime.fromisoformat("2026-11-20T16:30"), ""]
    )

    assert read_table(data, "lista.xlsx") == Table(
        ["n", "x", "d", "t"], [["412", "1.5", "2026-11-20", "2026-11-20 16:30"]], [2]
    )


def test_a_workbook_with_the_name_of_a_text_file_is_still_a_workbook() -> None:
    assert read_table(workbook(["a"], ["b"]), "lista.csv") == Table(["a"], [["b"]], [2])


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_text_file_with_the_name_of_a_workbook_is_still_a_text_file(encoding: str) -> None:
    assert read_table("ñ;b\r\n1;2\r\n".encode(encoding), "lista.xlsx") == Table(["ñ", "b"], [["1", "2"]], [2])


def test_each_row_keeps_the_number_that_the_persons_own_spreadsheet_shows() -> None:
    book = workbook([], ["Lista de octubre"], [], ["n"], ["1"], [], [], ["2"])
    text = b'\n\nn,m\n1,"two\nlines"\n,\n\n2,\n'

    assert read_table(book, "lista.xlsx").numbers == [4, 5, 8]
    assert read_table(text, "lista.csv").numbers == [4, 7]


def test_short_rows_are_filled_and_long_ones_cut() -> None:
    assert read_table(b"a,b\n1\n1,2,3\n", "x.csv") == Table(["a", "b"], [["1", ""], ["1", "2"]], [2, 3])


@pytest.mark.parametrize(
    ("data", "name", "mistake"),
    [
        (b"", "a.csv", sheets.SheetEmpty),
        (b"only,headers\n", "a.csv", sheets.SheetEmpty),
        (b"<html><table><tr><td>a</td></tr></table>", "a.xls", sheets.SheetUnreadable),
        (b"PK\x03\x04" + b"\0" * 40, "a.xlsx", sheets.SheetUnreadable),
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "a.pdf", sheets.SheetUnreadable),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", sheets.SheetLocked),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.csv", sheets.SheetUnreadable),
        (b"a\n" + b"1\n" * 20_001, "a.csv", sheets.SheetTooLong),
        (b"," * 300 + b"a\n1\n", "a.csv", sheets.SheetTooLong),
        (b"a\n" + (b"," * 999 + b"\n") * 4_100, "a.csv", sheets.SheetTooLong),
        (b"x" * (10 * 1024 * 1024 + 1), "a.csv", TooLarge),
    ],
)
def test_what_cannot_be_a_list_is_refused_kindly(data: bytes, name: str, mistake: type[Exception]) -> None:
    with pytest.raises(mistake):
        read_table(data, name)


def test_a_long_text_that_thousands_of_cells_repeat_does_not_take_the_memory() -> None:
    row: list[object] = ["x" * 9_000]
    some, many = workbook(["a"], *[row] * 20), workbook(["a"], *[row] * 4_100)

    assert {len(cell) for (cell,) in sheets_read.read_book(some).rows[1:]} == {sheets_read.MOST_CELL}
    with pytest.raises(sheets.SheetTooLong):
        read_table(many, "bomb.xlsx")


def test_rows_that_two_programs_wrote_are_each_read_in_their_own_encoding() -> None:
    mixed = "Apellido,Nombre\nNúñez,José\n".encode() + "Peña,María\n".encode("cp1252")

    assert read_table(mixed, "a.csv").rows == [["Núñez", "José"], ["Peña", "María"]]


def test_two_cells_that_claim_billions_do_not_take_the_memory() -> None:
    book = io.BytesIO(workbook(["a"], ["b"]))
    bomb = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(bomb, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b'r="A2"', b'r="XFD1048576"').replace(b'row r="2"', b'row r="1048576"'))

    with pytest.raises((sheets.SheetUnreadable, sheets.SheetTooLong)):
        read_table(bomb.getvalue(), "bomb.xlsx")


def test_exported_text_is_never_a_formula() -> None:
    rows: list[list[sheets.Value]] = [["=1+1", "+526311234567", "-2", "@x", -5]]

    csv, xlsx = write_csv(["=a", "b", "c", "d", "e"], rows), write_xlsx(["=a", "b", "c", "d", "e"], rows)

    assert csv == b"\xef\xbb\xbf'=a,b,c,d,e\r\n'=1+1,'+526311234567,'-2,'@x,-5\r\n"
    with zipfile.ZipFile(io.BytesIO(xlsx)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert read_table(csv, "a.csv") == Table(
        ["=a", "b", "c", "d", "e"], [["=1+1", "+526311234567", "-2", "@x", "-5"]], [2]
    )


@pytest.mark.parametrize("typed", ["\n=1+1", " =1+1", "\xa0@x", "\uff1d1+1", "\uff0b52", "\t-1", "\r=1"])
def test_no_space_break_or_wide_sign_before_it_hides_a_formula(typed: str) -> None:
    written = write_csv(["a"], [[typed]]).decode("utf-8-sig")

    assert list(reader(io.StringIO(written, newline="")))[1] == [f"'{typed}"]


@settings(max_examples=60)
@given(st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_we_write_as_text_we_read_back(rows: list[list[str]]) -> None:
    headers = ["Número", "Primer apellido", "Nombre"]
    read = read_table(write_csv(headers, rows), "lista.csv")

    assert read == Table(headers, [[_without_apostrophe(cell) for cell in row] for row in rows], _from_two(rows))


@settings(max_examples=4, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_we_write_as_a_workbook_we_read_back(rows: list[list[str]]) -> None:
    headers = ["Número", "Primer apellido", "Nombre"]

    read = read_table(write_xlsx(headers, rows), "lista.xlsx")

    assert read == Table(headers, [[_without_apostrophe(cell) for cell in row] for row in rows], _from_two(rows))


def _from_two(rows: list[list[str]]) -> list[int]:
    return list(range(2, len(rows) + 2))


def _without_apostrophe(cell: str) -> str:
    """A cell typed as '=x with its own apostrophe is read as our safety: the one thing that does not come back."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in SIGNS else cell
