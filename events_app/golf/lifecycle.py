"""What becomes of a team: paid, released, withdrawn, brought back; its link and its players changed by the office."""

from datetime import datetime
from decimal import Decimal

from events_app.core import audit, live
from events_app.core.database import row, transaction
from events_app.core.errors import Conflict
from events_app.core.tokens import ticket_hash
from events_app.golf import places
from events_app.golf.kinds import MOVES, GolfStatus
from events_app.golf.links import code_of, path_of
from events_app.golf.models import GolfPlayer, GolfTeam
from events_app.payments import services as payments
from events_app.payments.models import OrderStatus

MOVE = """
UPDATE golf_teams SET status = $2::varchar, hold_expires_at = NULL,
    confirmed_at = CASE WHEN $2::varchar = 'confirmed' THEN $4 ELSE confirmed_at END,
    ended_at = CASE WHEN $2::varchar = 'confirmed' THEN NULL ELSE $4 END, end_reason = $5,
    start_hole = CASE WHEN $2::varchar = 'confirmed' THEN start_hole END,
    start_wave = CASE WHEN $2::varchar = 'confirmed' THEN start_wave ELSE '' END
WHERE id = $1 AND status = $3 RETURNING id
"""
NAMESAKE = """
SELECT id FROM golf_teams WHERE tournament_id = $1 AND name_key = $2 AND id <> $3 AND status IN ('held', 'confirmed')
"""
ROTATE = "UPDATE golf_teams SET rotation = rotation + 1, link_hash = $2 WHERE id = $1 AND rotation = $3 RETURNING id"
TOUCH = "UPDATE golf_tournaments SET revision = revision + 1 WHERE id = $1 RETURNING id"


async def move(team: GolfTeam, to: GolfStatus, *, actor: str, reason: str, now: datetime) -> bool:
    """The door of a team's status; False when somebody moved it first. Raises IllegalMove."""
    MOVES.check(team.status, to)
    if await row(MOVE, team.id, str(to), str(team.status), now, reason[:300]) is None:
        return False
    subject = f"golf_team:{team.id}"
    await audit.note(f"golf_team.{to}", actor=actor, subject=subject, now=now, detail={"reason": reason})
    await touch(team.tournament_id)
    return True


async def touch(golf_id: int) -> None:
    """Tells the open pages that something on the leaderboard changed."""
    await row(TOUCH, golf_id)
    await live.announce(f"golf:{golf_id}", {"changed": golf_id})


@transaction
async def on_paid(reference_id: int, order_id: int, now: datetime) -> bool:
    """Payments says the money is here: confirm, or bring a released team back if there is a place; False when full."""
    team = await _locked(reference_id)
    if team is None or team.order_id != order_id:
        return False
    if team.status is GolfStatus.CONFIRMED:
        return True
    if team.status is not GolfStatus.HELD:
        if await row(NAMESAKE, team.tournament_id, team.name_key, team.id):
            return False
        if not await places.take_again(team.tournament_id, now=now):
            return False
    return await move(team, GolfStatus.CONFIRMED, actor="system", reason="paid", now=now)


@transaction
async def on_released(reference_id: int, now: datetime, reason: str) -> None:
    """The order was let go: an unpaid place returns to the pool."""
    team = await _locked(reference_id)
    if team is not None and team.status is GolfStatus.HELD:
        await _end(team, GolfStatus.EXPIRED, actor="system", reason=reason, now=now)


@transaction
async def on_refunded(reference_id: int, order_id: int, now: datetime) -> None:
    """The whole payment went back, so the place does too."""
    team = await _locked(reference_id)
    if team is not None and team.order_id == order_id and team.status is GolfStatus.CONFIRMED:
        await _end(team, GolfStatus.WITHDRAWN, actor="system", reason="refunded", now=now)


async def team_path(reference_id: int) -> str | None:
    """Where a paid team is shown."""
    team = await GolfTeam.get_or_none(id=reference_id)
    return path_of(team) if team else None


async def withdraw(team_id: int, *, actor: str, reason: str, now: datetime) -> None:
    """Gives the place back; an unpaid order is closed at Stripe first, so that nobody pays for nothing.

    Raises Conflict when it was paid at that moment: whoever withdraws it then decides about a paid place.
    """
    team = await GolfTeam.get(id=team_id)
    owes = team.order_id if team.status is GolfStatus.HELD else None
    if owes and await payments.release_order(owes, now=now, reason=reason) is not OrderStatus.RELEASED:
        raise Conflict()
    await _withdraw(team_id, team.status, actor=actor, reason=reason, now=now)


@transaction
async def _withdraw(team_id: int, was: GolfStatus, *, actor: str, reason: str, now: datetime) -> None:
    team = await _locked(team_id)
    if team is not None and team.status in (GolfStatus.HELD, GolfStatus.CONFIRMED):
        if team.status is not was:
            raise Conflict()
        await _end(team, GolfStatus.WITHDRAWN, actor=actor, reason=reason, now=now)


@transaction
async def rotate(team_id: int, *, actor: str, now: datetime) -> None:
    """A new link for a phone that was lost: the old one stops working."""
    team = await GolfTeam.get(id=team_id)
    if await row(ROTATE, team.id, ticket_hash(code_of(team.id, team.rotation + 1)), team.rotation) is not None:
        await audit.note("golf_team.link_changed", actor=actor, subject=f"golf_team:{team.id}", now=now)


@transaction
async def set_players(
    team_id: int, name: str, name_key: str, players: tuple[tuple[str, Decimal], ...], *, actor: str, now: datetime
) -> None:
    """The composer's answer: the name and the players as they are from now on."""
    team = await GolfTeam.get(id=team_id)
    await GolfTeam.filter(id=team_id).update(name=name, name_key=name_key)
    await GolfPlayer.filter(team_id=team_id).delete()
    await GolfPlayer.bulk_create(
        GolfPlayer(team_id=team_id, position=position, name=who, handicap_index=index)
        for position, (who, index) in enumerate(players, start=1)
    )
    await audit.note("golf_team.composed", actor=actor, subject=f"golf_team:{team_id}", now=now)
    await touch(team.tournament_id)


async def _locked(team_id: int) -> GolfTeam | None:
    """The team as it is once nobody else can move a place of its tournament."""
    found = await row("SELECT tournament_id FROM golf_teams WHERE id = $1", team_id)
    if found is None:
        return None
    await places.lock(found["tournament_id"])
    return await GolfTeam.get_or_none(id=team_id)


async def _end(team: GolfTeam, to: GolfStatus, *, actor: str, reason: str, now: datetime) -> None:
    if await move(team, to, actor=actor, reason=reason, now=now):
        await places.give_back(team.tournament_id)
