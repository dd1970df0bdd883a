"""The mails about a seat that waits for an answer: to whoever asked, to the organisers and to the company."""

from datetime import datetime
from typing import Any

from events_app.core import mail
from events_app.core.access import Role
from events_app.core.clock import local
from events_app.core.database import row, rows
from events_app.core.formats import capital, format_moment, format_money
from events_app.core.i18n import use_locale
from events_app.core.money import Money
from events_app.core.pages import absolute
from events_app.registration import emails, lifecycle, queries
from events_app.registration.models import Registration, RegistrationStatus

ANSWER = """
SELECT status, reason FROM {table} WHERE registration_id = $1 AND status <> 'waiting' ORDER BY id DESC LIMIT 1
"""
WHO = """
SELECT DISTINCT u.email, u.name, u.locale FROM role_grants g JOIN users u ON u.id = g.user_id AND u.is_active
WHERE g.role = $1 AND g.scope = $2 AND g.ended_at IS NULL AND g.starts_on <= $3
AND (g.ends_on IS NULL OR g.ends_on >= $3) AND u.email IS NOT NULL ORDER BY u.email
"""
COMPANY = """
SELECT c.id, c.slug, coalesce(nullif(c.trade_name, ''), c.legal_name) AS name, count(q.id)::int AS waiting,
       min(q.hold_until) AS until
FROM companies c LEFT JOIN company_requests q ON q.company_id = c.id AND q.status = 'waiting'
    AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.registration_id = q.registration_id AND a.status = 'waiting')
WHERE c.id = $1 GROUP BY c.id
"""


async def send(registration_id: int, message: str, *, now: datetime) -> None:
    """Queues one message if what it says is still so."""
    registration = await queries.registration(registration_id)
    if registration is not None:
        await MESSAGES[message](registration, message, now)


async def _to_person(registration: Registration, message: str, now: datetime) -> None:
    address = emails.address_on_file(registration)
    still_so = {
        "approval_requested": RegistrationStatus.REQUESTED,
        "approved": RegistrationStatus.HELD,
        "approved_reminder": RegistrationStatus.HELD,
    }.get(message)
    if address is None or (still_so is not None and registration.status is not still_so):
        return
    with use_locale(registration.locale):
        context = await _told(registration)
    reason = f"registration:{registration.id}:{message}"
    await mail.send_later(message, to=address, locale=registration.locale, context=context, reason=reason, now=now)


async def _told(registration: Registration) -> dict[str, Any]:
    event, zone = registration.event, registration.event.timezone
    waits = await queries.waits_for(registration.id)
    approval = await row(ANSWER.format(table="approvals"), registration.id) or {}
    request = await row(ANSWER.format(table="company_requests"), registration.id) or {}
    until = waits.get("decide_by") or waits.get("hold_until") or registration.hold_expires_at
    link = absolute(f"/T/{lifecycle.code_of(registration)}")
    order = registration.order
    return emails.told(registration, link) | {
        "company": registration.company.display_name if registration.company else "",
        "by_company": waits.get("decide_by") is None and waits.get("hold_until") is not None,
        "until": capital(format_moment(until, zone)) if until else "",
        "total": format_money(Money(registration.total, registration.currency)),
        "pay_link": absolute(f"/pagar/{order.token}") if order else link,
        "approval": str(approval.get("status", "")), "approval_reason": approval.get("reason", ""),
        "outcome": str(request.get("status", "")), "reason": request.get("reason", ""),
        "confirmed": registration.status is RegistrationStatus.CONFIRMED,
        "event_link": absolute(f"/eventos/{event.slug}"),
        "answer_link": link if request.get("status") == "approved" else absolute(f"/eventos/{event.slug}"),
    }  # fmt: skip


async def _to_organisers(registration: Registration, message: str, now: datetime) -> None:
    """The chair of the committee, or the office when the event has none: one mail a day for each event."""
    waits = await queries.waits_for(registration.id)
    if waits.get("decide_by") is None:
        return
    event, day = registration.event, local(now).date()
    committee = event.committee_id
    people = await rows(WHO, Role.COMMITTEE_CHAIR, f"committee:{committee}", day) if committee else []
    for each in people or await rows(WHO, Role.OFFICE, "", day):
        with use_locale(each["locale"]):
            context = {
                "name": each["name"], "event": event.title(each["locale"]), "link": absolute("/oficina/aprobaciones"),
                "until": capital(format_moment(waits["decide_by"], event.timezone)),
            }  # fmt: skip
        reason = f"event:{event.id}:{message}:{day}"
        await mail.send_later(message, to=each["email"], locale=each["locale"], context=context, reason=reason, now=now)


async def _to_company(registration: Registration, message: str, now: datetime) -> None:
    """Every coordinator of the company, once a day however many of its people asked."""
    waits = await queries.waits_for(registration.id)
    found = await row(COMPANY, registration.company_id) if registration.company_id else None
    if found is None or not found["waiting"] or waits.get("hold_until") is None:
        return
    day = local(now).date()
    for each in await rows(WHO, Role.COORDINATOR, f"company:{found['id']}", day):
        with use_locale(each["locale"]):
            context = {
                "name": each["name"], "company": found["name"], "waiting": found["waiting"],
                "until": capital(format_moment(found["until"], registration.event.timezone)),
                "link": absolute(f"/empresa/{found['slug']}/solicitudes"),
            }  # fmt: skip
        reason = f"company:{found['id']}:{message}:{day}"
        await mail.send_later(message, to=each["email"], locale=each["locale"], context=context, reason=reason, now=now)


MESSAGES = {
    "approval_requested": _to_person,
    "approval_reminder": _to_organisers,
    "approved": _to_person,
    "approved_reminder": _to_person,
    "declined": _to_person,
    "company_request": _to_company,
    "company_request_reminder": _to_company,
    "company_request_decided": _to_person,
}
