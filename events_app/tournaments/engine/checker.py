"""Whether a schedule keeps its rules: an independent reading that shares nothing with the search that made it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from events_app.tournaments.engine.reasons import N_, Reason
from events_app.tournaments.engine.schedule_values import Assignment, Fixture, Id, Referee, Season


@dataclass(frozen=True)
class Violation:
    """`kind` as in docs/engines.md; `matches` are those that cannot stay as they are."""

    kind: str
    matches: tuple[Id, ...]
    because: Reason


def check(season: Season, assignments: Sequence[Assignment]) -> tuple[Violation, ...]:
    """Every broken rule, in the order of RULES. Each match is assigned once at most, to a slot of the season."""
    played = _Played(season, assignments)
    return tuple(violation for rule in RULES for violation in rule(played))


def move(
    season: Season, assignments: Sequence[Assignment], match: Id, field: str, slot: int
) -> tuple[tuple[Assignment, ...], tuple[Violation, ...]]:
    """The schedule after this match was dragged there, and the rules broken by it that were not broken before."""
    moved = tuple(replace(each, field=field, slot=slot) if each.match == match else each for each in assignments)
    before = {(each.kind, each.matches) for each in check(season, assignments)}
    return moved, tuple(each for each in check(season, moved) if (each.kind, each.matches) not in before)


Key = tuple[Id, int]
Placed = tuple[Fixture, Assignment]


class _Played:
    """The assignments beside the fixtures that they are of, earliest slot first."""

    def __init__(self, season: Season, assignments: Sequence[Assignment]) -> None:
        self.season = season
        self.at = {assignment.match: assignment for assignment in assignments}
        self.referees = {referee.name: referee for referee in season.referees}
        assigned = [(fixture, self.at[fixture.id]) for fixture in season.fixtures if fixture.id in self.at]
        self.assigned = sorted(assigned, key=lambda pair: pair[1].slot)

    def day(self, slot: int) -> int:
        return slot // self.season.slots_per_day

    def whistled(self) -> Iterator[tuple[Fixture, Assignment, Referee]]:
        for fixture, assignment in self.assigned:
            if assignment.referee is not None:
                yield fixture, assignment, self.referees[assignment.referee]

    def clashes(self, keys: Callable[[Fixture, Assignment], Iterable[Key]]) -> Iterator[tuple[Key, Placed, Placed]]:
        """Every two matches that share one of their keys, the earlier first."""
        sharing: dict[Key, list[Placed]] = defaultdict(list)
        for fixture, assignment in self.assigned:
            for key in keys(fixture, assignment):
                sharing[key].append((fixture, assignment))
        for key, several in sharing.items():
            for one, other in combinations(several, 2):
                yield key, one, other


def _violation(kind: str, matches: Sequence[Id], key: str, **said: Id) -> Violation:
    return Violation(kind, tuple(matches), Reason(key, said))


def _missing(played: _Played) -> Iterator[Violation]:
    for fixture in played.season.fixtures:
        assignment = played.at.get(fixture.id)
        if assignment is None:
            yield _violation("missing", [fixture.id], N_("El partido %(match)s no tiene lugar."), match=fixture.id)
        elif played.season.referees and assignment.referee is None:
            yield _violation("missing", [fixture.id], N_("El partido %(match)s no tiene árbitro."), match=fixture.id)


def _field_twice(played: _Played) -> Iterator[Violation]:
    for (name, slot), (one, _), (other, _) in played.clashes(lambda _, there: [(there.field, there.slot)]):
        key = N_("%(field)s tiene dos partidos en el turno %(slot)s: %(one)s y %(other)s.")
        yield _violation("field_twice", [one.id, other.id], key, field=name, slot=slot, one=one.id, other=other.id)


def _entry_twice(played: _Played) -> Iterator[Violation]:
    same_slot = played.clashes(lambda fixture, there: [(side, there.slot) for side in fixture.sides])
    for (entry, slot), (one, _), (other, _) in same_slot:
        key = N_("%(entry)s juega dos veces en el turno %(slot)s: %(one)s y %(other)s.")
        yield _violation("entry_twice", [one.id, other.id], key, entry=entry, slot=slot, one=one.id, other=other.id)


def _rest(played: _Played) -> Iterator[Violation]:
    rest = played.season.rest
    same_day = played.clashes(lambda fixture, there: [(side, played.day(there.slot)) for side in fixture.sides])
    for (entry, _), (one, first), (other, second) in same_day:
        free = second.slot - first.slot - 1
        if 0 <= free < rest:
            key = N_("%(entry)s descansa %(free)s de %(rest)s turnos entre %(one)s y %(other)s.")
            pair = [one.id, other.id]
            yield _violation("rest", pair, key, entry=entry, free=free, rest=rest, one=one.id, other=other.id)


def _after(played: _Played) -> Iterator[Violation]:
    for fixture, there in played.assigned:
        for earlier in fixture.after:
            before = played.at.get(earlier)
            if before is not None and before.slot >= there.slot:
                key = N_("El partido %(match)s va después del %(earlier)s y está en un turno anterior o igual.")
                yield _violation("after", [earlier, fixture.id], key, match=fixture.id, earlier=earlier)


def _max_per_day(played: _Played) -> Iterator[Violation]:
    most = played.season.max_per_day
    days: dict[Key, list[Id]] = defaultdict(list)
    for fixture, there in played.assigned:
        for entry in fixture.sides:
            days[entry, played.day(there.slot)].append(fixture.id)
    for (entry, day), matches in days.items():
        if most is not None and len(matches) > most:
            key = N_("%(entry)s juega %(count)s partidos el día %(day)s; el máximo es %(most)s.")
            yield _violation("max_per_day", matches, key, entry=entry, count=len(matches), day=day + 1, most=most)


def _blocked(played: _Played) -> Iterator[Violation]:
    for fixture, there in played.assigned:
        if (there.field, there.slot) in played.season.blocked:
            key = N_("%(field)s no está libre en el turno %(slot)s, donde está el partido %(match)s.")
            yield _violation("blocked", [fixture.id], key, field=there.field, slot=there.slot, match=fixture.id)


def _referee_twice(played: _Played) -> Iterator[Violation]:
    same_slot = played.clashes(lambda _, there: [(there.referee, there.slot)] if there.referee is not None else [])
    for (name, slot), (one, _), (other, _) in same_slot:
        key = N_("%(referee)s pita dos partidos en el turno %(slot)s: %(one)s y %(other)s.")
        yield _violation("referee_twice", [one.id, other.id], key, referee=name, slot=slot, one=one.id, other=other.id)


def _referee_unavailable(played: _Played) -> Iterator[Violation]:
    for fixture, there, referee in played.whistled():
        if referee.available is not None and there.slot not in referee.available:
            key = N_("%(referee)s no puede en el turno %(slot)s, donde está el partido %(match)s.")
            said: dict[str, Id] = {"referee": referee.name, "slot": there.slot, "match": fixture.id}
            yield _violation("referee_unavailable", [fixture.id], key, **said)


def _referee_not_neutral(played: _Played) -> Iterator[Violation]:
    for fixture, _, referee in played.whistled():
        own = [entry for entry in fixture.sides if played.season.companies.get(entry) == referee.company]
        if referee.company is not None and own:
            key = N_("%(referee)s es de %(company)s, como %(entry)s, y no puede pitar el partido %(match)s.")
            said: dict[str, Id] = {"referee": referee.name, "company": referee.company}
            said |= {"entry": own[0], "match": fixture.id}
            yield _violation("referee_not_neutral", [fixture.id], key, **said)


RULES: tuple[Callable[[_Played], Iterator[Violation]], ...] = (
    _missing,
    _field_twice,
    _entry_twice,
    _rest,
    _after,
    _max_per_day,
    _blocked,
    _referee_twice,
    _referee_unavailable,
    _referee_not_neutral,
)
