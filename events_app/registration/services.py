"""Registering one person: one transaction that takes the seat, opens the order and queues what comes later."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from events_app.core import audit, jobs
from events_app.core.database import row, tx
from events_app.core.errors import AlreadyRegistered, SoldOut
from events_app.core.idempotency import once
from events_app.core.money import Money
from events_app.core.tokens import CURRENT_KEY_VERSION, ticket_code, ticket_hash
from events_app.payments import free
from events_app.payments.engine.pricing import Rate
from events_app.payments.models import Order
from events_app.payments.services import open_order
from events_app.payments.values import Buyer, LineRequest
from events_app.registration import answers, benefits, offering, opening, seats
from events_app.registration.engine.capacity import hold_until, seats_for
from events_app.registration.engine.wanted import Wanted
from events_app.registration.errors import CompanyLimitReached, FreeSeatGone
from events_app.registration.models import Source
from events_app.registration.people import Spoken, person_and_language, standing

Rates = Sequence[Rate]
# Whoever fills in the form is not who comes.
BY_OTHERS = (Source.OFFICE, Source.COORDINATOR)
LIVE = """
SELECT id FROM registrations
WHERE event_id = $1 AND person_id = $2 AND status IN ('requested', 'held', 'confirmed')
"""
WRITE = """
INSERT INTO registrations (id, created_at, event_id, ticket_type_id, person_id, company_id, order_id, status, folio,
    code_hash, rotation, key_version, seats, companions, diet, accessibility, audience, verified_by,
    unit_net, tax, total, currency, hold_expires_at, confirmed_at, source, locale, cancel_reason, policy)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
    $24, $25, '', (SELECT jsonb_build_object('refund_steps', e.refund_steps, 'starts_at', e.starts_at)
        FROM events e WHERE e.id = $3)) RETURNING id
"""


@dataclass(frozen=True)
class Receipt:
    """What registering gave: the ticket's code and, when money is due, the secret of the pay link."""

    registration_id: int
    folio: str
    code: str
    status: str
    pay_token: str | None
    total: Money
    hold_expires_at: datetime | None
    replayed: bool = False


async def register(wanted: Wanted, *, key: str, actor: str, path: str, now: datetime, rates: Rates = ()) -> Receipt:
    """Takes a seat for one person, or raises SoldOut or AlreadyRegistered; a repeated key gives the first answer.

    `rates` are the tax rates of the offer, so that they are not read again while others wait for the seat's counter.
    """
    try:
        return await tx(_register, wanted, key=key, actor=actor, path=path, now=now, rates=rates)
    except IntegrityError as error:
        if "one_live_registration" in str(error):
            raise AlreadyRegistered(event=wanted.event_title) from error
        raise


async def _register(wanted: Wanted, *, key: str, actor: str, path: str, now: datetime, rates: Rates) -> Receipt:
    async def effect() -> dict[str, Any]:
        return await _take_seat(wanted, actor=actor, now=now, rates=rates)

    outcome = await once(key, actor=actor, path=path, body=_body(wanted), effect=effect)
    return _receipt(outcome.result, replayed=outcome.replayed)


def _body(wanted: Wanted) -> dict[str, Any]:
    """What the person asked for; without the price, so that a repeat after the early-bird date is still a repeat."""
    asked = asdict(wanted)
    for computed in ("unit_net", "total", "audience", "free_seat", "answer_by", "needs_approval"):
        asked.pop(computed)
    for answer in asked["answers"]:
        answer.pop("file_id")
    return asked


async def _take_seat(wanted: Wanted, *, actor: str, now: datetime, rates: Rates) -> dict[str, Any]:
    wanted = await _as_it_stands(wanted)
    number = seats_for(wanted.extras.companions, wanted.extras.companions)
    taken = await _seats(wanted, number, now)
    if taken is None:
        await _refuse(wanted)
        raise SoldOut(event=wanted.event_title)
    person_id, wanted = await _who_comes(wanted, now)
    expires = wanted.answer_by if wanted.asks_first else hold_until(now, wanted.total, promised=taken.until)
    owes = (wanted.total > 0 or wanted.code) and not wanted.asks_first
    order = await _order(wanted, taken.registration_id, expires, now, rates) if owes else None
    status = "requested" if wanted.asks_first else "held" if order and order.total else "confirmed"
    await _write(wanted, taken, person_id, number, order, expires, status, now)
    await answers.add(wanted.answers, registration_id=taken.registration_id, now=now)
    await opening.open_waits(wanted, taken.registration_id, now)
    await _free_seat(wanted, taken.registration_id, now)
    await _announce(wanted, taken.registration_id, person_id, status, actor=actor, now=now)
    if order and not order.total:
        await free.complete(order.id, actor=actor, now=now)
    return {
        "registration_id": taken.registration_id,
        "folio": taken.folio,
        "key_version": CURRENT_KEY_VERSION,
        "status": status,
        "pay_token": order.token if status == "held" and order else None,
        "total": order.total if order else wanted.total if wanted.asks_first else 0,
        "currency": wanted.currency,
        "hold_expires_at": expires.isoformat() if expires else None,
    }


async def _as_it_stands(wanted: Wanted) -> Wanted:
    """The same wish of the entries that stand, when the directory made two of them one since the form was opened."""
    asked = wanted.applicant
    person_id, company_id = await standing(asked.person_id, asked.company_id)
    return replace(wanted, applicant=replace(asked, person_id=person_id, company_id=company_id))


async def _who_comes(wanted: Wanted, now: datetime) -> tuple[int, Wanted]:
    """The person, and the same wish in the language that they read."""
    applicant = wanted.applicant
    spoken = Spoken(wanted.locale, applicant.company_id, by_others=wanted.source in BY_OTHERS)
    person_id, language = await person_and_language(applicant.person_id, applicant.new, applicant.name, spoken, now)
    return person_id, replace(wanted, locale=language)


async def _refuse(wanted: Wanted) -> None:
    """A full event still tells a registered person that they are in."""
    person_id = wanted.applicant.person_id
    if person_id and await row(LIVE, wanted.event_id, person_id):
        raise AlreadyRegistered(event=wanted.event_title)


async def _seats(wanted: Wanted, number: int, now: datetime) -> seats.Taken | None:
    """From the pool, or from an offer of the waiting list; a company's limit holds for the first."""
    person_id, company_id = wanted.applicant.person_id, wanted.applicant.company_id
    if wanted.offer:
        return await offering.claim(
            wanted.offer, wanted.event_id, wanted.ticket_type_id, number, person_id=person_id, now=now
        )
    taken = await offering.seats_in_turn(wanted.event_id, wanted.ticket_type_id, number, now=now)
    limit = taken.limit if taken else None
    if limit is not None and company_id is not None and limit.holds(now):
        others = await offering.seats_of_company(wanted.event_id, company_id)
        if others + number > limit.most:
            raise CompanyLimitReached(event=wanted.event_title, most=limit.most)
    return taken


async def _free_seat(wanted: Wanted, registration_id: int, now: datetime) -> None:
    """The company's seat without cost that the price promised. Raises FreeSeatGone when somebody else took the last."""
    free, company_id = wanted.free_seat, wanted.applicant.company_id
    if free is None or company_id is None:
        return
    taken = await benefits.take(company_id, free.benefits, 1, now=now)
    if not taken:
        raise FreeSeatGone()
    await benefits.note_uses(company_id, free.year, [(taken[0].benefit_id, registration_id)], now=now)


async def _order(wanted: Wanted, registration_id: int, expires: datetime | None, now: datetime, rates: Rates) -> Order:
    applicant = wanted.applicant
    buyer = Buyer(name=applicant.name, email=applicant.email, locale=wanted.locale, company_id=applicant.company_id)
    line = LineRequest(
        description=f"{wanted.event_title} · {wanted.ticket_name}"[:250],
        unit_net=Money(wanted.unit_net, wanted.currency),
        tax_code=wanted.tax_code,
    )
    reference = f"registration:{registration_id}"
    return await open_order(
        reference=reference,
        buyer=buyer,
        lines=[line],
        hold_expires_at=expires,
        now=now,
        rates=rates,
        code=wanted.code,
        event_id=wanted.event_id,
    )


async def _write(
    wanted: Wanted, taken: seats.Taken, person_id: int, number: int, order: Order | None,
    expires: datetime | None, status: str, now: datetime,
) -> None:  # fmt: skip
    code_hash = ticket_hash(ticket_code(taken.registration_id, 0))
    extras, applicant = wanted.extras, wanted.applicant
    promised = (wanted.unit_net, wanted.total - wanted.unit_net, wanted.total) if wanted.asks_first else (0, 0, 0)
    net, tax, total = (order.net, order.tax, order.total) if order else promised
    await row(
        WRITE, taken.registration_id, now, wanted.event_id, wanted.ticket_type_id, person_id, applicant.company_id,
        order.id if order else None, status, taken.folio, code_hash, CURRENT_KEY_VERSION,
        number, extras.companions, extras.diet, extras.accessibility, wanted.audience, applicant.verified_by,
        net, tax, total, wanted.currency, expires, now if status == "confirmed" else None, wanted.source, wanted.locale,
    )  # fmt: skip


async def _announce(
    wanted: Wanted, registration_id: int, person_id: int, status: str, *, actor: str, now: datetime
) -> None:
    await audit.note(
        f"registration.{status}",
        actor=actor,
        subject=f"registration:{registration_id}",
        now=now,
        detail={"event": wanted.event_id, "person": person_id, "source": wanted.source},
    )
    if status == "confirmed":
        await mail_ticket_later(registration_id, reason="confirmed", now=now)


async def mail_ticket_later(registration_id: int, *, reason: str, now: datetime, message: str = "ticket") -> None:
    """The worker draws the QR and mails the ticket, when there is an address on file."""
    payload = {"registration": registration_id, "reason": reason, "message": message}
    await jobs.later("registration.mail_ticket", payload, now=now, key=f"ticket:{registration_id}:{reason}")


def _receipt(result: dict[str, Any] | str, *, replayed: bool) -> Receipt:
    found = json.loads(result) if isinstance(result, str) else result
    expires = found["hold_expires_at"]
    return Receipt(
        registration_id=found["registration_id"],
        folio=found["folio"],
        code=ticket_code(found["registration_id"], 0, found["key_version"]),
        status=found["status"],
        pay_token=found["pay_token"],
        total=Money(found["total"], found["currency"]),
        hold_expires_at=datetime.fromisoformat(expires) if expires else None,
        replayed=replayed,
    )
