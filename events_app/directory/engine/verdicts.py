"""What will happen with each row of a spreadsheet: new, changed, the same, repeated, or a mistake with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from events_app.directory.engine.folding import folded

Values = dict[str, str]
Mistake = tuple[str, str]
NAMES = frozenset({"given_name", "paternal_surname", "maternal_surname", "legal_name", "trade_name", "city", "sector"})
ATTENTION: Mapping[str, int] = {"mistake": 0, "repeated": 1, "changed": 2, "new": 3, "same": 4}


@dataclass(frozen=True)
class Read:
    """A row as read: its number in the file, the key that says which record it is, its values or its mistakes.

    A mistake is the field where it is mended ("" for the whole row) and a sentence.
    """

    number: int
    key: str
    values: Values
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True)
class Known:
    """A record that stands already under a key."""

    id: int
    values: Values


@dataclass(frozen=True)
class Planned:
    """`changes` maps a field to (what stands, what will stand); `first` is the row that a repeated one repeats."""

    number: int
    verdict: str
    values: Values
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    mistakes: tuple[Mistake, ...] = ()
    first: int | None = None
    target: int | None = None


def judge(rows: Sequence[Read], known: Mapping[str, Known]) -> list[Planned]:
    """One verdict per row, in the order of the file.

    An empty cell never erases what stands, and a name typed without its accents or in capitals is the same name.
    """
    seen: dict[str, int] = {}
    planned = []
    for row in rows:
        planned.append(_verdict(row, known.get(row.key), seen.get(row.key) if row.key else None))
        if row.key and not row.mistakes:
            seen.setdefault(row.key, row.number)
    return planned


def _verdict(row: Read, standing: Known | None, first: int | None) -> Planned:
    if row.mistakes:
        return Planned(row.number, "mistake", row.values, mistakes=row.mistakes)
    if first is not None:
        return Planned(row.number, "repeated", row.values, first=first)
    if standing is None:
        return Planned(row.number, "new", row.values)
    changes = {
        name: (standing.values.get(name, ""), value)
        for name, value in row.values.items()
        if value and name in standing.values and not _same(name, value, standing.values[name])
    }
    verdict = "changed" if changes else "same"
    return Planned(row.number, verdict, row.values, changes=changes, target=standing.id)


def _same(name: str, new: str, old: str) -> bool:
    return new == old or (name in NAMES and folded(new) == folded(old))


def counts(planned: Sequence[Planned]) -> dict[str, int]:
    """How many rows of each verdict, those that need attention first."""
    return {verdict: sum(each.verdict == verdict for each in planned) for verdict in ATTENTION}
