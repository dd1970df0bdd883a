"""What becomes of a group: paid, let go, refunded, brought back; all its people at once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from events_app.core import audit, live
from events_app.core.database import row, rows, transaction
from events_app.registration import benefits, group_pricing, groups, offering, seats
from events_app.registration.group_records import GROUP_MOVES, GroupStatus, RegistrationGroup

CONFIRM = """
UPDATE registrations SET status = 'confirmed', confirmed_at = $2, hold_expires_at = NULL, ended_at = NULL
WHERE group_id = $1 AND status = $3 AND ($3 = 'held' OR ended_at = $4) RETURNING id, total
"""
END = """
UPDATE registrations SET status = $2::varchar, ended_at = $3, hold_expires_at = NULL, cancel_reason = $4
WHERE group_id = $1 AND status = $5 RETURNING id, ticket_type_id, seats
"""
GONE = """
SELECT id, ticket_type_id, seats, person_id FROM registrations
WHERE group_id = $1 AND status = 'expired' AND ended_at = $2 ORDER BY id
"""
LIVE_ELSEWHERE = """
SELECT 1 AS one FROM registrations WHERE event_id = $1 AND person_id = ANY($2::bigint[])
AND status IN ('requested', 'held', 'confirmed') LIMIT 1
"""
AT_WORK = timedelta(minutes=5)
LOOSE = """
SELECT g.id, o.id AS order_id FROM registration_groups g JOIN orders o ON o.reference = 'group:' || g.id
WHERE g.status = 'draft' AND g.order_id IS NULL AND g.hold_expires_at <= $1 AND o.status = 'pending' ORDER BY g.id
"""
WITHOUT = """
SELECT DISTINCT ON (g.id) g.id, o.buyer_name, o.buyer_email, o.locale FROM registration_groups g
JOIN events e ON e.id = g.event_id AND e.status = 'published' JOIN orders o ON o.reference = 'group:' || g.id
WHERE g.status = 'draft' AND g.order_id IS NULL AND g.hold_expires_at <= $1 AND g.hold_expires_at > $2
AND o.status = 'released' AND o.release_reason = 'names changed' ORDER BY g.id, o.id DESC
"""
HOLD_AGAIN = """
UPDATE registration_groups g SET status = 'held', order_id = o.id, hold_expires_at = o.hold_expires_at
FROM orders o WHERE g.id = $1 AND o.id = $2 AND g.status = 'draft' AND o.status = 'pending' RETURNING g.id
"""
TAKE_AGAIN = """
UPDATE registration_groups g SET order_id = o.id FROM orders o WHERE g.id = $1 AND o.id = $2
AND o.reference = 'group:' || g.id AND o.status IN ('pending', 'partly_paid') RETURNING g.id
"""
HOLD = "UPDATE registrations SET hold_expires_at = $2 WHERE group_id = $1 AND status = 'held' RETURNING id"
OVER = "SELECT id FROM registration_groups WHERE status = 'draft' AND hold_expires_at <= $1 ORDER BY id LIMIT 100"


@transaction
async def on_paid(reference_id: int, order_id: int, now: datetime) -> bool:
    """The money is here: everybody of the group is in; a group that was let go comes back whole, or not at all."""
    group = await _locked(reference_id)
    if group is None or (group.order_id != order_id and not await _takes_again(group, order_id)):
        return False
    if group.status is GroupStatus.CONFIRMED:
        return True
    if group.status in (GroupStatus.HELD, GroupStatus.DRAFT):
        await rows(CONFIRM, group.id, now, "held", now)
    elif not await _bring_back(group, now):
        return False
    await _move(group, GroupStatus.CONFIRMED, actor="system", reason="paid", now=now)
    await groups.mail_tickets_later(group.id, reason="paid", now=now)
    return True


@transaction
async def on_released(reference_id: int, now: datetime, reason: str) -> None:
    """The order was let go unpaid: every seat it held returns to the pool."""
    group = await _locked(reference_id)
    if group is not None and group.status is GroupStatus.HELD:
        await _end(group, GroupStatus.EXPIRED, "held", actor="system", reason=reason, now=now)


@transaction
async def on_refunded(reference_id: int, order_id: int, now: datetime) -> None:
    """The whole payment went back, and with it the seats."""
    group = await _locked(reference_id)
    if group is not None and group.order_id == order_id and group.status is GroupStatus.CONFIRMED:
        await _end(group, GroupStatus.CANCELLED, "confirmed", actor="system", reason="refunded", now=now)


@transaction
async def on_held(reference_id: int, until: datetime, now: datetime) -> None:
    """The hold of the order moved, and everybody's with it."""
    held = RegistrationGroup.filter(id=reference_id, status=GroupStatus.HELD)
    if await held.update(hold_expires_at=until):
        await rows(HOLD, reference_id, until)


async def latest(reference_id: int) -> datetime | None:
    """Nobody holds a seat of an event that has begun."""
    found = await row(
        "SELECT e.starts_at FROM registration_groups g JOIN events e ON e.id = g.event_id WHERE g.id = $1", reference_id
    )
    return found["starts_at"] if found else None


async def group_path(reference_id: int) -> str | None:
    """Where whoever paid sees who comes."""
    found = await row(
        "SELECT c.slug FROM registration_groups g JOIN companies c ON c.id = g.company_id WHERE g.id = $1", reference_id
    )
    return f"/empresa/{found['slug']}/grupos/{reference_id}" if found else None


@transaction
async def cancel_all(group_id: int, *, actor: str, reason: str, now: datetime) -> None:
    """A draft, or a group whose order is gone, gives all its seats back."""
    group = await _locked(group_id)
    if group is not None and group.status in (GroupStatus.DRAFT, GroupStatus.HELD):
        await _end(group, GroupStatus.CANCELLED, "held", actor=actor, reason=reason, now=now)


async def drop_drafts(now: datetime) -> None:
    """Drafts whose writing stopped for good give their seats back.

    Where taking an order apart stopped, the order that still stands holds its group again, or a new one is made.
    """
    for each in await rows(LOOSE, now + groups.DRAFT_LASTS - AT_WORK):
        await _hold_again(each["id"], each["order_id"])
    for each in await rows(WITHOUT, now + groups.DRAFT_LASTS - AT_WORK, now):
        who = groups.Who("system", each["buyer_name"], each["buyer_email"], each["locale"])
        await groups.finish(each["id"], who=who, now=now)
    for each in await rows(OVER, now):
        await _drop(each["id"], now)


@transaction
async def _hold_again(group_id: int, order_id: int) -> None:
    """Whoever was taking the order apart stopped in the middle: it is as it was before."""
    await row("SELECT id FROM orders WHERE id = $1 FOR NO KEY UPDATE", order_id)
    if await _locked(group_id) is not None:
        await rows(HOLD_AGAIN, group_id, order_id)


@transaction
async def _drop(group_id: int, now: datetime) -> None:
    group = await _locked(group_id)
    if group is not None and group.status is GroupStatus.DRAFT and (group.hold_expires_at or now) <= now:
        await _end(group, GroupStatus.EXPIRED, "held", actor="system", reason="never finished", now=now)


async def _takes_again(group: RegistrationGroup, order_id: int) -> bool:
    """A seat was about to leave the order, which was paid before it could be let go: it is the group's as it was."""
    if group.status is not GroupStatus.DRAFT or group.order_id is not None:
        return False
    return await row(TAKE_AGAIN, group.id, order_id) is not None


async def _bring_back(group: RegistrationGroup, now: datetime) -> bool:
    """The seats that ended with the group, all or none, and none while one of its people has another seat."""
    gone = await rows(GONE, group.id, group.ended_at)
    if not gone or await row(LIVE_ELSEWHERE, group.event_id, [each["person_id"] for each in gone]):
        return False
    taken: list[tuple[int, int]] = []
    for type_id, number in _by_type(gone):
        if not await seats.take_more(group.event_id, type_id, number, now=now):
            for back_type, back in taken:
                await seats.give_back(group.event_id, back_type, back)
            return False
        taken.append((type_id, number))
    back_in = await rows(CONFIRM, group.id, now, "expired", group.ended_at)
    event = await group.event
    free = [each["id"] for each in back_in if each["total"] == 0]
    await group_pricing.use_free_seats(group, event, free, len(free), now=now)
    return True


async def _end(
    group: RegistrationGroup, to: GroupStatus, were: str, *, actor: str, reason: str, now: datetime
) -> None:  # fmt: skip
    gone = await rows(END, group.id, str(to), now, reason[:300], were)
    await benefits.give_back([each["id"] for each in gone], now=now)
    for type_id, number in _by_type(gone):
        await seats.give_back(group.event_id, type_id, number)
    await _move(group, to, actor=actor, reason=reason, now=now)
    await offering.give_out(group.event_id, now)


async def _move(group: RegistrationGroup, to: GroupStatus, *, actor: str, reason: str, now: datetime) -> None:
    """The door of a group's status: always under the event's lock, with an actor and a reason."""
    GROUP_MOVES.check(group.status, to)
    ended = to in (GroupStatus.CANCELLED, GroupStatus.EXPIRED)
    await RegistrationGroup.filter(id=group.id).update(
        status=to, hold_expires_at=None, ended_at=now if ended else None, end_reason=reason[:300] if ended else ""
    )
    detail = {"reason": reason}
    await audit.note(f"group.{to}", actor=actor, subject=f"group:{group.id}", now=now, detail=detail)
    await live.announce(f"event:{group.event_id}", {"group": group.id})


async def _locked(group_id: int) -> RegistrationGroup | None:
    """The group as it is once nobody else can move a seat of its event."""
    found = await row("SELECT event_id FROM registration_groups WHERE id = $1", group_id)
    if found is None:
        return None
    await seats.lock(found["event_id"])
    return await RegistrationGroup.get_or_none(id=group_id)


def _by_type(found: Iterable[dict[str, Any]]) -> list[tuple[int, int]]:
    """Seats of each ticket type, in the order of their ids, so that two changes never wait in a ring."""
    totals: dict[int, int] = {}
    for each in found:
        totals[each["ticket_type_id"]] = totals.get(each["ticket_type_id"], 0) + each["seats"]
    return sorted(totals.items())
