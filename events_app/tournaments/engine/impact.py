"""What a correction, an undo or a withdrawal would change, told before it is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from events_app.tournaments.engine.fold import Rules, State, advance, fold
from events_app.tournaments.engine.log_events import LogEvent, Reported, Settled
from events_app.tournaments.engine.references import Plan

What = Literal["home", "away", "status", "result", "winner", "position", "points", "champion", "runner_up", "rank"]
OF_MATCHES: tuple[What, ...] = ("home", "away", "status", "winner")


@dataclass(frozen=True, slots=True)
class Change:
    """`where` is the match ("7"), the table and entry ("A/12"), the entry of a rank, or "" for the tournament."""

    what: What
    where: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Impact:
    """`set_aside`: reports (by sequence) that would no longer be between the ones who play; `restored`: the contrary.

    `matches` are all the matches in which anything changes, by id.
    """

    changes: tuple[Change, ...]
    matches: tuple[int, ...]
    set_aside: tuple[int, ...]
    restored: tuple[int, ...]

    @property
    def is_harmless(self) -> bool:
        """Nobody else's match, place or title changes: at most one match and its own table."""
        return (
            len(self.matches) <= 1 and not self.set_aside and not any(each.what == "champion" for each in self.changes)
        )


def impact(
    plan: Plan,
    log: Iterable[LogEvent],
    event: LogEvent,
    rules: Rules | None = None,
    entries: tuple[str, ...] | None = None,
) -> Impact:
    """What one more event changes; a report counts as if it were settled at once."""
    return impact_on(fold(plan, log, rules, entries), event)


def impact_on(state: State, event: LogEvent) -> Impact:
    """The same for a state already folded."""
    after = advance(state, event)
    if isinstance(event, Reported):
        after = advance(after, Settled(event.match, event.sequence, "", sequence=event.sequence + 1))
    return between(state, after)


def between(state: State, after: State) -> Impact:
    """What is different in a later state of the same plan."""
    changes = (*_of_matches(state, after), *_of_tables(state, after), *_of_places(state, after))
    touched = {number for number in after.matches if after.matches[number] != state.matches.get(number)}
    return Impact(
        changes=changes,
        matches=tuple(sorted(touched | (set(state.matches) - set(after.matches)))),
        set_aside=tuple(sorted(set(after.set_aside) - set(state.set_aside))),
        restored=tuple(sorted(set(state.set_aside) - set(after.set_aside))),
    )


def _of_matches(before: State, after: State) -> list[Change]:
    found: list[Change] = []
    for number in sorted({*before.matches, *after.matches}):
        old, new = before.matches.get(number), after.matches.get(number)
        if old == new:
            continue
        found += _differences(str(number), OF_MATCHES, _values(old), _values(new))
        if (old and old.result) != (new and new.result):
            found.append(Change("result", str(number), _score(before, number), _score(after, number)))
    return found


def _values(match: object) -> dict[What, str | None]:
    return {what: getattr(match, what, None) for what in OF_MATCHES}


def _score(state: State, number: int) -> str | None:
    """ "2–1", or the kind of a result without a score."""
    match = state.matches.get(number)
    if match is None or match.result is None:
        return None
    score = match.result.score
    return f"{score[0]}–{score[1]}" if score else match.result.kind


def _of_tables(before: State, after: State) -> list[Change]:
    found: list[Change] = []
    for name in after.tables:
        old, new = _lines(before, name), _lines(after, name)
        for entry in sorted({*old, *new}):
            place = f"{name}/{entry}"
            found += _differences(place, ("position", "points"), old.get(entry, {}), new.get(entry, {}))
    return found


def _lines(state: State, table: str) -> dict[str, dict[What, str | None]]:
    if table not in state.tables:
        return {}
    return {
        str(row.entry): {"position": str(row.position), "points": str(row.points)} for row in state.tables[table].rows
    }


def _of_places(before: State, after: State) -> list[Change]:
    found: list[Change] = []
    for what in ("champion", "runner_up"):
        old, new = getattr(before, what), getattr(after, what)
        if old != new:
            found.append(Change("champion" if what == "champion" else "runner_up", "", old, new))
    for entry in sorted({*before.ranks, *after.ranks}):
        old, new = before.ranks.get(entry), after.ranks.get(entry)
        if old != new:
            found.append(Change("rank", entry, None if old is None else str(old), None if new is None else str(new)))
    return found


def _differences(
    where: str, names: Iterable[What], old: Mapping[What, str | None], new: Mapping[What, str | None]
) -> list[Change]:
    return [Change(what, where, old.get(what), new.get(what)) for what in names if old.get(what) != new.get(what)]
