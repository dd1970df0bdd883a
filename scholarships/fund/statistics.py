"""What may be told about a call to everybody: counts by level, company and sex, small ones left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scholarships.engine.suppression import suppressed_table

COLUMNS = ("awarded", "others")


@dataclass(frozen=True)
class Count:
    """`sent` and `awarded` are None where a small number would say who."""

    name: str
    sent: int | None
    awarded: int | None


@dataclass(frozen=True)
class Statistics:
    sent: int
    awarded: int
    by: Mapping[str, tuple[Count, ...]]


def statistics(found: Sequence[Mapping[str, Any]]) -> Statistics:
    """From rows of {level, company, sex, sent, awarded}.

    A line is shown in two cells, those with an award and those without, and none is shown that is between one and four
    or could be found by taking the others from the totals.
    """
    return Statistics(
        sent=sum(each["sent"] for each in found),
        awarded=sum(each["awarded"] for each in found),
        by={key: _by(found, key) for key in ("level", "company", "sex")},
    )


def _by(found: Sequence[Mapping[str, Any]], key: str) -> tuple[Count, ...]:
    table: dict[str, dict[str, int]] = {}
    for each in found:
        line = table.setdefault(each[key], dict.fromkeys(COLUMNS, 0))
        line["awarded"] += each["awarded"]
        line["others"] += each["sent"] - each["awarded"]
    shown = suppressed_table(table, COLUMNS)
    return tuple(_count(name, line) for name, line in sorted(shown.items()))


def _count(name: str, line: Mapping[str, int | None]) -> Count:
    awarded, others = line["awarded"], line["others"]
    return Count(name, None if awarded is None or others is None else awarded + others, awarded)
