"""Why something cannot be written into the log of a tournament now, said so that the person knows what to do."""

from collections.abc import Callable
from typing import Any

from events_app.tournaments.engine import ladder
from events_app.tournaments.engine.fold_book import standing_events
from events_app.tournaments.engine.fold_match import is_decisive
from events_app.tournaments.engine.fold_refusal_result import result_refusal
from events_app.tournaments.engine.fold_state import MatchState, State
from events_app.tournaments.engine.fold_tables import BEST
from events_app.tournaments.engine.log_events import (
    Adjusted,
    Challenged,
    Confirmed,
    Disputed,
    Drawn,
    LogEvent,
    Paired,
    Reported,
    Reverted,
    RuledTable,
    Settled,
    Started,
    Withdrawn,
)
from events_app.tournaments.engine.reasons import N_, Reason

MOST_POINTS = 1000
OLD = Reason(N_("Alguien registró algo antes que tú. Actualiza la página."))
NO_MATCH = Reason(N_("Ese partido no existe."))
NO_ENTRY = N_("El equipo %(entry)s no está en el torneo.")
NOT_READY = Reason(N_("Todavía no se sabe quién juega este partido."))
NOT_PLAYED = Reason(N_("Este partido no se juega."))
UNDER_WAY = Reason(N_("Este partido ya empezó."))
OTHERS = Reason(N_("Este partido ahora es de otros equipos. Actualiza la página."))
NO_REPORT = Reason(N_("Ese resultado ya no está vigente. Actualiza la página."))
IS_FINAL = Reason(N_("Ese resultado ya es definitivo. Pide al comité que lo corrija."))
ANSWERED = Reason(N_("Este equipo ya firmó el resultado."))
NO_WINNER = Reason(N_("Falta decir quién gana: este partido no puede quedar empatado."))
NOTHING_TO_REVERT = Reason(N_("No hay nada que deshacer con ese número."))
LEFT_ALREADY = N_("%(entry)s ya se había retirado.")
NO_TABLE = N_("No hay una tabla %(table)s.")
NOT_IN_TABLE = N_("%(entry)s no está en la tabla %(table)s.")
NO_POINTS = Reason(N_("El ajuste debe ser de un punto como mínimo y de mil como máximo."))
TWICE = N_("%(entry)s aparece dos veces.")
TOO_FEW = Reason(N_("Hacen falta al menos dos equipos."))
DRAW_SIZE = N_("El sorteo debe tener %(entries)s equipos.")
DRAWN_LATE = Reason(N_("Ya hay resultados: el sorteo no se puede repetir."))
NO_SWISS = Reason(N_("Este torneo no es suizo."))
WRONG_ROUND = N_("Toca la ronda %(round)s.")
ROUND_OPEN = Reason(N_("Falta terminar la ronda anterior."))
ROUND_PLAYED = Reason(N_("Esa ronda ya tiene resultados."))
UNPAIRED = N_("%(entry)s no tiene rival ni descanso.")
NO_LADDER = Reason(N_("Este torneo no es una escalera."))


def refusal(state: State, event: LogEvent) -> Reason | None:
    """Why the event cannot come next; None when it can. A correction of a final match is allowed: see `impact`."""
    if state.log and event.sequence <= state.log[-1].sequence:
        return OLD
    return RULES[type(event)](state, event)


def _started(state: State, event: Started) -> Reason | None:
    match = state.matches.get(event.match)
    if match is None:
        return NO_MATCH
    return _unplayable(match) or (None if match.status == "ready" else UNDER_WAY)


def _reported(state: State, event: Reported) -> Reason | None:
    match = state.matches.get(event.match)
    if match is None:
        return NO_MATCH
    if why := _unplayable(match):
        return why
    if (event.home, event.away) != (match.home, match.away):
        return OTHERS
    if (event.result.home, event.result.away) != (event.home, event.away):
        return OTHERS
    return result_refusal(state.planned[event.match], event.result, state.rules)


def _unplayable(match: MatchState) -> Reason | None:
    return {"waiting": NOT_READY, "not_needed": NOT_PLAYED}.get(match.status)


def _answered(state: State, event: Confirmed | Disputed) -> Reason | None:
    match = state.matches.get(event.match)
    if match is None:
        return NO_MATCH
    if match.status == "final" and match.pending != event.report:
        return IS_FINAL if match.report == event.report else NO_REPORT
    if event.report not in (match.report, match.pending):
        return NO_REPORT
    if isinstance(event, Confirmed) and event.side in match.confirmed:
        return ANSWERED
    return None


def _settled(state: State, event: Settled) -> Reason | None:
    match = state.matches.get(event.match)
    if match is None:
        return NO_MATCH
    if why := _unplayable(match):
        return why
    reports = [
        each
        for each in state.book.by_match.get(event.match, ())
        if isinstance(each, Reported) and each.sequence == event.report
    ]
    if not reports or (reports[0].home, reports[0].away) != (match.home, match.away):
        return NO_REPORT
    return None if is_decisive(reports[0].result, state.planned[event.match], state.rules) else NO_WINNER


def _reverted(state: State, event: Reverted) -> Reason | None:
    known = {each.sequence for each in standing_events(state.log)}
    return None if event.reverts in known else NOTHING_TO_REVERT


def _withdrawn(state: State, event: Withdrawn) -> Reason | None:
    if event.entry not in state.entries:
        return Reason(NO_ENTRY, {"entry": event.entry})
    return Reason(LEFT_ALREADY, {"entry": event.entry}) if event.entry in state.withdrawn else None


def _adjusted(state: State, event: Adjusted) -> Reason | None:
    if event.entry not in state.entries or not state.tables:
        return Reason(NO_ENTRY, {"entry": event.entry})
    return None if 0 < abs(event.points) <= MOST_POINTS else NO_POINTS


def _ruled(state: State, event: RuledTable) -> Reason | None:
    members = _members(state, event.table)
    if members is None:
        return Reason(NO_TABLE, {"table": event.table})
    if why := _repeated(event.order):
        return why
    outside = [entry for entry in event.order if entry not in members]
    if outside:
        return Reason(NOT_IN_TABLE, {"entry": outside[0], "table": event.table})
    return None if len(event.order) > 1 else TOO_FEW


def _members(state: State, table: str) -> set[str] | None:
    """The entries of a table, or all for the comparison of the best at one rank ("best-3")."""
    if table.startswith(BEST) and table.removeprefix(BEST).isdigit():
        return set(state.entries)
    found = state.tables.get(table)
    return None if found is None else {str(row.entry) for row in found.rows}


def _repeated(entries: tuple[str, ...]) -> Reason | None:
    twice = [entry for place, entry in enumerate(entries) if entry in entries[:place]]
    return Reason(TWICE, {"entry": twice[0]}) if twice else None


def _drawn(state: State, event: Drawn) -> Reason | None:
    if why := _repeated(event.seeds):
        return why
    if len(event.seeds) != state.plan.entries:
        return Reason(DRAW_SIZE, {"entries": state.plan.entries})
    reported = any(isinstance(each, Reported) for events in state.book.by_match.values() for each in events)
    return DRAWN_LATE if reported else None


def _paired(state: State, event: Paired) -> Reason | None:
    if len(state.plan.tables) != 1 or state.plan.matches:
        return NO_SWISS
    rounds = max(state.book.paired, default=0)
    mine = [state.matches[m.id] for m in state.book.made if m.round == event.round]
    if event.round == rounds and any(match.report is not None for match in mine):
        return ROUND_PLAYED
    if event.round not in {max(1, rounds), rounds + 1}:
        return Reason(WRONG_ROUND, {"round": rounds + 1})
    if not all(state.matches[m.id].is_over for m in state.book.made if m.round < event.round):
        return ROUND_OPEN
    return _whole_round(state, event)


def _whole_round(state: State, event: Paired) -> Reason | None:
    named = (*(entry for pair in event.pairs for entry in pair), *([event.bye] if event.bye else []))
    if why := _repeated(named):
        return why
    playing = set(state.entries) - set(state.withdrawn)
    for entry in named:
        if entry not in playing:
            return Reason(NO_ENTRY, {"entry": entry})
    left = sorted(playing - set(named))
    return Reason(UNPAIRED, {"entry": left[0]}) if left else None


def _challenged(state: State, event: Challenged) -> Reason | None:
    if state.plan.tables or state.plan.matches:
        return NO_LADDER
    busy = [
        side
        for match in state.matches.values()
        if not match.is_over
        for side in (match.home, match.away)
        if side is not None
    ]
    return ladder.refusal(state.ladder, event.challenger, event.challenged, busy, state.rules.reach)


RULES: dict[type[LogEvent], Callable[[State, Any], Reason | None]] = {
    Started: _started,
    Reported: _reported,
    Confirmed: _answered,
    Disputed: _answered,
    Settled: _settled,
    Reverted: _reverted,
    Withdrawn: _withdrawn,
    Adjusted: _adjusted,
    RuledTable: _ruled,
    Drawn: _drawn,
    Paired: _paired,
    Challenged: _challenged,
}
