"""The referees of a tournament: when each can come, whose company they are of, and which matches they may have."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tortoise.exceptions import IntegrityError

from events_app.core import audit
from events_app.core.clock import from_local, local
from events_app.core.database import row, transaction, tx
from events_app.core.errors import Invalid
from events_app.core.i18n import N_, _
from events_app.tournaments.errors import HasMatches, MatchPlayed, NotNeutral, PlaceTaken
from events_app.tournaments.kinds import MatchStatus
from events_app.tournaments.matches import Match, Referee

STAYS = 60
MOVABLE = (MatchStatus.WAITING, MatchStatus.READY)
Stay = tuple[datetime, datetime]


def stays_of(text: str, zone: str) -> list[list[str]]:
    """Lines "2027-01-16 08:00 14:00" on the event's clock, as pairs of moments in UTC. Raises Invalid."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    try:
        found = [_stay(line, zone) for line in lines]
    except ValueError as error:
        raise Invalid(fields={"available": N_("Escribe una línea por día, así: 2027-01-16 08:00 14:00.")}) from error
    if len(found) > STAYS or any(end <= start for start, end in found):
        raise Invalid(fields={"available": N_("Cada horario termina después de empezar, y caben 60.")})
    return [[start.isoformat(), end.isoformat()] for start, end in found]


def written_stays(referee: Referee, zone: str) -> str:
    """The same lines back, for the form."""
    return "\n".join(f"{local(start, zone):%Y-%m-%d %H:%M} {local(end, zone):%H:%M}" for start, end in moments(referee))


def moments(referee: Referee) -> list[Stay]:
    return [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in referee.available]


def can_come(referee: Referee, starts_at: datetime, ends_at: datetime) -> bool:
    """Whoever said nothing can always come."""
    stays = moments(referee)
    return not stays or any(start <= starts_at and ends_at <= end for start, end in stays)


async def save_referee(
    tournament_id: int, referee: Referee | None, columns: dict[str, Any], *, actor: str, now: datetime
) -> Referee:
    """Raises PlaceTaken when the tournament has another referee of that name."""
    try:
        return await tx(_save, tournament_id, referee, columns, actor=actor, now=now)
    except IntegrityError as error:
        raise PlaceTaken() from error


async def _save(
    tournament_id: int, referee: Referee | None, columns: dict[str, Any], *, actor: str, now: datetime
) -> Referee:
    if referee is None:
        referee = await Referee.create(tournament_id=tournament_id, created_at=now, **columns)
    else:
        await referee.update_from_dict(columns).save(update_fields=list(columns))
    detail = {"company": columns.get("company_id"), "stays": len(columns["available"])}
    await audit.note("referee.saved", actor=actor, subject=f"referee:{referee.id}", now=now, detail=detail)
    return referee


@transaction
async def remove_referee(referee: Referee, *, actor: str, now: datetime) -> None:
    """Raises HasMatches while some match is theirs."""
    gone = await row(
        "DELETE FROM referees WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM matches WHERE referee_id = $1) RETURNING id",
        referee.id,
    )
    if gone is None:
        raise HasMatches()
    await audit.note("referee.removed", actor=actor, subject=f"referee:{referee.id}", now=now)


@transaction
async def assign(match: Match, referee: Referee | None, *, actor: str, now: datetime) -> None:
    """Gives the match a referee, or none. Raises NotNeutral with the reason, MatchPlayed once it began."""
    if match.status not in MOVABLE:
        raise MatchPlayed(number=match.number)
    if referee is not None:
        because = await objection(match, referee)
        if because:
            raise NotNeutral(name=referee.name, because=because)
    await Match.filter(id=match.id).update(referee_id=referee.id if referee else None)
    detail = {"referee": referee.id if referee else None}
    await audit.note("match.referee", actor=actor, subject=f"match:{match.id}", now=now, detail=detail)


async def objection(match: Match, referee: Referee) -> str:
    """Why this referee cannot have this match, in words; "" when they can. The match comes with teams and division."""
    companies = {team.company_id for team in (match.home, match.away) if team is not None}
    if referee.company_id is not None and referee.company_id in companies:
        return _("es de la misma empresa que uno de los equipos.")
    if match.starts_at is None:
        return ""
    ends_at = match.starts_at + timedelta(minutes=match.division.match_minutes)
    if not can_come(referee, match.starts_at, ends_at):
        return _("dijo que a esa hora no puede venir.")
    others = Match.filter(referee_id=referee.id).exclude(id=match.id).exclude(starts_at=None)
    if any(_overlaps(match, each) for each in await others.select_related("division")):
        return _("ya tiene otro partido a esa hora.")
    return ""


def choices(match: Match, referees: Sequence[Referee]) -> list[Referee]:
    """Those of no side's company."""
    companies = {team.company_id for team in (match.home, match.away) if team is not None}
    return [each for each in referees if each.company_id is None or each.company_id not in companies]


def _overlaps(one: Match, other: Match) -> bool:
    if one.starts_at is None or other.starts_at is None:
        return False
    first, second = (timedelta(minutes=each.division.match_minutes) for each in (one, other))
    return one.starts_at < other.starts_at + second and other.starts_at < one.starts_at + first


def _stay(words: list[str], zone: str) -> Stay:
    if len(words) != 3:
        raise ValueError("three words")
    day, start, end = words
    first, last = (from_local(datetime.fromisoformat(f"{day}T{hour:0>5}"), zone) for hour in (start, end))
    return first, last
