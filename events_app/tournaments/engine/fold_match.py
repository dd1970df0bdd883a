"""What became of one match, once it is known who meets whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from events_app.tournaments.engine.fold_values import MatchState, Rules, Status
from events_app.tournaments.engine.log_events import Confirmed, Disputed, MatchEvent, Reported, Settled, Withdrawn
from events_app.tournaments.engine.reasons import N_, Reason
from events_app.tournaments.engine.references import PlannedMatch, Side
from events_app.tournaments.engine.standings_pay import pay_of, winner_of
from events_app.tournaments.engine.standings_values import NotCounted, Result

BYE = Reason(N_("Pasa sin jugar: no hay rival."))
NOBODY = Reason(N_("No se juega: nadie llegó a este partido."))
NOT_NEEDED = Reason(N_("No hace falta jugarlo."))
GIVEN_AWAY = N_("%(entry)s se retiró: gana su rival.")
BOTH_LEFT = Reason(N_("Los dos equipos se retiraron."))
LEFT_OUT = N_("%(entry)s se retiró y sus partidos no cuentan.")
NEEDS_RULING = Reason(N_("Se suspendió: el comité debe resolver el resultado."))


@dataclass(slots=True)
class Reading:
    """The events of a match read in order, as far as they speak of the two who now meet."""

    started: bool = False
    current: Reported | None = None
    final: Reported | None = None
    decided: int | None = None
    disputed: bool = False
    confirmed: tuple[Side, ...] = ()
    set_aside: list[int] = field(default_factory=list)


def read_match(events: tuple[MatchEvent, ...], home: str, away: str, planned: PlannedMatch, rules: Rules) -> Reading:
    """Only a report between these two counts; a final one stands until a later one is settled in its place."""
    reading = Reading()
    mine: dict[int, Reported] = {}
    for event in events:
        if isinstance(event, Reported):
            if event.home == home and event.away == away:
                mine[event.sequence] = event
                reading.current, reading.disputed, reading.confirmed = event, False, ()
            else:
                reading.set_aside.append(event.sequence)
                reading.started = False  # it was others who began
        elif isinstance(event, Settled):
            if event.report in mine and is_decisive(mine[event.report].result, planned, rules):
                reading.final = reading.current = mine[event.report]
                reading.decided, reading.disputed = event.sequence, False
        elif isinstance(event, (Confirmed, Disputed)):
            if reading.current is not None and event.report == reading.current.sequence:
                _answer(reading, event, planned, rules)
        else:
            reading.started = True
    return reading


def _answer(reading: Reading, event: Confirmed | Disputed, planned: PlannedMatch, rules: Rules) -> None:
    current = reading.current
    if current is None or current is reading.final:
        return
    if isinstance(event, Disputed):
        reading.disputed, reading.confirmed = True, ()
        return
    if event.side not in reading.confirmed:
        reading.confirmed = (*reading.confirmed, event.side)
    agreed = len(reading.confirmed) == 2 and not reading.disputed
    if agreed and current.result.kind != "abandoned" and is_decisive(current.result, planned, rules):
        reading.final, reading.decided = current, event.sequence


def needs_winner(planned: PlannedMatch) -> bool:
    return planned.stage in ("knockout", "ladder")


def is_decisive(result: Result, planned: PlannedMatch, rules: Rules) -> bool:
    """Whether the result can stand: it has a winner where somebody must go on, and the table can pay it."""
    try:
        if needs_winner(planned):
            return result.kind == "double_walkover" or (result.kind != "void" and winner_of(result) is not None)
        pay_of(result, rules.table)
    except NotCounted:
        return False
    return True


def winner_and_loser(result: Result, home: str, away: str) -> tuple[str | None, str | None]:
    """Nobody wins a draw, a double walkover or a void match."""
    if result.kind in ("double_walkover", "void"):
        return None, None
    try:
        side = winner_of(result)
    except NotCounted:
        return None, None
    if side is None:
        return None, None
    return (home, away) if side == "home" else (away, home)


def decide(
    planned: PlannedMatch,
    home: str,
    away: str,
    events: tuple[MatchEvent, ...],
    withdrawn: Mapping[str, Withdrawn],
    rules: Rules,
) -> MatchState:
    """The state of a match whose two sides are known."""
    reading = read_match(events, home, away, planned, rules)
    if reading.final is not None:
        return _final(planned.id, home, away, reading, reading.final)
    if reading.current is not None:
        return _reported(planned.id, home, away, reading, reading.current)
    aside = tuple(reading.set_aside)
    if home in withdrawn or away in withdrawn:
        return _given_away(planned.id, home, away, withdrawn, rules, aside)
    return MatchState(planned.id, "live" if reading.started else "ready", home, away, set_aside=aside)


def _final(number: int, home: str, away: str, reading: Reading, final: Reported) -> MatchState:
    winner, loser = winner_and_loser(final.result, home, away)
    later = reading.current if reading.current is not final else None
    return MatchState(
        id=number,
        status="final",
        home=home,
        away=away,
        result=final.result,
        report=final.sequence,
        winner=winner,
        loser=loser,
        decided=reading.decided,
        pending=later.sequence if later else None,
        confirmed=reading.confirmed,
        set_aside=tuple(reading.set_aside),
    )


def _reported(number: int, home: str, away: str, reading: Reading, current: Reported) -> MatchState:
    status: Literal["reported", "disputed"] = "disputed" if reading.disputed else "reported"
    return MatchState(
        id=number,
        status=status,
        home=home,
        away=away,
        result=current.result,
        report=current.sequence,
        because=NEEDS_RULING if current.result.kind == "abandoned" else None,
        confirmed=reading.confirmed,
        set_aside=tuple(reading.set_aside),
    )


def _given_away(
    number: int, home: str, away: str, withdrawn: Mapping[str, Withdrawn], rules: Rules, aside: tuple[int, ...]
) -> MatchState:
    """The opponent of who left wins by walkover; when both left, nobody does."""
    left = [withdrawn[side].sequence for side in (home, away) if side in withdrawn]
    status: Status = "final"
    if len(left) == 2:
        nobody = Result(home, away, "double_walkover")
        return MatchState(
            number, status, home, away, nobody, max(left), because=BOTH_LEFT, decided=max(left), set_aside=aside
        )
    gone, stays = (home, away) if home in withdrawn else (away, home)
    more, less = max(rules.walkover), min(rules.walkover)
    score, side = ((more, less), "home") if stays == home else ((less, more), "away")
    result = Result(home, away, "walkover", score, "home" if side == "home" else "away")
    because = Reason(GIVEN_AWAY, {"entry": gone})
    return MatchState(number, status, home, away, result, left[0], stays, gone, because, left[0], set_aside=aside)
