"""The one door to a division's log: lock, ask the engine, append, fold, and copy what changed to the matches."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_app.core import audit, live
from events_app.core.database import decoded, row, transaction
from events_app.core.errors import NotFound
from events_app.tournaments import folds
from events_app.tournaments.engine.fold import State, advance
from events_app.tournaments.engine.fold_match import needs_winner
from events_app.tournaments.engine.fold_refusal import refusal
from events_app.tournaments.engine.fold_state import MatchState
from events_app.tournaments.engine.log import NAMES, LogEvent, Reported, event_as_json, result_as_json
from events_app.tournaments.engine.reasons import Reason
from events_app.tournaments.engine.references import PlannedMatch
from events_app.tournaments.engine.sports import RuleSet
from events_app.tournaments.engine.sports_check import doubt
from events_app.tournaments.errors import RefusedByRules
from events_app.tournaments.rules import rules_from

Make = Callable[[State, int], LogEvent]
LOCK = """
UPDATE divisions SET sequence = sequence + 1 WHERE id = $1
RETURNING sequence, created_at, drawn_at, sport, rules, status, tournament_id, champion_id
"""
WRITE = """
WITH entry AS (
    INSERT INTO division_log (created_at, happened_at, division_id, sequence, kind, data, actor, reason)
    VALUES ($2, $2, $1, $3, $4, $5::jsonb, $6, $7)
)
INSERT INTO matches (created_at, division_id, number, stage, bracket, round, table_name, home_id, away_id, status,
                     result, report, winner_id, home_score, away_score, revision, locked)
SELECT $2, $1, m.number, m.stage, m.bracket, m.round, m.table_name, m.home_id, m.away_id, m.status,
       m.result, m.report, m.winner_id, m.home_score, m.away_score, 0, false
FROM jsonb_to_recordset($8::jsonb) AS m(number int, stage text, bracket text, round int, table_name text,
     home_id bigint, away_id bigint, status text, result jsonb, report int, winner_id bigint, home_score int,
     away_score int)
ON CONFLICT (division_id, number) DO UPDATE SET
    home_id = excluded.home_id, away_id = excluded.away_id, status = excluded.status, result = excluded.result,
    report = excluded.report, winner_id = excluded.winner_id, home_score = excluded.home_score,
    away_score = excluded.away_score,
    revision = matches.revision
        + ((matches.home_id, matches.away_id) IS DISTINCT FROM (excluded.home_id, excluded.away_id))::int
"""
FOLLOW = """
UPDATE divisions SET status = $2, champion_id = $3 WHERE id = $1 RETURNING id
"""


@dataclass(frozen=True)
class Recorded:
    """What an entry of the log did: its sequence, the state after it, and the numbers of the matches it touched."""

    sequence: int
    state: State
    changed: tuple[int, ...]


@transaction
async def record(division_id: int, make: Make, *, actor: str, now: datetime, reason: str = "") -> Recorded:
    """Appends the event that `make(state, sequence)` gives, and what follows from it.

    Entries are the teams' ids as text. Raises NotFound, NotDrawn, and RefusedByRules with the engine's reason.
    """
    locked = await row(LOCK, division_id)
    if locked is None:
        raise NotFound()
    sequence, rules = locked["sequence"], rules_from(locked["sport"], decoded(locked["rules"]))
    made_at, drawn_at = locked["created_at"], locked["drawn_at"]
    before = await folds.state_at(division_id, made_at, drawn_at, rules=rules, sequence=sequence - 1)
    event = make(before, sequence)
    refused = refusal(before, event) or implausible(before, event, rules)
    if refused is not None:
        raise RefusedByRules(refused.key, **refused.params)
    after = advance(before, event)
    changed = changes(before, after)
    await _write(division_id, event, [_as_row(after, number) for number in changed], actor, reason, now)
    await _follow(division_id, locked, after, actor, now)
    await _tell(division_id, locked["tournament_id"], event, changed, actor, now)
    return Recorded(sequence, after, changed)


def changes(before: State, after: State) -> tuple[int, ...]:
    """The matches that are new or not as they were."""
    known = before.matches
    return tuple(number for number, match in after.matches.items() if known.get(number) != match)


def implausible(state: State, event: LogEvent, rules: RuleSet) -> Reason | None:
    """Why a reported result cannot have happened in this sport; None for everything else."""
    if not isinstance(event, Reported) or event.match not in state.planned:
        return None
    return doubt(rules, event.result, must_decide=needs_winner(state.planned[event.match]))


def match_columns(planned: PlannedMatch, match: MatchState) -> dict[str, Any]:
    """A folded match as the columns of its row; scores that are not whole numbers stay in `result`."""
    score = match.result.score if match.result is not None and match.result.score is not None else (None, None)
    return {
        "number": match.id,
        "stage": planned.stage,
        "bracket": planned.bracket,
        "round": planned.round,
        "table_name": planned.table,
        "home_id": _team(match.home),
        "away_id": _team(match.away),
        "status": match.status,
        "result": None if match.result is None else result_as_json(match.result),
        "report": match.report,
        "winner_id": _team(match.winner),
        "home_score": _whole(score[0]),
        "away_score": _whole(score[1]),
    }


def _as_row(state: State, number: int) -> dict[str, Any]:
    return match_columns(state.planned[number], state.matches[number])


async def _write(
    division_id: int, event: LogEvent, matches: list[dict[str, Any]], actor: str, reason: str, now: datetime
) -> None:
    data = json.dumps(event_as_json(event))
    kind = NAMES[type(event)]
    await row(WRITE, division_id, now, event.sequence, kind, data, actor, reason[:300], json.dumps(matches))


async def _follow(division_id: int, locked: Mapping[str, Any], state: State, actor: str, now: datetime) -> None:
    """The division plays from its first match on, and is finished while there is a champion."""
    champion = _team(state.champion)
    status = _status(locked["status"], state)
    if (status, champion) == (locked["status"], locked["champion_id"]):
        return
    await row(FOLLOW, division_id, status, champion)
    if status != locked["status"]:
        detail = {"from": locked["status"], "to": status}
        await audit.note(f"division.{status}", actor=actor, subject=f"division:{division_id}", now=now, detail=detail)


def _status(present: str, state: State) -> str:
    if present not in ("drawn", "playing", "finished"):
        return present
    if state.champion is not None:
        return "finished"
    begun = any(match.report is not None or match.status == "live" for match in state.matches.values())
    return "playing" if begun else "drawn"


async def _tell(
    division_id: int, tournament_id: int, event: LogEvent, changed: tuple[int, ...], actor: str, now: datetime
) -> None:
    kind = NAMES[type(event)]
    detail = {"sequence": event.sequence, "match": getattr(event, "match", None)}
    subject = f"division:{division_id}"
    await audit.note(f"division.log.{kind}", actor=actor, subject=subject, now=now, detail=detail)
    said = {"sequence": event.sequence, "division": division_id, "matches": list(changed[:50])}
    await live.announce(f"division:{division_id}", said)
    await live.announce(f"tournament:{tournament_id}", said)


def _team(entry: str | int | None) -> int | None:
    return None if entry is None else int(entry)


def _whole(number: Any) -> int | None:
    return int(number) if number is not None and number == int(number) else None
