"""Tells captains about their matches, with the change itself: once when published, once for every set of changes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from events_app.core import mail
from events_app.core.database import transaction
from events_app.core.formats import capital, format_moment
from events_app.core.i18n import _, use_locale
from events_app.core.mail_letter import BadAddress
from events_app.core.pages import absolute
from events_app.core.tokens import credential_code
from events_app.tournaments import scheduling
from events_app.tournaments.calendars import Move
from events_app.tournaments.entries import Team
from events_app.tournaments.matches import Match
from events_app.tournaments.models import Division, Tournament


@transaction
async def publish_and_tell(tournament: Tournament, *, actor: str, now: datetime) -> tuple[list[Division], int]:
    """The divisions whose calendar became public, and how many messages went out."""
    shown = await scheduling.publish(tournament, actor=actor, now=now)
    return shown, await tell_published(tournament, shown, now=now)


@transaction
async def move_and_tell(
    tournament: Tournament,
    moves: Sequence[Move],
    *,
    key: str,
    actor: str,
    now: datetime,
    referees: Mapping[int, int | None] | None = None,
) -> tuple[int, int]:
    """How many matches changed place, and how many messages went out. Raises MatchTaken, MatchPlayed."""
    moved = await scheduling.commit(tournament, moves, key=key, actor=actor, now=now, referees=referees)
    changed = [move for move in moves if move.match in moved]
    return len(moved), await tell_moved(tournament, changed, key=key, now=now)


async def tell_published(tournament: Tournament, divisions: Sequence[Division], *, now: datetime) -> int:
    """To the captain of each team of these divisions, its matches that have an hour; gives how many messages."""
    matches = await _matches(division_id__in=[each.id for each in divisions] or [0])
    sent = 0
    for team in _teams(matches):
        with use_locale(team.locale):
            mine = [_line(match, team, tournament) for match in matches if _plays(match, team) and match.starts_at]
        if mine:
            reason = f"schedule:{tournament.id}:published:{now.isoformat()}"
            sent += await _send("schedule_published", tournament, team, mine, reason, now)
    return sent


async def tell_moved(tournament: Tournament, moves: Sequence[Move], *, key: str, now: datetime) -> int:
    """To the captains of the matches that people already knew, where and when each was and now is."""
    changed = {each.match: each for each in moves if (each.field, each.starts_at) != each.was}
    matches = await _matches(id__in=list(changed) or [0])
    known = [match for match in matches if match.division.schedule_published_at is not None]
    sent = 0
    for team in _teams(known):
        with use_locale(team.locale):
            mine = [
                _line(match, team, tournament, before=changed[match.id].was[1])
                for match in known
                if _plays(match, team)
            ]
        sent += await _send("match_moved", tournament, team, mine, f"schedule:{tournament.id}:{key}:{team.id}", now)
    return sent


async def captains_told(moves: Sequence[Move]) -> int:
    """How many teams a set of changes would be announced to."""
    changed = [each.match for each in moves if (each.field, each.starts_at) != each.was]
    matches = await _matches(id__in=changed or [0])
    return len(_teams([match for match in matches if match.division.schedule_published_at is not None]))


async def _matches(**which: Any) -> list[Match]:
    related = ("home", "away", "field__venue", "division")
    return await Match.filter(**which).select_related(*related).order_by("starts_at", "number")


def _teams(matches: Sequence[Match]) -> list[Team]:
    """The teams of these matches that can be written to, each once."""
    teams = {team.id: team for match in matches for team in (match.home, match.away) if team is not None}
    return [team for team in teams.values() if team.captain_email]


def _plays(match: Match, team: Team) -> bool:
    return team.id in (match.home_id, match.away_id)


def _line(match: Match, team: Team, tournament: Tournament, before: datetime | None = None) -> dict[str, str]:
    """A match as a captain reads it, in the team's language."""
    zone = tournament.event.timezone
    rival = match.away if match.home_id == team.id else match.home
    when = capital(format_moment(match.starts_at, zone)) if match.starts_at else _("por definir")
    where = f"{match.field.name}, {match.field.venue.name}" if match.field is not None else _("por definir")
    return {
        "rival": rival.name if rival is not None else _("rival por definirse"),
        "when": when,
        "where": where,
        "before": capital(format_moment(before, zone)) if before is not None else "",
    }


async def _send(
    message: str, tournament: Tournament, team: Team, lines: list[dict[str, str]], reason: str, now: datetime
) -> int:
    context = {
        "name": team.captain_name,
        "team": team.name,
        "event": tournament.event.title(team.locale),
        "matches": lines,
        "link": absolute(f"/equipo/{credential_code('team', team.id, team.rotation)}"),
    }
    try:
        sent = await mail.send_later(
            message, to=team.captain_email, locale=team.locale, context=context, reason=reason, now=now
        )
    except BadAddress:  # somebody else's typing must not stop a calendar: the team's page shows it anyway
        return 0
    return int(sent)
