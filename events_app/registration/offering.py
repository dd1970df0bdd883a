"""Gives the free seats of an event to whoever waits for them, and holds them until the offer ends."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from events_app.core import audit
from events_app.core.database import decoded, row, rows
from events_app.core.settings import settings
from events_app.core.tokens import new_secret
from events_app.payments.engine.business_days import is_business_day
from events_app.registration import seats, waitlist_emails
from events_app.registration.engine.offer_hours import offer_ends
from events_app.registration.engine.waitlist import Decision, Limit, PassVerdict, Room, Waiting, next_offers
from events_app.registration.errors import OfferOver
from events_app.registration.waiting_records import WAIT_MOVES, OfferStatus, WaitStatus

LIFTED_BEFORE = seats.LIFTED_BEFORE

ANYBODY = "SELECT 1 AS waits FROM wait_entries WHERE event_id = $1 AND status = 'waiting' LIMIT 1"
LINE = """
SELECT id, ticket_type_id, size, company_id, joined_at, passed_because FROM wait_entries
WHERE event_id = $1 AND status = 'waiting' ORDER BY joined_at, id
"""
EVENT = """
SELECT e.status, e.starts_at, e.sale_closes_at, e.timezone, e.most_per_company, e.limit_lifts_at,
    e.capacity - e.taken AS free,
    (SELECT json_object_agg(t.id, t.quota - t.taken) FROM ticket_types t WHERE t.event_id = e.id) AS types
FROM events e WHERE e.id = $1
"""
# Seats of each company: its registrations and the offers that stand.
OF_COMPANIES = """
SELECT company_id, sum(seats)::int AS seats FROM (
    SELECT company_id, seats FROM registrations
    WHERE event_id = $1 AND company_id = ANY($2::bigint[]) AND status IN ('requested', 'held', 'confirmed')
    UNION ALL
    SELECT w.company_id, o.seats FROM seat_offers o JOIN wait_entries w ON w.id = o.entry_id
    WHERE o.event_id = $1 AND w.company_id = ANY($2::bigint[]) AND o.status = 'open'
) live GROUP BY company_id
"""
ADD_OFFER = """
INSERT INTO seat_offers (created_at, entry_id, event_id, ticket_type_id, seats, token, status, offered_at, expires_at,
                         offered_by)
VALUES ($1, $2, $3, $4, $5, $6, 'open', $1, $7, $8) RETURNING id
"""
MOVE_ENTRY = """
UPDATE wait_entries SET status = $3::varchar,
    ended_at = CASE WHEN $3::varchar IN ('offered', 'waiting') THEN NULL ELSE $4::timestamptz END
WHERE id = $1 AND status = $2 RETURNING id
"""
END_OFFER = """
UPDATE seat_offers SET status = $2, ended_at = $3 WHERE id = $1 AND status = 'open'
RETURNING id, event_id, entry_id, ticket_type_id, seats
"""
# Whoever found a seat another way needs neither the offer nor the place in the line.
EXPIRED = """
SELECT o.id, o.expires_at > $2 AS seated FROM seat_offers o JOIN wait_entries w ON w.id = o.entry_id
WHERE o.event_id = $1 AND o.status = 'open' AND (o.expires_at <= $2 OR EXISTS (
    SELECT 1 FROM registrations r WHERE r.event_id = o.event_id AND r.person_id = w.person_id
    AND r.status IN ('requested', 'held', 'confirmed')))
ORDER BY o.expires_at, o.id LIMIT 100
"""
SEATED = """
SELECT w.id FROM wait_entries w JOIN registrations r ON r.event_id = w.event_id AND r.person_id = w.person_id
WHERE w.event_id = $1 AND w.status = 'waiting' AND r.status IN ('requested', 'held', 'confirmed') ORDER BY w.id
"""
CLAIM = """
SELECT o.id, o.entry_id, o.seats, o.expires_at, w.person_id FROM seat_offers o JOIN wait_entries w ON w.id = o.entry_id
WHERE o.token = $1 AND o.event_id = $2 AND o.ticket_type_id = $3 AND o.status = 'open' AND o.expires_at > $4
"""
PASS_OVER = "UPDATE wait_entries SET passed_because = $2 WHERE id = $1 AND passed_because <> $2 RETURNING id"
ADD_PASS = """
INSERT INTO wait_passes (created_at, entry_id, at, verdict, because) VALUES ($1, $2, $1, $3, $4) RETURNING id
"""


async def give_out(event_id: int, now: datetime, *, actor: str = "system") -> int:
    """Offers what is free to those who wait, in the caller's transaction; gives how many offers were made.

    One statement when nobody waits, and the line is not read while the event is full. Called wherever a seat comes
    back, and each minute for what nobody announced.
    """
    if await row(ANYBODY, event_id) is None:
        return 0
    await seats.lock(event_id)
    event = await row(EVENT, event_id)
    if event is None or event["status"] != "published" or event["free"] == 0:
        return 0
    expires = _expires(event, now)
    if expires is None:
        return 0
    await _leave_the_seated(event_id, now)
    line = await rows(LINE, event_id)
    entries = {each["id"]: each for each in line}
    decisions = next_offers([_waiting(each) for each in line], _room(event), await _limit(event_id, event, line, now))
    made = 0
    for decision in decisions:
        entry = entries[decision.entry_id]
        if decision.verdict is PassVerdict.OFFERED:
            made += await offer(entry | {"event_id": event_id}, expires, actor=actor, now=now)
        elif decision.verdict is not PassVerdict.FULL:
            await _pass_over(entry, decision, now)
    return made


async def offer(entry: dict[str, Any], expires: datetime, *, actor: str, now: datetime) -> bool:
    """Holds the seats for one entry and writes to it; False when they are not free after all."""
    event_id, ticket_type_id, size = entry["event_id"], entry["ticket_type_id"], entry["size"]
    if not await seats.hold(event_id, ticket_type_id, size):
        return False
    if not await move_entry(entry["id"], WaitStatus.WAITING, WaitStatus.OFFERED, now=now):
        await seats.give_back(event_id, ticket_type_id, size)
        return False
    made = await row(ADD_OFFER, now, entry["id"], event_id, ticket_type_id, size, new_secret(), expires, actor)
    offer_id = int((made or {})["id"])
    detail = {"offer": offer_id, "seats": size, "until": expires.isoformat()}
    await audit.note("wait_entry.offered", actor=actor, subject=f"wait_entry:{entry['id']}", now=now, detail=detail)
    await waitlist_emails.mail_later("seat_offer", offer_id, now=now)
    return True


async def ends_for(event_id: int, now: datetime) -> datetime | None:
    """When an offer made now would end; None when the event is too near or is not on sale."""
    event = await row(EVENT, event_id)
    return _expires(event, now) if event and event["status"] == "published" else None


async def room(event_id: int) -> Room:
    """The seats that an offer could hold now, of the event and of each ticket type."""
    event = await row(EVENT, event_id)
    return _room(event) if event else Room(0, {})


async def move_entry(entry_id: int, old: WaitStatus, new: WaitStatus, *, now: datetime) -> bool:
    """The door of an entry's status; False when somebody moved it first. Raises IllegalMove."""
    WAIT_MOVES.check(old, new)
    return await row(MOVE_ENTRY, entry_id, str(old), str(new), now) is not None


async def close(offer_id: int, to: OfferStatus, entry_to: WaitStatus, *, actor: str, now: datetime) -> bool:
    """Ends an offer that was not taken, under the event's lock: its seats go to the next ones. False: it had ended."""
    ended = await row(END_OFFER, offer_id, str(to), now)
    if ended is None:
        return False
    await move_entry(ended["entry_id"], WaitStatus.OFFERED, entry_to, now=now)
    subject = f"wait_entry:{ended['entry_id']}"
    await audit.note(f"wait_entry.{entry_to}", actor=actor, subject=subject, now=now, detail={"offer": offer_id})
    await seats.give_back(ended["event_id"], ended["ticket_type_id"], ended["seats"])
    return True


async def expire(event_id: int, now: datetime) -> int:
    """Ends the offers that are over and says so to each, and those of people who have a seat by now; the seats are for
    the caller to give out.
    """
    over = await rows(EXPIRED, event_id, now)
    if over:
        await seats.lock(event_id)
    ended = 0
    for each in over:
        seated = each["seated"]
        to, entry_to = (
            (OfferStatus.WITHDRAWN, WaitStatus.DECLINED) if seated else (OfferStatus.EXPIRED, WaitStatus.EXPIRED)
        )
        if not await close(each["id"], to, entry_to, actor="system", now=now):
            continue
        ended += 1
        if not seated:
            await waitlist_emails.mail_later("offer_expired", each["id"], now=now)
    return ended


async def seats_in_turn(event_id: int, ticket_type_id: int, number: int, *, now: datetime) -> seats.Taken | None:
    """Seats for somebody who asks now: those who wait come first, then expired holds and offers are given back."""
    taken = await seats.take(event_id, ticket_type_id, number)
    if taken is not None:
        return taken
    freed = await seats.recycle(event_id, now)
    ended = await expire(event_id, now)
    line = await row(ANYBODY, event_id)
    if line is not None:
        await give_out(event_id, now)
    if not (freed or ended or line):
        return None
    return await seats.take(event_id, ticket_type_id, number, past_the_line=True)


async def claim(
    token: str, event_id: int, ticket_type_id: int, number: int, *, person_id: int | None, now: datetime
) -> seats.Taken:
    """The seats of an offer for the registration that takes them. Raises OfferOver when it ended or is not theirs."""
    await seats.lock(event_id)
    held = await row(CLAIM, token, event_id, ticket_type_id, now)
    if held is None or number > held["seats"] or held["person_id"] != person_id:
        raise OfferOver()
    if await row(END_OFFER, held["id"], str(OfferStatus.ACCEPTED), now) is None:
        raise OfferOver()
    await move_entry(held["entry_id"], WaitStatus.OFFERED, WaitStatus.ACCEPTED, now=now)
    taken = await seats.next_folio(event_id)
    if taken is None:
        raise OfferOver()
    subject = f"wait_entry:{held['entry_id']}"
    detail = {"offer": held["id"], "registration": taken.registration_id}
    await audit.note("wait_entry.accepted", actor="offer", subject=subject, now=now, detail=detail)
    if held["seats"] > number:
        await seats.give_back(event_id, ticket_type_id, held["seats"] - number)
        await give_out(event_id, now)
    return replace(taken, until=held["expires_at"])


async def seats_of_company(event_id: int, company_id: int) -> int:
    """Live seats and standing offers of a company; exact for whoever holds the event's lock."""
    found = await row(OF_COMPANIES, event_id, [company_id])
    return int(found["seats"]) if found else 0


async def _leave_the_seated(event_id: int, now: datetime) -> None:
    """Nobody is offered a seat beside the one they have."""
    for each in await rows(SEATED, event_id):
        if await move_entry(each["id"], WaitStatus.WAITING, WaitStatus.LEFT, now=now):
            subject, detail = f"wait_entry:{each['id']}", {"because": "has a seat"}
            await audit.note("wait_entry.left", actor="system", subject=subject, now=now, detail=detail)


async def _pass_over(entry: dict[str, Any], decision: Decision, now: datetime) -> None:
    """Logs the reason once, and again only when it changes."""
    if await row(PASS_OVER, entry["id"], f"{decision.verdict}: {decision.because}") is not None:
        await row(ADD_PASS, now, entry["id"], str(decision.verdict), decision.because)


def _expires(event: dict[str, Any], now: datetime) -> datetime | None:
    latest = min(event["sale_closes_at"] or event["starts_at"], event["starts_at"])
    length = timedelta(hours=settings().offer_hours)
    return offer_ends(now, latest=latest, zone=event["timezone"], is_open=is_business_day, length=length)


async def _limit(event_id: int, event: dict[str, Any], line: list[dict[str, Any]], now: datetime) -> Limit:
    limit = seats.company_limit(event["most_per_company"], event["limit_lifts_at"], event["starts_at"])
    if limit is None:
        return Limit()
    companies = sorted({each["company_id"] for each in line if each["company_id"] is not None})
    taken = {each["company_id"]: each["seats"] for each in await rows(OF_COMPANIES, event_id, companies)}
    return Limit(limit.most, taken, lifted=not limit.holds(now))


def _room(event: dict[str, Any]) -> Room:
    types = {int(each): free for each, free in (decoded(event["types"]) or {}).items()}
    return Room(event["free"], types)


def _waiting(each: dict[str, Any]) -> Waiting:
    return Waiting(each["id"], each["joined_at"], each["ticket_type_id"], each["size"], each["company_id"])
