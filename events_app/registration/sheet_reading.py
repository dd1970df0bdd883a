"""Reads the rows of a company's list as the engine wants them, and says in words what is wrong with a cell."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from events_app.directory.engine.columns import surnames_first
from events_app.directory.engine.folding import folded, number_key, surname_forms
from events_app.directory.engine.totals import is_total
from events_app.directory.import_fields import NAME_PARTS, Row, read_row
from events_app.directory.kinds import UploadKind
from events_app.registration.engine.sheet_rows import Line, Reason

# What a coordinator vouched for: written beside the mended cells, it holds while the number stays as it was then.
SURE = "sure_number"
NAMES = ("employee_number", *NAME_PARTS, "phone", "email")


@dataclass(frozen=True)
class Read:
    """One row: its values as they would be stored, and its mistakes as (field, sentence)."""

    row: Row
    values: Mapping[str, str]
    mistakes: tuple[tuple[str, str], ...]
    is_total: bool = False

    def line(self, *, left_out: bool) -> Line:
        number = self.values.get("employee_number", "")
        forms = surname_forms(self.values.get("paternal_surname", ""), self.values.get("maternal_surname", ""))
        names = " ".join(self.values.get(name, "") for name in NAME_PARTS)
        bare = re.sub(r"[\s.-]", "", number)
        return Line(
            number=self.row.number,
            key=number_key(number),
            surnames=frozenset(form for form in forms if form),
            name=folded(names),
            digits=len(bare) if bare.isascii() and bare.isdigit() else None,
            sure=bool(number) and self.row.mended.get(SURE) == number,
            mistakes=tuple(Reason("cell", field) for field, _words in self.mistakes),
            left_out=left_out,
            is_total=self.is_total,
        )


def read(headers: Sequence[str], chosen: Mapping[str, int], rows: Sequence[Row]) -> list[Read]:
    """Every row of the list. Nothing in a cell is ever run: cells are text from beginning to end."""
    place = chosen.get("full_name")
    first = place is not None and place < len(headers) and surnames_first(headers[place])
    return [_read(row, chosen, first=first) for row in rows]


def _read(row: Row, chosen: Mapping[str, int], *, first: bool) -> Read:
    cells = replace(row, mended={name: text for name, text in row.mended.items() if name != SURE})
    values, mistakes = read_row(UploadKind.PEOPLE, cells, chosen, surnames_first=first)
    total = is_total(row.cells, chosen.get("employee_number"), row.number)
    return Read(row, {name: values.get(name, "") for name in NAMES}, mistakes, total)
