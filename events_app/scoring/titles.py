"""How a match is called and where its winner goes, from the division's plan."""

from events_app.tournaments.engine.fold import State
from events_app.tournaments.engine.references import WinnerOf
from events_app.tournaments.engine.titles import rounds_of, title
from events_app.tournaments.said import said


def round_of(state: State, number: int) -> str:
    """ "Cuartos de final", in the person's language."""
    planned = state.planned.get(number)
    return said(title(planned, rounds_of(state.plan)), {}) if planned else ""


def went_to(state: State, number: int) -> str:
    """The round in which the winner plays next; "" when nobody goes on from this match."""
    for other in state.planned.values():
        if WinnerOf(number) in (other.home, other.away):
            return round_of(state, other.id)
    return ""
