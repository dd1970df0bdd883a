"""Fills the plan with entries and results, match by match, and again only where something changed."""

from collections.abc import Mapping
from heapq import heappop, heappush

from events_app.tournaments.engine.fold_match import BYE, LEFT_OUT, NOBODY, NOT_NEEDED, decide
from events_app.tournaments.engine.fold_tables import annulled, best_placed, table_of
from events_app.tournaments.engine.fold_values import Book, Links, MatchState, Rules, Table
from events_app.tournaments.engine.log_events import MatchEvent, Reported
from events_app.tournaments.engine.reasons import Reason
from events_app.tournaments.engine.references import (
    SIDES,
    BestOf,
    LoserOf,
    Needed,
    Plan,
    PlannedMatch,
    RankOf,
    Seed,
    Side,
    Source,
    TablePlan,
    WinnerOf,
)


class Unknown:
    """Not known yet who it will be."""


UNKNOWN = Unknown()
Who = str | None | Unknown


class Board:
    """A tournament while it is being worked out; what comes out is frozen in a State."""

    def __init__(self, plan: Plan, planned: Mapping[int, PlannedMatch], book: Book, rules: Rules, links: Links) -> None:
        self.plan, self.planned, self.book, self.rules, self.links = plan, planned, book, rules, links
        self.matches: dict[int, MatchState] = {}
        self.tables: dict[str, Table] = {}
        self.table_plans: dict[str, TablePlan] = {table.name: table for table in plan.tables}
        self.annulled: frozenset[tuple[str, str]] = frozenset()
        self._best: dict[int, dict[BestOf, str]] = {}
        self._best_slots: dict[int, list[BestOf]] = {}
        for match in planned.values() if plan.tables else ():
            for source in (match.home, match.away):
                if isinstance(source, BestOf):
                    self._best_slots.setdefault(source.rank, []).append(source)

    def fill(self) -> None:
        """Everything, from the first match to the last."""
        if self.book.withdrawn:
            self.annulled = annulled(self.plan.tables, self.book.seeds, self._decided_before_leaving(), self.book)
        for number, match in self.planned.items():
            self.matches[number] = self.resolve(match)
        for name in self.table_plans:
            self.table(name)

    def continue_from(
        self, matches: Mapping[int, MatchState], tables: Mapping[str, Table], annulled: frozenset[tuple[str, str]]
    ) -> None:
        """Takes over what was worked out before."""
        self.matches, self.tables, self.annulled = dict(matches), dict(tables), annulled

    def refill(self, number: int) -> None:
        """One match, and what follows from it."""
        waiting = [number]
        queued = {number}
        while waiting:
            match = self.planned[heappop(waiting)]
            before, after = self.matches[match.id], self.resolve(match)
            self.matches[match.id] = after
            if before == after:
                continue
            then = list(self.links.after_match.get(match.id, ()))
            if match.table:
                then += self._table_changed(match.table)
            for later in then:
                if later not in queued:
                    queued.add(later)
                    heappush(waiting, later)

    def _table_changed(self, name: str) -> tuple[int, ...]:
        self.tables.pop(name, None)
        self._best.clear()
        self.table(name)
        return self.links.after_table.get(name, ())

    def resolve(self, match: PlannedMatch) -> MatchState:
        sides = self.book.sides.get(match.id)
        home, away = sides or (self.who(match.home), self.who(match.away))
        if match.needed is not None:
            gate = self._gate(match.id, match.needed, home, away)
            if gate is not None:
                return gate
        if isinstance(home, Unknown) or isinstance(away, Unknown):
            return self._waiting(match.id, home, away)
        if home is None or away is None or home == away:
            return _alone(match.id, home, away, self._aside(match.id))
        gone = self._annulled_of(match, home, away) if self.annulled else None
        events = self.book.by_match.get(match.id, ())
        if gone is None:
            return decide(match, home, away, events, self.book.withdrawn, self.rules)
        return self._left_out(match, home, away, gone, events)

    def _annulled_of(self, match: PlannedMatch, home: str, away: str) -> str | None:
        return next((side for side in (home, away) if (match.table, side) in self.annulled), None)

    def _left_out(
        self, match: PlannedMatch, home: str, away: str, gone: str, events: tuple[MatchEvent, ...]
    ) -> MatchState:
        """A match of an entry whose matches do not count: what was played stays on the sheet, the rest is off."""
        found = decide(match, home, away, events, {}, self.rules)
        because = Reason(LEFT_OUT, {"entry": gone})
        if found.status == "final":
            return MatchState(
                match.id, "final", home, away, found.result, found.report, because=because, decided=found.decided
            )
        return MatchState(match.id, "not_needed", home, away, because=because, set_aside=self._aside(match.id))

    def who(self, source: Source) -> Who:
        match source:
            case WinnerOf(earlier):
                before = self.matches[earlier]
                return before.winner if before.is_over else UNKNOWN
            case LoserOf(earlier):
                before = self.matches[earlier]
                return before.loser if before.is_over else UNKNOWN
            case Seed(number):
                seeds = self.book.seeds
                return (seeds[number - 1] if number <= len(seeds) else None) if seeds else UNKNOWN
            case RankOf(table, rank):
                return self._placed(table, rank)
            case BestOf():
                return self._best_of(source)
        return None

    def _placed(self, name: str, rank: int) -> Who:
        table = self.table(name)
        if not table.complete:
            return UNKNOWN
        if rank > len(table.standing.rows):
            return None
        return table.at(rank) or UNKNOWN

    def _best_of(self, slot: BestOf) -> Who:
        if slot.rank not in self._best:
            slots = self._best_slots[slot.rank]
            tables = {name: self.table(name) for each in slots for name in each.tables}
            self._best[slot.rank] = best_placed(slots, tables, self.rules, self.book)
        return self._best[slot.rank].get(slot, UNKNOWN)

    def level_cuts(self) -> list[int]:
        """The ranks whose best cannot be told apart although all their tables are complete."""
        names = {rank: [name for each in slots for name in each.tables] for rank, slots in self._best_slots.items()}
        closed = [rank for rank, tables in names.items() if all(self.table(name).complete for name in tables)]
        return [rank for rank in closed if isinstance(self._best_of(self._best_slots[rank][0]), Unknown)]

    def table(self, name: str) -> Table:
        """Worked out when first asked for: its matches come before those that its places feed."""
        if name not in self.tables:
            planned = self.table_plans[name]
            seeds = self.book.seeds
            entries = [seeds[seed - 1] for seed in planned.seeds if seed <= len(seeds)]
            mine = [self.matches[number] for number in self.links.of_table.get(name, ()) if number in self.matches]
            if len(mine) < len(self.links.of_table.get(name, ())):
                mine.append(MatchState(0, "waiting"))
            stay = [entry for entry in entries if (name, entry) not in self.annulled]
            self.tables[name] = table_of(planned, stay, mine, self.book, self.rules)
        return self.tables[name]

    def _gate(self, number: int, needed: Needed, home: Who, away: Who) -> MatchState | None:
        """None when the match must be played: the other is over and the side in question won it."""
        other = self.matches[needed.match]
        if not other.is_over:
            return self._waiting(number, home, away)
        if other.winner is not None and other.winner == (other.home if needed.won_by == "home" else other.away):
            return None
        aside = self._aside(number)
        known = (other.home, other.away)
        return MatchState(
            number, "not_needed", *known, winner=other.winner, loser=other.loser, because=NOT_NEEDED, set_aside=aside
        )

    def _waiting(self, number: int, home: Who, away: Who) -> MatchState:
        sides: tuple[tuple[Side, Who], ...] = (("home", home), ("away", away))
        return MatchState(
            id=number,
            status="waiting",
            home=home if isinstance(home, str) else None,
            away=away if isinstance(away, str) else None,
            empty=tuple(side for side, who in sides if who is None),
            set_aside=self._aside(number),
        )

    def _aside(self, number: int) -> tuple[int, ...]:
        return tuple(event.sequence for event in self.book.by_match.get(number, ()) if isinstance(event, Reported))

    def _decided_before_leaving(self) -> dict[str, list[tuple[PlannedMatch, bool]]]:
        """For each entry that left, its matches of tables and whether each was final before it did."""
        found: dict[str, list[tuple[PlannedMatch, bool]]] = {entry: [] for entry in self.book.withdrawn}
        for number in (each for mine in self.links.of_table.values() for each in mine):
            match = self.planned[number]
            home, away = self.book.sides.get(number) or (self.who(match.home), self.who(match.away))
            if not isinstance(home, str) or not isinstance(away, str):
                continue
            for entry in {home, away} & set(found):
                left = self.book.withdrawn[entry].sequence
                events = tuple(each for each in self.book.by_match.get(number, ()) if each.sequence < left)
                state = decide(match, home, away, events, {}, self.rules)
                found[entry].append((match, state.status == "final"))
        return found


def _alone(number: int, home: str | None, away: str | None, aside: tuple[int, ...]) -> MatchState:
    """Nobody on one side: the other moves on without playing."""
    stays = home if away is None else away
    empty: tuple[Side, ...] = tuple(side for side, who in zip(SIDES, (home, away), strict=True) if who is None)
    because = BYE if stays is not None else NOBODY
    return MatchState(number, "not_needed", home, away, winner=stays, because=because, empty=empty, set_aside=aside)
