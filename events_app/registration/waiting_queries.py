"""Reading the waiting list: one party's place, an offer by its link, the whole list for the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_app.core.database import row, rows
from events_app.registration.models import Registration
from events_app.registration.queries import live_registration
from events_app.registration.waiting_records import SeatOffer, WaitEntry, WaitStatus

ENTRY_WITH = ("event", "ticket_type", "person", "company")
AHEAD = """
SELECT count(*)::int AS parties, coalesce(sum(a.size), 0)::int AS seats
FROM wait_entries me JOIN wait_entries a ON a.event_id = me.event_id AND a.ticket_type_id = me.ticket_type_id
WHERE me.id = $1 AND a.status = 'waiting' AND (a.joined_at, a.id) < (me.joined_at, me.id)
"""
LISTED = """
SELECT w.id, w.token, w.status, w.size, w.joined_at, w.ended_at, w.passed_because, w.locale, w.group_id, w.event_id,
    w.ticket_type_id, w.company_id, w.verified_by, t.name_es AS type_es, t.name_en AS type_en,
    coalesce(p.given_name || ' ' || p.paternal_surname, w.contact_name) AS name,
    coalesce(w.contact_email, p.email) AS email, coalesce(w.contact_phone, p.phone) AS phone,
    coalesce(nullif(c.trade_name, ''), c.legal_name, '') AS company, o.token AS offer_token, o.expires_at,
    e.title_es, e.title_en, e.slug, e.starts_at, e.timezone,
    (SELECT count(*)::int FROM wait_entries a WHERE a.event_id = w.event_id AND a.ticket_type_id = w.ticket_type_id
        AND a.status = 'waiting' AND (a.joined_at, a.id) < (w.joined_at, w.id)) AS ahead
FROM wait_entries w JOIN ticket_types t ON t.id = w.ticket_type_id JOIN events e ON e.id = w.event_id
LEFT JOIN people p ON p.id = w.person_id LEFT JOIN companies c ON c.id = w.company_id
LEFT JOIN seat_offers o ON o.entry_id = w.id AND o.status = 'open'
"""
PASSES = """
SELECT x.at, x.verdict, x.because, w.size, coalesce(p.given_name || ' ' || p.paternal_surname, w.contact_name) AS name
FROM wait_passes x JOIN wait_entries w ON w.id = x.entry_id LEFT JOIN people p ON p.id = w.person_id
WHERE w.event_id = $1 ORDER BY x.id DESC LIMIT 100
"""


@dataclass(frozen=True)
class Ahead:
    """Who still waits before: parties, and the seats that they want together."""

    parties: int
    seats: int


async def costs(ticket_type_id: int) -> bool:
    """Whether anybody pays for this kind of ticket."""
    return (
        await row("SELECT id FROM prices WHERE ticket_type_id = $1 AND net_amount > 0 LIMIT 1", ticket_type_id)
        is not None
    )


async def entry(token: str) -> WaitEntry | None:
    """The party with this secret, with all that its page shows."""
    return await WaitEntry.filter(token=token[:64]).select_related(*ENTRY_WITH).first()


async def offer(token: str) -> SeatOffer | None:
    """The offer with this secret and its party, whatever became of it."""
    within = tuple(f"entry__{each}" for each in ENTRY_WITH)
    return await SeatOffer.filter(token=token[:64]).select_related("entry", *within).first()


async def open_offer(token: str, event_id: int, now: datetime) -> SeatOffer | None:
    """The offer while it stands for this event."""
    found = await offer(token) if token else None
    if found is None or found.event_id != event_id or found.status != "open" or found.expires_at <= now:
        return None
    return found


async def standing_offer(entry_id: int) -> SeatOffer | None:
    return await SeatOffer.get_or_none(entry_id=entry_id, status="open")


async def seat_of(entry: WaitEntry) -> Registration | None:
    """The live registration that an accepted offer became; None when it was given back since."""
    if entry.status != WaitStatus.ACCEPTED or entry.person_id is None:
        return None
    return await live_registration(entry.event_id, entry.person_id)


async def ahead_of(entry_id: int) -> Ahead:
    found = await row(AHEAD, entry_id)
    return Ahead(found["parties"], found["seats"]) if found else Ahead(0, 0)


async def of_event(event_id: int) -> list[dict[str, Any]]:
    """The list as the office sees it: offers that stand first, then the line in its order, then the rest."""
    order = "ORDER BY (w.status = 'offered') DESC, (w.status = 'waiting') DESC, w.joined_at, w.id LIMIT 1000"
    return await rows(f"{LISTED} WHERE w.event_id = $1 {order}", event_id)


async def of_company(company_id: int, private_kinds: Sequence[str]) -> list[dict[str, Any]]:
    """The company's people who wait or have an offer, for whoever coordinates; not what they do in their own time.

    Only of those whom the company brought is the offer's secret given: the others answer for themselves.
    """
    brought = "(w.group_id IS NOT NULL OR w.verified_by = 'coordinator')"
    live = f"w.company_id = $1 AND w.status IN ('waiting', 'offered') AND ({brought} OR NOT e.kind = ANY($2::text[]))"
    order = "ORDER BY (w.status = 'offered') DESC, e.starts_at, w.joined_at, w.id LIMIT 1000"
    found = await rows(f"{LISTED} WHERE {live} {order}", company_id, list(private_kinds))
    return [each | {"is_ours": _brought(each), "offer_token": each["offer_token"] if _brought(each) else None}
            for each in found]  # fmt: skip


async def passes(event_id: int) -> list[dict[str, Any]]:
    """Who was passed over and why, newest first."""
    return await rows(PASSES, event_id)


def _brought(entry: dict[str, Any]) -> bool:
    return entry["group_id"] is not None or entry["verified_by"] == "coordinator"
