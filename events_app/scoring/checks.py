"""Why a note cannot be taken: a player of another team or suspended, a card where there are none, points unheard of."""

from collections.abc import Mapping
from dataclasses import dataclass

from events_app.core.i18n import N_
from events_app.scoring.notes import Note
from events_app.tournaments.engine.sports import RuleSet
from events_app.tournaments.kinds import IncidentKind

OF_A_SIDE = frozenset(
    {IncidentKind.SCORE, IncidentKind.OWN_GOAL, IncidentKind.OUT, IncidentKind.YELLOW, IncidentKind.SECOND_YELLOW,
     IncidentKind.RED}
)  # fmt: skip
OF_CARDS = frozenset({IncidentKind.YELLOW, IncidentKind.SECOND_YELLOW, IncidentKind.RED})
NO_SIDE = N_("Falta decir de qué equipo es.")
NO_CARDS = N_("En este deporte no hay tarjetas.")
NO_OWN_GOALS = N_("En este deporte no hay autogoles.")
NO_SUCH_VALUE = N_("Ese número de puntos no existe en este deporte.")
NOT_IN_TEAM = N_("Esa persona no está en la lista del equipo.")
SUSPENDED = N_("Está suspendido para este partido. Solo quien organiza puede permitirlo.")
NAMES_NOTHING = N_("Falta decir cuál registro cambia.")


@dataclass(frozen=True)
class Crew:
    """The side of each player that the notes name, and who of them is suspended."""

    sides: Mapping[int, str]
    suspended: frozenset[int]


def refusal(note: Note, crew: Crew, rules: RuleSet) -> str:
    """A Spanish msgid, or "" when the note can be stored."""
    kind = note.kind
    if kind in OF_A_SIDE and note.side is None:
        return NO_SIDE
    if kind in OF_CARDS and not rules.cards:
        return NO_CARDS
    if kind is IncidentKind.OWN_GOAL and not rules.own_goals:
        return NO_OWN_GOALS
    if kind is IncidentKind.SCORE and note.value not in rules.values:
        return NO_SUCH_VALUE
    if kind in (IncidentKind.UNDO, IncidentKind.AMEND) and not note.names:
        return NAMES_NOTHING
    if kind is IncidentKind.AMEND and note.value not in (1, *rules.values):
        return NO_SUCH_VALUE
    return _of_player(note, crew)


def _of_player(note: Note, crew: Crew) -> str:
    if note.player is None:
        return ""
    side = crew.sides.get(note.player)
    if side is None:
        return NOT_IN_TEAM
    helped = {"home": "away", "away": "home"} if note.kind is IncidentKind.OWN_GOAL else {}
    if note.side is not None and helped.get(note.side, note.side) != side:
        return NOT_IN_TEAM
    return SUSPENDED if note.player in crew.suspended else ""
