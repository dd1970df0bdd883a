"""Lists of the books as files: a workbook with a sheet for each part, or one tidy CSV of all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from starlette.responses import Response

from events_app.core.i18n import _
from events_app.core.money import Money
from events_app.core.sheets import Value, write_book, write_csv

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


@dataclass(frozen=True)
class Part:
    """A list whose first columns are words (`texts`) and whose last are numbers (`figures`)."""

    title: str
    texts: Sequence[str]
    figures: Sequence[str]
    rows: Sequence[Sequence[Value]]
    adds_up: bool = True

    @property
    def totals(self) -> list[Decimal | int]:
        """What each figure adds up to; nothing for a single line, nor for a list whose last line is its sum."""
        if len(self.rows) < 2 or not self.adds_up:
            return []
        columns = zip(*(row[len(self.texts) :] for row in self.rows), strict=True)
        return [sum(each for each in column if isinstance(each, Decimal | int)) for column in columns]


def workbook(parts: Iterable[Part]) -> bytes:
    return write_book((each.title, [*each.texts, *each.figures], each.rows) for each in parts)


def tidy(parts: Iterable[Part]) -> bytes:
    """One line for each figure: its part, its words, its name and its value; so that any program adds it up."""
    parts = list(parts)
    width = max((len(each.texts) for each in parts), default=1)
    head = [_("Apartado"), *(_("Concepto %(n)s", n=place + 1) for place in range(width)), _("Cifra"), _("Valor")]
    lines = [
        [part.title, *row[: len(part.texts)], *[""] * (width - len(part.texts)), name, value]
        for part in parts
        for row in part.rows
        for name, value in zip(part.figures, row[len(part.texts) :], strict=True)
    ]
    return write_csv(head, lines)


def word(words: Mapping[str, str], key: str) -> str:
    """What people call something that the tables name in English."""
    return _(words[key])


def pesos(amount: int) -> Decimal:
    """Centavos as a number with two decimals."""
    return Money(amount).decimal


def download(content: bytes, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', "Cache-Control": "private, no-store"}
    return Response(content, media_type=TYPES[kind], headers=headers)
