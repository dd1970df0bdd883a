"""The table of a league or a group: who stands where, and why, by the competition's own criteria."""

from collections.abc import Sequence

from events_app.tournaments.engine.criteria import Figures, check
from events_app.tournaments.engine.standings_order import Edge, Level, Source, order
from events_app.tournaments.engine.standings_tally import tallies
from events_app.tournaments.engine.standings_values import (
    Adjustment,
    Entry,
    NotCounted,
    Number,
    Points,
    Restart,
    Result,
    Row,
    Ruling,
    Standing,
    TableRules,
)
from events_app.tournaments.engine.standings_words import adjusted, placed

__all__ = [
    "Adjustment",
    "Entry",
    "NotCounted",
    "Number",
    "Points",
    "Restart",
    "Result",
    "Row",
    "Ruling",
    "Standing",
    "TableRules",
    "standings",
]


def standings(
    entries: Sequence[Entry],
    results: Sequence[Result],
    rules: TableRules,
    figures: Figures | None = None,
    adjustments: Sequence[Adjustment] = (),
    rulings: Sequence[Ruling] = (),
) -> Standing:
    """The table. Entries level to the end share a position, in the order given, and are `unresolved`, unless the last
    ruling that names them all orders them.

    Raises NotCounted for a result without points in the rules, a criterion that is not known, or an entry that is not
    of this table.
    """
    figures = figures or {}
    check(rules.criteria, figures)
    _all_known(entries, results, adjustments)
    totals = tallies(entries, results, rules)
    for adjustment in adjustments:
        totals[adjustment.entry].points += adjustment.points
    source = Source(results, rules, totals, figures)
    levels = [ruled for level in order(entries, source) for ruled in _by_ruling(level, rulings)]
    return Standing(
        tuple(_rows(levels, source, adjustments)), tuple(each.entries for each in levels if len(each.entries) > 1)
    )


def _all_known(entries: Sequence[Entry], results: Sequence[Result], adjustments: Sequence[Adjustment]) -> None:
    known = set(entries)
    if len(known) != len(entries):
        raise NotCounted("entries", "an entry is there twice")
    for number, result in enumerate(results):
        home, away = result.home, result.away
        if home not in known or away not in known or home == away:
            side = "away" if home in known else "home"
            why = "an entry cannot meet itself" if home == away else f"there is no entry {getattr(result, side)}"
            raise NotCounted(f"matches.{number}.{side}", why)
    for number, adjustment in enumerate(adjustments):
        if adjustment.entry not in known:
            raise NotCounted(f"adjustments.{number}.entry", f"there is no entry {adjustment.entry}")


def _by_ruling(level: Level, rulings: Sequence[Ruling]) -> list[Level]:
    """The level set one by one when a ruling names them all; the last such ruling counts."""
    if len(level.entries) < 2:
        return [level]
    for ruling in reversed(rulings):
        if set(level.entries) <= set(ruling.order):
            first, *rest = [entry for entry in ruling.order if entry in level.entries]
            by_lots = Edge("ruling", reason=ruling.reason)
            return [Level((first,), level.edge), *(Level((entry,), by_lots) for entry in rest)]
    return [level]


def _rows(levels: list[Level], source: Source, adjustments: Sequence[Adjustment]) -> list[Row]:
    rows: list[Row] = []
    for number, level in enumerate(levels):
        position = len(rows) + 1
        above = (levels[number - 1].entries[-1], level.edge) if number else None
        below = (levels[number + 1].entries[0], levels[number + 1].edge) if number + 1 < len(levels) else None
        for entry in level.entries:
            tally = source.totals[entry]
            rows.append(
                Row(
                    position=position,
                    entry=entry,
                    played=tally.won + tally.drawn + tally.lost,
                    won=tally.won,
                    drawn=tally.drawn,
                    lost=tally.lost,
                    for_=tally.for_,
                    against=tally.against,
                    difference=tally.for_ - tally.against,
                    points=tally.points,
                    because=placed(position, entry, level.entries, above=above, below=below),
                    notes=tuple(adjusted(each) for each in adjustments if each.entry == entry),
                )
            )
    return rows
