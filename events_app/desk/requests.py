""" "Que la pague mi empresa": whom the company is asked to pay, answered in one list, and how much it pays at most."""

from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.database import rows
from events_app.core.fields import LongLine, Pesos
from events_app.core.forms import Filled, Form, blank, fill
from events_app.core.i18n import N_, _, ngettext
from events_app.core.money import Money
from events_app.core.pages import Page, actor, flash, locale, page, redirect
from events_app.desk.scope import company_of
from events_app.directory.models import Company
from events_app.payments.models import Order
from events_app.registration import benefits, company_pays
from events_app.registration.errors import OverCompanyLimit
from events_app.registration.group_records import RegistrationGroup
from events_app.registration.groups import Who

RECENT = timedelta(days=60)
MOST = 300
CHOOSE = N_("Marca a quién quieres responder.")
# What the organiser has not approved yet is not the company's to answer.
WAITING = """
SELECT q.registration_id AS id, q.asked_at, q.hold_until, q.status, q.decided_at, q.reason, r.total, r.currency,
    r.folio, r.status AS seat, e.id AS event_id, e.title_es, e.title_en, e.starts_at, e.timezone, e.kind,
    t.name_es AS ticket_es, t.name_en AS ticket_en, p.given_name, p.paternal_surname, p.maternal_surname,
    (SELECT m.employee_number FROM employments m WHERE m.person_id = p.id AND m.company_id = q.company_id
     AND m.ends_on IS NULL LIMIT 1) AS number
FROM company_requests q JOIN registrations r ON r.id = q.registration_id JOIN events e ON e.id = r.event_id
JOIN ticket_types t ON t.id = r.ticket_type_id JOIN people p ON p.id = r.person_id
WHERE q.company_id = $1 AND CASE WHEN $2::timestamptz IS NULL THEN q.status = 'waiting' AND NOT EXISTS (
        SELECT 1 FROM approvals a WHERE a.registration_id = r.id AND a.status = 'waiting')
    ELSE q.status IN ('approved', 'declined', 'lapsed') AND q.decided_at > $2 END
ORDER BY CASE WHEN $2::timestamptz IS NULL THEN q.hold_until END, q.decided_at DESC, p.sort_key, q.id LIMIT 300
"""
STATUS_WORDS = {
    "approved": (N_("La empresa paga"), "good"),
    "declined": (N_("No se aprobó"), "bad"),
    "lapsed": (N_("Venció sin respuesta"), "plain"),
}


class AnswerForm(Form):
    """`people` are the marked ones, `shown` everybody whom the page listed."""

    people: list[str] = []
    shown: list[str] = []
    answer: LongLine = ""
    reason: LongLine = ""


class LimitsForm(Form):
    """Empty is without limit."""

    per_person: Pesos | None = None
    per_event: Pesos | None = None
    currency: LongLine = "MXN"


async def requests(request: Request) -> Response:
    """Everybody who asked, the soonest to lapse first, and what was answered lately."""
    company = await company_of(request)
    return await _show(request, company, blank(AnswerForm), await _limits_form(company))


async def answer_requests(request: Request) -> Response:
    """One answer for everybody who is marked, or a yes for all; the approved ones of an event become one order."""
    company = await company_of(request)
    form = await fill(request, AnswerForm)
    everybody = form.value is not None and form.value.answer == "approve_all"
    asked = (form.value.shown if everybody else form.value.people) if form.value else []
    ids = [int(each) for each in asked if each.isascii() and each.isdigit() and len(each) < 19]
    if not form.ok or not ids or form.checked.answer not in ("approve", "approve_all", "decline"):
        form.add("people", CHOOSE)
        return await _show(request, company, form, await _limits_form(company), status=422)
    if form.checked.answer == "decline":
        return await _decline(request, company, form, ids)
    try:
        answered = await company_pays.approve(company.id, ids, who=_who(request), now=request.state.now)
    except OverCompanyLimit as refused:
        form.add("people", refused.text)
        return await _show(request, company, form, await _limits_form(company), status=409)
    return await _after(request, company, answered)


async def set_limits(request: Request) -> Response:
    """How much the company pays for one person and for all at one event."""
    company = await company_of(request)
    form = await fill(request, LimitsForm)
    if form.ok and form.checked.currency not in ("MXN", "USD"):
        form.add("currency", N_("Elige una de las opciones."))
    if not form.ok:
        return await _show(request, company, blank(AnswerForm), form, status=422)
    asked = form.checked
    await company_pays.set_limits(
        company.id, per_person=asked.per_person, per_event=asked.per_event, currency=asked.currency,
        actor=actor(request).label, now=request.state.now,
    )  # fmt: skip
    return flash(redirect(request, "desk.requests", slug=company.slug), _("Límites guardados."))


async def _decline(request: Request, company: Company, form: Filled[AnswerForm], ids: list[int]) -> Response:
    who, reason = actor(request).label, form.checked.reason
    answered = await company_pays.decline(company.id, ids, reason=reason, actor=who, now=request.state.now)
    said = ngettext("Rechazaste %(n)s solicitud.", "Rechazaste %(n)s solicitudes.", answered.done)
    said += _late(answered)
    return flash(redirect(request, "desk.requests", slug=company.slug), said)


async def _after(request: Request, company: Company, answered: company_pays.Answered) -> Response:
    """To the payment when there is one order; else back to the list, saying what was late."""
    said = ngettext("Aprobaste %(n)s solicitud.", "Aprobaste %(n)s solicitudes.", answered.done)
    said += _late(answered)
    groups = await RegistrationGroup.filter(id__in=answered.group_ids).select_related("order")
    orders: list[Order] = [each.order for each in groups if each.order is not None]
    if groups and not orders:
        said += " " + _("No hay nada que pagar: entraron con los lugares sin costo de tu empresa.")
    if len(orders) == 1:
        return flash(redirect(request, "payments.pay", token=orders[0].token), said)
    return flash(redirect(request, "desk.requests", slug=company.slug), said)


def _late(answered: company_pays.Answered) -> str:
    late = answered.asked - answered.done
    return " " + ngettext("%(n)s ya se había respondido.", "%(n)s ya se habían respondido.", late) if late else ""


async def _show(
    request: Request, company: Company, form: Filled[AnswerForm], limits: Filled[LimitsForm], *, status: int = 200
) -> Response:
    waiting = [_told(each, locale(request)) for each in await rows(WAITING, company.id, None)]
    recent = await rows(WAITING, company.id, request.state.now - RECENT)
    sums: dict[str, Money] = {}
    for each in waiting:
        price = each["price"]
        sums[price.currency] = sums.get(price.currency, Money(0, price.currency)) + price
    return page(
        request, status=status, template="events_app/desk/requests.html", company=company, form=form, limits=limits,
        waiting=waiting, recent=[_told(each, locale(request)) for each in recent][:MOST], sums=list(sums.values()),
        words=STATUS_WORDS, free=await _free_seats(company, waiting),
    )  # fmt: skip


async def _free_seats(company: Company, waiting: list[dict[str, Any]]) -> int:
    """How many seats without cost are left for what is asked for; they are used before any money."""
    asked = sorted({(local(each["starts_at"], each["timezone"]).year, each["kind"]) for each in waiting})
    mine = [await benefits.of_company(company.id, str(company.company_class), year, kind) for year, kind in asked]
    return sum({each.account.benefit_id: each.account.left for one in mine for each in one}.values())


def _told(each: dict[str, Any], language: str) -> dict[str, Any]:
    english = language == "en"
    names = (each["given_name"], each["paternal_surname"], each["maternal_surname"])
    return each | {
        "name": " ".join(name for name in names if name),
        "event": (english and each["title_en"]) or each["title_es"],
        "ticket": (english and each["ticket_en"]) or each["ticket_es"],
        "price": Money(each["total"], each["currency"]),
    }


async def _limits_form(company: Company) -> Filled[LimitsForm]:
    limits = await company_pays.limits_of(company.id)
    amounts = {"per_person": limits.per_person, "per_event": limits.per_event}
    typed = {name: str(Money(amount)) for name, amount in amounts.items() if amount is not None}
    return blank(LimitsForm, currency=limits.currency, **typed)


def _who(request: Request) -> Who:
    """The order's messages go to whoever approved it."""
    me = actor(request)
    return Who(me.label, name=me.name, email=me.email or None, locale=locale(request))


AT = "/empresa/{slug}/solicitudes"
ROUTES = (
    Page(AT, requests, access=Access.COORDINATOR),
    Page(f"{AT}/respuesta", answer_requests, access=Access.COORDINATOR, methods=("POST",)),
    Page(f"{AT}/limites", set_limits, access=Access.COORDINATOR, methods=("POST",)),
)
