"""Ends a match: the result is reported, each captain confirms or objects, and it is closed; all through the log."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from events_app.core import jobs
from events_app.core.database import row, transaction
from events_app.core.errors import Conflict, NotFound
from events_app.core.formats import format_time
from events_app.core.i18n import N_
from events_app.scoring.errors import (
    AlreadySigned,
    ResultDisputed,
    ResultIsFinal,
    ResultNotThere,
    ResultOvertaken,
    TooEarlyForWalkover,
)
from events_app.scoring.words import scored
from events_app.tournaments import folds
from events_app.tournaments.engine.fold import MatchState, State
from events_app.tournaments.engine.log import Confirmed, Disputed, Reported, Settled
from events_app.tournaments.engine.sports import RuleSet
from events_app.tournaments.engine.standings_values import Kind, Result, Side
from events_app.tournaments.kinds import MatchStatus, SignatureVerdict
from events_app.tournaments.matches import Match
from events_app.tournaments.models import Division
from events_app.tournaments.record import record

SIGN = """
INSERT INTO match_signatures (created_at, match_id, report, side, verdict, name, drawing, reason, client_id, signed_by,
    signed_at)
VALUES ($9, $1, $2, $3, $4, $5, $6, $7, $8, $10, $9) ON CONFLICT DO NOTHING RETURNING id
"""
SIGNED = "SELECT report FROM match_signatures WHERE match_id = $1 AND client_id = $2"
NO_HOUR = N_("Este partido no tiene hora: solo quien organiza puede darlo por perdido.")
Pair = tuple[int, int]


@dataclass(frozen=True)
class Outcome:
    """The match after an act; `replayed` when the act had been done before."""

    report: int
    status: str
    result: Result
    confirmed: tuple[Side, ...] = ()
    replayed: bool = False


@dataclass(frozen=True)
class Signing:
    """A captain's word: `drawing` is an SVG path made with the finger, or empty when the name was typed."""

    client_id: str
    report: int
    side: Side
    verdict: SignatureVerdict
    name: str
    drawing: str = ""
    reason: str = ""


class _Done(Exception):
    """It was so already; nothing is written."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


def result_of_kind(
    match: Match,
    rules: RuleSet,
    kind: Kind,
    *,
    score: Pair | None = None,
    winner: Side | None = None,
    periods: tuple[Pair, ...] = (),
    outs: Pair | None = None,
) -> Result:
    """The result as the log writes it; of a walkover, the score and sets that the rules give to its winner."""
    home, away = str(match.home_id), str(match.away_id)
    if kind == "walkover" and winner is not None:
        won = rules.forfeit_score
        sets = (rules.forfeit_period,) * rules.periods.sets_to_win if rules.forfeit_period else ()
        turned = [pair if winner == "home" else (pair[1], pair[0]) for pair in (won, *sets)]
        return Result(home, away, kind, turned[0], winner, tuple(turned[1:]))
    if kind in ("walkover", "double_walkover", "void"):
        return Result(home, away, kind, None, winner)
    level = score is not None and score[0] == score[1]
    return Result(home, away, kind, score, winner if level else None, periods, outs)


def side_of(match: Match, team_id: int) -> Side:
    return "home" if match.home_id == team_id else "away"


def earliest_walkover(match: Match) -> datetime | None:
    """When the wait is over; None without an hour."""
    if match.starts_at is None:
        return None
    return match.starts_at + timedelta(minutes=match.division.tournament.wait_minutes)


def check_wait(match: Match, *, now: datetime) -> None:
    """Raises TooEarlyForWalkover while the team that is missing may still come."""
    earliest = earliest_walkover(match)
    if earliest is None:
        raise TooEarlyForWalkover(NO_HOUR)
    if now < earliest:
        zone = match.division.tournament.event.timezone
        raise TooEarlyForWalkover(time=format_time(earliest, zone))


async def report(
    match: Match, result: Result, *, expected: int | None, by: str, now: datetime, reason: str = ""
) -> Outcome:
    """Writes the result unless another came first: `expected` is the report that the person saw (None: there was none).

    The same result again changes nothing. Raises ResultOvertaken, ResultIsFinal and what the rules refuse.
    """

    def reported(state: State, sequence: int) -> Reported:
        found = _match(state, match.number)
        known = found.pending or found.report
        if known != expected and found.result is not None and found.report is not None:
            if found.result == result:
                raise _Done(_outcome(found, replayed=True))
            raise ResultOvertaken(present=scored(found.result))
        if found.status == "final" and found.result is not None:
            raise ResultIsFinal(present=scored(found.result))
        home, away = found.home or "", found.away or ""
        return Reported(match.number, home, away, result, sequence=sequence, at=now.isoformat(), by=by)

    try:
        done = await record(match.division_id, reported, actor=by, now=now, reason=reason)
    except _Done as already:
        return already.outcome
    return _outcome(done.state.matches[match.number])


@transaction
async def sign(match: Match, signing: Signing, *, by: str, now: datetime) -> Outcome:
    """A captain confirms, or objects with a reason: then the committee hears of it and the match waits for it.

    Both captains' yes makes the result final. The same signature again changes nothing. Raises AlreadySigned.
    """
    if await _first(match.id, signing, by, now) is None:
        return await _signed_before(match, signing.client_id)

    def answered(state: State, sequence: int) -> Confirmed | Disputed:
        moment = now.isoformat()
        if signing.verdict is SignatureVerdict.CONFIRMED:
            return Confirmed(match.number, signing.side, signing.report, sequence=sequence, at=moment, by=by)
        return Disputed(
            match.number, signing.side, signing.report, signing.reason[:300], sequence=sequence, at=moment, by=by
        )

    done = await record(match.division_id, answered, actor=by, now=now, reason=signing.reason)
    if signing.verdict is SignatureVerdict.DISPUTED:
        payload = {"match": match.id, "report": signing.report, "side": signing.side}
        key = f"scoring.dispute:{match.id}:{signing.report}:{signing.side}"
        await jobs.later("scoring.tell_dispute", payload, key=key, now=now)
    return _outcome(done.state.matches[match.number])


async def close(match: Match, report_: int, *, reason: str, by: str, organises: bool, now: datetime) -> Outcome:
    """Settles a result that lacks a signature, with the reason. Raises ResultDisputed when it is the committee's."""

    def settled(state: State, sequence: int) -> Settled:
        found = _match(state, match.number)
        if found.report is None or found.result is None:
            raise ResultNotThere()
        if found.status == "final" and found.report == report_:
            raise _Done(_outcome(found, replayed=True))
        if not organises and (found.status == "disputed" or found.result.kind == "abandoned"):
            raise ResultDisputed()
        return Settled(match.number, report_, reason, sequence=sequence, at=now.isoformat(), by=by)

    try:
        done = await record(match.division_id, settled, actor=by, now=now, reason=reason)
    except _Done as already:
        return already.outcome
    return _outcome(done.state.matches[match.number])


async def _first(match_id: int, signing: Signing, by: str, now: datetime) -> dict[str, object] | None:
    values = (match_id, signing.report, signing.side, str(signing.verdict), signing.name, signing.drawing)
    return await row(SIGN, *values, signing.reason, signing.client_id, now, by)


async def _signed_before(match: Match, client_id: str) -> Outcome:
    """The same signature is answered again; another one of that side is refused."""
    if await row(SIGNED, match.id, client_id) is None:
        raise AlreadySigned()
    division = await Division.get(id=match.division_id)
    return _outcome(_match(await folds.folded(division), match.number), replayed=True)


def _match(state: State, number: int) -> MatchState:
    found = state.matches.get(number)
    if found is None:
        raise NotFound()
    return found


def _outcome(found: MatchState, *, replayed: bool = False) -> Outcome:
    if found.report is None or found.result is None:
        raise Conflict()
    report_ = found.pending or found.report
    return Outcome(report_, str(MatchStatus(found.status)), found.result, found.confirmed, replayed)
