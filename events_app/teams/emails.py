"""The letters to a captain: the team is registered, paid, or has a new link."""

from datetime import datetime

from events_app.core import mail
from events_app.core.formats import capital, format_moment
from events_app.core.i18n import use_locale
from events_app.core.pages import absolute
from events_app.payments.models import Order
from events_app.teams import lifecycle
from events_app.tournaments.entries import Team
from events_app.tournaments.kinds import TeamStatus


async def mail_captain(team_id: int, *, reason: str, now: datetime) -> None:
    """Nothing happens without an address, or once the team is out."""
    team = await Team.filter(id=team_id).select_related("division__tournament__event").first()
    if team is None or not team.captain_email or team.status not in (TeamStatus.HELD, TeamStatus.CONFIRMED):
        return
    division, event = team.division, team.division.tournament.event
    order = await Order.get_or_none(id=team.order_id) if team.status is TeamStatus.HELD and team.order_id else None
    with use_locale(team.locale):
        locks = division.roster_locks_at
        context = {
            "name": team.captain_name,
            "team": team.name,
            "event": event.title(team.locale),
            "division": division.name(team.locale),
            "held": team.status is TeamStatus.HELD,
            "until": format_moment(team.hold_expires_at, event.timezone) if team.hold_expires_at else "",
            "pay_link": absolute(f"/pagar/{order.token}") if order else "",
            "locks": capital(format_moment(locks, event.timezone)) if locks else "",
            "least": division.min_players,
            "most": division.max_players,
            "link": absolute(f"/equipo/{lifecycle.code_of(team)}"),
        }
    await mail.send_later(
        "team_registered",
        to=team.captain_email,
        locale=team.locale,
        context=context,
        reason=f"team:{team.id}:{reason}",
        now=now,
    )
