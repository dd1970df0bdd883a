"""What the committee decides about results: first what would change, then, with the reason, it is written."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_app.core import jobs
from events_app.core.database import row, rows, transaction
from events_app.core.errors import NotFound
from events_app.scoring import noting, queries
from events_app.scoring.errors import FieldBusy, LogMoved, ResultNotThere
from events_app.scoring.noting import live_of
from events_app.tournaments import folds
from events_app.tournaments.calendars import Move
from events_app.tournaments.engine.fold import State, advance
from events_app.tournaments.engine.fold_refusal import refusal
from events_app.tournaments.engine.impact import Impact, between
from events_app.tournaments.engine.incidents import sheet
from events_app.tournaments.engine.log import (
    Adjusted,
    LogEvent,
    Reported,
    Reverted,
    RuledTable,
    Settled,
    Started,
)
from events_app.tournaments.engine.standings_values import Result
from events_app.tournaments.errors import RefusedByRules
from events_app.tournaments.kinds import MatchStatus
from events_app.tournaments.matches import Match
from events_app.tournaments.models import Division
from events_app.tournaments.record import implausible, record
from events_app.tournaments.rules import rules_of
from events_app.tournaments.scheduling import commit as move_matches

PLAYED = frozenset({"score", "own_goal", "out", "period", "pause", "resume"})


@dataclass(frozen=True)
class Stamp:
    """Who writes the entries of an act and when; `sequence` is that of the first."""

    sequence: int
    at: str
    by: str


Act = Callable[[State, Stamp], Sequence[LogEvent]]


def keep(number: int, reason: str) -> Act:
    """What was reported stands."""

    def act(state: State, stamp: Stamp) -> list[LogEvent]:
        found = state.matches.get(number)
        report = None if found is None else found.pending or found.report
        if report is None:
            raise ResultNotThere()
        return [Settled(number, report, reason, sequence=stamp.sequence, at=stamp.at, by=stamp.by)]

    return act


def replace(number: int, result: Result, reason: str) -> Act:
    """Another result stands: a correction is a new report, settled at once."""

    def act(state: State, stamp: Stamp) -> list[LogEvent]:
        found = state.matches.get(number)
        if found is None:
            raise NotFound()
        home, away = found.home or "", found.away or ""
        first = stamp.sequence
        return [
            Reported(number, home, away, result, sequence=first, at=stamp.at, by=stamp.by),
            Settled(number, first, reason, sequence=first + 1, at=stamp.at, by=stamp.by),
        ]

    return act


def replay(number: int) -> Act:
    """The match is played again: its reports and its start never were, newest first."""

    def act(state: State, stamp: Stamp) -> list[LogEvent]:
        mine = [each for each in state.book.by_match.get(number, ()) if isinstance(each, (Reported, Started))]
        if not any(isinstance(each, Reported) for each in mine):
            raise ResultNotThere()
        return [
            Reverted(each.sequence, sequence=stamp.sequence + place, at=stamp.at, by=stamp.by)
            for place, each in enumerate(reversed(mine))
        ]

    return act


def revert(entry: int) -> Act:
    return lambda state, stamp: [Reverted(entry, sequence=stamp.sequence, at=stamp.at, by=stamp.by)]


def adjust(team: int, points: int, reason: str) -> Act:
    return lambda state, stamp: [Adjusted(str(team), points, reason, sequence=stamp.sequence, at=stamp.at, by=stamp.by)]


def order(table: str, teams: Sequence[str], reason: str) -> Act:
    """Teams that nothing else separates, first to last."""
    return lambda state, stamp: [
        RuledTable(table, tuple(teams), reason, sequence=stamp.sequence, at=stamp.at, by=stamp.by)
    ]


async def preview(division: Division, act: Act, *, by: str, now: datetime) -> Impact:
    """What the act would change. Raises RefusedByRules for what cannot be written."""
    before = await folds.folded(division)
    after, rules = before, rules_of(division)
    for event in act(before, Stamp(division.sequence + 1, now.isoformat(), by)):
        refused = refusal(after, event) or implausible(after, event, rules)
        if refused is not None:
            raise RefusedByRules(refused.key, **refused.params)
        after = advance(after, event)
    return between(before, after)


@transaction
async def write(division_id: int, act: Act, *, expected: int, reason: str, by: str, now: datetime) -> State:
    """Writes all entries of the act, or none. Raises LogMoved when the log is not the one that was previewed."""
    made: list[LogEvent] = []
    before: list[State] = []

    def first(state: State, sequence: int) -> LogEvent:
        if sequence - 1 != expected:
            raise LogMoved()
        before.append(state)
        made.extend(act(state, Stamp(sequence, now.isoformat(), by)))
        return made[0]

    done = await record(division_id, first, actor=by, now=now, reason=reason)
    for event in made[1:]:
        done = await record(division_id, _this(event), actor=by, now=now, reason=reason)
    await _clear_sheets(division_id, before[0], done.state, by=by, now=now)
    return done.state


@transaction
async def rule(match: Match, act: Act, *, expected: int, reason: str, by: str, now: datetime) -> None:
    """Writes a ruling about a match and tells both captains."""
    await write(match.division_id, act, expected=expected, reason=reason, by=by, now=now)
    payload = {"match": match.id, "reason": reason, "key": expected}
    await jobs.later("scoring.tell_ruling", payload, key=f"scoring.ruling:{match.id}:{expected}", now=now)


@transaction
async def play_again(match: Match, *, at: datetime | None, expected: int, reason: str, by: str, now: datetime) -> None:
    """The match is played again, on the same field at the new hour if there is one. Raises FieldBusy."""
    await rule(match, replay(match.number), expected=expected, reason=reason, by=by, now=now)
    await _clear_sheet(match, by=by, now=now)
    if at is None:
        return
    busy = Match.filter(field_id=match.field_id or 0, starts_at=at).exclude(id=match.id)
    if await busy.exclude(status=MatchStatus.NOT_NEEDED).exists():
        raise FieldBusy()
    move = Move(match.id, match.field_id, at, (match.field_id, match.starts_at))
    key = f"replay:{match.id}:{expected}"
    await move_matches(match.division.tournament, [move], key=key, actor=by, now=now)


async def _clear_sheets(division_id: int, before: State, after: State, *, by: str, now: datetime) -> None:
    """Whoever now plays a match that others had begun starts from nothing: its notes were of those others."""
    was = {number: (match.home, match.away) for number, match in before.matches.items()}
    others = [number for number, match in after.matches.items() if was.get(number) != (match.home, match.away)]
    begun = Match.filter(division_id=division_id, number__in=others or [0], live__isnull=False)
    for match in await begun.select_related("division").order_by("id"):
        await _clear_sheet(match, by=by, now=now)


async def _clear_sheet(match: Match, *, by: str, now: datetime) -> None:
    """What was noted of a match that is played again no longer counts; cards do, as long as nobody takes them back."""
    await row(noting.LOCK, match.id)
    found = sheet(await queries.incidents(match.id)).incidents
    gone = [each for each in found if each.kind in PLAYED]
    undos = [_undo(each.id, place, now) for place, each in enumerate(gone)]
    if undos:
        await rows(noting.KEEP, match.id, now, by, json.dumps(undos))
    left = await rows(noting.ALL, match.id)
    await row(noting.SHOW, match.id, json.dumps(live_of(left, rules_of(match.division))) if left else None)


def _undo(name: str, place: int, now: datetime) -> dict[str, Any]:
    return {
        "id": f"again:{now.timestamp():.0f}:{place}",
        "position": place,
        "kind": "undo",
        "side": None,
        "player": None,
        "value": 1,
        "period": 0,
        "minute": None,
        "note": "",
        "names": name,
        "happened_at": now.isoformat(),
    }


def _this(event: LogEvent) -> Callable[[State, int], LogEvent]:
    return lambda state, sequence: event
