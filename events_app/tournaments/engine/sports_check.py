"""Whether a reported result can have happened under the rules of the sport; the reason in words when it cannot."""

from fractions import Fraction

from events_app.tournaments.engine.reasons import N_, Reason
from events_app.tournaments.engine.sports import Periods, RuleSet
from events_app.tournaments.engine.standings_pay import winner_of
from events_app.tournaments.engine.standings_values import NotCounted, Number, Result

NEGATIVE = N_("El marcador no puede ser negativo.")
NOT_WHOLE = N_("El marcador se cuenta en números enteros.")
TOO_LARGE = N_("Un marcador de más de %(most)s no es creíble; revísalo.")
NO_SCORE = N_("Falta el marcador.")
OTHER_WINNER = N_("El ganador que indicas no es el del marcador.")
LEVEL = N_("El partido no puede terminar empatado: indica quién ganó.")
NO_SHOOTOUT = N_("En este deporte un empate no se decide por penales; corrige el marcador.")
NO_FORFEIT_WINNER = N_("Indica qué equipo ganó por ausencia del otro.")
SETS_NEEDED = N_("Un partido se gana con %(sets)s sets.")
SETS_DISAGREE = N_("El marcador en sets no coincide con los sets anotados.")
SET_LEVEL = N_("El set %(number)s no puede terminar empatado.")
SET_SHORT = N_("El set %(number)s se gana con %(points)s y ventaja de %(lead)s.")
PERIODS_DISAGREE = N_("La suma de los periodos no coincide con el marcador.")


def doubt(rules: RuleSet, result: Result, *, must_decide: bool = False) -> Reason | None:
    """Why the result cannot stand, or None. `must_decide`: a knockout, where somebody has to win."""
    if result.kind in ("void", "double_walkover"):
        return None
    if result.score is None:
        if result.kind == "walkover":
            return None if result.winner else Reason(NO_FORFEIT_WINNER)
        return None if result.kind == "abandoned" else Reason(NO_SCORE)
    numbers = [*result.score, *(number for period in result.periods for number in period), *(result.outs or ())]
    return (
        _countable(rules, numbers, result.score)
        or _decided(rules, result, must_decide=must_decide)
        or (_sets(rules.periods, result) if rules.periods.by_sets else _periods(result))
    )


def _countable(rules: RuleSet, numbers: list[Number], score: tuple[Number, Number]) -> Reason | None:
    if any(number < 0 for number in numbers):
        return Reason(NEGATIVE)
    if any(Fraction(number).denominator != 1 for number in numbers):
        return Reason(NOT_WHOLE)
    if max(score) > rules.largest:
        return Reason(TOO_LARGE, {"most": rules.largest})
    return None


def _decided(rules: RuleSet, result: Result, *, must_decide: bool) -> Reason | None:
    try:
        winner = winner_of(result)
    except NotCounted:
        return Reason(OTHER_WINNER)
    level = result.score is not None and result.score[0] == result.score[1]
    if result.kind == "walkover":
        return None if winner else Reason(NO_FORFEIT_WINNER)
    if result.kind == "abandoned" or not level:
        return None
    if not rules.level_allowed and not rules.shootout:
        return Reason(LEVEL)
    if winner and not rules.shootout and not must_decide:
        return Reason(NO_SHOOTOUT)
    return Reason(LEVEL) if winner is None and (must_decide or not rules.level_allowed) else None


def _sets(rules: Periods, result: Result) -> Reason | None:
    """The score counts sets: one side has just enough of them, and each set noted was won as sets are won."""
    assert result.score is not None
    if result.kind == "abandoned":
        return None
    if max(result.score) != rules.sets_to_win or min(result.score) >= rules.sets_to_win:
        return Reason(SETS_NEEDED, {"sets": rules.sets_to_win})
    if not result.periods:
        return None
    won = tuple(sum(1 for period in result.periods if period[side] > period[1 - side]) for side in (0, 1))
    for number, (ours, theirs) in enumerate(result.periods, 1):
        found = _set(rules, number, max(ours, theirs), min(ours, theirs))
        if found:
            return found
    return None if won == result.score else Reason(SETS_DISAGREE)


def _set(rules: Periods, number: int, more: Number, less: Number) -> Reason | None:
    if more == less:
        return Reason(SET_LEVEL, {"number": number})
    needed = (rules.last_points_to if number == rules.count else rules.points_to) or 1
    # A tie-break may end a set one point ahead of where it is won (7-6), so that much is let through.
    tie_break = more == needed + 1 and more - less == 1 and needed < 10
    if more < needed or (more - less < rules.lead and not tie_break):
        return Reason(SET_SHORT, {"number": number, "points": needed, "lead": rules.lead})
    return None


def _periods(result: Result) -> Reason | None:
    if not result.periods or result.score is None:
        return None
    added = tuple(sum(period[side] for period in result.periods) for side in (0, 1))
    return None if added == result.score else Reason(PERIODS_DISAGREE)
