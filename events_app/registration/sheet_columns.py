"""Which column of a company's list is which: by its header, and by what its cells look like when no header says."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from events_app.core.sheets import Table
from events_app.directory.engine import columns
from events_app.directory.engine.folding import folded
from events_app.directory.engine.names import GIVEN

FIELDS = ("employee_number", "paternal_surname", "maternal_surname", "given_name", "full_name", "phone", "email")
HEADERS: Mapping[str, tuple[str, ...]] = {name: columns.PEOPLE[name] for name in FIELDS}
SAMPLE = 60
MOST = 0.8
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_NUMBER = re.compile(r"[A-Z]{0,3}[- ]?[0-9]{1,9}", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+(?:['.\- ]+[^\W\d_]+)*\.?")


@dataclass(frozen=True)
class Cells:
    """One column: its place and a sample of what it says."""

    place: int
    texts: tuple[str, ...]

    def share(self, says: Callable[[str], bool]) -> float:
        return sum(1 for text in self.texts if says(text)) / len(self.texts) if self.texts else 0.0

    @property
    def variety(self) -> float:
        return len({folded(text) for text in self.texts}) / len(self.texts) if self.texts else 0.0

    @property
    def words(self) -> float:
        """How many words the usual cell has."""
        return median(len(text.split()) for text in self.texts) if self.texts else 0.0


def is_heading(row: Sequence[str]) -> bool:
    """True for the row that names the columns, below the title that many lists carry."""
    return columns.names_columns(row, HEADERS)


def with_headers(table: Table) -> Table:
    """Pasted cells and some exports have no row of names: then the first row is somebody too."""
    if columns.guess(table.headers, HEADERS) or not any(_is_data(cell) for cell in table.headers):
        return table
    width = max(len(table.headers), *(len(row) for row in table.rows))
    first = (list(table.headers) + [""] * width)[:width]
    numbers = [max(1, table.numbers[0] - 1), *table.numbers]
    return replace(table, headers=[""] * width, rows=[first, *table.rows], numbers=numbers)


def guess(table: Table) -> dict[str, int]:
    """The column of each field; headers win over what the cells look like."""
    found = columns.guess(table.headers, HEADERS)
    free = [each for each in _columns(table) if each.place not in found.values() and each.texts]
    for name, says in (("email", _is_email), ("phone", _is_phone), ("employee_number", _is_number)):
        _settle(found, free, name, says, least_variety=0.5 if name == "employee_number" else 0.0)
    if not {"given_name", "full_name", "paternal_surname"} & set(found):
        _names(found, free)
    return {name: found[name] for name in FIELDS if name in found}


def _settle(
    found: dict[str, int], free: list[Cells], name: str, says: Callable[[str], bool], *, least_variety: float
) -> None:
    if name in found:
        return
    best = max(free, key=lambda each: each.share(says), default=None)
    if best is not None and best.share(says) >= MOST and best.variety >= least_variety:
        found[name] = best.place
        free.remove(best)


def _names(found: dict[str, int], free: list[Cells]) -> None:
    """The column of given names tells itself; surnames stand beside it, or inside it when it is long."""
    words = [each for each in free if each.share(_is_words) >= MOST]
    given = max(words, key=lambda each: each.share(_has_given), default=None)
    if given is None or given.share(_has_given) < 0.3:
        return
    if given.words > 2:
        found["full_name"] = given.place
        return
    others = {each.place for each in words if each is not given and each.variety >= 0.3}
    for pair in ((given.place - 2, given.place - 1), (given.place + 1, given.place + 2), (given.place - 1,)):
        if set(pair) <= others:
            found["given_name"] = given.place
            found.update(zip(("paternal_surname", "maternal_surname"), pair, strict=False))
            return
    found["full_name"] = given.place


def _columns(table: Table) -> list[Cells]:
    sample = table.rows[:SAMPLE]
    width = len(table.headers)
    return [
        Cells(place, tuple(row[place].strip() for row in sample if place < len(row) and row[place].strip()))
        for place in range(width)
    ]


def _is_data(text: str) -> bool:
    return _is_email(text) or _is_phone(text) or _is_number(text)


def _is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text.strip()) is not None


def _is_phone(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return 10 <= len(digits) <= 13 and re.fullmatch(r"[+\d() .\-]+", text.strip()) is not None


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text.strip()) is not None


def _is_words(text: str) -> bool:
    return _WORDS.fullmatch(text.strip()) is not None


def _has_given(text: str) -> bool:
    return any(word in GIVEN for word in folded(text).split())
