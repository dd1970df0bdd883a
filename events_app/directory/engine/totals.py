"""The sums that many lists carry below their people: told from somebody whose name is Total."""

import re
from collections.abc import Sequence

from events_app.directory.engine.folding import folded

SUMS = frozenset({"total", "totales", "totals", "subtotal", "suma", "sumas", "sum"})
# What may stand beside the word without naming anybody.
BESIDE = SUMS | {
    "gran", "grand", "general", "de", "del", "la", "los", "en", "of", "the", "a", "por", "personas", "people",
    "empleados", "employees", "trabajadores", "colaboradores", "asistentes", "attendees", "participantes",
    "participants", "invitados", "guests", "registrados", "inscritos", "lugares", "seats", "boletos", "tickets",
    "registros", "filas", "rows", "lista", "list", "gente", "headcount", "pagar", "mxn", "usd", "pesos",
}  # fmt: skip
_AMOUNT = re.compile(r"[$\s]*[0-9][0-9,.\s]*%?")
_WORDS = re.compile(r"[^\W\d_]+")


def is_total(cells: Sequence[str], number_at: int | None, row: int) -> bool:
    """True for a row that says "Total 40" and nothing of a person.

    Under the employee's number only a count can stand, so nothing above the row's own number.
    """
    filled = [(place, cell.strip()) for place, cell in enumerate(cells) if cell.strip()]
    words = [cell for _place, cell in filled if not _AMOUNT.fullmatch(cell)]
    counts = [cell for place, cell in filled if place == number_at and cell not in words]
    return bool(words) and all(map(_says_sum, words)) and all(_at_most(cell, row) for cell in counts)


def trailing_totals(rows: Sequence[Sequence[str]], numbers: Sequence[int], number_at: int | None) -> set[int]:
    """The row numbers of the sums that end a list; one above somebody's row is not a sum of all."""
    found: set[int] = set()
    for cells, number in zip(reversed(rows), reversed(numbers), strict=True):
        if not is_total(cells, number_at, number):
            break
        found.add(number)
    return found


def _says_sum(text: str) -> bool:
    words = _WORDS.findall(folded(text))
    return bool(SUMS.intersection(words)) and BESIDE.issuperset(words)


def _at_most(text: str, row: int) -> bool:
    return text.isascii() and text.isdigit() and int(text[:9]) <= row
