"""Reading registrations: by their secret code, for the door, for a person and for the office."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_app.core.access import Actor
from events_app.core.database import row, rows
from events_app.core.search import like
from events_app.core.tokens import ticket_hash
from events_app.registration.models import Registration

# What the door calls a seat that still waits for an answer.
AT_THE_DOOR = {"requested": "pending"}
LIVE = ("requested", "held", "confirmed")
TICKET_WITH = ("event", "ticket_type", "person", "company", "order")

CREDENTIAL = """
SELECT r.id, r.event_id, r.ticket_type_id, r.status, r.folio, r.companions, r.seats, t.valid_from, t.valid_until,
    t.name_es AS ticket_type_name, t.sessions, p.given_name, p.paternal_surname, p.maternal_surname,
    coalesce(nullif(c.trade_name, ''), c.legal_name, '') AS company
FROM registrations r JOIN ticket_types t ON t.id = r.ticket_type_id JOIN people p ON p.id = r.person_id
LEFT JOIN companies c ON c.id = r.company_id
"""

WAITS_FOR = """
SELECT (SELECT decide_by FROM approvals WHERE registration_id = $1 AND status = 'waiting') AS decide_by,
       (SELECT hold_until FROM company_requests WHERE registration_id = $1 AND status = 'waiting') AS hold_until,
       EXISTS (SELECT 1 FROM approvals WHERE registration_id = $1 AND status = 'approved') AS approved
"""

REFUSAL = """
SELECT 'company' AS by, status, reason, decided_at FROM company_requests
WHERE registration_id = $1 AND status IN ('declined', 'lapsed')
UNION ALL SELECT 'organisers', status, reason, decided_at FROM approvals
WHERE registration_id = $1 AND status IN ('declined', 'lapsed') ORDER BY decided_at DESC LIMIT 1
"""


@dataclass(frozen=True)
class Credential:
    """What the door needs to know about one ticket; `valid_*` are those of its type."""

    kind: str
    id: int
    event_id: int
    person_name: str
    company: str
    ticket_type_id: int
    ticket_type_name: str
    status: str
    folio: str
    valid_from: datetime | None
    valid_until: datetime | None
    companions: int
    sessions: tuple[int, ...] = ()
    occasion: str = ""

    def at(self, event_id: int) -> "Credential | None":
        """A ticket admits to its own event."""
        return self if event_id == self.event_id else None


async def ticket(code: str) -> Registration | None:
    """The registration whose ticket has this code, with all that its page shows; None for anything else."""
    if len(code) != 26 or not code.isascii() or not code.isalnum():
        return None
    found = Registration.filter(code_hash=ticket_hash(code)).select_related(*TICKET_WITH)
    return await found.first()


async def credential_by_hash(code_hash: str) -> Credential | None:
    """The ticket with this hash; one statement."""
    found = await row(f"{CREDENTIAL} WHERE r.code_hash = $1", code_hash)
    return _credential(found) if found else None


async def credential_by_id(registration_id: int) -> Credential | None:
    found = await row(f"{CREDENTIAL} WHERE r.id = $1", registration_id)
    return _credential(found) if found else None


async def search_credentials(event_id: int, text: str, limit: int = 20) -> list[Credential]:
    """Live tickets of an event by name without accents, folio or employee number, in the order of a Mexican list."""
    if len(text.strip()) < 2:
        return []
    found = await rows(
        CREDENTIAL  # noqa: S608 - joined from our own constants only
        + """ WHERE r.event_id = $1 AND r.status IN ('requested', 'held', 'confirmed', 'cancelled') AND (
            p.search_key LIKE $2 OR replace(lower(r.folio), ' ', '') LIKE $3
            OR EXISTS (SELECT 1 FROM employments e WHERE e.person_id = p.id AND e.ends_on IS NULL
                       AND e.number_key = ltrim($4, '0')))
        ORDER BY p.sort_key COLLATE "C", r.id LIMIT $5""",
        event_id, like(text), like(text).replace(" ", ""), text.strip().upper(), limit,
    )  # fmt: skip
    return [_credential(each) for each in found]


async def expected(event_id: int) -> int:
    """People the door may expect: confirmed registrations with their companions."""
    found = await row(
        "SELECT coalesce(sum(seats), 0)::int AS people FROM registrations WHERE event_id = $1 AND status = 'confirmed'",
        event_id,
    )
    return int(found["people"]) if found else 0


async def is_registered(event_id: int, user_person_id: int | None) -> bool:
    """Whether this person holds a confirmed seat (they may see the online link)."""
    if user_person_id is None:
        return False
    return await Registration.exists(event_id=event_id, person_id=user_person_id, status="confirmed")


async def holds_seat(event_id: int, actor: Actor) -> bool:
    """Whether this signed-in person has a confirmed seat, by the account's person or address; one statement."""
    found = await row(
        """SELECT 1 AS yes FROM registrations r JOIN people p ON p.id = r.person_id JOIN users u ON u.id = $2
           WHERE r.event_id = $1 AND r.status = 'confirmed' AND (u.person_id = p.id OR u.email = p.email) LIMIT 1""",
        event_id,
        actor.user_id,
    )
    return found is not None


async def expired_seats(event_id: int, now: datetime) -> int:
    """Seats of holds that are over and not yet given back, which a page may already call free."""
    found = await row(
        "SELECT coalesce(sum(seats), 0)::int AS n FROM registrations "
        "WHERE event_id = $1 AND status = 'held' AND hold_expires_at <= $2",
        event_id,
        now,
    )
    return int(found["n"]) if found else 0


async def live_registration(event_id: int, person_id: int) -> Registration | None:
    return await Registration.get_or_none(event_id=event_id, person_id=person_id, status__in=LIVE)


async def waits_for(registration_id: int) -> dict[str, Any]:
    """Whose answer the seat waits for: `decide_by` of the organisers, `hold_until` of the company; None of others.

    `approved`: the organisers said yes.
    """
    return await row(WAITS_FOR, registration_id) or {}


async def refusal_of(registration_id: int) -> dict[str, Any] | None:
    """Who said no, or did not answer in time: `by` is company or organisers, `status` declined or lapsed."""
    return await row(REFUSAL, registration_id)


async def registration(registration_id: int) -> Registration | None:
    """For the office, which may see them all."""
    return await Registration.filter(id=registration_id).select_related(*TICKET_WITH).first()


async def upcoming_of(person_id: int, now: datetime) -> list[Registration]:
    """The live registrations of a person for events that are not over."""
    found = Registration.filter(person_id=person_id, status__in=LIVE, event__ends_at__gt=now)
    return await found.select_related(*TICKET_WITH).order_by("event__starts_at")


def _credential(found: dict[str, Any]) -> Credential:
    names = (found["given_name"], found["paternal_surname"], found["maternal_surname"])
    return Credential(
        kind="registration",
        id=found["id"],
        event_id=found["event_id"],
        person_name=" ".join(part for part in names if part),
        company=found["company"],
        ticket_type_id=found["ticket_type_id"],
        ticket_type_name=found["ticket_type_name"],
        status=AT_THE_DOOR.get(found["status"], found["status"]),
        folio=found["folio"],
        valid_from=found["valid_from"],
        valid_until=found["valid_until"],
        companions=found["companions"],
        sessions=_sessions(found["sessions"]),
    )


def _sessions(stored: str | list[int] | None) -> tuple[int, ...]:
    """The agenda sessions a ticket type is limited to; none is the whole event."""
    return tuple(json.loads(stored) if isinstance(stored, str) else stored or ())
