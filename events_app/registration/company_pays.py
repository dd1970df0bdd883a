""" "Que la pague mi empresa": who may ask, what the company allows, and its answer, which makes one order an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_app.core import audit
from events_app.core.access import Role
from events_app.core.clock import local
from events_app.core.database import row, rows, transaction
from events_app.core.formats import format_money
from events_app.core.money import Money
from events_app.directory.kinds import VerifiedBy
from events_app.events.models import Event
from events_app.registration import decisions, groups, lifecycle, opening, seats
from events_app.registration.engine.capacity import CARD_HOLD
from events_app.registration.engine.company_limits import Limits, Refusal, may_pay
from events_app.registration.engine.wanted import Applicant
from events_app.registration.errors import OverCompanyLimit
from events_app.registration.models import Registration, RegistrationStatus
from events_app.registration.question_records import CompanyLimits

PROVED = (VerifiedBy.DIRECTORY, VerifiedBy.COORDINATOR)
HAS_COORDINATOR = """
SELECT 1 AS yes FROM role_grants g JOIN users u ON u.id = g.user_id AND u.is_active
WHERE g.role = $1 AND g.scope = $2 AND g.ended_at IS NULL AND g.starts_on <= $3
AND (g.ends_on IS NULL OR g.ends_on >= $3) LIMIT 1
"""
# What the company has agreed to pay at an event: what was given back is not counted.
PAID_AT = """
SELECT coalesce(sum(r.total), 0)::bigint AS total
FROM company_requests q JOIN registrations r ON r.id = q.registration_id
WHERE q.company_id = $1 AND r.event_id = $2 AND q.status = 'approved' AND r.status IN ('held', 'confirmed')
"""
# Only what still waits for the company alone: what the organiser has not approved is not its to answer yet.
OPEN = """
SELECT q.registration_id, r.event_id, r.total, r.currency FROM company_requests q
JOIN registrations r ON r.id = q.registration_id AND r.status = 'requested'
WHERE q.company_id = $1 AND q.status = 'waiting' AND q.registration_id = ANY($2::bigint[])
AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.registration_id = r.id AND a.status = 'waiting')
"""
DECIDE = """
UPDATE company_requests SET status = $3::varchar, decided_by = $4, decided_at = $5, reason = $6
WHERE company_id = $1 AND registration_id = ANY($2::bigint[]) AND status = 'waiting'
AND (hold_until > $5 OR $3::varchar <> 'approved') RETURNING registration_id
"""
LAPSE = """
UPDATE company_requests SET status = 'lapsed', decided_by = 'system', decided_at = $2
WHERE registration_id = $1 AND status = 'waiting' AND hold_until <= $2 RETURNING id
"""
DUE = """
SELECT q.registration_id FROM company_requests q WHERE q.status = 'waiting' AND q.hold_until <= $1
AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.registration_id = q.registration_id AND a.status = 'waiting')
ORDER BY q.hold_until LIMIT 200
"""
LOCK_LIMITS = "SELECT id FROM companies WHERE id = $1 FOR NO KEY UPDATE"


@dataclass(frozen=True)
class Answered:
    """How many were answered now, of how many asked, and the groups that their orders are of."""

    done: int
    asked: int
    group_ids: tuple[int, ...] = ()


async def may_ask(found: Applicant, *, now: datetime) -> bool:
    """An employee whom the directory or a coordinator vouches for, of a company where somebody can answer."""
    if found.company_id is None or found.verified_by not in PROVED:
        return False
    scope = f"company:{found.company_id}"
    return await row(HAS_COORDINATOR, Role.COORDINATOR, scope, local(now).date()) is not None


async def refusal(company_id: int, event: Event, price: Money) -> Refusal | None:
    """Why the company would not pay this much at this event; None when it may be asked."""
    limits = await limits_of(company_id)
    return may_pay(limits, [price], await paid_at(company_id, event.id, price.currency))


async def limits_of(company_id: int) -> Limits:
    found = await CompanyLimits.get_or_none(company_id=company_id)
    return Limits(found.per_person, found.per_event, found.currency) if found else Limits()


async def paid_at(company_id: int, event_id: int, currency: str) -> Money:
    found = await row(PAID_AT, company_id, event_id)
    return Money(int(found["total"]) if found else 0, currency)


@transaction
async def approve(company_id: int, registration_ids: Sequence[int], *, who: groups.Who, now: datetime) -> Answered:
    """Those that still wait become one order an event, or nobody is approved. Raises OverCompanyLimit."""
    done = 0
    made: list[int] = []
    # The company first, then its events in their order, as a list does that is confirmed at the same time.
    await row(LOCK_LIMITS, company_id)
    for event_id in await _events(company_id, registration_ids):
        await seats.lock(event_id)
        opened = await _approve_at(company_id, event_id, registration_ids, who=who, now=now)
        if opened is not None:
            done += opened.seats
            made.append(opened.group_id)
    return Answered(done, len(set(registration_ids)), tuple(made))


async def decline(
    company_id: int, registration_ids: Sequence[int], *, reason: str, actor: str, now: datetime
) -> Answered:  # fmt: skip
    """Each seat goes back to the pool and its person is told, with the reason."""
    done = [await _decline(company_id, each, reason=reason, actor=actor, now=now) for each in set(registration_ids)]
    return Answered(sum(done), len(done))


async def lapse_due(now: datetime) -> int:
    """Requests that nobody answered in time."""
    return sum([await _lapse(each["registration_id"], now) for each in await rows(DUE, now)])


@transaction
async def pay_myself(registration_id: int, *, now: datetime) -> str | None:
    """The person stops waiting for the company: an order of their own, for the usual time. Gives its secret."""
    registration = await lifecycle.locked(registration_id)
    if registration is None or registration.status is not RegistrationStatus.REQUESTED:
        return None
    if await row("SELECT 1 AS yes FROM approvals WHERE registration_id = $1 AND status = 'waiting'", registration_id):
        return None
    withdrawn = await rows(DECIDE, registration.company_id, [registration_id], "withdrawn", "ticket", now, "")
    if not withdrawn:
        return None
    await decisions.hold_for_payment(registration, now + CARD_HOLD, actor="ticket", reason="pays alone", now=now)
    found = await Registration.get(id=registration_id).select_related("order")
    return found.order.token if found.order else None


@transaction
async def set_limits(
    company_id: int, *, per_person: Money | None, per_event: Money | None, currency: str, actor: str, now: datetime
) -> None:
    """What the company pays at most; None is without limit."""
    await row(LOCK_LIMITS, company_id)
    values: dict[str, Any] = {
        "per_person": per_person.amount if per_person else None,
        "per_event": per_event.amount if per_event else None,
        "currency": currency,
    }
    if not await CompanyLimits.filter(company_id=company_id).update(**values):
        await CompanyLimits.create(company_id=company_id, created_at=now, **values)
    await audit.note("company.limits", actor=actor, subject=f"company:{company_id}", now=now, detail=values)


async def _approve_at(
    company_id: int, event_id: int, registration_ids: Sequence[int], *, who: groups.Who, now: datetime
) -> groups.Opened | None:
    """At one event, whose row and the company's are locked."""
    waiting = [each for each in await rows(OPEN, company_id, list(registration_ids)) if each["event_id"] == event_id]
    ids = [each["registration_id"] for each in waiting]
    decided = {each["registration_id"] for each in await rows(DECIDE, company_id, ids, "approved", who.label, now, "")}
    if not decided:
        return None
    prices = [Money(each["total"], each["currency"]) for each in waiting if each["registration_id"] in decided]
    # The ones just approved are still requested seats, so that they are not counted twice here.
    refused = may_pay(await limits_of(company_id), prices, await paid_at(company_id, event_id, prices[0].currency))
    event = await Event.get(id=event_id)
    if refused is not None:
        raise OverCompanyLimit(
            event=event.title(who.locale), limit=format_money(refused.limit), asked=format_money(refused.asked)
        )
    opened = await groups.join(event, company_id, sorted(decided), who=who, now=now)
    for each in sorted(decided):
        await opening.tell(each, "company_request_decided", now=now)
    return opened


@transaction
async def _decline(company_id: int, registration_id: int, *, reason: str, actor: str, now: datetime) -> bool:
    registration = await lifecycle.locked(registration_id)
    if registration is None or not await rows(OPEN, company_id, [registration_id]):
        return False
    if not await rows(DECIDE, company_id, [registration_id], "declined", actor, now, reason[:300]):
        return False
    await lifecycle.end(registration, RegistrationStatus.CANCELLED, actor=actor, reason=reason, now=now)
    await opening.tell(registration_id, "company_request_decided", now=now)
    return True


@transaction
async def _lapse(registration_id: int, now: datetime) -> bool:
    registration = await lifecycle.locked(registration_id)
    if registration is None or await row(LAPSE, registration_id, now) is None:
        return False
    if registration.status is RegistrationStatus.REQUESTED:
        await lifecycle.end(registration, RegistrationStatus.EXPIRED, actor="system", reason="not answered", now=now)
        await opening.tell(registration_id, "company_request_decided", now=now)
    return True


async def _events(company_id: int, registration_ids: Sequence[int]) -> list[int]:
    """In the order of their ids, as every lock of several events is taken."""
    return sorted({each["event_id"] for each in await rows(OPEN, company_id, list(registration_ids))})
