"""A ladder: who wins a challenge takes the place of the entry above, and those between step one down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from events_app.tournaments.engine.reasons import N_, Reason
from events_app.tournaments.engine.references import Plan

UNKNOWN = Reason(N_("Ese equipo no está en la escalera."))
NOT_ABOVE = Reason(N_("Solo se reta a quien está más arriba."))
TOO_FAR = N_("Lugares que puede subir un reto, como máximo: %(reach)s.")
BUSY = N_("%(entry)s ya tiene un reto pendiente.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A challenge that is over; `winner` None when neither turned up. `decided` orders the outcomes in time."""

    decided: int
    challenger: str
    challenged: str
    winner: str | None


def ladder(entries: int) -> Plan:
    """Nobody has to meet anybody: matches come from challenges. Raises ValueError below two entries."""
    if entries < 2:
        raise ValueError("entries: must be at least 2")
    return Plan(entries, (), ())


def order(start: Sequence[str], outcomes: Iterable[Outcome], gone: Iterable[str] = ()) -> tuple[str, ...]:
    """The ladder from the top after these outcomes, without those who left.

    A challenger who by then stands above the challenged changes nothing by winning.
    """
    standing = list(start)
    for outcome in sorted(outcomes, key=lambda each: each.decided):
        if outcome.winner != outcome.challenger or not {outcome.challenger, outcome.challenged} <= set(standing):
            continue
        above, below = standing.index(outcome.challenged), standing.index(outcome.challenger)
        if above < below:
            standing.insert(above, standing.pop(below))
    left = set(gone)
    return tuple(entry for entry in standing if entry not in left)


def refusal(
    standing: Sequence[str], challenger: str, challenged: str, busy: Iterable[str], reach: int | None
) -> Reason | None:
    """Why the challenge cannot be made; None when it can. `busy` have a challenge that is not over."""
    if challenger not in standing or challenged not in standing:
        return UNKNOWN
    up = standing.index(challenger) - standing.index(challenged)
    if up <= 0:
        return NOT_ABOVE
    if reach is not None and up > reach:
        return Reason(TOO_FAR, {"reach": reach})
    waiting = [entry for entry in (challenger, challenged) if entry in set(busy)]
    return Reason(BUSY, {"entry": waiting[0]}) if waiting else None
