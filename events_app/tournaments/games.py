"""The games of a year as pages ask for them: attendance at the parade and the overall ranking of companies."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from events_app.core import audit
from events_app.core.database import rows, tx
from events_app.core.errors import Invalid
from events_app.core.i18n import N_
from events_app.events.kinds import EventStatus
from events_app.events.models import Event
from events_app.tournaments import folds
from events_app.tournaments.engine.games import Finish, Line, Parade, Prize, overall
from events_app.tournaments.entries import Team
from events_app.tournaments.errors import PlaceTaken
from events_app.tournaments.kinds import DivisionStatus, TeamStatus
from events_app.tournaments.models import Division, Edition

Present = Callable[[int], Awaitable[set[int]]]
PLAYED = (DivisionStatus.PLAYING, DivisionStatus.FINISHED)
ROSTERS = """
SELECT p.id, p.team_id FROM players p JOIN teams t ON t.id = p.team_id JOIN divisions d ON d.id = t.division_id
JOIN tournaments o ON o.id = d.tournament_id
WHERE o.edition_id = $1 AND p.removed_at IS NULL AND NOT p.official AND t.status IN ('confirmed', 'withdrawn')
"""


class _Handed:
    present: Present | None = None


@dataclass(frozen=True)
class Games:
    """An edition with its ranking; `companies` and `divisions` name the ids in the lines."""

    edition: Edition
    lines: tuple[Line, ...]
    parades: tuple[Parade, ...]
    teams: Mapping[str, Team]
    provisional: bool


def register(present: Present) -> None:
    """Called once by the composition root: the ids of the players who were let in at an event."""
    _Handed.present = staticmethod(present)


async def games_of(edition: Edition, locale: str) -> Games:
    """The overall ranking; provisional while some division of the edition is still played."""
    divisions = await Division.filter(tournament__edition_id=edition.id).order_by("position", "id")
    ids = [each.id for each in divisions]
    status = [str(TeamStatus.CONFIRMED), str(TeamStatus.WITHDRAWN)]
    found = await Team.filter(division_id__in=ids or [0], status__in=status).select_related("company").order_by("name")
    teams = {str(team.id): team for team in found}
    finishes = [each for division in divisions for each in await _finishes(division, teams, locale)]
    parades = await parade_of(edition, teams)
    prize = Prize(
        tuple(edition.points_by_place), edition.parade_points if edition.parade_id else 0, edition.parade_share
    )
    running = any(each.status not in (DivisionStatus.FINISHED, DivisionStatus.CANCELLED) for each in divisions)
    return Games(edition, overall(finishes, parades, prize), tuple(parades), teams, running)


async def parade_of(edition: Edition, teams: Mapping[str, Team]) -> list[Parade]:
    """For each team its roster and how many of it the scanner let in; nothing without a parade."""
    if edition.parade_id is None or _Handed.present is None:
        return []
    present = await _Handed.present(edition.parade_id)
    roster: dict[str, list[int]] = {id_: [] for id_ in teams}
    for each in await rows(ROSTERS, edition.id):
        roster.setdefault(str(each["team_id"]), []).append(each["id"])
    return [
        Parade(team.name, _company(team), len(roster[id_]), len(present & set(roster[id_])))
        for id_, team in teams.items()
    ]


async def save_edition(edition: Edition | None, columns: dict[str, Any], *, actor: str, now: datetime) -> Edition:
    """A new edition, or the changed one. Raises Invalid for a parade that is no event, PlaceTaken for its slug."""
    parade = columns.get("parade_id")
    if parade is not None and not await Event.filter(id=parade).exclude(status=EventStatus.CANCELLED).exists():
        raise Invalid(fields={"parade_id": N_("Elige una de las opciones.")})
    try:
        return await tx(_save, edition, columns, actor=actor, now=now)
    except IntegrityError as error:
        raise PlaceTaken() from error


async def _save(edition: Edition | None, columns: dict[str, Any], *, actor: str, now: datetime) -> Edition:
    if edition is None:
        edition = await Edition.create(created_at=now, **columns)
    else:
        await edition.update_from_dict(columns).save(update_fields=list(columns))
    await audit.note("edition.saved", actor=actor, subject=f"edition:{edition.id}", now=now, detail=columns)
    return edition


async def _finishes(division: Division, teams: Mapping[str, Team], locale: str) -> Sequence[Finish]:
    """The certain places of a division that was played to its end, or as far as it is."""
    if division.status not in PLAYED:
        return []
    ranks = (await folds.folded(division)).ranks
    return [
        Finish(division.name(locale), teams[entry].name, _company(teams[entry]), place)
        for entry, place in ranks.items()
        if entry in teams
    ]


def _company(team: Team) -> str | None:
    return team.company.display_name if team.company is not None else None
