"""Why a result cannot be what happened in this match: no score, an absurd one, or a draw where somebody must go on."""

from collections.abc import Iterable

from events_app.tournaments.engine.fold_match import needs_winner
from events_app.tournaments.engine.fold_state import Rules
from events_app.tournaments.engine.reasons import N_, Reason
from events_app.tournaments.engine.references import PlannedMatch
from events_app.tournaments.engine.standings_pay import pay_of, winner_of
from events_app.tournaments.engine.standings_values import NotCounted, Number, Result

NO_SCORE = Reason(N_("Falta el marcador. Sin marcador no es 0–0."))
NEGATIVE = Reason(N_("Un marcador no puede ser negativo."))
ABSURD = N_("Un marcador de %(score)s no es creíble: el máximo es %(largest)s.")
NOT_WHOLE = Reason(N_("El marcador debe ser de números enteros."))
CONTRADICTION = Reason(N_("El marcador dice que ganó el otro equipo."))
NO_WINNER = Reason(N_("En este partido no puede haber empate: di quién pasa."))
NO_DRAWS = Reason(N_("En este deporte no hay empate: di quién ganó."))
WALKOVER_WINNER = Reason(N_("Di quién gana por ausencia del rival."))
NOT_VOID = Reason(N_("Un partido de eliminación no puede quedar sin efecto."))
NOT_PAID = N_("La tabla no tiene puntos para ese marcador (%(why)s).")


def result_refusal(planned: PlannedMatch, result: Result, rules: Rules) -> Reason | None:
    """None when the result can be reported; an abandoned match may wait for the committee to name its winner."""
    numbers = [each for pair in (result.score, result.outs, *result.periods) if pair for each in pair]
    if why := _unbelievable(numbers, rules):
        return why
    try:
        level = result.kind != "double_walkover" and winner_of(result) is None
    except NotCounted:
        return CONTRADICTION
    return _missing(planned, result, rules, level)


def _unbelievable(numbers: Iterable[Number], rules: Rules) -> Reason | None:
    every = list(numbers)
    if any(each < 0 for each in every):
        return NEGATIVE
    if any(each != int(each) for each in every):
        return NOT_WHOLE
    largest = max(every, default=0)
    if largest > rules.largest:
        return Reason(ABSURD, {"score": int(largest), "largest": rules.largest})
    return None


def _missing(planned: PlannedMatch, result: Result, rules: Rules, level: bool) -> Reason | None:
    knockout = needs_winner(planned)
    match result.kind:
        case "void":
            return NOT_VOID if knockout else None
        case "abandoned" | "double_walkover":
            return None
        case "walkover":
            return WALKOVER_WINNER if level else None
    if result.score is None and (level or not knockout):
        return NO_SCORE
    if level and knockout:
        return NO_WINNER
    if level and not rules.draws:
        return NO_DRAWS
    return None if knockout else _unpaid(result, rules)


def _unpaid(result: Result, rules: Rules) -> Reason | None:
    try:
        pay_of(result, rules.table)
    except NotCounted as error:
        return Reason(NOT_PAID, {"why": str(error)})
    return None
