"""Names who stands on a side of a match, or who may come to stand there, in as few words as tell it."""

from collections.abc import Mapping

from events_app.core.i18n import _
from events_app.tournaments.engine.fold_state import State
from events_app.tournaments.engine.references import (
    BestOf,
    LoserOf,
    PlannedMatch,
    RankOf,
    Seed,
    Source,
    WinnerOf,
)
from events_app.tournaments.entries import Team


def side_sources(match: PlannedMatch) -> tuple[tuple[str, Source], tuple[str, Source]]:
    return ("home", match.home), ("away", match.away)


def team_of(entry: str | None, teams: Mapping[int, Team]) -> Team | None:
    return None if entry is None else teams.get(int(entry))


def awaited(source: Source, state: State, teams: Mapping[int, Team]) -> str:
    """ "Cíbuta o Peñasco", "Ganador del partido 29", "1.º del grupo A": whoever the plan sends here."""
    match source:
        case Seed(number):
            return _("Lugar %(number)s del sorteo", number=number)
        case WinnerOf(number):
            return _either(number, state, teams) or _("Ganador del partido %(number)s", number=number)
        case LoserOf(number):
            return _("Perdedor del partido %(number)s", number=number)
        case RankOf(table, rank):
            if len(state.plan.tables) == 1:
                return _("%(rank)s.º de la tabla", rank=rank)
            return _("%(rank)s.º del grupo %(table)s", rank=rank, table=table)
        case BestOf(rank, nth):
            return _("Mejor %(rank)s.º, lugar %(nth)s", rank=rank, nth=nth)
    return _("Descansa")


def awaited_shortly(source: Source, state: State, teams: Mapping[int, Team]) -> str:
    """The same for a screen with little room: "Gana el 30", "1.º grupo A"."""
    match source:
        case WinnerOf(number):
            return _either(number, state, teams) or _("Gana el %(number)s", number=number)
        case LoserOf(number):
            return _("Pierde el %(number)s", number=number)
        case RankOf(table, rank) if len(state.plan.tables) > 1:
            return _("%(rank)s.º grupo %(table)s", rank=rank, table=table)
    return awaited(source, state, teams)


def came_from(source: Source, state: State) -> str:
    """ "1.º B", "ganó el 25": how a team that stands there came to it; "" when the draw put it there."""
    match source:
        case WinnerOf(number):
            return _("ganó el %(number)s", number=number)
        case LoserOf(number):
            return _("perdió el %(number)s", number=number)
        case RankOf(table, rank):
            if len(state.plan.tables) == 1:
                return _("%(rank)s.º", rank=rank)
            return _("%(rank)s.º %(table)s", rank=rank, table=table)
        case BestOf(rank):
            return _("mejor %(rank)s.º", rank=rank)
    return ""


def _either(number: int, state: State, teams: Mapping[int, Team]) -> str:
    """Both teams of the match by their short names, once both are known."""
    found = state.matches.get(number)
    if found is None or found.home is None or found.away is None:
        return ""
    home, away = team_of(found.home, teams), team_of(found.away, teams)
    if home is None or away is None:
        return ""
    return _("%(one)s o %(other)s", one=home.short_name, other=away.short_name)


def ahead_of(team_id: int | None, state: State) -> frozenset[int]:
    """The matches that the team reaches if it goes on winning, from the next one it plays; without that one."""
    if team_id is None:
        return frozenset()
    entry = str(team_id)
    here = {
        match.id
        for match in state.matches.values()
        if entry in (match.home, match.away) and (not match.is_over or match.winner == entry)
    }
    found: set[int] = set()
    for match in state.planned.values():
        sources = {source.match for _side, source in side_sources(match) if isinstance(source, WinnerOf)}
        known = state.matches[match.id]
        if sources & (here | found) and known.status != "not_needed" and not _taken(known.home, known.away, entry):
            found.add(match.id)
    return frozenset(found - here)


def _taken(home: str | None, away: str | None, entry: str) -> bool:
    """Both sides are known and the team is neither."""
    return home is not None and away is not None and entry not in (home, away)
