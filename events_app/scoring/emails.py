"""The letters about results: a dispute reaches whoever decides it, a ruling reaches both captains."""

from datetime import datetime

from events_app.accounts.models import User
from events_app.accounts.queries import grants_on, today
from events_app.core import mail
from events_app.core.access import Role
from events_app.core.formats import capital, format_moment
from events_app.core.i18n import use_locale
from events_app.core.pages import absolute
from events_app.core.tokens import credential_code
from events_app.events.models import Event
from events_app.scoring.queries import RELATED
from events_app.scoring.words import scored
from events_app.tournaments.engine.log import result_from_json
from events_app.tournaments.entries import Team
from events_app.tournaments.matches import Match, Signature


async def tell_dispute(match_id: int, report: int, side: str, *, now: datetime) -> None:
    """To the chairs of the committee that convenes the event; to the office when there is none."""
    match = await Match.filter(id=match_id).select_related(*RELATED).first()
    signed = await Signature.filter(match_id=match_id, report=report, side=side).first()
    if match is None or signed is None or match.home is None or match.away is None:
        return
    event = match.division.tournament.event
    for user in await deciders(event, now):
        with use_locale(user.locale):
            context = _match(match, user.locale) | {
                "team": (match.home if side == "home" else match.away).name,
                "captain": signed.name,
                "objection": signed.reason,
                "link": absolute(f"/oficina/resultados/{match.id}"),
            }
        reason = f"match:{match.id}:dispute:{report}:{side}"
        await mail.send_later(
            "result_disputed", to=str(user.email), locale=user.locale, context=context, reason=reason, now=now
        )


async def tell_ruling(match_id: int, why: str, *, key: str, now: datetime) -> None:
    """To both captains, with the way to the match on their team's page."""
    match = await Match.filter(id=match_id).select_related(*RELATED).first()
    if match is None:
        return
    for team in (match.home, match.away):
        if team is None or not team.captain_email:
            continue
        with use_locale(team.locale):
            starts = match.starts_at
            zone = match.division.tournament.event.timezone
            context = _match(match, team.locale) | {
                "name": team.captain_name,
                "why": why,
                "final": match.result is not None,
                "when": capital(format_moment(starts, zone)) if starts and match.result is None else "",
                "link": absolute(f"/equipo/{code_of(team)}/partidos/{match.id}"),
            }
        reason = f"match:{match.id}:ruling:{key}"
        await mail.send_later(
            "result_ruled", to=team.captain_email, locale=team.locale, context=context, reason=reason, now=now
        )


async def deciders(event: Event, now: datetime) -> list[User]:
    """The chairs of the event's committee with an address, or the office when it has no chair today."""
    day = today(now)
    scope = f"committee:{event.committee_id}" if event.committee_id else "-"
    chairs = grants_on(day).filter(role=Role.COMMITTEE_CHAIR, scope__in=["", scope])
    office = grants_on(day).filter(role__in=[str(Role.OFFICE), str(Role.ADMIN)])
    for grants in (chairs, office):
        ids = [each.user_id for each in await grants]
        users = await User.filter(id__in=ids or [0], is_active=True).exclude(email=None).order_by("id")
        if users:
            return list(users)
    return []


def code_of(team: Team) -> str:
    """The secret of the captain's page."""
    return credential_code("team", team.id, team.rotation)


def _match(match: Match, locale: str) -> dict[str, object]:
    division = match.division
    return {
        "event": division.tournament.event.title(locale),
        "division": division.name(locale),
        "number": match.number,
        "home": match.home.name if match.home else "",
        "away": match.away.name if match.away else "",
        "score": scored(result_from_json(match.result)) if match.result else "",
    }
