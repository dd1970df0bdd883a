"""The tables of a tournament as the log leaves them, and who moves on from each."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from events_app.tournaments.engine import swiss_table
from events_app.tournaments.engine.fold_values import Book, MatchState, Rules, Table
from events_app.tournaments.engine.groups import assigned
from events_app.tournaments.engine.reasons import N_, Reason
from events_app.tournaments.engine.references import BestOf, PlannedMatch, TablePlan
from events_app.tournaments.engine.standings import standings
from events_app.tournaments.engine.standings_pay import pay_of
from events_app.tournaments.engine.standings_values import Adjustment, NotCounted, Row, Ruling, Standing

BEST = "best-"
SWISS_BYE = N_("Descansa en la ronda %(round)s.")
NOT_PAID = N_("La tabla %(table)s no pudo calcularse: %(why)s.")


def table_of(
    planned: TablePlan, entries: Sequence[str], matches: Iterable[MatchState], book: Book, rules: Rules
) -> Table:
    """The table of these entries (those that stay) with these matches, of which only what is final counts."""
    known = set(entries)
    every = list(matches)
    results = [each.result for each in every if _counts(each, known, rules)]
    complete = bool(every) and all(each.is_over for each in every)
    table_rules, figures = rules.table, rules.figures
    if planned.rounds:
        complete = complete and len(book.paired) >= planned.rounds
        table_rules = swiss_table.rules_of(rules.table)
        figures = swiss_table.figures(entries, book.paired, every, rules.figures)
    try:
        found = standings(
            entries,
            [result for result in results if result is not None],
            table_rules,
            {entry: figures.get(entry, {}) for entry in entries},
            _adjustments(planned, known, book, rules),
            _rulings(planned.name, book),
        )
        return Table(found, complete)
    except NotCounted as error:
        return Table(Standing(()), False, Reason(NOT_PAID, {"table": planned.name, "why": str(error)}))


def _counts(match: MatchState, known: set[str], rules: Rules) -> bool:
    if match.status != "final" or match.result is None or match.home not in known or match.away not in known:
        return False
    try:
        pay_of(match.result, rules.table)
    except NotCounted:
        return False
    return True


def _adjustments(planned: TablePlan, known: set[str], book: Book, rules: Rules) -> list[Adjustment]:
    """The committee's, and what a free round of a Swiss pays: as much as a win."""
    made = [Adjustment(each.entry, each.points, each.reason) for each in book.adjusted if each.entry in known]
    for round_, paired in sorted(book.paired.items()):
        if paired.bye in known and paired.bye is not None:
            made.append(Adjustment(paired.bye, rules.table.points.win or 0, SWISS_BYE % {"round": round_}))
    return made


def _rulings(table: str, book: Book) -> list[Ruling]:
    return [Ruling(each.order, each.reason) for each in book.ruled if each.table == table]


def annulled(
    tables: Iterable[TablePlan],
    seeds: Sequence[str],
    played: Mapping[str, Sequence[tuple[PlannedMatch, bool]]],
    book: Book,
) -> frozenset[tuple[str, str]]:
    """The (table, entry) that tables leave out.

    `played` tells for each entry that left its matches of tables, and whether each was decided before it left.
    """
    return frozenset(
        (table.name, entry)
        for table in tables
        for entry, event in book.withdrawn.items()
        if entry in {seeds[seed - 1] for seed in table.seeds if seed <= len(seeds)}
        and _leaves_nothing(event.policy, [done for match, done in played.get(entry, ()) if match.table == table.name])
        and not any(match.stage == "swiss" for match, _ in played.get(entry, ()))
    )


def _leaves_nothing(policy: str, decided: Sequence[bool]) -> bool:
    """auto: fewer than half of its matches were decided."""
    return policy == "annul" or (policy == "auto" and 2 * sum(decided) < len(decided))


def best_placed(slots: Sequence[BestOf], tables: Mapping[str, Table], rules: Rules, book: Book) -> dict[BestOf, str]:
    """Who takes each of the slots for the best at one rank; empty while a table is open or the cut is level.

    Compared by points, difference, what was scored and wins (per match when the tables differ in size), then fair play
    and ranking; a RuledTable named "best-3" orders thirds still level. Level ones who all qualify stay in the order
    of their tables.
    """
    names = sorted({name for slot in slots for name in slot.tables})
    rank = slots[0].rank
    at = {name: tables[name].at(rank) for name in names}
    if any(entry is None for entry in at.values()) or not all(tables[name].complete for name in names):
        return {}
    ordered = _compared(rank, names, tables, rules, book)
    if _cut_is_level(ordered, len(slots)):
        return {}
    qualified = [name for name, _ in ordered[: len(slots)]]
    by_nth = sorted(slots, key=lambda slot: slot.nth)
    wishes = [[qualified.index(name) for name in qualified if name in slot.tables] for slot in by_nth]
    chosen = assigned_in_order(wishes)
    return (
        {} if chosen is None else {slot: str(at[qualified[place]]) for slot, place in zip(by_nth, chosen, strict=True)}
    )


def assigned_in_order(wishes: Sequence[Sequence[int]]) -> list[int] | None:
    """For each in turn the first wish that leaves one for everybody after; None when it cannot be."""
    chosen: list[int] = []
    for place, mine in enumerate(wishes):
        for wish in mine:
            rest = [[each for each in later if each not in (*chosen, wish)] for later in wishes[place + 1 :]]
            if wish not in chosen and assigned(rest) is not None:
                chosen.append(wish)
                break
        else:
            return None
    return chosen


Measure = tuple[Fraction, ...]


def _compared(
    rank: int, names: Sequence[str], tables: Mapping[str, Table], rules: Rules, book: Book
) -> list[tuple[str, tuple[Measure, int]]]:
    """The tables' names with what their entry at the rank is worth, the best first."""
    rows = {name: next(row for row in tables[name].standing.rows if row.position == rank) for name in names}
    uneven = len({len(tables[name].standing.rows) for name in names}) > 1
    ruled = next((each.order for each in reversed(book.ruled) if each.table == f"{BEST}{rank}"), ())
    worth = {
        name: (
            _worth(row, rules, uneven),
            -ruled.index(str(row.entry)) if row.entry in ruled else -len(ruled),
        )
        for name, row in rows.items()
    }
    return sorted(worth.items(), key=lambda item: item[1], reverse=True)


def _worth(row: Row, rules: Rules, uneven: bool) -> Measure:
    per = Fraction(1, max(1, row.played)) if uneven else Fraction(1)
    counted = [Fraction(each) * per for each in (row.points, row.difference, row.for_, row.won)]
    figures = rules.figures.get(str(row.entry), {})
    return (*counted, Fraction(figures.get("fair_play", 0)), -Fraction(figures.get("ranking", 0)))


def _cut_is_level(ordered: Sequence[tuple[str, tuple[Measure, int]]], qualify: int) -> bool:
    return qualify < len(ordered) and ordered[qualify - 1][1] == ordered[qualify][1]
