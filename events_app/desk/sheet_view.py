"""What the page of a company's list shows of each row: its verdict in words, and the cells to be mended in place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from events_app.core.formats import format_date_words
from events_app.core.i18n import N_, _, ngettext
from events_app.core.sheets import Table
from events_app.registration import sheet_reading, sheets
from events_app.registration.engine.sheet_rows import ENTERS, TO_MEND
from events_app.registration.group_records import SheetRow, SheetUpload

COLUMNS = (
    ("employee_number", N_("Número")),
    ("paternal_surname", N_("Apellido paterno")),
    ("maternal_surname", N_("Apellido materno")),
    ("given_name", N_("Nombre(s)")),
)
MORE = (("phone", N_("Teléfono")), ("email", N_("Correo")))
LABELS = dict((*COLUMNS, *MORE))
CHOOSABLE = (*COLUMNS, ("full_name", N_("Nombre completo")), *MORE)
CHIPS: Mapping[str, tuple[str, str]] = {
    "missing": (N_("falta un dato"), "bad"),
    "wrong_number": (N_("número equivocado"), "bad"),
    "not_allowed": (N_("no puede entrar"), "bad"),
    "waiting_list": (N_("sin lugar → lista de espera"), "warn"),
    "repeated": (N_("fila repetida"), "plain"),
    "registered": (N_("ya registrada"), "plain"),
    "new_person": (N_("lista"), "good"),
    "ok": (N_("lista"), "good"),
    "left_out": (N_("la dejaste fuera"), "plain"),
}
MISSING: Mapping[str, str] = {
    "employee_number": N_("falta número"),
    "paternal_surname": N_("falta apellido"),
    "given_name": N_("falta nombre"),
    "full_name": N_("revisa el nombre"),
    "phone": N_("revisa el teléfono"),
    "email": N_("revisa el correo"),
}
NUMBERS: Mapping[str, str] = {
    "belongs_to": N_("número de otra persona"),
    "same_number": N_("número repetido"),
    "digits": N_("revisa el número"),
}
TABS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "": (N_("Todas"), ()),
    "corregir": (N_("Por corregir"), tuple(sorted(TO_MEND))),
    "espera": (N_("En espera"), ("waiting_list",)),
    "registradas": (N_("Ya registradas"), ("registered", "repeated")),
    "listas": (N_("listas"), tuple(sorted(ENTERS))),
    "fuera": (N_("Fuera"), ("left_out",)),
}


@dataclass(frozen=True)
class Cell:
    label: str
    text: str
    name: str = ""
    mistake: str = ""
    before: str = ""


@dataclass(frozen=True)
class Suggestion:
    """One press that fills what is missing; `value` says which row and which suggestion."""

    label: str
    value: str


@dataclass(frozen=True)
class Line:
    number: int
    verdict: str
    chip: str
    tone: str
    cells: tuple[Cell, ...]
    notes: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]
    to_mend: bool
    doubtful: bool
    left_out: bool


def lines(upload: SheetUpload, stored: Sequence[SheetRow], zone: str) -> list[Line]:
    """The rows of one page, in the language of the reader."""
    read = sheet_reading.read(upload.headers, upload.columns, [sheets.row_of(each) for each in stored])
    return [_line(upload, each, one, zone) for each, one in zip(stored, read, strict=True)]


def filled(stored: SheetRow, place: int) -> dict[str, str]:
    """What a suggestion writes over the row's cells."""
    found = [each for each in stored.reasons if each["code"] in ("known_as", "namesake")]
    if place >= len(found):
        return {}
    asked: dict[str, Any] = dict(found[place])
    if asked["code"] == "namesake":
        return {"employee_number": str(asked["key"])}
    return {name: str(asked[name]) for name, _label in COLUMNS if asked.get(name)}


def columns(upload: SheetUpload) -> list[tuple[str, str]]:
    """The columns with the file's own name for each."""
    named = []
    for name, label in COLUMNS:
        place = upload.columns.get(name, upload.columns.get("full_name", -1) if name != "employee_number" else -1)
        named.append((_(label), upload.headers[place] if 0 <= place < len(upload.headers) else ""))
    return named


def left_out(upload: SheetUpload) -> list[str]:
    """The file's columns that nothing reads."""
    return [header for place, header in enumerate(upload.headers) if header and place not in upload.columns.values()]


def unseen(table: Table) -> str:
    """What the file has that its reader may not think of: other sheets, which were not read, and hidden rows."""
    said = []
    if table.others:
        names = ", ".join(f"«{name}»" for name in table.others[:4])
        said.append(_("Leímos solo la hoja «%(sheet)s». El archivo también tiene %(names)s: guárdala en otro archivo "
                      "o pega sus celdas.", sheet=table.sheet, names=names))  # fmt: skip
    if table.hidden:
        said.append(
            ngettext(
                "En tu hoja hay %(n)s fila oculta o filtrada: también la leímos.",
                "En tu hoja hay %(n)s filas ocultas o filtradas: también las leímos.",
                table.hidden,
            )
        )
    return " ".join(said)


def groups(tally: Mapping[str, int]) -> dict[str, int]:
    """How many rows each tab has."""
    return {
        key: sum(tally[verdict] for verdict in verdicts) if key else sum(tally.values())
        for key, (_label, verdicts) in TABS.items()
    }


def _line(upload: SheetUpload, stored: SheetRow, read: sheet_reading.Read, zone: str) -> Line:
    reasons = [dict(each) for each in stored.reasons]
    mistakes = dict(read.mistakes)
    to_mend = stored.verdict in TO_MEND
    wrong = _wrong(stored, mistakes, reasons) if to_mend else frozenset()
    shown = [*COLUMNS, *(each for each in MORE if each[0] in mistakes)]
    cells = tuple(_cell(upload, stored, read, name, label, wrong, mistakes) for name, label in shown)
    return Line(
        number=stored.number,
        verdict=str(stored.verdict),
        chip=_chip(stored, cells, mistakes, reasons),
        tone=CHIPS[stored.verdict][1],
        cells=cells,
        notes=_notes(stored, reasons, zone),
        suggestions=_suggestions(stored, reasons) if to_mend else (),
        to_mend=to_mend,
        doubtful=to_mend and any(each["code"] == "digits" or each["cell"] == "full_name" for each in reasons),
        left_out=stored.left_out,
    )


def _wrong(stored: SheetRow, mistakes: Mapping[str, str], reasons: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """The fields whose cells are inputs, those that were mended before among them."""
    found = set(mistakes) | {str(each["cell"]) for each in reasons if each["cell"]} | set(stored.mended)
    if "full_name" in found:
        found = found - {"full_name"} | {"paternal_surname", "maternal_surname", "given_name"}
    return frozenset(found - {"cell"})


def _cell(
    upload: SheetUpload, stored: SheetRow, read: sheet_reading.Read, name: str, label: str,
    wrong: frozenset[str], mistakes: Mapping[str, str],
) -> Cell:  # fmt: skip
    place = upload.columns.get(name, len(stored.cells))
    in_file = stored.cells[place] if place < len(stored.cells) else ""
    text = stored.mended.get(name) or read.values.get(name) or in_file
    before = in_file if name in stored.mended and in_file != text else ""
    field = f"f{stored.number}.{name}" if name in wrong else ""
    return Cell(_(label), text, field, mistakes.get(name, ""), before)


def _chip(
    stored: SheetRow, cells: Sequence[Cell], mistakes: Mapping[str, str], reasons: Sequence[Mapping[str, Any]]
) -> str:  # fmt: skip
    if stored.verdict == "missing":
        field = next(iter(mistakes), "")
        if field == "employee_number" and cells[0].text:
            return _("revisa el número")
        return _(MISSING.get(field, CHIPS["missing"][0]))
    if stored.verdict == "left_out" and any(each["code"] == "total" for each in reasons):
        return _("es una suma")
    if stored.verdict == "wrong_number":
        return _(next((NUMBERS[each["code"]] for each in reasons if each["code"] in NUMBERS), CHIPS["wrong_number"][0]))
    return _(CHIPS[stored.verdict][0])


def _suggestions(stored: SheetRow, reasons: Sequence[Mapping[str, Any]]) -> tuple[Suggestion, ...]:
    found = [each for each in reasons if each["code"] in ("known_as", "namesake")]
    return tuple(
        Suggestion(f"{each['name']}, {each['key']}", f"{stored.number}:{place}") for place, each in enumerate(found)
    )


def _notes(stored: SheetRow, reasons: Sequence[Mapping[str, Any]], zone: str) -> tuple[str, ...]:
    new = (_("Nueva: se agrega a tu lista"),) if stored.verdict == "new_person" else ()
    return new + tuple(words for each in reasons if (words := _words(each, zone)))


def _words(reason: Mapping[str, Any], zone: str) -> str:
    code = str(reason["code"])
    if code == "belongs_to":
        return _("El %(key)s es de %(name)s", **{name: reason[name] for name in ("key", "name")})
    if code == "digits":
        return _("En tu empresa los números tienen %(digits)s dígitos", digits=reason["digits"])
    if code == "same_number":
        return _("Es el mismo número que el de la fila %(row)s", row=reason["row"])
    if code == "same_row":
        return _("Igual a la fila %(row)s", row=reason["row"])
    if code == "since":
        return _("Desde el %(day)s", day=format_date_words(datetime.fromisoformat(str(reason["moment"])), zone))
    if code == "left_company":
        return _("Dejó la empresa el %(day)s", day=format_date_words(date.fromisoformat(str(reason["day"]))))
    if code == "no_seat":
        return _("Lugar %(place)s de la espera", place=reason["place"])
    if code == "company_full":
        return _("Tu empresa llegó a su máximo: lugar %(place)s de la espera", place=reason["place"])
    if code == "waits_already":
        return _("Ya está en la lista de espera")
    return ""
