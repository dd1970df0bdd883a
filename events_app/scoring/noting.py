"""Takes in what phones noted during a match: each note once, whatever the order, and the live score follows."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from math import ceil
from typing import Any

from events_app.core import live
from events_app.core.database import row, rows, transaction
from events_app.scoring.checks import Crew, refusal
from events_app.scoring.notes import Answer, Note
from events_app.tournaments.engine.fold import State
from events_app.tournaments.engine.fold_refusal import NOT_PLAYED, NOT_READY
from events_app.tournaments.engine.incidents import sheet
from events_app.tournaments.engine.log import Started
from events_app.tournaments.engine.sheet_result import clock, outs_now, shown
from events_app.tournaments.engine.sports import RuleSet
from events_app.tournaments.errors import RefusedByRules
from events_app.tournaments.figures import incident
from events_app.tournaments.kinds import MatchStatus
from events_app.tournaments.matches import Match
from events_app.tournaments.record import record
from events_app.tournaments.rules import rules_of
from events_app.tournaments.suspensions import bans

KEEP = """
INSERT INTO match_incidents (created_at, received_at, match_id, client_id, position, kind, side, player_id, value,
    period, minute, note, names, noted_by, happened_at)
SELECT $2, $2, $1, i.id, i.position, i.kind, i.side, i.player, i.value, i.period, i.minute, i.note, i.names, $3,
    i.happened_at
FROM jsonb_to_recordset($4::jsonb) AS i(id text, position int, kind text, side text, player bigint, value int,
    period int, minute int, note text, names text, happened_at timestamptz)
ON CONFLICT (match_id, client_id) DO NOTHING RETURNING client_id
"""
LOCK = "SELECT id FROM matches WHERE id = $1 FOR NO KEY UPDATE"
ALL = "SELECT * FROM match_incidents WHERE match_id = $1 ORDER BY id"
SHOW = "UPDATE matches SET live = $2::jsonb WHERE id = $1 RETURNING id"
CREW = "SELECT id, team_id FROM players WHERE id = ANY($1::bigint[]) AND team_id = ANY($2::bigint[])"


@dataclass(frozen=True)
class Noted:
    """What became of each note, in the order given, and all the rows of the match now."""

    answers: tuple[Answer, ...]
    incidents: tuple[dict[str, Any], ...]
    live: dict[str, Any]


async def note(match: Match, notes: Sequence[Note], *, by: str, organises: bool, now: datetime) -> Noted:
    """Stores what can be stored and refuses the rest one by one. Raises RefusedByRules before both teams are known."""
    if match.status is MatchStatus.NOT_NEEDED:
        raise RefusedByRules(NOT_PLAYED.key)
    if match.status is MatchStatus.WAITING:
        raise RefusedByRules(NOT_READY.key)
    crew = await _crew(match, notes, organises=organises)
    rules = rules_of(match.division)
    refused = {each.id: why for each in notes if (why := refusal(each, crew, rules))}
    good = [each for each in notes if each.id not in refused]
    if match.status is MatchStatus.READY and good:
        await start(match, by=by, now=now)
    stored, found, shown_now = await _keep(match, good, rules, by, now)
    answers = (Answer(each.id, "refused", refused[each.id]) if each.id in refused else _answer(each.id, stored)
               for each in notes)  # fmt: skip
    return Noted(tuple(answers), tuple(found), shown_now)


async def start(match: Match, *, by: str, now: datetime) -> None:
    """The match is under way from its first note on; a second phone that says so too changes nothing."""

    def started(state: State, sequence: int) -> Started:
        return Started(match.number, sequence=sequence, at=now.isoformat(), by=by)

    try:
        await record(match.division_id, started, actor=by, now=now)
    except RefusedByRules:
        return


def live_of(incidents: Sequence[dict[str, Any]], rules: RuleSet) -> dict[str, Any]:
    """What the public pages show while the match is played.

    `score` in large figures, `points` of the present set, `period`, `batting`, `outs`, `periods` by number, and the
    `clock`: `since` is when a clock that never stopped would have shown 0:00. `minute` is the one of a stopped clock.
    """
    found = sheet(incident(each) for each in incidents)
    now = clock(found.incidents)
    before = (now.period - 1) * (rules.periods.minutes or 0) * 60 + now.elapsed
    timed = rules.periods.minutes is not None and now.period > 0
    since = None if now.since is None or not timed else datetime.fromtimestamp(now.since - before, UTC).isoformat()
    return {
        "score": list(shown(found, rules)),
        "points": list(found.periods.get(now.period, (0, 0))) if rules.periods.by_sets else None,
        "period": now.period,
        "batting": now.batting,
        "outs": outs_now(found, now) if rules.periods.kind == "inning" else None,
        "clock": {"running": now.since is not None or not now.period, "since": since},
        "minute": ceil(before / 60) if timed and since is None else None,
        "periods": {str(number): list(points) for number, points in found.periods.items()},
    }


@transaction
async def _keep(
    match: Match, notes: Sequence[Note], rules: RuleSet, by: str, now: datetime
) -> tuple[set[str], list[dict[str, Any]], dict[str, Any]]:
    """One batch after another on the same match, so that the live score is that of all notes."""
    await row(LOCK, match.id)
    stored: set[str] = set()
    if notes:
        given = json.dumps([asdict(each) for each in notes], default=str)
        stored = {each["client_id"] for each in await rows(KEEP, match.id, now, by, given)}
    found = await rows(ALL, match.id)
    shown_now = live_of(found, rules)
    if stored:
        await row(SHOW, match.id, json.dumps(shown_now))
        said = {"division": match.division_id, "live": match.number}
        for channel in (f"division:{match.division_id}", f"tournament:{match.division.tournament_id}"):
            await live.announce(channel, said)
    return stored, found, shown_now


async def _crew(match: Match, notes: Sequence[Note], *, organises: bool) -> Crew:
    """Whom the notes may name: the players of the two teams, and which of them are suspended for this match."""
    named = sorted({each.player for each in notes if each.player is not None})
    teams = {match.home_id: "home", match.away_id: "away"}
    if not named:
        return Crew({}, frozenset())
    found = await rows(CREW, named, [each for each in teams if each is not None])
    sides = {each["id"]: teams[each["team_id"]] for each in found}
    if organises:
        return Crew(sides, frozenset())
    missing = await bans(match.division_id)
    return Crew(sides, frozenset(player for player in sides if match.number in missing.get(player, [])))


def _answer(key: str, stored: set[str]) -> Answer:
    """The same id twice in one batch is stored once and answered twice alike."""
    return Answer(key, "stored" if key in stored else "replayed")
