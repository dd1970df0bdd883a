"""What becomes of a team: paid, released, cancelled, withdrawn, brought back; every move through one door."""

from datetime import datetime

from events_app.core import audit, live
from events_app.core.database import row, transaction
from events_app.core.errors import Conflict, IllegalMove
from events_app.core.tokens import credential_code, ticket_hash
from events_app.payments import services as payments
from events_app.payments.models import OrderStatus
from events_app.teams import comebacks, seats
from events_app.teams.errors import TeamGone
from events_app.teams.services import mail_captain_later
from events_app.tournaments import record
from events_app.tournaments.engine.log import Policy, Reverted, Withdrawn
from events_app.tournaments.entries import Team
from events_app.tournaments.kinds import TEAM_MOVES, TeamStatus

DRAWN = ("drawn", "playing", "finished")
MOVE = """
UPDATE teams SET status = $2::varchar, hold_expires_at = NULL,
    confirmed_at = CASE WHEN $2::varchar = 'confirmed' THEN $4 ELSE confirmed_at END,
    ended_at = CASE WHEN $2::varchar = 'confirmed' THEN NULL ELSE $4 END, end_reason = $5
WHERE id = $1 AND status = $3 RETURNING id
"""
ROTATE = "UPDATE teams SET rotation = rotation + 1, link_hash = $2 WHERE id = $1 AND rotation = $3 RETURNING id"
WITHDRAWAL = """
SELECT sequence FROM division_log WHERE division_id = $1 AND kind = 'withdrawn' AND data->>'entry' = $2
ORDER BY sequence DESC LIMIT 1
"""
NAMESAKE = """
SELECT id FROM teams WHERE division_id = $1 AND name_key = $2 AND id <> $3
AND status IN ('held', 'confirmed', 'withdrawn')
"""


async def move(team: Team, to: TeamStatus, *, actor: str, reason: str, now: datetime) -> bool:
    """The door of a status (only seats.recycle lets many holds expire at once); False when somebody moved it first.

    Raises IllegalMove.
    """
    TEAM_MOVES.check(team.status, to)
    moved = await row(MOVE, team.id, str(to), str(team.status), now, reason[:300])
    if moved is None:
        return False
    await audit.note(f"team.{to}", actor=actor, subject=f"team:{team.id}", now=now, detail={"reason": reason})
    await live.announce(f"division:{team.division_id}", {"team": team.id, "status": str(to)})
    return True


@transaction
async def on_paid(reference_id: int, order_id: int, now: datetime) -> bool:
    """Payments says the money is here: confirm, or bring the team back if a place is free; False when there is none."""
    await comebacks.lock_people(reference_id)
    team = await _locked(reference_id)
    if team is None or team.order_id != order_id:
        return False
    if team.status is TeamStatus.CONFIRMED:
        return True
    if team.status is TeamStatus.HELD and await seats.lock(team.division_id) in DRAWN:
        await _end(team, TeamStatus.EXPIRED, actor="system", reason="paid after the draw", now=now)
        return False
    if team.status is TeamStatus.HELD:
        await move(team, TeamStatus.CONFIRMED, actor="system", reason="paid", now=now)
    elif not await _revive(team, now):
        return False
    await mail_captain_later(team.id, reason="paid", now=now)
    return True


@transaction
async def on_released(reference_id: int, now: datetime, reason: str) -> None:
    """The order was let go: an unpaid place returns to the division; anything else stays as it is."""
    team = await _locked(reference_id)
    if team is not None and team.status is TeamStatus.HELD:
        await _end(team, TeamStatus.EXPIRED, actor="system", reason=reason, now=now)


@transaction
async def on_refunded(reference_id: int, order_id: int, now: datetime) -> None:
    """The whole payment went back. Before the draw the place does too; in the draw, leaving is the committee's word."""
    team = await _locked(reference_id)
    if team is None or team.order_id != order_id or team.status is not TeamStatus.CONFIRMED:
        return
    if await seats.lock(team.division_id) not in DRAWN:
        await _end(team, TeamStatus.CANCELLED, actor="system", reason="refunded", now=now)


async def captain_path(reference_id: int) -> str | None:
    """Where the thing that was paid is shown."""
    team = await Team.get_or_none(id=reference_id)
    return f"/equipo/{code_of(team)}" if team else None


def code_of(team: Team) -> str:
    """The secret of the captain's page."""
    return credential_code("team", team.id, team.rotation)


async def withdraw(team_id: int, *, policy: Policy, actor: str, reason: str, now: datetime) -> None:
    """Takes a team out: before the draw its place is free again, after it the log says so with the policy.

    An unpaid order is closed at Stripe first. Raises TeamGone, Conflict when it was paid at that moment, and what the
    log refuses.
    """
    team = await Team.get(id=team_id)
    owes = team.order_id if team.status is TeamStatus.HELD else None
    if owes and await payments.release_order(owes, now=now, reason="withdrawn") is not OrderStatus.RELEASED:
        raise Conflict()
    await _withdraw(team_id, team.status, policy=policy, actor=actor, reason=reason, now=now)


@transaction
async def _withdraw(
    team_id: int, was: TeamStatus, *, policy: Policy, actor: str, reason: str, now: datetime
) -> None:  # fmt: skip
    team = await _locked(team_id)
    if team is None or team.status not in (TeamStatus.HELD, TeamStatus.CONFIRMED):
        if team is not None and team.status is TeamStatus.EXPIRED:
            return
        raise TeamGone()
    if team.status is not was:
        raise Conflict()
    if await seats.lock(team.division_id) not in DRAWN or team.status is TeamStatus.HELD:
        await _end(team, TeamStatus.CANCELLED, actor=actor, reason=reason, now=now)
        return
    await record.record(
        team.division_id,
        lambda state, sequence: Withdrawn(str(team.id), policy, sequence=sequence, at=now.isoformat(), by=actor),
        actor=actor,
        now=now,
        reason=reason,
    )
    await move(team, TeamStatus.WITHDRAWN, actor=actor, reason=reason, now=now)


@transaction
async def readmit(team_id: int, *, actor: str, reason: str, now: datetime) -> None:
    """Takes a withdrawal back: the log reverts it and its matches are as before. Raises TeamGone, RefusedByRules."""
    team = await _locked(team_id)
    left = await row(WITHDRAWAL, team.division_id, str(team.id)) if team else None
    if team is None or left is None or team.status is not TeamStatus.WITHDRAWN:
        raise TeamGone()
    await record.record(
        team.division_id,
        lambda state, sequence: Reverted(left["sequence"], sequence=sequence, at=now.isoformat(), by=actor),
        actor=actor,
        now=now,
        reason=reason,
    )
    await move(team, TeamStatus.CONFIRMED, actor=actor, reason=reason, now=now)


@transaction
async def rotate_link(team_id: int, *, actor: str, now: datetime) -> str:
    """A new secret for the captain's page: the old link stops working. Gives the new code."""
    team = await Team.get(id=team_id)
    code = credential_code("team", team.id, team.rotation + 1)
    if await row(ROTATE, team.id, ticket_hash(code), team.rotation) is None:
        return code_of(await Team.get(id=team_id))
    await audit.note("team.link_rotated", actor=actor, subject=f"team:{team.id}", now=now)
    await mail_captain_later(team.id, reason=f"rotated-{team.rotation + 1}", now=now)
    return code


async def _revive(team: Team, now: datetime) -> bool:
    if await row(NAMESAKE, team.division_id, team.name_key, team.id) is not None:
        return False
    try:
        TEAM_MOVES.check(team.status, TeamStatus.CONFIRMED)
    except IllegalMove:
        return False
    if team.status is TeamStatus.WITHDRAWN or not await seats.take_back(team.division_id, now=now):
        return False
    await comebacks.leave_elsewhere(team.id, now)
    return await move(team, TeamStatus.CONFIRMED, actor="system", reason="paid late", now=now)


async def _locked(team_id: int) -> Team | None:
    """The team as it is once nobody else can move a place of its division."""
    found = await row("SELECT division_id FROM teams WHERE id = $1", team_id)
    if found is None:
        return None
    await seats.lock(found["division_id"])
    return await Team.get_or_none(id=team_id)


async def _end(team: Team, to: TeamStatus, *, actor: str, reason: str, now: datetime) -> None:
    if await move(team, to, actor=actor, reason=reason, now=now):
        await seats.give_back(team.division_id)
