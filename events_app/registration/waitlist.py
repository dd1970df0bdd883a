"""The waiting list of an event: joining, leaving, answering an offer, and what the office does by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from events_app.core import audit
from events_app.core.database import row, rows, transaction
from events_app.core.errors import AlreadyRegistered, NotFound
from events_app.core.tokens import new_secret
from events_app.directory.kinds import VerifiedBy
from events_app.registration import offering, people, seats, waitlist_emails
from events_app.registration.engine.wanted import NewPerson
from events_app.registration.errors import AlreadyWaiting, NoSeatToOffer, OfferOver, StillRoom
from events_app.registration.waiting_records import OfferStatus, WaitStatus

ADD = """
INSERT INTO wait_entries (created_at, token, event_id, ticket_type_id, person_id, company_id, group_id, contact_name,
    contact_email, contact_phone, locale, size, status, joined_at, joined_by, verified_by, passed_because)
VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $8, $9, $10, $11, 'waiting', $1, $12, $13, '')
ON CONFLICT DO NOTHING RETURNING id
"""
# The order of the list is the order of the rows: ids grow with it.
ADD_MANY = """
INSERT INTO wait_entries (created_at, token, event_id, ticket_type_id, person_id, company_id, group_id, contact_name,
    locale, size, status, joined_at, joined_by, verified_by, passed_because)
SELECT $1, asked.token, $2, $3, p.id, $4, $5, left(p.given_name || ' ' || p.paternal_surname, 200), p.locale, 1,
    'waiting', $1, $6, 'coordinator', ''
FROM unnest($7::bigint[], $8::text[]) WITH ORDINALITY AS asked(person_id, token, number)
JOIN people p ON p.id = asked.person_id
WHERE NOT EXISTS (SELECT 1 FROM registrations r WHERE r.event_id = $2 AND r.person_id = p.id
                  AND r.status IN ('requested', 'held', 'confirmed'))
ORDER BY asked.number ON CONFLICT DO NOTHING RETURNING id, person_id
"""
LIVE = """
SELECT id FROM registrations
WHERE event_id = $1 AND person_id = $2 AND status IN ('requested', 'held', 'confirmed')
"""
ROOM = """
SELECT e.title_es, e.most_per_company, e.limit_lifts_at, e.starts_at, (e.capacity IS NULL OR e.taken + $3 <= e.capacity)
    AND (t.quota IS NULL OR t.taken + $3 <= t.quota) AS fits,
    EXISTS (SELECT 1 FROM wait_entries w WHERE w.event_id = e.id AND w.status = 'waiting') AS line
FROM events e JOIN ticket_types t ON t.event_id = e.id AND t.id = $2 WHERE e.id = $1
"""
EVENTS_WITH_WORK = """
SELECT event_id FROM seat_offers WHERE status = 'open' AND expires_at <= $1
UNION
SELECT o.event_id FROM seat_offers o JOIN wait_entries w ON w.id = o.entry_id
JOIN registrations r ON r.event_id = o.event_id AND r.person_id = w.person_id
WHERE o.status = 'open' AND r.status IN ('requested', 'held', 'confirmed')
UNION
SELECT w.event_id FROM wait_entries w JOIN events e ON e.id = w.event_id
WHERE w.status = 'waiting' AND e.status = 'published' AND e.starts_at > $1
  AND (e.capacity IS NULL OR e.taken < e.capacity)
ORDER BY 1
"""


@dataclass(frozen=True)
class Joining:
    """Who waits for what: one party of `size` seats of one ticket type, known by id or new."""

    event_id: int
    ticket_type_id: int
    name: str
    person_id: int | None = None
    new: NewPerson | None = None
    company_id: int | None = None
    verified_by: str = ""
    email: str | None = None
    phone: str | None = None
    size: int = 1
    locale: str = "es-MX"


@dataclass(frozen=True)
class Joined:
    entry_id: int
    token: str


@transaction
async def join(asked: Joining, *, actor: str, now: datetime) -> Joined:
    """A place at the end of the line. Raises AlreadyRegistered, AlreadyWaiting, and StillRoom when a seat is free.

    A company over its limit may wait although there is room.
    """
    person_id, company_id = await people.standing(asked.person_id, asked.company_id)
    asked = replace(asked, person_id=person_id, company_id=company_id)
    await seats.lock(asked.event_id)
    await offering.expire(asked.event_id, now)
    await seats.recycle(asked.event_id, now)
    await offering.give_out(asked.event_id, now)
    room = await row(ROOM, asked.event_id, asked.ticket_type_id, asked.size)
    if room is None:
        raise NotFound()
    spoken = people.Spoken(asked.locale, asked.company_id, by_others=asked.verified_by == VerifiedBy.COORDINATOR)
    person_id, language = await people.person_and_language(asked.person_id, asked.new, asked.name, spoken, now)
    if await row(LIVE, asked.event_id, person_id) is not None:
        raise AlreadyRegistered(event=room["title_es"])
    if room["fits"] and not await _over_limit(asked, room, now):
        raise StillRoom(event=room["title_es"])
    token = new_secret()
    made = await row(
        ADD, now, token, asked.event_id, asked.ticket_type_id, person_id, asked.company_id, asked.name[:200],
        asked.email, asked.phone, language, asked.size, actor, asked.verified_by,
    )  # fmt: skip
    if made is None:
        raise AlreadyWaiting(event=room["title_es"])
    entry_id = int(made["id"])
    await _note("joined", entry_id, actor=actor, now=now, seats=asked.size)
    await waitlist_emails.mail_later("waitlist_joined", entry_id, now=now)
    return Joined(entry_id, token)


async def join_many(
    event_id: int, ticket_type_id: int, person_ids: Sequence[int], *,
    company_id: int, group_id: int | None, actor: str, now: datetime,
) -> dict[int, int]:  # fmt: skip
    """The people of a company who found no seat, in their order, in the caller's transaction: entry ids by person.

    Whoever waits already or has a seat is left as they are. A few statements, however many they are; each is then told.
    """
    if not person_ids:
        return {}
    tokens = [new_secret() for _ in person_ids]
    made = await rows(ADD_MANY, now, event_id, ticket_type_id, company_id, group_id, actor, list(person_ids), tokens)
    if made:
        entries = [each["id"] for each in made]
        detail = {"company": company_id, "group": group_id, "entries": entries}
        await audit.note("wait_entry.joined", actor=actor, subject=f"event:{event_id}", now=now, detail=detail)
        await waitlist_emails.mail_many_later(entries, now=now)
    return {each["person_id"]: each["id"] for each in made}


@transaction
async def leave(entry_id: int, *, actor: str, now: datetime) -> None:
    """Out of the line; an offer that stands is withdrawn with it. Leaving twice is leaving once."""
    entry = await _locked(entry_id)
    if entry["status"] == "offered":
        await _decline(entry, actor=actor, now=now, to=OfferStatus.WITHDRAWN)
    elif entry["status"] == "waiting" and await offering.move_entry(
        entry_id, WaitStatus.WAITING, WaitStatus.LEFT, now=now
    ):
        await _note("left", entry_id, actor=actor, now=now)


@transaction
async def decline(token: str, *, actor: str, now: datetime) -> None:
    """The offered seats go to the next ones at once. Raises OfferOver when the offer had ended."""
    found = await row("SELECT entry_id FROM seat_offers WHERE token = $1", token)
    if found is None:
        raise NotFound()
    entry = await _locked(found["entry_id"])
    if entry["token"] != token:
        raise OfferOver()
    await _decline(entry, actor=actor, now=now)


@transaction
async def offer_by_hand(entry_id: int, *, actor: str, now: datetime) -> None:
    """The office offers out of turn, over a company's limit too, but never a seat that is not there.

    Raises NoSeatToOffer; OfferOver when the entry does not wait any more or the event is too near.
    """
    entry = await _locked(entry_id)
    expires = await offering.ends_for(entry["event_id"], now)
    if entry["status"] != "waiting" or expires is None:
        raise OfferOver()
    await seats.recycle(entry["event_id"], now)
    if not await offering.offer(entry, expires, actor=actor, now=now):
        raise NoSeatToOffer()


@transaction
async def work_through(event_id: int, now: datetime) -> int:
    """Each minute, and when nobody else did: ends the offers that are over and makes the next ones."""
    await seats.lock(event_id)
    await offering.expire(event_id, now)
    return await offering.give_out(event_id, now)


async def events_with_work(now: datetime) -> list[int]:
    """Events with offers that are over, or with somebody who waits and something still to sell."""
    found = await rows(EVENTS_WITH_WORK, now)
    return [int(each["event_id"]) for each in found]


async def _decline(entry: dict[str, Any], *, actor: str, now: datetime, to: OfferStatus = OfferStatus.DECLINED) -> None:
    closed = entry["offer_id"] is not None and await offering.close(
        entry["offer_id"], to, WaitStatus.DECLINED, actor=actor, now=now
    )
    if not closed:
        raise OfferOver()
    await offering.give_out(entry["event_id"], now)


async def _locked(entry_id: int) -> dict[str, Any]:
    """The entry with its open offer, once nobody else can move a seat of its event."""
    found = await row("SELECT event_id FROM wait_entries WHERE id = $1", entry_id)
    if found is None:
        raise NotFound()
    await seats.lock(found["event_id"])
    entry = await row(
        "SELECT w.id, w.event_id, w.ticket_type_id, w.size, w.status, o.id AS offer_id, o.token FROM wait_entries w "
        "LEFT JOIN seat_offers o ON o.entry_id = w.id AND o.status = 'open' WHERE w.id = $1",
        entry_id,
    )
    return entry or {}


async def _over_limit(asked: Joining, room: dict[str, Any], now: datetime) -> bool:
    limit = seats.company_limit(room["most_per_company"], room["limit_lifts_at"], room["starts_at"])
    if limit is None or asked.company_id is None or not limit.holds(now):
        return False
    return await offering.seats_of_company(asked.event_id, asked.company_id) + asked.size > limit.most


async def _note(what: str, entry_id: int, *, actor: str, now: datetime, **detail: Any) -> None:
    await audit.note(f"wait_entry.{what}", actor=actor, subject=f"wait_entry:{entry_id}", now=now, detail=detail)
