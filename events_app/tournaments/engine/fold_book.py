"""Reads the log once: leaves out what was reverted and sorts the rest by what it speaks of."""

from collections.abc import Iterable
from dataclasses import replace

from events_app.tournaments.engine.fold_values import Book, Links
from events_app.tournaments.engine.log_events import (
    Adjusted,
    Challenged,
    Confirmed,
    Disputed,
    Drawn,
    LogEvent,
    MatchEvent,
    Paired,
    Reported,
    Reverted,
    RuledTable,
    Settled,
    Started,
    Withdrawn,
)
from events_app.tournaments.engine.references import (
    BestOf,
    Bye,
    LoserOf,
    Plan,
    PlannedMatch,
    RankOf,
    Source,
    WinnerOf,
)

OF_A_MATCH = (Started, Reported, Confirmed, Disputed, Settled)


def standing_events(log: Iterable[LogEvent]) -> list[LogEvent]:
    """The events that still stand: a Reverted takes back an earlier event, unless it was itself taken back."""
    events = sorted(log, key=lambda event: event.sequence)
    gone: set[int] = set()
    for event in reversed(events):
        if isinstance(event, Reverted) and event.sequence not in gone and event.reverts < event.sequence:
            gone.add(event.reverts)
    return [event for event in events if event.sequence not in gone]


def read_log(plan: Plan, log: Iterable[LogEvent], entries: tuple[str, ...] | None) -> Book:
    """`entries`, when given, stand in the seeds until a draw says otherwise."""
    log = tuple(log)
    events = standing_events(log)
    by_match: dict[int, list[MatchEvent]] = {}
    for event in events:
        if isinstance(event, OF_A_MATCH):
            by_match.setdefault(event.match, []).append(event)
    withdrawn = [event for event in events if isinstance(event, Withdrawn)]
    drawn = [event.seeds for event in events if isinstance(event, Drawn)]
    book = Book(
        seeds=drawn[-1] if drawn else entries or (),
        by_match={match: tuple(found) for match, found in by_match.items()},
        withdrawn={event.entry: event for event in reversed(withdrawn)},
        adjusted=tuple(event for event in events if isinstance(event, Adjusted)),
        ruled=tuple(event for event in events if isinstance(event, RuledTable)),
        paired={event.round: event for event in events if isinstance(event, Paired)},
    )
    return _with_made(plan, book, _challenges(log, events))


def with_event(book: Book, event: MatchEvent) -> Book:
    """The book with one more event of a match."""
    return replace(book, by_match={**book.by_match, event.match: (*book.by_match.get(event.match, ()), event)})


def first_free_id(plan: Plan) -> int:
    return max((match.id for match in plan.matches), default=0) + 1


def _challenges(log: Iterable[LogEvent], events: Iterable[LogEvent]) -> list[tuple[int, Challenged]]:
    """Each standing challenge with its number among all ever made, so that a revert renumbers nothing."""
    stand = {event.sequence for event in events}
    every = sorted((event for event in log if isinstance(event, Challenged)), key=lambda event: event.sequence)
    return [(number, event) for number, event in enumerate(every) if event.sequence in stand]


def _with_made(plan: Plan, book: Book, challenges: list[tuple[int, Challenged]]) -> Book:
    """Swiss pair p of round r (both from 0) gets the id r × half the entries + p after those of the plan."""
    first, half = first_free_id(plan), max(1, plan.entries // 2)
    table = plan.tables[0].name if plan.tables else ""
    made: list[PlannedMatch] = []
    sides: dict[int, tuple[str, str]] = {}
    for round_, paired in sorted(book.paired.items()):
        for place, pair in enumerate(paired.pairs[:half]):
            number = first + (round_ - 1) * half + place
            made.append(PlannedMatch(number, Bye(), Bye(), "swiss", "group", round_, table))
            sides[number] = pair
    after = max(sides, default=first - 1) + 1
    for place, event in challenges:
        made.append(PlannedMatch(after + place, Bye(), Bye(), "ladder", "group", place + 1))
        sides[after + place] = (event.challenger, event.challenged)
    return replace(book, made=tuple(made), sides=sides)


def links_of(matches: Iterable[PlannedMatch]) -> Links:
    """Which matches take somebody from which match or table."""
    after_match: dict[int, list[int]] = {}
    after_table: dict[str, list[int]] = {}
    of_table: dict[str, list[int]] = {}
    for match in matches:
        for source in (match.home, match.away):
            _link(source, match.id, after_match, after_table)
        if match.needed:
            after_match.setdefault(match.needed.match, []).append(match.id)
        if match.table:
            of_table.setdefault(match.table, []).append(match.id)
    return Links(
        {match: tuple(then) for match, then in after_match.items()},
        {table: tuple(then) for table, then in after_table.items()},
        {table: tuple(mine) for table, mine in of_table.items()},
    )


def _link(source: Source, match: int, after_match: dict[int, list[int]], after_table: dict[str, list[int]]) -> None:
    match source:
        case WinnerOf(earlier) | LoserOf(earlier):
            after_match.setdefault(earlier, []).append(match)
        case RankOf(table, _):
            after_table.setdefault(table, []).append(match)
        case BestOf(_, _, tables):
            for table in tables:
                after_table.setdefault(table, []).append(match)
